//! Reads targets and realisations: a number with a unit (`68 jenis`, `50org`, `10652 +6376data`) or a
//! percentage (`83,83%`).

use std::sync::Arc;

use rust_decimal::Decimal;

use super::number::{self, is_blank};

/// A number with the unit that it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number. Its scale is the number of decimals that are printed.
    pub number: Decimal,
    /// The unit as printed in the cell, or `None` for a bare number.
    pub unit: Option<Arc<str>>,
}

/// Reads a percentage: `83,83%`, `100 %`, `82.5 persen`. The result is the number before the sign, so
/// `83,83%` is 83.83. Returns `None` if the sign or the number is missing.
#[must_use]
pub fn read_percent(text: &str) -> Option<Decimal> {
    let text = text.trim_matches(is_blank);
    let number = text.strip_suffix('%').or_else(|| {
        let (number, word) = text.split_at_checked(text.len().checked_sub("persen".len())?)?;
        word.eq_ignore_ascii_case("persen").then_some(number)
    })?;
    let number = number::read(number)?;
    // A percentage has no thousands, so prefer the decimals: 104.500% is a hundred and four and a half.
    Some(match number.alternative {
        Some(alternative) if alternative.scale() > number.value.scale() => alternative,
        _ => number.value,
    })
}

/// Returns the product of the numbers in a text, so `2 orang x 3 hari` is 6 and `12 box` is 12. Returns
/// `None` if a factor is not a quantity.
#[must_use]
pub(crate) fn product_of_factors(text: &str) -> Option<Decimal> {
    split_factors(text)
        .into_iter()
        .try_fold(Decimal::ONE, |product, part| product.checked_mul(read(part)?.number))
}

/// Returns the product that a name ends with: `Penginapan 6 Orang x 4 Hari x 3 Kali` is 72.
///
/// Returns `None` if a factor has no unit, is a size (`Spanduk 3 m x 1 m`) or a sum of money (`x 262 USD`),
/// or if the text is cut off inside a bracket.
#[must_use]
pub(crate) fn product_at_end(text: &str) -> Option<Decimal> {
    /// Units of size: `3 m x 1 m` is the size of one banner.
    const SIZE_UNITS: [&str; 12] =
        ["m", "m2", "m3", "cm", "mm", "km", "meter", "ha", "inci", "inch", "inchi", "gsm"];
    /// Units of money: the product would be an amount, not a count.
    const MONEY_UNITS: [&str; 9] = ["rp", "idr", "usd", "eur", "sgd", "jpy", "dollar", "dolar", "rupiah"];
    let count = |signs: [char; 2]| text.chars().filter(|c| signs.contains(c)).count();
    if count(['(', '[']) > count([')', ']']) {
        return None;
    }
    let parts = split_factors(text);
    let (first, others) = parts.split_first().filter(|(_, others)| !others.is_empty())?;
    // The name ends where the last number of the first part begins.
    let end = first.rfind(|c: char| c.is_ascii_digit())?;
    let before = first.get(..end)?.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    if before.chars().next_back().is_some_and(|c| !is_blank(c) && !matches!(c, '(' | ':' | ';' | '=' | '[')) {
        return None;
    }
    let mut product = Decimal::ONE;
    let mut units: Vec<String> = Vec::new();
    for part in std::iter::once(first.get(before.len()..)?).chain(others.iter().copied()) {
        let quantity = read(part)?;
        let unit = quantity.unit?.to_lowercase();
        let word = unit.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if !word.starts_with(char::is_alphabetic) || SIZE_UNITS.contains(&word) || MONEY_UNITS.contains(&word)
        {
            return None;
        }
        // Reject "3 ORG x 4 HR x 5 HR": the new count was written behind the old one.
        if units.iter().any(|known| known == word) {
            return None;
        }
        units.push(word.to_owned());
        // Reject "4 0RG": a zero typed in place of a letter.
        if quantity.number.is_zero() || has_split_number(part) {
            return None;
        }
        product = product.checked_mul(quantity.number)?;
    }
    Some(product)
}

/// Whether a blank splits the number of a factor, as in "4 0RG".
fn has_split_number(part: &str) -> bool {
    let end = part.find(char::is_alphabetic).unwrap_or(part.len());
    let number = part.get(..end).unwrap_or_default().trim_matches(|c: char| !c.is_ascii_digit());
    number.contains(is_blank)
}

/// Splits a text at its multiplication signs. A sign counts only between blanks or digits, so the letter `x`
/// within a word does not split it.
fn split_factors(text: &str) -> Vec<&str> {
    let apart = |c: Option<char>| c.is_none_or(|c| is_blank(c) || c.is_ascii_digit());
    let mut parts = Vec::new();
    let mut begin = 0;
    for (place, sign) in text.match_indices(['x', 'X', '×', '*']) {
        let end = place + sign.len();
        let before = text.get(..place).and_then(|before| before.chars().next_back());
        let after = text.get(end..).and_then(|after| after.chars().next());
        if apart(before) && apart(after) {
            parts.push(text.get(begin..place).unwrap_or_default());
            begin = end;
        }
    }
    parts.push(text.get(begin..).unwrap_or_default());
    parts
}

/// Reads a number with or without a unit behind it. Numbers joined by `+` are added, because cells sum two
/// sources as `10652 +6376data`.
///
/// Returns `None` if there is no number, or if the text behind it contains digits or starts with `%`.
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
    // A unit with digits is a sentence. "12 (dua belas) dokumen" leaves "12 (" as its number, which is
    // rejected below.
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
        let of = |text: &str| product_of_factors(text).map(|n| n.to_string());
        assert_eq!(of("2 Orang x 3 Hari").as_deref(), Some("6"));
        assert_eq!(of("2x3").as_deref(), Some("6"));
        assert_eq!(of("12 box").as_deref(), Some("12"));
        assert_eq!(of("4").as_deref(), Some("4"));
        assert_eq!(of("x"), None);
        assert_eq!(of("dua x 3"), None);
    }
    #[test]
    fn a_name_ends_in_a_product() {
        let of = |text: &str| product_at_end(text).map(|n| n.to_string());
        assert_eq!(of("Penginapan 6 Orang x 4 Hari x 3 Kali").as_deref(), Some("72"));
        assert_eq!(of("Uang harian (2 orang x 3 hari)").as_deref(), Some("6"));
        assert_eq!(of("Honor 2 Jam x 1.000 lembar").as_deref(), Some("2000"));
        for none in [
            "Anggota 8 Org",
            "Meja 120 x 60 cm",
            "Spanduk 3 m x 1 m",
            "Kertas A4 x 3 rim",
            "Honor 2 Orang x Rp 50.000",
            "Rapat 4 0RG x 4 KL x 9 BL",
            "Uang harian [7 ORG x 7 JA",
            "Tiket 3 org x 5 hr x 262 USD",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
