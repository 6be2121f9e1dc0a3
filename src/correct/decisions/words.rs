//! The words of the decision column and what they mean.

use crate::model::own;

/// What a word means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing was decided: a blank, or the arrow that points to the case's first line.
    Nothing,
    /// The only proposal is accepted.
    Accept,
    /// The proposal with this place in the case's list, from 0, is accepted.
    Letter(usize),
    /// The figures stand as they are.
    Refuse,
    /// Not yet.
    Later,
    /// None of these; a word that is written nearly like it.
    Unknown(Option<&'static str>),
}

/// Points to the case's first line.
pub const ARROW: &str = "↑";

/// Words that can mean one thing only. The first of each kind is the one that the drop-down list offers.
const WORDS: [(&[&str], Meaning); 3] = [
    (
        &[
            own::ACCEPT,
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
            own::REJECT,
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
    (&[own::LATER, "ditunda", "menunda", "nanti", "tunda dulu", "later"], Meaning::Later),
];

/// The most letters by which a word may differ from one that it is taken to be meant for.
const FEW_LETTERS: usize = 2;

/// What a word means, whatever its case and the marks around it.
#[must_use]
pub fn meaning(word: &str) -> Meaning {
    let word = word.to_lowercase();
    let is_mark = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '.' | ',' | '!' | ';' | ':' | '"' | '\'' | '(' | ')')
    };
    let word = word.trim_matches(is_mark).split_whitespace().collect::<Vec<_>>().join(" ");
    if word.is_empty() || word == ARROW {
        return Meaning::Nothing;
    }
    if let Some((_, meaning)) = WORDS.iter().find(|(words, _)| words.contains(&word.as_str())) {
        return meaning.clone();
    }
    let letter = ["terima ", "usulan ", "pilih ", "pilihan ", "alternatif "]
        .into_iter()
        .find_map(|lead| word.strip_prefix(lead));
    let mut letters = letter.unwrap_or(&word).chars();
    if let (Some(letter @ 'a'..='z'), None) = (letters.next(), letters.next()) {
        return Meaning::Letter(usize::from(letter as u8 - b'a'));
    }
    Meaning::Unknown(nearest(&word))
}

/// The word of the drop-down list that is meant by one that is mistyped.
fn nearest(word: &str) -> Option<&'static str> {
    let of = |(words, _): &(&'static [&'static str], Meaning)| {
        let nearest = words
            .iter()
            .filter(|one| one.len() > FEW_LETTERS + 1)
            .map(|one| strsim::osa_distance(word, one))
            .min()?;
        Some((nearest, *words.first()?))
    };
    let (distance, meant) = WORDS.iter().filter_map(of).min()?;
    (distance <= FEW_LETTERS && distance < word.chars().count()).then_some(meant)
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
