//! Tests that a file that cannot be processed is reported in a sentence, and that the next file works.

use std::fs;
use std::path::PathBuf;

use super::program::root;
use super::{ALL_DONE, Chrome, has_browser, open_page};

/// Returns the hostile files of the project. `cargo test --test hostile` writes them into the folder that
/// `RENJA_HOSTILE` names. Without that variable the list is empty, and in CI the test fails.
fn hostile_files() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("RENJA_HOSTILE") else {
        assert!(std::env::var_os("CI").is_none(), "RENJA_HOSTILE names the folder of hostile files");
        eprintln!("skipped: RENJA_HOSTILE names no folder of hostile files");
        return Vec::new();
    };
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path()).collect();
    all.sort();
    assert!(all.len() > 20, "{} hostile files", all.len());
    all
}

#[test]
fn hostile_files_become_a_sentence_and_the_page_lives_on() {
    if !has_browser() {
        return;
    }
    let (server, chrome) = open_page();
    for path in hostile_files() {
        chrome.open(&server.address);
        chrome.choose(&[&path, &root().join("workbooks/renja-bkd-2021.xlsx")]);
        let took = chrome.wait_for(ALL_DONE);
        let first = "renja.page.files[0]";
        let state = chrome.evaluate_text(&format!("{first}.state"));
        let why = chrome.evaluate_text(&format!("{first}.why ?? {first}.view?.report.error ?? ''"));
        let restarts = chrome.evaluate("renja.engine.restarts");
        eprintln!("{}: {state}, {} ms, workers {restarts}: {why}", path.display(), took.as_millis());
        // The page must show a sentence of the crate in the user's language, not an error of the browser.
        assert!(state == "done" || why.trim_end().ends_with('.'), "{}: {why}", path.display());
        for word in ["unreachable", "RuntimeError", "undefined", "memory access"] {
            assert!(!why.contains(word), "{}: {why}", path.display());
        }
        assert_eq!(chrome.evaluate_text("renja.page.files[1].state"), "done", "after {}", path.display());
    }
}

#[test]
fn work_that_takes_too_long_is_given_up() {
    if !has_browser() {
        return;
    }
    let (_server, chrome) = open_page();
    chrome.evaluate("renja.engine.seconds = 0.001");
    assert_given_up(&chrome, "too_long");
}

#[test]
fn a_worker_that_ends_is_replaced() {
    if !has_browser() {
        return;
    }
    let (_server, chrome) = open_page();
    // End the worker with an error for which the crate has no sentence, as a full stack would: no workbook is
    // open.
    let ended =
        "renja.engine.run('rows', { table: 0, from: 0, count: 1 }).then(() => '', (error) => error.message)";
    assert_eq!(chrome.evaluate_text(ended), chrome.evaluate_text("renja.words.broke_off"));
    assert_eq!(chrome.evaluate("renja.engine.worker === null"), true);
    assert_still_works(&chrome);
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    if !has_browser() {
        return;
    }
    let (_server, chrome) = open_page();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("besar.xlsx");
    // The file is sparse and takes no space on the disk.
    fs::File::create(&path).and_then(|file| file.set_len((512 << 20) + 1)).expect("a large file");
    chrome.choose(&[&path]);
    chrome.wait_for(ALL_DONE);
    assert_eq!(chrome.evaluate_text("renja.page.files[0].why"), chrome.evaluate_text("renja.words.too_big"));
    assert_still_works(&chrome);
}

fn assert_given_up(chrome: &Chrome, sentence: &str) {
    chrome.drop_files(&[&root().join("workbooks/renja-bkd-2021.xlsx")]);
    chrome.wait_for(ALL_DONE);
    assert_eq!(chrome.evaluate_text("renja.page.files[0].state"), "failed");
    assert_eq!(
        chrome.evaluate_text("renja.page.files[0].why"),
        chrome.evaluate_text(&format!("renja.words.{sentence}"))
    );
    assert_still_works(chrome);
}

fn assert_still_works(chrome: &Chrome) {
    chrome.evaluate("renja.engine.seconds = undefined");
    chrome.drop_files(&[&root().join("workbooks/renja-bkd-2021.xlsx")]);
    chrome.wait_for(ALL_DONE);
    assert_eq!(chrome.evaluate_text("renja.page.files.at(-1).state"), "done");
}
