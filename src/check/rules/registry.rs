//! The registry of rules: one line per rule, sorted by code, with its name, its file, the highest severity of
//! its findings, and the classes of the proposals made for them.

use super::rule_info::RuleInfo;
use crate::model::Class::{Display, Safe, Suggested};
use crate::model::Severity::{Error, Note, Warning};

// Builds one entry. `of reading` marks a rule whose findings come from reading the file instead of a check.
macro_rules! rule {
    ($code:literal, $name:literal, $file:ident, $severity:expr, $classes:expr) => {
        rule!(@ $code, $name, $file, $severity, $classes, Some(super::$file::check))
    };
    ($code:literal, $name:literal, $file:ident, $severity:expr, $classes:expr, of reading) => {
        rule!(@ $code, $name, $file, $severity, $classes, None)
    };
    (@ $code:literal, $name:literal, $file:ident, $severity:expr, $classes:expr, $check:expr) => {
        RuleInfo {
            code: $code,
            name: $name,
            severity: $severity,
            classes: &$classes,
            page: include_str!(concat!(stringify!($file), ".md")),
            english: include_str!(concat!("en/", stringify!($file), ".md")),
            check: $check,
        }
    };
}

pub(super) const RULES: &[RuleInfo] = &[
    rule!("ARI101", "pagu-opd-beda-jumlah", pagu_opd_beda_jumlah, Error, [Suggested, Display]),
    rule!("ARI102", "pagu-program-beda-jumlah", pagu_program_beda_jumlah, Error, [Suggested, Display]),
    rule!("ARI103", "pagu-kegiatan-beda-jumlah", pagu_kegiatan_beda_jumlah, Error, [Suggested, Display]),
    rule!("ARI104", "baris-beda-jumlah", baris_beda_jumlah, Error, [Suggested, Display]),
    rule!("ARI105", "rekapitulasi-beda-rencana", rekapitulasi_beda_rencana, Error, [Suggested, Display]),
    rule!("ARI106", "rekening-beda-jumlah", rekening_beda_jumlah, Error, [Suggested, Display]),
    rule!("ARI107", "hasil-kali-beda", hasil_kali_beda, Error, [Suggested, Display]),
    rule!("ARI108", "saldo-tidak-sambung", saldo_tidak_sambung, Error, [Suggested, Display]),
    rule!("ARI110", "volume-beda-uraian", volume_beda_uraian, Warning, [Suggested, Display]),
    rule!("ARI111", "jumlah-kepala-beda", jumlah_kepala_beda, Warning, [Display]),
    rule!("ARI112", "rata-rata-beda", rata_rata_beda, Warning, [Suggested, Display]),
    rule!("ARI113", "bobot-beda", bobot_beda, Warning, [Suggested, Display]),
    rule!("ARI201", "subtotal-kosong", subtotal_kosong, Warning, [Safe, Suggested, Display]),
    rule!("ARI202", "pagu-kosong", pagu_kosong, Warning, [Suggested, Display]),
    rule!("ARI301", "kolom-salinan", kolom_salinan, Note, []),
    rule!("CAK101", "lembar-tidak-terbaca", lembar_tidak_terbaca, Warning, []),
    rule!("CAK102", "total-tidak-diperiksa", total_tidak_diperiksa, Note, []),
    rule!("FMT101", "pagu-tersimpan-teks", pagu_tersimpan_teks, Note, [Safe]),
    rule!("FMT102", "pagu-bukan-angka", pagu_bukan_angka, Error, [Suggested, Display]),
    rule!("FMT103", "satuan-salah-eja", satuan_salah_eja, Note, []),
    rule!("FMT104", "satuan-berbeda", satuan_berbeda, Note, []),
    rule!("FMT105", "angka-terlalu-besar", angka_terlalu_besar, Warning, []),
    rule!("FMT106", "ribuan-hilang", ribuan_hilang, Warning, [Suggested]),
    rule!(
        "JML101",
        "jumlah-program-kegiatan-beda",
        jumlah_program_kegiatan_beda,
        Error,
        [Suggested, Display]
    ),
    rule!("KOD101", "kode-ganda", kode_ganda, Error, [Display]),
    rule!("KOD102", "kode-bukan-turunan", kode_bukan_turunan, Warning, []),
    rule!("KOD103", "kode-tidak-rapi", kode_tidak_rapi, Note, []),
    rule!("KOD104", "kode-tidak-baku", kode_tidak_baku, Warning, []),
    rule!("KOD105", "kode-menjadi-tanggal", kode_menjadi_tanggal, Warning, [Suggested]),
    rule!("KOD106", "kode-bernama-lain", kode_bernama_lain, Warning, [Display]),
    rule!("LNT101", "pagu-beda-antartabel", pagu_beda_antartabel, Warning, [Display]),
    rule!("LNT102", "tidak-ada-di-tabel-lain", tidak_ada_di_tabel_lain, Note, []),
    rule!("LNT103", "target-beda-antartabel", target_beda_antartabel, Note, []),
    rule!("LNT104", "pagu-beda-menurut-kode", pagu_beda_menurut_kode, Warning, [Display]),
    rule!("NAR101", "narasi-rasio-beda", narasi_rasio_beda, Error, [Display]),
    rule!("NAR102", "narasi-beda-tabel", narasi_beda_tabel, Error, [Display]),
    rule!("PRD101", "predikat-beda", predikat_beda, Warning, [Display]),
    rule!("RAS101", "rasio-beda", rasio_beda, Error, [Suggested, Display]),
    rule!("RAS102", "bukan-persen", bukan_persen, Error, [Suggested, Display]),
    rule!("RAS103", "rasio-tak-terhitung", rasio_tak_terhitung, Note, []),
    rule!("RAS104", "persen-dipotong", persen_dipotong, Note, []),
    rule!("RAS201", "kumulatif-beda", kumulatif_beda, Error, [Suggested, Display]),
    rule!("RAS202", "kumulatif-rumus-lain", kumulatif_rumus_lain, Warning, []),
    rule!("RUM101", "rumus-tanpa-nilai", rumus_tanpa_nilai, Note, [], of reading),
    rule!("RUM102", "rumus-tidak-terhitung", rumus_tidak_terhitung, Warning, [], of reading),
    rule!("RUM201", "rumus-melewatkan-baris", rumus_melewatkan_baris, Error, [Suggested, Display]),
    rule!("RUM202", "rumus-mengambil-baris-lain", rumus_mengambil_baris_lain, Error, [Suggested, Display]),
    rule!("RUM203", "nilai-rumus-lama", nilai_rumus_lama, Error, [Suggested]),
    rule!("RUM204", "angka-di-antara-rumus", angka_di_antara_rumus, Note, []),
    rule!("RUM205", "rumus-melewati-tabel", rumus_melewati_tabel, Note, []),
    rule!("RUM206", "rumus-beda-sekolom", rumus_beda_sekolom, Warning, [Suggested]),
    rule!("RUM207", "angka-beda-rumus-sebaris", angka_beda_rumus_sebaris, Warning, [Suggested, Display]),
    rule!("STR101", "nomor-tidak-urut", nomor_tidak_urut, Warning, []),
    rule!("STR102", "sel-tidak-ditempatkan", sel_tidak_ditempatkan, Warning, []),
    rule!("STR103", "indikator-ganda", indikator_ganda, Note, []),
    rule!("STR104", "nomor-kolom-dilompati", nomor_kolom_dilompati, Note, []),
    rule!("STR105", "target-tidak-cocok", target_tidak_cocok, Warning, []),
    rule!("STR106", "baris-tersembunyi", baris_tersembunyi, Note, []),
    rule!("STR107", "total-bergeser", total_bergeser, Warning, []),
    rule!("STR108", "baris-tidak-tercantum", baris_tidak_tercantum, Warning, []),
    rule!("THN101", "tahun-kepala-beda", tahun_kepala_beda, Warning, [Display]),
    rule!("TRB101", "terbilang-beda", terbilang_beda, Error, [Display]),
    rule!("TRB102", "terbilang-salah-eja", terbilang_salah_eja, Warning, [Suggested]),
];
