//! What correcting says: causes with proposals, each a set of changes that a person can decide on.

use super::{CellRef, Message, Value};

/// One cause: findings that go away together.
#[derive(Debug, Clone)]
pub struct Case {
    /// The findings, by their place in the list.
    pub findings: Vec<usize>,
    /// What happened, as far as the figures tell.
    pub explanation: Message,
    /// Whether the search went through all explanations.
    pub complete: bool,
    /// What could be done, best first. Empty where a person must look.
    pub proposals: Vec<Proposal>,
}

/// Something that could be done.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Who may apply it.
    pub class: Class,
    /// The cells that change.
    pub changes: Vec<Change>,
    /// Why.
    pub reason: Message,
    /// Cells that speak for it.
    pub evidence: Vec<CellRef>,
    /// The findings that it resolves, by their place in the list.
    pub resolves: Vec<usize>,
}

/// A cell that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where.
    pub at: CellRef,
    /// The item, with those above it.
    pub item: String,
    /// What stands there; `None` for blank.
    pub from: Option<Value>,
    /// What shall stand there.
    pub to: Value,
    /// The formula, without `=`, that shall give it, where the cell's own formula is what is wrong.
    pub formula: Option<String>,
}

/// Who may apply a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A person must choose.
    Display,
    /// One explanation, certain and backed: applied when a person accepts it.
    Suggested,
    /// No reader could disagree: applied by default.
    Safe,
}

impl Class {
    /// The name in the reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Display => "display",
            Self::Suggested => "suggested",
            Self::Safe => "safe",
        }
    }
}

/// A proposal that was applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The case, by its place in the list; `None` for a figure that a person changed where nothing was found.
    pub case: Option<usize>,
    /// The cells that were changed.
    pub changes: Vec<Change>,
    /// The rule whose finding led to it.
    pub rule: &'static str,
    /// Its class.
    pub class: Class,
    /// Why, as the proposal says.
    pub reason: Message,
    /// Cells that speak for it.
    pub evidence: Vec<CellRef>,
    /// Who decided.
    pub by: DecidedBy,
}

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// The program, since the class was accepted by option.
    Program,
    /// A person, by the decision with this place in the list.
    Person(usize),
}
