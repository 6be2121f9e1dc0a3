//! The sentences that a person reads, stored as data in `id.toml` and `en.toml` beside this file.

// The macro below reads this folder at compile time, but cargo does not track those files. Including them
// here makes cargo recompile when a sentence changes.
const _: [&str; 2] = [include_str!("id.toml"), include_str!("en.toml")];

rust_i18n::i18n!("src/messages", fallback = "id");

/// Returns the sentence for a key in a language, with its arguments filled in. Falls back to Indonesian, and
/// to the key itself if no language has a sentence for it; a test rules that out.
#[must_use]
pub fn sentence(key: &str, args: &[(&str, String)], lang: &str) -> String {
    let text = _rust_i18n_try_translate(lang, key).unwrap_or_else(|| key.into());
    let names: Vec<&str> = args.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = args.iter().map(|(_, value)| value.clone()).collect();
    rust_i18n::replace_patterns(&text, &names, &values)
}

/// Whether a language has a sentence for this key.
#[must_use]
pub fn has(key: &str, lang: &str) -> bool {
    _rust_i18n_try_translate(lang, key).is_some()
}
