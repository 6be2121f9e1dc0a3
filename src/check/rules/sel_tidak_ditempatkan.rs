//! A cell within a table that belongs to no column or row, or lines that do not pair up.

use super::super::shown::Shown;
use crate::model::{Finding, Message, Severity, Value};
use crate::text::number;

/// What the rule finds: a warning where it holds a number, for a figure may be missing from the
/// sums; else a note.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    shown
        .renja
        .skipped
        .iter()
        .map(|skipped| {
            // Beside a table of no known form nobody knows what belongs to it.
            let tables = || shown.renja.tables.iter().filter(|table| table.sheet == skipped.at.sheet);
            let is_known = tables().any(|table| !table.form.inferred);
            let is_amount = number::read_rupiah(&skipped.text).is_some();
            let severity = if is_known && is_amount { Severity::Warning } else { Severity::Note };
            let message = Message::new("check.skipped")
                .with("place", shown.renja.place(skipped.at))
                .with("text", skipped.text.replace('\n', " / "))
                .with("why", skipped.why.clone());
            Finding {
                stated: Some(Value::Text(skipped.text.clone())),
                ..Shown::remark("STR102", severity, skipped.at, "", message)
            }
        })
        .collect()
}
