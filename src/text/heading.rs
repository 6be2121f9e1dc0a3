//! What headings say: names of offices, and years.

use super::fold::first_of;
use super::words::OFFICES;

/// Whether a name is that of an office, by its first word.
#[must_use]
pub fn is_office(name: &str) -> bool {
    first_of(name, &OFFICES).is_some()
}

/// The place in time that a heading states itself: -2 of `Tahun 2021 (n-2)`, 0 of `(n)`.
#[must_use]
pub fn offset(text: &str) -> Option<i32> {
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

/// The years that a text or a header may name.
pub const YEARS: std::ops::RangeInclusive<i32> = 1990..=2099;

/// The years that a text names, each once.
#[must_use]
pub fn years(text: &str) -> Vec<i32> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_digit()) {
        if word.len() == 4
            && let Ok(year) = word.parse::<i32>()
            && YEARS.contains(&year)
            && !found.contains(&year)
        {
            found.push(year);
        }
    }
    found
}
