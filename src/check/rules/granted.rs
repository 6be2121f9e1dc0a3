//! Shared by rules that compare what an item or a table is granted (pagu, anggaran, jumlah): tells the
//! columns of granted money from those of money spent, paid or left.

use crate::forms::Kind;
use crate::model::Column;
use crate::text::fold::fold;

/// Words in headers of money columns that state something other than what is granted.
const NOT_GRANTED_WORDS: [&str; 27] = [
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

/// Returns a column's header as folded words, outermost first.
pub(super) fn header_words(column: &Column) -> String {
    let texts: Vec<&str> = column.header.iter().map(|text| &*text.text).collect();
    fold(&texts.join(" "))
}

/// Whether a folded text contains one of these words.
pub(super) fn contains_word(text: &str, words: &[&str]) -> bool {
    text.split(' ').any(|word| words.contains(&word))
}

/// Whether a column holds granted money, according to its kind and header.
pub(super) fn is_granted(column: &Column) -> bool {
    column.kind == Kind::Rupiah && !contains_word(&header_words(column), &NOT_GRANTED_WORDS)
}
