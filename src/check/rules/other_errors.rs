//! Error values that stand outside of the columns of figures, or on sheets without a table, and those that a formula
//! takes over from another cell.

use std::collections::HashSet;

use super::super::context::{Context, cell_list};
use crate::model::{CellContent, CellRef, Finding, Message, Severity, Value, own};
use crate::text::sheet_formula;

/// What a spreadsheet writes into a formula whose cells were deleted.
const LOST_REFERENCE: &str = "#REF!";

/// Whether a text is an error value of a spreadsheet: `#REF!`, `#DIV/0!`.
pub(super) fn is_error(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Lowers to a note each error whose formula reads a cell with an error that another finding reports: the cause is there.
pub(super) fn lower_inherited(context: &Context, findings: &mut [Finding]) {
    let is_of_error = |finding: &Finding| {
        finding.severity > Severity::Note
            && matches!(&finding.stated, Some(Value::Unclear(words)) if is_error(words))
    };
    let cells =
        |finding: &Finding| finding.related.iter().map(|r| r.at).chain([finding.at]).collect::<Vec<_>>();
    let reported: HashSet<CellRef> =
        findings.iter().filter(|finding| is_of_error(finding)).flat_map(cells).collect();
    let inherits = |finding: &Finding| {
        let own: HashSet<CellRef> = cells(finding).into_iter().collect();
        own.iter().all(|at| reads_any(context, *at, |read| reported.contains(&read) && !own.contains(&read)))
    };
    let inherited: Vec<bool> =
        findings.iter().map(|finding| is_of_error(finding) && inherits(finding)).collect();
    for (finding, _) in findings.iter_mut().zip(inherited).filter(|(_, inherited)| *inherited) {
        finding.severity = Severity::Note;
    }
}

/// Whether the formula of a cell reads a cell of which `test` is true. Areas with very many cells are not searched.
fn reads_any(context: &Context, at: CellRef, test: impl Fn(CellRef) -> bool) -> bool {
    /// Maximum number of cells of an area.
    const MAX_CELLS: u64 = 100_000;
    let formula = context.book.cell(at).and_then(|cell| sheet_formula::read(cell.formula.as_deref()?));
    let Some(formula) = formula else { return false };
    formula.ranges().into_iter().any(|range| {
        let sheet = match &range.sheet {
            None => Some(at.sheet),
            Some(name) => context.book.sheets().find(|(_, sheet)| sheet.name == *name).map(|(id, _)| id),
        };
        let size = |first: u32, last: u32| u64::from(last.saturating_sub(first)) + 1;
        let is_small =
            size(range.first.0, range.last.0).saturating_mul(size(range.first.1, range.last.1)) <= MAX_CELLS;
        sheet.filter(|_| is_small).is_some_and(|sheet| {
            (range.first.0..=range.last.0)
                .any(|row| (range.first.1..=range.last.1).any(|column| test(CellRef { sheet, row, column })))
        })
    })
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
