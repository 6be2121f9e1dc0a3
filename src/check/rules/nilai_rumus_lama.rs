//! A formula's stored value is not what its cells give now: the file was changed by a program that
//! does not recalculate.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};

use super::super::shown::Shown;
use crate::check::rumus::{LOOKS, is_circular};
use crate::model::evaluate::{Evaluator, Given, Now, Place};
use crate::model::inexact::Inexact;
use crate::model::{
    Cell, CellContent, CellRef, Cited, Finding, Format, Item, Message, Severity, Sheet, SheetId, Table,
    Value, own,
};
use crate::text::rumus;

/// The formulas of a workbook that can be computed here.
#[derive(Debug, Default)]
pub(in crate::check) struct Recomputed {
    /// Their cells, in the order of the workbook.
    pub cells: Vec<CellRef>,
    /// Those whose stored value is another one, with the value that they give now.
    stale: Vec<(CellRef, Decimal, Inexact)>,
}

/// What the rule finds, in every formula that can be computed here.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let stale = recomputed(shown).stale.iter();
    stale
        .filter_map(|(at, stored, given)| {
            let sheet = shown.book.sheet(at.sheet)?;
            Some(finding(shown, *at, (sheet, shown.book.cell(*at)?), *stored, *given))
        })
        .collect()
}

/// Computes every formula, each from the values of its cells as they are stored, so that one that is out of
/// date is said once and not again by every sum above it. Done once for all who ask.
pub(in crate::check) fn recomputed<'s>(shown: &'s Shown<'_>) -> &'s Recomputed {
    shown.recomputed.get_or_init(|| compute(shown))
}

fn compute(shown: &Shown) -> Recomputed {
    let mut evaluator = Evaluator::new(&shown.book.sheets);
    let of_reading = shown.book.findings.iter().filter(|f| f.rule == "RUM102");
    let valueless: BTreeSet<CellRef> =
        of_reading.flat_map(|f| f.related.iter().map(|r| r.at).chain([f.at])).collect();
    let mut now = |(sheet, row, column): Place| {
        let at = u16::try_from(sheet).map(|sheet| CellRef { sheet: SheetId(sheet), row, column });
        if at.is_ok_and(|at| valueless.contains(&at)) { Now::Unknown } else { Now::AsStored }
    };
    let (mut all, mut looks) = (Recomputed::default(), LOOKS);
    for (id, sheet) in shown.book.sheets().filter(|(_, sheet)| !own::is_own(sheet)) {
        for ((row, column), cell) in &sheet.cells {
            let (CellContent::Number(stored), Some(text)) = (&cell.content, cell.formula.as_deref()) else {
                continue;
            };
            let Some(formula) = rumus::read(text) else { continue };
            let place = (usize::from(id.0), *row, *column);
            let Ok(Given::Number(given)) = evaluator.evaluate(&formula, place.0, &mut now) else { continue };
            let at = CellRef { sheet: id, row: *row, column: *column };
            if !differs(*stored, given, &cell.format) {
                all.cells.push(at);
            } else if !is_circular(shown.book, &evaluator, place, &mut looks) {
                all.cells.push(at);
                all.stale.push((at, *stored, given));
            }
        }
    }
    all
}

/// Whether a reader sees another number: past what binary arithmetic and the shown decimals explain.
pub(super) fn differs(stored: Decimal, given: Inexact, format: &Format) -> bool {
    let unit = Decimal::new(1, decimals(given.value, format));
    let half = unit / Decimal::TWO;
    let Some(apart) = stored.checked_sub(given.value).map(|d| d.abs()) else { return false };
    let slack = stored.abs().checked_mul(Decimal::new(1, 15)).and_then(|s| s.checked_add(given.slack));
    let shown = |n: Decimal| n.round_dp_with_strategy(unit.scale(), RoundingStrategy::MidpointAwayFromZero);
    slack.is_some_and(|slack| apart > slack) && apart >= half && shown(stored) != shown(given.value)
}

/// The decimals that count: those shown, and sen at most where the format does not say.
fn decimals(value: Decimal, format: &Format) -> u32 {
    let shown = format.decimals().unwrap_or(if value.abs() < Decimal::ONE_HUNDRED { 4 } else { 2 });
    (shown + if format.is_percent() { 2 } else { 0 }).min(6)
}

/// A stored number as the cell's value in its table, or else as its format shows it: 0.5 may be 50%.
pub(super) fn shown_as(cited: Option<&Value>, format: &Format, n: Decimal) -> Value {
    match cited {
        Some(Value::Percent(_)) if format.is_percent() => percent(n),
        Some(value) if value.number().is_some() => value.with_number(n),
        _ if format.is_percent() => percent(n),
        _ => Value::Quantity(n, None),
    }
}

fn finding(
    shown: &Shown,
    at: CellRef,
    (sheet, cell): (&Sheet, &Cell),
    stored: Decimal,
    given: Inexact,
) -> Finding {
    let table = shown.renja.tables.iter().find(|table| table.covers(at));
    let cited = table.and_then(|table| cited(table, at)).map(|cited| &cited.value);
    let value = |n: Decimal| shown_as(cited, &cell.format, n);
    let computed = if given.slack.is_zero() {
        given.value
    } else {
        given.value.round_dp(decimals(given.value, &cell.format)).normalize()
    };
    let item = table
        .and_then(|table| path(table, table.place_of(at)?.0))
        .unwrap_or_else(|| first_words(sheet, at.row));
    let message = Message::new("check.rumus.stale")
        .with("place", shown.renja.place(at))
        .with("item", item.rsplit(" > ").next().unwrap_or_default())
        .with("formula", cell.formula.as_deref().unwrap_or_default())
        .with("stated", value(stored))
        .with("computed", value(computed));
    // What no table takes part in upsets no sum of the plan.
    let severity = if table.is_some() { Severity::Error } else { Severity::Warning };
    Finding {
        stated: Some(value(stored)),
        computed: Some(value(computed)),
        difference: stored.checked_sub(computed).map(value),
        ..Shown::remark("RUM203", severity, at, item, message)
    }
}

fn percent(n: Decimal) -> Value {
    n.checked_mul(Decimal::ONE_HUNDRED)
        .map_or_else(|| Value::Quantity(n, None), |n| Value::Percent(n.normalize()))
}

fn cited(table: &Table, at: CellRef) -> Option<&Cited<Value>> {
    table.items.iter().flat_map(Item::cited).find(|cited| cited.at == at)
}

/// The item of a row.
fn path(table: &Table, row: u32) -> Option<String> {
    let item = table.items.iter().rposition(|item| (item.first_row..=item.last_row).contains(&row))?;
    Some(table.path(item))
}

/// What else tells which row it is.
fn first_words(sheet: &Sheet, row: u32) -> String {
    let words = sheet.cells.range((row, 0)..=(row, u32::MAX)).find_map(|(_, cell)| match &cell.content {
        CellContent::Text(text) if text.chars().any(char::is_alphabetic) => {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        _ => None,
    });
    words.unwrap_or_default()
}
