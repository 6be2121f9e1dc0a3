//! Everything that must agree, as one list of [`Relation`]s over cells: the checks report from it,
//! and the search for causes reasons with it.

mod balance;
mod earned;
mod recap;
mod row;
mod tree;

use std::sync::Arc;

use super::ribuan;
use crate::model::{Ground, Item, ItemId, Relation, RelationKind, Renja, Table, TableId, Term, sum};

/// The relations of a plan.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// Those that the rules look at.
    pub all: Vec<Relation>,
    /// Those that do not hold only because another one does not, which is reported instead. Their cells count as
    /// tested.
    pub consequences: Vec<Relation>,
}

/// All relations of a plan, table by table.
#[must_use]
pub fn relations(renja: &Renja) -> Relations {
    let mut relations = Relations::default();
    for (id, table) in renja.tables() {
        let of_table = stated(id, table);
        if table.form.tells_rows() {
            relations.all.extend(ribuan::but_for_rounding(table, of_table));
        } else {
            let (earned, consequences) = earned::earned(table, of_table);
            relations.all.extend(earned);
            relations.consequences.extend(consequences);
        }
    }
    relations.all.extend(recap::relations(renja));
    relations
}

/// What a table of no known form states, whether or not it bears it out.
#[must_use]
pub fn stated(id: TableId, table: &Table) -> Vec<Relation> {
    let mut all = tree::relations(id, table);
    all.extend(row::relations(id, table));
    all.extend(balance::relations(id, table));
    all
}

/// A relation over the item's own value in a column.
fn relation(
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
        computed: sum(&terms),
        terms,
    }
}

/// What tells a relation.
fn ground(kind: RelationKind, table: &Table, column: usize) -> Ground {
    match kind {
        RelationKind::Children | RelationKind::Total => {
            table.summed.as_ref().map_or(Ground::Form, |s| s.ground)
        }
        RelationKind::Row => table.columns.get(column).map_or(Ground::Form, |c| c.ground),
        RelationKind::Balance => Ground::Words,
        RelationKind::Recap | RelationKind::Count => Ground::Form,
    }
}

/// The figure of an item in a column.
fn term(table: &Table, item: ItemId, column: usize) -> Term {
    Term {
        at: table.item_cell(item, column),
        label: table.items.get(item).map_or_else(|| Arc::from(""), |item| table.label_shared(item)),
        sign: 1,
        value: table.items.get(item).and_then(|item| value(item, column)).map(|cited| cited.value.clone()),
    }
}

fn value(item: &Item, column: usize) -> Option<&crate::model::Cited<crate::model::Value>> {
    item.values.get(column)
}
