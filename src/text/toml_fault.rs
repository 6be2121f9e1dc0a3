//! What is wrong with a TOML file that a user wrote, without the English words of the library that reads it.

/// The key of the sentence in `messages/` for what the library says, and the word of the file that it is about;
/// empty where it names none.
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
