//! Reads the numbers of workbooks. Binary floating point enters the program only here.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::model::CellContent;

/// Number of significant digits that Excel keeps and shows.
const EXCEL_DIGITS: usize = 15;
/// Largest whole number that is read digit by digit. Up to 2^53 the binary form that Excel stores is exact,
/// so that 16 digits of rupiah stay as they are written.
const MAX_EXACT_INTEGER: i64 = 1 << 53;

/// Returns the content for the text of a numeric cell. Text that is no number becomes
/// [`CellContent::NotANumber`].
pub(super) fn content(text: &str) -> CellContent {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return CellContent::Blank;
    }
    parse_plain(trimmed)
        .or_else(|| trimmed.parse().ok().and_then(from_f64))
        .map_or_else(|| CellContent::NotANumber(Arc::from(trimmed)), CellContent::Number)
}

/// Returns the content for a number in binary form.
pub(super) fn content_f64(value: f64) -> CellContent {
    let text = value.to_string();
    if value.is_finite() { content(&text) } else { CellContent::NotANumber(text.into()) }
}

/// Rounds a binary number to the 15 significant digits that Excel shows: `0.30000000000000004` becomes 0.3. A
/// number below 10^-20 becomes 0. Returns `None` if the number is not finite or too large for a [`Decimal`].
pub(super) fn from_f64(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{:.*e}", EXCEL_DIGITS - 1, value);
    let (digits, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    if exponent < -20 {
        return Some(Decimal::ZERO); // the remainder of subtracting equal amounts
    }
    let digits: Decimal = digits.parse().ok()?;
    let shifted = if exponent >= 0 {
        digits.checked_mul(power_of_ten(exponent)?)?
    } else {
        digits.checked_div(power_of_ten(-exponent)?)?
    };
    Some(shifted.normalize())
}

/// Reads a number in plain notation, `1313159500` or `0.85`, exactly as it is written. `None` for any other
/// notation, and for more digits than the binary form can carry.
fn parse_plain(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(decimals) {
        return None;
    }
    if decimals.is_empty() {
        let number: i64 = whole.parse().ok().filter(|n| *n <= MAX_EXACT_INTEGER)?;
        return Some(Decimal::from(if text.len() > digits.len() { -number } else { number }));
    }
    let significant = whole.trim_start_matches('0').len() + decimals.len();
    if significant > EXCEL_DIGITS {
        return None;
    }
    text.parse::<Decimal>().ok().map(|d| d.normalize())
}

/// Returns a power of ten; `None` if it is too large for a [`Decimal`].
fn power_of_ten(exponent: i32) -> Option<Decimal> {
    (0..exponent).try_fold(Decimal::ONE, |power, _| power.checked_mul(Decimal::TEN))
}
