//! How much room a text takes: the height of rows, so that nothing is cut off, and the page.

use std::collections::BTreeMap;

use rust_xlsxwriter::Worksheet;
use serde::{Deserialize, Serialize};

use super::style::Look;
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

/// Landscape on the paper asked for, as wide as the page and as many pages as it takes, with the
/// sheet, the office and the page number below.
pub fn page(sheet: &mut Worksheet, paper: Paper, office: &str) {
    let code = match paper {
        Paper::F4 => 14,
        Paper::A4 => 9,
    };
    // An ampersand begins a code of the footer; Excel takes 255 characters at most.
    let office: String = office.replace('&', "&&").chars().take(150).collect();
    sheet
        .set_paper_size(code)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.45, 0.45, 0.5, 0.65, 0.3, 0.3)
        .set_print_center_horizontally(true)
        .set_footer(format!("&L&10&A&C&10{office}&R&10&P / &N"));
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
