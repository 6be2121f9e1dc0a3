//! Lists the cells that tables took, with what each of them holds.

use crate::forms::Kind;
use crate::model::{CellRef, Column, Item, Renja, Value};
use crate::text::fold::first_word_among;

/// Range of whole numbers that are taken for years, in a column headed "Tahun".
pub(super) const YEAR_RANGE: std::ops::RangeInclusive<u32> = 1900..=2100;

/// A filled cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TableCell {
    pub at: CellRef,
    pub role: CellRole,
}

/// What a filled cell of a table holds. Variants are ordered from the least certain to the most certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CellRole {
    /// A number in a column of words, which may be a figure or not.
    Unknown,
    /// A code, the number of a row, a year, or words.
    Label,
    /// A number that can be reckoned with.
    Figure,
}

/// Returns the cells that the tables took, sorted, each once. A cell of several lines gives several values,
/// of which the most certain one counts.
pub(super) fn table_cells(renja: &Renja) -> Vec<TableCell> {
    let mut all = Vec::new();
    for table in &renja.tables {
        for values in table.items.iter().flat_map(Item::rows) {
            for (column, cited) in table.columns_of(values) {
                all.push(TableCell { at: cited.at, role: cell_role(column, &cited.value) });
            }
        }
    }
    // Stable sort, which is fast here: rows follow each other, so the list is nearly in order.
    all.sort();
    // Keep the last entry of each cell: if any of its values is a figure, that one.
    all.reverse();
    all.dedup_by_key(|placed| placed.at);
    all.reverse();
    all
}

/// Returns what a value is, according to its column.
fn cell_role(column: &Column, value: &Value) -> CellRole {
    let is_year = || match value {
        Value::Quantity(n, None) => {
            let head =
                column.header.last().is_some_and(|head| first_word_among(&head.text, &["tahun"]).is_some());
            head && n.fract().is_zero() && u32::try_from(*n).is_ok_and(|n| YEAR_RANGE.contains(&n))
        }
        _ => false,
    };
    if matches!(column.kind, Kind::Kode | Kind::Nomor) || is_year() {
        CellRole::Label
    } else if value.number().is_some() {
        CellRole::Figure
    } else if column.kind == Kind::Text {
        CellRole::Unknown
    } else {
        CellRole::Label
    }
}
