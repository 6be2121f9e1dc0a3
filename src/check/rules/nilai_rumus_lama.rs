//! Rule RUM203: the stored value of a formula is not what its cells give now, because the file was changed by
//! a program that does not recalculate.

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::check::recomputed::compared_decimals;
use crate::model::inexact::Inexact;
use crate::model::{
    Cell, CellContent, CellRef, Cited, Finding, Format, Item, Message, Severity, Sheet, Table, Value,
};

/// Returns a finding for each such formula: an error in a table, a warning elsewhere.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let stale = context.recomputed().stale.iter();
    stale
        .filter_map(|(at, stored, given)| {
            let sheet = context.book.sheet(at.sheet)?;
            Some(finding(context, *at, (sheet, context.book.cell(*at)?), *stored, *given))
        })
        .collect()
}

/// Converts a stored number into the kind of value that its cell has in the table or, without one, shows by
/// its format: 0.5 may be 50%.
pub(super) fn to_cell_value(cited: Option<&Value>, format: &Format, n: Decimal) -> Value {
    match cited {
        Some(Value::Percent(_)) if format.is_percent() => to_percent(n),
        Some(value) if value.number().is_some() => value.with_number(n),
        _ if format.is_percent() => to_percent(n),
        _ => Value::Quantity(n, None),
    }
}

fn finding(
    context: &Context,
    at: CellRef,
    (sheet, cell): (&Sheet, &Cell),
    stored: Decimal,
    given: Inexact,
) -> Finding {
    let table = context.renja.tables.iter().find(|table| table.covers(at));
    let cited = table.and_then(|table| cited_value(table, at)).map(|cited| &cited.value);
    let value = |n: Decimal| to_cell_value(cited, &cell.format, n);
    let computed = if given.slack.is_zero() {
        given.value
    } else {
        given.value.round_dp(compared_decimals(given.value, &cell.format)).normalize()
    };
    let item = table
        .and_then(|table| row_path(table, table.place_of(at)?.0))
        .unwrap_or_else(|| first_words(sheet, at.row));
    let message = Message::new("check.rumus.stale")
        .with("place", context.renja.cell_name(at))
        .with("item", item.rsplit(" > ").next().unwrap_or_default())
        .with("formula", cell.formula.as_deref().unwrap_or_default())
        .with("stated", value(stored))
        .with("computed", value(computed));
    // A formula outside of all tables affects no sum of the plan.
    let severity = if table.is_some() { Severity::Error } else { Severity::Warning };
    Finding {
        stated: Some(value(stored)),
        computed: Some(value(computed)),
        difference: stored.checked_sub(computed).map(value),
        ..Context::simple_finding("RUM203", severity, at, item, message)
    }
}

fn to_percent(n: Decimal) -> Value {
    n.checked_mul(Decimal::ONE_HUNDRED)
        .map_or_else(|| Value::Quantity(n, None), |n| Value::Percent(n.normalize()))
}

/// Returns the value that a table has read from a cell; `None` if it has none.
fn cited_value(table: &Table, at: CellRef) -> Option<&Cited<Value>> {
    table.items.iter().flat_map(Item::cited).find(|cited| cited.at == at)
}

/// Returns the path of the last item that covers a row of the table; `None` if there is none.
fn row_path(table: &Table, row: u32) -> Option<String> {
    let item = table.items.iter().rposition(|item| (item.first_row..=item.last_row).contains(&row))?;
    Some(table.path(item))
}

/// Returns the first words of a sheet's row, which name it if no table does; empty if it has no words.
fn first_words(sheet: &Sheet, row: u32) -> String {
    let words = sheet.cells.range((row, 0)..=(row, u32::MAX)).find_map(|(_, cell)| match &cell.content {
        CellContent::Text(text) if text.chars().any(char::is_alphabetic) => {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        _ => None,
    });
    words.unwrap_or_default()
}
