//! Reads amounts as people say them: with a word for thousands, millions or billions (`Rp 1,5 M`, `1.500,5
//! juta`), or with a power of ten (`1.26E9`).

use rust_decimal::Decimal;

use super::number::{self, is_blank};

/// The words for powers of ten, each with its exponent. `M` is miliar (10⁹), as in budgets.
const SCALES: [(&str, u32); 16] = [
    ("rb", 3),
    ("ribu", 3),
    ("jt", 6),
    ("jta", 6),
    ("juta", 6),
    ("m", 9),
    ("mlyr", 9),
    ("mlr", 9),
    ("milyar", 9),
    ("milyard", 9),
    ("miliar", 9),
    ("milliar", 9),
    ("t", 12),
    ("trilyun", 12),
    ("triliun", 12),
    ("trilliun", 12),
];

/// Reads an amount of rupiah, with or without such a word. Returns `None` if the text contains anything else.
#[must_use]
pub fn read(text: &str) -> Option<Decimal> {
    let text = text.trim_matches(is_blank);
    let said = strip_last_word(text, "rupiah").unwrap_or(text);
    let bare = said.trim_end_matches(['.', ',', '-']).trim_end_matches(is_blank);
    let head = bare.trim_end_matches(char::is_alphabetic);
    let word = bare.get(head.len()..).unwrap_or_default().to_lowercase();
    if word.is_empty() {
        return number::read_rupiah(said).map(|n| n.value).or_else(|| read_scientific(bare));
    }
    let (_, zeros) = SCALES.iter().find(|(scale, _)| *scale == word)?;
    let number = read_factor(head.trim_end_matches(is_blank))?;
    number.checked_mul(Decimal::from(10_i64.checked_pow(*zeros)?)).map(|n| n.normalize())
}

/// Reads the number before the word. Unlike in [`number::read_rupiah`], a comma with three digits behind it
/// marks decimals: `1,500` juta is 1.500.000. Dots are read as usual: `1.500` juta is 1,5 miliar and `1.26` M
/// is 1.260 juta.
fn read_factor(text: &str) -> Option<Decimal> {
    let bare =
        ["Rp.", "Rp", "rp.", "rp", "RP.", "RP", "IDR"].into_iter().find_map(|sign| text.strip_prefix(sign));
    number::read(bare.unwrap_or(text)).map(|n| n.value)
}

/// Reads `1.26E9`, which a spreadsheet shows if the column is too narrow for the number.
fn read_scientific(text: &str) -> Option<Decimal> {
    let is_power = text.contains(['E', 'e']) && text.starts_with(|c: char| c.is_ascii_digit());
    let text = text.replace(',', ".");
    is_power.then(|| Decimal::from_scientific(&text).ok()).flatten().map(|n| n.normalize())
}

/// Removes a word from the end of a text, ignoring case. Returns `None` if the text does not end with it.
fn strip_last_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    tail.eq_ignore_ascii_case(word).then(|| head.trim_end_matches(is_blank))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn amounts_are_read_as_they_are_said() {
        for (text, amount) in [
            ("Rp 1,5 M", "1500000000"),
            ("1.500,5 juta", "1500500000"),
            ("1,26 milyar", "1260000000"),
            ("1.26E9", "1260000000"),
            ("1,26E+09", "1260000000"),
            ("500rb", "500000"),
            ("Rp500 ribu", "500000"),
            ("2 T", "2000000000000"),
            ("1.500 juta rupiah", "1500000000"),
            ("Rp 951.509.200,-", "951509200"),
            ("951509200 rupiah", "951509200"),
            ("-5 juta", "-5000000"),
        ] {
            assert_eq!(read(text).map(|n| n.to_string()).as_deref(), Some(amount), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in
            ["tanya bendahara dulu", "-", "1,5 MB", "juta", "M", "E9", "5 orang", "1 M 2", "1e999", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
