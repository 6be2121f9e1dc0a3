//! The first sheet: office and year, what was found, how much money in figures and words, what was read and
//! what was tested. It is printed in portrait.

mod findings;
mod money;
mod reading;

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content};
use super::plan::Plan;
use super::style::{self, Look};
use super::{Document, WriteError};
use crate::model::own;

/// Number of columns. They have the same width, and everything on the sheet is laid out over them.
const COLUMN_COUNT: u32 = 12;
/// Width of a column, in characters.
const COLUMN_WIDTH: f64 = 8.4;
const AMOUNT_FORMAT: &str = "#,##0";

/// Writes the sheet.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::new(own::RINGKASAN, &[COLUMN_WIDTH; 12])?;
    document.write_banner(&mut canvas, &document.title())?;
    canvas.sheet.set_tab_color(Color::RGB(style::NAVY));
    canvas.sheet.set_screen_gridlines(false);
    canvas.print.portrait = true;
    let mut page = SummarySheet { document, plan, row: 3 };
    page.write_outcome(&mut canvas)?;
    page.write_money(&mut canvas)?;
    page.write_total(&mut canvas)?;
    page.write_programs(&mut canvas)?;
    page.write_findings(&mut canvas)?;
    page.write_tested(&mut canvas)?;
    page.write_coverage(&mut canvas)?;
    page.write_tables(&mut canvas)?;
    page.write_unplaced(&mut canvas)?;
    page.write_data_note(&mut canvas)?;
    page.write_guide(&mut canvas)?;
    page.write_signatures(&mut canvas)?;
    Ok(canvas)
}

/// The sheet while it is written.
struct SummarySheet<'a> {
    document: &'a Document<'a>,
    plan: &'a Plan<'a>,
    /// The next free row.
    row: u32,
}

impl SummarySheet<'_> {
    /// Begins a section, on a new page if it does not fit on the current one.
    fn begin_section(&mut self, canvas: &mut Canvas, text: &str) -> Result<(), WriteError> {
        canvas.print.page_starts.push(self.row);
        canvas.put_text(self.row, 0, text, &Look::SECTION)?;
        canvas.set_min_height(self.row, 22.0);
        self.row += 1;
        Ok(())
    }

    /// Writes a row of cells, each over a range of columns. `look` gets the index of the cell.
    fn write_cells(
        &mut self,
        canvas: &mut Canvas,
        cells: &[((u32, u32), Content<'_>)],
        look: impl Fn(usize) -> Look,
    ) -> Result<(), WriteError> {
        for (place, (columns, content)) in cells.iter().enumerate() {
            canvas.merge_row(self.row, *columns, content, &look(place))?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the headers of a list, by their keys below `rapi.ringkasan.kolom`.
    fn write_heads(
        &mut self,
        canvas: &mut Canvas,
        columns: &[(u32, u32)],
        keys: &[&str],
    ) -> Result<(), WriteError> {
        let heads: Vec<String> =
            keys.iter().map(|key| self.document.say(&format!("rapi.ringkasan.kolom.{key}"))).collect();
        let cells: Vec<_> =
            columns.iter().copied().zip(heads.iter().map(|text| Content::Text(text))).collect();
        self.write_cells(canvas, &cells, |_| Look::OWN_HEAD)
    }

    /// Writes the places for signatures, which stay on one page.
    fn write_signatures(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.row += 1;
        canvas.print.page_starts.push(self.row);
        let [checked, acknowledged] = self.document.signatures();
        let cells =
            [((0, 5), Content::Text(&checked)), ((6, COLUMN_COUNT - 1), Content::Text(&acknowledged))];
        self.write_cells(canvas, &cells, |_| Look::PLAIN)
    }

    /// Writes a line of text over the whole width.
    fn write_line(&mut self, canvas: &mut Canvas, text: &str, look: &Look) -> Result<(), WriteError> {
        canvas.merge_row(self.row, (0, COLUMN_COUNT - 1), &Content::Text(text), look)?;
        self.row += 1;
        Ok(())
    }
}
