//! Cells that a table has no place for.

use std::sync::Arc;

use super::{Area, CellRef, Message, column_name};

/// A cell that could not be placed, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// What stands there.
    pub text: Arc<str>,
    /// Where.
    pub at: CellRef,
    /// Why it was not placed.
    pub why: NotPlaced,
    /// Whether it is of a block that blank columns set apart from the table: no figure of the table is
    /// missing there.
    pub is_beside: bool,
}

/// Why a cell has no place in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotPlaced {
    /// It stands beside the table, which covers this area.
    Beside(Area),
    /// No column of the table covers it.
    Outside,
    /// A rating row, which the form has below its own rows.
    Rating,
    /// A remark among the rows.
    Remark,
    /// Its row has a value of this column already.
    SecondValue,
    /// A cell of several lines, which do not pair up with the indicators of its row.
    UnpairedLines {
        /// The number of lines.
        lines: usize,
        /// The number of indicators.
        indicators: usize,
    },
}

impl Skipped {
    /// The reason as a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self.why {
            NotPlaced::Beside(area) => Message::new("normalize.beside").with("area", area.a1()),
            NotPlaced::Outside => {
                Message::new("normalize.outside").with("column", column_name(self.at.column))
            }
            NotPlaced::Rating => Message::new("normalize.rating"),
            NotPlaced::Remark => Message::new("normalize.remark"),
            NotPlaced::SecondValue => {
                Message::new("normalize.second_value").with("column", column_name(self.at.column))
            }
            NotPlaced::UnpairedLines { lines, indicators } => {
                Message::new("normalize.unpaired_lines").with("lines", lines).with("indikator", indicators)
            }
        }
    }
}
