//! The result of the check step: places where figures do not agree.

use super::{CellRef, Message, Value};

/// A place where figures do not agree, or where something else needs attention.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The code of the rule: `ARI102`.
    pub rule: &'static str,
    /// The severity of the finding.
    pub severity: Severity,
    /// The cell. In a merged area this is the top left cell.
    pub at: CellRef,
    /// The label of the row, so that a reader recognizes the item without looking it up: `Program …`.
    pub item: String,
    /// The description of the finding.
    pub message: Message,
    /// The value in the cell. `None` if the cell is blank or the finding is not about a single value.
    pub stated: Option<Value>,
    /// The value that the rule expects, if it computes one.
    pub computed: Option<Value>,
    /// `stated` minus `computed`, if both exist.
    pub difference: Option<Value>,
    /// The cells from which `computed` follows, or that contradict the cell.
    pub related: Vec<Related>,
}

/// A cell that a finding refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The cell.
    pub at: CellRef,
    /// The label of the cell's row.
    pub label: String,
    /// The value in the cell, or `None` if there is none to show.
    pub value: Option<Value>,
}

/// The severity of a finding, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Information only; nothing needs to be decided.
    Note,
    /// Should be looked at.
    Warning,
    /// Figures that cannot both be right.
    Error,
}

impl Severity {
    /// Returns the name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
