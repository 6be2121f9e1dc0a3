//! The registry: a line a rule, by code.

use super::info::RuleInfo;

macro_rules! rule {
    ($code:literal, $name:literal, $file:ident) => {
        rule!($code, $name, $file, Some(super::$file::check))
    };
    ($code:literal, $name:literal, $file:ident, of reading) => {
        rule!($code, $name, $file, None)
    };
    ($code:literal, $name:literal, $file:ident, $check:expr) => {
        RuleInfo {
            code: $code,
            name: $name,
            page: include_str!(concat!(stringify!($file), ".md")),
            check: $check,
        }
    };
}

pub(super) const RULES: &[RuleInfo] = &[
    rule!("ARI101", "pagu-opd-beda-jumlah", pagu_opd_beda_jumlah),
    rule!("ARI102", "pagu-program-beda-jumlah", pagu_program_beda_jumlah),
    rule!("ARI103", "pagu-kegiatan-beda-jumlah", pagu_kegiatan_beda_jumlah),
    rule!("ARI104", "baris-beda-jumlah", baris_beda_jumlah),
    rule!("ARI105", "rekapitulasi-beda-rencana", rekapitulasi_beda_rencana),
    rule!("ARI106", "rekening-beda-jumlah", rekening_beda_jumlah),
    rule!("ARI107", "hasil-kali-beda", hasil_kali_beda),
    rule!("ARI108", "saldo-tidak-sambung", saldo_tidak_sambung),
    rule!("ARI110", "volume-beda-uraian", volume_beda_uraian),
    rule!("ARI111", "jumlah-kepala-beda", jumlah_kepala_beda),
    rule!("ARI112", "rata-rata-beda", rata_rata_beda),
    rule!("ARI113", "bobot-beda", bobot_beda),
    rule!("ARI201", "subtotal-kosong", subtotal_kosong),
    rule!("ARI202", "pagu-kosong", pagu_kosong),
    rule!("ARI301", "kolom-salinan", kolom_salinan),
    rule!("CAK101", "lembar-tidak-terbaca", lembar_tidak_terbaca),
    rule!("CAK102", "total-tidak-diperiksa", total_tidak_diperiksa),
    rule!("FMT101", "pagu-tersimpan-teks", pagu_tersimpan_teks),
    rule!("FMT102", "pagu-bukan-angka", pagu_bukan_angka),
    rule!("FMT103", "satuan-salah-eja", satuan_salah_eja),
    rule!("FMT104", "satuan-berbeda", satuan_berbeda),
    rule!("FMT105", "angka-terlalu-besar", angka_terlalu_besar),
    rule!("JML101", "jumlah-program-kegiatan-beda", jumlah_program_kegiatan_beda),
    rule!("KOD101", "kode-ganda", kode_ganda),
    rule!("KOD102", "kode-bukan-turunan", kode_bukan_turunan),
    rule!("KOD103", "kode-tidak-rapi", kode_tidak_rapi),
    rule!("KOD104", "kode-tidak-baku", kode_tidak_baku),
    rule!("KOD105", "kode-menjadi-tanggal", kode_menjadi_tanggal),
    rule!("KOD106", "kode-bernama-lain", kode_bernama_lain),
    rule!("LNT101", "pagu-beda-antartabel", pagu_beda_antartabel),
    rule!("LNT102", "tidak-ada-di-tabel-lain", tidak_ada_di_tabel_lain),
    rule!("LNT103", "target-beda-antartabel", target_beda_antartabel),
    rule!("LNT104", "pagu-beda-menurut-kode", pagu_beda_menurut_kode),
    rule!("NAR101", "narasi-rasio-beda", narasi_rasio_beda),
    rule!("NAR102", "narasi-beda-tabel", narasi_beda_tabel),
    rule!("PRD101", "predikat-beda", predikat_beda),
    rule!("RAS101", "rasio-beda", rasio_beda),
    rule!("RAS102", "bukan-persen", bukan_persen),
    rule!("RAS103", "rasio-tak-terhitung", rasio_tak_terhitung),
    rule!("RAS104", "persen-dipotong", persen_dipotong),
    rule!("RAS201", "kumulatif-beda", kumulatif_beda),
    rule!("RAS202", "kumulatif-rumus-lain", kumulatif_rumus_lain),
    rule!("RUM101", "rumus-tanpa-nilai", rumus_tanpa_nilai, of reading),
    rule!("RUM102", "rumus-tidak-terhitung", rumus_tidak_terhitung, of reading),
    rule!("RUM201", "rumus-melewatkan-baris", rumus_melewatkan_baris),
    rule!("RUM202", "rumus-mengambil-baris-lain", rumus_mengambil_baris_lain),
    rule!("RUM203", "nilai-rumus-lama", nilai_rumus_lama),
    rule!("RUM204", "angka-di-antara-rumus", angka_di_antara_rumus),
    rule!("RUM205", "rumus-melewati-tabel", rumus_melewati_tabel),
    rule!("RUM206", "rumus-beda-sekolom", rumus_beda_sekolom),
    rule!("RUM207", "angka-beda-rumus-sebaris", angka_beda_rumus_sebaris),
    rule!("STR101", "nomor-tidak-urut", nomor_tidak_urut),
    rule!("STR102", "sel-tidak-ditempatkan", sel_tidak_ditempatkan),
    rule!("STR103", "indikator-ganda", indikator_ganda),
    rule!("STR104", "nomor-kolom-dilompati", nomor_kolom_dilompati),
    rule!("STR105", "target-tidak-cocok", target_tidak_cocok),
    rule!("STR106", "baris-tersembunyi", baris_tersembunyi),
    rule!("STR107", "total-bergeser", total_bergeser),
    rule!("THN101", "tahun-kepala-beda", tahun_kepala_beda),
    rule!("TRB101", "terbilang-beda", terbilang_beda),
    rule!("TRB102", "terbilang-salah-eja", terbilang_salah_eja),
];
