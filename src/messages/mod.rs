//! Every sentence that a person reads, as data: `id.toml` and `en.toml` beside this file.

// The macro reads the folder when the crate is compiled, and cargo does not see that it does:
// naming the files here makes a changed sentence a changed program.
const _: [&str; 2] = [include_str!("id.toml"), include_str!("en.toml")];

rust_i18n::i18n!("src/messages", fallback = "id");

/// The sentence for a key, with its values in place. A key that has none gives the key, which a
/// test rules out.
#[must_use]
pub fn sentence(key: &str, args: &[(&str, String)], lang: &str) -> String {
    let text = _rust_i18n_try_translate(lang, key).unwrap_or_else(|| key.into());
    let names: Vec<&str> = args.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = args.iter().map(|(_, value)| value.clone()).collect();
    rust_i18n::replace_patterns(&text, &names, &values)
}

/// Whether there is a sentence for this key in this language.
#[must_use]
pub fn has(key: &str, lang: &str) -> bool {
    _rust_i18n_try_translate(lang, key).is_some()
}
