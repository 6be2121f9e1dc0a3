//! Rule RAS104: percentages that are cut off instead of rounded, or that stop at 100%. Both are ways of
//! writing, reported once per column.

use super::super::context::{Context, cell_list, column_label};
use super::ratios::{Ratio, RatioVerdict, ratios};
use crate::model::{CellRef, Finding, Message, Severity};

/// Returns the notes.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ratio in context.renja.tables.iter().flat_map(ratios) {
        let judged = ratio.judge_rows();
        let cells = |is: &dyn Fn(&RatioVerdict) -> bool| -> Vec<CellRef> {
            judged.iter().filter(|(_, verdict)| is(verdict)).map(|(row, _)| row.cell(ratio.index)).collect()
        };
        findings.extend(note(context, &ratio, "check.ratio.cut", &cells(&|v| *v == RatioVerdict::Truncated)));
        let capped = cells(&|v| matches!(v, RatioVerdict::Capped(_)));
        findings.extend(note(context, &ratio, "check.ratio.capped", &capped));
    }
    findings
}

fn note(context: &Context, ratio: &Ratio<'_>, key: &'static str, cells: &[CellRef]) -> Option<Finding> {
    let first = *cells.first()?;
    let message = Message::new(key)
        .with("sheet", context.renja.sheet_name(ratio.table.sheet))
        .with("column", column_label(ratio.column))
        .with("count", cells.len())
        .with("cells", cell_list(cells));
    Some(Context::simple_finding("RAS104", Severity::Note, first, column_label(ratio.column), message))
}
