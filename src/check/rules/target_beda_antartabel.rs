//! Rule LNT103: one indicator has different targets for the plan's year in several tables.

use rust_decimal::Decimal;

use super::super::context::{Context, cell_list};
use crate::check::counterparts::{name_likeness, normalize_name};
use crate::model::{CellRef, Cited, Finding, Indikator, Message, Related, Severity, Table, Value};

/// Minimum likeness (0 to 1) of two indicators. It is higher than for names, since indicators differ in less.
const MIN_INDIKATOR_LIKENESS: f64 = 0.9;

/// Returns one note for each item and other table, with all indicators whose targets differ. The two tables
/// may be two versions of the plan.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for group in &context.counterpart_groups {
        let Some(plan) = context.table(group.plan) else { continue };
        for other in &group.others {
            let (Some(table), Some(here)) = (context.table(other.table), plan.items.get(group.item)) else {
                continue;
            };
            let Some(there) = table.items.get(other.item) else { continue };
            let (here, there) = (targets(plan, &here.indikator), targets(table, &there.indikator));
            let differing: Vec<(&Target<'_>, &Target<'_>)> = here
                .iter()
                .filter_map(|a| Some((a, find_counterpart(a, &there)?)))
                .filter(|(a, b)| a.number != b.number)
                .collect();
            findings.extend(finding(context, plan, group.item, table, &differing));
        }
    }
    findings
}

/// The target of an indicator for the plan's year.
struct Target<'a> {
    name: String,
    normalized: String,
    cited: &'a Cited<Value>,
    /// The target's number, and whether it is a percentage.
    number: (Decimal, bool),
}

fn targets<'a>(table: &'a Table, indikator: &'a [Indikator]) -> Vec<Target<'a>> {
    let (Some(name), Some(target)) = (table.column("indikator"), table.column("target")) else {
        return Vec::new();
    };
    indikator
        .iter()
        .filter_map(|row| {
            let name = row.values.get(name)?.value.to_string();
            let cited = row.values.get(target)?;
            let number = (cited.value.number()?, matches!(cited.value, Value::Percent(_)));
            let essence = normalize_name(&name);
            Some(Target { name, normalized: essence, cited, number })
        })
        .collect()
}

/// Returns the indicator of the other table with the same name, or else the most similar one. `None` if
/// several are equally similar, or none is similar enough.
fn find_counterpart<'t, 'a>(wanted: &Target<'_>, others: &'t [Target<'a>]) -> Option<&'t Target<'a>> {
    let mut same = others.iter().filter(|other| other.normalized == wanted.normalized);
    if let Some(first) = same.next() {
        return same.next().is_none().then_some(first);
    }
    let mut scored: Vec<(f64, &Target<'a>)> =
        others.iter().map(|other| (name_likeness(&wanted.normalized, &other.normalized), other)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let second = scored.get(1).map_or(0.0, |(score, _)| *score);
    let (best, other) = scored.into_iter().next()?;
    (best >= MIN_INDIKATOR_LIKENESS && second < best).then_some(other)
}

fn finding(
    context: &Context,
    plan: &Table,
    item: usize,
    table: &Table,
    differing: &[(&Target<'_>, &Target<'_>)],
) -> Option<Finding> {
    let (first, other) = differing.first()?;
    let cells: Vec<CellRef> = differing.iter().map(|(a, _)| a.cited.at).collect();
    let is_one = differing.len() == 1;
    let key = if is_one { "check.antartabel.target_one" } else { "check.antartabel.target" };
    let message = Message::new(key)
        .with("item", plan.items.get(item).map_or_else(String::new, |i| plan.label(i)))
        .with("count", differing.len())
        .with("sheet", context.renja.sheet_name(table.sheet))
        .with("cells", cell_list(&cells))
        .with("indikator", first.name.as_str())
        .with("here", first.cited.value.clone())
        .with("there", other.cited.value.clone())
        .with("there_place", context.renja.cell_name(other.cited.at));
    let path = plan.path(item);
    // A single target is located by its indicator, several by the kegiatan.
    let path = if is_one { format!("{path} > {}", first.name) } else { path };
    Some(Finding {
        stated: Some(first.cited.value.clone()),
        related: differing
            .iter()
            .map(|(_, b)| Related {
                at: b.cited.at,
                label: b.name.clone(),
                value: Some(b.cited.value.clone()),
            })
            .collect(),
        ..Context::simple_finding("LNT103", Severity::Note, first.cited.at, path, message)
    })
}
