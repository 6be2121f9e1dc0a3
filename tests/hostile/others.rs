//! The same attacks in the other formats.

use std::fmt::Write as _;

use renja::read::{Limits, ReadError, read};

use super::files::strings;
use super::package::{ods, package};
use super::{checked, processed};

/// Returns what the user gets from `check` and from `process`.
fn both(name: &str, bytes: &[u8]) -> String {
    format!("{}{}\n", checked(name, bytes), processed(name, bytes))
}

fn table(rows: &str) -> String {
    format!("<table:table table:name=\"T\">{rows}</table:table>")
}

fn spreadsheet_ml(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"S\"><Table>{rows}\
         </Table></Worksheet></Workbook>"
    )
}

#[test]
fn texts_by_the_thousand_that_are_shared_by_none() {
    let sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let bytes = strings(sheet, &format!("<sst>{}</sst>", "<si/>".repeat(50_000)));
    let limits = |megabytes: u64| Limits { max_part_bytes: megabytes << 20, ..Limits::default() };
    assert_eq!(read(&bytes, &limits(2)).err(), Some(ReadError::TooManyBytes(2 << 20)));
    assert!(read(&bytes, &limits(8)).is_ok());
}

#[test]
fn an_ods_that_is_a_bomb() {
    let mimetype = ("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let bytes = package(&[mimetype, ("content.xml", &" ".repeat(8 << 20))]);
    assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
    let limits = Limits { max_part_bytes: 4 << 20, ..Limits::default() };
    assert_eq!(read(&bytes, &limits).err(), Some(ReadError::TooManyBytes(4 << 20)));
}

#[test]
fn an_ods_of_spans_and_repeats_past_the_last_cell() {
    let spans = "<table:table-cell table:number-columns-spanned=\"16384\" \
         table:number-rows-spanned=\"1048576\" office:value-type=\"float\" office:value=\"1\"/>"
        .repeat(100);
    let blank = "<table:table-row table:number-rows-repeated=\"4294967295\">\
         <table:table-cell table:number-columns-repeated=\"4294967295\"/></table:table-row>";
    let blanks = "<text:p>a<text:s text:c=\"4000000000\"/>b</text:p>";
    let rows = format!(
        "<table:table-row>{spans}</table:table-row>{blank}<table:table-row><table:table-cell \
         office:value-type=\"string\">{blanks}</table:table-cell></table:table-row>"
    );
    insta::assert_snapshot!(both("bentang.ods", &ods("", &table(&rows))));
}

#[test]
fn an_ods_that_is_deep_and_goes_in_a_circle() {
    let deep = "<text:p>".repeat(100_000) + "&n;x" + &"</text:p>".repeat(100_000);
    let rows = format!(
        "<table:table-row><table:table-cell office:value-type=\"string\">{deep}</table:table-cell>\
         <table:table-cell table:formula=\"of:=[.C1]\"/><table:table-cell table:formula=\"of:=[.B1]\"/>\
         </table:table-row>"
    );
    insta::assert_snapshot!(both("dalam.ods", &ods("", &table(&rows))));
}

#[test]
fn a_sheet_of_one_xml_file_that_claims_everything() {
    let rows = "<Row ss:Index=\"1048576\"><Cell ss:Index=\"16384\" ss:MergeAcross=\"4294967295\" \
         ss:MergeDown=\"4294967295\"><Data ss:Type=\"Number\">1e308</Data></Cell></Row>\
         <Row ss:Index=\"18446744073709551615\" ss:Span=\"4294967295\"><Cell ss:Index=\"-1\">\
         <Data ss:Type=\"Number\">NaN</Data></Cell></Row>";
    insta::assert_snapshot!(both("klaim.xml", spreadsheet_ml(rows).as_bytes()));
    let deep = format!("<Row><Cell>{}", "<a>".repeat(100_000));
    insta::assert_snapshot!(both("dalam.xml", spreadsheet_ml(&deep).as_bytes()));
}

#[test]
fn a_page_of_spans_that_are_no_spans() {
    let cells = "<td colspan=1000000000 rowspan=1000000000>x</td><td colspan=-1>y</td>\
         <td colspan=99999999999999999999>z</td>"
        .repeat(50);
    insta::assert_snapshot!(both("bentang.html", format!("<table><tr>{cells}</tr></table>").as_bytes()));
}

#[test]
fn a_text_of_one_line_and_one_of_an_open_quote() {
    let line = "a;1;2;3;".repeat(1 << 19);
    insta::assert_snapshot!(both("baris.csv", line.as_bytes()));
    let open = "a;b;c\n1;2;\"".to_owned() + &"1;2;3\n".repeat(1 << 18);
    insta::assert_snapshot!(both("kutip.csv", open.as_bytes()));
}

#[test]
fn a_web_archive_of_archives() {
    let mut nested = "MIME-Version: 1.0\r\n".to_owned();
    for n in 0..5_000 {
        let _ = write!(nested, "Content-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n");
    }
    insta::assert_snapshot!(both("sarang.mht", nested.as_bytes()));
    let part = "Content-Type: text/html\r\n\r\n<table><tr><td>1</td></tr></table>\r\n";
    let parts = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n".to_owned()
        + &format!("--b\r\n{part}").repeat(20_000)
        + "--b--\r\n";
    insta::assert_snapshot!(both("bagian.mht", parts.as_bytes()));
}
