//! Decides what the total rows of a table of no known form add up where no formula says so: the rows since
//! the total before, the totals of several groups, all rows, or one total less another. The figures
//! themselves decide.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use crate::model::{Cited, Item, ItemId, Level, Table, Value};
use crate::text::fold::fold;
use crate::text::words::{is_closing_balance, is_total_word as is_total_word_alone};

use crate::normalize::evidence::{
    MAX_DIFFERENCE_RATIO, MAX_SUM_MULTIPLE, MAX_TRIAL_ROWS, MIN_MATCHING_COLUMNS_PERCENT,
    NESTED_SUM_MULTIPLES, OUT_OF_REACH, is_at_least_percent, is_conclusive,
};
use crate::normalize::row_label::{is_total_label as is_total_word, split_number, totalled_name};
use crate::normalize::tree::figures::{has_price, is_near};
use crate::normalize::vocabulary::{begins_with_any, has_any_folded_word, vocabulary};

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

/// How surely a label says that its row is a total.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TotalLabel {
    /// It says nothing of the kind.
    NotTotal,
    /// It describes the rows around it: an average, a share, "di antaranya".
    Aside,
    /// It may be a total, if its figures are.
    PossibleTotal,
    /// It is a total.
    Total,
}

/// Returns what a row says about itself. A row with a code is an item, whatever its words.
pub fn row_total_label(table: &Table, item: &Item) -> TotalLabel {
    let has_words =
        || item.values.cited().any(|cited| matches!(cited.value, Value::Text(_) | Value::Unclear(_)));
    if has_code(item) {
        TotalLabel::NotTotal
    } else if has_words() {
        match total_label(&table.label_text(item)) {
            // "Instalasi air bersih" with a volume and a price is work, and no net amount.
            TotalLabel::PossibleTotal if has_price(table, item) => TotalLabel::NotTotal,
            says => says,
        }
    } else {
        // A row of nothing but figures is a total if its figures are.
        TotalLabel::PossibleTotal
    }
}

/// Returns what a label says about its row.
pub fn total_label(label: &str) -> TotalLabel {
    if is_total_word(label) {
        return TotalLabel::Total;
    }
    let folded = fold(label);
    if begins_with_any(&folded, &vocabulary().asides) {
        return TotalLabel::Aside;
    }
    let words = vocabulary();
    // "SiLPA tahun sebelumnya" is an income of this year, and no total.
    let is_of_before =
        begins_with_any(&folded, &words.remainders) && has_any_folded_word(&folded, &words.earlier);
    if folded.split(' ').count() <= 12
        && !is_of_before
        && (begins_with_any(&folded, &words.may_be_totals)
            || is_closing_balance(&folded)
            || is_difference_label(&folded))
    {
        return TotalLabel::PossibleTotal;
    }
    TotalLabel::NotTotal
}

/// Whether a label begins with a word for total, and does not state what is left: "Jumlah …", not "SiLPA" or "Saldo akhir".
fn begins_as_total(label: &str) -> bool {
    let first = fold(label);
    first.split(' ').find(|word| *word != "sub").is_some_and(is_total_word_alone)
}

/// Whether a folded label is that of a difference: surplus, netto, selisih.
fn is_difference_label(folded: &str) -> bool {
    /// Maximum number of words; "Gerakan Hidup Bersih dan Sehat" in a longer name is no net amount.
    const MAX_WORDS: usize = 7;
    folded.split(' ').count() <= MAX_WORDS && has_any_folded_word(folded, &vocabulary().differences)
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
    let mut of_unknown = OfUnknown::default();
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
        {
            of_unknown.holding += usize::from(names.is_unknown(label));
            balances.extend(figures.running_columns(id, &open[open.len() - taken.len()..]));
            open.truncate(open.len() - taken.len());
            parts.insert(id, taken);
        } else if !has_words_or_code(table, id) && (id == 0 || id + 1 == labels.len()) {
            // Figures above or below a table that are no total of it.
            parts.insert(id, Vec::new());
            found.asides.insert(id);
        } else if is_difference_label(&fold(label)) {
            // A surplus of rows that stand elsewhere.
            parts.insert(id, Vec::new());
            understood = false;
            continue;
        } else if total_label(label) == TotalLabel::PossibleTotal || !has_words_or_code(table, id) {
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
            if names.is_unknown(label) {
                of_unknown.broken.push(id);
            }
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
    if of_unknown.are_counts() {
        found.not_totals.extend(of_unknown.broken);
    }
    found
}

/// The names and codes of a table's rows, to compare with what its totals are of.
struct Names<'t> {
    table: &'t Table,
    labels: &'t [String],
    /// The same, folded. Made on first use: a list of 100,000 rows has one total, which needs no comparison.
    folded: OnceCell<HashSet<String>>,
}

impl<'t> Names<'t> {
    fn of(table: &'t Table, labels: &'t [String]) -> Self {
        Self { table, labels, folded: OnceCell::new() }
    }

    fn folded(&self) -> &HashSet<String> {
        self.folded.get_or_init(|| {
            let names = self.labels.iter().flat_map(|label| [fold(label), fold(split_number(label).1)]);
            let is_code = |cited: &&Cited<Value>| matches!(cited.value, Value::Kode(_));
            let codes = self.table.items.iter().flat_map(|item| item.values.cited().filter(is_code));
            names.chain(codes.map(|code| fold(&code.text))).collect()
        })
    }

    /// Whether a label has a word for total before a name of several words that no row has, and no row's code: "Jumlah
    /// Sistem Siber Pertahanan". It may be the total of an unnamed group, and as well an indicator that counts.
    fn is_unknown(&self, label: &str) -> bool {
        let Some(name) = totalled_name(label).filter(|_| !is_grand_total_label(label)) else { return false };
        let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let has_digits = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
        let code = name.split(' ').filter(has_digits).collect::<Vec<_>>().join(" ");
        name.split(' ').filter(is_word).count() > 1
            && !self.folded().contains(&name)
            && !self.folded().contains(&code)
    }
}

/// The rows of a table whose names are those of totals of something that no row names.
#[derive(Default)]
struct OfUnknown {
    /// Number of those that are the sum of the rows above them.
    holding: usize,
    /// Those that are not.
    broken: Vec<ItemId>,
}

impl OfUnknown {
    /// Whether these rows count something instead: indicators are named "Jumlah …" as well, and add up nothing.
    fn are_counts(&self) -> bool {
        /// Minimum number of such rows that show it; fewer may be wrong totals.
        const MIN_BROKEN: usize = 3;
        self.broken.len() >= MIN_BROKEN && self.broken.len() > self.holding
    }
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

/// Whether a label says that its row is a total, and not of a balance.
fn is_named_total(label: &str) -> bool {
    total_label(label) == TotalLabel::Total && !has_any_folded_word(&fold(label), &vocabulary().balances)
}

/// Whether a row has words or a code.
pub fn has_words_or_code(table: &Table, id: ItemId) -> bool {
    let is_word = |value: &Value| matches!(value, Value::Text(_) | Value::Unclear(_) | Value::Kode(_));
    table.items.get(id).is_some_and(|item| item.values.cited().any(|cited| is_word(&cited.value)))
}

/// Whether a row has a code, which makes it an item.
pub fn has_code(item: &Item) -> bool {
    item.values.cited().any(|cited| matches!(cited.value, Value::Kode(_)))
}

/// Whether an item is a total by its level.
fn is_total(table: &Table, id: ItemId) -> bool {
    table.items.get(id).is_some_and(|item| item.level == Level::Jumlah)
}

/// Whether a folded label contains a word.
fn has_word(folded: &str, word: &str) -> bool {
    folded.split(' ').any(|own| own == word)
}

/// Whether a label is that of a total of everything: "JUMLAH", "TOTAL", "JUMLAH SELURUHNYA".
fn is_grand_total_label(label: &str) -> bool {
    let folded = fold(label);
    let words: Vec<&str> = folded.split(' ').collect();
    words.len() == 1
        || words
            .iter()
            .any(|word| matches!(*word, "grand" | "seluruh" | "seluruhnya" | "keseluruhan" | "semua"))
}

/// The amounts of every row in the columns that add up.
struct TotalFigures {
    /// The columns, by their index in the table. A place in a row is an index of this list.
    columns: Vec<usize>,
    /// The amounts of each row.
    rows: Vec<Vec<Option<Decimal>>>,
    /// Whether each row stands below one with amounts, which counts in its stead.
    is_below: Vec<bool>,
}

impl TotalFigures {
    fn new(table: &Table, columns: &[usize]) -> Self {
        let own = |item: &Item| -> Vec<Option<Decimal>> {
            columns.iter().map(|c| item.values.get(*c).and_then(|cited| cited.value.number())).collect()
        };
        let rows: Vec<Vec<Option<Decimal>>> = table.items.iter().map(own).collect();
        let mut is_below: Vec<bool> = Vec::new();
        for (id, item) in table.items.iter().enumerate() {
            // A parent stands before its children.
            let parent = item.parent.filter(|parent| *parent < id);
            is_below.push(
                parent.is_some_and(|parent| is_below[parent] || rows[parent].iter().any(Option::is_some)),
            );
        }
        Self { columns: columns.to_vec(), rows, is_below }
    }

    /// Whether a row has any amount.
    fn has_amount(&self, id: ItemId) -> bool {
        self.rows.get(id).is_some_and(|row| row.iter().any(Option::is_some))
    }

    /// Returns the columns in which a total repeats the last row above it and is not the sum: a running
    /// balance.
    fn running_columns(&self, total: ItemId, open: &[ItemId]) -> Vec<usize> {
        let (Some(stated), [_, .., last]) = (self.rows.get(total), open) else { return Vec::new() };
        let sum = |place: usize| {
            let parts = open.iter().filter_map(|part| self.rows[*part][place]);
            parts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
        };
        let repeats = |place: &usize| {
            let n = stated[*place];
            n.is_some_and(|n| !n.is_zero()) && n == self.rows[*last][*place] && n != sum(*place)
        };
        (0..stated.len()).filter(repeats).map(|place| self.columns[place]).collect()
    }

    /// Whether a row is the sum of the last open rows in all of its columns, of which there are at least two.
    fn is_sum(&self, id: ItemId, open: &[ItemId], left: &mut usize) -> bool {
        let stated = self.rows[id].iter().flatten().filter(|n| !n.is_zero()).count();
        let taken = (stated >= 2).then(|| self.find_parts(id, open, "", left)).flatten();
        // A sum is not zero where its rows have amounts.
        let is_nil = |place: usize| {
            let rest = |(_, part): &(i8, ItemId)| self.rows[*part][place].is_none_or(|n| n.is_zero());
            !self.rows[id][place].is_some_and(|n| n.is_zero())
                || taken.as_ref().is_none_or(|(parts, _)| parts.iter().all(rest))
        };
        if !(0..self.columns.len()).all(is_nil) {
            return false;
        }
        // Rows of zeros add nothing: a row that repeats another is no sum.
        let counts = |part: &ItemId| self.rows[*part].iter().flatten().any(|n| !n.is_zero());
        taken.is_some_and(|(parts, holding)| {
            holding == stated
                && self.is_hardly_chance(id, &parts)
                && parts.iter().filter(|(_, part)| counts(part)).count() >= 2
        })
    }

    /// Whether a total of several rows states the amount of only the last one, in its only column: then that
    /// row was copied, and is not all that the total is of.
    fn repeats_last_row(&self, id: ItemId, taken: &[(i8, ItemId)], since: usize) -> bool {
        const MIN_ROWS_SINCE_TOTAL: usize = 2;
        let stated = self.rows[id].iter().flatten().filter(|n| !n.is_zero()).count();
        taken.len() == 1 && since >= MIN_ROWS_SINCE_TOTAL && stated == 1
    }

    /// Whether a row may be the difference that its name says: it is in at least one of its columns, or it
    /// has a single one, which may be wrong.
    fn may_be_difference(&self, id: ItemId, parts: &[(i8, ItemId)]) -> bool {
        let sum = |place: usize| {
            parts.iter().try_fold(Decimal::ZERO, |sum, (sign, part)| {
                let n = self.rows.get(*part)?.get(place).copied().flatten().unwrap_or_default();
                sum.checked_add(n.checked_mul((*sign).into())?)
            })
        };
        let stated: Vec<(usize, Decimal)> =
            self.rows[id].iter().enumerate().filter_map(|(place, n)| Some((place, (*n)?))).collect();
        let holds = |(place, n): &(usize, Decimal)| {
            sum(*place).and_then(|sum| n.checked_sub(sum)).is_some_and(|d| d.abs() < Decimal::ONE)
        };
        stated.len() == 1 || stated.iter().any(holds)
    }

    /// Whether the rows add up to a multiple of a total in every column (see [`NESTED_SUM_MULTIPLES`]): some of them
    /// are subtotals.
    fn has_nested_subtotals(&self, total: ItemId, open: &[ItemId]) -> bool {
        let sum = |place: usize| {
            let parts = open.iter().filter_map(|part| self.rows[*part][place]);
            parts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
        };
        let mut places =
            (0..self.columns.len()).filter(|c| self.rows[total][*c].is_some_and(|n| !n.is_zero())).peekable();
        let is_so = |place: usize| {
            let (n, sum) = (self.rows[total][place].unwrap_or_default(), sum(place).unwrap_or_default());
            let times = |times: Decimal| n.checked_mul(times).map(|n| n.abs());
            times(NESTED_SUM_MULTIPLES.0)
                .zip(times(NESTED_SUM_MULTIPLES.1))
                .is_some_and(|(least, most)| (least..=most).contains(&sum.abs()))
        };
        places.peek().is_some() && places.all(is_so)
    }

    /// Whether a total is of other rows than those above it: they have subtotals of their own, or they are far from it.
    fn adds_up_others(&self, id: ItemId, taken: &[ItemId], is_open: bool, is_only: bool) -> bool {
        (is_open && self.has_nested_subtotals(id, taken)) || (!is_only && self.is_out_of_reach(id, taken))
    }

    /// Whether figures that add up to a row make it a total, given what its label says.
    fn bears_out_label(
        &self,
        id: ItemId,
        taken: &[(i8, ItemId)],
        since: usize,
        label: &str,
        names: &Names<'_>,
    ) -> bool {
        if is_named_total(label) && self.repeats_last_row(id, taken, since) {
            return false;
        }
        // Small counts add up by chance, and a row without a word for total may repeat the amount above it.
        match total_label(label) {
            TotalLabel::Total => !names.is_unknown(label) || self.is_hardly_chance(id, taken),
            TotalLabel::PossibleTotal if !begins_as_total(label) => true,
            _ => self.has_several_parts(id, taken) && self.is_hardly_chance(id, taken),
        }
    }

    /// Whether a total is the sum of its parts in a column whose figure is hardly a sum by chance.
    fn is_hardly_chance(&self, total: ItemId, parts: &[(i8, ItemId)]) -> bool {
        let holds = |place: usize| {
            let n = self.rows[total][place].filter(|n| is_conclusive(*n))?;
            let amounts = parts.iter().filter_map(|(_, part)| self.rows[*part][place]);
            Some(is_near(n, amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?))
        };
        (0..self.columns.len()).any(|place| holds(place) == Some(true))
    }

    /// Whether the rows are far from adding up to a total in every column (see [`OUT_OF_REACH`]): it is the total of more, or
    /// of other, rows than those above it. A power of ten is another unit or a slip.
    fn is_out_of_reach(&self, total: ItemId, open: &[ItemId]) -> bool {
        let sum = |place: usize| {
            let parts = open.iter().filter_map(|part| self.rows[*part][place]);
            parts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
        };
        let is_far = |place: usize| {
            let (stated, sum) = (self.rows[total][place].unwrap_or_default(), sum(place).unwrap_or_default());
            let (small, large) = (stated.abs().min(sum.abs()), stated.abs().max(sum.abs()));
            let times = large.checked_div(small).unwrap_or_default();
            let powers = [1_000, 1_000_000, 1_000_000_000].map(Decimal::from);
            times > OUT_OF_REACH && !powers.contains(&times.round())
        };
        let mut places =
            (0..self.columns.len()).filter(|c| self.rows[total][*c].is_some_and(|n| !n.is_zero())).peekable();
        places.peek().is_some() && places.all(is_far)
    }

    /// Whether at least two parts of a total have a figure in a column in which the total has one.
    fn has_several_parts(&self, total: ItemId, parts: &[(i8, ItemId)]) -> bool {
        let Some(stated) = self.rows.get(total) else { return false };
        let has_figure = |(_, part): &&(i8, ItemId)| {
            let figures = self.rows.get(*part).into_iter().flatten().zip(stated);
            figures.into_iter().any(|(own, stated)| stated.is_some() && own.is_some_and(|n| !n.is_zero()))
        };
        parts.iter().filter(has_figure).count() > 1
    }

    /// Returns the last open rows that add up to a total in most of its columns, and the number of these
    /// columns. `None` if no number of rows does, or if the budget of trials `left` is used up.
    fn find_parts(
        &self,
        total: ItemId,
        open: &[ItemId],
        label: &str,
        left: &mut usize,
    ) -> Option<(Vec<(i8, ItemId)>, usize)> {
        let stated = self.rows.get(total)?;
        let count = stated.iter().flatten().filter(|n| !n.is_zero()).count();
        let mut sums: Vec<Decimal> = vec![Decimal::ZERO; stated.len()];
        let agree = |sums: &[Decimal]| {
            let pairs = stated.iter().zip(sums).filter_map(|(n, sum)| Some(((*n)?, sum)));
            let fits = |(n, sum): &(Decimal, &Decimal)| {
                !n.is_zero() && n.checked_sub(**sum).is_some_and(|d| d.abs() < Decimal::ONE)
            };
            pairs.filter(fits).count()
        };
        let enough =
            |holding: usize| holding > 0 && is_at_least_percent(holding, count, MIN_MATCHING_COLUMNS_PERCENT);
        // The sum of parts beyond which each column is no longer tried.
        let far: Vec<(usize, Decimal)> = stated
            .iter()
            .enumerate()
            .filter_map(|(place, n)| {
                Some((place, n.as_ref()?.abs().checked_mul(Decimal::from(MAX_SUM_MULTIPLE))?))
            })
            .collect();
        // The difference between sums and stated amounts, all columns together.
        let apart = |sums: &[Decimal]| {
            let pairs = stated.iter().zip(sums).filter_map(|(n, sum)| (*n)?.checked_sub(*sum));
            pairs.fold(Decimal::ZERO, |all, apart| all.saturating_add(apart.abs()))
        };
        let mut best: Option<(usize, usize, Decimal)> = None;
        for (taken, part) in open.iter().rev().enumerate() {
            *left = left.checked_sub(1)?;
            for (sum, n) in sums.iter_mut().zip(self.rows.get(*part)?) {
                *sum = sum.checked_add(n.unwrap_or_default())?;
            }
            let holding = agree(&sums);
            // Of two that hold in as many columns, take the longer one, which adds zeros, unless it differs
            // much more.
            let apart = apart(&sums);
            let is_better = |(most, _, other): (usize, usize, Decimal)| {
                holding > most
                    || (holding == most && apart <= other.saturating_mul(MAX_DIFFERENCE_RATIO.into()))
            };
            if enough(holding) && best.is_none_or(is_better) {
                best = Some((holding, taken + 1, apart));
            }
            if far.iter().all(|(place, far)| sums.get(*place).is_some_and(|sum| sum.abs() > *far)) {
                break;
            }
        }
        if is_difference_label(&fold(label))
            && let [.., whole, less] = open
        {
            // "Surplus" right behind the totals of what came in and went out needs only one column that
            // holds.
            let folded = fold(label);
            let is_named = has_word(&folded, "surplus") || has_word(&folded, "defisit");
            let differences: Option<Vec<Decimal>> = self
                .rows
                .get(*whole)?
                .iter()
                .zip(self.rows.get(*less)?)
                .map(|(a, b)| a.unwrap_or_default().checked_sub(b.unwrap_or_default()))
                .collect();
            let holding = agree(&differences?);
            if (is_named && holding > 0) || (enough(holding) && best.is_none_or(|(most, ..)| holding > most))
            {
                return Some((vec![(1, *whole), (-1, *less)], holding));
            }
        }
        let (holding, taken, _) = best?;
        let parts = open.get(open.len() - taken..)?;
        Some((parts.iter().map(|part| (1, *part)).collect(), holding))
    }
}
