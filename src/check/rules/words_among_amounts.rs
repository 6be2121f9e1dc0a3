//! What the words of a cell among amounts are: a remark, an amount that is written out, a header. Used by rule FMT102.

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use super::other_errors::is_error;
use crate::forms::Kind;
use crate::model::{Item, Table, Value, Values};
use crate::text::fold::fold;
use crate::text::number;

/// Whether a text among amounts is a remark: it has no digit and does not speak of money, or it introduces a figure that
/// stands elsewhere ("Keuntungan ="), or it is a code or a phrase with a small number in it.
pub(super) fn is_remark(words: &str) -> bool {
    let introduces = words.trim_end().ends_with(['=', ':']) && words.starts_with(char::is_alphabetic);
    let has_digit = words.contains(|c: char| c.is_ascii_digit());
    introduces || (!has_digit || is_mark(words)) && !speaks_of_money(words)
}

/// Whether a text is a code ("T1", "100IV", "21-100-01") or a phrase with a small number in it ("Siaga 1 Gangguan").
/// An amount has more digits, and a letter among them is a slip; "10rb" is ten thousand.
pub(super) fn is_mark(words: &str) -> bool {
    const MAX_DIGITS: usize = 3;
    const MIN_WORDS: usize = 3;
    let first = fold(words.split_whitespace().next().unwrap_or_default());
    let letters = first.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_joined = first.contains(|c: char| c.is_ascii_digit()) && letters.contains(char::is_alphabetic);
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let parts = || words.trim().split('-');
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts().count() > 2 && parts().all(is_digits) {
        return true;
    }
    let is_phrase = words.split_whitespace().filter(is_word).count() >= MIN_WORDS;
    (is_joined || is_phrase)
        && !MONEY_WORDS.contains(&letters)
        && words.chars().filter(char::is_ascii_digit).count() <= MAX_DIGITS
}

/// Whether words stand for an amount. A year among other words is not an amount.
pub(super) fn speaks_of_money(words: &str) -> bool {
    // A spreadsheet error stands where a formula gave an amount.
    if is_error(words) {
        return true;
    }
    let folded = fold(words);
    let mut all = folded.split(' ');
    all.any(|word| {
        word.starts_with("rp")
            || MONEY_WORDS.contains(&word)
            || word.parse::<u64>().is_ok_and(|n| n > 999 && !YEARS.contains(&n))
    })
}

/// The years that occur in such tables.
const YEARS: RangeInclusive<u64> = 1900..=2099;

/// Words of an amount that is written out, and fillers that programs write.
const MONEY_WORDS: [&str; 10] =
    ["juta", "jt", "ribu", "rb", "miliar", "milyar", "m", "rupiah", "null", "nan"];

/// Whether a row has words other than errors.
pub(super) fn has_name(item: &Item) -> bool {
    item.rows().flat_map(Values::iter).any(|(_, cited)| match &cited.value {
        Value::Text(words) => words.contains(char::is_alphabetic) && !is_error(words),
        Value::Kode(_) => true,
        _ => false,
    })
}

/// Whether no amount of a row is filled in.
pub(super) fn is_unfilled_row(table: &Table, item: &Item) -> bool {
    let is_amount = |place: usize| table.columns.get(place).is_some_and(|c| c.kind == Kind::Rupiah);
    let amounts = item.rows().flat_map(Values::iter).filter(|(place, _)| is_amount(*place));
    !amounts.into_iter().any(|(_, cited)| cited.value.number().is_some_and(|n| !n.is_zero()))
}

/// Whether a cell holds the filler `null`, or ditto marks alone.
pub(super) fn is_null(words: &str) -> bool {
    let words = words.trim();
    let is_ditto = |c: char| matches!(c, '"' | '“' | '”' | '″');
    words.eq_ignore_ascii_case("null") || (!words.is_empty() && words.chars().all(is_ditto))
}

/// Whether a text is a range from one number to a larger one, such as a height of 45-3420 m.
pub(super) fn is_number_range(words: &str) -> bool {
    let Some((from, to)) = words.split_once(['-', '–']) else { return false };
    let number = |text: &str| number::read(text.trim()).map(|read| read.value);
    number(from).zip(number(to)).is_some_and(|(from, to)| from >= Decimal::ZERO && from < to)
}

/// Whether a row holds nothing but short words: the headers of a small table below another one, or the
/// letters of columns.
pub(super) fn is_header_row(item: &Item) -> bool {
    /// Maximum number of characters of such a word.
    const MAX_WORD_CHARS: usize = 4;
    /// Minimum number of such words in a row.
    const MIN_HEADS: usize = 2;
    let mut heads = 0;
    for (_, cited) in item.rows().flat_map(Values::iter) {
        match &cited.value {
            Value::Text(words) | Value::Unclear(words) => {
                if words.chars().count() > MAX_WORD_CHARS || !words.chars().all(char::is_alphabetic) {
                    return false;
                }
                heads += 1;
            }
            _ => return false,
        }
    }
    heads >= MIN_HEADS
}

/// Whether a row has words or dates wherever the table has figures, in at least two columns: the headers of a list
/// that follows, or of one beside the table.
pub(super) fn is_word_row(table: &Table, item: &Item) -> bool {
    /// Minimum number of cells with words in such a row.
    const MIN_WORDS: usize = 2;
    let is_figure = |place: usize| {
        let kind = table.columns.get(place).map(|column| column.kind);
        matches!(kind, Some(Kind::Rupiah | Kind::Quantity | Kind::Percent))
    };
    let figures = item.rows().flat_map(Values::iter).filter(|(place, _)| is_figure(*place));
    let mut words = 0;
    for (_, cited) in figures {
        match &cited.value {
            Value::Text(text) | Value::Unclear(text) if !speaks_of_money(text) => words += 1,
            Value::Date(_) => words += 1,
            _ => return false,
        }
    }
    words >= MIN_WORDS
}
