//! Units of targets: which words mean one and the same, and which are a slip of the hand.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::fold;

/// A unit with the other words for it, as `satuan.csv` lists them: `orang,org;orng`.
struct Satuan {
    name: &'static str,
    folded: String,
    synonyms: Vec<String>,
}

/// A unit that is written otherwise than the list has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misspelt {
    /// The unit that is meant.
    pub meant: &'static str,
}

/// Shorter words are too close to one another: "set", "sk", "ton".
const SHORTEST: usize = 4;

/// Words that are a letter from a unit and mean what they say: "5 kamus" are no "kasus".
const LAWFUL: [&str; 9] = ["bidan", "kamus", "karya", "kaus", "luas", "person", "ruji", "siswi", "tahu"];

/// The unit that this word means: by name, by synonym, or by a slip of the hand.
#[must_use]
pub fn known(unit: &str) -> Option<&'static str> {
    exact(unit).or_else(|| slip(&fold(unit)).map(|slip| slip.meant))
}

/// The unit that this word is a slip of; `None` for a known unit and for words that mean none.
#[must_use]
pub fn misspelt(unit: &str) -> Option<Misspelt> {
    if exact(unit).is_some() { None } else { slip(&fold(unit)) }
}

/// The standard form of a unit as other programs group by it: the listed name of a unit that is known, also
/// where it is misspelt, otherwise the word in lower case. `%` is `persen`, `Rp` is `rupiah`.
#[must_use]
pub fn standard(unit: &str) -> String {
    match unit.trim().trim_end_matches('.') {
        "%" => "persen".to_owned(),
        rupiah if rupiah.eq_ignore_ascii_case("rp") => "rupiah".to_owned(),
        unit => known(unit).map_or_else(|| fold(unit), str::to_owned),
    }
}

/// Whether two units count the same thing, as far as their words say: a bare number counts
/// whatever the other does.
#[must_use]
pub fn alike(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) if a == b => true,
        (Some(a), Some(b)) => {
            let (a_folded, b_folded) = (fold(a), fold(b));
            let same = match (known(a), known(b)) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            };
            // "6 Perangkat Daerah" and "6 PD"; "2 kali" and "2 kali kegiatan".
            same || a_folded == b_folded
                || starts_with_word(&a_folded, &b_folded)
                || starts_with_word(&b_folded, &a_folded)
        }
        _ => true,
    }
}

fn starts_with_word(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| rest.starts_with(' '))
}

fn exact(unit: &str) -> Option<&'static str> {
    static BY_WORD: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let words = |unit: &'static Satuan| unit.synonyms.iter().chain([&unit.folded]);
        LIST.iter().flat_map(|unit| words(unit).map(|word| (word.as_str(), unit.name))).collect()
    });
    // Nearly every unit is written as it is listed.
    BY_WORD.get(unit).or_else(|| BY_WORD.get(fold(unit).as_str())).copied()
}

/// One letter wrong, missing or too many, or two swapped, the first of them right (a "wali" is no
/// "kali"); or a known unit behind up to two stray letters ("qajenis", and not "sekali"). Where two
/// units are as near, none is meant.
fn slip(folded: &str) -> Option<Misspelt> {
    if folded.contains(' ') || folded.chars().count() < SHORTEST || LAWFUL.contains(&folded) {
        return None;
    }
    let near = |unit: &Satuan| {
        unit.folded.chars().count() >= SHORTEST
            && (unit.folded.chars().next() == folded.chars().next()
                && strsim::damerau_levenshtein(&unit.folded, folded) == 1
                || folded
                    .strip_suffix(unit.folded.as_str())
                    .is_some_and(|stray| (1..=2).contains(&stray.len()) && stray != "se"))
    };
    let mut candidates = LIST.iter().filter(|unit| near(unit));
    let first = candidates.next()?;
    candidates.next().is_none().then_some(Misspelt { meant: first.name })
}

static LIST: LazyLock<Vec<Satuan>> = LazyLock::new(|| {
    include_str!("satuan.csv")
        .lines()
        .filter_map(|line| line.split_once(','))
        .map(|(name, synonyms)| Satuan {
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
        let lines: Vec<&str> = include_str!("satuan.csv").lines().collect();
        assert!(lines.is_sorted());
        let mut words: Vec<&str> = LIST
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
        assert!(alike(Some("org"), Some("orang")));
        assert!(alike(Some("dos"), Some("kotak")));
        assert!(alike(None, Some("kali")));
        assert!(alike(Some("PD"), Some("Perangkat Daerah")));
        assert!(!alike(Some("unit"), Some("jenis")));
    }
}
