//! What the rules on codes (KOD) share: an item's code, and whether it is its own.

use crate::model::{Cited, Item, ItemId, Level, Table, Value};
use crate::text::kode::Kode;

/// An item with its own code.
pub(super) struct Coded<'a> {
    /// The item.
    pub id: ItemId,
    /// Its code.
    pub kode: Cited<&'a Kode>,
}

/// The items of a level that have a code of their own.
pub(super) fn coded(table: &Table, level: Level) -> Vec<Coded<'_>> {
    let of_level = table.items.iter().enumerate().filter(|(_, item)| item.level == level);
    of_level.filter_map(|(id, item)| Some(Coded { id, kode: own_kode(table, item)? })).collect()
}

/// The code of an item, as it is printed.
pub(super) fn kode<'a>(table: &Table, item: &'a Item) -> Option<Cited<&'a Kode>> {
    let cited = table.value(item, "kode")?;
    match &cited.value {
        Value::Kode(kode) => Some(cited.with(kode)),
        _ => None,
    }
}

/// The code of an item, unless it is only its parent's, which some offices repeat on every row.
pub(super) fn own_kode<'a>(table: &Table, item: &'a Item) -> Option<Cited<&'a Kode>> {
    let cited = kode(table, item)?;
    let mut above = item.parent;
    while let Some(parent) = above.and_then(|id| table.items.get(id)) {
        if kode(table, parent).is_some_and(|p| p.value == cited.value || cited.value.is_prefix_of(p.value)) {
            return None;
        }
        above = parent.parent;
    }
    Some(cited)
}
