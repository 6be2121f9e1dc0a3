//! Hidden rows, from the file to the finding.

use renja::model::Severity;
use renja::{Options, check};
use rust_xlsxwriter::{FilterCondition, Workbook};

const ROWS: [(&str, &str, &str, &str, f64); 8] = [
    ("4.05.01", "PROGRAM PELAYANAN", "Persentase", "100%", 6_000_000.0),
    ("4.05.01.01", "Surat menyurat", "Jumlah surat", "12 surat", 1_000_000.0),
    ("4.05.01.02", "Listrik", "Jumlah rekening", "12 rekening", 2_000_000.0),
    ("4.05.01.03", "Peralatan kantor", "Jumlah unit", "3 unit", 3_000_000.0),
    ("4.05.02", "PROGRAM MUTASI", "Persentase", "100%", 5_000_000.0),
    ("4.05.02.01", "Kenaikan pangkat", "Jumlah SK", "90 SK", 4_000_000.0),
    ("4.05.02.02", "Pensiun", "Jumlah SK", "9 SK", 1_000_000.0),
    ("", "JUMLAH", "", "", 11_000_000.0),
];

/// Returns the cells of STR106 in a plan with these hidden rows, hidden by hand or by a filter, and the
/// number of findings above a note.
fn said(
    hidden: &[u32],
    filter: bool,
    change: impl Fn(&mut rust_xlsxwriter::Worksheet),
) -> (Vec<String>, usize) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Tabel 4.2").expect("a name");
    let heads = ["Kode", "Program/Kegiatan", "Indikator Kinerja", "Target", "Pagu Indikatif (Rp)"];
    for (column, head) in (0u16..).zip(heads) {
        sheet.write(1, column, head).expect("a cell");
    }
    for (row, (code, name, indikator, target, pagu)) in (2u32..).zip(ROWS) {
        for (column, text) in (0u16..).zip([code, name, indikator, target]) {
            sheet.write(row, column, text).expect("a cell");
        }
        sheet.write(row, 4, pagu).expect("a cell");
    }
    if filter {
        sheet.autofilter(1, 0, 9, 4).expect("a filter");
        let not =
            FilterCondition::new().add_custom_filter(rust_xlsxwriter::FilterCriteria::NotEqualTo, "3 unit");
        sheet.filter_column(3, &not).expect("a filter");
    }
    for row in hidden {
        sheet.set_row_hidden(*row).expect("a row");
    }
    change(sheet);
    let checked =
        check(&workbook.save_to_buffer().expect("in memory"), &Options::default()).expect("readable");
    let of_rule = checked.findings.iter().filter(|f| f.rule == "STR106");
    let cells = of_rule.map(|f| f.at.a1()).collect();
    (cells, checked.findings.iter().filter(|f| f.severity > Severity::Note).count())
}

#[test]
fn a_hidden_row_that_counts_is_noted_at_its_sum() {
    assert_eq!(said(&[], false, |_| {}), (vec![], 0));
    assert_eq!(said(&[5], false, |_| {}), (vec!["E3".to_owned()], 0));
    let smaller = |sheet: &mut rust_xlsxwriter::Worksheet| {
        sheet.write(2, 4, 3_000_000).expect("a cell");
        sheet.write(9, 4, 8_000_000).expect("a cell");
    };
    let (cells, loud) = said(&[5], false, smaller);
    assert_eq!(cells, ["E3"]);
    assert!(loud > 0, "the sum itself is wrong all the same");
}

#[test]
fn what_is_filtered_folded_or_blank_is_not_noted() {
    assert_eq!(said(&[5], true, |_| {}).0, Vec::<String>::new());
    assert_eq!(said(&[7, 8], false, |_| {}).0, Vec::<String>::new());
    let zero = |sheet: &mut rust_xlsxwriter::Worksheet| {
        sheet.write(5, 4, 0).expect("a cell");
        sheet.write(2, 4, 3_000_000).expect("a cell");
        sheet.write(9, 4, 8_000_000).expect("a cell");
    };
    assert_eq!(said(&[5], false, zero), (vec![], 0));
    let hidden_helper = |sheet: &mut rust_xlsxwriter::Worksheet| {
        sheet.set_column_hidden(6).expect("a column");
    };
    assert_eq!(said(&[], false, hidden_helper), (vec![], 0));
}
