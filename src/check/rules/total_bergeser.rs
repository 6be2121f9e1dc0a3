//! Rule STR107: a total stands one column to the right of the amounts that it adds up.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::context::{Context, column_label};
use crate::forms::Kind;
use crate::model::{CellRef, Cited, Finding, Item, ItemId, Level, Message, Related, Severity, Table, Value};

/// Minimum number of different non-zero amounts that a total must add up exactly before it is taken for
/// theirs. Fewer may give the same sum as another column by chance.
const MIN_DIFFERENT_AMOUNTS: usize = 3;

/// Returns one warning for each table, at the first such total.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().filter_map(|table| check_table(context, table)).collect()
}

/// Returns the cells of all totals that stand one column to the right; computed on first use.
pub(super) fn shifted_totals<'s>(context: &'s Context<'_>) -> &'s BTreeSet<CellRef> {
    let of_table = |table: &Table| {
        let shifted = only_total_row(table).map_or_else(Vec::new, |total| find_shifted(table, total));
        shifted.iter().map(|shifted| shifted.stated.at).collect::<Vec<_>>()
    };
    context.shifted_totals.get_or_init(|| context.renja.tables.iter().flat_map(of_table).collect())
}

fn check_table(context: &Context, table: &Table) -> Option<Finding> {
    let total = only_total_row(table)?;
    finding(context, table, total, &find_shifted(table, total))
}

/// Returns the only row that states the sum of the whole table; `None` if there is none or are several.
fn only_total_row(table: &Table) -> Option<ItemId> {
    let mut totals = table.total_rows();
    let only = totals.next()?;
    totals.next().is_none().then_some(only)
}

/// A total that stands one column to the right.
struct ShiftedTotal<'a> {
    stated: &'a Cited<Value>,
    /// The column that it adds up.
    summed_column: usize,
    /// The column that it stands in.
    column: usize,
    parts: Vec<&'a Cited<Value>>,
}

fn find_shifted(table: &Table, total: ItemId) -> Vec<ShiftedTotal<'_>> {
    let Some(row) = table.items.get(total) else { return Vec::new() };
    let is_money = |column: &usize| table.columns.get(*column).is_some_and(|c| c.kind == Kind::Rupiah);
    let rows = detail_rows(table, total);
    let parts = |column: usize| -> Vec<&Cited<Value>> {
        rows.iter().filter_map(|item| item.values.get(column)).collect()
    };
    let mut found = Vec::new();
    for of in (0..table.columns.len()).filter(is_money) {
        let column = of + 1;
        let Some(stated) = row.values.get(column).filter(|_| is_money(&column)) else { continue };
        // If the cell in its own column is filled, the total is wrong and not shifted.
        if row.values.get(of).is_some() && !found.iter().any(|before: &ShiftedTotal<'_>| before.column == of)
        {
            continue;
        }
        let own = parts(of);
        let amounts: BTreeSet<Decimal> =
            own.iter().filter_map(|part| part.value.number()).filter(|n| !n.is_zero()).collect();
        let beside = parts(column);
        // In a table with details in an inner column and their sums in an outer one, the outer one is blank
        // beside the details. And the last value of a running balance is the sum of what was added.
        if beside.len() * 2 < own.len() || beside.last().is_some_and(|last| last.value == stated.value) {
            continue;
        }
        // Prices are the amounts of whatever is bought once: then one of these is wrong, and not the total.
        let is_same = |item: &&&Item| {
            let number = |column: usize| item.values.get(column).and_then(|cited| cited.value.number());
            number(of).is_some() && number(of) == number(column)
        };
        if rows.iter().filter(is_same).count() * 2 > own.len() {
            continue;
        }
        let is_sum_of =
            |parts: &[&Cited<Value>]| sum(parts).is_some_and(|sum| stated.value.number() == Some(sum));
        if amounts.len() >= MIN_DIFFERENT_AMOUNTS && is_sum_of(&own) && !is_sum_of(&beside) {
            found.push(ShiftedTotal { stated, summed_column: of, column, parts: own });
        }
    }
    found
}

/// Returns the items above a total that are not sums themselves.
fn detail_rows(table: &Table, total: ItemId) -> Vec<&Item> {
    let mut is_sum = vec![false; table.items.len()];
    for parent in table.items.iter().filter_map(|item| item.parent) {
        is_sum[parent] = true;
    }
    let rows = table.items.iter().zip(is_sum).take(total);
    rows.filter(|(item, is_sum)| item.level != Level::Jumlah && !is_sum).map(|(item, _)| item).collect()
}

fn sum(parts: &[&Cited<Value>]) -> Option<Decimal> {
    parts.iter().filter_map(|part| part.value.number()).try_fold(Decimal::ZERO, Decimal::checked_add)
}

fn finding(context: &Context, table: &Table, total: ItemId, shifted: &[ShiftedTotal<'_>]) -> Option<Finding> {
    let first = shifted.first()?;
    let column = |place: usize| table.columns.get(place).map_or_else(String::new, column_label);
    let message = Message::new("check.total.shifted")
        .with("place", context.renja.cell_name(first.stated.at))
        .with("stated", first.stated.value.clone())
        .with("parts", first.parts.len())
        .with("of", column(first.summed_column))
        .with("column", column(first.column))
        .with("blank", table.item_cell(total, first.summed_column).a1());
    Some(Finding {
        stated: Some(first.stated.value.clone()),
        related: first
            .parts
            .iter()
            .map(|part| Related { at: part.at, label: String::new(), value: Some(part.value.clone()) })
            .collect(),
        ..Context::simple_finding("STR107", Severity::Warning, first.stated.at, table.path(total), message)
    })
}
