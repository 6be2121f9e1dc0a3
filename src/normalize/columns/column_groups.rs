//! Decides which sheet columns of a table without a form are read as one, below the cells of its header.

use std::ops::Range;

use crate::model::{Cell, CellContent};

use crate::normalize::columns::header_tree::{HeaderLeaf, leaves};
use crate::normalize::evidence::{MIN_TABLE_ROWS, is_at_least_percent};
use crate::normalize::sheet::grid::Grid;

use super::header_rows::{self, HeaderBlock};
use super::profile::Profile;

/// Sheet columns that are read as one, with a summary of what they hold.
pub struct ColumnGroup {
    pub leaf: HeaderLeaf,
    pub profile: Profile,
}

/// Returns the words of a header, outermost first, joined by blanks.
pub fn joined_header(grid: &Grid<'_>, leaf: &HeaderLeaf) -> String {
    leaf.path.iter().map(|(r, c)| grid.text(*r, *c)).collect::<Vec<_>>().join(" ")
}

/// Returns the columns below a header, left to right: one below each innermost cell, or several if several
/// hold figures in the same rows, and also the filled columns without a header.
pub fn group_columns(grid: &Grid<'_>, block: &HeaderBlock, body: Range<u32>) -> Vec<ColumnGroup> {
    let mut leaves = leaves(grid, block.first, block.last - block.first + 1);
    // A figure beside the header heads no column.
    let is_word = |(row, column): &(u32, u32)| {
        let head = grid.own_cell(*row, *column);
        head.is_some_and(|cell| !header_rows::is_body_figure(grid, *row, *column, cell) || is_error(cell))
    };
    leaves.retain(|leaf| leaf.path.iter().any(is_word));
    let mut spans: Vec<ColumnGroup> = Vec::new();
    let Some(first) = leaves.first().map(|leaf| leaf.first) else { return spans };
    let own = |column: u32| Profile::from_cells(grid, column..=column, body.clone());
    // Up to four filled columns left of the header's first: codes or names.
    let before =
        (first.saturating_sub(4)..first).rev().map(|c| (c, own(c))).take_while(|(_, p)| p.filled > 0);
    let before: Vec<(u32, Profile)> = before.collect();
    for (column, profile) in before.into_iter().rev() {
        spans.push(ColumnGroup { leaf: headless_leaf(column), profile });
    }
    let mut next = first;
    for leaf in leaves {
        for column in next..leaf.first {
            let profile = own(column);
            if profile.filled > 0 {
                add_headless(&mut spans, column, profile);
            }
        }
        next = leaf.last + 1;
        add_leaf_columns(grid, &mut spans, leaf, body.clone());
    }
    move_shifted_headers(&mut spans);
    spans
}

/// Whether a cell holds an error such as `#REF!`: a header that was a formula.
fn is_error(cell: &Cell) -> bool {
    matches!(cell.content, CellContent::NotANumber(_))
}

/// Returns a column without header cells.
fn headless_leaf(column: u32) -> HeaderLeaf {
    HeaderLeaf { first: column, last: column, path: Vec::new(), year: None, year_offset: None }
}

/// Adds a filled column that no header cell covers. Names continue in it, one step to the right for each
/// level; anything else is a column of its own.
fn add_headless(spans: &mut Vec<ColumnGroup>, column: u32, profile: Profile) {
    match spans.last_mut() {
        Some(before)
            if before.leaf.last + 1 == column
                && !before.leaf.path.is_empty()
                && before.profile.numbers == 0
                && (profile.is_words() || profile.is_bullets()) =>
        {
            before.leaf.last = column;
            before.profile.merge(&profile);
        }
        _ => spans.push(ColumnGroup { leaf: headless_leaf(column), profile }),
    }
}

/// Adds the sheet columns below one header cell, as one column or as one each.
fn add_leaf_columns(grid: &Grid<'_>, spans: &mut Vec<ColumnGroup>, leaf: HeaderLeaf, body: Range<u32>) {
    let whole = Profile::from_cells(grid, leaf.first..=leaf.last, body.clone());
    if leaf.first == leaf.last {
        spans.push(ColumnGroup { leaf, profile: whole });
        return;
    }
    let parts: Vec<(u32, Profile)> =
        (leaf.first..=leaf.last).map(|c| (c, Profile::from_cells(grid, c..=c, body.clone()))).collect();
    // 5 | 1 | 02 | 01 is one code.
    let is_code =
        whole.big == 0 && whole.percents == 0 && whole.codes * 10 >= whole.filled * 8 && whole.dotted == 0;
    let of_figures: Vec<u32> =
        parts.iter().filter(|(_, p)| p.numbers > 0 && p.numbers > p.words).map(|(c, _)| *c).collect();
    let filled = |row: u32| of_figures.iter().filter(|c| grid.own_cell(row, **c).is_some()).count();
    let rows: Vec<usize> = body.clone().map(filled).filter(|count| *count > 0).collect();
    let several = rows.iter().filter(|count| **count > 1).count();
    // Debit and credit never stand in one row but that of the totals.
    let are_filled =
        || parts.iter().filter(|(c, _)| of_figures.contains(c)).all(|(_, p)| p.numbers >= MIN_TABLE_ROWS);
    // Split if each level has a column of its own, or if two columns of figures stand side by side.
    let is_split = !is_code
        && of_figures.len() > 1
        && (is_at_least_percent(several, rows.len(), 30) || (several > 0 && are_filled()));
    let of_codes = parts.iter().filter(|(_, p)| p.dotted > 0).count();
    // "Mulai dari | 25.000" below "Harga".
    let begins_with_words = || match &parts[..] {
        [(_, words), (_, figures)] => words.is_words() && figures.is_money_column() && figures.words == 0,
        _ => false,
    };
    if !(is_split || of_codes > 1 || begins_with_words()) {
        spans.push(ColumnGroup { leaf, profile: whole });
        return;
    }
    for (column, profile) in parts.into_iter().filter(|(_, p)| p.filled > 0) {
        let part = HeaderLeaf { first: column, last: column, path: leaf.path.clone(), ..leaf };
        spans.push(ColumnGroup { leaf: part, profile });
    }
}

/// Gives an empty column's header to the column at its left if that one shares its header with another: the
/// values stand one column beside their header.
fn move_shifted_headers(spans: &mut Vec<ColumnGroup>) {
    let mut place = 1;
    while place < spans.len() {
        let (before, here) = spans.split_at_mut(place);
        let [.., other, left] = before else {
            place += 1;
            continue;
        };
        let here = &mut here[0];
        if here.profile.filled == 0
            && left.profile.numbers > 0
            && !left.leaf.path.is_empty()
            && left.leaf.path == other.leaf.path
        {
            left.leaf.path = std::mem::take(&mut here.leaf.path);
            left.leaf.last = here.leaf.last;
            spans.remove(place);
            continue;
        }
        place += 1;
    }
}
