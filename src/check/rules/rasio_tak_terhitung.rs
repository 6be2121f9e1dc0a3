//! Rule RAS103: a ratio that cannot be computed because its units differ or it divides by zero.

use super::super::context::{Context, cell_list, column_label, header_cell};
use super::rasio_beda::{printed_figures, printed_formula};
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
        let judged = ratio.judge_rows();
        let unlike = judged.iter().filter(|(_, verdict)| *verdict == RatioVerdict::UnlikeUnits);
        findings.extend(unlike.map(|(row, _)| unlike_units_finding(context, &ratio, row)));
        let zero: Vec<CellRef> = judged
            .iter()
            .filter(|(_, verdict)| *verdict == RatioVerdict::ZeroDivision)
            .map(|(row, _)| row.cell(ratio.index))
            .collect();
        findings.extend(zero_division_finding(context, &ratio, &zero));
    }
    findings
}

fn unlike_units_finding(context: &Context, ratio: &Ratio<'_>, row: &Row<'_>) -> Finding {
    let at = row.cell(ratio.index);
    let mut message = Message::new("check.ratio.unlike")
        .with("place", context.renja.cell_name(at))
        .with("item", row.label())
        .with("figures", printed_figures(ratio, row));
    let stated = row.value(ratio.index).map(|cited| cited.value.clone());
    if let Some(stated) = &stated {
        message = message.with("stated", stated.clone());
    }
    Finding { stated, ..Context::simple_finding("RAS103", Severity::Note, at, row.path(), message) }
}

fn zero_division_finding(context: &Context, ratio: &Ratio<'_>, cells: &[CellRef]) -> Option<Finding> {
    let first = *cells.first()?;
    header_cell(ratio.table, ratio.column)?;
    let message = Message::new("check.ratio.zero")
        .with("sheet", context.renja.sheet_name(ratio.table.sheet))
        .with("column", column_label(ratio.column))
        .with("formula", printed_formula(ratio))
        .with("cells", cell_list(cells));
    Some(Context::simple_finding("RAS103", Severity::Note, first, column_label(ratio.column), message))
}
