//! Decides the hierarchy of a table without an official form. Each kind of evidence proposes one: the sheet's
//! own formulas, its codes, the layout of its rows, its figures. The strongest one that the figures bear out
//! is taken. If there is none, the rows are a list, and no sum is asked of them.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Cited, Column, Ground, Item, ItemId, LevelEvidence, Sheet, SheetSums, Table, Value};

use crate::normalize::evidence::{
    MIN_CODE_AGREEMENT_PERCENT, MIN_CODE_HOLDING_PERCENT, MIN_LAYOUT_AGREEMENT_PERCENT,
    MIN_LAYOUT_HOLDING_PERCENT, is_at_least_percent,
};
use crate::normalize::row_label::{Numbering, numbering};
use crate::normalize::rows::form_rows::Look;

use super::codes::{Codes, NewListRule};
use super::figures;
use super::hierarchy_score::{Score, ScoredRows};
use super::level_signs::LevelSigns;
use super::level_words;
use super::placement::{Place, apply_places, detach_behind_totals};
use super::row_look::{self, RowLook};
use super::sum_formulas::hierarchy::FormulaHierarchy;
use super::sum_formulas::{self, SumFormulas};
use super::sum_parts::{
    count_agreeing_formulas, set_deductions, set_enclosed_parts, set_financing_parts, set_headed_parts,
    set_whole_total,
};
use super::total_labels::{TotalLabel, has_code, repeated_labels, row_total_label};
use super::totals::{self, SumParts, outermost_parts};

/// The evidence that decided the hierarchy.
#[derive(Default)]
struct DecidingEvidence {
    /// The kind of evidence.
    ground: Ground,
    /// Whether the layout sets some rows below others, and no figure bears that out.
    has_unproven_levels: bool,
}

/// Decides the level and the parent of every item, and what totals add up. `looks` has the look of each
/// item's name.
pub fn decide_hierarchy(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    let of = |(i, item)| look_of_item(table, item, looks.get(i).copied().unwrap_or_default());
    let mut sets: Vec<RowLook> = table.items.iter().enumerate().map(of).collect();
    drop_initials(table, &mut sets);
    let formulas = sum_formulas::read(table, sheet);
    let is_informational =
        |id: ItemId| formulas.as_ref().is_some_and(|formulas| formulas.is_informational(id));
    let in_words: Vec<TotalLabel> = table.items.iter().map(|item| row_total_label(table, item)).collect();
    // "Jumlah guru", "Jumlah perpustakaan": if most rows (or most of those with a number) count something,
    // the word makes none of them a total.
    let may_be = |says: &TotalLabel| matches!(says, TotalLabel::Total | TotalLabel::PossibleTotal);
    let numbered = || sets.iter().zip(&in_words).filter(|(set, _)| set.0 == Some(Numbering::Arabic));
    let counts = in_words.iter().filter(|says| **says == TotalLabel::Total).count() * 2 > in_words.len()
        || numbered().filter(|(_, says)| may_be(says)).count() * 2 > numbered().count();
    let is_one =
        |(id, says)| (says != TotalLabel::NotTotal && !(counts && may_be(&says))) || is_informational(id);
    let mut says_total: Vec<bool> = in_words.into_iter().enumerate().map(is_one).collect();
    for id in repeated_labels(table) {
        says_total[id] = false;
    }
    let mut told_by = DecidingEvidence::default();
    let mut parts = arrange_rows(table, &sets, formulas.as_ref(), &says_total, &mut told_by);
    let mut found = totals::decide_totals(table, &mut parts, &is_informational, told_by.has_unproven_levels);
    if !found.not_totals.is_empty() || !found.unlabelled_totals.is_empty() {
        for (ids, is_one) in [(&found.not_totals, false), (&found.unlabelled_totals, true)] {
            for id in ids {
                says_total[*id] = is_one;
            }
        }
        parts = arrange_rows(table, &sets, formulas.as_ref(), &says_total, &mut told_by);
        let again = totals::decide_totals(table, &mut parts, &is_informational, told_by.has_unproven_levels);
        found.asides = again.asides;
        // A row that only the figures showed to be a total is a total of nothing if they no longer do.
        for id in again.not_totals {
            parts.insert(id, Vec::new());
            found.asides.insert(id);
        }
        for id in &found.unlabelled_totals {
            table.items[*id].level_evidence = LevelEvidence::Figures;
        }
    }
    set_financing_parts(table, &mut parts);
    if let Some(formulas) = &formulas {
        set_enclosed_parts(table, &mut parts, formulas);
    }
    set_deductions(table, &mut parts);
    set_headed_parts(table, &mut parts);
    set_whole_total(table, &mut parts, sheet);
    for id in &found.asides {
        table.items[*id].level_evidence = LevelEvidence::Informational;
    }
    let mut summed = formulas.map_or_else(SheetSums::default, |formulas| {
        let (agreeing, all) = count_agreeing_formulas(table, &formulas, &parts);
        SheetSums {
            other_formulas: formulas.other_formula_cells(table, sheet),
            typed_cells: formulas.typed,
            agreeing_formulas: agreeing,
            compared_formulas: all,
            ..SheetSums::default()
        }
    });
    summed.parts = parts;
    summed.informational = found.asides;
    summed.ground = told_by.ground;
    table.sheet_sums = Some(summed);
}

/// Puts the rows in their places. Returns the parts of those sums that the formulas decide.
fn arrange_rows(
    table: &mut Table,
    sets: &[RowLook],
    formulas: Option<&SumFormulas>,
    says_total: &[bool],
    told_by: &mut DecidingEvidence,
) -> SumParts {
    let rows = ScoredRows::from_table(table);
    let told = formulas.map(|formulas| formulas.derive_hierarchy(says_total, sets));
    let is_total = told.as_ref().map_or(says_total, |told| &told.is_total).to_vec();
    let codes = Codes::from_table(table).filter(|codes| {
        let counts = table.columns.iter().any(|c| c.kind == Kind::Quantity);
        codes.count_coded_rows() * 2 > table.items.len() || (counts && codes.count_coded_rows() > 0)
    });
    let by_code = codes.as_ref().map(|codes| {
        let looks: Vec<_> =
            table.items.iter().map(|item| bracket_mark(&table.label_text(item))).zip(sets).collect();
        places_by_code(&rows, &[Some(codes), Codes::from_right(table).as_ref()], &is_total, &looks)
    });
    let by_words = level_words::best_places(table, &rows, &is_total, by_code.as_deref());
    let by_code_ground = if by_words.is_some() { Ground::Words } else { Ground::Codes };
    let by_code = by_words.or(by_code);
    let links: Vec<(ItemId, ItemId)> = told.iter().flat_map(FormulaHierarchy::links).collect();
    let is_coded = |item: ItemId| codes.as_ref().is_none_or(|codes| codes.has_code(item));
    let agrees = |places: &[Place], percent: usize| {
        let asked = || links.iter().filter(|(item, _)| is_coded(*item));
        let agreeing = asked().filter(|(item, parent)| places[*item].parent == Some(*parent)).count();
        is_at_least_percent(agreeing, asked().count(), percent)
    };
    // Whether a row stands below one whose own formulas do not take it.
    let is_stray = |places: &[Place], item: ItemId| {
        let parent = places.get(item).and_then(|place| place.parent);
        parent.is_none_or(|parent| formulas.is_none_or(|formulas| !formulas.takes(parent, item)))
    };
    let mut goes_before = true;
    let mut places = match (&by_code, &told) {
        (Some(places), _) if !links.is_empty() && agrees(places, MIN_CODE_AGREEMENT_PERCENT) => {
            told_by.ground = by_code_ground;
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
            let by_look = places_by_look(&rows, sets, &is_total, most).1;
            told_by.ground = Ground::Formula;
            if agrees(&by_look, MIN_LAYOUT_AGREEMENT_PERCENT) && by_code.is_none() {
                let mut places = by_look;
                let strays: Vec<bool> = (0..places.len()).map(|item| is_stray(&places, item)).collect();
                for (item, parent) in &links {
                    if strays[*item] || places[*item].parent == Some(*parent) {
                        places[*item] = Place { parent: Some(*parent), why: LevelEvidence::Formula };
                    }
                }
                places
            } else {
                goes_before = false;
                let leaves_out = |parent: ItemId, item: ItemId| {
                    !rows.has_amount(parent)
                        || formulas.is_some_and(|f| f.is_computed(parent) && !f.takes(parent, item))
                };
                apply_formulas(by_code.clone().unwrap_or(by_look), told, leaves_out)
            }
        }
        (Some(places), _) => {
            told_by.ground = by_code_ground;
            codes_or_layout(&rows, places, sets, &is_total, formulas, told_by)
        }
        (None, _) => places_by_figures(&rows, sets, &is_total, formulas, told_by),
    };
    correct_places(table, &mut places, &rows, formulas);
    detach_behind_totals(&rows.figures, &is_total, &mut places);
    apply_places(table, &places, &is_total);
    let mut parts = SumParts::new();
    let sums = told.into_iter().flat_map(|told| told.sums).enumerate();
    for (id, sums) in sums.filter(|(_, sums)| !sums.is_empty()) {
        if is_total[id] {
            if !says_total[id] {
                table.items[id].level_evidence = LevelEvidence::Formula;
            }
            parts.insert(id, outermost_parts(table, sums));
            continue;
        }
        // A row outside all others whose formula adds up rows stands above these.
        if places[id].why == LevelEvidence::List {
            table.items[id].level_evidence = LevelEvidence::Formula;
        }
        if !goes_before {
            parts.insert(id, sums);
        }
    }
    if let Some(formulas) = formulas {
        formulas.overrule_parts(table, &mut parts);
        // A copy of a blank cell is a total of nothing in this table.
        let of_blank = (0..is_total.len()).filter(|id| is_total[*id] && formulas.copies_blank(*id));
        parts.extend(of_blank.map(|id| (id, Vec::new())));
    }
    if let (Ground::Codes, Some(codes)) = (told_by.ground, &codes) {
        parts.extend(codes.scattered_parents(&places).into_iter().map(|id| (id, Vec::new())));
    }
    parts
}

/// Returns the places by code, or those by layout or figures if the codes show no sums and those do.
fn codes_or_layout(
    rows: &ScoredRows,
    by_code: &[Place],
    sets: &[RowLook],
    is_total: &[bool],
    formulas: Option<&SumFormulas>,
    told_by: &mut DecidingEvidence,
) -> Vec<Place> {
    let score = rows.score(by_code, is_total);
    if !score.holds_mostly() {
        let mut otherwise = DecidingEvidence::default();
        let others = places_by_figures(rows, sets, is_total, formulas, &mut otherwise);
        let other = rows.score(&others, is_total);
        // "A, I, 1.1, II, 2.1" number the rows, and are no codes of which one continues another. Nor are the numbers
        // of rows that one formula adds up with the rows above them, if no figure says otherwise.
        let parents: Vec<Option<ItemId>> = by_code.iter().map(|place| place.parent).collect();
        let are_added_alike = || formulas.is_some_and(|formulas| formulas.add_rows_with_parents(&parents));
        if (other.holds_mostly() && other.holding > 2 * score.holding)
            || (score.distinctive == 0 && are_added_alike())
        {
            *told_by = otherwise;
            return others;
        }
    }
    told_by.has_unproven_levels = score.holding == 0 && by_code.iter().all(|place| place.parent.is_none());
    by_code.to_vec()
}

/// Corrects places: a row that is plainly the last part of the one before stands below it, and a parent
/// stands before its children.
fn correct_places(table: &Table, places: &mut [Place], rows: &ScoredRows, formulas: Option<&SumFormulas>) {
    if let Some(formulas) = formulas {
        let parents: Vec<Option<ItemId>> = places.iter().map(|place| place.parent).collect();
        for (id, parent) in formulas.misplaced_parts(&rows.figures, &parents) {
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
    let mark = |id: ItemId| bracket_mark(&table.label_text(&table.items[id]));
    // Of two groups, none is a part of the other, whatever their figures.
    let are_groups =
        |a: ItemId, b: ItemId| mark(a).is_some_and(|own| mark(b).is_some_and(|other| own == other));
    let by_code = |id: ItemId| {
        matches!(places[id].why, LevelEvidence::CodePrefix | LevelEvidence::CodeLength)
            && has_code(&table.items[id])
    };
    let last_parts = figures::find_last_parts(&rows.figures, &parents, is_computed, takes);
    let is_open =
        |(id, parent): &(ItemId, ItemId)| !(are_groups(*id, *parent) || by_code(*id) && by_code(*parent));
    for (id, parent) in last_parts.into_iter().filter(is_open).collect::<Vec<_>>() {
        places[id] = Place { parent: Some(parent), why: LevelEvidence::Figures };
    }
    for (id, place) in places.iter_mut().enumerate() {
        place.parent = place.parent.filter(|parent| *parent < id);
    }
}

/// Returns the places by the reading of the codes that the figures bear out best; of equals, the plainest.
fn places_by_code<L: PartialEq>(
    rows: &ScoredRows,
    orders: &[Option<&Codes>],
    is_total: &[bool],
    looks: &[L],
) -> Vec<Place> {
    let mut best: Option<(Score, Vec<Place>)> = None;
    let mut nested: Option<(Score, Vec<Place>)> = None;
    for codes in orders.iter().copied().flatten() {
        let ways: &[NewListRule] = if codes.has_outputs() {
            &[NewListRule::BelowOutput]
        } else if codes.may_begin_anew() {
            &[
                NewListRule::Never,
                NewListRule::RepeatedFirstSegment,
                NewListRule::RepeatedCode,
                NewListRule::OtherFirstSegment,
            ]
        } else {
            &[NewListRule::Never]
        };
        let has_bare =
            (0..rows.figures.len()).any(|id| !codes.has_code(id) && !is_total[id] && rows.has_amount(id));
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
                let places = codes.places_nested_by_look(is_total, *anew, looks);
                let score = rows.score(&places, is_total);
                if nested.as_ref().is_none_or(|(most, _)| score.beats(most)) {
                    nested = Some((score, places));
                }
            }
        }
    }
    // Try groups of items below a code: one wrong figure breaks two of the many sums that hold.
    if let Some((score, places)) = nested
        && is_at_least_percent(score.holding, score.tested(), MIN_LAYOUT_HOLDING_PERCENT)
        && best.as_ref().is_none_or(|(most, _)| score.outweighs(most))
    {
        best = Some((score, places));
    }
    let (score, places) = best.unwrap_or_default();
    if score.tested() > 0 && !is_at_least_percent(score.holding, score.tested(), MIN_CODE_HOLDING_PERCENT) {
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
fn places_by_look(
    rows: &ScoredRows,
    sets: &[RowLook],
    is_total: &[bool],
    is_better: impl Fn(&(Score, Vec<Place>), &(Score, Vec<Place>)) -> bool,
) -> (Score, Vec<Place>) {
    let mut best: Option<(Score, Vec<Place>)> = None;
    for way in row_look::readings() {
        let sets: Vec<RowLook> = sets.iter().map(|set| way(*set)).collect();
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
fn places_by_figures(
    rows: &ScoredRows,
    sets: &[RowLook],
    is_total: &[bool],
    formulas: Option<&SumFormulas>,
    told_by: &mut DecidingEvidence,
) -> Vec<Place> {
    told_by.ground = Ground::Appearance;
    let mut best = places_by_look(rows, sets, is_total, |a, b| a.0.beats(&b.0));
    let bold: Vec<bool> = sets.iter().map(|set| set.2).collect();
    let parents = figures::nest_by_sums(&rows.figures, is_total, &bold, &rows.priced);
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
    let is_refuted = |parents: &[Option<ItemId>]| {
        formulas.is_some_and(|formulas| formulas.takes_part_and_parent(is_total, parents))
    };
    let score = rows.score(&of_figures, is_total);
    if score.holding > 0 && !is_refuted(&parents) && score.beats(&best.0) {
        told_by.ground = Ground::Figures;
        best = (score, of_figures);
    }
    let (score, places) = best;
    let parents: Vec<Option<ItemId>> = places.iter().map(|place| place.parent).collect();
    let least = if is_refuted(&parents) { MIN_LAYOUT_AGREEMENT_PERCENT } else { MIN_LAYOUT_HOLDING_PERCENT };
    let is_told = score.holding > 0 && is_at_least_percent(score.holding, score.tested(), least);
    if is_told || (score.tested() == 0 && !is_refuted(&parents)) {
        return places;
    }
    told_by.ground = Ground::Figures;
    told_by.has_unproven_levels = true;
    (0..rows.figures.len()).map(|_| Place { parent: None, why: LevelEvidence::List }).collect()
}

/// Returns the mark that an application sets before a group of items, `[#]`, and before its parts, `[-]`.
/// `None` if there is none.
fn bracket_mark(label: &str) -> Option<String> {
    let rest = label.trim_start().strip_prefix('[')?;
    rest.split_once(']').map(|(mark, _)| mark.trim().to_owned()).filter(|mark| mark.chars().count() == 1)
}

/// Returns how an item is set: numbering, indentation, bold print, capitals.
fn look_of_item(table: &Table, item: &Item, look: Look) -> RowLook {
    let signs = LevelSigns::from_item(table, item, look);
    // The number in a column of its own goes before one in the name: of "185 | H. Hulwani" it is the row's.
    let numbering = number_before(table, item).or(signs.numbering);
    (numbering, look.indent, look.bold, numbering.is_none() && signs.is_capitals)
}

/// Returns the kind of number in a column before the name. `None` if there is none.
fn number_before(table: &Table, item: &Item) -> Option<Numbering> {
    let is_amount = |c: &Column| matches!(c.kind, Kind::Rupiah | Kind::Quantity | Kind::Percent);
    let before = table.columns_of(&item.values).take_while(|(c, _)| c.key != "nama");
    before.filter(|(c, _)| !is_amount(c)).find_map(|(_, v)| numbering(&v.text))
}

/// Takes letters and Roman numerals for initials of names ("H. Hulwani", "M. Fiqri") where the table has no first of
/// their series: a list that has an H has an A.
fn drop_initials(table: &Table, sets: &mut [RowLook]) {
    let begins = |kind: Numbering| {
        let first = match kind {
            Numbering::Roman => "I",
            Numbering::CapitalLetter => "A",
            Numbering::SmallLetter => "a",
            Numbering::Arabic => return true,
        };
        let is_first = |v: &Cited<Value>| {
            let text = v.text.trim_start().trim_start_matches('(');
            text.strip_prefix(first).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        table.items.iter().any(|item| item.values.cited().any(is_first))
    };
    for kind in [Numbering::Roman, Numbering::CapitalLetter, Numbering::SmallLetter] {
        if sets.iter().any(|set| set.0 == Some(kind)) && !begins(kind) {
            for set in sets.iter_mut().filter(|set| set.0 == Some(kind)) {
                set.0 = None;
            }
        }
    }
}

/// Corrects places so that the formulas go first. A row that no formula takes moves with the last row that
/// stood beside it, if the row above it has no amount or a formula that leaves it out.
fn apply_formulas(
    mut places: Vec<Place>,
    told: &FormulaHierarchy,
    leaves_out: impl Fn(ItemId, ItemId) -> bool,
) -> Vec<Place> {
    let mut beside: HashMap<Option<ItemId>, Option<ItemId>> = HashMap::new();
    for (id, place) in places.iter_mut().enumerate() {
        let outer = place.parent;
        if let Some(of_formula) = place_by_formula(told, id) {
            *place = of_formula;
            beside.insert(outer, place.parent);
        } else if let Some(parent) = beside.get(&outer).filter(|_| outer.is_some_and(|o| leaves_out(o, id))) {
            place.parent = *parent;
        }
    }
    places
}

/// Returns the place that the formulas give a row. `None` if they leave it to other evidence.
fn place_by_formula(told: &FormulaHierarchy, id: ItemId) -> Option<Place> {
    let why = if told.left_out[id] { LevelEvidence::LeftOut } else { LevelEvidence::Formula };
    told.parent[id].map(|parent| Place { parent: Some(parent), why })
}
