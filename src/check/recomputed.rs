//! Recomputes the sheets' own formulas, to find stored values that are out of date.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};

use super::circular::{MAX_CELL_VISITS, is_circular};
use crate::model::evaluate::{CurrentContent, Evaluator, FormulaValue, SheetPosition};
use crate::model::inexact::Inexact;
use crate::model::{Book, CellContent, CellRef, Format, SheetId, own};
use crate::text::sheet_formula;

/// The formulas of a workbook that this program can compute.
#[derive(Debug, Default)]
pub(super) struct Recomputed {
    /// Cells of these formulas, sheet by sheet, row by row.
    pub cells: Vec<CellRef>,
    /// Cells whose stored value differs, with the stored value and the one that the formula gives now.
    pub stale: Vec<(CellRef, Decimal, Inexact)>,
}

impl Recomputed {
    /// Computes every formula from the stored values of the cells that it reads. So one that is out of date
    /// is reported once, and not again by every sum above it.
    ///
    /// Skipped are formulas that this program cannot compute, those that read a cell without a stored value
    /// (which reading reports as RUM102), and those in a circle whose stored value differs.
    pub(super) fn from_book(book: &Book) -> Self {
        let mut evaluator = Evaluator::new(&book.sheets);
        let of_reading = book.findings.iter().filter(|f| f.rule == "RUM102");
        let valueless: BTreeSet<CellRef> =
            of_reading.flat_map(|f| f.related.iter().map(|r| r.at).chain([f.at])).collect();
        let mut now = |(sheet, row, column): SheetPosition| {
            let at = u16::try_from(sheet).map(|sheet| CellRef { sheet: SheetId(sheet), row, column });
            if at.is_ok_and(|at| valueless.contains(&at)) {
                CurrentContent::Unknown
            } else {
                CurrentContent::AsStored
            }
        };
        let (mut all, mut looks) = (Self::default(), MAX_CELL_VISITS);
        for (id, sheet) in book.sheets().filter(|(_, sheet)| !own::is_own_sheet(sheet)) {
            for ((row, column), cell) in &sheet.cells {
                let (CellContent::Number(stored), Some(text)) = (&cell.content, cell.formula.as_deref())
                else {
                    continue;
                };
                let Some(formula) = sheet_formula::read(text) else { continue };
                let place = (usize::from(id.0), *row, *column);
                let Ok(FormulaValue::Number(given)) = evaluator.evaluate(&formula, place.0, &mut now) else {
                    continue;
                };
                let at = CellRef { sheet: id, row: *row, column: *column };
                if !differs(*stored, given, &cell.format) {
                    all.cells.push(at);
                } else if !is_circular(book, &evaluator, place, &mut looks) {
                    all.cells.push(at);
                    all.stale.push((at, *stored, given));
                }
            }
        }
        all
    }
}

/// A difference of at most one unit is no other number if it is less than this part of the stored number, one
/// in a billion.
const CLIPPED: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// Whether a reader sees another number: the difference exceeds what binary arithmetic and the shown decimals
/// explain.
pub(super) fn differs(stored: Decimal, given: Inexact, format: &Format) -> bool {
    let unit = Decimal::new(1, compared_decimals(given.value, format));
    let half = unit / Decimal::TWO;
    let Some(apart) = stored.checked_sub(given.value).map(|d| d.abs()) else { return false };
    // Some programs write ten digits of a result: a fraction of a rupiah of billions is lost, or a rupiah of their sum.
    let is_clipped = apart <= Decimal::ONE && apart.checked_mul(CLIPPED).is_some_and(|d| d < stored.abs());
    if is_clipped {
        return false;
    }
    let digits =
        stored.abs().checked_mul(Decimal::new(1, 15)).map(|s| s.max(Inexact::from_cell(stored).slack));
    let slack = digits.and_then(|s| s.checked_add(given.slack));
    let shown = |n: Decimal| n.round_dp_with_strategy(unit.scale(), RoundingStrategy::MidpointAwayFromZero);
    slack.is_some_and(|slack| apart > slack) && apart >= half && shown(stored) != shown(given.value)
}

/// Returns the number of decimals that are compared: those that the format shows, or else four below 100 and
/// two (sen) from there on; two more for percentages, and never more than six.
pub(super) fn compared_decimals(value: Decimal, format: &Format) -> u32 {
    let shown = format.decimals().unwrap_or(if value.abs() < Decimal::ONE_HUNDRED { 4 } else { 2 });
    (shown + if format.is_percent() { 2 } else { 0 }).min(6)
}
