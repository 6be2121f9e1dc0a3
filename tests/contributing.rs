//! Applies the worked examples of CONTRIBUTING.md to a copy of the repository and runs their commands, so
//! that the examples cannot go stale.
//!
//! The copy is built in the target folder of this build, so that only this crate is compiled again and not
//! its dependencies. Files that have not changed since the last run are not written again, so that a second
//! run is quick.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use renja::Options;
use renja::model::Severity;

/// The files and folders that the copy needs.
const COPIED: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "src",
    "tests",
    "benches",
    "examples",
    "docs",
    "web/page",
    "web/site",
    "web/tools",
];

/// The files of a checkout by path, with `/` between folders.
type Files = BTreeMap<String, Vec<u8>>;

/// What a block of an example asks the reader to do.
#[derive(Debug, PartialEq)]
enum Step {
    /// Write a new file.
    Write { path: String, text: String },
    /// Add the text at the end of a file.
    Append { path: String, text: String },
    /// Replace lines of a file: those without `+` by those without `-`.
    Change { path: String, before: String, after: String },
    /// Run the commands.
    Run(Vec<String>),
}

/// Returns the steps of each section whose heading begins with `## Add `, with the rest of that heading.
fn examples(page: &str) -> Vec<(String, Vec<Step>)> {
    let sections = page.split("\n## Add ").skip(1);
    sections.map(|section| (section.lines().next().unwrap_or_default().to_owned(), steps(section))).collect()
}

fn steps(section: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut words = String::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let fence: String = line.chars().take_while(|c| *c == '`').collect();
        if fence.len() < 3 {
            words = words + line + "\n";
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let paragraph = words.trim_end().rsplit("\n\n").next().unwrap_or_default();
        steps.push(step(&line[fence.len()..], &block, paragraph));
        words.clear();
    }
    steps
}

/// Returns the step of a block. The language of the block decides its kind; `paragraph`, the paragraph before
/// it, names the file to write, unless the block is a diff or a list of commands.
fn step(language: &str, block: &[&str], paragraph: &str) -> Step {
    let text = |lines: &[&str]| lines.iter().fold(String::new(), |text, line| text + line + "\n");
    match language {
        "sh" => Step::Run(block.iter().map(|line| (*line).to_owned()).collect()),
        "diff" => {
            let (path, lines) = block.split_first().expect("the first line names the file");
            let path = path.strip_prefix("--- ").expect("the first line names the file").to_owned();
            let side = |other: char| {
                let lines: Vec<&str> =
                    lines.iter().filter(|line| !line.starts_with(other)).map(|line| &line[1..]).collect();
                text(&lines)
            };
            Step::Change { path, before: side('+'), after: side('-') }
        }
        _ => {
            let path =
                paragraph.split('`').skip(1).step_by(2).find(|span| span.contains('/') && span.contains('.'));
            let path = path.unwrap_or_else(|| panic!("which file? {paragraph}")).to_owned();
            let text = text(block);
            if paragraph.contains("at the end of") {
                Step::Append { path, text }
            } else {
                Step::Write { path, text }
            }
        }
    }
}

/// Applies a step to the files. Commands are skipped here; they run after all examples are applied.
fn apply(files: &mut Files, step: &Step) {
    match step {
        Step::Write { path, text } => {
            let before = files.insert(path.clone(), text.clone().into_bytes());
            assert!(before.is_none(), "{path} is to be written, but exists");
        }
        Step::Append { path, text } => {
            let file = files.get_mut(path).unwrap_or_else(|| panic!("{path} does not exist"));
            file.extend_from_slice(format!("\n{text}").as_bytes());
        }
        Step::Change { path, before, after } => {
            let file = files.get(path).unwrap_or_else(|| panic!("{path} does not exist"));
            let text = format!("\n{}", String::from_utf8_lossy(file).replace("\r\n", "\n"));
            let before = format!("\n{before}");
            assert_eq!(text.matches(&before).count(), 1, "{path} should have these lines once:{before}");
            let changed = text.replacen(&before, &format!("\n{after}"), 1);
            files.insert(path.clone(), changed.as_bytes()[1..].to_vec());
        }
        Step::Run(_) => {}
    }
}

/// Adds the files below a folder, or a single file, by their paths relative to `root`.
fn collect(root: &Path, path: &Path, files: &mut Files) {
    for entry in walkdir::WalkDir::new(root.join(path)) {
        let entry = entry.expect("the checkout can be walked");
        if entry.file_type().is_file() {
            let name =
                entry.path().strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(entry.path()).expect("a file of the checkout"));
        }
    }
}

/// Returns the checkout as a package with another version and without its program. With the same version, or
/// with a program, its build would overwrite this build in the shared target folder.
fn checkout() -> Files {
    let mut files = Files::new();
    for path in COPIED {
        collect(Path::new(env!("CARGO_MANIFEST_DIR")), Path::new(path), &mut files);
    }
    files.remove("src/main.rs");
    let mut replace = |path: &str, before: &str, after: &str| {
        let text = String::from_utf8_lossy(&files[path]).replace("\r\n", "\n");
        assert!(text.contains(before), "{path}: {before}");
        files.insert(path.to_owned(), text.replacen(before, after, 1).into_bytes());
    };
    let version = env!("CARGO_PKG_VERSION");
    let named = |version: &str| format!("name = \"renja\"\nversion = \"{version}\"\n");
    for path in ["Cargo.toml", "Cargo.lock"] {
        replace(path, &named(version), &named(&format!("{version}-contributing")));
    }
    replace("Cargo.toml", "default-run = \"renja\"\n", "");
    let program = "[[bin]]\nname = \"renja\"\npath = \"src/main.rs\"\nrequired-features = [\"cli\"]\n";
    replace("Cargo.toml", program, "");

    files
}

/// Makes a folder contain exactly these files. Files that already have the right content are not written
/// again.
fn write(folder: &Path, files: &Files) {
    let mut old = Files::new();
    fs::create_dir_all(folder).expect("the folder of the copy");
    collect(folder, Path::new(""), &mut old);
    for name in old.keys().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(folder.join(name)).expect("a file of an earlier run");
    }
    for (name, bytes) in files.iter().filter(|(name, bytes)| old.get(*name) != Some(bytes)) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("its folder");
        fs::write(path, bytes).expect("a file of the copy");
    }
}

/// Runs a command line, such as `NAME=value cargo test --test rules`, in the copy.
fn run(folder: &Path, line: &str) {
    let mut words = line.split_whitespace().peekable();
    // The executable of this test is in `TARGET/PROFILE/deps`.
    let this = std::env::current_exe().expect("this test");
    let profile = this.ancestors().nth(2).expect("the profile's folder");
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).env("INSTA_UPDATE", "no").env_remove("RENJA_WRITE_DOCS");
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
        command.env(name, value);
        words.next();
    }
    assert_eq!(words.next(), Some("cargo"), "{line}");
    command.args(words).args(["--quiet", "--offline", "--locked", "--target-dir"]);
    command.arg(profile.parent().expect("the target folder"));
    let name = profile.file_name().expect("a profile").to_string_lossy().into_owned();
    if name != "debug" {
        command.args(["--profile", &name]);
    }
    let output = command.output().expect("cargo runs");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{line}\n{}{}", said(&output.stdout), said(&output.stderr));
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md");
    fs::read_to_string(path).expect("the page").replace("\r\n", "\n")
}

#[test]
fn the_examples_can_be_followed() {
    let examples = examples(&page());
    let titles: Vec<&str> = examples.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles, ["a case", "a word", "a form", "a rule"]);
    let mut files = checkout();
    let mut commands: Vec<&String> = Vec::new();
    for (title, steps) in &examples {
        for step in steps {
            apply(&mut files, step);
            if let Step::Run(lines) = step {
                // Run each command once: all examples are applied before, so a second run would show nothing
                // new.
                commands.extend(lines.iter().filter(|line| !commands.contains(line)).collect::<Vec<_>>());
            }
        }
        assert!(matches!(steps.last(), Some(Step::Run(_))), "{title} ends with a command");
    }
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contributing");
    write(&folder, &files);
    for line in commands {
        run(&folder, line);
    }
}

/// The cases of the examples would prove nothing if the program reported the same findings without the
/// examples.
#[test]
fn without_the_examples_the_program_does_not_find_it() {
    for (title, steps) in examples(&page()) {
        for step in steps {
            let Step::Write { path, text } = step else { continue };
            if path.starts_with("tests/cases/") && title != "a case" {
                let checked = renja::check(text.as_bytes(), &Options::default()).expect("it can be read");
                let loud =
                    checked.findings.iter().filter(|finding| finding.severity > Severity::Note).count();
                assert_eq!(loud, 0, "{path}: found already");
            }
        }
    }
}

#[test]
fn steps_are_read_from_blocks_and_the_paragraphs_before_them() {
    let page = "# Page\n\n## Add it\n\nIt is\n`here`.\n\nWrite `src/a.rs`, see `src/b.rs`:\n\n````md\n```x\n````\n\n\
        and at the end of `tests/c.toml`:\n\n```toml\nc = 1\n```\n\n```diff\n--- d/e\n f\n-g\n+h\n```\n\n```sh\nA=1 cargo i\n```\n";
    let (path, text) = (|path: &str| path.to_owned(), |text: &str| text.to_owned());
    let expected = [
        Step::Write { path: path("src/a.rs"), text: text("```x\n") },
        Step::Append { path: path("tests/c.toml"), text: text("c = 1\n") },
        Step::Change { path: path("d/e"), before: text("f\ng\n"), after: text("f\nh\n") },
        Step::Run(vec!["A=1 cargo i".to_owned()]),
    ];
    assert_eq!(examples(page), [("it".to_owned(), Vec::from(expected))]);
}
