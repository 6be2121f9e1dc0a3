//! What there is to say, without the words: a key of `messages/` and typed values. The sentence
//! is made where it is printed, in the language asked for.

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
    /// The language's code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }
}

/// Something to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The key in `messages/`.
    pub key: &'static str,
    /// The values that its sentence names.
    pub args: Vec<(&'static str, Arg)>,
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Words that stand as they are: a name, a place.
    Text(String),
    /// A value, written the Indonesian way.
    Value(Value),
    /// A part that is itself said in the language.
    Message(Message),
    /// Several, joined by commas.
    List(Vec<Arg>),
}

impl Message {
    /// Something to say that names no values.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.push((name, arg.into()));
        self
    }

    /// The sentence.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let args: Vec<(&str, String)> = self.args.iter().map(|(name, arg)| (*name, arg.say(lang))).collect();
        messages::sentence(self.key, &args, lang.code())
    }
}

impl Arg {
    /// The words of the value, in the language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Value(value) => clipped(&value.brief().to_string()).into_owned(),
            Self::Message(message) => message.say(lang),
            Self::List(args) => args.iter().map(|arg| arg.say(lang)).collect::<Vec<_>>().join(", "),
        }
    }
}

/// A difference as a sentence names it: two percentages differ by percentage points, not by a percentage.
#[must_use]
pub fn difference(value: &Value) -> Arg {
    match value {
        Value::Percent(_) => {
            let number = value.brief().number().unwrap_or_default();
            Message::new("value.points").with("number", number::show(number)).into()
        }
        other => other.clone().into(),
    }
}

/// Where a fault of the program can be reported, as the end of a sentence: the address in `Cargo.toml` if it
/// names one.
#[must_use]
pub fn report_fault() -> Message {
    match env!("CARGO_PKG_REPOSITORY") {
        "" => Message::new("cli.report_fault"),
        address => Message::new("cli.report_fault_at").with("address", address),
    }
}

/// Letters of one value that a sentence carries: enough for a paragraph of the plan. A cell holds up
/// to 32.767, and who reads the sentence has the cell's name.
const MAX_LETTERS: usize = 1_000;

/// A text as a sentence carries it.
#[must_use]
pub fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_LETTERS).and_then(|(end, _)| text.get(..end)) {
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
