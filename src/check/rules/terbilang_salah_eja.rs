//! A word of an amount in words is misspelt; the amount is right.

use super::super::shown::Shown;
use super::terbilang::pairs;
use super::terbilang_beda::excerpt;
use crate::model::{Finding, Message, Severity, Value};

/// What the rule finds: one warning an amount. Where the amount is wrong too, that is said by
/// TRB101 alone.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in pairs(shown) {
        if pair.reading.slips.is_empty() || Some(pair.reading.value) != pair.number.number() {
            continue;
        }
        let list = |pick: &dyn Fn(&(String, &'static str)) -> String| -> String {
            pair.reading.slips.iter().map(pick).collect::<Vec<_>>().join(", ")
        };
        let message = Message::new("check.terbilang.misspelt")
            .with("place", shown.renja.place(pair.text.at))
            .with("written", list(&|(written, _)| written.clone()))
            .with("meant", list(&|(_, meant)| (*meant).to_owned()))
            .with("number", pair.number.clone());
        let corrected = pair.reading.slips.iter().fold(pair.words.to_owned(), |words, (written, meant)| {
            words
                .split(' ')
                .map(|w| if w.eq_ignore_ascii_case(written) { meant } else { w })
                .collect::<Vec<_>>()
                .join(" ")
        });
        findings.push(Finding {
            stated: Some(Value::Text(pair.words.into())),
            computed: Some(Value::Text(corrected.into())),
            ..Shown::remark("TRB102", Severity::Warning, pair.text.at, excerpt(pair.words), message)
        });
    }
    findings
}
