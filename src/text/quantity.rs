//! Targets and realisations: a number with a unit (`68 jenis`, `50org`, `10652 +6376data`) or a
//! percentage (`83,83%`).

use std::sync::Arc;

use rust_decimal::Decimal;

use super::number::{self, is_blank};

/// A number and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number, with the decimals as printed.
    pub number: Decimal,
    /// The unit as it stands in the cell, `None` for a bare number.
    pub unit: Option<Arc<str>>,
}

/// Reads `83,83%`, `100 %`, `82.5 persen`: the number before the sign, so that 83,83% is 83.83.
#[must_use]
pub fn read_percent(text: &str) -> Option<Decimal> {
    let text = text.trim_matches(is_blank);
    let number = text.strip_suffix('%').or_else(|| {
        let (number, word) = text.split_at_checked(text.len().checked_sub("persen".len())?)?;
        word.eq_ignore_ascii_case("persen").then_some(number)
    })?;
    let number = number::read(number)?;
    // A percentage has no thousands: 104.500% is a hundred and four and a half.
    Some(match number.alternative {
        Some(alternative) if alternative.scale() > number.value.scale() => alternative,
        _ => number.value,
    })
}

/// The product of the numbers in `2 orang x 3 hari`, or the only one; `None` where a part is none.
#[must_use]
pub fn factors(text: &str) -> Option<Decimal> {
    let is_sign = |c: char| matches!(c, 'x' | 'X' | '×' | '*');
    let mut product = Decimal::ONE;
    let mut part = String::new();
    let mut take = |part: &mut String| -> Option<()> {
        product = product.checked_mul(read(part)?.number)?;
        part.clear();
        Some(())
    };
    let letters: Vec<char> = text.chars().collect();
    for (place, c) in letters.iter().enumerate() {
        // The sign of a product stands between blanks or digits; the letter in a word is none.
        let apart = |c: Option<&char>| c.is_none_or(|c| is_blank(*c) || c.is_ascii_digit());
        let before = place.checked_sub(1).and_then(|before| letters.get(before));
        if is_sign(*c) && apart(before) && apart(letters.get(place + 1)) {
            take(&mut part)?;
        } else {
            part.push(*c);
        }
    }
    take(&mut part)?;
    Some(product)
}

/// Reads a number with a unit behind it, or a bare number. Several numbers joined by `+` are
/// added up, as `10652 +6376data` stands in a cell that sums two sources.
#[must_use]
pub fn read(text: &str) -> Option<Quantity> {
    let text = text.trim_matches(is_blank);
    let digits_end = text
        .char_indices()
        .find(|(_, c)| {
            !(c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '(' | ')') || is_blank(*c))
        })
        .map_or(text.len(), |(i, _)| i);
    let (numbers, unit) = text.split_at(digits_end);
    let numbers = numbers.trim_end_matches(is_blank);
    // "12 (dua belas) dokumen" leaves an open bracket; a unit that holds digits is a sentence.
    let unit = unit.trim_matches(is_blank);
    if unit.chars().any(|c| c.is_ascii_digit()) || unit.starts_with('%') {
        return None;
    }
    let mut sum = Decimal::ZERO;
    for part in numbers.split('+') {
        sum = sum.checked_add(number::read(part.trim_end_matches(['.', ',']))?.value)?;
    }
    Some(Quantity { number: sum, unit: (!unit.is_empty()).then(|| Arc::from(unit)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_multiplied() {
        let of = |text: &str| factors(text).map(|n| n.to_string());
        assert_eq!(of("2 Orang x 3 Hari").as_deref(), Some("6"));
        assert_eq!(of("2x3").as_deref(), Some("6"));
        assert_eq!(of("12 box").as_deref(), Some("12"));
        assert_eq!(of("4").as_deref(), Some("4"));
        assert_eq!(of("x"), None);
        assert_eq!(of("dua x 3"), None);
    }
}
