//! Reads web pages named .xls, and web archives.

use super::{book, cell, merges, shown, try_read};
use renja::model::{Book, Sheet};
use renja::read::ReadError;

fn page(body: &str) -> Book {
    book(
        format!("<!DOCTYPE html><html><head><title>Rekap [2021]</title></head><body>{body}</body></html>")
            .as_bytes(),
    )
}

fn places(sheet: &Sheet) -> Vec<String> {
    let name = |(row, column): &(u32, u32)| format!("{}{}", renja::model::column_name(*column), row + 1);
    sheet.cells.keys().map(name).collect()
}

#[test]
fn spans_are_merges_and_cells_stand_beside_them() {
    let book = page(
        "<table><tr><th rowspan=2>No</th><th colspan=\"2\">Pagu</th></tr><tr><th>2021</th><th>2022</th></tr>\
         <tr><td>1<td rowspan=2>951.509.200<td>1.20</tr><tr><td>2</td><td>01</td></tr></table>",
    );
    let sheet = &book.sheets[0];
    assert_eq!(sheet.name, "Rekap 2021");
    assert_eq!(merges(sheet), "A1:A2 B1:C1 B3:B4");
    assert_eq!(places(sheet), ["A1", "B1", "B2", "C2", "A3", "B3", "C3", "A4", "C4"]);
    assert_eq!(shown(sheet, "B3"), "951509200");
    assert_eq!((shown(sheet, "C3"), shown(sheet, "C4")), ("\"1.20\"".to_owned(), "\"01\"".to_owned()));
    assert_eq!(cell(sheet, "A1").and_then(|c| c.bold), Some(true));
    assert_eq!(cell(sheet, "A3").and_then(|c| c.bold), Some(false));
}

#[test]
fn lines_and_tables_stand_one_below_the_other() {
    let book = page(
        "<script>var x = '<table>';</script><center><h2>PEMERINTAH KOTA</h2><h3>Tahun <b>2021</b></h3></center>\
         <table><tr><td>a</td></tr></table><p>Keterangan:<br>satu</p><table><tr><td>b</td></tr></table>",
    );
    let sheet = &book.sheets[0];
    let cells = ["A1", "A2", "A4", "A6", "A7", "A9"].map(|at| shown(sheet, at));
    assert_eq!(
        cells,
        ["\"PEMERINTAH KOTA\"", "\"Tahun 2021\"", "\"a\"", "\"Keterangan:\"", "\"satu\"", "\"b\""]
    );
    assert_eq!(sheet.cells.len(), 6);
}

#[test]
fn a_table_that_arranges_others_is_no_table_and_one_within_a_cell_is_text() {
    let inner = "<table><tr><td>x</td><td>y</td></tr></table>";
    let arranged = page(&format!("<table><tr><td>Judul</td></tr><tr><td>{inner}</td></tr></table>"));
    assert_eq!(places(&arranged.sheets[0]), ["A1", "A3", "B3"]);
    let within = page(&format!(
        "<table><tr><td>1</td><td>a</td></tr><tr><td>2</td><td>b</td></tr><tr><td>3</td><td>{inner}</td></tr></table>"
    ));
    assert_eq!(shown(&within.sheets[0], "B3"), "\"x y\"");
}

#[test]
fn text_is_what_a_browser_shows() {
    let book = page(
        "<table><tr><td>  satu\n  dua&nbsp;&amp; tiga&lt; </td><td>a<br>b<p>c</p></td>\
         <td><span style=\"display: none\">rahasia</span>terlihat</td></tr>\
         <tr style='display:none'><td>tersembunyi</td></tr></table>",
    );
    let sheet = &book.sheets[0];
    let cells = ["A1", "B1", "C1"].map(|at| shown(sheet, at));
    assert_eq!(cells, ["\"satu dua\\u{a0}& tiga<\"", "\"a\\nb\\nc\"", "\"terlihat\""]);
    assert_eq!(sheet.hidden_rows, [1]);
}

#[test]
fn numbers_that_a_spreadsheet_wrote_beside_the_text_count() {
    let book = page(
        "<table><tr><td x:num=\"0.9286\">92,86%</td><td sdval=\"1313159500\">1,313,159,500</td></tr></table>",
    );
    let sheet = &book.sheets[0];
    assert_eq!(["A1", "B1"].map(|at| shown(sheet, at)), ["0.9286", "1313159500"]);
    assert_eq!(cell(sheet, "A1").and_then(|c| c.format.0.as_deref()), Some("0.00%"));
}

#[test]
fn old_encodings_are_read() {
    let book = book(b"<table><tr><td>Rapat \x96 rapat</td><td>\xe9</td></tr></table>");
    assert_eq!(shown(&book.sheets[0], "A1"), "\"Rapat – rapat\"");
}

#[test]
fn a_web_archive_has_a_sheet_for_each_page_with_a_table() {
    let page = "<html><head><title>Rencana</title></head><body><table><tr><td>Pagu &amp; lokasi</td>\
        <td>951.509.200</td></tr></table></body></html>";
    let head = "From: <Saved by Excel>\nMIME-Version: 1.0\n";
    let one = format!("{head}Content-Type: text/html; charset=\"utf-8\"\n\n{page}");
    let alone = book(one.as_bytes());
    assert_eq!(alone.sheets[0].name, "Rencana");
    assert_eq!(["A1", "B1"].map(|at| shown(&alone.sheets[0], at)), ["\"Pagu & lokasi\"", "951509200"]);

    let part = |place: &str| {
        format!("--b\nContent-Location: {place}\nContent-Type: text/html; charset=\"utf-8\"\n\n{page}\n")
    };
    let several = format!(
        "{head}Content-Type: multipart/related; boundary=\"b\"\n\n--b\nContent-Type: image/png\n\
         Content-Transfer-Encoding: base64\n\naGFsbw==\n{}{}--b--\n",
        part("satu.htm"),
        part("dua.htm")
    );
    let names: Vec<_> = book(several.as_bytes()).sheets.into_iter().map(|sheet| sheet.name).collect();
    assert_eq!(names, ["Rencana", "Rencana (2)"]);
    assert_eq!(
        try_read(format!("{head}Content-Type: text/html\n\nBeranda").as_bytes()).err(),
        Some(ReadError::NotAWorkbook)
    );
}

/// Nested parts, endless parts and damage each give an error, without losing time.
#[test]
fn archives_that_are_hostile_or_damaged() {
    let nested = |kind: &str| -> String {
        let parts = (0..5_000).map(|n| format!("--b{n}\nContent-Type: {kind}; boundary=b{}\n\n", n + 1));
        format!(
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n{}",
            parts.collect::<String>()
        )
    };
    for kind in ["multipart/mixed", "message/rfc822"] {
        assert_eq!(try_read(nested(kind).as_bytes()).err(), Some(ReadError::NotAWorkbook));
    }
    let head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
    let page = "--b\nContent-Type: text/html\n\n<table><td>Pagu</td></table>\n";
    let many = format!("{head}{}", page.repeat(1_200));
    assert_eq!(try_read(many.as_bytes()).err(), Some(ReadError::Damaged("MHTML".to_owned())));
    let whole = format!("{head}{}--b--\n", page.repeat(3));
    let mut random = super::damage::Random::new(7);
    for _ in 0..300 {
        let mut bytes = whole.clone().into_bytes();
        random.damage(&mut bytes);
        // Any outcome is fine as long as the reader returns.
        let _ = try_read(&bytes);
    }
}
