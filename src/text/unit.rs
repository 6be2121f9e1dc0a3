//! Units of targets: recognizes synonyms and misspellings of the units listed in `units.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::fold;

/// A unit and its synonyms: a line of `units.csv` such as `orang,org;orng`.
struct Unit {
    name: &'static str,
    folded: String,
    synonyms: Vec<String>,
}

/// A misspelt unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misspelt {
    /// The listed unit that was most likely meant.
    pub meant: &'static str,
}

/// Minimum number of letters of a word, and of a unit, for misspellings to be recognized. Shorter words
/// resemble each other too much: "set", "sk", "ton".
const MIN_LETTERS: usize = 4;

/// Words that are one letter away from a unit and still spelt right: "5 kamus" does not mean "kasus".
const CORRECT_WORDS: [&str; 9] =
    ["bidan", "kamus", "karya", "kaus", "luas", "person", "ruji", "siswi", "tahu"];

/// Returns the listed unit that a word means, by name, synonym or misspelling. Returns `None` for an unknown
/// unit.
#[must_use]
pub fn find_known(unit: &str) -> Option<&'static str> {
    find_exact(unit).or_else(|| find_misspelt(&fold(unit)).map(|slip| slip.meant))
}

/// Returns the unit that a word misspells. Returns `None` if the word is a listed unit or resembles none.
#[must_use]
pub fn misspelt(unit: &str) -> Option<Misspelt> {
    if find_exact(unit).is_some() { None } else { find_misspelt(&fold(unit)) }
}

/// Returns the standard form of a unit, by which other programs can group: the listed name if the unit is
/// known or misspelt, otherwise the folded word. `%` becomes `persen` and `Rp` becomes `rupiah`.
#[must_use]
pub fn standard_form(unit: &str) -> String {
    match unit.trim().trim_end_matches('.') {
        "%" => "persen".to_owned(),
        rupiah if rupiah.eq_ignore_ascii_case("rp") => "rupiah".to_owned(),
        unit => find_known(unit).map_or_else(|| fold(unit), str::to_owned),
    }
}

/// Whether two units may count the same thing. `None` is a bare number, which agrees with every unit.
#[must_use]
pub fn may_be_same(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) if a == b => true,
        (Some(a), Some(b)) => {
            let (a_folded, b_folded) = (fold(a), fold(b));
            let same = match (find_known(a), find_known(b)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            };
            // One may be the other with more words: "6 Perangkat Daerah" and "6 PD"; "2 kali" and "2 kali
            // kegiatan".
            same || a_folded == b_folded
                || starts_with_word(&a_folded, &b_folded)
                || starts_with_word(&b_folded, &a_folded)
        }
        _ => true,
    }
}

/// Whether a text begins with `start` as whole words, and continues.
fn starts_with_word(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| rest.starts_with(' '))
}

/// Returns the unit that this word names or is a synonym of. Ignores case and punctuation.
fn find_exact(unit: &str) -> Option<&'static str> {
    static BY_WORD: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let words = |unit: &'static Unit| unit.synonyms.iter().chain([&unit.folded]);
        UNITS.iter().flat_map(|unit| words(unit).map(|word| (word.as_str(), unit.name))).collect()
    });
    // Try the word as written first: nearly every unit is written as listed.
    BY_WORD.get(unit).or_else(|| BY_WORD.get(fold(unit).as_str())).copied()
}

/// Returns the listed unit that a folded word misspells.
///
/// A misspelling has one letter wrong, missing or extra, or two neighbours swapped, and the right first
/// letter ("wali" is not "kali"); or it is a unit behind one or two stray letters ("qajenis", but not
/// "sekali"). Returns `None` if several units are equally close.
fn find_misspelt(folded: &str) -> Option<Misspelt> {
    if folded.contains(' ') || folded.chars().count() < MIN_LETTERS || CORRECT_WORDS.contains(&folded) {
        return None;
    }
    let near = |unit: &Unit| {
        unit.folded.chars().count() >= MIN_LETTERS
            && (unit.folded.chars().next() == folded.chars().next()
                && strsim::damerau_levenshtein(&unit.folded, folded) == 1
                || folded
                    .strip_suffix(unit.folded.as_str())
                    .is_some_and(|stray| (1..=2).contains(&stray.len()) && stray != "se"))
    };
    let mut candidates = UNITS.iter().filter(|unit| near(unit));
    let first = candidates.next()?;
    candidates.next().is_none().then_some(Misspelt { meant: first.name })
}

/// The units of `units.csv`.
static UNITS: LazyLock<Vec<Unit>> = LazyLock::new(|| {
    include_str!("units.csv")
        .lines()
        .filter_map(|line| line.split_once(','))
        .map(|(name, synonyms)| Unit {
            name,
            folded: fold(name),
            synonyms: synonyms.split(';').map(fold).filter(|s| !s.is_empty()).collect(),
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_is_sorted_and_free_of_doubles() {
        let lines: Vec<&str> = include_str!("units.csv").lines().collect();
        assert!(lines.is_sorted());
        let mut words: Vec<&str> = UNITS
            .iter()
            .flat_map(|unit| unit.synonyms.iter().map(String::as_str).chain([unit.folded.as_str()]))
            .filter(|word| !word.is_empty())
            .collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(all, words.len());
    }

    #[test]
    fn slips_are_told_from_units() {
        for (written, meant) in [("dokume", "dokumen"), ("katu", "kartu"), ("qajenis", "jenis")] {
            assert_eq!(misspelt(written), Some(Misspelt { meant }), "{written}");
        }
        for word in
            ["dokumen", "org", "Kartu", "cetakan", "SK", "sk", "berkas", "Kamus", "tari", "Operasi", "sekali"]
        {
            assert_eq!(misspelt(word), None, "{word}");
        }
    }

    #[test]
    fn units_are_alike_by_synonym() {
        assert!(may_be_same(Some("org"), Some("orang")));
        assert!(may_be_same(Some("dos"), Some("kotak")));
        assert!(may_be_same(None, Some("kali")));
        assert!(may_be_same(Some("PD"), Some("Perangkat Daerah")));
        assert!(!may_be_same(Some("unit"), Some("jenis")));
    }
}
