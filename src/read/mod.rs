//! Bytes → [`Book`]. The format is told from the content, never from the name.

use crate::model::{Book, Message};

/// What a workbook may ask for at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Cells in the whole workbook.
    pub max_cells: usize,
    /// Bytes that a part of the package may unfold to.
    pub max_part_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_cells: 5_000_000, max_part_bytes: 1 << 30 }
    }
}

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in it.
    #[error("empty file")]
    Empty,
    /// It is no workbook.
    #[error("not a workbook")]
    NotAWorkbook,
    /// It is locked with a password.
    #[error("protected by a password")]
    Encrypted,
    /// It is a workbook that breaks off or is damaged.
    #[error("damaged: {0}")]
    Damaged(String),
    /// It asks for more than the limits allow.
    #[error("too large: {0}")]
    TooLarge(String),
}

impl ReadError {
    /// What is wrong and what to do, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => Message::new("read.empty"),
            Self::NotAWorkbook => Message::new("read.not_a_workbook"),
            Self::Encrypted => Message::new("read.encrypted"),
            Self::Damaged(detail) => Message::new("read.damaged").with("detail", detail.as_str()),
            Self::TooLarge(detail) => Message::new("read.too_large").with("detail", detail.as_str()),
        }
    }
}

/// Reads a workbook.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let _ = limits;
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    Err(ReadError::NotAWorkbook)
}
