//! Relations between the recapitulation and the plan's table: the total, and the numbers of programs and
//! kegiatan.

use rust_decimal::Decimal;

use super::terms::{relation, term};
use crate::check::sections::{Sections, is_same_office};
use crate::check::thousands;
use crate::model::{Item, ItemId, Level, Relation, RelationKind, Renja, Table, TableId, Term, Value};
use crate::text::fold::fold;

/// Code of the form of the recapitulation.
const RECAP_FORM_CODE: &str = "rekapitulasi";

/// Returns the figures of the recapitulation that the plans determine.
///
/// A plan is passed over if several recapitulations could speak of it, or if no row of the recapitulation is
/// known to be that of its office: anything else would be a guess.
pub(super) fn relations(renja: &Renja) -> Vec<Relation> {
    let sections = Sections::new(renja);
    let mut all = Vec::new();
    for plan in sections.plans() {
        let Some(table) = renja.tables.get(plan.table.0) else { continue };
        let mut recaps = renja.tables().filter(|(id, table)| {
            table.form.code == RECAP_FORM_CODE && sections.may_summarize(*id, table, plan)
        });
        if let (Some(recap), None) = (recaps.next(), recaps.next())
            && let Some(item) = row_of_plan(recap.1, table, sections.has_several_plans())
        {
            all.extend(row_relations(recap, item, table));
        }
    }
    all
}

/// Returns the relations of one row of the recapitulation: its total, number of programs and number of
/// kegiatan.
fn row_relations(recap: (TableId, &Table), item: ItemId, plan: &Table) -> Vec<Relation> {
    let mut all = Vec::new();
    if let (Some(column), Some(pagu)) = (recap.1.column("pagu_jumlah"), plan.column("pagu")) {
        let terms = plan
            .total_row(pagu)
            .map_or_else(|| outermost_amounts(plan, pagu), |item| vec![term(plan, item, pagu)]);
        let relation = relation(RelationKind::Recap, recap, item, column, terms);
        // If the two tables count in different units, they are compared to the larger unit and not to the
        // rupiah. No relation is needed if they agree that way.
        let units = (thousands::unit(recap.1, column), thousands::unit(plan, pagu));
        let both = relation.stated().zip(relation.computed).filter(|_| units.0 != units.1);
        if !both.is_some_and(|(a, b)| thousands::amounts_agree((a, units.0), (b, units.1))) {
            push_stated(&mut all, relation);
        }
    }
    for (key, level) in [("program_jumlah", Level::Program), ("kegiatan_jumlah", Level::Kegiatan)] {
        if let Some(column) = recap.1.column(key) {
            push_stated(
                &mut all,
                relation(RelationKind::Count, recap, item, column, count_terms(plan, level)),
            );
        }
    }
    all
}

/// Adds a relation if the recapitulation states the figure; a blank cell leaves nothing to compare.
fn push_stated(all: &mut Vec<Relation>, relation: Relation) {
    if relation.result.number().is_some() && relation.computed.is_some() {
        all.push(relation);
    }
}

/// Returns the row of the recapitulation that belongs to the plan's office: its only row if the workbook has
/// one plan, otherwise the first row with the office's name. `None` if there is no such row, or if the plan
/// does not name its office.
fn row_of_plan(recap: &Table, plan: &Table, several: bool) -> Option<ItemId> {
    let rows: Vec<(ItemId, &Item)> =
        recap.items.iter().enumerate().filter(|(_, item)| item.level != Level::Jumlah).collect();
    if let ([(only, _)], false) = (rows.as_slice(), several) {
        return Some(*only);
    }
    let office =
        plan.items.iter().find(|item| item.level == Level::Opd).map(|item| fold(&plan.label(item)))?;
    rows.iter().find(|(_, item)| is_same_office(&fold(&recap.label(item)), &office)).map(|(id, _)| *id)
}

/// Returns the amounts of all programs: what the plan adds up to if it has no total row.
fn outermost_amounts(plan: &Table, column: usize) -> Vec<Term> {
    (0..plan.items.len())
        .filter(|id| plan.items.get(*id).is_some_and(|item| item.level == Level::Program))
        .map(|id| term(plan, id, column))
        .collect()
}

/// Returns one term of value 1 for each row of a level, so that their sum is the number of rows. A row that
/// only continues the name above it (an indicator's own amount) is not counted.
fn count_terms(plan: &Table, level: Level) -> Vec<Term> {
    let name = plan.column("nama");
    plan.items
        .iter()
        .enumerate()
        .filter(|(id, item)| item.level == level && !plan.continues_previous(*id))
        .map(|(id, item)| Term {
            at: plan.item_cell(id, name.unwrap_or(0)),
            label: plan.label_shared(item),
            sign: 1,
            value: Some(Value::Quantity(Decimal::ONE, None)),
        })
        .collect()
}
