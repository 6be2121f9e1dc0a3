//! Rule RUM202: a formula of the sheet adds up figures that do not belong to its sum, such as another
//! program's kegiatan, or a subtotal together with its parts.

use super::super::context::{Context, cell_list};
use crate::model::{Finding, Message, Severity};

/// Returns an error for each such formula.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context
        .formula_sums()
        .iter()
        // If no form describes the rows, the parts were found by their figures: a formula that gives their
        // sum is right.
        .filter(|c| !c.extra.is_empty() && (c.table.form.defines_rows() || !c.relation.holds()))
        .map(|c| {
            let message = Message::new("check.rumus.strangers")
                .with("place", context.renja.cell_name(c.relation.result.at))
                .with("item", c.relation.result.label.as_ref())
                .with("formula", c.formula)
                .with("cells", cell_list(&c.extra));
            Finding {
                stated: c.relation.result.value.clone(),
                ..Context::simple_finding(
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
