//! A column of amounts repeats another cell for cell, its errors included.

use super::super::shown::{Shown, head, name};
use crate::model::{Finding, Message, Severity};

/// What the rule finds: one note a column. Its sums are not reported again.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for copy in &shown.copies {
        let Some(table) = shown.table(copy.table) else { continue };
        let (Some(column), Some(of)) = (table.columns.get(copy.column), table.columns.get(copy.of)) else {
            continue;
        };
        let Some(at) = head(table, column) else { continue };
        let broken = shown.relations.iter().filter(|r| {
            r.table == copy.table && r.column == copy.column && r.difference().is_some_and(|d| !d.is_zero())
        });
        let message = Message::new("check.copy")
            .with("sheet", shown.renja.sheet_name(table.sheet))
            .with("column", name(column))
            .with("letter", crate::model::column_name(column.first))
            .with("of", name(of))
            .with("of_letter", crate::model::column_name(of.first))
            .with("amounts", copy.amounts)
            .with("broken", broken.count());
        findings.push(Shown::remark("ARI301", Severity::Note, at, name(column), message));
    }
    findings
}
