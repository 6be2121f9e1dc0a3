//! Separates tables that stand side by side on one sheet, and calculations beside a table. Each is read as if
//! the sheet ended at the blank columns between them: read together, they would be one table whose rows
//! belong to two.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use crate::forms::Form;
use crate::model::{Area, Cell, Column};
use crate::text::column_formula;

use crate::normalize::columns::form_header::{self, Header};
use crate::normalize::columns::header_likeness::HeaderMatcher;
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::printed;

/// Maximum number of blocks side by side that are tried as tables; a sheet with more has a blank column
/// behind each of its columns.
const MAX_BLOCKS: usize = 8;
/// Minimum number of rows with several cells in a block that may stand beside a table.
const MIN_BLOCK_ROWS: usize = 3;
/// Share of its form's required columns, in percent, that a table beside another must have if neither a title
/// nor a column number 1 says that a table begins.
const MIN_REQUIRED_COLUMNS_PERCENT: usize = 80;

/// Splits a sheet into the tables that stand side by side. Returns each with a grid of its own columns, its
/// headers, and the blocks beside it that are no tables. `together` are the headers of the sheet read as a
/// whole. `None` if the sheet is to be read as a whole.
pub fn split<'a>(
    grid: &Grid<'a>,
    together: &[Header],
    forms: &[Arc<Form>],
    heads: &HeaderMatcher,
) -> Option<Vec<(Grid<'a>, Vec<Header>)>> {
    let bands = column_bands(grid);
    if !(2..=MAX_BLOCKS).contains(&bands.len()) {
        return None;
    }
    let mut apart: Vec<(Grid<'a>, Vec<Header>)> = Vec::new();
    for band in bands {
        let own = grid.restrict_to_columns(&band);
        let headers = form_header::find_headers(&own, forms, heads);
        match apart.last_mut() {
            Some((table, of_table)) if headers.is_empty() => {
                if !table.beside.is_empty() || is_separate_block(table, of_table, &own, together) {
                    table.beside.push(block_area(&own));
                } else {
                    // Columns without a header belong to the table at their left.
                    *table = grid.restrict_to_columns(&(table.columns.start..band.end));
                }
            }
            _ => apart.push((own, headers)),
        }
    }
    let stands_alone = |(grid, headers): &(Grid<'_>, Vec<Header>)| {
        headers.first().is_some_and(|header| is_recognizable(grid, header))
    };
    let are_tables = apart.iter().all(stands_alone)
        && apart.iter().zip(apart.iter().skip(1)).all(|(left, right)| are_side_by_side(left, right));
    // Splitting a table at a blank column inside it yields no more known columns than the whole has.
    let is_of_table = |column: u32| apart.iter().any(|(grid, _)| grid.columns.contains(&column));
    let of_all = apart.iter().flat_map(|(_, headers)| headers).flat_map(Header::known_columns).count();
    let of_whole = together
        .iter()
        .flat_map(Header::known_columns)
        .filter(|column| is_of_table(column.first_column))
        .count();
    let are_all = match of_all.cmp(&of_whole) {
        Ordering::Greater => true,
        Ordering::Equal => together.len() > 1 || apart.len() == 1,
        Ordering::Less => false,
    };
    let is_split = apart.len() > 1 || apart.iter().any(|(grid, _)| !grid.beside.is_empty());
    (is_split && are_tables && are_all).then_some(apart)
}

/// Whether a block of columns without the header of a form stands beside a table and is no part of it, such
/// as a recap or a calculation: most of its columns are unknown, and its rows are not those of the table.
fn is_separate_block(table: &Grid<'_>, headers: &[Header], block: &Grid<'_>, together: &[Header]) -> bool {
    let Some(header) = headers.first() else { return false };
    let rows = (0..=block.last_row).filter(|row| block.row_cells(*row).len() > 1);
    let known = together
        .iter()
        .flat_map(Header::known_columns)
        .filter(|column| block.columns.contains(&column.first_column))
        .count();
    if rows.count() < MIN_BLOCK_ROWS || known * 2 > block.columns.len() {
        return false;
    }
    // In a numbered table, further columns have a number or nothing in the number row.
    let is_numbered = header.columns.iter().any(|column| column.number.is_some());
    let is_number = |(_, cell): (u32, &Cell)| column_formula::read_numbered(&printed(cell)).is_some();
    if is_numbered && !block.row(header.last_row).all(is_number) {
        return true;
    }
    let is_headed = (header.first_row..=header.last_row).any(|row| !block.is_blank_row(row));
    let (mut of_table, mut of_both, mut of_block) = (0_usize, 0_usize, 0_usize);
    for row in header.last_row + 1..=table.last_row.max(block.last_row) {
        match (table.is_blank_row(row), block.is_blank_row(row)) {
            (false, false) => of_both += 1,
            (false, true) => of_table += 1,
            (true, false) => of_block += 1,
            (true, true) => {}
        }
    }
    !is_headed || of_both < of_table || of_block > of_both / 2
}

/// Returns the area that the cells of a block take.
fn block_area(block: &Grid<'_>) -> Area {
    let first = (0..=block.last_row).find(|row| !block.is_blank_row(*row));
    Area {
        first_row: first.unwrap_or(0),
        last_row: block.last_row,
        first_column: block.columns.start,
        last_column: block.columns.end.saturating_sub(1),
    }
}

/// Returns the ranges of columns between blank ones. Rows with a single cell are lines of text across
/// everything and do not count.
fn column_bands(grid: &Grid<'_>) -> Vec<Range<u32>> {
    let mut used: Vec<bool> = Vec::new();
    let mut fill = |columns: Range<u32>| {
        let (first, end) = (columns.start as usize, columns.end as usize);
        if used.len() < end {
            used.resize(end, false);
        }
        used.get_mut(first..end).unwrap_or_default().fill(true);
    };
    let rows = (0..=grid.last_row).map(|row| grid.row_cells(row));
    for (column, ..) in rows.filter(|cells| cells.len() > 1).flatten() {
        fill(*column..*column + 1);
    }
    for area in &grid.sheet.merges {
        let cells = grid.row_cells(area.first_row);
        if cells.len() > 1 && cells.binary_search_by_key(&area.first_column, |(column, ..)| *column).is_ok() {
            fill(area.first_column..area.last_column + 1);
        }
    }
    let mut bands: Vec<Range<u32>> = Vec::new();
    for (column, _) in (0u32..).zip(used).filter(|(_, is_used)| *is_used) {
        match bands.last_mut() {
            Some(band) if band.end == column => band.end += 1,
            _ => bands.push(column..column + 1),
        }
    }
    bands
}

/// Whether a table is recognizable by itself: by its title, by a column numbered 1, or by having most of the
/// columns that its form requires.
fn is_recognizable(grid: &Grid<'_>, header: &Header) -> bool {
    let form = &header.form;
    let is_there = |key: &str| header.columns.iter().any(|column| column.key == key);
    let asked = form.columns.iter().filter(|column| !column.optional);
    let (there, missing): (Vec<_>, Vec<_>) = asked.partition(|column| is_there(&column.key));
    let begins = |column: &Column| column.number.as_ref().is_some_and(|n| n.value == 1);
    header.columns.iter().any(begins)
        || form_header::has_title(form, grid, header.first_row)
        || there.len() * 100 >= (there.len() + missing.len()) * MIN_REQUIRED_COLUMNS_PERCENT
}

/// Whether two tables stand side by side: one has cells in a row of the other's title or header. Otherwise
/// one stands below the other.
fn are_side_by_side(left: &(Grid<'_>, Vec<Header>), right: &(Grid<'_>, Vec<Header>)) -> bool {
    let reaches = |grid: &Grid<'_>, headers: &[Header]| {
        let begin = |header: &Header| header.title.first().map_or(header.first_row, |line| line.at.row);
        let mut rows = headers.iter().flat_map(|header| begin(header)..=header.last_row);
        rows.any(|row| !grid.is_blank_row(row))
    };
    reaches(&left.0, &right.1) || reaches(&right.0, &left.1)
}
