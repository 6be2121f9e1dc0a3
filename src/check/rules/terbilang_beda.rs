//! An amount in words says another number than the figure beside it.

use super::super::shown::Shown;
use super::terbilang::{Pair, pairs};
use crate::model::{Finding, Message, Severity, Value};
use crate::text::terbilang;

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    pairs(shown)
        .iter()
        .filter(|pair| pair.reading.value != pair.number.number().unwrap_or_default())
        .map(|pair| finding(shown, pair))
        .collect()
}

fn finding(shown: &Shown, pair: &Pair<'_>) -> Finding {
    let said = pair.number.with_number(pair.reading.value);
    let written = pair.number.number().and_then(terbilang::write).unwrap_or_default();
    let message = Message::new("check.terbilang.differs")
        .with("place", shown.renja.place(pair.text.at))
        .with("words", pair.words.as_str())
        .with("number", pair.number.clone())
        .with("said", said.clone())
        .with("written", written.as_str());
    let difference = pair.number.number().and_then(|n| pair.reading.value.checked_sub(n));
    Finding {
        stated: Some(said),
        computed: Some(pair.number.clone()),
        difference: difference.map(|d| pair.number.with_number(d)),
        ..Shown::remark("TRB101", Severity::Error, pair.text.at, excerpt(&pair.words), message)
    }
}

pub(super) fn excerpt(words: &str) -> String {
    Value::Text(words.split_whitespace().collect::<Vec<_>>().join(" ")).to_string()
}
