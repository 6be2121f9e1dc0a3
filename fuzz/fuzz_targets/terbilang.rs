//! An amount written in words reads back as the same amount, and no text makes the reader panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use renja::text::terbilang::{read, write};
use rust_decimal::Decimal;

fuzz_target!(|input: (&str, Option<u64>)| {
    let (text, amount) = input;
    let amount = amount.map(Decimal::from);
    let _ = read(text, amount);
    if let Some(amount) = amount
        && let Some(words) = write(amount)
    {
        let reading = read(&words, None).expect("what is written can be read");
        assert_eq!(reading.value, amount, "{words}");
    }
});
