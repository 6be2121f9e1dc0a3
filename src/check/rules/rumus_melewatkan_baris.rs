//! Rule RUM201: a formula of the sheet leaves out a part of its sum.

use std::collections::BTreeSet;

use super::super::context::{Context, cell_list};
use super::own_formulas::FormulaSum;
use crate::model::{CellRef, Finding, Message, Related, Severity, Term, Value};

/// Returns a finding for each such formula.
///
/// A formula that takes none of the parts adds up something else, which RUM202 reports. If the parts are
/// known from the sheet alone, a formula that takes less than half of them shows that they are not its parts.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let leaves_out = |c: &&FormulaSum<'_>| {
        let (missing, parts) = (c.missing.len(), c.relation.terms.len());
        let is_filled = || {
            let mut left = omitted_terms(c);
            left.any(|term| term.number().is_some_and(|n| !n.is_zero()))
        };
        missing > 0
            && if c.table.form.defines_rows() { missing < parts } else { missing * 2 < parts && is_filled() }
    };
    context.formula_sums().iter().filter(leaves_out).map(|c| finding(context, c)).collect()
}

/// Returns the parts of a sum that its formula does not take.
fn omitted_terms<'c>(c: &'c FormulaSum<'_>) -> impl Iterator<Item = &'c Term> {
    let missing: BTreeSet<CellRef> = c.missing.iter().copied().collect();
    c.relation.terms.iter().filter(move |term| missing.contains(&term.at))
}

fn finding(context: &Context, c: &FormulaSum<'_>) -> Finding {
    let related: Vec<Related> = omitted_terms(c)
        .map(|t| Related { at: t.at, label: t.label.to_string(), value: t.value.clone() })
        .collect();
    // A part that is left out and still blank or zero will be missing once it is filled in.
    let counts =
        related.iter().any(|r| r.value.as_ref().and_then(Value::number).is_some_and(|n| !n.is_zero()));
    let message = Message::new("check.rumus.missing")
        .with("place", context.renja.cell_name(c.relation.result.at))
        .with("item", c.relation.result.label.as_ref())
        .with("formula", c.formula)
        .with("count", c.missing.len())
        .with("cells", cell_list(&c.missing));
    Finding {
        stated: c.relation.result.value.clone(),
        related,
        ..Context::simple_finding(
            "RUM201",
            if counts { Severity::Error } else { Severity::Warning },
            c.relation.result.at,
            c.table.path(c.relation.item),
            message,
        )
    }
}
