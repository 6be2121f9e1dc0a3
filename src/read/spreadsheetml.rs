//! Reads SpreadsheetML 2003: the single XML file of Excel XP, which reporting programs still write under the
//! name .xls.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::ReadError;
use super::budget::Budget;
use super::number;
use super::number_formats::{Style, date_format_or_default, format_from_code};
use super::r1c1::r1c1_to_a1;
use super::raw::{LAST_COLUMN, LAST_ROW, RawColumns, RawSheet};
use crate::model::{Area, Cell, CellContent, Format, Visibility};
use crate::ooxml::xml::{Malformed, Xml, attribute, attributes, is_true};
use crate::text::date::serial_from_iso;

/// Whether an XML text is a workbook in this format.
pub(super) fn is_workbook(text: &str) -> bool {
    text.contains("urn:schemas-microsoft-com:office:spreadsheet") && text.contains("Worksheet")
}

/// Reads a workbook.
///
/// # Errors
/// Returns an error if the XML is damaged or the budget is used up.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Vec<RawSheet>, ReadError> {
    let mut scan =
        Scan { xml: Xml::new(text), styles: HashMap::new(), sheets: Vec::new(), row: 0, column: 0 };
    match scan.run(budget) {
        Ok(()) => Ok(scan.sheets),
        Err(ScanError::Limit(error)) => Err(error),
        Err(ScanError::Malformed) => Err(ReadError::Damaged("Workbook".to_owned())),
    }
}

/// Why a scan stops before the end.
enum ScanError {
    /// The XML is damaged, or the file has more sheets than can be numbered.
    Malformed,
    /// The budget is used up.
    Limit(ReadError),
}

impl From<Malformed> for ScanError {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// A scan of a workbook's XML.
struct Scan<'a> {
    xml: Xml<'a>,
    styles: HashMap<String, Style>,
    sheets: Vec<RawSheet>,
    /// The row of the next row or cell that states none, from 0.
    row: u32,
    /// The column of the next cell or column that states none, from 0.
    column: u32,
}

impl Scan<'_> {
    fn run(&mut self, budget: &Budget) -> Result<(), ScanError> {
        let mut style = String::new();
        loop {
            let event = self.xml.next()?;
            match &event {
                Event::Start(e) | Event::Empty(e) => {
                    let open = matches!(event, Event::Start(_));
                    match e.local_name().as_ref() {
                        "Style" => style = self.style(e),
                        "Font" | "NumberFormat" | "Alignment" => self.style_part(&style, e),
                        "Worksheet" => self.worksheet(e)?,
                        "Column" => self.columns(e),
                        "Row" => self.row(e),
                        "Cell" => self.cell(e, open, budget)?,
                        "Visible" if open => self.visibility()?,
                        _ => {}
                    }
                    if !open && e.local_name().as_ref() == "Row" {
                        self.row = self.row.saturating_add(1);
                    }
                }
                Event::End(e) => match e.local_name().as_ref() {
                    "Row" => self.row = self.row.saturating_add(1),
                    "Workbook" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(ScanError::Malformed),
                _ => {}
            }
        }
    }

    /// Adds a style, which starts as a copy of its parent, and returns its id.
    fn style(&mut self, element: &BytesStart<'_>) -> String {
        let id = attribute(element, "ID").unwrap_or_default().into_owned();
        let parent = attribute(element, "Parent").unwrap_or_else(|| "Default".into());
        let style = self.styles.get(parent.as_ref()).cloned().unwrap_or_default();
        self.styles.insert(id.clone(), style);
        id
    }

    /// Adds the properties in a part of a style: font, number format or alignment.
    fn style_part(&mut self, style: &str, element: &BytesStart<'_>) {
        let Some(style) = self.styles.get_mut(style) else { return };
        for (name, _) in attributes(element) {
            let value = attribute(element, name).unwrap_or_default();
            match name {
                "Bold" => style.bold = is_true(&value),
                "Format" => style.format = named_format(&value),
                "Indent" => style.indent = value.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    fn worksheet(&mut self, element: &BytesStart<'_>) -> Result<(), ScanError> {
        if self.sheets.len() >= usize::from(u16::MAX) {
            return Err(ScanError::Malformed);
        }
        let name = attribute(element, "Name").unwrap_or_default().into_owned();
        self.sheets.push(RawSheet { name, ..RawSheet::default() });
        (self.row, self.column) = (0, 0);
        Ok(())
    }

    fn visibility(&mut self) -> Result<(), Malformed> {
        let mut text = String::new();
        self.xml.read_text_into(&mut text)?;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.visibility = match text.trim() {
                "SheetHidden" => Visibility::Hidden,
                "SheetVeryHidden" => Visibility::VeryHidden,
                _ => Visibility::Visible,
            };
        }
        Ok(())
    }

    fn columns(&mut self, element: &BytesStart<'_>) {
        let first = stated_index(element).unwrap_or(self.column);
        let last = first.saturating_add(number_attribute(element, "Span")).min(LAST_COLUMN);
        self.column = last.saturating_add(1);
        let points = attribute(element, "Width").and_then(|w| w.parse::<f64>().ok());
        // A character of the usual font is 5.25 points wide, and a column has 3.75 points of margin.
        let width = points.filter(|w| w.is_finite()).map(|w| ((w - 3.75) / 5.25).max(0.0));
        let hidden = attribute(element, "Hidden").is_some_and(|h| is_true(&h));
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.columns.push(RawColumns { first, last, width, hidden });
        }
    }

    fn row(&mut self, element: &BytesStart<'_>) {
        self.row = stated_index(element).unwrap_or(self.row);
        self.column = 0;
        let hidden = attribute(element, "Hidden").is_some_and(|h| is_true(&h));
        if let (true, Some(sheet)) = (hidden && self.row <= LAST_ROW, self.sheets.last_mut()) {
            let last = self.row.saturating_add(number_attribute(element, "Span")).min(LAST_ROW);
            sheet.hidden_rows.push((self.row, last));
        }
        self.row = self.row.saturating_add(number_attribute(element, "Span"));
    }

    fn cell(&mut self, element: &BytesStart<'_>, open: bool, budget: &Budget) -> Result<(), ScanError> {
        let (row, column) = (self.row, stated_index(element).unwrap_or(self.column));
        let last_row = row.saturating_add(number_attribute(element, "MergeDown"));
        let last_column = column.saturating_add(number_attribute(element, "MergeAcross"));
        self.column = last_column.saturating_add(1);
        let (data, is_date) = if open { self.cell_data()? } else { (None, false) };
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        if row > LAST_ROW || column > LAST_COLUMN {
            return Ok(());
        }
        if (last_row, last_column) != (row, column) {
            sheet.merges.push(Area {
                first_row: row,
                first_column: column,
                last_row: last_row.min(LAST_ROW),
                last_column: last_column.min(LAST_COLUMN),
            });
        }
        let formula = attribute(element, "Formula").map(|f| r1c1_to_a1(&f, row, column));
        let has_content = data.as_ref().is_some_and(|d| *d != CellContent::Blank);
        if !has_content && formula.is_none() {
            return Ok(());
        }
        budget.take_cell().map_err(ScanError::Limit)?;
        if formula.is_some() && data.is_none() {
            sheet.uncached.push((row, column));
        }
        let style = attribute(element, "StyleID").unwrap_or_else(|| "Default".into());
        let style = self.styles.get(style.as_ref()).cloned().unwrap_or_default();
        let cell = Cell {
            content: data.unwrap_or_default(),
            format: if is_date { date_format_or_default(style.format) } else { style.format },
            formula: formula.map(Arc::from),
            bold: Some(style.bold),
            indent: style.indent,
        };
        sheet.push((row, column), cell);
        Ok(())
    }

    /// Reads the data of the cell that was just opened, and whether it is a date. Comments and phonetic
    /// readings are skipped.
    fn cell_data(&mut self) -> Result<(Option<CellContent>, bool), Malformed> {
        let (mut content, mut is_date) = (None, false);
        loop {
            match self.xml.next()? {
                Event::Start(e) if e.local_name().as_ref() == "Data" => {
                    is_date = attribute(&e, "Type").as_deref() == Some("DateTime");
                    content = Some(self.data(&e)?);
                }
                Event::Start(_) => self.xml.skip()?,
                Event::End(_) => return Ok((content, is_date)),
                Event::Eof => return Err(Malformed),
                _ => {}
            }
        }
    }

    fn data(&mut self, element: &BytesStart<'_>) -> Result<CellContent, Malformed> {
        let mut text = String::new();
        // Rich text is written in HTML elements.
        let mut depth = 0_usize;
        loop {
            match self.xml.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Malformed),
                event => crate::ooxml::xml::push_text(&mut text, &event),
            }
        }
        let not_a_number = |text: &str| CellContent::NotANumber(Arc::from(text.trim()));
        Ok(match attribute(element, "Type").as_deref() {
            _ if text.is_empty() => CellContent::Blank,
            Some("Number") => number::content(&text),
            Some("DateTime") => {
                serial_from_iso(&text).map_or_else(|| not_a_number(&text), CellContent::Number)
            }
            Some("Boolean") => CellContent::Bool(is_true(&text)),
            Some("Error") => not_a_number(&text),
            _ => CellContent::Text(Arc::from(text)),
        })
    }
}

/// Returns the format of a code, or of one of the names that this format gives to usual formats.
fn named_format(name: &str) -> Format {
    match name {
        "General Number" => format_from_code(""),
        "Fixed" => format_from_code("0.00"),
        "Standard" | "Currency" | "Euro Currency" => format_from_code("#,##0.00"),
        "Percent" => format_from_code("0.00%"),
        "Scientific" => format_from_code("0.00E+00"),
        "General Date" | "Long Date" | "Medium Date" | "Short Date" => format_from_code("dd/mm/yyyy"),
        "Long Time" | "Medium Time" | "Short Time" => format_from_code("h:mm:ss"),
        code => format_from_code(code),
    }
}

/// Returns the number that a row, column or cell states, converted to count from 0. `None` if it states none.
fn stated_index(element: &BytesStart<'_>) -> Option<u32> {
    attribute(element, "Index")?.trim().parse::<u32>().ok()?.checked_sub(1)
}

/// Returns the number in an attribute such as `Span`, 0 if it is missing.
fn number_attribute(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|v| v.trim().parse().ok()).unwrap_or(0)
}
