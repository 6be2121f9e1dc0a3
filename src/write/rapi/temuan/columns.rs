//! The columns of *Temuan*: headers, widths on the screen and on paper, and the settings of the sheet.

use rust_xlsxwriter::{Color, ConditionalFormatText, ConditionalFormatTextRule, Format, IgnoreError};

use super::super::canvas::{Canvas, narrow};
use super::super::layout;
use super::super::style::{self, Look};
use super::super::{Document, Paper, WriteError};
use super::figures::plain_number;
use crate::model::Area;
use crate::model::own::{self, LATER, REJECT};

/// The visible columns in their order, by their keys below `rapi.temuan.kolom`. Those up to [`LAST_FROZEN`]
/// stay in view.
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
/// The headers of the hidden columns after them, the same in every language.
pub const TECHNICAL: [&str; 6] = [
    own::TECHNICAL_RULE,
    own::TECHNICAL_ITEM,
    own::TECHNICAL_STATED,
    own::TECHNICAL_PLACE,
    own::TECHNICAL_DECIDED,
    own::TECHNICAL_PROPOSAL,
];

/// The row of the headers, below the banner and a line of guidance.
pub const HEAD_ROW: u32 = 3;
/// The last column that stays in view, so that a decision and what it is about are seen together. The frozen
/// columns have at most 830 pixels, on a screen of 1366.
const LAST_FROZEN: &str = "uraian";

/// Widths of the visible columns, in characters.
const WIDTHS: [f64; 12] = [5.0, 11.0, 15.5, 14.0, 18.0, 50.0, 13.0, 15.5, 15.5, 15.5, 13.0, 8.5];
/// Minimum width of the description, which gets what the other columns leave of the page.
const NARROWEST: f64 = 30.0;
/// Maximum width of a column of figures; a wider figure is cut off.
const WIDEST_FIGURE: f64 = 40.0;

/// Returns the width of all columns, in characters, at which text of 10 points is printed at 8 points or
/// more.
fn widest_page(paper: Paper) -> f64 {
    match paper {
        Paper::F4 => 183.0,
        Paper::A4 => 161.0,
    }
}

/// Returns the widths of the columns. Those of figures fit their widest number, which is never wrapped.
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

/// Returns the column with this key.
pub fn column(key: &str) -> u32 {
    u32::try_from(place(key)).unwrap_or(0)
}

/// Returns the first hidden column.
pub fn first_hidden() -> u32 {
    u32::try_from(COLUMNS.len()).unwrap_or(0)
}

/// Writes the headers, and hides the technical columns.
///
/// # Errors
///
/// If a limit of the format is exceeded.
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

/// Sets the filter, the frozen headers, the print area, and colours for decisions. The filter ends with the
/// cases, the print area with the sheet. Nothing is protected: on a protected sheet, spreadsheets do not sort
/// lines with a locked cell.
///
/// # Errors
///
/// If a limit of the format is exceeded.
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

/// Prints year and office above each page. Header and footer keep their size if the sheet is scaled to the
/// page.
pub fn print_head(canvas: &mut Canvas, title: &str) {
    // An ampersand begins a code of the header, which may have 255 characters at most.
    let title: String = title.replace('&', "&&").chars().take(200).collect();
    canvas.sheet.set_header(format!("&L&10{title}")).set_header_footer_scale_with_doc(false);
}
