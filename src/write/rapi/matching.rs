//! Finds the counterparts of one table's items in another, by code and name, first below parents that are
//! matched themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Item, ItemId, Level, Name, Table, pair_up};

/// The levels whose items are matched.
pub const LEVELS: [Level; 3] = [Level::Program, Level::Kegiatan, Level::SubKegiatan];

/// A table with the names of its items.
pub struct Named<'a> {
    table: &'a Table,
    /// Names by item; empty for items of other levels.
    names: Vec<Name>,
}

impl<'a> Named<'a> {
    /// Builds the names of a table's items.
    pub fn new(table: &'a Table) -> Self {
        let is_sought = |item: &Item| LEVELS.contains(&item.level);
        let name = |item| if is_sought(item) { Name::of(table, item) } else { Name::default() };
        Self { table, names: table.items.iter().map(name).collect() }
    }

    fn names(&self, items: &[ItemId]) -> Vec<&Name> {
        items.iter().filter_map(|id| self.names.get(*id)).collect()
    }
}

/// Returns the counterpart in `base` of each item of `other` that has one.
pub fn match_items(base: &Named<'_>, other: &Named<'_>) -> BTreeMap<ItemId, ItemId> {
    let mut matched: BTreeMap<ItemId, ItemId> = BTreeMap::new();
    for level in LEVELS {
        let (bases, others) = (under_parents(base.table, level), under_parents(other.table, level));
        // Match below matched parents first: many kegiatan have the same name in two programs.
        let parents: Vec<(ItemId, ItemId)> = matched.iter().map(|(other, base)| (*other, *base)).collect();
        for (other_parent, base_parent) in parents {
            let both = bases.get(&Some(base_parent)).zip(others.get(&Some(other_parent)));
            if let Some((bases, others)) = both {
                matched.extend(pairs((base, bases), (other, others)));
            }
        }
        let taken: BTreeSet<ItemId> = matched.values().copied().collect();
        let bases: Vec<ItemId> = flat(&bases).filter(|id| !taken.contains(id)).collect();
        let others: Vec<ItemId> = flat(&others).filter(|id| !matched.contains_key(id)).collect();
        matched.extend(pairs((base, &bases), (other, &others)));
    }
    matched
}

/// Items of one level, by their parent.
type UnderParents = BTreeMap<Option<ItemId>, Vec<ItemId>>;

fn under_parents(table: &Table, level: Level) -> UnderParents {
    let mut found = UnderParents::new();
    for (id, item) in table.items.iter().enumerate().filter(|(_, item)| item.level == level) {
        found.entry(item.parent).or_default().push(id);
    }
    found
}

fn flat(items: &UnderParents) -> impl Iterator<Item = ItemId> + '_ {
    items.values().flatten().copied()
}

/// Pairs two lists of items: each result is an item of `others` with its counterpart among `bases`.
fn pairs(
    (base, bases): (&Named<'_>, &[ItemId]),
    (other, others): (&Named<'_>, &[ItemId]),
) -> Vec<(ItemId, ItemId)> {
    let found = pair_up(&other.names(others), &base.names(bases));
    let pair = |(other, base): (&ItemId, Option<usize>)| Some((*other, *bases.get(base?)?));
    others.iter().zip(found).filter_map(pair).collect()
}
