//! Finds the counterparts of one table's items in another, by code and name, first below parents that are
//! matched themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Item, ItemId, ItemName, Level, Table, match_names};

/// The levels whose items are matched.
pub const MATCHED_LEVELS: [Level; 3] = [Level::Program, Level::Kegiatan, Level::SubKegiatan];

/// A table with the names of its items.
pub struct NamedTable<'a> {
    table: &'a Table,
    /// Names by item; empty for items of other levels.
    names: Vec<ItemName>,
}

impl<'a> NamedTable<'a> {
    /// Builds the names of a table's items.
    pub fn new(table: &'a Table) -> Self {
        let is_sought = |item: &Item| MATCHED_LEVELS.contains(&item.level);
        let name =
            |item| if is_sought(item) { ItemName::from_item(table, item) } else { ItemName::default() };
        Self { table, names: table.items.iter().map(name).collect() }
    }

    fn names(&self, items: &[ItemId]) -> Vec<&ItemName> {
        items.iter().filter_map(|id| self.names.get(*id)).collect()
    }
}

/// Returns the counterpart in `base` of each item of `other` that has one.
pub fn match_items(base: &NamedTable<'_>, other: &NamedTable<'_>) -> BTreeMap<ItemId, ItemId> {
    let mut matched: BTreeMap<ItemId, ItemId> = BTreeMap::new();
    for level in MATCHED_LEVELS {
        let (bases, others) = (items_by_parent(base.table, level), items_by_parent(other.table, level));
        // Match below matched parents first: many kegiatan have the same name in two programs.
        let parents: Vec<(ItemId, ItemId)> = matched.iter().map(|(other, base)| (*other, *base)).collect();
        for (other_parent, base_parent) in parents {
            let both = bases.get(&Some(base_parent)).zip(others.get(&Some(other_parent)));
            if let Some((bases, others)) = both {
                matched.extend(pair_items((base, bases), (other, others)));
            }
        }
        let taken: BTreeSet<ItemId> = matched.values().copied().collect();
        let bases: Vec<ItemId> = all_items(&bases).filter(|id| !taken.contains(id)).collect();
        let others: Vec<ItemId> = all_items(&others).filter(|id| !matched.contains_key(id)).collect();
        matched.extend(pair_items((base, &bases), (other, &others)));
    }
    matched
}

/// Items of one level, by their parent.
type ItemsByParent = BTreeMap<Option<ItemId>, Vec<ItemId>>;

fn items_by_parent(table: &Table, level: Level) -> ItemsByParent {
    let mut found = ItemsByParent::new();
    for (id, item) in table.items.iter().enumerate().filter(|(_, item)| item.level == level) {
        found.entry(item.parent).or_default().push(id);
    }
    found
}

fn all_items(items: &ItemsByParent) -> impl Iterator<Item = ItemId> + '_ {
    items.values().flatten().copied()
}

/// Pairs two lists of items: each result is an item of `others` with its counterpart among `bases`.
fn pair_items(
    (base, bases): (&NamedTable<'_>, &[ItemId]),
    (other, others): (&NamedTable<'_>, &[ItemId]),
) -> Vec<(ItemId, ItemId)> {
    let found = match_names(&other.names(others), &base.names(bases));
    let pair = |(other, base): (&ItemId, Option<usize>)| Some((*other, *bases.get(base?)?));
    others.iter().zip(found).filter_map(pair).collect()
}
