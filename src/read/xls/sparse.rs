//! Folds a sheet with a stray cell far from the others: a file of 18 kB would be laid out as 16 million
//! cells. Only rows and columns that hold something are shown to calamine, one next to the other, and the
//! cells that it reads are moved back to their places.

use std::collections::BTreeSet;

use super::records::{self, Record, kind};
use crate::read::ReadError;
use crate::read::budget::Budget;
use crate::read::little_endian::u16_at;

/// Number of cells, empty ones included, above which a sheet may be folded. calamine takes some 24 bytes for
/// each of them.
const MAX_UNFOLDED_CELLS: u64 = 1 << 20;
/// A large sheet is folded if it has more than this many times as many cells as filled ones.
const MIN_CELLS_PER_FILLED: u64 = 4;

/// Whether a sheet must be folded. `area` is the number of all its cells, `filled` that of the filled ones.
pub(super) fn is_sparse(area: u64, filled: u64) -> bool {
    area > MAX_UNFOLDED_CELLS && area / MIN_CELLS_PER_FILLED > filled
}

/// The rows and columns of a sheet that hold something, in order. In the folded sheet, each has the number of
/// its position in these lists.
pub(super) struct FoldedSheet {
    pub(super) rows: Vec<u32>,
    pub(super) columns: Vec<u32>,
}

impl FoldedSheet {
    /// Collects the rows and columns of the cells at these places.
    pub(super) fn from_positions<'a>(places: impl Iterator<Item = &'a (u32, u32)>) -> Self {
        let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
        for (row, column) in places {
            rows.insert(*row);
            columns.insert(*column);
        }
        Self { rows: rows.into_iter().collect(), columns: columns.into_iter().collect() }
    }

    /// Returns the original place of a cell of the folded sheet. `None` if the cell lies outside.
    pub(super) fn original_position(&self, (row, column): (u32, u32)) -> Option<(u32, u32)> {
        let of = |all: &[u32], place: u32| all.get(usize::try_from(place).ok()?).copied();
        Some((of(&self.rows, row)?, of(&self.columns, column)?))
    }

    /// Folds the sheet that begins at `start`: replaces the rows and columns in the records of its cells.
    ///
    /// # Errors
    /// Returns an error if the folded sheet is still too large, as in a damaged file.
    pub(super) fn fold(&self, stream: &mut [u8], start: usize, budget: &Budget) -> Result<(), ReadError> {
        let mut edits: Vec<(usize, u16)> = Vec::new();
        for_each_cell(stream, start, |record| {
            let mut edit = |at: usize, all: &[u32]| {
                let number = u16_at(stream, at).map(u32::from);
                let place = number.and_then(|number| all.binary_search(&number).ok());
                edits.extend(place.and_then(|place| u16::try_from(place).ok()).map(|place| (at, place)));
            };
            edit(record.at, &self.rows);
            edit(record.at + 2, &self.columns);
            if record.kind == kind::PACKED_RUN {
                edit(record.at + record.data.len().saturating_sub(2), &self.columns);
            }
        });
        for (at, number) in edits {
            if let Some(bytes) = stream.get_mut(at..at + 2) {
                bytes.copy_from_slice(&number.to_le_bytes());
            }
        }
        // The sheets of a damaged file may overlap, so that records that were changed for one sheet belong to
        // another one too.
        let mut extent = (u32::MAX, 0, u32::MAX, 0);
        for_each_cell(stream, start, |record| {
            for (row, column, _) in records::cells(record.kind, record.data) {
                extent = (extent.0.min(row), extent.1.max(row), extent.2.min(column), extent.3.max(column));
            }
        });
        let side = |first: u32, last: u32| u64::from(last.saturating_sub(first)) + 1;
        budget.check_area(side(extent.0, extent.1) * side(extent.2, extent.3))
    }
}

/// Calls `show` for the records of a sheet's cells. Cells of a chart on the sheet are left out.
fn for_each_cell(stream: &[u8], start: usize, mut show: impl FnMut(&Record<'_>)) {
    let mut depth = 0_usize;
    for record in records::records(stream, start) {
        match record.kind {
            kind::BEGIN => depth += 1,
            kind::END if depth <= 1 => return,
            kind::END => depth -= 1,
            _ if depth <= 1 && !records::cells(record.kind, record.data).is_empty() => show(&record),
            _ => {}
        }
    }
}
