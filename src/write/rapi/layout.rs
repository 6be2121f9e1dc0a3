//! Measures texts and lays out pages: heights of rows, so that nothing is cut off, and page breaks.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, Shape, ShapeFont, ShapeFormat, ShapeText, ShapeTextVerticalAlignment, Worksheet,
};
use serde::{Deserialize, Serialize};

use super::style::{self, Look};
use crate::model::Area;

/// The paper size for which sheets are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Paper {
    /// Folio, 215 × 330 mm, which Indonesian offices call F4.
    #[default]
    F4,
    /// A4, 210 × 297 mm.
    A4,
}

/// The height that a text needs in an area of several rows.
#[derive(Debug)]
pub struct HeightNeed {
    /// The cells of the area.
    pub area: Area,
    /// The height in points.
    pub height: f64,
}

/// Maximum height of a row in Excel, in points.
pub const MAX_ROW_HEIGHT: f64 = 409.0;

/// Maximum number of characters that are measured; more than this exceed the highest row of the widest
/// column.
const MAX_MEASURED_CHARS: usize = 8_000;

/// Advance widths of Calibri's characters from space to `~`, in hundredths of the font size.
#[rustfmt::skip]
const ASCII_ADVANCES: [u8; 95] = [
    23, 33, 40, 50, 51, 71, 68, 22, 30, 30, 50, 50, 25, 31, 25, 39, 51, 51, 51, 51, 51, 51, 51, 51,
    51, 51, 27, 27, 50, 50, 50, 46, 89, 58, 54, 53, 62, 49, 46, 63, 62, 25, 32, 52, 42, 85, 65, 66,
    52, 67, 54, 46, 49, 64, 57, 89, 52, 49, 47, 31, 39, 31, 50, 50, 29, 48, 53, 42, 53, 50, 31, 47,
    53, 23, 24, 45, 23, 80, 53, 53, 53, 53, 35, 39, 33, 53, 45, 71, 43, 45, 40, 31, 46, 31, 50,
];

/// Advance widths by the first byte of a character; the following bytes add nothing.
const ADVANCE_BY_BYTE: [u8; 256] = {
    // Used for control characters, and for characters that the table does not have.
    let mut all = [60; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte >= 32 && byte - 32 < ASCII_ADVANCES.len() {
            all[byte] = ASCII_ADVANCES[byte - 32];
        } else if byte >= 0x80 && byte < 0xC0 {
            all[byte] = 0;
        }
        byte += 1;
    }
    all
};

/// Returns the height of a text in a column of this width (in characters), in points.
pub fn text_height(text: &str, width: f64, look: &Look) -> f64 {
    // Subtract Excel's margins beside a text, and nine pixels for each step of indentation.
    let room = width * 7.0 - 2.0 - 9.0 * f64::from(look.indent);
    let lines = if look.wrap { line_count(text, room.max(7.0), look) } else { 1 };
    f64::from(u32::try_from(lines).unwrap_or(u32::MAX)) * line_height(look) + 3.0
}

/// Returns the width of the longest line of a text, in characters, with margins.
pub fn text_width(text: &str, look: &Look) -> f64 {
    let longest =
        text.lines().map(|line| pixel_width(clip_for_measuring(line).as_bytes(), look)).fold(0.0, f64::max);
    (longest + 9.0 * f64::from(look.indent)) / 7.0 + 1.2
}

/// Raises the heights of rows for merged areas of several rows: what an area needs beyond the rows' own
/// heights is divided equally among them. Small areas come first.
pub fn distribute_heights(needs: &[HeightNeed], heights: &mut BTreeMap<u32, f64>) {
    let mut sorted: Vec<&HeightNeed> = needs.iter().collect();
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
            *height = (*height + share).min(MAX_ROW_HEIGHT);
        }
    }
}

/// Minimum font size on a printed page, in points.
const MIN_PRINTED_FONT_SIZE: f64 = 8.0;
/// Margins of a page in inches: left, right, top, bottom, header, footer.
const PAGE_MARGINS_INCHES: (f64, f64, f64, f64, f64, f64) = (0.45, 0.45, 0.5, 0.65, 0.3, 0.3);
/// Part of a page's width that is used: programs draw columns up to a twentieth wider than their measure, and
/// round each of them.
const USED_WIDTH_SHARE: f64 = 0.93;
/// Height of a row without a height of its own, in points.
const DEFAULT_ROW_HEIGHT: f64 = 15.0;

/// How a sheet is printed.
#[derive(Debug, Clone, Default)]
pub struct PrintSetup {
    /// Whether the page is in portrait; otherwise it is in landscape.
    pub portrait: bool,
    /// First and last row of the header, which repeats on every page.
    pub head_rows: Option<(u32, u32)>,
    /// Number of columns that repeat on every page if the sheet is wider than one.
    pub repeated_columns: u16,
    /// The rows that a page may begin with, in rising order; every other row stays with the row above. If
    /// empty, pages break wherever they are full.
    pub page_starts: Vec<u32>,
    /// The cells that are printed; `None` prints all.
    pub area: Option<Area>,
    /// Names over several rows, which are repeated if a page begins within them.
    pub repeated_names: Vec<RepeatedName>,
}

/// A name over several rows of a column, written once.
#[derive(Debug, Clone)]
pub struct RepeatedName {
    /// First and last row.
    pub rows: (u32, u32),
    /// The column.
    pub column: u16,
    /// Text to be shown if a page begins within the rows: `Penyediaan jasa (lanjutan)`.
    pub continued_text: String,
}

/// The measures of a complete sheet that its page layout depends on.
pub struct SheetMeasures<'a> {
    /// Width of the printed columns, in points.
    pub width: f64,
    /// The smallest font size, in points.
    pub smallest_font: u8,
    /// Heights of the rows that have one of their own, in points.
    pub heights: &'a BTreeMap<u32, f64>,
    /// The last row.
    pub last_row: u32,
    /// Widths of the columns, in characters.
    pub widths: &'a [f64],
}

impl Paper {
    /// Returns the short and the long side in points.
    fn sides(self) -> (f64, f64) {
        match self {
            Self::F4 => (215.0 / 25.4 * 72.0, 330.0 / 25.4 * 72.0),
            Self::A4 => (210.0 / 25.4 * 72.0, 297.0 / 25.4 * 72.0),
        }
    }

    /// Returns the width and height between the margins, in points.
    fn printable_area(self, portrait: bool) -> (f64, f64) {
        let (left, right, top, bottom, ..) = PAGE_MARGINS_INCHES;
        let (short, long) = self.sides();
        let (across, down) = if portrait { (short, long) } else { (long, short) };
        ((across - (left + right) * 72.0) * USED_WIDTH_SHARE, down - (top + bottom) * 72.0)
    }
}

/// Returns the width of columns in points: seven pixels for each character, and five between columns.
pub fn width_in_points(widths: impl Iterator<Item = f64>) -> f64 {
    widths.map(|width| width.mul_add(7.0, 5.0).round() * 0.75).sum()
}

/// Narrows columns of words so that the sheet fits the width of a page with legible text. `least` are the
/// minimum widths. If narrowing cannot achieve that, the widths are returned unchanged.
pub fn narrowed_widths(widths: &[f64], least: &[f64], paper: Paper, size: u8) -> Vec<f64> {
    let room = paper.printable_area(false).0 * f64::from(size) / MIN_PRINTED_FONT_SIZE;
    let excess = (width_in_points(widths.iter().copied()) - room) / 0.75 / 7.0;
    let spare = |(width, least): (&f64, &f64)| (width - least).max(0.0);
    let all: f64 = widths.iter().zip(least).map(spare).sum();
    if excess <= 0.0 || all < excess {
        return widths.to_vec();
    }
    // Take a little more, since columns are rounded to whole pixels.
    let share = ((excess + 1.0) / all).min(1.0);
    widths.iter().zip(least).map(|pair| pair.0 - spare(pair) * share).collect()
}

/// Sets up the page: the sheet is scaled to the width of the paper, or to as many pages as legible text
/// requires. The footer has the name of the sheet, the office with the year, and the page number.
pub fn set_up_page(
    sheet: &mut Worksheet,
    (paper, footer): (Paper, &str),
    print: &PrintSetup,
    printed: &SheetMeasures<'_>,
) {
    let (across, down) = paper.printable_area(print.portrait);
    let least = MIN_PRINTED_FONT_SIZE / f64::from(printed.smallest_font.max(1));
    let scale = (across / printed.width.max(1.0)).min(1.0);
    // The scale is a whole percentage: round it so that neither the width nor the font size suffers.
    let scale = if scale >= least { (scale * 100.0).floor() } else { (least * 100.0).ceil() };
    let percent = (10..=100).rev().find(|percent| f64::from(*percent) <= scale).unwrap_or(100);
    let code = match paper {
        Paper::F4 => 14,
        Paper::A4 => 9,
    };
    // An ampersand begins a code of the footer, which may have 255 characters at most. A blank ends the code of the
    // size: in "&82021" the year would be part of it.
    let footer: String = footer.replace('&', "&&").chars().take(150).collect();
    let (left, right, top, bottom, above, below) = PAGE_MARGINS_INCHES;
    sheet
        .set_paper_size(code)
        .set_margins(left, right, top, bottom, above, below)
        .set_print_center_horizontally(true)
        .set_print_scale(percent)
        .set_header_footer_scale_with_doc(false)
        .set_footer(format!("&L&8&A&C&8 {footer}&R&8&P / &N"));
    if print.portrait {
        sheet.set_portrait();
    } else {
        sheet.set_landscape();
    }
    let breaks = page_breaks(print, printed, down * 100.0 / f64::from(percent));
    // A sheet can have at most 1,023 page breaks; the rest of it breaks wherever a page is full.
    let breaks = breaks.get(..breaks.len().min(1_023)).unwrap_or_default();
    let _ = sheet.set_page_breaks(breaks);
    for at in breaks {
        for name in print.repeated_names.iter().filter(|name| name.rows.0 < *at && *at <= name.rows.1) {
            repeat_name(sheet, *at, name, printed);
        }
    }
}

/// Repeats a name at the head of a page, in a text box over the cell. The cell itself belongs to the name
/// above, so that programs that read the table find every name once.
fn repeat_name(sheet: &mut Worksheet, at: u32, name: &RepeatedName, printed: &SheetMeasures<'_>) {
    /// Minimum width in characters; no word fits into less.
    const MIN_BOX_WIDTH: f64 = 8.0;
    let width =
        printed.widths.get(usize::from(name.column)).copied().unwrap_or(MIN_BOX_WIDTH).max(MIN_BOX_WIDTH);
    let look = Look { italic: true, ..Look::BODY };
    let room: f64 =
        (at..=name.rows.1).map(|row| printed.heights.get(&row).copied().unwrap_or(DEFAULT_ROW_HEIGHT)).sum();
    let height = text_height(&name.continued_text, width - 2.0, &look).min(room);
    let font = ShapeFont::new()
        .set_name(style::FONT)
        .set_size(f64::from(look.size))
        .set_italic()
        .set_color(Color::RGB(style::MUTED));
    let box_of_text = Shape::textbox()
        .set_text(name.continued_text.as_str())
        .set_font(&font)
        .set_text_options(&ShapeText::new().set_vertical_alignment(ShapeTextVerticalAlignment::Top))
        .set_format(&ShapeFormat::new().set_no_fill().set_no_line())
        .set_width(whole_pixels(width.mul_add(7.0, 5.0)))
        .set_height(whole_pixels(height * 4.0 / 3.0))
        .set_alt_text(name.continued_text.as_str());
    // Fails only outside of the sheet, where there is no cell either.
    let _ = sheet.insert_shape(at, name.column, &box_of_text);
}

/// Rounds a length up to whole pixels; the sides of a cell are far below the limit.
fn whole_pixels(length: f64) -> u32 {
    (1..=4_000).find(|pixels| f64::from(*pixels) >= length).unwrap_or(4_000)
}

/// Returns the rows before which a page ends: each time the last possible first row of a page that still
/// fits.
fn page_breaks(print: &PrintSetup, printed: &SheetMeasures<'_>, down: f64) -> Vec<u32> {
    let height = |row: u32| printed.heights.get(&row).copied().unwrap_or(DEFAULT_ROW_HEIGHT);
    let head: f64 = print.head_rows.map_or(0.0, |(first, last)| (first..=last).map(height).sum());
    let mut breaks = Vec::new();
    let (mut filled, mut start) = (0.0, 0);
    let mut starts = print.page_starts.iter().copied().peekable();
    let mut row = 0;
    let mut candidate = None;
    while row <= printed.last_row && !print.page_starts.is_empty() {
        if starts.next_if_eq(&row).is_some() && row > start {
            candidate = Some(row);
        }
        filled += height(row);
        if filled > down && row > start {
            let from = |at: u32| head + (at..=row).map(height).sum::<f64>();
            // Rows that must stay together but exceed a page are broken where the page is full.
            let at = candidate.take().filter(|at| from(*at) <= down).unwrap_or(row);
            breaks.push(at);
            start = at;
            filled = from(at);
        }
        row += 1;
    }
    breaks
}

/// Returns the height of a line in points.
fn line_height(look: &Look) -> f64 {
    // Calibri's own line is 1.22 times its size; the rest keeps the descenders of the last line.
    f64::from(look.size) * 1.29
}

/// Returns the number of lines that a text takes when it is wrapped. It is wrapped at blanks only, which
/// never gives fewer lines than a program that also wraps at hyphens.
fn line_count(text: &str, room: f64, look: &Look) -> usize {
    let space = pixel_width(b" ", look);
    clip_for_measuring(text)
        .as_bytes()
        .split(|byte| *byte == b'\n')
        .map(|paragraph| {
            let mut lines = 1;
            let mut filled = 0.0;
            for word in paragraph.split(|byte| *byte == b' ') {
                let mut needed = pixel_width(word, look);
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

/// Cuts a text to [`MAX_MEASURED_CHARS`] characters, since a cell may hold 32,767 but a row cannot be higher.
fn clip_for_measuring(text: &str) -> &str {
    if text.len() <= MAX_MEASURED_CHARS {
        return text;
    }
    let end = text.char_indices().nth(MAX_MEASURED_CHARS).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// Returns the width of a text in pixels.
fn pixel_width(text: &[u8], look: &Look) -> f64 {
    let hundredths: u32 = text.iter().map(|byte| u32::from(ADVANCE_BY_BYTE[usize::from(*byte)])).sum();
    // A point has four thirds of a pixel. The rest is for hinting, and bold characters are wider.
    let weight = if look.bold { 1.065 } else { 1.035 };
    f64::from(hundredths) / 100.0 * f64::from(look.size) * 4.0 / 3.0 * weight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_a_row_that_it_may_begin_with() {
        let heights = BTreeMap::new();
        let printed =
            SheetMeasures { width: 100.0, smallest_font: 10, heights: &heights, last_row: 29, widths: &[] };
        let starts = |rows: &[u32]| PrintSetup {
            head_rows: Some((0, 1)),
            page_starts: rows.to_vec(),
            ..PrintSetup::default()
        };
        // A page holds ten rows; from the second page on, the header takes two of them.
        assert_eq!(page_breaks(&starts(&[2, 5, 8, 12, 15, 19, 24]), &printed, 150.0), [8, 15, 19, 24]);
        // Rows that must stay together but exceed a page are broken where the page is full.
        assert_eq!(page_breaks(&starts(&[2, 25]), &printed, 150.0), [10, 18, 25]);
        assert_eq!(page_breaks(&starts(&[]), &printed, 150.0), [0; 0]);
    }

    #[test]
    fn words_give_way_until_the_letters_can_be_read() {
        let wide = [40.0, 40.0, 60.0, 60.0, 20.0, 20.0];
        let least = [20.0, 20.0, 30.0, 30.0, 20.0, 20.0];
        let narrow = narrowed_widths(&wide, &least, Paper::A4, 10);
        assert!(width_in_points(narrow.iter().copied()) * 0.8 <= Paper::A4.printable_area(false).0);
        assert!(narrow.iter().zip(least).all(|(width, least)| *width >= least));
        assert_eq!(narrowed_widths(&[10.0], &[5.0], Paper::A4, 10), [10.0]);
        // If squeezing is not enough, the widths stay, and the sheet takes several pages in width.
        assert_eq!(narrowed_widths(&[200.0, 200.0], &[190.0, 190.0], Paper::A4, 10), [200.0, 200.0]);
    }
}
