//! Amounts in words (terbilang): an exact writer and a tolerant reader.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::fold::fold;

/// The words for 0 to 11.
const UNIT_WORDS: [&str; 12] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
];

/// Writes a whole number of rupiah in words, without the word rupiah: 1.500 is "seribu lima ratus". Returns
/// `None` for fractions, negative numbers and numbers of 10¹⁵ (a thousand triliun) or more.
///
/// # Examples
///
/// ```
/// assert_eq!(renja::text::terbilang::write(1_500.into()).as_deref(), Some("seribu lima ratus"));
/// ```
#[must_use]
pub fn write(value: Decimal) -> Option<String> {
    if !value.fract().is_zero() || value.is_sign_negative() && !value.is_zero() {
        return None;
    }
    let number = value.to_u64()?;
    if number == 0 {
        return Some(UNIT_WORDS[0].to_owned());
    }
    let mut words = Vec::new();
    let mut rest = number;
    for (size, name) in [
        (1_000_000_000_000, "triliun"),
        (1_000_000_000, "miliar"),
        (1_000_000, "juta"),
        (1_000, "ribu"),
        (1, ""),
    ] {
        let group = rest / size;
        rest %= size;
        if group == 0 {
            continue;
        }
        if group >= 1_000 {
            return None;
        }
        if group == 1 && name == "ribu" {
            words.push("seribu");
            continue;
        }
        push_below_thousand(usize::try_from(group).ok()?, &mut words);
        if !name.is_empty() {
            words.push(name);
        }
    }
    Some(words.join(" "))
}

/// An amount that was read from words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The amount in rupiah.
    pub value: Decimal,
    /// The misspelt words, each with the number word that was meant.
    pub slips: Vec<(String, &'static str)>,
}

/// Reads a number in words, with or without "rupiah".
///
/// Spelling variants are equal: "milyar" and "miliar", "seribu" and "satu ribu", "limabelas" and "lima
/// belas". Each word may be misspelt by one letter; such words are listed in [`Reading::slips`]. If a
/// misspelt word resembles several number words, the reading that gives `expected` wins, otherwise the first
/// one.
///
/// Returns `None` if a word is not a number word, or if the words do not form a number.
#[must_use]
pub fn read(text: &str, expected: Option<Decimal>) -> Option<Reading> {
    let folded = fold(text);
    let mut tokens: Vec<Token> = Vec::new();
    for word in folded.split(' ').filter(|w| !w.is_empty() && !IGNORED_WORDS.contains(w)) {
        if let Some(known) = exact_word(word) {
            tokens.push(Token { written: word.to_owned(), meant: vec![known], slip: false });
        } else if let Some(parts) = split_glued(word) {
            tokens.extend(parts.into_iter().map(|known| Token {
                written: word.to_owned(),
                meant: vec![known],
                slip: false,
            }));
        } else {
            let meant = similar_words(word);
            if meant.is_empty() {
                return None;
            }
            tokens.push(Token { written: word.to_owned(), meant, slip: true });
        }
    }
    let choices = combinations(&tokens);
    let mut readings = choices.into_iter().filter_map(|words| Some((evaluate_words(&words)?, words)));
    let first = readings.next()?;
    let (value, words) = match expected {
        Some(expected) if first.0 != expected => {
            readings.find(|(value, _)| *value == expected).unwrap_or(first)
        }
        _ => first,
    };
    let slips = tokens
        .iter()
        .zip(&words)
        .filter(|(token, _)| token.slip)
        .map(|(token, word)| (token.written.clone(), word.name))
        .collect();
    Some(Reading { value, slips })
}

/// Maximum number of bytes at the end or start of a text to search for a number. The longest number in words
/// is shorter.
const MAX_SEARCH_BYTES: usize = 400;

/// A number in words at the beginning or end of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NumberInWords<'a> {
    /// The words as printed, including "rupiah".
    pub words: &'a str,
    /// The number that the words state.
    pub reading: Reading,
}

/// Finds the number in words at the end of a text: "sebesar satu juta rupiah". `expected` is the amount
/// printed in figures, if any. Returns `None` if the text does not end with a number.
#[must_use]
pub(crate) fn find_at_end(text: &str, expected: Option<Decimal>) -> Option<NumberInWords<'_>> {
    let text = text.trim_end();
    let text =
        text.get(text.floor_char_boundary(text.len().saturating_sub(MAX_SEARCH_BYTES))..).unwrap_or("");
    let mut starts: Vec<usize> = Vec::new();
    for (start, word) in words_with_places(text).into_iter().rev() {
        // A word that ends a sentence or a list item cannot be followed by the same number.
        let is_last = starts.is_empty();
        if !may_be_number(word) || (!is_last && word.ends_with(['.', ',', ';', ':', ')'])) {
            break;
        }
        starts.push(start);
    }
    starts.reverse();
    best_run(starts.iter().map(|start| text.get(*start..).unwrap_or("")), expected)
}

/// Finds the number in words at the beginning of a text: "satu juta rupiah untuk …". `expected` is the amount
/// printed in figures, if any. Returns `None` if the text does not begin with a number.
#[must_use]
pub(crate) fn find_at_start(text: &str, expected: Option<Decimal>) -> Option<NumberInWords<'_>> {
    let text = text.trim_start();
    let text = text.get(..text.floor_char_boundary(MAX_SEARCH_BYTES)).unwrap_or("");
    let mut ends: Vec<usize> = Vec::new();
    for (start, word) in words_with_places(text) {
        if !may_be_number(word) {
            break;
        }
        let printed = word.trim_end_matches(|c: char| !c.is_alphabetic());
        ends.push(start + printed.len());
        if printed.len() < word.len() {
            break;
        }
    }
    best_run(ends.iter().rev().map(|end| text.get(..*end).unwrap_or("")), expected)
}

/// Returns the longest run that gives `expected`, otherwise the longest run that is a number. Runs must come
/// longest first.
///
/// Without a match the first word must be spelt right, and a single misspelt word is never taken as a match:
/// "suatu" is not "satu".
fn best_run<'a>(
    runs: impl Iterator<Item = &'a str> + Clone,
    expected: Option<Decimal>,
) -> Option<NumberInWords<'a>> {
    let read = |words: &'a str| Some(NumberInWords { words, reading: read(words, expected)? });
    let meant = runs.clone().filter_map(read).find(|run| Some(run.reading.value) == expected);
    let spelt = |words: &&'a str| {
        words.split_whitespace().next().is_some_and(|word| {
            let word = fold(word);
            exact_word(&word).is_some() || split_glued(&word).is_some()
        })
    };
    meant
        .filter(|run| run.reading.slips.is_empty() || run.words.split_whitespace().count() > 1)
        .or_else(|| runs.filter(spelt).find_map(read))
}

/// Returns the words of a text, each with its byte offset.
fn words_with_places(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (true, Some(begun)) => {
                all.push((begun, text.get(begun..i).unwrap_or("")));
                start = None;
            }
            (false, None) => start = Some(i),
            _ => {}
        }
    }
    all
}

/// Whether a word could be part of a number in words, misspelt or not.
fn may_be_number(word: &str) -> bool {
    let word = fold(word);
    word == "rupiah"
        || exact_word(&word).is_some()
        || (!word.is_empty() && split_glued(&word).is_some())
        || !similar_words(&word).is_empty()
}

/// A word of the text with its possible meanings.
struct Token {
    written: String,
    meant: Vec<Word>,
    slip: bool,
}

/// A number word and what it contributes to the number.
#[derive(Clone, Copy)]
struct Word {
    name: &'static str,
    role: Role,
}

/// How a number word combines with the words before it.
#[derive(Clone, Copy)]
enum Role {
    /// A number below a thousand by itself: satu, sepuluh, seratus.
    Number(u64),
    /// Adds ten to the preceding digit: belas.
    Teen,
    /// Multiplies the preceding digit: puluh, ratus.
    Times(u64),
    /// Multiplies the preceding group: ribu, juta, miliar, triliun.
    Scale(u64),
    /// A scale with "one" built in: seribu, sejuta.
    OneScale(u64),
}

/// Words that may accompany number words without changing the number.
const IGNORED_WORDS: [&str; 3] = ["rupiah", "terbilang", "dan"];

/// The words for powers of a thousand, in all spellings in use.
const SCALE_WORDS: [(&str, u64); 7] = [
    ("ribu", 1_000),
    ("juta", 1_000_000),
    ("miliar", 1_000_000_000),
    ("milyar", 1_000_000_000),
    ("triliun", 1_000_000_000_000),
    ("trilyun", 1_000_000_000_000),
    ("trilliun", 1_000_000_000_000),
];

/// Returns all number words.
fn words() -> impl Iterator<Item = Word> {
    let units = (0u64..).zip(UNIT_WORDS).map(|(n, name)| Word { name, role: Role::Number(n) });
    let scales = SCALE_WORDS.into_iter().map(|(name, n)| Word { name, role: Role::Scale(n) });
    let others = [
        Word { name: "seratus", role: Role::Number(100) },
        Word { name: "belas", role: Role::Teen },
        Word { name: "puluh", role: Role::Times(10) },
        Word { name: "ratus", role: Role::Times(100) },
        Word { name: "seribu", role: Role::OneScale(1_000) },
        Word { name: "sejuta", role: Role::OneScale(1_000_000) },
    ];
    units.chain(scales).chain(others)
}

/// Returns the number word with this spelling. The word must be folded.
fn exact_word(word: &str) -> Option<Word> {
    words().find(|known| known.name == word)
}

/// Splits number words that are written together: "duaratus", "limabelas". Returns `None` if the word is not
/// made of number words only.
fn split_glued(word: &str) -> Option<Vec<Word>> {
    if word.len() > 60 {
        return None; // Bounds the recursion: no number is one word this long, but a hostile cell could be.
    }
    if word.is_empty() {
        return Some(Vec::new());
    }
    words().filter(|known| word.starts_with(known.name)).find_map(|known| {
        let mut rest = split_glued(word.get(known.name.len()..)?)?;
        rest.insert(0, known);
        Some(rest)
    })
}

/// Returns the number words that are one slip away from a folded word. Empty for words of fewer than four
/// letters, which resemble each other too much.
fn similar_words(word: &str) -> Vec<Word> {
    if word.chars().count() < 4 {
        return Vec::new();
    }
    words().filter(|known| strsim::damerau_levenshtein(known.name, word) == 1).collect()
}

/// Returns the combinations of the tokens' meanings, at most 64 of them, preferring each token's first
/// meaning.
fn combinations(tokens: &[Token]) -> Vec<Vec<Word>> {
    const MAX_COMBINATIONS: usize = 64;
    let mut all: Vec<Vec<Word>> = vec![Vec::new()];
    for token in tokens {
        all = all
            .iter()
            .flat_map(|start| token.meant.iter().map(move |word| [start.as_slice(), &[*word]].concat()))
            .take(MAX_COMBINATIONS)
            .collect();
    }
    all
}

/// Evaluates number words: digits, teens and hundreds in descending order within a group, and descending
/// scales between groups. Returns `None` if the words are out of order or the number exceeds 64 bits.
fn evaluate_words(words: &[Word]) -> Option<Decimal> {
    let mut total = 0u64;
    let mut group = 0u64;
    let mut unit: Option<u64> = None;
    // Upper bounds, exclusive, of the next part within the group and of the next scale.
    let mut below = 1_000u64;
    let mut scale_below = u64::MAX;
    if words.is_empty() {
        return None;
    }
    for word in words {
        match word.role {
            Role::Number(n) if n < 10 => {
                if unit.is_some() || below <= 1 {
                    return None;
                }
                unit = Some(n);
            }
            Role::Number(n) => {
                if unit.is_some() || n >= below {
                    return None;
                }
                group += n;
                below = if n >= 100 { 100 } else { 1 };
            }
            Role::Teen => {
                let n = unit.take().filter(|n| *n > 1 && below > 10)?;
                group += n + 10;
                below = 1;
            }
            Role::Times(place) => {
                let n = unit.take().filter(|n| *n > 0 && below > place)?;
                group += n * place;
                below = place;
            }
            Role::Scale(scale) | Role::OneScale(scale) => {
                let open = group + unit.take().unwrap_or(0);
                let factor = match word.role {
                    Role::OneScale(_) if open == 0 => 1,
                    Role::Scale(_) if open > 0 => open,
                    _ => return None,
                };
                if scale >= scale_below {
                    return None;
                }
                total = total.checked_add(factor.checked_mul(scale)?)?;
                (group, below, scale_below) = (0, 1_000, scale);
            }
        }
    }
    Some(Decimal::from(total.checked_add(group + unit.unwrap_or(0))?))
}

/// Appends the words of a number from 1 to 999.
fn push_below_thousand(number: usize, words: &mut Vec<&str>) {
    match number / 100 {
        0 => {}
        1 => words.push("seratus"),
        hundreds => words.extend([UNIT_WORDS[hundreds], "ratus"]),
    }
    match number % 100 {
        0 => {}
        small @ 1..12 => words.push(UNIT_WORDS[small]),
        teen @ 12..20 => words.extend([UNIT_WORDS[teen - 10], "belas"]),
        tens => {
            words.extend([UNIT_WORDS[tens / 10], "puluh"]);
            if tens % 10 > 0 {
                words.push(UNIT_WORDS[tens % 10]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Option<u64> {
        read(text, None)?.value.to_u64()
    }

    #[test]
    fn reads_the_habits_of_spelling() {
        assert_eq!(number("lima belas milyar tiga ratus tiga puluh empat juta rupiah"), Some(15_334_000_000));
        assert_eq!(number("Satu ribu lima ratus"), Some(1_500));
        assert_eq!(number("seribu limaratus"), Some(1_500));
        assert_eq!(number("empatbelas"), Some(14));
        assert_eq!(number("nol"), Some(0));
    }

    #[test]
    fn tells_slips_from_other_numbers() {
        let reading = read("sembiln puluh satu ribu", None).expect("one slip");
        assert_eq!(reading.value, Decimal::from(91_000));
        assert_eq!(reading.slips, [("sembiln".to_owned(), "sembilan")]);
    }

    #[test]
    fn a_number_is_found_at_either_end_of_a_text() {
        let end = |text, expected: u64| {
            find_at_end(text, Some(expected.into())).map(|run| (run.words, run.reading.value.to_u64()))
        };
        assert_eq!(
            end("anggaran sebesar satu milyar rupiah", 7),
            Some(("satu milyar rupiah", Some(1_000_000_000)))
        );
        assert_eq!(end("program dan lima", 5), Some(("lima", Some(5))));
        assert_eq!(end("dibagi dua. Lima", 5), Some(("Lima", Some(5))));
        assert_eq!(end("sebesar sembiln ratus ribu", 900_000), Some(("sembiln ratus ribu", Some(900_000))));
        for text in ["suatu", "periode lama", "beberapa juta", "", "rupiah", "kegiatan"] {
            assert_eq!(end(text, 5), None, "{text}");
        }
        let start = |text| find_at_start(text, None).map(|run| (run.words, run.reading.value.to_u64()));
        assert_eq!(start(" satu juta rupiah untuk lima"), Some(("satu juta rupiah", Some(1_000_000))));
        assert_eq!(start("dua juta rupiah, lima"), Some(("dua juta rupiah", Some(2_000_000))));
        assert_eq!(start("untuk dua"), None);
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in
            ["", "rupiah", "CPNS dan PPPK", "outcome", "dua tiga", "ribu", "puluh lima", "lima ratus ratus"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(n in 0u64..999_999_999_999_999) {
            let written = write(Decimal::from(n)).expect("below a thousand trillion");
            prop_assert_eq!(read(&written, None), Some(Reading { value: Decimal::from(n), slips: Vec::new() }));
        }
    }
}
