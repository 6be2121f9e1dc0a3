//! Runs the program as its user does: what it prints, what it writes, and its exit code.

mod common;

use std::fs;
use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::process::{Output, Stdio};

use renja::model::Lang;
use serde_json::Value;
use tempfile::TempDir;

const WORKBOOK: &str = "renja-bkd-2021.xlsx";

/// Creates a folder with these files in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("its folder");
        fs::write(path, bytes).expect("the file");
    }
    folder
}

/// Returns the bytes of a workbook of the project.
fn workbook(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks").join(name)).expect("a workbook")
}

fn command(folder: &Path, args: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("renja"));
    command
        .current_dir(folder)
        .args(args)
        .env_remove("RUST_BACKTRACE")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS");
    command
}

/// Runs the program in the folder.
fn renja(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("the program writes JSON")
}

/// Returns all files and folders below the folder, hidden ones included, with the content of the files.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the folder can be walked"))
        .filter(|entry| entry.depth() > 0)
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            (name, if entry.file_type().is_file() { fs::read(entry.path()).expect("a file") } else { vec![] })
        })
        .collect();
    all.sort();
    all
}

fn names(folder: &Path) -> Vec<String> {
    contents(folder).into_iter().map(|(name, _)| name).filter(|name| !name.contains("/.")).collect()
}

/// Asserts that the arguments cannot be processed: exit code 2, one sentence on standard error, nothing on
/// standard output, no file written. Returns the sentence.
fn refused(files: &[(&str, &[u8])], args: &[&str]) -> String {
    let folder = folder(files);
    let before = contents(folder.path());
    let output = renja(folder.path(), args);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(text(&output.stdout), "");
    assert!(contents(folder.path()) == before, "nothing is written");
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

/// Asserts that a file cannot be read and that `process`, `check` and the JSON of `check` give the same
/// reason. Returns the sentence.
fn unreadable(name: &str, bytes: &[u8]) -> String {
    let said = refused(&[(name, bytes)], &["process", name, "-o", "hasil"]);
    assert_eq!(said, refused(&[(name, bytes)], &["check", name]));
    let folder = folder(&[(name, bytes)]);
    let output = renja(folder.path(), &["check", name, "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let file = &json(&output)["files"][0];
    assert_eq!((file["path"].as_str(), file["status"].as_str()), (Some(name), Some("unreadable")));
    assert_eq!(format!("{name}: {}\n", file["error"].as_str().expect("an error")), said);
    said
}

#[test]
fn not_a_workbook() {
    insta::assert_snapshot!(unreadable("surat.xlsx", b"Kepada Yth. Kepala BKD"));
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(unreadable("kosong.xlsx", b""));
}

#[test]
fn a_cut_off_workbook() {
    let whole = workbook(WORKBOOK);
    insta::assert_snapshot!(unreadable("terpotong.xlsx", &whole[..whole.len() / 2]));
}

#[test]
fn a_workbook_with_a_password() {
    insta::assert_snapshot!(unreadable("rahasia.xlsx", &encrypted()));
}

#[test]
fn a_file_that_is_not_there() {
    insta::assert_snapshot!(refused(&[], &["check", "tidak-ada.xlsx"]));
}

#[test]
fn a_folder_without_workbooks() {
    let plan = small("3.500.000");
    let processed = renja::process(plan.as_bytes(), "renja.xls", &renja::Options::default(), None);
    let rapi = processed.expect("it is processed").rapi;
    let files: [(&str, &[u8]); 4] = [
        ("arsip/README.md", b"x"),
        ("arsip/~$renja.xlsx", b"x"),
        ("arsip/renja.rapi.xlsx", &rapi),
        ("arsip/salinan.xlsx", &rapi),
    ];
    insta::assert_snapshot!(refused(&files, &["process", "arsip", "-o", "hasil"]));
}

#[test]
fn an_output_folder_that_is_a_file() {
    let whole = workbook(WORKBOOK);
    let files: [(&str, &[u8]); 2] = [(WORKBOOK, &whole), ("hasil", b"sebuah berkas")];
    insta::assert_snapshot!(refused(&files, &["process", WORKBOOK, "-o", "hasil"]));
    assert_eq!(
        refused(&files, &["process", WORKBOOK, "-o", "hasil/2021"]),
        refused(&files, &[WORKBOOK]),
        "the folder above is the one that is wrong"
    );
}

#[test]
fn a_list_that_is_not_there() {
    insta::assert_snapshot!(
        refused(&[], &["check", "--files-from", "daftar.txt"]),
        @"Daftar berkas daftar.txt tidak dapat dibaca (tidak ditemukan). Periksa nama yang diberikan pada --files-from."
    );
}

#[test]
fn nothing_asked_for() {
    insta::assert_snapshot!(refused(&[], &["--lang", "en", "check"]));
    // A double click starts the program without arguments: it explains how to drop a file on it.
    let folder = folder(&[]);
    let output = renja(folder.path(), &[]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""));
    insta::assert_snapshot!(text(&output.stderr));
    assert!(names(folder.path()).is_empty(), "nothing is written");
}

#[test]
fn a_rule_that_is_not_there() {
    insta::assert_snapshot!(refused(&[], &["rule", "!!"]));
    insta::assert_snapshot!(refused(&[], &["check", "x.xlsx", "--select", "QQQ"]));
}

#[test]
fn options_before_a_command_are_not_lost() {
    let output = renja(Path::new("."), &["-o", "hasil", "check", "x.xlsx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("di belakang perintahnya"), "{output:?}");
    let output = renja(Path::new("."), &["--lang", "en", "check", "x.xlsx"]);
    assert_eq!(text(&output.stderr).lines().count(), 1, "{output:?}");
}

#[test]
fn a_command_behind_a_file_does_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.csv"), "No;Uraian;Jumlah\n1;Meja;1.500.000\n").expect("written");
    let output = renja(folder.path(), &["a.csv", "check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("renja check"), "{output:?}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing was written");
}

#[test]
fn the_help() {
    let help = |args: &[&str]| {
        let output = renja(Path::new("."), args);
        assert_eq!(output.status.code(), Some(0));
        text(&output.stdout)
    };
    insta::assert_snapshot!("help_id", help(&["--help"]));
    insta::assert_snapshot!("help_en", help(&["--help", "--lang", "en"]));
    insta::assert_snapshot!("help_check", help(&["check", "--help"]));
}

#[test]
fn shells_and_man_know_the_commands() {
    let here = Path::new(".");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = renja(here, &["completions", shell]);
        assert_eq!(script.status.code(), Some(0), "{script:?}");
        assert!(text(&script.stdout).contains("explain-layout"), "{shell}");
    }
    let page = |args: &[&str]| {
        let output = renja(here, &[&["man"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        text(&output.stdout)
    };
    assert!(page(&[]).contains(".SH PERINTAH\n") && page(&[]).contains("renja\\-check(1)"), "{}", page(&[]));
    assert!(page(&["--lang", "en"]).contains(".SH COMMANDS\n"));
    assert!(page(&["check"]).contains("Memeriksa saja"));
    assert_eq!(renja(here, &["man", "chek"]).status.code(), Some(2));
}

#[test]
fn other_files_of_a_folder_are_named() {
    let plan = small("3.500.000");
    let files: [(&str, &[u8]); 9] = [
        ("in/~$renja.xls", b"\x04Budi"),
        ("in/catatan.csv", b"Rapat hari Senin\nBawa berkas\n"),
        ("in/desktop.ini", b"x"),
        ("in/foto.png", b"x"),
        ("in/lama/surat.docx", b"x"),
        ("in/lama.slk", b"x"),
        ("in/nota.pdf", b"x"),
        ("in/renja.xls", plan.as_bytes()),
        ("in/zip.zip", b"x"),
    ];
    let folder = folder(&files);
    let said = |args: &[&str]| text(&renja(folder.path(), args).stderr);
    insta::assert_snapshot!(said(&["check", "in"]));
    // The last line of `check` differs from that of `process`: it names the next step.
    let neighbours = |text: String| text.lines().take(2).collect::<Vec<_>>().join("\n");
    let checked = neighbours(said(&["check", "in"]));
    let processed = said(&["process", "in"]);
    assert_eq!(neighbours(processed), checked);
    assert_eq!(neighbours(said(&["check", "in"])), checked, "its own results are not among them");
    assert_eq!(said(&["check", "in", "--quiet"]), "");
    let alone = said(&["check", "in/renja.xls"]);
    assert!(
        !alone.contains("surat.docx") && !alone.contains("sedang dibuka"),
        "a file that is named has no neighbours"
    );
    insta::assert_snapshot!(said(&["check", "in/~$renja.xls"]));
    insta::assert_snapshot!(said(&["check", "in/lama"]));
}

#[test]
fn every_rule_has_a_page() {
    let here = Path::new(".");
    let list = renja(here, &["rule"]);
    assert_eq!(list.status.code(), Some(0));
    for rule in renja::check::rules() {
        assert!(text(&list.stdout).contains(&format!("{}  {}\n", rule.code, rule.title(Lang::Id))));
        for asked in [rule.code, rule.name] {
            let page = renja(here, &["rule", asked]);
            let shown = text(&page.stdout);
            assert_eq!(page.status.code(), Some(0));
            assert!(shown.starts_with(&format!("{}  {}\n", rule.code, rule.title(Lang::Id))), "{shown}");
            assert!(
                !shown.contains("```") && !shown.lines().any(|line| line.starts_with(['#', '|'])),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = command(Path::new("."), &["check", "a.xlsx", "b.xlsx", "--format", "json", "--quiet"])
        .stdout(writer)
        .output()
        .expect("the program runs");
    assert!(!text(&output.stderr).contains("pipe") && !text(&output.stderr).contains("panic"), "{output:?}");
    assert!(output.status.code().is_some());
}

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let folder = folder(&[("a.xlsx", b"x"), (&format!("b/{WORKBOOK}"), &workbook(WORKBOOK))]);
    let output = renja(folder.path(), &["check", ".", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let files = json(&output)["files"].as_array().expect("a list").clone();
    let statuses: Vec<_> = files.iter().map(|file| file["status"].as_str().expect("a status")).collect();
    assert_eq!(statuses, ["unreadable", "findings"]);

    let output = renja(folder.path(), &["process", ".", "-o", "hasil"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(folder.path().join("hasil/b/renja-bkd-2021.rapi.xlsx").is_file());
}

/// Creates a folder with workbooks of several file types.
fn several() -> TempDir {
    let names = ["renja-bkd-2018.xls", "renja-bkd-2020.ods", "renja-bkpsdm-2022.xlsx"];
    let workbooks = names.map(|name| (name, workbook(name)));
    folder(&workbooks.each_ref().map(|(name, bytes)| (*name, bytes.as_slice())))
}

#[test]
fn the_same_bytes_whatever_the_jobs() {
    let folder = several();
    let with = |jobs| renja(folder.path(), &["check", ".", "--jobs", jobs]);
    let (one, four) = (with("1"), with("4"));
    assert_eq!(one.status.code(), Some(1), "{}", text(&one.stderr));
    assert!(one.stdout == four.stdout);
    assert!(!one.stdout.contains(&0x1b), "no colour where nobody sees it");
}

#[test]
fn one_line_a_file() {
    let folder = several();
    let with = |format, jobs| renja(folder.path(), &["check", ".", "--format", format, "--jobs", jobs]);
    let all = json(&with("json", "1"));
    let lines = text(&with("ndjson", "4").stdout);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(all["files"].as_array(), Some(&lines));
}

#[test]
fn paths_from_standard_input() {
    let folder = folder(&[("dua kata.xlsx", &workbook(WORKBOOK))]);
    let mut child = command(folder.path(), &["check", "--files-from", "-", "--format", "ndjson"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all("\u{feff}dua kata.xlsx\r\n\r\n".as_bytes())
        .expect("it reads");
    let output = child.wait_with_output().expect("the program ends");
    let file: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((file["path"].as_str(), file["status"].as_str()), (Some("dua kata.xlsx"), Some("findings")));
}

#[test]
fn a_dropped_file_is_processed_beside_itself() {
    let folder = folder(&[(&format!("meja/{WORKBOOK}"), &workbook(WORKBOOK))]);
    let output = renja(folder.path(), &[&format!("meja/{WORKBOOK}")]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let expected = ["meja", "meja/hasil", "meja/hasil/renja-bkd-2021.rapi.xlsx", "meja/renja-bkd-2021.xlsx"];
    let written: Vec<String> = names(folder.path()).into_iter().filter(|n| !n.contains("koreksi")).collect();
    assert_eq!(written, expected);
    assert_eq!(fs::read(folder.path().join("meja").join(WORKBOOK)).expect("the input"), workbook(WORKBOOK));
}

#[test]
fn two_runs_give_the_same_files() {
    let folder = folder(&[(WORKBOOK, &workbook(WORKBOOK))]);
    let run = || renja(folder.path(), &["process", WORKBOOK, "-o", "hasil"]);
    let first = run();
    let before = contents(folder.path());
    let second = run();
    assert_eq!((first.status.code(), second.status.code()), (Some(1), Some(1)));
    assert!(contents(folder.path()) == before);
    assert!(text(&second.stdout).contains("(tidak berubah)"), "{}", text(&second.stdout));
}

/// Returns a small plan as a web page named like a workbook, as some offices have them.
fn small(pagu: &str) -> String {
    let rows = [
        "Kode|Program/Kegiatan|Indikator|Lokasi|Target|Pagu Indikatif",
        "1|2|3|5|6|7",
        &format!("4.05.01|PROGRAM PELAYANAN|||| {pagu}"),
        "4.05.01.01|Surat menyurat|Jumlah surat|Kota|10 surat|1.000.000",
        "4.05.01.02|Listrik|Jumlah rekening|Kota|12 rekening|2.500.000",
    ];
    let row = |row: &&str| format!("<tr><td>{}</td></tr>", row.replace('|', "</td><td>"));
    format!("<html><body><table>{}</table></body></html>", rows.iter().map(row).collect::<String>())
}

#[test]
fn a_folder_has_one_recap() {
    let folder = several();
    fs::write(folder.path().join("rusak.xlsx"), "PK").expect("a file");
    let output = renja(folder.path(), &["process", ".", "-o", "hasil"]);
    assert_eq!(output.status.code(), Some(2), "one file is broken");
    assert!(text(&output.stdout).contains("Rekap: hasil/rekap.xlsx"), "{}", text(&output.stdout));
    let recap = fs::read(folder.path().join("hasil/rekap.json")).expect("the recap");
    let recap: Value = serde_json::from_slice(&recap).expect("JSON");
    let years: Vec<_> =
        recap["files"].as_array().expect("files").iter().map(|f| f["year"].as_i64()).collect();
    assert_eq!(years, [Some(2018), Some(2020), Some(2022), None]);
    for file in recap["files"].as_array().expect("files") {
        for output in file["outputs"].as_array().expect("outputs") {
            let path = folder.path().join("hasil").join(output["path"].as_str().expect("a path"));
            assert!(path.is_file(), "{}", path.display());
        }
    }
}

#[test]
fn one_file_has_no_recap() {
    let folder = folder(&[(WORKBOOK, &workbook(WORKBOOK))]);
    renja(folder.path(), &["process", WORKBOOK, "-o", "hasil"]);
    assert!(!folder.path().join("hasil/rekap.xlsx").exists());
}

#[test]
fn a_second_run_does_what_changed() {
    let (one, two) = (small("3.500.000"), small("9.999.999"));
    let folder = folder(&[("in/a.xls", one.as_bytes()), ("in/b.xls", one.as_bytes())]);
    let run = |args: &[&str]| {
        let output = renja(folder.path(), &[&["process", "in", "-o", "hasil"], args].concat());
        text(&output.stdout).lines().filter(|l| l.contains('→')).map(str::to_owned).collect::<Vec<_>>()
    };
    let unchanged = |lines: &[String]| -> Vec<bool> {
        lines.iter().map(|line| line.contains("(tidak berubah)")).collect()
    };
    assert_eq!(unchanged(&run(&[])), [false, false]);
    assert_eq!(unchanged(&run(&[])), [true, true]);
    fs::write(folder.path().join("in/b.xls"), two).expect("another plan");
    assert_eq!(unchanged(&run(&[])), [true, false]);
    assert_eq!(unchanged(&run(&["--lang", "en"])), [false, false], "another language, other results");
}

#[test]
fn a_killed_batch_goes_on_to_the_same_files() {
    const FILES: usize = 40;
    let plan = small("3.400.000");
    let names: Vec<String> = (0..FILES).map(|n| format!("in/{n:02}/renja.xls")).collect();
    let inputs: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), plan.as_bytes())).collect();
    let (whole, killed) = (folder(&inputs), folder(&inputs));
    let args = ["process", "in", "-o", "hasil", "--jobs", "2"];
    assert_eq!(renja(whole.path(), &args).status.code(), Some(1));
    for done in [1, 9] {
        let mut child = command(killed.path(), &args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let out = std::io::BufReader::new(child.stdout.take().expect("a pipe"));
        let lines = out.lines().map_while(Result::ok).filter(|line| line.contains('→'));
        assert_eq!(lines.take(done).count(), done);
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
    }
    assert_eq!(renja(killed.path(), &args).status.code(), Some(1));
    let (whole, killed) = (contents(&whole.path().join("hasil")), contents(&killed.path().join("hasil")));
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&whole), names(&killed));
    assert_eq!(whole.iter().filter(|(name, _)| name.ends_with(".rapi.xlsx")).count(), FILES);
    assert!(whole == killed);
}

#[test]
fn rows_are_exported() {
    let folder = folder(&[("a.xls", small("3.500.000").as_bytes()), ("b.xls", small("4").as_bytes())]);
    let export = |args: &[&str]| renja(folder.path(), &[&["export", "."], args].concat());
    let csv = export(&[]);
    assert_eq!(csv.status.code(), Some(0), "{}", text(&csv.stderr));
    let rows: Value = json(&export(&["--format", "json"]));
    let rows = rows.as_array().expect("a list");
    assert_eq!(text(&csv.stdout).lines().count(), rows.len() + 1);
    let files: std::collections::BTreeSet<_> = rows.iter().filter_map(|row| row["berkas"].as_str()).collect();
    assert_eq!(files.len(), 2);

    let long: Value = json(&export(&["--format", "json", "--long"]));
    assert!(long.as_array().expect("a list").len() > rows.len());
    let found: Value = json(&export(&["--format", "json", "--what", "findings"]));
    let checked: Value = json(&renja(folder.path(), &["check", ".", "--format", "json"]));
    let in_files = checked["files"].as_array().expect("files").iter();
    let count: usize = in_files.map(|file| file["findings"].as_array().expect("findings").len()).sum();
    assert_eq!(found.as_array().expect("a list").len(), count);
    assert!(count > 0);

    let to_file = export(&["-o", "baris.csv"]);
    assert!(to_file.stdout.is_empty());
    assert_eq!(fs::read(folder.path().join("baris.csv")).expect("the rows"), csv.stdout);
    let over = renja(folder.path(), &["export", "a.xls", "-o", "a.xls"]);
    assert_eq!(over.status.code(), Some(2), "an input is never written to");
    assert_eq!(fs::read(folder.path().join("a.xls")).expect("the input"), small("3.500.000").as_bytes());
}

#[test]
fn a_workbook_may_be_too_large() {
    let folder = folder(&[("a.xls", small("3.500.000").as_bytes())]);
    let output = renja(folder.path(), &["check", "a.xls", "--max-cells", "10"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("lebih dari 10 sel"), "{}", text(&output.stderr));
}

#[test]
fn what_a_person_saved_is_kept() {
    let folder = folder(&[(WORKBOOK, &workbook(WORKBOOK))]);
    let run = |args: &[&str]| {
        let output = renja(folder.path(), &[&["process", WORKBOOK, "-o", "hasil"], args].concat());
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        text(&output.stderr)
    };
    run(&[]);
    let result = folder.path().join("hasil/renja-bkd-2021.rapi.xlsx");
    let own = fs::read(&result).expect("the result");
    // Another program saves the same workbook with other bytes.
    let mut saved = own.clone();
    saved.extend_from_slice(b"\0");
    fs::write(&result, &saved).expect("a person saves");
    assert!(run(&[]).contains("disimpan sebagai hasil/arsip/renja-bkd-2021."));
    let kept: Vec<_> =
        contents(&folder.path().join("hasil")).into_iter().filter(|(_, b)| *b == saved).collect();
    assert_eq!(kept.len(), 1, "the person's file is there under another name");

    fs::write(&result, &saved).expect("a person saves");
    assert_eq!(run(&["--quiet"]), "", "what is quiet says nothing but failures");
}

/// Builds the package that Excel writes for a workbook with a password: a compound file that holds
/// `EncryptionInfo` and `EncryptedPackage`.
fn encrypted() -> Vec<u8> {
    const FREE: u32 = 0xffff_ffff;
    const END: u32 = 0xffff_fffe;
    const FAT: u32 = 0xffff_fffd;
    let mut file = Vec::new();
    let push = |file: &mut Vec<u8>, numbers: &[u32]| {
        for number in numbers {
            file.extend_from_slice(&number.to_le_bytes());
        }
    };
    file.extend_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    file.extend_from_slice(&[0; 16]);
    // Version 3, little endian, sectors of 512 bytes, mini sectors of 64.
    file.extend_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    // One sector of allocation table (sector 0), the directory in sector 1, no mini stream.
    push(&mut file, &[0, 1, 1, 0, 4096, END, 0, END, 0, 0]);
    push(&mut file, &[FREE; 108]);
    // The allocation table: its own sector, the directory, and eight sectors of the package.
    push(&mut file, &[FAT, END, 3, 4, 5, 6, 7, 8, 9, END]);
    push(&mut file, &[FREE; 118]);
    let mut entry = |name: &str, kind: u8, left: u32, child: u32, start: u32, size: u32| {
        let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(bytes.len() + 2).expect("a short name");
        bytes.resize(64, 0);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&[kind, 1]);
        push(&mut bytes, &[left, FREE, child]);
        bytes.resize(116, 0);
        push(&mut bytes, &[start, size, 0]);
        file.extend_from_slice(&bytes);
    };
    entry("Root Entry", 5, FREE, 2, END, 0);
    entry("EncryptionInfo", 2, FREE, FREE, END, 0);
    entry("EncryptedPackage", 2, 1, FREE, 2, 4096);
    file.extend_from_slice(&[0; 128]);
    file.extend_from_slice(&[7; 4096]);
    file
}

/// If a socket or a device stands where the result should go, the run is refused and the socket stays.
#[cfg(unix)]
#[test]
fn a_device_or_socket_is_not_replaced_by_a_result() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().expect("a folder");
    let socket = folder.path().join("tujuan");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let run = std::process::Command::new(assert_cmd::cargo::cargo_bin!("renja"))
        .args([
            "export".as_ref(),
            common::path("renja-bkpsdm-2022.xlsx").as_os_str(),
            "-o".as_ref(),
            socket.as_os_str(),
        ])
        .output()
        .expect("the program runs");
    assert_eq!(run.status.code(), Some(2));
    assert!(socket.metadata().expect("it is there").file_type().is_socket());
}

/// The results of a single file do not depend on the number of threads.
#[test]
fn threads_change_nothing() {
    let outcome = |jobs: &str| {
        let folder = folder(&[(WORKBOOK, &workbook(WORKBOOK))]);
        let checked = renja(folder.path(), &["check", WORKBOOK, "--format", "json", "--jobs", jobs]);
        let processed = renja(folder.path(), &["process", WORKBOOK, "-o", "hasil", "--jobs", jobs]);
        assert!(!checked.stdout.is_empty(), "{}", text(&checked.stderr));
        (text(&checked.stdout), text(&processed.stdout), contents(folder.path()))
    };
    let one = outcome("1");
    assert!(one.2.iter().any(|(name, _)| name.ends_with(".rapi.xlsx")), "a result was written");
    assert!(one == outcome("4"), "four threads give something else than one");
}
