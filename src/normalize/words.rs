//! The words of the forms, and how well those of a sheet's header speak of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::forms::{ColumnForm, Form};
use crate::model::CellContent;
use crate::text::fold::likeness_from;

use super::grid::{Grid, head_words};

/// No header cell is longer, in bytes; most body cells with words of their own are.
const LONGEST_HEAD: usize = 200;
/// From this likeness on, header words are taken for the form's.
pub const ALIKE: f64 = 0.72;

/// The words of all forms: for passing over rows that cannot be a header, and for telling how alike
/// they are to the words of the sheets. The same words head many columns of many tables: each pair
/// is compared once.
pub struct Words {
    /// With the letters that each has: see [`letters`].
    known: IndexMap<String, u64>,
    /// What they begin and end with.
    first: Tokens,
    last: Tokens,
    /// Each form's columns.
    pub of_form: Vec<Vec<OfColumn>>,
    /// The known words that hold a token.
    with_token: BTreeMap<String, Vec<usize>>,
    /// The likeness of a sheet's words to each of the known ones.
    scores: RefCell<HashMap<String, Rc<[f64]>>>,
}

/// The words of a column of a form, by their place among all.
#[derive(Default)]
pub struct OfColumn {
    leaf: Vec<usize>,
    under: Vec<usize>,
}

impl Words {
    pub fn of(forms: &[Arc<Form>]) -> Self {
        let mut words = Self {
            known: IndexMap::with_capacity(1_024),
            first: Tokens::default(),
            last: Tokens::default(),
            of_form: Vec::new(),
            with_token: BTreeMap::new(),
            scores: RefCell::default(),
        };
        for form in forms {
            let of_form = form.columns.iter().map(|column| {
                for head in &column.head {
                    words.add(head_words(head));
                }
                OfColumn {
                    leaf: leaf_words(column).into_iter().map(|word| words.add(word)).collect(),
                    under: column.under.iter().map(|word| words.add(word.clone())).collect(),
                }
            });
            let of_form = of_form.collect();
            words.of_form.push(of_form);
        }
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

    /// How alike a text is to each of the known words: see [`alike`].
    pub fn alike(&self, text: &str) -> Rc<[f64]> {
        if let Some(scores) = self.scores.borrow().get(text) {
            return Rc::clone(scores);
        }
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
        let scores: Rc<[f64]> = self.known.iter().zip(shares).map(score).collect();
        self.scores.borrow_mut().insert(text.to_owned(), Rc::clone(&scores));
        scores
    }

    /// How many different cells of a row carry header words.
    pub fn count(&self, grid: &Grid<'_>, row: u32) -> usize {
        grid.row(row)
            .filter(|(_, cell)| match &cell.content {
                CellContent::Text(text) => {
                    text.len() <= LONGEST_HEAD
                        && self.may_be(text)
                        && self.known.contains_key(&head_words(text))
                }
                _ => false,
            })
            .count()
    }

    /// Whether a text begins and ends as header words do: nearly every cell of a body is told from a
    /// header's by that, before its words are folded. Years, "n", "Rp" and what is not of plain letters
    /// are passed over in them.
    fn may_be(&self, text: &str) -> bool {
        let is_word = |b: u8| b.is_ascii_alphanumeric() || !b.is_ascii();
        let bytes = text.as_bytes();
        let Some(start) = bytes.iter().position(|b| is_word(*b)) else { return false };
        let Some(end) = bytes.iter().rposition(|b| is_word(*b)) else { return false };
        let word = bytes.get(start..=end).unwrap_or_default();
        let first = word.iter().position(|b| !is_word(*b)).unwrap_or(word.len());
        let last = word.iter().rposition(|b| !is_word(*b)).map_or(0, |before| before + 1);
        self.first.may_hold(word.get(..first).unwrap_or_default())
            && self.last.may_hold(word.get(last..).unwrap_or_default())
    }
}

/// Words by their first letter.
#[derive(Default)]
struct Tokens([Vec<String>; 26]);

impl<'a> Extend<&'a str> for Tokens {
    fn extend<T: IntoIterator<Item = &'a str>>(&mut self, tokens: T) {
        for token in tokens {
            let Some(alike) = token.bytes().next().and_then(place).and_then(|p| self.0.get_mut(p)) else {
                continue;
            };
            if !alike.iter().any(|known| known == token) {
                alike.push(token.to_owned());
            }
        }
    }
}

impl Tokens {
    /// Whether a word, in whichever case, is one of these or of those that are passed over.
    fn may_hold(&self, token: &[u8]) -> bool {
        let passed = || {
            token.iter().any(|b| b.is_ascii_digit() || !b.is_ascii())
                || token.eq_ignore_ascii_case(b"n")
                || token.eq_ignore_ascii_case(b"rp")
        };
        let alike = token.first().and_then(|first| place(*first)).and_then(|p| self.0.get(p));
        alike.is_some_and(|alike| alike.iter().any(|t| t.as_bytes().eq_ignore_ascii_case(token))) || passed()
    }
}

/// The place of a letter in the alphabet, in either case.
fn place(letter: u8) -> Option<usize> {
    letter.to_ascii_lowercase().checked_sub(b'a').map(usize::from).filter(|place| *place < 26)
}

/// How well the cells of a header speak of a column; 0 where they do not.
pub fn word_score(column: &OfColumn, head: &[Rc<[f64]>]) -> f64 {
    let Some((inner, outer)) = head.split_last() else { return 0.0 };
    let best = |scores: &[f64], words: &[usize]| {
        words.iter().filter_map(|word| scores.get(*word)).copied().fold(0.0_f64, f64::max)
    };
    let leaf_score = best(inner, &column.leaf);
    if leaf_score < ALIKE {
        return 0.0;
    }
    if column.under.is_empty() {
        return if outer.is_empty() { leaf_score } else { leaf_score * 0.9 };
    }
    let above = outer.iter().map(|scores| best(scores, &column.under)).fold(0.0_f64, f64::max);
    if outer.is_empty() {
        // The group's words may stand in the innermost cell itself, or be missing.
        leaf_score * 0.75
    } else if above >= ALIKE {
        leaf_score * 0.6 + above * 0.4
    } else {
        leaf_score * 0.45
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
