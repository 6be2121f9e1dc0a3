//! A balance is not the one of the row before, with what came in and what went out.

use super::super::shown::Shown;
use super::sums;
use crate::model::{Finding, RelationKind, Severity};

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    shown
        .relations_of(&[RelationKind::Balance])
        .filter(|relation| sums::is_wrong(relation))
        .map(|relation| shown.broken("ARI108", Severity::Error, relation, "check.balance.differs"))
        .collect()
}
