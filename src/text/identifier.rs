//! Recognizes columns of identifiers: tax numbers, bank accounts, telephone numbers. Identifiers are text
//! even if a spreadsheet stores them as numbers: a leading zero is part of them, and they are never added up.
//!
//! All header words that mark such columns are listed in this file.

use super::fold::fold;

/// Words that mark an identifier anywhere in a header.
const WORDS_ANYWHERE: [&str; 39] = [
    "kontrak",
    "spk",
    "spm",
    "rup",
    "kk",
    "bukti",
    "ref",
    "npwp",
    "npwpd",
    "nip",
    "nipd",
    "nipppk",
    "nik",
    "nisn",
    "nis",
    "nuptk",
    "npsn",
    "nss",
    "nup",
    "nop",
    "nrp",
    "niap",
    "nib",
    "ktp",
    "nokk",
    "sp2d",
    "telp",
    "telpon",
    "telepon",
    "tlp",
    "tlf",
    "telf",
    "telephone",
    "phone",
    "hp",
    "wa",
    "whatsapp",
    "fax",
    "kodepos",
];
/// Words that mark an identifier as the first word of a header.
const FIRST_WORDS: [&str; 3] = ["idrup", "barcode", "nomorinduk"];
/// Sequences of adjacent words that mark an identifier.
const ADJACENT_WORDS: [&[&str]; 9] = [
    &["kode", "pos"],
    &["rekening", "bank"],
    &["rek", "bank"],
    &["kartu", "keluarga"],
    &["id", "rup"],
    &["kode", "rup"],
    &["kode", "faskes"],
    &["kode", "billing"],
    &["virtual", "account"],
];
/// Words that mark an identifier right behind "no", "nomor" or a variant: `No. Rekening`, `Nomor Kontrak`.
const WORDS_AFTER_NUMBER: [&str; 40] = [
    "tiket",
    "rekening",
    "rek",
    "kontrak",
    "spk",
    "spm",
    "spp",
    "sp2d",
    "sp",
    "sk",
    "surat",
    "bukti",
    "bku",
    "bast",
    "bap",
    "dokumen",
    "dok",
    "register",
    "reg",
    "faktur",
    "kwitansi",
    "kuitansi",
    "nota",
    "invoice",
    "cek",
    "giro",
    "hp",
    "telp",
    "telepon",
    "wa",
    "kk",
    "ktp",
    "induk",
    "seri",
    "rangka",
    "mesin",
    "polisi",
    "sertifikat",
    "peserta",
    "bpjs",
];
/// Words that mark amounts or dates, and so overrule all identifier words of the header: `Nilai SP2D`.
const AMOUNT_OR_DATE_WORDS: [&str; 25] = [
    "dibayar",
    "dpa",
    "nilai",
    "jumlah",
    "jml",
    "total",
    "realisasi",
    "pagu",
    "anggaran",
    "belanja",
    "biaya",
    "harga",
    "rp",
    "rupiah",
    "sisa",
    "saldo",
    "bruto",
    "netto",
    "potongan",
    "tanggal",
    "tgl",
    "volume",
    "target",
    "persen",
    "persentase",
];

/// Whether a header marks the numbers below it as identifiers. `Kode Rekening` is an account code and `No`
/// numbers the rows, so neither is an identifier.
#[must_use]
pub fn is_identifier_header(header: &str) -> bool {
    // Underscores separate words in headers exported from databases: `kode_prov`.
    let folded = fold(&header.replace('_', " "));
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    // `id_satuan`, `id_biaya`: the record of a database, whatever it is about.
    if words.first() == Some(&"id") {
        return true;
    }
    if words.iter().any(|word| AMOUNT_OR_DATE_WORDS.contains(word)) {
        return false;
    }
    let names = |pair: &[&str]| words.windows(pair.len()).any(|here| here == pair);
    let is_numbered = words.windows(2).any(
        |pair| matches!(pair, ["no" | "nomor" | "nomer" | "nmr", what] if WORDS_AFTER_NUMBER.contains(what)),
    );
    words.iter().any(|word| WORDS_ANYWHERE.contains(word))
        || words.first().is_some_and(|word| FIRST_WORDS.contains(word))
        || ADJACENT_WORDS.iter().any(|pair| names(pair))
        || is_numbered
}

/// Minimum number of digit texts needed to judge a column.
const MIN_DIGIT_TEXTS: usize = 3;
/// Number of digits that no amount in a regional budget reaches.
const MIN_DIGITS_BEYOND_AMOUNTS: usize = 15;
/// Minimum number of digits per value for equal length alone to mark identifiers.
const MIN_EQUAL_LENGTH_DIGITS: usize = 9;
/// Minimum number of distinct values for equal length alone to mark identifiers.
const MIN_EQUAL_LENGTH_VALUES: usize = 10;

/// Whether the printed texts of a column look like identifiers.
///
/// At least three in four must be digits without dots or commas, and one of these must hold for them:
///
/// - at least one in twenty begins with a zero (`06715`);
/// - most are grouped, but not in thousands (`75 46 82 81`);
/// - at least three in four have fifteen digits or more;
/// - all have the same length of nine digits or more, at least ten are distinct, and at most a quarter end
///   with a zero, as amounts do.
#[must_use]
pub fn looks_like_identifiers<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    let texts: Vec<&str> = texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).collect();
    let is_digits = |text: &str| {
        text.len() >= 4 && text.bytes().all(|b| b.is_ascii_digit() || b == b' ') && text.len() <= 40
    };
    let numbers: Vec<&str> = texts.iter().copied().filter(|text| is_digits(text)).collect();
    if numbers.len() < MIN_DIGIT_TEXTS || numbers.len() * 4 < texts.len() * 3 {
        return false;
    }
    let count = |test: &dyn Fn(&str) -> bool| numbers.iter().filter(|text| test(text)).count();
    let zeros = count(&|text| text.starts_with('0') && text.bytes().any(|b| b != b'0' && b != b' '));
    let groups = count(&has_other_groups);
    let longest = count(&|text| digits(text).count() >= MIN_DIGITS_BEYOND_AMOUNTS);
    if zeros * 20 >= numbers.len() || groups * 2 > numbers.len() || longest * 4 >= numbers.len() * 3 {
        return true;
    }
    let length = numbers.first().map_or(0, |text| digits(text).count());
    let of_one_length =
        length >= MIN_EQUAL_LENGTH_DIGITS && count(&|text| digits(text).count() == length) == numbers.len();
    let round = count(&|text| text.ends_with('0'));
    let mut distinct = numbers.clone();
    distinct.sort_unstable();
    distinct.dedup();
    of_one_length && distinct.len() >= MIN_EQUAL_LENGTH_VALUES && round * 4 <= numbers.len()
}

/// Whether a text is a bare number of more digits than any amount has: an account or card number, also where it stands
/// alone in its column.
#[must_use]
pub fn is_longer_than_any_amount(text: &str) -> bool {
    let text = text.trim();
    text.len() >= MIN_DIGITS_BEYOND_AMOUNTS
        && text.bytes().all(|b| b.is_ascii_digit() || b == b' ')
        && digits(text).count() >= MIN_DIGITS_BEYOND_AMOUNTS
}

/// Whether a text is digits in groups that are not thousands: `75 46 82 81`, `0812 3456 7890`.
#[must_use]
fn has_other_groups(text: &str) -> bool {
    let mut groups = text.split(' ').filter(|group| !group.is_empty());
    let Some(first) = groups.next() else { return false };
    let rest: Vec<&str> = groups.collect();
    !rest.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit() || b == b' ')
        && (first.len() > 3 || first.starts_with('0') || rest.iter().any(|group| group.len() != 3))
}

fn digits(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::{is_identifier_header, is_longer_than_any_amount, looks_like_identifiers};

    #[test]
    fn a_long_bare_number_is_no_amount() {
        for text in ["101234567890123", " 6013 0112 3456 7890 "] {
            assert!(is_longer_than_any_amount(text), "{text}");
        }
        for text in ["15334891500", "99.999.999.999.999,00", "Rp 101234567890123", "1234567890123.45"] {
            assert!(!is_longer_than_any_amount(text), "{text}");
        }
    }

    #[test]
    fn headers_say_that_numbers_name_something() {
        for header in [
            "NPWP",
            "No. Rekening",
            "No Rekening Bank",
            "NPSN",
            "Kode Pos",
            "SP2D",
            "TLF",
            "ID",
            "No. HP",
            "NIP/NIK",
            "Nomor Kontrak",
            "No. Telp",
            "Nomor dan Tanggal SPK\nNomor SPK",
        ] {
            let expected = !header.contains("Tanggal");
            assert_eq!(is_identifier_header(header), expected, "{header}");
        }
        for header in [
            "Kode Rekening",
            "No",
            "Nomor",
            "No Urut",
            "Nilai SP2D",
            "Nilai Kontrak",
            "Kode",
            "Uraian",
            "Rekening",
        ] {
            assert!(!is_identifier_header(header), "{header}");
        }
    }

    #[test]
    fn identifiers_are_told_by_their_look() {
        assert!(looks_like_identifiers(["67111", "67112", "06715"]));
        assert!(looks_like_identifiers(["75 46 82 81", "80123456", "67 77 60 80"]));
        assert!(looks_like_identifiers(["3505121203800001", "3505121203800002", "3505121203800011"]));
        let accounts: Vec<String> = (0..12).map(|n| format!("45012345{}", 68 + n)).collect();
        assert!(looks_like_identifiers(accounts.iter().map(String::as_str)));
        let amounts: Vec<String> = (0..12).map(|n| format!("1005{n:03}500")).collect();
        assert!(!looks_like_identifiers(amounts.iter().map(String::as_str)));
        assert!(!looks_like_identifiers(["45 653 774", "50 873 195", "12 500 000"]));
        assert!(!looks_like_identifiers(["0", "0", "0"]));
        assert!(!looks_like_identifiers(["5.1.02", "5.1.03", "5.1.04"]));
    }
}
