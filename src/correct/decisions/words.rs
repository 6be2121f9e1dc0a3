//! The words of the decision column and their meanings.

use crate::model::own;

/// The meaning of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing was decided: the cell is blank, or it holds the arrow that points to the case's first line.
    Nothing,
    /// The only proposal is accepted.
    Accept,
    /// The proposal with this place in the case's list, from 0, is accepted.
    Letter(usize),
    /// The proposals are refused: the figures stand as they are.
    Refuse,
    /// The decision is put off.
    Later,
    /// The word has no meaning here. The second word is the one that may be meant, if one is spelled nearly
    /// like it.
    Unknown(Option<&'static str>),
}

/// Marks a line whose case is decided on the case's first line.
pub const FIRST_LINE_ARROW: &str = "↑";

/// Words with only one possible meaning. The first word of each meaning is the one that the drop-down list
/// offers.
const KNOWN_WORDS: [(&[&str], Meaning); 3] = [
    (
        &[
            own::WORD_ACCEPT,
            "diterima",
            "menerima",
            "ya",
            "ok",
            "oke",
            "okay",
            "setuju",
            "disetujui",
            "sepakat",
            "acc",
            "v",
            "✓",
            "✔",
            "accept",
            "accepted",
            "yes",
        ],
        Meaning::Accept,
    ),
    (
        &[
            own::WORD_REJECT,
            "ditolak",
            "menolak",
            "tidak",
            "tidak setuju",
            "tidak terima",
            "tetap",
            "no",
            "reject",
            "rejected",
        ],
        Meaning::Refuse,
    ),
    (&[own::WORD_POSTPONE, "ditunda", "menunda", "nanti", "tunda dulu", "later"], Meaning::Later),
];

/// Maximum number of letters by which a word may differ from a known one that it is taken for.
const MAX_LETTER_DISTANCE: usize = 2;

/// Returns the meaning of a word. Case, blanks and punctuation around it do not count.
#[must_use]
pub fn meaning(word: &str) -> Meaning {
    let word = word.to_lowercase();
    let is_mark = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '.' | ',' | '!' | ';' | ':' | '"' | '\'' | '(' | ')')
    };
    let word = word.trim_matches(is_mark).split_whitespace().collect::<Vec<_>>().join(" ");
    if word.is_empty() || word == FIRST_LINE_ARROW {
        return Meaning::Nothing;
    }
    if let Some((_, meaning)) = KNOWN_WORDS.iter().find(|(words, _)| words.contains(&word.as_str())) {
        return meaning.clone();
    }
    let letter = ["terima ", "usulan ", "pilih ", "pilihan ", "alternatif "]
        .into_iter()
        .find_map(|lead| word.strip_prefix(lead));
    let mut letters = letter.unwrap_or(&word).chars();
    if let (Some(letter @ 'a'..='z'), None) = (letters.next(), letters.next()) {
        return Meaning::Letter(usize::from(letter as u8 - b'a'));
    }
    Meaning::Unknown(nearest_word(&word))
}

/// Returns the word of the drop-down list that a mistyped word is probably meant for. `None` if no known word
/// is near.
fn nearest_word(word: &str) -> Option<&'static str> {
    let of = |(words, _): &(&'static [&'static str], Meaning)| {
        let nearest = words
            .iter()
            .filter(|one| one.len() > MAX_LETTER_DISTANCE + 1)
            .map(|one| strsim::osa_distance(word, one))
            .min()?;
        Some((nearest, *words.first()?))
    };
    let (distance, meant) = KNOWN_WORDS.iter().filter_map(of).min()?;
    (distance <= MAX_LETTER_DISTANCE && distance < word.chars().count()).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::{Meaning, meaning};

    #[test]
    fn what_can_mean_one_thing_only_is_understood() {
        for (word, means) in [
            ("terima", Meaning::Accept),
            ("Terima.", Meaning::Accept),
            (" SETUJU ", Meaning::Accept),
            ("ya", Meaning::Accept),
            ("OK", Meaning::Accept),
            ("diterima", Meaning::Accept),
            ("tidak  setuju", Meaning::Refuse),
            ("Tolak!", Meaning::Refuse),
            ("nanti", Meaning::Later),
            ("b", Meaning::Letter(1)),
            ("A.", Meaning::Letter(0)),
            ("usulan C", Meaning::Letter(2)),
            ("", Meaning::Nothing),
            ("↑", Meaning::Nothing),
        ] {
            assert_eq!(meaning(word), means, "{word}");
        }
    }

    #[test]
    fn what_is_mistyped_is_asked_about() {
        assert_eq!(meaning("trima"), Meaning::Unknown(Some("terima")));
        assert_eq!(meaning("tolka"), Meaning::Unknown(Some("tolak")));
        assert_eq!(meaning("tunad"), Meaning::Unknown(Some("tunda")));
        for word in ["tanya bendahara", "AB", "?", "1"] {
            assert_eq!(meaning(word), Meaning::Unknown(None), "{word}");
        }
    }
}
