//! Word lists that several modules share. All words are folded, and each list exists only here.

/// First words of the label of a total, or of the header of a column of totals.
pub const TOTAL_WORDS: [&str; 5] = ["jumlah", "jml", "subjumlah", "subtotal", "total"];

/// Words of rows that state a balance at a point in time rather than what comes in or goes out. Their months
/// must not be added up.
pub const BALANCE_WORDS: [&str; 5] = ["kumulatif", "posisi", "saldo", "sisa", "tersedia"];

/// First words of the names of offices.
pub const OFFICE_WORDS: [&str; 14] = [
    "badan",
    "dinas",
    "sekretariat",
    "inspektorat",
    "kecamatan",
    "kelurahan",
    "kantor",
    "satuan",
    "rumah",
    "rsud",
    "bagian",
    "puskesmas",
    "opd",
    "skpd",
];

/// First words of the names of parts of offices.
pub const OFFICE_PART_WORDS: [&str; 19] = [
    "sekretariat",
    "sekretaris",
    "bidang",
    "bagian",
    "subbag",
    "subbagian",
    "seksi",
    "unit",
    "upt",
    "uptd",
    "uptb",
    "kelurahan",
    "desa",
    "puskesmas",
    "balai",
    "cabang",
    "inspektur",
    "rsud",
    "kantor",
];

/// First words of headers of columns that count or name rows: `No`, `Kode`, `RT`.
pub const NUMBERING_WORDS: [&str; 5] = ["kode", "no", "nomor", "rt", "rw"];

/// Words in the name of a sheet whose figures are examples.
pub const EXAMPLE_WORDS: [&str; 4] = ["contoh", "dummy", "example", "sample"];

/// First words of the header or label of an average, folded.
pub const AVERAGE_WORDS: [&str; 5] = ["rata rata", "rerata", "average", "mean", "avg"];

/// Whether a folded text is the header or label of an average.
#[must_use]
pub fn is_average_label(folded: &str) -> bool {
    AVERAGE_WORDS
        .iter()
        .any(|word| folded == *word || folded.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
}

/// Whether a folded word marks a total.
#[must_use]
pub fn is_total_word(word: &str) -> bool {
    TOTAL_WORDS.contains(&word)
}

/// Beginnings of the labels of rows that state the cash at the start of a month.
const OPENING_LABELS: [&str; 3] = ["saldo awal", "saldo kas awal", "kas awal"];
/// Beginnings of the labels of rows that state the cash left at the end of a month.
const CLOSING_LABELS: [&str; 4] = ["sisa kas", "saldo kas akhir", "saldo akhir", "kas akhir"];

/// Whether a folded label states the cash at the start of a month.
#[must_use]
pub fn is_opening_balance(folded: &str) -> bool {
    OPENING_LABELS.iter().any(|opening| folded.starts_with(opening))
}

/// Whether a folded label states the cash at the end of a month.
#[must_use]
pub fn is_closing_balance(folded: &str) -> bool {
    CLOSING_LABELS.iter().any(|closing| folded.starts_with(closing))
}
