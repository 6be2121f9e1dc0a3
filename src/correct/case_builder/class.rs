//! Decides which class a proposal gets: who may apply it.

use super::builder::{CaseBuilder, is_version};
use crate::correct::TrustedSource;
use crate::correct::faulty_formulas::FormulaFix;
use crate::correct::moves::{Changes, Step, StepReason};
use crate::correct::search::{Explanation, SumGroup};
use crate::model::Class;

/// Maximum number of cells that a suggested proposal changes; one that changes more is for display only.
const MAX_SUGGESTED_CELLS: usize = 2;

impl CaseBuilder<'_> {
    /// Returns the class of a proposal: who may apply it. Only a complete search with one explanation gives
    /// more than [`Class::Display`].
    pub(super) fn class(&self, group: &SumGroup, explanation: &Explanation, only: bool) -> Class {
        let steps: Vec<&Step> = self.typed_steps(explanation).collect();
        let whole = explanation.unlocated.is_empty() && explanation.unexplained.is_empty();
        if !only || !whole || steps.is_empty() {
            return Class::Display;
        }
        if let [step] = steps[..]
            && self.is_plain_blank(step)
        {
            let lacks_form = self.renja.lacks_form(self.figures.cells[step.figure].at);
            return if lacks_form { Class::Suggested } else { Class::Safe };
        }
        if self.follows_reference(&steps) {
            return Class::Suggested;
        }
        if self.moves.reference.is_some() && steps.iter().any(|step| self.is_distrusted(step)) {
            return Class::Display;
        }
        let backed = steps.iter().all(|step| !step.overrides && self.is_backed(step));
        let few = steps.len() <= MAX_SUGGESTED_CELLS && group.explanations.len() == 1;
        if backed && few && !is_version(explanation) { Class::Suggested } else { Class::Display }
    }

    /// Whether something besides the sum supports a change: a typing slip, a copied row, a formula, or a
    /// printed value that is no copy of this one and may not lawfully differ from it.
    pub(super) fn is_backed(&self, step: &Step) -> bool {
        match &step.reason {
            StepReason::Slip(_)
            | StepReason::Copied(_)
            | StepReason::LeftOut(_)
            | StepReason::CountedTwice(_)
            | StepReason::Printed(_, Some(_)) => true,
            // Without an official form, only neighbouring formulas say what this one should add up.
            StepReason::Formula => match self.formula_fix(step, &Changes::default()) {
                FormulaFix::Recalculate => true,
                FormulaFix::Formula { shared, .. } => {
                    shared || !self.renja.lacks_form(self.figures.cells[step.figure].at)
                }
                FormulaFix::Unknown => false,
            },
            StepReason::Derived if self.figures.cells[step.figure].typed_over => true,
            StepReason::Implied | StepReason::Derived if self.moves.mends_column_formula(step) => true,
            StepReason::Printed(at, None) => {
                let figure = &self.figures.cells[step.figure];
                let table = figure.place.map(|p| p.table);
                let printed = || figure.printed.iter().filter(|p| at.contains(&p.at));
                if let Some(place) = figure.place
                    && self.evidence.is_needs_column(place)
                {
                    // The office may need another amount than the draft gives it. It is a slip only if the
                    // draft in the same table prints the amount that closes the sum.
                    return printed().any(|p| Some(p.source.0) == table);
                }
                let copies: Vec<_> =
                    figure.place.into_iter().flat_map(|p| self.evidence.copies_of(p)).collect();
                printed().any(|p| !copies.iter().any(|c| (c.table, c.column) == p.source))
            }
            _ => false,
        }
    }

    /// Whether a step fills a blank subtotal whose parts nobody disputes, and no other table prints only
    /// other amounts.
    fn is_plain_blank(&self, step: &Step) -> bool {
        let figure = &self.figures.cells[step.figure];
        if figure.value.is_some() {
            return false;
        }
        let Some(below) = self.figures.sum_below(step.figure) else { return false };
        let sum = &self.figures.sums[below];
        let undisputed = |term: &usize| {
            let term = &self.figures.cells[*term];
            let clean = |(s, _): &(usize, i128)| *s == below || self.figures.sums[*s].findings.is_empty();
            term.units.is_some() && term.sums.iter().all(clean)
        };
        let elsewhere = &figure.printed;
        sum.difference == step.to
            && sum.terms.iter().all(undisputed)
            && (elsewhere.is_empty() || elsewhere.iter().any(|p| p.units == step.to))
    }

    /// Whether every change follows from the side that the office trusts.
    fn follows_reference(&self, steps: &[&Step]) -> bool {
        let is_result = |step: &Step| self.figures.sum_below(step.figure).is_some();
        match self.moves.reference {
            Some(TrustedSource::Detail) => steps.iter().all(|step| is_result(step)),
            Some(TrustedSource::Total) => steps.iter().all(|step| !is_result(step)),
            Some(TrustedSource::Form(_)) => steps
                .iter()
                .all(|s| !self.moves.trusted.contains(&s.figure) && self.moves.is_trusted_value(s)),
            None => false,
        }
    }

    /// Whether a change goes against the side that the office trusts.
    fn is_distrusted(&self, step: &Step) -> bool {
        let is_result = self.figures.sum_below(step.figure).is_some();
        match self.moves.reference {
            Some(TrustedSource::Detail) => !is_result,
            Some(TrustedSource::Total) => is_result,
            Some(TrustedSource::Form(_)) => self.moves.trusted.contains(&step.figure),
            None => false,
        }
    }
}
