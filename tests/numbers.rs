//! All notations of an amount: a printed amount is read back as the same value.

use proptest::prelude::*;
use renja::text::kode::Kode;
use renja::text::number::{equal_in_spreadsheet, format_grouped, is_nil, is_placeholder, read, read_rupiah};
use renja::text::quantity;
use rust_decimal::Decimal;

/// The notations of amounts in real sheets, each made from the digits with dots.
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
        let dots = format_grouped(Decimal::from(amount));
        for way in WAYS {
            let text = way(&dots);
            let number = read_rupiah(&text);
            prop_assert_eq!(number.map(|n| n.value.normalize()), Some(Decimal::from(amount)), "{}", text);
        }
    }

    #[test]
    fn an_amount_in_brackets_or_with_a_minus_is_negative(amount in 1i64..9_999_999_999_999) {
        let dots = format_grouped(Decimal::from(amount));
        for text in [format!("({dots})"), format!("-{dots}"), format!("Rp ({dots},-)"), format!("-Rp {dots}")] {
            let number = read_rupiah(&text).map(|n| n.value.normalize());
            prop_assert_eq!(number, Some(Decimal::from(-amount)), "{}", text);
        }
    }

    #[test]
    fn what_is_shown_is_read_again(mantissa in -9_999_999_999_999i64..9_999_999_999_999, scale in 0u32..5) {
        let value = Decimal::new(mantissa, scale);
        let number = read(&format_grouped(value)).expect("a number is shown");
        // 9,923 can also mean nine thousand: then the number is the alternative reading.
        prop_assert!(number.value == value || number.alternative == Some(value), "{}", format_grouped(value));
    }

    #[test]
    fn a_quantity_keeps_its_number_and_unit(number in 0i64..10_000_000, unit in "(org|orang|jenis|dokumen|SK|Perangkat Daerah)", gap in "[ \u{a0}]{0,2}") {
        let read = quantity::read(&format!("{}{gap}{unit}", format_grouped(Decimal::from(number)))).expect("a quantity");
        prop_assert_eq!(read.number.normalize(), Decimal::from(number).normalize());
        prop_assert_eq!(read.unit.as_deref(), Some(unit.as_str()));
    }

    #[test]
    fn a_percentage_keeps_its_decimals(mantissa in 0i64..1_000_000, scale in 0u32..3) {
        let value = Decimal::new(mantissa, scale);
        for text in [format!("{}%", format_grouped(value)), format!("{} %", format_grouped(value))] {
            let read = quantity::read_percent(&text);
            // From a thousand percent on, the digits may be grouped, so only smaller values are checked.
            if value < Decimal::from(1000) {
                prop_assert_eq!(read, Some(value), "{}", text);
                prop_assert_eq!(read.map(|r| r.scale()), Some(scale));
            }
        }
    }

    #[test]
    fn nothing_that_is_read_panics(text in "\\PC{0,40}") {
        let _ = (read(&text), read_rupiah(&text), quantity::read(&text), quantity::read_percent(&text));
        let _ = renja::text::column_formula::read_numbered(&text);
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

#[test]
fn a_minus_may_stand_before_the_currency_and_brackets_around_it() {
    let value = |text: &str| read_rupiah(text).map(|n| n.value.normalize().to_string());
    for text in [
        "(Rp 1.234)",
        "Rp (1.234)",
        "-Rp 1.234",
        "Rp -1.234",
        "(Rp. 1.234,-)",
        "- Rp 1.234",
        "(IDR 1.234,00)",
    ] {
        assert_eq!(value(text).as_deref(), Some("-1234"), "{text}");
    }
    for text in ["-(Rp 1.234)", "-Rp (1.234)", "(-Rp 1.234)", "(Rp 1.234", "((Rp 1.234))"] {
        assert_eq!(value(text), None, "{text}");
    }
}

#[test]
fn blanks_part_thousands_and_nothing_else() {
    let value = |text: &str| read_rupiah(text).map(|n| n.value.normalize().to_string());
    assert_eq!(value("45 653 774").as_deref(), Some("45653774"));
    assert_eq!(value("1 234 567,50").as_deref(), Some("1234567.5"));
    assert_eq!(value("Rp 10.000. 000").as_deref(), Some("10000000"));
    for text in [
        "10000000\n5000000",
        "10.000\n000",
        "75 46 82 81",
        "2 500 00",
        "1 2",
        "1234 567",
        "10 12 orang",
        "1.234 567",
        "0812 345 678 9",
    ] {
        assert_eq!(value(text), None, "{text}");
    }
    // Two lines of a cell are two targets and not one number of four digits.
    assert_eq!(quantity::read("10\n12"), None);
}

#[test]
fn none_is_told_from_what_is_not_filled_in() {
    for text in ["-", "–", "Rp -", "Rp. -", "Rp-", "-,-", "Nihil", "NIHIL", "nihil."] {
        assert!(is_nil(text) && !is_placeholder(text), "{text}");
    }
    for text in ["....", "…", ". . .", "____", "Rp ....", "………"] {
        assert!(is_placeholder(text) && !is_nil(text), "{text}");
    }
    for text in ["", "0", "Rp", "-5", "5.", "nihilkan", "a..."] {
        assert!(!is_placeholder(text) && !is_nil(text), "{text}");
    }
}

#[test]
fn numbers_are_compared_with_the_fifteen_digits_that_a_spreadsheet_keeps() {
    let equal_in_spreadsheet =
        |a: &str, b: &str| equal_in_spreadsheet(a.parse().expect("a number"), b.parse().expect("a number"));
    assert!(equal_in_spreadsheet("138.6666666666667", "138.666666666667"));
    assert!(equal_in_spreadsheet("53.3333333333333", "53.3333333333334"));
    assert!(equal_in_spreadsheet("45821890708.5199", "45821890708.51994"));
    assert!(!equal_in_spreadsheet("53.33", "53.3333333333333"));
    assert!(!equal_in_spreadsheet("45821890708.51", "45821890708.52"));
    assert!(!equal_in_spreadsheet("951509200000001", "951509200000002"), "whole numbers are exact");
}

#[test]
fn a_code_is_read_over_a_line_break_and_with_signs_at_its_ends() {
    let code = |text: &str| Kode::read(text).map(|code| code.to_string());
    assert_eq!(code("5.2.02.10.001.000\n02").as_deref(), Some("5.2.02.10.001.00002"));
    assert_eq!(code("5.2.02.10.001.\n00002").as_deref(), Some("5.2.02.10.001.00002"));
    assert_eq!(code("5.2.02.10\n.001").as_deref(), Some("5.2.02.10.001"));
    assert_eq!(code(" 5.1.02.04.001.00001. ").as_deref(), Some("5.1.02.04.001.00001"));
    assert_eq!(code("5\n03\n02").as_deref(), Some("5.03.02"), "one segment a line");
    assert_eq!(code("12345"), None, "a number, and no code");
    assert_eq!(code("5.1.02.1234567"), None);
}

/// A program writes a long number with an exponent. A code may look like one without a sign.
#[test]
fn an_exponent_with_a_sign_is_part_of_a_number() {
    let value = |text: &str| read(text).map(|number| number.value.normalize().to_string());
    assert_eq!(value("1.6007260516875e+15").as_deref(), Some("1600726051687500"));
    assert_eq!(value("-2,5E+06").as_deref(), Some("-2500000"));
    assert_eq!(value("4.5E-02").as_deref(), Some("0.045"));
    for text in ["1E5", "1.5E5", "12.5E+02", "1.5E+", "1.E+05", "1.5e+999"] {
        assert_eq!(value(text), None, "{text}");
    }
}
