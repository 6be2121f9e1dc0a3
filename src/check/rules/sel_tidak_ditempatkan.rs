//! Rule STR102: a cell within a table belongs to no column or row, or the lines of two cells do not pair up.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::super::context::{Context, cell_list};
use crate::model::{CellRef, Finding, Message, Related, Severity, SkipReason, Skipped, Value, column_name};
use crate::text::number;

/// Maximum number of such cells in a column that are reported one by one.
const MAX_SINGLE_FINDINGS: usize = 3;

/// Minimum number that may be an amount; a smaller one is a target, a share or an index.
const MIN_AMOUNT: Decimal = Decimal::ONE_THOUSAND;

/// Returns a warning if such a cell holds an amount, since that may be missing from the sums, and otherwise a
/// note. Many cells of one column with the same reason make one finding, and so do all cells beside a table.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut together: IndexMap<_, Vec<&Skipped>> = IndexMap::new();
    for skipped in &context.renja.skipped {
        // A row of ratings below the table is part of the form.
        if skipped.why == SkipReason::Rating {
            continue;
        }
        let column = (!skipped.is_beside).then_some(skipped.at.column);
        together.entry((skipped.at.sheet, column, skipped.why)).or_default().push(skipped);
    }
    let mut findings = Vec::new();
    for cells in together.values() {
        match cells.first() {
            Some(first) if first.is_beside => {
                findings.push(joint_finding(context, Message::new("check.skipped_beside"), first, cells));
            }
            // Figures in row after row are a column of workings and no slip.
            Some(first) if cells.len() > MAX_SINGLE_FINDINGS => {
                let message = Message::new("check.skipped_many").with("column", column_name(first.at.column));
                findings.push(joint_finding(context, message, first, cells));
            }
            _ => findings.extend(cells.iter().map(|skipped| cell_finding(context, skipped))),
        }
    }
    findings
}

/// Whether a cell holds an amount and stands in a table of an official form. Beside a table without a form,
/// nothing says which cells belong to it.
fn may_be_missing(context: &Context, skipped: &Skipped) -> bool {
    let mut tables = context.renja.tables.iter().filter(|table| table.is_on(skipped.at.sheet));
    tables.any(|table| table.form.defines_rows())
        && number::read_rupiah(&skipped.text).is_some_and(|n| n.value.abs() >= MIN_AMOUNT)
}

fn cell_finding(context: &Context, skipped: &Skipped) -> Finding {
    let severity = if may_be_missing(context, skipped) { Severity::Warning } else { Severity::Note };
    let message = Message::new("check.skipped")
        .with("place", context.renja.cell_name(skipped.at))
        .with("text", skipped.text.replace('\n', " / "))
        .with("why", skipped.message());
    Finding {
        stated: Some(Value::Text(skipped.text.clone())),
        ..Context::simple_finding("STR102", severity, skipped.at, "", message)
    }
}

fn joint_finding(context: &Context, message: Message, first: &Skipped, cells: &[&Skipped]) -> Finding {
    let at: Vec<CellRef> = cells.iter().map(|skipped| skipped.at).collect();
    let message = message
        .with("sheet", context.renja.sheet_name(first.at.sheet))
        .with("count", cells.len())
        .with("cells", cell_list(&at))
        .with("why", first.message());
    let related = cells.iter().map(|skipped| Related {
        at: skipped.at,
        label: String::new(),
        value: Some(Value::Text(skipped.text.clone())),
    });
    Finding {
        related: related.collect(),
        ..Context::simple_finding("STR102", Severity::Note, first.at, "", message)
    }
}
