//! Rule TRB101: an amount in words says another number than the figure beside it.

use super::super::context::Context;
use super::figures_in_words::{WordedFigure, worded_figures};
use crate::model::{Finding, Message, Severity, Value};
use crate::text::terbilang;

/// Returns an error for each such amount.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    worded_figures(context)
        .iter()
        .filter(|pair| pair.reading.value != pair.number.number().unwrap_or_default())
        .map(|pair| finding(context, pair))
        .collect()
}

fn finding(context: &Context, pair: &WordedFigure<'_>) -> Finding {
    let said = pair.number.with_number(pair.reading.value);
    let written = pair.number.number().and_then(terbilang::write);
    let message = Message::new("check.terbilang.differs")
        .with("place", context.renja.cell_name(pair.text.at))
        .with("words", pair.words)
        .with("number", pair.number.clone())
        .with("said", said)
        .with("written", written.as_deref().unwrap_or_default());
    let difference = pair.number.number().and_then(|n| pair.reading.value.checked_sub(n));
    // The words are part of a sentence; together with the figure they can be found in it again.
    let corrected =
        written.map(|words| pair.printed.replacen(pair.words, &match_style(pair.words, words), 1));
    Finding {
        stated: Some(Value::Text(pair.printed.into())),
        computed: corrected.map(|text| Value::Text(text.into())),
        difference: difference.map(|d| pair.number.with_number(d)),
        ..Context::simple_finding("TRB101", Severity::Error, pair.text.at, excerpt(pair.words), message)
    }
}

/// Returns new words in the style of the old ones: with a capital, and with "rupiah".
fn match_style(old: &str, words: String) -> String {
    let mut new = words;
    if old.to_lowercase().trim_end().ends_with("rupiah") {
        new.push_str(" rupiah");
    }
    if old.starts_with(char::is_uppercase) {
        let first: String = new.chars().take(1).flat_map(char::to_uppercase).collect();
        new = first + new.get(1..).unwrap_or_default();
    }
    new
}

/// Returns words for the name of a finding, with single blanks.
pub(super) fn excerpt(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
