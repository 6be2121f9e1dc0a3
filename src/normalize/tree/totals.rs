//! Decides what the total rows of a table of no known form add up where no formula says so: the rows since
//! the total before, the totals of several groups, all rows, or one total less another. The figures
//! themselves decide.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ItemId, Level, Table};
use crate::text::fold::fold;
use crate::text::words::is_closing_balance;

use crate::normalize::evidence::MAX_TRIAL_ROWS;
use crate::normalize::tree::figures::has_price;
use crate::normalize::vocabulary::{begins_with_any, has_any_folded_word, vocabulary};

use super::total_figures::TotalFigures;
use super::total_labels::{
    Names, TotalLabel, has_code, has_word, has_words_or_code, is_difference_label, is_grand_total_label,
    is_in_series, total_label,
};

/// The parts of each sum, with their signs: 1 for what is added, -1 for what is subtracted.
pub type SumParts = BTreeMap<ItemId, Vec<(i8, ItemId)>>;

/// Returns the parts that do not stand below another part: a total over all rows would count what is below
/// twice.
pub fn outermost_parts(table: &Table, sums: Vec<(i8, ItemId)>) -> Vec<(i8, ItemId)> {
    let parts: BTreeSet<ItemId> = sums.iter().map(|(_, part)| *part).collect();
    let is_below = |part: ItemId| {
        let parent = |id: &ItemId| table.items.get(*id)?.parent.filter(|parent| parent < id);
        std::iter::successors(parent(&part), parent).any(|above| parts.contains(&above))
    };
    sums.into_iter().filter(|(_, part)| !is_below(*part)).collect()
}

/// What the figures show about the total rows.
#[derive(Default)]
pub struct TotalFindings {
    /// Rows that might be totals by their words and are none by their figures.
    pub not_totals: Vec<ItemId>,
    /// Rows that are totals by their figures, without a word for it.
    pub unlabelled_totals: Vec<ItemId>,
    /// Rows that only describe those around them.
    pub asides: BTreeSet<ItemId>,
}

/// Decides the parts of the total rows that have none in `parts` yet. Columns whose totals repeat the last
/// row, a running balance, no longer add up. `is_computed` says which rows are computed from others without
/// being a sum of them; `is_open` says that the layout shows levels that the figures do not bear out.
pub fn decide_totals(
    table: &mut Table,
    parts: &mut SumParts,
    is_computed: &dyn Fn(ItemId) -> bool,
    is_open: bool,
) -> TotalFindings {
    let money: Vec<usize> = table.summed_columns().collect();
    let labels: Vec<String> = table.items.iter().map(|item| table.label(item)).collect();
    let is_one = |id: &ItemId| is_total(table, *id) && total_label(&labels[*id]) != TotalLabel::Aside;
    // A single total is of all outermost rows, above or below it.
    let only = (0..table.items.len()).filter(is_one).count() == 1 && parts.is_empty();
    let below = table.children_by_item();
    let figures = TotalFigures::new(table, &money);
    let mut found = TotalFindings::default();
    let mut balances: Vec<usize> = Vec::new();
    let mut open: Vec<ItemId> = Vec::new();
    let mut top = None;
    let mut since = 0;
    let mut understood = true;
    let mut left = MAX_TRIAL_ROWS;
    let names = Names::of(table, &labels);
    let mut doubtful = Doubts::default();
    for (id, label) in labels.iter().enumerate() {
        if !is_total(table, id) {
            if figures.has_amount(id) && !figures.is_below[id] {
                if below[id].is_empty()
                    && !has_price(table, &table.items[id])
                    && !has_code(&table.items[id])
                    && figures.is_sum(id, &open, &mut left)
                {
                    found.unlabelled_totals.push(id);
                }
                open.push(id);
                since += 1;
            }
            continue;
        }
        // The name of a difference decides its parts even if the row is computed: one of its cells may be
        // typed.
        let named = difference_parts(label, &open, &labels)
            .filter(|taken| !parts.contains_key(&id) && figures.may_be_difference(id, taken));
        let is_other = is_computed(id) && total_label(label) != TotalLabel::Total && named.is_none();
        if total_label(label) == TotalLabel::Aside || is_other {
            parts.insert(id, Vec::new());
            found.asides.insert(id);
            continue;
        }
        if let Some(known) = parts.get(&id) {
            let rows: Vec<ItemId> = known.iter().map(|(_, part)| *part).collect();
            balances.extend(figures.running_columns(id, &rows));
            open.retain(|one| !known.iter().any(|(_, part)| part == one));
        } else if let Some(taken) = remainder_parts(label, &open, &labels) {
            open.retain(|one| !taken.iter().any(|(_, part)| part == one));
            parts.insert(id, taken);
        } else if let Some(taken) = named {
            open.retain(|one| !taken.iter().any(|(_, part)| part == one));
            parts.insert(id, taken);
        } else if let Some((taken, _)) = figures
            .find_parts(id, &open, label, &mut left)
            .filter(|(taken, _)| figures.bears_out_label(id, taken, since, label, &names))
            .filter(|(taken, _)| !repeats_subtotal(table, label, taken, &open))
        {
            doubtful.add((table, &names), id, label, true);
            balances.extend(figures.running_columns(id, &open[open.len() - taken.len()..]));
            open.truncate(open.len() - taken.len());
            parts.insert(id, taken);
        } else if !has_words_or_code(table, id) && (id == 0 || id + 1 == labels.len()) {
            // Figures above or below a table that are no total of it.
            parts.insert(id, Vec::new());
            found.asides.insert(id);
        } else if is_difference_label(&fold(label)) && !is_net_name(&fold(label)) {
            // A surplus of rows that stand elsewhere.
            parts.insert(id, Vec::new());
            understood = false;
            continue;
        } else if total_label(label) == TotalLabel::PossibleTotal
            || is_net_name(&fold(label))
            || !has_words_or_code(table, id)
        {
            found.not_totals.push(id);
            understood = false;
        } else if only && open.is_empty() {
            // The total stands above its rows.
        } else {
            // Its rows are those since the total before, or all open rows if there are none since.
            let all = only || is_grand_total_label(label) || since == 0;
            let taken = if all { open.as_slice() } else { &open[open.len() - since..] };
            if only {
                balances.extend(figures.running_columns(id, taken));
            }
            doubtful.add((table, &names), id, label, false);
            let is_other = figures.adds_up_others(id, taken, is_open, only);
            let told = understood && (only || taken.len() > 1) && !is_other;
            understood &= told || id == 0;
            parts.insert(id, if told { taken.iter().map(|part| (1, *part)).collect() } else { Vec::new() });
            open.truncate(open.len() - taken.len());
            if id == 0 {
                top = Some(label);
                continue;
            }
        }
        if figures.has_amount(id) {
            open.push(id);
        }
        since = 0;
    }
    // A total at the top adds up what is open at the end.
    if let Some((taken, _)) = top.and_then(|label| figures.find_parts(0, &open, label, &mut left)) {
        parts.insert(0, taken);
    }
    unmark_running_balances(table, &balances);
    found.not_totals.extend(doubtful.not_totals());
    found
}

/// Whether a folded label names something net, rather than a difference: "beban lain neto", and not "surplus" or
/// "pembiayaan neto" alone.
fn is_net_name(folded: &str) -> bool {
    const MIN_WORDS: usize = 3;
    let words = folded.split(' ').count();
    words >= MIN_WORDS && ["neto", "netto"].iter().any(|word| folded.ends_with(&format!(" {word}")))
}

/// Whether a total of everything states what the last of several subtotals states, in the only column of both: that one
/// was copied.
fn repeats_subtotal(table: &Table, label: &str, taken: &[(i8, ItemId)], open: &[ItemId]) -> bool {
    let [(_, only)] = taken else { return false };
    let bare = label.split('(').next().unwrap_or(label);
    let stated = table.summed_columns().filter(|column| table.number(*only, *column).is_some()).count();
    let subtotals = open.iter().filter(|id| is_total(table, **id)).count();
    is_grand_total_label(bare) && stated == 1 && is_total(table, *only) && subtotals > 1
}

/// The rows of a table that may be no totals although their names say so.
#[derive(Default)]
struct Doubts {
    /// Totals of something that no row names.
    of_unknown: DoubtfulTotals,
    /// Numbered items of a list, "4 | Total of house 12".
    numbered: DoubtfulTotals,
}

impl Doubts {
    /// Counts a row that is or is not the sum of the rows above it.
    fn add(&mut self, (table, names): (&Table, &Names<'_>), id: ItemId, label: &str, holds: bool) {
        let is_of_unknown = names.is_unknown(label);
        for (doubtful, is_one) in
            [(&mut self.of_unknown, is_of_unknown), (&mut self.numbered, is_in_series(table, id))]
        {
            match (is_one, holds) {
                (true, true) => doubtful.holding += 1,
                (true, false) => doubtful.broken.push(id),
                (false, _) => {}
            }
        }
    }

    /// Returns the rows that are no totals. Indicators are named "Jumlah …" as well, and add up nothing; and so do
    /// numbered items, if none of them is a sum.
    fn not_totals(self) -> Vec<ItemId> {
        /// Minimum number of indicators that show it; fewer may be wrong totals.
        const MIN_BROKEN: usize = 3;
        let DoubtfulTotals { holding, broken } = self.of_unknown;
        let are_counts = broken.len() >= MIN_BROKEN && broken.len() > holding;
        let mut all = if are_counts { broken } else { Vec::new() };
        if self.numbered.holding == 0 {
            all.extend(self.numbered.broken);
        }
        all
    }
}

/// How many of some rows are the sum of the rows above them, and which are not.
#[derive(Default)]
struct DoubtfulTotals {
    holding: usize,
    broken: Vec<ItemId>,
}

/// Marks columns as not adding up if most of their totals repeat the row above: they are running balances. A
/// single such total among others is a copied figure.
fn unmark_running_balances(table: &mut Table, balances: &[usize]) {
    let totals = |place: usize| {
        let is_stated = |id: &usize| is_total(table, *id) && table.number(*id, place).is_some();
        (0..table.items.len()).filter(is_stated).count()
    };
    let times = |place: usize| balances.iter().filter(|other| **other == place).count();
    let running: BTreeSet<usize> =
        balances.iter().copied().filter(|place| times(*place) * 2 > totals(*place)).collect();
    for place in running {
        if let Some(column) = table.columns.get_mut(place) {
            column.adds_up = false;
        }
    }
}

/// Returns the parts of what is left at the end of a year, SILPA: the surplus and the financing. `None`
/// unless the label says SILPA of this year and an open row of each kind says so too.
fn remainder_parts(label: &str, open: &[ItemId], labels: &[String]) -> Option<Vec<(i8, ItemId)>> {
    let words = vocabulary();
    let folded = fold(label);
    if !begins_with_any(&folded, &words.remainders) || has_any_folded_word(&folded, &words.earlier) {
        return None;
    }
    let last = |test: &dyn Fn(&str) -> bool| {
        open.iter().rev().copied().find(|id| labels.get(*id).is_some_and(|label| test(&fold(label))))
    };
    let surplus = last(&|label| has_any_folded_word(label, &words.surpluses))?;
    let financed = last(&|label| has_any_folded_word(label, &words.financing))?;
    (surplus < financed).then(|| vec![(1, surplus), (1, financed)])
}

/// Returns the parts of a difference, what came in less what went out, if open rows have exactly such names:
/// surplus is pendapatan less belanja, and pembiayaan netto the financing received less that spent. `None`
/// otherwise.
fn difference_parts(label: &str, open: &[ItemId], labels: &[String]) -> Option<Vec<(i8, ItemId)>> {
    let folded = fold(label);
    if has_any_folded_word(&folded, &vocabulary().earlier) {
        return None;
    }
    let named = |id: &ItemId| labels.get(*id).map(|label| fold(label)).unwrap_or_default();
    let last = |test: &dyn Fn(&str) -> bool| open.iter().rev().copied().find(|id| test(&named(id)));
    let whole = |name: &str, what: &str| {
        let name = name.strip_prefix("jumlah ").unwrap_or(name);
        let of = name.strip_prefix(what).map(str::trim_start);
        of.is_some_and(|of| matches!(of, "" | "daerah" | "desa"))
    };
    let (income, outgo) = if is_closing_balance(&folded) {
        let whole = |name: &str| has_word(name, "tersedia") || name.starts_with("jumlah penerimaan");
        (last(&whole)?, last(&|name| name.starts_with("jumlah pengeluaran"))?)
    } else if has_any_folded_word(&folded, &vocabulary().financing) {
        let of_financing = |name: &str, what: &str| has_word(name, "pembiayaan") && has_word(name, what);
        (last(&|name| of_financing(name, "penerimaan"))?, last(&|name| of_financing(name, "pengeluaran"))?)
    } else if has_any_folded_word(&folded, &vocabulary().surpluses) {
        // Other open rows, such as transfers, belong to the surplus in a way of their own.
        let is_either = |id: &ItemId| ["pendapatan", "belanja"].iter().any(|what| whole(&named(id), what));
        if !open.iter().all(is_either) {
            return None;
        }
        (last(&|name| whole(name, "pendapatan"))?, last(&|name| whole(name, "belanja"))?)
    } else {
        return None;
    };
    (income < outgo).then(|| vec![(1, income), (-1, outgo)])
}

/// Whether an item is a total by its level.
fn is_total(table: &Table, id: ItemId) -> bool {
    table.items.get(id).is_some_and(|item| item.level == Level::Jumlah)
}
