//! Builds each hostile file and records the sentence that a user gets for it.

use std::fmt::Write as _;

use super::package::{ods, package, rows, workbook};
use super::{checked, processed, processed_quietly};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Returns a cell with a text.
fn word(text: &str) -> String {
    format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// Returns a plan as rows of a sheet, from row 1 on: title, header, number row, and then `body`.
pub fn plan_of(body: &str) -> String {
    let cells = |texts: &[&str]| -> String { texts.iter().map(|text| word(text)).collect() };
    let head =
        ["Kode", "Program dan Kegiatan", "Indikator Kinerja", "Lokasi", "Target", "Pagu Indikatif (Rp)"];
    format!(
        "<row>{}</row><row>{}</row><row>{}</row>{body}",
        cells(&["RUMUSAN RENCANA PROGRAM DAN KEGIATAN TAHUN 2021"]),
        cells(&head),
        cells(&["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]),
    )
}

/// Returns a row of the plan; `pagu` is the amount as written in the XML.
pub fn row(kode: &str, name: &str, pagu: &str) -> String {
    let words: String =
        [kode, name, "Jumlah dokumen", "Blitar", "12 dokumen"].into_iter().map(word).collect();
    format!("<row>{words}<c><v>{pagu}</v></c></row>")
}

fn small_plan() -> String {
    let kegiatan = row("4.05.01.01", "Kegiatan B", "100") + &row("4.05.01.02", "Kegiatan C", "200");
    plan_of(&(row("4.05.01", "PROGRAM A", "300") + &kegiatan))
}

fn worksheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// Returns a workbook of one sheet with these rows, followed by `behind`.
fn sheet(rows: &str, behind: &str) -> Vec<u8> {
    let xml = format!("<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>");
    workbook(&[("S", &xml)], &[])
}

fn merges(areas: impl IntoIterator<Item = String>) -> String {
    let areas: String = areas.into_iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
    format!("<mergeCells>{areas}</mergeCells>")
}

/// Returns a workbook of one sheet with these shared strings.
pub fn strings(sheet: &str, strings: &str) -> Vec<u8> {
    let relations = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let parts = [("xl/sharedStrings.xml", strings), ("xl/_rels/workbook.xml.rels", relations.as_str())];
    workbook(&[("S", sheet)], &parts)
}

#[test]
fn a_zip_bomb() {
    // All two hundred sheets are the same part: four megabytes of blanks, which take a few thousand bytes in
    // the package.
    let sheets: String =
        (1..=200).map(|n| format!("<sheet name=\"S{n}\" sheetId=\"{n}\" r:id=\"rId1\"/>")).collect();
    let list = format!("<workbook><sheets>{sheets}</sheets></workbook>");
    let bytes = workbook(&[("S", &worksheet(&" ".repeat(4 << 20)))], &[("xl/workbook.xml", &list)]);
    assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
    insta::assert_snapshot!(processed("bom.xlsx", &bytes));
}

#[test]
fn cells_at_both_ends_of_a_sheet() {
    let end = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    insta::assert_snapshot!(processed("ujung.xlsx", &sheet(&(small_plan() + end), "")));
}

#[test]
fn cells_at_both_ends_of_a_sheet_without_a_table() {
    let ends = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    insta::assert_snapshot!(processed("ujung.xlsx", &rows(ends)));
}

#[test]
fn a_thousand_million_shared_strings_that_are_not_there() {
    let cells = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>999999999</v></c></row>";
    let claimed = "<sst uniqueCount=\"1000000000\" count=\"4294967295\"><si><t>satu</t></si></sst>";
    insta::assert_snapshot!(processed("teks.xlsx", &strings(&worksheet(cells), claimed)));
}

#[test]
fn one_long_string_in_every_cell_of_a_row() {
    let cells = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(200));
    let long = format!("<sst><si><t>{}</t></si></sst>", "Kegiatan ".repeat(3_640));
    insta::assert_snapshot!(processed("teks.xlsx", &strings(&worksheet(&cells), &long)));
}

#[test]
fn one_long_string_in_a_sheet_full_of_cells() {
    let cells = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>".repeat(10_000);
    let long = format!("<sst><si><t>{}</t></si></sst>", "f".repeat(1 << 20));
    insta::assert_snapshot!(processed("teks.xlsx", &strings(&worksheet(&cells), &long)));
}

#[test]
fn two_names_of_the_longest_texts_under_one_code() {
    let long = |last: &str| "Penyediaan jasa ".repeat(2_000) + last;
    let body = row("4.05.01.01", &long("surat"), "100") + &row("4.05.01.01", &long("listrik"), "200");
    let bytes = sheet(&plan_of(&(row("4.05.01", "PROGRAM A", "300") + &body)), "");
    insta::assert_snapshot!(processed_quietly("panjang.xlsx", &bytes));
}

#[test]
fn a_merge_that_spans_everything() {
    let merge = merges(["A1:XFD1048576".to_owned()]);
    insta::assert_snapshot!(processed("gabung.xlsx", &sheet(&small_plan(), &merge)));
}

#[test]
fn merges_that_overlap() {
    let areas = ["A1:F1", "B1:C4", "A5:A6", "A6:B7", "H4:XFD1048576", "B2:A1"];
    let merges = merges(areas.map(str::to_owned));
    insta::assert_snapshot!(processed("gabung.xlsx", &sheet(&small_plan(), &merges)));
}

#[test]
fn every_column_merged_down_to_the_last_row() {
    let columns = (6..16_384).map(renja::model::column_name);
    let merges = merges(columns.map(|name| format!("{name}4:{name}1048576")));
    insta::assert_snapshot!(processed("gabung.xlsx", &sheet(&small_plan(), &merges)));
}

#[test]
fn tens_of_thousands_of_merges_without_a_table() {
    let rows: String = (0..20_000).map(|_| format!("<row><c/>{}</row>", word("kata"))).collect();
    let merges = merges((1..=20_000).map(|r| format!("B{r}:D{r}")));
    insta::assert_snapshot!(processed("gabung.xlsx", &sheet(&rows, &merges)));
}

#[test]
fn a_header_on_every_sixth_row() {
    let rows: String = (0..150).map(|_| small_plan()).collect();
    insta::assert_snapshot!(processed_quietly("kepala.xlsx", &sheet(&rows, "")));
}

#[test]
fn deep_xml() {
    let deep = "<a>".repeat(300_000) + &"</a>".repeat(300_000);
    let body = small_plan() + &format!("<row><c t=\"inlineStr\"><is>{deep}</is></c></row>");
    insta::assert_snapshot!(processed("dalam.xlsx", &sheet(&body, "")));
}

#[test]
fn entities_that_unfold_and_that_name_a_file() {
    let mut dtd = "<!ENTITY a \"aaaaaaaaaa\">".to_owned();
    for (one, next) in "abcdefghijklm".chars().zip("bcdefghijklmn".chars()) {
        let _ = write!(dtd, "<!ENTITY {next} \"{}\">", format!("&{one};").repeat(10));
    }
    let plan = plan_of(&(row("4.05.01", "PROGRAM &n;&f;", "300") + &row("4.05.01.01", "Kegiatan B", "200")));
    let dtd = format!("<!DOCTYPE x [{dtd}<!ENTITY f SYSTEM \"file:///etc/passwd\">]>");
    let bytes = workbook(&[("S", &(dtd + &worksheet(&plan)))], &[]);
    insta::assert_snapshot!(checked("entitas.xlsx", &bytes) + &processed("entitas.xlsx", &bytes));
}

#[test]
fn a_shared_formula_of_a_huge_index() {
    let formula = "<row><c><f t=\"shared\" si=\"4294967295\" ref=\"A1:XFD1048576\">F4+F5</f><v>1</v></c>\
        <c><f t=\"shared\" si=\"99999999999999999999\"/><v>1</v></c></row>";
    insta::assert_snapshot!(processed("rumus.xlsx", &sheet(&(small_plan() + formula), "")));
}

#[test]
fn formulas_in_a_circle() {
    let circle = "<row r=\"4\"><c r=\"A4\"><f>B4</f></c><c r=\"B4\"><f>SUM(A4:C4)</f></c>\
        <c r=\"C4\"><f>A4+C4</f></c><c r=\"D4\"><f>SUM(A:XFD)</f></c></row>";
    let bytes = rows(circle);
    insta::assert_snapshot!(checked("lingkar.xlsx", &bytes) + &processed("lingkar.xlsx", &bytes));
}

#[test]
fn a_chain_of_formulas() {
    let row = |r: u32| format!("<row><c><f>SUM(A{}:A{})</f></c></row>", r + 1, r + 40);
    let chain: String = (1..=3_000).map(row).collect();
    insta::assert_snapshot!(processed_quietly("rantai.xlsx", &rows(&chain)));
}

#[test]
fn sheets_named_like_paths_and_devices() {
    let xml = worksheet(&small_plan());
    let long = "../".repeat(40);
    let names = [
        "../../etc/passwd",
        "C:\\Windows\\*?[]",
        "CON",
        "NUL.xlsx",
        "",
        "'",
        "History",
        &long,
        "a&#10;b",
        "con",
    ];
    let sheets: Vec<(&str, &str)> = names.iter().map(|name| (*name, xml.as_str())).collect();
    let bytes = workbook(&sheets, &[]);
    let result =
        renja::process(&bytes, "nama.xlsx", &renja::Options::default(), None).expect("it is written");
    let written = renja::read::read(&result.rapi, &renja::read::Limits::default()).expect("it can be read");
    let written: Vec<_> = written.sheets.iter().map(|s| format!("{:?}", s.name)).collect();
    insta::assert_snapshot!(written.join("\n") + "\n--\n" + &processed_quietly("nama.xlsx", &bytes));
}

/// Returns a plan of one program with kegiatan whose amounts are these cells, in XML.
fn amounts<'a>(program: &str, cells: impl IntoIterator<Item = (&'a str, String)>) -> Vec<u8> {
    let row_of = |(place, (name, cell)): (usize, (&str, String))| {
        let kode = format!("4.05.01.{:02}", place + 1);
        format!("<row>{}{}<c/><c/><c/>{cell}</row>", word(&kode), word(&format!("Kegiatan {name}")))
    };
    let rows: String = cells.into_iter().enumerate().map(row_of).collect();
    sheet(&plan_of(&(row("4.05.01", "PROGRAM A", program) + &rows)), "")
}

#[test]
fn absurd_amounts() {
    let most = "79228162514264337593543950335";
    let numbers = [
        "1e308",
        "-1e308",
        "1e-300",
        "NaN",
        "-Infinity",
        "null",
        "1234567890123456789012345678901234567890",
        most,
        most,
        "0.00000000000000000000000000001",
        "-0",
        "1e999999999",
    ];
    let bytes = amounts(most, numbers.map(|number| (number, format!("<c><v>{number}</v></c>"))));
    insta::assert_snapshot!(checked("angka.xlsx", &bytes) + &processed("angka.xlsx", &bytes));
}

#[test]
fn absurd_amounts_as_text() {
    let long = "9".repeat(32_767);
    let digits = "1.234.567.890.123.456.789.012.345.678.901.234.567.890";
    let texts = ["1e308", &long, digits, "--5", "9,9,9,9", "Rp Rp Rp", "((((5))))", "５００"];
    let bytes = amounts("1000", texts.map(|text| ("X", word(text))));
    insta::assert_snapshot!(checked("angka.xlsx", &bytes) + &processed("angka.xlsx", &bytes));
}

#[test]
fn a_row_of_the_longest_texts() {
    let long = word(&"Kegiatan 1.000,5% (a) \n".repeat(1_424)).repeat(6);
    let bytes = sheet(&format!("{}<row>{long}</row>", small_plan()), "");
    insta::assert_snapshot!(processed("panjang.xlsx", &bytes));
}

#[test]
fn the_longest_texts_in_a_header() {
    let long = word(&"Program dan Kegiatan ".repeat(1_560)).repeat(12);
    let bytes = sheet(&format!("<row>{long}</row>{}", small_plan()), "");
    insta::assert_snapshot!(processed("panjang.xlsx", &bytes));
}

#[test]
fn an_ods_that_breaks_off_between_rows() {
    let content = "<office:document-content><office:body><office:spreadsheet>\
        <table:table table:name=\"T\"><table:table-row/>";
    let mimetype = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    insta::assert_snapshot!(processed("putus.ods", &package(&[mimetype, ("content.xml", content)])));
}

#[test]
fn an_ods_of_repeated_rows() {
    let row = "<table:table table:name=\"T\"><table:table-row table:number-rows-repeated=\"1000000\">\
        <table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>\
        </table:table-row></table:table>";
    insta::assert_snapshot!(processed("ulang.ods", &ods("", row)));
}

#[test]
fn an_xls_whose_chain_goes_in_a_circle() {
    let mut bytes = super::workbook("renja-bkd-2018.xls");
    // The first sector of the allocation table names the successor of each sector; entries 20 to 99 point
    // back to 20.
    let first = u32::from_le_bytes(bytes[76..80].try_into().expect("four bytes"));
    let table = 512 * (1 + usize::try_from(first).expect("a sector"));
    for entry in 20..100 {
        bytes[table + 4 * entry..table + 4 * entry + 4].copy_from_slice(&20_u32.to_le_bytes());
    }
    insta::assert_snapshot!(processed("lingkar.xls", &bytes));
}

#[test]
fn an_xls_that_claims_a_huge_sheet() {
    let mut bytes = super::workbook("renja-bkd-2018.xls");
    // The DIMENSIONS record has 14 bytes: first and last row, first and last column.
    let found: Vec<usize> = (0..bytes.len() - 18).filter(|i| bytes[*i..*i + 4] == [0, 2, 14, 0]).collect();
    assert!(!found.is_empty(), "a sheet states its size");
    for place in found {
        let huge = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0xff, 0xff, 0, 0];
        bytes[place + 4..place + 18].copy_from_slice(&huge);
    }
    insta::assert_snapshot!(processed_quietly("besar.xls", &bytes));
}

#[test]
fn a_deeply_nested_page() {
    let answers: Vec<String> = ["<div>", "<table><tr><td>", "<b>"]
        .into_iter()
        .map(|open| {
            let page = format!("<html><body>{}<table><tr><td>1</td></tr></table>", open.repeat(20_000));
            format!("{open}\n{}\n", processed("halaman.xls", page.as_bytes()))
        })
        .collect();
    insta::assert_snapshot!(answers.join("\n"));
}

#[test]
fn a_page_of_cells_that_span_everything() {
    let cells = "<td rowspan=65534 colspan=1000>x</td>".repeat(400);
    let page = format!("<table><tr>{cells}</tr><tr>{cells}</tr></table>");
    insta::assert_snapshot!(processed("halaman.xls", page.as_bytes()));
}
