//! The hierarchy of a budget table of no known form: from its codes, the sheet's own sums, numbering,
//! bold print and indentation.

use std::collections::{BTreeSet, HashSet};

use crate::forms::Kind;
use crate::model::{Item, ItemId, Level, Message, Sheet, Summed, Table};
use crate::text::kode::Kode;

use super::body::Look;
use super::level::{Numbering, Signs, kode, numbering};
use super::nest;
use super::summed::{self, Formulas, Told};
use super::totals::{self, Parts, Says};

/// Of the links that formulas tell, so many in ten must be those of the codes, or of how the rows are
/// set, that these go before the formulas.
const AGREEING_BY_CODE: usize = 6;
const AGREEING_BY_LOOK: usize = 8;
/// A code of a program has so many segments, of what stands below it more.
const PROGRAM: usize = 3;
/// Of the rows with a code, so many in ten have one that comes back, where accounts begin anew.
const REPEATED_OF_TEN: usize = 3;
/// Of the sums of a hierarchy, so many in ten must hold.
const BORNE_OUT_OF_TEN: usize = 6;

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
    let found = totals::tell(table, &mut parts);
    if !found.unlike.is_empty() || !found.wordless.is_empty() {
        for (ids, is_one) in [(&found.unlike, false), (&found.wordless, true)] {
            for id in ids {
                says_total[*id] = is_one;
            }
        }
        parts = arrange(table, &sets, formulas.as_ref(), &says_total);
        totals::tell(table, &mut parts);
        for id in found.wordless {
            table.items[id].level_why = Message::new("normalize.level.figures");
        }
    }
    let asides = parts.iter().filter(|(_, parts)| parts.is_empty()).map(|(id, _)| *id);
    for id in asides.filter(|id| says_total[*id]) {
        table.items[id].level_why = Message::new("normalize.level.aside");
    }
    let told = formulas.is_some();
    let mut summed = formulas.map_or_else(Summed::default, |formulas| {
        let (agreeing, all) = agreement(table, &formulas, &parts);
        Summed { following: formulas.following, typed: formulas.typed, agreeing, all, ..Summed::default() }
    });
    summed.parts = parts;
    table.summed = (told || !summed.parts.is_empty()).then_some(summed);
}

/// Puts the rows in their places, and gives back the parts of sums that the formulas tell.
fn arrange(table: &mut Table, sets: &[Set], formulas: Option<&Formulas>, says_total: &[bool]) -> Parts {
    let coded = table.items.iter().filter(|item| kode(table, item).is_some()).count();
    let counts = table.columns.iter().any(|c| c.kind == Kind::Quantity);
    let by_code = coded * 2 > table.items.len() || (counts && coded > 0);
    let by_signs = |is_total: &[bool], told: Option<&Told>| {
        if by_code {
            self::by_code(table, is_total, told)
        } else if told.is_some_and(|told| told.links().next().is_some()) {
            by_look(sets, is_total, told)
        } else {
            by_figures(table, sets, is_total)
        }
    };
    let Some(formulas) = formulas else {
        let places = by_signs(says_total, None);
        place(table, &places, says_total);
        return Parts::new();
    };
    let told = formulas.tell(says_total, sets);
    let mut places = match told.links().next() {
        Some(_) if !by_code => by_look(sets, &told.is_total, None),
        _ => by_signs(&told.is_total, None),
    };
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
/// begins this one. Where the accounts begin anew below each sub kegiatan, they stand below it.
fn by_code(table: &Table, is_total: &[bool], told: Option<&Told>) -> Vec<Place> {
    let codes: Vec<Option<&Kode>> = table.items.iter().map(|item| kode(table, item)).collect();
    let counted: Vec<usize> =
        (0..table.columns.len()).filter(|c| table.columns[*c].kind == Kind::Quantity).collect();
    let repeated = Repeated::of(&codes);
    // The rows above, and whether each belongs to accounts that began anew.
    let mut open: Vec<(ItemId, bool)> = Vec::new();
    let mut places = Vec::new();
    for (i, item) in table.items.iter().enumerate() {
        places.push(if is_total[i] {
            Place { parent: None, why: "normalize.level.total" }
        } else if let Some(place) = by_formula(told, i) {
            place
        } else if let Some(kode) = codes[i] {
            let depth = |of: ItemId| codes[of].filter(|above| above.is_prefix_of(kode)).map(Kode::depth);
            let above = open.iter().enumerate().filter_map(|(at, (of, _))| Some((depth(*of)?, at)));
            let (end, anew) = if let Some((_, at)) = above.max() {
                (at + 1, open[at].1)
            } else {
                let last = open.iter().rposition(|(_, anew)| !anew);
                let below = last.filter(|at| repeated.begins_anew(kode, codes[open[*at].0]));
                below.map_or((0, false), |at| (at + 1, true))
            };
            open.truncate(end);
            let parent = open.last().map(|(of, _)| *of);
            open.push((i, anew));
            Place { parent, why: "normalize.level.prefix" }
        } else {
            // What counts something below an account is a detail of it.
            let counts = counted.iter().any(|c| item.values.get(*c).is_some());
            let parent = open.last().map(|(of, _)| *of).filter(|_| counts);
            Place { parent, why: "normalize.level.list" }
        });
    }
    places
}

/// Codes that come back: the accounts of each sub kegiatan.
struct Repeated<'a> {
    codes: HashSet<&'a Kode>,
    /// The first two segments of each.
    beginnings: HashSet<Vec<&'a str>>,
}

impl<'a> Repeated<'a> {
    /// None where few rows have one: a code that was typed twice.
    fn of(codes: &[Option<&'a Kode>]) -> Self {
        let mut seen = HashSet::new();
        let again: HashSet<&Kode> =
            codes.iter().flatten().copied().filter(|kode| !seen.insert(*kode)).collect();
        let coming_back = codes.iter().flatten().filter(|kode| again.contains(*kode)).count();
        if again.len() < 2 || coming_back * 10 < codes.iter().flatten().count() * REPEATED_OF_TEN {
            return Self { codes: HashSet::new(), beginnings: HashSet::new() };
        }
        let beginnings = again.iter().map(|kode| beginning(kode)).collect();
        Self { codes: again, beginnings }
    }

    /// Whether a code begins anew below a row whose own code stands alone.
    fn begins_anew(&self, kode: &'a Kode, above: Option<&Kode>) -> bool {
        above.is_some_and(|above| above.depth() >= PROGRAM && !self.codes.contains(above))
            && (self.codes.contains(kode) || self.beginnings.contains(&beginning(kode)))
    }
}

fn beginning(kode: &Kode) -> Vec<&str> {
    kode.segments().take(2).collect()
}

/// How the rows are set tells, in the way that the figures bear out: bold print may be for the eye alone,
/// and capitals for an abbreviation. Where none is borne out, what the figures alone show.
fn by_figures(table: &Table, sets: &[Set], is_total: &[bool]) -> Vec<Place> {
    let money: Vec<usize> = (0..table.columns.len())
        .filter(|c| table.columns.get(*c).is_some_and(|c| c.kind == Kind::Rupiah && c.adds_up))
        .collect();
    let amounts = |item: &Item| -> nest::Row {
        money.iter().map(|c| item.values.get(*c).and_then(|cited| cited.value.number())).collect()
    };
    let rows: Vec<nest::Row> = table.items.iter().map(amounts).collect();
    let borne_out = |places: &[Place]| {
        let parents: Vec<Option<ItemId>> = places.iter().map(|place| place.parent).collect();
        let (holding, all) = nest::borne_out(&rows, &parents);
        (holding > 0 && holding * 10 >= all * BORNE_OUT_OF_TEN, holding)
    };
    let whole = by_look(sets, is_total, None);
    if borne_out(&whole).0 {
        return whole;
    }
    let only: [fn(Set) -> Set; 6] = [
        |(number, indent, bold, _)| (number, indent, bold, false),
        |(number, indent, ..)| (number, indent, false, false),
        |(number, ..)| (number, 0, false, false),
        |(_, indent, bold, _)| (None, indent, bold, false),
        |(_, indent, ..)| (None, indent, false, false),
        |(_, _, bold, capitals)| (None, 0, bold, capitals),
    ];
    let of_signs = only.iter().map(|only| {
        let sets: Vec<Set> = sets.iter().map(|set| only(*set)).collect();
        by_look(&sets, is_total, None)
    });
    let parents = nest::nest(&rows, is_total);
    let of_figures = parents.iter().enumerate().map(|(id, parent)| {
        let is_sum = parents.get(id + 1) == Some(&Some(id));
        let why = match (is_total[id], parent, is_sum) {
            (true, ..) => "normalize.level.total",
            (_, None, false) => "normalize.level.list",
            _ => "normalize.level.figures",
        };
        Place { parent: *parent, why }
    });
    let mut best: Option<(usize, Vec<Place>)> = None;
    for places in of_signs.chain([of_figures.collect()]) {
        let (is_so, holding) = borne_out(&places);
        if is_so && best.as_ref().is_none_or(|(most, _)| holding > *most) {
            best = Some((holding, places));
        }
    }
    best.map_or(whole, |(_, places)| places)
}

/// In a budget without codes a row that is set like one before is its sibling, and one that is set
/// as none before stands below: `I.`, then `1.`, then `a.`; bold, then plain; indented.
fn by_look(sets: &[Set], is_total: &[bool], told: Option<&Told>) -> Vec<Place> {
    let differ = sets.iter().any(|set| Some(set) != sets.first());
    let mut open: Vec<usize> = Vec::new();
    let mut after_total = false;
    let mut places = Vec::new();
    for (i, own) in sets.iter().enumerate() {
        if is_total[i] {
            places.push(Place { parent: None, why: "normalize.level.total" });
            after_total = true;
            continue;
        }
        if let Some(place) = by_formula(told, i) {
            places.push(place);
            continue;
        }
        if let Some(sibling) = open.iter().position(|p| sets[*p] == *own) {
            open.truncate(sibling);
        } else if after_total {
            // What is set as none before below a total, "PPN 11%", is no part of what stands above it.
            open.clear();
        }
        after_total = false;
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
