//! A number of more digits than a spreadsheet keeps: no plan has such an amount, and what is computed
//! from it is not exact, or cannot be computed at all.

use rust_decimal::Decimal;

use super::super::shown::Shown;
use crate::model::{Cited, Finding, Message, Severity, Value};

/// Excel keeps fifteen digits; the budget of the whole state has sixteen.
fn too_large() -> Decimal {
    Decimal::from(1_000_000_000_000_000_u64)
}

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &shown.renja.tables {
        for (id, item) in table.items.iter().enumerate() {
            let large = |cited: &&Cited<Value>| cited.value.number().is_some_and(|n| n.abs() >= too_large());
            for cited in item.cited().filter(large) {
                let message = Message::new("check.too_large")
                    .with("place", shown.renja.place(cited.at))
                    .with("item", table.label(item))
                    .with("stated", cited.value.clone());
                findings.push(Finding {
                    stated: Some(cited.value.clone()),
                    ..Shown::remark("FMT105", Severity::Warning, cited.at, table.path(id), message)
                });
            }
        }
    }
    findings
}
