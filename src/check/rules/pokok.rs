//! What the rules share that compare what an item or a table is given (pagu, anggaran, jumlah): which
//! columns state that, and not what was spent or paid of it.

use crate::forms::Kind;
use crate::model::Column;
use crate::text::fold::fold;

/// Words of columns that state something else than what is given.
const OTHER: [&str; 27] = [
    "realisasi",
    "penyerapan",
    "serapan",
    "sisa",
    "saldo",
    "harga",
    "satuan",
    "tarif",
    "selisih",
    "bertambah",
    "berkurang",
    "sp2d",
    "spm",
    "spj",
    "setoran",
    "kontrak",
    "hps",
    "penawaran",
    "bayar",
    "dibayar",
    "pembayaran",
    "pencairan",
    "tagihan",
    "utang",
    "piutang",
    "penerimaan",
    "pengeluaran",
];

/// A column's header as folded words, outermost first.
pub(super) fn head(column: &Column) -> String {
    let texts: Vec<&str> = column.header.iter().map(|text| &*text.text).collect();
    fold(&texts.join(" "))
}

/// Whether a folded text has one of these words.
pub(super) fn has(text: &str, words: &[&str]) -> bool {
    text.split(' ').any(|word| words.contains(&word))
}

/// Whether a column is money that is given, by its header.
pub(super) fn is_given(column: &Column) -> bool {
    column.kind == Kind::Rupiah && !has(&head(column), &OTHER)
}
