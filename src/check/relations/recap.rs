//! The recapitulation against the plan's table: its total, and how many programs and kegiatan.

use rust_decimal::Decimal;

use super::{relation, term, value};
use crate::model::{Item, ItemId, Level, Relation, RelationKind, Renja, Table, TableId, Term, Value};
use crate::text::fold::{fold, likeness};

/// The form of the recapitulation, and of the plan that it sums up.
const RECAP: &str = "rekapitulasi";
const PLAN: &str = "T-C.33";

/// Names of one office are this alike at least.
const SAME_NAME: f64 = 0.9;

/// The figures of the recapitulation that the plan gives. None where several tables of one form
/// stand in the workbook: which of them is meant would be a guess.
pub(super) fn relations(renja: &Renja) -> Vec<Relation> {
    let (Some(recap), Some(plan)) = (only(renja, RECAP), only(renja, PLAN)) else { return Vec::new() };
    let Some(item) = row_of_plan(recap.1, plan.1) else { return Vec::new() };
    let mut all = Vec::new();
    if let (Some(column), Some(pagu)) = (recap.1.column("pagu_jumlah"), plan.1.column("pagu")) {
        let terms = total(plan.1, pagu)
            .map_or_else(|| outermost_amounts(plan.1, pagu), |item| vec![term(plan.1, item, pagu)]);
        push_stated(&mut all, relation(RelationKind::Recap, recap, item, column, terms));
    }
    for (key, level) in [("program_jumlah", Level::Program), ("kegiatan_jumlah", Level::Kegiatan)] {
        if let Some(column) = recap.1.column(key) {
            push_stated(&mut all, relation(RelationKind::Count, recap, item, column, rows(plan.1, level)));
        }
    }
    all
}

/// The plan's table, where there is one and only one.
pub(in crate::check) fn plan(renja: &Renja) -> Option<(TableId, &Table)> {
    only(renja, PLAN)
}

/// Where the recapitulation leaves the cell blank there is nothing to compare.
fn push_stated(all: &mut Vec<Relation>, relation: Relation) {
    if relation.result.number().is_some() && relation.computed.is_some() {
        all.push(relation);
    }
}

/// The only table of a form.
fn only<'a>(renja: &'a Renja, form: &str) -> Option<(TableId, &'a Table)> {
    let mut of_form = renja.tables().filter(|(_, table)| table.form.code == form);
    let first = of_form.next()?;
    of_form.next().is_none().then_some(first)
}

/// The recapitulation's row of the office that the plan is of: its only one, or the one of that
/// name.
fn row_of_plan(recap: &Table, plan: &Table) -> Option<ItemId> {
    let rows: Vec<(ItemId, &Item)> =
        recap.items.iter().enumerate().filter(|(_, item)| item.level != Level::Jumlah).collect();
    if let [(only, _)] = rows.as_slice() {
        return Some(*only);
    }
    let office =
        plan.items.iter().find(|item| item.level == Level::Opd).map(|item| fold(&plan.label(item)))?;
    rows.iter().find(|(_, item)| likeness(&fold(&recap.label(item)), &office) >= SAME_NAME).map(|(id, _)| *id)
}

/// The plan's row that states the grand total.
pub(in crate::check) fn total(plan: &Table, column: usize) -> Option<ItemId> {
    let stated = |item: &Item| value(item, column).is_some_and(|cited| cited.value.number().is_some());
    let outermost = |level: Level| {
        let mut rows = plan.items.iter().enumerate().filter(|(_, item)| item.level == level && stated(item));
        let first = rows.next()?.0;
        rows.next().is_none().then_some(first)
    };
    outermost(Level::Jumlah).or_else(|| outermost(Level::Opd))
}

fn outermost_amounts(plan: &Table, column: usize) -> Vec<Term> {
    (0..plan.items.len())
        .filter(|id| plan.items.get(*id).is_some_and(|item| item.level == Level::Program))
        .map(|id| term(plan, id, column))
        .collect()
}

/// A row counts one.
fn rows(plan: &Table, level: Level) -> Vec<Term> {
    let name = plan.column("nama");
    plan.items
        .iter()
        .enumerate()
        .filter(|(_, item)| item.level == level)
        .map(|(id, item)| Term {
            at: plan.item_cell(id, name.unwrap_or(0)),
            label: plan.label(item),
            sign: 1,
            value: Some(Value::Quantity(Decimal::ONE, None)),
        })
        .collect()
}
