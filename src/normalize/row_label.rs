//! What the words of a row's label say about the row: whether it is a total or a rating, its level, and
//! its number.

use std::borrow::Cow;

use crate::model::Level;
use crate::text::fold::{first_word_among, fold, words};
use crate::text::roman;
use crate::text::words::{TOTAL_WORDS, is_total_word};

/// Whether a label is that of a total: a word for total and at most three further words, `sub` and numbers
/// aside. "Jumlah aparatur yang mengikuti pendidikan dan pelatihan" counts people and is not a total.
pub fn is_total_label(label: &str) -> bool {
    if let Some(label) = join_spaced_word(label) {
        return is_total_label(&label);
    }
    // "Jumlah Sub Kelompok Belanja 5211": words that only identify the group do not make the name longer.
    let counts = |word: &Cow<'_, str>| word != "sub" && !word.bytes().all(|b| b.is_ascii_digit());
    let is_short = |most: usize| words(label).filter(counts).nth(most).is_none();
    if first_word_among(label, &TOTAL_WORDS).is_some() {
        return is_short(4);
    }
    match first_word_among(label, &["grand", "sub"]) {
        Some("grand") => words(label).nth(1).is_some_and(|second| second.starts_with("total")),
        Some("sub") => is_short(4) && words(label).nth(1).is_some_and(|second| is_total_word(&second)),
        _ => false,
    }
}

/// Whether a label is that of a row that rates the rows above: "Rata-rata capaian kinerja (%)", "Predikat
/// kinerja".
pub fn is_rating_label(label: &str) -> bool {
    let label = fold(label);
    let of_performance = |rest: &str| rest.is_empty() || rest.contains("capaian") || rest.contains("kinerja");
    ["rata rata", "predikat", "rerata"].iter().any(|word| {
        label.strip_prefix(word).is_some_and(|rest| {
            (rest.is_empty() || rest.starts_with(' ')) && of_performance(rest) && rest.split(' ').count() <= 9
        })
    })
}

/// Returns the name behind a word for total, folded: "program penunjang urusan pemerintahan" for "Jumlah
/// Program Penunjang Urusan Pemerintahan". `None` if the label begins with no such word, or nothing follows.
pub fn totalled_name(label: &str) -> Option<String> {
    first_word_among(label, &TOTAL_WORDS).or_else(|| first_word_among(label, &["sub"]))?;
    let mut words = words(label).skip_while(|word| word == "sub").peekable();
    words.next_if(|word| is_total_word(word))?;
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// Returns a label with its spaced first word joined: titles and totals are printed letter by letter ("J U M
/// L A H"). `None` if the label does not begin with at least four single letters.
fn join_spaced_word(label: &str) -> Option<String> {
    const MIN_SPACED_LETTERS: usize = 4;
    let letters = |label: &str| -> String {
        let one = |word: &str| {
            let mut chars = word.chars();
            chars.next().filter(|c| c.is_alphabetic() && chars.next().is_none())
        };
        label.split_whitespace().map_while(one).collect()
    };
    // Fast path: nearly no label begins with a single letter.
    if !label.trim_start().chars().nth(1)?.is_whitespace() {
        return None;
    }
    let word = letters(label);
    let count = word.chars().count();
    let rest: Vec<&str> = label.split_whitespace().skip(count).collect();
    (count >= MIN_SPACED_LETTERS).then(|| format!("{word} {}", rest.join(" ")))
}

/// Returns the level that a name states by its first words. `None` if it states none.
pub fn stated_level(name: &str) -> Option<Level> {
    let known = ["program", "sub", "subkegiatan", "kegiatan", "bidang", "urusan", "unsur"];
    let first = first_word_among(name, &known)?;
    match (first, words(name).nth(1).as_deref()) {
        ("program", Some(second)) if second != "kegiatan" && second != "dan" => Some(Level::Program),
        ("sub", Some("kegiatan")) | ("subkegiatan", Some(_)) => Some(Level::SubKegiatan),
        ("kegiatan", Some(_)) => Some(Level::Kegiatan),
        ("bidang", Some("urusan")) => Some(Level::BidangUrusan),
        ("urusan", Some(_)) => Some(Level::Urusan),
        ("unsur", Some(_)) if fold(name).contains("urusan") => Some(Level::Urusan),
        _ => None,
    }
}

/// Splits a name into its number and the rest: "I. PROGRAM …" gives `I` and `PROGRAM …`. The number is
/// `None`, and the name unchanged, if the name has no number before it.
pub fn split_number(name: &str) -> (Option<&str>, &str) {
    let trimmed = name.trim_start();
    // A number has at most four characters.
    let end = trimmed.bytes().take(5).position(|b| matches!(b, b'.' | b')'));
    match end.and_then(|end| Some((trimmed.get(..end)?, trimmed.get(end + 1..)?))) {
        Some((number, rest)) if numbering(number).is_some() && !rest.trim().is_empty() => {
            (Some(number), rest.trim_start())
        }
        _ => (None, name),
    }
}

/// Whether a folded text is the label of a page: `halaman 7`, `hal 2 dari 14`.
pub fn is_page_label(text: &str) -> bool {
    is_page_number(text) && text.starts_with("hal") && text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a folded text numbers a page: `2`, `hal 2`, `halaman 2 dari 14`.
pub fn is_page_number(text: &str) -> bool {
    let is_number = |word: &str| (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    text.split(' ').all(|word| is_number(word) || matches!(word, "hal" | "halaman" | "dari"))
}

/// The kind of number before a row: `II`, `2`, `B` or `b`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Numbering {
    Roman,
    Arabic,
    CapitalLetter,
    SmallLetter,
}

/// Returns the kind of number that a text is. `None` if the text is anything else, or a zero.
pub fn numbering(text: &str) -> Option<Numbering> {
    let core = text.trim().trim_matches(['.', ')', '(', ' ']);
    if core.is_empty() || core.len() > 6 {
        return None;
    }
    if core.chars().all(|c| c.is_ascii_digit()) {
        // A zero does not number a row.
        return core.contains(|c| c != '0').then_some(Numbering::Arabic);
    }
    if core.bytes().all(|b| b.is_ascii_uppercase()) && roman::read(core).is_some() {
        return Some(Numbering::Roman);
    }
    match *core.as_bytes() {
        [letter] if letter.is_ascii_uppercase() => Some(Numbering::CapitalLetter),
        [letter] if letter.is_ascii_lowercase() => Some(Numbering::SmallLetter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_total_label;

    #[test]
    fn a_total_may_be_set_letter_by_letter() {
        for label in [
            "JUMLAH",
            "Grand Total",
            "J U M L A H",
            " T  O\u{a0}T A L : ",
            "J u m l a h (Rp)",
            "Sub Jumlah",
            "SUBTOTAL :",
        ] {
            assert!(is_total_label(label), "{label}");
        }
        for label in [
            "A B C D",
            "J U M",
            "Jumlah aparatur yang mengikuti pendidikan dan pelatihan",
            "Sub Kegiatan",
            "",
        ] {
            assert!(!is_total_label(label), "{label}");
        }
    }
}
