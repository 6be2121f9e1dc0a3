//! Writes web pages, web archives, CSV and TSV.

use std::fmt::Write as _;

use renja::model::{Book, Cell, CellContent, Sheet};
use renja::text::number;
use rust_decimal::Decimal;

use super::xml::escaped;

/// Returns a cell as it is displayed, in Indonesian notation.
pub fn shown(cell: &Cell) -> String {
    match &cell.content {
        CellContent::Number(n) if cell.format.is_percent() => {
            let percent = (*n * Decimal::ONE_HUNDRED).normalize();
            let decimals = cell.format.decimals().unwrap_or(0);
            let percent = if percent.scale() > decimals { percent.round_dp(decimals) } else { percent };
            format!("{}%", number::format_grouped(percent))
        }
        CellContent::Number(n) if n.abs() >= Decimal::ONE_THOUSAND => number::format_grouped(*n),
        CellContent::Number(n) => n.normalize().to_string().replace('.', ","),
        CellContent::Text(text) => text.to_string(),
        other => panic!("{other:?} is in no plan"),
    }
}

fn table(sheet: &Sheet) -> String {
    let Some((last_row, last_column)) = sheet.extent() else { return String::new() };
    let mut out = "<table border=1>\n".to_owned();
    for row in 0..=last_row {
        out += "<tr>";
        for column in 0..=last_column {
            let mut span = String::new();
            if let Some(area) = sheet.merges.iter().find(|a| a.contains(row, column)) {
                if (area.first_row, area.first_column) != (row, column) {
                    continue;
                }
                let (down, across) =
                    (area.last_row - area.first_row + 1, area.last_column - area.first_column + 1);
                span = format!(" rowspan={down} colspan=\"{across}\"");
            }
            let cell = sheet.cells.get(&(row, column));
            let text = cell.map(|c| escaped(&shown(c)).replace('\n', "<br>")).unwrap_or_default();
            let bold = cell.is_some_and(|c| c.bold == Some(true));
            let text = if bold { format!("<b>{text}</b>") } else { text };
            let _ = write!(out, "<td{span}>{text}</td>");
        }
        out += "</tr>\n";
    }
    out + "</table>\n"
}

pub fn html(book: &Book) -> String {
    let tables: Vec<_> = book.sheets.iter().map(table).collect();
    format!("<html><head><title>Renja</title></head><body>\n{}</body></html>", tables.join("<p></p>\n"))
}

/// Writes a web archive as Excel does: a frameset that names the sheets, then one page per sheet.
pub fn mhtml(book: &Book) -> Vec<u8> {
    let part = |place: &str, page: &str| {
        format!(
            "------=_Next\r\nContent-Location: file:///C:/Renja/{place}\r\n\
             Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n{}\r\n",
            quoted(page)
        )
    };
    let mut frames = "<html><head><xml><x:ExcelWorkbook><x:ExcelWorksheets>".to_owned();
    let mut parts = String::new();
    for (n, sheet) in book.sheets.iter().enumerate() {
        let _ = write!(
            frames,
            "<x:ExcelWorksheet><x:Name>{}</x:Name><x:WorksheetSource HRef=\"Renja_files/sheet{n}.htm\"/>\
             </x:ExcelWorksheet>",
            escaped(&sheet.name)
        );
        let page = format!("<html><body>{}</body></html>", table(sheet));
        parts += &part(&format!("Renja_files/sheet{n}.htm"), &page);
    }
    frames += "</x:ExcelWorksheets></x:ExcelWorkbook></xml></head><frameset></frameset></html>";
    let head = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\
        Content-Type: multipart/related; boundary=\"----=_Next\"\r\n\r\n\
        This document is a Single File Web Page.\r\n\r\n";
    format!("{head}{}{parts}------=_Next--\r\n", part("Renja.htm", &frames)).into_bytes()
}

/// Encodes text as quoted-printable, in lines of at most 76 characters.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for byte in text.bytes() {
        let letter = match byte {
            b'\n' => {
                out += "\r\n";
                length = 0;
                continue;
            }
            b' '..=b'~' if byte != b'=' => char::from(byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        if length + letter.len() > 75 {
            out += "=\r\n";
            length = 0;
        }
        length += letter.len();
        out += &letter;
    }
    out
}

/// Writes all sheets one below the other. Merged areas are blank except for their first cell.
pub fn delimited(book: &Book, separator: char) -> String {
    let width = book.sheets.iter().filter_map(Sheet::extent).map(|(_, column)| column).max().unwrap_or(0);
    let mut out = String::new();
    let field = |cell: Option<&Cell>| {
        let text = cell.map(shown).unwrap_or_default();
        if text.contains([separator, '"', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    for sheet in &book.sheets {
        let Some((last, _)) = sheet.extent() else { continue };
        // Blank lines separate the tables.
        for row in 0..=last + 3 {
            let fields: Vec<_> = (0..=width).map(|column| field(sheet.cells.get(&(row, column)))).collect();
            out += &fields.join(&separator.to_string());
            out += "\r\n";
        }
    }
    out
}
