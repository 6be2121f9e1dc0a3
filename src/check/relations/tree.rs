//! Sums along the levels (office = Σ program, program = Σ kegiatan, kegiatan = Σ sub kegiatan) and sums of
//! total rows.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::terms::{relation, term};
use crate::forms::{Belongs, Kind, Rows};
use crate::model::{
    Column, Ground, ItemId, Level, LevelEvidence, Relation, RelationKind, Table, TableId, Term,
};

/// Number of sums that make up the work of one thread; chosen so that a small table stays on one thread.
const SUMS_PER_TASK: usize = 4_096;

/// Returns the sums of every column of a table that adds up, column by column.
pub(super) fn relations(id: TableId, table: &Table) -> Vec<Relation> {
    let below = table.children_by_item();
    let of_column = |(column, c): (usize, &Column)| {
        let mut all = Vec::new();
        let along_levels = c.adds_up;
        // In a list, amounts and counts add up to the total row: the recapitulation of several offices.
        let down_a_list = table.form.rows == Rows::List && matches!(c.kind, Kind::Rupiah | Kind::Count);
        if along_levels {
            all.extend(
                (0..table.items.len()).filter_map(|item| children_relation(id, table, &below, item, column)),
            );
        }
        if along_levels || down_a_list {
            all.extend(total_relations(id, table, &below, column));
        }
        all
    };
    // Give a small table's columns to one thread: another thread costs more than it saves.
    let at_once = SUMS_PER_TASK / (table.items.len() + 1) + 1;
    let columns = table
        .columns
        .par_iter()
        .enumerate()
        .with_min_len(at_once)
        .filter(|(_, c)| c.belongs == Belongs::Item);
    columns.flat_map_iter(of_column).collect()
}

/// Returns the relation "an item equals the sum of the items below it".
///
/// `None` if the item has nothing below it, if none of these has an amount, or if the cell holds a formula
/// that is not a sum down its column.
fn children_relation(
    id: TableId,
    table: &Table,
    below: &[Vec<ItemId>],
    item: ItemId,
    column: usize,
) -> Option<Relation> {
    // The formulas of a total row are handled by [`totals`].
    let of_formulas = (!is_total(table, item)).then(|| formula_terms(table, below, item, column)).flatten();
    let terms = of_formulas.unwrap_or_else(|| {
        let rows = items_below(below, item).iter().filter(|child| !is_total(table, **child));
        rows.flat_map(|child| contributed_terms(table, below, *child, column)).collect()
    });
    // Return early: nearly every item has nothing below it.
    if terms.iter().all(|term| term.number().is_none()) {
        return None;
    }
    let mut relation = relation(RelationKind::Children, (id, table), item, column, terms);
    if is_told_by_look(table, below, item) {
        relation.ground = Ground::Appearance;
    }
    let is_other =
        table.sheet_sums.as_ref().is_some_and(|summed| summed.other_formulas.contains(&relation.result.at));
    relation.computed.filter(|_| !is_other).map(|_| relation)
}

/// Whether only the look or numbering of the rows puts an item's parts below it, in a table whose other levels come from formulas.
fn is_told_by_look(table: &Table, below: &[Vec<ItemId>], item: ItemId) -> bool {
    let by_look = |part: &ItemId| {
        let evidence = table.items.get(*part).map(|part| part.level_evidence);
        matches!(
            evidence,
            Some(
                LevelEvidence::Appearance
                    | LevelEvidence::Numbering
                    | LevelEvidence::List
                    | LevelEvidence::Figures
            )
        )
    };
    table
        .sheet_sums
        .as_ref()
        .is_some_and(|summed| summed.ground == Ground::Formula && !summed.parts.contains_key(&item))
        && items_below(below, item).iter().all(by_look)
}

/// Returns the relations of total rows ("JUMLAH").
///
/// A total that closes an item amid the table equals the sum of what is below that item. A total whose
/// formula names its parts equals the sum of those. The last total, and one with rows of its own below it, is
/// the grand total: the sum of all outermost items. Any other total is the sum of the outermost items since
/// the total row before it.
fn total_relations(id: TableId, table: &Table, below: &[Vec<ItemId>], column: usize) -> Vec<Relation> {
    let closes = |item: ItemId| table.items.get(item).and_then(|item| table.closed_item(item));
    let (of_items, rows): (Vec<ItemId>, Vec<ItemId>) = (0..table.items.len())
        .filter(|item| is_total(table, *item))
        .partition(|item| closes(*item).is_some());
    let outermost = |from: ItemId, to: ItemId| -> Vec<Term> {
        (from..to)
            .filter(|item| !is_total(table, *item))
            .filter(|item| {
                table.items.get(*item).is_some_and(|i| i.parent.is_none_or(|parent| is_total(table, parent)))
            })
            .flat_map(|item| contributed_terms(table, below, item, column))
            .collect()
    };
    let last = rows.last().copied();
    let mut all = Vec::new();
    let mut push = |item: ItemId, terms: Vec<Term>| {
        let relation = relation(RelationKind::Total, (id, table), item, column, terms);
        // A total row without an amount in this column makes no statement about it.
        let is_other = table
            .sheet_sums
            .as_ref()
            .is_some_and(|summed| summed.other_formulas.contains(&relation.result.at));
        if relation.computed.is_some() && relation.result.value.is_some() && !is_other {
            all.push(relation);
        }
    };
    for (item, of_item) in of_items.iter().filter_map(|item| Some((*item, closes(*item)?))) {
        let rows = items_below(below, of_item).iter().filter(|part| !is_total(table, **part));
        let terms: Vec<Term> = rows.flat_map(|part| contributed_terms(table, below, *part, column)).collect();
        // The total of an item with nothing below it repeats that item's amount.
        push(item, if terms.is_empty() { vec![term(table, of_item, column)] } else { terms });
    }
    let mut since = 0;
    for item in rows {
        let has_rows_below = !items_below(below, item).is_empty();
        let terms = if let Some(terms) = formula_terms(table, below, item, column) {
            terms
        } else if Some(item) == last || has_rows_below {
            // The grand total stands at the bottom or, with its rows below it, at the top. Amid the rows it adds up
            // those above it.
            let above = outermost(0, item);
            let is_amid = !has_rows_below && !above.is_empty();
            if is_amid { above } else { outermost(0, table.items.len()) }
        } else {
            outermost(since, item)
        };
        since = item + 1;
        push(item, terms);
    }
    all
}

/// Returns the signed terms that the item's own formulas name; `None` if its formulas say no more than the
/// levels do.
fn formula_terms(table: &Table, below: &[Vec<ItemId>], item: ItemId, column: usize) -> Option<Vec<Term>> {
    let signed = |(sign, part): &(i8, ItemId)| {
        let sign = *sign;
        contributed_terms(table, below, *part, column).into_iter().map(move |term| Term { sign, ..term })
    };
    Some(table.sum_parts(item)?.iter().flat_map(signed).collect())
}

/// Returns what an item contributes to the sum above it: its own amount or, if the cell is blank, the amounts
/// below it. So a blank subtotal does not break the sums above it as well.
fn contributed_terms(table: &Table, below: &[Vec<ItemId>], item: ItemId, column: usize) -> Vec<Term> {
    let own = term(table, item, column);
    if own.number().is_some() {
        return vec![own];
    }
    let rows = items_below(below, item).iter().filter(|child| !is_total(table, **child));
    let parts: Vec<Term> = rows.flat_map(|child| contributed_terms(table, below, *child, column)).collect();
    if parts.iter().any(|term| term.number().is_some()) { parts } else { vec![own] }
}

/// Returns the items directly below `item`; empty if there are none.
fn items_below(below: &[Vec<ItemId>], item: ItemId) -> &[ItemId] {
    below.get(item).map_or(&[], Vec::as_slice)
}

fn is_total(table: &Table, item: ItemId) -> bool {
    table.items.get(item).is_some_and(|item| item.level == Level::Jumlah)
}
