//! A workbook as it was read: sheets of cells with their merges, formats and formulas. Nothing is interpreted
//! yet.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Area, Cell, CellRef, Cells, Finding, Message, SheetId};

/// A workbook.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The sheets in workbook order.
    pub sheets: Vec<Sheet>,
    /// Findings from reading: cells that could not be read, formulas without a cached value.
    pub findings: Vec<Finding>,
    /// Whether the file contains macros, as an .xlsm does.
    pub has_macros: bool,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The name of the sheet.
    pub name: String,
    /// Whether the sheet is visible to a user.
    pub visibility: Visibility,
    /// The cells that are not empty, except those covered by a merge.
    pub cells: Cells,
    /// Numbers in cells that a merge covers, by row and column. Nobody sees them, but formulas still read
    /// them.
    pub covered: BTreeMap<(u32, u32), Decimal>,
    /// The merged areas, sorted by first row and first column.
    pub merges: Vec<Area>,
    /// The hidden rows, in ascending order.
    pub hidden_rows: Vec<u32>,
    /// Whether a filter hides the rows.
    pub filtered: bool,
    /// The hidden columns.
    pub hidden_columns: Vec<u32>,
    /// Column widths in characters, for the columns whose width the file states.
    pub widths: BTreeMap<u32, f64>,
    /// Why the sheet could not be read, or `None` if it was read.
    pub unread: Option<Message>,
}

/// The visibility of a sheet. Excel's menus list hidden sheets but not very hidden ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Visibility {
    #[default]
    Visible,
    Hidden,
    VeryHidden,
}

impl Book {
    /// Returns the sheet with this id.
    #[must_use]
    pub fn sheet(&self, id: SheetId) -> Option<&Sheet> {
        self.sheets.get(usize::from(id.0))
    }

    /// Returns the sheets in workbook order with their ids.
    pub fn sheets(&self) -> impl Iterator<Item = (SheetId, &Sheet)> {
        (0u16..).map(SheetId).zip(&self.sheets)
    }

    /// Returns the cell at this position, or `None` if it is empty, covered by a merge or outside the
    /// workbook.
    #[must_use]
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        self.sheet(at.sheet)?.cells.get(&(at.row, at.column))
    }
}

impl Sheet {
    /// Returns the merged area whose top left cell is this one.
    #[must_use]
    pub fn merge_starting_at(&self, row: u32, column: u32) -> Option<&Area> {
        let place = self.merges.binary_search_by_key(&(row, column), |a| (a.first_row, a.first_column));
        place.ok().and_then(|place| self.merges.get(place))
    }

    /// Whether a row is hidden.
    #[must_use]
    pub fn is_hidden(&self, row: u32) -> bool {
        self.hidden_rows.binary_search(&row).is_ok()
    }

    /// Returns the last row and the last column that contain a cell or belong to a merge. `None` for an empty
    /// sheet.
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
