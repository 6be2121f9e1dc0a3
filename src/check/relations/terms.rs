//! Builds relations and their terms from the cells of a table.

use std::sync::Arc;

use crate::model::{
    Cited, Ground, Item, ItemId, Relation, RelationKind, Table, TableId, Term, Value, sum_terms,
};

/// Builds a relation whose result is the item's own value in a column.
pub(super) fn relation(
    kind: RelationKind,
    (id, table): (TableId, &Table),
    item: ItemId,
    column: usize,
    terms: Vec<Term>,
) -> Relation {
    Relation {
        kind,
        ground: ground(kind, table, column),
        table: id,
        item,
        indikator: None,
        column,
        result: term(table, item, column),
        computed: sum_terms(&terms),
        terms,
    }
}

/// Returns the ground of a relation: what says that its figures must agree.
fn ground(kind: RelationKind, table: &Table, column: usize) -> Ground {
    match kind {
        RelationKind::Children | RelationKind::Total => {
            table.sheet_sums.as_ref().map_or(Ground::Form, |s| s.ground)
        }
        RelationKind::Row => table.columns.get(column).map_or(Ground::Form, |c| c.ground),
        RelationKind::Balance => Ground::Words,
        RelationKind::Recap | RelationKind::Count => Ground::Form,
    }
}

/// Returns the figure of an item in a column as a term with sign 1; its value is `None` if the cell is blank.
pub(super) fn term(table: &Table, item: ItemId, column: usize) -> Term {
    Term {
        at: table.item_cell(item, column),
        label: table.items.get(item).map_or_else(|| Arc::from(""), |item| table.label_shared(item)),
        sign: 1,
        value: table.items.get(item).and_then(|item| value(item, column)).map(|cited| cited.value.clone()),
    }
}

/// Returns an item's own value in a column; `None` if the cell is blank.
pub(super) fn value(item: &Item, column: usize) -> Option<&Cited<Value>> {
    item.values.get(column)
}
