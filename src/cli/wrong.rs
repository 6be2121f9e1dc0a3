//! Says what is wrong with a call, in the requested language: clap's own sentences are English only.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::model::{Arg, Message};

/// Returns the sentence for a call that could not be parsed. `None` for help and version, which clap reports
/// as errors too.
pub fn parse_error_message(error: &clap::Error) -> Option<Message> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        _ => None,
    };
    // Reduce `--format <FORMAT>` to the name of the option.
    let option = text(ContextKind::InvalidArg).unwrap_or_default();
    let option = option.split([' ', '=']).next().unwrap_or_default().to_owned();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return None,
        ErrorKind::InvalidValue => {
            let known = match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(known)) => known.as_slice(),
                _ => &[],
            };
            let key = match (value.is_empty(), known.is_empty()) {
                (true, true) => "cli.wrong_no_value",
                (true, false) => "cli.wrong_no_value_of",
                (false, _) => "cli.wrong_value",
            };
            let known = known.iter().map(|word| Arg::Text(word.clone())).collect();
            Message::new(key).with("value", value).with("known", Arg::List(known))
        }
        // Every option whose value is parsed further takes a whole number above zero.
        ErrorKind::ValueValidation => Message::new("cli.wrong_number").with("value", value),
        ErrorKind::UnknownArgument if option.starts_with('-') => {
            match text(ContextKind::SuggestedArg)
                .map(|near| near.split([' ', '=']).next().unwrap_or("").to_owned())
            {
                Some(near) => Message::new("cli.wrong_option_near").with("near", near),
                None => Message::new("cli.wrong_option"),
            }
        }
        ErrorKind::UnknownArgument => Message::new("cli.wrong_extra"),
        ErrorKind::ArgumentConflict => Message::new("cli.wrong_twice"),
        ErrorKind::TooManyValues => Message::new("cli.wrong_takes_none").with("value", value),
        ErrorKind::InvalidUtf8 => Message::new("cli.wrong_text"),
        _ => Message::new("cli.wrong_call"),
    };
    Some(message.with("option", option))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::args::{Args, ArgsError};
    use crate::model::Lang;

    fn said(arguments: &[&str]) -> [String; 2] {
        let arguments: Vec<OsString> =
            std::iter::once("renja").chain(arguments.iter().copied()).map(Into::into).collect();
        match Args::read(&arguments) {
            Err(ArgsError::Invalid(message)) => [message.say(Lang::Id), message.say(Lang::En)],
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_wrong_call_has_its_sentence_in_both_languages() {
        for (arguments, key) in [
            (
                &["check", "--format", "xml", "a"][..],
                "--format tidak mengenal “xml”. Yang dikenal: text, json, ndjson.",
            ),
            (&["check", "a", "--format"], "--format memerlukan salah satu dari: text, json, ndjson."),
            (&["process", "a", "--output"], "--output memerlukan nilai di belakangnya."),
            (&["check", "a", "--jobs", "0"], "--jobs memerlukan bilangan bulat di atas nol, bukan “0”."),
            (&["check", "a", "--formt", "json"], "Tidak ada pilihan --formt. Maksudnya --format?"),
            (&["check", "a", "--zzz"], "Tidak ada pilihan --zzz."),
            (&["rule", "ARI101", "ARI102"], "“ARI102” tidak diperlukan di sini."),
            (&["check", "a", "--format", "json", "--format", "text"], "--format disebut dua kali."),
            (&["-o", "hasil", "check", "a"], "Pilihan dan berkas ditulis di belakang perintahnya"),
        ] {
            let [id, en] = said(arguments);
            assert!(id.starts_with(key), "{arguments:?}: {id}");
            assert!(en != id && en.contains(' ') && !en.contains("%{"), "{arguments:?}: {en}");
        }
    }
}
