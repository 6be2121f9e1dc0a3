//! Writes a grid as a workbook.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet};

use crate::grid::{Cell, Show, Style};
use crate::layout::{Layout, Percent};
use crate::sheet::Sheet;

/// Returns a number in Indonesian notation with a fixed number of decimals, without its sign.
pub fn shown(value: Decimal, decimals: u32) -> String {
    let text = format!("{:.*}", decimals as usize, value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push(',');
        out.push_str(rest);
    }
    out
}

/// Returns a number in Indonesian notation without trailing zeros after the comma.
pub fn plain(value: Decimal) -> String {
    let value = value.normalize();
    let sign = if value.is_sign_negative() { "-" } else { "" };
    format!("{sign}{}", shown(value, value.scale()))
}

/// Returns the text of a cell that is text in this layout; `None` if the cell is a number.
pub fn text_of(sheet: &Sheet, cell: &Cell) -> Option<String> {
    let value = cell.value;
    match (&cell.show, value) {
        (Show::Text, _) | (_, None) => Some(cell.text.clone()),
        (Show::Amount, Some(value)) if sheet.layout.rupiah => {
            let (before, after) = sheet.rupiah_text();
            let text = format!("{before}{}{after}", shown(value, 0));
            Some(if value.is_sign_negative() && !value.is_zero() { format!("({text})") } else { text })
        }
        (Show::Percent, Some(value)) if sheet.layout.percent == Percent::Text => {
            let sign = if value.is_sign_negative() && !value.round_dp(2).is_zero() { "-" } else { "" };
            Some(format!("{sign}{}%", shown(value.round_dp(2), 2)))
        }
        (Show::Rate, Some(value)) if !sheet.layout.formulas => {
            Some(format!("{}%", plain(value * Decimal::ONE_HUNDRED)))
        }
        (Show::Quantity(unit), Some(value)) => {
            let gap = if unit == "%" && sheet.layout.bold { "" } else { " " };
            Some(format!("{}{gap}{unit}", plain(value)))
        }
        _ => None,
    }
}

/// Returns the number that a cell holds.
fn number_of(layout: &Layout, cell: &Cell) -> f64 {
    let mut value = cell.value.unwrap_or_default();
    if cell.show == Show::Percent && layout.percent == Percent::Fraction {
        value /= Decimal::ONE_HUNDRED;
    }
    value.to_f64().unwrap_or_default()
}

fn format_of(layout: &Layout, cell: &Cell) -> Format {
    let format = Format::new().set_font_name("Arial").set_font_size(9);
    let bold = |format: Format, is: bool| if is { format.set_bold() } else { format };
    match cell.style {
        Style::Title => bold(format, layout.bold).set_align(FormatAlign::Center).set_font_size(11),
        Style::Plain | Style::Signature => format,
        Style::Head => bold(format, layout.bold)
            .set_border(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter),
        Style::Number => format.set_border(FormatBorder::Thin).set_italic().set_align(FormatAlign::Center),
        Style::Body => {
            let format = bold(format, layout.bold && cell.bold)
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top);
            let format = match &cell.show {
                Show::Text => format.set_text_wrap().set_indent(cell.indent),
                Show::Amount | Show::Percent => format.set_align(FormatAlign::Right),
                Show::Number | Show::Quantity(_) | Show::Date | Show::Rate => {
                    format.set_align(FormatAlign::Center)
                }
            };
            match (&cell.show, layout.percent) {
                (Show::Amount, _) => format.set_num_format("#,##0"),
                (Show::Percent, Percent::Fraction) => format.set_num_format("0.00%"),
                (Show::Percent, _) => format.set_num_format("0.00"),
                (Show::Rate, _) => format.set_num_format("0%"),
                (Show::Date, _) => format.set_num_format("dd/mm/yyyy"),
                _ => format,
            }
        }
    }
}

/// Returns the workbook as the bytes of an .xlsx file.
pub fn workbook(sheet: &Sheet) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    fill(page, sheet).expect("the grid fits a sheet");
    book.save_to_buffer().expect("the workbook can be written")
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), rust_xlsxwriter::XlsxError> {
    let layout = &sheet.layout;
    page.set_name(&sheet.name)?;
    page.set_landscape();
    page.set_print_fit_to_pages(1, 0);
    for (column, width) in &sheet.grid.widths {
        page.set_column_width(*column as u16, *width)?;
    }
    let breaks: Vec<u32> = sheet.grid.breaks.clone();
    if !breaks.is_empty() {
        page.set_page_breaks(&breaks)?;
    }
    for (first_row, first_column, last_row, last_column) in &sheet.grid.merges {
        let format = match sheet.grid.cells.get(&(*first_row, *first_column)) {
            Some(cell) => format_of(layout, cell),
            None => Format::new(),
        };
        page.merge_range(*first_row, *first_column as u16, *last_row, *last_column as u16, "", &format)?;
    }
    frames(page, sheet)?;
    heights(page, sheet)?;
    for ((row, column), cell) in &sheet.grid.cells {
        let (row, column) = (*row, *column as u16);
        let format = format_of(layout, cell);
        match (text_of(sheet, cell), &cell.expr) {
            (Some(text), _) if text.is_empty() => {
                page.write_blank(row, column, &format)?;
            }
            (Some(text), _) => {
                page.write_string_with_format(row, column, text, &format)?;
            }
            (None, Some(expr)) if layout.formulas => {
                let fraction = layout.percent == Percent::Fraction;
                let mut formula = expr.formula(fraction);
                if expr.value(&|at| sheet.grid.value(at).unwrap_or_default()).is_none() {
                    formula = format!("IFERROR({formula},0)");
                }
                let formula = Formula::new(formula).set_result(number_of(layout, cell).to_string());
                page.write_formula_with_format(row, column, formula, &format)?;
            }
            (None, _) => {
                page.write_number_with_format(row, column, number_of(layout, cell), &format)?;
            }
        }
    }
    Ok(())
}

/// Draws frames around the empty cells of the table.
fn frames(page: &mut Worksheet, sheet: &Sheet) -> Result<(), rust_xlsxwriter::XlsxError> {
    let frame = Format::new().set_border(FormatBorder::Thin);
    let (first, last) = sheet.span();
    for row in &sheet.framed {
        for column in first..=last {
            let merged =
                |m: &&(u32, u32, u32, u32)| m.0 <= *row && *row <= m.2 && m.1 <= column && column <= m.3;
            if !sheet.grid.cells.contains_key(&(*row, column))
                && sheet.grid.merges.iter().find(merged).is_none()
            {
                page.write_blank(*row, column as u16, &frame)?;
            }
        }
    }
    Ok(())
}

/// Makes rows as high as their longest text needs, because spreadsheets do not grow the rows of a new
/// workbook.
fn heights(page: &mut Worksheet, sheet: &Sheet) -> Result<(), rust_xlsxwriter::XlsxError> {
    let mut lines: BTreeMap<u32, u32> = BTreeMap::new();
    for ((row, column), cell) in &sheet.grid.cells {
        if cell.show != Show::Text || !matches!(cell.style, Style::Body | Style::Head) {
            continue;
        }
        let merge = sheet.grid.merges.iter().find(|m| m.0 == *row && m.1 == *column);
        let (rows, last) = merge.map_or((1, *column), |m| (m.2 - m.0 + 1, m.3));
        let width: f64 =
            sheet.grid.widths.iter().filter(|(c, _)| *column <= *c && *c <= last).map(|(_, w)| w).sum();
        let needed = wrapped(&cell.text, width);
        for r in *row..*row + rows {
            let own = lines.entry(r).or_insert(1);
            *own = (*own).max(needed.div_ceil(rows));
        }
    }
    for (row, count) in lines {
        page.set_row_height(row, 12.5 * f64::from(count))?;
    }
    Ok(())
}

/// Returns how many lines a text takes in a column of a width. Words stay whole; capitals are wider than
/// other letters.
fn wrapped(text: &str, width: f64) -> u32 {
    let size = |word: &str| word.chars().map(|c| if c.is_uppercase() { 1.4 } else { 1.05 }).sum::<f64>();
    let mut lines = 1;
    let mut used = 0.0;
    for word in text.split(' ') {
        let own = size(word);
        if used > 0.0 && used + 1.0 + own > width {
            lines += 1;
            used = own;
        } else {
            used += own + if used > 0.0 { 1.0 } else { 0.0 };
        }
        // A word wider than the column is broken.
        while used > width.max(1.0) {
            lines += 1;
            used -= width.max(1.0);
        }
    }
    lines
}
