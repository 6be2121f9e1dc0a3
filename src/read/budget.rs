//! What reading may use at most, and what is left of it.

use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};

use super::ReadError;

/// What a workbook may ask for at most.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Limits {
    /// Cells in the whole workbook.
    pub max_cells: usize,
    /// Bytes that the parts of a package may unfold to, all of them together.
    pub max_part_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_cells: 5_000_000, max_part_bytes: 1 << 29 }
    }
}

/// The cells and bytes that are left. One budget serves a whole workbook, whose sheets may be read at
/// once: a thousand sheets that name the same part use it up as one large sheet does.
pub(super) struct Budget {
    limits: Limits,
    cells: AtomicI64,
    bytes: AtomicI64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        let cells = i64::try_from(limits.max_cells).unwrap_or(i64::MAX);
        Self { limits: *limits, cells: cells.into(), bytes: signed(limits.max_part_bytes).into() }
    }

    /// Takes one cell.
    pub(super) fn cell(&self) -> Result<(), ReadError> {
        self.cells(1)
    }

    /// Takes so many cells.
    pub(super) fn cells(&self, count: u32) -> Result<(), ReadError> {
        let left = self.cells.fetch_sub(count.into(), Ordering::Relaxed);
        if left < i64::from(count) { Err(ReadError::TooManyCells(self.limits.max_cells)) } else { Ok(()) }
    }

    /// Whether a library may lay out so many cells, empty ones too.
    pub(super) fn area(&self, cells: u64) -> Result<(), ReadError> {
        let limit = self.limits.max_cells;
        if cells > limit as u64 { Err(ReadError::TooManyCells(limit)) } else { Ok(()) }
    }

    /// Takes the bytes of a part, or of text that is not in the file as such.
    pub(super) fn bytes(&self, count: u64) -> Result<(), ReadError> {
        let left = self.bytes.fetch_sub(signed(count), Ordering::Relaxed);
        if left < signed(count) { Err(ReadError::TooManyBytes(self.limits.max_part_bytes)) } else { Ok(()) }
    }

    /// The bytes that a part may still unfold to.
    pub(super) fn bytes_left(&self) -> u64 {
        u64::try_from(self.bytes.load(Ordering::Relaxed)).unwrap_or(0)
    }
}

/// No file has as many bytes as would not fit.
fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
