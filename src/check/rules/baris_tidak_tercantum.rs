//! Rule STR108: a total states more than its rows add up to in several columns at once, so that a row seems to be
//! missing.

use std::collections::{BTreeMap, BTreeSet};

use super::super::context::{Context, cell_list, value_like};
use crate::model::{
    CellRef, Finding, Ground, ItemId, Message, Related, Relation, RelationKind, Severity, TableId,
};

/// Minimum number of columns in which a total states more. A wrong figure is one of one column.
const MIN_COLUMNS: usize = 3;

/// Returns one warning for each such total, at the first of its cells.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    short_sums(context).values().filter_map(|relations| finding(context, relations)).collect()
}

/// Returns the cells of all such totals; computed on first use.
pub(super) fn short_cells<'s>(context: &'s Context<'_>) -> &'s BTreeSet<CellRef> {
    context.short_cells.get_or_init(|| {
        short_sums(context).into_values().flatten().map(|relation| relation.result.at).collect()
    })
}

/// Returns the sums of each total that states more than its rows in several columns, and less in none. Sums that a form
/// or the sheet's own formulas state are left out: there the rows are known, and one of them is wrong. So are
/// differences, which may be stated without their signs.
fn short_sums<'a>(context: &Context<'a>) -> BTreeMap<(TableId, ItemId), Vec<&'a Relation>> {
    let mut rows: BTreeMap<(TableId, ItemId), Vec<&Relation>> = BTreeMap::new();
    let is_typed = |at: CellRef| context.book.cell(at).is_some_and(|cell| cell.formula.is_none());
    for relation in context.relations_of(&[RelationKind::Children, RelationKind::Total]) {
        let is_known = context.table(relation.table).is_none_or(|table| table.form.defines_rows())
            || relation.ground <= Ground::Formula;
        let is_plain = relation.terms.iter().all(|term| term.sign > 0);
        if !is_known && is_plain && relation.is_wrong() && is_typed(relation.result.at) {
            rows.entry((relation.table, relation.item)).or_default().push(relation);
        }
    }
    let is_more = |relation: &&Relation| relation.difference().is_some_and(|more| more.is_sign_positive());
    rows.retain(|_, relations| relations.len() >= MIN_COLUMNS && relations.iter().all(is_more));
    rows
}

fn finding(context: &Context, relations: &[&Relation]) -> Option<Finding> {
    /// Maximum number of differences that the sentence names.
    const MAX_NAMED: usize = 5;
    let (first, others) = relations.split_first()?;
    let of_first = context.relation_finding("STR108", Severity::Warning, first, "check.total.short");
    let cells: Vec<CellRef> = relations.iter().map(|relation| relation.result.at).collect();
    let differences: Vec<String> = relations
        .iter()
        .take(MAX_NAMED)
        .filter_map(|relation| Some(value_like(relation, relation.difference()?).to_string()))
        .collect();
    let message = Message::new("check.total.short")
        .with("item", first.result.label.as_ref())
        .with("count", relations.len())
        .with("cells", cell_list(&cells))
        .with("parts", context.describe_parts(first))
        .with("differences", differences.join("; "));
    let related = others.iter().map(|relation| &relation.result).map(|term| Related {
        at: term.at,
        label: term.label.to_string(),
        value: term.value.clone(),
    });
    // Without a computed value nothing is proposed: the total may be right.
    Some(Finding { message, computed: None, difference: None, related: related.collect(), ..of_first })
}
