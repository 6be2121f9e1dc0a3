//! Compares the words of a sheet's header with those of the forms.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use indexmap::IndexMap;

use crate::forms::{ColumnForm, Form, row_defining_forms};
use crate::model::{Cell, CellContent};
use crate::text::fold::likeness_at_least;

use crate::normalize::sheet::grid::{Grid, head_words};

/// Maximum length of a header cell, in bytes; most body cells with words of their own are longer.
const MAX_HEADER_CELL_BYTES: usize = 200;
/// Likeness, 0 to 1, from which header words are taken for the form's.
pub const MIN_LIKENESS: f64 = 0.72;

/// The words of all forms, prepared to skip rows that cannot be a header and to compare the rest quickly.
pub struct FormWords {
    /// The known words, each with the set of its letters: see [`letter_bits`].
    known: IndexMap<String, u64>,
    /// The first words of the known ones.
    first_words: TokenSet,
    /// The last words of the known ones.
    last_words: TokenSet,
    /// The columns of all forms, one form after another.
    columns: Vec<ColumnWords>,
    /// The columns of each form, as a range of `columns`.
    pub form_ranges: Vec<Range<usize>>,
    /// For each single word, the indices in `known` of the entries that contain it.
    entries_by_token: BTreeMap<String, Vec<usize>>,
    /// The likeness of each known entry to the columns, computed on first use.
    known_likeness: Vec<OnceLock<Arc<ColumnLikeness>>>,
}

/// The likeness of a workbook's header cells to the forms' columns. The same words head many columns of many
/// tables, so that each text is compared once.
pub struct HeaderMatcher {
    /// The words of the forms.
    pub words: Arc<FormWords>,
    /// Results for texts that no form has.
    other_texts: Mutex<HashMap<String, Arc<ColumnLikeness>>>,
}

/// The likeness of one text to each column of the forms, 0 to 1.
pub struct ColumnLikeness {
    /// By the words of the innermost header cell.
    leaf: Box<[f64]>,
    /// By the words of the header cells above it.
    under: Box<[f64]>,
}

/// The words of a form's column, as indices in [`FormWords::known`].
struct ColumnWords {
    leaf: Vec<usize>,
    under: Vec<usize>,
}

impl FormWords {
    /// Returns the words of these forms. Those of the built-in forms are prepared once per process.
    pub fn from_forms(forms: &[Arc<Form>]) -> Arc<Self> {
        static BUILTIN_WORDS: OnceLock<Arc<FormWords>> = OnceLock::new();
        if std::ptr::eq(forms, row_defining_forms()) {
            return BUILTIN_WORDS.get_or_init(|| Arc::new(Self::new(forms))).clone();
        }
        Arc::new(Self::new(forms))
    }

    fn new(forms: &[Arc<Form>]) -> Self {
        let mut words = Self {
            known: IndexMap::with_capacity(1_024),
            first_words: TokenSet::default(),
            last_words: TokenSet::default(),
            columns: Vec::new(),
            form_ranges: Vec::new(),
            entries_by_token: BTreeMap::new(),
            known_likeness: Vec::new(),
        };
        for form in forms {
            let first = words.columns.len();
            for column in &form.columns {
                for head in &column.head {
                    words.add_entry(head_words(head));
                }
                let leaf = leaf_words(column).into_iter().map(|word| words.add_entry(word)).collect();
                let under = column.under.iter().map(|word| words.add_entry(word.clone())).collect();
                words.columns.push(ColumnWords { leaf, under });
            }
            words.form_ranges.push(first..words.columns.len());
        }
        words.known_likeness = words.known.iter().map(|_| OnceLock::new()).collect();
        words
    }

    /// Adds words to the known ones, and returns their index.
    fn add_entry(&mut self, word: String) -> usize {
        if let Some(place) = self.known.get_index_of(&word) {
            return place;
        }
        let next = self.known.len();
        self.first_words.extend(word.split(' ').next());
        self.last_words.extend(word.split(' ').next_back());
        for token in word.split(' ') {
            self.entries_by_token.entry(token.to_owned()).or_default().push(next);
        }
        let letters = letter_bits(&word);
        self.known.insert(word, letters);
        next
    }

    /// Compares a text with each column.
    fn column_likeness(&self, text: &str) -> ColumnLikeness {
        let alike = self.likeness_to_entries(text);
        let best = |words: &[usize]| {
            words.iter().filter_map(|word| alike.get(*word)).copied().fold(0.0_f64, f64::max)
        };
        ColumnLikeness {
            leaf: self.columns.iter().map(|column| best(&column.leaf)).collect(),
            under: self.columns.iter().map(|column| best(&column.under)).collect(),
        }
    }

    /// Returns the likeness of a text to each of the known entries: see [`word_likeness`].
    fn likeness_to_entries(&self, text: &str) -> Vec<f64> {
        let mut shares = vec![false; self.known.len()];
        for token in text.split(' ') {
            // Words that continue a shortened one, then words that the text's word continues.
            let longer =
                self.entries_by_token.range(token.to_owned()..).take_while(|(w, _)| w.starts_with(token));
            let ends = token.char_indices().map(|(end, _)| end).skip(1);
            let shorter = ends.filter_map(|end| self.entries_by_token.get_key_value(token.get(..end)?));
            for (_, places) in longer.chain(shorter).filter(|(word, _)| is_same_word(word, token)) {
                for place in places {
                    shares[*place] = true;
                }
            }
        }
        let own = letter_bits(text);
        let by_letters = |word: &str, letters: u64| {
            let slips = (own & !letters).count_ones().max((letters & !own).count_ones());
            is_comparable(text, word)
                && f64::from(slips) <= (1.0 - MIN_LIKENESS) * to_float(text.len().max(word.len()))
        };
        let score = |((word, letters), shares): ((&String, &u64), bool)| {
            if shares || by_letters(word, *letters) { word_likeness(text, word) } else { 0.0 }
        };
        self.known.iter().zip(shares).map(score).collect()
    }

    /// Whether folded words are exactly those of a form's header cell.
    pub fn is_form_header(&self, words: &str) -> bool {
        self.known.contains_key(words)
    }

    /// Whether at least two cells of a row carry header words.
    pub fn is_header_row(&self, grid: &Grid<'_>, row: u32) -> bool {
        let carries = |cell: &Cell| match &cell.content {
            CellContent::Text(text) => {
                text.len() <= MAX_HEADER_CELL_BYTES
                    && self.may_be_header(text)
                    && self.known.contains_key(&head_words(text))
            }
            _ => false,
        };
        grid.row(row).filter(|(_, cell)| carries(cell)).nth(1).is_some()
    }

    /// Whether a text begins and ends as header words do. This rules out nearly every body cell before its
    /// words are folded. Years, "n", "n-3", "Rp" and words with other than ASCII letters are allowed at
    /// either end, since [`head_words`] drops or folds them.
    fn may_be_header(&self, text: &str) -> bool {
        let is_word = |b: u8| b.is_ascii_alphanumeric() || !b.is_ascii();
        let bytes = text.as_bytes();
        let Some(start) = bytes.iter().position(|b| is_word(*b)) else { return false };
        let Some(end) = bytes.iter().rposition(|b| is_word(*b)) else { return false };
        let word = bytes.get(start..=end).unwrap_or_default();
        // Test the last word first, which rules out more: "Jumlah" and "Program" begin body cells too.
        let last = word.iter().rposition(|b| !is_word(*b)).map_or(0, |before| before + 1);
        let (before, last) = word.split_at(last);
        let is_of_n = || {
            let before = before.iter().rev().find(|b| is_word(**b));
            matches!(last, [b'0'..=b'9']) && before.is_some_and(|b| matches!(b, b'n' | b'N') || !b.is_ascii())
        };
        if !self.last_words.may_contain(last) && !is_of_n() {
            return false;
        }
        let first = word.iter().position(|b| !is_word(*b)).unwrap_or(word.len());
        self.first_words.may_contain(word.get(..first).unwrap_or_default())
    }
}

impl HeaderMatcher {
    /// Returns a comparison with these forms, without results yet.
    pub fn from_forms(forms: &[Arc<Form>]) -> Self {
        Self { words: FormWords::from_forms(forms), other_texts: Mutex::default() }
    }

    /// Returns the likeness of a header cell's words to each column.
    pub fn column_likeness(&self, text: &str) -> Arc<ColumnLikeness> {
        let words = &self.words;
        if let Some(known) = words.known.get_index_of(text).and_then(|place| words.known_likeness.get(place))
        {
            return known.get_or_init(|| Arc::new(words.column_likeness(text))).clone();
        }
        let mut others = self.other_texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = others.get(text) {
            return other.clone();
        }
        let speaks = Arc::new(words.column_likeness(text));
        others.insert(text.to_owned(), speaks.clone());
        speaks
    }

    /// Returns the likeness of a group header alone to a column: the innermost cell states only a year.
    /// `column` is an index among all forms' columns; 0.0 if the words do not fit.
    pub fn group_header_score(column: usize, head: &[Arc<ColumnLikeness>]) -> f64 {
        let Some((_, outer)) = head.split_last() else { return 0.0 };
        let above =
            outer.iter().filter_map(|speaks| speaks.under.get(column)).copied().fold(0.0_f64, f64::max);
        if above >= MIN_LIKENESS { above * 0.9 } else { 0.0 }
    }

    /// Returns the likeness of a header to a column, 0 to 1; 0.0 if its innermost words do not fit. `column`
    /// is an index among all forms' columns, and `head` has the header cells, outermost first.
    pub fn header_score(&self, column: usize, head: &[Arc<ColumnLikeness>]) -> f64 {
        let Some((inner, outer)) = head.split_last() else { return 0.0 };
        let leaf_score = inner.leaf.get(column).copied().unwrap_or(0.0);
        if leaf_score < MIN_LIKENESS {
            return 0.0;
        }
        if self.words.columns.get(column).is_none_or(|column| column.under.is_empty()) {
            return if outer.is_empty() { leaf_score } else { leaf_score * 0.9 };
        }
        let above =
            outer.iter().filter_map(|speaks| speaks.under.get(column)).copied().fold(0.0_f64, f64::max);
        if outer.is_empty() {
            // The group's words may stand in the innermost cell itself, or be missing.
            leaf_score * 0.75
        } else if above >= MIN_LIKENESS {
            leaf_score * 0.6 + above * 0.4
        } else {
            leaf_score * 0.45
        }
    }
}

/// Number of different first or last characters: the letters of the alphabet and the digits.
const ALPHABET_SIZE: usize = 36;

/// Words, grouped for a quick test whether a word is among them.
struct TokenSet {
    /// The words by their first letter or digit.
    by_first: Vec<Vec<String>>,
    /// The lengths of the words with a given first and last character, one bit per length: this rules out
    /// nearly every other word.
    lengths: Vec<u32>,
}

impl Default for TokenSet {
    fn default() -> Self {
        Self { by_first: vec![Vec::new(); ALPHABET_SIZE], lengths: vec![0; ALPHABET_SIZE * ALPHABET_SIZE] }
    }
}

impl<'a> Extend<&'a str> for TokenSet {
    fn extend<T: IntoIterator<Item = &'a str>>(&mut self, tokens: T) {
        for token in tokens {
            let Some((first, ends)) = end_indices(token.as_bytes()) else { continue };
            let Some(alike) = self.by_first.get_mut(first) else { continue };
            if !alike.iter().any(|known| known == token) {
                alike.push(token.to_owned());
            }
            if let Some(lengths) = self.lengths.get_mut(ends) {
                *lengths |= length_bit(token.as_bytes());
            }
        }
    }
}

impl TokenSet {
    /// Whether a word, in whichever case, is one of these, or is among those that are always allowed.
    fn may_contain(&self, token: &[u8]) -> bool {
        let known = || {
            let (first, ends) = end_indices(token)?;
            let shaped = self.lengths.get(ends)? & length_bit(token) != 0;
            let alike = self.by_first.get(first).filter(|_| shaped)?;
            alike.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(token)).then_some(())
        };
        let passed = || match token {
            [b'n' | b'N'] | [b'r' | b'R', b'p' | b'P'] | [b'1', b'9', _, _] | [b'2', b'0', _, _] => true,
            _ => !token.is_ascii(),
        };
        known().is_some() || passed()
    }
}

/// Returns the index of a word's first character, and that of its first and last one together. `None` if
/// either is no ASCII letter or digit.
fn end_indices(word: &[u8]) -> Option<(usize, usize)> {
    let first = char_index(*word.first()?)?;
    Some((first, first * ALPHABET_SIZE + char_index(*word.last()?)?))
}

/// Returns the bit for a word's length; 31 and more share one.
fn length_bit(word: &[u8]) -> u32 {
    1 << word.len().min(31)
}

/// Returns the index of a letter (in either case) or digit. `None` for other characters.
fn char_index(letter: u8) -> Option<usize> {
    match letter {
        b'a'..=b'z' => Some(usize::from(letter - b'a')),
        b'A'..=b'Z' => Some(usize::from(letter - b'A')),
        b'0'..=b'9' => Some(usize::from(letter - b'0') + 26),
        _ => None,
    }
}

/// Returns the folded words by which a form's column is called: the official ones first, then the synonyms.
pub fn leaf_words(column: &ColumnForm) -> Vec<String> {
    let official = column.head.last().map(|h| head_words(&h.replace(['{', '}'], " ")));
    official.into_iter().chain(column.words.iter().cloned()).filter(|w| !w.is_empty()).collect()
}

/// Returns the likeness of header words, 0 to 1: by the words they share, or by letters if the texts are
/// short.
pub fn word_likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let second: Vec<&str> = b.split(' ').collect();
    let shared = a.split(' ').filter(|a| second.iter().any(|b| is_same_word(a, b))).count();
    let dice = 2.0 * to_float(shared) / to_float(a.split(' ').count() + second.len());
    let by_letters = if is_comparable(a, b) { likeness_at_least(a, b, MIN_LIKENESS) } else { 0.0 };
    dice.max(by_letters) * 0.98
}

/// Returns the letters of a text as a set of bits. A letter that only one of two texts has is a slip in one
/// of them. Letters that share a bit may hide a slip, never add one.
fn letter_bits(text: &str) -> u64 {
    text.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64))
}

fn to_float(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Whether two texts may be compared letter by letter: a typing slip shows in short texts of similar length;
/// long ones are compared by the words they share.
fn is_comparable(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    long <= 32 && to_float(short) >= MIN_LIKENESS * to_float(long)
}

/// Whether two words are the same, or one is shortened: "keg" for "kegiatan".
fn is_same_word(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    a == b || (short.len() >= 3 && long.starts_with(short))
}

#[cfg(test)]
mod tests {
    use super::{FormWords, head_words};

    #[test]
    fn no_header_word_is_passed_over_however_it_is_written() {
        let words = FormWords::from_forms(crate::forms::builtin_forms());
        for word in words.known.keys() {
            let written = [
                word.clone(),
                word.to_uppercase(),
                format!("({word})"),
                format!("{word} Tahun (n-3)"),
                format!("{word} (n-3)"),
                format!("{word} n+1."),
                format!("{word} 2021 (Rp)"),
                format!("Rp {word}"),
                format!("2021: {word}"),
                format!("n-1 {word}"),
                format!("\u{a0}{word}\u{a0}3"),
                format!("{word}\u{2013}n\u{2013}3"),
            ];
            for text in written.iter().filter(|text| words.known.contains_key(&head_words(text))) {
                assert!(head_words(text).is_empty() || words.may_be_header(text), "{text}");
            }
        }
    }
}
