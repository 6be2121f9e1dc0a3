//! Every way of writing an amount: what is printed is read as the same value.

use proptest::prelude::*;
use renja::text::number::{read, read_rupiah, show};
use renja::text::quantity;
use rust_decimal::Decimal;

/// The ways in which amounts stand in real sheets, each made from the digits with dots.
const WAYS: [fn(&str) -> String; 14] = [
    str::to_owned,
    |dots| format!("Rp {dots},-"),
    |dots| format!("Rp. {dots},-"),
    |dots| format!("Rp{dots}"),
    |dots| format!("rp {dots}"),
    |dots| format!("IDR {dots}"),
    |dots| format!("{dots},00"),
    |dots| format!("{dots}.-"),
    |dots| dots.replace('.', ","),
    |dots| dots.replace('.', ""),
    |dots| format!("  {dots}\u{a0}"),
    |dots| dots.replace('.', "\u{a0}"),
    |dots| dots.replace('.', " "),
    |dots| format!("Rp\u{a0}{dots}\u{202f},-"),
];

proptest! {
    #[test]
    fn an_amount_is_read_however_it_is_written(amount in 0i64..9_999_999_999_999) {
        let dots = show(Decimal::from(amount));
        for way in WAYS {
            let text = way(&dots);
            let number = read_rupiah(&text);
            prop_assert_eq!(number.map(|n| n.value.normalize()), Some(Decimal::from(amount)), "{}", text);
        }
    }

    #[test]
    fn an_amount_in_brackets_or_with_a_minus_is_negative(amount in 1i64..9_999_999_999_999) {
        let dots = show(Decimal::from(amount));
        for text in [format!("({dots})"), format!("-{dots}"), format!("Rp ({dots},-)"), format!("-Rp {dots}")] {
            let number = read_rupiah(&text).map(|n| n.value.normalize());
            prop_assert_eq!(number, Some(Decimal::from(-amount)), "{}", text);
        }
    }

    #[test]
    fn what_is_shown_is_read_again(mantissa in -9_999_999_999_999i64..9_999_999_999_999, scale in 0u32..5) {
        let value = Decimal::new(mantissa, scale);
        let number = read(&show(value)).expect("a number is shown");
        // 9,923 can be nine thousand too: the other reading is offered.
        prop_assert!(number.value == value || number.alternative == Some(value), "{}", show(value));
    }

    #[test]
    fn a_quantity_keeps_its_number_and_unit(number in 0i64..10_000_000, unit in "(org|orang|jenis|dokumen|SK|Perangkat Daerah)", gap in "[ \u{a0}]{0,2}") {
        let read = quantity::read(&format!("{}{gap}{unit}", show(Decimal::from(number)))).expect("a quantity");
        prop_assert_eq!(read.number.normalize(), Decimal::from(number).normalize());
        prop_assert_eq!(read.unit.as_deref(), Some(unit.as_str()));
    }

    #[test]
    fn a_percentage_keeps_its_decimals(mantissa in 0i64..1_000_000, scale in 0u32..3) {
        let value = Decimal::new(mantissa, scale);
        for text in [format!("{}%", show(value)), format!("{} %", show(value))] {
            let read = quantity::read_percent(&text);
            // A thousand percent and more may be grouped; below, the decimals are kept.
            if value < Decimal::from(1000) {
                prop_assert_eq!(read, Some(value), "{}", text);
                prop_assert_eq!(read.map(|r| r.scale()), Some(scale));
            }
        }
    }

    #[test]
    fn nothing_that_is_read_panics(text in "\\PC{0,40}") {
        let _ = (read(&text), read_rupiah(&text), quantity::read(&text), quantity::read_percent(&text));
        let _ = renja::text::formula::read_numbered(&text);
        let _ = renja::text::kode::Kode::read(&text);
    }
}

#[test]
fn words_are_no_amount() {
    for text in ["", "-", "nihil", "Rp", "1.23.456", "12.34.567", "NaN", "null", "1e308", "12 orang", "1,2,3"]
    {
        assert_eq!(read_rupiah(text), None, "{text}");
    }
}
