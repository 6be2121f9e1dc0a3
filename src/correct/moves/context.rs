//! The figures and sums that moves are proposed for, and what all kinds of moves ask of them.

use std::collections::{BTreeSet, HashMap};

use super::plan_subsets::PlanSubsets;
use super::step::Changes;
use crate::correct::TrustedSource;
use crate::correct::amounts::is_distinctive;
use crate::correct::column_formulas;
use crate::correct::sum_cells::Figures;
use crate::model::{Book, Renja, Value};

/// The figures and everything that proposes changes to them.
pub struct Moves<'a> {
    /// The column formulas of each table.
    pub(super) columns: column_formulas::ColumnFormulas<'a>,
    /// The figures and sums.
    pub figures: &'a Figures,
    /// The side that the office trusts; `None` if it trusts neither.
    pub reference: Option<&'a TrustedSource>,
    /// The figures of the trusted form.
    pub trusted: BTreeSet<usize>,
    /// The figures by table, column and amount. An amount that stands in two rows may be a copy.
    pub figures_by_amount: HashMap<(usize, usize, i128), Vec<usize>>,
    /// The sums of programs that a row of the recapitulation may hold.
    pub(super) parts: PlanSubsets,
}

impl<'a> Moves<'a> {
    /// Indexes the figures by amount and reads the column formulas.
    pub fn new(
        (renja, book): (&'a Renja, &'a Book),
        figures: &'a Figures,
        reference: Option<&'a TrustedSource>,
        trusted: BTreeSet<usize>,
    ) -> Self {
        let mut rows: HashMap<(usize, usize, i128), Vec<usize>> = HashMap::new();
        for (i, figure) in figures.cells.iter().enumerate() {
            if let (Some(place), Some(units)) = (figure.place, figure.units)
                && is_distinctive(units)
            {
                rows.entry((place.table, place.column, units)).or_default().push(i);
            }
        }
        let parts = PlanSubsets::new(figures);
        Self {
            columns: column_formulas::ColumnFormulas::new(renja, book),
            figures,
            reference,
            trusted,
            figures_by_amount: rows,
            parts,
        }
    }

    /// Returns the value of a figure after the changes, 0 for a blank.
    pub fn value(&self, figure: usize, changes: &Changes) -> i128 {
        changes.get(&figure).map_or_else(|| self.figures.stated_units(figure), |step| step.to)
    }

    /// Returns by how much the terms of a sum exceed its result after the changes.
    pub fn difference(&self, sum: usize, changes: &Changes) -> i128 {
        let mut difference = self.figures.sums[sum].difference;
        for (figure, step) in changes {
            for (_, sign) in self.figures.cells[*figure].sums.iter().filter(|(s, _)| *s == sum) {
                difference += sign * (step.to - self.figures.stated_units(*figure));
            }
        }
        difference
    }

    /// Returns the figures of a sum: the result, then the terms.
    pub(super) fn members(&self, sum: usize) -> impl Iterator<Item = usize> + '_ {
        let s = &self.figures.sums[sum];
        std::iter::once(s.result).chain(s.terms.iter().copied())
    }

    /// Whether a figure must keep its value when a sum is closed. This is so if a person locked it, if it
    /// holds a formula that is no result of a known sum (volume × price) or is itself wrong, or if it is a
    /// percentage among amounts.
    pub(super) fn is_fixed(&self, figure: usize, sum: usize) -> bool {
        let f = &self.figures.cells[figure];
        let is_percent = |i: usize| matches!(self.figures.cells[i].value, Some(Value::Percent(_)));
        let among_amounts =
            || self.members(sum).any(|m| self.figures.cells[m].units.is_some() && !is_percent(m));
        let is_result = figure == self.figures.sums[sum].result;
        let is_wrong =
            |(s, _): &(usize, i128)| self.figures.sums[*s].result == figure && self.has_wrong_formula(*s);
        let of_formula = || !self.figures.is_result(figure) || f.sums.iter().any(is_wrong);
        f.locked || f.has_formula && !is_result && of_formula() || is_percent(figure) && among_amounts()
    }

    /// Whether a sum does not close because the formula of its result is wrong.
    pub(super) fn has_wrong_formula(&self, sum: usize) -> bool {
        let s = &self.figures.sums[sum];
        s.reads_parts && !s.holds && !self.figures.cells[s.result].locked
    }

    /// Whether the stated value of a row of the recapitulation is an exact sum of items of the plan.
    pub(super) fn is_plan_sum(&self, figure: usize, sum: usize) -> bool {
        self.parts.sums.contains(&sum)
            && self.figures.sums[sum].result != figure
            && self.parts.items_for(self.figures.stated_units(figure)).is_some()
    }

    /// Returns another figure of the same column with the same amount, from which this one may have been
    /// copied. Both are leaves, or neither is. `None` if there is no such figure.
    pub fn copied_from(&self, figure: usize) -> Option<usize> {
        let f = &self.figures.cells[figure];
        let place = f.place?;
        let rows = self.figures_by_amount.get(&(place.table, place.column, f.units?))?;
        // A program with a single kegiatan rightly has the same amount.
        let related = |other: usize| {
            let sums = &self.figures.sums;
            let pair = |a: usize, b: usize| {
                self.figures.cells[a]
                    .sums
                    .iter()
                    .any(|(s, _)| sums[*s].result == a && sums[*s].terms.contains(&b))
            };
            pair(figure, other) || pair(other, figure)
        };
        let is_leaf = |i: usize| self.figures.sum_below(i).is_none();
        rows.iter().copied().find(|o| *o != figure && is_leaf(*o) == is_leaf(figure) && !related(*o))
    }
}
