//! Reading: every format gives the same cells that other readers see, and every broken file its
//! own sentence.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _};
use renja::model::{Book, CellContent, Sheet};
use renja::read::{Limits, ReadError, read};
use rust_decimal::prelude::ToPrimitive;

fn workbook(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks").join(name);
    std::fs::read(path).expect("a workbook of the project")
}

fn book(bytes: &[u8]) -> Book {
    read(bytes, &Limits::default()).expect("a workbook that can be read")
}

fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|s| s.name == name).expect("a sheet of this name")
}

mod against_calamine {
    use super::*;

    /// Every cell that calamine sees outside merges is the same here, and there is none more.
    fn assert_same(bytes: &[u8]) {
        let book = book(bytes);
        let mut other: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("calamine reads it");
        let names = other.sheet_names();
        assert_eq!(book.sheets.iter().map(|s| s.name.clone()).collect::<Vec<_>>(), names);
        for name in names {
            let ours = sheet(&book, &name);
            let theirs = calamine_cells(&mut other, &name, ours);
            let places: Vec<_> =
                ours.cells.iter().filter(|(_, c)| c.content != CellContent::Blank).map(|(p, _)| *p).collect();
            assert_eq!(places, theirs.keys().copied().collect::<Vec<_>>(), "{name}");
            for (place, value) in &theirs {
                assert_same_value(&ours.cells[place].content, value, &format!("{name} {place:?}"));
            }
        }
    }

    fn calamine_cells(
        workbook: &mut calamine::Xlsx<Cursor<&[u8]>>,
        name: &str,
        ours: &Sheet,
    ) -> BTreeMap<(u32, u32), Data> {
        let range = workbook.worksheet_range(name).expect("calamine reads the sheet");
        let (top, left) = range.start().unwrap_or_default();
        range
            .used_cells()
            .map(|(r, c, v)| ((top + r as u32, left + c as u32), v.clone()))
            .filter(|((r, c), v)| {
                let covered =
                    ours.merge_at(*r, *c).is_some_and(|a| (a.first_row, a.first_column) != (*r, *c));
                !covered && *v != Data::String(String::new())
            })
            .collect()
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
            Data::Int(n) => number(*n as f64),
            Data::Float(n) if n.is_finite() => number(*n),
            Data::DateTime(date) => number(date.as_f64()),
            Data::String(text) => {
                assert_eq!(*ours, CellContent::Text(text.replace('\r', "").into()), "{at}");
            }
            Data::Bool(b) => assert_eq!(*ours, CellContent::Bool(*b), "{at}"),
            Data::Error(error) => {
                assert_eq!(*ours, CellContent::NotANumber(error.to_string().into()), "{at}")
            }
            other => panic!("{at}: {other:?}"),
        }
    }

    #[test]
    fn the_workbooks_of_the_office() {
        for name in ["renja-bkd-2021.xlsx", "renja-bkd-2021-tempelan-word.xlsx", "renja-bkpsdm-2022.xlsx"] {
            assert_same(&workbook(name));
        }
    }
}

#[test]
fn an_empty_file_is_called_empty() {
    assert_eq!(read(&[], &Limits::default()).err(), Some(ReadError::Empty));
}
