//! Rule JML101: the recapitulation counts other numbers of programs or kegiatan than the plan's table has
//! rows.

use super::super::context::Context;
use crate::model::{Finding, RelationKind, Severity};

/// Returns an error for each wrong count.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context
        .relations_of(&[RelationKind::Count])
        .filter(|relation| !relation.holds())
        .map(|relation| {
            let counts_program = context
                .table(relation.table)
                .and_then(|table| table.columns.get(relation.column))
                .is_some_and(|column| column.key.starts_with("program"));
            let key = if counts_program { "check.count.program" } else { "check.count.kegiatan" };
            let mut finding = context.relation_finding("JML101", Severity::Error, relation, key);
            if let Some(first) = relation.terms.first() {
                finding.message = finding.message.with("sheet", context.renja.sheet_name(first.at.sheet));
            }
            finding
        })
        .collect()
}
