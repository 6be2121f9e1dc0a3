//! Where results go, what they record about their source, and how decisions find their way back to it. The
//! tests run the program as its user does.

mod common;
#[path = "common/saved.rs"]
mod saved;

use std::fs::{self, File};
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use renja::batch::{self, Store};
use renja::model::own::{Origin, ResultKind};
use renja::model::{Book, CellContent, Value};
use renja::read::{self, Limits};
use renja::text::digest::digest;
use renja::write::koreksi::{self, NewContent, Patch};
use saved::{as_ods, with_part, without_properties};
use tempfile::TempDir;

/// Returns a small plan with a program whose amount is not the sum of its parts: one case with two proposals.
fn plan(parts: &str) -> Vec<u8> {
    let rows = [
        "Kode|Program/Kegiatan|Indikator|Lokasi|Target|Pagu Indikatif",
        "1|2|3|5|6|7",
        "4.05.01|PROGRAM PELAYANAN||||3.400.000",
        "4.05.01.01|Surat menyurat|Jumlah surat|Kota|10 surat|1.000.000",
        &format!("4.05.01.02|Listrik|Jumlah rekening|Kota|12 rekening|{parts}"),
    ];
    let row = |row: &&str| format!("<tr><td>{}</td></tr>", row.replace('|', "</td><td>"));
    format!("<html><body><table>{}</table></body></html>", rows.iter().map(row).collect::<String>()).into()
}

fn page() -> Vec<u8> {
    plan("2.500.000")
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, bytes) in files {
        write(folder.path(), name, bytes);
    }
    folder
}

/// Creates a folder with the same plan under each of these names.
fn plans(names: &[&str]) -> TempDir {
    let page = page();
    folder(&names.iter().map(|name| (*name, page.as_slice())).collect::<Vec<_>>())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("its folder");
    fs::write(path, bytes).expect("the file");
}

fn bytes(folder: &TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Runs the program in the folder.
fn renja(folder: &Path, args: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("renja"))
        .current_dir(folder)
        .args(args)
        .env_remove("RUST_BACKTRACE")
        .output()
        .expect("the program runs")
}

/// What a run printed: results and totals on standard output, remarks on standard error.
struct Said {
    out: String,
    remarks: String,
    code: Option<i32>,
}

impl Said {
    /// Returns the number of corrected cells of each input.
    fn corrected(&self) -> Vec<&str> {
        let counts = self.out.lines().filter_map(|line| line.split_once("sel dibetulkan: "));
        let is_of_file = |line: &&str| !line.contains("berkas");
        counts.map(|(_, count)| count).filter(is_of_file).collect()
    }
}

fn run(folder: &TempDir, args: &[&str]) -> Said {
    let output = renja(folder.path(), args);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let remarks = text(output.stderr);
    // This remark is made for every input that is not an .xlsx.
    let remarks = remarks.lines().filter(|line| !line.contains("Koreksi langsung di berkas asli"));
    let remarks: String = remarks.flat_map(|line| [line, "\n"]).collect();
    Said { out: text(output.stdout), remarks, code: output.status.code() }
}

/// Returns the results below a folder, without hidden files.
fn results(folder: &TempDir) -> Vec<String> {
    let all = walkdir::WalkDir::new(folder.path()).sort_by_file_name().into_iter().flatten();
    let files = all.filter(|entry| entry.file_type().is_file());
    let names = files.map(|entry| {
        let below = entry.path().strip_prefix(folder.path()).expect("below the folder");
        below.to_string_lossy().replace('\\', "/")
    });
    names
        .filter(|name| name.contains(".rapi") || name.contains(".koreksi") || name.contains("rekap"))
        .collect()
}

fn book(bytes: &[u8]) -> Book {
    read::read(bytes, &Limits::default()).expect("the program reads what it wrote")
}

/// Returns the result with the first proposal of its only case accepted, as if a person had typed it.
fn decided(rapi: &[u8]) -> Vec<u8> {
    with_decision(rapi, "A")
}

fn with_decision(rapi: &[u8], decision: &str) -> Vec<u8> {
    let book = book(rapi);
    let sheet = book.sheets.iter().find(|sheet| sheet.name == "Temuan").expect("the findings' sheet");
    let find = |text: &str| {
        let is = |content: &CellContent| matches!(content, CellContent::Text(t) if &**t == text);
        sheet
            .cells
            .iter()
            .find(|(_, cell)| is(&cell.content))
            .map(|(at, _)| *at)
            .expect("a cell with this text")
    };
    let (row, column) = (find("ARI102").0, find("Keputusan").1);
    let to = NewContent::Value(Value::Text(decision.into()));
    let patch = Patch { sheet: "Temuan".into(), row, column, to, note: String::new() };
    koreksi::patch(rapi, &[patch]).expect("a person can fill it in")
}

/// Accepts the first proposal in a result and saves it on a day of January 2026.
fn decide(folder: &TempDir, result: &str, day: u64) {
    save(folder, result, &decided(&bytes(folder, result)), day);
}

fn save(folder: &TempDir, name: &str, bytes: &[u8], day: u64) {
    write(folder.path(), name, bytes);
    // Day 1 is 1 January 2026, which is day 20454 since 1970.
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs((20_453 + day) * 86_400 + 3_600);
    let file = File::options().write(true).open(folder.path().join(name)).expect("the file");
    file.set_modified(time).expect("its time");
}

// The folder of the results.

#[test]
fn results_of_a_folder_lie_in_it() {
    let folder = plans(&["2019/renja.xls", "2020/renja.xls"]);
    run(&folder, &["2019"]);
    let first = bytes(&folder, "2019/hasil/renja.rapi.xlsx");
    run(&folder, &["2020"]);
    assert_eq!(results(&folder), ["2019/hasil/renja.rapi.xlsx", "2020/hasil/renja.rapi.xlsx"]);
    assert_eq!(bytes(&folder, "2019/hasil/renja.rapi.xlsx"), first);
    // The next run does not take the results for inputs.
    assert_eq!(run(&folder, &["2019"]).corrected().len(), 1);
}

#[test]
fn results_of_a_result_lie_beside_it() {
    let folder = plans(&["meja/renja.xls"]);
    run(&folder, &["meja/renja.xls"]);
    fs::remove_file(folder.path().join("meja/renja.xls")).expect("the source is gone");
    let said = run(&folder, &["meja/hasil/renja.rapi.xlsx"]);
    assert!(said.remarks.contains("yang tidak ditemukan"), "{}", said.remarks);
    // A result that was copied without the hidden ledger, and a folder that contains results.
    fs::remove_file(folder.path().join("meja/hasil/.renja.jsonl")).expect("the ledger");
    run(&folder, &["meja/hasil/renja.rapi.xlsx"]);
    run(&folder, &["meja/hasil"]);
    assert!(!folder.path().join("meja/hasil/hasil").exists());
}

// What a result records.

#[test]
fn a_result_records_its_source() {
    let folder = plans(&["in/Renja & Co.xls", "in/b.xls"]);
    run(&folder, &["in"]);
    let rapi = bytes(&folder, "in/hasil/Renja & Co.rapi.xlsx");
    let expected = Origin::rapi("Renja & Co.xls", digest(&page()));
    assert_eq!(read::read_origin(Cursor::new(&rapi)), Some(expected.clone()));
    assert_eq!(read::read_origin(Cursor::new(as_ods(&rapi))), Some(expected.clone()));
    let recap = bytes(&folder, "in/hasil/rekap.xlsx");
    assert_eq!(read::read_origin(Cursor::new(&recap)), Some(Origin::rekap()));
    assert_eq!(read::read_origin(Cursor::new(common::bytes("renja-bkd-2021.xlsx"))), None);
    // If the record is lost, the marks on the sheets still name the source.
    let lost = without_properties(&rapi);
    assert_eq!(read::read_origin(Cursor::new(&lost)), None);
    assert_eq!(read::read_marked_origin(Cursor::new(&lost)), Some(expected));
    let lost = without_properties(&recap);
    assert_eq!(
        read::read_marked_origin(Cursor::new(&lost)).map(|origin| origin.kind),
        Some(ResultKind::Rekap)
    );
    assert_eq!(read::read_marked_origin(Cursor::new(common::bytes("renja-bkd-2021.xlsx"))), None);
}

#[test]
fn no_file_upsets_the_search_for_a_record() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    let rapi = bytes(&folder, "hasil/a.rapi.xlsx");
    for cut in (0..rapi.len()).step_by(97) {
        let _ = read::read_origin(Cursor::new(&rapi[..cut]));
        let mut damaged = rapi.clone();
        damaged[cut] ^= 0x55;
        let _ =
            (read::read_origin(Cursor::new(&damaged)), read::is_koreksi_by_program(Cursor::new(&damaged)));
    }
    let property =
        |name: &str, text: &str| format!("<property name=\"{name}\"><lpwstr>{text}</lpwstr></property>");
    let with = |xml: &str| {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("docProps\\Custom.xml", zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(xml.as_bytes()).expect("its text");
        read::read_origin(Cursor::new(out.finish().expect("a package").into_inner()))
    };
    let whole =
        format!("<Properties>{}{}</Properties>", property("renja:hasil", "rapi"), property("x", "&lt;"));
    assert_eq!(with(&whole), Some(Origin::rapi("", String::new())));
    assert_eq!(with(&property("renja:hasil", "lain")), None);
    assert_eq!(with("<property name=\"renja:hasil\">"), None);
    assert_eq!(with(&"<property>".repeat(20_000)), None, "nested deeply");
    assert_eq!(with(&(" ".repeat(1 << 20) + &whole)), None, "larger than any record");
}

// The path of a result.

#[test]
fn the_place_of_a_result_does_not_depend_on_the_other_inputs() {
    let folder = plans(&["2019/renja.xls", "2020/renja.xls", "2021/renja.xls"]);
    let out = |args: &[&str]| run(&folder, &[args, &["-o", "out"]].concat());
    out(&["2021/renja.xls", "2020/renja.xls"]);
    let two = results(&folder);
    assert!(two.contains(&"out/2020/renja.rapi.xlsx".to_owned()), "{two:?}");
    let said = out(&["2019/renja.xls", "2020/renja.xls", "2021/renja.xls"]);
    assert_eq!(said.out.matches("(tidak berubah)").count(), 2, "{}", said.out);
    let three = ["out/2019/renja.rapi.xlsx", "out/2020/renja.rapi.xlsx", "out/2021/renja.rapi.xlsx"];
    assert_eq!(results(&folder).into_iter().filter(|name| name.contains("rapi")).collect::<Vec<_>>(), three);
    // A single input keeps its place too.
    assert!(out(&["2020/renja.xls"]).out.contains("out/2020/renja.rapi.xlsx (tidak berubah)"));
    assert_eq!(said.remarks, "");
}

#[test]
fn a_recorded_place_is_not_given_to_another_input() {
    let folder = plans(&["p/a.xls", "q/a.xls"]);
    run(&folder, &["p/a.xls", "-o", "out"]);
    let said = run(&folder, &["p/a.xls", "q/a.xls", "-o", "out"]);
    assert!(said.out.contains("p/a.xls → out/a.rapi.xlsx (tidak berubah)"), "{}", said.out);
    assert!(said.out.contains("q/a.xls → out/q/a.rapi.xlsx"), "{}", said.out);
    assert_eq!(said.remarks, "");
}

#[test]
fn workbooks_that_differ_in_their_extension_keep_it_in_any_run() {
    let csv = b"Kode;Program;Pagu\n1;Pelayanan;1.000.000\n2;Sarana;2.000.000\n";
    let folder = folder(&[("a.xls", &page()), ("a.csv", csv), ("b.xls", &page()), ("b.txt", b"catatan")]);
    run(&folder, &["a.xls"]);
    run(&folder, &["a.csv"]);
    run(&folder, &["b.xls"]);
    assert_eq!(results(&folder), ["hasil/a.csv.rapi.xlsx", "hasil/a.xls.rapi.xlsx", "hasil/b.rapi.xlsx"]);
    // A workbook that is added later does not change a recorded place.
    write(folder.path(), "b.csv", csv);
    assert!(run(&folder, &["b.xls"]).out.contains("hasil/b.rapi.xlsx (tidak berubah)"));
    assert!(run(&folder, &["b.csv"]).out.contains("hasil/b.csv.rapi.xlsx"));
}

#[test]
fn the_result_of_another_input_is_kept_and_named() {
    let folder = folder(&[("p/a.xls", &page()), ("q/a.xls", &plan("2.700.000"))]);
    run(&folder, &["p/a.xls", "-o", "out"]);
    let first = bytes(&folder, "out/a.rapi.xlsx");
    let said = run(&folder, &["q/a.xls", "-o", "out"]);
    let kept = results(&folder).into_iter().find(|name| name.contains("arsip")).expect("a copy");
    assert_eq!(bytes(&folder, &kept), first);
    let sentence =
        format!("q/a.xls: out/a.rapi.xlsx adalah hasil dari ../p/a.xls; berkas itu disimpan sebagai {kept}.");
    assert!(said.remarks.contains(&sentence), "{}", said.remarks);
    // Running the two inputs in turn does not add a copy each time.
    for _ in 0..2 {
        run(&folder, &["p/a.xls", "-o", "out"]);
        run(&folder, &["q/a.xls", "-o", "out"]);
    }
    assert_eq!(results(&folder).len(), 3, "{:?}", results(&folder));
}

// Decisions.

#[test]
fn decisions_follow_a_renamed_input() {
    let folder = plans(&["a.xls"]);
    assert_eq!(run(&folder, &["a.xls"]).corrected(), ["0"]);
    decide(&folder, "hasil/a.rapi.xlsx", 5);
    fs::rename(folder.path().join("a.xls"), folder.path().join("b.xls")).expect("renamed");
    let said = run(&folder, &["b.xls"]);
    assert_eq!(said.corrected(), ["1"]);
    assert!(said.remarks.contains("Keputusan diambil dari hasil/a.rapi.xlsx."), "{}", said.remarks);
    assert!(run(&folder, &["b.xls"]).out.contains("hasil/b.rapi.xlsx (tidak berubah)"));
}

#[test]
fn decisions_in_a_renamed_result_are_found() {
    let folder = plans(&["in/a.xls"]);
    run(&folder, &["in"]);
    let rapi = bytes(&folder, "in/hasil/a.rapi.xlsx");
    // One copy lies beside the results, and one beside the input, where mail programs save it.
    for name in ["in/hasil/a.rapi (1).xlsx", "in/Fwd_ hasil pak Budi.xlsx"] {
        save(&folder, name, &decided(&rapi), 5);
        assert_eq!(run(&folder, &["in"]).corrected(), ["1"], "{name}");
        let again = run(&folder, &["in"]);
        assert!(again.out.contains("(tidak berubah)"), "{}", again.out);
        fs::remove_file(folder.path().join(name)).expect("removed");
        fs::remove_dir_all(folder.path().join("in/hasil")).expect("removed");
        assert_eq!(run(&folder, &["in"]).corrected(), ["0"]);
    }
}

#[test]
fn decisions_saved_as_ods_are_found() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    save(&folder, "hasil/a.rapi.ods", &as_ods(&decided(&bytes(&folder, "hasil/a.rapi.xlsx"))), 5);
    let said = run(&folder, &["a.xls"]);
    assert_eq!(said.corrected(), ["1"], "{}", said.remarks);
    assert!(said.remarks.contains("Keputusan dipakai dari hasil/a.rapi.ods saja"), "{}", said.remarks);
    assert!(said.remarks.contains("tidak dipakai: hasil/a.rapi.xlsx."), "{}", said.remarks);
}

#[test]
fn decisions_are_found_where_the_record_was_lost() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    let decided = without_properties(&decided(&bytes(&folder, "hasil/a.rapi.xlsx")));
    save(&folder, "hasil/a.rapi.xlsx", &decided, 5);
    assert_eq!(run(&folder, &["a.xls"]).corrected(), ["1"]);
}

#[test]
fn decisions_stay_when_the_input_is_saved_again() {
    let folder = plans(&["in/a.xls"]);
    run(&folder, &["in"]);
    decide(&folder, "in/hasil/a.rapi.xlsx", 5);
    write(folder.path(), "in/a.xls", &[page(), b"\n".to_vec()].concat());
    let said = run(&folder, &["in"]);
    assert_eq!(said.corrected(), ["1"]);
    // Decisions that went into a result stay in it.
    write(folder.path(), "in/a.xls", &[page(), b"\n\n".to_vec()].concat());
    assert_eq!(run(&folder, &["in"]).corrected(), ["1"]);
}

#[test]
fn decisions_of_another_input_of_the_same_name_are_not_used() {
    let other = plan("2.500.000 ");
    let folder = folder(&[("p/a.xls", &page()), ("q/a.xls", &other)]);
    run(&folder, &["p/a.xls", "-o", "out"]);
    decide(&folder, "out/a.rapi.xlsx", 5);
    let decided = bytes(&folder, "out/a.rapi.xlsx");
    let said = run(&folder, &["q/a.xls", "-o", "out"]);
    assert_eq!(said.corrected(), ["0"], "{}", said.remarks);
    assert_eq!(bytes(&folder, "out/arsip/a.2026-01-05.rapi.xlsx"), decided);
    assert!(said.remarks.contains("adalah hasil dari ../p/a.xls"), "{}", said.remarks);
    // The decisions exist only in the archived copy, which is searched too.
    let said = run(&folder, &["p/a.xls", "-o", "out"]);
    assert_eq!(said.corrected(), ["1"], "{}", said.remarks);
}

#[test]
fn two_inputs_with_the_same_bytes_have_decisions_of_their_own() {
    let folder = plans(&["in/a.xls", "in/a - Copy.xls"]);
    run(&folder, &["in"]);
    decide(&folder, "in/hasil/a.rapi.xlsx", 5);
    assert_eq!(run(&folder, &["in"]).corrected(), ["0", "1"]);
    assert_eq!(run(&folder, &["in"]).corrected(), ["0", "1"]);
}

#[test]
fn of_several_results_that_a_person_saved_the_newest_counts() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    let rapi = bytes(&folder, "hasil/a.rapi.xlsx");
    save(&folder, "hasil/a.rapi (1).xlsx", &decided(&rapi), 7);
    save(&folder, "hasil/a.rapi (2).xlsx", &with_decision(&rapi, "tolak"), 6);
    let said = run(&folder, &["a.xls"]);
    assert_eq!(said.corrected(), ["1"]);
    let unused = "tidak dipakai: hasil/a.rapi (2).xlsx, hasil/a.rapi.xlsx.";
    assert!(said.remarks.contains(unused), "{}", said.remarks);
    save(&folder, "hasil/a.rapi (2).xlsx", &with_decision(&rapi, "tolak"), 8);
    assert_eq!(run(&folder, &["a.xls"]).corrected(), ["0"]);
}

#[test]
fn decisions_for_a_workbook_that_is_not_in_the_run_are_told_once() {
    let folder = folder(&[("a.xls", &plan("2.300.000")), ("b.xls", &page())]);
    run(&folder, &["."]);
    decide(&folder, "hasil/b.rapi.xlsx", 5);
    let said = run(&folder, &["a.xls"]);
    let sentence = "hasil/b.rapi.xlsx adalah hasil dari b.xls, yang tidak ikut dikerjakan";
    assert_eq!(said.remarks.matches(sentence).count(), 1, "{}", said.remarks);
    // A result is mentioned neither if it is unchanged nor if its workbook is part of the run.
    assert!(!run(&folder, &["."]).remarks.contains("tidak ikut"));
    assert_eq!(run(&folder, &["a.xls"]).remarks, "");
}

/// A decision has the date on which a person saved it.
#[test]
fn the_day_of_a_decision_is_the_day_on_which_it_was_saved() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    let earlier = || {
        let sources = batch::find_sources(&[folder.path().join("a.xls")]).sources;
        let targets = batch::plan_targets(&sources, None);
        let store = Store::new(&sources, &targets).expect("the folder can be written to");
        store.find_earlier(&sources[0], &targets[0], &digest(&page())).expect("a result")
    };
    assert_eq!(earlier().changed, None);
    decide(&folder, "hasil/a.rapi.xlsx", 5);
    let decided = bytes(&folder, "hasil/a.rapi.xlsx");
    let earlier = earlier();
    assert_eq!((earlier.saved.as_str(), earlier.changed.as_ref()), ("2026-01-05", Some(&digest(&decided))));
    assert_eq!(earlier.read(), Some(decided));
}

// Archived copies.

#[test]
fn copies_are_kept_in_a_folder_of_their_own() {
    let folder = plans(&["in/x/a.xls", "in/b.xls"]);
    run(&folder, &["in"]);
    decide(&folder, "in/hasil/x/a.rapi.xlsx", 5);
    let mut recap = bytes(&folder, "in/hasil/rekap.xlsx");
    recap.push(0);
    save(&folder, "in/hasil/rekap.xlsx", &recap, 6);
    let said = run(&folder, &["in"]);
    assert!(
        said.remarks.contains("disimpan sebagai in/hasil/x/arsip/a.2026-01-05.rapi.xlsx."),
        "{}",
        said.remarks
    );
    assert_eq!(bytes(&folder, "in/hasil/arsip/rekap.2026-01-06.xlsx"), recap);
    // Workbooks of a user in such a folder are skipped too, but a folder of this name elsewhere is searched.
    write(folder.path(), "in/hasil/arsip/lama.xls", &page());
    write(folder.path(), "in/hasil/x/arsip/lama.xls", &page());
    write(folder.path(), "in/arsip/lama.xls", &page());
    let said = run(&folder, &["in"]);
    assert_eq!(said.corrected().len(), 3, "{}", said.out);
    assert!(said.out.contains("in/arsip/lama.xls →"), "{}", said.out);
}

// Which files a folder search reads.

#[test]
fn a_workbook_of_the_users_is_read_whatever_it_is_called() {
    let workbook = common::bytes("renja-bkpsdm-2022.xlsx");
    let names = ["in/x.koreksi.xlsx", "in/y.rapi.xlsx", "in/rekap.xlsx"];
    let folder = folder(&names.map(|name| (name, workbook.as_slice())));
    let said = run(&folder, &["in"]);
    assert_eq!(said.corrected().len(), 3, "{}", said.out);
    let expected = ["in/hasil/rekap.rapi.xlsx", "in/hasil/x.koreksi.rapi.xlsx", "in/hasil/y.rapi.rapi.xlsx"];
    let written = results(&folder);
    assert!(expected.iter().all(|name| written.contains(&(*name).to_owned())), "{written:?}");
    // Corrected copies of such a workbook are results of the program.
    assert_eq!(run(&folder, &["in"]).corrected().len(), 3);
}

#[test]
fn results_are_passed_over_whatever_they_are_called() {
    let workbook = common::bytes("renja-bkd-2021.xlsx");
    let folder = folder(&[("in/a.xlsx", &workbook), ("in/b.xls", &page())]);
    run(&folder, &["in"]);
    let rapi = bytes(&folder, "in/hasil/b.rapi.xlsx");
    write(folder.path(), "in/b.rapi (1).xlsx", &rapi);
    write(folder.path(), "in/b.rapi.ods", &as_ods(&rapi));
    write(folder.path(), "in/laporan.xlsx", &rapi);
    write(folder.path(), "in/b-rapi.xlsx", &without_properties(&rapi));
    write(folder.path(), "in/rekap 2021.xlsx", &without_properties(&bytes(&folder, "in/hasil/rekap.xlsx")));
    write(folder.path(), "in/a.koreksi.xlsx", &bytes(&folder, "in/hasil/a.koreksi.xlsx"));
    write(folder.path(), "in/hasil/lain.xlsx", &without_properties(&rapi));
    assert_eq!(run(&folder, &["in"]).corrected().len(), 2);
}

/// A workbook that a person made from a result keeps its properties. Without the findings it is an input like
/// any other.
#[test]
fn a_workbook_that_was_made_of_a_result_is_read() {
    let folder = plans(&["in/a.xls"]);
    run(&folder, &["in"]);
    let rapi = bytes(&folder, "in/hasil/a.rapi.xlsx");
    write(
        folder.path(),
        "in/final.xlsx",
        &with_part(&rapi, "xl/workbook.xml", |xml| {
            ["Ringkasan", "Temuan", "Rekonsiliasi", "Berita Acara", "Data", "Perubahan"].iter().fold(
                xml.to_owned(),
                |xml, own| {
                    let (name, formula) = (format!("name=\"{own}\""), format!("{own}!"));
                    xml.replace(&name, &format!("name=\"Lama {own}\""))
                        .replace(&formula, &format!("'Lama {own}'!"))
                },
            )
        }),
    );
    assert_eq!(run(&folder, &["in"]).corrected().len(), 2);
}

// Results that are named in the call.

#[test]
fn a_dropped_result_stands_for_its_workbook() {
    let folder = plans(&["in/2021/a.xls"]);
    run(&folder, &["in"]);
    let result = "in/hasil/2021/a.rapi.xlsx";
    decide(&folder, result, 5);
    let said = run(&folder, &[result]);
    assert_eq!(said.corrected(), ["1"]);
    assert!(said.out.contains("in/2021/a.xls → in/hasil/2021/a.rapi.xlsx"), "{}", said.out);
    let sentence = "in/hasil/2021/a.rapi.xlsx adalah hasil dari in/2021/a.xls: in/2021/a.xls yang dikerjakan";
    assert_eq!(said.remarks.matches(sentence).count(), 1, "{}", said.remarks);
    assert!(said.remarks.contains("in/hasil/2021/arsip/a.2026-01-05.rapi.xlsx"), "{}", said.remarks);
    assert_eq!(results(&folder).len(), 2, "{:?}", results(&folder));
}

#[test]
fn a_dropped_result_that_came_back_by_mail_stands_for_its_workbook() {
    let folder = plans(&["meja/a.xls"]);
    run(&folder, &["meja/a.xls"]);
    let rapi = bytes(&folder, "meja/hasil/a.rapi.xlsx");
    fs::remove_dir_all(folder.path().join("meja/hasil")).expect("removed");
    save(&folder, "meja/dari pak Budi.xlsx", &decided(&rapi), 5);
    assert_eq!(run(&folder, &["meja/dari pak Budi.xlsx"]).corrected(), ["1"]);
    assert_eq!(results(&folder), ["meja/hasil/a.rapi.xlsx"]);
    // The workbook and its result in one call are one input.
    let said = run(&folder, &["meja/dari pak Budi.xlsx", "meja/a.xls"]);
    assert_eq!(said.corrected(), ["1"], "{}", said.out);
}

#[test]
fn a_dropped_result_without_its_workbook_is_an_input() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    fs::rename(folder.path().join("a.xls"), folder.path().join("hasil/lain.txt")).expect("gone");
    decide(&folder, "hasil/a.rapi.xlsx", 5);
    let decided = bytes(&folder, "hasil/a.rapi.xlsx");
    let said = run(&folder, &["hasil/a.rapi.xlsx"]);
    assert_eq!(said.corrected(), ["1"], "{}", said.remarks);
    assert!(said.remarks.contains("hasil dari a.xls, yang tidak ditemukan"), "{}", said.remarks);
    assert_eq!(bytes(&folder, "hasil/arsip/a.2026-01-05.rapi.xlsx"), decided);
    // The decisions still belong to the workbook and are used again once it is back.
    write(folder.path(), "a.xls", &page());
    let said = run(&folder, &["a.xls"]);
    assert_eq!((said.corrected(), said.remarks.as_str()), (vec!["1"], ""));
}

/// A result was sent on without its workbook, which arrives later.
#[test]
fn a_workbook_that_comes_after_its_result_has_the_decisions() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    save(&folder, "lain/a.rapi.xlsx", &decided(&bytes(&folder, "hasil/a.rapi.xlsx")), 5);
    fs::rename(folder.path().join("a.xls"), folder.path().join("b.txt")).expect("gone");
    assert_eq!(run(&folder, &["lain/a.rapi.xlsx"]).corrected(), ["1"]);
    assert!(folder.path().join("lain/hasil/a.rapi.xlsx").is_file());
    write(folder.path(), "lain/a.xls", &page());
    fs::remove_file(folder.path().join("lain/a.rapi.xlsx")).expect("removed");
    let said = run(&folder, &["lain/a.xls"]);
    assert_eq!((said.corrected(), said.remarks.as_str()), (vec!["1"], ""));
}

/// Several results of the same missing workbook each get a result of their own.
#[test]
fn dropped_results_without_their_workbook_do_not_meet() {
    let folder = plans(&["a.xls"]);
    run(&folder, &["a.xls"]);
    save(&folder, "hasil/a.rapi (1).xlsx", &decided(&bytes(&folder, "hasil/a.rapi.xlsx")), 5);
    fs::remove_file(folder.path().join("a.xls")).expect("gone");
    let dropped = ["hasil/a.rapi.xlsx", "hasil/a.rapi (1).xlsx"];
    assert_eq!(run(&folder, &dropped).corrected(), ["0", "1"]);
    let said = run(&folder, &dropped[1..]);
    assert!(said.out.contains("→ hasil/a (1).rapi.xlsx"), "{}", said.out);
}

#[test]
fn a_corrected_copy_is_the_input_of_the_next_round() {
    let folder = folder(&[("x.xlsx", &common::bytes("renja-bkd-2021.xlsx"))]);
    run(&folder, &["x.xlsx"]);
    run(&folder, &["hasil/x.koreksi.xlsx"]);
    run(&folder, &["hasil/x-2.koreksi.xlsx"]);
    run(&folder, &["hasil/x.koreksi.xlsx"]);
    let expected = ["x-2.koreksi", "x-2.rapi", "x-3.koreksi", "x-3.rapi", "x.koreksi", "x.rapi"];
    assert_eq!(results(&folder), expected.map(|name| format!("hasil/{name}.xlsx")));
}

#[test]
fn a_recap_is_no_input() {
    let folder = plans(&["in/a.xls", "in/b.xls"]);
    run(&folder, &["in"]);
    let said = run(&folder, &["in/hasil/rekap.xlsx"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(
        said.remarks,
        "in/hasil/rekap.xlsx: Ini rekap buatan program ini, bukan masukan. Tunjuk buku kerja asalnya, atau foldernya.\n"
    );
}

// Calls that do nothing.

#[test]
fn a_misspelt_command_is_no_input() {
    let folder = plans(&["x/a.xls"]);
    for (asked, meant) in [("chek", "check"), ("cek", "check"), ("proses", "process"), ("exprt", "export")] {
        let said = run(&folder, &[asked, "x"]);
        assert_eq!(said.code, Some(2));
        assert_eq!(said.remarks, format!("“{asked}” tidak ada. Maksudnya `renja {meant}`?\n"));
    }
    assert!(!folder.path().join("x/hasil").exists());
    // An existing folder is an input, whatever its name.
    write(folder.path(), "chek/a.xls", &page());
    assert_eq!(run(&folder, &["chek"]).code, Some(1));
    assert!(run(&folder, &["hasil 2019"]).remarks.contains("Tidak ada berkas atau folder"));
}

#[test]
fn a_run_without_a_single_workbook_writes_no_recap() {
    let folder = folder(&[("in/a.xlsx", b"x"), ("in/b.xlsx", b"y")]);
    assert_eq!(run(&folder, &["in"]).code, Some(2));
    assert!(!folder.path().join("in/hasil").exists());
}
