//! Texts, each once and one behind the other: a sheet has a hundred thousand, most of them of a few
//! letters, and a piece of memory for each would take more than the letters.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

/// All texts are told by the same hash, so that those of a sheet need not be hashed again where they
/// join those of the workbook.
static HASHES: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A slot in which no text stands.
const FREE: u32 = u32::MAX;

/// Texts in the order in which they came.
#[derive(Default)]
pub struct Texts {
    all: String,
    /// Where each text ends, and its hash.
    ends: Vec<(usize, u32)>,
    /// The texts by their hashes: at the slot that the hash names, or at the next free one.
    slots: Vec<u32>,
}

impl Texts {
    /// The place of a text; `None` where there are more than can be counted.
    pub fn insert(&mut self, text: &str) -> Option<u32> {
        let hash = HASHES.hash_one(text);
        self.insert_hashed(text, u32::try_from(hash >> 32).unwrap_or(0))
    }

    /// The places of another's texts, in their order.
    pub fn insert_all(&mut self, others: &Self) -> Option<Vec<u32>> {
        others.iter().zip(&others.ends).map(|(text, (_, hash))| self.insert_hashed(text, *hash)).collect()
    }

    /// The text at a place.
    pub fn get(&self, place: u32) -> Option<&str> {
        self.at(usize::try_from(place).ok()?)
    }

    /// The texts in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|place| self.at(place))
    }

    fn at(&self, place: usize) -> Option<&str> {
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end);
        self.all.get(begin..self.ends.get(place)?.0)
    }

    fn insert_hashed(&mut self, text: &str, hash: u32) -> Option<u32> {
        // Half of the slots are free, so that a free one is never far.
        if self.slots.len() <= self.ends.len() * 2 {
            self.grow();
        }
        let mut slot = self.slot(hash);
        loop {
            let place = *self.slots.get(slot)?;
            if place == FREE {
                break;
            }
            let is_same =
                self.ends.get(usize::try_from(place).ok()?).is_some_and(|(_, other)| *other == hash);
            if is_same && self.get(place) == Some(text) {
                return Some(place);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        let place = u32::try_from(self.ends.len()).ok().filter(|place| *place != FREE)?;
        self.all.push_str(text);
        self.ends.push((self.all.len(), hash));
        *self.slots.get_mut(slot)? = place;
        Some(place)
    }

    /// The slot that a hash names; the slots are a power of two.
    fn slot(&self, hash: u32) -> usize {
        usize::try_from(hash).unwrap_or(0) & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; (self.slots.len() * 2).max(64)];
        for (place, (_, hash)) in (0u32..).zip(&self.ends) {
            let mut slot = self.slot(*hash);
            while self.slots.get(slot).is_some_and(|taken| *taken != FREE) {
                slot = (slot + 1) & (self.slots.len() - 1);
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = place;
            }
        }
    }
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
