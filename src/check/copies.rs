//! Columns that repeat another cell for cell: a forward estimate that is the plan again. What is
//! wrong in the one is wrong in the other; it is said once.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::forms::Belongs;
use crate::model::{Item, Renja, Table, TableId, Value};

/// A column that repeats another of the same table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Copy {
    /// The table.
    pub table: TableId,
    /// The column that repeats.
    pub column: usize,
    /// The one that it repeats.
    pub of: usize,
    /// How many amounts stand in it.
    pub amounts: usize,
}

/// Fewer amounts than this are equal by chance or by nature: a table of one program.
const LEAST: usize = 4;

/// The columns of amounts that repeat an earlier one.
pub(super) fn copies(renja: &Renja) -> Vec<Copy> {
    renja.tables().flat_map(|(id, table)| of_table(id, table)).collect()
}

fn of_table(id: TableId, table: &Table) -> Vec<Copy> {
    let amounts: Vec<usize> = (0..table.columns.len())
        .filter(|c| table.columns.get(*c).is_some_and(|c| c.adds_up && c.belongs == Belongs::Item))
        .collect();
    // Only columns of the same amounts are compared.
    let mut alike: HashMap<Vec<Option<Decimal>>, (usize, usize)> = HashMap::new();
    let mut copies: Vec<Copy> = Vec::new();
    for column in amounts {
        let own: Vec<Option<Decimal>> = table.items.iter().map(|item| amount(item, column)).collect();
        // Months that are still all zero repeat nothing.
        let filled = own.iter().flatten().filter(|n| !n.is_zero()).count();
        if filled < LEAST {
            continue;
        }
        let (of, amounts) = *alike.entry(own).or_insert((column, filled));
        if of != column {
            copies.push(Copy { table: id, column, of, amounts });
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
