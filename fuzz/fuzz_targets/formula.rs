//! Reads the formulas of a number row ("10=5+7+9").
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = renja::text::column_formula::read_numbered(text);
});
