//! Decides what sums are made of where levels and totals alone do not say so: pembiayaan, a row that its
//! total repeats, a total of a part, hidden rows.

use rust_decimal::Decimal;

use crate::model::{Ground, ItemId, Level, Sheet, SheetSums, Table};
use crate::text::fold::fold;

use crate::normalize::vocabulary::{has_any_folded_word, vocabulary};

use super::figures;
use super::sum_formulas::{self, SumFormulas};
use super::total_labels::{TotalLabel, row_total_label};
use super::totals::SumParts;

/// Makes pembiayaan the amount received less the amount spent, never their sum.
pub fn set_financing_parts(table: &Table, parts: &mut SumParts) {
    let below = table.children_by_item();
    for (id, children) in below.iter().enumerate().filter(|(_, children)| children.len() >= 2) {
        let says = |child: &ItemId| {
            let name = table.items.get(*child).map(|item| fold(&table.label(item))).unwrap_or_default();
            let is_of = name.contains("pembiayaan");
            (is_of && name.contains("penerimaan"), is_of && name.contains("pengeluaran"))
        };
        let signs: Vec<(bool, bool)> = children.iter().map(says).collect();
        if signs.iter().any(|(received, _)| *received) && signs.iter().any(|(_, spent)| *spent) {
            let signed =
                children.iter().zip(signs).map(|(child, (_, spent))| (if spent { -1 } else { 1 }, *child));
            parts.insert(id, signed.collect());
        }
    }
}

/// Subtracts the parts of a total that are named as deductions ("Retur penjualan"), if the figures say so: the total is
/// right in a column that has such a part only if it is subtracted.
pub fn set_deductions(table: &Table, parts: &mut SumParts) {
    let says = |id: ItemId| {
        let item = table.items.get(id);
        item.is_some_and(|item| has_any_folded_word(&fold(&table.label(item)), &vocabulary().deductions))
    };
    for (total, of_total) in parts.iter_mut() {
        let sum = |of_total: &[(i8, ItemId)], column: usize| {
            of_total.iter().try_fold(Decimal::ZERO, |sum, (sign, part)| {
                let n = table.number(*part, column).unwrap_or_default();
                sum.checked_add(n.checked_mul(Decimal::from(*sign))?)
            })
        };
        let holds = |of_total: &[(i8, ItemId)], column: usize| {
            let stated = table.number(*total, column).zip(sum(of_total, column));
            stated.is_some_and(|(stated, sum)| figures::is_near(stated, sum))
        };
        let is_stated = |column: &usize| table.number(*total, *column).is_some();
        if table.summed_columns().filter(is_stated).all(|column| holds(of_total, column)) {
            continue;
        }
        for place in 0..of_total.len() {
            let (sign, part) = of_total[place];
            if !says(part) {
                continue;
            }
            let mut other = of_total.clone();
            other[place] = (-sign, part);
            let filled: Vec<usize> = table
                .summed_columns()
                .filter(|column| table.number(part, *column).is_some_and(|n| !n.is_zero()))
                .collect();
            let is_shown = filled.iter().any(|column| holds(&other, *column));
            if sign > 0 && is_shown && !filled.iter().any(|column| holds(of_total, *column)) {
                *of_total = other;
            }
        }
    }
}

/// Makes a typed row without parts whose total repeats it ("Jumlah Belanja" below BELANJA, by `=K16`) the sum
/// of the rows between the two, if those are computed and nothing else takes them: the bidang of a village,
/// whose codes do not continue that of the account.
pub fn set_enclosed_parts(table: &Table, parts: &mut SumParts, formulas: &SumFormulas) {
    let below = table.children_by_item();
    let taken = formulas.all_taken();
    let is_total = |id: ItemId| table.items.get(id).is_some_and(|item| item.level == Level::Jumlah);
    for total in (0..table.items.len()).filter(|id| is_total(*id)) {
        let Some(own) = formulas.only_taken(total).filter(|own| *own < total) else { continue };
        let label = fold(&table.label(&table.items[own]));
        let repeats = fold(&table.label(&table.items[total])).strip_prefix("jumlah ") == Some(label.as_str());
        let is_bare = !formulas.is_computed(own) && below[own].is_empty() && !parts.contains_key(&own);
        if !repeats || !is_bare || label.is_empty() {
            continue;
        }
        let parent = table.items[own].parent;
        let between: Vec<ItemId> =
            (own + 1..total).filter(|id| table.items[*id].parent == parent || is_total(*id)).collect();
        let is_part = |id: &ItemId| !is_total(*id) && formulas.is_computed(*id) && !taken.contains(id);
        if between.len() >= 2 && between.iter().all(is_part) {
            parts.insert(own, between.into_iter().map(|part| (1, part)).collect());
        }
    }
}

/// Makes a row without parts, right above the first part of a total that names it ("Jumlah Belanja" below BELANJA),
/// the sum of the same rows.
pub fn set_headed_parts(table: &Table, parts: &mut SumParts) {
    let below = table.children_by_item();
    let label = |id: ItemId| table.items.get(id).map(|item| fold(&table.label(item))).unwrap_or_default();
    let headed = |(total, of_total): (&ItemId, &Vec<(i8, ItemId)>)| {
        let first = of_total.iter().map(|(_, part)| *part).min()?;
        let head = first.checked_sub(1)?;
        let is_head = first < *total
            && table.items.get(*total).is_some_and(|item| item.level == Level::Jumlah)
            && below.get(head).is_some_and(Vec::is_empty)
            && !parts.contains_key(&head)
            && label(*total)
                .strip_prefix("jumlah ")
                .is_some_and(|name| !name.is_empty() && name == label(head));
        is_head.then(|| (head, of_total.clone()))
    };
    let of_heads: Vec<(ItemId, Vec<(i8, ItemId)>)> = parts.iter().filter_map(headed).collect();
    parts.extend(of_heads);
}

/// Makes the only total of a table the total of all its rows: if its formula takes parts of the outermost
/// row, `=H14` for `=H13`, it leaves out the rest. The relation is then of the whole row, so that the formula
/// is found to be wrong.
pub fn set_whole_total(table: &Table, parts: &mut SumParts, sheet: &Sheet) {
    let totals: Vec<ItemId> = (0..table.items.len())
        .filter(|id| row_total_label(table, &table.items[*id]) == TotalLabel::Total)
        .collect();
    let [only] = totals[..] else { return };
    let Some(taken) = parts.get(&only) else { return };
    let parent = |id: &ItemId| table.items.get(*id)?.parent;
    let root = |id: ItemId| std::iter::successors(Some(id), parent).last();
    let is_hidden = |id: ItemId| table.items.get(id).is_some_and(|item| sheet.is_hidden(item.first_row));
    let mut roots = taken.iter().map(|(sign, part)| root(*part).filter(|_| *sign > 0));
    let Some(Some(first)) = roots.next() else { return };
    let is_one = roots.all(|root| root == Some(first)) && taken.iter().all(|(_, part)| *part != first);
    let stated = |id: ItemId| table.summed_columns().any(|column| table.number(id, column).is_some());
    // No correction is needed if the parts add up to the row itself.
    let differs = table.summed_columns().any(|column| {
        let number = |id: ItemId| table.number(id, column).unwrap_or_default();
        let sum = taken.iter().try_fold(Decimal::ZERO, |sum, (_, part)| sum.checked_add(number(*part)));
        !sum.is_some_and(|sum| figures::is_near(number(first), sum))
    });
    if is_one && differs && stated(first) && !is_hidden(first) && !is_hidden(only) {
        parts.insert(only, vec![(1, first)]);
    }
}

/// Sets the parts of sums in an official form's table with hidden rows: of a list that was copied whole, the
/// formulas add up the visible rows only.
pub fn set_visible_parts(table: &mut Table, sheet: &Sheet) {
    if sheet.hidden_rows.is_empty() {
        return;
    }
    let Some(formulas) = sum_formulas::read(table, sheet) else { return };
    let below = table.children_by_item();
    let is_hidden = |id: &ItemId| table.items.get(*id).is_some_and(|item| sheet.is_hidden(item.first_row));
    let outermost: Vec<ItemId> = (0..table.items.len())
        .filter(|id| table.items[*id].parent.is_none() && table.items[*id].level != Level::Jumlah)
        .collect();
    let mut parts = SumParts::new();
    for (id, item) in table.items.iter().enumerate().filter(|(id, _)| formulas.is_computed(*id)) {
        let rows = if item.level == Level::Jumlah && item.parent.is_none() { &outermost } else { &below[id] };
        let visible: Vec<ItemId> = rows.iter().copied().filter(|row| !is_hidden(row)).collect();
        if visible.len() < rows.len() && formulas.takes_exactly(id, &visible) {
            parts.insert(id, visible.into_iter().map(|row| (1, row)).collect());
        }
    }
    if !parts.is_empty() {
        table.sheet_sums = Some(SheetSums { parts, ground: Ground::Form, ..SheetSums::default() });
    }
}

/// Returns how many formulas add up what the levels say, and how many formulas add up anything.
pub fn count_agreeing_formulas(table: &Table, formulas: &SumFormulas, told: &SumParts) -> (usize, usize) {
    let below = table.children_by_item();
    formulas.count_agreeing(|item| match told.get(&item) {
        Some(parts) => parts.iter().map(|(_, part)| *part).collect(),
        None => below.get(item).cloned().unwrap_or_default(),
    })
}
