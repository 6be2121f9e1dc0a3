//! Amounts in words (terbilang).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const UNITS: [&str; 12] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
];

/// Writes a whole number of rupiah in words, without the word rupiah: 1.500 is "seribu lima
/// ratus". `None` for fractions, negative numbers and anything from a thousand trillion up.
#[must_use]
pub fn write(value: Decimal) -> Option<String> {
    if !value.fract().is_zero() || value.is_sign_negative() && !value.is_zero() {
        return None;
    }
    let number = value.to_u64()?;
    if number == 0 {
        return Some(UNITS[0].to_owned());
    }
    let mut words = Vec::new();
    let mut rest = number;
    for (size, name) in [
        (1_000_000_000_000, "triliun"),
        (1_000_000_000, "miliar"),
        (1_000_000, "juta"),
        (1_000, "ribu"),
        (1, ""),
    ] {
        let group = rest / size;
        rest %= size;
        if group == 0 {
            continue;
        }
        if group >= 1_000 {
            return None;
        }
        if group == 1 && name == "ribu" {
            words.push("seribu");
            continue;
        }
        below_thousand(usize::try_from(group).ok()?, &mut words);
        if !name.is_empty() {
            words.push(name);
        }
    }
    Some(words.join(" "))
}

fn below_thousand(number: usize, words: &mut Vec<&str>) {
    match number / 100 {
        0 => {}
        1 => words.push("seratus"),
        hundreds => words.extend([UNITS[hundreds], "ratus"]),
    }
    match number % 100 {
        0 => {}
        small @ 1..12 => words.push(UNITS[small]),
        teen @ 12..20 => words.extend([UNITS[teen - 10], "belas"]),
        tens => {
            words.extend([UNITS[tens / 10], "puluh"]);
            if tens % 10 > 0 {
                words.push(UNITS[tens % 10]);
            }
        }
    }
}
