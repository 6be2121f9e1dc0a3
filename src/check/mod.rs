//! [`Renja`] → relations and findings.

use crate::model::{Book, Finding, Relation, Renja};

/// Which rules speak: codes or their beginnings (`ARI`, `ARI102`).
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these; empty for all.
    pub select: Vec<String>,
    /// None of these.
    pub ignore: Vec<String>,
}

/// What checking found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Everything that must agree.
    pub relations: Vec<Relation>,
    /// Where it does not, by sheet, row, column, rule.
    pub findings: Vec<Finding>,
}

/// Checks a plan. The book is there for what only the cells tell: how an amount is written, what
/// a formula says.
#[must_use]
pub fn check(renja: &Renja, book: &Book, selection: &Selection) -> Checked {
    let _ = (renja, book, selection);
    Checked::default()
}
