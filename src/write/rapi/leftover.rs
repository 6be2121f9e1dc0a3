//! Copies sheets in which no table was recognized: their values, formulas, merged areas and number formats.

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content, library_column, to_float};
use super::layout;
use super::page::Page;
use super::style::{self, Look};
use super::{Document, WriteError};
use crate::model::{Area, Cell, CellContent, Sheet, SheetId, Visibility};

/// Writes a sheet of the input without changes.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write(document: &Document<'_>, source: SheetId, name: &str, page: Page) -> Result<Canvas, WriteError> {
    let empty = Sheet::default();
    let sheet = document.book.sheet(source).unwrap_or(&empty);
    let widths = column_widths(sheet);
    let mut canvas = Canvas::on_page(page, name, &widths)?;
    canvas.sheet.set_tab_color(Color::RGB(style::LINE));
    if let Some(why) = &sheet.unread {
        canvas.put_text(0, 0, &why.say(document.lang), &Look::PLAIN.ink(style::RED).single_line())?;
        return Ok(canvas);
    }
    for area in &sheet.merges {
        let cell = sheet.cells.get(&(area.first_row, area.first_column));
        let look = cell.map_or(Look::PLAIN, |cell| cell_look(sheet, cell, *area, area_width(&widths, *area)));
        // Ignore a merged area that the format refuses, since it overlaps another one. Its cells are written
        // individually below.
        let _ = canvas.merge(*area, &Content::Blank, &look);
    }
    for ((row, column), cell) in &sheet.cells {
        let single = Area { first_row: *row, first_column: *column, last_row: *row, last_column: *column };
        let area = sheet.merge_starting_at(*row, *column).copied().unwrap_or(single);
        let room = area_width(&widths, area);
        let look = cell_look(sheet, cell, area, room);
        write_cell(&mut canvas, (*row, *column), cell, &look)?;
        if let CellContent::Text(text) = &cell.content
            && look.wrap
            && area.first_row == area.last_row
        {
            canvas.set_min_height(*row, layout::text_height(text, room, &look));
        }
    }
    hide_rows_and_columns(&mut canvas, sheet)?;
    Ok(canvas)
}

/// Writes a cell: as a formula if that gives the same result here, otherwise as its value.
fn write_cell(
    canvas: &mut Canvas,
    (row, column): (u32, u32),
    cell: &Cell,
    look: &Look,
) -> Result<(), WriteError> {
    let format = cell.format.0.as_deref().unwrap_or("General");
    let Some(formula) = &cell.formula else {
        return put_content(&cell.content, format, |content| canvas.put(row, column, &content, look));
    };
    let result = match &cell.content {
        CellContent::Number(number) => number.to_string(),
        CellContent::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        CellContent::Text(text) | CellContent::NotANumber(text) => text.to_string(),
        CellContent::Blank => String::new(),
    };
    if is_self_contained(formula) && canvas.put_formula((row, column), formula, result, look, format)? {
        return Ok(());
    }
    // The formula refers to a sheet that is laid out anew, to a name or to another file, and would compute
    // something else here. Keep its result, and show the formula in a note.
    put_content(&cell.content, format, |content| canvas.put(row, column, &content, look))?;
    canvas.add_note(row, column, &format!("={formula}"))
}

/// Passes the content of a cell to `put`.
///
/// # Errors
///
/// Returns the error of `put`.
pub fn put_content(
    content: &CellContent,
    format: &str,
    put: impl FnOnce(Content<'_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    match content {
        CellContent::Blank => put(Content::Blank),
        // A number that does not fit into a double would be written as another one: write it as text.
        CellContent::Number(number) if to_float(*number).is_finite() => put(Content::Number(*number, format)),
        CellContent::Number(number) => put(Content::Text(&number.to_string())),
        CellContent::Text(text) | CellContent::NotANumber(text) => put(Content::Text(text)),
        CellContent::Bool(value) => put(Content::Bool(*value)),
    }
}

/// Returns the look of a cell. Text is wrapped if it would run into its neighbour or off the page.
fn cell_look(sheet: &Sheet, cell: &Cell, area: Area, room: f64) -> Look {
    let plain =
        Look { bold: cell.bold == Some(true), indent: cell.indent.min(15), ..Look::PLAIN.single_line() };
    let CellContent::Text(text) = &cell.content else { return plain };
    let beside = sheet.cells.get(&(area.first_row, area.last_column.saturating_add(1)));
    let needed = layout::text_width(text, &plain);
    let wrap = text.contains('\n') || needed > room && (beside.is_some() || needed > 110.0 && room > 25.0);
    Look { wrap, ..plain }
}

/// Returns the width of an area, in characters.
fn area_width(widths: &[f64], area: Area) -> f64 {
    let width = |column| usize::try_from(column).ok().and_then(|c: usize| widths.get(c));
    (area.first_column..=area.last_column)
        .map(|column| width(column).copied().unwrap_or(DEFAULT_COLUMN_WIDTH))
        .sum()
}

/// Excel's default width of a column, in characters.
const DEFAULT_COLUMN_WIDTH: f64 = 8.43;

/// Returns the widths of the columns, at most 256: those of the file, or if it states none, those that the
/// texts need.
fn column_widths(sheet: &Sheet) -> Vec<f64> {
    let columns = sheet.extent().map_or(0, |(_, column)| column).min(255) + 1;
    let mut widths = vec![DEFAULT_COLUMN_WIDTH; usize::try_from(columns).unwrap_or(0)];
    if sheet.widths.is_empty() {
        for ((row, column), cell) in &sheet.cells {
            if let CellContent::Text(text) = &cell.content
                && sheet.merge_starting_at(*row, *column).is_none()
                && let Some(width) = usize::try_from(*column).ok().and_then(|c| widths.get_mut(c))
            {
                *width = layout::text_width(text, &Look::PLAIN).min(90.0).max(*width);
            }
        }
    }
    for (width, column) in widths.iter_mut().zip(0..) {
        if let Some(stated) = sheet.widths.get(&column) {
            *width = stated.clamp(0.5, 255.0);
        }
    }
    widths
}

fn hide_rows_and_columns(canvas: &mut Canvas, sheet: &Sheet) -> Result<(), WriteError> {
    for row in &sheet.hidden_rows {
        canvas.hide_row(*row);
    }
    for column in &sheet.hidden_columns {
        if let Ok(column) = library_column(*column) {
            canvas.sheet.set_column_hidden(column)?;
        }
    }
    set_visibility(canvas, sheet.visibility);
    Ok(())
}

/// Keeps a hidden sheet hidden.
pub fn set_visibility(canvas: &mut Canvas, visibility: Visibility) {
    match visibility {
        Visibility::Visible => {}
        Visibility::Hidden => {
            canvas.sheet.set_hidden(true);
        }
        Visibility::VeryHidden => {
            canvas.sheet.set_very_hidden(true);
        }
    }
}

/// Functions that access something outside of the workbook or lead there. Nothing from a workbook that came
/// by mail may become a link or a call in one that the program writes.
const EXTERNAL_FUNCTIONS: [&str; 7] =
    ["CALL", "HYPERLINK", "IMAGE", "INDIRECT", "REGISTER.ID", "RTD", "WEBSERVICE"];

/// Whether a formula refers to cells of its own sheet only.
fn is_self_contained(formula: &str) -> bool {
    let mut chars = formula.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '!' | '[' | '\'' | '#' | '{' | '@' | '|' => return false,
            c if c.is_alphabetic() || c == '_' || c == '$' => {
                let mut word = c.to_string();
                while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.')) {
                    word.push(c);
                }
                let called = chars.peek() == Some(&'(');
                let name = word.strip_prefix("_xlfn.").unwrap_or(&word).to_uppercase();
                if if called {
                    EXTERNAL_FUNCTIONS.contains(&name.as_str())
                } else {
                    !is_local_reference(&word)
                } {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

/// Whether a word is a reference within the sheet (`J10`, `$J$10`, `J`, `$10`) or a truth value.
fn is_local_reference(word: &str) -> bool {
    let bare = word.replace('$', "");
    let letters = bare.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = bare.chars().skip(letters).all(|c| c.is_ascii_digit());
    matches!(bare.as_str(), "TRUE" | "FALSE") || letters <= 3 && digits && !bare.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_self_contained;

    #[test]
    fn a_formula_of_its_own_sheet_stays_a_formula() {
        for formula in ["SUM(A1:A9)", "$J$10*2", "IF(A1>0,\"x!y\",B2)", "SUM(A:A)", "_xlfn.IFNA(A1,0)"] {
            assert!(is_self_contained(formula), "{formula}");
        }
    }

    #[test]
    fn a_formula_that_speaks_of_elsewhere_does_not() {
        for formula in [
            "'Tabel 4.2'!J9",
            "Data!A1",
            "PaguTotal*2",
            "[1]Sheet1!A1",
            "of:=SUM([.E3:.E4])",
            "HYPERLINK(\"file:///C:/x.exe\",A1)",
            "_xlfn.WEBSERVICE(A1)",
            "cmd|A1",
        ] {
            assert!(!is_self_contained(formula), "{formula}");
        }
    }
}
