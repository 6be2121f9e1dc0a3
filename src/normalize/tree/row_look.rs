//! Derives the hierarchy that the layout of the rows shows: `I.`, then `1.`, then `a.`; bold, then plain;
//! indented.

use super::placement::Place;
use crate::model::LevelEvidence;
use crate::normalize::row_label::Numbering;

/// How a row is set: numbering, steps of indentation, bold, capitals. Rows that are set alike stand on one
/// level.
pub type RowLook = (Option<Numbering>, usize, bool, bool);

/// Returns the place of each row: one that is set like an earlier row is its sibling, one that is set like
/// none before stands below the last that is not indented further. Nothing stands below a row without a name.
pub fn places(sets: &[RowLook], is_total: &[bool], is_named: &[bool]) -> Vec<Place> {
    let differ = sets.iter().any(|set| Some(set) != sets.first());
    let mut open: Vec<usize> = Vec::new();
    let mut after_total = false;
    let mut places = Vec::new();
    for (i, own) in sets.iter().enumerate() {
        if is_total[i] {
            places.push(Place { parent: None, why: LevelEvidence::Total });
            after_total = true;
            continue;
        }
        if let Some(sibling) = open.iter().position(|p| sets[*p] == *own) {
            open.truncate(sibling);
        } else if !after_total {
            // Nothing stands below a row that is indented further.
            while open.pop_if(|last| sets[*last].1 > own.1).is_some() {}
        } else {
            // A row below a total that is set like none before, such as "PPN 11%", is no part of what stands
            // above it.
            open.clear();
        }
        after_total = false;
        let why = if own.0.is_some() {
            LevelEvidence::Numbering
        } else if differ {
            LevelEvidence::Appearance
        } else {
            LevelEvidence::List
        };
        places.push(Place { parent: open.last().copied(), why });
        if is_named[i] {
            open.push(i);
        }
    }
    places
}

/// Returns the ways to read the print, plainest first: bold may be decoration, and capitals an abbreviation.
pub fn readings() -> [fn(RowLook) -> RowLook; 7] {
    [
        |set| set,
        |(number, indent, bold, _)| (number, indent, bold, false),
        |(number, indent, ..)| (number, indent, false, false),
        |(number, ..)| (number, 0, false, false),
        |(_, indent, bold, _)| (None, indent, bold, false),
        |(_, indent, ..)| (None, indent, false, false),
        |(_, _, bold, capitals)| (None, 0, bold, capitals),
    ]
}
