//! Rule RAS202: rows of a running total follow another formula than the number row says.
//!
//! Reported once for the column: in such rows both figures, the total and the ratio, were computed with it.

use std::collections::BTreeMap;

use super::super::context::{Context, cell_list, column_label};
use super::kumulatif_beda::printed_formula;
use super::running_totals::{CountingWay, RunningTotal, TotalVerdict, find_running_totals};
use crate::check::figures::Row;
use crate::model::{Arg, CellRef, Finding, Message, Related, Severity};

/// Returns one finding for each such column: a warning if the number row prints the formula, else a note.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let tables = context.renja.tables.iter();
    tables.flat_map(find_running_totals).filter_map(|running| check_column(context, &running)).collect()
}

fn check_column(context: &Context, running: &RunningTotal<'_>) -> Option<Finding> {
    let judged = running.judge_rows();
    let otherwise: Vec<(&Row<'_>, &Vec<CountingWay>)> = judged
        .iter()
        .filter_map(|(row, verdict)| match verdict {
            TotalVerdict::OtherWay(ways) => Some((row, ways)),
            _ => None,
        })
        .collect();
    let at = running.column_cell()?;
    let grouped = group_by_way(&otherwise);
    let ways: Vec<Arg> = grouped.iter().map(|(way, rows)| way_message(running, way, rows)).collect();
    if ways.is_empty() {
        return None;
    }
    let message = Message::new("check.running.otherwise")
        .with("sheet", context.renja.sheet_name(running.table.sheet))
        .with("column", column_label(running.column))
        .with("formula", printed_formula(running))
        .with("count", otherwise.len())
        .with("ways", Arg::List(ways));
    let related = otherwise
        .iter()
        .map(|(row, _)| Related {
            at: row.cell(running.index),
            label: row.label(),
            value: row.value(running.index).map(|cited| cited.value.clone()),
        })
        .collect();
    // Where the sheet does not print the form's formula, its own way of counting may be meant: a percentage keeps
    // the last year's value.
    let is_printed = running.column.number.as_ref().is_some_and(|number| number.text.contains('='));
    let severity = if is_printed { Severity::Warning } else { Severity::Note };
    Some(Finding {
        related,
        ..Context::simple_finding("RAS202", severity, at, column_label(running.column), message)
    })
}

/// Assigns each row to one way of counting. If several fit (269+68 is both 5+7 and 5+9), the row goes to the
/// way that most rows share.
fn group_by_way<'r, 'a>(
    rows: &'r [(&'r Row<'a>, &'r Vec<CountingWay>)],
) -> Vec<(CountingWay, Vec<&'r Row<'a>>)> {
    let mut left: Vec<(&Row<'a>, &Vec<CountingWay>)> = rows.to_vec();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let mut votes: BTreeMap<&CountingWay, usize> = BTreeMap::new();
        for way in left.iter().flat_map(|(_, ways)| ways.iter()) {
            *votes.entry(way).or_default() += 1;
        }
        // On a tie prefer the way that compares greater: among sets of columns, the one whose first different
        // column comes later, since a total to date must include the latest one.
        let Some((best, _)) = votes.into_iter().max_by_key(|(way, count)| (*count, *way)) else { break };
        let best = best.clone();
        let (taken, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, ways)| ways.contains(&best));
        groups.push((best, taken.into_iter().map(|(row, _)| row).collect()));
        left = rest;
    }
    groups
}

fn way_message(running: &RunningTotal<'_>, way: &CountingWay, rows: &[&Row<'_>]) -> Arg {
    let cells: Vec<CellRef> = rows.iter().map(|row| row.cell(running.index)).collect();
    let message = match way {
        CountingWay::Parts(parts) => Message::new("check.running.way_parts")
            .with("parts", parts.iter().map(u32::to_string).collect::<Vec<_>>().join("+")),
        CountingWay::Mean => Message::new("check.running.way_mean"),
    };
    message.with("count", rows.len()).with("cells", cell_list(&cells)).into()
}
