//! Decides the levels of a form's table without codes by its own sums: a row that adds up two programs stands
//! above them, wherever it stands.

use crate::model::{ItemId, Level, LevelEvidence, Sheet, Table};

use crate::normalize::row_label;
use crate::normalize::rows::form_rows::Look;
use crate::normalize::tree::level_signs::item_kode;
use crate::normalize::tree::sum_formulas;

/// Minimum number of rows, of ten, whose parent formulas must state.
const MIN_STATED_PARENT_TENTHS: usize = 7;
/// Number of links, of ten, from which formulas and words agree so well that the other links are slips in a
/// formula.
const MIN_AGREEING_LINK_TENTHS: usize = 8;

/// Puts each row below the one that adds it up. Returns whether the formulas decided the levels.
pub fn decide_levels(table: &mut Table, looks: &[Look], sheet: &Sheet) -> bool {
    let is_program = |table: &Table, id: ItemId| {
        let name = table.items.get(id).and_then(|item| table.name(item));
        name.is_some_and(|name| row_label::stated_level(&name.text) == Some(Level::Program))
    };
    let has_codes = table.items.iter().any(|item| item_kode(table, item).is_some());
    if has_codes || !table.pages.is_empty() || !(0..table.items.len()).any(|id| is_program(table, id)) {
        return false;
    }
    let Some(formulas) = sum_formulas::read(table, sheet) else { return false };
    let says_total: Vec<bool> = table.items.iter().map(|item| item.level == Level::Jumlah).collect();
    let set = |id: ItemId| looks.get(id).map(|look| (look.bold, look.indent));
    let told = formulas.derive_hierarchy(&says_total, &(0..table.items.len()).map(set).collect::<Vec<_>>());
    let links: Vec<(ItemId, ItemId)> = told.links().collect();
    let rows = says_total.iter().filter(|is_total| !**is_total).count();
    let parent = |id: ItemId| table.items.get(id).and_then(|item| item.parent);
    let agreeing = links.iter().filter(|(id, of)| parent(*id) == Some(*of)).count();
    // A sum that passes over a part of the office, or leaves a row out, does not say where that row belongs.
    let adding: Vec<usize> = table.summed_columns().collect();
    let has_amount = |id: ItemId| adding.iter().any(|column| table.number(id, *column).is_some());
    if (0..table.items.len()).any(|id| told.left_out[id] && has_amount(id)) {
        return false;
    }
    let is_told = links.len() * 10 >= rows.saturating_sub(1) * MIN_STATED_PARENT_TENTHS;
    if !is_told || agreeing * 10 >= links.len() * MIN_AGREEING_LINK_TENTHS {
        return false;
    }
    let above = |id: ItemId| std::iter::successors(told.parent[id], |of| told.parent[*of]);
    let programs: Vec<bool> = (0..table.items.len()).map(|id| is_program(table, id)).collect();
    let mut has_programs = vec![false; programs.len()];
    for program in (0..programs.len()).filter(|id| programs[*id]) {
        for up in above(program) {
            // The rows further up were marked together with this one.
            if std::mem::replace(&mut has_programs[up], true) {
                break;
            }
        }
    }
    let levels: Vec<Option<Level>> = (0..table.items.len())
        .map(|id| {
            if says_total[id] {
                return None;
            }
            if programs[id] {
                return Some(Level::Program);
            }
            match above(id).position(|up| programs[up]) {
                Some(0) => Some(Level::Kegiatan),
                Some(_) => Some(Level::SubKegiatan),
                None if has_programs[id] => match above(id).count() {
                    0 => None,
                    1 => Some(Level::BidangUrusan),
                    _ => Some(Level::UnitKerja),
                },
                None => None,
            }
        })
        .collect();
    for (id, level) in levels.into_iter().enumerate() {
        let Some(item) = table.items.get_mut(id).filter(|_| !says_total[id]) else { continue };
        item.parent = told.parent[id];
        if let Some(level) = level.filter(|level| *level != item.level) {
            item.level = level;
            item.level_evidence = LevelEvidence::Formula;
        }
    }
    true
}
