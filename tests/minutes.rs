//! Tests the parts of a result that are meant for paper: the minutes of the check, the counts of the figures
//! that each rule compared, and the names that are repeated on a page that begins within their rows.

mod common;

use std::io::{Cursor, Read as _};

use common::office::{J50, NAME, first, opened, run, sheet};
use common::resave::{Typed, find, put, resave, temuan};
use renja::model::{Severity, Sheet};

/// Returns a cell as it is displayed; empty if there is no cell.
fn shown(sheet: &Sheet, row: u32, column: u32) -> String {
    sheet.cells.get(&(row, column)).map(renja::model::display_cell).unwrap_or_default()
}

/// Returns the texts of the sheet's first column.
fn texts(sheet: &Sheet) -> Vec<String> {
    (0..=sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or(0)).map(|row| shown(sheet, row, 0)).collect()
}

/// Returns the lines of the list of findings: number, cell, description, difference, follow-up.
fn findings(sheet: &Sheet) -> Vec<[String; 5]> {
    let (head, _) = find(sheet, "Lembar dan sel");
    (head + 1..=sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or(head))
        .map(|row| [0, 1, 2, 3, 4].map(|column| shown(sheet, row, column)))
        .take_while(|line| line[0].parse::<usize>().is_ok())
        .collect()
}

#[test]
fn the_minutes_list_every_cause_of_an_error_or_a_warning_once() {
    let book = opened(first());
    let minutes = sheet(&book, "Berita Acara");
    let lines = findings(minutes);
    let numbers: Vec<String> = (1..=lines.len()).map(|number| number.to_string()).collect();
    assert_eq!(lines.iter().map(|line| line[0].clone()).collect::<Vec<_>>(), numbers);
    let loud = first().checked.findings.iter().filter(|finding| finding.severity != Severity::Note).count();
    let opening = texts(minutes).join("\n");
    assert!(opening.contains(&format!("Ditemukan {loud} temuan")), "{opening}");
    assert!(opening.contains(&format!("menjadi {} hal", lines.len())), "{opening}");
    // The two differences that a treasurer asks for are among the first five lines, and so on the first page.
    let at = |cell: &str| lines.iter().position(|line| line[1] == cell).expect("the line");
    assert!(at("Tabel 4.2 J33") < 5 && at("Tabel 4.2 J9") < 5);
    assert!(
        lines[at("Tabel 4.2 J9")][4].starts_with("Agar dicocokkan dengan dokumen sumber, lalu dipilih. A: ")
    );
    assert!(lines[at("Tabel 2.3 K26")][4].starts_with("Telah dibetulkan: "));
    assert!(texts(minutes).iter().any(|text| text.starts_with("Total yang tertulis 15.334.891.500")));
}

#[test]
fn the_minutes_tell_what_was_decided() {
    let edited = resave(&first().rapi, |book| {
        put(temuan(book), J50, "Keputusan", &Typed::Text("tolak"));
        put(temuan(book), J50, "Alasan", &Typed::Text("sesuai DPA"));
    });
    let processed = run(NAME, Some(&edited));
    let book = opened(&processed);
    let lines = findings(sheet(&book, "Berita Acara"));
    let line = lines.iter().find(|line| line[1] == "Tabel 4.2 J50").expect("the line");
    assert_eq!(line[4], "Angka dipertahankan oleh perangkat daerah: sesuai DPA");
}

#[test]
fn the_summary_counts_what_each_rule_compared() {
    let tested = &first().checked.tested;
    for counts in tested {
        let loud = first().checked.findings.iter().any(|finding| finding.rule == counts.rule);
        assert!(counts.differing > 0 || !loud, "{counts:?}");
        assert!(counts.agreed + counts.differing + counts.untestable > 0, "{counts:?}");
    }
    let book = opened(first());
    let summary = sheet(&book, "Ringkasan");
    let (head, _) = find(summary, "Yang dicari");
    for (row, counts) in (head + 1..).zip(tested) {
        let number = |n: usize| if n == 0 { "–".to_owned() } else { n.to_string() };
        let written = [0, 7, 8, 9, 10].map(|column| shown(summary, row, column));
        let compared = counts.agreed + counts.differing;
        let numbers = [compared, counts.agreed, counts.differing, counts.untestable].map(number);
        assert_eq!(written[0], counts.rule);
        assert_eq!(written[1..], numbers, "{}", counts.rule);
    }
}

#[test]
fn a_name_is_said_again_where_a_page_begins_within_it_and_no_cell_changes() {
    let processed = run("renja-bkd-2018.xls", None);
    let mut package = zip::ZipArchive::new(Cursor::new(&processed.rapi)).expect("a package");
    let mut drawings = String::new();
    for place in 0..package.len() {
        let mut part = package.by_index(place).expect("the part");
        let name = part.name().expect("a name").into_owned();
        if name.starts_with("xl/drawings/drawing") {
            part.read_to_string(&mut drawings).expect("XML");
        }
    }
    let name = "Indeks Profesionalitas ASN";
    assert!(drawings.contains(&format!("{name} (lanjutan)")));
    let book = opened(&processed);
    let is_again = |sheet: &Sheet| {
        sheet.cells.values().any(|cell| renja::model::display_cell(cell).contains("(lanjutan)"))
    };
    assert!(!book.sheets.iter().any(is_again));
}
