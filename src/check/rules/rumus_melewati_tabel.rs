//! Rule RUM205: a formula of the sheet adds up rows below the last row of its table, which are still blank.

use super::super::context::{Context, cell_list};
use super::own_formulas::FormulaSum;
use crate::model::{CellRef, Finding, Message, Severity, TableId};

/// Returns one note for each table with such formulas. A figure in these rows would be reported as RUM202.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let computed = context.formula_sums();
    let past = |c: &&FormulaSum<'_>| {
        c.extra.is_empty()
            && c.sum.areas().any(|area| area.first_row <= c.last_row && area.last_row > c.last_row)
    };
    let all: Vec<&FormulaSum<'_>> = computed.iter().filter(past).collect();
    let mut tables: Vec<TableId> = all.iter().map(|c| c.relation.table).collect();
    tables.dedup();
    tables
        .into_iter()
        .filter_map(|id| {
            let of_table: Vec<&&FormulaSum<'_>> = all.iter().filter(|c| c.relation.table == id).collect();
            let first = of_table.first()?;
            let cells: Vec<CellRef> = of_table.iter().map(|c| c.relation.result.at).collect();
            let message = Message::new("check.rumus.tail")
                .with("sheet", context.renja.sheet_name(first.table.sheet))
                .with("count", cells.len())
                .with("cells", cell_list(&cells))
                .with("row", (first.last_row + 1).to_string());
            Some(Context::simple_finding(
                "RUM205",
                Severity::Note,
                first.relation.result.at,
                first.table.path(first.relation.item),
                message,
            ))
        })
        .collect()
}
