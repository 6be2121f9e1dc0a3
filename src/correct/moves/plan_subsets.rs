//! Which amounts a row of the recapitulation may hold: those of subsets of the plan's programs.

use std::collections::{BTreeSet, HashMap};

use crate::correct::amounts::gcd;
use crate::correct::sum_cells::Figures;
use crate::model::RelationKind;

/// Maximum number of outermost items whose subsets are all summed (2^16 sums).
const MAX_SUBSET_ITEMS: usize = 16;

/// All sums of subsets of the plan's outermost items: the amounts into which a recapitulation may split the
/// total.
#[derive(Default)]
pub(super) struct PlanSubsets {
    /// The rows of the recapitulation that do not close, as indexes of sums.
    pub(super) sums: BTreeSet<usize>,
    /// The outermost items of the plan, as figures.
    items: Vec<usize>,
    /// For each amount, one subset of the items that adds up to it, as a bit mask.
    pub(super) by_amount: HashMap<i128, u32>,
}

impl PlanSubsets {
    /// Finds the rows of the recapitulation whose total is the plan's, and sums every subset of the plan's
    /// programs. Empty if there are more than [`MAX_SUBSET_ITEMS`] programs, or if their amounts are so round that
    /// some subset gives almost any amount.
    pub(super) fn new(figures: &Figures) -> Self {
        let recaps = figures.sums.iter().filter(|s| s.kind == RelationKind::Recap);
        let mut parts = Self::default();
        for recap in recaps {
            let rows = figures.cells[recap.result].sums.iter().map(|(s, _)| *s);
            parts.sums.extend(rows.filter(|s| {
                let sum = &figures.sums[*s];
                sum.kind == RelationKind::Row && sum.result == recap.result && !sum.findings.is_empty()
            }));
            parts.items = match recap.terms[..] {
                [total] => figures.sum_below(total).map_or(Vec::new(), |s| figures.sums[s].terms.clone()),
                _ => recap.terms.clone(),
            };
        }
        let amounts: Vec<i128> = parts.items.iter().map(|f| figures.stated_units(*f)).collect();
        let n = amounts.len();
        let round = amounts.iter().copied().fold(0, gcd).max(1);
        let range: i128 = amounts.iter().map(|a| a.abs()).sum();
        if parts.sums.is_empty() || n > MAX_SUBSET_ITEMS || (20i128 << n) > range / round {
            return Self::default();
        }
        for mask in 1u32..1 << n {
            let of = |i: &usize| mask >> i & 1 == 1;
            let sum = (0..n).filter(of).map(|i| amounts[i]).sum();
            parts.by_amount.entry(sum).or_insert(mask);
        }
        parts
    }

    /// Returns the items that add up to an amount; `None` if no subset does.
    pub(super) fn items_for(&self, amount: i128) -> Option<Vec<usize>> {
        let mask = self.by_amount.get(&amount)?;
        Some(self.items.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, f)| *f).collect())
    }
}
