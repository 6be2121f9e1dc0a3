//! Whose plan it is, and for which year.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::model::{Cited, Level, Renja, Table, Value};
use crate::text::fold::fold;
use crate::text::heading::{is_office, years};

/// The plan's year: most tables agree on it. A header that speaks of a year counts for the plan's
/// year less the column's offset; a title counts where it speaks of the plan itself.
pub fn year(renja: &Renja) -> Option<i32> {
    let mut votes: BTreeMap<i32, u32> = BTreeMap::new();
    for table in &renja.tables {
        for column in &table.columns {
            let Some(offset) = form_offset(table, &column.key) else { continue };
            for text in &column.header {
                if let [year] = years(&text.text)[..] {
                    *votes.entry(year - offset).or_default() += 2;
                }
            }
        }
        for line in &table.title {
            let folded = fold(&line.text);
            // "s/d Tahun 2020", "Prakiraan Maju Tahun 2022", "Renstra 2016-2021" are other years.
            if ["s d tahun", "maju", "renstra"].iter().any(|w| folded.contains(w)) {
                continue;
            }
            if let [year] = years(&line.text)[..] {
                *votes.entry(year).or_default() += 3;
            }
        }
    }
    for sentence in &renja.narrative {
        if let Some((_, after)) = fold(&sentence.text).split_once("rencana kerja tahun ")
            && let Some(year) = years(after).first()
        {
            *votes.entry(*year).or_default() += 2;
        }
    }
    votes.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
}

/// The office: what most tables call it, in the row above the programs or in the recapitulation;
/// else a title that names one. Where two names are level, the later table's stands: chapter IV
/// is set anew each year, the evaluation of earlier years is carried over.
pub fn organisation(renja: &Renja) -> Option<Cited<String>> {
    let mut named: IndexMap<String, (usize, Cited<String>)> = IndexMap::new();
    for table in &renja.tables {
        for item in table.items.iter().filter(|i| matches!(i.level, Level::Opd | Level::Baris)) {
            let Some(name) = table.name(item) else { continue };
            let Value::Text(text) = &name.value else { continue };
            if is_office(text) {
                let entry = named.entry(fold(text)).or_insert_with(|| (0, name.with(text.to_string())));
                entry.0 += 1;
            }
        }
    }
    // A region's workbook has many offices, each named once: it is nobody's own.
    if named.len() > 2 && named.values().all(|(count, _)| *count == 1) {
        return None;
    }
    let most = named.into_values().enumerate().max_by_key(|(i, (count, _))| (*count, *i));
    most.map(|(_, (_, name))| name)
        .or_else(|| renja.tables.iter().flat_map(|t| &t.title).find(|line| is_office(&line.text)).cloned())
}

fn form_offset(table: &Table, key: &str) -> Option<i32> {
    table.form.column(key)?.year
}
