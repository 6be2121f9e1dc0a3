//! How much room a text takes: the height of rows, so that nothing is cut off, and the page.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, Shape, ShapeFont, ShapeFormat, ShapeText, ShapeTextVerticalAlignment, Worksheet,
};
use serde::{Deserialize, Serialize};

use super::style::{self, Look};
use crate::model::Area;

/// The paper that the sheets are set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Paper {
    /// Folio, 215 × 330 mm, which Indonesian offices call F4.
    #[default]
    F4,
    /// 210 × 297 mm.
    A4,
}

/// A text in an area of several rows, for which there must be room.
#[derive(Debug)]
pub struct Need {
    /// The cells.
    pub area: Area,
    /// The height in points.
    pub height: f64,
}

/// A row of Excel is at most this high, in points.
pub const MAX_HEIGHT: f64 = 409.0;

/// Letters that are measured: more of them fill the highest row of the widest column.
const MAX_MEASURED: usize = 8_000;

/// The advance of Calibri's letters from space to `~`, in hundredths of the letter size.
#[rustfmt::skip]
const ADVANCE: [u8; 95] = [
    23, 33, 40, 50, 51, 71, 68, 22, 30, 30, 50, 50, 25, 31, 25, 39, 51, 51, 51, 51, 51, 51, 51, 51,
    51, 51, 27, 27, 50, 50, 50, 46, 89, 58, 54, 53, 62, 49, 46, 63, 62, 25, 32, 52, 42, 85, 65, 66,
    52, 67, 54, 46, 49, 64, 57, 89, 52, 49, 47, 31, 39, 31, 50, 50, 29, 48, 53, 42, 53, 50, 31, 47,
    53, 23, 24, 45, 23, 80, 53, 53, 53, 53, 35, 39, 33, 53, 45, 71, 43, 45, 40, 31, 46, 31, 50,
];

/// The advance of a letter by the first of its bytes; the others add nothing.
const ADVANCES: [u8; 256] = {
    // Control characters, and letters that the table does not have.
    let mut all = [60; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte >= 32 && byte - 32 < ADVANCE.len() {
            all[byte] = ADVANCE[byte - 32];
        } else if byte >= 0x80 && byte < 0xC0 {
            all[byte] = 0;
        }
        byte += 1;
    }
    all
};

/// The height that a text needs in a width given in characters.
pub fn height(text: &str, width: f64, look: &Look) -> f64 {
    // Excel's own margins beside a text, and an indentation of nine pixels a step.
    let room = width * 7.0 - 2.0 - 9.0 * f64::from(look.indent);
    let lines = if look.wrap { lines(text, room.max(7.0), look) } else { 1 };
    f64::from(u32::try_from(lines).unwrap_or(u32::MAX)) * line(look) + 3.0
}

/// The width of the longest line of a text, in characters, with the margins.
pub fn width(text: &str, look: &Look) -> f64 {
    let longest = text.lines().map(|line| pixels(measured(line).as_bytes(), look)).fold(0.0, f64::max);
    (longest + 9.0 * f64::from(look.indent)) / 7.0 + 1.2
}

/// What merged areas of several rows need beyond the heights that the rows have, shared among them.
pub fn share(needs: &[Need], heights: &mut BTreeMap<u32, f64>) {
    let mut sorted: Vec<&Need> = needs.iter().collect();
    sorted.sort_by_key(|need| {
        (need.area.last_row - need.area.first_row, need.area.first_row, need.area.first_column)
    });
    for need in sorted {
        let rows = need.area.first_row..=need.area.last_row;
        let stands: f64 = rows.clone().map(|row| heights.get(&row).copied().unwrap_or(15.0)).sum();
        let missing = need.height - stands;
        if missing <= 0.0 {
            continue;
        }
        let share = missing / f64::from(need.area.last_row - need.area.first_row + 1);
        for row in rows {
            let height = heights.entry(row).or_insert(15.0);
            *height = (*height + share).min(MAX_HEIGHT);
        }
    }
}

/// The smallest letters on a printed page, in points.
const SMALLEST: f64 = 8.0;
/// The margins of a page in inches: left, right, top, bottom, header, footer.
const MARGINS: (f64, f64, f64, f64, f64, f64) = (0.45, 0.45, 0.5, 0.65, 0.3, 0.3);
/// The part of a page's width that is used: programs draw columns up to a twentieth wider than
/// their measure, and round each of them.
const USED: f64 = 0.93;
/// A row without a height of its own, in points.
const ROW: f64 = 15.0;

/// How a sheet is printed.
#[derive(Debug, Clone, Default)]
pub struct Print {
    /// Upright instead of across.
    pub portrait: bool,
    /// The rows of the head, which come back on every page.
    pub head: Option<(u32, u32)>,
    /// How many columns come back on every page where the sheet is wider than one.
    pub name_columns: u16,
    /// The rows that a page may begin with, in their order: the others stay with the row above. None where it does
    /// not matter.
    pub starts: Vec<u32>,
    /// The cells that are printed, where not all are.
    pub area: Option<Area>,
    /// Names over several rows, which are said again where a page begins within them.
    pub names: Vec<Name>,
}

/// A name that stands in cells of several rows, once.
#[derive(Debug, Clone)]
pub struct Name {
    /// The rows, both ends included.
    pub rows: (u32, u32),
    /// The column.
    pub column: u16,
    /// What is said where a page begins within the rows: `Penyediaan jasa (lanjutan)`.
    pub again: String,
}

/// What the page needs to know of a sheet that is done.
pub struct Printed<'a> {
    /// The width of the printed columns, in points.
    pub width: f64,
    /// The smallest letters, in points.
    pub smallest: u8,
    /// The heights of the rows that have one of their own.
    pub heights: &'a BTreeMap<u32, f64>,
    /// The last row.
    pub last: u32,
    /// The widths of the columns, in characters.
    pub widths: &'a [f64],
}

impl Paper {
    /// Its short and long side in points.
    fn sides(self) -> (f64, f64) {
        match self {
            Self::F4 => (215.0 / 25.4 * 72.0, 330.0 / 25.4 * 72.0),
            Self::A4 => (210.0 / 25.4 * 72.0, 297.0 / 25.4 * 72.0),
        }
    }

    /// The room between the margins, across and down, in points.
    fn room(self, portrait: bool) -> (f64, f64) {
        let (left, right, top, bottom, ..) = MARGINS;
        let (short, long) = self.sides();
        let (across, down) = if portrait { (short, long) } else { (long, short) };
        ((across - (left + right) * 72.0) * USED, down - (top + bottom) * 72.0)
    }
}

/// The width of columns in points: seven pixels a character, and five between them.
pub fn points(widths: impl Iterator<Item = f64>) -> f64 {
    widths.map(|width| width.mul_add(7.0, 5.0).round() * 0.75).sum()
}

/// Widths with which a sheet fits the width of a page with its letters legible, if narrower columns of words can do
/// that; `least` are the widths that a column must keep.
pub fn squeezed(widths: &[f64], least: &[f64], paper: Paper, size: u8) -> Vec<f64> {
    let room = paper.room(false).0 * f64::from(size) / SMALLEST;
    let excess = (points(widths.iter().copied()) - room) / 0.75 / 7.0;
    let spare = |(width, least): (&f64, &f64)| (width - least).max(0.0);
    let all: f64 = widths.iter().zip(least).map(spare).sum();
    if excess <= 0.0 || all < excess {
        return widths.to_vec();
    }
    // A little more, since columns are rounded to whole pixels.
    let share = ((excess + 1.0) / all).min(1.0);
    widths.iter().zip(least).map(|pair| pair.0 - spare(pair) * share).collect()
}

/// Sets the page: as wide as the paper, or as many pages wide as it takes for letters that can be read, with
/// the sheet, the office, the year and the page number below.
pub fn page(sheet: &mut Worksheet, (paper, office): (Paper, &str), print: &Print, printed: &Printed<'_>) {
    let (across, down) = paper.room(print.portrait);
    let least = SMALLEST / f64::from(printed.smallest.max(1));
    let scale = (across / printed.width.max(1.0)).min(1.0);
    // Whole percents, rounded so that neither the width nor the letters suffer.
    let scale = if scale >= least { (scale * 100.0).floor() } else { (least * 100.0).ceil() };
    let percent = (10..=100).rev().find(|percent| f64::from(*percent) <= scale).unwrap_or(100);
    let code = match paper {
        Paper::F4 => 14,
        Paper::A4 => 9,
    };
    // An ampersand begins a code of the footer; Excel takes 255 characters at most.
    let office: String = office.replace('&', "&&").chars().take(150).collect();
    let (left, right, top, bottom, header, footer) = MARGINS;
    sheet
        .set_paper_size(code)
        .set_margins(left, right, top, bottom, header, footer)
        .set_print_center_horizontally(true)
        .set_print_scale(percent)
        .set_header_footer_scale_with_doc(false)
        .set_footer(format!("&L&8&A&C&8{office}&R&8&P / &N"));
    if print.portrait {
        sheet.set_portrait();
    } else {
        sheet.set_landscape();
    }
    let breaks = breaks(print, printed, down * 100.0 / f64::from(percent));
    // A sheet takes at most 1,023 of them; its end is then broken wherever a page is full.
    let breaks = breaks.get(..breaks.len().min(1_023)).unwrap_or_default();
    let _ = sheet.set_page_breaks(breaks);
    for at in breaks {
        for name in print.names.iter().filter(|name| name.rows.0 < *at && *at <= name.rows.1) {
            say_again(sheet, *at, name, printed);
        }
    }
}

/// Says a name again at the head of a page, in a text box on the cell: the cell itself belongs to the name above, and
/// whoever reads the table finds every name once.
fn say_again(sheet: &mut Worksheet, at: u32, name: &Name, printed: &Printed<'_>) {
    /// Narrower, and no word fits.
    const LEAST: f64 = 8.0;
    let width = printed.widths.get(usize::from(name.column)).copied().unwrap_or(LEAST).max(LEAST);
    let look = Look { italic: true, ..Look::BODY };
    let room: f64 = (at..=name.rows.1).map(|row| printed.heights.get(&row).copied().unwrap_or(ROW)).sum();
    let height = height(&name.again, width - 2.0, &look).min(room);
    let font = ShapeFont::new()
        .set_name(style::FONT)
        .set_size(f64::from(look.size))
        .set_italic()
        .set_color(Color::RGB(style::MUTED));
    let box_of_text = Shape::textbox()
        .set_text(name.again.as_str())
        .set_font(&font)
        .set_text_options(&ShapeText::new().set_vertical_alignment(ShapeTextVerticalAlignment::Top))
        .set_format(&ShapeFormat::new().set_no_fill().set_no_line())
        .set_width(pixels_of(width.mul_add(7.0, 5.0)))
        .set_height(pixels_of(height * 4.0 / 3.0))
        .set_alt_text(name.again.as_str());
    // Refused only outside the sheet, where no cell is either.
    let _ = sheet.insert_shape(at, name.column, &box_of_text);
}

/// Whole pixels; a cell's sides are far below the limit.
fn pixels_of(length: f64) -> u32 {
    (1..=4_000).find(|pixels| f64::from(*pixels) >= length).unwrap_or(4_000)
}

/// The rows before which a page ends: the last one that a page may begin with and that still fits.
fn breaks(print: &Print, printed: &Printed<'_>, down: f64) -> Vec<u32> {
    let height = |row: u32| printed.heights.get(&row).copied().unwrap_or(ROW);
    let head: f64 = print.head.map_or(0.0, |(first, last)| (first..=last).map(height).sum());
    let mut breaks = Vec::new();
    let (mut filled, mut start) = (0.0, 0);
    let mut starts = print.starts.iter().copied().peekable();
    let mut row = 0;
    let mut candidate = None;
    while row <= printed.last && !print.starts.is_empty() {
        if starts.next_if_eq(&row).is_some() && row > start {
            candidate = Some(row);
        }
        filled += height(row);
        if filled > down && row > start {
            let from = |at: u32| head + (at..=row).map(height).sum::<f64>();
            // What does not fit on a page by itself is broken where the page is full.
            let at = candidate.take().filter(|at| from(*at) <= down).unwrap_or(row);
            breaks.push(at);
            start = at;
            filled = from(at);
        }
        row += 1;
    }
    breaks
}

fn line(look: &Look) -> f64 {
    // Calibri's own line is 1.22 times its size; a little more keeps descenders of the last line.
    f64::from(look.size) * 1.29
}

/// The lines that a text takes when words are wrapped. Breaking at blanks alone gives the larger
/// count where a program breaks at hyphens too.
fn lines(text: &str, room: f64, look: &Look) -> usize {
    let space = pixels(b" ", look);
    measured(text)
        .as_bytes()
        .split(|byte| *byte == b'\n')
        .map(|paragraph| {
            let mut lines = 1;
            let mut filled = 0.0;
            for word in paragraph.split(|byte| *byte == b' ') {
                let mut needed = pixels(word, look);
                if filled > 0.0 && filled + space + needed > room {
                    lines += 1;
                    filled = 0.0;
                }
                while needed > room {
                    lines += 1; // a word longer than the line is broken anywhere
                    needed -= room;
                }
                filled += if filled > 0.0 { space + needed } else { needed };
            }
            lines
        })
        .sum()
}

/// What is longer than a row can be high need not be measured: a cell holds 32.767 letters.
fn measured(text: &str) -> &str {
    if text.len() <= MAX_MEASURED {
        return text;
    }
    let end = text.char_indices().nth(MAX_MEASURED).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

fn pixels(text: &[u8], look: &Look) -> f64 {
    let hundredths: u32 = text.iter().map(|byte| u32::from(ADVANCES[usize::from(*byte)])).sum();
    // Four thirds of a pixel a point; a little more for hinting, bold letters are wider.
    let weight = if look.bold { 1.065 } else { 1.035 };
    f64::from(hundredths) / 100.0 * f64::from(look.size) * 4.0 / 3.0 * weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_a_row_that_it_may_begin_with() {
        let heights = BTreeMap::new();
        let printed = Printed { width: 100.0, smallest: 10, heights: &heights, last: 29, widths: &[] };
        let starts = |rows: &[u32]| Print { head: Some((0, 1)), starts: rows.to_vec(), ..Print::default() };
        // Ten rows to a page; on the next pages the head takes two of them.
        assert_eq!(breaks(&starts(&[2, 5, 8, 12, 15, 19, 24]), &printed, 150.0), [8, 15, 19, 24]);
        // What is larger than a page is broken where the page is full.
        assert_eq!(breaks(&starts(&[2, 25]), &printed, 150.0), [10, 18, 25]);
        assert_eq!(breaks(&starts(&[]), &printed, 150.0), [0; 0]);
    }

    #[test]
    fn words_give_way_until_the_letters_can_be_read() {
        let wide = [40.0, 40.0, 60.0, 60.0, 20.0, 20.0];
        let least = [20.0, 20.0, 30.0, 30.0, 20.0, 20.0];
        let narrow = squeezed(&wide, &least, Paper::A4, 10);
        assert!(points(narrow.iter().copied()) * 0.8 <= Paper::A4.room(false).0);
        assert!(narrow.iter().zip(least).all(|(width, least)| *width >= least));
        assert_eq!(squeezed(&[10.0], &[5.0], Paper::A4, 10), [10.0]);
        // Where it would not be enough, nothing is squeezed: the sheet takes several pages in width.
        assert_eq!(squeezed(&[200.0, 200.0], &[190.0, 190.0], Paper::A4, 10), [200.0, 200.0]);
    }
}
