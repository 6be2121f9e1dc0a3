//! Writes .xls: BIFF8 records in an OLE container.

use renja::model::{Book, CellContent, Sheet};
use rust_decimal::prelude::ToPrimitive;

use super::{Look, look_of, looks};

pub fn xls(book: &Book) -> Vec<u8> {
    let looks = looks(book);
    let mut globals = record(0x0809, &[&shorts(&[0x0600, 5, 0, 0, 0, 0, 0, 0])]);
    globals.extend(record(0x0042, &[&shorts(&[1200])]));
    // BIFF skips font index 4, so the fifth font, which is bold, has index 5.
    for weight in [400, 400, 400, 400, 700] {
        globals
            .extend(record(0x0031, &[&shorts(&[200, 0, 0x7fff, weight, 0]), &[0; 4], &short_name("Arial")]));
    }
    for (id, (format, _, _)) in (164u16..).zip(&looks) {
        if let Some(code) = format.0.as_deref() {
            globals.extend(record(0x041e, &[&shorts(&[id]), &long_text(code)]));
        }
    }
    for (id, (format, bold, indent)) in (164u16..).zip(&looks) {
        let code = if format.0.is_some() { id } else { 0 };
        let head = shorts(&[if *bold { 5 } else { 0 }, code, 0]);
        globals.extend(record(0x00e0, &[&head, &[0, 0, *indent, 0], &[0; 10]]));
    }
    let sheets: Vec<Vec<u8>> = book.sheets.iter().map(|sheet| records(sheet, &looks)).collect();
    let listed = |at: usize, sheet: &Sheet| {
        let at = u32::try_from(at).expect("small");
        record(0x0085, &[&at.to_le_bytes(), &[0, 0], &short_name(&sheet.name)])
    };
    let end = record(0x000a, &[]);
    let list: usize = book.sheets.iter().map(|sheet| listed(0, sheet).len()).sum();
    let mut at = globals.len() + list + end.len();
    for (sheet, records) in book.sheets.iter().zip(&sheets) {
        globals.extend(listed(at, sheet));
        at += records.len();
    }
    globals.extend(end);
    container("Workbook", [globals, sheets.concat()].concat())
}

fn records(sheet: &Sheet, looks: &[Look]) -> Vec<u8> {
    let mut out = record(0x0809, &[&shorts(&[0x0600, 0x10, 0, 0, 0, 0, 0, 0])]);
    let short = |n: u32| u16::try_from(n).expect("few rows and columns");
    for ((row, column), cell) in &sheet.cells {
        let look = u16::try_from(look_of(looks, cell)).expect("few");
        let place = shorts(&[short(*row), short(*column), look]);
        out.extend(match &cell.content {
            CellContent::Number(n) => record(0x0203, &[&place, &n.to_f64().expect("a number").to_le_bytes()]),
            CellContent::Text(text) => record(0x0204, &[&place, &long_text(text)]),
            other => panic!("{other:?} is in no plan"),
        });
    }
    for areas in sheet.merges.chunks(1_000) {
        let mut data = shorts(&[u16::try_from(areas.len()).expect("a thousand")]);
        for a in areas {
            let corners = [a.first_row, a.last_row, a.first_column, a.last_column];
            data.extend(shorts(&corners.map(short)));
        }
        out.extend(record(0x00e5, &[&data]));
    }
    out.extend(record(0x000a, &[]));
    out
}

fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let length = u16::try_from(data.len()).expect("records are short");
    [&shorts(&[kind, length])[..], &data].concat()
}

fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// A text preceded by its length in two bytes.
fn long_text(text: &str) -> Vec<u8> {
    let letters: Vec<u16> = text.encode_utf16().collect();
    [shorts(&[u16::try_from(letters.len()).expect("short")]), vec![1], shorts(&letters)].concat()
}

/// A text preceded by its length in one byte.
fn short_name(text: &str) -> Vec<u8> {
    let letters: Vec<u16> = text.encode_utf16().collect();
    [vec![u8::try_from(letters.len()).expect("short"), 1], shorts(&letters)].concat()
}

/// Builds a compound file with one stream.
fn container(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    const FAT: u32 = 0xffff_fffd;
    const FREE: u32 = 0xffff_ffff;
    // Pad to 4096 bytes: a shorter stream belongs in the mini stream, which this file does not have.
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let of_stream = u32::try_from(stream.len() / SECTOR).expect("small");
    let tables =
        (1u32..=109).find(|n| n * 128 > n + of_stream).expect("the list of tables stands in the head");
    let mut table: Vec<u32> = vec![FAT; tables as usize];
    table.push(END);
    let first = tables + 1;
    table.extend((1..of_stream).map(|n| first + n));
    table.push(END);
    table.resize(tables as usize * 128, FREE);
    let longs = |numbers: &[u32]| -> Vec<u8> { numbers.iter().flat_map(|n| n.to_le_bytes()).collect() };
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.extend([0; 16]);
    file.extend(shorts(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    file.extend(longs(&[0, tables, tables, 0, 4096, END, 0, END, 0]));
    file.extend(longs(&(0..109).map(|n| if n < tables { n } else { FREE }).collect::<Vec<_>>()));
    file.extend(longs(&table));
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut bytes = shorts(&name.encode_utf16().collect::<Vec<_>>());
        let length = u16::try_from(bytes.len() + 2).expect("a short name");
        bytes.resize(64, 0);
        bytes.extend(shorts(&[length]));
        bytes.extend([kind, 1]);
        bytes.extend(longs(&[FREE, FREE, child]));
        bytes.resize(116, 0);
        bytes.extend(longs(&[start, size, 0]));
        bytes
    };
    file.extend(entry("Root Entry", 5, 1, END, 0));
    file.extend(entry(name, 2, FREE, first, u32::try_from(stream.len()).expect("small")));
    file.extend([0; 256]);
    file.extend(stream);
    file
}
