//! `renja check --explain-layout`, run through the program.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

fn renja(folder: &TempDir, args: &[&str]) -> String {
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("renja"))
        .current_dir(folder.path())
        .args(args)
        .output()
        .expect("the program runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Creates a folder with three files: a plan without a number row, with an unknown column and a misspelt
/// header; a budget by account codes; and the budget of [`sums`].
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = "Rumusan Rencana Program dan Kegiatan Tahun 2023;;;;;\n\
        Kode;Program/Kegiatan;Indikator Kinerja;Targett;Pagu Indikatif;Plafon\n\
        5.03.02;PROGRAM KEPEGAWAIAN;Persentase;100%;30.000.000;x\n\
        5.03.02.2.01;Mutasi;Jumlah SK;12 SK;10.000.000;y\n\
        5.03.02.2.02;Promosi;Jumlah SK;9 SK;20.000.000;z\n";
    let budget = "Kode;Uraian;Anggaran;Urutan\n\
        5.1;BELANJA OPERASI;41.000.000;1.001\n5.1.01;Belanja Pegawai;25.000.000;1.002\n\
        5.1.02;Belanja Barang;16.000.000;1.003\n;JUMLAH;41.000.000;1.004\n";
    fs::write(folder.path().join("a.csv"), plan).expect("the plan");
    fs::write(folder.path().join("b.csv"), budget).expect("the budget");
    sums(&folder).expect("the sums");
    folder
}

/// Writes a budget without codes and numbers, with formulas for its sums.
fn sums(folder: &TempDir) -> Result<(), rust_xlsxwriter::XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Uraian", "Pagu", "Realisasi"])?;
    let rows = [
        ("Belanja Operasi", "SUM(#3:#4)=8000000", "7.200.000"),
        ("Pegawai", "5.000.000", "4.100.000"),
        ("Barang", "3.000.000", "3.100.000"),
        ("Belanja Modal", "#6+#7=8000000", "SUM(#6:#7)=7500000"),
        ("Tanah", "6.000.000", "6.000.000"),
        ("Gedung", "2.000.000", "1.500.000"),
    ];
    for ((name, pagu, realisasi), row) in rows.into_iter().zip(1..) {
        sheet.write(row, 0, name)?;
        for (text, column, letter) in [(pagu, 1, "B"), (realisasi, 2, "C")] {
            if let Some((formula, result)) = text.replace('#', letter).split_once('=') {
                let formula = rust_xlsxwriter::Formula::new(formula).set_result(result);
                sheet.write_formula(row, column, formula)?;
            } else {
                sheet.write(row, column, text.replace('.', "").parse::<u32>().expect("an amount"))?;
            }
        }
    }
    book.save(folder.path().join("c.xlsx"))
}

#[test]
fn for_people_in_both_languages() {
    let folder = folder();
    for (lang, name) in [("id", "layout_id"), ("en", "layout_en")] {
        let said = renja(&folder, &["check", ".", "--explain-layout", "--lang", lang]);
        insta::assert_snapshot!(name, said);
    }
}

#[test]
fn for_programs_as_added_fields() {
    let folder = folder();
    let read = |args: &[&str]| -> Value {
        serde_json::from_str(&renja(&folder, &[&["check", "a.csv", "--format", "json"], args].concat()))
            .expect("JSON")
    };
    let (plain, mut explained) = (read(&[]), read(&["--explain-layout"]));
    let layout = explained["files"][0]["tables"][0].as_object_mut().expect("a table").remove("layout");
    assert_eq!(plain, explained, "nothing else changes");
    let layout = layout.expect("how it was read");
    let column = |key: &str| {
        let columns = layout["columns"].as_array().expect("columns");
        columns.iter().find(|column| column["key"] == key).expect("a column of this key").clone()
    };
    assert_eq!(
        (column("kode")["columns"].as_str(), column("kode")["score"].as_u64()),
        (Some("A"), Some(100))
    );
    assert!(column("target")["score"].as_u64().is_some_and(|score| (72..100).contains(&score)), "{layout}");
    assert_eq!(column("kolom_6")["score"], 0);
    assert_eq!(layout["levels"][0]["cells"][0], "B3");
    let relation = &layout["relations"][0];
    assert_eq!(
        (&relation["kind"], &relation["count"], &relation["holding"]),
        (&"children".into(), &1.into(), &1.into())
    );
}
