//! Sentences without values, and the names of rules.

use crate::model::{Class, Lang, Message};

/// What a rule is called; its code where it is in no list.
pub(super) fn rule_name(code: &str) -> &str {
    crate::check::rules().iter().find(|rule| rule.code == code).map_or(code, |rule| rule.name)
}

/// A message in the language, on one line.
pub(super) fn say(key: &'static str, lang: Lang) -> String {
    Message::new(key).say(lang)
}

/// What a rule is called in words; its code where it is in no list.
pub(super) fn rule_title(code: &str, lang: Lang) -> &str {
    crate::check::rules().iter().find(|rule| rule.code == code).map_or(code, |rule| rule.title(lang))
}

/// The key of the word for a class of proposals.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Safe => "report.class_safe",
        Class::Suggested => "report.class_suggested",
        Class::Display => "report.class_display",
    }
}
