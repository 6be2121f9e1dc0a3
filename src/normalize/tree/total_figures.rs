//! What the figures show about totals: which rows above a total add up to it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::model::{Cited, Item, ItemId, Table, Value, is_out_of_reach};
use crate::text::fold::fold;

use crate::normalize::evidence::{
    MAX_DIFFERENCE_RATIO, MAX_SUM_MULTIPLE, MIN_COLUMNS_BUT_ONE, MIN_COLUMNS_OF_LAST_ROW,
    MIN_MATCHING_COLUMNS_PERCENT, NESTED_SUM_MULTIPLES, is_at_least_percent, is_conclusive, is_distinctive,
};
use crate::normalize::tree::figures::is_near;

use super::total_labels::{
    Names, TotalLabel, begins_as_total, has_word, is_difference_label, is_named_total, total_label,
};

/// The amounts of every row in the columns that add up.
pub struct TotalFigures {
    /// The columns, by their index in the table. A place in a row is an index of this list.
    columns: Vec<usize>,
    /// The amounts of each row.
    rows: Vec<Vec<Option<Decimal>>>,
    /// Whether each row stands below one with amounts, which counts in its stead.
    pub is_below: Vec<bool>,
}

impl TotalFigures {
    pub fn new(table: &Table, columns: &[usize]) -> Self {
        let own = |item: &Item| -> Vec<Option<Decimal>> {
            // A dash says that there is nothing: zero.
            let number = |cited: &Cited<Value>| match cited.value {
                Value::Nil => Some(Decimal::ZERO),
                ref value => value.number(),
            };
            columns.iter().map(|c| item.values.get(*c).and_then(number)).collect()
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
    pub fn has_amount(&self, id: ItemId) -> bool {
        self.rows.get(id).is_some_and(|row| row.iter().any(Option::is_some))
    }

    /// Returns the columns in which a total repeats the last row above it and is not the sum: a running
    /// balance.
    pub fn running_columns(&self, total: ItemId, open: &[ItemId]) -> Vec<usize> {
        let (Some(stated), [_, .., last]) = (self.rows.get(total), open) else { return Vec::new() };
        let repeats = |place: &usize| {
            let n = stated[*place];
            let is_sum = || n == self.sum(open.iter().map(|part| (1, *part)), *place);
            n.is_some_and(|n| !n.is_zero()) && n == self.rows[*last][*place] && !is_sum()
        };
        (0..stated.len()).filter(repeats).map(|place| self.columns[place]).collect()
    }

    /// Whether a row is the sum of the last open rows in all of its columns, of which there are at least two. Of many
    /// columns, one may be wrong; for the last row of a table, some of them are enough.
    pub fn is_sum(&self, id: ItemId, open: &[ItemId], left: &mut usize) -> bool {
        let stated = self.rows[id].iter().flatten().filter(|n| !n.is_zero()).count();
        let found = (stated >= 2).then(|| self.find_parts(id, open, "", left)).flatten();
        let Some((parts, holding)) = found else { return false };
        let has_amount = |part: ItemId, place: usize| self.rows[part][place].is_some_and(|n| !n.is_zero());
        // A sum is not zero where its rows have amounts.
        let is_zero = |place: &usize| self.rows[id][*place].is_some_and(|n| n.is_zero());
        let mut zeros = (0..self.columns.len()).filter(is_zero);
        let is_blank = |place: usize| parts.iter().all(|(_, part)| !has_amount(*part, place));
        // Rows that add nothing to what is stated are no parts: a row that repeats another is no sum.
        let counts = |part: ItemId| {
            (0..self.columns.len()).any(|place| has_amount(id, place) && has_amount(part, place))
        };
        let told = self.count_distinctive(id, &parts);
        // The same amount in several columns is one figure, which round amounts give by chance.
        let amounts = self.rows[id].iter().flatten().filter(|n| !n.is_zero()).collect::<BTreeSet<_>>();
        let is_in_all = holding == stated
            || (told >= MIN_COLUMNS_BUT_ONE && holding + 1 == stated)
            || (id + 1 == self.rows.len() && told >= MIN_COLUMNS_OF_LAST_ROW);
        is_in_all
            && (amounts.len() >= 2 || told > 0)
            && zeros.all(is_blank)
            && self.is_hardly_chance(id, &parts)
            && parts.iter().filter(|(_, part)| counts(*part)).count() >= 2
    }

    /// Returns the number of columns in which a row is the sum of others and its figure is distinctive.
    fn count_distinctive(&self, id: ItemId, parts: &[(i8, ItemId)]) -> usize {
        let is_told = |place: &usize| {
            let stated = self.rows[id][*place].filter(|n| is_distinctive(*n));
            stated.zip(self.sum(parts.iter().copied(), *place)).is_some_and(|(n, sum)| is_near(n, sum))
        };
        (0..self.columns.len()).filter(is_told).count()
    }

    /// Whether a row below several others repeats only the last in some of its columns, and nothing but round figures:
    /// "Total RT 2" below the fees of one house.
    fn repeats_by_chance(&self, id: ItemId, taken: &[(i8, ItemId)], since: usize) -> bool {
        let differs = |place: usize| {
            let stated = self.rows[id][place].filter(|n| !n.is_zero());
            stated.is_some_and(|n| self.sum(taken.iter().copied(), place).is_none_or(|sum| !is_near(n, sum)))
        };
        taken.len() == 1
            && since != 1
            && (0..self.columns.len()).any(differs)
            && self.count_distinctive(id, taken) == 0
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
    pub fn may_be_difference(&self, id: ItemId, parts: &[(i8, ItemId)]) -> bool {
        let stated: Vec<(usize, Decimal)> =
            self.rows[id].iter().enumerate().filter_map(|(place, n)| Some((place, (*n)?))).collect();
        let holds = |(place, n): &(usize, Decimal)| {
            self.sum(parts.iter().copied(), *place).is_some_and(|sum| is_near(*n, sum))
        };
        stated.len() == 1 || stated.iter().any(holds)
    }

    /// Whether the rows add up to a multiple of a total in every column (see [`NESTED_SUM_MULTIPLES`]): some of them
    /// are subtotals.
    fn has_nested_subtotals(&self, total: ItemId, open: &[ItemId]) -> bool {
        self.is_so_in_all(total, open, |n, sum| {
            let times = |times: Decimal| n.checked_mul(times).map(|n| n.abs());
            times(NESTED_SUM_MULTIPLES.0)
                .zip(times(NESTED_SUM_MULTIPLES.1))
                .is_some_and(|(least, most)| (least..=most).contains(&sum.abs()))
        })
    }

    /// Whether a total is of other rows than those above it: they have subtotals of their own, or they are far from it.
    pub fn adds_up_others(&self, id: ItemId, taken: &[ItemId], is_open: bool, is_only: bool) -> bool {
        /// Minimum number of rows of a list in which subtotals may stand that nothing else shows.
        const MIN_LONG_LIST: usize = 100;
        let may_nest = is_open || taken.len() >= MIN_LONG_LIST;
        (may_nest && self.has_nested_subtotals(id, taken)) || (!is_only && self.is_out_of_reach(id, taken))
    }

    /// Whether figures that add up to a row make it a total, given what its label says.
    pub fn bears_out_label(
        &self,
        id: ItemId,
        taken: &[(i8, ItemId)],
        since: usize,
        label: &str,
        names: &Names<'_>,
    ) -> bool {
        let is_copy = is_named_total(label) && self.repeats_last_row(id, taken, since);
        if is_copy || self.repeats_by_chance(id, taken, since) {
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
        (0..self.columns.len()).any(|place| {
            let stated = self.rows[total][place].filter(|n| is_conclusive(*n));
            stated.zip(self.sum(parts.iter().copied(), place)).is_some_and(|(n, sum)| is_near(n, sum))
        })
    }

    /// Whether the rows are far from adding up to a total in every column (see [`is_out_of_reach`]): it is the
    /// total of more, or of other, rows than those above it.
    fn is_out_of_reach(&self, total: ItemId, open: &[ItemId]) -> bool {
        self.is_so_in_all(total, open, is_out_of_reach)
    }

    /// Whether a test holds for the amount of a total and the sum of the rows, in every column in which the
    /// total has an amount, of which there is at least one.
    fn is_so_in_all(&self, total: ItemId, open: &[ItemId], test: impl Fn(Decimal, Decimal) -> bool) -> bool {
        let amount = |place: usize| Some((place, self.rows[total][place].filter(|n| !n.is_zero())?));
        let mut stated = (0..self.columns.len()).filter_map(amount).peekable();
        let sum = |place: usize| self.sum(open.iter().map(|part| (1, *part)), place).unwrap_or_default();
        stated.peek().is_some() && stated.all(|(place, n)| test(n, sum(place)))
    }

    /// Returns the sum of signed rows in a column; blanks count as zero. `None` on overflow.
    fn sum(&self, parts: impl Iterator<Item = (i8, ItemId)>, place: usize) -> Option<Decimal> {
        parts.into_iter().try_fold(Decimal::ZERO, |sum, (sign, part)| {
            let n = self.rows.get(part)?.get(place).copied().flatten().unwrap_or_default();
            sum.checked_add(n.checked_mul(sign.into())?)
        })
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
    pub fn find_parts(
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
