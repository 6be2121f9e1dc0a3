//! Tables side by side on one sheet are read as separate tables, and a table with a blank column in it as one
//! table.

mod common;

use common::{book, document, first_difference, model, normalize};
use renja::model::{Area, Book, Cell, CellContent, Renja, Sheet};
use renja::read::{self, Limits};
use renja::write::rapi;

const NAMES: [&str; 2] = ["renja-bkd-2021.xlsx", "renja-bkpsdm-2022.xlsx"];

/// Returns a workbook in which one sheet is moved to the right of the sheet before it, with a gap of this
/// many columns and this many rows further down.
fn moved(whole: &Book, place: usize, gap: u32, down: u32) -> Book {
    let mut sheets = whole.sheets.clone();
    let right = sheets.remove(place);
    let left = &mut sheets[place - 1];
    let off = width(left) + gap;
    left.cells.extend(right.cells.iter().map(|((r, c), cell)| ((r + down, c + off), cell.clone())));
    left.merges.extend(right.merges.iter().map(|area| Area {
        first_row: area.first_row + down,
        last_row: area.last_row + down,
        first_column: area.first_column + off,
        last_column: area.last_column + off,
    }));
    Book { sheets, ..whole.clone() }
}

/// Returns the number of columns that a sheet uses.
fn width(sheet: &Sheet) -> u32 {
    let cells = sheet.cells.keys().map(|(_, column)| column + 1);
    cells.chain(sheet.merges.iter().map(|area| area.last_column + 1)).max().unwrap_or(0)
}

/// Returns the sheet with a blank column inserted before a column.
fn spaced(sheet: &Sheet, before: u32) -> Sheet {
    let right = |column: u32| column + u32::from(column >= before);
    Sheet {
        cells: sheet.cells.iter().map(|((r, c), cell)| ((*r, right(*c)), cell.clone())).collect(),
        merges: sheet
            .merges
            .iter()
            .map(|area| Area {
                first_column: right(area.first_column),
                last_column: right(area.last_column),
                ..*area
            })
            .collect(),
        ..sheet.clone()
    }
}

#[test]
fn tables_side_by_side_are_read_as_those_that_they_are() {
    let mut tried = 0;
    for name in NAMES {
        let whole = book(name);
        let expected = model(&normalize(&whole));
        for place in 1..whole.sheets.len() {
            let tables = normalize(&whole).tables;
            let has_table =
                |place: usize| tables.iter().filter(|table| usize::from(table.sheet.0) == place).count() == 1;
            if !has_table(place - 1) || !has_table(place) {
                continue;
            }
            for (gap, down) in [(1, 0), (2, 3)] {
                let said = model(&normalize(&moved(&whole, place, gap, down)));
                assert!(
                    said == expected,
                    "{name} {place} {gap} {down}: {}",
                    first_difference(&expected, &said)
                );
                tried += 1;
            }
        }
    }
    assert!(tried >= 20, "{tried}");
}

#[test]
fn a_blank_column_parts_no_table() {
    let mut tried = 0;
    for name in NAMES {
        let whole = book(name);
        let expected = model(&normalize(&whole));
        for table in normalize(&whole).tables {
            let place = usize::from(table.sheet.0);
            for column in table.columns.iter().skip(1) {
                let mut gapped = whole.clone();
                gapped.sheets[place] = spaced(&whole.sheets[place], column.first_column);
                let said = model(&normalize(&gapped));
                let place = &whole.sheets[place].name;
                assert!(
                    said == expected,
                    "{name} {place} {}: {}",
                    column.key,
                    first_difference(&expected, &said)
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

/// A small calculation beside a table is listed as notes; its figures do not become part of the table.
#[test]
fn a_recap_beside_a_table_is_no_part_of_it() {
    for name in NAMES {
        let whole = book(name);
        let expected = normalize(&whole);
        let tables = expected.tables.iter().filter(|table| table.items.len() > 8);
        for (place, down) in tables.flat_map(|table| [0, 4].map(|down| (usize::from(table.sheet.0), down))) {
            let mut beside = whole.clone();
            let sheet = &mut beside.sheets[place];
            let (column, row) = (width(sheet) + 1, 5 + down);
            let lines = [
                ("Rekap", "Jumlah (Rp)"),
                ("Program A", "1.000"),
                ("Program B", "2.000"),
                ("Jumlah", "3.000"),
            ];
            for (row, (words, amount)) in (row..).zip(lines) {
                sheet.cells.insert((row, column), text(words));
                sheet.cells.insert((row, column + 1), text(amount));
            }
            let renja = normalize(&beside);
            let sheet = &whole.sheets[place].name;
            assert!(model(&renja) == model(&expected), "{name} {sheet} {down}");
            let cells: Vec<_> = renja.skipped.iter().filter(|cell| cell.is_beside).collect();
            assert_eq!(cells.len(), 8, "{name} {sheet} {down}");
            assert_eq!(renja.skipped.len(), expected.skipped.len() + 8, "{name} {sheet} {down}");
        }
    }
}

/// Figures without a header down a column beside a table change nothing in the table. They begin at the row
/// of column numbers if there is one.
#[test]
fn a_column_of_workings_beside_a_table_is_no_part_of_it() {
    for name in NAMES {
        let whole = book(name);
        let expected = normalize(&whole);
        for table in &expected.tables {
            for gap in [0, 1] {
                let mut beside = whole.clone();
                let sheet = &mut beside.sheets[usize::from(table.sheet.0)];
                let column = width(sheet) + gap;
                let is_numbered = table.columns.iter().any(|column| column.number.is_some());
                let first = table.headers[0].last_row + u32::from(!is_numbered);
                for row in first..=table.area.last_row {
                    sheet.cells.insert((row, column), text("1.234.567"));
                }
                let said = model(&normalize(&beside));
                assert!(said == model(&expected), "{name} {} {gap}", table.form.code);
            }
        }
    }
}

fn text(text: &str) -> Cell {
    Cell { content: CellContent::Text(text.into()), ..Cell::default() }
}

/// Writes a plan without findings and reads it again.
fn written(book: &Book, renja: &Renja) -> Book {
    let bytes = rapi::write(&document(book, renja)).expect("it is written");
    read::read(&bytes, &Limits::default()).expect("it is read")
}

/// Notes and signatures below one of two tables are written below the same table.
#[test]
fn what_stands_below_a_table_stays_below_it() {
    let whole = book("renja-bkpsdm-2022.xlsx");
    let place = whole.sheets.iter().position(|sheet| sheet.name == "Tabel 2.3").expect("a sheet");
    let off = width(&whole.sheets[place - 1]) + 1;
    let mut beside = moved(&whole, place, 1, 0);
    let name = beside.sheets[place - 1].name.clone();
    let sheet = &mut beside.sheets[place - 1];
    let last = |from: u32, to: u32| {
        let rows = whole.sheets[if from == 0 { place - 1 } else { place }].cells.keys();
        rows.map(|(row, _)| *row).max().unwrap_or(0) + to
    };
    // The left table is the shorter one: the note below it stands beside rows of the right table.
    sheet.cells.insert((last(0, 2), 1), text("Catatan di kiri"));
    sheet.cells.insert((last(1, 3), 1), text("Tanda tangan di kiri"));
    sheet.cells.insert((last(1, 3), off + 2), text("Tanda tangan di kanan"));
    let written = written(&beside, &normalize(&beside));
    let sheet_of = |text: &str| {
        let holds = |cell: &Cell| matches!(&cell.content, CellContent::Text(t) if **t == *text);
        let mut sheets = written.sheets.iter().filter(|sheet| sheet.cells.values().any(holds));
        let only = sheets.next().map(|sheet| sheet.name.clone());
        assert_eq!(sheets.next().map(|sheet| &sheet.name), None, "{text}");
        only
    };
    let right = format!("{name} (2)");
    assert_eq!(sheet_of("Catatan di kiri"), Some(name.clone()));
    assert_eq!(sheet_of("Tanda tangan di kiri"), Some(name));
    assert_eq!(sheet_of("Tanda tangan di kanan"), Some(right));
}
