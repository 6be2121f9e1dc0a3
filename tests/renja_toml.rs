//! `renja.toml` and `--reference`, run through the program.

use std::fs;
use std::path::Path;

use renja::read::{Limits, read};
use serde_json::Value;
use tempfile::TempDir;

/// Creates a folder with a plan whose program states 100.000 less than its two kegiatan.
fn folder(settings: Option<&str>) -> TempDir {
    let rows = [
        "Kode|Program/Kegiatan|Indikator|Lokasi|Target|Pagu Indikatif",
        "1|2|3|5|6|7",
        "4.05.01|PROGRAM PELAYANAN||||3.400.000",
        "4.05.01.01|Surat menyurat|Jumlah surat|Kota|10 surat|1.000.000",
        "4.05.01.02|Listrik|Jumlah rekening|Kota|12 rekening|2.500.000",
    ];
    let row = |row: &&str| format!("<tr><td>{}</td></tr>", row.replace('|', "</td><td>"));
    let page =
        format!("<html><body><table>{}</table></body></html>", rows.iter().map(row).collect::<String>());
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("in/2021")).expect("its folders");
    fs::write(folder.path().join("in/2021/a.xls"), page).expect("the plan");
    if let Some(settings) = settings {
        fs::write(folder.path().join("in/renja.toml"), settings).expect("the settings");
    }
    folder
}

fn renja(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("renja"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Returns the first file of the JSON report, and standard error.
fn check(folder: &TempDir, args: &[&str]) -> (Value, String) {
    let (_, out, said) = renja(folder.path(), &[&["check", "in", "--format", "json"], args].concat());
    let all: Value = serde_json::from_str(&out).expect("JSON");
    (all["files"][0].clone(), said)
}

fn of_rule<'a>(file: &'a Value, code: &str) -> Vec<&'a Value> {
    let findings = file["findings"].as_array().expect("findings");
    findings.iter().filter(|finding| finding["rule"] == code).collect()
}

fn class(file: &Value) -> String {
    file["cases"][0]["proposals"][0]["class"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_follows_from_the_trusted_side_is_suggested() {
    let bare = folder(None);
    assert_eq!(class(&check(&bare, &[]).0), "display");
    assert_eq!(class(&check(&bare, &["--reference", "detail"]).0), "suggested");
    let set = folder(Some("reference = \"detail\"\n"));
    assert_eq!(class(&check(&set, &[]).0), "suggested");
    assert_eq!(renja(bare.path(), &["check", "in", "--reference", "T-C.99"]).0, Some(2));
}

#[test]
fn the_trusted_side_may_be_a_form_of_the_users() {
    let own = "extends = \"T-C.33\"\ncode = \"PPAS-9\"\nname = \"PPAS\"\n";
    let bare = folder(None);
    fs::create_dir(bare.path().join("bentuk")).expect("a folder");
    fs::write(bare.path().join("bentuk/ppas.toml"), own).expect("a form");
    let call =
        |more: &[&str]| renja(bare.path(), &[&["check", "in", "--reference", "ppas-9"], more].concat());
    let (code, _, said) = call(&[]);
    assert_eq!(code, Some(2));
    assert!(said.contains("ppas-9") && said.contains("T-C.33"), "{said}");
    assert_eq!(call(&["--forms", "bentuk"]).0, Some(1));

    let set = folder(Some("reference = \"PPAS-9\"\n"));
    assert_eq!(renja(set.path(), &["check", "in"]).0, Some(2));
    fs::create_dir(set.path().join("in/forms")).expect("a folder");
    fs::write(set.path().join("in/forms/ppas.toml"), own).expect("a form");
    assert_eq!(renja(set.path(), &["check", "in"]).0, Some(1));
}

#[test]
fn an_exception_silences_what_it_names_and_an_unused_one_is_reported() {
    let exception = |item: &str| {
        format!(
            "[[exception]]\nrule = \"ARI102\"\nitem = \"{item}\"\nreason = \"disepakati dengan Bappeda\"\n"
        )
    };
    let (before, _) = check(&folder(None), &[]);
    assert_eq!(of_rule(&before, "ARI102").len(), 1, "{before}");

    let used = folder(Some(&exception("program  pelayanan")));
    let (file, said) = check(&used, &[]);
    assert_eq!(of_rule(&file, "ARI102"), Vec::<&Value>::new());
    assert!(!said.contains("ARI102"), "{said}");
    // The summary says that a finding was left out.
    renja(used.path(), &["process", "in", "-o", "hasil"]);
    let bytes = fs::read(used.path().join("hasil/2021/a.rapi.xlsx")).expect("the result");
    let book = read(&bytes, &Limits::default()).expect("a workbook");
    let texts: Vec<String> =
        book.sheets[0].cells.values().map(|cell| format!("{:?}", cell.content)).collect();
    assert!(texts.iter().any(|text| text.contains("1 temuan lain sudah disepakati")), "{texts:?}");

    let unused = folder(Some(&exception("Program Lain")));
    let (file, said) = check(&unused, &[]);
    assert_eq!(of_rule(&file, "ARI102").len(), 1);
    assert!(said.contains("ARI102") && said.contains("Program Lain"), "{said}");
    // A second run, in which nothing is left to do, repeats the message.
    for _ in 0..2 {
        let (_, _, said) = renja(unused.path(), &["process", "in", "-o", "hasil"]);
        assert!(said.contains("Program Lain"), "{said}");
    }
}

#[test]
fn settings_that_cannot_be_used_stop_the_run_before_anything_is_written() {
    for broken in [
        "reference = ",
        "reference = \"T-C.99\"",
        "[[exception]]\nrule = \"XXX1\"\nreason = \"x\"",
        "lain = 1",
    ] {
        let folder = folder(Some(broken));
        for args in [&["process", "in", "-o", "hasil"][..], &["check", "in"]] {
            let (code, out, said) = renja(folder.path(), args);
            assert_eq!((code, out.as_str(), said.lines().count()), (Some(2), "", 1), "{said}");
            assert!(said.contains("in/renja.toml"), "{said}");
        }
        assert!(!folder.path().join("hasil").exists());
    }
}
