//! Rule RAS104: percentages that are cut off instead of rounded, or that stop at 100%. Both are ways of
//! writing, reported once per column.

use super::super::shown::{Shown, name, places};
use super::realisasi::{Ratio, Verdict, ratios};
use crate::model::{CellRef, Finding, Message, Severity};

/// Returns the notes.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ratio in shown.renja.tables.iter().flat_map(ratios) {
        let judged = ratio.judged();
        let cells = |is: &dyn Fn(&Verdict) -> bool| -> Vec<CellRef> {
            judged.iter().filter(|(_, verdict)| is(verdict)).map(|(row, _)| row.cell(ratio.index)).collect()
        };
        findings.extend(note(shown, &ratio, "check.ratio.cut", &cells(&|v| *v == Verdict::Cut)));
        let capped = cells(&|v| matches!(v, Verdict::Capped(_)));
        findings.extend(note(shown, &ratio, "check.ratio.capped", &capped));
    }
    findings
}

fn note(shown: &Shown, ratio: &Ratio<'_>, key: &'static str, cells: &[CellRef]) -> Option<Finding> {
    let first = *cells.first()?;
    let message = Message::new(key)
        .with("sheet", shown.renja.sheet_name(ratio.table.sheet))
        .with("column", name(ratio.column))
        .with("count", cells.len())
        .with("cells", places(cells));
    Some(Shown::remark("RAS104", Severity::Note, first, name(ratio.column), message))
}
