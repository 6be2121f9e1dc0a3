//! Where something stands.

use serde::{Deserialize, Serialize};

use crate::text::reference::place;

pub use crate::text::reference::{a1, column_name};

/// A sheet, by its place in the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetId(pub u16);

/// A cell of a workbook. Rows and columns count from 0; [`CellRef::a1`] prints them as Excel does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellRef {
    /// The sheet, by its place in the workbook.
    pub sheet: SheetId,
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
}

impl CellRef {
    /// The cell as Excel names it: `J10`.
    #[must_use]
    pub fn a1(&self) -> String {
        a1(self.row, self.column)
    }

    /// Reads a cell's name, `J10`, as row and column from 0.
    #[must_use]
    pub fn read_a1(text: &str) -> Option<(u32, u32)> {
        place(text)
    }
}

/// A rectangle of cells on one sheet, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Area {
    /// The first row, from 0.
    pub first_row: u32,
    /// The first column, from 0.
    pub first_column: u32,
    /// The last row.
    pub last_row: u32,
    /// The last column.
    pub last_column: u32,
}

impl Area {
    /// Whether the cell lies within.
    #[must_use]
    pub fn contains(&self, row: u32, column: u32) -> bool {
        (self.first_row..=self.last_row).contains(&row)
            && (self.first_column..=self.last_column).contains(&column)
    }

    /// Reads an area's name, `A6:M81`, from either corner, or that of a single cell.
    #[must_use]
    pub fn read_a1(text: &str) -> Option<Self> {
        let (first, last) = text.trim().split_once(':').unwrap_or((text, text));
        let ((r1, c1), (r2, c2)) = (place(first)?, place(last)?);
        Some(Self {
            first_row: r1.min(r2),
            first_column: c1.min(c2),
            last_row: r1.max(r2),
            last_column: c1.max(c2),
        })
    }

    /// The area as Excel names it: `A6:M81`.
    #[must_use]
    pub fn a1(&self) -> String {
        format!("{}:{}", a1(self.first_row, self.first_column), a1(self.last_row, self.last_column))
    }
}
