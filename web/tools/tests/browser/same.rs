//! Tests that the page gives the same findings and results as the command-line program.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::program::{TypedLine, check, root, run_renja, with_decisions, workbooks};
use super::{ALL_DONE, Chrome, file_name, has_browser, open_page};

/// Processes these workbooks of a folder with the program. The results are in its folder `hasil`.
fn process_with_program(folder: &Path, names: &[&str]) {
    run_renja(folder, &[&["process"], names, &["-o", "hasil", "-q"]].concat());
}

/// Downloads the results of the last file with the buttons of the page. Returns their names and bytes.
fn download_results(chrome: &Chrome) -> Vec<(String, Vec<u8>)> {
    let names = chrome.evaluate("renja.page.files.at(-1).results.map((one) => one.name)");
    let names: Vec<String> = names
        .as_array()
        .expect("a list")
        .iter()
        .map(|name| name.as_str().unwrap_or_default().to_owned())
        .collect();
    let save = |(place, name): (usize, &String)| {
        chrome.click(&format!("#save-{place}"));
        (name.clone(), chrome.download(name))
    };
    names.iter().enumerate().map(save).collect()
}

#[test]
fn each_workbook_has_the_findings_and_the_results_of_the_program() {
    if !has_browser() {
        return;
    }
    let (server, chrome) = open_page();
    let loaded = server.bytes_sent();
    eprintln!("{loaded} bytes loaded, those kept for the next visit included");
    let folder = tempfile::tempdir().expect("a folder");
    for path in workbooks() {
        let name = file_name(&path);
        fs::copy(&path, folder.path().join(name)).expect("a copy");
        chrome.open(&server.address);
        chrome.drop_files(&[&path]);
        chrome.wait_for(ALL_DONE);
        let times =
            chrome.evaluate("((f) => [Math.round(f.found_after), Math.round(f.took)])(renja.page.files[0])");
        eprintln!("{name}: findings after {} ms, results after {} ms", times[0], times[1]);
        // Every value of the report must be equal, and the page must show the message of every finding.
        assert_eq!(chrome.evaluate("renja.page.files[0].view.report"), check(folder.path(), name), "{name}");
        let unseen = chrome.evaluate(
            "(() => { document.querySelectorAll('details').forEach((d) => { d.open = true; });
               for (let more; (more = document.querySelector('.more'));) more.click();
               document.querySelectorAll('details').forEach((d) => { d.open = true; });
               const text = document.getElementById('detail').textContent;
               return renja.page.files[0].view.report.findings
                 .filter((f) => !text.includes(f.message.split('\\n')[0])).map((f) => f.message); })()",
        );
        assert_eq!(unseen, Value::Array(Vec::new()), "{name}");
        process_with_program(folder.path(), &[name]);
        let all = download_results(&chrome);
        assert!(!all.is_empty(), "{name}");
        for (result, bytes) in all {
            let same = fs::read(folder.path().join("hasil").join(&result)).expect("the program wrote it too");
            assert!(bytes == same, "{result} differs");
        }
    }
}

#[test]
fn several_workbooks_are_one_archive_with_a_recap() {
    if !has_browser() {
        return;
    }
    let (_server, chrome) = open_page();
    let folder = tempfile::tempdir().expect("a folder");
    let all = workbooks();
    let names: Vec<&str> = all.iter().map(|path| file_name(path)).collect();
    for path in &all {
        fs::copy(path, folder.path().join(file_name(path))).expect("a copy");
    }
    process_with_program(folder.path(), &names);
    chrome.choose(&all.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    chrome.wait_for(&format!("{ALL_DONE} && document.getElementById('save-all')"));
    chrome.click("#save-recap");
    assert!(
        chrome.download("rekap.xlsx") == fs::read(folder.path().join("hasil/rekap.xlsx")).expect("the recap")
    );
    chrome.click("#save-all");
    let mut archive = zip::ZipArchive::new(Cursor::new(chrome.download("renja.zip"))).expect("an archive");
    let mut packed = Vec::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).expect("a file");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("it can be unpacked");
        let name = part.name().expect("a name").into_owned();
        let same = fs::read(folder.path().join("hasil").join(&name)).expect("the program wrote it too");
        assert!(bytes == same, "{name} differs");
        packed.push(name);
    }
    packed.sort();
    let entries = fs::read_dir(folder.path().join("hasil")).expect("results").flatten();
    let written = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut written: Vec<String> = written.filter(|name| name.ends_with(".xlsx")).collect();
    written.sort();
    assert_eq!(packed, written);
}

/// A decision to make on the page, and to type into Temuan for comparison. An empty `choice` without a value
/// of one's own stands for the first choice of the case.
struct TestDecision {
    choice: &'static str,
    own: &'static str,
    reason: &'static str,
}

const DECISIONS: [TestDecision; 5] = [
    TestDecision { choice: "", own: "", reason: "" },
    TestDecision { choice: "tolak", own: "", reason: "surat 12/2021" },
    TestDecision { choice: "tunda", own: "", reason: "" },
    TestDecision { choice: "", own: "1.262.939.601", reason: "" },
    // A value that cannot be used; the page says why.
    TestDecision { choice: "", own: "besok", reason: "" },
];

#[test]
fn a_decision_on_the_page_is_one_in_temuan() {
    if !has_browser() {
        return;
    }
    let (server, chrome) = open_page();
    let source = root().join("workbooks/renja-bkd-2021.xlsx");
    for (place, decision) in DECISIONS.iter().enumerate() {
        let TestDecision { choice, own, reason } = *decision;
        chrome.open(&server.address);
        chrome.evaluate("renja.page.slow = Infinity");
        chrome.drop_files(&[&source]);
        chrome.wait_for(ALL_DONE);
        // The first open case; the first choice is its only proposal or its first one.
        let line = chrome.evaluate(
            "renja.page.files[0].view.lines.find((l) => l.leads && l.group === 0 && l.choices.length > 2)",
        );
        let (finding, row) =
            (line["finding"].as_u64().expect("a finding"), line["row"].as_u64().expect("a row"));
        let first = line["choices"][0].as_str().expect("a choice");
        let word = if choice.is_empty() && own.is_empty() { first } else { choice };
        if !word.is_empty() {
            chrome.click(&format!("#choice-{finding}-{word}"));
            wait_until_settled(&chrome);
        }
        for (field, text) in
            [("own", own), ("reason", reason)].into_iter().filter(|(_, text)| !text.is_empty())
        {
            chrome.click(&format!("#{field}-{finding}"));
            chrome.type_text(text);
            chrome.press("Enter", 13);
            wait_until_settled(&chrome);
        }
        let state = chrome.evaluate_text(&format!(
            "renja.page.files[0].view.lines.find((l) => l.leads && l.finding === {finding}).state"
        ));
        let day = chrome.evaluate_text("new Date().toISOString().slice(0, 10)");
        // Type the same decision into the program's result, and set its modification time to the same day.
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        fs::copy(&source, path.join(file_name(&source))).expect("a copy");
        process_with_program(path, &[file_name(&source)]);
        let rapi = path.join("hasil/renja-bkd-2021.rapi.xlsx");
        let before = fs::read(&rapi).expect("a result");
        fs::write(&rapi, with_decisions(&before, &[TypedLine { row, word, own, reason }]))
            .expect("it is saved");
        let saved = fs::File::options().write(true).open(&rapi).expect("it is there");
        saved.set_modified(noon_of(&day)).expect("it has a time");
        process_with_program(path, &[file_name(&source)]);
        for (result, bytes) in download_results(&chrome) {
            let same = fs::read(path.join("hasil").join(&result)).expect("the program wrote it too");
            assert!(bytes == same, "decision {place} ({state}): {result} differs");
        }
        assert!(before != fs::read(&rapi).expect("a result"), "decision {place} did nothing");
        eprintln!("{first}/{choice}/{own}/{reason}: {state}");
        // Drop the same result beside its workbook: the page must show the decision.
        chrome.open(&server.address);
        chrome.drop_files(&[&source, &rapi]);
        chrome.wait_for(ALL_DONE);
        let line = chrome.evaluate(&format!(
            "renja.page.files[0].view.lines.find((l) => l.leads && l.finding === {finding})"
        ));
        assert_eq!(
            [&line["word"], &line["own"], &line["reason"], &line["state"]],
            [word, own, reason, &state]
        );
        let role = chrome.evaluate_text("renja.page.files[1].role");
        assert_eq!(role, "decisions");
    }
}

#[test]
fn a_decision_closes_its_sums() {
    if !has_browser() {
        return;
    }
    let (_server, chrome) = open_page();
    chrome.drop_files(&[&root().join("workbooks/renja-bkd-2021.xlsx")]);
    chrome.wait_for(ALL_DONE);
    let counts = || chrome.evaluate("renja.page.files[0].view.counts.error").as_u64().expect("a count");
    let before = counts();
    // Use only the keyboard: the button has the focus and must keep it.
    chrome.evaluate(
        "(() => { const l = renja.page.files[0].view.lines.find((l) => l.leads && l.group === 0 && l.choices.length > 2);
           window.decided = `choice-${l.finding}-${l.choices[0]}`; document.getElementById(window.decided).focus(); })()",
    );
    chrome.press("Enter", 13);
    wait_until_settled(&chrome);
    assert!(counts() < before, "{} errors remain of {before}", counts());
    assert_eq!(chrome.evaluate_text("document.activeElement.id"), chrome.evaluate_text("window.decided"));
    assert_eq!(chrome.evaluate_text("document.activeElement.getAttribute('aria-pressed')"), "true");
    chrome.press("Enter", 13);
    wait_until_settled(&chrome);
    assert_eq!(counts(), before, "taken back");
}

/// Waits until the last decision is applied and the figures are computed again.
fn wait_until_settled(chrome: &Chrome) {
    chrome.wait_for(
        "renja.page.files[0].version > (window.seen_version ?? 1) && !renja.page.files[0].counting",
    );
    chrome.evaluate("window.seen_version = renja.page.files[0].version");
}

/// Returns noon (UTC) of a day such as `2021-03-01`.
fn noon_of(day: &str) -> SystemTime {
    let parts: Vec<u64> = day.split('-').map(|part| part.parse().expect("a number")).collect();
    let (year, month, day) = (parts[0], parts[1], parts[2]);
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400 + 43_200)
}
