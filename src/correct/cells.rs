//! Writes changes into the cells of the workbook and of the plan. Formulas that read a changed cell follow,
//! as they will when the workbook is opened.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{apply, split_code};
use crate::model::evaluate::{CurrentContent, Evaluator, FormulaValue, SheetPosition};
use crate::model::inexact::Inexact;
use crate::model::{Book, Cell, CellContent, CellRef, Change, Item, Renja, SheetId, Value};
use crate::text::sheet_formula::{self, SheetFormula};

/// A cell of the workbook with its new content.
#[derive(Debug, Clone, PartialEq)]
pub struct CellWrite {
    /// The cell.
    pub at: CellRef,
    /// The new content.
    pub to: NewContent,
    /// The change that the content comes from, as an index into the list of changes; `None` for a formula
    /// that follows.
    pub change: Option<usize>,
}

/// The new content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum NewContent {
    /// A value.
    Value(Value),
    /// A new formula, without `=`, and the value that it gives.
    Formula(String, Value),
    /// The cell keeps its formula, which now gives this number.
    Result(Decimal),
}

/// Returns the cells that the changes are made in. A code goes into all cells over which it is spread, a
/// formula that is right is kept and gets its new result, and formulas that read a changed cell follow.
#[must_use]
pub fn cell_writes(book: &Book, renja: &Renja, changes: &[Change]) -> Vec<CellWrite> {
    let mut all = Vec::new();
    for (place, change) in changes.iter().enumerate() {
        let cell = book.cell(change.at);
        let change_of = Some(place);
        if let Some(formula) = &change.formula {
            let to = NewContent::Formula(formula.clone(), change.to.clone());
            all.push(CellWrite { at: change.at, to, change: change_of });
        } else if let Some(cell) = cell.filter(|cell| cell.formula.is_some()) {
            // A formula is never replaced by a constant.
            if let CellContent::Number(n) = cell_content(&change.to, cell) {
                all.push(CellWrite { at: change.at, to: NewContent::Result(n), change: change_of });
            }
        } else {
            let cells = split_code::changed_cells(book, renja, change)
                .unwrap_or_else(|_| vec![(change.at, change.to.clone())]);
            all.extend(cells.into_iter().map(|(at, to)| CellWrite {
                at,
                to: NewContent::Value(to),
                change: change_of,
            }));
        }
    }
    let at = |(sheet, row, column): SheetPosition| {
        Some(CellRef { sheet: SheetId(u16::try_from(sheet).ok()?), row, column })
    };
    let following = following_results(book, changes).into_iter();
    all.extend(following.filter_map(|(place, n)| {
        Some(CellWrite { at: at(place)?, to: NewContent::Result(n), change: None })
    }));
    all
}

/// Writes the new contents into the workbook. Checks that look at cells alone (how an amount is written, what
/// a formula gives) then see them too.
pub fn apply_to_cells(book: &mut Book, written: &[CellWrite]) {
    for CellWrite { at, to, .. } in written {
        let Some(sheet) = book.sheets.get_mut(usize::from(at.sheet.0)) else { continue };
        let cell = sheet.cells.get_or_default((at.row, at.column));
        match to {
            NewContent::Value(value) => cell.content = cell_content(value, cell),
            NewContent::Formula(formula, value) => {
                cell.content = cell_content(value, cell);
                cell.formula = Some(formula.as_str().into());
            }
            NewContent::Result(n) => cell.content = CellContent::Number(*n),
        }
    }
}

/// Writes the new values into the plan, and the results of the workbook's formulas that follow from them.
/// `changes` must hold all changes since the workbook was read, because each formula is computed from the
/// workbook's own cells.
pub(super) fn apply_with_formulas(renja: &mut Renja, book: &Book, changes: &[Change]) {
    apply(renja, changes);
    let following = following_results(book, changes);
    if following.is_empty() {
        return;
    }
    let mut follow = Vec::new();
    for cited in renja.tables.iter().flat_map(|t| &t.items).flat_map(Item::cited) {
        let place = (usize::from(cited.at.sheet.0), cited.at.row, cited.at.column);
        let Some(n) = following.get(&place) else { continue };
        let is_share = matches!(cited.value, Value::Percent(_))
            && book.cell(cited.at).is_some_and(|cell| cell.format.is_percent());
        let number = if is_share { n.checked_mul(Decimal::ONE_HUNDRED) } else { Some(*n) };
        let Some(number) = number.filter(|_| cited.value.number().is_some()) else { continue };
        follow.push(Change {
            at: cited.at,
            item: String::new(),
            from: None,
            to: cited.value.with_number(number.normalize()),
            formula: None,
        });
    }
    apply(renja, &follow);
}

/// Returns the content with which a cell holds a value. A percentage becomes a fraction in a cell with a
/// percent format, and text in any other cell.
fn cell_content(value: &Value, cell: &Cell) -> CellContent {
    match value {
        Value::Rupiah(n) | Value::Quantity(n, None) => CellContent::Number(*n),
        Value::Percent(n) if cell.format.is_percent() => {
            n.checked_div(Decimal::ONE_HUNDRED).map_or(CellContent::Blank, CellContent::Number)
        }
        other => CellContent::Text(other.to_string().into()),
    }
}

/// Maximum number of levels of formulas above a change: office, program, kegiatan, sub kegiatan,
/// recapitulation.
const MAX_FORMULA_LEVELS: usize = 8;

/// Returns the new results of the formulas that read a changed cell, directly or by way of other formulas. A
/// formula that was out of date before the changes is left out, and so is one whose cell is changed itself.
fn following_results(book: &Book, changes: &[Change]) -> BTreeMap<SheetPosition, Decimal> {
    let mut now: BTreeMap<SheetPosition, CellContent> = BTreeMap::new();
    for change in changes {
        let blank = Cell::default();
        let cell = book.cell(change.at).unwrap_or(&blank);
        let CellRef { sheet: SheetId(sheet), row, column } = change.at;
        now.insert((usize::from(sheet), row, column), cell_content(&change.to, cell));
    }
    let named: BTreeSet<SheetPosition> = now.keys().copied().collect();
    let mut found = BTreeMap::new();
    if named.is_empty() {
        return found;
    }
    let formulas = formulas(book);
    let mut evaluator = Evaluator::new(&book.sheets);
    for _ in 0..MAX_FORMULA_LEVELS {
        let mut moved = false;
        for (place, formula) in formulas.iter().filter(|(place, _)| !named.contains(place)) {
            if !reads_any(&evaluator, formula, place.0, &now) {
                continue;
            }
            let stored = book.sheets.get(place.0).and_then(|s| s.cells.get(&(place.1, place.2)));
            let Some(stored) = stored else { continue };
            let held = evaluate_with(&mut evaluator, *place, formula, &BTreeMap::new());
            if !held.is_some_and(|n| holds_number(stored, n)) {
                continue;
            }
            let Some(n) = evaluate_with(&mut evaluator, *place, formula, &now) else { continue };
            if found.insert(*place, n.value) != Some(n.value) {
                moved = true;
                now.insert(*place, CellContent::Number(n.value));
            }
        }
        if !moved {
            break;
        }
    }
    found
}

/// Returns all formulas of the workbook that can be read, with their places.
fn formulas(book: &Book) -> Vec<(SheetPosition, SheetFormula)> {
    let mut all = Vec::new();
    for (id, sheet) in book.sheets() {
        for ((row, column), cell) in &sheet.cells {
            if let Some(formula) = cell.formula.as_deref().and_then(sheet_formula::read) {
                all.push(((usize::from(id.0), *row, *column), formula));
            }
        }
    }
    all
}

/// Whether a formula on `sheet` reads one of the changed cells.
fn reads_any(
    evaluator: &Evaluator<'_>,
    formula: &SheetFormula,
    sheet: usize,
    changed: &BTreeMap<SheetPosition, CellContent>,
) -> bool {
    formula.ranges().into_iter().any(|range| {
        let Some(target) = evaluator.sheet_of(range, sheet) else { return false };
        let rows = (target, range.first.0, 0)..=(target, range.last.0, u32::MAX);
        changed.range(rows).any(|((_, _, column), _)| (range.first.1..=range.last.1).contains(column))
    })
}

/// Returns the number that a formula gives while the changed cells hold their new contents. `None` if it
/// gives no number or cannot be computed.
fn evaluate_with(
    evaluator: &mut Evaluator<'_>,
    place: SheetPosition,
    formula: &SheetFormula,
    changed: &BTreeMap<SheetPosition, CellContent>,
) -> Option<Inexact> {
    let mut now = |place: SheetPosition| {
        changed
            .get(&place)
            .map_or(CurrentContent::AsStored, |content| CurrentContent::Replaced(content.clone()))
    };
    match evaluator.evaluate(formula, place.0, &mut now) {
        Ok(FormulaValue::Number(n)) => Some(n),
        _ => None,
    }
}

/// Whether a cell holds this number, to fifteen digits, as precisely as a spreadsheet keeps it.
fn holds_number(cell: &Cell, n: Inexact) -> bool {
    let CellContent::Number(stored) = cell.content else { return false };
    let kept = stored.abs().checked_mul(Decimal::new(1, 15)).and_then(|k| k.checked_add(n.slack));
    stored.checked_sub(n.value).zip(kept).is_some_and(|(apart, kept)| apart.abs() <= kept)
}
