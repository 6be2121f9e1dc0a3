//! Which item of one table is which of another: by the likeness of their names, under parents
//! that are matched themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ItemId, Level, Table};
use crate::text::fold::{fold, likeness};

/// Names less alike than this are two names.
const LEAST: f64 = 0.78;
/// What a matched parent counts.
const PARENT: f64 = 0.15;

/// For each item of `other`, the item of `base` that it is.
pub fn match_items(base: &Table, other: &Table) -> BTreeMap<ItemId, ItemId> {
    let mut matched: BTreeMap<ItemId, ItemId> = BTreeMap::new();
    for level in [Level::Program, Level::Kegiatan, Level::SubKegiatan] {
        let mut bases = names(base, level);
        let mut others = names(other, level);
        // Nearly all names are the same to the letter: only the rest is compared letter by letter.
        for same in [true, false] {
            let mut pairs = Vec::new();
            for b in &bases {
                for o in &others {
                    if let Some(alike) = b.likeness(o, same) {
                        let parents = parent(base, b.id).zip(parent(other, o.id));
                        let known = parents.is_some_and(|(b, o)| matched.get(&o) == Some(&b));
                        pairs.push((alike + if known { PARENT } else { 0.0 }, b.id, o.id));
                    }
                }
            }
            pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
            let mut taken = BTreeSet::new();
            for (_, b, o) in pairs {
                if !taken.contains(&b) && !matched.contains_key(&o) {
                    taken.insert(b);
                    matched.insert(o, b);
                }
            }
            bases.retain(|name| !taken.contains(&name.id));
            others.retain(|name| !matched.contains_key(&name.id));
        }
    }
    matched
}

/// A folded name, with how often it has each letter.
struct Name {
    id: ItemId,
    text: String,
    letters: [u8; 32],
}

impl Name {
    fn new(id: ItemId, text: String) -> Self {
        let mut letters = [0u8; 32];
        for c in text.bytes() {
            if let Some(count) = letters.get_mut(usize::from(c % 32)) {
                *count = count.saturating_add(1);
            }
        }
        Self { id, text, letters }
    }

    /// How alike two names are, where that is enough; `same` asks for equal ones alone.
    fn likeness(&self, other: &Self, same: bool) -> Option<f64> {
        if same || self.text == other.text {
            return (self.text == other.text).then_some(1.0);
        }
        // Each slip of the hand changes at most two counts: names whose letters differ more than
        // the slips allowed need no comparison.
        let longest = self.text.len().max(other.text.len());
        let apart: usize =
            self.letters.iter().zip(&other.letters).map(|(a, b)| usize::from(a.abs_diff(*b))).sum();
        let slips = u32::try_from(apart.div_ceil(2)).ok()?;
        if f64::from(slips) > (1.0 - LEAST) * f64::from(u32::try_from(longest).ok()?) {
            return None;
        }
        let alike = likeness(&self.text, &other.text);
        (alike >= LEAST).then_some(alike)
    }
}

fn names(table: &Table, level: Level) -> Vec<Name> {
    let items = table.items.iter().enumerate().filter(|(_, item)| item.level == level);
    items
        .map(|(id, item)| {
            let name = fold(&table.label(item));
            Name::new(id, name.strip_prefix("program ").map(str::to_owned).unwrap_or(name))
        })
        .collect()
}

fn parent(table: &Table, id: ItemId) -> Option<ItemId> {
    table.items.get(id)?.parent
}

#[cfg(test)]
mod tests {
    use super::Name;

    fn alike(a: &str, b: &str) -> bool {
        Name::new(0, a.to_owned()).likeness(&Name::new(1, b.to_owned()), false).is_some()
    }

    #[test]
    fn a_slip_of_the_hand_is_the_same_name() {
        assert!(alike("mutasi promosi dan pengembangan karir asn", "mutasi promosi dan pengembangan karier"));
        assert!(alike("pengembangan sisten informasi", "pengembangan sistem informasi"));
    }

    #[test]
    fn another_kegiatan_is_another_name() {
        assert!(!alike("pendidikan dan pelatihan asn", "pengadaan dan pemberhentian asn"));
        assert!(!alike("pengembangan kompetensi asn", "pembinaan disiplin"));
    }
}
