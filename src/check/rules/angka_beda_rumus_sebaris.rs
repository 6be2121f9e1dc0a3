//! Rule RUM207: a typed number in a row whose other figures are all computed in one way, with another value
//! than that formula would give. Examples are the balance of the month before, and an average.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::context::Context;
use super::nilai_rumus_lama::to_cell_value;
use crate::check::recomputed::differs;
use crate::forms::Kind;
use crate::model::evaluate::{CurrentContent, Evaluator, FormulaValue};
use crate::model::{
    Cell, CellContent, CellRef, Finding, Message, Related, Severity, Sheet, Table, a1, column_name,
};
use crate::text::fold::fold;
use crate::text::reference::shift;
use crate::text::sheet_formula::{self, Function, SheetFormula};
use crate::text::words::is_average_label;

/// Minimum number of cells in a row with the same formula before a typed number among them stands out.
const MIN_ALIKE_CELLS: usize = 3;
/// Minimum share of such cells among those of their kind: ten of twelve months with a formula are enough.
const MIN_ALIKE_SHARE: (usize, usize) = (3, 4);
/// Maximum number of figures in a row that is compared: twelve months, their quarters, and room to spare.
const MAX_CELLS_PER_ROW: usize = 64;
/// Number of rows below a table that are searched too: averages stand there.
const MAX_ROWS_BELOW: u32 = 3;

/// Minimum number of typed cells in a column that are reported as one finding.
const MIN_TYPED_COLUMN: usize = 5;

/// Returns one warning for each typed number, or for a column of these, unless its cell is the result of a relation: other rules judge
/// it then.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let told: BTreeSet<CellRef> = context.relations.iter().map(|relation| relation.result.at).collect();
    let mut evaluator = Evaluator::new(&context.book.sheets);
    let mut findings: Vec<Finding> = Vec::new();
    for table in context.renja.tables.iter().filter(|table| table.pages.is_empty()) {
        let Some(sheet) = context.book.sheet(table.sheet) else { continue };
        let end = table.area.last_row.saturating_add(MAX_ROWS_BELOW);
        let mut of_table: Vec<Finding> = Vec::new();
        for (row, cells) in mixed_rows(table, sheet, end) {
            of_table.extend(check_row(context, table, (sheet, row), &cells, &mut evaluator));
        }
        of_table.retain(|finding| !told.contains(&finding.at));
        findings.extend(joined_by_column(context, of_table));
    }
    findings.dedup_by_key(|finding| finding.at);
    findings
}

/// Replaces the findings of a column in which many cells were typed by one: the column was filled in otherwise.
fn joined_by_column(context: &Context, findings: Vec<Finding>) -> Vec<Finding> {
    let mut by_column: BTreeMap<u32, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        by_column.entry(finding.at.column).or_default().push(finding);
    }
    let joined = |(column, findings): (u32, Vec<Finding>)| {
        let [first, .., last] = &findings[..] else { return findings };
        if findings.len() < MIN_TYPED_COLUMN {
            return findings;
        }
        let cells: Vec<CellRef> = findings.iter().map(|finding| finding.at).collect();
        let message = Message::new("check.rumus.typed_column")
            .with("sheet", context.renja.sheet_name(first.at.sheet))
            .with("column", column_name(column))
            .with("count", cells.len())
            .with("first", a1(first.at.row, column))
            .with("last", a1(last.at.row, column));
        let related =
            findings.iter().map(|f| Related { at: f.at, label: f.item.clone(), value: f.stated.clone() });
        let related = related.collect();
        vec![Finding {
            related,
            ..Context::simple_finding("RUM207", Severity::Warning, first.at, column_name(column), message)
        }]
    };
    by_column.into_iter().flat_map(joined).collect()
}

/// A cell of a row that holds a number.
struct Figure<'a> {
    column: u32,
    kind: Kind,
    cell: &'a Cell,
}

/// Returns the rows of a table that hold both a formula and a typed number.
fn mixed_rows<'a>(table: &Table, sheet: &'a Sheet, end: u32) -> BTreeMap<u32, Vec<Figure<'a>>> {
    let cells = || sheet.cells.range((table.area.first_row, 0)..=(end, u32::MAX));
    let with_formula: BTreeSet<u32> =
        cells().filter(|(_, cell)| cell.formula.is_some()).map(|((row, _), _)| *row).collect();
    let mut rows: BTreeMap<u32, Vec<Figure<'a>>> = BTreeMap::new();
    for row in with_formula {
        let cells = sheet.cells.range((row, 0)..=(row, u32::MAX));
        let figures = cells.filter(|(_, cell)| matches!(cell.content, CellContent::Number(_)));
        let figures = figures.filter_map(|((_, column), cell)| {
            let of = table.columns.iter().find(|c| (c.first_column..=c.last_column).contains(column))?;
            Some(Figure { column: *column, kind: of.kind, cell })
        });
        rows.insert(row, figures.collect());
    }
    let is_formula = |figure: &Figure<'_>| figure.cell.formula.is_some();
    rows.retain(|_, row| {
        row.len() <= MAX_CELLS_PER_ROW && row.iter().any(is_formula) && !row.iter().all(is_formula)
    });
    rows
}

fn check_row(
    context: &Context,
    table: &Table,
    (sheet, row): (&Sheet, u32),
    cells: &[Figure<'_>],
    evaluator: &mut Evaluator<'_>,
) -> Vec<Finding> {
    let label = row_label(table, sheet, row);
    let mut findings = Vec::new();
    for typed in cells.iter().filter(|figure| figure.cell.formula.is_none()) {
        let alike: Vec<&Figure<'_>> = cells.iter().filter(|figure| figure.kind == typed.kind).collect();
        let Some((way, count)) = expected_formula(&alike, typed, &label) else { continue };
        let (Some(formula), CellContent::Number(stored)) = (sheet_formula::read(&way), &typed.cell.content)
        else {
            continue;
        };
        let given =
            evaluator.evaluate(&formula, usize::from(table.sheet.0), &mut |_| CurrentContent::AsStored);
        let Ok(FormulaValue::Number(given)) = given else { continue };
        // Weights add up to 100%, progress does not: a column of percentages that would go past it is not summed.
        let is_progress = typed.cell.format.is_percent() && given.value > Decimal::ONE;
        if is_progress || !differs(*stored, given, &typed.cell.format) {
            continue;
        }
        let at = CellRef { sheet: table.sheet, row, column: typed.column };
        let mut values = table.items.iter().flat_map(|item| item.values.cited());
        let cited = values.find(|cited| cited.at == at).map(|cited| &cited.value);
        let value = |n: Decimal| to_cell_value(cited, &typed.cell.format, n);
        let (stated, computed) = (value(*stored), value(given.value.round_dp(6).normalize()));
        let message = Message::new("check.rumus.typed_in_row")
            .with("item", label.as_str())
            .with("place", context.renja.cell_name(at))
            .with("count", count)
            .with("formula", way.as_str())
            .with("stated", stated.clone())
            .with("computed", computed.clone());
        findings.push(Finding {
            stated: Some(stated),
            computed: Some(computed),
            ..Context::simple_finding("RUM207", Severity::Warning, at, label.as_str(), message)
        });
    }
    findings
}

/// Returns the formula that a typed cell would hold if it followed the others of its kind, and how many of
/// them have that formula.
///
/// `None` unless most of them have it, including those on both sides. For an average, one neighbour is
/// enough.
fn expected_formula(alike: &[&Figure<'_>], typed: &Figure<'_>, label: &str) -> Option<(String, usize)> {
    let own = |figure: &Figure<'_>| {
        let columns = i64::from(typed.column) - i64::from(figure.column);
        Some(shift(figure.cell.formula.as_deref()?, 0, columns))
    };
    let mut ways: BTreeMap<String, usize> = BTreeMap::new();
    for way in alike.iter().filter_map(|figure| own(figure)) {
        *ways.entry(way).or_default() += 1;
    }
    let (way, count) = ways.into_iter().max_by_key(|(_, count)| *count)?;
    let place = alike.iter().position(|figure| figure.column == typed.column)?;
    let goes = |figure: Option<&&Figure<'_>>| figure.and_then(|f| own(f)).is_some_and(|own| own == way);
    let (left, right) = (place.checked_sub(1).and_then(|p| alike.get(p)), alike.get(place + 1));
    let is_most = count >= MIN_ALIKE_CELLS && count * MIN_ALIKE_SHARE.1 >= alike.len() * MIN_ALIKE_SHARE.0;
    let is_average = is_average_label(&fold(label)) && is_average_formula(&way, typed.column);
    let is_told = if is_average { goes(left) || goes(right) } else { is_most && goes(left) && goes(right) };
    is_told.then_some((way, count))
}

/// Returns the first text of a row that contains letters; without one, the name of its item.
fn row_label(table: &Table, sheet: &Sheet, row: u32) -> String {
    let mut texts =
        sheet.cells.range((row, 0)..=(row, u32::MAX)).filter_map(|(_, cell)| match &cell.content {
            CellContent::Text(text) if text.chars().any(char::is_alphabetic) => Some(text.trim().to_owned()),
            _ => None,
        });
    // Items stand in the order of their rows.
    let place = table.items.partition_point(|item| item.first_row < row);
    let of_item =
        || table.items.get(place).filter(|item| item.first_row == row).map(|item| table.label(item));
    texts.next().or_else(of_item).unwrap_or_default()
}

/// Whether a formula is the average of cells of one column of the same sheet.
fn is_average_formula(formula: &str, column: u32) -> bool {
    match sheet_formula::read(formula) {
        Some(SheetFormula::Call(Function::Average, arguments)) => arguments.iter().all(|argument| {
            matches!(argument, SheetFormula::Range(range)
                if range.sheet.is_none() && range.first.1 == column && range.last.1 == column)
        }),
        _ => false,
    }
}
