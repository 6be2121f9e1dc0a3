//! Rule TRB102: a word of an amount in words is misspelt, while the amount is right.

use super::super::context::Context;
use super::figures_in_words::worded_figures;
use super::terbilang_beda::excerpt;
use crate::model::{Finding, Message, Severity, Value};

/// Returns one warning for each such amount. If the amount is wrong too, only TRB101 reports it.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in worded_figures(context) {
        if pair.reading.slips.is_empty() || Some(pair.reading.value) != pair.number.number() {
            continue;
        }
        let list = |pick: &dyn Fn(&(String, &'static str)) -> String| -> String {
            pair.reading.slips.iter().map(pick).collect::<Vec<_>>().join(", ")
        };
        let message = Message::new("check.terbilang.misspelt")
            .with("place", context.renja.cell_name(pair.text.at))
            .with("written", list(&|(written, _)| written.clone()))
            .with("meant", list(&|(_, meant)| (*meant).to_owned()))
            .with("number", pair.number.clone());
        let slips = pair.reading.slips.iter();
        let corrected =
            slips.fold(pair.words.to_owned(), |words, (written, meant)| replace_word(&words, written, meant));
        findings.push(Finding {
            stated: Some(Value::Text(pair.words.into())),
            computed: Some(Value::Text(corrected.into())),
            ..Context::simple_finding("TRB102", Severity::Warning, pair.text.at, excerpt(pair.words), message)
        });
    }
    findings
}

/// Replaces a word in a text, whatever separates the words: a text from Word has non-breaking spaces.
fn replace_word(text: &str, word: &str, other: &str) -> String {
    let is_between = |c: char| !c.is_alphabetic();
    let parts = text.split_inclusive(is_between).flat_map(|part| {
        let (letters, behind) = part.split_at(part.trim_end_matches(is_between).len());
        [if letters.eq_ignore_ascii_case(word) { other } else { letters }, behind]
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::replace_word;

    #[test]
    fn a_word_is_replaced_whatever_stands_beside_it() {
        let said = replace_word("(dua\u{a0}Sembiln\n\u{2013} sembilnbelas, sembiln)", "sembiln", "sembilan");
        assert_eq!(said, "(dua\u{a0}sembilan\n\u{2013} sembilnbelas, sembilan)");
    }
}
