//! Applies a hierarchy to the rows of a table.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::{ItemId, Level, LevelEvidence, Table};

/// The place of a row in the hierarchy.
#[derive(Clone)]
pub struct Place {
    /// The row above. `None` for an outermost row.
    pub parent: Option<ItemId>,
    /// The evidence that decided the place.
    pub why: LevelEvidence,
}

/// Detaches the rows behind a total from those above it whose amounts they are no part of: a list was closed, and somebody
/// noted an account below it. `figures` has the figures of each row, by column.
pub fn detach_behind_totals(figures: &[Vec<Option<Decimal>>], is_total: &[bool], places: &mut [Place]) {
    let Some(total) = is_total.iter().rposition(|is_total| *is_total) else { return };
    let behind = |id: ItemId| id > total;
    // The children of each row above the total that has some behind it.
    let mut children: BTreeMap<ItemId, Vec<ItemId>> = (total + 1..places.len())
        .filter_map(|id| places[id].parent.filter(|parent| *parent < total))
        .map(|parent| (parent, Vec::new()))
        .collect();
    for (id, parent) in places.iter().enumerate().filter_map(|(id, place)| Some((id, place.parent?))) {
        if let Some(children) = children.get_mut(&parent).filter(|_| !is_total[id]) {
            children.push(id);
        }
    }
    for (parent, children) in children {
        // The sums of the rows above the total and of those behind it, by column.
        let sum = |column: usize, is_behind: bool| {
            let of = children.iter().filter(|id| behind(**id) == is_behind);
            of.filter_map(|id| figures[*id].get(column).copied().flatten())
                .try_fold(Decimal::ZERO, Decimal::checked_add)
        };
        let columns = || {
            let stated = figures[parent].iter().enumerate().filter_map(|(column, n)| Some((column, (*n)?)));
            stated.filter(|(column, _)| sum(*column, true).is_some_and(|sum| !sum.is_zero()))
        };
        // One of the amounts may be wrong.
        let all = |column: usize| sum(column, false)?.checked_add(sum(column, true)?);
        let above = columns().filter(|(column, stated)| sum(*column, false) == Some(*stated)).count();
        let with_all = columns().filter(|(column, stated)| all(*column) == Some(*stated)).count();
        if above > with_all {
            for id in children.into_iter().filter(|id| behind(*id)) {
                places[id] = Place { parent: None, why: LevelEvidence::List };
            }
        }
    }
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
