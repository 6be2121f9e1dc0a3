//! Workbooks with several plans: of several offices, or of this year and the next. Each table is compared
//! with the plan of the same office and year. If that plan is not clear, nothing is reported.

mod grid;

use std::fmt::Write as _;

use renja::check::{Selection, check};
use renja::model::Severity;

/// Returns the findings across the tables and sentences of a workbook, and all others above a note, as rule
/// and cell.
fn said(sheets: &str) -> Vec<String> {
    let examples = grid::examples(&format!("```diam\n{sheets}\n```"));
    let book = &examples[0].book;
    let renja = renja::normalize::normalize(book, &renja::forms::Forms::default());
    let findings = check(&renja, book, &Selection::default()).findings;
    let across = |rule: &str| ["LNT", "JML", "NAR", "ARI105", "THN"].iter().any(|r| rule.starts_with(r));
    findings
        .iter()
        .filter(|f| across(f.rule) || f.severity > Severity::Note)
        .map(|f| format!("{} {}", f.rule, renja.cell_name(f.at)))
        .collect()
}

fn plan(sheet: &str, office: &str, year: i32, amounts: [u32; 2]) -> String {
    let [a, b] = amounts;
    format!(
        "[{sheet}]
| Rumusan Rencana Program dan Kegiatan Tahun {year} |
| Kode | Program/Kegiatan | Indikator Kinerja | Lokasi | Rencana Tahun {year} | < |
| ^ | ^ | ^ | ^ | Target | Pagu Indikatif (Rp) |
| | {office} | | | | {} |
| 4.05.01.01 | PROGRAM PELAYANAN PERKANTORAN | Persentase kecukupan | BKD | 100% | {a} |
| | Pengelolaan Administrasi | Jumlah alat tulis kantor | | 68 jenis | {a} |
| 4.05.01.02 | PROGRAM PENINGKATAN KAPASITAS | Tingkat partisipasi | BKD | 100% | {b} |
| | Pengelolaan Publikasi | Jumlah publikasi | | 2 kali | {b} |
",
        a + b
    )
}

/// Returns the table of objectives, which repeats the amounts of the programs.
fn sasaran(sheet: &str, title: &str, year: &str, amounts: [u32; 2]) -> String {
    let [a, b] = amounts;
    format!(
        "[{sheet}]
| {title} |
| Tujuan | Indikator Tujuan | Target | Sasaran | Indikator Sasaran | Program dan Kegiatan | Indikator Kinerja Program dan Kegiatan | Target Kinerja dan Kerangka Pendanaan{year} | < |
| ^ | ^ | ^ | ^ | ^ | ^ | ^ | Target | Rp. |
| Meningkatnya Mutu | Indeks | 80 | Meningkatnya Layanan | Persentase | Program Pelayanan Perkantoran | Persentase kecukupan | 100% | {a} |
| | | | | | Pengelolaan Administrasi | Jumlah alat tulis kantor | 68 jenis | {a} |
| | | | | | Program Peningkatan Kapasitas | Tingkat partisipasi | 100% | {b} |
| | | | | | Pengelolaan Publikasi | Jumlah publikasi | 2 kali | {b} |
"
    )
}

fn recap(year: &str, rows: &[(&str, u32)]) -> String {
    let mut text = format!(
        "[Tabel 4.1]
| Rekapitulasi Program, Kegiatan dan Pagu Indikatif{year} |
| No | Organisasi Perangkat Daerah | Urusan | < | < | Non Urusan | < | < | Urusan dan Non Urusan | < | < |
| ^ | ^ | Program | Keg | Pagu Indikatif (Rp) | Program | Keg | Pagu Indikatif (Rp) | Program | Keg | Pagu Indikatif (Rp) |
| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 |
"
    );
    for (i, (office, pagu)) in rows.iter().enumerate() {
        writeln!(text, "| {} | {office} | 2 | 2 | {pagu} | 0 | 0 | 0 | 2 | 2 | {pagu} |", i + 1)
            .expect("a text grows");
    }
    text
}

const BKD: &str = "Badan Kepegawaian Daerah";
const SOSIAL: &str = "Dinas Sosial";

#[test]
fn each_office_is_compared_with_its_own() {
    let plans = plan("BKD", BKD, 2021, [600, 400]) + &plan("Sosial", SOSIAL, 2021, [7000, 2000]);
    let title = |office: &str| format!("Sasaran, Program dan Kegiatan {office} | Organisasi: {office}");
    let right = sasaran("S1", &title(BKD), " Tahun 2021", [600, 400])
        + &sasaran("S2", &title(SOSIAL), " Tahun 2021", [7000, 2000])
        + &recap("", &[(BKD, 1000), (SOSIAL, 9000)]);
    assert_eq!(said(&(plans.clone() + &right)), Vec::<String>::new());
    let wrong = sasaran("S1", &title(BKD), " Tahun 2021", [600, 400])
        + &sasaran("S2", &title(SOSIAL), " Tahun 2021", [7000, 3000])
        + &recap("", &[(BKD, 1000), (SOSIAL, 9500)])
        + &format!(
            "[Narasi]
| Bab IV | {BKD} menyusun rencana kerja tahun 2021 dalam 2 program dan 2 kegiatan dengan total anggaran sebesar Rp 1.000,-. |
| Bab IV | {SOSIAL} menyusun rencana kerja tahun 2021 dalam 3 program dan 2 kegiatan dengan total anggaran sebesar Rp 9.000,-. |
| Bab IV | Kota ini menyusun rencana kerja tahun 2021 dalam 5 program dan 9 kegiatan dengan total anggaran sebesar Rp 5.000,-. |
"
        );
    assert_eq!(
        said(&(plans + &wrong)),
        ["LNT101 Sosial F7", "LNT101 Sosial F8", "ARI105 Tabel 4.1 K6", "NAR102 Narasi B2"]
    );
}

#[test]
fn each_year_is_compared_with_its_own() {
    let plans = plan("Tabel 4.2", BKD, 2021, [600, 400]) + &plan("Tabel 4.3", BKD, 2022, [700, 500]);
    let right = sasaran("S1", "Sasaran", " Tahun 2021", [600, 400])
        + &sasaran("S2", "Sasaran", " Tahun 2022", [700, 500])
        + &recap(" Tahun 2022", &[(BKD, 1200)]);
    assert_eq!(said(&(plans.clone() + &right)), Vec::<String>::new());
    let wrong = sasaran("S1", "Sasaran", " Tahun 2021", [600, 450])
        + &sasaran("S2", "Sasaran", " Tahun 2022", [700, 500])
        + &recap(" Tahun 2022", &[(BKD, 1300)]);
    assert_eq!(
        said(&(plans + &wrong)),
        ["LNT101 Tabel 4.2 F7", "LNT101 Tabel 4.2 F8", "ARI105 Tabel 4.1 K5"]
    );
}

#[test]
fn what_could_be_any_plans_is_compared_with_none() {
    let offices = plan("BKD", BKD, 2021, [600, 400]) + &plan("Sosial", SOSIAL, 2021, [7000, 2000]);
    let nobodys =
        sasaran("S1", "Sasaran", " Tahun 2021", [900, 900]) + &recap("", &[("Semua perangkat daerah", 10)]);
    assert_eq!(said(&(offices + &nobodys)), Vec::<String>::new());
    let years = plan("Tabel 4.2", BKD, 2021, [600, 400]) + &plan("Tabel 4.3", BKD, 2022, [700, 500]);
    let of_no_year = sasaran("S1", "Sasaran", "", [900, 900]) + &recap("", &[(BKD, 10)]);
    assert_eq!(said(&(years + &of_no_year)), Vec::<String>::new());
    let twice = plan("Tabel 4.2", BKD, 2021, [600, 400]) + &plan("Lanjutan", BKD, 2021, [700, 500]);
    let of_either = sasaran("S1", "Sasaran", " Tahun 2021", [900, 900]) + &recap("", &[(BKD, 10)]);
    assert_eq!(said(&(twice + &of_either)), Vec::<String>::new());
}
