//! The program's own .xlsx reader and calamine agree on every cell.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use renja::model::{CellContent, Sheet};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::{WORKBOOKS, book, sheet, workbook};

/// Asserts that the cells that calamine sees outside of covered parts of merges are the same here, that there
/// are no others, and that the formulas are the same.
fn assert_same(bytes: &[u8]) {
    let book = book(bytes);
    let mut theirs: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("calamine reads it");
    let names = theirs.sheet_names();
    assert_eq!(book.sheets.iter().map(|s| s.name.clone()).collect::<Vec<_>>(), names);
    for name in names {
        let ours = sheet(&book, &name);
        let values = theirs.worksheet_range(&name).expect("calamine reads the sheet");
        let values = cells(&values, ours, |v| *v != Data::Empty && *v != Data::String(String::new()));
        let filled = ours.cells.iter().filter(|(_, c)| c.content != CellContent::Blank);
        assert_eq!(
            filled.map(|(place, _)| *place).collect::<Vec<_>>(),
            values.keys().copied().collect::<Vec<_>>(),
            "{name}"
        );
        for (place, value) in &values {
            let cell = ours.cells.get(place).expect("a cell where calamine has a value");
            assert_same_value(&cell.content, value, &format!("{name} {place:?}"));
        }
        let formulas = theirs.worksheet_formula(&name).expect("calamine reads the formulas");
        let formulas = cells(&formulas, ours, |f| !f.is_empty());
        let ours = ours.cells.iter().filter_map(|(p, c)| Some((*p, c.formula.as_deref()?.to_owned())));
        assert_eq!(ours.collect::<BTreeMap<_, _>>(), formulas, "{name}");
    }
}

fn cells<T: calamine::CellType>(
    range: &calamine::Range<T>,
    ours: &Sheet,
    filled: impl Fn(&T) -> bool,
) -> BTreeMap<(u32, u32), T> {
    let (top, left) = range.start().unwrap_or_default();
    let place = |(row, column): (usize, usize)| {
        (top + u32::try_from(row).expect("a row"), left + u32::try_from(column).expect("a column"))
    };
    let covered = |(row, column): (u32, u32)| {
        let merge = ours.merges.iter().find(|area| area.contains(row, column));
        merge.is_some_and(|a| (a.first_row, a.first_column) != (row, column))
    };
    let all = range.used_cells().map(|(r, c, value)| (place((r, c)), value.clone()));
    all.filter(|(place, value)| filled(value) && !covered(*place)).collect()
}

fn assert_same_value(ours: &CellContent, theirs: &Data, at: &str) {
    let number = |theirs: f64| match ours {
        CellContent::Number(n) => {
            let ours = n.to_f64().expect("a number");
            assert!((ours - theirs).abs() <= theirs.abs() * 1e-14, "{at}: {ours} for {theirs}");
        }
        other => panic!("{at}: {other:?} for {theirs}"),
    };
    match theirs {
        Data::Float(n) => number(*n),
        Data::DateTime(date) => number(date.as_f64()),
        Data::String(text) => assert_eq!(*ours, CellContent::Text(text.replace('\r', "").into()), "{at}"),
        Data::Bool(b) => assert_eq!(*ours, CellContent::Bool(*b), "{at}"),
        Data::Error(error) => assert_eq!(*ours, CellContent::NotANumber(error.to_string().into()), "{at}"),
        other => panic!("{at}: {other:?}"),
    }
}

#[test]
fn on_the_workbooks_of_the_office() {
    for name in &WORKBOOKS[3..] {
        assert_same(&workbook(name));
    }
}

#[test]
fn on_every_kind_of_cell() {
    let mut workbook = Workbook::new();
    let (bold, percent) = (Format::new().set_bold(), Format::new().set_num_format("0.00%"));
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet();
    sheet.set_name("Tabel <1> & \"2\"").expect("a name");
    let texts = ["PROGRAM", "dua\nbaris", " tepi ", "<&>\"'", "_x000D_", "日本", "-", "'01", "\u{a0}"];
    for (row, text) in (0..).zip(texts) {
        sheet.write_string(row, 0, text).expect("a text");
    }
    sheet.write_rich_string(0, 1, &[(&bold, "tebal"), (&Format::new(), " dan tidak")]).expect("rich");
    let numbers =
        [0.0, -0.0, 1.0, -1.5, 0.1 + 0.2, 15_334_891_500.0, 9_007_199_254_740_991.0, 1e-7, 1.0 / 3.0, 1e15];
    for (row, number) in (0..).zip(numbers) {
        sheet.write_number(row, 2, number).expect("a number");
    }
    sheet.write_number_with_format(0, 3, 0.85, &percent).expect("a percentage");
    sheet.write_boolean(1, 3, true).expect("true");
    sheet.write_boolean(2, 3, false).expect("false");
    let day = ExcelDateTime::from_ymd(2021, 2, 28).expect("a day").and_hms(13, 30, 15).expect("a time");
    sheet.write_datetime_with_format(3, 3, &day, &date).expect("a date");
    for (row, error) in (4..).zip(["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]) {
        sheet.write_formula(row, 3, Formula::new("=1/0").set_result(error)).expect("an error");
    }
    sheet.write_formula(0, 4, Formula::new("=SUM(C1:C4)").set_result("3")).expect("a formula");
    sheet.write_formula(1, 4, Formula::new("=A1&\"<\"").set_result("PROGRAM<")).expect("a formula");
    sheet.write_array_formula(2, 4, 3, 4, Formula::new("=C1:C2*2").set_result("0")).expect("an array");
    sheet.merge_range(20, 0, 22, 3, "gabung", &bold).expect("a merge");
    workbook.add_worksheet().set_name("kosong").expect("a name");
    assert_same(&workbook.save_to_buffer().expect("in memory"));
}

#[test]
fn on_shared_formulas() {
    let row = |r: u32| {
        let master = if r == 1 { " ref=\"B1:B4\"" } else { "" };
        let text = if r == 1 { "SUM(A1:A$4)+$A1-LOG10(A2)" } else { "" };
        format!(
            "<row r=\"{r}\"><c r=\"A{r}\"><v>{r}</v></c>\
             <c r=\"B{r}\"><f t=\"shared\" si=\"0\"{master}>{text}</f><v>7</v></c></row>"
        )
    };
    let rows: String = (1..=4).map(row).collect();
    assert_same(&super::package::rows(&rows));
}
