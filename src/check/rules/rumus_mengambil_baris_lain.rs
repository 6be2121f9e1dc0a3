//! A formula of the sheet adds up figures that do not belong to its sum: another program's
//! kegiatan, a subtotal together with what it sums up.

use super::super::shown::{Shown, places};
use crate::model::{Finding, Message, Severity};

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    shown
        .computed()
        .iter()
        // Without an official form the parts are told by the figures: what gives their sum is no fault.
        .filter(|c| !c.strangers.is_empty() && (c.table.form.tells_rows() || !c.relation.holds()))
        .map(|c| {
            let message = Message::new("check.rumus.strangers")
                .with("place", shown.renja.place(c.relation.result.at))
                .with("item", c.relation.result.label.as_ref())
                .with("formula", c.text)
                .with("cells", places(&c.strangers));
            Finding {
                stated: c.relation.result.value.clone(),
                ..Shown::remark(
                    "RUM202",
                    Severity::Error,
                    c.relation.result.at,
                    c.table.path(c.relation.item),
                    message,
                )
            }
        })
        .collect()
}
