//! One pass over a sheet's XML: where the cells asked for stand or would stand, and what around
//! them must be heeded.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Range;

use crate::model::Area;
use crate::ooxml::edit::{Tag, attribute, each_tag, local, prefix};
use crate::ooxml::xml::Malformed;
use crate::text::reference;

/// Cells by row and column.
pub type Place = (u32, u32);

/// What a sheet's XML says about the cells asked for.
#[derive(Debug, Default)]
pub struct Scan {
    /// The prefix of the sheet's elements with its colon: `x:`, or nothing.
    pub prefix: String,
    /// The root's start tag.
    pub root: Range<usize>,
    /// Every cell asked for.
    pub spots: BTreeMap<Place, Spot>,
    /// The style of columns: first, last, style.
    pub columns: Vec<(u32, u32, u32)>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Areas that are calculated as one: array formulas and what-if tables.
    pub blocks: Vec<Area>,
    /// Shared formulas whose first cell is asked for.
    pub orphans: Vec<Orphans>,
    /// The start tag that names the drawing of the notes.
    pub legacy_drawing: Option<Range<usize>>,
    /// Where that tag goes.
    pub legacy_drawing_at: usize,
}

/// Where a cell stands or would stand.
#[derive(Debug)]
pub enum Spot {
    /// It stands here.
    Found(Found),
    /// Its row stands, with other cells: the cell goes here.
    Gap(usize, RowStyle),
    /// Its row closes itself: `<row r="5"/>`.
    EmptyRow(Range<usize>, RowStyle),
    /// Its row goes here.
    NoRow(usize),
    /// The sheet has no rows: `<sheetData/>`.
    NoRows(Range<usize>),
}

/// A row's own style, for cells that it does not hold.
pub type RowStyle = Option<u32>;

/// A cell that stands in the sheet.
#[derive(Debug, Default)]
pub struct Found {
    /// The cell from tag to tag.
    pub whole: Range<usize>,
    /// Its start tag.
    pub tag: Range<usize>,
    /// What is in it.
    pub children: Vec<Child>,
}

/// An element in a cell.
#[derive(Debug, Clone, Default)]
pub struct Child {
    /// Its name without prefix: `f`, `v`, `is`.
    pub name: String,
    /// From tag to tag.
    pub whole: Range<usize>,
    /// Its start tag.
    pub tag: Range<usize>,
    /// What is between the tags.
    pub inner: Range<usize>,
}

/// A shared formula whose first cell, which alone carries the text, is asked for.
#[derive(Debug)]
pub struct Orphans {
    /// The cell that carries the text.
    pub first: Place,
    /// The cell that shall carry it, and its `<f>`.
    pub heir: Option<(Place, Child)>,
    /// The cells that are left, the heir at their top left: readers count from there.
    pub area: Option<Area>,
    /// The cells left of the heir, each with its `<f>`: they get the formula for themselves.
    pub strays: Vec<(Place, Child)>,
}

/// Why a sheet cannot be patched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsafe {
    /// Its XML cannot be read.
    Malformed,
    /// Its rows or cells do not follow each other, or one stands twice.
    Disordered,
}

impl From<Malformed> for Unsafe {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

/// Looks for the cells.
pub fn scan(xml: &str, wanted: &BTreeSet<Place>) -> Result<Scan, Unsafe> {
    let mut rows: BTreeMap<u32, VecDeque<u32>> = BTreeMap::new();
    for (row, column) in wanted {
        rows.entry(*row).or_default().push_back(*column);
    }
    let mut scanner = Scanner { xml, rows, ..Scanner::default() };
    each_tag(xml, |tag, range| scanner.see(tag, range))?;
    if scanner.disordered {
        return Err(Unsafe::Disordered);
    }
    if scanner.depth != 0 || scanner.scan.spots.len() != wanted.len() {
        return Err(Unsafe::Malformed);
    }
    Ok(scanner.scan)
}

/// Elements of a sheet that come before the drawing of its notes.
const BEFORE_LEGACY_DRAWING: &[&str] = &[
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
    /// Rows and columns that have not been met yet.
    rows: BTreeMap<u32, VecDeque<u32>>,
    scan: Scan,
    depth: usize,
    disordered: bool,
    in_data: bool,
    /// Whether the element open at depth 1 comes before the drawing of notes.
    before_drawing: bool,
    last_row: Option<u32>,
    row: Option<Row>,
    /// The start tag of the cell that is open.
    cell: Range<usize>,
    cell_place: Option<Place>,
    /// The cell that is open, where it is asked for.
    found: Option<Found>,
    child: Option<Child>,
    /// The formula that is open and needs the text of these orphans' first cell.
    orphan: Option<(usize, Place, Child)>,
    /// Shared formulas by number, as they are at this point of the sheet.
    shared: HashMap<String, usize>,
}

#[derive(Debug)]
struct Row {
    /// The columns that have not been met yet.
    wanted: VecDeque<u32>,
    /// Whether any of its cells is asked for: only then are its addresses read.
    is_wanted: bool,
    number: u32,
    style: RowStyle,
    last_column: Option<u32>,
}

impl Scanner<'_> {
    fn see(&mut self, tag: Tag<'_>, range: Range<usize>) -> Result<(), Malformed> {
        match tag {
            Tag::Open(name) => {
                self.open(name, range, false)?;
                self.depth += 1;
            }
            Tag::Empty(name) => self.open(name, range, true)?,
            Tag::Close => {
                self.depth = self.depth.checked_sub(1).ok_or(Malformed)?;
                self.close(range);
            }
        }
        Ok(())
    }

    fn open(&mut self, name: &str, range: Range<usize>, empty: bool) -> Result<(), Malformed> {
        if self.in_data {
            match self.depth {
                2 => self.open_row(range, empty)?,
                3 if local(name) == "c" => self.open_cell(range, empty)?,
                // "<extLst>" of a row comes behind its cells.
                3 => self.leave_cells(range.start),
                4 => self.open_child(local(name), range, empty),
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
                self.before_drawing = BEFORE_LEGACY_DRAWING.contains(&local(name));
                if empty && self.before_drawing {
                    self.scan.legacy_drawing_at = range.end;
                }
                match local(name) {
                    "sheetData" if empty => self.leave_rows(&Spot::NoRows(range), None),
                    "sheetData" => self.in_data = true,
                    "legacyDrawing" => self.scan.legacy_drawing = Some(range),
                    _ => {}
                }
            }
            2 => self.open_setting(local(name), range),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) {
        if !self.in_data {
            if self.depth == 1 && self.before_drawing {
                self.scan.legacy_drawing_at = range.end;
            }
            return;
        }
        match self.depth {
            1 => {
                self.leave_rows(&Spot::NoRow(range.start), None);
                self.in_data = false;
                self.scan.legacy_drawing_at = range.end;
            }
            2 => self.close_row(range.start),
            3 => self.close_cell(range.end),
            4 => self.close_child(range),
            _ => {}
        }
    }

    /// Columns and merges, which stand outside of the rows.
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
        self.leave_rows(&Spot::NoRow(range.start), Some(number));
        let wanted = self.rows.remove(&number).unwrap_or_default();
        let style = match attribute(tag, "customFormat").as_deref() {
            Some("1" | "true") if !wanted.is_empty() => attribute(tag, "s").and_then(|s| s.parse().ok()),
            _ => None,
        };
        if empty {
            for column in wanted {
                self.scan.spots.insert((number, column), Spot::EmptyRow(range.clone(), style));
            }
        } else {
            self.row = Some(Row { is_wanted: !wanted.is_empty(), wanted, number, style, last_column: None });
        }
        Ok(())
    }

    fn close_row(&mut self, end: usize) {
        self.leave_cells(end);
        self.row = None;
    }

    /// Gives this place to the cells that are left in the row.
    fn leave_cells(&mut self, at: usize) {
        let Some(row) = &mut self.row else { return };
        for column in std::mem::take(&mut row.wanted) {
            self.scan.spots.insert((row.number, column), Spot::Gap(at, row.style));
        }
    }

    fn open_cell(&mut self, range: Range<usize>, empty: bool) -> Result<(), Malformed> {
        self.cell = range.clone();
        self.cell_place = None;
        let Some(row) = self.row.as_mut().filter(|row| row.is_wanted) else { return Ok(()) };
        let place = match attribute(self.xml.get(range.clone()).ok_or(Malformed)?, "r") {
            Some(text) => reference::place(&text).ok_or(Malformed)?,
            None => (row.number, row.last_column.map_or(0, |column| column + 1)),
        };
        self.disordered |= place.0 != row.number || row.last_column.is_some_and(|last| place.1 <= last);
        row.last_column = Some(place.1);
        self.cell_place = Some(place);
        while let Some(column) = row.wanted.front().copied().filter(|column| *column <= place.1) {
            row.wanted.pop_front();
            if column < place.1 {
                self.scan.spots.insert((row.number, column), Spot::Gap(range.start, row.style));
            } else {
                self.found = Some(Found { whole: range.clone(), tag: range.clone(), children: Vec::new() });
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
            self.scan.spots.insert(place, Spot::Found(found));
        }
    }

    fn open_child(&mut self, name: &str, range: Range<usize>, empty: bool) {
        let inner = range.end..range.end;
        let whole = range.clone();
        if name == "f" {
            self.open_formula(&range);
        }
        if self.found.is_some() {
            self.child = Some(Child { name: name.to_owned(), whole, tag: range.clone(), inner });
        }
        if empty {
            self.close_child(range.end..range.end);
        }
    }

    fn close_child(&mut self, end: Range<usize>) {
        let finished = |mut child: Child| {
            child.inner.end = end.start.max(child.inner.start);
            child.whole.end = end.end;
            child
        };
        if let (Some(child), Some(found)) = (self.child.take(), &mut self.found) {
            found.children.push(finished(child));
        }
        if let Some((at, place, child)) = self.orphan.take()
            && let Some(orphans) = self.scan.orphans.get_mut(at)
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
        // "<f>": most formulas stand for themselves.
        let Some(kind) = attribute(tag, "t") else { return };
        let area = attribute(tag, "ref");
        match (kind.as_str(), area) {
            ("array" | "dataTable", Some(area)) => {
                self.scan.blocks.extend(Area::read_a1(&area).filter(|area| !is_single(area)));
            }
            ("shared", area) => self.open_shared(tag, area.is_some(), range),
            _ => {}
        }
    }

    fn open_shared(&mut self, tag: &str, is_first: bool, range: &Range<usize>) {
        let Some(number) = attribute(tag, "si") else { return };
        if is_first {
            // A number is used again where an earlier formula has ended.
            self.shared.remove(&number);
            if let (Some(_), Some(first)) = (&self.found, self.cell_place) {
                self.shared.insert(number, self.scan.orphans.len());
                self.scan.orphans.push(Orphans { first, heir: None, area: None, strays: Vec::new() });
            }
            return;
        }
        let (None, Some(at)) = (&self.found, self.shared.get(&number)) else { return };
        let place = self.cell_place.or_else(|| {
            self.xml
                .get(self.cell.clone())
                .and_then(|tag| attribute(tag, "r"))
                .and_then(|r| reference::place(&r))
        });
        let (Some(place), Some(orphans)) = (place, self.scan.orphans.get_mut(*at)) else {
            // A cell without an address that needs one.
            self.disordered = true;
            return;
        };
        let heir = orphans.heir.as_ref().map(|(heir, _)| *heir);
        let is_stray = heir.is_some_and(|(_, column)| place.1 < column);
        if !is_stray {
            orphans.area = Some(reaching(orphans.area, place));
        }
        if is_stray || heir.is_none() {
            let inner = range.end..range.end;
            let child = Child { name: "f".to_owned(), whole: range.clone(), tag: range.clone(), inner };
            self.orphan = Some((*at, place, child));
        }
    }

    /// Gives this spot to the cells of the rows before this one (of all rows that are left).
    fn leave_rows(&mut self, spot: &Spot, before: Option<u32>) {
        while let Some(entry) = self.rows.first_entry() {
            let row = *entry.key();
            if before.is_some_and(|before| row >= before) {
                break;
            }
            for column in entry.remove() {
                let spot = match spot {
                    Spot::NoRows(range) => Spot::NoRows(range.clone()),
                    Spot::NoRow(at) => Spot::NoRow(*at),
                    _ => continue,
                };
                self.scan.spots.insert((row, column), spot);
            }
        }
    }
}

fn is_single(area: &Area) -> bool {
    (area.first_row, area.first_column) == (area.last_row, area.last_column)
}

fn reaching(area: Option<Area>, (row, column): Place) -> Area {
    let area =
        area.unwrap_or(Area { first_row: row, first_column: column, last_row: row, last_column: column });
    Area {
        first_row: area.first_row.min(row),
        first_column: area.first_column.min(column),
        last_row: area.last_row.max(row),
        last_column: area.last_column.max(column),
    }
}
