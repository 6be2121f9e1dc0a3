//! What cases are built from, and what their classes, messages and proposals all ask: which steps somebody has
//! to make, how an amount is shown, and which formula would be right.

use crate::correct::amounts::from_units;
use crate::correct::faulty_formulas::{self, FormulaFix};
use crate::correct::moves::{Changes, Moves, Step, StepReason};
use crate::correct::printed_elsewhere::Evidence;
use crate::correct::search::Explanation;
use crate::correct::sum_cells::{Figure, Figures};
use crate::model::{Book, CellRef, Renja, Value};

/// Builds cases from groups of broken sums.
pub struct CaseBuilder<'a> {
    /// The plan.
    pub renja: &'a Renja,
    /// The workbook that the plan was read from.
    pub book: &'a Book,
    /// Where else the amount of an item is printed.
    pub evidence: &'a Evidence<'a>,
    /// The figures and sums.
    pub figures: &'a Figures,
    /// The moves, which know the trusted side and the costs.
    pub moves: &'a Moves<'a>,
}

impl CaseBuilder<'_> {
    /// Returns the changes that somebody has to make. A formula that follows from them changes by itself.
    pub(super) fn typed_steps<'e>(
        &'e self,
        explanation: &'e Explanation,
    ) -> impl Iterator<Item = &'e Step> + Clone {
        explanation.changes.values().filter(|step| !self.figures.follows_parts(step.figure))
    }

    /// Builds the value of an amount in the kind that the cell holds. A blank cell takes the kind of another
    /// cell of its sums, or rupiah.
    pub(super) fn value(&self, figure: usize, units: i128) -> Value {
        let number = from_units(units);
        let f = &self.figures.cells[figure];
        let like =
            |f: &Figure| f.value.as_ref().filter(|v| v.number().is_some()).map(|v| v.with_number(number));
        like(f)
            .or_else(|| {
                let sums = f.sums.iter().map(|(s, _)| &self.figures.sums[*s]);
                sums.flat_map(|s| s.terms.iter().chain([&s.result]))
                    .find_map(|other| like(&self.figures.cells[*other]))
            })
            .unwrap_or(Value::Rupiah(number))
    }

    pub(super) fn stated_value(&self, figure: usize) -> Value {
        self.figures.cells[figure].value.clone().unwrap_or(Value::Nil)
    }

    /// Returns the fix for the formula of a figure, as one of several changes; `FormulaFix::Unknown` unless the step
    /// corrects a formula.
    pub(super) fn formula_fix(&self, step: &Step, changes: &Changes) -> FormulaFix {
        let Some(sum) = self.sum_of_formula(step.figure).filter(|_| step.reason == StepReason::Formula)
        else {
            return FormulaFix::Unknown;
        };
        let part = |term: &usize| {
            let figure = &self.figures.cells[*term];
            let sign = figure.sums.iter().find(|(s, _)| *s == sum);
            (sign.map_or(1, |(_, sign)| *sign), figure.at)
        };
        let parts: Vec<(i128, CellRef)> = self.figures.sums[sum].terms.iter().map(part).collect();
        let at = self.figures.cells[step.figure].at;
        let others = changes.values().filter(|other| other.figure != step.figure);
        let changed = others.map(|other| {
            let at = self.figures.cells[other.figure].at;
            ((usize::from(at.sheet.0), at.row, at.column), from_units(other.to))
        });
        faulty_formulas::find_fix(self.book, at, &parts, from_units(step.to), &changed.collect())
    }

    /// Returns the sum whose result is this figure and of which its formula reads parts. `None` if there is
    /// none.
    fn sum_of_formula(&self, figure: usize) -> Option<usize> {
        let mut sums = self.figures.cells[figure].sums.iter().map(|(s, _)| *s);
        sums.find(|s| self.figures.sums[*s].result == figure && self.figures.sums[*s].reads_parts)
    }
}

/// Whether the explanation moves an item and the items below it to a version that another table prints.
pub(super) fn is_version(explanation: &Explanation) -> bool {
    explanation.changes.values().any(|step| matches!(step.reason, StepReason::Version(_)))
}
