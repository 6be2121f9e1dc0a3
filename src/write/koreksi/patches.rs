//! The corrections of a workbook, and the refusal of a correction.

use rust_decimal::Decimal;

use crate::model::{Message, Value};

/// A correction of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// Name of the sheet.
    pub sheet: String,
    /// Row of the cell, counted from 0.
    pub row: u32,
    /// Column of the cell, counted from 0.
    pub column: u32,
    /// New content of the cell.
    pub to: NewContent,
    /// Text of the cell's comment: the old and the new value, the rule and the reason. No comment is added if
    /// it is empty.
    pub note: String,
}

/// New content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum NewContent {
    /// The cell becomes blank.
    Blank,
    /// The cell gets a value.
    Value(Value),
    /// The cell gets a formula, without `=`, with its result.
    Formula(String, Value),
    /// The number that the cell's own formula gives now; neither its formula nor its format changes.
    Recalculated(Decimal),
}

/// The reason why a workbook cannot be patched. The other results are written all the same.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchRefusal(pub Message);

/// Builds a refusal whose message has no placeholders.
pub(super) fn refusal(key: &'static str) -> PatchRefusal {
    PatchRefusal(Message::new(key))
}
