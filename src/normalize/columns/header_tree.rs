//! Reads a header as a tree: which header cells stand above each column, outermost first.

use crate::model::Cited;
use crate::text::heading::{self, years};

use crate::normalize::sheet::grid::{Grid, head_words};

/// Columns below one innermost header cell; both ends are sheet columns and included.
pub struct HeaderLeaf {
    pub first: u32,
    pub last: u32,
    /// The header cells above, outermost first, each once, as row and column.
    pub path: Vec<(u32, u32)>,
    /// The year that the innermost cell with a year names. `None` if no cell names exactly one.
    pub year: Option<i32>,
    /// The place in time that the innermost cell states, in years from the plan's: -2 for `(n-2)`.
    pub year_offset: Option<i32>,
}

impl HeaderLeaf {
    /// Returns the header cells, outermost first. The value is the folded text without years, the text is as
    /// printed.
    pub fn header_cells(&self, grid: &Grid<'_>) -> Vec<Cited<String>> {
        let cell = |(row, column): &(u32, u32)| {
            let text = grid.text(*row, *column);
            Cited { value: head_words(&text), text, at: grid.cell_ref(*row, *column) }
        };
        self.path.iter().map(cell).collect()
    }
}

/// Returns the leaves of a header whose words fill `height` rows from `row` on. Columns that share all their
/// header cells are one leaf, such as a code spread over four columns.
pub fn leaves(grid: &Grid<'_>, row: u32, height: u32) -> Vec<HeaderLeaf> {
    leaves_of_rows(grid, &(row..row + height).collect::<Vec<_>>())
}

/// [`leaves`] for rows that need not be adjacent: the column numbers may stand between them.
pub fn leaves_of_rows(grid: &Grid<'_>, rows: &[u32]) -> Vec<HeaderLeaf> {
    let columns: Vec<u32> = {
        let mut all: Vec<u32> = Vec::new();
        for r in rows.iter().copied() {
            for (column, _) in grid.row(r) {
                let last = grid.merged_area(r, column).map_or(column, |a| a.last_column.min(column + 100));
                all.extend(column..=last);
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut leaves: Vec<HeaderLeaf> = Vec::new();
    for column in columns {
        let mut path: Vec<(u32, u32)> = Vec::new();
        for r in rows.iter().copied() {
            let anchor = grid.anchor(r, column);
            let is_head = rows.contains(&anchor.0) && grid.own_cell(anchor.0, anchor.1).is_some();
            if is_head && path.last() != Some(&anchor) {
                path.push(anchor);
            }
        }
        if path.is_empty() {
            continue;
        }
        match leaves.last_mut() {
            Some(leaf) if leaf.path == path && leaf.last + 1 == column => leaf.last = column,
            _ => leaves.push(HeaderLeaf { first: column, last: column, path, year: None, year_offset: None }),
        }
    }
    // A group header that is not merged stands above its first column only; the columns beside it, blank in
    // that row, belong to the group too.
    if let Some(row) = rows.first() {
        spread_group_headers(grid, *row, &mut leaves);
    }
    for leaf in &mut leaves {
        leaf.year = leaf.path.iter().rev().find_map(|(r, c)| match years(&grid.text(*r, *c))[..] {
            [year] => Some(year),
            _ => None,
        });
        leaf.year_offset = leaf.path.last().and_then(|(r, c)| heading::year_offset(&grid.text(*r, *c)));
    }
    leaves
}

/// Adds the group header in row `row` to the leaves at its right that have no header cell in that row.
fn spread_group_headers(grid: &Grid<'_>, row: u32, leaves: &mut [HeaderLeaf]) {
    let mut group: Option<((u32, u32), u32)> = None;
    for leaf in leaves.iter_mut() {
        let top = leaf.path[0];
        if leaf.path.len() > 1 && top.0 == row {
            let merged = grid.merged_area(top.0, top.1).is_some_and(|a| a.last_column > a.first_column);
            group = (!merged).then_some((top, leaf.last));
        } else if let Some((anchor, last)) = group
            && top.0 > row
            && leaf.first == last + 1
            && grid.text(row, leaf.first).is_empty()
        {
            leaf.path.insert(0, anchor);
            group = Some((anchor, leaf.last));
        } else {
            group = None;
        }
    }
}
