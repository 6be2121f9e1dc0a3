//! Shared by the rules on amounts in words (TRB): finds every figure with the same number in words beside it.

use std::ops::Range;

use crate::check::context::Context;
use crate::check::sentences::{Figure, Mention, mentions, strip_currency};
use crate::model::{Cited, Value};
use crate::text::fold::fold;
use crate::text::terbilang::{self, Reading};

/// A figure with the words beside it, which form a number.
pub(super) struct WordedFigure<'a> {
    /// The text that contains both.
    pub text: &'a Cited<String>,
    /// The figure.
    pub number: Value,
    /// The words.
    pub words: &'a str,
    /// The figure together with the words, as printed.
    pub printed: &'a str,
    /// The number that the words say.
    pub reading: Reading,
}

/// Returns every figure with a number in words beside it: `5 (lima) program`, `lima (5) program`,
/// `Rp 1.000,- terbilang: seribu rupiah`.
pub(super) fn worded_figures<'a>(context: &Context<'a>) -> Vec<WordedFigure<'a>> {
    let mut pairs = Vec::new();
    for text in &context.renja.narrative {
        for mention in mentions(&text.text) {
            let number = match mention.figure {
                Figure::Rupiah(n) => Value::Rupiah(n),
                Figure::Number(n) => Value::Quantity(n, None),
                // Words of percentages are not read: "94,32% (sembilan puluh empat koma …)".
                Figure::Percent(_) => continue,
            };
            if let Some((words, reading, span)) = words_beside(&text.text, &mention) {
                let printed = text.text.get(span).unwrap_or(words);
                pairs.push(WordedFigure { text, number, words, printed, reading });
            }
        }
    }
    pairs
}

/// Returns the number in words beside a figure, and the byte range of both; `None` if there is none.
fn words_beside<'a>(text: &'a str, mention: &Mention) -> Option<(&'a str, Reading, Range<usize>)> {
    let expected = Some(mention.figure.number());
    if let Some(words) = &mention.brackets
        && let Some(reading) = terbilang::read(words, expected)
    {
        let printed = text.get(mention.start..mention.after)?;
        let at = mention.start + printed.rfind(words.as_str())?;
        return Some((text.get(at..at + words.len())?, reading, mention.start..mention.after));
    }
    let (run, start, end) = if let Some((before, end)) = before_brackets(text, mention) {
        let run = terbilang::find_at_end(before, expected)?;
        let start = before.trim_end().len().checked_sub(run.words.len())?;
        let rest = fold(before.get(..start)?);
        // Only the last part of a longer number precedes the bracket: "sepuluh koma lima (10,5)",
        // "dua per tiga (3)".
        if ["koma", "per", "sampai"].iter().any(|word| rest.split(' ').next_back() == Some(word)) {
            return None;
        }
        (run, start, end)
    } else {
        let after = after_terbilang(text, mention)?;
        let run = terbilang::find_at_start(after, expected)?;
        let end = text.len() - after.trim_start().len() + run.words.len();
        (run, mention.start, end)
    };
    // In "dua ratus juta rupiah (200)" the figure is in millions.
    let rupiah = matches!(mention.figure, Figure::Rupiah(_)) || !fold(run.words).contains("rupiah");
    (rupiah || Some(run.reading.value) == expected).then_some((run.words, run.reading, start..end))
}

/// Returns the text before a figure that stands alone in brackets, and the byte offset behind the brackets.
/// `None` if there are no such brackets.
fn before_brackets<'a>(text: &'a str, mention: &Mention) -> Option<(&'a str, usize)> {
    let before = strip_currency(text.get(..mention.start)?, mention.figure).strip_suffix('(')?;
    let rest = text.get(mention.end..)?.trim_start().strip_prefix(')')?;
    Some((before, text.len() - rest.len()))
}

/// Returns the text behind a figure and the word that announces the number in words (`terbilang`,
/// `dengan huruf`); `None` if that word does not follow.
fn after_terbilang<'a>(text: &'a str, mention: &Mention) -> Option<&'a str> {
    let sign = |c: char| !c.is_alphanumeric();
    let rest = text.get(mention.end..)?.trim_start_matches(sign);
    let found = ["terbilang", "dengan huruf"]
        .iter()
        .find(|word| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    Some(rest.get(found.len()..)?.trim_start_matches(sign))
}
