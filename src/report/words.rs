//! Sentences without values, and the names of rules.

use crate::model::{Lang, Message};

/// What a rule is called; its code where it is in no list.
pub(super) fn rule_name(code: &str) -> &str {
    crate::check::rules().iter().find(|rule| rule.code == code).map_or(code, |rule| rule.name)
}

/// A message in the language, on one line.
pub(super) fn say(key: &'static str, lang: Lang) -> String {
    Message::new(key).say(lang)
}
