//! Checks the guide, docs/panduan.md: its commands run and write the files it lists, and its links lead
//! somewhere.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The line that precedes a list of the files that the commands above it write.
const WRITTEN: &str = "Yang ditulis:";

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

fn guide() -> String {
    fs::read_to_string(docs().join("panduan.md")).expect("the guide")
}

/// Returns the commands of the guide: the lines of its shell blocks that begin with the program's name.
fn commands(guide: &str) -> Vec<Vec<String>> {
    let mut is_in_block = false;
    let mut commands = Vec::new();
    for line in guide.lines() {
        if line.starts_with("```") {
            is_in_block = line == "```sh";
        } else if is_in_block && let Some(arguments) = line.strip_prefix("renja ") {
            commands.push(words(arguments));
        }
    }
    commands
}

/// Splits a command line into words; quotes keep several words together.
fn words(line: &str) -> Vec<String> {
    let in_turn = line.split('"').enumerate();
    let words = in_turn.flat_map(|(place, part)| {
        let is_quoted = place % 2 == 1;
        if is_quoted { vec![part] } else { part.split_whitespace().collect() }
    });
    words.map(str::to_owned).collect()
}

/// Returns the texts in backquotes outside of blocks.
fn spans(guide: &str) -> Vec<&str> {
    guide.split("```").step_by(2).flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
}

/// Returns the files that the guide lists as written.
fn written(guide: &str) -> BTreeSet<String> {
    let lists = guide.split(WRITTEN).skip(1);
    let lists = lists.filter_map(|rest| rest.trim_start().split("\n\n").next());
    let items = lists.flat_map(|list| list.lines()).filter_map(|line| line.strip_prefix("- `"));
    items.filter_map(|item| item.split('`').next()).map(str::to_owned).collect()
}

/// Returns the files below a folder, without hidden ones.
fn files(folder: &Path) -> BTreeSet<String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().is_file());
    let files = files.map(|entry| entry.path().strip_prefix(folder).expect("below").to_path_buf());
    let files = files.map(|path| path.to_string_lossy().replace('\\', "/"));
    files.filter(|path| !path.contains("/.")).collect()
}

#[test]
fn the_guides_commands_write_what_it_says() {
    let guide = guide();
    let commands = commands(&guide);
    assert!(commands.len() >= 7, "{commands:?}");
    let folder = tempfile::tempdir().expect("a folder for the test");
    // Copy the workbooks that the guide names to the folders that it names.
    let named: BTreeSet<&str> = spans(&guide).into_iter().collect();
    let words: BTreeSet<&str> = commands.iter().flatten().map(String::as_str).collect();
    for path in named.union(&words) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if common::WORKBOOKS.contains(&name) {
            let place = folder.path().join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("its folder");
            fs::copy(common::path(name), place).expect("the workbook");
        }
    }
    let before = files(folder.path());
    assert!(before.len() >= 5, "{before:?}");
    for command in &commands {
        let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("renja"))
            .args(command)
            .current_dir(folder.path())
            .output()
            .expect("the program runs");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command:?}: {output:?}");
        assert!(!output.stdout.is_empty() || command.contains(&"-o".to_owned()), "{command:?}: {output:?}");
    }
    let after: BTreeSet<String> = files(folder.path()).difference(&before).cloned().collect();
    assert_eq!(after, written(&guide));
}

#[test]
fn the_guides_links_lead_somewhere() {
    let guide = guide();
    let links: Vec<&str> =
        guide.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link)).collect();
    let heading = |line: &str| line.strip_prefix("## ").map(|words| words.to_lowercase().replace(' ', "-"));
    let headings: BTreeSet<String> = guide.lines().filter_map(heading).collect();
    let mut pictures = 0;
    for link in links {
        if let Some(place) = link.strip_prefix('#') {
            assert!(headings.contains(place), "no heading {place}");
            continue;
        }
        let size = fs::metadata(docs().join(link)).map(|found| found.len()).unwrap_or_default();
        assert!(size > 0, "{link} leads nowhere");
        if link.starts_with("gambar/") {
            pictures += 1;
            assert!(size < 150_000, "{link} has {size} bytes");
        }
    }
    assert!(pictures >= 3, "the guide has pictures");
}

/// The same of the other documents, with all places in them.
#[test]
fn the_links_of_the_other_documents_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(PathBuf::from);
    let docs = fs::read_dir(docs()).expect("the documents").map(|entry| entry.expect("an entry").path());
    let docs = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut seen = 0;
    for page in pages.into_iter().map(|page| root.join(page)).chain(docs) {
        let text = fs::read_to_string(&page).expect("a document");
        // What stands between backquotes is code.
        let text: String = text.split('`').step_by(2).collect();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link)) {
            let path = link.split('#').next().unwrap_or_default();
            if path.is_empty() || path.starts_with("https:") {
                continue;
            }
            let leads = page.parent().expect("a folder").join(path);
            assert!(leads.exists(), "{}: {link} leads nowhere", page.display());
            seen += 1;
        }
    }
    assert!(seen >= 20, "{seen}");
}

/// The names in code of the glossary are those of today's code.
#[test]
fn the_glossary_names_what_is_in_the_code() {
    let glossary = fs::read_to_string(docs().join("glossary.md")).expect("the glossary");
    let mut code = String::new();
    for entry in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let path = entry.expect("the sources can be walked").into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            code += &fs::read_to_string(&path).expect("a source");
        }
    }
    let words: BTreeSet<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let names: Vec<&str> = spans(&glossary).into_iter().filter(|span| span.contains("::")).collect();
    assert!(names.len() >= 20, "{names:?}");
    for name in names {
        for part in name.split("::") {
            assert!(words.contains(part), "{name} is not in the code");
        }
    }
}

/// The sentences that the last part of the guide quotes are sentences of the program.
#[test]
fn the_guide_quotes_what_the_program_says() {
    let guide = guide();
    let messages = include_str!("../src/messages/id.toml");
    let sentences = guide.split("## Kalau ada yang tidak berjalan").nth(1).expect("the last part");
    for quoted in sentences.split('*').skip(1).step_by(2) {
        let quoted = quoted.trim_start_matches('…').trim();
        assert!(messages.contains(quoted), "the program does not say “{quoted}”");
    }
}
