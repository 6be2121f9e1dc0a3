//! A sheet that is being written: contents and looks in, a worksheet with the right row heights out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use indexmap::{Equivalent, IndexMap};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Chart, Format, Formula, Note, Url, Worksheet};

use super::layout::{self, Need};
use super::style::{FONT, Look};
use super::{Paper, WriteError};
use crate::model::Area;
pub use crate::model::a1;

/// A sheet that is being written. Where a cell is written twice, the later one stands.
pub struct Canvas {
    /// The worksheet. Cells are written by the canvas alone, which keeps the heights of their rows.
    pub sheet: Worksheet,
    /// Whether it is printed on a single page.
    pub one_page: bool,
    name: String,
    widths: Vec<f64>,
    /// The heights that single rows need, in points.
    heights: BTreeMap<u32, f64>,
    /// The heights that areas of several rows need.
    needs: Vec<Need>,
    /// How many cells the merged areas have together.
    merged: u64,
    /// The merged areas: the last row by column and first row.
    covered: BTreeMap<(u32, u32), u32>,
    links: u32,
    /// The formats of the cells, by look and number format: making one takes longer than finding it.
    formats: IndexMap<(Look, String), Format>,
}

/// A format as it is asked for.
#[derive(Hash)]
struct Asked<'a>(&'a Look, &'a str);

impl Equivalent<(Look, String)> for Asked<'_> {
    fn equivalent(&self, (look, number): &(Look, String)) -> bool {
        self.0 == look && self.1 == number
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

/// The cells that the merged areas of a sheet may have together. Each is a cell of the sheet.
const MAX_MERGED: u64 = 1_000_000;
/// Excel takes no longer texts in a cell, counted in UTF-16.
const MAX_TEXT: usize = 32_767;
/// The rows that a sheet has, but for some at the end.
const MAX_ROWS: u32 = 1_048_000;
/// Excel takes no more links on a sheet; further ones are words alone.
const MAX_LINKS: u32 = 60_000;
/// Excel takes no longer links.
const MAX_LINK: usize = 2_000;

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
            heights: BTreeMap::new(),
            needs: Vec::new(),
            merged: 0,
            covered: BTreeMap::new(),
            links: 0,
            formats: IndexMap::new(),
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
            self.sheet.set_column_format(column, &format(look, number))?;
        }
        Ok(())
    }

    /// Writes a cell in the look of its column, on one line. An empty text is no cell.
    pub fn plain(&mut self, row: u32, column: u32, content: &Content<'_>) -> Result<(), WriteError> {
        let column = narrow(column)?;
        match content {
            Content::Number(number, _) => self.sheet.write_number(row, column, float(*number))?,
            Content::Text(text) if looks_rich(text) => self.sheet.write_rich_string(
                row,
                column,
                &[(&Format::new(), &*without_escapes(clip(text)))],
            )?,
            Content::Text(text) => self.sheet.write_string(row, column, clip(text))?,
            _ => return Ok(()),
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
            if !self.cover(area) {
                return Err(WriteError(format!("{} is merged twice", area.a1())));
            }
            let format = known(&mut self.formats, look, number_format(content));
            // The frame of the area is that of its cells.
            self.sheet.merge_range(area.first_row, first, area.last_row, last, "", format)?;
            self.merged = merged;
        }
        self.write(area.first_row, area.first_column, content, look)?;
        self.need(area, content, look);
        Ok(())
    }

    /// Takes an area for one cell; `false` where a part of it already belongs to another. The library panics
    /// on some areas that overlap.
    fn cover(&mut self, area: Area) -> bool {
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
        let format = known(&mut self.formats, look, number);
        let formula = Formula::new(code).set_result(result);
        self.sheet.write_formula_with_format(row, narrow(column)?, formula, format)?;
        Ok(true)
    }

    /// Puts a chart of this sheet's cells on it, so many pixels off the corner of a cell.
    pub fn chart(
        &mut self,
        (row, column): (u32, u32),
        chart: &Chart,
        off: (u32, u32),
    ) -> Result<(), WriteError> {
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
        self.sheet.insert_note(row, narrow(column)?, &note)?;
        Ok(())
    }

    /// Asks for a row at least this high.
    pub fn height(&mut self, row: u32, height: f64) {
        let stands = self.heights.entry(row).or_default();
        *stands = stands.max(height).min(layout::MAX_HEIGHT);
    }

    /// Hides a row.
    pub fn hide(&mut self, row: u32) -> Result<(), WriteError> {
        self.sheet.set_row_hidden(row)?;
        Ok(())
    }

    /// Sets the heights and the page.
    pub fn finish(mut self, paper: Paper, office: &str) -> Result<Worksheet, WriteError> {
        layout::share(&self.needs, &mut self.heights);
        for (row, height) in &self.heights {
            // The library rounds to whole pixels of three quarters of a point.
            self.sheet.set_row_height(*row, (height * 4.0).ceil() / 4.0)?;
        }
        layout::page(&mut self.sheet, paper, office);
        if self.one_page {
            self.sheet.set_print_fit_to_pages(1, 1);
        }
        Ok(self.sheet)
    }

    fn write(&mut self, row: u32, column: u32, content: &Content<'_>, look: &Look) -> Result<(), WriteError> {
        let at = (row, narrow(column)?);
        let Self { sheet, formats, links, .. } = self;
        let format = known(formats, look, number_format(content));
        match content {
            // A cell without a value is one only where its look shows.
            Content::Blank | Content::Text("") if !look.is_visible() => {}
            Content::Blank => _ = sheet.write_blank(at.0, at.1, format)?,
            Content::Text(text) => write_text(sheet, at, text, format)?,
            Content::Made(text) => write_text(sheet, at, text, format)?,
            Content::Bool(value) => _ = sheet.write_boolean_with_format(at.0, at.1, *value, format)?,
            Content::Number(number, _) => {
                sheet.write_number_with_format(at.0, at.1, float(*number), format)?;
            }
            Content::Formula(code, result, _) => {
                let formula = Formula::new(code).set_result(result.normalize().to_string());
                sheet.write_formula_with_format(at.0, at.1, formula, format)?;
            }
            Content::Link(text, _) | Content::File(text, _) => {
                let url = match content {
                    Content::Link(_, target) => Some(format!("internal:{}", target.reference())),
                    Content::File(_, path) => file_url(path),
                    _ => None,
                };
                let url = url.filter(|url| url.len() < MAX_LINK && *links < MAX_LINKS);
                match url.filter(|_| !text.is_empty() && !looks_rich(text)) {
                    Some(url) => {
                        let url = Url::new(url).set_text(clip(text));
                        sheet.write_url_with_format(at.0, at.1, url, format)?;
                        *links += 1;
                    }
                    None => write_text(sheet, at, text, format)?,
                }
            }
        }
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

fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), WriteError> {
    let text = clip(text);
    if looks_rich(text) {
        let whole = [(&Format::new(), &*without_escapes(text))];
        sheet.write_rich_string_with_format(row, column, &whole, format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Whether the library would take a text for XML that it wrote itself, and write it as it is: a text with
/// letters of several kinds. Such a text is given to it as one of those.
fn looks_rich(text: &str) -> bool {
    text.starts_with("<r>") && text.ends_with("</r>")
}

/// A text in which nothing stands for another character: `_x0041_` is read as `A`, and the library sees to
/// that in plain texts alone.
fn without_escapes(text: &str) -> String {
    text.replace("_x", "_x005F_x")
}

/// The format of a look, with a number format where that is not empty.
fn known<'f>(formats: &'f mut IndexMap<(Look, String), Format>, look: &Look, number: &str) -> &'f Format {
    let place = match formats.get_index_of(&Asked(look, number)) {
        Some(place) => place,
        None => formats.insert_full((*look, number.to_owned()), format(look, number)).0,
    };
    &formats[place]
}

fn format(look: &Look, number: &str) -> Format {
    look.format((!number.is_empty()).then_some(number))
}

/// The link to another file by its path from the workbook's own folder, with `/`. A blank, a percent sign or
/// a number sign in it is no part of a URL. `None` for a path that would lead elsewhere.
fn file_url(path: &str) -> Option<String> {
    const KEPT: &str = "/.-_~()!,'+@=&;$*";
    /// The escapes by which the library knows that a path has been escaped; it would do it again.
    const KNOWN: [&str; 11] = ["%20", "%22", "%25", "%3C", "%3E", "%5B", "%5D", "%5E", "%60", "%7B", "%7D"];
    // Neither stands in a name on Windows: what follows would be a drive's or a server's.
    if path.starts_with('/') || path.contains([':', '\\']) {
        return None;
    }
    let mut url = "file:///".to_owned();
    for c in path.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !KEPT.contains(c) {
            let _ = write!(url, "%{:02X}", u32::from(c));
        } else {
            url.push(c);
        }
    }
    (!url.contains('%') || KNOWN.iter().any(|escape| url.contains(escape))).then_some(url)
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

fn number_format<'a>(content: &Content<'a>) -> &'a str {
    match content {
        Content::Number(_, format) | Content::Formula(_, _, format) => format,
        _ => "",
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::super::workbook::{Properties, bind};
    use super::*;
    use crate::model::own::Origin;

    fn canvas() -> Canvas {
        Canvas::new("Lembar", &[]).expect("a sheet")
    }

    /// A part of the workbook that holds this sheet.
    fn part(canvas: Canvas, name: &str) -> String {
        let origin = Origin::rekap();
        let properties = Properties { title: "", subject: "", office: "", origin: &origin };
        let bytes = bind(Paper::F4, &properties, vec![canvas]).expect("it can be written");
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
            canvas.text(0, column, "", &look).expect("written");
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
    fn a_text_stays_itself_whatever_it_looks_like() {
        let texts = ["<r>a & b</r>", "<r>_x0041_</r>", "_x0041_ \u{7}", " <a>", "=1+1"];
        let mut canvas = canvas();
        for (row, text) in (0..).zip(texts) {
            canvas.text(row, 0, text, &Look::PLAIN).expect("written");
            canvas.plain(row, 1, &Content::Text(text)).expect("written");
        }
        let strings = part(canvas, "xl/sharedStrings.xml");
        for text in [
            "<t>&lt;r&gt;a &amp; b&lt;/r&gt;</t>",
            "<t>&lt;r&gt;_x005F_x0041_&lt;/r&gt;</t>",
            "<t>_x005F_x0041_ _x0007_</t>",
            "<t xml:space=\"preserve\"> &lt;a&gt;</t>",
            "<t>=1+1</t>",
        ] {
            assert_eq!(strings.matches(text).count(), 1, "{text} in {strings}");
        }
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

    #[test]
    fn past_what_excel_takes_a_cell_has_its_words_alone() {
        let mut canvas = canvas();
        canvas.put(0, 0, &Content::File("a", &"a".repeat(MAX_LINK)), &Look::PLAIN).expect("written");
        let target = Target { sheet: "Pagu 'A\"", row: 0, column: 27 };
        canvas.put(1, 0, &Content::Link("\"A\" & <B>", target), &Look::PLAIN).expect("written");
        canvas.links = MAX_LINKS;
        canvas.put(2, 0, &Content::File("a", "a.xlsx"), &Look::PLAIN).expect("written");
        let sheet = part(canvas, "xl/worksheets/sheet1.xml");
        assert_eq!(sheet.matches("<hyperlink ").count(), 1);
        assert!(sheet.contains("location=\"'Pagu ''A&quot;'!AB1\""), "{sheet}");
        assert!(sheet.contains("display=\"&quot;A&quot; &amp; &lt;B&gt;\""), "{sheet}");
    }
}
