//! Reads a web page with a table in it, whatever surrounds the table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use renja::read::{Limits, read};

fuzz_target!(|text: &str| {
    let page = format!("<html><table><tr><td>1</td>{text}</table>");
    let _ = read(page.as_bytes(), &Limits { max_cells: 100_000, max_part_bytes: 1 << 24 });
});
