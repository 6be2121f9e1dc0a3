//! Rule ARI105: the recapitulation states another total than the plan's table.

use super::super::context::Context;
use crate::model::{Finding, RelationKind, Severity};

/// Returns an error for each such total.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context
        .relations_of(&[RelationKind::Recap])
        .filter(|relation| !relation.holds() && relation.unreadable().next().is_none())
        .map(|relation| {
            let mut finding =
                context.relation_finding("ARI105", Severity::Error, relation, "check.recap.differs");
            if let Some(plan) = relation.terms.first() {
                finding.message = finding.message.with("plan", context.renja.cell_name(plan.at));
            }
            finding
        })
        .collect()
}
