//! The columns: their heads, their widths on the screen and on paper, and what the sheet does with them.

use rust_xlsxwriter::{Color, ConditionalFormatText, ConditionalFormatTextRule, Format, IgnoreError};

use super::super::canvas::{Canvas, narrow};
use super::super::layout;
use super::super::style::{self, Look};
use super::super::{Document, Paper, WriteError};
use super::figures::plain_number;
use crate::model::Area;
use crate::model::own::{self, LATER, REJECT};

/// The columns that a person sees, in their order: keys below `rapi.temuan.kolom`. The first ones, as far as
/// [`LAST_FROZEN`], stay in view.
pub const COLUMNS: [&str; 12] = [
    "nomor",
    "keputusan",
    "nilai_sendiri",
    "alasan",
    "status",
    "uraian",
    "sifat",
    "tertulis",
    "hasil",
    "selisih",
    "sel",
    "aturan",
];
/// The hidden columns behind them, the same in every language.
pub const TECHNICAL: [&str; 6] = [
    own::TECHNICAL_RULE,
    own::TECHNICAL_ITEM,
    own::TECHNICAL_STATED,
    own::TECHNICAL_PLACE,
    own::TECHNICAL_DECIDED,
    own::TECHNICAL_PROPOSAL,
];

/// The row of the heads: below the banner, a line of guidance and an empty one.
pub const HEAD_ROW: u32 = 3;
/// The last column that stays in view: what is decided and what it is about are seen together, 830 pixels wide
/// at most, on a screen of 1366.
const LAST_FROZEN: &str = "uraian";

const WIDTHS: [f64; 12] = [5.0, 11.0, 15.5, 14.0, 18.0, 50.0, 13.0, 15.5, 15.5, 15.5, 13.0, 8.5];
/// Of the description, which takes what the other columns leave on the page.
const NARROWEST: f64 = 30.0;
/// A figure wider than this is cut off by its column.
const WIDEST_FIGURE: f64 = 40.0;

/// The width of all columns at which letters of 10 points are printed at 8 points or more.
fn widest_page(paper: Paper) -> f64 {
    match paper {
        Paper::F4 => 183.0,
        Paper::A4 => 161.0,
    }
}

/// The columns' widths. Those of figures are as wide as their widest number, which is never wrapped.
pub fn widths(document: &Document<'_>) -> Vec<f64> {
    let mut widths = WIDTHS.to_vec();
    for finding in document.findings {
        let figures =
            [("tertulis", &finding.stated), ("hasil", &finding.computed), ("selisih", &finding.difference)];
        for (key, value) in figures {
            let number = value.as_ref().filter(|value| plain_number(value).is_some());
            let needed =
                number.map_or(0.0, |value| layout::width(&value.to_string(), &Look::LIST.bold().right()));
            if let Some(width) = widths.get_mut(place(key)) {
                *width = width.max(needed.min(WIDEST_FIGURE));
            }
        }
    }
    let others: f64 = widths.iter().sum::<f64>() - WIDTHS[place("uraian")];
    if let Some(width) = widths.get_mut(place("uraian")) {
        *width = (widest_page(document.paper) - others).clamp(NARROWEST, *width);
    }
    widths
}

fn place(key: &str) -> usize {
    COLUMNS.iter().position(|k| *k == key).unwrap_or(0)
}

/// The place of a column by its key.
pub fn column(key: &str) -> u32 {
    u32::try_from(place(key)).unwrap_or(0)
}

/// The place of the first hidden column.
pub fn first_hidden() -> u32 {
    u32::try_from(COLUMNS.len()).unwrap_or(0)
}

/// Writes the heads, and hides the columns of the keys.
pub fn heads(canvas: &mut Canvas, document: &Document<'_>) -> Result<(), WriteError> {
    for (column, key) in (0u32..).zip(COLUMNS) {
        let head = document.say(&format!("rapi.temuan.kolom.{key}"));
        canvas.text(HEAD_ROW, column, &head, &Look::OWN_HEAD)?;
    }
    for (column, name) in (first_hidden()..).zip(TECHNICAL) {
        canvas.text(HEAD_ROW, column, name, &Look::SMALL)?;
        canvas.sheet.set_column_hidden(narrow(column)?)?;
    }
    canvas.height(HEAD_ROW, 32.0);
    Ok(())
}

/// Filter, frozen head, print area, and a colour for what was decided. The filter ends with the cases, the
/// print area with the sheet. Nothing is protected: in a protected sheet a spreadsheet sorts no line that holds
/// a locked cell.
pub fn window(canvas: &mut Canvas, last_line: u32, last_row: u32, title: &str) -> Result<(), WriteError> {
    let last_column = first_hidden() - 1;
    let last_hidden = narrow(first_hidden() + u32::try_from(TECHNICAL.len()).unwrap_or(0) - 1)?;
    let last_line = last_line.max(HEAD_ROW + 1);
    let last_row = last_row.max(last_line);
    let sheet = &mut canvas.sheet;
    sheet.autofilter(HEAD_ROW, 0, last_line, last_hidden)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, narrow(column(LAST_FROZEN) + 1)?)?;
    canvas.print.head = Some((HEAD_ROW, HEAD_ROW));
    canvas.print.area = Some(Area { first_row: 0, first_column: 0, last_row, last_column });
    print_head(canvas, title);
    let sheet = &mut canvas.sheet;
    sheet.set_tab_color(Color::RGB(style::RED));
    sheet.set_screen_gridlines(false);
    let decision = narrow(column("keputusan"))?;
    for (word, fill, ink) in
        [(REJECT, style::SLATE_FILL, style::MUTED), (LATER, style::AMBER_FILL, style::AMBER)]
    {
        let look = Format::new().set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(ink));
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::BeginsWith(word.to_owned()))
            .set_format(look);
        sheet.add_conditional_format(HEAD_ROW + 1, decision, last_row, decision, &rule)?;
    }
    sheet.ignore_error_range(HEAD_ROW + 1, 0, last_row, last_hidden, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

/// Prints year and office above each page. Header and footer keep their size when the sheet is made smaller to
/// fit the page.
pub fn print_head(canvas: &mut Canvas, title: &str) {
    // An ampersand begins a code of the header; Excel takes 255 characters at most.
    let title: String = title.replace('&', "&&").chars().take(200).collect();
    canvas.sheet.set_header(format!("&L&10{title}")).set_header_footer_scale_with_doc(false);
}
