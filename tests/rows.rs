//! The exported rows: nothing is lost in them, and no spreadsheet runs them.

mod common;

use renja::report::{COLUMNS, Cell, Csv, Line, Part, RowFormat, RowWriter, lines};
use rust_decimal::Decimal;
use serde_json::Value;

const PLAIN: Csv = Csv { semicolon: false, decimal_comma: false };

fn written(format: RowFormat, groups: &[Vec<Line>]) -> Vec<u8> {
    let (mut writer, mut out) = RowWriter::begin(format);
    for group in groups {
        out.extend(writer.write(Part::new(format, group)));
    }
    out.extend(writer.end());
    out
}

fn csv(csv: Csv, groups: &[Vec<Line>]) -> String {
    String::from_utf8(written(RowFormat::Csv(csv), groups)).expect("UTF-8")
}

/// A row that is empty but for the named cells.
fn row(cells: &[(&str, Cell)]) -> Line {
    COLUMNS.map(|(name, kind)| {
        let given = cells.iter().find(|(known, _)| *known == name).map(|(_, cell)| cell.clone());
        given.unwrap_or(match kind {
            renja::report::CellKind::Text => Cell::Text(None),
            renja::report::CellKind::Year => Cell::Year(None),
            renja::report::CellKind::Number => Cell::Number(None),
        })
    })
}

fn text(text: &str) -> Cell {
    Cell::Text(Some(text.to_owned()))
}

fn number(number: &str) -> Cell {
    Cell::Number(Some(number.parse().expect("a number")))
}

/// The rows of a workbook of the project.
fn project() -> Vec<Line> {
    let name = "renja-bkd-2021.xlsx";
    lines(name, &common::normalize(&common::book(name)))
}

#[test]
fn every_amount_of_the_plan_is_in_a_row() {
    let all = project();
    let place = |name: &str| COLUMNS.iter().position(|(known, _)| *known == name).expect("a column");
    let is = |line: &Line, name: &str, value: &str| line[place(name)] == text(value);
    let programs = all.iter().filter(|line| {
        is(line, "form", "T-C.33") && is(line, "kunci", "pagu") && is(line, "tingkat", "program")
    });
    let sum: Decimal = programs
        .map(|line| match line[place("nilai")] {
            Cell::Number(Some(amount)) => amount,
            _ => Decimal::ZERO,
        })
        .sum();
    assert_eq!(sum, Decimal::from(15_696_541_800_i64));
    let shown = all.iter().filter(|line| is(line, "form", "T-C.33")).take(4).cloned().collect();
    insta::assert_snapshot!(csv(PLAIN, &[shown]));
}

#[test]
fn csv_opens_in_an_indonesian_excel() {
    let rows = vec![row(&[("nilai", number("92.860")), ("indikator", text("a;b \"c\"\nd"))])];
    let excel = csv(Csv { semicolon: true, decimal_comma: true }, &[rows]);
    assert!(excel.starts_with("\u{feff}berkas;perangkat_daerah;"));
    assert!(excel.ends_with(";\"a;b \"\"c\"\"\nd\";;;;92,86;;;\r\n"), "{excel}");
}

#[test]
fn a_comma_before_decimals_is_no_comma_between_cells() {
    let rows = vec![row(&[("nilai", number("92.86"))])];
    assert!(csv(Csv { semicolon: false, decimal_comma: true }, &[rows]).ends_with(",\"92,86\",,,\r\n"));
}

#[test]
fn what_looks_like_a_formula_is_made_harmless() {
    for begin in ["=", "+", "-", "@", "\t", "\r"] {
        let out = csv(PLAIN, &[vec![row(&[("tercetak", text(&format!("{begin}cmd|' /C calc'!A0")))])]]);
        let cell = out.lines().nth(1).expect("a row");
        assert!(cell.contains(&format!("'{begin}")), "{cell:?}");
    }
    // A number is a number, also below zero.
    let out = csv(PLAIN, &[vec![row(&[("nilai", number("-23000000"))])]]);
    assert!(out.ends_with(",-23000000,,,\r\n"), "{out}");
}

#[test]
fn json_keeps_every_digit() {
    let digits = "123456789012345678.12345678";
    let rows = vec![row(&[("nilai", number(digits)), ("nama", text("\"a\"\u{1}"))])];
    let out = written(RowFormat::Json, &[rows, vec![row(&[])]]);
    let out = String::from_utf8(out).expect("UTF-8");
    assert!(out.contains(&format!("\"nilai\":{digits},")), "{out}");
    let parsed: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(parsed[0]["nama"], "\"a\"\u{1}");
    assert!(parsed[1]["nilai"].is_null());
    let nothing = String::from_utf8(written(RowFormat::Json, &[])).expect("UTF-8");
    assert_eq!(serde_json::from_str::<Value>(&nothing).expect("JSON"), Value::Array(vec![]));
}

#[test]
fn parquet_has_its_frame_and_a_group_for_each_file() {
    let out = written(RowFormat::Parquet, &[project(), vec![row(&[])]]);
    assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
    let length = out.len() - 8;
    let footer = u32::from_le_bytes(out[length..length + 4].try_into().expect("four bytes"));
    let footer = &out[length - usize::try_from(footer).expect("small")..length];
    let named = |name: &str| footer.windows(name.len()).filter(|bytes| *bytes == name.as_bytes()).count();
    // Once in the schema, once in each row group.
    assert_eq!(named("perangkat_daerah"), 3);
}
