//! Measures how long a person waits for `check` and `process`: on the office's workbook of 2021, and on a
//! typical workbook beside calamine's plain read of it. `cargo run --release --example peers` compares all of
//! these with other programs.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use renja::Options;

mod common;

fn speed(criterion: &mut Criterion) {
    let name = "renja-bkd-2021.xlsx";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/workbooks/renja-bkd-2021.xlsx");
    let bytes = std::fs::read(path).expect("the workbook stands in the project");
    let options = Options::default();
    criterion.bench_function("check 2021", |bencher| {
        bencher.iter(|| renja::check(black_box(&bytes), &options).expect("it can be read"));
    });
    criterion.bench_function("process 2021", |bencher| {
        bencher.iter(|| renja::process(black_box(&bytes), name, &options, None).expect("it can be written"));
    });
    let bytes = common::typical();
    criterion.bench_function("calamine reads a typical workbook", |bencher| {
        bencher.iter(|| common::calamine_reads(black_box(&bytes)));
    });
    criterion.bench_function("check a typical workbook", |bencher| {
        bencher.iter(|| renja::check(black_box(&bytes), &options).expect("it can be read"));
    });
}

criterion_group!(benches, speed);
criterion_main!(benches);
