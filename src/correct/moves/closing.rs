//! All moves that close one broken sum, cheapest first. If the formula of the result is wrong, only its
//! correction is proposed.

use std::collections::BTreeSet;

use super::context::Moves;
use super::cost;
use super::step::{Changes, Move, Step, StepReason};

impl Moves<'_> {
    /// Returns the moves that close a sum, given the changes made so far, cheapest first.
    pub fn closing_moves(&self, sum: usize, changes: &Changes) -> Vec<Move> {
        let difference = self.difference(sum, changes);
        if self.has_wrong_formula(sum) {
            // The parts are read by the formula, not typed into it: changing a part cannot make the formula
            // add up.
            return self.formula_move(sum, difference, changes).into_iter().collect();
        }
        let s = &self.figures.sums[sum];
        let result = &self.figures.cells[s.result];
        if s.holds && result.has_formula && !result.locked && !changes.contains_key(&s.result) {
            let step = self.derived_step(sum, difference);
            return vec![Move { steps: vec![step], cost: cost::FOLLOWING_FORMULA }];
        }
        let mut moves = self.printed_moves(sum, difference, changes);
        moves.extend(self.implied_moves(sum, difference, changes));
        moves.sort_by_key(|m| (m.cost, m.steps.len()));
        let mut seen = BTreeSet::new();
        moves.retain(|m| seen.insert(m.steps.iter().map(|s| (s.figure, s.to)).collect::<Vec<_>>()));
        moves
    }

    /// Returns the move that corrects the formula of a sum's result. `None` if nothing is wrong with the
    /// formula, or if the result was changed already.
    fn formula_move(&self, sum: usize, difference: i128, changes: &Changes) -> Option<Move> {
        let figure = self.figures.sums[sum].result;
        let to = self.figures.stated_units(figure) + difference;
        let step = Step { figure, to, reason: StepReason::Formula, overrides: false };
        let may_be_wrong = !self.figures.sums[sum].is_sound && !changes.contains_key(&figure);
        may_be_wrong.then(|| Move { steps: vec![step], cost: cost::PARTIAL_FORMULA })
    }

    /// Returns the step by which the formula of a sum's result follows its parts.
    fn derived_step(&self, sum: usize, difference: i128) -> Step {
        let figure = self.figures.sums[sum].result;
        Step {
            figure,
            to: self.figures.stated_units(figure) + difference,
            reason: StepReason::Derived,
            overrides: false,
        }
    }
}
