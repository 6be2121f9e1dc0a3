//! The loop of decisions, run through the program: what it prints, what it writes, and what a dry run
//! announces.

mod common;

use std::path::Path;
use std::process::Output;

use common::resave::{Typed, put, resave, shown, temuan};
use renja::read::{self, Limits};
use serde_json::Value;
use tempfile::TempDir;

const NAME: &str = "renja-bkd-2021.xlsx";
const RAPI: &str = "hasil/renja-bkd-2021.rapi.xlsx";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(folder.path().join(NAME), common::bytes(NAME)).expect("the workbook");
    folder
}

fn renja(folder: &Path, args: &[&str]) -> Output {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("renja"));
    command.current_dir(folder).args(args).env_remove("COLUMNS").output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

/// Types these values into the result in the folder.
fn decide(folder: &Path, lines: &[((&str, &str), &str, Typed)]) {
    let path = folder.join(RAPI);
    let edited = resave(&std::fs::read(&path).expect("the result"), |book| {
        let sheet = temuan(book);
        for (line, head, typed) in lines {
            put(sheet, *line, head, typed);
        }
    });
    std::fs::write(path, edited).expect("it is saved");
}

/// Returns every file below the folder with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|e| e.expect("a file"));
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|e| (e.path().display().to_string(), std::fs::read(e.path()).expect("its bytes"))).collect()
}

#[test]
fn what_is_not_used_is_said_with_its_row() {
    let folder = folder();
    renja(folder.path(), &["process", NAME]);
    decide(
        folder.path(),
        &[
            (("ARI102", "J50"), "Keputusan", Typed::Text("trima")),
            (("ARI102", "J33"), "Keputusan", Typed::Text("C")),
            (("ARI102", "K32"), "Nilai sendiri", Typed::Text("tanya bendahara dulu")),
        ],
    );
    let output = renja(folder.path(), &["process", NAME]);
    let said = text(&output.stderr);
    for part in [
        "lembar Temuan (ARI102 Tabel 4.2 J50: “trima”) tidak dipakai: tidak dipahami; maksudnya “terima”?",
        "J33: “C”) tidak dipakai: C tidak ada; pilihannya A dan B",
        "K32: “tanya bendahara dulu”) tidak dipakai: “tanya bendahara dulu” bukan angka",
        "arsip/",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // A second run repeats the message and changes nothing.
    let before = files(&folder.path().join("hasil"));
    let again = renja(folder.path(), &["process", NAME]);
    assert!(text(&again.stderr).contains("maksudnya “terima”?"), "{}", text(&again.stderr));
    assert!(before == files(&folder.path().join("hasil")), "twice gives the same bytes");
}

#[test]
fn a_dry_run_says_what_would_change_and_writes_nothing() {
    let folder = folder();
    renja(folder.path(), &["process", NAME]);
    decide(
        folder.path(),
        &[
            (("ARI102", "J50"), "Keputusan", Typed::Text("terima")),
            (("ARI102", "J33"), "Keputusan", Typed::Text("x")),
        ],
    );
    let before = files(folder.path());
    let output = renja(folder.path(), &["process", "--dry-run", NAME]);
    let said = text(&output.stdout);
    assert!(said.contains("Tabel 4.2 J51: 1.536.099.000 → 2.104.104.400 (keputusan di baris"), "{said}");
    assert!(said.contains("Tabel 2.3 K26: (kosong) → 3.911.926.900 (program, ARI201)"), "{said}");
    assert!(said.contains("Tabel 4.2 J16: teks “605.390.000” → 605.390.000 (program, FMT101)"), "{said}");
    assert!(text(&output.stderr).contains("tidak dipakai"), "{}", text(&output.stderr));
    assert!(before == files(folder.path()), "nothing is written");
    // Without an earlier result, a dry run writes no file either.
    let folder = self::folder();
    renja(folder.path(), &["process", "--dry-run", NAME]);
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn decisions_and_changes_are_there_for_other_programs() {
    let folder = folder();
    renja(folder.path(), &["process", NAME]);
    decide(
        folder.path(),
        &[
            (("ARI102", "J50"), "Keputusan", Typed::Text("terima")),
            (("ARI102", "J50"), "Alasan", Typed::Text("sesuai DPA")),
            (("ARI102", "J33"), "Keputusan", Typed::Text("terima")),
        ],
    );
    let output = renja(folder.path(), &["process", "--format", "json", NAME]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("the program writes JSON");
    let file = &json["files"][0];
    let of = |cell: &str| {
        let decisions = file["decisions"].as_array().expect("a list");
        decisions.iter().find(|decision| decision["cell"] == cell).cloned().expect("the decision")
    };
    assert_eq!(
        (of("J50")["outcome"].as_str(), of("J50")["reason"].as_str()),
        (Some("applied"), Some("sesuai DPA"))
    );
    assert_eq!(of("J33")["refusal"]["code"], "which_one");
    assert!(of("J33")["refusal"]["message"].as_str().is_some_and(|m| m.contains("A dan B")));
    let changes = file["changes"].as_array().expect("a list");
    let by_person: Vec<&Value> = changes.iter().filter(|change| change["by"] == "person").collect();
    assert_eq!(by_person.len(), 4);
    assert!(by_person.iter().all(|change| change["decision"].is_number()));
    // The console, the summary sheet, and a check of the result give the same numbers.
    let said =
        |args: &[&str]| serde_json::from_slice::<Value>(&renja(folder.path(), args).stdout).expect("JSON");
    let checked = said(&["check", "--format", "json", "hasil/renja-bkd-2021.koreksi.xlsx"]);
    let findings = checked["files"][0]["findings"].as_array().expect("a list");
    let count = |severity: &str| findings.iter().filter(|finding| finding["severity"] == severity).count();
    assert_eq!(file["errors"], count("error"));
    assert_eq!(file["warnings"], count("warning"));
    let result = std::fs::read(folder.path().join(RAPI)).expect("the result");
    let book = read::read(&result, &Limits::default()).expect("it opens");
    let counts = format!("Yang tersisa: kesalahan {}, peringatan {}", count("error"), count("warning"));
    let says = |part: &str| {
        book.sheets[0].cells.values().any(|cell| renja::model::display_cell(cell).contains(part))
    };
    assert!(says(&counts), "{counts}");
    assert!(says("1 diterapkan, 0 ditolak (angka tetap), 0 ditunda, 1 tidak dipakai"));
    let text = text(&renja(folder.path(), &["process", NAME]).stdout);
    assert!(
        text.contains(&format!("kesalahan: {}, peringatan: {}", count("error"), count("warning"))),
        "{text}"
    );
}

#[test]
fn what_a_person_decided_has_its_day() {
    let folder = folder();
    renja(folder.path(), &["process", NAME]);
    decide(folder.path(), &[(("ARI102", "J50"), "Keputusan", Typed::Text("tolak"))]);
    renja(folder.path(), &["process", NAME]);
    let result = std::fs::read(folder.path().join(RAPI)).expect("the result");
    let mut book = read::read(&result, &Limits::default()).expect("it opens");
    assert_eq!(shown(temuan(&mut book), ("ARI102", "J50"), "Status"), "ditolak: angka tetap");
    let log = book.sheets.iter().find(|sheet| sheet.name == "Perubahan").expect("the change log");
    // The date, such as `2021-03-01`, stands below the person who decided.
    let is_day =
        |text: &str| text.split_once('\n').is_some_and(|(_, day)| day.len() == 10 && day.starts_with("20"));
    assert!(log.cells.values().any(|cell| is_day(&renja::model::display_cell(cell))));
}

#[test]
fn a_findings_sheet_that_was_renamed_is_still_read() {
    let folder = folder();
    renja(folder.path(), &["process", NAME]);
    decide(folder.path(), &[(("ARI102", "J50"), "Keputusan", Typed::Text("tolak"))]);
    let path = folder.path().join(RAPI);
    let renamed = resave(&std::fs::read(&path).expect("the result"), |book| {
        temuan(book).name = "Temuan (Budi)".to_owned();
    });
    std::fs::write(&path, renamed).expect("it is saved");
    let output = renja(folder.path(), &["process", NAME]);
    assert!(text(&output.stderr).contains("kini bernama “Temuan (Budi)”"), "{}", text(&output.stderr));
    let mut book =
        read::read(&std::fs::read(&path).expect("the result"), &Limits::default()).expect("it opens");
    assert_eq!(shown(temuan(&mut book), ("ARI102", "J50"), "Status"), "ditolak: angka tetap");
}

#[test]
fn a_result_that_cannot_be_read_is_said() {
    for broken in [&b"PK\x03\x04 nothing more"[..], b""] {
        let folder = folder();
        renja(folder.path(), &["process", NAME]);
        std::fs::write(folder.path().join(RAPI), broken).expect("it is damaged");
        let said = text(&renja(folder.path(), &["process", NAME]).stderr);
        assert!(said.contains("tidak dapat dibaca sebagai hasil program ini"), "{said}");
    }
}
