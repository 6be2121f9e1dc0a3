//! Rewrites results the way other programs save them.
#![allow(dead_code, missing_docs)]

use std::io::{Cursor, Read as _, Write as _};

use renja::model::{Cell, CellContent, Sheet};
use renja::read::{self, Limits};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Returns the workbook without its document properties, which some programs do not keep.
pub fn without_properties(workbook: &[u8]) -> Vec<u8> {
    with_part(workbook, "docProps/custom.xml", |_| String::new())
}

/// Returns the workbook with one part changed, or without the part if the change leaves it empty.
pub fn with_part(workbook: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut package = ZipArchive::new(Cursor::new(workbook)).expect("a package");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        let part_name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        if part_name == name {
            bytes = change(&String::from_utf8(bytes).expect("text")).into_bytes();
        }
        if !bytes.is_empty() {
            out.start_file(part_name, SimpleFileOptions::default()).expect("a part");
            out.write_all(&bytes).expect("its bytes");
        }
    }
    out.finish().expect("a package").into_inner()
}

/// Returns the texts and numbers of a result as an .ods by LibreOffice, with the properties in `meta.xml`.
pub fn as_ods(workbook: &[u8]) -> Vec<u8> {
    let book = read::read(workbook, &Limits::default()).expect("the program reads what it wrote");
    let tables: String = book.sheets.iter().map(table).collect();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         {tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let origin = read::read_origin(Cursor::new(workbook)).expect("a result");
    // LibreOffice 7 writes the type of the last text property only.
    let property = |(name, text): (&str, &str)| {
        let of_type = if name.ends_with("sidik") { " meta:value-type=\"string\"" } else { "" };
        format!("<meta:user-defined meta:name=\"{name}\"{of_type}>{}</meta:user-defined>", escaped(text))
    };
    let properties: Vec<String> = origin.properties().map(property).collect();
    let meta = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-meta \
         xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"><office:meta>\
         <meta:user-defined meta:name=\"AppVersion\">12.0000</meta:user-defined>{}\
         </office:meta></office:document-meta>",
        properties.concat()
    );
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, text) in [("mimetype", kind), ("meta.xml", &meta), ("content.xml", &content)] {
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(text.as_bytes()).expect("its text");
    }
    out.finish().expect("a package").into_inner()
}

fn table(sheet: &Sheet) -> String {
    let rows = sheet.cells.iter().map(|((row, _), _)| row + 1).max().unwrap_or(0);
    let row = |row: u32| {
        let columns = sheet.cells.iter().filter(|((r, _), _)| *r == row).map(|((_, column), _)| column + 1);
        let cells = (0..columns.max().unwrap_or(0)).map(|column| cell(sheet.cells.get(&(row, column))));
        format!("<table:table-row>{}</table:table-row>", cells.collect::<Vec<_>>().concat())
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("<table:table table:name=\"{}\">{}</table:table>", escaped(&sheet.name), rows.concat())
}

fn cell(cell: Option<&Cell>) -> String {
    match cell.map(|cell| &cell.content) {
        Some(CellContent::Text(text)) => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            escaped(text).replace('\n', "</text:p><text:p>")
        ),
        Some(CellContent::Number(n)) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"><text:p>{n}</text:p>\
             </table:table-cell>"
        ),
        _ => "<table:table-cell/>".to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
