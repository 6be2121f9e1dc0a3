//! Rule ARI301: a column of amounts repeats another one cell for cell, including its errors.

use super::super::context::{Context, column_label, header_cell};
use crate::model::{Finding, Message, Severity};

/// Returns one note for each such column. Other rules do not report its sums again.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for copy in &context.repeated_columns {
        let Some(table) = context.table(copy.table) else { continue };
        let (Some(column), Some(of)) = (table.columns.get(copy.column), table.columns.get(copy.original))
        else {
            continue;
        };
        let Some(at) = header_cell(table, column) else { continue };
        let broken = context
            .relations
            .iter()
            .filter(|r| r.table == copy.table && r.column == copy.column)
            .filter(|r| r.difference().is_some() && !r.holds())
            .count();
        let key = if broken == 0 { "check.copy.clean" } else { "check.copy.broken" };
        let message = Message::new(key)
            .with("sheet", context.renja.sheet_name(table.sheet))
            .with("column", column_label(column))
            .with("of", column_label(of))
            .with("amounts", copy.amounts)
            .with("broken", broken);
        findings.push(Context::simple_finding("ARI301", Severity::Note, at, column_label(column), message));
    }
    findings
}
