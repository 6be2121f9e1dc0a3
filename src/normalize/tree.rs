//! The hierarchy of a budget table of no known form: from its codes, the sheet's own sums, numbering,
//! bold print and indentation.

use std::collections::BTreeSet;

use crate::forms::Kind;
use crate::model::{Item, ItemId, Level, Message, Sheet, Summed, Table};
use crate::text::kode::Kode;

use super::body::Look;
use super::level::{Numbering, Signs, kode, numbering};
use super::summed::{self, Formulas, Told};
use super::totals::{self, Parts, Says};

/// Of the links that formulas tell, so many in ten must be those of the codes, or of how the rows are
/// set, that these go before the formulas.
const AGREEING_BY_CODE: usize = 6;
const AGREEING_BY_LOOK: usize = 8;

/// What told a level that the formulas tell.
const FORMULA: &str = "normalize.level.formula";

/// How a row is set: what is set alike stands on one level.
type Set = (Option<Numbering>, usize, bool, bool);

/// Where a row stands.
#[derive(Clone)]
struct Place {
    parent: Option<ItemId>,
    /// The key of what told it.
    why: &'static str,
}

/// Tells the level of every item, and its parent.
pub fn tell(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    let of = |(i, item)| set(table, item, looks.get(i).copied().unwrap_or_default());
    let sets: Vec<Set> = table.items.iter().enumerate().map(of).collect();
    let formulas = summed::read(table, sheet);
    let labels = table.items.iter().map(|item| totals::says(&table.label(item)));
    let mut says_total: Vec<bool> = labels.map(|says| says != Says::Nothing).collect();
    let mut parts = arrange(table, &sets, formulas.as_ref(), &says_total);
    let unlike = totals::tell(table, &mut parts);
    if !unlike.is_empty() {
        for id in unlike {
            says_total[id] = false;
        }
        parts = arrange(table, &sets, formulas.as_ref(), &says_total);
        totals::tell(table, &mut parts);
    }
    let (agreeing, all) = formulas.map_or((0, 0), |formulas| agreement(table, &formulas, &parts));
    table.summed = (all > 0 || !parts.is_empty()).then_some(Summed { parts, agreeing, all });
}

/// Puts the rows in their places, and gives back the parts of sums that the formulas tell.
fn arrange(table: &mut Table, sets: &[Set], formulas: Option<&Formulas>, says_total: &[bool]) -> Parts {
    let coded = table.items.iter().filter(|item| kode(table, item).is_some()).count();
    let counts = table.columns.iter().any(|c| c.kind == Kind::Quantity);
    let by_code = coded * 2 > table.items.len() || (counts && coded > 0);
    let by_signs = |is_total: &[bool], told: Option<&Told>| {
        if by_code { self::by_code(table, is_total, told) } else { by_look(sets, is_total, told) }
    };
    let Some(formulas) = formulas else {
        let places = by_signs(says_total, None);
        place(table, &places, says_total);
        return Parts::new();
    };
    let told = formulas.tell(says_total, sets);
    let mut places = by_signs(&told.is_total, None);
    let is_coded = |item: ItemId| by_code && table.items.get(item).is_some_and(|i| kode(table, i).is_some());
    let goes_before = {
        let links = || told.links().filter(|(item, _)| !by_code || is_coded(*item));
        let agreeing = links().filter(|(item, parent)| places[*item].parent == Some(*parent)).count();
        let least = if by_code { AGREEING_BY_CODE } else { AGREEING_BY_LOOK };
        agreeing * 10 >= links().count() * least
    };
    if goes_before {
        // What has no code may still be a part of what has one.
        for (item, parent) in told.links().filter(|(item, _)| by_code && !is_coded(*item)) {
            places[item] = Place { parent: Some(parent), why: FORMULA };
        }
    } else {
        places = by_signs(&told.is_total, Some(&told));
    }
    place(table, &places, &told.is_total);
    let mut parts = Parts::new();
    for (id, sums) in told.sums.into_iter().enumerate().filter(|(_, sums)| !sums.is_empty()) {
        if told.is_total[id] {
            if !says_total[id] {
                table.items[id].level_why = Message::new(FORMULA);
            }
            parts.insert(id, outermost(table, sums));
        } else if !goes_before {
            parts.insert(id, sums);
        }
    }
    parts
}

fn set(table: &Table, item: &Item, look: Look) -> Set {
    let signs = Signs::of(table, item, look);
    // A number may stand in a column of its own before the name.
    let mut before = table.columns_of(&item.values).take_while(|(c, _)| c.key != "nama");
    let number = before.find_map(|(_, v)| numbering(&v.text));
    let numbering = signs.numbering.or(number);
    (numbering, look.indent, look.bold, numbering.is_none() && signs.capitals)
}

/// Puts the rows in their places.
fn place(table: &mut Table, places: &[Place], is_total: &[bool]) {
    let mut depths: Vec<u8> = Vec::new();
    for (id, (item, place)) in table.items.iter_mut().zip(places).enumerate() {
        let above = place.parent.filter(|parent| *parent < id).and_then(|parent| depths.get(parent));
        let depth = above.map_or(0, |depth| depth.saturating_add(1));
        depths.push(depth);
        item.parent = place.parent;
        item.level = if is_total[id] { Level::Jumlah } else { Level::Rekening(depth) };
        item.level_why = Message::new(place.why);
    }
}

/// The parts that do not stand below another part: a total over all rows counts what is below twice.
fn outermost(table: &Table, sums: Vec<(i8, ItemId)>) -> Vec<(i8, ItemId)> {
    let parts: BTreeSet<ItemId> = sums.iter().map(|(_, part)| *part).collect();
    let is_below = |part: ItemId| {
        let parent = |id: &ItemId| table.items.get(*id)?.parent.filter(|parent| parent < id);
        std::iter::successors(parent(&part), parent).any(|above| parts.contains(&above))
    };
    sums.into_iter().filter(|(_, part)| !is_below(*part)).collect()
}

/// How many formulas add up what the levels say, and how many add up anything.
fn agreement(table: &Table, formulas: &Formulas, told: &Parts) -> (usize, usize) {
    let below = table.below();
    formulas.agreeing(|item| match told.get(&item) {
        Some(parts) => parts.iter().map(|(_, part)| *part).collect(),
        None => below.get(item).cloned().unwrap_or_default(),
    })
}

/// What the formulas tell of a row: `None` where it is for the other signs.
fn by_formula(told: Option<&Told>, id: ItemId) -> Option<Place> {
    let told = told?;
    let why = if told.left_out[id] { "normalize.level.left_out" } else { FORMULA };
    told.parent[id].map(|parent| Place { parent: Some(parent), why })
}

/// In a budget of account codes the code alone tells: a parent is the nearest row above whose code
/// begins this one.
fn by_code(table: &Table, is_total: &[bool], told: Option<&Told>) -> Vec<Place> {
    let codes: Vec<Option<&Kode>> = table.items.iter().map(|item| kode(table, item)).collect();
    let counted: Vec<usize> =
        (0..table.columns.len()).filter(|c| table.columns[*c].kind == Kind::Quantity).collect();
    let mut open: Vec<usize> = Vec::new();
    let mut places = Vec::new();
    for (i, item) in table.items.iter().enumerate() {
        places.push(if is_total[i] {
            Place { parent: None, why: "normalize.level.total" }
        } else if let Some(place) = by_formula(told, i) {
            place
        } else if let Some(kode) = codes[i] {
            while open.last().is_some_and(|p| !codes[*p].is_some_and(|above| above.is_prefix_of(kode))) {
                open.pop();
            }
            open.push(i);
            let parent = open.len().checked_sub(2).and_then(|above| open.get(above)).copied();
            Place { parent, why: "normalize.level.prefix" }
        } else {
            // What counts something below an account is a detail of it.
            let counts = counted.iter().any(|c| item.values.get(*c).is_some());
            Place { parent: open.last().copied().filter(|_| counts), why: "normalize.level.list" }
        });
    }
    places
}

/// In a budget without codes a row that is set like one before is its sibling, and one that is set
/// as none before stands below: `I.`, then `1.`, then `a.`; bold, then plain; indented.
fn by_look(sets: &[Set], is_total: &[bool], told: Option<&Told>) -> Vec<Place> {
    let differ = sets.iter().any(|set| Some(set) != sets.first());
    let mut open: Vec<usize> = Vec::new();
    let mut places = Vec::new();
    for (i, own) in sets.iter().enumerate() {
        if is_total[i] {
            places.push(Place { parent: None, why: "normalize.level.total" });
            continue;
        }
        if let Some(place) = by_formula(told, i) {
            places.push(place);
            continue;
        }
        if let Some(sibling) = open.iter().position(|p| sets[*p] == *own) {
            open.truncate(sibling);
        }
        let why = if told.is_some_and(|told| !told.sums[i].is_empty()) {
            FORMULA
        } else if own.0.is_some() {
            "normalize.level.number"
        } else if differ {
            "normalize.level.look"
        } else {
            "normalize.level.list"
        };
        places.push(Place { parent: open.last().copied(), why });
        open.push(i);
    }
    places
}
