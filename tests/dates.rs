//! Dates and identifiers, from the cell to the result: a date is never an amount and stays a date, and a
//! number that identifies something is never rewritten.

mod common;
mod grid;

use renja::check::{Selection, check};
use renja::correct::SearchOptions;
use renja::model::{Book, Cell, CellContent, Class, Format, Lang, Renja, Severity, SheetId, Value};
use renja::read::{Limits, read};
use renja::report::{ExportTable, FileRows, RowFormat, RowWriter};

/// Returns the workbook that a grid describes; see [`grid`].
fn book(lines: &str) -> Book {
    grid::examples(&format!("```diam\n{lines}\n```")).remove(0).book
}

fn normalize(book: &Book) -> Renja {
    renja::normalize::normalize(book, &renja::forms::Forms::default())
}

/// Returns the findings above a note: rule, cell and sentence.
fn said(book: &Book, renja: &Renja) -> Vec<String> {
    let findings = check(renja, book, &Selection::default()).findings;
    let loud = findings.iter().filter(|f| f.severity > Severity::Note);
    loud.map(|f| format!("{} {} {}", f.rule, f.at.a1(), f.message.say(Lang::En))).collect()
}

/// Returns the values of a column of the first table, as reports show them.
fn column(renja: &Renja, header: &str) -> Vec<String> {
    let table = renja.tables.first().expect("a table");
    let is_it = |c: &renja::model::Column| c.header.last().is_some_and(|head| &*head.text == header);
    let column = table.columns.iter().position(is_it).expect("the column");
    let values = table.items.iter().filter_map(|item| item.rows().find_map(|values| values.get(column)));
    values.map(|cited| cited.value.to_string()).collect()
}

const PLAN: &str = "[Tabel 4.2]
| Rumusan Rencana Program dan Kegiatan Tahun 2023 |
| Kode | Program/Kegiatan | Indikator Kinerja | Target | Pagu Indikatif | Tanggal Mulai |
| '5.03.02 | PROGRAM KEPEGAWAIAN | Persentase | 100% | 30.000.000 | 44986 [yyyy-mm-dd] |
| '5.03.02.2.01 | Mutasi | Jumlah SK | 12 SK | 10.000.000 | 45017 [yyyy-mm-dd] |
| '5.03.02.2.02 | Promosi | Jumlah SK | 12 SK | 20.000.000 | 45047 [yyyy-mm-dd] |";

/// Excel saves its own formats by number alone, without their codes.
#[test]
fn the_formats_that_every_workbook_has_are_known_by_number() {
    let dates = [14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47];
    let others = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 37, 38, 39, 40, 41, 42, 43, 44, 48, 49];
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, id) in (0..).zip(dates.into_iter().chain(others)) {
        let format = rust_xlsxwriter::Format::new().set_num_format_index(id);
        sheet.write_with_format(row, 0, 44_986.5, &format).expect("a cell");
    }
    let book = read(&workbook.save_to_buffer().expect("a workbook"), &Limits::default()).expect("it opens");
    for (row, id) in (0..).zip(dates.into_iter().chain(others)) {
        let cell = book.sheets[0].cells.get(&(row, 0)).expect("the cell");
        assert_eq!(cell.format.is_date(), dates.contains(&id), "format {id}: {:?}", cell.format);
    }
}

#[test]
fn a_date_is_a_date_in_the_table_the_export_and_the_result() {
    let book = book(PLAN);
    let renja = normalize(&book);
    assert_eq!(said(&book, &renja), Vec::<String>::new());
    assert_eq!(column(&renja, "Tanggal Mulai"), ["01/03/2023", "01/04/2023", "01/05/2023"]);

    let part = FileRows::from_plan(RowFormat::Json, ExportTable::Long, "a.xlsx", &renja);
    let (mut writer, mut json) = RowWriter::begin(RowFormat::Json, ExportTable::Long);
    json.extend(writer.write(part));
    json.extend(writer.end());
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json).expect("rows");
    let dates: Vec<_> = rows.iter().filter(|row| row["jenis"] == "tanggal").collect();
    assert_eq!(dates.len(), 3);
    assert_eq!(dates[0]["tercetak"], "2023-03-01");
    assert!(dates[0]["nilai"].is_null(), "a day number is no figure");

    let document = common::document(&book, &renja);
    let result = renja::write::rapi::write(&document).expect("a result");
    let result = read(&result, &Limits::default()).expect("a result that can be read");
    let sheet = result.sheets.iter().find(|s| s.name == "Tabel 4.2").expect("the table");
    let dates: Vec<String> =
        sheet.cells.iter().filter_map(|(_, cell)| cell.date()).map(|date| date.to_string()).collect();
    assert_eq!(dates, ["01/03/2023", "01/04/2023", "01/05/2023"]);
}

#[test]
fn a_date_among_amounts_is_reported_and_not_added_up() {
    let book = book(&PLAN.replace("10.000.000", "44986 [dd/mm/yyyy]").replace("30.000.000", "20.000.000"));
    let renja = normalize(&book);
    let said = said(&book, &renja);
    assert!(
        matches!(said.as_slice(), [one] if one.starts_with("FMT102 E4 ") && one.contains("01/03/2023")),
        "{said:?}"
    );
}

#[test]
fn a_number_too_large_for_a_date_is_an_amount_whatever_its_format() {
    let cell = |n: i64| Cell {
        content: CellContent::Number(n.into()),
        format: Format(Some("dd/mm/yyyy".into())),
        ..Cell::default()
    };
    assert!(cell(44_986).date().is_some());
    assert_eq!(cell(30_000_000).date(), None);
    assert_eq!(cell(-5).date(), None);
}

const BUDGET: &str = "[Anggaran]
| Kode Rekening | Uraian | Anggaran | Realisasi | Sisa |
| '5 | BELANJA | 900.000 | 500.000 | 400.000 |
| '5.1 | Belanja Operasi | 600.000 | 350.000 | 250.000 |
| A | Belanja Pegawai | 200.000 | 150.000 | 50.000 |
| B | Belanja Barang dan Jasa | 400.000 | 200.000 | 200.000 |
| '5.2 | Belanja Modal | 300.000 | 150.000 | 150.000 |
| '5.2.02 | Modal Peralatan | 100.000 | 50.000 | 50.000 |
| '5.2.03 | Modal Gedung | 150.000 | 50.000 | 100.000 |
| '5.2.04 | Modal Jalan | 50.000 | 50.000 | 0 |
|  | JUMLAH | 900.000 | 500.000 | 400.000 |";

#[test]
fn codes_that_became_dates_are_read_as_the_codes_that_they_were() {
    for (first, second) in [
        ("36896 [d.m.yy]", "'5.1.02"),
        ("36896 [dd/mm/yyyy]", "37261 [dd/mm/yyyy]"),
        // With the month before the day, 5/1/01 is the first of May.
        ("37012 [m/d/yyyy]", "'5.1.02"),
    ] {
        let book = book(
            &BUDGET.replace("| A |", &format!("| {first} |")).replace("| B |", &format!("| {second} |")),
        );
        let renja = normalize(&book);
        assert_eq!(column(&renja, "Kode Rekening")[2..4], ["5.1.01", "5.1.02"], "{first}");
        let said = said(&book, &renja);
        let dates = usize::from(first.contains('[')) + usize::from(second.contains('['));
        assert_eq!(said.len(), dates, "{said:?}");
        assert!(said.iter().all(|s| s.starts_with("KOD105 ")), "{said:?}");
        // The proposal is the code as text, and a person decides.
        let checked = check(&renja, &book, &Selection::default());
        let cases = renja::correct::cases(
            &renja,
            &book,
            &checked.relations,
            &checked.findings,
            &SearchOptions::default(),
        );
        let proposal = &cases[0].proposals[0];
        assert_eq!(proposal.class, Class::Suggested);
        assert_eq!(proposal.changes[0].to.to_string(), "5.1.01");
        assert!(matches!(proposal.changes[0].from, Some(Value::Date(_))));
    }
}

#[test]
fn a_column_of_dates_is_none_of_codes() {
    let book = book(
        "[Kas]
| No | Tanggal | Uraian | Penerimaan | Pengeluaran |
| 1 | 44986 [dd/mm/yyyy] | Setoran | 1.500.000 | 0 |
| 2 | 44987 [dd/mm/yyyy] | ATK | 0 | 250.000 |
| 3 | 44988 [dd/mm/yyyy] | Rapat | 0 | 350.000 |
| 4 | 44989 [dd/mm/yyyy] | Setoran | 1.750.000 | 0 |",
    );
    let renja = normalize(&book);
    let said = said(&book, &renja);
    assert!(!said.iter().any(|s| s.starts_with("KOD") || s.starts_with("FMT")), "{said:?}");
}

#[test]
fn a_code_is_what_is_shown() {
    let book = book(
        "[Anggaran]
| Kode | Uraian | Anggaran |
| 5 [0] | BELANJA | 20.000.000 |
| '5.1 | Belanja Pegawai | 10.000.000 |
| '5.1.01 | Gaji | 6.000.000 |
| '5.1.02 | Tunjangan | 4.000.000 |
| 5 [0\".10\"] | Belanja Lain | 10.000.000 |
| '5.10.01 | Lain a | 7.000.000 |
| '5.10.02 | Lain b | 3.000.000 |",
    );
    let renja = normalize(&book);
    assert_eq!(column(&renja, "Kode")[4], "5.10");
    assert_eq!(said(&book, &renja), Vec::<String>::new());
}

#[test]
fn identifiers_keep_their_zeros_and_groups() {
    for (header, texts) in [
        ("Kode Pos", ["67111", "'06715", "67113"]),
        ("No. Rekening Bank", ["4501234568", "'0012345712", "4501234570"]),
        ("TLF", ["80123456", "'67 77 60 80", "'94 08 77 01"]),
        ("SP2D", ["80123456", "'45 653 774", "'50 873 195"]),
        // The header does not say that these are identifiers; only their look does.
        ("Keterangan", ["'0815123456", "'0815123457", "'0815123458"]),
    ] {
        let rows: Vec<String> = (1..4_i64)
            .zip(texts)
            .map(|(n, text)| format!("| {n} | Sekolah {n} | {text} | 10.00{n}.000 | 9.00{n}.000 |"))
            .collect();
        let rows = rows.join("\n");
        let book = book(&format!("[Daftar]\n| No | Nama | {header} | Bantuan | Realisasi |\n{rows}"));
        let renja = normalize(&book);
        let checked = check(&renja, &book, &Selection::default());
        let retyped: Vec<_> = checked.findings.iter().filter(|f| f.rule == "FMT101").map(|f| f.at).collect();
        assert!(retyped.is_empty(), "{header}: {retyped:?}");
        let cell = |row: u32| renja::model::CellRef { sheet: SheetId(0), row, column: 2 };
        assert!((1..4).all(|row| book.cell(cell(row)).is_some()), "{header}");
    }
}
