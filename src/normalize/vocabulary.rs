//! The words by which tables without an official form are read. They are data, in `vocabulary.toml`;
//! words that other rooms need too are in `text::words` and `text::identifier`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::fold::fold;
use crate::text::heading::years;

/// The lists of `vocabulary.toml`, which describes each of them. All words are folded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    heads: HashSet<String>,
    pub names: Vec<String>,
    pub codes: Vec<String>,
    pub ordinals: Vec<String>,
    pub volumes: Vec<String>,
    pub measures: Vec<String>,
    pub units: Vec<String>,
    pub notes: Vec<String>,
    pub prices: Vec<String>,
    percents: Vec<String>,
    pub money: Vec<String>,
    pub currencies: Vec<String>,
    pub deductions: Vec<String>,
    pub balances: Vec<String>,
    pub stocks: Vec<String>,
    pub income: Vec<String>,
    pub outgo: Vec<String>,
    pub first: Vec<String>,
    pub last: Vec<String>,
    pub rests: Vec<String>,
    pub before: Vec<String>,
    pub after: Vec<String>,
    pub whole: Vec<String>,
    pub part: Vec<String>,
    pub planned: Vec<String>,
    pub running: Vec<String>,
    pub ratios: Vec<String>,
    pub taxes: Vec<String>,
    pub months: Vec<String>,
    pub quarters: Vec<String>,
    pub may_be_totals: Vec<String>,
    pub asides: Vec<String>,
    pub remarks: Vec<String>,
    pub differences: Vec<String>,
    pub times: Vec<String>,
    pub remainders: Vec<String>,
    pub earlier: Vec<String>,
    pub surpluses: Vec<String>,
    pub financing: Vec<String>,
}

/// Returns the vocabulary, parsed at the first call.
///
/// # Panics
///
/// If `vocabulary.toml` is not valid, which a test rules out.
pub fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        toml::from_str(include_str!("vocabulary.toml")).expect("vocabulary.toml is read by a test")
    });
    &VOCABULARY
}

/// Whether a text contains one of these words. A phrase of several words must occur as it is.
pub fn has_any_word(text: &str, words: &[String]) -> bool {
    has_any_folded_word(&fold(text), words)
}

/// [`has_any_word`] for a text that is already folded.
pub fn has_any_folded_word(folded: &str, words: &[impl AsRef<str>]) -> bool {
    words.iter().map(AsRef::as_ref).any(|word: &str| {
        if word.contains(' ') {
            format!(" {folded} ").contains(&format!(" {word} "))
        } else {
            folded.split(' ').any(|own| own == word)
        }
    })
}

/// Whether a folded text begins with one of these. An entry that ends with a blank must be followed by
/// another word or be the whole text; others also match the beginning of a longer word.
pub fn begins_with_any(folded: &str, beginnings: &[String]) -> bool {
    beginnings.iter().any(|words| folded == words.trim_end() || folded.starts_with(words.as_str()))
}

/// Whether a header says that the figures below it are percentages.
pub fn says_percent(head: &str) -> bool {
    head.contains('%') || has_any_word(head, &vocabulary().percents)
}

impl Vocabulary {
    /// Whether a text could head a column: most of its words, years aside, are words of headers. One of two
    /// is enough (`Nilai HPS`), but half of more is not: "Program Penunjang Urusan Pemerintahan" is a name.
    pub fn may_be_header(&self, text: &str) -> bool {
        /// Maximum length of a header cell, in bytes; longer texts are sentences, whatever their words.
        const MAX_HEADER_BYTES: usize = 120;
        if text.len() > MAX_HEADER_BYTES {
            return false;
        }
        let folded = fold(text);
        if folded.is_empty() {
            return text.contains('%');
        }
        let joined = join_spaced_letters(&folded);
        let words = || joined.split(' ').filter(|word| !is_year(word));
        let known = words().filter(|word| self.heads.contains(*word)).count();
        let all = words().count();
        if all == 0 {
            return !years(text).is_empty();
        }
        known * 2 > all || (known == 1 && all == 2)
    }
}

/// Joins a text that is spaced letter by letter: "u r a i a n" becomes one word. At least four letters.
fn join_spaced_letters(folded: &str) -> String {
    let letters = folded.split(' ').filter(|word| word.chars().count() == 1).count();
    let all = folded.split(' ').count();
    if letters >= 4 && letters == all { folded.replace(' ', "") } else { folded.to_owned() }
}

/// Whether a folded word is a year.
fn is_year(word: &str) -> bool {
    word.len() == 4 && years(word).len() == 1
}

#[cfg(test)]
mod tests {
    use super::vocabulary;

    #[test]
    fn header_cells_are_told_from_names() {
        let words = vocabulary();
        for head in ["NO", "U r a i a n", "Jumlah (Rp)", "2023", "Tahun 2024 (Rp)", "% KUM", "Kode Rekening"]
        {
            assert!(words.may_be_header(head), "{head}");
        }
        for name in
            ["Program Penunjang Urusan Pemerintahan", "Pembangunan jalan A", "5.1.02", "Pekerjaan 3 jalan"]
        {
            assert!(!words.may_be_header(name), "{name}");
        }
    }
}
