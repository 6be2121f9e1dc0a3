//! Changes put into the cells of the workbook, so that what is checked of the cells alone (how an
//! amount is written, what a formula gives) sees them too.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::model::evaluate::{Evaluator, Given, Now, Place};
use crate::model::inexact::Inexact;
use crate::model::{Book, Cell, CellContent, CellRef, Change, Value};
use crate::text::rumus::{self, Rumus};

/// Puts the new values in their cells. Formulas follow, as they will when the workbook is opened.
pub fn apply_to_cells(book: &mut Book, changes: &[Change]) {
    let following = following(book, changes);
    for change in changes {
        let Some(sheet) = book.sheets.get_mut(usize::from(change.at.sheet.0)) else { continue };
        let cell = sheet.cells.get_or_default((change.at.row, change.at.column));
        cell.content = match &change.to {
            Value::Rupiah(n) | Value::Quantity(n, None) => CellContent::Number(*n),
            Value::Percent(n) if cell.format.is_percent() => {
                n.checked_div(Decimal::ONE_HUNDRED).map_or(CellContent::Blank, CellContent::Number)
            }
            other => CellContent::Text(other.to_string().into()),
        };
    }
    follow(book, &following);
}

/// Formulas stand in rows above one another: office, program, kegiatan, sub kegiatan, and a recap.
const MOST_ROUNDS: usize = 8;

/// The formulas that held what their cells give, but for the cells that are changed by name.
fn following(book: &Book, changes: &[Change]) -> Vec<(Place, Rumus)> {
    let named: BTreeSet<CellRef> = changes.iter().map(|change| change.at).collect();
    let mut evaluator = Evaluator::new(&book.sheets);
    let mut all = Vec::new();
    for (id, sheet) in book.sheets() {
        for ((row, column), cell) in &sheet.cells {
            let Some(formula) = cell.formula.as_deref().and_then(rumus::read) else { continue };
            let place = (usize::from(id.0), *row, *column);
            let is_named = named.contains(&CellRef { sheet: id, row: *row, column: *column });
            if !is_named && given(&mut evaluator, place, &formula).is_some_and(|n| holds(cell, n)) {
                all.push((place, formula));
            }
        }
    }
    all
}

fn follow(book: &mut Book, formulas: &[(Place, Rumus)]) {
    for _ in 0..MOST_ROUNDS {
        let mut evaluator = Evaluator::new(&book.sheets);
        let mut news: Vec<(Place, Decimal)> = Vec::new();
        for (place, formula) in formulas {
            let cell = book.sheets.get(place.0).and_then(|s| s.cells.get(&(place.1, place.2)));
            if let Some(n) =
                given(&mut evaluator, *place, formula).filter(|n| !cell.is_some_and(|c| holds(c, *n)))
            {
                news.push((*place, n.value));
            }
        }
        if news.is_empty() {
            return;
        }
        for ((sheet, row, column), n) in news {
            if let Some(cell) = book.sheets.get_mut(sheet).and_then(|s| s.cells.get_mut(&(row, column))) {
                cell.content = CellContent::Number(n);
            }
        }
    }
}

fn given(evaluator: &mut Evaluator<'_>, place: Place, formula: &Rumus) -> Option<Inexact> {
    match evaluator.evaluate(formula, place.0, &mut |_| Now::AsStored) {
        Ok(Given::Number(n)) => Some(n),
        _ => None,
    }
}

/// Whether a cell holds this number, as near as a spreadsheet keeps it.
fn holds(cell: &Cell, n: Inexact) -> bool {
    let CellContent::Number(stored) = cell.content else { return false };
    let kept = stored.abs().checked_mul(Decimal::new(1, 15)).and_then(|k| k.checked_add(n.slack));
    stored.checked_sub(n.value).zip(kept).is_some_and(|(apart, kept)| apart.abs() <= kept)
}
