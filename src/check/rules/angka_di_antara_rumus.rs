//! Rule RUM204: a typed number among formulas, such as the only subtotal of its level that will not follow
//! when a part changes.

use std::collections::BTreeMap;

use super::super::context::Context;
use crate::check::recomputed::differs;
use crate::model::evaluate::{CurrentContent, Evaluator, FormulaValue};
use crate::model::{
    Cell, CellContent, Cited, Finding, ItemId, Level, Message, Relation, RelationKind, Severity, Table,
    TableId, Value,
};
use crate::text::reference::shift;
use crate::text::sheet_formula;

/// Minimum number of subtotals of a level that must be formulas before a typed one stands out.
const MIN_FORMULA_SUBTOTALS: usize = 3;
/// Minimum share of formulas among the cells that are compared.
const MIN_FORMULA_SHARE: (usize, usize) = (3, 4);
/// Minimum number of rows in a column with the same formula before a typed number among them stands out.
const MIN_FORMULA_ROWS: usize = 5;

/// Returns a note for each typed number whose value is right.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut all = check_sums(context);
    all.extend(check_rows(context));
    all
}

/// Returns the notes on sums down the levels.
fn check_sums(context: &Context) -> Vec<Finding> {
    let sums: Vec<(&Relation, Level)> = context
        .relations_of(&[RelationKind::Children])
        .filter(|r| r.result.value.is_some())
        .filter_map(|r| Some((r, context.table(r.table)?.items.get(r.item)?.level)))
        .collect();
    let has_formula =
        |r: &Relation| context.book.cell(r.result.at).is_some_and(|cell| cell.formula.is_some());
    // Number of sums of each level in a column, and how many of them are formulas.
    let mut of_level: BTreeMap<(TableId, usize, Level), (usize, usize)> = BTreeMap::new();
    for (relation, level) in &sums {
        let counts = of_level.entry((relation.table, relation.column, *level)).or_default();
        counts.0 += 1;
        counts.1 += usize::from(has_formula(relation));
    }
    sums.iter()
        // A sum that does not hold is reported by the rules on sums.
        .filter(|(relation, _)| !has_formula(relation) && relation.holds())
        .filter(|(relation, level)| {
            let counts = of_level.get(&(relation.table, relation.column, *level));
            counts.is_some_and(|(all, formulas)| {
                *formulas >= MIN_FORMULA_SUBTOTALS
                    && formulas * MIN_FORMULA_SHARE.1 >= all * MIN_FORMULA_SHARE.0
            })
        })
        .map(|(relation, _)| {
            let message = Message::new("check.rumus.constant")
                .with("place", context.renja.cell_name(relation.result.at))
                .with("item", relation.result.label.as_ref());
            Finding {
                stated: relation.result.value.clone(),
                ..Context::simple_finding(
                    "RUM204",
                    Severity::Note,
                    relation.result.at,
                    context.path(relation.table, relation.item),
                    message,
                )
            }
        })
        .collect()
}

/// Returns the notes on columns that most rows of a level compute from their own row in the same way: a
/// ratio, or what was reached in total.
///
/// Only a typed number with the value that the formula would give is noted. One with another value is an
/// error, which other rules report.
fn check_rows(context: &Context) -> Vec<Finding> {
    let mut evaluator = Evaluator::new(&context.book.sheets);
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        let formulas = formula_counts(context, table);
        for (column, c) in table.columns.iter().enumerate() {
            let count = |c: u32| formulas.get(&c).copied().unwrap_or(0);
            if (c.first_column..=c.last_column).all(|c| count(c) < MIN_FORMULA_ROWS) {
                continue;
            }
            let mut levels: BTreeMap<Level, Vec<NumberCell<'_>>> = BTreeMap::new();
            for (id, item) in table.items.iter().enumerate() {
                let values = item.rows();
                for cited in values.filter_map(|values| values.get(column)) {
                    if let Some(cell) = context.book.cell(cited.at)
                        && matches!(cell.content, CellContent::Number(_))
                    {
                        levels.entry(item.level).or_default().push(NumberCell { id, cited, cell });
                    }
                }
            }
            for cells in levels.values() {
                findings.extend(check_typed_numbers(context, table, cells, &mut evaluator));
            }
        }
    }
    findings
}

/// Returns the number of formulas in each sheet column, within the rows of a table.
fn formula_counts(context: &Context, table: &Table) -> BTreeMap<u32, usize> {
    let mut counts = BTreeMap::new();
    let rows = (table.area.first_row, 0)..=(table.area.last_row, u32::MAX);
    let cells = context.book.sheet(table.sheet).into_iter().flat_map(|sheet| sheet.cells.range(rows.clone()));
    for ((_, column), _) in cells.filter(|(_, cell)| cell.formula.is_some()) {
        *counts.entry(*column).or_default() += 1;
    }
    counts
}

/// A cell of a column that holds a number.
struct NumberCell<'a> {
    id: ItemId,
    cited: &'a Cited<Value>,
    cell: &'a Cell,
}

/// Returns the notes on the cells of one column and level.
fn check_typed_numbers(
    context: &Context,
    table: &Table,
    cells: &[NumberCell<'_>],
    evaluator: &mut Evaluator<'_>,
) -> Vec<Finding> {
    /// Returns the formula moved to the sheet's first row, so that formulas of the same shape have the same
    /// text. `None` for a typed number.
    fn at_top(filled: &NumberCell<'_>) -> Option<String> {
        Some(shift(filled.cell.formula.as_deref()?, -i64::from(filled.cited.at.row), 0))
    }
    let mut ways: BTreeMap<String, usize> = BTreeMap::new();
    for way in cells.iter().filter_map(at_top) {
        *ways.entry(way).or_default() += 1;
    }
    let Some((way, count)) = ways.into_iter().max_by_key(|(_, count)| *count) else { return Vec::new() };
    if count < MIN_FORMULA_ROWS || count * MIN_FORMULA_SHARE.1 < cells.len() * MIN_FORMULA_SHARE.0 {
        return Vec::new();
    }
    let as_formula = |filled: &&NumberCell<'_>| {
        let own = shift(&way, i64::from(filled.cited.at.row), 0);
        let Some(formula) = sheet_formula::read(&own) else { return false };
        let given = evaluator
            .evaluate(&formula, usize::from(filled.cited.at.sheet.0), &mut |_| CurrentContent::AsStored);
        match (given, &filled.cell.content) {
            (Ok(FormulaValue::Number(n)), CellContent::Number(stored)) => {
                !differs(*stored, n, &filled.cell.format)
            }
            _ => false,
        }
    };
    cells
        .iter()
        .filter(|filled| filled.cell.formula.is_none())
        .filter(as_formula)
        .map(|filled| {
            let message = Message::new("check.rumus.constant_row")
                .with("place", context.renja.cell_name(filled.cited.at))
                .with("item", table.items.get(filled.id).map_or_else(String::new, |i| table.label(i)))
                .with("count", count);
            Finding {
                stated: Some(filled.cited.value.clone()),
                ..Context::simple_finding(
                    "RUM204",
                    Severity::Note,
                    filled.cited.at,
                    table.path(filled.id),
                    message,
                )
            }
        })
        .collect()
}
