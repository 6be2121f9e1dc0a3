//! Reads .xls files.

use super::broken::compound;
use super::{book, merges, sheet, shown, workbook};

#[test]
fn the_workbooks_of_2018_and_2019_have_their_merges_and_figures() {
    let (of_2018, of_2019) = (book(&workbook("renja-bkd-2018.xls")), book(&workbook("renja-bkd-2019.xls")));
    // The planted errors are where they were planted.
    assert_eq!(shown(sheet(&of_2018, "Tabel 4.2"), "J39"), "190261900");
    assert_eq!(shown(sheet(&of_2018, "Tabel 2.1"), "K37"), "\"90,50%\"");
    assert_eq!(shown(sheet(&of_2019, "Tabel 2.1"), "M72"), "\"135 buah\"");
    let header = "A1:N1 A2:N2 A3:N3 A5:D6 E5:E6 F5:F6";
    for book in [&of_2018, &of_2019] {
        let evaluasi = merges(sheet(book, "Tabel 2.1"));
        assert!(evaluasi.starts_with(header), "{evaluasi}");
    }
}

/// Returns a workbook with one sheet of these numbers, and 7 and 8 in D3 and E3.
fn of_numbers(cells: &[(u16, u16, f64)]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).expect("a short record");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    };
    let begin = |kind: u16| record(0x0809, &[&[0, 6][..], &kind.to_le_bytes(), &[0; 12]].concat());
    let end = record(0x000a, &[]);
    let globals = |start: u32| {
        let sheet = [&start.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat();
        [begin(5), record(0x0085, &sheet), end.clone()].concat()
    };
    let start = u32::try_from(globals(0).len()).expect("a short stream");
    let number = |(row, column, n): &(u16, u16, f64)| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        record(0x0203, &[&place[..], &n.to_le_bytes()].concat())
    };
    // One record with a run of two numbers: 7 and 8 in columns 3 and 4.
    let packed = |n: u32| [&[0, 0][..], &((n << 2) | 2).to_le_bytes()].concat();
    let run = [&[2, 0, 3, 0][..], &packed(7), &packed(8), &[4, 0]].concat();
    let cells: Vec<u8> = cells.iter().flat_map(number).collect();
    compound("Workbook", &[globals(start), begin(16), cells, record(0x00bd, &run), end].concat())
}

#[test]
fn a_stray_cell_at_the_last_place_costs_no_more_than_a_cell() {
    let cells = [(0, 0, 1.0), (1, 2, 2.5), (40_000, 5, 3.0), (65_535, 255, 4.0)];
    let book = book(&of_numbers(&cells));
    let read = |name: &str| shown(&book.sheets[0], name);
    assert_eq!(["A1", "C2", "F40001", "IV65536"].map(read), ["1", "2.5", "3", "4"]);
    assert_eq!(["D3", "E3"].map(read), ["7", "8"]);
    assert_eq!(book.sheets[0].cells.len(), 6);
}
