//! Rule FMT105: a number with more digits than a spreadsheet keeps. No plan has such an amount, and whatever
//! is computed from it is inexact or overflows.

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::model::{Cited, Finding, Message, Severity, Value};

/// Returns the smallest number that is too large. Excel keeps fifteen digits; only the budget of the whole
/// state has sixteen.
fn too_large() -> Decimal {
    Decimal::from(1_000_000_000_000_000_u64)
}

/// Returns a warning for each such number.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        for (id, item) in table.items.iter().enumerate() {
            let large = |cited: &&Cited<Value>| cited.value.number().is_some_and(|n| n.abs() >= too_large());
            for cited in item.cited().filter(large) {
                let message = Message::new("check.too_large")
                    .with("place", context.renja.place(cited.at))
                    .with("item", table.label(item))
                    .with("stated", cited.value.clone());
                findings.push(Finding {
                    stated: Some(cited.value.clone()),
                    ..Context::remark("FMT105", Severity::Warning, cited.at, table.path(id), message)
                });
            }
        }
    }
    findings
}
