//! Where the rows of a table stand in its hierarchy.

use crate::model::{ItemId, Level, LevelWhy, Table};

/// Where a row stands.
#[derive(Clone)]
pub struct Place {
    pub parent: Option<ItemId>,
    /// The key of what told it.
    pub why: LevelWhy,
}

/// Puts the rows in their places.
pub fn place(table: &mut Table, places: &[Place], is_total: &[bool]) {
    let mut depths: Vec<u8> = Vec::new();
    for (id, (item, place)) in table.items.iter_mut().zip(places).enumerate() {
        let above = place.parent.and_then(|parent| depths.get(parent));
        let depth = above.map_or(0, |depth| depth.saturating_add(1));
        depths.push(depth);
        item.parent = place.parent;
        item.level = if is_total[id] { Level::Jumlah } else { Level::Rekening(depth) };
        item.level_why = place.why;
    }
}
