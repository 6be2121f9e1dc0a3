//! Names compared as a reader compares them: without case, punctuation and spelling habits.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no diacritics, every run of blanks and punctuation one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Likeness of two folded texts, from 0 to 1: the share of letters that stay when one is typed
/// into the other, two swapped letters counting as one slip.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    if a == b { 1.0 } else { strsim::normalized_damerau_levenshtein(a, b) }
}
