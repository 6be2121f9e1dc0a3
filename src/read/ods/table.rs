//! Reads one `table:table`. Its rows and cells may each stand for many.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::formula_syntax::translate;
use super::styles::Styles;
use crate::model::{Area, Cell, CellContent, Format, Visibility};
use crate::ooxml::xml::{Malformed, Xml, attribute, attribute_text, attributes, push_text};
use crate::read::budget::Budget;
use crate::read::number_formats::{Style, date_format_or_default};
use crate::read::raw::{LAST_COLUMN, LAST_ROW, RawColumns, RawSheet};
use crate::read::text::percent_format;
use crate::read::{ReadError, number};
use crate::text::date::serial_from_iso;

/// Reads a table that was just opened.
///
/// # Errors
/// Returns why the scan stopped: damaged XML, or a limit.
pub(super) fn read(
    xml: &mut Xml<'_>,
    element: &BytesStart<'_>,
    styles: &Styles,
    budget: &Budget,
) -> Result<RawSheet, ScanError> {
    let name = attribute_text(element, "name");
    let hidden = attribute(element, "style-name").is_some_and(|s| styles.is_hidden(&s));
    let visibility = if hidden { Visibility::Hidden } else { Visibility::Visible };
    let sheet = RawSheet { name, visibility, ..RawSheet::default() };
    let mut scan = Scan { styles, sheet, known: HashMap::new(), defaults: Vec::new(), row: 0, columns: 0 };
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) | Event::Empty(e) => {
                let open = matches!(event, Event::Start(_));
                match e.local_name().as_ref() {
                    "table-column" => {
                        scan.column(e);
                        if open {
                            xml.skip()?;
                        }
                    }
                    "table-row" => scan.row(xml, e, open, budget)?,
                    // Look inside groups and headers of rows and columns.
                    name if name.starts_with("table-") && name != "table-source" => {}
                    _ if open => xml.skip()?,
                    _ => {}
                }
            }
            Event::End(e) if e.local_name().as_ref() == "table" => return Ok(scan.sheet),
            Event::Eof => return Err(ScanError::Malformed),
            _ => {}
        }
    }
}

/// A scan of a table.
struct Scan<'a> {
    styles: &'a Styles,
    sheet: RawSheet,
    /// The styles that cells have named so far.
    known: HashMap<String, Arc<Style>>,
    /// The default styles of runs of columns, for cells that name no style. The number is the first column
    /// after the run.
    defaults: Vec<(u32, Arc<Style>)>,
    /// The next row, from 0.
    row: u32,
    /// The next column of the column definitions, from 0.
    columns: u32,
}

/// A cell as it is written, before it is repeated.
#[derive(Default)]
struct RawCell {
    /// The type of the value; empty if the cell states none.
    kind: String,
    value: Option<String>,
    /// Whether the cell is marked as an error.
    is_error: bool,
    formula: Option<String>,
    style: Option<String>,
    /// Number of times that the cell is repeated to the right.
    repeated: u32,
    /// Number of rows and columns that the cell spans.
    spans: (u32, u32),
    /// Whether a merge covers the cell.
    is_covered: bool,
    /// The text that is shown.
    text: String,
}

impl Scan<'_> {
    fn column(&mut self, element: &BytesStart<'_>) {
        let mut columns = RawColumns { first: self.columns, last: 0, width: None, hidden: false };
        let mut repeated = 1;
        let mut style = None;
        for (name, value) in attributes(element) {
            match name {
                "number-columns-repeated" => repeated = repeat_count(&value),
                "visibility" => columns.hidden = value != "visible",
                "style-name" => columns.width = self.styles.column_width(&value),
                "default-cell-style-name" => style = Some(self.styles.cell_style(&value)),
                _ => {}
            }
        }
        self.columns = self.columns.saturating_add(repeated);
        columns.last = (self.columns - 1).min(LAST_COLUMN);
        self.sheet.columns.push(columns);
        self.defaults.push((self.columns, Arc::new(style.unwrap_or_default())));
    }

    /// Reads a row, which may stand for several, and adds its cells.
    fn row(
        &mut self,
        xml: &mut Xml<'_>,
        element: &BytesStart<'_>,
        open: bool,
        budget: &Budget,
    ) -> Result<(), ScanError> {
        let mut repeated = 1;
        let mut hidden = false;
        let mut default = None;
        for (name, value) in attributes(element) {
            match name {
                "number-rows-repeated" => repeated = repeat_count(&value),
                "visibility" => {
                    hidden = value != "visible";
                    self.sheet.filtered |= value == "filter";
                }
                "default-cell-style-name" => default = Some(value.into_owned()),
                _ => {}
            }
        }
        let first = self.row;
        self.row = self.row.saturating_add(repeated);
        let last = (self.row - 1).min(LAST_ROW);
        if hidden && first <= last {
            self.sheet.hidden_rows.push((first, last));
        }
        let mut column = 0;
        if !open {
            return Ok(());
        }
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(e) | Event::Empty(e) => {
                    let open = matches!(event, Event::Start(_));
                    let name = e.local_name();
                    let covered = name.as_ref() == "covered-table-cell";
                    if !covered && name.as_ref() != "table-cell" {
                        if open {
                            xml.skip()?;
                        }
                        continue;
                    }
                    let mut cell = RawCell::from_element(e);
                    cell.is_covered = covered;
                    if open {
                        cell.read_text(xml)?;
                    }
                    let next = u32::saturating_add(column, cell.repeated);
                    self.add_cells(&cell, default.as_deref(), (first, last), (column, next), budget)?;
                    column = next;
                }
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(ScanError::Malformed),
                _ => {}
            }
        }
    }

    /// Adds a cell at each of its places. An empty cell is not added, however often it is repeated: the last
    /// row of a sheet is often repeated to the end.
    fn add_cells(
        &mut self,
        written: &RawCell,
        row_default: Option<&str>,
        (first_row, last_row): (u32, u32),
        (first, next): (u32, u32),
        budget: &Budget,
    ) -> Result<(), ScanError> {
        if first > LAST_COLUMN || first_row > LAST_ROW {
            return Ok(());
        }
        let content = written.content();
        // Formulas still read the numbers in cells that a merge covers.
        if written.is_covered && !matches!(content, CellContent::Number(_)) {
            return Ok(());
        }
        let last = (next - 1).min(LAST_COLUMN);
        let merged = written.spans != (1, 1);
        let formula = written.formula.as_deref().map(|f| text(&translate(f)));
        let uncached = formula.is_some() && written.kind.is_empty() && content == CellContent::Blank;
        if content == CellContent::Blank && formula.is_none() && !merged {
            return Ok(());
        }
        let named = written.style.as_deref().or(row_default).map(|name| self.named_style(name));
        for row in first_row..=last_row {
            for column in first..=last {
                budget.take_cell().map_err(ScanError::Limit)?;
                if merged {
                    self.sheet.merges.push(Area {
                        first_row: row,
                        first_column: column,
                        last_row: row.saturating_add(written.spans.0 - 1).min(LAST_ROW),
                        last_column: column.saturating_add(written.spans.1 - 1).min(LAST_COLUMN),
                    });
                }
                if uncached {
                    self.sheet.uncached.push((row, column));
                }
                let style = named.clone().unwrap_or_else(|| self.default_style(column));
                let cell = Cell {
                    content: content.clone(),
                    format: written.format(&style.format),
                    formula: formula.clone(),
                    bold: Some(style.bold),
                    indent: style.indent,
                };
                self.sheet.push((row, column), cell);
            }
        }
        Ok(())
    }

    /// Returns the style of this name.
    fn named_style(&mut self, name: &str) -> Arc<Style> {
        if let Some(style) = self.known.get(name) {
            return style.clone();
        }
        let style = Arc::new(self.styles.cell_style(name));
        self.known.insert(name.to_owned(), style.clone());
        style
    }

    /// Returns the default style of a column.
    fn default_style(&self, column: u32) -> Arc<Style> {
        let at = self.defaults.partition_point(|(next, _)| *next <= column);
        self.defaults.get(at).map(|(_, style)| style.clone()).unwrap_or_default()
    }
}

impl RawCell {
    fn from_element(element: &BytesStart<'_>) -> Self {
        let mut cell = Self { repeated: 1, spans: (1, 1), ..Self::default() };
        for (name, value) in attributes(element) {
            match name {
                "number-columns-repeated" => cell.repeated = repeat_count(&value),
                "number-rows-spanned" => cell.spans.0 = repeat_count(&value),
                "number-columns-spanned" => cell.spans.1 = repeat_count(&value),
                "style-name" => cell.style = Some(value.into_owned()),
                // `calcext:value-type` repeats `office:value-type`, but only the former says "error".
                "value-type" if value == "error" => cell.is_error = true,
                "value-type" if cell.kind.is_empty() => cell.kind = value.into_owned(),
                "value" | "date-value" | "boolean-value" | "string-value" | "time-value" => {
                    cell.value = attribute(element, name).map(Cow::into_owned);
                }
                "formula" => cell.formula = attribute(element, name).map(Cow::into_owned),
                _ => {}
            }
        }
        cell
    }

    /// Reads the paragraphs of the cell that was just opened, each as a line. Comments and pictures are
    /// skipped.
    fn read_text(&mut self, xml: &mut Xml<'_>) -> Result<(), Malformed> {
        let mut paragraphs = 0_usize;
        loop {
            match xml.next()? {
                Event::Start(e) if e.local_name().as_ref() == "p" => {
                    if paragraphs > 0 {
                        self.text.push('\n');
                    }
                    paragraphs += 1;
                    self.paragraph(xml)?;
                }
                Event::Empty(e) if e.local_name().as_ref() == "p" => {
                    if paragraphs > 0 {
                        self.text.push('\n');
                    }
                    paragraphs += 1;
                }
                Event::Start(_) => xml.skip()?,
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(Malformed),
                _ => {}
            }
        }
    }

    /// Appends the text of a paragraph. Notes and readings within it are skipped.
    fn paragraph(&mut self, xml: &mut Xml<'_>) -> Result<(), Malformed> {
        let mut depth = 0_usize;
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(e) | Event::Empty(e) => {
                    let open = matches!(event, Event::Start(_));
                    match e.local_name().as_ref() {
                        "s" => {
                            let spaces = attribute(e, "c").map_or(1, |c| repeat_count(&c)).min(1024);
                            self.text.extend((0..spaces).map(|_| ' '));
                        }
                        "tab" => self.text.push('\t'),
                        "line-break" => self.text.push('\n'),
                        "annotation" | "ruby-text" | "note" if open => {
                            xml.skip()?;
                            continue;
                        }
                        _ => {}
                    }
                    depth += usize::from(open);
                }
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Malformed),
                event => push_text(&mut self.text, event),
            }
        }
    }

    /// Returns the content of the cell.
    fn content(&self) -> CellContent {
        let value = self.value.as_deref();
        let shown = || {
            if self.text.is_empty() { CellContent::Blank } else { CellContent::Text(text(&self.text)) }
        };
        if self.is_error || (self.formula.is_some() && is_error(&self.text)) {
            return CellContent::NotANumber(text(self.text.trim()));
        }
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => value.map_or_else(shown, number::content),
            "date" => value.and_then(serial_from_iso).map_or_else(shown, CellContent::Number),
            "boolean" => CellContent::Bool(value == Some("true")),
            "string" if self.text.is_empty() => match value {
                None | Some("") => CellContent::Blank,
                Some(value) => CellContent::Text(text(value)),
            },
            _ => shown(),
        }
    }

    /// Returns the number format of the cell. A percentage or a date gets a format for it if the style has
    /// none.
    fn format(&self, style: &Format) -> Format {
        if self.kind == "date" {
            return date_format_or_default(style.clone());
        }
        if self.kind != "percentage" || style.is_percent() {
            return style.clone();
        }
        percent_format(&self.text)
    }
}

/// Whether the shown text is an error that LibreOffice shows for a formula without a value.
fn is_error(shown: &str) -> bool {
    let shown = shown.trim();
    matches!(shown, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")
        || shown.strip_prefix("Err:").is_some_and(|code| code.bytes().all(|b| b.is_ascii_digit()))
}

/// Parses a number of repetitions, limited to the range from 1 to the number of rows of a sheet.
fn repeat_count(value: &str) -> u32 {
    value.trim().parse::<u64>().map_or(1, |n| u32::try_from(n).unwrap_or(u32::MAX)).clamp(1, LAST_ROW + 1)
}

/// Why a scan stops before the end.
pub(super) enum ScanError {
    /// The XML is damaged or breaks off.
    Malformed,
    /// The budget is used up.
    Limit(ReadError),
}

impl From<Malformed> for ScanError {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Converts a text for the model.
fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}
