//! Tables that stand side by side on one sheet. Each is read as if the sheet ended at the blank columns
//! between them: read together they are one table whose rows are of two.

use std::ops::Range;
use std::sync::Arc;

use crate::forms::Form;
use crate::model::Column;

use super::grid::Grid;
use super::header::{self, Header};
use super::words::Heads;

/// So many columns beside one another may be tables; there are more where a blank column sets each apart.
const MOST: usize = 8;
/// Of a table that stands beside another so much of what its form asks for is there, in percent, where
/// neither a title nor a first column number says that a table begins.
const COMPLETE: usize = 80;

/// The tables of a sheet that stand side by side, each with a grid of its own columns; `None` where none
/// do. `together` is what the sheet says, read as a whole.
pub fn split<'a>(
    grid: &Grid<'a>,
    together: &[Header],
    forms: &[Arc<Form>],
    heads: &Heads,
) -> Option<Vec<(Grid<'a>, Vec<Header>)>> {
    let bands = bands(grid);
    if !(2..=MOST).contains(&bands.len()) {
        return None;
    }
    let mut apart: Vec<(Grid<'a>, Vec<Header>)> = Vec::new();
    for band in bands {
        let own = grid.band(&band);
        let headers = header::find(&own, forms, heads);
        match apart.last_mut() {
            // What has no header belongs to the table at its left.
            Some((before, _)) if headers.is_empty() => *before = grid.band(&(before.columns.start..band.end)),
            _ => apart.push((own, headers)),
        }
    }
    let are_tables = apart.len() > 1
        && apart.iter().all(|(grid, headers)| headers.first().is_some_and(|h| stands_alone(grid, h)))
        && apart.iter().zip(apart.iter().skip(1)).all(|(left, right)| is_beside(left, right));
    let of_all = apart.iter().flat_map(|(_, headers)| headers);
    // The halves of a table with a blank column in it have no more columns than the whole.
    let more = known(of_all).cmp(&known(together.iter()));
    (are_tables && (more.is_gt() || more.is_eq() && together.len() > 1)).then_some(apart)
}

/// The columns between blank ones. Rows with one cell are lines of text, which go over everything.
fn bands(grid: &Grid<'_>) -> Vec<Range<u32>> {
    let mut used: Vec<bool> = Vec::new();
    let mut fill = |columns: Range<u32>| {
        let (first, end) = (columns.start as usize, columns.end as usize);
        if used.len() < end {
            used.resize(end, false);
        }
        used.get_mut(first..end).unwrap_or_default().fill(true);
    };
    let rows = (0..=grid.last_row).map(|row| grid.of_row(row));
    for (column, ..) in rows.filter(|cells| cells.len() > 1).flatten() {
        fill(*column..*column + 1);
    }
    for area in &grid.sheet.merges {
        let cells = grid.of_row(area.first_row);
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

/// Whether a table says for itself that it is one: by its title, by column numbers that begin with 1, or
/// by having what its form asks for.
fn stands_alone(grid: &Grid<'_>, header: &Header) -> bool {
    let form = &header.form;
    let is_there = |key: &str| header.columns.iter().any(|column| column.key == key);
    let asked = form.columns.iter().filter(|column| !column.optional);
    let (there, missing): (Vec<_>, Vec<_>) = asked.partition(|column| is_there(&column.key));
    let begins = |column: &Column| column.number.as_ref().is_some_and(|n| n.value == 1);
    header.columns.iter().any(begins)
        || header::has_title(form, grid, header.first_row)
        || there.len() * 100 >= (there.len() + missing.len()) * COMPLETE
}

/// Whether something of one stands beside a title or a header of the other: else they stand one below the
/// other.
fn is_beside(left: &(Grid<'_>, Vec<Header>), right: &(Grid<'_>, Vec<Header>)) -> bool {
    let reaches = |grid: &Grid<'_>, headers: &[Header]| {
        let begin = |header: &Header| header.title.first().map_or(header.first_row, |line| line.at.row);
        let mut rows = headers.iter().flat_map(|header| begin(header)..=header.last_row);
        rows.any(|row| !grid.is_blank_row(row))
    };
    reaches(&left.0, &right.1) || reaches(&right.0, &left.1)
}

/// How many columns of these headers their forms know.
fn known<'h>(headers: impl Iterator<Item = &'h Header>) -> usize {
    headers.map(|header| header.columns.iter().filter(|c| header.form.column(&c.key).is_some()).count()).sum()
}
