//! Reads the sheets' own formulas for the cells that sums are made of: which cells follow others by
//! themselves, and which formula would give the right sum.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::evaluate::{CurrentContent, Evaluator, FormulaValue, SheetPosition};
use crate::model::{Book, CellContent, CellRef, a1};
use crate::text::reference::shift;
use crate::text::sheet_formula::{self, Range, SheetFormula};

/// Maximum number of columns and rows on either side in which a formula to copy is sought.
const MAX_NEIGHBOUR_DISTANCE: i64 = 24;
/// Maximum number of cells to examine for what formulas read besides their parts, for all formulas together.
/// A hostile sheet adds up whole columns a thousand times.
pub const MAX_CELL_VISITS: usize = 2_000_000;
/// Minimum number of formulas in a column that must be alike before they count as the column's formula.
const MIN_COLUMN_FORMULAS: usize = 3;
/// Maximum number of parts that a proposed formula lists one by one; a longer formula is unreadable.
const MAX_LISTED_PARTS: usize = 20;

/// Whether a cell holds a formula. A value is never typed over one.
pub fn has_formula(book: &Book, at: CellRef) -> bool {
    book.cell(at).is_some_and(|cell| cell.formula.is_some())
}

/// Returns the formula of a cell, without `=`. `None` if it has none.
pub fn formula_text(book: &Book, at: CellRef) -> Option<String> {
    let formula = book.cell(at)?.formula.as_deref()?.trim();
    Some(formula.strip_prefix('=').unwrap_or(formula).to_owned())
}

/// What a formula reads of a given set of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaReads {
    /// Number of these cells that the formula reads.
    pub cells: usize,
    /// Whether the formula reads all of them and no other cell with a number.
    pub just_these: bool,
}

/// Returns what the formula of a cell reads of the given cells; `None` if the cell has no formula that can be
/// read. `looks` is the number of cells that may still be examined. When it is used up, the formula counts as
/// one that reads other cells too.
pub fn formula_reads(book: &Book, at: CellRef, cells: &[CellRef], looks: &mut usize) -> Option<FormulaReads> {
    let formula = book.cell(at)?.formula.as_deref().and_then(sheet_formula::read)?;
    let evaluator = Evaluator::new(&book.sheets);
    let own = usize::from(at.sheet.0);
    let ranges: Vec<(usize, &Range)> =
        formula.ranges().into_iter().filter_map(|r| Some((evaluator.sheet_of(r, own)?, r))).collect();
    let is_read = |cell: &&CellRef| {
        let sheet = usize::from(cell.sheet.0);
        ranges.iter().any(|(of, range)| *of == sheet && contains(range, cell.row, cell.column))
    };
    let read = cells.iter().filter(is_read).count();
    let known: BTreeSet<(usize, u32, u32)> =
        cells.iter().map(|c| (usize::from(c.sheet.0), c.row, c.column)).collect();
    let mut only_these = || {
        ranges.iter().all(|(sheet, range)| {
            let rows = (range.first.0, 0)..=(range.last.0, u32::MAX);
            let mut others = book.sheets.get(*sheet).into_iter().flat_map(|s| s.cells.range(rows.clone()));
            others.all(|((row, column), cell)| {
                let Some(left) = looks.checked_sub(1) else { return false };
                *looks = left;
                !matches!(cell.content, CellContent::Number(_))
                    || !contains(range, *row, *column)
                    || known.contains(&(*sheet, *row, *column))
            })
        })
    };
    Some(FormulaReads { cells: read, just_these: read == cells.len() && only_these() })
}

/// Whether a range contains a cell.
fn contains(range: &Range, row: u32, column: u32) -> bool {
    (range.first.0..=range.last.0).contains(&row) && (range.first.1..=range.last.1).contains(&column)
}

/// Numbers that cells take together with a formula, by their cells.
pub type NewNumbers = BTreeMap<SheetPosition, Decimal>;

/// Tests whether formulas give a value, over the cells as they stand after other changes.
struct Trial<'a> {
    evaluator: Evaluator<'a>,
    sheet: usize,
    value: Decimal,
    changed: &'a NewNumbers,
}

impl Trial<'_> {
    /// Whether the text of a formula can be read and gives the value.
    fn gives(&mut self, formula: &str) -> bool {
        sheet_formula::read(formula).is_some_and(|formula| self.gives_value(&formula))
    }

    /// Whether a formula gives the value, within the error of binary arithmetic.
    fn gives_value(&mut self, formula: &SheetFormula) -> bool {
        let mut now = |place: SheetPosition| match self.changed.get(&place) {
            Some(n) => CurrentContent::Replaced(CellContent::Number(*n)),
            None => CurrentContent::AsStored,
        };
        match self.evaluator.evaluate(formula, self.sheet, &mut now) {
            Ok(FormulaValue::Number(n)) => {
                n.value.checked_sub(self.value).is_some_and(|apart| apart.abs() <= n.slack.abs())
            }
            _ => false,
        }
    }
}

/// Whether the formula of a cell gives this value now.
pub fn gives(book: &Book, at: CellRef, value: Decimal) -> bool {
    let (sheet, changed) = (usize::from(at.sheet.0), &NewNumbers::new());
    formula_text(book, at).is_some_and(|own| {
        Trial { evaluator: Evaluator::new(&book.sheets), sheet, value, changed }.gives(&own)
    })
}

/// How to correct a formula that does not give the sum of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormulaFix {
    /// The formula is right, but its stored value is out of date.
    Recalculate,
    /// This formula gives the value.
    Formula {
        /// The formula, without `=`.
        text: String,
        /// Whether other cells of the same row or column have this formula, shifted to their place.
        shared: bool,
    },
    /// No formula was found that gives the value.
    Unknown,
}

/// Finds the cure for the formula of a cell. `parts` are the cells that it should add up, with their signs,
/// and `value` is their sum once the cells of `changed` have their new numbers. Formulas of neighbours come first, because they show how the sheet itself adds
/// up: those in the same row if parts are given, then the one that the column shares. After these come a
/// `SUM` over the parts and the list of the parts.
pub fn find_fix(
    book: &Book,
    at: CellRef,
    parts: &[(i128, CellRef)],
    value: Decimal,
    changed: &NewNumbers,
) -> FormulaFix {
    let Some(own) = formula_text(book, at) else { return FormulaFix::Unknown };
    let sheet = usize::from(at.sheet.0);
    let mut trial = Trial { evaluator: Evaluator::new(&book.sheets), sheet, value, changed };
    if trial.gives(&own) {
        return FormulaFix::Recalculate;
    }
    let neighbours =
        row_formulas(book, at).into_iter().filter(|_| !parts.is_empty()).chain(column_formula(book, at));
    let shared =
        neighbours.filter(|text| parts.is_empty() || reads_any(text, parts)).map(|text| (text, true));
    let own = range_sum(at, parts).into_iter().chain(listed_sum(at, parts)).map(|text| (text, false));
    let mut all = shared.chain(own);
    let found = all.find(|(text, _)| !reads_any(text, &[(1, at)]) && trial.gives(text));
    found.map_or(FormulaFix::Unknown, |(text, shared)| FormulaFix::Formula { text, shared })
}

/// Returns the formulas of the same row, nearest first, shifted to this cell.
fn row_formulas(book: &Book, at: CellRef) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for distance in (1..=MAX_NEIGHBOUR_DISTANCE).flat_map(|d| [-d, d]) {
        let Ok(column) = u32::try_from(i64::from(at.column) + distance) else { continue };
        let Some(formula) = formula_text(book, CellRef { column, ..at }) else { continue };
        let moved = shift(&formula, 0, -distance);
        if !found.contains(&moved) {
            found.push(moved);
        }
    }
    found
}

/// Returns the formula that all other formulas of the column share, shifted to this cell. `None` if they
/// differ or are fewer than [`MIN_COLUMN_FORMULAS`].
fn column_formula(book: &Book, at: CellRef) -> Option<String> {
    let others = (1..=MAX_NEIGHBOUR_DISTANCE).flat_map(|d| [-d, d]).filter_map(|distance| {
        let row = u32::try_from(i64::from(at.row) + distance).ok()?;
        Some(shift(&formula_text(book, CellRef { row, ..at })?, -distance, 0))
    });
    let others: Vec<String> = others.collect();
    let first = others.first()?;
    (others.len() >= MIN_COLUMN_FORMULAS && others.iter().all(|other| other == first)).then(|| first.clone())
}

/// Returns a `SUM` over the area from the first part to the last. `None` if the parts are not in one row or
/// one column of the same sheet, or if one is subtracted.
fn range_sum(at: CellRef, parts: &[(i128, CellRef)]) -> Option<String> {
    let cells = || parts.iter().map(|(_, cell)| cell);
    if parts.iter().any(|(sign, cell)| *sign != 1 || cell.sheet != at.sheet) {
        return None;
    }
    let (rows, columns) = (|| cells().map(|c| c.row), || cells().map(|c| c.column));
    let (top, bottom) = (rows().min()?, rows().max()?);
    let (left, right) = (columns().min()?, columns().max()?);
    let is_line = top == bottom || left == right;
    (is_line && parts.len() > 1).then(|| format!("SUM({}:{})", a1(top, left), a1(bottom, right)))
}

/// Returns a formula that adds or subtracts the parts one by one. `None` if there are more than
/// [`MAX_LISTED_PARTS`], or if one is on another sheet.
fn listed_sum(at: CellRef, parts: &[(i128, CellRef)]) -> Option<String> {
    let is_named = |(sign, cell): &(i128, CellRef)| sign.abs() == 1 && cell.sheet == at.sheet;
    if parts.is_empty() || parts.len() > MAX_LISTED_PARTS || !parts.iter().all(is_named) {
        return None;
    }
    let mut out = String::new();
    for (sign, cell) in parts {
        if *sign < 0 {
            out.push('-');
        } else if !out.is_empty() {
            out.push('+');
        }
        out.push_str(&a1(cell.row, cell.column));
    }
    Some(out)
}

/// Whether a formula reads one of these cells on its own sheet.
fn reads_any(formula: &str, cells: &[(i128, CellRef)]) -> bool {
    sheet_formula::read(formula).is_some_and(|formula| {
        let ranges = formula.ranges();
        cells.iter().any(|(_, at)| {
            ranges.iter().any(|range| range.sheet.is_none() && contains(range, at.row, at.column))
        })
    })
}
