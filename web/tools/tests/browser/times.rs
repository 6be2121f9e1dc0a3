//! Measures how long a person waits. The times are only printed, because they depend on the computer.

use std::path::Path;

use super::{ALL_DONE, file_name, has_browser, open_page};

/// `RENJA_MEASURED` names the folder that `cargo run --example workbooks` wrote. Without that variable the
/// test is skipped.
#[test]
fn times_of_the_measured_workbooks() {
    let Some(folder) = std::env::var_os("RENJA_MEASURED").filter(|_| has_browser()) else { return };
    for workbook in ["typical.xlsx", "rows-100000.xlsx"] {
        let path = Path::new(&folder).join(workbook);
        let (server, chrome) = open_page();
        for round in 1..=3 {
            chrome.open(&server.address);
            chrome.drop_files(&[&path]);
            chrome.wait_for(ALL_DONE);
            let first = "renja.page.files[0]";
            let times = chrome.evaluate(&format!("[{first}.found_after, {first}.took].map(Math.round)"));
            let why = chrome.evaluate_text(&format!("{first}.why ?? ''"));
            eprintln!(
                "{}, round {round}: findings {} ms, results {} ms {why}",
                file_name(&path),
                times[0],
                times[1]
            );
        }
    }
}
