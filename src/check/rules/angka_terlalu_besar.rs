//! Rule FMT105: a number with more digits than a spreadsheet keeps. No plan has such an amount, and whatever
//! is computed from it is inexact or overflows.

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::model::{Cited, Finding, Message, Severity, Value};
use crate::text::identifier::is_longer_than_any_amount;

/// Returns the smallest number that is too large. Excel keeps fifteen digits; only the budget of the whole
/// state has sixteen.
fn min_too_large() -> Decimal {
    Decimal::from(1_000_000_000_000_000_u64)
}

/// Returns a warning for each such number.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        for (id, item) in table.items.iter().enumerate() {
            let large = |cited: &&Cited<Value>| {
                cited.value.number().is_some_and(|n| n.abs() >= min_too_large())
                    // An account or a key stands beside amounts in a list of settings.
                    && (table.form.defines_rows() || !is_longer_than_any_amount(&cited.text))
            };
            for cited in item.cited().filter(large) {
                let message = Message::new("check.too_large")
                    .with("place", context.renja.cell_name(cited.at))
                    .with("item", table.label(item))
                    .with("stated", cited.value.clone());
                findings.push(Finding {
                    stated: Some(cited.value.clone()),
                    ..Context::simple_finding("FMT105", Severity::Warning, cited.at, table.path(id), message)
                });
            }
        }
    }
    findings
}
