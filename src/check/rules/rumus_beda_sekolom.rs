//! Rule RUM206: a formula adds up other columns of its row than the formulas above and below it do.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::context::{Context, cell_list};
use crate::model::{
    CellContent, CellRef, Cited, Finding, Level, Message, Related, Severity, Sheet, Table, Value,
    parse_plain_sum,
};
use crate::text::number::equal_in_spreadsheet;

/// Minimum number of rows whose formulas add up the same columns before one that does not is reported: the
/// cash plan of a small office has four sub kegiatan.
const MIN_ALIKE_ROWS: usize = 3;
/// Minimum number of such rows for each row that adds up other columns. In a table of several kinds of rows
/// many do.
const MIN_ALIKE_PER_ODD: usize = 3;

/// Returns one warning for each such formula, in tables whose rows no form describes. The relations of a form
/// cover the other tables.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let broken: BTreeSet<CellRef> =
        context.relations.iter().filter(|r| !r.holds()).map(|r| r.result.at).collect();
    let tables = context.renja.tables.iter().filter(|t| !t.form.defines_rows() && t.pages.is_empty());
    let mut findings: Vec<Finding> = tables.flat_map(|table| check_table(context, table)).collect();
    // A sum that does not hold is reported by other rules already.
    findings.retain(|finding| !broken.contains(&finding.at));
    findings
}

/// A cell that adds up cells of its row.
struct RowSum<'a> {
    item: usize,
    stated: &'a Cited<Value>,
    formula: &'a str,
    columns: BTreeSet<u32>,
}

fn check_table(context: &Context, table: &Table) -> Vec<Finding> {
    let Some(sheet) = context.book.sheet(table.sheet) else { return Vec::new() };
    let mut cells = sheet.cells.range((table.area.first_row, 0)..=(table.area.last_row, u32::MAX));
    if !cells.any(|(_, cell)| cell.formula.is_some()) {
        return Vec::new();
    }
    (0..table.columns.len()).flat_map(|column| check_column(context, table, sheet, column)).collect()
}

fn check_column(context: &Context, table: &Table, sheet: &Sheet, column: usize) -> Vec<Finding> {
    let cells: Vec<RowSum<'_>> =
        (0..table.items.len()).filter_map(|item| row_sum(table, sheet, item, column)).collect();
    let mut counts: BTreeMap<&BTreeSet<u32>, usize> = BTreeMap::new();
    for cell in &cells {
        *counts.entry(&cell.columns).or_default() += 1;
    }
    let Some((usual, alike)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return Vec::new() };
    let odd = cells.len() - alike;
    if alike < MIN_ALIKE_ROWS || odd * MIN_ALIKE_PER_ODD > alike {
        return Vec::new();
    }
    // An allowance that only a few rows have is added up in their formulas alone, and rightly so.
    let is_blank_elsewhere = |column: &u32| {
        let mut others = cells.iter().filter(|cell| cell.columns == *usual);
        others.all(|cell| {
            let content = sheet.cells.get(&(cell.stated.at.row, *column)).map(|cell| &cell.content);
            content.is_none_or(|content| matches!(content, CellContent::Number(n) if n.is_zero()))
        })
    };
    let adds_what_others_lack = |cell: &&RowSum<'_>| {
        let mut more = cell.columns.difference(usual).peekable();
        more.peek().is_some() && more.all(is_blank_elsewhere)
    };
    let odd = cells.iter().filter(|cell| !adds_what_others_lack(cell));
    odd.filter_map(|cell| finding(context, table, (sheet, cell), (usual, alike))).collect()
}

/// Returns the columns that the formula of an item's cell adds up, each once. `None` for a total row and for
/// any other formula.
fn row_sum<'a>(table: &'a Table, sheet: &'a Sheet, item: usize, column: usize) -> Option<RowSum<'a>> {
    let row = table.items.get(item).filter(|row| row.level != Level::Jumlah)?;
    let stated = row.values.get(column)?;
    let formula = sheet.cells.get(&(stated.at.row, stated.at.column))?.formula.as_deref()?;
    let sum = parse_plain_sum(formula, sheet).filter(|sum| sum.is_within_row(stated.at.row))?;
    let mut columns = BTreeSet::new();
    for area in sum.areas() {
        for one in area.first_column..=area.last_column {
            // A formula that takes a column twice is no plain sum, and one that reaches to the end of the
            // sheet leaves the table.
            if !columns.insert(one) || columns.len() > table.columns.len() {
                return None;
            }
        }
    }
    (columns.len() > 1).then_some(RowSum { item, stated, formula, columns })
}

fn finding(
    context: &Context,
    table: &Table,
    (sheet, cell): (&Sheet, &RowSum<'_>),
    (usual, alike): (&BTreeSet<u32>, usize),
) -> Option<Finding> {
    let at = |column: &u32| CellRef { column: *column, ..cell.stated.at };
    let number = |column: &u32| match sheet.cells.get(&(cell.stated.at.row, *column)).map(|c| &c.content) {
        Some(CellContent::Number(n)) => Some(*n),
        Some(CellContent::Text(_) | CellContent::NotANumber(_) | CellContent::Bool(_)) => None,
        _ => Some(Decimal::ZERO),
    };
    let computed = usual.iter().try_fold(Decimal::ZERO, |sum, column| sum.checked_add(number(column)?))?;
    // As stored: an amount is read with two decimals, which a sum of others need not have.
    let stated = number(&cell.stated.at.column)?;
    let difference = stated.checked_sub(computed)?;
    // A formula that takes only some of the usual columns, or all of them and more, is a slip. One that takes
    // different ones belongs to another kind of row.
    let is_slip = cell.columns.is_subset(usual) || cell.columns.is_superset(usual);
    let is_other = cell.columns != *usual;
    // A percentage is stored as a share, so that the printed value is no sum of printed values.
    let is_percent = matches!(cell.stated.value, Value::Percent(_));
    if equal_in_spreadsheet(stated, computed) || !is_slip || !is_other || is_percent {
        return None;
    }
    let odd: Vec<CellRef> = usual.symmetric_difference(&cell.columns).map(at).collect();
    let key = if cell.columns.is_subset(usual) { "check.rumus.row_missing" } else { "check.rumus.row_more" };
    let computed = cell.stated.value.with_number(computed);
    let message = Message::new(key)
        .with("place", context.renja.cell_name(cell.stated.at))
        .with("item", table.items.get(cell.item).map_or_else(String::new, |item| table.label(item)))
        .with("formula", cell.formula)
        .with("cells", cell_list(&odd))
        .with("count", alike)
        .with("stated", cell.stated.value.clone())
        .with("computed", computed.clone());
    Some(Finding {
        stated: Some(cell.stated.value.clone()),
        computed: Some(computed),
        difference: Some(cell.stated.value.with_number(difference)),
        related: usual
            .iter()
            .map(|column| Related {
                at: at(column),
                label: String::new(),
                value: number(column).map(|n| cell.stated.value.with_number(n)),
            })
            .collect(),
        ..Context::simple_finding("RUM206", Severity::Warning, cell.stated.at, table.path(cell.item), message)
    })
}
