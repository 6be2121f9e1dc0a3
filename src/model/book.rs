//! A workbook as it was found: sheets of cells with their merges, formats and formulas. Nothing
//! is interpreted yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cell::Area;
use super::cells::Cells;
use super::message::Message;
use super::{CellRef, Finding};
use crate::text::date::Date;

/// A sheet, by its place in the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SheetId(pub u16);

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

/// A cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// What stands in it.
    pub content: CellContent,
    /// How a number is shown.
    pub format: Format,
    /// Its formula, as in the file, without `=`; the content is then the cached value.
    pub formula: Option<Arc<str>>,
    /// Whether it is set in bold; `None` where the format does not say.
    pub bold: Option<bool>,
    /// Its indentation in steps.
    pub indent: u8,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CellContent {
    /// Nothing (a formula without a cached value).
    #[default]
    Blank,
    /// A number.
    Number(Decimal),
    /// A text.
    Text(Arc<str>),
    /// True or false.
    Bool(bool),
    /// Something in a numeric cell that is no number: `NaN`, `null`, `#DIV/0!`, 1e308.
    NotANumber(Arc<str>),
}

/// A number format code, `General` where empty: `#,##0`, `0.00%`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Format(pub Option<Arc<str>>);

impl Format {
    /// Whether 0.85 is shown as 85%.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        let Some(code) = self.0.as_deref() else { return false };
        let mut quoted = false;
        let mut escaped = false;
        for c in code.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = !quoted,
                '%' if !quoted => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether a number is shown as a date or as a time of the day.
    #[must_use]
    pub fn is_date(&self) -> bool {
        self.0.as_deref().is_some_and(crate::text::date::is_date_code)
    }

    /// How many decimals it shows; `None` for General.
    #[must_use]
    pub fn decimals(&self) -> Option<u32> {
        let code = self.0.as_deref()?;
        let first = code.split(';').next()?;
        let Some((_, after)) = first.split_once('.') else {
            return first.contains(['0', '#']).then_some(0);
        };
        u32::try_from(after.chars().take_while(|c| matches!(c, '0' | '#' | '?')).count()).ok()
    }
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

impl Cell {
    /// The date that is shown in the cell: of a number with a format of dates. `None` for all other
    /// cells, and for numbers too large or too small to be shown as a date.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        match self.content {
            CellContent::Number(n) if self.format.is_date() => Date::of_serial(n),
            _ => None,
        }
    }
}

impl CellContent {
    /// Whether a reader sees nothing there.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.chars().all(crate::text::number::is_blank),
            _ => false,
        }
    }
}
