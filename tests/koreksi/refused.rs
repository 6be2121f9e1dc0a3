//! Workbooks that cannot be patched, and the reason that is given.

use renja::model::{Lang, Value};
use renja::write::koreksi::{NewContent, Patch, PatchRefusal, patch};

use crate::build::{MAIN, at, by_hand, office, office_cells, package, rupiah, worksheet};

/// Returns the key of the refusal and asserts that its sentence exists in both languages.
fn reason(bytes: &[u8], patches: &[Patch]) -> &'static str {
    let Some(PatchRefusal(message)) = patch(bytes, patches).err() else { panic!("it was patched") };
    let (id, en) = (message.say(Lang::Id), message.say(Lang::En));
    assert!(id != en && !id.contains("%{") && !en.contains("%{") && !id.contains(message.key), "{id} / {en}");
    message.key
}

fn one(to: NewContent) -> [Patch; 1] {
    [at("Data", 0, 0, to)]
}

fn data(cells: &str) -> Vec<u8> {
    by_hand(&worksheet(&format!("<sheetData><row r=\"1\">{cells}</row></sheetData>")), &[])
}

#[test]
fn what_is_no_xlsx() {
    let patches = one(rupiah(1));
    assert_eq!(reason(b"", &patches), "koreksi.bukan-xlsx");
    assert_eq!(reason(b"<html><table>", &patches), "koreksi.bukan-xlsx");
    assert_eq!(reason(b"PK\x03\x04", &patches), "koreksi.rusak");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/workbooks");
    for name in ["renja-bkd-2018.xls", "renja-bkd-2020.ods"] {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        assert_eq!(reason(&bytes, &patches), "koreksi.bukan-xlsx", "{name}");
    }
    let mut encrypted = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(reason(&encrypted, &patches), "koreksi.sandi");
}

#[test]
fn what_would_break() {
    let sheet = worksheet("<sheetData/>");
    let patches = one(rupiah(1));
    assert_eq!(
        reason(&by_hand(&sheet, &[("_xmlsignatures/origin.sigs", "")]), &patches),
        "koreksi.tanda-tangan"
    );
    let strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    assert_eq!(reason(&by_hand(&sheet.replace(MAIN, strict), &[]), &patches), "koreksi.strict");
    let workbook = format!("<workbook xmlns=\"{strict}\" conformance=\"strict\"><sheets/></workbook>");
    assert_eq!(reason(&by_hand(&sheet, &[("xl/workbook.xml", &workbook)]), &patches), "koreksi.strict");
    for broken in
        ["<worksheet><sheetData>", "<worksheet><sheetData></worksheet>", "<worksheet/>", "\u{0}", ""]
    {
        assert_eq!(reason(&by_hand(broken, &[]), &patches), "koreksi.rusak", "{broken:?}");
    }
    assert_eq!(reason(&package(&[("[Content_Types].xml", "<Types/>")]), &patches), "koreksi.bukan-xlsx");
    assert_eq!(reason(&package(&[("xl/workbook.xml", "<workbook/>")]), &patches), "koreksi.rusak");
    for rows in [
        "<row r=\"3\"/><row r=\"1\"/>",
        "<row r=\"1\"/><row r=\"1\"/>",
        "<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>",
    ] {
        let bytes = by_hand(&worksheet(&format!("<sheetData>{rows}</sheetData>")), &[]);
        assert_eq!(reason(&bytes, &patches), "koreksi.urutan-baris", "{rows}");
    }
}

#[test]
fn cells_that_are_not_there() {
    assert_eq!(reason(&office(), &one(rupiah(1))), "koreksi.lembar-tidak-ada");
    assert_eq!(reason(&data(""), &[at("Data", 1_048_576, 0, rupiah(1))]), "koreksi.di-luar-lembar");
    let two = [at("Data", 0, 0, rupiah(1)), at("Data", 0, 0, rupiah(2))];
    assert_eq!(reason(&data(""), &two), "koreksi.dua-nilai");
}

#[test]
fn a_formula_is_not_replaced_by_a_constant() {
    let bytes = data("<c r=\"A1\"><f>1+1</f><v>2</v></c>");
    assert_eq!(reason(&bytes, &one(rupiah(1))), "koreksi.sel-rumus");
    assert_eq!(reason(&bytes, &one(NewContent::Blank)), "koreksi.sel-rumus");
    let (row, column) = office_cells::SUM;
    assert_eq!(reason(&office(), &[at("Tabel 4.2", row, column, rupiah(1))]), "koreksi.sel-rumus");
}

#[test]
fn what_excel_changes_only_as_a_whole() {
    let formula = || NewContent::Formula("1".into(), Value::Rupiah(1.into()));
    let array =
        data("<c r=\"A1\"><f t=\"array\" ref=\"A1:B1\">C1:D1</f><v>2</v></c><c r=\"B1\"><v>2</v></c>");
    assert_eq!(reason(&array, &one(formula())), "koreksi.rumus-larik");
    assert_eq!(reason(&array, &[at("Data", 0, 1, rupiah(1))]), "koreksi.rumus-larik");
    let table = data("<c r=\"A1\"><f t=\"dataTable\" ref=\"A1\" r1=\"B1\"/><v>2</v></c>");
    assert_eq!(reason(&table, &one(formula())), "koreksi.rumus-larik");
    let (row, column) = office_cells::TABLE_HEAD;
    assert_eq!(reason(&office(), &[at("Tabel 4.2", row, column, rupiah(1))]), "koreksi.judul-tabel");
    let shared = data(
        "<c r=\"A1\"><f t=\"shared\" ref=\"A1:B1\" si=\"0\">XFD1</f></c><c r=\"B1\"><f t=\"shared\" si=\"0\"/></c>",
    );
    assert_eq!(reason(&shared, &one(formula())), "koreksi.rumus-bersama");
}
