//! Relations + findings → cases: explain, propose, decide, apply.

use crate::model::{Case, Change, Class, Finding, Relation, Renja};

/// What may be applied without a person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accept {
    /// Nothing.
    None,
    /// What no reader could disagree with.
    #[default]
    Safe,
    /// Also what has one certain, backed explanation.
    Suggested,
}

impl Accept {
    /// Whether a proposal of this class may be applied.
    #[must_use]
    pub fn takes(self, class: Class) -> bool {
        match self {
            Self::None => false,
            Self::Safe => class >= Class::Safe,
            Self::Suggested => class >= Class::Suggested,
        }
    }
}

/// Joins findings to cases and proposes. Every finding of severity error or warning is in one case.
#[must_use]
pub fn cases(renja: &Renja, relations: &[Relation], findings: &[Finding]) -> Vec<Case> {
    let _ = (renja, relations, findings);
    Vec::new()
}

/// Puts the new values in their cells.
pub fn apply(renja: &mut Renja, changes: &[Change]) {
    let _ = (renja, changes);
}
