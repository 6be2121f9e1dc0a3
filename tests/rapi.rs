//! The rewritten workbook, read back by calamine and by the program itself.

mod common;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use renja::Options;
use renja::correct::Accept;
use renja::model::evaluate::{CurrentContent, Evaluator, FormulaValue};
use renja::model::{Book, Cell, CellContent, Item, Renja, Sheet, Table, Value, Values};
use renja::read::{self, Limits};
use renja::text::sheet_formula;
use renja::write::rapi;
use rust_decimal::Decimal;

fn options() -> Options {
    Options { accept: Accept::None, ..Options::default() }
}

fn written(name: &str) -> Vec<u8> {
    renja::process(&common::bytes(name), name, &options(), None).expect("it can be written").rapi
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).expect("calamine opens it")
}

/// Returns a part of the package as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    package.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

/// Returns a workbook of one sheet without a table.
fn plain(cells: &[((u32, u32), Cell)]) -> Book {
    let sheet =
        Sheet { name: "Catatan".to_owned(), cells: cells.iter().cloned().collect(), ..Sheet::default() };
    Book { sheets: vec![sheet], ..Book::default() }
}

fn write(book: &Book) -> Vec<u8> {
    write_plan(book, &common::normalize(book))
}

/// Writes a plan without findings.
fn write_plan(book: &Book, renja: &Renja) -> Vec<u8> {
    rapi::write(&common::document(book, renja)).expect("it can be written")
}

fn text(text: &str) -> Cell {
    Cell { content: CellContent::Text(text.into()), ..Cell::default() }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert!(written("renja-bkd-2021.xlsx") == written("renja-bkd-2021.xlsx"));
}

/// Returns the values of a row by the key of their column. Equal numbers are equal, whatever their trailing
/// zeros.
fn row(table: &Table, values: &Values) -> BTreeMap<String, Value> {
    table.columns_of(values).map(|(c, v)| (c.key.clone(), v.value.clone())).collect()
}

#[test]
fn every_formula_that_is_written_gives_the_value_that_is_written_with_it() {
    let mut count = 0;
    for name in common::WORKBOOKS {
        let again = read::read(&written(name), &Limits::default()).expect("its own workbook");
        let mut evaluator = Evaluator::new(&again.sheets);
        for (sheet, s) in again.sheets.iter().enumerate() {
            for (place, cell) in &s.cells {
                let Some(text) = &cell.formula else { continue };
                let formula = sheet_formula::read(text).unwrap_or_else(|| panic!("{name}: {text} is read"));
                let given = evaluator.evaluate(&formula, sheet, &mut |_| CurrentContent::AsStored);
                let Ok(FormulaValue::Number(n)) = given else {
                    panic!("{name} {} {place:?} ={text}: {given:?}", s.name)
                };
                let CellContent::Number(stored) = cell.content else { panic!("{name} ={text} has a value") };
                let apart = (stored - n.value).abs();
                assert!(apart <= n.slack, "{name} {} {place:?} ={text}: {stored}, {n:?}", s.name);
                count += 1;
            }
        }
    }
    assert!(count > 500, "{count} formulas");
}

#[test]
fn the_program_reads_its_own_workbook_as_the_same_plan() {
    for name in common::WORKBOOKS {
        let original = common::book(name);
        let first = common::normalize(&original);
        let book =
            renja::read::read(&write_plan(&original, &first), &Limits::default()).expect("it can be read");
        let second = common::normalize(&book);
        assert_eq!((first.year, first.tables.len()), (second.year, second.tables.len()), "{name}");
        for (a, b) in first.tables.iter().zip(&second.tables) {
            assert_eq!((&a.form.code, a.items.len()), (&b.form.code, b.items.len()), "{name}");
            for (x, y) in a.items.iter().zip(&b.items) {
                let label = a.label(x);
                assert_eq!(
                    (x.level, x.parent, x.indikator.len()),
                    (y.level, y.parent, y.indikator.len()),
                    "{name} {label}"
                );
                let rows = |table, item: &Item| {
                    let indikator = item.indikator.iter().map(|i| row(table, &i.values));
                    let mut rows: Vec<_> =
                        std::iter::once(row(table, &item.values)).chain(indikator).collect();
                    // In the pasted workbook, three lines "Baru" cannot be assigned to an indicator, so these
                    // notes are left out.
                    for row in &mut rows {
                        row.retain(|_, v| !matches!(v, Value::Text(t) if t.starts_with("Baru")));
                    }
                    rows
                };
                assert_eq!(rows(a, x), rows(b, y), "{name} {label}");
            }
        }
    }
}

#[test]
fn sheets_stand_in_their_order() {
    let bytes = written("renja-bkd-2021.xlsx");
    let expected = [
        "Ringkasan",
        "Temuan",
        "Rekonsiliasi",
        "Berita Acara",
        "Tabel 2.1",
        "Tabel 2.2",
        "Tabel 2.3",
        "Tabel 3.1",
        "Tabel 3.2",
        "Tabel 4.1",
        "Tabel 4.2",
        "Narasi",
        "Data",
        "Perubahan",
    ];
    assert_eq!(open(&bytes).sheet_names(), expected);
}

#[test]
fn its_own_sheets_are_written_once() {
    let first = written("renja-bkd-2021.xlsx");
    let second =
        renja::process(&first, "renja-bkd-2021.rapi.xlsx", &options(), None).expect("it can be written").rapi;
    assert_eq!(open(&first).sheet_names(), open(&second).sheet_names());
}

#[test]
fn a_subtotal_that_agrees_is_a_formula_and_one_that_does_not_is_a_number_with_a_note() {
    let bytes = written("renja-bkd-2021.xlsx");
    let mut workbook = open(&bytes);
    let values = workbook.worksheet_range("Tabel 4.2").expect("the sheet");
    let formulas = workbook.worksheet_formula("Tabel 4.2").expect("the sheet");
    let name = |row: u32| values.get_value((row, 1)).map(ToString::to_string).unwrap_or_default();
    let row = |label: &str| (0..200).find(|row| name(*row).starts_with(label)).expect("the program's row");
    let formula = |row: u32| formulas.get_value((row, 6)).cloned().unwrap_or_default();
    let value = |row: u32| values.get_value((row, 6)).cloned();

    let agrees = row("PROGRAM PENINGKATAN KAPASITAS");
    assert!(formula(agrees).starts_with("SUM("), "{}", formula(agrees));
    assert_eq!(value(agrees), Some(Data::Float(3_911_926_900.0)));

    let differs = row("PROGRAM PELAYANAN PERKANTORAN");
    assert_eq!(formula(differs), "");
    assert_eq!(value(differs), Some(Data::Float(1_313_159_500.0)));
    let notes: String = (1..20)
        .filter_map(|i| {
            let mut package = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).ok()?;
            let mut text = String::new();
            package.by_name(&format!("xl/comments{i}.xml")).ok()?.read_to_string(&mut text).ok()?;
            Some(text)
        })
        .collect();
    assert!(notes.contains("1.262.939.600"), "the note shows the computed sum");
}

#[test]
fn findings_can_be_decided_on() {
    let bytes = written("renja-bkd-2021.xlsx");
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(sheet.contains("<autoFilter"));
    assert!(sheet.contains(r#"state="frozen""#));
    assert!(sheet.contains("\"terima,tolak,tunda\""), "one proposal");
    assert!(sheet.contains("\"A,B,tolak,tunda\""), "two proposals");
    assert!(sheet.contains("\"tolak,tunda\""), "none");
    let values = open(&bytes).worksheet_range("Temuan").expect("the sheet");
    let head: Vec<String> =
        (0..18).map(|c| values.get_value((3, c)).map(ToString::to_string).unwrap_or_default()).collect();
    let first = ["No.", "Keputusan", "Nilai sendiri", "Alasan", "Status", "Uraian"];
    assert_eq!(head[..6], first);
    assert!(sheet.contains(r#"xSplit="6""#), "what is decided and what it is about stay in view");
    assert_eq!(head[12..], rapi::temuan::HIDDEN_COLUMNS);
}

#[test]
fn the_difference_is_stated_minus_computed() {
    let bytes = written("renja-bkd-2021.xlsx");
    let mut workbook = open(&bytes);
    let formulas = workbook.worksheet_formula("Temuan").expect("the sheet");
    let values = workbook.worksheet_range("Temuan").expect("the sheet");
    let mut checked = 0;
    for row in 4..80 {
        let number = |column| match values.get_value((row, column)) {
            Some(Data::Float(number)) => Some(*number),
            _ => None,
        };
        if let Some(formula) = formulas.get_value((row, 9)).filter(|f| !f.is_empty()) {
            assert_eq!(*formula, format!("H{0}-I{0}", row + 1));
            let (stated, computed) = (number(7).expect("stated"), number(8).expect("computed"));
            // The cached result is exact; the subtraction here uses floats.
            let difference = number(9).expect("the cached difference");
            assert!((difference - (stated - computed)).abs() < 1e-9, "{difference}");
            checked += 1;
        }
    }
    assert!(checked >= 7, "{checked} differences");
}

#[test]
fn pages_are_folio_landscape_with_repeated_heads() {
    let bytes = written("renja-bkd-2021.xlsx");
    let sheet = part(&bytes, "xl/worksheets/sheet10.xml");
    assert!(sheet.contains(r#"paperSize="14""#) && sheet.contains(r#"orientation="landscape""#));
    // At this scale, letters of ten points are printed with at least eight points.
    let (_, scale) = sheet.split_once(r#"scale=""#).expect("a scale");
    assert!(
        scale.split('"').next().and_then(|scale| scale.parse().ok()).is_some_and(|scale: u32| scale >= 80)
    );
    assert!(sheet.contains("&amp;P / &amp;N"));
    assert!(part(&bytes, "xl/workbook.xml").contains("'Tabel 4.2'!$6:$8"));
}

#[test]
fn text_that_begins_with_an_equals_sign_stays_text() {
    let bytes = write(&plain(&[((0, 0), text("=1+1")), ((1, 0), text("@SUM(A1)")), ((2, 0), text("+1"))]));
    let mut workbook = open(&bytes);
    let values = workbook.worksheet_range("Catatan").expect("the sheet");
    assert_eq!(values.get_value((0, 0)), Some(&Data::String("=1+1".to_owned())));
    assert_eq!(values.get_value((1, 0)), Some(&Data::String("@SUM(A1)".to_owned())));
    assert!(workbook.worksheet_formula("Catatan").expect("the sheet").is_empty());
}

#[test]
fn a_formula_of_a_leftover_sheet_keeps_its_result() {
    let number = |n: i64| CellContent::Number(n.into());
    let formula =
        |code: &str, n: i64| Cell { content: number(n), formula: Some(code.into()), ..Cell::default() };
    let cells = [
        ((0, 0), Cell { content: number(2), ..Cell::default() }),
        ((1, 0), formula("SUM(A1:A1)", 2)),
        ((2, 0), formula("'Tabel 4.2'!J9", 7)),
    ];
    let bytes = write(&plain(&cells));
    let mut workbook = open(&bytes);
    let values = workbook.worksheet_range("Catatan").expect("the sheet");
    assert_eq!(values.get_value((1, 0)), Some(&Data::Float(2.0)));
    // The other sheet is rewritten, so its J9 is a different cell now.
    assert_eq!(values.get_value((2, 0)), Some(&Data::Float(7.0)));
    let formulas = workbook.worksheet_formula("Catatan").expect("the sheet");
    assert_eq!(formulas.get_value((1, 0)).map(String::as_str), Some("SUM(A1:A1)"));
    assert!(formulas.get_value((2, 0)).is_none_or(String::is_empty));
}

#[test]
fn merges_that_overlap_do_not_stop_the_writing() {
    let mut book = plain(&[((0, 0), text("a")), ((5, 5), text("b"))]);
    let area = |r0, c0, r1, c1| renja::model::Area {
        first_row: r0,
        first_column: c0,
        last_row: r1,
        last_column: c1,
    };
    book.sheets[0].merges = vec![area(0, 0, 2, 2), area(1, 1, 3, 3), area(5, 5, 5, 5)];
    assert!(open(&write(&book)).worksheet_range("Catatan").is_ok());
}

#[test]
fn blank_columns_between_those_of_a_table_are_not_written() {
    let mut book = common::book("renja-bkpsdm-2022.xlsx");
    let tables = |bytes: &[u8]| {
        let book = read::read(bytes, &Limits::default()).expect("readable");
        let of_tables = book.sheets.into_iter().filter(|sheet| sheet.name.starts_with("Tabel"));
        of_tables.map(|sheet| (sheet.name, sheet.cells, sheet.merges)).collect::<Vec<_>>()
    };
    let expected = tables(&write(&book));
    for sheet in &mut book.sheets {
        sheet.cells = sheet.cells.iter().map(|((r, c), cell)| ((*r, c * 2), cell.clone())).collect();
        for area in &mut sheet.merges {
            (area.first_column, area.last_column) = (area.first_column * 2, area.last_column * 2);
        }
    }
    assert_eq!(expected.len(), 7);
    assert!(tables(&write(&book)) == expected);
}

#[test]
fn an_office_may_have_a_sheet_of_the_same_name() {
    let mut book = plain(&[((0, 0), text("isi"))]);
    book.sheets[0].name = "data".to_owned();
    let bytes = write(&book);
    assert!(open(&bytes).sheet_names().contains(&"data (2)".to_owned()));
}

/// The chart of the summary is placed by the heights of the rows beside it. It must end above the section
/// that follows, and be as high as its programs need.
#[test]
fn the_chart_covers_nothing_of_the_summary() {
    let bytes = written("renja-bkd-2021.xlsx");
    let drawing = part(&bytes, "xl/drawings/drawing1.xml");
    let row = |side: &str| -> usize {
        let (_, anchor) = drawing.split_once(side).expect("an anchor");
        let (_, row) = anchor.split_once("<xdr:row>").expect("its row");
        row.split('<').next().and_then(|row| row.parse().ok()).expect("a number")
    };
    let (first, last) = (row("<xdr:from>"), row("<xdr:to>"));
    let range = open(&bytes).worksheet_range("Ringkasan").expect("the summary");
    let heading = range
        .used_cells()
        .find(|(_, column, cell)| *column == 0 && **cell == "Apa yang dibaca")
        .map(|(row, ..)| row + range.start().expect("cells").0 as usize);
    let heading = heading.expect("the heading below");
    assert!(first < last && last < heading, "rows {first} to {last}, heading {heading}");
}

/// A code without dots is read by its levels, and written as it stands: 41101 and not 4.1.1.01.
#[test]
fn codes_without_dots_are_written_as_they_stand() {
    let plan = "Kode Rekening;Uraian;Anggaran\n4;Pendapatan;3000000\n41;Pendapatan Asli;3000000\n411;Pajak;3000000\n\
                41101;Pajak Hotel;1000000\n41102;Pajak Restoran;2000000\n";
    let processed = renja::process(plan.as_bytes(), "apbd.csv", &options(), None).expect("written");
    let mut workbook = open(&processed.rapi);
    let names = workbook.sheet_names();
    let cells = names.iter().filter_map(|name| workbook.worksheet_range(name).ok());
    let texts: Vec<String> = cells
        .filter(|range| range.rows().any(|row| row.iter().any(|cell| *cell == "Pajak Restoran")))
        .flat_map(|range| {
            range
                .rows()
                .map(|row| row.first().map_or_else(String::new, ToString::to_string))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(texts.contains(&"41102".to_owned()), "{texts:?}");
    assert!(!texts.contains(&"4.1.1.02".to_owned()), "{texts:?}");
}

/// Where no figure could be checked, the result does not say that all agree.
#[test]
fn nothing_found_among_nothing_checked() {
    let prices = "Nama Barang;Harga\nBeras;14500\nGula;17100\nTelur;28400\nMinyak;15900\n";
    let processed = renja::process(prices.as_bytes(), "harga.csv", &options(), None).expect("written");
    let mut workbook = open(&processed.rapi);
    let listed = workbook.worksheet_range("Temuan").expect("the list of findings");
    let says = |text: &str| listed.rows().flatten().any(|cell| cell.to_string().contains(text));
    assert!(says("tidak ada angka yang dapat diperiksa"));
    assert!(!says("semua angka yang diperiksa cocok"));
}

/// The summary of a table without an official form begins with the pagu only if its words speak of a budget. What is left
/// of the budget is not the pagu.
#[test]
fn the_first_figure_of_the_summary() {
    let first_figure = |lines: &str| {
        let bytes = renja::process(lines.as_bytes(), "daftar.csv", &options(), None).expect("written").rapi;
        let mut workbook = open(&bytes);
        let summary = workbook.worksheet_range("Ringkasan").expect("the summary");
        let rows: Vec<Vec<String>> =
            summary.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let heads = ["Total pagu", "Tabel"];
        let at = rows.iter().position(|row| heads.iter().any(|head| row[0].starts_with(head)));
        let at = at.expect("a card");
        (rows[at][0].clone(), rows[at + 1][0].clone())
    };
    let people = "Penduduk\nKecamatan;Laki-laki;Perempuan;Jumlah\nSananwetan;27.310;28.205;55.515\n\
                  Sukorejo;26.940;26.415;53.355\nJumlah;54.250;54.620;108.870\n";
    assert_eq!(first_figure(people), ("Tabel".to_owned(), "1".to_owned()));
    let budget = "Rincian\nUraian;Pagu Anggaran;Realisasi;Sisa\nAlat tulis;1.500.000;1.200.000;300.000\n\
                  Cetak;2.500.000;2.100.000;400.000\nJumlah;4.000.000;3.300.000;700.000\n";
    assert_eq!(first_figure(budget), ("Total pagu".to_owned(), "4000000".to_owned()));
}

/// A table without an official form keeps its codes as they are printed, and its amounts with all their digits.
#[test]
fn what_stands_in_a_table_of_an_office_is_written_as_it_stands() {
    let lines = "Realisasi\nKode Rekening;Uraian;Anggaran;Realisasi\n5.1.;BELANJA OPERASI;5.500.000;2.100.000\n\
                 5.1.01.;Belanja Pegawai;3.500.000;1.200.000\n5.1.02.;Belanja Barang;2.000.000;900.000\n";
    let mut book = read::read(lines.as_bytes(), &Limits::default()).expect("a table");
    let cell = book.sheets[0].cells.get_mut(&(4, 3)).expect("the last amount");
    cell.content = CellContent::Number(Decimal::new(9_000_002_403, 4));
    let bytes = write(&book);
    let mut workbook = open(&bytes);
    let sheet = workbook.worksheet_range("CSV").expect("the table");
    let texts: Vec<String> = sheet.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    for text in ["5.1.", "5.1.01.", "5.1.02.", "900000.2403"] {
        assert!(texts.iter().any(|cell| cell == text), "{text} in {texts:#?}");
    }
}

/// Where percentages are numbers such as 83, the formula of a zero keeps its factor 100.
#[test]
fn the_formula_of_a_zero_among_percentages_without_a_sign() {
    let rows = (3..=10).map(|row| {
        let spent = if row == 6 { 0 } else { row * 100_000 };
        format!("Kegiatan {row};1000000;{spent};{}", spent / 10_000)
    });
    let head = "Realisasi\nUraian;Anggaran;Realisasi;Persen (%)".to_owned();
    let lines = std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n");
    let mut book = read::read(lines.as_bytes(), &Limits::default()).expect("a table");
    for row in 2..10_u32 {
        let cell = book.sheets[0].cells.get_mut(&(row, 3)).expect("a percentage");
        cell.formula = Some(format!("C{0}/B{0}*100", row + 1).into());
    }
    let bytes = write(&book);
    let table = part(&bytes, "xl/worksheets/sheet5.xml");
    let formulas: Vec<&str> = table.split("<f>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    let shares: Vec<&&str> = formulas.iter().filter(|formula| formula.contains('/')).collect();
    assert!(!shares.is_empty() && shares.iter().all(|formula| formula.contains("*100")), "{formulas:#?}");
}
