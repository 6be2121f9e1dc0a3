//! The registry: a line a rule, by code.

use super::RuleInfo;

macro_rules! rule {
    ($code:literal, $name:literal, $file:ident) => {
        RuleInfo {
            code: $code,
            name: $name,
            page: include_str!(concat!(stringify!($file), ".md")),
            check: super::$file::check,
        }
    };
}

pub(super) const RULES: &[RuleInfo] = &[
    rule!("ARI101", "pagu-opd-beda-jumlah", pagu_opd_beda_jumlah),
    rule!("ARI102", "pagu-program-beda-jumlah", pagu_program_beda_jumlah),
    rule!("ARI103", "pagu-kegiatan-beda-jumlah", pagu_kegiatan_beda_jumlah),
    rule!("ARI104", "baris-beda-jumlah", baris_beda_jumlah),
    rule!("ARI105", "rekapitulasi-beda-rencana", rekapitulasi_beda_rencana),
    rule!("ARI201", "subtotal-kosong", subtotal_kosong),
    rule!("ARI202", "pagu-kosong", pagu_kosong),
    rule!("ARI301", "kolom-salinan", kolom_salinan),
    rule!("FMT101", "pagu-tersimpan-teks", pagu_tersimpan_teks),
    rule!("FMT102", "pagu-bukan-angka", pagu_bukan_angka),
    rule!("JML101", "jumlah-program-kegiatan-beda", jumlah_program_kegiatan_beda),
    rule!("KOD101", "kode-ganda", kode_ganda),
    rule!("STR101", "nomor-tidak-urut", nomor_tidak_urut),
    rule!("STR102", "sel-tidak-ditempatkan", sel_tidak_ditempatkan),
    rule!("THN101", "tahun-kepala-beda", tahun_kepala_beda),
];
