//! What a person decided.

use super::{CellRef, Value};

/// A decision as it stands in the findings sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The rule's code.
    pub rule: String,
    /// The item, as the finding names it.
    pub item: String,
    /// What stood in the cell, in its plain form; `None` for blank.
    pub stated: Option<String>,
    /// The cell as the sheet named it, for an item that states the same amount twice; a cell that
    /// has moved since still matches where no other does.
    pub at: Option<CellRef>,
    /// What was decided.
    pub choice: Choice,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// The proposal with this place in the case's list, from 0: A, B, C.
    Accept(usize),
    /// The figures stand as they are.
    Refuse,
    /// Not yet.
    Later,
    /// This value shall stand in the cell.
    Own(Value),
}
