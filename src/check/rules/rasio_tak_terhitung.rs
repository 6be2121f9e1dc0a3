//! Rule RAS103: a ratio that cannot be computed because its units differ or it divides by zero.

use super::super::context::{Context, head, name, places};
use super::rasio_beda::{figures, formula};
use super::ratios::{Ratio, RatioVerdict, ratios};
use crate::check::figures::Row;
use crate::model::{CellRef, Finding, Message, Severity};

/// Returns notes, which lead to no correction. Divisions by zero are reported once per column.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Only tables with a form state such formulas. Elsewhere a formula is derived from the rows, so one that
    // cannot be computed was probably not meant.
    let stated = context.renja.tables.iter().filter(|table| table.form.defines_rows());
    for ratio in stated.flat_map(ratios) {
        let judged = ratio.judged();
        let unlike = judged.iter().filter(|(_, verdict)| *verdict == RatioVerdict::Unlike);
        findings.extend(unlike.map(|(row, _)| of_row(context, &ratio, row)));
        let zero: Vec<CellRef> = judged
            .iter()
            .filter(|(_, verdict)| *verdict == RatioVerdict::Zero)
            .map(|(row, _)| row.cell(ratio.index))
            .collect();
        findings.extend(of_zero(context, &ratio, &zero));
    }
    findings
}

fn of_row(context: &Context, ratio: &Ratio<'_>, row: &Row<'_>) -> Finding {
    let at = row.cell(ratio.index);
    let mut message = Message::new("check.ratio.unlike")
        .with("place", context.renja.place(at))
        .with("item", row.label())
        .with("figures", figures(ratio, row));
    let stated = row.value(ratio.index).map(|cited| cited.value.clone());
    if let Some(stated) = &stated {
        message = message.with("stated", stated.clone());
    }
    Finding { stated, ..Context::remark("RAS103", Severity::Note, at, row.path(), message) }
}

fn of_zero(context: &Context, ratio: &Ratio<'_>, cells: &[CellRef]) -> Option<Finding> {
    let first = *cells.first()?;
    head(ratio.table, ratio.column)?;
    let message = Message::new("check.ratio.zero")
        .with("sheet", context.renja.sheet_name(ratio.table.sheet))
        .with("column", name(ratio.column))
        .with("formula", formula(ratio))
        .with("cells", places(cells));
    Some(Context::remark("RAS103", Severity::Note, first, name(ratio.column), message))
}
