//! Rule STR105: a target does not fit the words of its indicator: a percentage for "Jumlah …", or a number of
//! things for "Persentase …". If two neighbours are wrong in opposite ways, the targets have slipped by one
//! row.

use super::super::context::{Context, cell_list, row_label, row_path};
use crate::model::{CellRef, Cited, Finding, Indikator, Item, Message, Related, Severity, Table, Value};
use crate::text::fold::first_word_among;

/// Returns a warning for each pair of targets that have slipped by a row, and one note per table for the
/// others.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        let target = ["target", "target_renstra"].iter().find_map(|key| table.column(key));
        let (Some(name), Some(target)) = (table.column("indikator"), target) else { continue };
        let mut single: Vec<Related> = Vec::new();
        for (id, item) in table.items.iter().enumerate() {
            let judged = judge_targets(item, name, target);
            let mut slipped = Vec::new();
            for (i, pair) in judged.windows(2).enumerate() {
                if let [(a, Some(Misfit::Percent)), (b, Some(Misfit::Number))]
                | [(a, Some(Misfit::Number)), (b, Some(Misfit::Percent))] = pair
                {
                    findings.push(shift_finding(context, table, id, *a, *b));
                    slipped.extend([i, i + 1]);
                }
            }
            single.extend(
                judged
                    .iter()
                    .enumerate()
                    .filter(|(i, (_, misfit))| misfit.is_some() && !slipped.contains(i))
                    .map(|(_, ((row, cited), _))| Related {
                        at: cited.at,
                        label: row_label(table, id, Some(row)),
                        value: Some(cited.value.clone()),
                    }),
            );
        }
        findings.extend(note(context, table, single));
    }
    findings
}

/// How a target fails to fit its indicator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Misfit {
    /// A percentage where things are counted.
    Percent,
    /// A number of things where a percentage is meant.
    Number,
}

/// A target with the row of its indicator.
type Target<'a> = (&'a Indikator, &'a Cited<Value>);

/// Returns the targets of an item, each with the way in which it fails to fit, if it does.
fn judge_targets(item: &Item, name: usize, target: usize) -> Vec<(Target<'_>, Option<Misfit>)> {
    item.indikator
        .iter()
        .filter_map(|row| {
            let (name, cited) = (row.values.get(name)?, row.values.get(target)?);
            // Look at the target first: it is cheaper to classify than the words of the indicator.
            let (lead, misfit): (&[&str], _) = match &cited.value {
                Value::Percent(_) => (&["jumlah", "banyaknya"], Misfit::Percent),
                Value::Quantity(_, Some(_)) => (&["persentase", "prosentase", "presentase"], Misfit::Number),
                _ => return Some(((row, cited), None)),
            };
            let begins = matches!(&name.value, Value::Text(text) if first_word_among(text, lead).is_some());
            let is_number = |unit: &str| {
                crate::text::unit::find_known(unit).is_some_and(|u| u != "persen" && u != "nilai")
            };
            let counts = !matches!(&cited.value, Value::Quantity(_, Some(unit)) if !is_number(unit));
            Some(((row, cited), (begins && counts).then_some(misfit)))
        })
        .collect()
}

fn shift_finding(
    context: &Context,
    table: &Table,
    id: usize,
    (first, a): Target<'_>,
    (second, b): Target<'_>,
) -> Finding {
    let message = Message::new("check.target.shifted")
        .with("place", context.renja.cell_name(a.at))
        .with("next_place", context.renja.cell_name(b.at))
        .with("item", table.items.get(id).map_or_else(String::new, |item| table.label(item)))
        .with("indikator", row_label(table, id, Some(first)))
        .with("next_indikator", row_label(table, id, Some(second)))
        .with("first", a.value.clone())
        .with("second", b.value.clone());
    Finding {
        stated: Some(a.value.clone()),
        related: vec![Related {
            at: b.at,
            label: row_label(table, id, Some(second)),
            value: Some(b.value.clone()),
        }],
        ..Context::simple_finding(
            "STR105",
            Severity::Warning,
            a.at,
            row_path(table, id, Some(first)),
            message,
        )
    }
}

fn note(context: &Context, table: &Table, cells: Vec<Related>) -> Option<Finding> {
    let first = cells.first()?.clone();
    let at: Vec<CellRef> = cells.iter().map(|cell| cell.at).collect();
    let mut message = Message::new("check.target.misfit")
        .with("sheet", context.renja.sheet_name(table.sheet))
        .with("count", cells.len())
        .with("indikator", first.label.as_str())
        .with("cells", cell_list(&at));
    if let Some(value) = &first.value {
        message = message.with("first", value.clone());
    }
    Some(Finding {
        related: cells,
        ..Context::simple_finding("STR105", Severity::Note, first.at, first.label, message)
    })
}
