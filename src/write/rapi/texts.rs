//! Texts, each once and one behind the other: a sheet has a hundred thousand, most of them of a few
//! letters, and a piece of memory for each would take more than the letters.

use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::LazyLock;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

/// All texts are told by the same hash, so that those of a sheet need not be hashed again where they
/// join those of the workbook.
static HASHES: LazyLock<DefaultHashBuilder> = LazyLock::new(DefaultHashBuilder::default);

/// Texts in the order in which they came.
#[derive(Default)]
pub struct Texts {
    all: String,
    /// Where each text ends, and its hash.
    ends: Vec<(usize, u64)>,
    /// The places of the texts, by their hashes.
    places: HashTable<u32>,
}

impl Texts {
    /// The place of a text; `None` where there are more than can be counted.
    pub fn insert(&mut self, text: &str) -> Option<u32> {
        self.insert_hashed(text, HASHES.hash_one(text))
    }

    /// The places of another's texts, in their order.
    pub fn insert_all(&mut self, others: &Self) -> Option<Vec<u32>> {
        others.iter().zip(&others.ends).map(|(text, (_, hash))| self.insert_hashed(text, *hash)).collect()
    }

    /// The text at a place.
    pub fn get(&self, place: u32) -> Option<&str> {
        self.at(usize::try_from(place).ok()?)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The texts in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.range(0..self.len())
    }

    /// The texts at these places.
    pub fn range(&self, places: Range<usize>) -> impl Iterator<Item = &str> {
        places.filter_map(|place| self.at(place))
    }

    fn at(&self, place: usize) -> Option<&str> {
        text_at(&self.all, &self.ends, place)
    }

    fn insert_hashed(&mut self, text: &str, hash: u64) -> Option<u32> {
        let Self { all, ends, places } = self;
        let index = |place: &u32| usize::try_from(*place).unwrap_or(usize::MAX);
        let is_same = |place: &u32| text_at(all, ends, index(place)) == Some(text);
        let hash_of = |place: &u32| ends.get(index(place)).map_or(0, |(_, hash)| *hash);
        match places.entry(hash, is_same, hash_of) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(free) => {
                let place = u32::try_from(ends.len()).ok()?;
                free.insert(place);
                all.push_str(text);
                ends.push((all.len(), hash));
                Some(place)
            }
        }
    }
}

fn text_at<'a>(all: &'a str, ends: &[(usize, u64)], place: usize) -> Option<&'a str> {
    let begin = place.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |(end, _)| *end);
    all.get(begin..ends.get(place)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_place_and_keeps_it() {
        let mut texts = Texts::default();
        let words: Vec<String> = (0..1_000).map(|n| format!("kata {}", n % 300)).collect();
        let places: Vec<_> = words.iter().map(|word| texts.insert(word)).collect();
        let expected: Vec<_> = (0..1_000).map(|n| Some(n % 300)).collect();
        assert_eq!(places, expected);
        assert_eq!(texts.iter().count(), 300);
        assert_eq!(texts.get(299), Some("kata 299"));
        assert_eq!(texts.get(300), None);
    }

    #[test]
    fn texts_of_sheets_join_those_of_the_workbook() {
        let (mut all, mut one) = (Texts::default(), Texts::default());
        for text in ["a", "b"] {
            all.insert(text);
        }
        for text in ["c", "b", ""] {
            one.insert(text);
        }
        assert_eq!(all.insert_all(&one), Some(vec![2, 1, 3]));
        assert_eq!(all.iter().collect::<Vec<_>>(), ["a", "b", "c", ""]);
    }
}
