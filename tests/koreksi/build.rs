//! Builds workbooks to be patched: one with everything that an office puts into a workbook, and small ones
//! written by hand for content that no library writes.

use std::io::{Cursor, Write};

use renja::model::Value;
use renja::write::koreksi::{NewContent, Patch};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Chart, ChartType, ConditionalFormatDataBar, DataValidation, Format, Formula, Image, Note, Sparkline,
    Table, Workbook,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Returns a patch of one cell.
pub fn at(sheet: &str, row: u32, column: u32, to: NewContent) -> Patch {
    let note = "semula 1.313.159.500; menjadi 1.262.939.600; aturan ARI102".to_owned();
    Patch { sheet: sheet.to_owned(), row, column, to, note }
}

/// Returns an amount as the new value of a cell.
pub fn rupiah(amount: i64) -> NewContent {
    NewContent::Value(Value::Rupiah(Decimal::from(amount)))
}

/// A PNG of one red pixel.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8,
    0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42,
    0x60, 0x82,
];

/// Places in [`office`]'s sheet "Tabel 4.2".
pub mod office_cells {
    pub const AMOUNT: (u32, u32) = (3, 2);
    pub const TEXT_AMOUNT: (u32, u32) = (4, 2);
    pub const PERCENT: (u32, u32) = (5, 3);
    pub const RICH: (u32, u32) = (6, 1);
    pub const NOTED: (u32, u32) = (7, 2);
    pub const SUM: (u32, u32) = (8, 2);
    pub const MISSING_IN_ROW: (u32, u32) = (5, 9);
    pub const MISSING_ROW: (u32, u32) = (40, 2);
    pub const TABLE_HEAD: (u32, u32) = (20, 1);
    pub const TABLE_BODY: (u32, u32) = (21, 2);
}

/// Returns a workbook with charts, a picture, sparklines, conditional formats, validation, a table, notes,
/// rich text, formulas, merges and print settings.
pub fn office() -> Vec<u8> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let amount = Format::new().set_num_format("#,##0.00").set_italic();
    let sheet = book.add_worksheet().set_name("Tabel 4.2").unwrap();
    sheet.merge_range(0, 0, 0, 4, "Rumusan Rencana", &bold).unwrap();
    sheet.write_with_format(3, 2, 1_313_159_500.0, &amount).unwrap();
    sheet.write(4, 2, "951.509.200").unwrap();
    sheet.write_with_format(5, 3, 0.85, &Format::new().set_num_format("0%")).unwrap();
    sheet.write_rich_string(6, 1, &[(&bold, "Program "), (&Format::default(), "Pelayanan")]).unwrap();
    sheet.write(7, 2, 5_178_587_000.0).unwrap();
    sheet.insert_note(7, 2, &Note::new("cek ke <Bappeda> & \"BPKAD\"")).unwrap();
    sheet.insert_note(7, 3, &Note::new("lain")).unwrap();
    sheet.write_formula(8, 2, Formula::new("SUM(C4:C8)").set_result("6491746500")).unwrap();
    for row in 21..25u32 {
        sheet.write(row, 1, format!("kegiatan {row}")).unwrap();
        sheet.write(row, 2, f64::from(row)).unwrap();
    }
    sheet.add_table(20, 1, 24, 2, &Table::new()).unwrap();
    sheet.add_conditional_format(3, 2, 8, 2, &ConditionalFormatDataBar::new()).unwrap();
    let list = DataValidation::new().allow_list_strings(&["ya", "tidak"]).unwrap();
    sheet.add_data_validation(3, 5, 8, 5, &list).unwrap();
    sheet.add_sparkline(3, 6, &Sparkline::new().set_range(("Tabel 4.2", 3, 2, 8, 2))).unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values(("Tabel 4.2", 3, 2, 8, 2));
    sheet.insert_chart(26, 1, &chart).unwrap();
    sheet.insert_image(26, 9, &Image::new_from_buffer(PIXEL).unwrap()).unwrap();
    sheet.set_print_area(0, 0, 30, 9).unwrap().set_landscape().set_header("&CRenja");
    let other = book.add_worksheet().set_name("Catatan & lain").unwrap();
    other.write(0, 0, "tanpa catatan").unwrap();
    other.write(1, 0, 7.0).unwrap();
    book.save_to_buffer().unwrap()
}

/// Returns a package of these entries.
pub fn package(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Returns a workbook of one sheet "Data" with this XML. The entries in `more` are added or replace the
/// default ones.
pub fn by_hand(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
        <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
        <Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>\
        <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
        </Types>";
    let rels = |inner: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>"
        )
    };
    let root = rels(&format!(
        "<Relationship Id=\"rId1\" Type=\"{RELATIONSHIPS}/officeDocument\" Target=\"xl/workbook.xml\"/>"
    ));
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\"><sheets>\
         <sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets><calcPr calcId=\"1\"/></workbook>"
    );
    let workbook_rels = rels(&format!(
        "<Relationship Id=\"rId1\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{RELATIONSHIPS}/styles\" Target=\"styles.xml\"/>"
    ));
    let styles = format!(
        "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" \
         formatCode=\"#,##0 &quot;orang&quot;\"/></numFmts><fonts count=\"1\"><font/></fonts>\
         <fills count=\"2\"><fill/><fill/></fills><borders count=\"1\"><border/></borders><cellXfs count=\"5\">\
         <xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"9\" fontId=\"0\"/>\
         <xf numFmtId=\"49\" fontId=\"0\" quotePrefix=\"1\"><alignment wrapText=\"1\"/></xf>\
         <xf numFmtId=\"164\" fontId=\"0\"/><xf numFmtId=\"3\" fontId=\"0\"/></cellXfs></styleSheet>"
    );
    let mut entries = vec![
        ("[Content_Types].xml", types),
        ("_rels/.rels", &root),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &workbook_rels),
        ("xl/styles.xml", &styles),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    for (name, text) in more {
        match entries.iter_mut().find(|(is, _)| is == name) {
            Some(entry) => entry.1 = text,
            None => entries.push((name, text)),
        }
    }
    package(&entries)
}

/// Wraps XML in a worksheet.
pub fn worksheet(inner: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<worksheet xmlns=\"{MAIN}\">{inner}</worksheet>")
}
