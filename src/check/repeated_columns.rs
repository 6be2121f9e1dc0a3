//! Finds columns that repeat another one cell for cell, such as a forward estimate that is the plan again.
//!
//! An error in the first column is an error in its copy too; it is reported once.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::forms::Belongs;
use crate::model::{Item, Renja, Table, TableId, Value};

/// A column that repeats an earlier one of the same table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RepeatedColumn {
    /// The table of both columns.
    pub table: TableId,
    /// The column that repeats.
    pub column: usize,
    /// The column that is repeated.
    pub original: usize,
    /// Number of non-zero amounts in each of the two.
    pub amounts: usize,
}

/// Minimum number of non-zero amounts in a copy. With fewer, as in a table of one program, two columns may be
/// equal by coincidence or by nature.
const MIN_AMOUNTS: usize = 4;

/// Returns the columns of amounts that repeat an earlier column of their table.
pub(super) fn find(renja: &Renja) -> Vec<RepeatedColumn> {
    renja.tables().flat_map(|(id, table)| find_in_table(id, table)).collect()
}

fn find_in_table(id: TableId, table: &Table) -> Vec<RepeatedColumn> {
    let amounts: Vec<usize> = (0..table.columns.len())
        .filter(|c| table.columns.get(*c).is_some_and(|c| c.adds_up && c.belongs == Belongs::Item))
        .collect();
    // Columns by their amounts, so that only identical ones meet. The value is the first such column and its
    // number of non-zero amounts.
    let mut alike: HashMap<Vec<Option<Decimal>>, (usize, usize)> = HashMap::new();
    let mut copies: Vec<RepeatedColumn> = Vec::new();
    for column in amounts {
        let own: Vec<Option<Decimal>> = table.items.iter().map(|item| amount(item, column)).collect();
        // Skip columns without amounts: months that are still all zero do not repeat each other.
        let filled = own.iter().flatten().filter(|n| !n.is_zero()).count();
        if filled < MIN_AMOUNTS {
            continue;
        }
        let (of, amounts) = *alike.entry(own).or_insert((column, filled));
        if of != column {
            copies.push(RepeatedColumn { table: id, column, original: of, amounts });
        }
    }
    copies
}

fn amount(item: &Item, column: usize) -> Option<Decimal> {
    match item.values.get(column)?.value {
        Value::Rupiah(n) => Some(n),
        _ => None,
    }
}
