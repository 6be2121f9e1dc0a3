//! Derives the hierarchy that figures alone show in a table of no known form: it is no chance if a row is the
//! sum of the rows below it in at least two columns, to the rupiah.

use std::collections::{BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;

use crate::model::{Column, Item, ItemId, Table};
use crate::normalize::evidence::{
    MAX_SUM_ROWS, MIN_MATCHING_COLUMNS, MIN_MATCHING_COLUMNS_PERCENT, is_at_least_percent, is_conclusive,
    is_distinctive,
};

/// The amounts of a row, one per column that adds up.
pub type RowAmounts = Vec<Option<Decimal>>;

/// Returns the sum of the rows directly below each row. `None` for a column without amounts below. A sum past what
/// can be computed stays at the largest number, which equals no amount.
pub fn sums_below(rows: &[RowAmounts], parents: &[Option<ItemId>]) -> Vec<RowAmounts> {
    let mut sums: Vec<RowAmounts> = rows.iter().map(|row| vec![None; row.len()]).collect();
    for (row, parent) in rows.iter().zip(parents) {
        let Some(sum) = parent.and_then(|parent| sums.get_mut(parent)) else { continue };
        for (sum, n) in sum.iter_mut().zip(row) {
            *sum = n.map_or(*sum, |n| Some(sum.unwrap_or_default().saturating_add(n)));
        }
    }
    sums
}

/// Returns how many sums of a hierarchy hold, and how many are tested.
pub fn count_holding_sums(rows: &[RowAmounts], parents: &[Option<ItemId>]) -> (usize, usize) {
    let sums = sums_below(rows, parents);
    let pairs = rows.iter().flatten().zip(sums.iter().flatten());
    pairs.fold((0, 0), |(holding, all), pair| match pair {
        // Zeros agree with everything.
        (Some(n), Some(sum)) if n.is_zero() && sum.is_zero() => (holding, all),
        // Small figures that agree prove nothing either.
        (Some(n), Some(sum)) if is_near(*n, *sum) => {
            (holding + usize::from(is_conclusive(*n)), all + usize::from(is_conclusive(*n)))
        }
        (Some(_), Some(_)) => (holding, all + 1),
        _ => (holding, all),
    })
}

/// Returns how many sums of a hierarchy hold, add up at least two figures and give a distinctive one.
pub fn count_distinctive_sums(rows: &[RowAmounts], parents: &[Option<ItemId>]) -> usize {
    let sums = sums_below(rows, parents);
    // Identity cards below one another repeat one number, and so does a row above its only part.
    let mut repeating: HashSet<(ItemId, usize)> = HashSet::new();
    for (row, parent) in rows.iter().zip(parents) {
        let Some(above) = parent.and_then(|parent| Some((parent, rows.get(parent)?))) else { continue };
        let same = |column: &usize| row[*column].is_some() && row[*column] == above.1[*column];
        repeating.extend((0..row.len()).filter(same).map(|column| (above.0, column)));
    }
    let is_one = |id: ItemId, column: usize| {
        let stated = rows[id][column].zip(sums[id][column]);
        stated.is_some_and(|(n, sum)| is_near(n, sum) && is_distinctive(n))
            && !repeating.contains(&(id, column))
    };
    (0..rows.len()).map(|id| (0..rows[id].len()).filter(|column| is_one(id, *column)).count()).sum()
}

/// Whether a row has a price of its own: then its amount is its cost, and no sum of others.
pub fn has_price(table: &Table, item: &Item) -> bool {
    let is_price = |c: &Column| c.key.starts_with("harga");
    table
        .columns_of(&item.values)
        .any(|(c, cited)| is_price(c) && cited.value.number().is_some_and(|n| !n.is_zero()))
}

/// Returns the parent of each row: the nearest row above that is the sum of rows that follow it, this one
/// among them. A bold row may state the sum of a single row; a row with a price states none. Rows with
/// `is_apart`, such as totals, end every sum.
pub fn nest_by_sums(
    rows: &[RowAmounts],
    is_apart: &[bool],
    bold: &[bool],
    priced: &[bool],
) -> Vec<Option<ItemId>> {
    let mut parents = vec![None; rows.len()];
    // The outermost rows from here on, nearest last.
    let mut open: Vec<ItemId> = Vec::new();
    for (id, row) in rows.iter().enumerate().rev() {
        if is_apart[id] || row.iter().all(Option::is_none) {
            // No sum reaches across a total.
            if is_apart[id] {
                open.clear();
            }
            continue;
        }
        if let Some(parts) = count_parts(row, rows, &open, bold[id]).filter(|_| !priced[id]) {
            for part in open.drain(open.len() - parts..) {
                parents[part] = Some(id);
            }
        }
        open.push(id);
    }
    parents
}

/// Returns how many of the open rows, nearest first, add up to a row. `None` if no number of them does.
fn count_parts(row: &RowAmounts, rows: &[RowAmounts], open: &[ItemId], bold: bool) -> Option<usize> {
    let stated = row.iter().flatten().filter(|n| !n.is_zero()).collect::<BTreeSet<_>>().len();
    let mut sums = vec![Decimal::ZERO; row.len()];
    let mut filled = 0_usize;
    let mut best: Option<(usize, usize)> = None;
    for (taken, part) in open.iter().rev().take(MAX_SUM_ROWS).enumerate() {
        for (sum, n) in sums.iter_mut().zip(rows.get(*part)?) {
            *sum = sum.checked_add(n.unwrap_or_default())?;
        }
        // Rows of zeros add nothing: one row that repeats another, and rows of zeros, are no sum.
        filled += usize::from(rows.get(*part)?.iter().flatten().any(|n| !n.is_zero()));
        let pairs = || row.iter().zip(&sums).filter_map(|(n, sum)| Some(((*n)?, *sum)));
        // A price and the amount of one such thing are one figure, not two that agree.
        let holding: BTreeSet<Decimal> =
            pairs().filter(|(n, sum)| !n.is_zero() && is_near(*n, *sum)).map(|(n, _)| n).collect();
        let holding = holding.len();
        let is_telling = pairs().any(|(n, sum)| is_near(n, sum) && is_conclusive(n));
        let is_shown = is_telling
            && holding >= MIN_MATCHING_COLUMNS
            && is_at_least_percent(holding, stated, MIN_MATCHING_COLUMNS_PERCENT);
        // Prefer more parts if more columns hold: some columns hold before the last row, which only others
        // fill.
        if (filled > 1 || bold) && is_shown && best.is_none_or(|(most, _)| holding > most) {
            best = Some((holding, taken + 1));
        }
        if best.is_some_and(|(most, _)| most == stated) || pairs().all(|(n, sum)| sum > n) {
            break;
        }
    }
    best.map(|(_, taken)| taken)
}

/// Returns the rows that the layout sets beside another row but that are its last part, each with that row.
/// With them the amounts of the other row are the sum of its parts, without them they are in no column, and
/// the sum above does not include them. `is_computed` says whether a formula adds up a row, and `takes`
/// whether the formula of the first row takes the second.
pub fn find_last_parts(
    rows: &[RowAmounts],
    parents: &[Option<ItemId>],
    is_computed: impl Fn(ItemId) -> bool,
    takes: impl Fn(ItemId, ItemId) -> bool,
) -> Vec<(ItemId, ItemId)> {
    let sums = sums_below(rows, parents);
    // Whether a row states the sum of others in all columns, and whether in any.
    let states = |id: ItemId, sum: &dyn Fn(usize) -> Option<Decimal>| {
        let stated = rows[id]
            .iter()
            .enumerate()
            .filter_map(|(column, n)| Some((column, (*n).filter(|n| !n.is_zero())?)));
        let holds: Vec<bool> =
            stated.map(|(column, n)| sum(column).is_some_and(|sum| is_near(n, sum))).collect();
        (holds.iter().all(|holds| *holds) && !holds.is_empty(), holds.contains(&true))
    };
    let amount = |id: ItemId, column: usize| rows[id][column].unwrap_or_default();
    let mut found = Vec::new();
    let mut last_of: HashMap<Option<ItemId>, ItemId> = HashMap::new();
    for (id, parent) in parents.iter().enumerate() {
        let Some(before) = last_of.insert(*parent, id) else { continue };
        let (Some(above), true) = (*parent, rows[id].iter().flatten().any(|n| !n.is_zero())) else {
            continue;
        };
        let below = |column: usize| sums[before][column];
        let with = |column: usize| below(column)?.checked_add(amount(id, column));
        let without = |column: usize| sums[above][column]?.checked_sub(amount(id, column));
        let is_taken = if is_computed(above) { takes(above, id) } else { !states(above, &without).0 };
        if !is_computed(before) && !is_taken && !states(before, &below).1 && states(before, &with).0 {
            found.push((id, before));
        }
    }
    found
}

/// Whether two amounts differ by less than a rupiah.
pub fn is_near(n: Decimal, sum: Decimal) -> bool {
    n.checked_sub(sum).is_some_and(|d| d.abs() < Decimal::ONE)
}
