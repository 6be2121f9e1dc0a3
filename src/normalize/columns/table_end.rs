//! Finds where a table without an official form ends.

use std::ops::Range;

use crate::model::{Cell, CellContent};
use crate::text::fold::fold;
use crate::text::sheet_formula::{self, Function, SheetFormula};

use crate::normalize::evidence::MAX_BLANK_ROWS;
use crate::normalize::row_label;
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::printed;
use crate::normalize::vocabulary::{begins_with_any, vocabulary};

use super::profile;

/// Returns the row behind the last one of a table, and the number of its rows with figures. `figures` and
/// `says` are the sheet columns of figures and of words or codes, both ends included; the table begins at row
/// `first` and ends before row `limit`.
pub fn find_table_end(
    grid: &Grid<'_>,
    figures: &[(u32, u32)],
    says: &[(u32, u32)],
    first: u32,
    limit: u32,
) -> (u32, usize) {
    let within = |areas: &[(u32, u32)], column: u32| areas.iter().any(|(a, b)| (*a..=*b).contains(&column));
    let fills = |row: u32, areas: &[(u32, u32)]| {
        grid.row(row).any(|(c, cell)| within(areas, c) && profile::is_figure(cell))
    };
    let has_figure = |row: u32| fills(row, figures);
    let is_named = |row: u32| grid.row(row).any(|(c, cell)| within(says, c) && !profile::is_amount(cell));
    let is_total = |row: u32| {
        let says =
            |cell: &Cell| matches!(&cell.content, CellContent::Text(text) if row_label::is_total_label(text));
        grid.row(row).any(|(_, cell)| says(cell))
    };
    let mut names = Names::new(says);
    let (mut end, mut rows, mut closed, mut blanks) = (first, 0_usize, false, 0_u32);
    // Whether the last row with figures is no row of the table, but of workings below it.
    let mut loose = false;
    // The columns of figures that the last total fills.
    let mut totalled: Vec<(u32, u32)> = Vec::new();
    let mut row = first;
    while row < limit {
        if grid.is_blank_row(row) {
            // Hidden rows are no gap that a reader sees.
            blanks += u32::from(!grid.sheet.is_hidden(row));
            if blanks > MAX_BLANK_ROWS {
                break;
            }
            row += 1;
            continue;
        }
        let is_row = || has_figure(row) && is_named(row);
        if (closed && (is_remark(grid, row) || (is_remark_row(grid, row) && !is_row())))
            || (is_signature_row(grid, row) && !is_row())
        {
            break;
        }
        if blanks > 0 && rows > 0 && heads_other_table(grid, row, figures) {
            break;
        }
        if blanks > 0 && rows > 0 {
            // Behind a gap, the table goes on with a row that has a name and a figure. Below a total, only
            // the next three rows are searched for it, since recaps and calculations stand there too.
            let rows_behind =
                (row..limit).take_while(|row| !grid.is_blank_row(*row)).take(if closed { 3 } else { 40 });
            // Rows below a total that fill none of its columns belong to another table.
            let is_of_others = closed
                && !(row..limit).take_while(|row| !grid.is_blank_row(*row)).any(|row| fills(row, &totalled));
            let goes_on = rows_behind.into_iter().any(|row| has_figure(row) && is_named(row));
            if (is_of_others || !goes_on) && !adds_up_rows(grid, row, figures, first..end) {
                if closed {
                    break;
                }
                // A heading may stand alone between two blank rows.
                let next = (row..limit)
                    .take_while(|next| *next < row + 2 * MAX_BLANK_ROWS && !is_remark_row(grid, *next))
                    .find(|row| has_figure(*row) && is_named(*row));
                let Some(next) = next else { break };
                if (row..next).any(|row| heads_other_table(grid, row, figures)) {
                    break;
                }
                row = next;
            }
        }
        let is_apart = loose || closed || blanks > 0;
        blanks = 0;
        if has_figure(row) {
            loose = is_apart && names.lacks_name(grid, row) && !adds_up_rows(grid, row, figures, first..end);
            if loose {
                row += 1;
                continue;
            }
            names.count(grid, row);
            rows += 1;
            end = row + 1;
            closed = is_total(row);
            if closed {
                totalled = figures.iter().copied().filter(|area| fills(row, &[*area])).collect();
            }
        }
        row += 1;
    }
    (end, rows)
}

/// How many rows of a table each of its columns of words or codes names.
struct Names<'s> {
    columns: &'s [(u32, u32)],
    counts: Vec<usize>,
    rows: usize,
}

impl<'s> Names<'s> {
    fn new(columns: &'s [(u32, u32)]) -> Self {
        Self { columns, counts: vec![0; columns.len()], rows: 0 }
    }

    /// Returns for each column whether it names this row.
    fn named(&self, grid: &Grid<'_>, row: u32) -> impl Iterator<Item = bool> {
        let is_name = |cell: &Cell| {
            matches!(cell.content, CellContent::Text(_))
                || (cell.formula.is_none() && !profile::is_amount(cell))
        };
        let names = move |(first, last): &(u32, u32)| {
            let mut cells = grid.row(row).filter(|(c, _)| (*first..=*last).contains(c));
            cells.any(|(_, cell)| is_name(cell))
        };
        self.columns.iter().map(names)
    }

    fn count(&mut self, grid: &Grid<'_>, row: u32) {
        let named: Vec<bool> = self.named(grid, row).collect();
        for (count, is_named) in self.counts.iter_mut().zip(named) {
            *count += usize::from(is_named);
        }
        self.rows += 1;
    }

    /// Whether a row has nothing in any column that names most rows above it.
    fn lacks_name(&self, grid: &Grid<'_>, row: u32) -> bool {
        let names_most = |count: &usize| *count * 2 > self.rows;
        self.counts.iter().any(names_most)
            && !self.named(grid, row).zip(&self.counts).any(|(is_named, count)| is_named && names_most(count))
    }
}

/// Whether a formula of a row adds up several of the given rows in its own column: a total without a label. One that
/// counts what a filter shows is a calculation of whoever filters.
fn adds_up_rows(grid: &Grid<'_>, row: u32, figures: &[(u32, u32)], rows: Range<u32>) -> bool {
    let is_sum = |column: u32, formula: &str| {
        sheet_formula::read(formula).is_some_and(|formula| {
            !matches!(formula, SheetFormula::Call(Function::Subtotal, _))
                && formula.ranges().iter().any(|range| {
                    range.sheet.is_none()
                        && (range.first.1..=range.last.1).contains(&column)
                        && rows.contains(&range.last.0)
                        && range.first.0 < range.last.0
                })
        })
    };
    let within = |column: u32| figures.iter().any(|(a, b)| (*a..=*b).contains(&column));
    grid.row(row).any(|(column, cell)| {
        within(column) && cell.formula.as_deref().is_some_and(|formula| is_sum(column, formula))
    })
}

/// Whether a row behind a gap holds words alone, several of them in columns of figures, and the next row figures in
/// most of these: it heads another table, whatever its words.
fn heads_other_table(grid: &Grid<'_>, row: u32, figures: &[(u32, u32)]) -> bool {
    /// Minimum number of words in columns of figures.
    const MIN_HEADS: usize = 3;
    let within = |column: u32| figures.iter().any(|(a, b)| (*a..=*b).contains(&column));
    let is_word = |cell: &Cell| matches!(&cell.content, CellContent::Text(_)) && !profile::is_figure(cell);
    let heads: Vec<u32> = grid.row(row).map(|(column, _)| column).filter(|column| within(*column)).collect();
    let is_below = |column: &&u32| grid.own_cell(row + 1, **column).is_some_and(profile::is_figure);
    heads.len() >= MIN_HEADS
        && grid.row(row).all(|(_, cell)| is_word(cell))
        && heads.iter().filter(is_below).count() * 2 > heads.len()
}

/// Whether a row begins with a word of a remark or of a signature, and nothing else in that cell.
fn is_remark(grid: &Grid<'_>, row: u32) -> bool {
    let first = grid.row(row).next().map(|(_, cell)| fold(&printed(cell))).unwrap_or_default();
    vocabulary().remarks.contains(&first)
}

/// Whether a row introduces several signatures, side by side.
fn is_signature_row(grid: &Grid<'_>, row: u32) -> bool {
    let signs = |cell: &Cell| match &cell.content {
        CellContent::Text(text) => begins_with_any(&fold(text), &vocabulary().remarks),
        _ => false,
    };
    grid.row(row).filter(|(_, cell)| signs(cell)).count() > 1
}

/// Whether a row begins with the word of a remark or of a signature, or holds such a word with a colon behind
/// it.
fn is_remark_row(grid: &Grid<'_>, row: u32) -> bool {
    let remarks = &vocabulary().remarks;
    let heads = |text: &str| text.trim_end().ends_with(':') && begins_with_any(&fold(text), remarks);
    let first = grid.row(row).next().map(|(_, cell)| fold(&printed(cell))).unwrap_or_default();
    begins_with_any(&first, remarks) || grid.row(row).any(|(_, cell)| heads(&printed(cell)))
}
