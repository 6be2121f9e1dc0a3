//! A sheet that is being written: contents and looks in, a worksheet with the right row heights
//! out.

use std::collections::HashMap;
use std::fmt::Write as _;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Note, Url, Worksheet};

use super::layout::{self, Need};
use super::style::{FONT, Look};
use super::{Paper, WriteError};
use crate::model::{Area, column_name};

/// A sheet that is being written.
pub struct Canvas {
    /// The worksheet, for what only one sheet needs.
    pub sheet: Worksheet,
    /// Whether it is printed on a single page.
    pub one_page: bool,
    name: String,
    widths: Vec<f64>,
    needs: Vec<Need>,
    merged: u64,
    links: u32,
    formats: HashMap<(Look, String), Format>,
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

/// A cell as a formula names it.
pub fn a1(row: u32, column: u32) -> String {
    format!("{}{}", column_name(column), row + 1)
}

/// A sheet's name as a formula takes it.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// Excel takes no more links on a sheet.
const MAX_LINKS: u32 = 60_000;
/// Nor longer ones.
const MAX_LINK: usize = 2_000;
/// The cells that the merged areas of a sheet may have together.
const MAX_MERGED: u64 = 2_000_000;
/// Nor longer texts in a cell, counted in UTF-16.
const MAX_TEXT: usize = 32_767;

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
            needs: Vec::new(),
            merged: 0,
            links: 0,
            formats: HashMap::new(),
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

    /// Writes a cell in the look of its column, on one line: for long lists.
    pub fn plain(&mut self, row: u32, column: u32, content: &Content<'_>) -> Result<(), WriteError> {
        let column = narrow(column)?;
        match content {
            Content::Number(number, _) => self.sheet.write_number(row, column, float(*number))?,
            Content::Text(text) if !text.is_empty() => self.sheet.write_string(row, column, clip(text))?,
            _ => &mut self.sheet,
        };
        Ok(())
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
            let format = look.format(number_format(content));
            self.sheet.merge_range(area.first_row, first, area.last_row, last, "", &format)?;
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
        self.sheet.insert_note(row, narrow(column)?, &note)?;
        Ok(())
    }

    /// Asks for a row at least this high.
    pub fn height(&mut self, row: u32, height: f64) {
        let area = Area { first_row: row, first_column: 0, last_row: row, last_column: 0 };
        self.needs.push(Need { area, height });
    }

    /// Sets the heights and the page.
    pub fn finish(mut self, paper: Paper, office: &str) -> Result<Worksheet, WriteError> {
        for (row, height) in layout::heights(&self.needs) {
            self.sheet.set_row_height(row, (height * 4.0).ceil() / 4.0)?;
        }
        layout::page(&mut self.sheet, paper, office);
        if self.one_page {
            self.sheet.set_print_fit_to_pages(1, 1);
        }
        Ok(self.sheet)
    }

    fn write(&mut self, row: u32, column: u32, content: &Content<'_>, look: &Look) -> Result<(), WriteError> {
        let column = narrow(column)?;
        let number = number_format(content).unwrap_or_default();
        // Looked up in no order, and never walked: the bytes do not depend on it.
        let format = &*self
            .formats
            .entry((*look, number.to_owned()))
            .or_insert_with(|| look.format((!number.is_empty()).then_some(number)));
        match content {
            Content::Blank => self.sheet.write_blank(row, column, format)?,
            // Never `write`: a text that begins with "=" is a text.
            Content::Made(text) => self.sheet.write_string_with_format(row, column, clip(text), format)?,
            Content::Bool(value) => self.sheet.write_boolean_with_format(row, column, *value, format)?,
            Content::Number(number, _) => {
                self.sheet.write_number_with_format(row, column, float(*number), format)?
            }
            Content::Formula(code, result, _) => {
                let formula = Formula::new(code).set_result(result.normalize().to_string());
                self.sheet.write_formula_with_format(row, column, formula, format)?
            }
            Content::Link(text, target) if self.links < MAX_LINKS => {
                self.links += 1;
                let url = Url::new(format!("internal:{}", target.reference())).set_text(clip(text));
                self.sheet.write_url_with_format(row, column, url, format)?
            }
            Content::File(text, path)
                if self.links < MAX_LINKS
                    && let Some(link) = link(path) =>
            {
                self.links += 1;
                let url = Url::new(format!("file:///{link}")).set_text(clip(text));
                self.sheet.write_url_with_format(row, column, url, format)?
            }
            Content::Text(text) | Content::Link(text, _) | Content::File(text, _) => {
                self.sheet.write_string_with_format(row, column, clip(text), format)?
            }
        };
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
        self.needs.push(Need { area, height: layout::height(text, width, look) });
    }
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

/// A path as a link names it: a blank, a percent sign or a number sign in it is no part of a URL.
/// None where the library would write it as another one: it takes a URL for finished by some of its
/// escapes alone, and escapes all others a second time.
fn link(path: &str) -> Option<String> {
    const TELLING: &str = " %\"`<>[]^{}";
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !"/.-_~()!,'+@=&;$*".contains(c) {
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    let is_kept = !out.contains('%') || path.contains(|c| TELLING.contains(c));
    (is_kept && out.len() < MAX_LINK).then_some(out)
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
