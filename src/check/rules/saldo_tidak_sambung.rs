//! Rule ARI108: a balance is not that of the row before, plus what came in, minus what went out.

use super::super::context::{Context, cell_list};
use super::super::relations::Reordered;
use crate::model::{CellRef, Finding, Message, Related, RelationKind, Severity};

/// Returns an error for each such balance, and a note for each table whose balances follow in another order of its rows.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let wrong = context.relations_of(&[RelationKind::Balance]).filter(|relation| relation.is_wrong()).map(
        |relation| context.relation_finding("ARI108", Severity::Error, relation, "check.balance.differs"),
    );
    let tables = context.reordered.chunk_by(|a, b| a.table == b.table);
    wrong.chain(tables.filter_map(|groups| other_order(context, groups))).collect()
}

/// Builds the note on rows of one table whose balances follow in another order.
fn other_order(context: &Context, groups: &[Reordered]) -> Option<Finding> {
    let table = context.table(groups.first()?.table)?;
    let rows = || groups.iter().flat_map(|group| group.rows.iter().copied());
    let (first_item, first) = rows().min_by_key(|(_, at)| *at)?;
    let cells: Vec<CellRef> = rows().map(|(_, at)| at).collect();
    let message = Message::new("check.balance.other_order")
        .with("count", cells.len())
        .with("sheet", context.renja.sheet_name(table.sheet))
        .with("cells", cell_list(&cells));
    let related = rows().map(|(item, at)| Related {
        at,
        label: table.items.get(item).map_or_else(String::new, |item| table.label(item)),
        value: None,
    });
    Some(Finding {
        related: related.collect(),
        ..Context::simple_finding("ARI108", Severity::Note, first, table.path(first_item), message)
    })
}
