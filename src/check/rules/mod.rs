//! The rules, one per file, each with its page beside it. `renja rule CODE` shows the page, and the example
//! grids in it are run as tests.

mod angka_beda_rumus_sebaris;
mod angka_di_antara_rumus;
mod angka_terlalu_besar;
mod baris_beda_jumlah;
mod baris_tersembunyi;
mod baris_tidak_tercantum;
mod bobot_beda;
mod bukan_persen;
mod codes;
mod figures_in_words;
mod granted;
mod hasil_kali_beda;
mod indikator_ganda;
mod jumlah_kepala_beda;
mod jumlah_program_kegiatan_beda;
mod kode_bernama_lain;
mod kode_bukan_turunan;
mod kode_ganda;
mod kode_menjadi_tanggal;
mod kode_tidak_baku;
mod kode_tidak_rapi;
mod kolom_salinan;
mod kumulatif_beda;
mod kumulatif_rumus_lain;
mod lembar_tidak_terbaca;
mod narasi_beda_tabel;
mod narasi_rasio_beda;
mod nilai_rumus_lama;
mod nomor_kolom_dilompati;
mod nomor_tidak_urut;
mod other_errors;
mod own_formulas;
mod pagu_beda_antartabel;
mod pagu_beda_menurut_kode;
mod pagu_bukan_angka;
mod pagu_kegiatan_beda_jumlah;
mod pagu_kosong;
mod pagu_opd_beda_jumlah;
mod pagu_program_beda_jumlah;
mod pagu_tersimpan_teks;
mod persen_dipotong;
mod predikat_beda;
mod rasio_beda;
mod rasio_tak_terhitung;
mod rata_rata_beda;
mod ratios;
mod registry;
mod rekapitulasi_beda_rencana;
mod rekening_beda_jumlah;
mod ribuan_hilang;
mod rule_info;
mod rumus_beda_sekolom;
mod rumus_melewati_tabel;
mod rumus_melewatkan_baris;
mod rumus_mengambil_baris_lain;
mod running_totals;
mod saldo_tidak_sambung;
mod satuan_berbeda;
mod satuan_salah_eja;
mod sel_tidak_ditempatkan;
mod subtotal_kosong;
mod sums;
mod tahun_kepala_beda;
mod target_beda_antartabel;
mod target_tidak_cocok;
mod terbilang_beda;
mod terbilang_salah_eja;
mod tidak_ada_di_tabel_lain;
mod total_bergeser;
mod total_tidak_diperiksa;
mod volume_beda_uraian;
mod words_among_amounts;

use super::context::Context;
use crate::model::{Relation, RelationKind, Table};

pub(super) use codes::Codes;
pub(super) use own_formulas::FormulaSum;
pub use rule_info::RuleInfo;

/// The rule on percentages that their column's formula gives.
pub(super) const RATIO_RULE: &str = "RAS101";
/// The rule on running totals.
pub(super) const RUNNING_TOTAL_RULE: &str = "RAS201";
/// The rule on amounts that their row multiplies.
pub(super) const PRODUCT_RULE: &str = "ARI107";
/// The rule on formulas whose stored value is out of date.
pub(super) const STALE_FORMULA_RULE: &str = "RUM203";

/// Whether hidden rows explain why a relation does not hold, which a note says.
pub(super) fn is_explained_by_hidden(context: &Context, relation: &Relation) -> bool {
    matches!(relation.kind, RelationKind::Children | RelationKind::Total)
        && baris_tersembunyi::is_explained_by_hidden(context, relation)
}

/// The rule that reports a relation that does not hold.
pub(super) fn rule_of_relation(table: &Table, relation: &Relation) -> &'static str {
    match relation.kind {
        RelationKind::Children | RelationKind::Total => sums::rule_of_sum(table, relation),
        RelationKind::Row => "ARI104",
        RelationKind::Recap => "ARI105",
        RelationKind::Balance => "ARI108",
        RelationKind::Count => "JML101",
    }
}

/// Returns all rules, sorted by code.
#[must_use]
pub fn rules() -> &'static [RuleInfo] {
    registry::RULES
}
