//! What the rules on amounts in words (TRB) share: every figure with words in brackets behind it.

use crate::check::kalimat::{Figure, mentions};
use crate::check::shown::Shown;
use crate::model::{Cited, Value};
use crate::text::terbilang::{self, Reading};

/// A figure and the words beside it, where the words are a number.
pub(super) struct Pair<'a> {
    /// The text that both stand in.
    pub text: &'a Cited<String>,
    /// The figure.
    pub number: Value,
    /// The words.
    pub words: String,
    /// What the words say.
    pub reading: Reading,
}

/// Every figure with a number in words behind it: `5 (lima) program`.
pub(super) fn pairs<'a>(shown: &Shown<'a>) -> Vec<Pair<'a>> {
    let mut pairs = Vec::new();
    for text in &shown.renja.narrative {
        for mention in mentions(&text.text) {
            let number = match mention.figure {
                Figure::Rupiah(n) => Value::Rupiah(n),
                Figure::Number(n) => Value::Quantity(n, None),
                // "94,32% (sembilan puluh empat koma …)" is not read.
                Figure::Percent(_) => continue,
            };
            if let Some(words) = mention.brackets
                && let Some(reading) = terbilang::read(&words, Some(mention.figure.number()))
            {
                pairs.push(Pair { text, number, words, reading });
            }
        }
    }
    pairs
}
