//! Messages without words: a key of `messages/` with typed values. The sentence is made when it is printed,
//! in the language of the reader.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Value;
use crate::messages;
use crate::text::number;

/// A language of the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Lang {
    /// Indonesian.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// Returns the language's ISO 639 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }
}

/// A message: a sentence of `messages/` and the values to fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The key of the sentence in `messages/`.
    pub key: &'static str,
    /// The values, each with the name of its placeholder in the sentence.
    pub args: Vec<(&'static str, Arg)>,
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Text that is inserted unchanged: a name, a position.
    Text(String),
    /// A value, formatted the Indonesian way and shortened if it is long.
    Value(Value),
    /// A phrase that is itself translated.
    Message(Message),
    /// Several values, joined by commas.
    List(Vec<Arg>),
}

impl Message {
    /// Creates a message whose sentence has no placeholders.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds a value for a placeholder.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.push((name, arg.into()));
        self
    }

    /// Returns the sentence in a language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let args: Vec<(&str, String)> = self.args.iter().map(|(name, arg)| (*name, arg.say(lang))).collect();
        messages::sentence(self.key, &args, lang.code())
    }
}

impl Arg {
    /// Returns the text of the value in a language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Value(value) => shorten(&value.rounded().to_string()).into_owned(),
            Self::Message(message) => message.say(lang),
            Self::List(args) => args.iter().map(|arg| arg.say(lang)).collect::<Vec<_>>().join(", "),
        }
    }
}

/// Returns a difference as an argument of a sentence. Percentages differ by percentage points, not by a
/// percentage.
#[must_use]
pub(crate) fn difference_arg(value: &Value) -> Arg {
    match value {
        Value::Percent(_) => {
            let number = value.rounded().number().unwrap_or_default();
            Message::new("value.points").with("number", number::format_grouped(number)).into()
        }
        other => other.clone().into(),
    }
}

/// Returns the end of a sentence that says where to report a fault of the program: the repository address in
/// `Cargo.toml`, if there is one.
#[must_use]
pub fn fault_report_hint() -> Message {
    match env!("CARGO_PKG_REPOSITORY") {
        "" => Message::new("cli.report_fault"),
        address => Message::new("cli.report_fault_at").with("address", address),
    }
}

/// Maximum number of characters of a value in a sentence. Enough for a paragraph of the plan; a cell may hold
/// 32,767 characters, and the reader can look it up there.
const MAX_VALUE_CHARS: usize = 1_000;

/// Shortens a text to at most `MAX_VALUE_CHARS` characters, followed by an ellipsis if something was cut off.
#[must_use]
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_VALUE_CHARS).and_then(|(end, _)| text.get(..end)) {
        Some(beginning) => Cow::Owned(format!("{beginning}…")),
        None => Cow::Borrowed(text),
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Value> for Arg {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Text(count.to_string())
    }
}
