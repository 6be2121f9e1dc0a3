//! Reads .ods files.

use renja::model::Visibility;

use super::package::ods;
use super::{book, cell, formula, merges, sheet, shown, workbook};

#[test]
fn the_workbook_of_2020_has_its_merges_and_figures() {
    let book = book(&workbook("renja-bkd-2020.ods"));
    let names: Vec<_> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    let expected =
        ["Tabel 2.1", "Tabel 2.2", "Tabel 2.3", "Tabel 3.1", "Tabel 3.2", "Tabel 4.1", "Tabel 4.2", "Narasi"];
    assert_eq!(names, expected);
    let evaluasi = sheet(&book, "Tabel 2.1");
    let header = "B2:O2 B3:O3 B4:O4 B6:E7 F6:F7 G6:G7 H6:H7 I6:I7 J6:L6 M6:M7 N6:O6 B8:E8 B12:B16";
    assert!(merges(evaluasi).starts_with(header), "{}", merges(evaluasi));
    assert_eq!(shown(evaluasi, "O54"), "\"60,85%\"");
    assert_eq!(cell(evaluasi, "B2").and_then(|c| c.bold), Some(true));
}

#[test]
fn repeated_rows_and_cells_stand_in_each_of_their_places_but_the_last_ones() {
    let table = "<table:table table:name=\"T\"><table:table-column table:number-columns-repeated=\"1024\"/>\
        <table:table-row table:number-rows-repeated=\"2\"><table:table-cell/>\
        <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"5\"/>\
        <table:table-cell table:number-columns-repeated=\"1021\"/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:style-name=\"x\" \
        table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
    let book = book(&ods("", table));
    let places: Vec<_> = book.sheets[0].cells.keys().copied().collect();
    assert_eq!(places, [(0, 1), (0, 2), (1, 1), (1, 2)]);
}

#[test]
fn values_are_numbers_with_their_formats_and_texts_line_by_line() {
    let styles = "<number:number-style style:name=\"N1\"><number:number number:decimal-places=\"0\" \
        number:grouping=\"true\"/></number:number-style><number:percentage-style style:name=\"N2\">\
        <number:number number:decimal-places=\"2\"/><number:text>%</number:text></number:percentage-style>\
        <style:style style:name=\"base\" style:family=\"table-cell\" style:data-style-name=\"N1\">\
        <style:text-properties fo:font-weight=\"bold\"/></style:style><style:style style:name=\"child\" \
        style:family=\"table-cell\" style:parent-style-name=\"base\"/><style:style style:name=\"pct\" \
        style:family=\"table-cell\" style:data-style-name=\"N2\"/>";
    let table = "<table:table table:name=\"T\"><table:table-row>\
        <table:table-cell table:style-name=\"child\" office:value-type=\"float\" office:value=\"1313159500\">\
        <text:p>1.313.159.500</text:p></table:table-cell>\
        <table:table-cell table:style-name=\"pct\" office:value-type=\"percentage\" office:value=\"0.9286\"/>\
        <table:table-cell office:value-type=\"percentage\" office:value=\"0.5\"><text:p>50,0%</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><office:annotation><text:p>catatan</text:p></office:annotation>\
        <text:p>satu<text:s text:c=\"2\"/>dua &amp; <text:span>tiga</text:span></text:p><text:p/><text:p>empat</text:p>\
        </table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2021-01-31\"/>\
        <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>\
        <table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" calcext:value-type=\"error\">\
        <text:p>#DIV/0!</text:p></table:table-cell>\
        <table:table-cell table:formula=\"of:=SUM([.A1:.A4];[$'T'.B1])\" office:value-type=\"currency\" \
        office:value=\"12\"/></table:table-row></table:table>";
    let book = book(&ods(styles, table));
    let sheet = &book.sheets[0];
    let cells = ["A1", "B1", "C1", "D1", "E1", "F1", "G1", "H1"].map(|at| shown(sheet, at));
    let text = "\"satu  dua & tiga\\n\\nempat\"";
    assert_eq!(cells, ["1313159500", "0.9286", "0.5", text, "44227", "true", "!#DIV/0!", "12"]);
    let format = |at| cell(sheet, at).and_then(|c| c.format.0.as_deref());
    assert_eq!((format("A1"), format("B1"), format("C1")), (Some("#,##0"), Some("0.00%"), Some("0.0%")));
    assert_eq!(cell(sheet, "A1").and_then(|c| c.bold), Some(true));
    assert_eq!(formula(sheet, "H1"), Some("SUM(A1:A4,'T'!B1)"));
}

#[test]
fn merges_and_what_is_hidden_are_seen() {
    let styles = "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties \
        table:display=\"false\"/></style:style>";
    let table = "<table:table table:name=\"T\" table:style-name=\"ta2\"><table:table-column/>\
        <table:table-column table:visibility=\"collapse\"/><table:table-header-rows><table:table-row>\
        <table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\" \
        office:value-type=\"string\"><text:p>x</text:p></table:table-cell><table:covered-table-cell>\
        <text:p>tertutup</text:p></table:covered-table-cell></table:table-row></table:table-header-rows>\
        <table:table-row table:visibility=\"filter\"><table:covered-table-cell table:number-columns-repeated=\"2\"/>\
        <table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    let book = book(&ods(styles, table));
    let sheet = &book.sheets[0];
    assert_eq!(merges(sheet), "A1:B2");
    assert_eq!(
        (sheet.visibility, &sheet.hidden_rows[..], &sheet.hidden_columns[..]),
        (Visibility::Hidden, &[1][..], &[1][..])
    );
    assert_eq!(sheet.cells.keys().copied().collect::<Vec<_>>(), [(0, 0), (1, 2)]);
}

#[test]
fn formats_of_dates_codes_and_the_general_one_are_those_of_excel() {
    let styles = "<number:date-style style:name=\"N1\"><number:day/><number:text>.</number:text><number:month/>\
        <number:text>.</number:text><number:year/></number:date-style>\
        <number:date-style style:name=\"N2\"><number:day number:style=\"long\"/><number:text> </number:text>\
        <number:month number:style=\"long\" number:textual=\"true\"/><number:text> </number:text>\
        <number:year number:style=\"long\"/></number:date-style>\
        <number:number-style style:name=\"N3\"><number:number number:decimal-places=\"0\" \
        number:min-integer-digits=\"2\"/></number:number-style>\
        <number:number-style style:name=\"N4\"><number:number number:min-integer-digits=\"1\"/></number:number-style>\
        <style:style style:name=\"d1\" style:data-style-name=\"N1\"/><style:style style:name=\"d2\" \
        style:data-style-name=\"N2\"/><style:style style:name=\"n3\" style:data-style-name=\"N3\"/>\
        <style:style style:name=\"n4\" style:data-style-name=\"N4\"/>";
    let date = |style: &str| {
        format!(
            "<table:table-cell table:style-name=\"{style}\" office:value-type=\"date\" \
             office:date-value=\"2001-01-05\"/>"
        )
    };
    let number = |style: &str, n: &str| {
        format!(
            "<table:table-cell table:style-name=\"{style}\" office:value-type=\"float\" office:value=\"{n}\"/>"
        )
    };
    let cells = [date("d1"), date("d2"), date("none"), number("n3", "5"), number("n4", "5.1")].concat();
    let table =
        format!("<table:table table:name=\"T\"><table:table-row>{cells}</table:table-row></table:table>");
    let book = book(&ods(styles, &table));
    let sheet = sheet(&book, "T");
    let format = |name: &str| cell(sheet, name).and_then(|c| c.format.0.as_deref().map(str::to_owned));
    assert_eq!(format("D1").as_deref(), Some("00"));
    assert_eq!(format("E1"), None);
    let shown = |name: &str| {
        let cell = cell(sheet, name).expect("a cell");
        cell.date().map(|date| date.format_with(cell.format.0.as_deref().unwrap_or("")))
    };
    assert_eq!(shown("A1").as_deref(), Some("5.1.01"));
    assert_eq!(shown("B1").as_deref(), Some("05 Januari 2001"));
    assert_eq!(shown("C1").as_deref(), Some("05/01/2001"), "a date without a style of its own");
    assert_eq!(shown("D1"), None);
}
