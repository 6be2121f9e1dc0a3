//! Forms that a user wrote, run through the program. The examples of docs/forms.md are used exactly as
//! printed.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

/// Returns the form files that the page shows, by name; their first line is `# forms/NAME`.
fn examples() -> Vec<(String, String)> {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/forms.md")).expect("the page");
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let named = |text: &str| {
        let name = text.lines().next()?.strip_prefix("# forms/")?;
        Some((name.to_owned(), text.to_owned()))
    };
    let examples: Vec<_> = blocks.filter_map(|(text, _)| named(text)).collect();
    assert_eq!(examples.len(), 3);
    examples
}

/// A table of the office's own form, and a plan whose headers are not in the built-in forms.
const POKIR: &str = "Pokok Pikiran DPRD Tahun 2023;;;;;\n\
    No;Uraian Usulan;Volume;Pagu;;\n;;;Murni;Tambahan;Jumlah\n\
    1;Perbaikan saluran;2 paket;150.000.000;50.000.000;200.000.000\n\
    2;Lampu jalan;40 titik;80.000.000;20.000.000;110.000.000\n";
/// Columns side by side below one header; one sum of quarters is wrong.
const KAS: &str = "Rencana Kas Kecil Tahun 2023;;;;;\n\
    Uraian;Triwulan I;Triwulan II;Triwulan III;Triwulan IV;Jumlah\n\
    Alat tulis;1.000.000;2.000.000;1.500.000;500.000;5.000.000\n\
    Listrik;3.000.000;3.100.000;2.900.000;3.000.000;12.000.000\n\
    Perjalanan;2.000.000;0;4.000.000;1.250.000;7.520.000\n\
    Rapat;750.000;800.000;650.000;900.000;3.100.000\n";
const PLAN: &str = "Rincian Usulan Belanja Tahun 2023;;;;;\n\
    Kode Rekening;Program dan Kegiatan;Bidang Pengampu;Indikator Kinerja;Target;Plafon Sementara\n\
    5.03.02;PROGRAM KEPEGAWAIAN DAERAH;;Persentase;100%;30.000.000\n\
    5.03.02.2.01;Mutasi;Bidang Mutasi;Jumlah SK;12 SK;10.000.000\n\
    5.03.02.2.02;Promosi;Bidang Promosi;Jumlah SK;9 SK;20.000.000\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("its folder");
        fs::write(path, text).expect("the file");
    }
    folder
}

fn with_examples() -> TempDir {
    let files =
        [("in/kas.csv", KAS), ("in/pokir.csv", POKIR), ("in/rencana.csv", PLAN), ("in/renja.toml", "")];
    let folder = folder(&files);
    fs::create_dir_all(folder.path().join("in/forms")).expect("the folder of forms");
    for (name, text) in examples() {
        fs::write(folder.path().join("in/forms").join(name), text).expect("the form");
    }
    folder
}

fn renja(folder: &TempDir, args: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("renja"))
        .current_dir(folder.path())
        .args(args)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn check(folder: &TempDir, args: &[&str]) -> Value {
    let (_, out, said) = renja(folder, &[&["check", "in", "--format", "json"], args].concat());
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{said}"))
}

fn forms(report: &Value) -> Vec<&str> {
    let files = report["files"].as_array().expect("files");
    let tables = files.iter().flat_map(|file| file["tables"].as_array().expect("tables"));
    tables.map(|table| table["form"].as_str().expect("a code")).collect()
}

#[test]
fn forms_beside_the_settings_are_recognized_and_checked() {
    let report = check(&with_examples(), &[]);
    assert_eq!(forms(&report), ["kas-kecil", "pokir", "T-C.33"]);
    for (file, cell) in [(0, "F5"), (1, "F5")] {
        let findings = report["files"][file]["findings"].as_array().expect("findings");
        let loud = findings.iter().filter(|f| f["severity"] != "note");
        let said: Vec<_> = loud.map(|f| (f["rule"].as_str(), f["cell"].as_str())).collect();
        assert_eq!(said, [(Some("ARI104"), Some(cell))], "its relation was checked: {findings:?}");
    }
    assert_eq!(report["files"][2]["findings"].as_array().map(Vec::len), Some(0), "{report}");
}

#[test]
fn without_them_and_with_others() {
    let folder = with_examples();
    fs::rename(folder.path().join("in/forms"), folder.path().join("milik kami")).expect("it is moved");
    assert!(!forms(&check(&folder, &[])).contains(&"pokir"));
    assert_eq!(forms(&check(&folder, &["--forms", "milik kami"])), ["kas-kecil", "pokir", "T-C.33"]);
    // A broken form beside the settings is reported even if `--forms` names another folder.
    fs::create_dir(folder.path().join("in/forms")).expect("a folder");
    fs::write(folder.path().join("in/forms/a.toml"), "extends = ").expect("a broken form");
    assert_eq!(renja(&folder, &["check", "in", "--forms", "milik kami"]).0, Some(2), "broken ones are said");
    let (code, rows, said) = {
        fs::remove_file(folder.path().join("in/forms/a.toml")).expect("it is gone");
        renja(&folder, &["export", "in/rencana.csv", "--forms", "milik kami"])
    };
    assert_eq!(code, Some(0), "{said}");
    assert!(rows.contains("Bidang Mutasi") && rows.contains("bidang"), "{rows}");
}

#[test]
fn a_form_that_changed_is_a_reason_to_do_it_again() {
    let folder = with_examples();
    let run = || renja(&folder, &["process", "in", "-o", "hasil"]);
    let (code, out, said) = run();
    assert_eq!(code, Some(1), "{out}{said}");
    assert!(!out.contains("tidak berubah"), "{out}");
    assert!(run().1.contains("tidak berubah"), "nothing changed");
    let form = folder.path().join("in/forms/pokir.toml");
    let text = fs::read_to_string(&form).expect("the form");
    fs::write(&form, text.replace("Rekapitulasi Pokok Pikiran DPRD", "Pokok Pikiran Anggota DPRD"))
        .expect("saved");
    let (_, out, _) = run();
    let line = out.lines().find(|line| line.starts_with("in/pokir.csv")).expect("its line");
    assert!(!line.contains("tidak berubah"), "the form changed: {out}");
}

#[test]
fn a_broken_form_names_its_file_its_line_and_what_is_missing() {
    let column = |key: &str, kind: &str| {
        format!("[[column]]\nkey = \"{key}\"\nkind = \"{kind}\"\nhead = [\"{key}\"]\n")
    };
    let whole = format!(
        "code = \"x\"\n{}{}{}",
        column("nama", "text"),
        column("pagu", "rupiah"),
        column("kode", "kode")
    );
    let broken = [
        ("extends = \"T-C.99\"\n".to_owned(), 1, "T-C.99"),
        ("name = \"Tanpa kode\"\n".to_owned(), 1, "code"),
        ("extends = \"T-C.33\"\nkolom = 1\n".to_owned(), 2, "kolom"),
        ("extends = \"T-C.33\"\n\n[[column]]\nkey = \"baru\"\n".to_owned(), 4, "baru"),
        ("extends = \"T-C.33\"\n[[column]]\nkey = \"Pagu\"\n".to_owned(), 3, "Pagu"),
        (
            "extends = \"T-C.33\"\n[[column]]\nkey = \"pagu\"\n[[column]]\nkey = \"pagu\"\n".to_owned(),
            5,
            "pagu",
        ),
        ("extends = \"T-C.33\"\n[[column]]\nkey = \"pagu\"\nformula = \"tujuh\"\n".to_owned(), 4, "tujuh"),
        ("extends = \"T-C.33\"\n[[column]]\nkey = \"pagu\"\nkind = \"uang\"\n".to_owned(), 4, "uang"),
        (format!("{whole}[[relation]]\ncolumn = \"pagu\"\nis = \"nama + lain\"\n"), 14, "nama + lain"),
        (format!("code = \"x\"\n{}", column("nama", "text")), 1, "x"),
        ("extends = \n".to_owned(), 1, ""),
    ];
    for (text, line, word) in &broken {
        let folder = folder(&[("in/a.csv", POKIR), ("in/renja.toml", ""), ("in/forms/a.toml", text)]);
        for lang in ["id", "en"] {
            let (code, out, said) = renja(&folder, &["process", "in", "-o", "hasil", "--lang", lang]);
            assert_eq!((code, out.as_str(), said.lines().count()), (Some(2), "", 1), "{said}");
            let place =
                if lang == "id" { format!("a.toml baris {line}:") } else { format!("a.toml line {line}:") };
            assert!(said.contains(&place) && said.contains(word), "{text}\n{said}");
        }
        assert!(!folder.path().join("hasil").exists());
    }
    let folder = folder(&[("in/a.csv", POKIR), ("kosong/README.md", "")]);
    for missing in ["kosong", "tidak ada"] {
        let (code, _, said) = renja(&folder, &["check", "in", "--forms", missing]);
        assert!(code == Some(2) && said.contains(missing), "{said}");
    }
}
