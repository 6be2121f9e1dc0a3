//! Workbooks as offices have them.

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use renja::model::Value;
use renja::write::koreksi::{NewContent, patch};
use rust_decimal::Decimal;

use crate::build::{at, office, office_cells, rupiah};
use crate::compare::{cell, entries, formulas, patched, text, values};

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn no_patch_is_the_same_workbook() {
    let before = office();
    assert_eq!(patch(&before, &[]).unwrap(), before);
}

#[test]
fn everything_an_office_puts_into_a_workbook_stays() {
    use office_cells::{AMOUNT, MISSING_IN_ROW, NOTED, PERCENT, RICH, SUM, TABLE_BODY, TEXT_AMOUNT};
    let before = office();
    let patches = [
        at("Tabel 4.2", AMOUNT.0, AMOUNT.1, rupiah(1_262_939_600)),
        at("Tabel 4.2", TEXT_AMOUNT.0, TEXT_AMOUNT.1, rupiah(951_509_200)),
        at("Tabel 4.2", PERCENT.0, PERCENT.1, NewContent::Value(Value::Percent("92.86".parse().unwrap()))),
        at(
            "Tabel 4.2",
            RICH.0,
            RICH.1,
            NewContent::Value(Value::Text("  Program\nPelayanan & <Umum>".into())),
        ),
        at("Tabel 4.2", NOTED.0, NOTED.1, rupiah(4_610_581_700)),
        at("Tabel 4.2", SUM.0, SUM.1, NewContent::Formula("SUM(C4:C7)&\"\"".into(), Value::Text("x".into()))),
        at("Tabel 4.2", MISSING_IN_ROW.0, MISSING_IN_ROW.1, NewContent::Value(Value::Nil)),
        at("Tabel 4.2", TABLE_BODY.0, TABLE_BODY.1, rupiah(99)),
    ];
    let after = patched(&before, &[SHEET], &patches);

    let mut expected = values(&before, "Tabel 4.2");
    expected.insert(AMOUNT, Data::Float(1_262_939_600.0));
    expected.insert(TEXT_AMOUNT, Data::Float(951_509_200.0));
    expected.insert(PERCENT, Data::Float(0.9286));
    expected.insert(RICH, Data::String("  Program\nPelayanan & <Umum>".into()));
    expected.insert(NOTED, Data::Float(4_610_581_700.0));
    expected.insert(SUM, Data::String("x".into()));
    expected.insert(MISSING_IN_ROW, Data::String("-".into()));
    expected.insert(TABLE_BODY, Data::Float(99.0));
    assert_eq!(values(&after, "Tabel 4.2"), expected);
    assert_eq!(formulas(&after, "Tabel 4.2").get(&SUM).map(String::as_str), Some("SUM(C4:C7)&\"\""));

    let comments = text(&after, "xl/comments1.xml");
    assert!(comments.contains("cek ke &lt;Bappeda&gt; &amp; \"BPKAD\""), "{comments}");
    assert_eq!(comments.matches("semula 1.313.159.500").count(), patches.len());
    assert_eq!(comments.matches("ref=\"C8\"").count(), 1, "the note on C8 goes on in the same comment");
    let drawing = text(&after, "xl/drawings/vmlDrawing1.vml");
    assert_eq!(drawing.matches("<v:shape ").count(), 2 + patches.len() - 1);
    assert!(text(&after, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
}

#[test]
fn a_row_that_is_missing_is_added() {
    let before = office();
    let (row, column) = office_cells::MISSING_ROW;
    let after = patch(&before, &[at("Tabel 4.2", row, column, rupiah(5))]).unwrap();
    let (was, is) = (text(&before, SHEET), text(&after, SHEET));
    let added = is.find("<row r=\"41\">").unwrap();
    let end = added + is[added..].find("</row>").unwrap() + "</row>".len();
    assert_eq!(was, [&is[..added], &is[end..]].concat());
    assert_eq!(values(&after, "Tabel 4.2").get(&(row, column)), Some(&Data::Float(5.0)));
}

#[test]
fn the_first_note_of_a_sheet_brings_its_parts() {
    let before = office();
    let after = patched(
        &before,
        &["xl/worksheets/sheet2.xml"],
        &[
            at("Catatan & lain", 1, 0, rupiah(8)),
            at("catatan & LAIN", 0, 0, NewContent::Value(Value::Text("a".into()))),
        ],
    );
    let sheet = text(&after, "xl/worksheets/sheet2.xml");
    let rels = text(&after, "xl/worksheets/_rels/sheet2.xml.rels");
    let types = text(&after, "[Content_Types].xml");
    assert!(sheet.contains("r:id=\"rId2\"/></worksheet>"), "{sheet}");
    assert!(
        rels.contains("Id=\"rId1\"") && rels.contains("/comments\" Target=\"../comments2.xml\""),
        "{rels}"
    );
    assert!(
        rels.contains("Id=\"rId2\"") && rels.contains("Target=\"../drawings/vmlDrawing2.vml\""),
        "{rels}"
    );
    assert!(
        types.contains("PartName=\"/xl/comments2.xml\"")
            && types.contains("PartName=\"/xl/drawings/vmlDrawing2.vml\"")
    );
    assert!(text(&after, "xl/comments2.xml").contains("<comment ref=\"A2\" authorId=\"0\">"));
    let drawing = text(&after, "xl/drawings/vmlDrawing2.vml");
    assert!(drawing.contains("<x:Row>1</x:Row><x:Column>0</x:Column>") && drawing.contains("_x0000_s2049"));
}

#[test]
fn a_patch_without_a_note_brings_no_comment() {
    let mut patch = at("Catatan & lain", 1, 0, rupiah(8));
    patch.note.clear();
    let before = office();
    let after = patched(&before, &["xl/worksheets/sheet2.xml"], &[patch]);
    assert_eq!(entries(&after).len(), entries(&before).len());
}

#[test]
fn a_corrected_workbook_can_be_corrected_again() {
    let first = patched(&office(), &[SHEET], &[at("Tabel 4.2", 3, 2, rupiah(1))]);
    let again =
        patched(&first, &[SHEET], &[at("Tabel 4.2", 3, 2, rupiah(2)), at("Tabel 4.2", 7, 2, rupiah(3))]);
    let read = values(&again, "Tabel 4.2");
    assert_eq!(read.get(&(3, 2)), Some(&Data::Float(2.0)));
    assert_eq!(read.get(&(7, 2)), Some(&Data::Float(3.0)));
    assert_eq!(text(&again, "xl/comments1.xml").matches("<author>renja</author>").count(), 1);
}

#[test]
fn a_hundred_thousand_rows() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..100_000u32 {
        sheet.write(row, 0, f64::from(row)).unwrap();
    }
    let before = book.save_to_buffer().unwrap();
    let after =
        patched(&before, &[SHEET], &[at("Sheet1", 99_999, 0, rupiah(1)), at("Sheet1", 50_000, 0, rupiah(2))]);
    let read = values(&after, "Sheet1");
    assert_eq!(read.get(&(99_999, 0)), Some(&Data::Float(1.0)));
    assert_eq!(read.get(&(50_000, 0)), Some(&Data::Float(2.0)));
    assert_eq!(read.len(), 100_000);
}

/// Corrects the last cell outside of merged areas, in every sheet of every .xlsx of the project.
#[test]
fn the_workbooks_of_the_office() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/workbooks");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "xlsx") {
            continue;
        }
        let before = std::fs::read(&path).unwrap();
        let mut book = Xlsx::new(std::io::Cursor::new(before.clone())).unwrap();
        let names = book.sheet_names();
        for (at_sheet, name) in names.iter().enumerate() {
            let merges: Vec<_> = book.merge_cells_by_sheet_name(name).unwrap();
            let mut expected = values(&before, name);
            let Some((&(row, column), _)) =
                expected.iter().rfind(|((r, c), _)| !merges.iter().any(|m| m.contains(*r, *c)))
            else {
                continue;
            };
            let part = format!("xl/worksheets/sheet{}.xml", at_sheet + 1);
            let to = NewContent::Value(Value::Text("diperbaiki".into()));
            let after = patched(&before, &[&part], &[at(name, row, column, to)]);
            expected.insert((row, column), Data::String("diperbaiki".into()));
            assert_eq!(values(&after, name), expected);
            for other in names.iter().filter(|other| *other != name) {
                assert_eq!(values(&after, other), values(&before, other));
            }
            seen += 1;
        }
    }
    assert!(seen >= 20, "{seen} sheets");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is patched reads back, and everything else is unchanged.
    #[test]
    fn what_is_written_reads_back(cells in prop::collection::btree_map((1u32..45, 0u32..12), -9_999_999i64..9_999_999, 1..12)) {
        let before = office();
        let taken = [office_cells::SUM];
        let in_head = |row: u32, column: u32| row == office_cells::TABLE_HEAD.0 && (1..=2).contains(&column);
        let cells: Vec<_> =
            cells.into_iter().filter(|((r, c), _)| !taken.contains(&(*r, *c)) && !in_head(*r, *c)).collect();
        let patches: Vec<_> = cells.iter().map(|((r, c), n)| at("Tabel 4.2", *r, *c, rupiah(*n))).collect();
        let after = patch(&before, &patches).unwrap();
        let mut expected = values(&before, "Tabel 4.2");
        for ((row, column), n) in &cells {
            expected.insert((*row, *column), Data::Float(f64::from(i32::try_from(*n).unwrap())));
        }
        prop_assert_eq!(values(&after, "Tabel 4.2"), expected);
    }

    /// A damaged workbook is refused or patched, but never causes a panic.
    #[test]
    fn damage_is_no_panic(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = office();
        for (index, byte) in places {
            let place = index.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = patch(&bytes, &[at("Tabel 4.2", 3, 2, NewContent::Value(Value::Quantity(Decimal::ONE, None)))]);
    }

    /// Damages the XML of a sheet, which the checksum of the package cannot detect.
    #[test]
    fn damage_in_a_sheet_is_no_panic(places in prop::collection::vec((any::<prop::sample::Index>(), "[<>/\"= a-z0-9]{0,3}"), 1..4)) {
        let mut sheet = text(&office(), SHEET);
        for (index, put) in places {
            let place = index.index(sheet.len());
            if sheet.is_char_boundary(place) && sheet.is_char_boundary(place + 1) {
                sheet.replace_range(place..=place, &put);
            }
        }
        let _ = patch(&crate::build::by_hand(&sheet, &[]), &[at("Data", 3, 2, rupiah(1)), at("Data", 60, 2, rupiah(1))]);
    }
}

#[test]
fn a_cell_that_is_cleared_is_empty() {
    let after = patched(&office(), &[SHEET], &[at("Tabel 4.2", 3, 2, NewContent::Blank)]);
    assert_eq!(values(&after, "Tabel 4.2").get(&(3, 2)), None);
    assert!(cell(&text(&after, SHEET), "C4").ends_with("></c>"));
}
