//! Applies a hierarchy to the rows of a table.

use crate::model::{ItemId, Level, LevelEvidence, Table};

/// The place of a row in the hierarchy.
#[derive(Clone)]
pub struct Place {
    /// The row above. `None` for an outermost row.
    pub parent: Option<ItemId>,
    /// The evidence that decided the place.
    pub why: LevelEvidence,
}

/// Sets the parents, levels and evidence of all items.
pub fn apply_places(table: &mut Table, places: &[Place], is_total: &[bool]) {
    let mut depths: Vec<u8> = Vec::new();
    for (id, (item, place)) in table.items.iter_mut().zip(places).enumerate() {
        let above = place.parent.and_then(|parent| depths.get(parent));
        let depth = above.map_or(0, |depth| depth.saturating_add(1));
        depths.push(depth);
        item.parent = place.parent;
        item.level = if is_total[id] { Level::Jumlah } else { Level::Rekening(depth) };
        item.level_evidence = place.why;
    }
}
