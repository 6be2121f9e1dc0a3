//! A sheet that is being written: contents and looks in, a worksheet without cells and its cells
//! with the right row heights out.

use indexmap::{Equivalent, IndexSet};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Chart, Format, Formula, Note, Worksheet};

use super::cells::{Cells, Stored};
use super::layout::{self, Need};
use super::style::{FONT, Look};
use super::{Paper, WriteError};
use crate::model::Area;
pub use crate::model::a1;

/// A sheet that is being written.
pub struct Canvas {
    /// The worksheet, for everything but cells.
    pub sheet: Worksheet,
    /// Whether it is printed on a single page.
    pub one_page: bool,
    name: String,
    widths: Vec<f64>,
    cells: Cells,
    /// What areas of several rows need.
    needs: Vec<Need>,
    merged: u64,
    has_chart: bool,
    has_notes: bool,
    /// The first row in which the library was given no cell.
    free: u32,
    /// The looks of the cells, each with its number format and its place.
    looks: IndexSet<(Look, String)>,
    /// The look of each column's last cell: most often the next one's too.
    last_looks: Vec<u16>,
    /// The row that was last asked for a height, and the height: the next cell is most often of that row.
    last_height: (u32, f64),
    /// The looks of the columns.
    columns: Vec<u16>,
    /// The last text of each column: in a long list most often the next one's too.
    last_texts: Vec<Stored>,
}

/// A look as it is asked for.
#[derive(Hash)]
struct Asked<'a>(&'a Look, &'a str);

impl Equivalent<(Look, String)> for Asked<'_> {
    fn equivalent(&self, (look, number): &(Look, String)) -> bool {
        // Most have no number format. Where the processor compares texts by masks, two empty ones take
        // as long as a cell: what stands at their address is not there, and that it has to find out.
        self.0 == look && self.1.len() == number.len() && (number.is_empty() || self.1 == number)
    }
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub enum Content<'a> {
    Blank,
    Text(&'a str),
    /// Words that were made for this cell.
    Made(String),
    Bool(bool),
    /// A number and its format.
    Number(Decimal, &'a str),
    /// A formula without `=`, its result and its format.
    Formula(String, Decimal, &'a str),
    /// Words that lead to a place of this workbook.
    Link(&'a str, Target<'a>),
    /// Words that lead to another file: its path from the workbook's own folder, with `/`.
    File(&'a str, &'a str),
}

/// A place of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    pub sheet: &'a str,
    pub row: u32,
    pub column: u32,
}

impl Target<'_> {
    /// As a formula names it: `'Tabel 4.2'!J10`.
    pub fn reference(&self) -> String {
        format!("{}!{}", quoted(self.sheet), self.a1())
    }

    /// Without the sheet: `J10`.
    pub fn a1(&self) -> String {
        a1(self.row, self.column)
    }
}

/// A sheet's name as a formula takes it.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// The cells that the merged areas of a sheet may have together.
const MAX_MERGED: u64 = 2_000_000;
/// Excel takes no longer texts in a cell, counted in UTF-16.
const MAX_TEXT: usize = 32_767;
/// The rows that a sheet has, but for some at the end.
const MAX_ROWS: u32 = 1_048_000;

impl Canvas {
    pub fn new(name: &str, widths: &[f64]) -> Result<Self, WriteError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        for (column, width) in (0u16..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        Ok(Self {
            sheet,
            one_page: false,
            name: name.to_owned(),
            widths: widths.to_vec(),
            cells: Cells::default(),
            needs: Vec::new(),
            merged: 0,
            has_chart: false,
            has_notes: false,
            free: 0,
            looks: IndexSet::new(),
            last_looks: Vec::new(),
            last_height: (u32::MAX, 0.0),
            columns: Vec::new(),
            last_texts: Vec::new(),
        })
    }

    /// The sheet's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes a cell.
    pub fn put(
        &mut self,
        row: u32,
        column: u32,
        content: &Content<'_>,
        look: &Look,
    ) -> Result<(), WriteError> {
        self.write(row, column, content, look)?;
        self.need(
            Area { first_row: row, first_column: column, last_row: row, last_column: column },
            content,
            look,
        );
        Ok(())
    }

    /// Writes a text.
    pub fn text(&mut self, row: u32, column: u32, text: &str, look: &Look) -> Result<(), WriteError> {
        self.put(row, column, &Content::Text(text), look)
    }

    /// Sets the looks of the columns, each with its number format: for long lists.
    pub fn columns(&mut self, looks: &[(Look, &str)]) -> Result<(), WriteError> {
        for (column, (look, number)) in (0u16..).zip(looks) {
            let place = self.look(column, look, number)?;
            self.columns.push(place);
            self.sheet.set_column_format(column, &format(look, number))?;
        }
        Ok(())
    }

    /// Writes a cell in the look of its column, on one line. An empty text is no cell.
    pub fn plain(&mut self, row: u32, column: u32, content: &Content<'_>) -> Result<(), WriteError> {
        let at = narrow(column)?;
        let look = self.columns.get(usize::from(at)).copied().unwrap_or_default();
        let stored = match content {
            Content::Number(number, _) => self.cells.number(*number)?,
            Content::Text(text) if !text.is_empty() => self.repeated(at, clip(text))?,
            _ => return Ok(()),
        };
        self.cells.put(row, at, look, stored);
        Ok(())
    }

    /// A text of a column in which the same ones follow one another.
    fn repeated(&mut self, column: u16, text: &str) -> Result<Stored, WriteError> {
        let column = usize::from(column);
        if let Some(Stored::Text(place)) = self.last_texts.get(column)
            && self.cells.texts.get(*place) == Some(text)
        {
            return Ok(Stored::Text(*place));
        }
        let stored = self.cells.text(text)?;
        remember(&mut self.last_texts, column, stored, Stored::Blank);
        Ok(stored)
    }

    /// Writes an area as one cell. An area of a single cell is written as such, and so is one that
    /// is larger than any table: each of its cells is written, and a hostile file merges a sheet's
    /// seventeen thousand million.
    pub fn merge(&mut self, area: Area, content: &Content<'_>, look: &Look) -> Result<(), WriteError> {
        let sides = (area.last_row - area.first_row + 1, area.last_column - area.first_column + 1);
        let merged = self.merged + u64::from(sides.0) * u64::from(sides.1);
        if sides != (1, 1) && merged > MAX_MERGED {
            return self.put(area.first_row, area.first_column, content, look);
        }
        if sides != (1, 1) {
            let (first, last) = (narrow(area.first_column)?, narrow(area.last_column)?);
            if !self.cells.merge(area) {
                return Err(WriteError(format!("{} is merged twice", area.a1())));
            }
            // The frame of the area is that of its cells.
            let look = self.look(first, look, number_format(content).unwrap_or_default())?;
            for row in area.first_row..=area.last_row {
                for column in first..=last {
                    if (row, column) != (area.first_row, first) {
                        self.cells.put(row, column, look, Stored::Blank);
                    }
                }
            }
            self.merged = merged;
        }
        self.write(area.first_row, area.first_column, content, look)?;
        self.need(area, content, look);
        Ok(())
    }

    /// Writes columns of one row as one cell.
    pub fn merge_row(
        &mut self,
        row: u32,
        columns: (u32, u32),
        content: &Content<'_>,
        look: &Look,
    ) -> Result<(), WriteError> {
        self.merge(
            Area { first_row: row, first_column: columns.0, last_row: row, last_column: columns.1 },
            content,
            look,
        )
    }

    /// Writes a formula of another workbook, with what it gave there; `false` where there is no
    /// room for it. The library knows which functions are younger than the format.
    pub fn formula(
        &mut self,
        (row, column): (u32, u32),
        code: &str,
        result: String,
        look: &Look,
        number: &str,
    ) -> Result<bool, WriteError> {
        if row >= MAX_ROWS {
            return Ok(false);
        }
        self.free = self.free.max(row + 1);
        let column = narrow(column)?;
        let place = self.look(column, look, number)?;
        let formula = Formula::new(code).set_result(result);
        self.sheet.write_formula_with_format(row, column, formula, &format(look, number))?;
        self.cells.put(row, column, place, Stored::Kept);
        Ok(true)
    }

    /// Puts a chart of this sheet's cells on it, so many pixels off the corner of a cell.
    pub fn chart(
        &mut self,
        (row, column): (u32, u32),
        chart: &Chart,
        off: (u32, u32),
    ) -> Result<(), WriteError> {
        self.has_chart = true;
        self.sheet.insert_chart_with_offset(row, narrow(column)?, chart, off.0, off.1)?;
        Ok(())
    }

    /// Pins a note to a cell.
    pub fn note(&mut self, row: u32, column: u32, text: &str) -> Result<(), WriteError> {
        let text: String = text.chars().take(1_500).collect();
        let lines = u32::try_from(text.chars().count()).unwrap_or(0) / 42
            + 1
            + u32::try_from(text.matches('\n').count()).unwrap_or(0);
        let note = Note::new(text)
            .add_author_prefix(false)
            .set_font_name(FONT)
            .set_font_size(9)
            .set_width(260)
            .set_height((lines * 17 + 14).min(420));
        self.has_notes = true;
        self.sheet.insert_note(row, narrow(column)?, &note)?;
        Ok(())
    }

    /// Asks for a row at least this high.
    pub fn height(&mut self, row: u32, height: f64) {
        let (last, stands) = self.last_height;
        if last == row && height <= stands {
            return;
        }
        let stands = self.cells.heights.entry(row).or_default();
        *stands = stands.max(height).min(layout::MAX_HEIGHT);
        self.last_height = (row, *stands);
    }

    /// Hides a row.
    pub fn hide(&mut self, row: u32) {
        self.cells.hidden.push(row);
    }

    /// Sets the heights and the page; the worksheet is without its cells. With the formats of their looks.
    pub fn finish(
        mut self,
        paper: Paper,
        office: &str,
    ) -> Result<(Worksheet, Cells, Vec<Format>), WriteError> {
        layout::share(&self.needs, &mut self.cells.heights);
        layout::page(&mut self.sheet, paper, office);
        if self.one_page {
            self.sheet.set_print_fit_to_pages(1, 1);
        }
        if self.has_chart || self.has_notes {
            // The library tells by the rows' heights how far down a chart or a note reaches.
            for (row, height) in &self.cells.heights {
                self.sheet.set_row_height(*row, *height)?;
            }
            for row in &self.cells.hidden {
                self.sheet.set_row_hidden(*row)?;
            }
        }
        if self.has_chart {
            // A chart carries what it shows, for programs that do not compute.
            for (row, column, value) in self.cells.values() {
                self.free = self.free.max(row + 1);
                match value {
                    Ok(text) => self.sheet.write_string(row, column, text)?,
                    Err(number) => self.sheet.write_number(row, column, float(number))?,
                };
            }
        }
        // Without a text in any sheet, and a link and a merged area in this one, there would be no place
        // for them.
        self.sheet.write_string(self.free, 0, "-")?;
        if !self.cells.links.is_empty() {
            let link = format!("internal:{}!A1", quoted(&self.name));
            self.sheet.write_url_with_format(self.free, 0, link.as_str(), &Format::new())?;
        }
        if !self.cells.merges.is_empty() {
            self.sheet.merge_range(self.free, 1, self.free, 2, "", &Format::new())?;
        }
        let looks = self.looks.iter().map(|(look, number)| format(look, number)).collect();
        Ok((self.sheet, self.cells, looks))
    }

    /// The place of a look, with a number format, for a cell of a column.
    fn look(&mut self, column: u16, look: &Look, number: &str) -> Result<u16, WriteError> {
        let asked = Asked(look, number);
        let column = usize::from(column);
        if let Some(last) = self.last_looks.get(column)
            && self.looks.get_index(usize::from(*last)).is_some_and(|last| asked.equivalent(last))
        {
            return Ok(*last);
        }
        let place = match self.looks.get_index_of(&asked) {
            Some(place) => place,
            None => self.looks.insert_full((*look, number.to_owned())).0,
        };
        let place = u16::try_from(place).map_err(|_| WriteError("looks".to_owned()))?;
        remember(&mut self.last_looks, column, place, 0);
        Ok(place)
    }

    fn write(&mut self, row: u32, column: u32, content: &Content<'_>, look: &Look) -> Result<(), WriteError> {
        let column = narrow(column)?;
        let number = number_format(content).unwrap_or_default();
        let place = self.look(column, look, number)?;
        match content {
            Content::Link(text, target) => self.cells.links.place((row, column.into()), clip(text), target),
            Content::File(_, path) => self.cells.links.file((row, column.into()), path),
            _ => {}
        }
        let stored = match content {
            Content::Blank => Stored::Blank,
            Content::Text(text) | Content::Link(text, _) | Content::File(text, _) => {
                self.cells.text(clip(text))?
            }
            Content::Made(text) => self.cells.text(clip(text))?,
            Content::Bool(value) => Stored::Bool(*value),
            Content::Number(number, _) => self.cells.number(*number)?,
            Content::Formula(code, result, _) => self.cells.formula(code.clone(), *result)?,
        };
        self.cells.put(row, column, place, stored);
        Ok(())
    }

    fn need(&mut self, area: Area, content: &Content<'_>, look: &Look) {
        let width: f64 = (area.first_column..=area.last_column)
            .map(|column| {
                usize::try_from(column).ok().and_then(|c| self.widths.get(c)).copied().unwrap_or(8.43)
            })
            .sum();
        // A column is five pixels wider than its characters.
        let width = width + f64::from(area.last_column - area.first_column) * 5.0 / 7.0;
        let text = match content {
            Content::Text(text) | Content::Link(text, _) | Content::File(text, _) => text,
            Content::Made(text) => text.as_str(),
            _ => "",
        };
        let height = layout::height(text, width, look);
        if area.first_row == area.last_row {
            self.height(area.first_row, height);
        } else {
            self.needs.push(Need { area, height });
        }
    }
}

/// Keeps the last of a column.
fn remember<T: Copy>(all: &mut Vec<T>, column: usize, last: T, none: T) {
    if all.len() <= column {
        all.resize(column + 1, none);
    }
    if let Some(stands) = all.get_mut(column) {
        *stands = last;
    }
}

fn format(look: &Look, number: &str) -> Format {
    look.format((!number.is_empty()).then_some(number))
}

/// A number at the door: by way of its shortest text, so that it is exact.
pub fn float(number: Decimal) -> f64 {
    // A Decimal's text is always a number that a float takes; zero stands for what cannot be.
    number.to_string().parse().unwrap_or(0.0)
}

/// Columns past Excel's last one are refused by the library.
pub fn narrow(column: u32) -> Result<u16, WriteError> {
    u16::try_from(column).map_err(|_| WriteError(format!("column {column}")))
}

fn number_format<'a>(content: &Content<'a>) -> Option<&'a str> {
    match content {
        Content::Number(_, format) | Content::Formula(_, _, format) => Some(format),
        _ => None,
    }
}

fn clip(text: &str) -> &str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let mut units = 0;
    for (place, c) in text.char_indices() {
        units += c.len_utf16();
        if units > MAX_TEXT {
            return text.get(..place).unwrap_or("");
        }
    }
    text
}
