//! The hierarchy of a table without an official form. Each kind of evidence proposes one: the sheet's own
//! formulas, its codes, how its rows are set, its figures. The strongest that the figures bear out is taken;
//! where none is, the rows are a list, and no sum is asked of them.
//!
//! [`level`] tells program from kegiatan in the tables of official forms; [`by_formula`](mod@by_formula),
//! [`grouped`] and [`subtotals`] are what it asks where the words and codes of a form leave a row without a level.

mod by_formula;
mod codes;
mod figures;
pub mod formulas;
mod grouped;
pub mod level;
mod look;
mod subtotals;
mod totals;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Ground, Item, ItemId, Level, Message, Sheet, Summed, Table, Value};
use crate::text::fold::fold;

use crate::normalize::evidence::is_share;
use crate::normalize::rows::body::Look;
use crate::normalize::tree::level::{Numbering, Signs, numbering};

use codes::{Anew, Codes};
use formulas::{Formulas, Told};
use look::Set;
use totals::{Parts, Says};

/// Of the links that formulas tell, this share must be those of the codes, or of how the rows are set, before
/// these go first: a code stands in every row, and a formula that leaves one out is then found by it.
const AGREEING_BY_CODE: usize = 60;
const AGREEING_BY_LOOK: usize = 80;
/// Share of the sums of a hierarchy that must hold: by codes, and by print or figures.
const HOLDING_BY_CODE: usize = 50;
const HOLDING_BY_LOOK: usize = 60;

/// The key of what told a level that the formulas tell.
const FORMULA: &str = "normalize.level.formula";
/// The key of a row that no sign puts above or below another.
const LIST: &str = "normalize.level.list";

/// What told the hierarchy.
#[derive(Default)]
struct ToldBy {
    ground: Ground,
    /// Whether the rows are set as if some stood below others, and no figure bears that out.
    is_open: bool,
}

/// Where a row stands.
#[derive(Clone)]
pub struct Place {
    parent: Option<ItemId>,
    /// The key of what told it.
    why: &'static str,
}

/// Tells the level of every item, and its parent, and what totals add up.
pub fn tell(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    let of = |(i, item)| set(table, item, looks.get(i).copied().unwrap_or_default());
    let sets: Vec<Set> = table.items.iter().enumerate().map(of).collect();
    let formulas = formulas::read(table, sheet);
    let is_aside = |id: ItemId| formulas.as_ref().is_some_and(|formulas| formulas.is_aside(id));
    let in_words: Vec<Says> = table.items.iter().map(|item| says(table, item)).collect();
    // "Jumlah guru", "Jumlah perpustakaan": where most rows count something, none is a total for that.
    let counts = in_words.iter().filter(|says| **says == Says::Total).count() * 2 > in_words.len();
    let is_one = |(id, says)| (says != Says::Nothing && !(counts && says == Says::Total)) || is_aside(id);
    let mut says_total: Vec<bool> = in_words.into_iter().enumerate().map(is_one).collect();
    let mut told_by = ToldBy::default();
    let mut parts = arrange(table, &sets, formulas.as_ref(), &says_total, &mut told_by);
    let found = totals::tell(table, &mut parts, &is_aside, told_by.is_open);
    if !found.unlike.is_empty() || !found.wordless.is_empty() {
        for (ids, is_one) in [(&found.unlike, false), (&found.wordless, true)] {
            for id in ids {
                says_total[*id] = is_one;
            }
        }
        parts = arrange(table, &sets, formulas.as_ref(), &says_total, &mut told_by);
        totals::tell(table, &mut parts, &is_aside, told_by.is_open);
        for id in found.wordless {
            table.items[id].level_why = Message::new("normalize.level.figures");
        }
    }
    financing(table, &mut parts);
    if let Some(formulas) = &formulas {
        closed(table, &mut parts, formulas);
    }
    whole(table, &mut parts, sheet);
    let asides = parts.iter().filter(|(_, parts)| parts.is_empty()).map(|(id, _)| *id);
    for id in asides.filter(|id| says_total[*id]) {
        table.items[id].level_why = Message::new("normalize.level.aside");
    }
    let mut summed = formulas.map_or_else(Summed::default, |formulas| {
        let (agreeing, all) = agreement(table, &formulas, &parts);
        Summed {
            other: formulas.other(table, sheet),
            following: formulas.following,
            typed: formulas.typed,
            agreeing,
            all,
            ..Summed::default()
        }
    });
    summed.parts = parts;
    summed.ground = told_by.ground;
    table.summed = Some(summed);
}

/// What a row says of itself. A code is that of an item, whatever the words.
fn says(table: &Table, item: &Item) -> Says {
    let has_code = item.values.cited().any(|cited| matches!(cited.value, Value::Kode(_)));
    let has_words =
        || item.values.cited().any(|cited| matches!(cited.value, Value::Text(_) | Value::Unclear(_)));
    if has_code {
        Says::Nothing
    } else if has_words() {
        totals::says(&table.label_text(item))
    } else {
        // A row of nothing but figures is a total, if its figures are.
        Says::Perhaps
    }
}

/// Puts the rows in their places, and gives back the parts of sums that the formulas tell.
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
    let links: Vec<(ItemId, ItemId)> = told.iter().flat_map(Told::links).collect();
    let is_coded = |item: ItemId| codes.as_ref().is_none_or(|codes| codes.has(item));
    let agrees = |places: &[Place], percent: usize| {
        let asked = || links.iter().filter(|(item, _)| is_coded(*item));
        let agreeing = asked().filter(|(item, parent)| places[*item].parent == Some(*parent)).count();
        is_share(agreeing, asked().count(), percent)
    };
    // A row that stands below one whose own formulas do not take it.
    let is_stray = |places: &[Place], item: ItemId| {
        let parent = places.get(item).and_then(|place| place.parent);
        parent.is_none_or(|parent| formulas.is_none_or(|formulas| !formulas.takes(parent, item)))
    };
    let mut goes_before = true;
    let mut places = match (&by_code, &told) {
        (Some(places), _) if agrees(places, AGREEING_BY_CODE) => {
            told_by.ground = Ground::Codes;
            let mut places = places.clone();
            // What has no code may still be a part of what has one, and a formula that takes a row is right
            // where that of its code does not.
            let strays: Vec<bool> = (0..places.len()).map(|item| is_stray(&places, item)).collect();
            for (item, parent) in links.iter().filter(|(item, _)| !is_coded(*item) || strays[*item]) {
                places[*item] = Place { parent: Some(*parent), why: FORMULA };
            }
            places
        }
        (_, Some(told)) if !links.is_empty() => {
            let by_look = look::places(sets, &is_total);
            told_by.ground = Ground::Formula;
            if agrees(&by_look, AGREEING_BY_LOOK) && by_code.is_none() {
                let mut places = by_look;
                let strays: Vec<bool> = (0..places.len()).map(|item| is_stray(&places, item)).collect();
                for (item, parent) in links.iter().filter(|(item, _)| strays[*item]) {
                    places[*item] = Place { parent: Some(*parent), why: FORMULA };
                }
                places
            } else {
                goes_before = false;
                let mut places = by_code.clone().unwrap_or(by_look);
                for (id, place) in places.iter_mut().enumerate() {
                    if let Some(told) = by_formula(told, id) {
                        *place = told;
                    }
                }
                places
            }
        }
        (Some(places), _) => {
            told_by.ground = Ground::Codes;
            places.clone()
        }
        (None, _) => by_figures(&rows, sets, &is_total, formulas, told_by),
    };
    mend(&mut places);
    place(table, &places, &is_total);
    let mut parts = Parts::new();
    let sums = told.into_iter().flat_map(|told| told.sums).enumerate();
    for (id, sums) in sums.filter(|(_, sums)| !sums.is_empty()) {
        if is_total[id] {
            if !says_total[id] {
                table.items[id].level_why = Message::new(FORMULA);
            }
            parts.insert(id, outermost(table, sums));
            continue;
        }
        // The formula of a row that stands in no other tells that it is above those that it takes.
        if places[id].why == LIST {
            table.items[id].level_why = Message::new(FORMULA);
        }
        if !goes_before {
            parts.insert(id, sums);
        }
    }
    parts
}

/// A parent stands before its children.
fn mend(places: &mut [Place]) {
    for (id, place) in places.iter_mut().enumerate() {
        place.parent = place.parent.filter(|parent| *parent < id);
    }
}

/// The way to read the codes that the figures bear out best; the plainest of equals.
fn by_code<L: PartialEq>(
    rows: &Rows,
    orders: &[Option<&Codes>],
    is_total: &[bool],
    looks: &[L],
) -> Vec<Place> {
    let mut best: Option<(Score, Vec<Place>)> = None;
    let mut nested: Option<(Score, Vec<Place>)> = None;
    for codes in orders.iter().copied().flatten() {
        let ways: &[Anew] = if codes.may_begin_anew() {
            &[Anew::Never, Anew::Repeated, Anew::Again, Anew::Other]
        } else {
            &[Anew::Never]
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
    // Groups of items below a code: one wrong figure breaks two sums of the many that hold.
    if let Some((score, places)) = nested
        && is_share(score.holding, score.tested(), HOLDING_BY_LOOK)
        && best.as_ref().is_none_or(|(most, _)| score.outweighs(most))
    {
        best = Some((score, places));
    }
    let (score, places) = best.unwrap_or_default();
    if score.tested() > 0 && !is_share(score.holding, score.tested(), HOLDING_BY_CODE) {
        // Numbers that look like codes and are no hierarchy: funds, contracts.
        let flat: Vec<Place> =
            (0..rows.figures.len()).map(|_| Place { parent: None, why: "normalize.level.list" }).collect();
        let alone = rows.score(&flat, is_total);
        if alone.beats(&score) || score.holding == 0 {
            return flat;
        }
    }
    places
}

/// How the rows are set tells, in the way that the figures bear out; or the figures alone; or nothing does.
fn by_figures(
    rows: &Rows,
    sets: &[Set],
    is_total: &[bool],
    formulas: Option<&Formulas>,
    told_by: &mut ToldBy,
) -> Vec<Place> {
    let mut best: Option<(Score, Vec<Place>)> = None;
    told_by.ground = Ground::Look;
    for way in look::ways() {
        let sets: Vec<Set> = sets.iter().map(|set| way(*set)).collect();
        let places = look::places(&sets, is_total);
        let score = rows.score(&places, is_total);
        if best.as_ref().is_none_or(|(most, _)| score.beats(most)) {
            best = Some((score, places));
        }
    }
    let bold: Vec<bool> = sets.iter().map(|set| set.2).collect();
    let parents = figures::nest(&rows.figures, is_total, &bold, &rows.priced);
    let of_figures: Vec<Place> = parents
        .iter()
        .enumerate()
        .map(|(id, parent)| {
            let is_sum = parents.get(id + 1) == Some(&Some(id));
            let why = match (is_total[id], parent, is_sum) {
                (true, ..) => "normalize.level.total",
                (_, None, false) => "normalize.level.list",
                _ => "normalize.level.figures",
            };
            Place { parent: *parent, why }
        })
        .collect();
    // A sum of the sheet's own that takes a row and what it would be the sum of says that it is none.
    let takes_both = |(id, parent): (ItemId, &Option<ItemId>)| {
        let (Some(formulas), Some(parent)) = (formulas, parent) else { return false };
        let mut totals = (0..is_total.len()).filter(|total| is_total[*total]);
        totals.any(|total| formulas.takes(total, id) && formulas.takes(total, *parent))
    };
    let is_refuted = formulas.is_some() && parents.iter().enumerate().any(takes_both);
    let score = rows.score(&of_figures, is_total);
    if score.holding > 0 && !is_refuted && best.as_ref().is_none_or(|(most, _)| score.beats(most)) {
        told_by.ground = Ground::Figures;
        best = Some((score, of_figures));
    }
    let (score, places) = best.unwrap_or_default();
    let is_told = score.holding > 0 && is_share(score.holding, score.tested(), HOLDING_BY_LOOK);
    if is_told || score.tested() == 0 {
        return places;
    }
    told_by.ground = Ground::Figures;
    told_by.is_open = true;
    (0..rows.figures.len()).map(|_| Place { parent: None, why: "normalize.level.list" }).collect()
}

/// How far figures bear out a hierarchy.
#[derive(Default, Clone, Copy)]
struct Score {
    holding: usize,
    broken: usize,
}

impl Score {
    fn tested(self) -> usize {
        self.holding + self.broken
    }

    /// Whether more of its sums hold than of another's, less those that do not.
    fn outweighs(&self, other: &Self) -> bool {
        self.holding + other.broken > other.holding + self.broken
    }

    /// Whether it is borne out better than another: a larger share of the sums holds, or as large a one of
    /// more.
    fn beats(&self, other: &Self) -> bool {
        let (a, b) = (self.holding * other.tested().max(1), other.holding * self.tested().max(1));
        a > b || (a == b && self.holding > other.holding)
    }
}

/// The figures of the rows in the columns that add up.
struct Rows {
    figures: Vec<figures::Row>,
    /// The rows with a price of their own.
    priced: Vec<bool>,
    /// The only total of all rows.
    grand: Option<ItemId>,
}

impl Rows {
    fn of(table: &Table) -> Self {
        // Counts of unlike things stand beside the money, and add up to nothing.
        let of_kind = |money: bool| -> Vec<usize> {
            table.adding_up().filter(|c| (table.columns[*c].kind == Kind::Rupiah) == money).collect()
        };
        let money = Some(of_kind(true)).filter(|money| !money.is_empty()).unwrap_or_else(|| of_kind(false));
        let amounts = |item: &Item| -> figures::Row {
            money.iter().map(|c| item.values.get(*c).and_then(|cited| cited.value.number())).collect()
        };
        let totals: Vec<ItemId> =
            (0..table.items.len()).filter(|id| says(table, &table.items[*id]) == Says::Total).collect();
        let grand = match totals[..] {
            [only] => Some(only),
            _ => None,
        };
        let priced = table.items.iter().map(|item| figures::is_priced(table, item)).collect();
        Self { figures: table.items.iter().map(amounts).collect(), priced, grand }
    }

    fn is_any(&self, id: ItemId) -> bool {
        self.figures.get(id).is_some_and(|row| row.iter().any(Option::is_some))
    }

    fn score(&self, places: &[Place], is_total: &[bool]) -> Score {
        let parents: Vec<Option<ItemId>> =
            places.iter().enumerate().map(|(id, place)| place.parent.filter(|parent| *parent < id)).collect();
        let sums = figures::sums(&self.figures, &parents);
        let (mut holding, all) = figures::borne_out(&self.figures, &parents);
        let mut broken = all - holding;
        // The only total adds up the outermost rows, whichever those are.
        if let Some(grand) = self.grand.and_then(|grand| self.figures.get(grand)) {
            for (column, stated) in grand.iter().enumerate() {
                let Some(stated) = stated.filter(|n| !n.is_zero()) else { continue };
                let outermost =
                    || parents.iter().enumerate().filter(|(id, parent)| parent.is_none() && !is_total[*id]);
                let own = |id: usize| self.figures[id].get(column).copied().flatten();
                let below = |id: usize| sums[id].get(column).copied().flatten();
                let add =
                    |parts: Vec<Decimal>| parts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
                // The total of what the parts should state holds as well: one of them is wrong.
                let stated_sum = add(outermost().filter_map(|(id, _)| own(id)).collect());
                let mended_sum =
                    add(outermost().filter_map(|(id, _)| below(id).or_else(|| own(id))).collect());
                let holds =
                    [stated_sum, mended_sum].into_iter().flatten().any(|sum| figures::is_near(stated, sum));
                if holds { holding += 1 } else { broken += 1 }
            }
        }
        Score { holding, broken }
    }
}

/// The mark that an application sets before a group of items, `[#]`, and before its parts, `[-]`.
fn mark(label: &str) -> Option<String> {
    let rest = label.trim_start().strip_prefix('[')?;
    rest.split_once(']').map(|(mark, _)| mark.trim().to_owned()).filter(|mark| mark.chars().count() == 1)
}

fn set(table: &Table, item: &Item, look: Look) -> Set {
    let signs = Signs::of(table, item, look);
    // A number may stand in a column of its own before the name.
    let mut before = table.columns_of(&item.values).take_while(|(c, _)| c.key != "nama");
    let number: Option<Numbering> = before.find_map(|(_, v)| numbering(&v.text));
    let numbering = signs.numbering.or(number);
    (numbering, look.indent, look.bold, numbering.is_none() && signs.capitals)
}

/// Puts the rows in their places.
fn place(table: &mut Table, places: &[Place], is_total: &[bool]) {
    let mut depths: Vec<u8> = Vec::new();
    for (id, (item, place)) in table.items.iter_mut().zip(places).enumerate() {
        let above = place.parent.and_then(|parent| depths.get(parent));
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

/// Pembiayaan is what is received less what is spent, never their sum.
fn financing(table: &Table, parts: &mut Parts) {
    let below = table.below();
    for (id, children) in below.iter().enumerate().filter(|(_, children)| children.len() >= 2) {
        let says = |child: &ItemId| {
            let name = table.items.get(*child).map(|item| fold(&table.label(item))).unwrap_or_default();
            let is_of = name.contains("pembiayaan");
            (is_of && name.contains("penerimaan"), is_of && name.contains("pengeluaran"))
        };
        let signs: Vec<(bool, bool)> = children.iter().map(says).collect();
        if signs.iter().any(|(received, _)| *received) && signs.iter().any(|(_, spent)| *spent) {
            let signed =
                children.iter().zip(signs).map(|(child, (_, spent))| (if spent { -1 } else { 1 }, *child));
            parts.insert(id, signed.collect());
        }
    }
}

/// A typed row without parts that its own total repeats, "Jumlah Belanja" below BELANJA by `=K16`, is the sum of
/// the rows between the two, where those are computed and nothing else takes them: the bidang of a village, whose
/// codes are not those of the account.
fn closed(table: &Table, parts: &mut Parts, formulas: &Formulas) {
    let below = table.below();
    let taken = formulas.all_taken();
    let is_total = |id: ItemId| table.items.get(id).is_some_and(|item| item.level == Level::Jumlah);
    for total in (0..table.items.len()).filter(|id| is_total(*id)) {
        let Some(own) = (0..total).rev().find(|id| formulas.takes_just(total, &[*id])) else { continue };
        let label = fold(&table.label(&table.items[own]));
        let repeats = fold(&table.label(&table.items[total])).strip_prefix("jumlah ") == Some(label.as_str());
        let is_bare = !formulas.is_computed(own) && below[own].is_empty() && !parts.contains_key(&own);
        if !repeats || !is_bare || label.is_empty() {
            continue;
        }
        let parent = table.items[own].parent;
        let between: Vec<ItemId> =
            (own + 1..total).filter(|id| table.items[*id].parent == parent || is_total(*id)).collect();
        let is_part = |id: &ItemId| !is_total(*id) && formulas.is_computed(*id) && !taken.contains(id);
        if between.len() >= 2 && between.iter().all(is_part) {
            parts.insert(own, between.into_iter().map(|part| (1, part)).collect());
        }
    }
}

/// The only total of a table is of all its rows: one whose formula takes a part of the outermost row, `=H14`
/// for `=H13`, leaves out the rest of it. The relation is then of the whole, and the formula is found by it.
fn whole(table: &Table, parts: &mut Parts, sheet: &Sheet) {
    let totals: Vec<ItemId> =
        (0..table.items.len()).filter(|id| says(table, &table.items[*id]) == Says::Total).collect();
    let [only] = totals[..] else { return };
    let Some(taken) = parts.get(&only) else { return };
    let parent = |id: &ItemId| table.items.get(*id)?.parent;
    let root = |id: ItemId| std::iter::successors(Some(id), parent).last();
    let is_hidden =
        |id: ItemId| table.items.get(id).is_some_and(|item| sheet.hidden_rows.contains(&item.first_row));
    let mut roots = taken.iter().map(|(sign, part)| root(*part).filter(|_| *sign > 0));
    let Some(Some(first)) = roots.next() else { return };
    let is_one = roots.all(|root| root == Some(first)) && taken.iter().all(|(_, part)| *part != first);
    let stated = |id: ItemId| table.adding_up().any(|column| table.number(id, column).is_some());
    // Its own parts may be added up as well as itself.
    let differs = table.adding_up().any(|column| {
        let number = |id: ItemId| table.number(id, column).unwrap_or_default();
        let sum = taken.iter().try_fold(Decimal::ZERO, |sum, (_, part)| sum.checked_add(number(*part)));
        !sum.is_some_and(|sum| figures::is_near(number(first), sum))
    });
    if is_one && differs && stated(first) && !is_hidden(first) && !is_hidden(only) {
        parts.insert(only, vec![(1, first)]);
    }
}

/// What the formulas of an official form's table add up where rows are hidden: of a list that was copied whole
/// the visible rows count.
pub fn tell_visible(table: &mut Table, sheet: &Sheet) {
    if sheet.hidden_rows.is_empty() {
        return;
    }
    let Some(formulas) = formulas::read(table, sheet) else { return };
    let below = table.below();
    let is_hidden =
        |id: &ItemId| table.items.get(*id).is_some_and(|item| sheet.hidden_rows.contains(&item.first_row));
    let outermost: Vec<ItemId> = (0..table.items.len())
        .filter(|id| table.items[*id].parent.is_none() && table.items[*id].level != Level::Jumlah)
        .collect();
    let mut parts = Parts::new();
    for (id, item) in table.items.iter().enumerate() {
        let rows = if item.level == Level::Jumlah && item.parent.is_none() { &outermost } else { &below[id] };
        let visible: Vec<ItemId> = rows.iter().copied().filter(|row| !is_hidden(row)).collect();
        if visible.len() < rows.len() && formulas.takes_just(id, &visible) {
            parts.insert(id, visible.into_iter().map(|row| (1, row)).collect());
        }
    }
    if !parts.is_empty() {
        table.summed = Some(Summed { parts, ..Summed::default() });
    }
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
fn by_formula(told: &Told, id: ItemId) -> Option<Place> {
    let why = if told.left_out[id] { "normalize.level.left_out" } else { FORMULA };
    told.parent[id].map(|parent| Place { parent: Some(parent), why })
}
