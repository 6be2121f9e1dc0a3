//! Rule STR102: a cell within a table belongs to no column or row, or the lines of two cells do not pair up.

use indexmap::IndexMap;

use super::super::context::{Context, cell_list};
use crate::model::{CellRef, Finding, Message, Related, Severity, SkipReason, Skipped, Value, column_name};
use crate::text::number;

/// Maximum number of such cells in a column that are reported one by one.
const MAX_SINGLE_FINDINGS: usize = 3;

/// Returns a warning if such a cell holds a number, since that may be missing from the sums, and otherwise a
/// note. Many cells of one column with the same reason make one finding, and so do all cells beside a table.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut together: IndexMap<_, Vec<&Skipped>> = IndexMap::new();
    for skipped in &context.renja.skipped {
        // A row of ratings below the table is part of the form.
        if skipped.why == SkipReason::Rating {
            continue;
        }
        // Beside a table without a form, nothing says which cells belong to it.
        let tables = || context.renja.tables.iter().filter(|table| table.is_on(skipped.at.sheet));
        let is_known = tables().any(|table| table.form.defines_rows());
        let is_figure = is_known && !skipped.is_beside && number::read_rupiah(&skipped.text).is_some();
        let severity = if is_figure { Severity::Warning } else { Severity::Note };
        let column = (!skipped.is_beside).then_some(skipped.at.column);
        together.entry((skipped.at.sheet, column, skipped.why, severity)).or_default().push(skipped);
    }
    let mut findings = Vec::new();
    for ((.., severity), cells) in &together {
        match cells.first() {
            Some(first) if first.is_beside => {
                let message = Message::new("check.skipped_beside");
                findings.push(joint_finding(context, *severity, message, first, cells));
            }
            Some(first) if cells.len() > MAX_SINGLE_FINDINGS => {
                let message = Message::new("check.skipped_many").with("column", column_name(first.at.column));
                // Figures in row after row are a column of workings and no slip.
                findings.push(joint_finding(context, Severity::Note, message, first, cells));
            }
            _ => findings.extend(cells.iter().map(|skipped| cell_finding(context, skipped, *severity))),
        }
    }
    findings
}

fn cell_finding(context: &Context, skipped: &Skipped, severity: Severity) -> Finding {
    let message = Message::new("check.skipped")
        .with("place", context.renja.cell_name(skipped.at))
        .with("text", skipped.text.replace('\n', " / "))
        .with("why", skipped.message());
    Finding {
        stated: Some(Value::Text(skipped.text.clone())),
        ..Context::simple_finding("STR102", severity, skipped.at, "", message)
    }
}

fn joint_finding(
    context: &Context,
    severity: Severity,
    message: Message,
    first: &Skipped,
    cells: &[&Skipped],
) -> Finding {
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
        ..Context::simple_finding("STR102", severity, first.at, "", message)
    }
}
