//! Columns that repeat another cell for cell: a forward estimate that is the plan again. What is
//! wrong in the one is wrong in the other; it is said once.

use crate::forms::Belongs;
use crate::model::{Renja, Table, TableId, Value};

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
    let mut copies: Vec<Copy> = Vec::new();
    for (i, column) in amounts.iter().enumerate() {
        let original = amounts.iter().take(i).find_map(|of| Some((*of, repeated(table, *of, *column)?)));
        if let Some((of, amounts)) = original {
            copies.push(Copy { table: id, column: *column, of, amounts });
        }
    }
    copies
}

/// How many amounts the second column repeats of the first; `None` where it does not repeat it.
fn repeated(table: &Table, of: usize, column: usize) -> Option<usize> {
    let number = |item: &crate::model::Item, column: usize| {
        item.values.get(column).and_then(|cited| match &cited.value {
            Value::Rupiah(n) => Some(*n),
            _ => None,
        })
    };
    let equal = table.items.iter().all(|item| number(item, of) == number(item, column));
    // Months that are still all zero repeat nothing.
    let amounts =
        table.items.iter().filter(|item| number(item, column).is_some_and(|n| !n.is_zero())).count();
    (equal && amounts >= LEAST).then_some(amounts)
}
