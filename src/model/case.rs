//! The result of the correction step: causes of findings, each with proposals that a person can decide on.

use super::{CellRef, Message, Value};

/// A cause: a group of findings that one correction resolves together.
#[derive(Debug, Clone)]
pub struct Case {
    /// Indices into the list of findings.
    pub findings: Vec<usize>,
    /// The explanation of the findings, as far as the figures give one.
    pub explanation: Message,
    /// Whether the search examined every possible explanation. `false` if it stopped at a limit.
    pub complete: bool,
    /// The possible corrections, best first. Empty if a person has to look into the cause.
    pub proposals: Vec<Proposal>,
}

/// A possible correction.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Who may apply the proposal.
    pub class: Class,
    /// The cells that the proposal changes.
    pub changes: Vec<Change>,
    /// The reason for the proposal.
    pub reason: Message,
    /// The cells that support the proposal.
    pub evidence: Vec<CellRef>,
    /// Indices into the list of findings: those that the proposal resolves.
    pub resolves: Vec<usize>,
}

/// A change of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The cell to change.
    pub at: CellRef,
    /// The path of the cell's item: its name and those of the items above it.
    pub item: String,
    /// The current value, or `None` if the cell is blank.
    pub from: Option<Value>,
    /// The new value.
    pub to: Value,
    /// The new formula, without `=`, if the cell's own formula is at fault. The formula then yields `to`.
    pub formula: Option<String>,
}

/// Who may apply a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A person must choose.
    Display,
    /// The only explanation, certain and supported by evidence. Applied when a person accepts it.
    Suggested,
    /// Beyond doubt for any reader. Applied by default.
    Safe,
}

impl Class {
    /// Returns the name used in reports.
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
    /// Index into the list of cases, or `None` if a person changed a figure without any finding.
    pub case: Option<usize>,
    /// The changed cells.
    pub changes: Vec<Change>,
    /// The rule whose finding led to the change.
    pub rule: &'static str,
    /// The class of the proposal.
    pub class: Class,
    /// The reason that the proposal gave.
    pub reason: Message,
    /// The cells that support the change.
    pub evidence: Vec<CellRef>,
    /// Who decided on the change.
    pub by: DecidedBy,
}

/// Who decided on a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// The program, because an option accepts proposals of this class.
    Program,
    /// A person. Contains the index of the decision in the list of decisions.
    Person(usize),
}
