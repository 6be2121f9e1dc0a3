//! Which item of one table is which of another: by the likeness of their names, under parents
//! that are matched themselves.

use std::collections::BTreeMap;

use crate::model::{ItemId, Level, Table};
use crate::text::fold::{fold, likeness};

/// Names less alike than this are two names.
const LEAST: f64 = 0.78;
/// What a matched parent counts.
const PARENT: f64 = 0.15;
/// More pairs than this are not compared letter by letter.
const MOST_PAIRS: usize = 60_000;

/// For each item of `other`, the item of `base` that it is.
pub fn match_items(base: &Table, other: &Table) -> BTreeMap<ItemId, ItemId> {
    let mut matched: BTreeMap<ItemId, ItemId> = BTreeMap::new();
    for level in [Level::Program, Level::Kegiatan, Level::SubKegiatan] {
        let bases = names(base, level);
        let others = names(other, level);
        let mut pairs = Vec::new();
        let letters = bases.len().saturating_mul(others.len()) <= MOST_PAIRS;
        for (b, base_name) in &bases {
            for (o, other_name) in &others {
                let alike = if base_name == other_name {
                    1.0
                } else if letters {
                    likeness(base_name, other_name)
                } else {
                    continue;
                };
                if alike < LEAST {
                    continue;
                }
                let parents = (parent(base, *b), parent(other, *o));
                let same_parent = match parents {
                    (Some(b), Some(o)) => matched.get(&o) == Some(&b),
                    _ => false,
                };
                pairs.push((alike + if same_parent { PARENT } else { 0.0 }, *b, *o));
            }
        }
        pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let mut taken = std::collections::BTreeSet::new();
        for (_, b, o) in pairs {
            if !taken.contains(&b) && !matched.contains_key(&o) {
                taken.insert(b);
                matched.insert(o, b);
            }
        }
    }
    matched
}

fn names(table: &Table, level: Level) -> Vec<(ItemId, String)> {
    let folded = |(id, item): (usize, &crate::model::Item)| {
        let name = fold(&table.label(item));
        (id, name.strip_prefix("program ").map(str::to_owned).unwrap_or(name))
    };
    table.items.iter().enumerate().filter(|(_, item)| item.level == level).map(folded).collect()
}

fn parent(table: &Table, id: ItemId) -> Option<ItemId> {
    table.items.get(id)?.parent
}
