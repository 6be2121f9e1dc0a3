//! Collects the cells that took part in a tested relation.

use crate::check::context::Context;
use crate::check::counterparts::plan_amount_columns;
use crate::check::figures::{figure_rows, operands, signed_columns};
use crate::model::{CellRef, Column, ItemId, Relation, Table, TableId};
use crate::text::column_formula::{Formula, Operator};

/// Returns the cells of relations, of column formulas that could be evaluated, of recomputed formulas, and of
/// items that were compared between tables; sorted, each once.
pub(super) fn collect(context: &Context<'_>) -> Vec<CellRef> {
    let mut all = Vec::new();
    let relations = context.relations.iter().chain(context.consequences);
    for relation in relations.filter(|r| is_tested(r)) {
        all.push(relation.result.at);
        all.extend(relation.terms.iter().map(|term| term.at));
    }
    for table in &context.renja.tables {
        for (place, column) in table.columns.iter().enumerate() {
            add_formula_cells(&mut all, table, place, column);
        }
    }
    all.extend(&context.recomputed().cells);
    for group in context.counterpart_groups.iter().filter(|group| !group.others.is_empty()) {
        all.extend(item_amounts(context, group.plan, group.item));
        all.extend(group.others.iter().flat_map(|other| item_amounts(context, other.table, other.item)));
    }
    // Stable sort, which is fast here: the list is a concatenation of sorted ones.
    all.sort();
    all.dedup();
    all
}

/// Whether a relation has both a stated and a computed figure, so that there is something to compare.
fn is_tested(relation: &Relation) -> bool {
    relation.stated().is_some() && relation.computed.is_some()
}

/// Adds the cells of a column that is a ratio, a product or a sum of other columns, and those of its
/// operands, for each row in which the formula has a value.
fn add_formula_cells(all: &mut Vec<CellRef>, table: &Table, place: usize, column: &Column) {
    let Some(formula) = &column.formula else { return };
    let is_product = matches!(
        formula,
        Formula::Binary(a, Operator::Multiply, b)
            if matches!((&**a, &**b), (Formula::Column(_), Formula::Column(_)))
    );
    let is_ratio = formula.is_ratio();
    if !(is_ratio || is_product || signed_columns(formula).is_some()) {
        return;
    }
    let Some(operands) = operands(table, formula, column).filter(|o| !o.contains(&place)) else { return };
    for row in figure_rows(table, column) {
        let is_stated = row.value(place).is_some_and(|cited| cited.value.number().is_some());
        let is_alike = !is_ratio || row.units_alike(&operands);
        if is_stated && is_alike && row.compute(formula, column, &|_| None).is_ok() {
            all.push(row.cell(place));
            all.extend(operands.iter().map(|operand| row.cell(*operand)));
        }
    }
}

/// Returns the amounts of an item that are compared with those of the same item in other tables.
fn item_amounts(context: &Context<'_>, id: TableId, item: ItemId) -> impl Iterator<Item = CellRef> {
    let table = context.table(id);
    let columns = table.map(plan_amount_columns).unwrap_or_default();
    columns.into_iter().filter_map(move |column| Some(table?.items.get(item)?.values.get(column)?.at))
}
