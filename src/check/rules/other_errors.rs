//! Error values that stand outside of the columns of figures, or on sheets without a table.

use std::collections::HashSet;

use super::super::context::{Context, cell_list};
use crate::model::{CellContent, CellRef, Finding, Message, Severity, Value, own};

/// What a spreadsheet writes into a formula whose cells were deleted.
const LOST_REFERENCE: &str = "#REF!";

/// Whether a text is an error value of a spreadsheet: `#REF!`, `#DIV/0!`.
pub(super) fn is_error(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Returns one note for each sheet with error values, or formulas that lost a reference, that none of `known` names.
/// They stand in no column of figures, so no other rule reports them.
pub(super) fn check(context: &Context, known: &[Finding]) -> Vec<Finding> {
    let named = |f: &Finding| f.related.iter().map(|r| r.at).chain([f.at]).collect::<Vec<CellRef>>();
    let known: HashSet<CellRef> = known.iter().flat_map(named).collect();
    let mut findings = Vec::new();
    for (sheet, content) in context.book.sheets().filter(|(_, sheet)| !own::is_own_sheet(sheet)) {
        let errors = content.cells.iter().filter_map(|((row, column), cell)| {
            let is_broken = |formula: &str| formula.contains(LOST_REFERENCE);
            let text = match &cell.content {
                CellContent::NotANumber(text) if is_error(text) => text.as_ref(),
                // A function may hide that what it reads is gone.
                _ if cell.formula.as_deref().is_some_and(is_broken) => LOST_REFERENCE,
                _ => return None,
            };
            Some((CellRef { sheet, row: *row, column: *column }, text))
        });
        let errors: Vec<_> = errors.filter(|(at, _)| !known.contains(at)).collect();
        let Some((first, text)) = errors.first() else { continue };
        let cells: Vec<CellRef> = errors.iter().map(|(at, _)| *at).collect();
        let message = Message::new("check.unclear.other_errors")
            .with("count", cells.len())
            .with("sheet", context.renja.sheet_name(sheet))
            .with("text", *text)
            .with("cells", cell_list(&cells));
        findings.push(Finding {
            stated: Some(Value::Unclear((*text).into())),
            ..Context::simple_finding("FMT102", Severity::Note, *first, String::new(), message)
        });
    }
    findings
}
