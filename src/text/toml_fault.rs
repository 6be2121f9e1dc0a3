//! Classifies the errors of the TOML library, so that faults in a user's file can be reported in the user's
//! language.

/// Returns the key of the sentence in `messages/` for an error of the library, and the word of the file that
/// the error names. The word is empty if the error names none.
#[must_use]
pub fn toml_fault(message: &str) -> (&'static str, String) {
    let word = || message.split('`').nth(1).unwrap_or_default().to_owned();
    let begins = |with: &[&str]| with.iter().any(|with| message.starts_with(with));
    if begins(&["unknown field", "unknown variant"]) {
        ("toml.unknown", word())
    } else if begins(&["missing field"]) {
        ("toml.missing", word())
    } else if begins(&["duplicate field"]) {
        ("toml.twice", word())
    } else if begins(&["invalid type", "invalid value", "invalid length"]) {
        ("toml.kind", String::new())
    } else {
        ("toml.syntax", String::new())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its faults are looked at")]
    struct Written {
        name: String,
    }

    #[test]
    fn the_words_of_the_library_are_understood() {
        let key = |text: &str| {
            let error = toml::from_str::<Written>(text).expect_err("it is wrong");
            toml_fault(error.message())
        };
        assert_eq!(key("nama = 'a'"), ("toml.unknown", "nama".to_owned()));
        assert_eq!(key(""), ("toml.missing", "name".to_owned()));
        assert_eq!(key("name = 3"), ("toml.kind", String::new()));
        assert_eq!(key("name = "), ("toml.syntax", String::new()));
    }
}
