//! A number that is read and shown reads back as the same number.
#![no_main]

use libfuzzer_sys::fuzz_target;
use renja::text::number::{format_grouped, read, read_rupiah};

fuzz_target!(|text: &str| {
    let _ = read(text);
    if let Some(number) = read_rupiah(text) {
        let again = read_rupiah(&format_grouped(number.value)).expect("what is shown can be read");
        let same = |value| value == number.value;
        assert!(same(again.value) || again.alternative.is_some_and(same), "{text:?}");
    }
});
