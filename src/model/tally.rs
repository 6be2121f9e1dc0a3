//! How much was found, and what became of it.

use super::{Finding, Severity};

/// Errors and warnings of a workbook: the same numbers on every sheet, on the console and in the recap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// In the workbook as it was found.
    pub found: usize,
    /// Of these, corrected.
    pub fixed: usize,
    /// Left for a person to decide.
    pub waiting: usize,
}

impl Tally {
    /// Counts the findings, and those that remain after what was applied.
    #[must_use]
    pub fn of(findings: &[Finding], remaining: &[Finding]) -> Self {
        let loud = |all: &[Finding]| all.iter().filter(|one| one.severity != Severity::Note).count();
        let (found, waiting) = (loud(findings), loud(remaining));
        Self { found, fixed: found.saturating_sub(waiting), waiting }
    }
}
