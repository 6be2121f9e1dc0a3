//! What the sheets' own formulas say of the cells that sums are made of: which cells follow others by
//! themselves, and which formula would give what a sum must be.

use rust_decimal::Decimal;

use crate::model::evaluate::{Evaluator, Given, Now};
use crate::model::{Book, CellRef, a1};
use crate::text::reference::shift;
use crate::text::rumus::{self, Rumus};

/// Maximum number of columns and rows to look through, on either side, for a formula that can be copied.
const MOST_NEIGHBOURS: i64 = 24;
/// Maximum number of parts that a formula names one by one; a longer one cannot be read.
const MOST_PARTS: usize = 20;

/// Whether a cell holds a formula. Nothing is ever typed over one.
pub fn is_live(book: &Book, at: CellRef) -> bool {
    book.cell(at).is_some_and(|cell| cell.formula.is_some())
}

/// The formula of a cell, without `=`.
pub fn text(book: &Book, at: CellRef) -> Option<String> {
    let formula = book.cell(at)?.formula.as_deref()?.trim();
    Some(formula.strip_prefix('=').unwrap_or(formula).to_owned())
}

/// The cells among these that the formula of a cell reads; `None` if it cannot be read.
pub fn read(book: &Book, at: CellRef, cells: &[CellRef]) -> Option<Vec<CellRef>> {
    let formula = book.cell(at)?.formula.as_deref().and_then(rumus::read)?;
    let evaluator = Evaluator::new(&book.sheets);
    let own = usize::from(at.sheet.0);
    let ranges: Vec<_> =
        formula.ranges().into_iter().filter_map(|r| Some((evaluator.sheet_of(r, own)?, r))).collect();
    let reads = |cell: &CellRef| {
        ranges.iter().any(|(sheet, range)| {
            *sheet == usize::from(cell.sheet.0)
                && (range.first.0..=range.last.0).contains(&cell.row)
                && (range.first.1..=range.last.1).contains(&cell.column)
        })
    };
    Some(cells.iter().copied().filter(reads).collect())
}

/// A formula that gives a value, tried on the cells as they stand.
struct Trial<'a> {
    evaluator: Evaluator<'a>,
    sheet: usize,
    value: Decimal,
}

impl Trial<'_> {
    fn gives(&mut self, formula: &str) -> bool {
        rumus::read(formula).is_some_and(|formula| self.is_value(&formula))
    }

    fn is_value(&mut self, formula: &Rumus) -> bool {
        match self.evaluator.evaluate(formula, self.sheet, &mut |_| Now::AsStored) {
            Ok(Given::Number(n)) => {
                n.value.checked_sub(self.value).is_some_and(|apart| apart.abs() <= n.slack.abs())
            }
            _ => false,
        }
    }
}

/// What is to be done about a formula that does not give what its parts add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cure {
    /// The formula is right; its stored value is out of date.
    Recalculate,
    /// This formula, without `=`, gives the value.
    Formula {
        /// The formula.
        text: String,
        /// Whether cells beside it in the same row or column have it, moved to their place.
        shared: bool,
    },
    /// None was found that gives it.
    Unknown,
}

/// What cures the formula of a cell, whose parts are given with their signs and must add up to `value`.
/// A formula that a neighbour in the same row has comes first: it is how the sheet itself adds up.
pub fn cure(book: &Book, at: CellRef, parts: &[(i128, CellRef)], value: Decimal) -> Cure {
    let Some(own) = book.cell(at).and_then(|cell| cell.formula.as_deref()) else { return Cure::Unknown };
    let sheet = usize::from(at.sheet.0);
    let mut trial = Trial { evaluator: Evaluator::new(&book.sheets), sheet, value };
    if trial.gives(own) {
        return Cure::Recalculate;
    }
    let neighbours = neighbours(book, at).into_iter().map(|text| (text, true));
    let own = range(at, parts).into_iter().chain(listed(at, parts)).map(|text| (text, false));
    let mut all = neighbours.chain(own);
    let found = all.find(|(text, _)| !reads_itself(text, at) && trial.gives(text));
    found.map_or(Cure::Unknown, |(text, shared)| Cure::Formula { text, shared })
}

/// The formulas of the same row, then of the same column, nearest first, as they would stand in this cell.
fn neighbours(book: &Book, at: CellRef) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (rows, columns) in [(0, 1), (1, 0)] {
        for distance in (1..=MOST_NEIGHBOURS).flat_map(|d| [-d, d]) {
            let (rows, columns) = (rows * distance, columns * distance);
            let row = u32::try_from(i64::from(at.row) + rows);
            let column = u32::try_from(i64::from(at.column) + columns);
            let (Ok(row), Ok(column)) = (row, column) else { continue };
            let Some(formula) = text(book, CellRef { row, column, ..at }) else { continue };
            let moved = shift(&formula, -rows, -columns);
            if !found.contains(&moved) {
                found.push(moved);
            }
        }
    }
    found
}

/// `SUM` over the parts, where they stand in one column or one row of the sheet.
fn range(at: CellRef, parts: &[(i128, CellRef)]) -> Option<String> {
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

/// The parts one by one.
fn listed(at: CellRef, parts: &[(i128, CellRef)]) -> Option<String> {
    let is_named = |(sign, cell): &(i128, CellRef)| sign.abs() == 1 && cell.sheet == at.sheet;
    if parts.is_empty() || parts.len() > MOST_PARTS || !parts.iter().all(is_named) {
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

fn reads_itself(formula: &str, at: CellRef) -> bool {
    rumus::read(formula).is_none_or(|formula| {
        formula.ranges().into_iter().any(|range| {
            (range.first.0..=range.last.0).contains(&at.row)
                && (range.first.1..=range.last.1).contains(&at.column)
        })
    })
}
