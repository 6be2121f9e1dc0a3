//! A sheet while it is written: collects contents and looks, and builds a worksheet with the right row
//! heights.

use std::collections::BTreeMap;

use indexmap::{Equivalent, IndexMap};
use rust_xlsxwriter::{Chart, Format, Note, Table, Worksheet};

use super::content::StoredContent;
pub use super::content::{Content, Target, quoted_sheet_name, to_float};
use super::layout::{self, HeightNeed, PrintSetup, SheetMeasures};
use super::page::Page;
use super::style::{FONT, Look};
use super::{Paper, WriteError};
use crate::model::Area;
pub use crate::model::a1;
use crate::model::own;
use crate::text::reference::LAST_COLUMN;

/// A sheet while it is written. Its cells are stored here, in a sixth of the memory that the library takes
/// for them, until the heights of all rows are known. Then they are given to the library row by row, since a
/// sheet that keeps its rows in a file (`page.rs`) accepts no other order.
pub struct Canvas {
    /// The worksheet, for everything except cells, merged areas and heights.
    pub sheet: Worksheet,
    /// How the sheet is printed.
    pub print: PrintSetup,
    /// Whether the worksheet keeps its rows in a file.
    pub in_file: bool,
    /// An Excel table over these cells, with its headers in the first row.
    pub table: Option<(Area, Table)>,
    name: String,
    /// Widths of the columns, in characters.
    widths: Vec<f64>,
    /// The cells in the order in which they were written. Of several at the same place, the last one counts.
    cells: Vec<Cell>,
    /// The merged areas, by their first cell.
    merges: BTreeMap<(u32, u16), Area>,
    /// The cells that merged areas cover: the last row of each area, by column and first row.
    covered: BTreeMap<(u32, u32), u32>,
    /// Number of cells in all merged areas.
    merged_cell_count: u64,
    /// The heights of single rows, in points.
    heights: BTreeMap<u32, f64>,
    /// The heights that areas of several rows need.
    height_needs: Vec<HeightNeed>,
    /// Hidden rows.
    hidden: Vec<u32>,
    /// The formats in use, by look and number format.
    formats: IndexMap<(Look, String), Format>,
}

/// A cell that waits to be given to the library.
struct Cell {
    row: u32,
    column: u16,
    /// Index of its format in [`Canvas::formats`], or [`FORMAT_OF_COLUMN`].
    format: u16,
    stored: StoredContent,
}

/// Converts a column or a count of columns to an index.
fn to_index(column: u32) -> usize {
    usize::try_from(column).unwrap_or(usize::MAX)
}

/// Marks a cell that has the format of its column.
const FORMAT_OF_COLUMN: u16 = u16::MAX;

/// The key of a format, borrowed.
#[derive(Hash)]
struct FormatKey<'a>(&'a Look, &'a str);

impl Equivalent<(Look, String)> for FormatKey<'_> {
    fn equivalent(&self, (look, number): &(Look, String)) -> bool {
        self.0 == look && self.1 == number
    }
}

/// Maximum number of cells in all merged areas of a sheet: each of them is written to the file.
const MAX_MERGED_CELLS: u64 = 2_000_000;
/// Maximum number of rows used, a little below the limit of the format.
const MAX_ROWS: u32 = 1_048_000;
impl Canvas {
    /// Creates a sheet that is not large.
    ///
    /// # Errors
    ///
    /// If the name of the sheet is invalid.
    pub fn new(name: &str, widths: &[f64]) -> Result<Self, WriteError> {
        Self::on_page(Page::default(), name, widths)
    }

    /// Creates a sheet on this page. Widths are in characters.
    ///
    /// # Errors
    ///
    /// If the name of the sheet is invalid.
    pub fn on_page(page: Page, name: &str, widths: &[f64]) -> Result<Self, WriteError> {
        let Page { mut sheet, in_file } = page;
        sheet.set_name(name)?;
        for (column, width) in (0u16..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        Ok(Self {
            sheet,
            print: PrintSetup::default(),
            in_file,
            table: None,
            name: name.to_owned(),
            widths: widths.to_vec(),
            cells: Vec::new(),
            merges: BTreeMap::new(),
            covered: BTreeMap::new(),
            merged_cell_count: 0,
            heights: BTreeMap::new(),
            height_needs: Vec::new(),
            hidden: Vec::new(),
            formats: IndexMap::new(),
        })
    }

    /// Returns the name of the sheet.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes a cell.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn put(
        &mut self,
        row: u32,
        column: u32,
        content: &Content<'_>,
        look: &Look,
    ) -> Result<(), WriteError> {
        self.push_cell(row, column, content, look)?;
        self.record_height(
            Area { first_row: row, first_column: column, last_row: row, last_column: column },
            content,
            look,
        );
        Ok(())
    }

    /// Writes a text.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn put_text(&mut self, row: u32, column: u32, text: &str, look: &Look) -> Result<(), WriteError> {
        self.put(row, column, &Content::Text(text), look)
    }

    /// Sets the looks and number formats of the columns, for long lists.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn set_column_looks(&mut self, looks: &[(Look, &str)]) -> Result<(), WriteError> {
        for (column, (look, number)) in (0u16..).zip(looks) {
            self.sheet.set_column_format(column, &library_format(look, number))?;
        }
        Ok(())
    }

    /// Writes a cell with the look of its column, on one line. An empty text is not written.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn put_plain(&mut self, row: u32, column: u32, content: &Content<'_>) -> Result<(), WriteError> {
        let stored = StoredContent::from_content(content);
        if !matches!(stored, StoredContent::Blank) {
            self.cells.push(Cell { row, column: library_column(column)?, format: FORMAT_OF_COLUMN, stored });
        }
        Ok(())
    }

    /// Writes an area as a merged cell. A single cell is not merged, and neither is an area that exceeds
    /// [`MAX_MERGED_CELLS`]: each of its cells would be written, and a hostile file may merge all seventeen
    /// thousand million cells of a sheet.
    ///
    /// # Errors
    ///
    /// If the area overlaps another merged area or exceeds the sheet.
    pub fn merge(&mut self, area: Area, content: &Content<'_>, look: &Look) -> Result<(), WriteError> {
        let sides = (area.last_row - area.first_row + 1, area.last_column - area.first_column + 1);
        let merged = self.merged_cell_count + u64::from(sides.0) * u64::from(sides.1);
        if sides != (1, 1) && merged > MAX_MERGED_CELLS {
            return self.put(area.first_row, area.first_column, content, look);
        }
        if sides != (1, 1) {
            if area.last_row >= MAX_ROWS || area.last_column > LAST_COLUMN || !self.reserve_area(area) {
                return Err(WriteError(format!("{} cannot be merged", area.a1())));
            }
            let first = (area.first_row, library_column(area.first_column)?);
            self.merges.insert(first, area);
            self.merged_cell_count = merged;
            // The first cell determines the frame of the whole area, and is written even if its look does not
            // show.
            let format = self.format_index(look, content.number_format())?;
            self.cells.push(Cell { row: first.0, column: first.1, format, stored: StoredContent::Blank });
        }
        self.push_cell(area.first_row, area.first_column, content, look)?;
        self.record_height(area, content, look);
        Ok(())
    }

    /// Reserves the cells of an area, and returns whether none of them was reserved before. The library
    /// panics on some areas that overlap.
    fn reserve_area(&mut self, area: Area) -> bool {
        let columns = area.first_column..=area.last_column;
        let is_taken = |column: u32| {
            let above = self.covered.range((column, 0)..=(column, area.last_row)).next_back();
            above.is_some_and(|(_, last)| *last >= area.first_row)
        };
        if columns.clone().any(is_taken) {
            return false;
        }
        self.covered.extend(columns.map(|column| ((column, area.first_row), area.last_row)));
        true
    }

    /// Writes columns of one row as a merged cell.
    ///
    /// # Errors
    ///
    /// If the area overlaps another merged area or exceeds the sheet.
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

    /// Writes a formula from another workbook with its result there. Returns whether there was room for it.
    /// The library adds the prefix that newer functions require.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn put_formula(
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
        let format = self.format_index(look, number)?;
        let stored = StoredContent::Formula(Box::new((code.to_owned(), result)));
        self.cells.push(Cell { row, column: library_column(column)?, format, stored });
        Ok(true)
    }

    /// Places a chart on this sheet, offset by `off` pixels from the corner of a cell.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn insert_chart(
        &mut self,
        (row, column): (u32, u32),
        chart: &Chart,
        off: (u32, u32),
    ) -> Result<(), WriteError> {
        self.sheet.insert_chart_with_offset(row, library_column(column)?, chart, off.0, off.1)?;
        Ok(())
    }

    /// Adds a note to a cell.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn add_note(&mut self, row: u32, column: u32, text: &str) -> Result<(), WriteError> {
        let text: String = text.chars().take(1_500).collect();
        let lines = u32::try_from(text.chars().count()).unwrap_or(0) / 42
            + 1
            + u32::try_from(text.matches('\n').count()).unwrap_or(0);
        let note = Note::new(text)
            .set_author(own::COMMENT_AUTHOR)
            .add_author_prefix(false)
            .set_font_name(FONT)
            .set_font_size(9)
            .set_width(260)
            .set_height((lines * 17 + 14).min(420));
        self.sheet.insert_note(row, library_column(column)?, &note)?;
        Ok(())
    }

    /// Sets the minimum height of a row, in points.
    pub fn set_min_height(&mut self, row: u32, height: f64) {
        let stands = self.heights.entry(row).or_default();
        *stands = stands.max(height).min(layout::MAX_ROW_HEIGHT);
    }

    /// Hides a row.
    pub fn hide_row(&mut self, row: u32) {
        self.hidden.push(row);
    }

    /// Sets heights and page layout, gives the cells to the worksheet and returns it.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded, or a temporary file cannot be written.
    pub fn finish(mut self, paper: Paper, footer: &str) -> Result<Worksheet, WriteError> {
        layout::distribute_heights(&self.height_needs, &mut self.heights);
        let mut sheet = self.sheet;
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        // With its rows in a file, the library would write the last row twice if it has a height: leave its
        // height out, and those of rows below.
        let last = self.cells.last().map_or(0, |cell| cell.row);
        let is_plain = |row: u32| self.in_file && row >= last;
        for (row, height) in self.heights.iter().filter(|(row, _)| !is_plain(**row)) {
            // The library rounds to whole pixels of three quarters of a point; round up.
            sheet.set_row_height(*row, (height * 4.0).ceil() / 4.0)?;
        }
        for row in self.hidden.iter().filter(|row| !is_plain(**row)) {
            sheet.set_row_hidden(*row)?;
        }
        let print = &self.print;
        if let Some((first, last)) = print.head_rows {
            sheet.set_repeat_rows(first, last)?;
        }
        let columns = print.area.map_or(self.widths.len(), |area| to_index(area.last_column + 1));
        let width = layout::width_in_points(self.widths.iter().copied().take(columns));
        let smallest = self.formats.keys().map(|(look, _)| look.size).min().unwrap_or(10);
        let lowest = self.heights.keys().next_back().map_or(last, |row| last.max(*row));
        let end = print.area.map_or(lowest, |area| area.last_row);
        layout::set_up_page(
            &mut sheet,
            (paper, footer),
            print,
            &SheetMeasures {
                width,
                smallest_font: smallest,
                heights: &self.heights,
                last_row: end,
                widths: &self.widths,
            },
        );
        if print.repeated_columns > 0 {
            sheet.set_repeat_columns(0, print.repeated_columns - 1)?;
        }
        if let Some(area) = print.area {
            let (left, right) = (library_column(area.first_column)?, library_column(area.last_column)?);
            sheet.set_print_area(area.first_row, left, area.last_row, right)?;
        }
        let mut links = 0;
        let mut cells = self.cells.into_iter().peekable();
        while let Some(cell) = cells.next() {
            let at = (cell.row, cell.column);
            // The library writes the headers of a table itself, and a sheet with its rows in a file accepts
            // them only in the order of rows. The cells that follow give the headers their look.
            if let Some((area, table)) = self.table.take_if(|(area, _)| area.first_row <= at.0) {
                let (first, last) = (library_column(area.first_column)?, library_column(area.last_column)?);
                sheet.add_table(area.first_row, first, area.last_row, last, &table)?;
            }
            if cells.peek().is_some_and(|next| (next.row, next.column) == at) {
                continue;
            }
            let format = self.formats.get_index(usize::from(cell.format)).map(|(_, format)| format);
            if let (Some(area), Some(format)) = (self.merges.get(&at), format) {
                let last = library_column(area.last_column)?;
                sheet.merge_range(at.0, at.1, area.last_row, last, "", format)?;
            }
            cell.stored.write_to(&mut sheet, at, format, &mut links)?;
        }
        Ok(sheet)
    }

    /// Returns the index of a format.
    fn format_index(&mut self, look: &Look, number: &str) -> Result<u16, WriteError> {
        let place = match self.formats.get_index_of(&FormatKey(look, number)) {
            Some(place) => place,
            None => self.formats.insert_full((*look, number.to_owned()), library_format(look, number)).0,
        };
        u16::try_from(place)
            .ok()
            .filter(|place| *place != FORMAT_OF_COLUMN)
            .ok_or_else(|| WriteError("looks".to_owned()))
    }

    fn push_cell(
        &mut self,
        row: u32,
        column: u32,
        content: &Content<'_>,
        look: &Look,
    ) -> Result<(), WriteError> {
        let stored = StoredContent::from_content(content);
        // A cell without a value is only written if its look shows.
        if matches!(stored, StoredContent::Blank) && !look.is_visible() {
            return Ok(());
        }
        let format = self.format_index(look, content.number_format())?;
        self.cells.push(Cell { row, column: library_column(column)?, format, stored });
        Ok(())
    }

    /// Records the height that a content needs.
    fn record_height(&mut self, area: Area, content: &Content<'_>, look: &Look) {
        let width: f64 = (area.first_column..=area.last_column)
            .map(|column| {
                usize::try_from(column).ok().and_then(|c| self.widths.get(c)).copied().unwrap_or(8.43)
            })
            .sum();
        // A column is five pixels wider than its characters; within a merged area, the text can use these.
        let width = width + f64::from(area.last_column - area.first_column) * 5.0 / 7.0;
        let text = match content {
            Content::Text(text) | Content::Link(text, _) | Content::FileLink(text, _) => text,
            Content::OwnedText(text) => text.as_str(),
            _ => "",
        };
        let height = layout::text_height(text, width, look);
        if area.first_row == area.last_row {
            self.set_min_height(area.first_row, height);
        } else {
            self.height_needs.push(HeightNeed { area, height });
        }
    }
}

fn library_format(look: &Look, number: &str) -> Format {
    look.format((!number.is_empty()).then_some(number))
}

/// Converts a column for the library, which refuses columns past Excel's last one.
///
/// # Errors
///
/// If the number does not fit into 16 bits.
pub fn library_column(column: u32) -> Result<u16, WriteError> {
    u16::try_from(column).map_err(|_| WriteError(format!("column {column}")))
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Read};

    use rust_decimal::Decimal;

    use super::super::workbook::{Properties, assemble_workbook, new_workbook};
    use super::*;
    use crate::model::own::Origin;

    pub fn canvas() -> Canvas {
        Canvas::new("Lembar", &[]).expect("a sheet")
    }

    /// Returns a part of a workbook with this sheet.
    pub fn part(canvas: Canvas, name: &str) -> String {
        let origin = Origin::rekap();
        let properties = Properties { title: "", subject: "", office: "", footer: "", origin: &origin };
        let bytes =
            assemble_workbook(new_workbook().expect("a workbook"), Paper::F4, &properties, vec![canvas])
                .expect("it can be written");
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut text = String::new();
        package.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    }

    fn cells(canvas: Canvas) -> String {
        let sheet = part(canvas, "xl/worksheets/sheet1.xml");
        let (_, rows) = sheet.split_once("<sheetData>").expect("rows");
        rows.split_once("</sheetData>").expect("rows").0.to_owned()
    }

    #[test]
    fn every_cell_says_where_it_stands_and_only_what_shows_is_a_cell() {
        let mut canvas = canvas();
        let framed = Look { border: Some(1), ..Look::PLAIN };
        for (column, look) in (0..).zip([Look::PLAIN, framed, Look::PLAIN.fill(1)]) {
            canvas.put_text(0, column, "", &look).expect("written");
            canvas.put(1, column, &Content::Blank, &look).expect("written");
        }
        canvas.put(2, 0, &Content::Number(Decimal::new(1_250, 2), ""), &Look::PLAIN).expect("written");
        canvas.put(2, 1, &Content::Bool(true), &Look::PLAIN).expect("written");
        let cells = cells(canvas);
        let places: Vec<&str> = cells.split("<c r=\"").skip(1).filter_map(|c| c.split('"').next()).collect();
        assert_eq!(places, ["B1", "C1", "B2", "C2", "A3", "B3"]);
        assert_eq!(cells.matches("<c ").count(), places.len());
        assert!(cells.contains("<v>12.5</v>"), "{cells}");
    }

    #[test]
    fn areas_that_overlap_are_not_merged() {
        let mut canvas = canvas();
        let mut merge = |first_row, first_column, last_row, last_column| {
            let area = Area { first_row, first_column, last_row, last_column };
            canvas.merge(area, &Content::Text("x"), &Look::PLAIN).is_ok()
        };
        assert!(merge(4, 1, 6, 3));
        assert!(merge(7, 1, 7, 3));
        assert!(merge(1, 2, 3, 2));
        assert!(!merge(0, 3, 9, 4));
        assert!(!merge(6, 0, 6, 1));
        assert!(merge(0, 4, 9, 4));
        let sheet = part(canvas, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<mergeCells count=\"4\">"), "{sheet}");
    }
}
