//! Finds the row and column of each cell of a table, which depend on the cells that span into its row.

use std::collections::BTreeMap;
use std::sync::Arc;

use scraper::node::Element;

use super::text_layout::Line;
use crate::model::{Area, Cell, CellContent, Format};
use crate::read::budget::Budget;
use crate::read::raw::{LAST_COLUMN, LAST_ROW, RawSheet};
use crate::read::text::{infer_content, percent_format};
use crate::read::{ReadError, number};

/// A data table that is open.
#[derive(Default)]
pub(super) struct Grid {
    /// The row of the sheet that is open; `None` before the first one.
    row: Option<u32>,
    /// The next column in this row.
    column: u32,
    /// The last row that belongs to the table, including rows that cells span into.
    pub(super) last_row: Option<u32>,
    /// The cell that is open.
    pub(super) cell: Option<OpenCell>,
    /// Cells that span into later rows: last column and last row, by first column.
    spans: BTreeMap<u32, (u32, u32)>,
}

/// A cell that is open.
pub(super) struct OpenCell {
    pub(super) line: Line,
    pub(super) bold_depth: usize,
    area: Area,
    /// The number that the page states besides the shown text.
    number: Option<String>,
    /// Whether the page marks the content as text.
    is_text: bool,
    /// Whether text in bold was seen, and whether other text was seen.
    bold: (bool, bool),
}

impl Grid {
    /// Opens a row. `free_row` is the row of the sheet for the first row of the table.
    pub(super) fn open_row(&mut self, free_row: u32, hidden: bool, sheet: &mut RawSheet) {
        let row = self.row.map_or(free_row, |row| row.saturating_add(1));
        self.row = Some(row);
        self.column = 0;
        self.last_row = self.last_row.max(Some(row));
        if hidden && row <= LAST_ROW {
            sheet.hidden_rows.push((row, row));
        }
    }

    /// Opens a cell in the next column that no other cell spans into.
    ///
    /// # Errors
    /// Returns an error if the budget is used up.
    pub(super) fn open_cell(&mut self, element: &Element, budget: &Budget) -> Result<(), ReadError> {
        let row = self.row.unwrap_or(0);
        while let Some((_, (last_column, last_row))) = self.spans.range(..=self.column).next_back() {
            if *last_column < self.column || *last_row < row {
                break;
            }
            budget.take_bytes(1)?; // a page can make every cell skip a thousand spans
            self.column = last_column + 1;
        }
        let span = |name: &str, most: u32| {
            let span = element.attr(name).and_then(|v| v.trim().parse::<u32>().ok());
            span.unwrap_or(1).clamp(1, most)
        };
        let last_column = self.column.saturating_add(span("colspan", 1000) - 1);
        let last_row = row.saturating_add(span("rowspan", 65_534) - 1);
        if last_row > row {
            self.spans.insert(self.column, (last_column, last_row));
        }
        let style = element.attr("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
        let bold =
            element.name() == "th" || style.contains("font-weight:bold") || style.contains("font-weight:700");
        self.cell = Some(OpenCell {
            line: Line::default(),
            bold_depth: usize::from(bold),
            area: Area { first_row: row, first_column: self.column, last_row, last_column },
            // Excel and LibreOffice write the number itself next to the text that they show.
            number: ["x:num", "sdval"].iter().find_map(|name| element.attr(name)).map(ToOwned::to_owned),
            is_text: element.attr("x:str").is_some(),
            bold: (false, false),
        });
        self.column = last_column.saturating_add(1);
        Ok(())
    }

    /// Closes the open cell and adds it to the sheet.
    ///
    /// # Errors
    /// Returns an error if the budget is used up.
    pub(super) fn close_cell(&mut self, sheet: &mut RawSheet, budget: &Budget) -> Result<(), ReadError> {
        let Some(mut cell) = self.cell.take() else { return Ok(()) };
        let mut area = cell.area;
        if area.first_row > LAST_ROW || area.first_column > LAST_COLUMN {
            return Ok(());
        }
        area.last_row = area.last_row.min(LAST_ROW);
        area.last_column = area.last_column.min(LAST_COLUMN);
        let shown = cell.line.take();
        let content = match &cell.number {
            Some(number) if !number.is_empty() => number::content(number),
            _ if cell.is_text && !shown.is_empty() => CellContent::Text(Arc::from(shown.as_str())),
            _ => infer_content(&shown),
        };
        let is_percentage = matches!(content, CellContent::Number(_)) && shown.ends_with('%');
        let format = if is_percentage { percent_format(&shown) } else { Format(None) };
        budget.take_cell()?;
        let bold = Some(cell.bold == (true, false));
        let place = (area.first_row, area.first_column);
        sheet.push(place, Cell { content, format, bold, ..Cell::default() });
        if (area.last_row, area.last_column) != place {
            sheet.merges.push(area);
            self.last_row = self.last_row.max(Some(area.last_row));
        }
        Ok(())
    }
}

impl OpenCell {
    /// Adds text to the cell.
    pub(super) fn push(&mut self, text: &str) {
        if !text.trim().is_empty() {
            if self.bold_depth > 0 { self.bold.0 = true } else { self.bold.1 = true }
        }
        self.line.push(text);
    }
}
