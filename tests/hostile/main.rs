//! Malicious workbooks, and figures that no office has: each gives a sentence or ordinary findings within the
//! memory and time of a small machine, and leaves no half-written file.

// The files are assembled as text; speed does not matter here.
#![allow(clippy::format_collect, clippy::case_sensitive_file_extension_comparisons)]

mod faults;
mod files;
mod others;
#[path = "../read/package.rs"]
#[allow(dead_code)]
mod package;
#[cfg(unix)]
mod unix;
mod written;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Creates a folder with these files in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("the file");
    }
    folder
}

/// Returns the bytes of a workbook of the project.
fn workbook(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks").join(name)).expect("a workbook")
}

/// Returns the command that runs the program in the folder. On Linux it may use 1.5 GB of memory and one
/// minute of processor time; other systems have no limit here.
fn command(folder: &Path, args: &[&str]) -> Command {
    let program = assert_cmd::cargo::cargo_bin!("renja");
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -v 1500000; ulimit -t 60; exec \"$0\" \"$@\""]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir(folder).args(args).env_remove("RUST_BACKTRACE").env_remove("CLICOLOR_FORCE");
    command
}

fn renja(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

/// Returns the names of all files below the folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let files = entries.map(|e| e.expect("the folder can be walked")).filter(|e| e.file_type().is_file());
    let mut names: Vec<String> = files
        .map(|e| e.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/"))
        .collect();
    names.sort();
    names
}

/// Puts the file into the folder that `RENJA_HOSTILE` names, for the tests of the page.
fn keep(name: &str, bytes: &[u8]) {
    let Some(kept) = std::env::var_os("RENJA_HOSTILE") else { return };
    let test = std::thread::current().name().unwrap_or_default().replace("::", "-");
    fs::create_dir_all(&kept).expect("the folder");
    fs::write(Path::new(&kept).join(format!("{test}-{name}")), bytes).expect("the file");
}

/// Processes a file and returns what the user gets: the sentences, the exit code, and the files in the folder
/// afterwards.
fn processed(name: &str, bytes: &[u8]) -> String {
    keep(name, bytes);
    let folder = folder(&[(name, bytes)]);
    let output = renja(folder.path(), &["process", name, "-o", "hasil", "-j", "1"]);
    let code = output.status.code();
    assert!(matches!(code, Some(0..=2)), "{output:?}");
    let files = names(folder.path());
    let written = files.iter().any(|file| file.starts_with("hasil/"));
    assert_eq!(written, code != Some(2), "what is refused leaves nothing: {files:?}");
    assert!(!files.iter().any(|file| file.ends_with(".tmp")), "{files:?}");
    for file in files.iter().filter(|file| file.ends_with(".xlsx") && file.starts_with("hasil/")) {
        let bytes = fs::read(folder.path().join(file)).expect("a result");
        renja::read::read(&bytes, &renja::read::Limits::default()).expect("a result is a whole workbook");
    }
    let said = text(&output.stdout) + &text(&output.stderr);
    let said: Vec<String> = said.lines().map(shortened).collect();
    format!("{}\n--\nkode keluar {}\n{}", said.join("\n"), code.unwrap_or(-1), files.join("\n"))
}

/// Processes a file and returns the exit code and the files only, for inputs that produce too many sentences.
fn processed_quietly(name: &str, bytes: &[u8]) -> String {
    processed(name, bytes).rsplit("--\n").next().unwrap_or_default().to_owned()
}

/// Returns the findings for a file, as a person reads them.
fn checked(name: &str, bytes: &[u8]) -> String {
    let folder = folder(&[(name, bytes)]);
    let output = renja(folder.path(), &["check", name]);
    text(&output.stdout).lines().map(shortened).map(|line| line + "\n").collect()
}

/// Shortens a line for a snapshot: only the beginning and the length of a very long line are kept, such as
/// one that lists all forms.
fn shortened(line: &str) -> String {
    let letters = line.chars().count();
    if letters < 600 {
        return line.to_owned();
    }
    format!("{}… ({letters} huruf)", line.chars().take(120).collect::<String>())
}
