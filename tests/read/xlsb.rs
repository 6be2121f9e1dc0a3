//! Reads .xlsb files that are built record by record.

use super::records::{RELATIONS, record, text, words, zipped};
use super::{book, cell, merges, shown};

#[test]
fn cells_merges_formats_and_what_is_hidden_are_read() {
    let sheet = |id: &str, name: &str| record(156, &[&words(&[0, 1]), &text(id), &text(name)]);
    let list = [sheet("c", "Grafik"), sheet("s", "Tabel 4.2")].concat();
    let styles = [
        record(44, &[&164_u16.to_le_bytes(), &text("0.0%")]),
        record(43, &[&[220, 0, 0, 0, 0xbc, 2]]),
        record(617, &[&words(&[1])]),
        record(47, &[&[0, 0, 164, 0, 0, 0, 0, 0, 0, 0, 0, 2]]),
        record(618, &[]),
    ];
    let row = |row: u32, flags: u8| record(0, &[&words(&[row, 0]), &[0, 0, 0, flags, 0]]);
    let rows = [
        record(60, &[&words(&[1, 1, 2560, 0]), &1_u16.to_le_bytes()]),
        record(145, &[]),
        row(1, 0),
        record(5, &[&words(&[0, 0]), &1_313_159_500_f64.to_le_bytes()]),
        record(2, &[&words(&[1, 0, (8500 << 2) | 3])]),
        record(6, &[&words(&[2, 0]), &text("PROGRAM")]),
        record(7, &[&words(&[3, 0, 0])]),
        record(7, &[&words(&[4, 0, 9])]),
        row(2, 0x10),
        record(4, &[&words(&[0, 0]), &[1]]),
        record(3, &[&words(&[1, 0]), &[0x07]]),
        record(146, &[]),
        record(176, &[&words(&[3, 4, 0, 2])]),
        record(130, &[]),
    ];
    let relation = |id: &str, kind: &str, to: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{to}\"/>")
    };
    let relations = [
        relation("s", "worksheet", "worksheets/sheet1.bin"),
        relation("c", "chartsheet", "chartsheets/sheet1.bin"),
        relation("t", "sharedStrings", "sharedStrings.bin"),
        relation("y", "styles", "styles.bin"),
    ];
    let parts = [
        ("xl/workbook.bin", list),
        (
            "xl/_rels/workbook.bin.rels",
            format!("<Relationships>{}</Relationships>", relations.concat()).into_bytes(),
        ),
        ("xl/sharedStrings.bin", record(19, &[&[0], &text("Lokasi")])),
        ("xl/styles.bin", styles.concat()),
        ("xl/worksheets/sheet1.bin", rows.concat()),
    ];
    let book = book(&zipped(parts.map(|(name, bytes)| (name.to_owned(), bytes))));
    let sheet = &book.sheets[0];
    assert_eq!((book.sheets.len(), sheet.name.as_str()), (1, "Tabel 4.2"));
    let cells = ["A2", "B2", "C2", "D2", "E2", "A3", "B3"].map(|at| shown(sheet, at));
    assert_eq!(cells, ["1313159500", "85", "\"PROGRAM\"", "\"Lokasi\"", "!9", "true", "!#DIV/0!"]);
    assert_eq!(merges(sheet), "A4:C5");
    let styled = cell(sheet, "A2").expect("a cell");
    assert_eq!((styled.format.0.as_deref(), styled.bold, styled.indent), (Some("0.0%"), Some(true), 2));
    assert_eq!((&sheet.hidden_rows[..], &sheet.hidden_columns[..]), (&[2][..], &[1][..]));
}
