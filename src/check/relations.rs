//! Builds the list of [`Relation`]s between cells that must hold in a plan.
//!
//! The rules report the relations that fail; `correct` searches the same list for the cause.

mod balance;
mod balance_order;
mod borne_out;
mod consequences;
mod other_rows;
mod recap;
mod row;
mod terms;
mod tree;
mod units;

use super::thousands;
use crate::model::{Relation, Renja, Table, TableId};
pub use balance_order::Reordered;

/// The relations of a plan.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// Relations that the rules look at.
    pub all: Vec<Relation>,
    /// Relations that fail only because another one fails. Only the other one is reported, but the cells of
    /// these count as tested.
    pub consequences: Vec<Relation>,
    /// Rows of cash books whose balances follow one another in another order.
    pub reordered: Vec<Reordered>,
}

/// Returns the relations of all tables, table by table, followed by those of the recapitulation.
///
/// In a table whose form describes its rows, failures within the rounding of thousands or millions are
/// dropped. In any other table a relation counts only if the table bears it out (see `borne_out`).
#[must_use]
pub fn relations(renja: &Renja) -> Relations {
    let mut relations = Relations::default();
    for (id, table) in renja.tables() {
        let mut of_table = table_relations(id, table);
        let (of_order, reordered) = balance_order::take(&mut of_table);
        relations.consequences.extend(of_order);
        relations.reordered.extend(reordered);
        if table.form.defines_rows() {
            relations.all.extend(thousands::drop_rounding_failures(table, of_table));
        } else {
            let (earned, consequences) = borne_out::split_supported(table, of_table);
            relations.all.extend(earned);
            relations.consequences.extend(consequences);
        }
    }
    relations.all.extend(recap::relations(renja));
    relations
}

/// Returns the relations that one table states: sums along its levels, sums within rows, and running
/// balances.
///
/// They are unfiltered: nothing is removed for rounding or for lack of evidence. [`relations`] does that.
#[must_use]
pub fn table_relations(id: TableId, table: &Table) -> Vec<Relation> {
    let mut all = tree::relations(id, table);
    all.extend(row::relations(id, table));
    all.extend(balance::relations(id, table));
    all
}
