//! Tests whether figures bear a relation out, and in how many rows that is evidence.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Balance, Column, Item, Level, Table, Value};
use crate::text::column_formula::Formula;
use crate::text::quantity;

use crate::normalize::evidence::{
    MAX_RELATED_ROWS, MIN_DUPLICATE_HOLDING_PERCENT, MIN_FIGURES_HOLDING_PERCENT, MIN_INFORMATIVE_ROWS,
    MIN_LEFT_OUT_ROWS, is_at_least_percent, is_conclusive,
};

/// The figures of a table's rows: one row per item, one number per column.
pub struct RowFigures {
    rows: Vec<Vec<Option<Decimal>>>,
    /// For each row, whether it is a total.
    is_total: Vec<bool>,
}

/// Number of decimals to which shares are compared.
const SHARE_DECIMALS: u32 = 6;

/// How far the rows bear a relation out.
///
/// A row is informative if it is evidence for this relation and no simpler one. Its result is not zero. For a
/// ratio, the value is neither 1 nor 100 and two terms count; for a product, no factor is one; for a sum, it
/// is not the difference of two equal figures.
#[derive(Debug, Default, Clone)]
pub struct Trial {
    /// Number of informative rows in which the relation holds.
    pub holding: usize,
    /// Number of informative rows.
    pub informative: usize,
    /// Number of rows in which the relation does not hold, informative or not.
    pub broken: usize,
    /// Number of rows with a result and no terms, or only zeros.
    pub unfilled: usize,
    /// Number of different results among the rows that hold.
    distinct_results: usize,
    /// Whether each row that holds is a whole multiple of one of them.
    repeats_one_row: bool,
    /// Whether each term that is ever filled is needed in at least one row.
    needs_every_term: bool,
    /// Number of terms needed in at least one row. A sum of one is a copy.
    pub needed_terms: usize,
    /// Whether the relation only adds and subtracts.
    is_sum: bool,
    /// Number of informative rows in which a sum holds and the column that equals it most often does not.
    beyond_copy: usize,
    /// Number of rows that state a whole multiple of a product, twice to sixty times.
    multiples: usize,
}

impl Trial {
    /// Whether at least `fewest` rows and `percent` percent bear the relation out, and every term is needed.
    pub fn is_confirmed(&self, fewest: usize, percent: usize) -> bool {
        let is_told = !self.is_sum || (self.needed_terms > 1 && !self.is_mostly_copy());
        self.needs_every_term && is_told && self.is_borne_out(fewest, percent)
    }

    /// Whether a sum explains hardly more than the copy of one of its columns: most members pay each month what they paid
    /// in another one, and one of them owed something then.
    fn is_mostly_copy(&self) -> bool {
        self.beyond_copy <= self.broken.min(self.holding / 2)
    }

    /// Whether enough rows hold, without asking that each term be needed. This suffices if words name each
    /// term: a month that is zero throughout is one of the twelve. A single broken row does not count against
    /// the share of tested rows.
    pub fn is_borne_out(&self, fewest: usize, percent: usize) -> bool {
        self.holding >= fewest
            && !self.lacks_factor()
            && self.distinct_results >= fewest
            && (self.broken <= 1 || is_at_least_percent(self.holding, self.holding + self.broken, percent))
            && is_at_least_percent(self.holding, self.informative, percent.min(75))
    }

    /// Whether rows that do not hold are mostly whole multiples: the product lacks a factor that no column states, as
    /// the number of years in "tariff × area", of which most pay one and some pay five.
    fn lacks_factor(&self) -> bool {
        self.multiples >= MIN_INFORMATIVE_ROWS && self.multiples * 2 > self.broken
    }

    /// Whether too many rows contradict a product that only words suggest: a list of fees paid has tariffs and
    /// areas, and half of the payers pay for more than one year. A few rows may be wrong in any list.
    pub fn is_contradicted(&self) -> bool {
        /// Maximum number of rows that are wrong in any list.
        const MAX_WRONG: usize = 3;
        /// Maximum share of a longer list's rows that are wrong, in percent.
        const MAX_WRONG_PERCENT: usize = 10;
        self.broken > MAX_WRONG && self.broken * 100 > (self.holding + self.broken) * MAX_WRONG_PERCENT
    }

    /// Whether so many rows contradict a sum, and so many do not, that the column is computed in two ways: a difference
    /// from one tariff or another, whichever applies.
    pub fn has_two_ways(&self) -> bool {
        /// Minimum number of rows that another way explains; fewer may be wrong.
        const MIN_OTHER: usize = 3;
        /// Minimum share of these rows, in percent.
        const MIN_OTHER_PERCENT: usize = 25;
        let has_other =
            self.broken >= MIN_OTHER && self.broken * 100 > (self.holding + self.broken) * MIN_OTHER_PERCENT;
        has_other && !self.holds_hardly_ever()
    }

    /// Whether a relation holds in at most one in five informative rows: the column is another year's.
    pub fn holds_hardly_ever(&self) -> bool {
        self.holding * 5 <= self.informative
    }

    /// Whether figures alone show the relation. A single term would be a copy, and rows that state the result
    /// without any term are evidence against a sum. Fees that are the same for everybody, once or for several months,
    /// are one row of evidence.
    pub fn is_shown_by_figures(&self, fewest: usize, percent: usize) -> bool {
        let all = self.holding + self.broken + self.unfilled;
        let is_filled = self.unfilled == 0 || is_at_least_percent(self.holding, all, percent);
        self.needed_terms > 1 && !self.repeats_one_row && self.is_confirmed(fewest, percent) && is_filled
    }

    /// Whether this relation is borne out better than another: more rows hold, less those that do not.
    pub fn beats(&self, other: &Self) -> bool {
        let rank = |trial: &Self| (trial.holding.saturating_sub(trial.broken), trial.holding);
        rank(self) > rank(other)
    }
}

impl RowFigures {
    /// Collects the figures of the first [`MAX_RELATED_ROWS`] rows, from which relations are chosen.
    pub fn from_first_rows(table: &Table) -> Self {
        Self::from_items(table, table.items.get(..MAX_RELATED_ROWS).unwrap_or(&table.items))
    }

    /// Collects the figures of all rows.
    pub fn from_table(table: &Table) -> Self {
        Self::from_items(table, &table.items)
    }

    fn from_items(table: &Table, items: &[Item]) -> Self {
        Self {
            rows: items.iter().map(|item| row_figures(table, item)).collect(),
            is_total: items.iter().map(|item| item.level == Level::Jumlah).collect(),
        }
    }

    /// Tests how far the rows bear out that a column is computed by a formula. Returns an empty trial if a
    /// column of the formula is missing, or is the result itself.
    pub fn test_formula(&self, table: &Table, place: usize, formula: &Formula) -> Trial {
        let mut trial = Trial::default();
        let Some(column) = table.columns.get(place) else { return trial };
        let is_percent = column.kind == Kind::Percent;
        let is_signed = formula.is_linear();
        let is_percentage = formula.contains_hundred();
        let numbers: Vec<u32> = formula.columns();
        let found: Vec<(u32, usize)> = numbers
            .iter()
            .filter_map(|number| Some((*number, table.column_with_number(*number, column)?)))
            .collect();
        let places: Vec<usize> = found.iter().map(|(_, at)| *at).collect();
        if places.len() != numbers.len() || places.contains(&place) {
            return trial;
        }
        let mut needed: BTreeSet<usize> = BTreeSet::new();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        let mut results: BTreeSet<Decimal> = BTreeSet::new();
        let mut shares: BTreeSet<Decimal> = BTreeSet::new();
        let mut copies: BTreeMap<usize, usize> = BTreeMap::new();
        for (row, item) in self.rows.iter().zip(&table.items) {
            let Some(stated) = row.get(place).copied().flatten() else { continue };
            let has_sign = item.values.get(place).is_some_and(|c| matches!(c.value, Value::Percent(_)));
            let given = |number: u32| {
                let at = found.iter().find(|(known, _)| *known == number)?.1;
                // A blank cell counts as zero in a sum.
                row.get(at).copied().flatten().or(is_signed.then_some(Decimal::ZERO))
            };
            let Ok(value) = formula.value(&given) else { continue };
            let terms: Vec<(usize, Decimal)> = places
                .iter()
                .filter_map(|at| Some((*at, row.get(*at).copied().flatten()?)))
                .filter(|(_, n)| !n.is_zero())
                .collect();
            if terms.is_empty() || (stated.is_zero() && value.is_zero()) {
                trial.unfilled += usize::from(!stated.is_zero());
                continue;
            }
            seen.extend(terms.iter().map(|(at, _)| *at));
            let holds = match (is_percent, is_signed) {
                (true, false) => is_stated_share(stated, value, has_sign && !is_percentage),
                (true, true) => is_rounded_difference(stated, value),
                (false, _) => agrees(stated, value),
            };
            if !holds {
                trial.broken += 1;
                trial.multiples += usize::from(!is_signed && is_multiple(stated, value));
            }
            if !is_informative(formula, stated, value, &terms, is_percent) {
                continue;
            }
            trial.informative += 1;
            if holds {
                trial.holding += 1;
                results.insert(stated.normalize());
                for (at, _) in terms.iter().filter(|(_, n)| is_signed && agrees(stated, *n)) {
                    *copies.entry(*at).or_default() += 1;
                }
                let share = terms.first().and_then(|(_, first)| first.checked_div(stated));
                shares.extend(share.map(|share| share.round_dp(SHARE_DECIMALS).normalize()));
                // A term below the tolerance proves nothing: a share beside amounts of money.
                let is_felt = |n: Decimal| !is_signed || is_percent || n.abs() >= tolerance(value);
                needed.extend(terms.iter().filter(|(_, n)| is_felt(*n)).map(|(at, _)| *at));
            }
        }
        trial.distinct_results = results.len();
        let is_multiple = |n: &Decimal| {
            let smallest = results.first().and_then(|smallest| n.checked_rem(*smallest));
            smallest.is_some_and(|rest| rest.is_zero())
        };
        trial.repeats_one_row = shares.len() == 1 && results.iter().all(is_multiple);
        // A column of zeros proves nothing of itself, and may still belong to the sum.
        trial.needed_terms = needed.len();
        trial.is_sum = is_signed;
        trial.beyond_copy = trial.holding - copies.into_values().max().unwrap_or_default();
        trial.needs_every_term = seen.iter().all(|at| needed.contains(at));
        trial
    }

    /// Whether a sum leaves a column out: another column explains nearly all rows in which the sum does not
    /// hold, and is blank or zero in nearly all others.
    pub fn leaves_out_column(&self, table: &Table, place: usize, formula: &Formula) -> bool {
        let Some(column) = table.columns.get(place) else { return false };
        let numbers = formula.columns();
        let found: Vec<(u32, usize)> = numbers
            .iter()
            .filter_map(|number| Some((*number, table.column_with_number(*number, column)?)))
            .collect();
        let number = |row: &[Option<Decimal>], at: usize| row.get(at).copied().flatten().unwrap_or_default();
        // The difference of a row, and whether the row holds: a change may be stated without its sign.
        let apart = |row: &Vec<Option<Decimal>>| {
            let stated = row.get(place).copied().flatten()?;
            let given = |number_of: u32| {
                let at = found.iter().find(|(known, _)| *known == number_of)?.1;
                Some(number(row, at))
            };
            let value = formula.value(&given).ok()?;
            Some((stated.checked_sub(value)?, agrees(stated, value)))
        };
        let (mut broken, mut holding) = (Vec::new(), Vec::new());
        for row in &self.rows {
            let Some((apart, holds)) = apart(row) else { continue };
            if holds { &mut holding } else { &mut broken }.push((row, apart));
        }
        if broken.is_empty()
            || broken.len() < MIN_LEFT_OUT_ROWS && !broken.iter().all(|(_, apart)| is_conclusive(*apart))
        {
            return false;
        }
        let explains = |at: usize| {
            let all = broken.iter().filter(|(row, apart)| {
                let rest = number(row, at).abs().checked_sub(apart.abs());
                rest.is_some_and(|rest| rest.abs() < Decimal::ONE)
            });
            let without = holding.iter().filter(|(row, _)| number(row, at).is_zero());
            let all = all.count();
            // One of the broken rows may be wrong itself.
            let explains_most = is_at_least_percent(all, broken.len(), MIN_FIGURES_HOLDING_PERCENT)
                || (all >= MIN_LEFT_OUT_ROWS && all + 1 == broken.len());
            explains_most
                && is_at_least_percent(without.count(), holding.len(), MIN_DUPLICATE_HOLDING_PERCENT)
        };
        let mut others = 0..table.columns.len();
        others.any(|at| at != place && !found.iter().any(|(_, known)| *known == at) && explains(at))
    }

    /// Returns in how many rows a running balance holds, and in how many it was tested: those in which
    /// something came in or went out.
    pub fn test_balance(&self, balance: &Balance) -> (usize, usize) {
        let sum = |row: &[Option<Decimal>], columns: &[usize]| {
            columns.iter().try_fold(Decimal::ZERO, |sum, c| {
                sum.checked_add(row.get(*c).copied().flatten().unwrap_or_default())
            })
        };
        let (mut holding, mut tested) = (0, 0);
        let mut before: Option<Decimal> = None;
        for (row, is_total) in self.rows.iter().zip(&self.is_total) {
            let Some(stated) = row.get(balance.column).copied().flatten() else { continue };
            if *is_total {
                continue;
            }
            if let (Some(before), Some(plus), Some(minus)) =
                (before, sum(row, &balance.plus), sum(row, &balance.minus))
                && !(plus.is_zero() && minus.is_zero())
            {
                tested += 1;
                let value = before.checked_add(plus).and_then(|n| n.checked_sub(minus));
                holding += usize::from(value.is_some_and(|value| agrees(stated, value)));
            }
            before = Some(stated);
        }
        (holding, tested)
    }
}

/// Whether a figure is a whole multiple of another, twice to sixty times: months, years, persons.
fn is_multiple(stated: Decimal, value: Decimal) -> bool {
    const MAX_MULTIPLE: Decimal = Decimal::from_parts(60, 0, 0, false, 0);
    let times = stated.checked_div(value).filter(|times| times.fract().is_zero());
    times.is_some_and(|times| times >= Decimal::TWO && times <= MAX_MULTIPLE)
}

/// Whether a row is evidence for a relation, rather than for a simpler one as well: see [`Trial`].
fn is_informative(
    formula: &Formula,
    stated: Decimal,
    value: Decimal,
    terms: &[(usize, Decimal)],
    is_percent: bool,
) -> bool {
    if stated.is_zero() {
        return false;
    }
    if is_percent && !formula.is_linear() {
        // A ratio of 100% proves nothing.
        let is_whole = [Decimal::ONE, Decimal::ONE_HUNDRED].contains(&value.normalize());
        return !is_whole && terms.len() >= 2;
    }
    if formula.is_linear() {
        // A single term counts: in a wide list of sources each row fills one, and they take turns.
        let is_difference = terms.len() == 2 && value.is_zero();
        return !is_difference;
    }
    // A factor of one makes the product a copy.
    let columns = formula.columns();
    let is_rate = columns.len() == 1;
    (is_rate || terms.len() >= 2) && terms.iter().all(|(_, n)| *n != Decimal::ONE)
}

/// Returns the numbers of a row, one per column. A dash counts as zero.
fn row_figures(table: &Table, item: &Item) -> Vec<Option<Decimal>> {
    let number = |(place, column): (usize, &Column)| {
        let cited = item.values.get(place)?;
        match &cited.value {
            Value::Nil => Some(Decimal::ZERO),
            Value::Text(text) if column.kind == Kind::Quantity => quantity::product_of_factors(text),
            Value::Quantity(n, Some(_)) if column.kind == Kind::Quantity => {
                quantity::product_of_factors(&cited.text).or(Some(*n))
            }
            value => value.number(),
        }
    };
    table.columns.iter().enumerate().map(number).collect()
}

/// Whether a stated figure agrees with a computed one, within [`tolerance`]. A change may be stated without its
/// sign.
pub fn agrees(stated: Decimal, value: Decimal) -> bool {
    let near = |a: Decimal| a.checked_sub(stated).is_some_and(|d| d.abs() < tolerance(value));
    near(value) || near(value.abs())
}

/// Returns the difference below which two figures of this size agree: a rupiah from a thousand on, else a
/// hundredth.
fn tolerance(value: Decimal) -> Decimal {
    if value.abs() >= 1_000.into() { Decimal::ONE } else { Decimal::new(1, 2) }
}

/// Whether a stated percentage is the difference of two printed ones: each of the three is rounded to a
/// hundredth.
fn is_rounded_difference(stated: Decimal, value: Decimal) -> bool {
    stated.checked_sub(value).is_some_and(|d| d.abs() < Decimal::new(2, 2))
}

/// Whether a stated percentage is this share, within one unit of its last decimal place: as a percentage, or, unless it
/// `has_sign`, as the share itself.
fn is_stated_share(stated: Decimal, value: Decimal, has_sign: bool) -> bool {
    let places = stated.normalize().scale().min(10);
    let unit = Decimal::new(1, places);
    let near =
        |exact: Option<Decimal>| exact.and_then(|e| e.checked_sub(stated)).is_some_and(|d| d.abs() < unit);
    near(value.checked_mul(Decimal::ONE_HUNDRED))
        || !has_sign && near(Some(value)) && (places >= 2 || value.abs() > 1.into())
}
