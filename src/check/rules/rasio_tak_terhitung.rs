//! Rule RAS103: a ratio that cannot be computed because its units differ or it divides by zero.

use super::super::shown::{Shown, head, name, places};
use super::rasio_beda::{figures, formula};
use super::realisasi::{Ratio, Verdict, ratios};
use crate::check::figures::Row;
use crate::model::{CellRef, Finding, Message, Severity};

/// Returns notes, which lead to no correction. Divisions by zero are reported once per column.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Only tables with a form state such formulas. Elsewhere a formula is derived from the rows, so one that
    // cannot be computed was probably not meant.
    let stated = shown.renja.tables.iter().filter(|table| table.form.tells_rows());
    for ratio in stated.flat_map(ratios) {
        let judged = ratio.judged();
        let unlike = judged.iter().filter(|(_, verdict)| *verdict == Verdict::Unlike);
        findings.extend(unlike.map(|(row, _)| of_row(shown, &ratio, row)));
        let zero: Vec<CellRef> = judged
            .iter()
            .filter(|(_, verdict)| *verdict == Verdict::Zero)
            .map(|(row, _)| row.cell(ratio.index))
            .collect();
        findings.extend(of_zero(shown, &ratio, &zero));
    }
    findings
}

fn of_row(shown: &Shown, ratio: &Ratio<'_>, row: &Row<'_>) -> Finding {
    let at = row.cell(ratio.index);
    let mut message = Message::new("check.ratio.unlike")
        .with("place", shown.renja.place(at))
        .with("item", row.label())
        .with("figures", figures(ratio, row));
    let stated = row.value(ratio.index).map(|cited| cited.value.clone());
    if let Some(stated) = &stated {
        message = message.with("stated", stated.clone());
    }
    Finding { stated, ..Shown::remark("RAS103", Severity::Note, at, row.path(), message) }
}

fn of_zero(shown: &Shown, ratio: &Ratio<'_>, cells: &[CellRef]) -> Option<Finding> {
    let first = *cells.first()?;
    head(ratio.table, ratio.column)?;
    let message = Message::new("check.ratio.zero")
        .with("sheet", shown.renja.sheet_name(ratio.table.sheet))
        .with("column", name(ratio.column))
        .with("formula", formula(ratio))
        .with("cells", places(cells));
    Some(Shown::remark("RAS103", Severity::Note, first, name(ratio.column), message))
}
