//! Rule ARI108: a balance is not that of the row before, plus what came in, minus what went out.

use super::super::context::Context;
use super::sums;
use crate::model::{Finding, RelationKind, Severity};

/// Returns an error for each such balance.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context
        .relations_of(&[RelationKind::Balance])
        .filter(|relation| sums::is_wrong(relation))
        .map(|relation| {
            context.relation_finding("ARI108", Severity::Error, relation, "check.balance.differs")
        })
        .collect()
}
