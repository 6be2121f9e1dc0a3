//! Names compared as a reader compares them: without case, punctuation and spelling habits.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no diacritics, every run of blanks and punctuation one space.
#[must_use]
pub fn fold(text: &str) -> String {
    // Nearly every cell holds plain letters: no table of Unicode is asked for them.
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

/// The words of a text as [`fold`] gives them, one after another: a heading is mostly told by its first
/// or second.
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

/// The first word of a text, where it is one of these folded ones.
#[must_use]
pub fn first_of<'w>(text: &str, known: &[&'w str]) -> Option<&'w str> {
    let is = |word: &str| known.iter().find(|known| known.eq_ignore_ascii_case(word)).copied();
    // What stands behind the first word says nothing of it, but for the sign that follows at once: it
    // may be an accent.
    let start = text.bytes().position(|b| b.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (before, word) = text.split_at(start);
    let end = word.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(word.len());
    let (word, after) = word.split_at(end);
    let is_plain = before.is_ascii() && after.bytes().next().is_none_or(|b| b.is_ascii());
    if is_plain { is(word) } else { is(&words(text).next()?) }
}

/// Whether two texts have the same words.
#[must_use]
pub fn same_words(a: &str, b: &str) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return words(a).eq(words(b));
    }
    let mut other = ascii_words(b);
    ascii_words(a).all(|word| other.next().is_some_and(|other| other.eq_ignore_ascii_case(word)))
        && other.next().is_none()
}

/// The words of a text of plain letters, as they are written.
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

/// Letters of a name; what is longer is compared by its beginning.
const MOST: usize = 500;

/// Likeness of two folded texts, from 0 to 1: the share of letters that stay when one is typed
/// into the other, two swapped neighbours counting as one slip.
#[must_use]
pub fn likeness(a: &str, b: &str) -> f64 {
    // The table of all pairs of letters is what this costs, in memory too: two cells of 32.767
    // letters would ask for eight gigabytes.
    let beginning = |text: &'_ str| text.char_indices().nth(MOST).map_or(text.len(), |(end, _)| end);
    let (a, b) = (&a[..beginning(a)], &b[..beginning(b)]);
    if a == b {
        return 1.0;
    }
    let letters = |text: &str| if text.is_ascii() { text.len() } else { text.chars().count() };
    let slips = slips(a, b).unwrap_or_else(|| strsim::osa_distance(a, b));
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    1.0 - count(slips) / count(letters(a).max(letters(b)).max(1))
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to make one
/// text of the other: a column of the table of all pairs at a time, each of its steps a bit (Hyyrö
/// 2003). `None` where the shorter text has more letters than bits, or they are not plain ones.
fn slips(a: &str, b: &str) -> Option<usize> {
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
    // Where the table steps up, and down, from one letter of the short text to the next.
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

/// Likeness of two folded texts where it reaches this much, else 0.
#[must_use]
pub fn likeness_from(a: &str, b: &str, least: f64) -> f64 {
    if a == b { at_least(1.0, least) } else { Letters::of(a).likeness_from(&Letters::of(b), least) }
}

fn at_least(found: f64, least: f64) -> f64 {
    if found < least { 0.0 } else { found }
}

/// A folded text with its letters counted: most pairs of names differ by so many letters that their
/// order need not be looked at.
#[derive(Debug)]
pub struct Letters<'a> {
    text: &'a str,
    /// How often each stands in the text. Some share a place, which hides a slip, so that what is told
    /// by them is a bound all the same.
    counts: [u16; 64],
    all: u16,
}

impl<'a> Letters<'a> {
    /// Counts the letters of a text.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let mut letters = Self { text, counts: [0; 64], all: 0 };
        for c in text.chars().take(MOST) {
            letters.counts[c as usize % 64] += 1;
            letters.all += 1;
        }
        letters
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Likeness to another text where it reaches this much, else 0.
    #[must_use]
    pub fn likeness_from(&self, other: &Self, least: f64) -> f64 {
        if self.text != other.text && self.most_alike(other) < least {
            return 0.0;
        }
        at_least(likeness(self.text, other.text), least)
    }

    /// What the likeness cannot pass: a letter that only one of them has is a slip, and a slip mends
    /// one letter of either.
    fn most_alike(&self, other: &Self) -> f64 {
        let only = |a: &Self, b: &Self| -> u16 {
            a.counts.iter().zip(&b.counts).map(|(a, b)| a.saturating_sub(*b)).sum()
        };
        let slips = only(self, other).max(only(other, self));
        1.0 - f64::from(slips) / f64::from(self.all.max(other.all).max(1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::slips;

    proptest! {
        #[test]
        fn slips_are_those_of_the_whole_table(a in "[abc ]{0,140}", b in "[abc ]{0,12}|[a-f ]{100,140}") {
            if let Some(found) = slips(&a, &b) {
                prop_assert_eq!(found, strsim::osa_distance(&a, &b));
            }
        }
    }

    #[test]
    fn plain_names_are_compared_by_bits() {
        assert_eq!(slips("karier", "karir asn"), Some(5));
        assert_eq!(slips("pelatihan", "peltaihan"), Some(1));
        assert_eq!(slips("", "a"), None);
    }
}
