//! A change of one cell with its reason, and moves, which are changes that close a sum together.

use std::collections::BTreeMap;

use crate::correct::typing_slip::Slip;
use crate::model::CellRef;

/// Why a cell takes a new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepReason {
    /// Other cells print this value for the same item; the slip is set if the stated value is also a
    /// mistyping of it.
    Printed(Vec<CellRef>, Option<Slip>),
    /// The cell follows another change to a version of the plan that these cells print.
    Version(Vec<CellRef>),
    /// The stated value is a mistyping of the new one.
    Slip(Slip),
    /// The stated value was copied from this cell of another row.
    Copied(CellRef),
    /// The stated sum leaves out this figure.
    LeftOut(usize),
    /// The stated sum counts this figure twice.
    CountedTwice(usize),
    /// The new value is the exact sum of these figures of the plan. The cell is a part of the recapitulation.
    PlanParts(Vec<usize>),
    /// The cell is blank, and the other cells of the sum leave one value for it.
    Blank,
    /// The sheet's own formula in the cell does not give the sum of its parts.
    Formula,
    /// The cell is the result of a sum and takes the sum of the terms.
    Derived,
    /// The other cells of the sum leave one value for the cell; nothing else supports it.
    Implied,
}

/// One cell that takes another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Index of the figure.
    pub figure: usize,
    /// The new value, in units.
    pub to: i128,
    /// Why the cell takes this value.
    pub reason: StepReason,
    /// Whether another table prints the value that the step replaces.
    pub overrides: bool,
}

/// Changes that close a sum together.
#[derive(Debug, Clone)]
pub struct Move {
    /// The changes. Empty if one of many items is wrong and nothing says which.
    pub steps: Vec<Step>,
    /// Implausibility cost; lower is better.
    pub cost: u32,
}

/// The changes made so far, by figure.
pub type Changes = BTreeMap<usize, Step>;
