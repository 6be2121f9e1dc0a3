//! A formula's stored value is not what its cells give now: the file was changed by a program that
//! does not recalculate.

use rust_decimal::Decimal;

use super::super::shown::Shown;
use super::rumus::computed;
use crate::model::{CellContent, Finding, Message, Severity, Value};

/// What the rule finds, among the sums that a plan must hold.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for c in computed(shown) {
        let at = c.relation.result.at;
        let (Some(sheet), Some(cell)) = (shown.book.sheet(at.sheet), shown.book.cell(at)) else { continue };
        let (CellContent::Number(stored), Some(now)) = (&cell.content, c.sum.value(sheet)) else { continue };
        let Some(difference) = stored.checked_sub(now).filter(|d| d.abs() >= Decimal::ONE) else { continue };
        let like =
            |n: Decimal| c.relation.result.value.as_ref().map_or(Value::Rupiah(n), |v| v.with_number(n));
        let message = Message::new("check.rumus.stale")
            .with("place", shown.renja.place(at))
            .with("item", c.relation.result.label.as_str())
            .with("formula", c.text)
            .with("stated", like(*stored))
            .with("computed", like(now));
        findings.push(Finding {
            stated: Some(like(*stored)),
            computed: Some(like(now)),
            difference: Some(like(difference)),
            ..Shown::remark("RUM203", Severity::Error, at, c.table.path(c.relation.item), message)
        });
    }
    findings
}
