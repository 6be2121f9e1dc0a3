//! Locates cells in a sheet's XML in a single pass: where the wanted cells are or would be, and what around
//! them restricts a change.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Range;

use crate::model::Area;
use crate::ooxml::edit::{Tag, attribute, for_each_tag, local_name, prefix};
use crate::ooxml::xml::Malformed;
use crate::text::reference;

/// Row and column of a cell, counted from 0.
pub type CellPosition = (u32, u32);

/// What a sheet's XML says about the wanted cells.
#[derive(Debug, Default)]
pub struct Scan {
    /// Prefix of the sheet's elements with its colon, such as `x:`; may be empty.
    pub prefix: String,
    /// Start tag of the root.
    pub root: Range<usize>,
    /// The place of every wanted cell.
    pub locations: BTreeMap<CellPosition, CellLocation>,
    /// Style indices of columns: first column, last column, style.
    pub columns: Vec<(u32, u32, u32)>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Areas that are calculated as a whole: array formulas and what-if tables.
    pub blocks: Vec<Area>,
    /// Shared formulas whose first cell is wanted.
    pub orphaned_formulas: Vec<OrphanedFormula>,
    /// The start tag that refers to the drawing of the notes; `None` if the sheet has no notes.
    pub legacy_drawing: Option<Range<usize>>,
    /// Position at which that tag has to be inserted.
    pub legacy_drawing_at: usize,
}

/// Where a cell is, or would be inserted.
#[derive(Debug)]
pub enum CellLocation {
    /// The cell exists.
    Found(FoundCell),
    /// The row exists; the cell goes to this position.
    MissingCell(usize, RowStyle),
    /// The row exists but is empty, `<row r="5"/>`; this is its tag.
    EmptyRow(Range<usize>, RowStyle),
    /// The row does not exist; it goes to this position.
    MissingRow(usize),
    /// The sheet has no rows, `<sheetData/>`; this is that tag.
    EmptySheet(Range<usize>),
}

/// Style index of a row, for cells that it does not contain. `None` if the row has none of its own.
pub type RowStyle = Option<u32>;

/// A cell that exists in the sheet. All ranges are byte ranges of the XML.
#[derive(Debug, Default)]
pub struct FoundCell {
    /// The whole element.
    pub whole: Range<usize>,
    /// The start tag.
    pub tag: Range<usize>,
    /// The elements within the cell.
    pub children: Vec<CellChild>,
}

/// An element within a cell.
#[derive(Debug, Clone, Default)]
pub struct CellChild {
    /// Name without prefix: `f`, `v`, `is`.
    pub name: String,
    /// The whole element.
    pub whole: Range<usize>,
    /// The start tag.
    pub tag: Range<usize>,
    /// What is between the tags.
    pub inner: Range<usize>,
}

/// A shared formula whose first cell is wanted. Only that cell has the text of the formula.
#[derive(Debug)]
pub struct OrphanedFormula {
    /// The cell with the text.
    pub first: CellPosition,
    /// The cell that inherits the text, and its `<f>`; `None` if no other cell shares the formula.
    pub heir: Option<(CellPosition, CellChild)>,
    /// The area of the remaining cells, with the heir at its top left, since readers count offsets from
    /// there.
    pub area: Option<Area>,
    /// The cells left of the heir, each with its `<f>`. They are outside of the area and get formulas of
    /// their own.
    pub strays: Vec<(CellPosition, CellChild)>,
}

/// Why a sheet cannot be patched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanError {
    /// The XML cannot be read.
    Malformed,
    /// Rows or cells are out of order, or one occurs twice.
    OutOfOrder,
}

impl From<Malformed> for ScanError {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Locates the wanted cells.
///
/// # Errors
///
/// If the XML is malformed, or if rows or cells are out of order.
pub fn scan_sheet(xml: &str, wanted: &BTreeSet<CellPosition>) -> Result<Scan, ScanError> {
    let mut rows: BTreeMap<u32, VecDeque<u32>> = BTreeMap::new();
    for (row, column) in wanted {
        rows.entry(*row).or_default().push_back(*column);
    }
    let mut scanner = Scanner { xml, wanted_rows: rows, ..Scanner::default() };
    for_each_tag(xml, |tag, range| scanner.visit_tag(tag, range))?;
    if scanner.disordered {
        return Err(ScanError::OutOfOrder);
    }
    if scanner.depth != 0 || scanner.scan.locations.len() != wanted.len() {
        return Err(ScanError::Malformed);
    }
    Ok(scanner.scan)
}

/// Elements of a sheet that precede `legacyDrawing`, in the order that the format requires.
const ELEMENTS_BEFORE_LEGACY_DRAWING: &[&str] = &[
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
];

#[derive(Debug, Default)]
struct Scanner<'x> {
    xml: &'x str,
    /// Wanted rows and columns that have not been reached yet.
    wanted_rows: BTreeMap<u32, VecDeque<u32>>,
    scan: Scan,
    /// Number of open elements.
    depth: usize,
    disordered: bool,
    /// Whether the scan is within `sheetData`.
    in_data: bool,
    /// Whether the element that is open at depth 1 precedes `legacyDrawing`.
    before_drawing: bool,
    last_row: Option<u32>,
    row: Option<Row>,
    /// Start tag of the open cell.
    cell_tag: Range<usize>,
    cell_place: Option<CellPosition>,
    /// The open cell, if it is wanted.
    found: Option<FoundCell>,
    child: Option<CellChild>,
    /// The open formula, if it shares the text of a wanted cell: index of the orphans, its cell, its element.
    orphan: Option<(usize, CellPosition, CellChild)>,
    /// Index of the orphans of each shared formula, by its number, at this point of the sheet.
    shared: HashMap<String, usize>,
}

#[derive(Debug)]
struct Row {
    /// Wanted columns that have not been reached yet.
    wanted: VecDeque<u32>,
    /// Whether any cell of the row is wanted; cell addresses are only read in such rows.
    is_wanted: bool,
    number: u32,
    style: RowStyle,
    last_column: Option<u32>,
}

impl Scanner<'_> {
    fn visit_tag(&mut self, tag: Tag<'_>, range: Range<usize>) -> Result<(), Malformed> {
        match tag {
            Tag::Open(name) => {
                self.open_element(name, range, false)?;
                self.depth += 1;
            }
            Tag::Empty(name) => self.open_element(name, range, true)?,
            Tag::Close => {
                self.depth = self.depth.checked_sub(1).ok_or(Malformed)?;
                self.close_element(range);
            }
        }
        Ok(())
    }

    fn open_element(&mut self, name: &str, range: Range<usize>, empty: bool) -> Result<(), Malformed> {
        if self.in_data {
            match self.depth {
                2 => self.open_row(range, empty)?,
                3 if local_name(name) == "c" => self.open_cell(range, empty)?,
                // An `<extLst>` of a row follows its cells.
                3 => self.place_remaining_cells(range.start),
                4 => self.open_child(local_name(name), range, empty),
                _ => {}
            }
            return Ok(());
        }
        match self.depth {
            0 => {
                prefix(name).clone_into(&mut self.scan.prefix);
                self.scan.legacy_drawing_at = range.end;
                self.scan.root = range;
            }
            _ if prefix(name) != self.scan.prefix => self.before_drawing &= self.depth != 1,
            1 => {
                self.before_drawing = ELEMENTS_BEFORE_LEGACY_DRAWING.contains(&local_name(name));
                if empty && self.before_drawing {
                    self.scan.legacy_drawing_at = range.end;
                }
                match local_name(name) {
                    "sheetData" if empty => self.place_missing_rows(&CellLocation::EmptySheet(range), None),
                    "sheetData" => self.in_data = true,
                    "legacyDrawing" => self.scan.legacy_drawing = Some(range),
                    _ => {}
                }
            }
            2 => self.open_setting(local_name(name), range),
            _ => {}
        }
        Ok(())
    }

    fn close_element(&mut self, range: Range<usize>) {
        if !self.in_data {
            if self.depth == 1 && self.before_drawing {
                self.scan.legacy_drawing_at = range.end;
            }
            return;
        }
        match self.depth {
            1 => {
                self.place_missing_rows(&CellLocation::MissingRow(range.start), None);
                self.in_data = false;
                self.scan.legacy_drawing_at = range.end;
            }
            2 => self.close_row(range.start),
            3 => self.close_cell(range.end),
            4 => self.close_child(range),
            _ => {}
        }
    }

    /// Reads column styles and merged areas, which are outside of the rows.
    fn open_setting(&mut self, name: &str, range: Range<usize>) {
        let tag = self.xml.get(range).unwrap_or_default();
        match name {
            "mergeCell" => {
                self.scan.merges.extend(attribute(tag, "ref").and_then(|area| Area::read_a1(&area)));
            }
            "col" => {
                let number = |name| attribute(tag, name).and_then(|text| text.parse::<u32>().ok());
                if let (Some(min), Some(max), Some(style)) = (number("min"), number("max"), number("style")) {
                    self.scan.columns.push((min.saturating_sub(1), max.saturating_sub(1), style));
                }
            }
            _ => {}
        }
    }

    fn open_row(&mut self, range: Range<usize>, empty: bool) -> Result<(), Malformed> {
        let tag = self.xml.get(range.clone()).ok_or(Malformed)?;
        let number = match attribute(tag, "r") {
            Some(text) => reference::row_number(text.as_bytes()).ok_or(Malformed)?,
            None => self.last_row.map_or(0, |row| row + 1),
        };
        self.disordered |= self.last_row.is_some_and(|last| number <= last);
        self.last_row = Some(number);
        self.place_missing_rows(&CellLocation::MissingRow(range.start), Some(number));
        let wanted = self.wanted_rows.remove(&number).unwrap_or_default();
        let style = match attribute(tag, "customFormat").as_deref() {
            Some("1" | "true") if !wanted.is_empty() => attribute(tag, "s").and_then(|s| s.parse().ok()),
            _ => None,
        };
        if empty {
            for column in wanted {
                self.scan.locations.insert((number, column), CellLocation::EmptyRow(range.clone(), style));
            }
        } else {
            self.row = Some(Row { is_wanted: !wanted.is_empty(), wanted, number, style, last_column: None });
        }
        Ok(())
    }

    fn close_row(&mut self, end: usize) {
        self.place_remaining_cells(end);
        self.row = None;
    }

    /// Assigns this position to the wanted cells that remain in the row.
    fn place_remaining_cells(&mut self, at: usize) {
        let Some(row) = &mut self.row else { return };
        for column in std::mem::take(&mut row.wanted) {
            self.scan.locations.insert((row.number, column), CellLocation::MissingCell(at, row.style));
        }
    }

    fn open_cell(&mut self, range: Range<usize>, empty: bool) -> Result<(), Malformed> {
        self.cell_tag = range.clone();
        self.cell_place = None;
        let Some(row) = self.row.as_mut().filter(|row| row.is_wanted) else { return Ok(()) };
        let place = match attribute(self.xml.get(range.clone()).ok_or(Malformed)?, "r") {
            Some(text) => reference::parse_cell_name(&text).ok_or(Malformed)?,
            None => (row.number, row.last_column.map_or(0, |column| column + 1)),
        };
        self.disordered |= place.0 != row.number || row.last_column.is_some_and(|last| place.1 <= last);
        row.last_column = Some(place.1);
        self.cell_place = Some(place);
        while let Some(column) = row.wanted.front().copied().filter(|column| *column <= place.1) {
            row.wanted.pop_front();
            if column < place.1 {
                self.scan
                    .locations
                    .insert((row.number, column), CellLocation::MissingCell(range.start, row.style));
            } else {
                self.found =
                    Some(FoundCell { whole: range.clone(), tag: range.clone(), children: Vec::new() });
            }
        }
        if empty {
            self.close_cell(range.end);
        }
        Ok(())
    }

    fn close_cell(&mut self, end: usize) {
        if let (Some(mut found), Some(place)) = (self.found.take(), self.cell_place) {
            found.whole.end = end;
            self.scan.locations.insert(place, CellLocation::Found(found));
        }
    }

    fn open_child(&mut self, name: &str, range: Range<usize>, empty: bool) {
        let inner = range.end..range.end;
        let whole = range.clone();
        if name == "f" {
            self.open_formula(&range);
        }
        if self.found.is_some() {
            self.child = Some(CellChild { name: name.to_owned(), whole, tag: range.clone(), inner });
        }
        if empty {
            self.close_child(range.end..range.end);
        }
    }

    fn close_child(&mut self, end: Range<usize>) {
        let finished = |mut child: CellChild| {
            child.inner.end = end.start.max(child.inner.start);
            child.whole.end = end.end;
            child
        };
        if let (Some(child), Some(found)) = (self.child.take(), &mut self.found) {
            found.children.push(finished(child));
        }
        if let Some((at, place, child)) = self.orphan.take()
            && let Some(orphans) = self.scan.orphaned_formulas.get_mut(at)
        {
            let orphan = (place, finished(child));
            if orphans.heir.is_some() {
                orphans.strays.push(orphan);
            } else {
                orphans.heir = Some(orphan);
            }
        }
    }

    fn open_formula(&mut self, range: &Range<usize>) {
        let tag = self.xml.get(range.clone()).unwrap_or_default();
        // A plain `<f>` belongs to its own cell only, as most formulas do.
        let Some(kind) = attribute(tag, "t") else { return };
        let area = attribute(tag, "ref");
        match (kind.as_str(), area) {
            ("array" | "dataTable", Some(area)) => {
                self.scan.blocks.extend(Area::read_a1(&area).filter(|area| !is_single_cell(area)));
            }
            ("shared", area) => self.open_shared_formula(tag, area.is_some(), range),
            _ => {}
        }
    }

    fn open_shared_formula(&mut self, tag: &str, is_first: bool, range: &Range<usize>) {
        let Some(number) = attribute(tag, "si") else { return };
        if is_first {
            // A number may be reused after the earlier formula has ended.
            self.shared.remove(&number);
            if let (Some(_), Some(first)) = (&self.found, self.cell_place) {
                self.shared.insert(number, self.scan.orphaned_formulas.len());
                self.scan.orphaned_formulas.push(OrphanedFormula {
                    first,
                    heir: None,
                    area: None,
                    strays: Vec::new(),
                });
            }
            return;
        }
        let (None, Some(at)) = (&self.found, self.shared.get(&number)) else { return };
        let place = self.cell_place.or_else(|| {
            self.xml
                .get(self.cell_tag.clone())
                .and_then(|tag| attribute(tag, "r"))
                .and_then(|r| reference::parse_cell_name(&r))
        });
        let (Some(place), Some(orphans)) = (place, self.scan.orphaned_formulas.get_mut(*at)) else {
            // A cell that shares the formula has no address: the formula cannot be moved.
            self.disordered = true;
            return;
        };
        let heir = orphans.heir.as_ref().map(|(heir, _)| *heir);
        let is_stray = heir.is_some_and(|(_, column)| place.1 < column);
        if !is_stray {
            orphans.area = Some(extended_area(orphans.area, place));
        }
        if is_stray || heir.is_none() {
            let inner = range.end..range.end;
            let child = CellChild { name: "f".to_owned(), whole: range.clone(), tag: range.clone(), inner };
            self.orphan = Some((*at, place, child));
        }
    }

    /// Assigns this spot to the wanted cells of all rows before `before`; of all remaining rows if that is
    /// `None`.
    fn place_missing_rows(&mut self, spot: &CellLocation, before: Option<u32>) {
        while let Some(entry) = self.wanted_rows.first_entry() {
            let row = *entry.key();
            if before.is_some_and(|before| row >= before) {
                break;
            }
            for column in entry.remove() {
                let spot = match spot {
                    CellLocation::EmptySheet(range) => CellLocation::EmptySheet(range.clone()),
                    CellLocation::MissingRow(at) => CellLocation::MissingRow(*at),
                    _ => continue,
                };
                self.scan.locations.insert((row, column), spot);
            }
        }
    }
}

fn is_single_cell(area: &Area) -> bool {
    (area.first_row, area.first_column) == (area.last_row, area.last_column)
}

/// Returns the area extended by a cell.
fn extended_area(area: Option<Area>, (row, column): CellPosition) -> Area {
    let area =
        area.unwrap_or(Area { first_row: row, first_column: column, last_row: row, last_column: column });
    Area {
        first_row: area.first_row.min(row),
        first_column: area.first_column.min(column),
        last_row: area.last_row.max(row),
        last_column: area.last_column.max(column),
    }
}
