//! Reads the XML of one sheet, or of a piece of it, in a single pass.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::escapes::unescaped;
use super::fast_cells::{self, PlainCell};
use super::strings::{self, RichText};
use crate::model::{Area, Cell, CellContent, Format};
use crate::ooxml::xml::{Malformed, Xml, attribute, attributes, is_true};
use crate::read::budget::Budget;
use crate::read::number_formats::{Style, date_format_or_default};
use crate::read::raw::{LAST_COLUMN, LAST_ROW, RawColumns, RawSheet};
use crate::read::{ReadError, number};
use crate::text::date::serial_from_iso;
use crate::text::reference;
use crate::text::reference::shift;

/// Length of a text in bytes above which each cell that names it counts against the budget.
const MIN_LONG_TEXT_BYTES: usize = 1_024;

/// Estimated number of bytes of XML per cell, used to reserve memory. Most cells take fewer.
const ESTIMATED_CELL_BYTES: usize = 64;

/// Number of cells that are taken from the budget at once. Sheets that are read at the same time share the
/// budget, and updating it for every cell would slow them down.
const CELLS_PER_BUDGET_UPDATE: u32 = 1_024;

/// The strings and styles that a sheet's cells refer to.
pub(super) struct Context<'a> {
    /// The shared strings.
    pub(super) strings: &'a [RichText],
    /// The styles.
    pub(super) styles: Cow<'a, [Style]>,
}

impl Context<'_> {
    /// Returns a copy for another thread. Formats that cells share are reference-counted, and threads that
    /// update the same counter would wait for one another at every cell.
    pub(super) fn clone_unshared(&self) -> Self {
        Self { styles: self.styles.iter().map(Style::clone_unshared).collect(), ..*self }
    }

    /// Returns the content of a cell, and whether its text itself is bold (`None` if the style decides).
    fn content(&self, kind: &str, value: &str, parts: &CellParts) -> (CellContent, Option<bool>) {
        let rich = |string: &RichText| {
            if string.text.is_empty() {
                (CellContent::Blank, None)
            } else {
                (CellContent::Text(string.text.clone()), string.bold)
            }
        };
        let raw = |value: &str| match value.trim() {
            "" => CellContent::Blank,
            value => CellContent::NotANumber(Arc::from(value)),
        };
        let content = match kind {
            "s" => match value.trim().parse::<usize>().ok().and_then(|i| self.strings.get(i)) {
                Some(string) => return rich(string),
                None => raw(value),
            },
            "inlineStr" | "is" => match &parts.inline {
                Some(string) => return rich(string),
                None => CellContent::Blank,
            },
            "str" => match unescaped(value) {
                text if text.is_empty() => CellContent::Blank,
                text => CellContent::Text(Arc::from(text)),
            },
            "n" => number::content(value),
            "b" => match value.trim() {
                "1" | "true" => CellContent::Bool(true),
                "0" | "false" => CellContent::Bool(false),
                value => raw(value),
            },
            "d" => serial_from_iso(value).map_or_else(|| raw(value), CellContent::Number),
            _ => raw(value),
        };
        (content, None)
    }
}

/// Reads a sheet, or a piece of one. `goes_on` says that further pieces follow.
///
/// # Errors
/// Returns why the scan stopped: damaged XML, or a limit.
pub(super) fn scan(
    text: &str,
    goes_on: bool,
    context: &Context<'_>,
    budget: &Budget,
) -> Result<ScannedPiece, ScanError> {
    let mut scan = Scan {
        xml: Xml::new(text),
        has_more: goes_on,
        context,
        scanned: ScannedPiece {
            sheet: RawSheet {
                cells: Vec::with_capacity(text.len() / ESTIMATED_CELL_BYTES),
                ..RawSheet::default()
            },
            ..ScannedPiece::default()
        },
        row: 0,
        column: 0,
        value: String::new(),
        text: String::new(),
        untaken_cells: 0,
    };
    scan.run(budget)?;
    budget.take_cells(scan.untaken_cells).map_err(ScanError::Limit)?;
    Ok(scan.scanned)
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

/// The content of a sheet or piece before shared formulas are resolved.
#[derive(Default)]
pub(super) struct ScannedPiece {
    sheet: RawSheet,
    /// Shared formulas by their number, with the place and the text of the cell that writes them out.
    masters: HashMap<String, ((u32, u32), Arc<str>)>,
    /// Cells that use a shared formula: their index in the list of cells, and the number of the formula.
    children: Vec<(usize, String)>,
}

/// Joins the pieces of a sheet. Every cell that uses a shared formula gets a formula of its own: the written
/// one, shifted to its place.
///
/// # Errors
/// Returns an error if the formulas exceed the budget.
pub(super) fn join_pieces(mut pieces: Vec<ScannedPiece>, budget: &Budget) -> Result<RawSheet, ReadError> {
    let masters: HashMap<_, _> =
        pieces.iter_mut().flat_map(|piece| std::mem::take(&mut piece.masters)).collect();
    for piece in &mut pieces {
        for (index, number) in std::mem::take(&mut piece.children) {
            let Some((place, cell)) = piece.sheet.cells.get_mut(index) else { continue };
            let Some((master, text)) = masters.get(&number) else { continue };
            let rows = i64::from(place.0) - i64::from(master.0);
            let columns = i64::from(place.1) - i64::from(master.1);
            let own = shift(text, rows, columns);
            budget.take_bytes(own.len() as u64)?;
            cell.formula = Some(Arc::from(own));
        }
    }
    let mut sheets = pieces.into_iter().map(|piece| piece.sheet);
    let mut all = sheets.next().unwrap_or_default();
    sheets.for_each(|sheet| all.append_piece(sheet));
    Ok(all)
}

/// A scan of a sheet's XML.
struct Scan<'a, 'c> {
    xml: Xml<'a>,
    /// Whether the sheet continues after this text.
    has_more: bool,
    context: &'c Context<'c>,
    scanned: ScannedPiece,
    /// The row of the next row or cell that does not state one, from 0.
    row: u32,
    /// The column of the next cell that does not state one, from 0.
    column: u32,
    /// The value of the current cell. Kept to be reused.
    value: String,
    /// The rich text of the current cell. Kept to be reused.
    text: String,
    /// Number of cells not yet taken from the budget.
    untaken_cells: u32,
}

/// What the elements within a cell state about its content.
#[derive(Default)]
struct CellParts {
    /// Whether the cell has a value that is not empty.
    value: bool,
    inline: Option<RichText>,
    formula: Option<Arc<str>>,
    /// The number of the shared formula that the cell uses or defines.
    shared: Option<String>,
}

impl Scan<'_, '_> {
    fn run(&mut self, budget: &Budget) -> Result<(), ScanError> {
        let mut behind_element = false;
        loop {
            while behind_element && let Some((cell, rest)) = fast_cells::read_cell(self.xml.rest()) {
                self.xml.continue_at(rest);
                self.add_plain_cell(&cell, budget)?;
            }
            let event = self.xml.next()?;
            behind_element = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "c" => self.cell(&e, true, budget)?,
                    "row" => self.row(&e),
                    _ => self.other_element(&e),
                },
                Event::Empty(e) => match e.local_name().as_ref() {
                    "c" => self.cell(&e, false, budget)?,
                    "row" => {
                        self.row(&e);
                        self.row += 1;
                    }
                    _ => self.other_element(&e),
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "row" => self.row += 1,
                    "worksheet" if self.has_more => return Err(ScanError::Malformed),
                    "worksheet" => return Ok(()),
                    _ => {}
                },
                Event::Eof if self.has_more => return Ok(()),
                Event::Eof => return Err(ScanError::Malformed),
                _ => {}
            }
        }
    }

    fn row(&mut self, element: &BytesStart<'_>) {
        self.column = 0;
        let (mut hidden, mut flat) = (false, false);
        for (name, value) in attributes(element) {
            match name {
                "r" => {
                    if let Some(row) = value.trim().parse::<u32>().ok().and_then(|r| r.checked_sub(1)) {
                        self.row = row;
                    }
                }
                "hidden" => hidden = is_true(&value),
                "ht" => flat = value.trim().parse() == Ok(0.0),
                _ => {}
            }
        }
        if (hidden || flat) && self.row <= LAST_ROW {
            self.scanned.sheet.hidden_rows.push((self.row, self.row));
        }
    }

    /// Reads a cell. `open` says that it has content.
    fn cell(&mut self, element: &BytesStart<'_>, open: bool, budget: &Budget) -> Result<(), ScanError> {
        let mut style = None;
        let mut kind = None;
        for (name, value) in attributes(element) {
            match name {
                "r" => {
                    if let Some((row, column)) = reference::parse_cell_name(&value) {
                        (self.row, self.column) = (row, column);
                    }
                }
                "s" => style = value.trim().parse::<usize>().ok(),
                "t" => kind = Some(value),
                _ => {}
            }
        }
        let place = (self.row, self.column);
        self.column += 1;
        if open {
            let parts = self.read_cell_parts(place)?;
            let value = std::mem::take(&mut self.value);
            self.add_cell(place, style, kind.as_deref().unwrap_or("n"), &value, parts, budget)?;
            self.value = value;
        }
        Ok(())
    }

    /// Adds a cell that was read without XML events.
    fn add_plain_cell(&mut self, cell: &PlainCell<'_>, budget: &Budget) -> Result<(), ScanError> {
        (self.row, self.column) = (cell.place.0, cell.place.1 + 1);
        let Some(value) = cell.value else { return Ok(()) };
        let parts = CellParts { value: !value.is_empty(), ..CellParts::default() };
        self.add_cell(cell.place, cell.style, cell.kind, value, parts, budget)
    }

    /// Adds a cell, unless it has neither content nor formula.
    fn add_cell(
        &mut self,
        place: (u32, u32),
        style: Option<usize>,
        kind: &str,
        value: &str,
        parts: CellParts,
        budget: &Budget,
    ) -> Result<(), ScanError> {
        if place.0 > LAST_ROW || place.1 > LAST_COLUMN {
            return Ok(());
        }
        let (content, text_bold) = self.context.content(kind, value, &parts);
        // For a text result, an empty value is the stored one.
        let uncached = !parts.value && parts.inline.is_none() && kind != "str";
        let is_formula = parts.formula.is_some() || parts.shared.is_some();
        if content == CellContent::Blank && !is_formula {
            return Ok(());
        }
        self.untaken_cells += 1;
        if self.untaken_cells == CELLS_PER_BUDGET_UPDATE {
            budget.take_cells(std::mem::take(&mut self.untaken_cells)).map_err(ScanError::Limit)?;
        }
        // One long text, named by ten thousand cells, is ten thousand texts to everything that reads them.
        if let CellContent::Text(text) = &content
            && text.len() > MIN_LONG_TEXT_BYTES
        {
            budget.take_bytes(text.len() as u64).map_err(ScanError::Limit)?;
        }
        let style = style.and_then(|s| self.context.styles.get(s));
        if let Some(shared) = parts.shared
            && parts.formula.is_none()
        {
            self.scanned.children.push((self.scanned.sheet.cells.len(), shared));
        }
        if is_formula && uncached {
            self.scanned.sheet.uncached.push(place);
        }
        let format = style.map_or_else(Format::default, |s| s.format.clone());
        let is_date = kind == "d" && matches!(content, CellContent::Number(_));
        let cell = Cell {
            content,
            format: if is_date { date_format_or_default(format) } else { format },
            formula: parts.formula,
            bold: Some(text_bold.unwrap_or_else(|| style.is_some_and(|s| s.bold))),
            indent: style.map_or(0, |s| s.indent),
        };
        self.scanned.sheet.cells.push((place, cell));
        Ok(())
    }

    /// Reads the elements within a cell. The text of its value goes to `self.value`.
    fn read_cell_parts(&mut self, place: (u32, u32)) -> Result<CellParts, Malformed> {
        let mut parts = CellParts::default();
        self.value.clear();
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => {
                        self.value.clear();
                        self.xml.read_text_into(&mut self.value)?;
                        parts.value = !self.value.is_empty();
                    }
                    "is" => parts.inline = Some(strings::rich_text(&mut self.xml, &mut self.text)?),
                    "f" => {
                        let mut text = String::new();
                        self.xml.read_text_into(&mut text)?;
                        self.formula(&e, &text, place, &mut parts);
                    }
                    _ => self.xml.skip()?,
                },
                Event::Empty(e) if e.local_name().as_ref() == "f" => {
                    self.formula(&e, "", place, &mut parts);
                }
                Event::End(_) => return Ok(parts),
                Event::Eof => return Err(Malformed),
                _ => {}
            }
        }
    }

    /// Takes over a formula. The cell that writes out a shared formula also defines it.
    fn formula(&mut self, element: &BytesStart<'_>, text: &str, place: (u32, u32), parts: &mut CellParts) {
        let text = text.trim();
        if !text.is_empty() {
            parts.formula = Some(Arc::from(text.strip_prefix('=').unwrap_or(text)));
        }
        if attribute(element, "t").as_deref() == Some("shared")
            && let Some(number) = attribute(element, "si")
        {
            if let Some(formula) = &parts.formula {
                self.scanned.masters.insert(number.clone().into_owned(), (place, formula.clone()));
            }
            parts.shared = Some(number.into_owned());
        }
    }

    /// Reads an element outside of rows and cells: columns, filters, merges.
    fn other_element(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "col" => self.columns(element),
            // A column of `autoFilter` by which rows are selected.
            "filterColumn" => self.scanned.sheet.filtered = true,
            "mergeCell" => {
                let area = attribute(element, "ref").and_then(|r| Area::read_a1(&r));
                self.scanned.sheet.merges.extend(area);
            }
            _ => {}
        }
    }

    fn columns(&mut self, element: &BytesStart<'_>) {
        let (mut first, mut last, mut width, mut hidden) = (None, None, None, false);
        for (name, value) in attributes(element) {
            match name {
                "min" => first = value.trim().parse::<u32>().ok().and_then(|c| c.checked_sub(1)),
                "max" => last = value.trim().parse::<u32>().ok().and_then(|c| c.checked_sub(1)),
                "width" => width = value.trim().parse::<f64>().ok().filter(|w| w.is_finite() && *w >= 0.0),
                "hidden" => hidden = is_true(&value),
                _ => {}
            }
        }
        if let Some(first) = first {
            let last = last.unwrap_or(first).min(LAST_COLUMN);
            hidden |= width == Some(0.0);
            self.scanned.sheet.columns.push(RawColumns { first, last, width, hidden });
        }
    }
}
