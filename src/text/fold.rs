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

/// Letters of a name; what is longer is compared by its beginning.
const MOST: usize = 500;

/// Likeness of two folded texts, from 0 to 1: the share of letters that stay when one is typed
/// into the other, two swapped letters counting as one slip.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    // The table of all pairs of letters is what this costs, in memory too: two cells of 32.767
    // letters would ask for eight gigabytes.
    let beginning = |text: &'_ str| text.char_indices().nth(MOST).map_or(text.len(), |(end, _)| end);
    let (a, b) = (&a[..beginning(a)], &b[..beginning(b)]);
    if a == b { 1.0 } else { strsim::normalized_damerau_levenshtein(a, b) }
}
