//! Rule RUM202: a formula of the sheet adds up figures that do not belong to its sum, such as another
//! program's kegiatan, or a subtotal together with its parts.

use super::super::context::{Context, places};
use crate::model::{Finding, Message, Severity};

/// Returns an error for each such formula.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context
        .computed()
        .iter()
        // If no form describes the rows, the parts were found by their figures: a formula that gives their
        // sum is right.
        .filter(|c| !c.strangers.is_empty() && (c.table.form.defines_rows() || !c.relation.holds()))
        .map(|c| {
            let message = Message::new("check.rumus.strangers")
                .with("place", context.renja.place(c.relation.result.at))
                .with("item", c.relation.result.label.as_ref())
                .with("formula", c.text)
                .with("cells", places(&c.strangers));
            Finding {
                stated: c.relation.result.value.clone(),
                ..Context::remark(
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
