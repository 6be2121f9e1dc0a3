//! What checking says: one place where something does not agree.

use super::{CellRef, Message, Value};

/// One place where something does not agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule's code: `ARI102`.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The cell, the top left one of a merged area.
    pub at: CellRef,
    /// The row's label, so that a reader knows the item without looking: `Program …`.
    pub item: String,
    /// What is wrong.
    pub message: Message,
    /// What stands in the cell; `None` where it is blank or the finding is not of one value.
    pub stated: Option<Value>,
    /// What should stand there by what the rule checks.
    pub computed: Option<Value>,
    /// Stated minus computed.
    pub difference: Option<Value>,
    /// The cells that it was computed from, or that say otherwise.
    pub related: Vec<Related>,
}

/// A cell that a finding rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// Where.
    pub at: CellRef,
    /// What the row is called.
    pub label: String,
    /// What stands there.
    pub value: Option<Value>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For information: nothing needs to be decided.
    Note,
    /// To be looked at.
    Warning,
    /// Figures that cannot both be right.
    Error,
}

impl Severity {
    /// The name in the reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
