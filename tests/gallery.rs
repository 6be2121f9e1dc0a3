//! Prints all sentences in both languages on one page, so that the wording can be read as a whole. The
//! snapshot is the gallery.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use renja::model::Lang;

#[test]
fn the_gallery_of_sentences() {
    let read = |lang: &str| -> toml::Table {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/messages/{lang}.toml"));
        toml::from_str(&fs::read_to_string(path).expect("the messages")).expect("they are TOML")
    };
    let (indonesian, english) = (read("id"), read("en"));
    let mut page = String::new();
    let mut keys: Vec<&String> = indonesian.keys().filter(|key| *key != "_version").collect();
    keys.sort();
    for key in keys {
        let sentence =
            |table: &toml::Table| table.get(key).and_then(|v| v.as_str()).unwrap_or("?").to_owned();
        let _ = writeln!(page, "{key}\n  id  {}\n  en  {}\n", sentence(&indonesian), sentence(&english));
    }
    // The titles of the rules; their pages are in docs/aturan.md.
    for rule in renja::check::rules() {
        let [id, en] = [Lang::Id, Lang::En].map(|lang| rule.title(lang));
        let _ = writeln!(page, "{}\n  id  {id}\n  en  {en}\n", rule.code);
    }
    insta::assert_snapshot!(page.trim_end());
}
