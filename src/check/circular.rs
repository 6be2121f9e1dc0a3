//! Detects formulas that refer to themselves in a circle.

use std::collections::BTreeSet;

use crate::model::Book;
use crate::model::evaluate::{Evaluator, SheetPosition};
use crate::text::sheet_formula;

/// Maximum number of cells to visit while looking for circles in a whole workbook. A hostile workbook may
/// hold a chain of formulas as long as the sheet, each of them out of date.
pub(super) const MAX_CELL_VISITS: usize = 2_000_000;

/// Whether a formula reads itself by way of other formulas, or whether that is unknown because `looks` ran
/// out.
///
/// The value of such a formula is whatever the last of many rounds of iteration gave, so it cannot be
/// compared. `looks` is the number of cells that may still be visited; it is reduced by those that were.
pub(super) fn is_circular(
    book: &Book,
    evaluator: &Evaluator<'_>,
    at: SheetPosition,
    looks: &mut usize,
) -> bool {
    let mut seen: BTreeSet<SheetPosition> = BTreeSet::new();
    let mut waiting = vec![at];
    while let Some((sheet, row, column)) = waiting.pop() {
        let formula = book.sheets.get(sheet).and_then(|s| s.cells.get(&(row, column))?.formula.as_deref());
        let Some(formula) = formula.and_then(sheet_formula::read) else { continue };
        for range in formula.ranges() {
            let Some(target) = evaluator.sheet_of(range, sheet) else { continue };
            let Some(cells) = book.sheets.get(target).map(|s| &s.cells) else { continue };
            for ((row, column), cell) in cells.range((range.first.0, 0)..=(range.last.0, u32::MAX)) {
                let Some(left) = looks.checked_sub(1) else { return true };
                *looks = left;
                let place = (target, *row, *column);
                if cell.formula.is_none() || !(range.first.1..=range.last.1).contains(column) {
                    continue;
                }
                if place == at {
                    return true;
                }
                if seen.insert(place) {
                    waiting.push(place);
                }
            }
        }
    }
    false
}
