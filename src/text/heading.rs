//! Reads what headings state: office names, years and offsets from the plan's year.

use super::fold::first_word_among;
use super::words::OFFICE_WORDS;

/// Whether a name is that of an office, judged by its first word.
#[must_use]
pub fn is_office(name: &str) -> bool {
    first_word_among(name, &OFFICE_WORDS).is_some()
}

/// Returns the year offset that a heading states in terms of `n`: -2 for `Tahun 2021 (n-2)`, 0 for `(n)`. The
/// offset has a single digit. Returns `None` if the heading states none.
#[must_use]
pub fn year_offset(text: &str) -> Option<i32> {
    let chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let of = |at: usize| {
        let is_n = matches!(chars.get(at), Some('n' | 'N'));
        let is_apart = at.checked_sub(1).is_none_or(|before| matches!(chars.get(before), Some('(' | '[')));
        let digit = || chars.get(at + 2)?.to_digit(10)?.try_into().ok();
        match chars.get(at + 1) {
            _ if !(is_n && is_apart) => None,
            None | Some(')' | ']') => Some(0),
            Some('+') => digit(),
            Some('-' | '\u{2013}' | '\u{2212}') => digit().map(|n: i32| -n),
            _ => None,
        }
    };
    (0..chars.len()).find_map(of)
}

/// The years that a text or a header may name. Other four-digit numbers are not taken for years.
pub const YEAR_RANGE: std::ops::RangeInclusive<i32> = 1990..=2099;

/// Returns the years that a text names, without duplicates, in order of appearance. A year is a run of
/// exactly four digits within [`YEAR_RANGE`].
#[must_use]
pub fn years(text: &str) -> Vec<i32> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_digit()) {
        if word.len() == 4
            && let Ok(year) = word.parse::<i32>()
            && YEAR_RANGE.contains(&year)
            && !found.contains(&year)
        {
            found.push(year);
        }
    }
    found
}
