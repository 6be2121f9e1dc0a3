//! Moves in which one cell takes the value that the other cells of its sum leave for it, and the reasons that
//! support such a value: a typing slip, a copied row, a part that was left out or counted twice.

use super::context::Moves;
use super::cost;
use super::step::{Changes, Move, Step, StepReason};
use crate::correct::amounts::{ONE_RUPIAH, is_distinctive};
use crate::correct::sum_cells::Sum;
use crate::correct::typing_slip::{Slip, slip_of};
use crate::model::Value;

/// Maximum number of unsupported items to list one by one as possible causes. With more of them, one empty
/// move stands for all.
const MAX_LISTED_ITEMS: usize = 4;

impl Moves<'_> {
    /// Returns the moves in which one cell takes the value that the other cells of the sum leave for it.
    pub(super) fn implied_moves(&self, sum: usize, difference: i128, changes: &Changes) -> Vec<Move> {
        let s = &self.figures.sums[sum];
        let may_be_negative = self.members(sum).any(|f| self.figures.stated_units(f) < 0);
        let blanks = s.terms.iter().filter(|t| self.is_blank(**t) && !changes.contains_key(t)).count();
        let mut moves = Vec::new();
        let mut leaves = Vec::new();
        for figure in self.members(sum) {
            let f = &self.figures.cells[figure];
            if changes.contains_key(&figure) || self.is_fixed(figure, sum) {
                continue;
            }
            // If the result was typed over a formula, the result is wrong and not its parts.
            if figure != s.result && self.is_typed_over(s, changes) {
                continue;
            }
            let sign: i128 = f.sums.iter().filter(|(s, _)| *s == sum).map(|(_, sign)| sign).sum();
            let stated = self.figures.stated_units(figure);
            if sign.abs() != 1 {
                continue;
            }
            let to = stated - sign * difference;
            if to < 0 && !may_be_negative || to == 0 {
                continue;
            }
            if f.printed.iter().any(|p| p.units == to) {
                continue; // `printed` proposes this value
            }
            let why = self.implied_reason(figure, sum, difference, to);
            let base = match &why {
                StepReason::Blank if figure != s.result && blanks > 1 => cost::IMPLIED,
                StepReason::Blank => cost::BLANK,
                StepReason::Slip(Slip::DigitWrong) => cost::WRONG_DIGIT,
                StepReason::Slip(_) => cost::SLIP,
                StepReason::LeftOut(_) | StepReason::CountedTwice(_) => cost::MISCOUNTED,
                StepReason::Copied(_) => cost::COPIED,
                StepReason::PlanParts(_) => cost::PLAN_PARTS,
                StepReason::Derived => cost::DERIVED,
                _ => cost::IMPLIED,
            };
            let (why, base) = match figure == s.result {
                true if f.has_formula => (StepReason::Formula, cost::OTHER_FORMULA),
                true if f.typed_over => (why, base.min(cost::TYPED_OVER)),
                _ => (why, base),
            };
            let overrides = f.units.is_some() && (f.confirming_tables > 0 || self.is_plan_sum(figure, sum));
            let step = Step { figure, to, reason: why, overrides };
            let meets = self.closes_another_sum(&step, sum, changes);
            let base = if meets { base.min(cost::CROSSING_SUMS) } else { base };
            let stands_out = meets || self.mends_column_formula(&step);
            let cost = self.step_cost(base + self.contradiction_cost(&step), &step, sum);
            if step.reason == StepReason::Implied && !stands_out {
                if !self.breaks_another_sum(figure, sum, to, changes) {
                    leaves.push(Move { steps: vec![step], cost });
                }
            } else {
                moves.push(Move { steps: vec![step], cost });
            }
        }
        if leaves.len() <= MAX_LISTED_ITEMS {
            moves.extend(leaves);
        } else {
            let cost = leaves.iter().map(|m| m.cost).min().unwrap_or(cost::UNKNOWN_ITEM);
            moves.push(Move { steps: Vec::new(), cost });
        }
        moves
    }

    /// Returns the items of a sum that could account for the whole difference, the likeliest first.
    pub fn suspects(&self, sum: usize, changes: &Changes) -> Vec<Step> {
        let difference = self.difference(sum, changes);
        let mut suspects: Vec<(u32, i128, Step)> = Vec::new();
        for &figure in &self.figures.sums[sum].terms {
            let f = &self.figures.cells[figure];
            let sign: i128 = f.sums.iter().filter(|(s, _)| *s == sum).map(|(_, sign)| sign).sum();
            let to = self.figures.stated_units(figure) - sign * difference;
            let is_fixed = self.is_fixed(figure, sum) || f.has_formula;
            if is_fixed || changes.contains_key(&figure) || to <= 0 || sign.abs() != 1 {
                continue;
            }
            if self.breaks_another_sum(figure, sum, to, changes) {
                continue;
            }
            let step = Step { figure, to, reason: StepReason::Implied, overrides: f.confirming_tables > 0 };
            let cost = self.step_cost(cost::IMPLIED + self.contradiction_cost(&step), &step, sum);
            // A change that is small against the stated value is likelier.
            let share = difference.abs().saturating_mul(1_000)
                / self.figures.stated_units(figure).abs().max(ONE_RUPIAH);
            suspects.push((cost, share, step));
        }
        suspects.sort_by_key(|(cost, share, step)| (*cost, *share, step.figure));
        suspects.into_iter().map(|(_, _, step)| step).collect()
    }

    /// Returns the best reason for which a figure would take the value that its sum leaves for it.
    fn implied_reason(&self, figure: usize, sum: usize, difference: i128, to: i128) -> StepReason {
        let f = &self.figures.cells[figure];
        if self.is_blank(figure) {
            return StepReason::Blank;
        }
        let is_part = self.parts.sums.contains(&sum) && self.figures.sums[sum].result != figure;
        if is_part && let Some(parts) = self.parts.items_for(to) {
            return StepReason::PlanParts(parts);
        }
        if let Some(slip) = f.units.and_then(|units| slip_of(units, to)) {
            return StepReason::Slip(slip);
        }
        let s = &self.figures.sums[sum];
        if figure == s.result {
            let counted = |amount: i128| {
                is_distinctive(amount)
                    .then(|| s.terms.iter().copied().find(|t| self.figures.stated_units(*t) == amount))
                    .flatten()
            };
            if let Some(term) = counted(difference) {
                return StepReason::LeftOut(term);
            }
            if let Some(term) = counted(-difference) {
                return StepReason::CountedTwice(term);
            }
            return StepReason::Derived;
        }
        self.copied_from(figure)
            .map_or(StepReason::Implied, |from| StepReason::Copied(self.figures.cells[from].at))
    }

    /// Whether a change also closes another broken sum and breaks none. A row sum and a column sum that are
    /// off by the same amount meet in the wrong cell.
    fn closes_another_sum(&self, step: &Step, sum: usize, changes: &Changes) -> bool {
        let f = &self.figures.cells[step.figure];
        let moved = step.to - self.value(step.figure, changes);
        let closes = |(other, sign): &(usize, i128)| {
            let s = &self.figures.sums[*other];
            let open = *other != sum && !s.holds && !s.findings.is_empty();
            let before = self.difference(*other, changes);
            open && before != 0 && before + sign * moved == 0
        };
        f.sums.iter().any(closes) && !self.breaks_another_sum(step.figure, sum, step.to, changes)
    }

    /// Whether a new value of a figure breaks another sum that holds or was closed by earlier changes.
    fn breaks_another_sum(&self, figure: usize, sum: usize, to: i128, changes: &Changes) -> bool {
        let f = &self.figures.cells[figure];
        to != self.value(figure, changes)
            && f.sums.iter().any(|(other, _)| {
                *other != sum && {
                    let s = &self.figures.sums[*other];
                    (s.holds || !s.findings.is_empty()) && self.difference(*other, changes) == 0
                }
            })
    }

    /// Whether a broken sum has a result that was typed over a formula and that may still be changed.
    fn is_typed_over(&self, sum: &Sum, changes: &Changes) -> bool {
        let result = &self.figures.cells[sum.result];
        !sum.holds && result.typed_over && !result.locked && !changes.contains_key(&sum.result)
    }

    /// Whether a figure holds nothing, or text where a number belongs. A dash that says "none" is not blank.
    fn is_blank(&self, figure: usize) -> bool {
        let f = &self.figures.cells[figure];
        f.units.is_none() && !matches!(f.value, Some(Value::Nil))
    }
}
