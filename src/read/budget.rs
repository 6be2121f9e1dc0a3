//! Limits for reading a workbook, and the budget that counts what is left of them.

use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use super::ReadError;

/// Limits on what reading a workbook may use. They protect against hostile files; the defaults are far above
/// any real plan.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Limits {
    /// Maximum number of filled cells in the whole workbook. The default is five million.
    pub max_cells: usize,
    /// Maximum number of bytes that all parts of a package may unfold to together. The default is 512 MiB.
    pub max_part_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_cells: 5_000_000, max_part_bytes: 1 << 29 }
    }
}

/// The cells and bytes that may still be read. One budget serves a whole workbook, whose sheets may be read
/// at the same time. A thousand sheets that name the same part therefore use it up as one large sheet does.
pub(super) struct Budget {
    limits: Limits,
    cells: AtomicI64,
    bytes: AtomicI64,
}

impl Budget {
    /// Starts a budget with the full limits.
    pub(super) fn new(limits: &Limits) -> Self {
        let cells = i64::try_from(limits.max_cells).unwrap_or(i64::MAX);
        Self { limits: *limits, cells: cells.into(), bytes: to_i64_saturating(limits.max_part_bytes).into() }
    }

    /// Takes one cell from the budget.
    ///
    /// # Errors
    /// Returns [`ReadError::TooManyCells`] if none is left.
    pub(super) fn take_cell(&self) -> Result<(), ReadError> {
        self.take_cells(1)
    }

    /// Takes `count` cells from the budget.
    ///
    /// # Errors
    /// Returns [`ReadError::TooManyCells`] if fewer are left.
    pub(super) fn take_cells(&self, count: u32) -> Result<(), ReadError> {
        let left = self.cells.fetch_sub(count.into(), Ordering::Relaxed);
        if left < i64::from(count) { Err(ReadError::TooManyCells(self.limits.max_cells)) } else { Ok(()) }
    }

    /// Checks that a library may lay out this many cells, empty ones included. Takes nothing from the budget.
    ///
    /// # Errors
    /// Returns [`ReadError::TooManyCells`] if the area alone exceeds the limit.
    pub(super) fn check_area(&self, cells: u64) -> Result<(), ReadError> {
        let limit = self.limits.max_cells;
        if cells > limit as u64 { Err(ReadError::TooManyCells(limit)) } else { Ok(()) }
    }

    /// Takes `count` bytes from the budget, for an unfolded part or for text that is not in the file as such.
    ///
    /// # Errors
    /// Returns [`ReadError::TooManyBytes`] if fewer are left.
    pub(super) fn take_bytes(&self, count: u64) -> Result<(), ReadError> {
        let left = self.bytes.fetch_sub(to_i64_saturating(count), Ordering::Relaxed);
        if left < to_i64_saturating(count) {
            Err(ReadError::TooManyBytes(self.limits.max_part_bytes))
        } else {
            Ok(())
        }
    }

    /// Returns the number of bytes that may still be unfolded.
    pub(super) fn bytes_left(&self) -> u64 {
        u64::try_from(self.bytes.load(Ordering::Relaxed)).unwrap_or(0)
    }
}

/// Converts a number of bytes. A number too large for an `i64` becomes the largest one: no file is that
/// large.
fn to_i64_saturating(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
