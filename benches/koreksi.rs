//! Measures the correction of single cells against calamine's plain read of the same workbook.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use renja::model::Value;
use renja::write::koreksi::{NewContent, Patch, patch};
use rust_decimal::Decimal;

mod common;

fn corrections(sheets: usize) -> Vec<Patch> {
    let one = |sheet| Patch {
        sheet: format!("Tabel {}", sheet + 1),
        row: 70,
        column: 4,
        to: NewContent::Value(Value::Rupiah(Decimal::from(1_262_939_600))),
        note: "semula 1.313.159.500; menjadi 1.262.939.600".to_owned(),
    };
    (0..sheets).map(one).collect()
}

fn koreksi(c: &mut Criterion) {
    let bytes = common::typical();
    c.bench_function("typical: calamine reads", |b| b.iter(|| common::calamine_reads(black_box(&bytes))));
    for sheets in [1, 8] {
        let patches = corrections(sheets);
        let name = format!("typical: corrected on {sheets} of 8 sheets");
        c.bench_function(&name, |b| b.iter(|| patch(black_box(&bytes), &patches).unwrap()));
    }
    let bytes = common::plan(1, 100_000);
    let patches = corrections(1);
    let mut group = c.benchmark_group("100,000 rows");
    group.sample_size(10);
    group.bench_function("calamine reads", |b| b.iter(|| common::calamine_reads(black_box(&bytes))));
    group.bench_function("corrected", |b| b.iter(|| patch(black_box(&bytes), &patches).unwrap()));
    group.finish();
}

criterion_group!(benches, koreksi);
criterion_main!(benches);
