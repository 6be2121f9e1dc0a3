//! Correcting one cell against calamine's plain read of the same workbook.

use std::hint::black_box;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use criterion::{Criterion, criterion_group, criterion_main};
use renja::model::Value;
use renja::write::koreksi::{New, Patch, patch};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Workbook};

/// As an office's: eight sheets of 150 rows and 13 columns, 200 merges.
fn typical() -> Vec<u8> {
    let mut book = Workbook::new();
    let amount = Format::new().set_num_format("#,##0");
    for sheet in 0..8 {
        let sheet = book.add_worksheet().set_name(format!("Tabel {sheet}")).unwrap();
        for row in 0..150u32 {
            for column in 0..13u16 {
                if column % 2 == 0 {
                    let n = f64::from(row * 7919 + u32::from(column)) * 1000.0;
                    sheet.write_with_format(row, column, n, &amount).unwrap();
                } else {
                    sheet.write(row, column, format!("Kegiatan {row} indikator {column}")).unwrap();
                }
            }
        }
        for merge in 0..25u32 {
            sheet.merge_range(merge * 6, 0, merge * 6 + 2, 0, "Program", &Format::new()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// 100,000 rows of 12 columns on one sheet.
fn large() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Tabel 0").unwrap();
    for row in 0..100_000u32 {
        for column in 0..12u16 {
            if column % 3 == 0 {
                sheet.write(row, column, format!("Kegiatan {}", row % 500)).unwrap();
            } else {
                sheet.write(row, column, f64::from(row * 31 + u32::from(column)) * 1000.0).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn read(bytes: &[u8]) -> usize {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    names.iter().map(|name| book.worksheet_range(name).unwrap().used_cells().count()).sum()
}

fn corrections(sheets: usize) -> Vec<Patch> {
    let one = |sheet| Patch {
        sheet: format!("Tabel {sheet}"),
        row: 70,
        column: 4,
        to: New::Value(Value::Rupiah(Decimal::from(1_262_939_600))),
        note: "semula 1.313.159.500; menjadi 1.262.939.600".to_owned(),
    };
    (0..sheets).map(one).collect()
}

fn koreksi(c: &mut Criterion) {
    let bytes = typical();
    c.bench_function("typical: calamine reads", |b| b.iter(|| read(black_box(&bytes))));
    for sheets in [1, 8] {
        let patches = corrections(sheets);
        let name = format!("typical: corrected on {sheets} of 8 sheets");
        c.bench_function(&name, |b| b.iter(|| patch(black_box(&bytes), &patches).unwrap()));
    }
    let bytes = large();
    let patches = corrections(1);
    let mut group = c.benchmark_group("1,200,000 cells");
    group.sample_size(10);
    group.bench_function("calamine reads", |b| b.iter(|| read(black_box(&bytes))));
    group.bench_function("corrected", |b| b.iter(|| patch(black_box(&bytes), &patches).unwrap()));
    group.finish();
}

criterion_group!(benches, koreksi);
criterion_main!(benches);
