//! Builds the case of a group of sums: its findings, and one proposal for each thing that may have happened.

use std::collections::BTreeSet;

use super::builder::{CaseBuilder, is_version};
use crate::correct::moves::{Step, StepReason};
use crate::correct::search::{Explanation, SumGroup};
use crate::model::{Case, Change};

/// Maximum number of suspects that are proposed one by one if one item of a sum is wrong and nothing says
/// which.
const MAX_SUSPECTS: usize = 5;

impl CaseBuilder<'_> {
    /// Builds the case of a group of sums, with its proposals in order of cost and without duplicates.
    pub fn build_case(&self, group: &SumGroup) -> Case {
        let only = group.complete && group.explanations.len() == 1;
        let mut proposals = Vec::new();
        for explanation in &group.explanations {
            for concrete in self.concrete_explanations(explanation) {
                let class = self.class(group, &concrete, only);
                proposals.push(self.proposal(group, &concrete, class));
            }
        }
        if let Some(best) = group.explanations.first()
            && is_version(best)
            && let Some(forward) = self.opposite_explanation(group)
        {
            let class = self.class(group, &forward, false);
            proposals.push(self.proposal(group, &forward, class));
        }
        let mut seen: Vec<Vec<Change>> = Vec::new();
        proposals.retain(|p| {
            let new = !p.changes.is_empty() && !seen.contains(&p.changes);
            seen.push(p.changes.clone());
            new
        });
        let mut findings: Vec<usize> =
            group.sums.iter().flat_map(|s| &self.figures.sums[*s].findings).copied().collect();
        findings.sort_unstable();
        findings.dedup();
        Case {
            findings,
            explanation: self.explanation(group, proposals.len()),
            complete: group.complete,
            proposals,
        }
    }

    /// Returns the explanations that name their cells. An explanation with one sum in which some item is
    /// wrong becomes one explanation for each of the likeliest items. With several such sums, it stays as it
    /// is.
    fn concrete_explanations(&self, explanation: &Explanation) -> Vec<Explanation> {
        let mut loose = explanation.unlocated.iter();
        match (loose.next(), loose.next()) {
            (Some(&sum), None) => self
                .moves
                .suspects(sum, &explanation.changes)
                .into_iter()
                .take(MAX_SUSPECTS)
                .map(|step| {
                    let mut concrete = explanation.clone();
                    concrete.unlocated.clear();
                    concrete.changes.insert(step.figure, step);
                    concrete
                })
                .collect(),
            _ => vec![explanation.clone()],
        }
    }

    /// Returns the opposite explanation of two versions of the budget: the items stay, and each result takes
    /// the sum of what stands below it. `None` if a result is locked or if the results do not settle after 16
    /// steps.
    fn opposite_explanation(&self, group: &SumGroup) -> Option<Explanation> {
        let mut explanation = Explanation::default();
        let mut open: BTreeSet<usize> = group.sums.iter().copied().collect();
        for _ in 0..16 {
            // Relations are listed outermost first, so the last one is the innermost.
            let Some(sum) = open.pop_last() else { return Some(explanation) };
            let result = self.figures.sums[sum].result;
            let difference = self.moves.difference(sum, &explanation.changes);
            if difference == 0 {
                continue;
            }
            if self.figures.cells[result].locked {
                return None;
            }
            let to = self.moves.value(result, &explanation.changes) + difference;
            let overrides = self.figures.cells[result].confirming_tables > 0;
            let is_formula = self.figures.cells[result].has_formula && !self.figures.follows_parts(result);
            let why = if is_formula { StepReason::Formula } else { StepReason::Derived };
            explanation.changes.insert(result, Step { figure: result, to, reason: why, overrides });
            let others = self.figures.cells[result].sums.iter().map(|(s, _)| *s);
            // A recapitulation is another table. Whether it must follow is for the person to decide.
            let is_tree = |s: &usize| self.figures.is_level_sum(*s);
            open.extend(others.filter(|s| *s != sum && self.figures.sums[*s].holds).filter(is_tree));
            open.extend(group.sums.iter().filter(|s| **s != sum && self.involves(**s, result)));
        }
        None
    }

    /// Whether a figure is the result or a term of a sum.
    fn involves(&self, sum: usize, figure: usize) -> bool {
        let s = &self.figures.sums[sum];
        s.result == figure || s.terms.contains(&figure)
    }
}
