//! Reads .xlsx files as programs other than Excel write them.

use renja::model::{CellContent, Visibility};
use renja::read::ReadError;

use super::package::{package, rows, workbook};
use super::{book, cell, formula, merges, sheet, shown, try_read};

#[test]
fn prefixed_names_and_the_strict_namespace_are_the_same_format() {
    let xml = "\u{feff}<?xml version=\"1.0\"?><x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\">\
        <x:sheetData><x:row r=\"2\"><x:c r=\"B2\"><x:v>5</x:v></x:c></x:row></x:sheetData>\
        <x:mergeCells><x:mergeCell ref=\"B2:C3\"/></x:mergeCells></x:worksheet>";
    let book = book(&workbook(&[("S", xml)], &[]));
    assert_eq!(shown(&book.sheets[0], "B2"), "5");
    assert_eq!(merges(&book.sheets[0]), "B2:C3");
}

#[test]
fn cells_and_rows_without_a_place_follow_one_another() {
    let book = book(&rows(
        "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c r=\"C3\"><v>3</v></c><c><v>4</v></c></row>",
    ));
    let sheet = &book.sheets[0];
    assert_eq!(["A1", "B1", "C3", "D3"].map(|at| shown(sheet, at)), ["1", "2", "3", "4"]);
}

#[test]
fn a_cell_is_the_same_however_its_xml_is_written() {
    let sheet = |row: &str| {
        let book = book(&rows(row));
        let cells: Vec<_> = book.sheets[0].cells.iter().map(|(at, cell)| (*at, cell.clone())).collect();
        cells
    };
    // The first form is that of most programs, with empty cells in between.
    let plainly = sheet(
        "<row r=\"7\"><c r=\"A7\" s=\"0\"/><c r=\"B7\" t=\"str\"><v>A1_x0041_</v></c><c r=\"C7\" s=\"0\"><v>12</v></c>\
         <c r=\"AA7\" t=\"b\"><v>1</v></c><c r=\"AB7\"><v>9</v></c></row><row r=\"9\"><c r=\"B9\"><v>-0.5</v></c></row>",
    );
    let otherwise = sheet(
        "<row r=\"7\">\n<c  s='0' r='A7'></c><c t='str' r='B7'><v>A&#49;_x0041_</v></c> <c r=\"C7\" s=\"0\" >\
         <v>12</v><extLst/></c><c r=\"AA7\" t=\"b\" cm=\"1\"><v>1</v></c><c><v> 9 </v></c></row>\n\
         <row r=\"9\"> <c r=\"B9\"><!-- --><v>-0.5</v></c></row>",
    );
    assert_eq!(plainly.len(), 5);
    assert_eq!(plainly, otherwise);
}

#[test]
fn a_bad_cell_is_one_cell() {
    let book = book(&rows(
        "<row r=\"1\"><c r=\"A1\" t=\"e\"><v>#SPILL!</v></c><c r=\"B1\" t=\"s\"><v>99</v></c>\
         <c r=\"C1\" t=\"neu\"><v>x</v></c><c r=\"D1\"><v>null</v></c><c r=\"E1\"><v>NaN</v></c>\
         <c r=\"F1\"><v>1e308</v></c><c r=\"G1\" t=\"b\"><v>2</v></c><c r=\"H1\" t=\"n\"><v>-Infinity</v></c>\
         <c r=\"I1\"><v>7</v></c></row>",
    ));
    let sheet = &book.sheets[0];
    let cells = ["A1", "B1", "C1", "D1", "E1", "F1", "G1", "H1", "I1"].map(|at| shown(sheet, at));
    assert_eq!(cells, ["!#SPILL!", "!99", "!x", "!null", "!NaN", "!1e308", "!2", "!-Infinity", "7"]);
}

#[test]
fn numbers_are_those_that_stand_in_the_file() {
    let texts = [
        ("1313159500", "1313159500"),
        ("0.85", "0.85"),
        ("0.30000000000000004", "0.3"),
        ("92.857142857142861", "92.8571428571429"),
        ("1.3131595E9", "1313159500"),
        ("9007199254740991", "9007199254740991"),
        ("12345678901234567890", "12345678901234600000"),
        ("-0", "0"),
        ("1.50", "1.5"),
        ("1E-30", "0"),
        ("2.2E-6", "0.0000022"),
    ];
    let cells: Vec<_> = texts.iter().map(|(text, _)| format!("<c><v>{text}</v></c>")).collect();
    let book = book(&rows(&format!("<row>{}</row>", cells.concat())));
    let values = book.sheets[0].cells.values().map(|c| match &c.content {
        CellContent::Number(n) => n.to_string(),
        other => format!("{other:?}"),
    });
    assert_eq!(values.collect::<Vec<_>>(), texts.map(|(_, value)| value));
}

#[test]
fn texts_are_put_together_from_their_runs() {
    let strings = "<sst><si><t>satu</t></si><si><r><rPr><b/></rPr><t>PROG</t></r><r><rPr><b val=\"1\"/></rPr>\
        <t>RAM</t></r><rPh sb=\"0\" eb=\"1\"><t>phon</t></rPh></si><si><r><t>a</t></r><r><rPr><b/></rPr><t>b</t>\
        </r></si><si><t xml:space=\"preserve\"> a_x000D_&#10;b &amp; c&lt; </t></si><si/></sst>";
    let sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c>\
        <c t=\"s\"><v>3</v></c><c t=\"s\"><v>4</v></c><c t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is>\
        </c><c t=\"str\"><v>x&amp;y</v></c></row></sheetData></worksheet>";
    let book = book(&workbook(&[("S", sheet)], &[("xl/sharedStrings.xml", strings)]));
    let sheet = &book.sheets[0];
    let texts = ["A1", "B1", "C1", "D1", "E1", "F1", "G1"].map(|at| shown(sheet, at));
    let expected = ["\"satu\"", "\"PROGRAM\"", "\"ab\"", "\" a\\nb & c< \"", "", "\"inline\"", "\"x&y\""];
    assert_eq!(texts, expected);
    let bold = ["A1", "B1", "C1"].map(|at| cell(sheet, at).and_then(|c| c.bold));
    assert_eq!(bold, [Some(false), Some(true), Some(false)]);
}

/// A text gives the same value in its own cell and in the shared strings, by the fast path and by the XML
/// reader. A comment in the XML forces the XML reader.
#[test]
fn texts_are_the_same_by_every_way() {
    let long = "x".repeat(32_800);
    for (t, expected) in [
        ("<t>satu</t>", "satu"),
        ("<t> satu\n</t>", "satu"),
        ("<t xml:space=\"preserve\"> satu </t>", " satu "),
        ("<t>a_x000D_\nb_x0041_</t>", "a\nbA"),
        ("<t></t>", ""),
        ("<t> </t>", ""),
        ("<t>a&amp;b</t>", "a&b"),
        ("<t>a\r\nb</t>", "a\nb"),
        (&format!("<t>{long}</t>"), &long[..32_767]),
    ] {
        let strings = format!("<sst><si>{t}</si><si><!----></si><si>{t}</si><si><!---->{t}</si></sst>");
        let shared = |n: u8| format!("<c r=\"A{}\" t=\"s\"><v>{n}</v></c>", n + 1);
        let inline = |before: &str| format!("<c r=\"B1\" t=\"inlineStr\"><is>{before}{t}</is></c>");
        let sheet = |cell: String| format!("<worksheet><sheetData><row>{cell}</row></sheetData></worksheet>");
        let parts = [
            (sheet(shared(0)), "A1"),
            (sheet(shared(2)), "A3"),
            (sheet(shared(3)), "A4"),
            (sheet(inline("")), "B1"),
            (sheet(inline("<!---->")), "B1"),
        ];
        for (part, at) in parts {
            let book = book(&workbook(&[("S", &part)], &[("xl/sharedStrings.xml", &strings)]));
            let content = cell(&book.sheets[0], at).map(|cell| &cell.content);
            let text = match content {
                Some(CellContent::Text(text)) => text,
                None => "",
                other => panic!("{t}: {other:?}"),
            };
            assert_eq!(text, expected, "{part}");
        }
    }
}

#[test]
fn formats_bold_and_indent_come_from_the_styles() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"&quot;Rp&quot;#,##0\"/></numFmts>\
        <fonts><font/><font><b/></font><font><b val=\"0\"/></font></fonts><cellStyleXfs><xf numFmtId=\"10\"/>\
        </cellStyleXfs><cellXfs><xf/><xf numFmtId=\"164\" fontId=\"1\"><alignment indent=\"2\"/></xf>\
        <xf numFmtId=\"9\" fontId=\"2\"/></cellXfs><dxfs><dxf><font><b/></font><numFmt numFmtId=\"9\" \
        formatCode=\"0\"/></dxf></dxfs></styleSheet>";
    let sheet = "<worksheet><sheetData><row><c><v>1</v></c><c s=\"1\"><v>2</v></c><c s=\"2\"><v>0.85</v></c>\
        <c s=\"77\"><v>4</v></c></row></sheetData></worksheet>";
    let book = book(&workbook(&[("S", sheet)], &[("xl/styles.xml", styles)]));
    let sheet = &book.sheets[0];
    let style = |at| {
        let cell = cell(sheet, at).expect("a cell");
        (cell.format.0.as_deref(), cell.bold, cell.indent)
    };
    assert_eq!(style("A1"), (None, Some(false), 0));
    assert_eq!(style("B1"), (Some("\"Rp\"#,##0"), Some(true), 2));
    assert_eq!(style("C1"), (Some("0%"), Some(false), 0));
    assert_eq!(style("D1"), (None, Some(false), 0));
    assert!(cell(sheet, "C1").is_some_and(|c| c.format.is_percent()));
}

#[test]
fn hidden_rows_columns_and_sheets_and_widths_are_seen() {
    let sheet = "<worksheet><cols><col min=\"2\" max=\"2\" width=\"30.5\"/><col min=\"3\" max=\"16384\" hidden=\"1\"/>\
        </cols><sheetData><row r=\"1\"><c r=\"D1\"><v>1</v></c></row><row r=\"2\" hidden=\"1\"><c><v>2</v></c></row>\
        <row r=\"3\" ht=\"0\" customHeight=\"1\"><c><v>2</v></c></row></sheetData></worksheet>";
    let list = "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" state=\"veryHidden\" r:id=\"rId1\"/></sheets></workbook>";
    let book = book(&workbook(&[("S", sheet)], &[("xl/workbook.xml", list)]));
    let sheet = &book.sheets[0];
    assert_eq!(sheet.visibility, Visibility::VeryHidden);
    assert_eq!(sheet.hidden_rows, [1, 2]);
    assert_eq!(sheet.hidden_columns, [2, 3]);
    assert_eq!(sheet.widths.get(&1), Some(&30.5));
}

#[test]
fn charts_and_lost_sheets_do_not_cost_the_others() {
    let list = "<workbook><sheets><sheet name=\"S\" r:id=\"rId1\"/><sheet name=\"Grafik\" r:id=\"c\"/>\
        <sheet name=\"Hilang\" r:id=\"none\"/><sheet name=\"Rusak\" r:id=\"b\"/></sheets></workbook>";
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{base}/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/>\
         <Relationship Id=\"c\" Type=\"{base}/chartsheet\" Target=\"chartsheets/sheet1.xml\"/>\
         <Relationship Id=\"b\" Type=\"{base}/worksheet\" Target=\"worksheets/b.xml\"/></Relationships>"
    );
    let sheet = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    let others = [
        ("xl/workbook.xml", list),
        ("xl/_rels/workbook.xml.rels", relations.as_str()),
        ("xl/worksheets/b.xml", "<worksheet><sheetData><row><c><v>1</v></c></row>"),
    ];
    let book = book(&workbook(&[("S", sheet)], &others));
    let names: Vec<_> = book.sheets.iter().map(|s| (s.name.as_str(), s.unread.is_some())).collect();
    assert_eq!(names, [("S", false), ("Hilang", true), ("Rusak", true)]);
    assert_eq!(shown(&book.sheets[0], "A1"), "1");
    assert!(book.sheets[2].cells.is_empty());
}

#[test]
fn what_a_merge_covers_is_not_there() {
    let xml = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row>\
        <row r=\"2\"><c r=\"A2\"><v>3</v></c><c r=\"C2\"><v>4</v></c></row></sheetData><mergeCells>\
        <mergeCell ref=\"A1:B2\"/><mergeCell ref=\"B2:D5\"/><mergeCell ref=\"C3:C3\"/></mergeCells></worksheet>";
    let book = book(&workbook(&[("S", xml)], &[]));
    assert_eq!(merges(&book.sheets[0]), "A1:B2");
    assert_eq!(["A1", "B1", "A2", "C2"].map(|at| shown(&book.sheets[0], at)), ["1", "", "", "4"]);
}

mod formulas_without_a_value {
    use super::*;
    use renja::model::{Book, Lang};

    fn said(book: &Book) -> Vec<String> {
        book.findings.iter().map(|f| format!("{} {}", f.rule, f.message.say(Lang::Id))).collect()
    }

    #[test]
    fn plain_sums_are_computed() {
        let xml = "<worksheet><sheetData>\
            <row r=\"1\"><c r=\"A1\" t=\"str\"><v>PROGRAM</v></c><c r=\"B1\"><f>SUM(B2:B4,B6)+1</f></c></row>\
            <row r=\"2\"><c r=\"B2\"><v>100</v></c></row>\
            <row r=\"3\"><c r=\"B3\"><f>=+B2-50</f><v/></c></row>\
            <row r=\"4\"><c r=\"B4\" t=\"str\"><v>951.509.200</v></c></row>\
            <row r=\"6\"><c r=\"B6\"><f>'T &amp; 2'!A1</f></c></row></sheetData></worksheet>";
        let other = "<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>";
        let book = book(&workbook(&[("S", xml), ("T &amp; 2", other)], &[]));
        let sheet = sheet(&book, "S");
        assert_eq!(["B1", "B3", "B6"].map(|at| shown(sheet, at)), ["158", "50", "7"]);
        assert_eq!(formula(sheet, "B3"), Some("+B2-50"));
        assert_eq!(
            said(&book)[0],
            "RUM101 Rumus =SUM(B2:B4,B6)+1 di S B1 disimpan tanpa hasilnya. Hasil hitungan program: 158."
        );
        assert_eq!(book.findings[0].item, "PROGRAM");
        assert_eq!(book.findings.len(), 3);
    }

    #[test]
    fn circles_words_and_other_functions_stay_blank() {
        let book = book(&rows(
            "<row><c><f>B1+1</f></c><c><f>A1</f></c><c><f>IF(A1,1,2)</f></c><c><f>E1+1</f></c>\
             <c t=\"str\"><v>kata</v></c><c><f>SUM(F1:F3)</f></c><c><f>1/0</f></c><c><f>((</f></c></row>",
        ));
        let sheet = &book.sheets[0];
        assert_eq!(["A1", "B1", "C1", "D1", "F1", "G1", "H1"].map(|at| shown(sheet, at)), [""; 7]);
        assert_eq!(book.findings.len(), 1);
        assert_eq!((book.findings[0].rule, book.findings[0].related.len()), ("RUM102", 7));
    }

    #[test]
    fn zeros_in_every_formula_are_no_values() {
        let sheet_of = |last: &str| {
            rows(&format!(
                "<row><c><f>SUM(B1:C1)</f><v>0</v></c><c><v>4</v></c><c><f>B1*2</f><v>0</v></c></row>\
                 <row><c><f>A1-A1</f><v>0</v></c><c><f>VLOOKUP(1,A1:B1,2)</f><v>0</v></c>\
                 <c><f>B1</f><v>{last}</v></c></row>"
            ))
        };
        let written = book(&sheet_of("0"));
        let cells = |book: &Book| ["A1", "C1", "A2", "B2", "C2"].map(|at| shown(&book.sheets[0], at));
        assert_eq!(cells(&written), ["12", "8", "0", "", "4"]);
        let rules: Vec<&str> = written.findings.iter().map(|f| f.rule).collect();
        assert_eq!(rules, ["RUM101", "RUM102"]);
        // One formula has a computed value, so the zeros of the others are computed too.
        let computed = book(&sheet_of("4"));
        assert_eq!(cells(&computed), ["0", "0", "0", "0", "4"]);
        assert!(computed.findings.is_empty());
    }

    #[test]
    fn a_chain_as_long_as_a_sheet_is_followed() {
        let rows_of = |n: u32| match n {
            20_000 => "<row r=\"20000\"><c r=\"A20000\"><v>1</v></c></row>".to_owned(),
            n => format!("<row r=\"{n}\"><c r=\"A{n}\"><f>A{}+1</f></c></row>", n + 1),
        };
        let book = book(&rows(&(1..=20_000).map(rows_of).collect::<String>()));
        assert_eq!(shown(&book.sheets[0], "A1"), "20000");
    }

    #[test]
    fn an_empty_text_is_a_value() {
        let book = book(&rows("<row><c t=\"str\"><f>A2&amp;\"\"</f><v></v></c></row>"));
        assert_eq!(book.findings.len(), 0);
    }
}

#[test]
fn a_workbook_outside_its_usual_folder_is_found_by_the_relationships() {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |parts: &[(&str, &str)]| {
        let one = |(kind, target): &(&str, &str)| {
            format!("<Relationship Id=\"{kind}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        format!("<Relationships>{}</Relationships>", parts.iter().map(one).collect::<String>())
    };
    let parts = |main: &str, sheet: &str| {
        package(&[
            ("_rels/.rels", &relations(&[("officeDocument", main)])),
            ("isi/buku.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"worksheet\"/></sheets></workbook>"),
            ("isi/_rels/buku.xml.rels", &relations(&[("worksheet", sheet), ("sharedStrings", "teks.xml")])),
            ("isi/teks.xml", "<sst><si><t>Uraian</t></si></sst>"),
            (
                "lembar.xml",
                "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c><v>5</v></c></row></sheetData></worksheet>",
            ),
        ])
    };
    let book = book(&parts("isi/buku.xml", "../lembar.xml"));
    assert_eq!(shown(&book.sheets[0], "A1"), "\"Uraian\"");
    assert_eq!(shown(&book.sheets[0], "B1"), "5");
    assert_eq!(try_read(&parts("lembar.xml", "../lembar.xml")).err(), Some(ReadError::NotAWorkbook));
}
