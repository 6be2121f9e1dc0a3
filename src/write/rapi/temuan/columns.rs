//! The columns of *Temuan*: headers, widths on the screen and on paper, and the settings of the sheet.

use rust_xlsxwriter::{Color, ConditionalFormatText, ConditionalFormatTextRule, Format, IgnoreError};

use super::super::canvas::{Canvas, library_column};
use super::super::layout;
use super::super::style::{self, Look};
use super::super::{Document, Paper, WriteError};
use super::figures::stored_number;
use crate::model::Area;
use crate::model::own::{self, WORD_POSTPONE, WORD_REJECT};

/// The visible columns in their order, by their keys below `rapi.temuan.kolom`. Those up to [`LAST_FROZEN_COLUMN`]
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
pub const HIDDEN_COLUMNS: [&str; 6] = [
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
const LAST_FROZEN_COLUMN: &str = "uraian";

/// Widths of the visible columns, in characters.
const COLUMN_WIDTHS: [f64; 12] = [5.0, 11.0, 15.5, 14.0, 18.0, 50.0, 13.0, 15.5, 15.5, 15.5, 13.0, 8.5];
/// Minimum width of the description, which gets what the other columns leave of the page.
const MIN_DESCRIPTION_WIDTH: f64 = 30.0;
/// Maximum width of a column of figures; a wider figure is cut off.
const MAX_FIGURE_WIDTH: f64 = 40.0;

/// Returns the width of all columns, in characters, at which text of 10 points is printed at 8 points or
/// more.
fn max_page_width(paper: Paper) -> f64 {
    match paper {
        Paper::F4 => 183.0,
        Paper::A4 => 161.0,
    }
}

/// Returns the widths of the columns. Those of figures fit their widest number, which is never wrapped.
pub fn column_widths(document: &Document<'_>) -> Vec<f64> {
    let mut widths = COLUMN_WIDTHS.to_vec();
    for finding in document.findings {
        let figures =
            [("tertulis", &finding.stated), ("hasil", &finding.computed), ("selisih", &finding.difference)];
        for (key, value) in figures {
            let number = value.as_ref().filter(|value| stored_number(value).is_some());
            let needed = number
                .map_or(0.0, |value| layout::text_width(&value.to_string(), &Look::LIST.bold().right()));
            if let Some(width) = widths.get_mut(column_index(key)) {
                *width = width.max(needed.min(MAX_FIGURE_WIDTH));
            }
        }
    }
    let others: f64 = widths.iter().sum::<f64>() - COLUMN_WIDTHS[column_index("uraian")];
    if let Some(width) = widths.get_mut(column_index("uraian")) {
        *width = (max_page_width(document.paper) - others).clamp(MIN_DESCRIPTION_WIDTH, *width);
    }
    widths
}

fn column_index(key: &str) -> usize {
    COLUMNS.iter().position(|k| *k == key).unwrap_or(0)
}

/// Returns the column with this key.
pub fn column(key: &str) -> u32 {
    u32::try_from(column_index(key)).unwrap_or(0)
}

/// Returns the first hidden column.
pub fn first_hidden_column() -> u32 {
    u32::try_from(COLUMNS.len()).unwrap_or(0)
}

/// Writes the headers, and hides the technical columns.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_heads(canvas: &mut Canvas, document: &Document<'_>) -> Result<(), WriteError> {
    for (column, key) in (0u32..).zip(COLUMNS) {
        let head = document.say(&format!("rapi.temuan.kolom.{key}"));
        canvas.put_text(HEAD_ROW, column, &head, &Look::OWN_HEAD)?;
    }
    for (column, name) in (first_hidden_column()..).zip(HIDDEN_COLUMNS) {
        canvas.put_text(HEAD_ROW, column, name, &Look::SMALL)?;
        canvas.sheet.set_column_hidden(library_column(column)?)?;
    }
    canvas.set_min_height(HEAD_ROW, 32.0);
    Ok(())
}

/// Sets the filter, the frozen headers, the print area, and colours for decisions. The filter ends with the
/// cases, the print area with the sheet. Nothing is protected: on a protected sheet, spreadsheets do not sort
/// lines with a locked cell.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn set_up_sheet(
    canvas: &mut Canvas,
    last_line: u32,
    last_row: u32,
    title: &str,
) -> Result<(), WriteError> {
    let last_column = first_hidden_column() - 1;
    let last_hidden =
        library_column(first_hidden_column() + u32::try_from(HIDDEN_COLUMNS.len()).unwrap_or(0) - 1)?;
    let last_line = last_line.max(HEAD_ROW + 1);
    let last_row = last_row.max(last_line);
    let sheet = &mut canvas.sheet;
    sheet.autofilter(HEAD_ROW, 0, last_line, last_hidden)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, library_column(column(LAST_FROZEN_COLUMN) + 1)?)?;
    canvas.print.head_rows = Some((HEAD_ROW, HEAD_ROW));
    canvas.print.area = Some(Area { first_row: 0, first_column: 0, last_row, last_column });
    set_print_header(canvas, title);
    let sheet = &mut canvas.sheet;
    sheet.set_tab_color(Color::RGB(style::RED));
    sheet.set_screen_gridlines(false);
    let decision = library_column(column("keputusan"))?;
    for (word, fill, ink) in
        [(WORD_REJECT, style::SLATE_FILL, style::MUTED), (WORD_POSTPONE, style::AMBER_FILL, style::AMBER)]
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
pub fn set_print_header(canvas: &mut Canvas, title: &str) {
    // An ampersand begins a code of the header, which may have 255 characters at most.
    let title: String = title.replace('&', "&&").chars().take(200).collect();
    canvas.sheet.set_header(format!("&L&10{title}")).set_header_footer_scale_with_doc(false);
}
