//! A workbook is dropped on the program in a desktop: the window stays open, and the folder of the results is
//! shown. The tests need `script`, which gives a program a terminal of its own; without it they check
//! nothing.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const WORKBOOK: &str = "renja-bkpsdm-2022.xlsx";

/// Time within which the program must end or ask its question.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a person sees in the terminal, and the folders that the file manager was asked to show.
struct Seen {
    said: String,
    folders: String,
}

/// Runs the program as the first process of a terminal and answers its question with Enter. Returns `None` if
/// `script` is missing.
fn dropped(folder: &TempDir, args: &str, environment: &[(&str, &str)]) -> Option<Seen> {
    in_terminal(folder, &format!("exec $RENJA {args}"), environment)
}

/// Runs a shell command in a terminal, in which `$RENJA` is the program. Returns `None` if `script` is
/// missing.
fn in_terminal(folder: &TempDir, line: &str, environment: &[(&str, &str)]) -> Option<Seen> {
    let path = |name: &str| folder.path().join(name);
    let opener = path("xdg-open");
    fs::write(&opener, format!("#!/bin/sh\necho \"$@\" >> {}\n", path("folders").display()))
        .expect("a program");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("it can be run");
    let program = assert_cmd::cargo::cargo_bin!("renja");
    let programs = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("script");
    command
        .args(["-qec", line, "/dev/null"])
        .env("RENJA", program)
        .current_dir(folder.path())
        .env("PATH", format!("{}:{programs}", folder.path().display()))
        .env("DISPLAY", ":99")
        .env_remove("CI")
        .env_remove("SSH_CONNECTION")
        .stdin(Stdio::piped())
        .stdout(fs::File::create(path("said")).expect("a file"));
    for (name, value) in environment {
        command.env(name, value);
    }
    let mut child = command.spawn().ok()?;
    let said = || String::from_utf8_lossy(&fs::read(path("said")).unwrap_or_default()).into_owned();
    let begun = Instant::now();
    while child.try_wait().expect("its state").is_none() {
        assert!(begun.elapsed() < PATIENCE, "it does not end: {}", said());
        if said().contains("Tekan Enter") {
            child.stdin.take().map(|mut input| input.write_all(b"\n"));
        }
        sleep(Duration::from_millis(50));
    }
    // The folder is shown by a separate process; give it time to start.
    sleep(Duration::from_millis(500));
    Some(Seen { said: said(), folders: fs::read_to_string(path("folders")).unwrap_or_default() })
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    fs::copy(common::path(WORKBOOK), folder.path().join(WORKBOOK)).expect("the workbook");
    folder
}

fn has_results(folder: &Path) -> bool {
    folder.join("hasil/renja-bkpsdm-2022.rapi.xlsx").is_file()
}

#[test]
fn a_window_of_its_own_stays_and_the_folder_is_shown() {
    let folder = folder();
    let Some(seen) = dropped(&folder, WORKBOOK, &[]) else { return };
    assert!(has_results(folder.path()), "{}", seen.said);
    assert!(seen.said.contains("Tekan Enter"), "{}", seen.said);
    let shown = folder.path().join("hasil");
    assert_eq!(seen.folders.trim(), shown.to_string_lossy(), "{}", seen.said);
    let summary: Vec<&str> = seen.said.lines().skip_while(|line| !line.starts_with("Dikerjakan")).collect();
    let heads: Vec<&str> = summary.iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(heads.starts_with(&["Dikerjakan", "Dibetulkan", "Tersisa", "Hasil", "Berikutnya"]), "{heads:?}");
}

#[test]
fn nothing_waits_where_nobody_dropped_anything() {
    for (args, environment) in [
        ("--quiet", vec![]),
        ("", vec![("CI", "true")]),
        ("", vec![("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")]),
        ("", vec![("DISPLAY", ""), ("WAYLAND_DISPLAY", "")]),
    ] {
        let folder = folder();
        let Some(seen) = dropped(&folder, &format!("{WORKBOOK} {args}"), &environment) else { return };
        assert!(has_results(folder.path()), "{}", seen.said);
        assert!(!seen.said.contains("Tekan Enter"), "{args} {environment:?}: {}", seen.said);
        assert_eq!(seen.folders, "", "{args} {environment:?}");
    }
}

#[test]
fn a_double_click_says_how_a_file_is_dropped() {
    let folder = folder();
    for (args, word) in [("", "Seret buku kerja"), ("--help", "Pemakaian"), ("--tidak-ada", "--tidak-ada")] {
        let Some(seen) = dropped(&folder, args, &[]) else { return };
        assert!(seen.said.contains(word) && seen.said.contains("Tekan Enter"), "{}", seen.said);
        assert!(seen.folders.is_empty());
    }
    assert!(!has_results(folder.path()));
}

/// The first process of the terminal is a shell, which keeps the window open, so the program does not wait.
#[test]
fn nothing_waits_in_a_shell() {
    let folder = folder();
    let Some(seen) = in_terminal(&folder, &format!("$RENJA {WORKBOOK}; echo selesai"), &[]) else { return };
    assert!(has_results(folder.path()) && seen.said.contains("selesai"), "{}", seen.said);
    assert!(!seen.said.contains("Tekan Enter") && seen.folders.is_empty(), "{}", seen.said);
}
