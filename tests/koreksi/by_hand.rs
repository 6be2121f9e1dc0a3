//! Content that no library writes but that sheets contain: prefixes, self-closing rows, shared formulas,
//! cells without an address, threaded comments, macros.

use std::collections::{BTreeMap, BTreeSet};

use calamine::Data;
use proptest::prelude::*;
use renja::model::Value;
use renja::write::koreksi::{NewContent, patch};
use rust_decimal::Decimal;

use crate::build::{MAIN, RELATIONSHIPS, at, by_hand, rupiah, worksheet};
use crate::compare::{cell, entries, formulas, patched, text, values};

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Returns the rows of the sheet after one patch without a note.
fn sheet_after(inner: &str, row: u32, column: u32, to: NewContent) -> String {
    let mut patch_one = at("Data", row, column, to);
    patch_one.note.clear();
    let after = patch(&by_hand(&worksheet(inner), &[]), &[patch_one]).unwrap();
    let sheet = text(&after, SHEET);
    let start = sheet.find("<sheetData").unwrap();
    sheet[start..].trim_end_matches("</worksheet>").to_owned()
}

fn percent(n: &str) -> NewContent {
    NewContent::Value(Value::Percent(n.parse().unwrap()))
}

fn quantity(n: i64, unit: &str) -> NewContent {
    NewContent::Value(Value::Quantity(
        Decimal::from(n),
        Some(unit).filter(|unit| !unit.is_empty()).map(Into::into),
    ))
}

#[test]
fn rows_and_sheets_that_close_themselves_are_opened() {
    assert_eq!(
        sheet_after("<sheetData/>", 1, 1, rupiah(7)),
        "<sheetData><row r=\"2\"><c r=\"B2\" s=\"5\"><v>7</v></c></row></sheetData>"
    );
    assert_eq!(
        sheet_after("<sheetData><row r=\"2\" ht=\"30\" /><row r=\"4\"/></sheetData>", 1, 1, rupiah(7)),
        "<sheetData><row r=\"2\" ht=\"30\"><c r=\"B2\" s=\"5\"><v>7</v></c></row><row r=\"4\"/></sheetData>"
    );
    assert_eq!(
        sheet_after("<sheetData><row r=\"2\"/><row r=\"4\"/></sheetData>", 2, 0, rupiah(7)),
        "<sheetData><row r=\"2\"/><row r=\"3\"><c r=\"A3\" s=\"5\"><v>7</v></c></row><row r=\"4\"/></sheetData>"
    );
}

#[test]
fn a_missing_cell_takes_the_style_of_its_row_or_column() {
    assert_eq!(
        sheet_after(
            "<sheetData><row r=\"1\" s=\"4\" customFormat=\"1\"><c r=\"C1\"/></row></sheetData>",
            0,
            1,
            rupiah(7)
        ),
        "<sheetData><row r=\"1\" s=\"4\" customFormat=\"1\"><c r=\"B1\" s=\"5\"><v>7</v></c><c r=\"C1\"/></row></sheetData>"
    );
    let columns = "<cols><col min=\"2\" max=\"3\" style=\"1\" width=\"9\"/></cols><sheetData/>";
    assert_eq!(
        sheet_after(columns, 0, 2, percent("85")),
        "<sheetData><row r=\"1\"><c r=\"C1\" s=\"5\"><v>0.85</v></c></row></sheetData>"
    );
}

#[test]
fn cells_and_rows_without_an_address_are_counted() {
    let rows = "<sheetData><row><c><v>1</v></c><c s=\"4\"><v>2</v></c></row><row><c/><c><v>4</v></c></row></sheetData>";
    assert_eq!(
        sheet_after(rows, 1, 1, rupiah(9)),
        "<sheetData><row><c><v>1</v></c><c s=\"4\"><v>2</v></c></row><row><c/><c s=\"5\"><v>9</v></c></row></sheetData>"
    );
}

#[test]
fn prefixed_namespaces_are_kept() {
    let sheet = format!(
        "<x:worksheet xmlns:x=\"{MAIN}\"><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" t=\"str\"><x:v>85%</x:v></x:c>\
         <x:c r=\"B1\"><x:v>1</x:v></x:c></x:row></x:sheetData><x:pageMargins left=\"1\"/><x:extLst/></x:worksheet>"
    );
    let styles = format!(
        "<x:styleSheet xmlns:x=\"{MAIN}\"><x:cellXfs><x:xf numFmtId=\"0\"/></x:cellXfs></x:styleSheet>"
    );
    let before = by_hand(&sheet, &[("xl/styles.xml", &styles)]);
    let after = patched(&before, &[SHEET], &[at("Data", 0, 0, percent("92.86"))]);
    let sheet = text(&after, SHEET);
    assert_eq!(
        cell(&sheet, "A1"),
        "<x:c r=\"A1\" t=\"inlineStr\" s=\"1\"><x:is><x:t xml:space=\"preserve\">92,86%</x:t></x:is></x:c>"
    );
    assert!(sheet.contains("<x:pageMargins left=\"1\"/><x:legacyDrawing xmlns:r="), "{sheet}");
    let styles = text(&after, "xl/styles.xml");
    assert!(styles.contains("<x:fills><x:fill><x:patternFill patternType=\"none\"/></x:fill>"), "{styles}");
    assert!(styles.contains("<x:xf numFmtId=\"0\" fillId=\"2\" applyFill=\"1\"/></x:cellXfs>"), "{styles}");
    assert_eq!(values(&after, "Data").get(&(0, 1)), Some(&Data::Float(1.0)));
}

#[test]
fn a_value_is_written_as_the_cell_shows_it() {
    let one =
        |cell: &str, to| sheet_after(&format!("<sheetData><row r=\"1\">{cell}</row></sheetData>"), 0, 0, to);
    let number =
        |n: &str| format!("<sheetData><row r=\"1\"><c r=\"A1\" s=\"5\"><v>{n}</v></c></row></sheetData>");
    for (cell, to, n) in [
        ("<c r=\"A1\" s=\"1\"><v>0.5</v></c>", percent("85"), "0.85"),
        ("<c r=\"A1\" s=\"0\"><v>50</v></c>", percent("85.50"), "85.5"),
        ("<c r=\"A1\" s=\"0\"/>", percent("85"), "0.85"),
        ("<c r=\"A1\" t=\"s\"><v>0</v></c>", rupiah(951_509_200), "951509200"),
        ("<c r=\"A1\" s=\"3\"><v>5</v></c>", quantity(68, "orang"), "68"),
        ("<c r=\"A1\" s=\"0\"><v>5</v></c>", quantity(68, "jenis"), "68"),
        ("<c r=\"A1\" s=\"2\" t=\"s\"><v>0</v></c>", quantity(68, ""), "68"),
    ] {
        let sheet = one(cell, to);
        assert_eq!(sheet.replace(" t=\"s\"", ""), number(n), "{cell}");
    }
    for (cell, to, words) in [
        ("<c r=\"A1\" t=\"s\"><v>0</v></c>", percent("85"), "85%"),
        ("<c r=\"A1\" t=\"s\"><v>0</v></c>", quantity(68, "jenis"), "68 jenis"),
        ("<c r=\"A1\"><v>1</v></c>", NewContent::Value(Value::Nil), "-"),
        (
            "<c r=\"A1\"><v>1</v></c>",
            NewContent::Value(Value::Text("a\u{1}_x0041_".into())),
            "a_x0001__x005F_x0041_",
        ),
    ] {
        let sheet = one(cell, to);
        assert!(sheet.contains(&format!("t xml:space=\"preserve\">{words}</t>")), "{sheet}");
        assert!(sheet.contains("t=\"inlineStr\""), "{sheet}");
    }
}

#[test]
fn a_text_format_gives_way_to_a_number() {
    let sheet =
        worksheet("<sheetData><row r=\"1\"><c r=\"A1\" s=\"2\" t=\"s\"><v>0</v></c></row></sheetData>");
    let before = by_hand(&sheet, &[]);
    let styles = text(&patch(&before, &[at("Data", 0, 0, rupiah(1))]).unwrap(), "xl/styles.xml");
    assert!(
        styles.contains(
            "<xf numFmtId=\"3\" fontId=\"0\" fillId=\"2\" applyFill=\"1\" applyNumberFormat=\"1\"><alignment wrapText=\"1\"/></xf>\
             </cellXfs>"
        ),
        "{styles}"
    );
    assert!(styles.contains("<cellXfs count=\"6\">") && styles.contains("<fills count=\"3\">"), "{styles}");
}

#[test]
fn the_first_cell_of_a_shared_formula_hands_it_on() {
    let sheet = worksheet(
        "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><f t=\"shared\" ref=\"B1:B3\" si=\"0\">A1*2&amp;\"x\"</f><v>2</v></c></row>\
         <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><v>1</v></c><c r=\"B3\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row></sheetData>",
    );
    let before = by_hand(&sheet, &[]);
    let to = NewContent::Formula("A1*3".into(), Value::Rupiah(3.into()));
    let after = patch(&before, &[at("Data", 0, 1, to.clone())]).unwrap();
    let is = text(&after, SHEET);
    assert_eq!(cell(&is, "B1"), "<c r=\"B1\" s=\"5\"><f>A1*3</f><v>3</v></c>");
    assert_eq!(
        cell(&is, "B2"),
        "<c r=\"B2\"><f t=\"shared\" si=\"0\" ref=\"B2:B3\">A2*2&amp;&quot;x&quot;</f><v>2</v></c>"
    );
    assert_eq!(cell(&is, "B3"), cell(&sheet, "B3"));
    let mut expected = formulas(&before, "Data");
    expected.insert((0, 1), "A1*3".into());
    assert_eq!(formulas(&after, "Data"), expected);

    // If the cell that inherits the formula is corrected too, the next one inherits it.
    let second = NewContent::Formula("A2*3".into(), Value::Rupiah(3.into()));
    let after = patch(&before, &[at("Data", 0, 1, to), at("Data", 1, 1, second.clone())]).unwrap();
    let is = text(&after, SHEET);
    assert!(cell(&is, "B3").contains("ref=\"B3:B3\">A3*2&amp;"), "{is}");

    // A cell that only refers to the shared formula is corrected without touching the others.
    let after = patched(&before, &[SHEET], &[at("Data", 1, 1, second)]);
    assert_eq!(cell(&text(&after, SHEET), "B1"), cell(&sheet, "B1"));
}

#[test]
fn a_formula_of_arrays_in_one_cell_stays_one() {
    let sheet = worksheet(
        "<sheetData><row r=\"1\"><c r=\"A1\" cm=\"1\" vm=\"2\"><f t=\"array\" ref=\"A1\">SUM(B1:B2*C1:C2)</f><v>1</v></c></row></sheetData>",
    );
    let to = NewContent::Formula("SUM(B1:B3*C1:C3)".into(), Value::Rupiah(3.into()));
    let after = patch(&by_hand(&sheet, &[]), &[at("Data", 0, 0, to)]).unwrap();
    assert_eq!(
        cell(&text(&after, SHEET), "A1"),
        "<c r=\"A1\" cm=\"1\" s=\"5\"><f t=\"array\" ref=\"A1\">SUM(B1:B3*C1:C3)</f><v>3</v></c>"
    );
}

#[test]
fn a_merged_area_is_written_at_its_top_left_cell() {
    let sheet = worksheet(
        "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\" s=\"1\"/></row></sheetData>\
         <mergeCells count=\"1\"><mergeCell ref=\"A1:B3\"/></mergeCells><pageMargins left=\"1\"/><drawing r:id=\"x\"/><tableParts/>",
    );
    let before = by_hand(&sheet.replace("<drawing r:id=\"x\"/>", ""), &[]);
    let after = patch(&before, &[at("Data", 2, 1, rupiah(5)), at("Data", 0, 0, rupiah(5))]).unwrap();
    let is = text(&after, SHEET);
    assert_eq!(cell(&is, "A1"), "<c r=\"A1\" s=\"5\"><v>5</v></c>");
    assert_eq!(cell(&is, "B1"), "<c r=\"B1\" s=\"1\"/>");
    assert!(is.contains("<pageMargins left=\"1\"/><legacyDrawing "), "{is}");
    assert!(is.ends_with("<tableParts/></worksheet>"), "{is}");
    let comments = text(&after, "xl/comments1.xml");
    assert_eq!(comments.matches("<comment ").count(), 1);
    assert!(comments.contains("ref=\"A1\""));
}

#[test]
fn threads_macros_and_pivots_stay() {
    let sheet = format!(
        "<worksheet xmlns=\"{MAIN}\" xmlns:rel=\"{RELATIONSHIPS}\"><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>\
         <c r=\"B1\"><v>1</v></c></row></sheetData><legacyDrawing rel:id=\"rId9\"/></worksheet>"
    );
    let rels = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId9\" Type=\"{RELATIONSHIPS}/vmlDrawing\" Target=\"../drawings/vmlDrawing7.vml\"/>\
         <Relationship Id=\"rId2\" Type=\"{RELATIONSHIPS}/comments\" Target=\"../comments7.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment\" \
         Target=\"../threadedComments/threadedComment1.xml\"/></Relationships>"
    );
    let comments = format!(
        "<comments xmlns=\"{MAIN}\"><authors><author>tc={{1}}</author></authors><commentList>\
         <comment ref=\"A1\" authorId=\"0\"><text><r><t>[Threaded comment]</t></r><phoneticPr fontId=\"1\"/></text></comment>\
         </commentList></comments>"
    );
    // Excel writes "<br>" without an end tag in its VML.
    let drawing = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\">\r\n<v:shape id=\"_x0000_s7170\"><br></v:shape></xml>";
    let before = by_hand(
        &sheet,
        &[
            ("xl/worksheets/_rels/sheet1.xml.rels", &rels),
            ("xl/comments7.xml", &comments),
            ("xl/drawings/vmlDrawing7.vml", drawing),
            ("xl/threadedComments/threadedComment1.xml", "<ThreadedComments/>"),
            ("xl/vbaProject.bin", "makro"),
            ("xl/pivotTables/pivotTable1.xml", "<pivotTableDefinition/>"),
            ("xl/pivotCache/pivotCacheRecords1.xml", "not even XML"),
            ("xl/calcChain.xml", "<calcChain/>"),
        ],
    );
    let after = patched(&before, &[SHEET], &[at("Data", 0, 0, rupiah(5)), at("Data", 0, 1, rupiah(6))]);
    assert_eq!(text(&after, "[Content_Types].xml"), text(&before, "[Content_Types].xml"));
    assert_eq!(entries(&after).len(), entries(&before).len());
    let is = text(&after, "xl/comments7.xml");
    assert!(is.contains("</r><r><t xml:space=\"preserve\">\n\nsemula"), "{is}");
    assert!(is.contains("<comment ref=\"B1\" authorId=\"1\">"), "{is}");
    let is = text(&after, "xl/drawings/vmlDrawing7.vml");
    assert!(is.starts_with(drawing.trim_end_matches("</xml>")) && is.ends_with("</v:shape></xml>"), "{is}");
    assert!(is.contains("<v:shape id=\"_x0000_s7171\"") && is.contains("xmlns:x="), "{is}");
}

#[test]
fn a_workbook_without_styles_gets_them() {
    let sheet = worksheet("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>");
    let rels = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{RELATIONSHIPS}/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>"
    );
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONSHIPS}\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/>\
         </sheets><oleSize ref=\"A1\"/></workbook>"
    );
    let mut parts =
        entries(&by_hand(&sheet, &[("xl/_rels/workbook.xml.rels", &rels), ("xl/workbook.xml", &workbook)]));
    parts.remove("xl/styles.xml");
    let parts: Vec<(String, String)> =
        parts.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let after = patch(&crate::build::package(&parts), &[at("Data", 0, 0, rupiah(5))]).unwrap();
    assert_eq!(cell(&text(&after, SHEET), "A1"), "<c r=\"A1\" s=\"1\"><v>5</v></c>");
    assert!(text(&after, "xl/workbook.xml").contains("</sheets><calcPr fullCalcOnLoad=\"1\"/><oleSize"));
    assert!(text(&after, "xl/_rels/workbook.xml.rels").contains("Target=\"styles.xml\""));
    assert_eq!(values(&after, "Data").get(&(0, 0)), Some(&Data::Float(5.0)));
}

/// A row of a sheet: absent, self-closing, or with some cells.
fn row() -> impl Strategy<Value = Option<BTreeSet<u32>>> {
    prop_oneof![Just(None), prop::collection::btree_set(0u32..6, 0..6).prop_map(Some)]
}

fn a1(row: u32, column: u32) -> String {
    format!("{}{}", renja::model::column_name(column), row + 1)
}

proptest! {
    /// Whatever rows and cells exist, the written values read back and all others are unchanged.
    #[test]
    fn any_gaps_are_filled(
        rows in prop::collection::vec(row(), 0..6),
        cells in prop::collection::btree_map((0u32..7, 0u32..7), 1000u32..9999, 1..10),
    ) {
        let mut xml = Vec::new();
        let mut expected = BTreeMap::new();
        for (row, columns) in (0u32..).zip(&rows) {
            let Some(columns) = columns else { continue };
            xml.push(format!("<row r=\"{}\"", row + 1));
            xml.push(if columns.is_empty() { "/>" } else { ">" }.to_owned());
            xml.extend(columns.iter().map(|c| format!("<c r=\"{}\"><v>{c}</v></c>", a1(row, *c))));
            xml.push(if columns.is_empty() { "" } else { "</row>" }.to_owned());
            expected.extend(columns.iter().map(|c| ((row, *c), Data::Float(f64::from(*c)))));
        }
        let xml = xml.concat();
        let data = if xml.is_empty() { "<sheetData/>".to_owned() } else { format!("<sheetData>{xml}</sheetData>") };
        let patches: Vec<_> = cells.iter().map(|((r, c), n)| at("Data", *r, *c, rupiah(i64::from(*n)))).collect();
        let after = patch(&by_hand(&worksheet(&data), &[]), &patches).unwrap();
        expected.extend(cells.iter().map(|(place, n)| (*place, Data::Float(f64::from(*n)))));
        prop_assert_eq!(values(&after, "Data"), expected);
    }

    /// Whichever cells of a shared formula get a formula of their own, the others keep theirs.
    #[test]
    fn the_heirs_of_a_shared_formula_keep_it(
        (last_row, last_column) in (2u32..6, 1u32..4),
        corrected in prop::collection::btree_set((1u32..6, 0u32..4), 1..8),
    ) {
        let mut xml = Vec::new();
        let mut expected = BTreeMap::new();
        for row in 1..=last_row {
            xml.push(format!("<row r=\"{}\">", row + 1));
            for column in 0..=last_column {
                let at = a1(row, column);
                let formula = if (row, column) == (1, 0) {
                    format!("<f t=\"shared\" si=\"7\" ref=\"A2:{}\">G1+$G$1</f>", a1(last_row, last_column))
                } else {
                    "<f t=\"shared\" si=\"7\"/>".to_owned()
                };
                xml.push(format!("<c r=\"{at}\">{formula}<v>1</v></c>"));
                expected.insert((row, column), format!("{}+$G$1", a1(row - 1, column + 6)));
            }
            xml.push("</row>".to_owned());
        }
        let xml = xml.concat();
        let corrected: Vec<_> = corrected.into_iter().filter(|place| expected.contains_key(place)).collect();
        prop_assume!(!corrected.is_empty());
        let before = by_hand(&worksheet(&format!("<sheetData>{xml}</sheetData>")), &[]);
        prop_assert_eq!(&formulas(&before, "Data"), &expected);
        let one = || NewContent::Formula("1+1".into(), Value::Rupiah(2.into()));
        let patches: Vec<_> = corrected.iter().map(|(r, c)| at("Data", *r, *c, one())).collect();
        let after = patch(&before, &patches).unwrap();
        expected.extend(corrected.into_iter().map(|place| (place, "1+1".to_owned())));
        prop_assert_eq!(formulas(&after, "Data"), expected);
    }
}
