//! What reading may still use of the [`Limits`].

use super::{Limits, ReadError};

/// The cells and bytes that are left. One budget serves a whole workbook: a thousand sheets that
/// name the same part use it up as one large sheet does.
pub(super) struct Budget {
    limits: Limits,
    cells: usize,
    bytes: u64,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { limits: *limits, cells: limits.max_cells, bytes: limits.max_part_bytes }
    }

    /// Takes one cell.
    pub(super) fn cell(&mut self) -> Result<(), ReadError> {
        self.cells = self.cells.checked_sub(1).ok_or(ReadError::TooManyCells(self.limits.max_cells))?;
        Ok(())
    }

    /// Whether a library may lay out so many cells, empty ones too.
    pub(super) fn area(&self, cells: u64) -> Result<(), ReadError> {
        let limit = self.limits.max_cells;
        if cells > limit as u64 { Err(ReadError::TooManyCells(limit)) } else { Ok(()) }
    }

    /// Takes the bytes of a part, or of text that is not in the file as such.
    pub(super) fn bytes(&mut self, count: u64) -> Result<(), ReadError> {
        self.bytes =
            self.bytes.checked_sub(count).ok_or(ReadError::TooManyBytes(self.limits.max_part_bytes))?;
        Ok(())
    }

    /// The bytes that a part may still unfold to.
    pub(super) fn bytes_left(&self) -> u64 {
        self.bytes
    }
}
