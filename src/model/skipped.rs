//! Cells inside a table that no item or column could take.

use std::sync::Arc;

use super::{Area, CellRef, Message, column_name};

/// A cell that could not be placed, and the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// The text of the cell.
    pub text: Arc<str>,
    /// The cell.
    pub at: CellRef,
    /// The reason.
    pub why: SkipReason,
    /// Whether the cell belongs to a block that blank columns separate from the table, so that none of the
    /// table's figures is missing.
    pub is_beside: bool,
}

/// The reason why a cell has no place in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// The cell stands beside the table, which covers this area.
    Beside(Area),
    /// No column of the table covers the cell.
    Outside,
    /// The cell belongs to a rating row, which the form has below its own rows.
    Rating,
    /// The cell is a remark among the rows.
    Remark,
    /// The row already has a value in this column.
    SecondValue,
    /// The cell has several lines that do not pair up with the indicators of its row.
    UnpairedLines {
        /// Number of lines in the cell.
        lines: usize,
        /// Number of indicators of the row.
        indicators: usize,
    },
}

impl Skipped {
    /// Returns the reason as a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self.why {
            SkipReason::Beside(area) => Message::new("normalize.beside").with("area", area.a1()),
            SkipReason::Outside => {
                Message::new("normalize.outside").with("column", column_name(self.at.column))
            }
            SkipReason::Rating => Message::new("normalize.rating"),
            SkipReason::Remark => Message::new("normalize.remark"),
            SkipReason::SecondValue => {
                Message::new("normalize.second_value").with("column", column_name(self.at.column))
            }
            SkipReason::UnpairedLines { lines, indicators } => {
                Message::new("normalize.unpaired_lines").with("lines", lines).with("indikator", indicators)
            }
        }
    }
}
