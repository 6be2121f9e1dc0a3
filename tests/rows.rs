//! The exported tables: they lose nothing, and spreadsheets do not execute their texts as formulas.

mod common;

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use renja::model::{Cited, Item, Renja, TEXT_FIELDS, Table, WideRow, WideTable, row_count, row_ids};
use renja::report::{Cell, Csv, ExportTable, FINDING_COLUMNS, FileRows, LONG_COLUMNS, RowFormat, RowWriter};
use renja::text::fold::fold;
use renja::{Options, write::rapi};
use rust_decimal::Decimal;
use serde_json::Value;

const PLAIN: Csv = Csv { semicolon: false, decimal_comma: false };
const PROJECT: &str = "renja-bkd-2021.xlsx";

/// Returns the parts of several files as they are written.
fn written(format: RowFormat, what: ExportTable, parts: Vec<FileRows>) -> String {
    let (mut writer, mut out) = RowWriter::begin(format, what);
    let mut kept = Vec::new();
    for part in parts {
        let bytes = writer.write(part);
        if writer.needs_join() { kept.extend(bytes) } else { out.extend(bytes) }
    }
    if !writer.needs_join() {
        out.extend(writer.end());
    }
    let mut next = 0;
    let take = |size: usize| {
        next += size;
        Ok::<_, ()>(kept[next - size..next].to_vec())
    };
    let put = |bytes: &[u8]| {
        out.extend(bytes);
        Ok(())
    };
    writer.join(take, put).expect("nothing fails in memory");
    String::from_utf8(out).expect("UTF-8")
}

/// Returns lines of the long table in which only the named cells are filled.
fn long(csv: Csv, cells: &[(&str, Cell)]) -> String {
    written(
        RowFormat::Csv(csv),
        ExportTable::Long,
        vec![FileRows::from_lines(RowFormat::Csv(csv), &LONG_COLUMNS, &[row(cells)])],
    )
}

fn row(cells: &[(&str, Cell)]) -> Vec<Cell> {
    let given = |name: &str| cells.iter().find(|(known, _)| *known == name).map(|(_, cell)| cell.clone());
    LONG_COLUMNS.iter().map(|name| given(name).unwrap_or(Cell::Text(None))).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(Some(text.to_owned()))
}

fn number(number: &str) -> Cell {
    Cell::Number(Some(number.parse().expect("a number")))
}

fn plan(name: &str) -> Renja {
    common::normalize(&common::book(name))
}

/// Returns the records of a CSV by the names of its columns.
fn records(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().expect("a head").clone();
    let record = |record: csv::StringRecord| {
        heads.iter().zip(&record).map(|(head, cell)| (head.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|one| record(one.expect("a record as wide as the head"))).collect()
}

fn wide(names: &[&str]) -> Vec<BTreeMap<String, String>> {
    let format = RowFormat::Csv(PLAIN);
    let parts =
        names.iter().map(|name| FileRows::from_plan(format, ExportTable::Wide, name, &plan(name))).collect();
    records(&written(format, ExportTable::Wide, parts))
}

/// Returns how often each number occurs.
fn counted(numbers: impl Iterator<Item = Decimal>) -> BTreeMap<Decimal, usize> {
    let mut all = BTreeMap::new();
    for number in numbers {
        *all.entry(number.normalize()).or_default() += 1;
    }
    all
}

#[test]
fn the_wide_table_has_every_figure_once_and_drops_no_words() {
    for name in common::WORKBOOKS {
        let renja = plan(name);
        let rows: Vec<WideRow<'_>> = WideTable::new(&renja).rows().collect();
        assert_eq!(rows.len(), row_count(&renja), "{name}");
        let is_name = |table: &Table, column: usize| {
            ["kode", "nomor", "nama", "indikator"].iter().any(|key| table.column(key) == Some(column))
        };
        let mut figures = Vec::new();
        let mut lines = rows.iter();
        for table in &renja.tables {
            for item in &table.items {
                for line in 0..item.indikator.len().max(1) {
                    let row = lines.next().expect("a row for each indicator");
                    let own = (line == 0).then_some(&item.values).into_iter();
                    let values = own.chain(item.indikator.get(line).map(|one| &one.values));
                    for (column, cited) in values.flat_map(renja::model::Values::iter) {
                        if is_name(table, column) {
                            continue;
                        }
                        let words = fold(&cited.value.plain());
                        let said = fold(&row.fields.join(" "));
                        match cited.value.number() {
                            Some(number) if row.numbers.iter().any(|(_, n)| *n == number) => {
                                figures.push(number);
                            }
                            _ => assert!(said.contains(&words), "{name}: {words} is not in {said}"),
                        }
                    }
                }
            }
        }
        let written = rows.iter().flat_map(|row| &row.numbers).map(|(_, number)| *number);
        assert_eq!(counted(written), counted(figures.into_iter()), "{name}");
    }
}

#[test]
fn the_programs_of_a_pivot_add_up_to_the_total_of_the_plan() {
    let sum = |rows: &[BTreeMap<String, String>], level: &str, measure: &str| -> Decimal {
        let rows = rows.iter().filter(|row| row["tabel"] == "T-C.33" && row["tingkat"] == level);
        rows.filter_map(|row| row[measure].parse::<Decimal>().ok()).sum()
    };
    for (name, measures) in [
        ("renja-bkd-2020.ods", ["pagu_2020", "pagu_maju_2021"]),
        ("renja-bkpsdm-2022.xlsx", ["pagu_2022", "pagu_maju_2023"]),
    ] {
        let rows = wide(&[name]);
        for measure in measures {
            let stated = sum(&rows, "opd", measure);
            assert!(stated > Decimal::ZERO);
            assert_eq!(sum(&rows, "program", measure), stated, "{name} {measure}");
        }
    }
    // The stated total of this plan is wrong; the export gives the sum of its programs.
    let all = wide(&[PROJECT]);
    assert_eq!(sum(&all, "program", "pagu_2021"), Decimal::from(15_696_541_800_i64));
    let shown: Vec<String> = all
        .iter()
        .filter(|row| row["tabel"] == "T-C.33")
        .take(4)
        .map(|row| {
            let filled: Vec<String> = row
                .iter()
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(head, cell)| format!("{head}: {cell}"))
                .collect();
            filled.join("\n")
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn files_with_other_years_share_one_head() {
    let two = ["renja-bkd-2021.xlsx", "renja-bkpsdm-2022.xlsx"];
    let all = wide(&two);
    assert_eq!(all.len(), two.iter().map(|name| row_count(&plan(name))).sum::<usize>());
    for name in two {
        let alone = wide(&[name]);
        let together: Vec<_> = all.iter().filter(|row| row["berkas"] == *name).collect();
        assert_eq!(alone.len(), together.len());
        for (alone, together) in alone.iter().zip(together) {
            for (head, cell) in together {
                assert_eq!(alone.get(head).map_or("", String::as_str), cell, "{name} {head}");
            }
        }
    }
    // In JSON, each object has only the columns of its own file.
    let parts = two
        .iter()
        .map(|name| FileRows::from_plan(RowFormat::Json, ExportTable::Wide, name, &plan(name)))
        .collect();
    let json: Value =
        serde_json::from_str(&written(RowFormat::Json, ExportTable::Wide, parts)).expect("JSON");
    assert_eq!(json.as_array().expect("a list").len(), all.len());
    for (row, object) in all.iter().zip(json.as_array().expect("a list")) {
        assert_eq!(object["id"].as_str(), Some(row["id"].as_str()));
    }
}

/// Returns the ids of the rows, each with the names that describe its row.
fn named(renja: &Renja) -> Vec<(String, String)> {
    let place = |name: &str| TEXT_FIELDS.iter().position(|field| *field == name).expect("a field");
    let name = |row: &WideRow<'_>| {
        ["tabel", "program", "kegiatan", "nama", "indikator"]
            .map(|field| row.fields[place(field)].to_string())
            .join("/")
    };
    WideTable::new(renja).rows().map(|row| (row.fields[place("id")].to_string(), name(&row))).collect()
}

#[test]
fn an_id_stays_when_other_rows_are_moved_removed_or_corrected() {
    let renja = plan(PROJECT);
    let before = named(&renja);
    let unique: std::collections::BTreeSet<_> = before.iter().map(|(id, _)| id).collect();
    assert_eq!(unique.len(), before.len());
    let rows: usize = row_ids(&renja).iter().map(Vec::len).sum();
    assert_eq!(rows, before.len());

    let mut changed = renja.clone();
    for table in &mut changed.tables {
        // Move the last program with the rows below it to the top, and change every figure.
        let keep = |item: &Item| item.level == renja::model::Level::Program && item.parent.is_none();
        let starts: Vec<usize> =
            table.items.iter().enumerate().filter(|(_, item)| keep(item)).map(|(id, _)| id).collect();
        if let [.., cut] = starts[..] {
            let count = table.items.len();
            table.items.rotate_left(cut);
            for item in &mut table.items {
                item.parent = item.parent.map(|parent| (parent + count - cut) % count);
            }
        }
        for item in &mut table.items {
            item.first_row += 7;
            for column in 0..table.columns.len() {
                let values = std::iter::once(&mut item.values)
                    .chain(item.indikator.iter_mut().map(|one| &mut one.values));
                for values in values {
                    if let Some(Cited { value, .. }) = values.get_mut(column)
                        && let Some(number) = value.number()
                    {
                        *value = value.with_number(number + Decimal::ONE);
                    }
                }
            }
        }
    }
    let mut after = named(&changed);
    let mut before = before;
    assert_ne!(before, after, "rows were moved");
    before.sort();
    after.sort();
    assert_eq!(before, after);
}

#[test]
fn the_data_sheet_is_a_table_of_the_corrected_values() {
    let result =
        renja::process(&common::bytes(PROJECT), PROJECT, &Options::default(), None).expect("a result").rapi;
    let mut book = Xlsx::new(Cursor::new(&result[..])).expect("calamine opens it");
    book.load_tables().expect("tables");
    assert_eq!(book.table_names(), [&"Data".to_owned()]);
    let table = book.table_by_name("Data").expect("the table");
    let heads = table.columns().to_vec();
    assert_eq!(heads[..TEXT_FIELDS.len()], TEXT_FIELDS.map(str::to_owned));
    let place = |name: &str| heads.iter().position(|head| head == name).expect("a column");
    let cell = |row: &[Data], name: &str| row[place(name)].clone();
    let programs = table.data().rows().filter(|row| {
        cell(row, "tabel") == Data::String("T-C.33".into())
            && cell(row, "tingkat") == Data::String("program".into())
    });
    let sum: f64 = programs.filter_map(|row| calamine::DataType::as_f64(&cell(row, "pagu_2021"))).sum();
    assert!((sum - 15_696_541_800.0).abs() < 0.5, "{sum}");
    // A corrected figure comes from the corrected plan and not from the workbook.
    let accept = Options { accept: renja::correct::Accept::Suggested, ..Options::default() };
    let corrected = renja::process(&common::bytes(PROJECT), PROJECT, &accept, None).expect("a result");
    let mut book = Xlsx::new(Cursor::new(&corrected.rapi[..])).expect("calamine opens it");
    book.load_tables().expect("tables");
    let after = book.table_by_name("Data").expect("the table");
    let differ = table.data().rows().zip(after.data().rows()).filter(|(a, b)| a[1..] != b[1..]).count();
    assert!(differ > 0);
    let ids = |table: &calamine::Table<Data>| -> Vec<String> {
        table.data().rows().map(|row| row[0].to_string()).collect()
    };
    assert_eq!(ids(&table), ids(&after));
}

#[test]
fn a_data_sheet_without_rows_is_still_a_table() {
    let book = renja::model::Book::default();
    let renja = common::normalize(&book);
    let result = rapi::write(&common::document(&book, &renja)).expect("it can be written");
    let mut book = Xlsx::new(Cursor::new(&result[..])).expect("calamine opens it");
    book.load_tables().expect("tables");
    assert_eq!(book.table_names().len(), 1);
}

#[test]
fn a_plan_of_more_rows_than_the_sheet_takes_says_so() {
    let book = common::book(PROJECT);
    let mut renja = common::normalize(&book);
    let table = &mut renja.tables[0];
    let last = table.items.last().expect("an item").clone();
    let more = 20_001 - row_count(&renja);
    let table = &mut renja.tables[0];
    table.items.extend(std::iter::repeat_n(Item { indikator: Vec::new(), ..last }, more));
    assert_eq!(row_count(&renja), 20_001);
    let result = rapi::write(&common::document(&book, &renja)).expect("it can be written");
    let mut book = Xlsx::new(Cursor::new(&result[..])).expect("calamine opens it");
    book.load_tables().expect("tables");
    assert_eq!(book.table_by_name("Data").expect("the table").data().height(), 20_000);
    for sheet in ["Data", "Ringkasan"] {
        let cells = book.worksheet_range(sheet).expect("the sheet");
        let says = cells.used_cells().any(|(_, _, cell)| {
            let text = cell.to_string();
            text.contains("20000") && text.contains(" 1 baris lagi") && text.contains("renja export")
        });
        assert!(says, "{sheet}");
    }
}

#[test]
fn the_long_table_has_a_row_for_every_value() {
    let format = RowFormat::Csv(PLAIN);
    let renja = plan(PROJECT);
    let all = records(&written(
        format,
        ExportTable::Long,
        vec![FileRows::from_plan(format, ExportTable::Long, PROJECT, &renja)],
    ));
    let programs = all
        .iter()
        .filter(|row| row["form"] == "T-C.33" && row["kunci"] == "pagu" && row["tingkat"] == "program");
    let sum: Decimal = programs.filter_map(|row| row["nilai"].parse::<Decimal>().ok()).sum();
    assert_eq!(sum, Decimal::from(15_696_541_800_i64));
    // Its ids are those of the wide table.
    let wide: BTreeMap<String, String> =
        wide(&[PROJECT]).into_iter().map(|row| (row["id"].clone(), row["nama"].clone())).collect();
    for row in &all {
        assert_eq!(wide.get(&row["id"]), Some(&row["nama"]));
    }
    let shown = all.iter().filter(|row| row["form"] == "T-C.33").take(4);
    let shown: Vec<String> =
        shown.map(|row| LONG_COLUMNS.map(|name| format!("{name}: {}", row[name])).join("\n")).collect();
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[test]
fn every_finding_is_a_row() {
    let checked = renja::check(&common::bytes(PROJECT), &Options::default()).expect("a workbook");
    let format = RowFormat::Csv(PLAIN);
    let part = |format| FileRows::from_findings(format, PROJECT, &checked, renja::model::Lang::Id);
    let all = records(&written(format, ExportTable::Findings, vec![part(format)]));
    assert_eq!(all.len(), checked.findings.len());
    for (row, finding) in all.iter().zip(&checked.findings) {
        assert_eq!(row["aturan"], finding.rule);
        assert_eq!(row["sel"], finding.at.a1());
        let stated = finding.stated.as_ref().and_then(renja::model::Value::number);
        assert_eq!(row["tertulis"].parse::<Decimal>().ok(), stated);
    }
    let json: Value =
        serde_json::from_str(&written(RowFormat::Json, ExportTable::Findings, vec![part(RowFormat::Json)]))
            .expect("JSON");
    let first = json[0].as_object().expect("an object");
    assert_eq!(first.len(), FINDING_COLUMNS.len());
}

#[test]
fn csv_opens_in_an_indonesian_excel() {
    let csv = Csv { semicolon: true, decimal_comma: true };
    let excel = long(csv, &[("nilai", number("92.860")), ("indikator", text("a;b \"c\"\nd"))]);
    assert!(excel.starts_with("\u{feff}id;berkas;perangkat_daerah;"));
    assert!(excel.ends_with(";\"a;b \"\"c\"\"\nd\";;;;92,86;;;;\r\n"), "{excel}");
}

#[test]
fn a_comma_before_decimals_is_no_comma_between_cells() {
    let csv = Csv { semicolon: false, decimal_comma: true };
    assert!(long(csv, &[("nilai", number("92.86"))]).ends_with(",\"92,86\",,,,\r\n"));
    // The same holds for the wide table, whose figures are put in place later.
    let format = RowFormat::Csv(csv);
    let renja = plan(PROJECT);
    let parts = || vec![FileRows::from_plan(format, ExportTable::Wide, PROJECT, &renja)];
    let with_comma = records(&written(format, ExportTable::Wide, parts()));
    for (comma, point) in with_comma.iter().zip(wide(&[PROJECT])) {
        assert_eq!(comma["tingkat_capaian_2020"].replace(',', "."), point["tingkat_capaian_2020"]);
    }
}

#[test]
fn what_looks_like_a_formula_is_made_harmless() {
    for begin in ["=", "+", "-", "@", "\t", "\r"] {
        let out = long(PLAIN, &[("tercetak", text(&format!("{begin}cmd|' /C calc'!A0")))]);
        let cell = out.lines().nth(1).expect("a row");
        assert!(cell.contains(&format!("'{begin}")), "{cell:?}");
    }
    // A negative number is still a number.
    let out = long(PLAIN, &[("nilai", number("-23000000"))]);
    assert!(out.ends_with(",-23000000,,,,\r\n"), "{out}");
}

#[test]
fn json_keeps_every_digit() {
    let digits = "123456789012345678.12345678";
    let lines = [row(&[("nilai", number(digits)), ("nama", text("\"a\"\u{1}"))]), row(&[])];
    let parts = lines.map(|line| FileRows::from_lines(RowFormat::Json, &LONG_COLUMNS, &[line]));
    let out = written(RowFormat::Json, ExportTable::Long, parts.to_vec());
    assert!(out.contains(&format!("\"nilai\":{digits},")), "{out}");
    let parsed: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(parsed[0]["nama"], "\"a\"\u{1}");
    assert!(parsed[1]["nilai"].is_null());
    let nothing = written(RowFormat::Json, ExportTable::Long, Vec::new());
    assert_eq!(serde_json::from_str::<Value>(&nothing).expect("JSON"), Value::Array(vec![]));
}
