//! The cells that the tables took, and what each of them holds.

use crate::forms::Kind;
use crate::model::{CellRef, Column, Item, Renja, Value};
use crate::text::fold::first_of;

/// Whole numbers within these bounds that stand under "Tahun" are years.
pub(super) const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;

/// A filled cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    pub at: CellRef,
    pub what: What,
}

/// What a filled cell of a table holds, the least certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// What the column's kind does not tell: a number in a column of words may be a figure.
    Unknown,
    /// A code, the number of a row, a year.
    Name,
    /// A number that something could be reckoned with.
    Figure,
}

/// The cells that the tables took, each once: a cell of several lines gives several values.
pub(super) fn placed(renja: &Renja) -> Vec<Placed> {
    let mut all = Vec::new();
    for table in &renja.tables {
        for values in table.items.iter().flat_map(Item::rows) {
            for (column, cited) in table.columns_of(values) {
                all.push(Placed { at: cited.at, what: what(column, &cited.value) });
            }
        }
    }
    // Nearly in order: rows follow each other.
    all.sort();
    // Of one cell the last entry stays: if any of its values is a figure, that one.
    all.reverse();
    all.dedup_by_key(|placed| placed.at);
    all.reverse();
    all
}

/// What a value is, by its column.
fn what(column: &Column, value: &Value) -> What {
    let is_year = || match value {
        Value::Quantity(n, None) => {
            let head = column.header.last().is_some_and(|head| first_of(&head.text, &["tahun"]).is_some());
            head && n.fract().is_zero() && u32::try_from(*n).is_ok_and(|n| YEARS.contains(&n))
        }
        _ => false,
    };
    if matches!(column.kind, Kind::Kode | Kind::Nomor) || is_year() {
        What::Name
    } else if value.number().is_some() {
        What::Figure
    } else if column.kind == Kind::Text {
        What::Unknown
    } else {
        What::Name
    }
}
