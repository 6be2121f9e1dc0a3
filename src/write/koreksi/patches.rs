//! What is to be corrected in a workbook, and why it cannot be.

use rust_decimal::Decimal;

use crate::model::{Message, Value};

/// A cell to be corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// The sheet's name.
    pub sheet: String,
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
    /// What shall stand there.
    pub to: New,
    /// The text of the cell's comment: what stood there, what stands there now, rule, ground. No
    /// comment where it is empty.
    pub note: String,
}

/// What shall stand in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum New {
    /// Nothing.
    Blank,
    /// A value.
    Value(Value),
    /// A formula, without `=`, with its result.
    Formula(String, Value),
    /// The number that the cell's own formula gives now: neither format nor formula changes.
    Result(Decimal),
}

/// Why a workbook cannot be patched; the other output is still written.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused(pub Message);

/// A refusal that names nothing.
pub(super) fn refused(key: &'static str) -> Refused {
    Refused(Message::new(key))
}
