//! Decides what indicator rows with an amount of their own are. All of them count and are read as items of
//! the name above; if the sums above say otherwise, such an amount is a second value of the row with the
//! name.

use rust_decimal::Decimal;

use crate::model::{ItemId, Level, Sheet, SkipReason, Skipped, Table};

use crate::normalize::rows::form_rows::Look;
use crate::normalize::tree::form_levels;

/// Decides the levels of a table. Returns the amounts of indicator rows that its sums do not take.
pub fn decide_levels(table: &mut Table, looks: &mut Vec<Look>, sheet: &Sheet) -> Vec<Skipped> {
    let going_on: Vec<ItemId> = (0..table.items.len()).filter(|id| table.continues_previous(*id)).collect();
    if going_on.is_empty() {
        form_levels::decide_levels(table, looks, sheet);
        return Vec::new();
    }
    let before = table.items.clone();
    form_levels::decide_levels(table, looks, sheet);
    let below = table.children_by_item();
    let count = |id: &ItemId| below.get(*id).is_some_and(|below| !below.is_empty());
    let (with_rows, alone): (Vec<ItemId>, Vec<ItemId>) = going_on.into_iter().partition(count);
    let mut back = with_rows;
    let among = |ids: &[ItemId]| {
        let mut among = vec![false; before.len()];
        for id in ids {
            among[*id] = true;
        }
        among
    };
    if !are_borne_out(table, &below, &among(&alone)) {
        back.extend(alone);
    }
    if back.is_empty() {
        return Vec::new();
    }
    let back = among(&back);
    table.items = before;
    let skipped = merge_back(table, looks, &back);
    form_levels::decide_levels(table, looks, sheet);
    skipped
}

/// Whether at least as many sums above hold with these items as without them.
fn are_borne_out(table: &Table, below: &[Vec<ItemId>], going_on: &[bool]) -> bool {
    let (mut with, mut without) = (0_usize, 0_usize);
    let parents = below.iter().enumerate();
    for (parent, parts) in parents.filter(|(_, parts)| parts.iter().any(|part| going_on[*part])) {
        for column in table.summed_columns() {
            let Some(stated) = table.number(parent, column).filter(|n| !n.is_zero()) else { continue };
            let sum = |counts: &dyn Fn(ItemId) -> bool| {
                let parts = parts.iter().copied().filter(|id| {
                    counts(*id) && table.items.get(*id).is_some_and(|item| item.level != Level::Jumlah)
                });
                let mut amounts = parts.filter_map(|id| table.number(id, column));
                amounts.try_fold(Decimal::ZERO, Decimal::checked_add)
            };
            with += usize::from(sum(&|_| true) == Some(stated));
            without += usize::from(sum(&|id| !going_on[id]) == Some(stated));
        }
    }
    with >= without
}

/// Merges items into the one before them again. Returns their values for which that item has another one.
fn merge_back(table: &mut Table, looks: &mut Vec<Look>, going_back: &[bool]) -> Vec<Skipped> {
    let mut skipped = Vec::new();
    let mut kept = Vec::with_capacity(table.items.len());
    let mut kept_looks = Vec::with_capacity(looks.len());
    for (id, mut item) in std::mem::take(&mut table.items).into_iter().enumerate() {
        let Some(above) = kept.last_mut().filter(|_| going_back[id]) else {
            kept.push(item);
            kept_looks.push(looks.get(id).copied().unwrap_or_default());
            continue;
        };
        let above: &mut crate::model::Item = above;
        above.last_row = item.last_row;
        above.indikator.append(&mut item.indikator);
        for (column, cited) in item.values.iter() {
            match above.values.get(column) {
                None => above.values.set(column, cited.clone()),
                Some(held) if held.value == cited.value => {}
                Some(_) => skipped.push(Skipped {
                    text: cited.text.clone(),
                    at: cited.at,
                    why: SkipReason::SecondValue,
                    is_beside: false,
                }),
            }
        }
    }
    (table.items, *looks) = (kept, kept_looks);
    skipped
}
