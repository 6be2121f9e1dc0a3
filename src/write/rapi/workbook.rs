//! Assembles sheets into a workbook, with its document properties.

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::canvas::Canvas;
use super::{Paper, WriteError, style};
use crate::model::own::{self, Origin};

/// Compression level. The next level takes half as long again, for a tenth fewer bytes.
const COMPRESSION_LEVEL: u8 = 2;

/// The document properties of a workbook.
pub(in crate::write) struct Properties<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// Subject of the document.
    pub subject: &'a str,
    /// Name of the office; empty if unknown.
    pub office: &'a str,
    /// Printed in the middle of each page's footer; empty for nothing.
    pub footer: &'a str,
    /// The record by which the program recognizes its result and that result's input.
    pub origin: &'a Origin,
}

/// Creates a workbook without sheets.
///
/// # Errors
///
/// If the library refuses the default font.
pub(in crate::write) fn new_workbook() -> Result<Workbook, WriteError> {
    let mut workbook = Workbook::new();
    // Column widths are measured in the default font: use Excel's own size.
    workbook.set_default_format(&Format::new().set_font_name(style::FONT).set_font_size(11), 20, 64)?;
    Ok(workbook)
}

/// Assembles sheets into a workbook and returns its bytes. The same sheets give the same bytes.
///
/// # Errors
///
/// If a limit of the format is exceeded, or a temporary file cannot be written.
pub(in crate::write) fn assemble_workbook(
    mut workbook: Workbook,
    paper: Paper,
    properties: &Properties<'_>,
    sheets: Vec<Canvas>,
) -> Result<Vec<u8>, WriteError> {
    let Properties { title, subject, office, footer, origin } = *properties;
    let properties = DocProperties::new()
        .set_title(title)
        .set_subject(subject)
        .set_author(own::COMMENT_AUTHOR)
        .set_company(office)
        // The format requires a date; a fixed one keeps the bytes the same.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    let properties =
        origin.properties().fold(properties, |all, (name, text)| all.set_custom_property(name, text));
    workbook.set_properties(&properties);
    workbook.set_tab_ratio(75);
    workbook.set_zip_compression_level(COMPRESSION_LEVEL);
    let (in_file, in_memory): (Vec<_>, Vec<_>) =
        sheets.into_iter().enumerate().partition(|(_, canvas)| canvas.in_file);
    let finish = |(place, canvas): (usize, Canvas)| Ok((place, canvas.finish(paper, footer)?));
    // Sheets with their rows in a file number their texts and formats while they are written. Write them one
    // after another, so that the numbers do not depend on thread timing. The others are numbered when the
    // workbook is saved.
    let (in_file, in_memory) = rayon::join(
        || in_file.into_iter().map(finish).collect::<Result<Vec<_>, WriteError>>(),
        || in_memory.into_par_iter().map(finish).collect::<Result<Vec<_>, WriteError>>(),
    );
    let mut sheets = in_file?;
    sheets.extend(in_memory?);
    sheets.sort_by_key(|(place, _)| *place);
    for (_, sheet) in sheets {
        workbook.push_worksheet(sheet);
    }
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use rust_decimal::Decimal;

    use super::*;
    use crate::model::Area;
    use crate::write::rapi::canvas::{Content, Target};
    use crate::write::rapi::page::{MAX_CELLS_IN_MEMORY, create_page};
    use crate::write::rapi::style::Look;

    /// Returns the rows and texts of a sheet that is created for this number of cells.
    fn written(cells: usize) -> String {
        let mut workbook = new_workbook().expect("a workbook");
        let page = create_page(&mut workbook, cells);
        assert_eq!(page.in_file, cells > MAX_CELLS_IN_MEMORY);
        let mut canvas = Canvas::on_page(page, "Lembar", &[9.0, 30.0]).expect("a sheet");
        let mut put = |row, column, content: Content<'_>| {
            canvas.put(row, column, &content, &Look::BODY).expect("written");
        };
        // Write from the bottom up: the order in which cells are written must not matter.
        for row in (0..300_u32).rev() {
            put(row * 2, 2, Content::Number(row.into(), "#,##0"));
            put(row * 2, 0, Content::Text("sama"));
            put(row * 2 + 1, 1, Content::Formula(format!("C{}", row * 2 + 1), Decimal::from(row), ""));
        }
        let to = Target { sheet: "Lembar", row: 0, column: 0 };
        put(0, 4, Content::Link("ke atas", to));
        put(650, 0, Content::Text("akhir"));
        for row in (0..600).step_by(2) {
            let area = Area { first_row: row, first_column: 3, last_row: row + 1, last_column: 3 };
            canvas.merge(area, &Content::Text("dua baris"), &Look::BODY).expect("merged");
        }
        canvas.hide_row(7);
        canvas.hide_row(650);
        let origin = Origin::rekap();
        let properties = Properties { title: "", subject: "", office: "", footer: "", origin: &origin };
        let bytes =
            assemble_workbook(workbook, Paper::F4, &properties, vec![canvas]).expect("it can be written");
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut part = |name: &str| {
            let mut text = String::new();
            package.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
            text
        };
        // Ignore widths of rows, which only a sheet in memory knows, and indices of formats, which differ.
        let rows = without(&without(&part("xl/worksheets/sheet1.xml"), "spans"), "s");
        rows + &part("xl/sharedStrings.xml")
    }

    /// Removes an attribute from XML.
    fn without(xml: &str, attribute: &str) -> String {
        let begin = format!(" {attribute}=\"");
        let mut parts = xml.split(&begin);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + part.split_once('"').map_or("", |(_, rest)| rest))
    }

    #[test]
    fn a_sheet_with_its_rows_in_a_file_holds_the_same() {
        let [in_memory, in_file] = [MAX_CELLS_IN_MEMORY, MAX_CELLS_IN_MEMORY + 1].map(written);
        // The height of the last row is left out.
        let last = "<row r=\"651\"";
        let rows = |xml: &str| xml.split(last).map(str::to_owned).collect::<Vec<_>>();
        let ([in_memory, end], [in_file, same_end]) = (&rows(&in_memory)[..], &rows(&in_file)[..]) else {
            panic!("the last row is written once");
        };
        assert_eq!(in_memory, in_file);
        assert_eq!(end.split_once('>').map(|row| row.1), same_end.split_once('>').map(|row| row.1));
    }
}
