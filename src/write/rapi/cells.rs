//! The cells of a sheet, kept until the sheet is written, and the rows that they make in its XML.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rust_decimal::Decimal;

use super::WriteError;
use super::links::Links;
use super::texts::Texts;
use crate::model::{Area, column_name};

/// The cells of a sheet. Where one is written twice, the later one stands.
#[derive(Default)]
pub struct Cells {
    all: Vec<Cell>,
    has_kept: bool,
    /// Their texts, each once.
    pub texts: Texts,
    numbers: Vec<Decimal>,
    formulas: Vec<(String, Decimal)>,
    /// The merged areas.
    pub merges: Vec<Area>,
    /// What they cover: the last row by column and first row.
    covered: BTreeMap<(u32, u32), u32>,
    /// The links of some of them.
    pub links: Links,
    /// The heights of the rows that have one of their own, in points.
    pub heights: BTreeMap<u32, f64>,
    /// Rows that nobody sees.
    pub hidden: Vec<u32>,
}

/// Sixteen bytes: there are millions of them, and most are texts or nothing.
#[derive(Clone, Copy)]
struct Cell {
    row: u32,
    column: u16,
    /// By its place among the looks of the sheet.
    look: u16,
    stored: Stored,
}

/// What stands in a cell.
#[derive(Clone, Copy)]
pub enum Stored {
    Blank,
    /// By its place among the texts.
    Text(u32),
    /// By its place among the numbers.
    Number(u32),
    Bool(bool),
    /// By its place among the formulas.
    Formula(u32),
    /// What the library wrote.
    Kept,
}

/// So many cells are written at once: enough to be packed well, and few enough that the threads end at
/// about the same time.
const PIECE: usize = 8_192;

/// What a sheet's rows need of the workbook.
pub struct Bound<'a> {
    /// The workbook's number of each of the sheet's looks.
    pub looks: &'a [u32],
    /// The workbook's number of each of the sheet's texts.
    pub texts: &'a [u32],
    /// What the library wrote, by row and column.
    pub kept: &'a HashMap<(u32, u32), &'a str>,
}

impl Cells {
    pub fn put(&mut self, row: u32, column: u16, look: u16, stored: Stored) {
        self.has_kept |= matches!(stored, Stored::Kept);
        self.all.push(Cell { row, column, look, stored });
    }

    /// Whether the library writes some of them.
    pub fn has_kept(&self) -> bool {
        self.has_kept
    }

    /// A text to be put.
    pub fn text(&mut self, text: &str) -> Result<Stored, WriteError> {
        if text.is_empty() {
            return Ok(Stored::Blank);
        }
        self.texts.insert(text).map(Stored::Text).ok_or_else(|| WriteError("texts".to_owned()))
    }

    /// A number to be put.
    pub fn number(&mut self, number: Decimal) -> Result<Stored, WriteError> {
        let place = u32::try_from(self.numbers.len()).map_err(|_| WriteError("numbers".to_owned()))?;
        self.numbers.push(number);
        Ok(Stored::Number(place))
    }

    /// A formula to be put, without `=`, with its result.
    pub fn formula(&mut self, code: String, result: Decimal) -> Result<Stored, WriteError> {
        let place = u32::try_from(self.formulas.len()).map_err(|_| WriteError("formulas".to_owned()))?;
        self.formulas.push((code, result));
        Ok(Stored::Formula(place))
    }

    /// Makes an area one cell; `false` where a part of it already belongs to another.
    pub fn merge(&mut self, area: Area) -> bool {
        let columns = area.first_column..=area.last_column;
        let is_taken = |column: u32| {
            let above = self.covered.range((column, 0)..=(column, area.last_row)).next_back();
            above.is_some_and(|(_, last)| *last >= area.first_row)
        };
        if columns.clone().any(is_taken) {
            return false;
        }
        self.covered.extend(columns.map(|column| ((column, area.first_row), area.last_row)));
        self.merges.push(area);
        true
    }

    /// The texts and the numbers, those of formulas too, with their places.
    pub fn values(&self) -> impl Iterator<Item = (u32, u16, Result<&str, Decimal>)> {
        self.all.iter().filter_map(|cell| {
            let value = match cell.stored {
                Stored::Text(place) => Ok(self.texts.get(place)?),
                Stored::Number(place) => Err(*self.numbers.get(index(place))?),
                Stored::Formula(place) => Err(self.formulas.get(index(place))?.1),
                Stored::Blank | Stored::Bool(_) | Stored::Kept => return None,
            };
            Some((cell.row, cell.column, value))
        })
    }

    /// The area that the cells take, as the sheet names it.
    pub fn dimension(&self) -> String {
        let mut cells = self.all.iter().map(|cell| (cell.row, u32::from(cell.column)));
        let Some(one) = cells.next() else { return "A1".to_owned() };
        let (first, last) = cells.fold((one, one), |(first, last), (row, column)| {
            ((first.0.min(row), first.1.min(column)), (last.0.max(row), last.1.max(column)))
        });
        if first == last {
            return format!("{}{}", column_name(first.1), first.0 + 1);
        }
        Area { first_row: first.0, first_column: first.1, last_row: last.0, last_column: last.1 }.a1()
    }

    /// Puts the cells in the order in which they are written.
    pub fn sort(&mut self) {
        if !self.all.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            self.all.sort_by_key(|cell| (cell.row, cell.column));
        }
        self.hidden.sort_unstable();
        self.hidden.dedup();
    }

    /// The rows in pieces that are written by themselves; there is always one.
    pub fn pieces(&self) -> Vec<Range<u32>> {
        let mut pieces = Vec::new();
        let mut begin = 0;
        for cell in self.all.iter().step_by(PIECE).skip(1) {
            if cell.row > begin {
                pieces.push(begin..cell.row);
                begin = cell.row;
            }
        }
        pieces.push(begin..u32::MAX);
        pieces
    }

    /// Writes rows; the cells are sorted.
    pub fn write(&self, rows: &Range<u32>, bound: &Bound<'_>, xml: &mut Xml) {
        let heights = self.heights.range(rows.clone());
        let mut heights = heights.filter_map(|(row, points)| Some((*row, whole_pixels(*points)?))).peekable();
        let mut hidden = self.hidden.iter().filter(|row| rows.contains(row)).peekable();
        let looks: Vec<String> =
            bound.looks.iter().map(|n| if *n == 0 { String::new() } else { format!(" s=\"{n}\"") }).collect();
        let from = |row: u32| self.all.partition_point(|cell| cell.row < row);
        let mut cells = self.all.get(from(rows.start)..from(rows.end)).unwrap_or_default();
        // Most cells are a number in a frame of twenty letters.
        xml.bytes.reserve(cells.len() * 24);
        loop {
            let rows =
                [cells.first().map(|cell| cell.row), heights.peek().map(|h| h.0), hidden.peek().map(|h| **h)];
            let Some(row) = rows.into_iter().flatten().min() else { break };
            xml.open_row(
                row,
                heights.next_if(|height| height.0 == row).map(|height| height.1),
                hidden.next_if(|hidden| **hidden == row).is_some(),
            );
            let (of_row, rest) = cells.split_at(cells.partition_point(|cell| cell.row == row));
            cells = rest;
            let mut free = u16::MAX;
            for (place, cell) in of_row.iter().enumerate() {
                if of_row.get(place + 1).is_some_and(|next| next.column == cell.column) {
                    continue;
                }
                let kept = || bound.kept.get(&(row, cell.column.into())).copied().unwrap_or_default();
                if let Stored::Kept = cell.stored {
                    xml.raw(kept());
                } else {
                    xml.open_cell(row, cell.column, free);
                    xml.raw(looks.get(usize::from(cell.look)).map_or("", String::as_str));
                    self.content(xml, cell.stored, bound);
                }
                free = cell.column + 1;
            }
            xml.raw("</row>");
        }
    }

    fn content(&self, xml: &mut Xml, stored: Stored, bound: &Bound<'_>) {
        match stored {
            Stored::Text(place) => {
                xml.raw(" t=\"s\"><v>");
                xml.whole(bound.texts.get(index(place)).copied().unwrap_or_default());
                xml.raw("</v></c>");
            }
            Stored::Number(place) => {
                xml.raw("><v>");
                xml.number(self.numbers.get(index(place)).copied().unwrap_or_default());
                xml.raw("</v></c>");
            }
            Stored::Bool(value) => {
                xml.raw(if value { " t=\"b\"><v>1</v></c>" } else { " t=\"b\"><v>0</v></c>" });
            }
            Stored::Formula(place) => {
                if let Some((code, result)) = self.formulas.get(index(place)) {
                    xml.raw("><f>");
                    xml.text(code);
                    xml.raw("</f><v>");
                    xml.number(*result);
                    xml.raw("</v></c>");
                }
            }
            Stored::Blank | Stored::Kept => xml.raw("/>"),
        }
    }
}

/// Pieces of XML in a row.
#[derive(Default)]
pub struct Xml {
    pub bytes: Vec<u8>,
    digits: itoa::Buffer,
}

impl Xml {
    pub fn raw(&mut self, xml: &str) {
        self.bytes.extend_from_slice(xml.as_bytes());
    }

    /// Where a cell stands.
    fn place(&mut self, row: u32, column: u32) {
        match u8::try_from(column) {
            Ok(letter) if letter < 26 => self.bytes.push(b'A' + letter),
            _ => self.raw(&column_name(column)),
        }
        self.whole(row + 1);
    }

    fn whole(&mut self, number: u32) {
        self.bytes.extend_from_slice(self.digits.format(number).as_bytes());
    }

    fn number(&mut self, number: Decimal) {
        let number = number.normalize();
        match i64::try_from(number.mantissa()) {
            Ok(whole) if number.scale() == 0 => {
                self.bytes.extend_from_slice(self.digits.format(whole).as_bytes());
            }
            _ => self.raw(&number.to_string()),
        }
    }

    /// A text: what XML cannot hold as Excel writes it, `_x0007_`, and what looks like that too.
    pub fn text(&mut self, text: &str) {
        let is_plain = |byte: &u8| !matches!(byte, b'<' | b'>' | b'&' | b'_' | 0..=31 | 0xEF);
        if text.as_bytes().iter().all(is_plain) {
            return self.raw(text);
        }
        for (place, c) in text.char_indices() {
            match c {
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '&' => self.raw("&amp;"),
                '_' if is_escape(text.get(place..).unwrap_or_default()) => self.raw("_x005F_"),
                '\t' | '\n' => self.raw(c.encode_utf8(&mut [0; 4])),
                '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => {
                    self.raw(&format!("_x{:04X}_", u32::from(c)));
                }
                c => self.raw(c.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// A text between quotes.
    pub fn attribute(&mut self, text: &str) {
        for (place, part) in text.split('"').enumerate() {
            if place > 0 {
                self.raw("&quot;");
            }
            self.text(part);
        }
    }

    /// A merged area.
    pub fn merge(&mut self, area: &Area) {
        self.raw("<mergeCell ref=\"");
        self.place(area.first_row, area.first_column);
        self.raw(":");
        self.place(area.last_row, area.last_column);
        self.raw("\"/>");
    }

    /// An entry of the table of texts.
    pub fn shared(&mut self, text: &str) {
        let blank = ['\t', '\n', ' '];
        let is_kept = text.starts_with(blank) || text.ends_with(blank);
        self.raw(if is_kept { "<si><t xml:space=\"preserve\">" } else { "<si><t>" });
        self.text(text);
        self.raw("</t></si>");
    }

    fn open_row(&mut self, row: u32, height: Option<f64>, is_hidden: bool) {
        self.raw("<row r=\"");
        self.whole(row + 1);
        if let Some(points) = height {
            self.raw(&format!("\" ht=\"{points}\" customHeight=\"1"));
        }
        if is_hidden {
            self.raw("\" hidden=\"1");
        }
        self.raw("\">");
    }

    /// Begins a cell, `free` being the one behind the cell before. A cell right behind another need
    /// not say where it stands, and a sheet in which none does is a third as large.
    fn open_cell(&mut self, row: u32, column: u16, free: u16) {
        self.raw("<c");
        if column != free {
            self.raw(" r=\"");
            self.place(row, column.into());
            self.raw("\"");
        }
    }
}

/// A height as Excel keeps it, in whole pixels of three quarters of a point; `None` where it is that of
/// any row.
fn whole_pixels(points: f64) -> Option<f64> {
    let pixels = ((points * 4.0).ceil() / 3.0).round();
    ((pixels - DEFAULT).abs() > 0.5).then_some(pixels * 0.75)
}

/// The height of a row that has none of its own, in pixels.
const DEFAULT: f64 = 20.0;

/// Whether a text begins with what stands for a character: `_x0041_`.
fn is_escape(text: &str) -> bool {
    match text.as_bytes() {
        [b'_', b'x', a, b, c, d, b'_', ..] => [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()),
        _ => false,
    }
}

fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_say_what_xml_cannot_hold() {
        let mut xml = Xml::default();
        xml.text("<r>a & b</r> \u{7}_x0007_ _x_\n\u{FFFE}\u{E9}\r");
        let text = String::from_utf8(xml.bytes).expect("text");
        assert_eq!(text, "&lt;r&gt;a &amp; b&lt;/r&gt; _x0007__x005F_x0007_ _x_\n_xFFFE_\u{E9}_x000D_");
    }

    #[test]
    fn areas_that_overlap_are_not_merged() {
        let area = |first_row, first_column, last_row, last_column| Area {
            first_row,
            first_column,
            last_row,
            last_column,
        };
        let mut cells = Cells::default();
        assert!(cells.merge(area(4, 1, 6, 3)));
        assert!(cells.merge(area(7, 1, 7, 3)));
        assert!(cells.merge(area(1, 2, 3, 2)));
        assert!(!cells.merge(area(0, 3, 9, 4)));
        assert!(!cells.merge(area(6, 0, 6, 1)));
        assert!(cells.merge(area(0, 4, 9, 4)));
        assert_eq!(cells.merges.len(), 4);
    }

    #[test]
    fn a_cell_says_where_it_stands_only_behind_a_gap() {
        let mut cells = Cells::default();
        let text = cells.text("x").expect("a text");
        cells.put(1, 3, 0, Stored::Bool(true));
        let number = cells.number(Decimal::new(1_250, 2)).expect("a number");
        cells.put(1, 0, 1, number);
        cells.put(1, 1, 0, Stored::Blank);
        cells.put(1, 1, 0, text);
        cells.heights.extend([(0, 15.0), (2, 30.0)]);
        cells.hidden.push(4);
        let mut xml = Xml::default();
        let bound = Bound { looks: &[0, 7], texts: &[5], kept: &HashMap::new() };
        cells.sort();
        cells.write(&(0..u32::MAX), &bound, &mut xml);
        assert_eq!(
            String::from_utf8(xml.bytes).expect("text"),
            "<row r=\"2\"><c r=\"A2\" s=\"7\"><v>12.5</v></c><c t=\"s\"><v>5</v></c>\
             <c r=\"D2\" t=\"b\"><v>1</v></c></row>\
             <row r=\"3\" ht=\"30\" customHeight=\"1\"></row><row r=\"5\" hidden=\"1\"></row>"
        );
    }
    #[test]
    fn rows_are_the_same_in_pieces() {
        let mut cells = Cells::default();
        for row in 0..20_000 {
            let number = cells.number(Decimal::from(row)).expect("a number");
            cells.put(row + 5, 1, 0, number);
            cells.heights.insert(row * 2, 40.0);
        }
        cells.hidden.extend([3, 8_197, 50_000]);
        cells.sort();
        let bound = Bound { looks: &[0], texts: &[], kept: &HashMap::new() };
        let (mut whole, mut pieces) = (Xml::default(), Xml::default());
        cells.write(&(0..u32::MAX), &bound, &mut whole);
        assert_eq!(cells.pieces(), [0..8_197, 8_197..16_389, 16_389..u32::MAX]);
        for rows in cells.pieces() {
            cells.write(&rows, &bound, &mut pieces);
        }
        assert!(whole.bytes == pieces.bytes);
        assert_eq!(Cells::default().pieces().len(), 1);
    }
}
