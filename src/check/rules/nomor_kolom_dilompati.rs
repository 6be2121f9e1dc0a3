//! Rule STR104: the number row leaves out a number, as in (12), (14).

use super::super::context::Context;
use crate::model::{Cited, Finding, Message, Related, Severity, Value};
use crate::text::column_formula::{format_column_number, plain_number};

/// Returns a note at the number behind each gap.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        // A number without text comes from the form and not from the sheet.
        let mut numbers: Vec<&Cited<u32>> =
            table.columns.iter().filter_map(|c| c.number.as_ref()).filter(|n| !n.text.is_empty()).collect();
        numbers.sort_by_key(|n| n.at.column);
        for pair in numbers.windows(2) {
            let [before, number] = pair else { continue };
            let (first, last) =
                (plain_number(before.value) + 1, plain_number(number.value).saturating_sub(1));
            if last < first {
                continue;
            }
            let key = if first == last { "check.kolom.gap" } else { "check.kolom.gap_many" };
            let message = Message::new(key)
                .with("place", context.renja.cell_name(number.at))
                .with("missing", first.to_string())
                .with("last", last.to_string())
                .with("before", format_column_number(before.value))
                .with("number", format_column_number(number.value));
            findings.push(Finding {
                stated: Some(Value::Text(number.text.clone())),
                related: vec![Related {
                    at: before.at,
                    label: String::new(),
                    value: Some(Value::Text(before.text.clone())),
                }],
                ..Context::simple_finding("STR104", Severity::Note, number.at, &*number.text, message)
            });
        }
    }
    findings
}
