//! Balances that run down the rows of a cash book or a ledger: each is the one before, with what came in and
//! what went out.

use super::{relation, term};
use crate::model::{Balance, ItemId, Level, Relation, RelationKind, Table, TableId, Term};

/// The balances of a table.
pub(super) fn relations(id: TableId, table: &Table) -> Vec<Relation> {
    let balances: Vec<&Balance> = table.summed.iter().flat_map(|summed| &summed.balances).collect();
    // What any of the balances counts: a row that fills one of these is an entry of the book.
    let moving: Vec<usize> =
        balances.iter().flat_map(|balance| balance.plus.iter().chain(&balance.minus)).copied().collect();
    balances.iter().flat_map(|balance| of_column(id, table, balance, &moving)).collect()
}

fn of_column(id: TableId, table: &Table, balance: &Balance, moving: &[usize]) -> Vec<Relation> {
    let mut all = Vec::new();
    let mut before: Option<ItemId> = None;
    for (item, i) in table.items.iter().enumerate() {
        if i.values.get(balance.column).is_none_or(|cited| cited.value.number().is_none()) {
            continue;
        }
        if i.level == Level::Jumlah {
            continue;
        }
        let part = |sign: i8| move |column: &usize| Term { sign, ..term(table, item, *column) };
        let stated = |term: &Term| term.number().is_some();
        let moves: Vec<Term> = balance
            .plus
            .iter()
            .map(part(1))
            .chain(balance.minus.iter().map(part(-1)))
            .filter(stated)
            .collect();
        let is_entry = || moving.iter().any(|column| stated(&term(table, item, *column)));
        if let Some(before) = before.filter(|_| !moves.is_empty() || is_entry()) {
            let terms = std::iter::once(term(table, before, balance.column)).chain(moves).collect();
            all.push(relation(RelationKind::Balance, (id, table), item, balance.column, terms));
        }
        before = Some(item);
    }
    all
}
