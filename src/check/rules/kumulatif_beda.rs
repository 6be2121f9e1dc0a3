//! Rule RAS201: a running total is not the sum of its parts, and no other way of counting explains it.

use rust_decimal::Decimal;

use super::super::context::{Context, cell_list, column_label};
use super::running_totals::{RunningTotal, TotalVerdict, find_running_totals};
use crate::check::figures::Row;
use crate::model::{CellRef, Finding, Message, Related, Severity};
use crate::text::column_formula::format_column_number;

/// Minimum number of wrong rows before a column in which more than half are wrong is reported once: it
/// follows another formula. The rule on ratios does the same.
const MIN_WRONG_ROWS: usize = 5;

/// Returns one error for each wrong total, or one warning for a whole column.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let tables = context.renja.tables.iter();
    tables.flat_map(find_running_totals).flat_map(|running| check_column(context, &running)).collect()
}

fn check_column(context: &Context, running: &RunningTotal<'_>) -> Vec<Finding> {
    let judged = running.judge_rows();
    let wrong: Vec<(&Row<'_>, Decimal)> = judged
        .iter()
        .filter_map(|(row, verdict)| match verdict {
            TotalVerdict::Wrong(sum) => Some((row, *sum)),
            _ => None,
        })
        .collect();
    let stated = judged.iter().filter(|(row, _)| row.number(running.index).is_some()).count();
    if wrong.len() >= MIN_WRONG_ROWS && wrong.len() * 2 > stated {
        let cells: Vec<CellRef> = wrong.iter().map(|(row, _)| row.cell(running.index)).collect();
        return column_finding(context, running, &cells, stated).into_iter().collect();
    }
    wrong.iter().map(|(row, sum)| finding(context, running, row, *sum)).collect()
}

fn finding(context: &Context, running: &RunningTotal<'_>, row: &Row<'_>, sum: Decimal) -> Finding {
    let at = row.cell(running.index);
    let stated = row.value(running.index).map(|cited| cited.value.clone());
    let like = |n: Decimal| stated.as_ref().map(|value| value.with_number(n));
    let difference = stated.as_ref().and_then(|v| v.number()?.checked_sub(sum)).and_then(like);
    let computed = like(sum);
    let figures: Vec<String> = running
        .parts
        .iter()
        .map(|(_, column)| {
            row.value(*column).map_or_else(String::new, |cited| cited.value.rounded().to_string())
        })
        .collect();
    let mut message = Message::new("check.running.differs")
        .with("place", context.renja.cell_name(at))
        .with("item", row.label())
        .with("formula", printed_formula(running))
        .with("figures", figures.join(" + "));
    if let (Some(stated), Some(computed)) = (&stated, &computed) {
        message = message.with("stated", stated.clone()).with("computed", computed.clone());
    }
    Finding {
        rule: "RAS201",
        severity: Severity::Error,
        at,
        item: row.path(),
        message,
        stated,
        computed,
        difference,
        related: running
            .parts
            .iter()
            .map(|(_, column)| Related {
                at: row.cell(*column),
                label: running.table.columns.get(*column).map_or_else(String::new, column_label),
                value: row.value(*column).map(|cited| cited.value.clone()),
            })
            .collect(),
    }
}

/// Returns the formula as the number row would print it: `10 = 5+7+9`.
pub(super) fn printed_formula(running: &RunningTotal<'_>) -> String {
    let number = running
        .column
        .number
        .as_ref()
        .map_or_else(String::new, |n| format!("{} = ", format_column_number(n.value)));
    let parts: Vec<String> = running.parts.iter().map(|(n, _)| format_column_number(*n)).collect();
    format!("{number}{}", parts.join("+"))
}

fn column_finding(
    context: &Context,
    running: &RunningTotal<'_>,
    cells: &[CellRef],
    stated: usize,
) -> Option<Finding> {
    let at = running.column_cell()?;
    let message = Message::new("check.running.column")
        .with("place", context.renja.cell_name(at))
        .with("column", column_label(running.column))
        .with("formula", printed_formula(running))
        .with("count", cells.len())
        .with("stated", stated)
        .with("cells", cell_list(cells));
    Some(Context::simple_finding("RAS201", Severity::Warning, at, column_label(running.column), message))
}
