//! The words of the forms, and how well those of a sheet's header speak of them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use indexmap::IndexMap;

use crate::forms::{ColumnForm, Form, telling};
use crate::model::{Cell, CellContent};
use crate::text::fold::likeness_from;

use crate::normalize::sheet::grid::{Grid, head_words};

/// No header cell is longer, in bytes; most body cells with words of their own are.
const LONGEST_HEAD: usize = 200;
/// From this likeness on, header words are taken for the form's.
pub const ALIKE: f64 = 0.72;

/// The words of all forms: for passing over rows that cannot be a header, and for telling how alike
/// they are to the words of the sheets.
pub struct Words {
    /// With the letters that each has: see [`letters`].
    known: IndexMap<String, u64>,
    /// What they begin and end with.
    first: Tokens,
    last: Tokens,
    /// The columns of all forms, and each form's among them.
    columns: Vec<OfColumn>,
    pub of_form: Vec<Range<usize>>,
    /// The known words that hold a token.
    with_token: BTreeMap<String, Vec<usize>>,
    /// How well the known words themselves speak of the columns, once they were asked for.
    of_known: Vec<OnceLock<Arc<Speaks>>>,
}

/// How well the cells of a workbook's headers speak of the forms' columns. The same words head many
/// columns of many tables: they are compared once.
pub struct Heads {
    pub words: Arc<Words>,
    /// Of words that no form has.
    others: Mutex<HashMap<String, Arc<Speaks>>>,
}

/// How alike a cell's words are to those of each column of the forms.
pub struct Speaks {
    leaf: Box<[f64]>,
    under: Box<[f64]>,
}

/// The words of a column of a form, by their place among all.
struct OfColumn {
    leaf: Vec<usize>,
    under: Vec<usize>,
}

impl Words {
    /// The words of these forms; those of the program's own are made ready once.
    pub fn of(forms: &[Arc<Form>]) -> Arc<Self> {
        static OWN: OnceLock<Arc<Words>> = OnceLock::new();
        if std::ptr::eq(forms, telling()) {
            return OWN.get_or_init(|| Arc::new(Self::new(forms))).clone();
        }
        Arc::new(Self::new(forms))
    }

    fn new(forms: &[Arc<Form>]) -> Self {
        let mut words = Self {
            known: IndexMap::with_capacity(1_024),
            first: Tokens::default(),
            last: Tokens::default(),
            columns: Vec::new(),
            of_form: Vec::new(),
            with_token: BTreeMap::new(),
            of_known: Vec::new(),
        };
        for form in forms {
            let first = words.columns.len();
            for column in &form.columns {
                for head in &column.head {
                    words.add(head_words(head));
                }
                let leaf = leaf_words(column).into_iter().map(|word| words.add(word)).collect();
                let under = column.under.iter().map(|word| words.add(word.clone())).collect();
                words.columns.push(OfColumn { leaf, under });
            }
            words.of_form.push(first..words.columns.len());
        }
        words.of_known = words.known.iter().map(|_| OnceLock::new()).collect();
        words
    }

    fn add(&mut self, word: String) -> usize {
        if let Some(place) = self.known.get_index_of(&word) {
            return place;
        }
        let next = self.known.len();
        self.first.extend(word.split(' ').next());
        self.last.extend(word.split(' ').next_back());
        for token in word.split(' ') {
            self.with_token.entry(token.to_owned()).or_default().push(next);
        }
        let letters = letters(&word);
        self.known.insert(word, letters);
        next
    }

    /// How well a text speaks of each column.
    fn speaks(&self, text: &str) -> Speaks {
        let alike = self.alike(text);
        let best = |words: &[usize]| {
            words.iter().filter_map(|word| alike.get(*word)).copied().fold(0.0_f64, f64::max)
        };
        Speaks {
            leaf: self.columns.iter().map(|column| best(&column.leaf)).collect(),
            under: self.columns.iter().map(|column| best(&column.under)).collect(),
        }
    }

    /// How alike a text is to each of the known words: see [`alike`].
    fn alike(&self, text: &str) -> Vec<f64> {
        let mut shares = vec![false; self.known.len()];
        for token in text.split(' ') {
            // The words that go on where it is cut short, then those that it goes on from.
            let longer = self.with_token.range(token.to_owned()..).take_while(|(w, _)| w.starts_with(token));
            let ends = token.char_indices().map(|(end, _)| end).skip(1);
            let shorter = ends.filter_map(|end| self.with_token.get_key_value(token.get(..end)?));
            for (_, places) in longer.chain(shorter).filter(|(word, _)| same_word(word, token)) {
                for place in places {
                    shares[*place] = true;
                }
            }
        }
        let own = letters(text);
        let by_letters = |word: &str, letters: u64| {
            let slips = (own & !letters).count_ones().max((letters & !own).count_ones());
            comparable(text, word) && f64::from(slips) <= (1.0 - ALIKE) * count(text.len().max(word.len()))
        };
        let score = |((word, letters), shares): ((&String, &u64), bool)| {
            if shares || by_letters(word, *letters) { alike(text, word) } else { 0.0 }
        };
        self.known.iter().zip(shares).map(score).collect()
    }

    /// Whether a header cell's words are those of a form.
    pub fn is_head(&self, words: &str) -> bool {
        self.known.contains_key(words)
    }

    /// Whether several different cells of a row carry header words.
    pub fn head(&self, grid: &Grid<'_>, row: u32) -> bool {
        let carries = |cell: &Cell| match &cell.content {
            CellContent::Text(text) => {
                text.len() <= LONGEST_HEAD && self.may_be(text) && self.known.contains_key(&head_words(text))
            }
            _ => false,
        };
        grid.row(row).filter(|(_, cell)| carries(cell)).nth(1).is_some()
    }

    /// Whether a text begins and ends as header words do: nearly every cell of a body is told from a
    /// header's by that, before its words are folded. Years, "n", "n-3", "Rp" and what is not of plain
    /// letters are passed over in them.
    fn may_be(&self, text: &str) -> bool {
        let is_word = |b: u8| b.is_ascii_alphanumeric() || !b.is_ascii();
        let bytes = text.as_bytes();
        let Some(start) = bytes.iter().position(|b| is_word(*b)) else { return false };
        let Some(end) = bytes.iter().rposition(|b| is_word(*b)) else { return false };
        let word = bytes.get(start..=end).unwrap_or_default();
        // The last word tells more: "Jumlah", "Program" begin the cells of a body too.
        let last = word.iter().rposition(|b| !is_word(*b)).map_or(0, |before| before + 1);
        let (before, last) = word.split_at(last);
        let is_of_n = || {
            let before = before.iter().rev().find(|b| is_word(**b));
            matches!(last, [b'0'..=b'9']) && before.is_some_and(|b| matches!(b, b'n' | b'N') || !b.is_ascii())
        };
        if !self.last.may_hold(last) && !is_of_n() {
            return false;
        }
        let first = word.iter().position(|b| !is_word(*b)).unwrap_or(word.len());
        self.first.may_hold(word.get(..first).unwrap_or_default())
    }
}

impl Heads {
    pub fn of(forms: &[Arc<Form>]) -> Self {
        Self { words: Words::of(forms), others: Mutex::default() }
    }

    /// How well a header cell of these words speaks of each column.
    pub fn speaks(&self, text: &str) -> Arc<Speaks> {
        let words = &self.words;
        if let Some(known) = words.known.get_index_of(text).and_then(|place| words.of_known.get(place)) {
            return known.get_or_init(|| Arc::new(words.speaks(text))).clone();
        }
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(other) = others.get(text) {
            return other.clone();
        }
        let speaks = Arc::new(words.speaks(text));
        others.insert(text.to_owned(), speaks.clone());
        speaks
    }

    /// The same where the innermost cell says nothing but a year or a place in a row of years.
    pub fn score_of_group(column: usize, head: &[Arc<Speaks>]) -> f64 {
        let Some((_, outer)) = head.split_last() else { return 0.0 };
        let above =
            outer.iter().filter_map(|speaks| speaks.under.get(column)).copied().fold(0.0_f64, f64::max);
        if above >= ALIKE { above * 0.9 } else { 0.0 }
    }

    /// How well the cells of a header speak of a column, by its place among all forms'; 0 where they do
    /// not.
    pub fn score(&self, column: usize, head: &[Arc<Speaks>]) -> f64 {
        let Some((inner, outer)) = head.split_last() else { return 0.0 };
        let leaf_score = inner.leaf.get(column).copied().unwrap_or(0.0);
        if leaf_score < ALIKE {
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
        } else if above >= ALIKE {
            leaf_score * 0.6 + above * 0.4
        } else {
            leaf_score * 0.45
        }
    }
}

/// Letters of the alphabet and digits.
const LETTERS: usize = 36;

/// Words by their first letter or digit.
struct Tokens {
    by_first: Vec<Vec<String>>,
    /// How long those are that begin and end with two letters, a bit a length: nearly every other word is
    /// told from them by that.
    lengths: Vec<u32>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { by_first: vec![Vec::new(); LETTERS], lengths: vec![0; LETTERS * LETTERS] }
    }
}

impl<'a> Extend<&'a str> for Tokens {
    fn extend<T: IntoIterator<Item = &'a str>>(&mut self, tokens: T) {
        for token in tokens {
            let Some((first, ends)) = ends(token.as_bytes()) else { continue };
            let Some(alike) = self.by_first.get_mut(first) else { continue };
            if !alike.iter().any(|known| known == token) {
                alike.push(token.to_owned());
            }
            if let Some(lengths) = self.lengths.get_mut(ends) {
                *lengths |= length(token.as_bytes());
            }
        }
    }
}

impl Tokens {
    /// Whether a word, in whichever case, is one of these or of those that are passed over.
    fn may_hold(&self, token: &[u8]) -> bool {
        let known = || {
            let (first, ends) = ends(token)?;
            let shaped = self.lengths.get(ends)? & length(token) != 0;
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

/// The place of a word's first letter, and that of its first and last one together.
fn ends(word: &[u8]) -> Option<(usize, usize)> {
    let first = place(*word.first()?)?;
    Some((first, first * LETTERS + place(*word.last()?)?))
}

/// The bit of a word's length; the longest share one.
fn length(word: &[u8]) -> u32 {
    1 << word.len().min(31)
}

/// The place of a letter in the alphabet, in either case, or of a digit behind it.
fn place(letter: u8) -> Option<usize> {
    match letter {
        b'a'..=b'z' => Some(usize::from(letter - b'a')),
        b'A'..=b'Z' => Some(usize::from(letter - b'A')),
        b'0'..=b'9' => Some(usize::from(letter - b'0') + 26),
        _ => None,
    }
}

/// The words of the innermost header cell.
pub fn leaf_words(column: &ColumnForm) -> Vec<String> {
    let official = column.head.last().map(|h| head_words(&h.replace(['{', '}'], " ")));
    official.into_iter().chain(column.words.iter().cloned()).filter(|w| !w.is_empty()).collect()
}

/// Likeness of header words, where it could count: by letters, or by the words they share.
pub fn alike(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let second: Vec<&str> = b.split(' ').collect();
    let shared = a.split(' ').filter(|a| second.iter().any(|b| same_word(a, b))).count();
    let dice = 2.0 * count(shared) / count(a.split(' ').count() + second.len());
    let by_letters = if comparable(a, b) { likeness_from(a, b, ALIKE) } else { 0.0 };
    dice.max(by_letters) * 0.98
}

/// The letters that a text has, as a set: one that only one of two texts has is a slip in it. Letters that
/// share a place hide one.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64))
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Whether two texts may be alike by letters: a slip of the hand shows in short texts; long ones are
/// told by the words they share, and texts of very different length are not alike by letters.
fn comparable(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    long <= 32 && count(short) >= ALIKE * count(long)
}

/// Whether two words are one, or one is cut short: "keg", "kegiatan".
fn same_word(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    a == b || (short.len() >= 3 && long.starts_with(short))
}

#[cfg(test)]
mod tests {
    use super::{Words, head_words};

    #[test]
    fn no_header_word_is_passed_over_however_it_is_written() {
        let words = Words::of(crate::forms::builtin());
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
                assert!(head_words(text).is_empty() || words.may_be(text), "{text}");
            }
        }
    }
}
