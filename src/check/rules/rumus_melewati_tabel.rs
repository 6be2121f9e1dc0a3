//! Rule RUM205: a formula of the sheet adds up rows below the last row of its table, which are still blank.

use super::super::context::{Context, places};
use super::own_formulas::Computed;
use crate::model::{CellRef, Finding, Message, Severity, TableId};

/// Returns one note for each table with such formulas. A figure in these rows would be reported as RUM202.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let computed = context.computed();
    let past = |c: &&Computed<'_>| {
        c.strangers.is_empty() && c.sum.areas().any(|area| area.first_row <= c.end && area.last_row > c.end)
    };
    let all: Vec<&Computed<'_>> = computed.iter().filter(past).collect();
    let mut tables: Vec<TableId> = all.iter().map(|c| c.relation.table).collect();
    tables.dedup();
    tables
        .into_iter()
        .filter_map(|id| {
            let of_table: Vec<&&Computed<'_>> = all.iter().filter(|c| c.relation.table == id).collect();
            let first = of_table.first()?;
            let cells: Vec<CellRef> = of_table.iter().map(|c| c.relation.result.at).collect();
            let message = Message::new("check.rumus.tail")
                .with("sheet", context.renja.sheet_name(first.table.sheet))
                .with("count", cells.len())
                .with("cells", places(&cells))
                .with("row", (first.end + 1).to_string());
            Some(Context::remark(
                "RUM205",
                Severity::Note,
                first.relation.result.at,
                first.table.path(first.relation.item),
                message,
            ))
        })
        .collect()
}
