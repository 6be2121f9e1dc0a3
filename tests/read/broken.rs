//! Reads files that cannot be read as workbooks; each kind has its own answer.

use renja::model::Lang;
use renja::read::{Limits, OtherKind, ReadError, read};

use super::package::{ods, package, rows, workbook};
use super::{book, try_read};

fn error(bytes: &[u8]) -> ReadError {
    try_read(bytes).expect_err("a file that cannot be read")
}

#[test]
fn an_empty_file_is_called_empty() {
    assert_eq!(error(b""), ReadError::Empty);
}

#[test]
fn a_cut_off_package_is_called_cut_off() {
    let whole = super::workbook("renja-bkd-2021.xlsx");
    assert_eq!(error(&whole[..whole.len() / 2]), ReadError::CutOff);
    assert_eq!(error(&whole[..60]), ReadError::CutOff);
}

#[test]
fn what_is_no_workbook_is_called_what_it_is() {
    let odf = |kind: &str| {
        let media = format!("application/vnd.oasis.opendocument.{kind}");
        package(&[("mimetype", &media), ("content.xml", "<office:document-content/>")])
    };
    let word = package(&[("word/document.xml", "<w:document/>")]);
    let sylk = b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"Program\"\r\nC;Y1;X2;K\"Pagu\"\r\nE\r\n";
    let files: [(&[u8], OtherKind); 15] = [
        (b"%PDF-1.7 ...", OtherKind::Pdf),
        (&[0x89, b'P', b'N', b'G', 0, 1, 2, 3], OtherKind::Picture),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", OtherKind::Picture),
        (b"BM\x36\0\x10\0\0\0\0\0\x36\0", OtherKind::Picture),
        (&word, OtherKind::Word),
        (&compound("WordDocument", b"x"), OtherKind::Word),
        (b"{\\rtf1\\ansi Renja}", OtherKind::Word),
        (&odf("text"), OtherKind::Word),
        (&odf("presentation"), OtherKind::Presentation),
        (&package(&[("ppt/presentation.xml", "<p:presentation/>")]), OtherKind::Presentation),
        (&package(&[("renja/renja.txt", "x")]), OtherKind::Archive),
        (sylk, OtherKind::Sylk),
        (b"\x09\0\x04\0\x02\0\x10\0", OtherKind::OldExcel),
        (b"Rapat hari Senin.\nBawa berkas.", OtherKind::Text),
        (b"BM, Sulut\nsatu", OtherKind::Text),
    ];
    for (bytes, kind) in files {
        assert_eq!(error(bytes), ReadError::Other(kind));
    }
}

#[test]
fn a_table_whose_first_column_is_called_id_is_no_sylk() {
    let table = b"ID;Program;Pagu\n1;Pelayanan;1000\n2;Sarana;2000\n";
    assert!(read(table, &Limits::default()).is_ok());
}

#[test]
fn a_password_is_called_one() {
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry>\
        </manifest:manifest>";
    let locked = package(&[("content.xml", "\u{1}\u{2}"), ("META-INF/manifest.xml", manifest)]);
    assert_eq!(error(&locked), ReadError::Encrypted);
    assert_eq!(error(&compound("EncryptedPackage", b"")), ReadError::Encrypted);
    // A FILEPASS record in the workbook stream.
    let globals =
        [9, 8, 16, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x2f, 0, 6, 0, 1, 0, 1, 0, 1, 0];
    assert_eq!(error(&compound("Workbook", &globals)), ReadError::Encrypted);
}

#[test]
fn a_damaged_part_is_named() {
    let place = |bytes: &[u8]| match error(bytes) {
        ReadError::Damaged(place) => place,
        other => panic!("{other:?}"),
    };
    assert_eq!(place(&workbook(&[], &[("xl/workbook.xml", "<workbook><she")])), "xl/workbook.xml");
    assert_eq!(place(&workbook(&[("Tabel 1", "<worksheet><sheetData><row>")], &[])), "Tabel 1");
    let row = "<table:table-row/>";
    let cut = ods("", &format!("<table:table table:name=\"T\">{row}<!--")).clone();
    assert_eq!(place(&cut), "content.xml");
    let between_rows = package(&[("content.xml", &format!("<office:spreadsheet><table:table>{row}"))]);
    assert_eq!(place(&between_rows), "content.xml");
}

#[test]
fn every_answer_is_a_sentence_in_both_languages() {
    let errors = [
        ReadError::Empty,
        ReadError::NotAWorkbook,
        ReadError::Other(OtherKind::Word),
        ReadError::Other(OtherKind::Pdf),
        ReadError::Other(OtherKind::Picture),
        ReadError::Other(OtherKind::Presentation),
        ReadError::Other(OtherKind::Archive),
        ReadError::Other(OtherKind::Sylk),
        ReadError::Other(OtherKind::OldExcel),
        ReadError::Other(OtherKind::Text),
        ReadError::Encrypted,
        ReadError::CutOff,
        ReadError::Damaged("xl/workbook.xml".to_owned()),
        ReadError::TooManyCells(5_000_000),
        ReadError::TooManyBytes(1 << 29),
    ];
    for error in errors {
        for lang in [Lang::Id, Lang::En] {
            let sentence = error.message().say(lang);
            assert!(sentence.ends_with('.') && !sentence.contains("%{"), "{sentence}");
        }
    }
    assert!(ReadError::TooManyCells(5_000_000).message().say(Lang::Id).contains("5.000.000 sel"));
}

mod hostile {
    use super::*;

    #[test]
    fn the_cells_of_a_workbook_are_counted() {
        let limits = Limits { max_cells: 10, ..Limits::default() };
        let cells = "<c><v>1</v></c>".repeat(4);
        let few = rows(&format!("<row>{cells}</row><row>{cells}</row>"));
        let many = rows(&format!("<row>{cells}</row><row>{cells}</row><row>{cells}</row>"));
        assert!(read(&few, &limits).is_ok());
        assert_eq!(read(&many, &limits).err(), Some(ReadError::TooManyCells(10)));
        let row = "<table:table table:name=\"T\"><table:table-row table:number-rows-repeated=\"1000000\">\
            <table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" \
            office:value=\"1\"/></table:table-row></table:table>";
        assert_eq!(read(&ods("", row), &limits).err(), Some(ReadError::TooManyCells(10)));
    }

    #[test]
    fn what_unfolds_without_end_is_stopped() {
        let limits = Limits { max_part_bytes: 1 << 20, ..Limits::default() };
        let bomb = rows(&" ".repeat(2 << 20));
        assert_eq!(read(&bomb, &limits).err(), Some(ReadError::TooManyBytes(1 << 20)));
        // A formula with a long text that many cells share.
        let text = "A1+".repeat(2000);
        let children = "<c><f t=\"shared\" si=\"0\"/><v>1</v></c>".repeat(1000);
        let shared =
            rows(&format!("<row><c><f t=\"shared\" si=\"0\">{text}A1</f><v>1</v></c>{children}</row>"));
        assert_eq!(read(&shared, &limits).err(), Some(ReadError::TooManyBytes(1 << 20)));
    }

    #[test]
    fn cells_at_the_ends_of_a_sheet_and_a_merge_of_all_of_it_cost_nothing() {
        let xml = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
            <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row><row r=\"4000000000\"><c><v>3</v></c></row>\
            </sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>";
        let book = book(&workbook(&[("S", xml)], &[]));
        assert_eq!(book.sheets[0].cells.len(), 1);
    }

    #[test]
    fn many_merges_over_many_cells_are_walked_once() {
        let cells: Vec<_> = (1..=2000)
            .map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\"><v>1</v></c><c r=\"ZZ{r}\"><v>1</v></c></row>"))
            .collect();
        let merges: Vec<_> = (1..=2000)
            .map(|r| format!("<mergeCell ref=\"A{r}:C1048576\"/><mergeCell ref=\"D{r}:E{r}\"/>"))
            .collect();
        let xml = format!(
            "<worksheet><sheetData>{}</sheetData><mergeCells>{}</mergeCells></worksheet>",
            cells.concat(),
            merges.concat()
        );
        let book = book(&workbook(&[("S", &xml)], &[]));
        assert_eq!(book.sheets[0].cells.len(), 2001);
    }

    #[test]
    fn entities_of_the_file_are_not_followed() {
        let xml = "<!DOCTYPE x [<!ENTITY a \"AAAA\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
            <worksheet><sheetData><row><c t=\"str\"><v>&b;&f;&amp;</v></c></row></sheetData></worksheet>";
        let book = book(&workbook(&[("S", xml)], &[]));
        assert_eq!(super::super::shown(&book.sheets[0], "A1"), "\"&b;&f;&\"");
    }

    #[test]
    fn deep_xml_is_no_deep_recursion() {
        let deep = "<a>".repeat(200_000);
        let xml = format!("<worksheet><sheetData><row><c>{deep}</c></row></sheetData></worksheet>");
        assert_eq!(error(&workbook(&[("S", &xml)], &[])), ReadError::Damaged("S".to_owned()));
    }
}

/// Returns an OLE container with one stream, padded to the minimum size of a stream outside of the mini
/// stream.
pub fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    let mut put = |at: usize, value: u32| header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    put(44, 1); // one sector of allocation table: sector 0
    put(48, 1); // the directory is in sector 1
    put(56, 4096);
    put(60, END);
    put(68, END);
    (0..109).for_each(|i| put(76 + 4 * i, if i == 0 { 0 } else { FREE }));
    // The table, the directory, and eight sectors of the stream.
    let mut table: Vec<u32> = vec![0xffff_fffd, END];
    table.extend((3..=9).chain([END]));
    table.resize(128, FREE);
    let mut directory = Vec::new();
    for (name, kind, start, size) in [("Root Entry", 5, END, 0_u32), (name, 2, 2, 4096)] {
        let mut entry = [0_u8; 128];
        for (i, unit) in name.encode_utf16().enumerate() {
            entry[2 * i..2 * i + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = u8::try_from(2 * name.len() + 2).expect("a short name");
        entry[66] = kind;
        entry[68..80].fill(0xff);
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        directory.extend(entry);
    }
    if let Some(child) = directory.get_mut(76..80) {
        child.copy_from_slice(&1_u32.to_le_bytes());
    }
    directory.resize(512, 0);
    let mut content = stream.to_vec();
    content.resize(4096, 0);
    let table = table.into_iter().flat_map(u32::to_le_bytes);
    header.into_iter().chain(table).chain(directory).chain(content).collect()
}
