//! A workbook as it was found: sheets of cells with their merges, formats and formulas. Nothing
//! is interpreted yet.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Area, Cell, CellRef, Cells, Finding, Message, SheetId};

/// A workbook.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The sheets in workbook order.
    pub sheets: Vec<Sheet>,
    /// What reading noticed: cells that could not be read, formulas without a cached value.
    pub findings: Vec<Finding>,
    /// Whether macros come with it: an .xlsm.
    pub has_macros: bool,
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether a user sees it.
    pub visibility: Visibility,
    /// Its cells that are not empty, by row and column. A cell that a merge covers is not here.
    pub cells: Cells,
    /// Numbers in cells that a merge covers: nobody sees them, and a formula takes them all the same.
    pub covered: BTreeMap<(u32, u32), Decimal>,
    /// Its merged areas, by their first row and column.
    pub merges: Vec<Area>,
    /// Rows that are hidden, in order.
    pub hidden_rows: Vec<u32>,
    /// Whether a filter hides them.
    pub filtered: bool,
    /// Columns that are hidden.
    pub hidden_columns: Vec<u32>,
    /// Column widths in characters, where the file says them.
    pub widths: BTreeMap<u32, f64>,
    /// What kept the sheet from being read, where it could not be.
    pub unread: Option<Message>,
}

/// Whether a user sees a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Visibility {
    #[default]
    Visible,
    Hidden,
    VeryHidden,
}

impl Book {
    /// The sheet with this id.
    #[must_use]
    pub fn sheet(&self, id: SheetId) -> Option<&Sheet> {
        self.sheets.get(usize::from(id.0))
    }

    /// The sheets with their ids.
    pub fn sheets(&self) -> impl Iterator<Item = (SheetId, &Sheet)> {
        (0u16..).map(SheetId).zip(&self.sheets)
    }

    /// The cell at this place.
    #[must_use]
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.sheet(at.sheet)?.cells.get(&(at.row, at.column))
    }
}

impl Sheet {
    /// The merged area that begins at this cell.
    #[must_use]
    pub fn merge_from(&self, row: u32, column: u32) -> Option<&Area> {
        let place = self.merges.binary_search_by_key(&(row, column), |a| (a.first_row, a.first_column));
        place.ok().and_then(|place| self.merges.get(place))
    }

    /// Whether nobody sees a row.
    #[must_use]
    pub fn is_hidden(&self, row: u32) -> bool {
        self.hidden_rows.binary_search(&row).is_ok()
    }

    /// The last row and column that hold a cell or belong to a merge.
    #[must_use]
    pub fn extent(&self) -> Option<(u32, u32)> {
        let mut extent: Option<(u32, u32)> = None;
        let mut reach = |row: u32, column: u32| {
            let (r, c) = extent.unwrap_or((0, 0));
            extent = Some((r.max(row), c.max(column)));
        };
        for (row, column) in self.cells.keys() {
            reach(*row, *column);
        }
        for area in &self.merges {
            reach(area.last_row, area.last_column);
        }
        extent
    }
}
