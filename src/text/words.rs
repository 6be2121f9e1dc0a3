//! Words that several rooms look for, folded: each list exists once.

/// Words that begin the label of a total, or head a column of totals.
pub const TOTALS: [&str; 5] = ["jumlah", "jml", "subjumlah", "subtotal", "total"];

/// Words of a row that states what is there at a time, not what comes in or goes out: its months do not add up.
pub const BALANCE_ROWS: [&str; 5] = ["kumulatif", "posisi", "saldo", "sisa", "tersedia"];

/// How the name of an office begins.
pub const OFFICES: [&str; 14] = [
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

/// How the name of a part of an office begins.
pub const PARTS_OF_OFFICES: [&str; 19] = [
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

/// First words of a header below which numbers count or name the rows: `No`, `Kode`, `RT`.
pub const NUMBERINGS: [&str; 5] = ["kode", "no", "nomor", "rt", "rw"];

/// How the head or the label of an average begins, folded.
pub const AVERAGES: [&str; 5] = ["rata rata", "rerata", "average", "mean", "avg"];

/// Whether folded words are of an average.
#[must_use]
pub fn is_of_average(folded: &str) -> bool {
    AVERAGES
        .iter()
        .any(|word| folded == *word || folded.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
}

/// Whether a folded word is one of a total.
#[must_use]
pub fn is_of_total(word: &str) -> bool {
    TOTALS.contains(&word)
}

/// A row whose label begins so is the cash that a month begins with.
const OPENINGS: [&str; 3] = ["saldo awal", "saldo kas awal", "kas awal"];
/// A row whose label begins so is what is left of a month's cash.
const CLOSINGS: [&str; 4] = ["sisa kas", "saldo kas akhir", "saldo akhir", "kas akhir"];

/// Whether a folded label is that of the cash with which a month begins.
#[must_use]
pub fn is_opening(folded: &str) -> bool {
    OPENINGS.iter().any(|opening| folded.starts_with(opening))
}

/// Whether a folded label is that of the cash with which a month ends.
#[must_use]
pub fn is_closing(folded: &str) -> bool {
    CLOSINGS.iter().any(|closing| folded.starts_with(closing))
}
