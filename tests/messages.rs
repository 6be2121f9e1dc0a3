//! Checks the sentences: both languages have the same keys and the same values, and none is missing or
//! unused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Sentences = BTreeMap<String, BTreeSet<String>>;

/// Returns the keys of a language, each with the values that its sentence names.
fn sentences(lang: &str) -> Sentences {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/messages/{lang}.toml"));
    let text = std::fs::read_to_string(path).expect("the language has its file");
    let table: toml::Table = text.parse().expect("the file is TOML");
    let mut all = Sentences::new();
    collect("", &table, &mut all);
    all
}

fn collect(above: &str, table: &toml::Table, all: &mut Sentences) {
    for (key, value) in table {
        let key = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value {
            toml::Value::String(sentence) => {
                assert!(!sentence.trim().is_empty(), "{key} says nothing");
                all.insert(key, placeholders(sentence));
            }
            toml::Value::Table(below) => collect(&key, below, all),
            other => assert_eq!(key, "_version", "{other}"),
        }
    }
}

fn placeholders(sentence: &str) -> BTreeSet<String> {
    let starts = sentence.split("%{").skip(1);
    starts.map(|rest| rest.split_once('}').expect("a placeholder is closed").0.to_owned()).collect()
}

/// Returns the quoted texts in the sources that could be keys (letters, digits, dots, dashes and underscores,
/// but not a file name) and that directly follow `behind`.
fn quoted(behind: &str) -> BTreeSet<String> {
    let is_key = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'))
            && ![".xlsx", ".xlsm", ".toml"].iter().any(|end| text.ends_with(end))
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src", "web/page/src"].map(|folder| walkdir::WalkDir::new(root.join(folder)));
    let mut all = BTreeSet::new();
    for entry in folders.into_iter().flatten() {
        let path = entry.expect("the sources can be walked").into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let code = std::fs::read_to_string(&path).expect("the sources can be read");
            for (place, _) in code.match_indices('"') {
                let (before, text) = (&code[..place], &code[place + 1..]);
                let text = text.split_once('"').map_or("", |(text, _)| text);
                if is_key(text) && before.trim_end().ends_with(behind) {
                    all.insert(text.to_owned());
                }
            }
        }
    }
    all
}

/// Returns all words of the sources in lower case: names in the code, and parts of quoted texts.
fn words() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for entry in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let path = entry.expect("the sources can be walked").into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let code = std::fs::read_to_string(&path).expect("the sources can be read");
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            all.extend(code.split(|c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_lowercase));
        }
    }
    all
}

#[test]
fn both_languages_say_the_same_things() {
    let (indonesian, english) = (sentences("id"), sentences("en"));
    let keys = |all: &Sentences| all.keys().cloned().collect::<BTreeSet<_>>();
    let (in_id, in_en) = (keys(&indonesian), keys(&english));
    let missing: Vec<_> = in_id.symmetric_difference(&in_en).collect();
    assert!(missing.is_empty(), "in one language alone: {missing:?}");
    let differ: Vec<_> = indonesian.iter().filter(|(key, names)| english[*key] != **names).collect();
    assert!(differ.is_empty(), "other values in English: {differ:?}");
}

#[test]
fn every_message_has_its_sentence() {
    let (said, quoted, made) = (sentences("id"), quoted(""), quoted("Message::new("));
    let group = |key: &str| key.split_once('.').map(|(group, _)| group.to_owned());
    let groups: BTreeSet<String> = said.keys().filter_map(|key| group(key)).collect();
    let is_named = |key: &&String| group(key).is_some_and(|group| groups.contains(&group));
    let named = quoted.iter().filter(is_named).chain(&made);
    let missing: BTreeSet<_> = named.filter(|key| !said.contains_key(*key)).collect();
    assert!(missing.is_empty(), "without a sentence: {missing:?}");
}

#[test]
fn every_sentence_is_said() {
    let (said, quoted) = (sentences("id"), quoted(""));
    // Some keys are assembled from names: help texts from the names of options and values, headers from the
    // names of columns. The sources contain only these names.
    let words = words();
    let is_made = |key: &str| {
        let name = key.rsplit('.').next().unwrap_or_default();
        let name = name.strip_prefix("value_").unwrap_or(name);
        (key.starts_with("help.") || key.contains(".kolom.")) && words.contains(&name.to_lowercase())
    };
    let unsaid: Vec<_> = said.keys().filter(|key| !is_made(key) && !quoted.contains(*key)).collect();
    assert!(unsaid.is_empty(), "nowhere in the sources: {unsaid:?}");
}

/// The keys that the files of the page name in quotes, with `*` for what is put in when the page runs.
fn on_the_page() -> BTreeSet<String> {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/site");
    let mut all = BTreeSet::new();
    for entry in walkdir::WalkDir::new(site) {
        let path = entry.expect("the page can be walked").into_path();
        if path.extension().is_none_or(|extension| extension != "js" && extension != "html") {
            continue;
        }
        let code = std::fs::read_to_string(&path).expect("the page can be read");
        for group in ["web.", "rapi."] {
            for (place, _) in code.match_indices(group) {
                let is_quote = |c: char| matches!(c, '\'' | '"' | '`');
                if code[..place].ends_with(is_quote) {
                    let key = code[place..].split(is_quote).next().unwrap_or_default();
                    all.insert(key.split("${").next().map_or(String::new(), |begin| {
                        if begin.len() < key.len() { format!("{begin}*") } else { begin.to_owned() }
                    }));
                }
            }
        }
    }
    all
}

#[test]
fn the_page_says_what_it_is_given_and_nothing_else() {
    let words = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("web/page/src/words.rs"));
    let words = words.expect("the words of the page");
    let given: BTreeSet<&str> = words.split('"').skip(1).step_by(2).collect();
    let named = on_the_page();
    let fits = |given: &str, named: &str| match named.strip_suffix('*') {
        Some(begin) => given.starts_with(begin),
        None => given == named,
    };
    let missing: Vec<_> =
        named.iter().filter(|named| !given.iter().any(|given| fits(given, named))).collect();
    assert!(missing.is_empty(), "not given to the page: {missing:?}");
    let unsaid: Vec<_> = given.iter().filter(|given| !named.iter().any(|named| fits(given, named))).collect();
    assert!(unsaid.is_empty(), "nowhere on the page: {unsaid:?}");
}
