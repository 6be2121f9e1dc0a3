//! Compares names as a reader does: ignoring case, punctuation and small spelling differences.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a text for comparison: lower case, no diacritics, and one space for every run of blanks and
/// punctuation.
#[must_use]
pub fn fold(text: &str) -> String {
    // Fast path: nearly every cell is ASCII and needs no Unicode tables.
    if text.is_ascii() {
        let mut out = String::with_capacity(text.len());
        for word in ascii_words(text) {
            if !out.is_empty() {
                out.push(' ');
            }
            let start = out.len();
            out.push_str(word);
            if let Some(word) = out.get_mut(start..) {
                word.make_ascii_lowercase();
            }
        }
        return out;
    }
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

/// Returns the words of a text, folded as by [`fold`]. An iterator, because the first or second word is
/// mostly enough to recognize a heading.
pub fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let (ascii, other) = if text.is_ascii() { (text, String::new()) } else { ("", fold(text)) };
    let has_capitals = |word: &'_ str| word.bytes().any(|b| b.is_ascii_uppercase());
    let plain = ascii_words(ascii).map(move |word| {
        if has_capitals(word) { Cow::Owned(word.to_ascii_lowercase()) } else { Cow::Borrowed(word) }
    });
    let folded: Vec<Cow<'_, str>> =
        other.split(' ').filter(|word| !word.is_empty()).map(|word| Cow::Owned(word.to_owned())).collect();
    plain.chain(folded)
}

/// Returns the entry of `known` that equals the first word of a text. The entries must be folded. Returns
/// `None` if none of them matches.
#[must_use]
pub(crate) fn first_word_among<'w>(text: &str, known: &[&'w str]) -> Option<&'w str> {
    let is = |word: &str| known.iter().find(|known| known.eq_ignore_ascii_case(word)).copied();
    // The first word decides alone, and only the byte right behind it matters besides: a non-ASCII byte there
    // may be a combining accent, so the text is folded.
    let start = text.bytes().position(|b| b.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (before, word) = text.split_at(start);
    let end = word.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(word.len());
    let (word, after) = word.split_at(end);
    let is_plain = before.is_ascii() && after.bytes().next().is_none_or(|b| b.is_ascii());
    if is_plain { is(word) } else { is(&words(text).next()?) }
}

/// Whether two texts consist of the same words once folded.
#[must_use]
pub(crate) fn has_same_words(a: &str, b: &str) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return words(a).eq(words(b));
    }
    let mut other = ascii_words(b);
    ascii_words(a).all(|word| other.next().is_some_and(|other| other.eq_ignore_ascii_case(word)))
        && other.next().is_none()
}

/// Returns the ASCII words of a text without changing their case.
fn ascii_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.bytes().position(|b| b.is_ascii_alphanumeric())?;
        let (_, word) = rest.split_at(start);
        let end = word.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Maximum number of characters of a name that are compared; the rest is ignored. Bounds the cost of
/// [`likeness`], which grows with the product of both lengths.
const MAX_COMPARED_CHARS: usize = 500;

/// Returns the similarity of two folded texts, from 0 to 1: one minus the number of slips per letter of the
/// longer text. A slip inserts, removes or replaces a letter, or swaps two neighbours.
#[must_use]
pub(crate) fn likeness(a: &str, b: &str) -> f64 {
    // The edit distance fills a table of all pairs of letters. Without the limit, two cells of 32,767 letters
    // would need eight gigabytes.
    let beginning =
        |text: &'_ str| text.char_indices().nth(MAX_COMPARED_CHARS).map_or(text.len(), |(end, _)| end);
    let (a, b) = (&a[..beginning(a)], &b[..beginning(b)]);
    if a == b {
        return 1.0;
    }
    let letters = |text: &str| if text.is_ascii() { text.len() } else { text.chars().count() };
    let slips = edit_distance(a, b).unwrap_or_else(|| strsim::osa_distance(a, b));
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    1.0 - count(slips) / count(letters(a).max(letters(b)).max(1))
}

/// Counts the letters to insert, remove, replace or swap with a neighbour to turn one text into the other.
///
/// Computes the edit distance (optimal string alignment) with bit vectors, one column of the table at a time
/// (Hyyrö 2003). Returns `None` if the shorter text is empty or has more than 128 letters, or if a text is
/// not ASCII.
fn edit_distance(a: &str, b: &str) -> Option<usize> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() || short.len() > 128 || !short.is_ascii() || !long.is_ascii() {
        return None;
    }
    let mut places = [0_u128; 128];
    for (place, letter) in short.bytes().enumerate() {
        places[usize::from(letter)] |= 1 << place;
    }
    let last = short.len() - 1;
    let mut slips = short.len();
    // Bits for the rows where the table goes up, or down, by one from a letter of the short text to the next.
    let (mut up, mut down) = (u128::MAX, 0);
    let (mut level, mut before) = (0_u128, 0);
    for letter in long.bytes() {
        let here = places[usize::from(letter)];
        let swapped = ((!level & here) << 1) & before;
        level = ((here & up).wrapping_add(up) ^ up) | here | down | swapped;
        let (rise, fall) = (down | !(level | up), level & up);
        slips = slips + usize::from(rise >> last & 1 == 1) - usize::from(fall >> last & 1 == 1);
        let (rise, fall) = (rise << 1 | 1, fall << 1);
        (up, down) = (fall | !(level | rise), rise & level);
        before = here;
    }
    Some(slips)
}

/// Returns the [`likeness`] of two folded texts if it is at least `least`, otherwise 0.
#[must_use]
pub(crate) fn likeness_at_least(a: &str, b: &str, least: f64) -> f64 {
    if a == b {
        zero_if_below(1.0, least)
    } else {
        LetterCounts::from_text(a).likeness_at_least(&LetterCounts::from_text(b), least)
    }
}

/// Returns `found` if it reaches `least`, otherwise 0.
fn zero_if_below(found: f64, least: f64) -> f64 {
    if found < least { 0.0 } else { found }
}

/// A folded text with the counts of its letters. The counts bound the likeness from above, so that most pairs
/// of names are ruled out without computing an edit distance.
#[derive(Debug)]
pub(crate) struct LetterCounts<'a> {
    text: &'a str,
    /// How often each letter occurs. Letters that are equal modulo 64 share an entry; a collision hides a
    /// slip, so the result is still an upper bound of the likeness.
    counts: [u16; 64],
    total: u16,
}

impl<'a> LetterCounts<'a> {
    /// Counts the letters of a folded text.
    #[must_use]
    pub fn from_text(text: &'a str) -> Self {
        let mut letters = Self { text, counts: [0; 64], total: 0 };
        for c in text.chars().take(MAX_COMPARED_CHARS) {
            letters.counts[c as usize % 64] += 1;
            letters.total += 1;
        }
        letters
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the [`likeness`] to another text if it is at least `least`, otherwise 0.
    #[must_use]
    pub fn likeness_at_least(&self, other: &Self, least: f64) -> f64 {
        if self.text != other.text && self.max_likeness(other) < least {
            return 0.0;
        }
        zero_if_below(likeness(self.text, other.text), least)
    }

    /// Returns an upper bound of the likeness: a letter that occurs in only one of the texts is a slip, and
    /// one slip repairs at most one letter of each text.
    fn max_likeness(&self, other: &Self) -> f64 {
        let only = |a: &Self, b: &Self| -> u16 {
            a.counts.iter().zip(&b.counts).map(|(a, b)| a.saturating_sub(*b)).sum()
        };
        let slips = only(self, other).max(only(other, self));
        1.0 - f64::from(slips) / f64::from(self.total.max(other.total).max(1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::edit_distance;

    proptest! {
        #[test]
        fn slips_are_those_of_the_whole_table(a in "[abc ]{0,140}", b in "[abc ]{0,12}|[a-f ]{100,140}") {
            if let Some(found) = edit_distance(&a, &b) {
                prop_assert_eq!(found, strsim::osa_distance(&a, &b));
            }
        }
    }

    #[test]
    fn plain_names_are_compared_by_bits() {
        assert_eq!(edit_distance("karier", "karir asn"), Some(5));
        assert_eq!(edit_distance("pelatihan", "peltaihan"), Some(1));
        assert_eq!(edit_distance("", "a"), None);
    }
}
