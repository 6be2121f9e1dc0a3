//! Everything that must agree, as one list of [`Relation`]s over cells: the checks report from it,
//! and the search for causes reasons with it.

mod balance;
mod earned;
mod recap;
mod row;
mod terms;
mod tree;

use super::ribuan;
use crate::model::{Relation, Renja, Table, TableId};

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
