//! Positions in a workbook: sheets, cells and areas.

use serde::{Deserialize, Serialize};

use crate::text::reference::parse_cell_name;

pub use crate::text::reference::{a1, column_name};

/// A sheet, identified by its index in the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetId(pub u16);

/// A cell of a workbook. Rows and columns count from 0; [`CellRef::a1`] formats them as Excel does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellRef {
    /// The sheet that contains the cell.
    pub sheet: SheetId,
    /// The row, counted from 0.
    pub row: u32,
    /// The column, counted from 0.
    pub column: u32,
}

impl CellRef {
    /// Returns the cell's name in Excel, without its sheet: `J10`.
    #[must_use]
    pub fn a1(&self) -> String {
        a1(self.row, self.column)
    }

    /// Parses a cell name such as `J10` into its row and column, counted from 0. Returns `None` if the text
    /// is not a cell name.
    #[must_use]
    pub fn read_a1(text: &str) -> Option<(u32, u32)> {
        parse_cell_name(text)
    }
}

/// A rectangle of cells on one sheet. Both ends are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Area {
    /// The first row, counted from 0.
    pub first_row: u32,
    /// The first column, counted from 0.
    pub first_column: u32,
    /// The last row, inclusive.
    pub last_row: u32,
    /// The last column, inclusive.
    pub last_column: u32,
}

impl Area {
    /// Whether the area contains this row and column.
    #[must_use]
    pub fn contains(&self, row: u32, column: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row)
            && (self.first_column..=self.last_column).contains(&column)
    }

    /// Parses the name of an area such as `A6:M81`, given by any two opposite corners, or of a single cell.
    /// Returns `None` if the text is not an area.
    #[must_use]
    pub fn read_a1(text: &str) -> Option<Self> {
        let (first, last) = text.trim().split_once(':').unwrap_or((text, text));
        let ((r1, c1), (r2, c2)) = (parse_cell_name(first)?, parse_cell_name(last)?);
        Some(Self {
            first_row: r1.min(r2),
            first_column: c1.min(c2),
            last_row: r1.max(r2),
            last_column: c1.max(c2),
        })
    }

    /// Returns the area's name in Excel: `A6:M81`.
    #[must_use]
    pub fn a1(&self) -> String {
        format!("{}:{}", a1(self.first_row, self.first_column), a1(self.last_row, self.last_column))
    }
}
