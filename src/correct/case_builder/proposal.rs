//! Builds a proposal: its changes, with copied columns that repeat them, its reason, and the cells that support
//! it.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::CaseBuilder;
use super::explanation::join_messages;
use crate::correct::amounts::Place;
use crate::correct::faulty_formulas::FormulaFix;
use crate::correct::moves::{Step, StepReason};
use crate::correct::search::{Explanation, SumGroup};
use crate::model::{CellRef, Change, Class, Message, Proposal};

impl CaseBuilder<'_> {
    /// Builds the proposal of an explanation, with the reason and the evidence of every step.
    pub(super) fn proposal(&self, group: &SumGroup, explanation: &Explanation, class: Class) -> Proposal {
        let steps = self.typed_steps(explanation);
        let mut changes: BTreeMap<CellRef, Change> = BTreeMap::new();
        for step in steps.clone() {
            let figure = &self.figures.cells[step.figure];
            let formula = match (&step.reason, self.formula_fix(step, &explanation.changes)) {
                (StepReason::Formula, FormulaFix::Formula { text, .. }) => Some(text),
                _ => None,
            };
            changes.insert(figure.at, Change { formula, ..self.change(step.figure, step.to) });
            for twin in self.repeated_figures(step.figure) {
                let at = self.figures.cells[twin].at;
                changes.entry(at).or_insert_with(|| self.change(twin, step.to));
            }
        }
        let mut evidence: Vec<CellRef> = steps.clone().flat_map(|step| self.supporting_cells(step)).collect();
        let mut seen = BTreeSet::new();
        evidence.retain(|at| seen.insert(*at));
        let mut resolves: Vec<usize> = group
            .sums
            .iter()
            .filter(|s| !explanation.unlocated.contains(s) && !explanation.unexplained.contains(s))
            .flat_map(|s| &self.figures.sums[*s].findings)
            .copied()
            .collect();
        resolves.sort_unstable();
        resolves.dedup();
        let mut reasons: Vec<Message> = steps
            .flat_map(|step| [Some(self.reason(step, &explanation.changes)), self.objection(step)])
            .flatten()
            .collect();
        // If several cells have the same reason, say it once, at the end.
        let repeated = |place: usize, reasons: &[Message]| {
            reasons.get(place).is_some_and(|one| reasons.iter().skip(place + 1).any(|other| other == one))
        };
        let kept: Vec<bool> = (0..reasons.len()).map(|place| !repeated(place, &reasons)).collect();
        let mut kept = kept.into_iter();
        reasons.retain(|_| kept.next().unwrap_or(true));
        let reason =
            reasons.into_iter().reduce(join_messages).unwrap_or_else(|| Message::new("correct.reason.none"));
        Proposal { class, changes: changes.into_values().collect(), reason, evidence, resolves }
    }

    /// Builds the change of a figure to a new amount.
    fn change(&self, figure: usize, to: i128) -> Change {
        let f = &self.figures.cells[figure];
        let item = f.place.and_then(|p| Some(self.renja.tables.get(p.table)?.path(p.item)));
        Change {
            at: f.at,
            item: item.unwrap_or_else(|| f.label.clone()),
            from: f.value.clone(),
            to: self.value(figure, to),
            formula: None,
        }
    }

    /// Returns the cells in copied columns that repeat this figure with its error. Only cells without a
    /// finding of their own are returned, because the finding on this figure stands for them.
    fn repeated_figures(&self, figure: usize) -> Vec<usize> {
        let f = &self.figures.cells[figure];
        let Some(place) = f.place else { return Vec::new() };
        let at =
            |p: Place| self.figures.figure_at(self.renja.tables.get(p.table)?.item_cell(p.item, p.column));
        let repeats = |twin: &usize| {
            let t = &self.figures.cells[*twin];
            let sums = || t.sums.iter().map(|(s, _)| &self.figures.sums[*s]);
            t.units == f.units
                && !t.locked
                && !t.has_formula
                && sums().all(|s| s.findings.is_empty())
                && sums().any(|s| !s.holds)
        };
        self.evidence.copies_of(place).filter_map(at).filter(repeats).collect()
    }

    /// Returns the cells that support a step.
    fn supporting_cells(&self, step: &Step) -> Vec<CellRef> {
        match &step.reason {
            StepReason::Printed(at, _) | StepReason::Version(at) => at.clone(),
            StepReason::Copied(at) => vec![*at],
            StepReason::PlanParts(items) => items.iter().map(|i| self.figures.cells[*i].at).collect(),
            StepReason::LeftOut(term) | StepReason::CountedTwice(term) => vec![self.figures.cells[*term].at],
            _ => {
                // Cite the other cells of the broken sums, from which the value follows.
                let sums = self.figures.cells[step.figure].sums.iter().map(|(s, _)| &self.figures.sums[*s]);
                sums.filter(|s| !s.findings.is_empty())
                    .flat_map(|s| s.terms.iter().chain([&s.result]))
                    .filter(|f| **f != step.figure)
                    .map(|f| self.figures.cells[*f].at)
                    .take(12)
                    .collect()
            }
        }
    }
}
