//! Writes .ods and SpreadsheetML 2003.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renja::model::{Book, CellContent, Sheet};

use super::xlsb::zipped;
use super::{look_of, looks};

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns the cells of each row up to the last one, by column.
fn rows(sheet: &Sheet) -> Vec<BTreeMap<u32, &renja::model::Cell>> {
    let last = sheet.extent().map_or(0, |(row, _)| row);
    let mut rows = vec![BTreeMap::new(); last as usize + 1];
    for ((row, column), cell) in &sheet.cells {
        rows[*row as usize].insert(*column, cell);
    }
    rows
}

/// Returns how many rows and columns the merged area that begins at a cell covers; (1, 1) if none begins
/// there.
fn span(sheet: &Sheet, row: u32, column: u32) -> (u32, u32) {
    sheet
        .merge_starting_at(row, column)
        .map_or((1, 1), |a| (a.last_row - a.first_row + 1, a.last_column - a.first_column + 1))
}

pub fn spreadsheetml(book: &Book) -> Vec<u8> {
    let looks = looks(book);
    let mut out = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
        <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
        xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles>"
        .to_owned();
    for (id, (format, bold, indent)) in looks.iter().enumerate() {
        let code = format.0.as_deref().map_or("General".to_owned(), escaped);
        let _ = write!(
            out,
            "<Style ss:ID=\"s{id}\"><Alignment ss:Indent=\"{indent}\"/><Font ss:Bold=\"{}\"/>\
             <NumberFormat ss:Format=\"{code}\"/></Style>",
            u8::from(*bold)
        );
    }
    out += "</Styles>";
    for sheet in &book.sheets {
        let _ = write!(out, "<Worksheet ss:Name=\"{}\"><Table>", escaped(&sheet.name));
        for (row, cells) in (0u32..).zip(rows(sheet)) {
            let _ = write!(out, "<Row ss:Index=\"{}\">", row + 1);
            for (column, cell) in cells {
                let (down, across) = span(sheet, row, column);
                let (kind, text) = match &cell.content {
                    CellContent::Number(n) => ("Number", n.to_string()),
                    CellContent::Text(text) => ("String", escaped(text).replace('\n', "&#10;")),
                    other => panic!("{other:?} is in no plan"),
                };
                let _ = write!(
                    out,
                    "<Cell ss:Index=\"{}\" ss:StyleID=\"s{}\" ss:MergeDown=\"{}\" ss:MergeAcross=\"{}\">\
                     <Data ss:Type=\"{kind}\">{text}</Data></Cell>",
                    column + 1,
                    look_of(&looks, cell),
                    down - 1,
                    across - 1
                );
            }
            out += "</Row>";
        }
        out += "</Table></Worksheet>";
    }
    (out + "</Workbook>").into_bytes()
}

pub fn ods(book: &Book) -> Vec<u8> {
    let mut out =
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
        xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
        xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
        xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
        xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\">\
        <office:automatic-styles><style:style style:name=\"b\" style:family=\"table-cell\">\
        <style:text-properties fo:font-weight=\"bold\"/></style:style></office:automatic-styles>\
        <office:body><office:spreadsheet>"
            .to_owned();
    for sheet in &book.sheets {
        let _ = write!(out, "<table:table table:name=\"{}\">", escaped(&sheet.name));
        for (row, cells) in (0u32..).zip(rows(sheet)) {
            out += "<table:table-row>";
            let mut next = 0;
            for (column, cell) in cells {
                if column > next {
                    let _ = write!(
                        out,
                        "<table:table-cell table:number-columns-repeated=\"{}\"/>",
                        column - next
                    );
                }
                let (down, across) = span(sheet, row, column);
                let bold = if cell.bold == Some(true) { " table:style-name=\"b\"" } else { "" };
                let _ = write!(
                    out,
                    "<table:table-cell{bold} table:number-rows-spanned=\"{down}\" \
                     table:number-columns-spanned=\"{across}\""
                );
                let _ = match &cell.content {
                    CellContent::Number(n) if cell.format.is_percent() => write!(
                        out,
                        " office:value-type=\"percentage\" office:value=\"{n}\"><text:p>{}</text:p>",
                        super::text::shown(cell)
                    ),
                    CellContent::Number(n) => {
                        write!(out, " office:value-type=\"float\" office:value=\"{n}\"><text:p>{n}</text:p>")
                    }
                    CellContent::Text(text) => {
                        let lines: Vec<_> =
                            text.lines().map(|l| format!("<text:p>{}</text:p>", spaced(l))).collect();
                        write!(out, " office:value-type=\"string\">{}", lines.concat())
                    }
                    other => panic!("{other:?} is in no plan"),
                };
                out += "</table:table-cell>";
                next = column + 1;
            }
            out += "</table:table-row>";
        }
        out += "</table:table>";
    }
    out += "</office:spreadsheet></office:body></office:document-content>";
    zipped([
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml".to_owned(), out.into_bytes()),
    ])
}

/// Consecutive blanks count as one in .ods, unless an element gives their number.
fn spaced(line: &str) -> String {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let rest = escaped(line.trim_start_matches(' '));
    if blanks == 0 { rest } else { format!("<text:s text:c=\"{blanks}\"/>{rest}") }
}
