//! Decides the hierarchy of a table without an official form. Each kind of evidence proposes one: the sheet's
//! own formulas, its codes, the layout of its rows, its figures. The strongest one that the figures bear out
//! is taken. If there is none, the rows are a list, and no sum is asked of them.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Cited, Column, Ground, Item, ItemId, LevelEvidence, Sheet, SheetSums, Table, Value};

use crate::normalize::evidence::{
    AGREEING_BY_CODE, AGREEING_BY_LOOK, HOLDING_BY_CODE, HOLDING_BY_LOOK, is_share,
};
use crate::normalize::row_label::{Numbering, numbering};
use crate::normalize::rows::form_rows::Look;

use super::codes::{Codes, NewList};
use super::figures;
use super::hierarchy_score::{Rows, Score};
use super::level_signs::Signs;
use super::placement::{Place, place};
use super::row_look::{self, Set};
use super::sum_formulas::hierarchy::FormulaHierarchy;
use super::sum_formulas::{self, Formulas};
use super::sum_parts::{agreement, closed, financing, whole};
use super::totals::{self, Parts, TotalLabel, outermost, row_says};

/// The evidence that decided the hierarchy.
#[derive(Default)]
struct ToldBy {
    /// The kind of evidence.
    ground: Ground,
    /// Whether the layout sets some rows below others, and no figure bears that out.
    is_open: bool,
}

/// Decides the level and the parent of every item, and what totals add up. `looks` has the look of each
/// item's name.
pub fn tell(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    let of = |(i, item)| set(table, item, looks.get(i).copied().unwrap_or_default());
    let mut sets: Vec<Set> = table.items.iter().enumerate().map(of).collect();
    drop_initials(table, &mut sets);
    let formulas = sum_formulas::read(table, sheet);
    let is_informational =
        |id: ItemId| formulas.as_ref().is_some_and(|formulas| formulas.is_informational(id));
    let in_words: Vec<TotalLabel> = table.items.iter().map(|item| row_says(table, item)).collect();
    // "Jumlah guru", "Jumlah perpustakaan": if most rows (or most of those with a number) count something,
    // the word makes none of them a total.
    let may_be = |says: &TotalLabel| matches!(says, TotalLabel::Total | TotalLabel::Perhaps);
    let numbered = || sets.iter().zip(&in_words).filter(|(set, _)| set.0 == Some(Numbering::Arabic));
    let counts = in_words.iter().filter(|says| **says == TotalLabel::Total).count() * 2 > in_words.len()
        || numbered().filter(|(_, says)| may_be(says)).count() * 2 > numbered().count();
    let is_one =
        |(id, says)| (says != TotalLabel::Nothing && !(counts && may_be(&says))) || is_informational(id);
    let mut says_total: Vec<bool> = in_words.into_iter().enumerate().map(is_one).collect();
    let mut told_by = ToldBy::default();
    let mut parts = arrange(table, &sets, formulas.as_ref(), &says_total, &mut told_by);
    let mut found = totals::tell(table, &mut parts, &is_informational, told_by.is_open);
    if !found.unlike.is_empty() || !found.wordless.is_empty() {
        for (ids, is_one) in [(&found.unlike, false), (&found.wordless, true)] {
            for id in ids {
                says_total[*id] = is_one;
            }
        }
        parts = arrange(table, &sets, formulas.as_ref(), &says_total, &mut told_by);
        let again = totals::tell(table, &mut parts, &is_informational, told_by.is_open);
        found.asides = again.asides;
        // A row that only the figures showed to be a total is a total of nothing if they no longer do.
        for id in again.unlike {
            parts.insert(id, Vec::new());
            found.asides.insert(id);
        }
        for id in &found.wordless {
            table.items[*id].level_why = LevelEvidence::Figures;
        }
    }
    financing(table, &mut parts);
    if let Some(formulas) = &formulas {
        closed(table, &mut parts, formulas);
    }
    whole(table, &mut parts, sheet);
    for id in &found.asides {
        table.items[*id].level_why = LevelEvidence::Aside;
    }
    let mut summed = formulas.map_or_else(SheetSums::default, |formulas| {
        let (agreeing, all) = agreement(table, &formulas, &parts);
        SheetSums {
            other: formulas.other(table, sheet),
            typed: formulas.typed,
            agreeing,
            all,
            ..SheetSums::default()
        }
    });
    summed.parts = parts;
    summed.asides = found.asides;
    summed.ground = told_by.ground;
    table.summed = Some(summed);
}

/// Puts the rows in their places. Returns the parts of those sums that the formulas decide.
fn arrange(
    table: &mut Table,
    sets: &[Set],
    formulas: Option<&Formulas>,
    says_total: &[bool],
    told_by: &mut ToldBy,
) -> Parts {
    let rows = Rows::of(table);
    let told = formulas.map(|formulas| formulas.tell(says_total, sets));
    let is_total = told.as_ref().map_or(says_total, |told| &told.is_total).to_vec();
    let codes = Codes::of(table).filter(|codes| {
        let counts = table.columns.iter().any(|c| c.kind == Kind::Quantity);
        codes.count() * 2 > table.items.len() || (counts && codes.count() > 0)
    });
    let by_code = codes.as_ref().map(|codes| {
        let looks: Vec<_> = table.items.iter().map(|item| mark(&table.label_text(item))).zip(sets).collect();
        by_code(&rows, &[Some(codes), Codes::from_right(table).as_ref()], &is_total, &looks)
    });
    let links: Vec<(ItemId, ItemId)> = told.iter().flat_map(FormulaHierarchy::links).collect();
    let is_coded = |item: ItemId| codes.as_ref().is_none_or(|codes| codes.has(item));
    let agrees = |places: &[Place], percent: usize| {
        let asked = || links.iter().filter(|(item, _)| is_coded(*item));
        let agreeing = asked().filter(|(item, parent)| places[*item].parent == Some(*parent)).count();
        is_share(agreeing, asked().count(), percent)
    };
    // Whether a row stands below one whose own formulas do not take it.
    let is_stray = |places: &[Place], item: ItemId| {
        let parent = places.get(item).and_then(|place| place.parent);
        parent.is_none_or(|parent| formulas.is_none_or(|formulas| !formulas.takes(parent, item)))
    };
    let mut goes_before = true;
    let mut places = match (&by_code, &told) {
        (Some(places), _) if agrees(places, AGREEING_BY_CODE) => {
            told_by.ground = Ground::Codes;
            let mut places = places.clone();
            // A row without a code may still be part of one with a code. Where the formula that takes a row
            // contradicts its code, and that of the code's parent does not take it, the formula is right.
            let strays: Vec<bool> = (0..places.len()).map(|item| is_stray(&places, item)).collect();
            for (item, parent) in links.iter().filter(|(item, _)| !is_coded(*item) || strays[*item]) {
                places[*item] = Place { parent: Some(*parent), why: LevelEvidence::Formula };
            }
            places
        }
        (_, Some(told)) if !links.is_empty() => {
            // Read the layout in the way that the formulas bear out most, and of equal ways the figures.
            let agreeing = |places: &[Place]| {
                links.iter().filter(|(item, parent)| places[*item].parent == Some(*parent)).count()
            };
            let most = |a: &(Score, Vec<Place>), b: &(Score, Vec<Place>)| {
                let (own, other) = (agreeing(&a.1), agreeing(&b.1));
                own > other || (own == other && a.0.beats(&b.0))
            };
            let by_look = by_look(&rows, sets, &is_total, most).1;
            told_by.ground = Ground::Formula;
            if agrees(&by_look, AGREEING_BY_LOOK) && by_code.is_none() {
                let mut places = by_look;
                let strays: Vec<bool> = (0..places.len()).map(|item| is_stray(&places, item)).collect();
                for (item, parent) in links.iter().filter(|(item, _)| strays[*item]) {
                    places[*item] = Place { parent: Some(*parent), why: LevelEvidence::Formula };
                }
                places
            } else {
                goes_before = false;
                let leaves_out = |parent: ItemId, item: ItemId| {
                    !rows.is_any(parent)
                        || formulas.is_some_and(|f| f.is_computed(parent) && !f.takes(parent, item))
                };
                with_formulas(by_code.clone().unwrap_or(by_look), told, leaves_out)
            }
        }
        (Some(places), _) => {
            told_by.ground = Ground::Codes;
            places.clone()
        }
        (None, _) => by_figures(&rows, sets, &is_total, formulas, told_by),
    };
    mend(&mut places, &rows, formulas);
    place(table, &places, &is_total);
    let mut parts = Parts::new();
    let sums = told.into_iter().flat_map(|told| told.sums).enumerate();
    for (id, sums) in sums.filter(|(_, sums)| !sums.is_empty()) {
        if is_total[id] {
            if !says_total[id] {
                table.items[id].level_why = LevelEvidence::Formula;
            }
            parts.insert(id, outermost(table, sums));
            continue;
        }
        // A row outside all others whose formula adds up rows stands above these.
        if places[id].why == LevelEvidence::List {
            table.items[id].level_why = LevelEvidence::Formula;
        }
        if !goes_before {
            parts.insert(id, sums);
        }
    }
    if let Some(formulas) = formulas {
        formulas.overrule(table, &mut parts);
        // A copy of a blank cell is a total of nothing in this table.
        let of_blank = (0..is_total.len()).filter(|id| is_total[*id] && formulas.is_of_blank(*id));
        parts.extend(of_blank.map(|id| (id, Vec::new())));
    }
    if let (Ground::Codes, Some(codes)) = (told_by.ground, &codes) {
        parts.extend(codes.torn(&places).into_iter().map(|id| (id, Vec::new())));
    }
    parts
}

/// Corrects places: a row that is plainly the last part of the one before stands below it, and a parent
/// stands before its children.
fn mend(places: &mut [Place], rows: &Rows, formulas: Option<&Formulas>) {
    if let Some(formulas) = formulas {
        let parents: Vec<Option<ItemId>> = places.iter().map(|place| place.parent).collect();
        for (id, parent) in formulas.beside(&rows.figures, &parents) {
            places[id] = Place { parent, why: LevelEvidence::Formula };
        }
    }
    // The empty lines of a form have numbers and formulas, but are parts of nothing.
    for (id, place) in places.iter_mut().enumerate().filter(|(id, _)| !rows.labelled[*id]) {
        if rows.figures[id].iter().flatten().all(Decimal::is_zero) && place.parent.is_some() {
            *place = Place { parent: None, why: LevelEvidence::List };
        }
    }
    let parents: Vec<Option<ItemId>> = places.iter().map(|place| place.parent).collect();
    let is_computed = |id| formulas.is_some_and(|formulas| formulas.is_computed(id));
    let takes = |id, part| formulas.is_some_and(|formulas| formulas.takes(id, part));
    for (id, parent) in figures::last_parts(&rows.figures, &parents, is_computed, takes) {
        places[id] = Place { parent: Some(parent), why: LevelEvidence::Figures };
    }
    for (id, place) in places.iter_mut().enumerate() {
        place.parent = place.parent.filter(|parent| *parent < id);
    }
}

/// Returns the places by the reading of the codes that the figures bear out best; of equals, the plainest.
fn by_code<L: PartialEq>(
    rows: &Rows,
    orders: &[Option<&Codes>],
    is_total: &[bool],
    looks: &[L],
) -> Vec<Place> {
    let mut best: Option<(Score, Vec<Place>)> = None;
    let mut nested: Option<(Score, Vec<Place>)> = None;
    for codes in orders.iter().copied().flatten() {
        let ways: &[NewList] = if codes.may_begin_anew() {
            &[NewList::Never, NewList::Repeated, NewList::Again, NewList::Other]
        } else {
            &[NewList::Never]
        };
        let has_bare = (0..rows.figures.len()).any(|id| !codes.has(id) && !is_total[id] && rows.is_any(id));
        let details: &[bool] = if has_bare { &[true, false] } else { &[true] };
        for anew in ways {
            for details in details {
                let places = codes.places(is_total, *anew, *details);
                let score = rows.score(&places, is_total);
                if best.as_ref().is_none_or(|(most, _)| score.beats(most)) {
                    best = Some((score, places));
                }
            }
            if has_bare {
                let places = codes.nested(is_total, *anew, looks);
                let score = rows.score(&places, is_total);
                if nested.as_ref().is_none_or(|(most, _)| score.beats(most)) {
                    nested = Some((score, places));
                }
            }
        }
    }
    // Try groups of items below a code: one wrong figure breaks two of the many sums that hold.
    if let Some((score, places)) = nested
        && is_share(score.holding, score.tested(), HOLDING_BY_LOOK)
        && best.as_ref().is_none_or(|(most, _)| score.outweighs(most))
    {
        best = Some((score, places));
    }
    let (score, places) = best.unwrap_or_default();
    if score.tested() > 0 && !is_share(score.holding, score.tested(), HOLDING_BY_CODE) {
        // Funds and contracts have numbers that look like codes and are no hierarchy.
        let flat: Vec<Place> =
            (0..rows.figures.len()).map(|_| Place { parent: None, why: LevelEvidence::List }).collect();
        let alone = rows.score(&flat, is_total);
        if alone.beats(&score) || score.holding == 0 {
            return flat;
        }
    }
    places
}

/// Returns the best reading of the layout, with its score; of equals, the plainest.
fn by_look(
    rows: &Rows,
    sets: &[Set],
    is_total: &[bool],
    is_better: impl Fn(&(Score, Vec<Place>), &(Score, Vec<Place>)) -> bool,
) -> (Score, Vec<Place>) {
    let mut best: Option<(Score, Vec<Place>)> = None;
    for way in row_look::ways() {
        let sets: Vec<Set> = sets.iter().map(|set| way(*set)).collect();
        let places = row_look::places(&sets, is_total, &rows.named);
        let own = (rows.score(&places, is_total), places);
        if best.as_ref().is_none_or(|best| is_better(&own, best)) {
            best = Some(own);
        }
    }
    best.unwrap_or_default()
}

/// Returns the places by layout or by figures, whichever the figures bear out better; a list if they bear out
/// neither.
fn by_figures(
    rows: &Rows,
    sets: &[Set],
    is_total: &[bool],
    formulas: Option<&Formulas>,
    told_by: &mut ToldBy,
) -> Vec<Place> {
    told_by.ground = Ground::Look;
    let mut best = by_look(rows, sets, is_total, |a, b| a.0.beats(&b.0));
    let bold: Vec<bool> = sets.iter().map(|set| set.2).collect();
    let parents = figures::nest(&rows.figures, is_total, &bold, &rows.priced);
    let of_figures: Vec<Place> = parents
        .iter()
        .enumerate()
        .map(|(id, parent)| {
            let is_sum = parents.get(id + 1) == Some(&Some(id));
            let why = match (is_total[id], parent, is_sum) {
                (true, ..) => LevelEvidence::Total,
                (_, None, false) => LevelEvidence::List,
                _ => LevelEvidence::Figures,
            };
            Place { parent: *parent, why }
        })
        .collect();
    // If one of the sheet's own totals takes a row and its part, the row is no sum.
    let is_refuted =
        |parents: &[Option<ItemId>]| formulas.is_some_and(|formulas| formulas.take_both(is_total, parents));
    let score = rows.score(&of_figures, is_total);
    if score.holding > 0 && !is_refuted(&parents) && score.beats(&best.0) {
        told_by.ground = Ground::Figures;
        best = (score, of_figures);
    }
    let (score, places) = best;
    let parents: Vec<Option<ItemId>> = places.iter().map(|place| place.parent).collect();
    let least = if is_refuted(&parents) { AGREEING_BY_LOOK } else { HOLDING_BY_LOOK };
    let is_told = score.holding > 0 && is_share(score.holding, score.tested(), least);
    if is_told || (score.tested() == 0 && !is_refuted(&parents)) {
        return places;
    }
    told_by.ground = Ground::Figures;
    told_by.is_open = true;
    (0..rows.figures.len()).map(|_| Place { parent: None, why: LevelEvidence::List }).collect()
}

/// Returns the mark that an application sets before a group of items, `[#]`, and before its parts, `[-]`.
/// `None` if there is none.
fn mark(label: &str) -> Option<String> {
    let rest = label.trim_start().strip_prefix('[')?;
    rest.split_once(']').map(|(mark, _)| mark.trim().to_owned()).filter(|mark| mark.chars().count() == 1)
}

/// Returns how an item is set: numbering, indentation, bold print, capitals.
fn set(table: &Table, item: &Item, look: Look) -> Set {
    let signs = Signs::of(table, item, look);
    // The number in a column of its own goes before one in the name: of "185 | H. Hulwani" it is the row's.
    let numbering = number_before(table, item).or(signs.numbering);
    (numbering, look.indent, look.bold, numbering.is_none() && signs.capitals)
}

/// Returns the kind of number in a column before the name. `None` if there is none.
fn number_before(table: &Table, item: &Item) -> Option<Numbering> {
    let is_amount = |c: &Column| matches!(c.kind, Kind::Rupiah | Kind::Quantity | Kind::Percent);
    let before = table.columns_of(&item.values).take_while(|(c, _)| c.key != "nama");
    before.filter(|(c, _)| !is_amount(c)).find_map(|(_, v)| numbering(&v.text))
}

/// Takes letters and Roman numerals for initials of names ("H. Hulwani", "M. Fiqri") where the table has no first of
/// their series: a list that has an H has an A.
fn drop_initials(table: &Table, sets: &mut [Set]) {
    let begins = |kind: Numbering| {
        let first = match kind {
            Numbering::Roman => "I",
            Numbering::Letter => "A",
            Numbering::Small => "a",
            Numbering::Arabic => return true,
        };
        let is_first = |v: &Cited<Value>| {
            let text = v.text.trim_start().trim_start_matches('(');
            text.strip_prefix(first).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        table.items.iter().any(|item| item.values.cited().any(is_first))
    };
    for kind in [Numbering::Roman, Numbering::Letter, Numbering::Small] {
        if sets.iter().any(|set| set.0 == Some(kind)) && !begins(kind) {
            for set in sets.iter_mut().filter(|set| set.0 == Some(kind)) {
                set.0 = None;
            }
        }
    }
}

/// Corrects places so that the formulas go first. A row that no formula takes moves with the last row that
/// stood beside it, if the row above it has no amount or a formula that leaves it out.
fn with_formulas(
    mut places: Vec<Place>,
    told: &FormulaHierarchy,
    leaves_out: impl Fn(ItemId, ItemId) -> bool,
) -> Vec<Place> {
    let mut beside: HashMap<Option<ItemId>, Option<ItemId>> = HashMap::new();
    for (id, place) in places.iter_mut().enumerate() {
        let outer = place.parent;
        if let Some(of_formula) = by_formula(told, id) {
            *place = of_formula;
            beside.insert(outer, place.parent);
        } else if let Some(parent) = beside.get(&outer).filter(|_| outer.is_some_and(|o| leaves_out(o, id))) {
            place.parent = *parent;
        }
    }
    places
}

/// Returns the place that the formulas give a row. `None` if they leave it to other evidence.
fn by_formula(told: &FormulaHierarchy, id: ItemId) -> Option<Place> {
    let why = if told.left_out[id] { LevelEvidence::LeftOut } else { LevelEvidence::Formula };
    told.parent[id].map(|parent| Place { parent: Some(parent), why })
}
