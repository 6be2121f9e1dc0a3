//! Sentences without placeholders, and names of rules.

use crate::model::{Class, Lang, Message};

/// Returns the short name of a rule; its code if the rule is unknown.
pub(super) fn rule_name(code: &str) -> &str {
    crate::check::rules().iter().find(|rule| rule.code == code).map_or(code, |rule| rule.name)
}

/// Returns the sentence of a key in a language.
pub(super) fn say(key: &'static str, lang: Lang) -> String {
    Message::new(key).say(lang)
}

/// Returns the title of a rule; its code if the rule is unknown.
pub(super) fn rule_title(code: &str, lang: Lang) -> &str {
    crate::check::rules().iter().find(|rule| rule.code == code).map_or(code, |rule| rule.title(lang))
}

/// Returns the key of the word for a class of proposals.
pub(super) fn class_key(class: Class) -> &'static str {
    match class {
        Class::Safe => "report.class_safe",
        Class::Suggested => "report.class_suggested",
        Class::Display => "report.class_display",
    }
}
