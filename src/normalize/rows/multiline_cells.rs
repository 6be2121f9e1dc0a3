//! Splits several indicators in one cell, one per line, and their targets, one per line in the cell beside.
//! Equal numbers of lines pair up; unequal ones are reported, not guessed.

use std::sync::Arc;

use crate::forms::Belongs;
use crate::model::{CellRef, Cited, Column, Indikator, SkipReason, Skipped, Value, Values};

use crate::normalize::value;

/// The cell of one column on one row, before its lines are split.
#[derive(Clone)]
pub struct RawCell {
    /// Index of the column.
    pub column: usize,
    /// The text as printed.
    pub text: Arc<str>,
    /// What the text means in its column.
    pub value: Value,
    /// The cell.
    pub at: CellRef,
}

/// What the indicator cells of a row give its item.
#[derive(Default)]
pub struct SplitCells {
    /// The indicators, in the order of their lines.
    pub indikator: Vec<Indikator>,
    /// Cells that belong to the item as a whole, since their lines do not pair up.
    pub whole: Vec<RawCell>,
    /// The cells that are reported for that reason.
    pub skipped: Vec<Skipped>,
}

/// Splits the indicator cells of a row, which are taken out of `cells`.
pub fn split_cells(row: u32, cells: &mut Vec<RawCell>, columns: &[Column]) -> SplitCells {
    let mut split = SplitCells::default();
    if cells.is_empty() {
        return split;
    }
    // Fast path: nearly every cell is one line, and the row one indicator.
    if !cells.iter().any(|raw| value::has_line_breaks(&raw.text)) {
        let whole = |raw: RawCell| (raw.column, Cited { value: raw.value, text: raw.text, at: raw.at });
        let values = cells.drain(..).map(whole).collect();
        split.indikator = vec![Indikator { row, values }];
        return split;
    }
    let cells = std::mem::take(cells);
    let sides = indicator_columns(columns);
    let side_of = |column: usize| sides.get(column).copied().flatten();
    let count_of = |side: usize| indicator_count(&cells, columns, &sides, side);
    let most = sides.iter().flatten().map(|side| count_of(*side)).max().unwrap_or(1).max(1);
    let mut rows: Vec<Indikator> = (0..most).map(|_| Indikator { row, values: Values::default() }).collect();
    for raw in &cells {
        let Some(column) = columns.get(raw.column) else { continue };
        let lines = nonblank_lines(&raw.text);
        let expected = side_of(raw.column).map_or(most, count_of);
        if expected <= 1 {
            // One indicator with wrapped words, or a plain cell.
            if lines.len() > 1 && is_number_list(&lines, column) {
                split.skipped.push(unpaired_cell(raw, lines.len(), 1));
            }
            if let Some(first) = rows.first_mut() {
                first.values.set(raw.column, to_cited(raw.clone()));
            }
        } else if lines.len() == expected {
            for (indikator, line) in rows.iter_mut().zip(&lines) {
                if let Some(value) = value::read(&text_cell(line), column.kind) {
                    indikator.values.set(raw.column, Cited { value, text: Arc::from(*line), at: raw.at });
                }
            }
        } else {
            split.skipped.push(unpaired_cell(raw, lines.len(), expected));
            split.whole.push(RawCell {
                column: raw.column,
                text: raw.text.clone(),
                value: Value::Text(value::tidy(&raw.text)),
                at: raw.at,
            });
        }
    }
    split.indikator = rows;
    split
}

/// Returns for each column the indicator column that it belongs to: T-C.31 has two, each with its own
/// targets. `None` for columns before the first indicator column, and for those that do not belong to an
/// indicator.
fn indicator_columns(columns: &[Column]) -> Vec<Option<usize>> {
    let mut side = None;
    let mut sides = Vec::with_capacity(columns.len());
    let heads = columns.iter().filter(|c| c.key.starts_with("indikator") && c.belongs == Belongs::Indikator);
    let several = heads.count() > 1;
    for (i, column) in columns.iter().enumerate() {
        if column.belongs != Belongs::Indikator {
            sides.push(None);
            continue;
        }
        if column.key.starts_with("indikator") {
            side = Some(i);
        }
        // "catatan" behind two indicator columns belongs to neither of them.
        let shared = several && column.key.starts_with("catatan");
        sides.push(if shared { None } else { side });
    }
    sides
}

/// Returns the number of indicators that a side has on this row: the lines of its indicator cell if a
/// neighbouring cell has as many, else one.
fn indicator_count(cells: &[RawCell], columns: &[Column], sides: &[Option<usize>], side: usize) -> usize {
    let lines = |column: usize| {
        cells.iter().find(|raw| raw.column == column).map_or(0, |raw| nonblank_lines(&raw.text).len())
    };
    let own = lines(side);
    if own <= 1 {
        return 1;
    }
    let mut neighbours = (0..columns.len()).filter(|c| *c != side && sides.get(*c) == Some(&Some(side)));
    if neighbours.any(|c| lines(c) == own) { own } else { 1 }
}

/// Whether each line is a number or a dash: several targets, not a wrapped one.
fn is_number_list(lines: &[&str], column: &Column) -> bool {
    use crate::forms::Kind;
    matches!(column.kind, Kind::Quantity | Kind::Percent | Kind::Count)
        && lines.iter().all(|line| {
            value::read(&text_cell(line), column.kind)
                .is_some_and(|v| v.number().is_some() || v == Value::Nil)
        })
}

/// Returns the lines of a text, trimmed, without blank ones.
fn nonblank_lines(text: &str) -> Vec<&str> {
    text.lines().map(|l| l.trim_matches(crate::text::number::is_blank)).filter(|l| !l.is_empty()).collect()
}

fn text_cell(line: &str) -> crate::model::Cell {
    crate::model::Cell { content: crate::model::CellContent::Text(line.into()), ..Default::default() }
}

fn to_cited(raw: RawCell) -> Cited<Value> {
    let value = match raw.value {
        // A wrapped name reads as one line.
        Value::Text(text) => Value::Text(value::join_lines(text)),
        other => other,
    };
    Cited { value, text: raw.text, at: raw.at }
}

/// Reports a cell whose lines do not pair up.
fn unpaired_cell(raw: &RawCell, lines: usize, expected: usize) -> Skipped {
    Skipped {
        text: raw.text.clone(),
        at: raw.at,
        why: SkipReason::UnpairedLines { lines, indicators: expected },
        is_beside: false,
    }
}
