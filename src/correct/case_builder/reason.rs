//! Says why a cell takes its new value, and what speaks against it.

use std::collections::BTreeMap;

use super::builder::CaseBuilder;
use crate::correct::faulty_formulas::{self, FormulaFix};
use crate::correct::moves::{Changes, Step, StepReason};
use crate::correct::printed_elsewhere::PrintedAmount;
use crate::model::{Arg, CellRef, Message};

impl CaseBuilder<'_> {
    /// Returns the reason why a cell takes its new value, as one of several changes.
    pub(super) fn reason(&self, step: &Step, changes: &Changes) -> Message {
        let f = &self.figures.cells[step.figure];
        let places =
            |at: &[CellRef]| Arg::List(at.iter().map(|at| self.renja.cell_name(*at).into()).collect());
        let say = |key: &'static str| {
            Message::new(key)
                .with("item", f.label.clone())
                .with("place", self.renja.cell_name(f.at))
                .with("from", self.stated_value(step.figure))
                .with("to", self.value(step.figure, step.to))
        };
        // "menunggu SK" where an amount belongs is not a blank. Name the words, because accepting the
        // proposal overwrites them.
        let words = f.value.as_ref().filter(|_| f.units.is_none()).cloned();
        match &step.reason {
            StepReason::Printed(at, _) if let Some(words) = words => {
                say("correct.reason.no_number_printed").with("source", places(at)).with("words", words)
            }
            StepReason::Blank if let Some(words) = words => {
                say("correct.reason.no_number").with("words", words)
            }
            StepReason::Printed(at, _) if f.units.is_none() => {
                say("correct.reason.blank_printed").with("source", places(at))
            }
            StepReason::Printed(at, Some(slip)) => say("correct.reason.printed_slip")
                .with("source", places(at))
                .with("slip", Message::new(slip.key())),
            StepReason::Printed(at, None) => match self.moves.copied_from(step.figure) {
                Some(row) => say("correct.reason.printed_copied")
                    .with("source", places(at))
                    .with("row", self.figures.cells[row].label.clone()),
                None => say("correct.reason.printed").with("source", places(at)),
            },
            StepReason::Version(at) => say("correct.reason.version").with("source", places(at)),
            StepReason::Slip(slip) => say("correct.reason.slip").with("slip", Message::new(slip.key())),
            StepReason::Copied(from) => {
                let label = self.figures.figure_at(*from).map(|i| self.figures.cells[i].label.clone());
                say("correct.reason.copied")
                    .with("row", label.unwrap_or_default())
                    .with("source", self.renja.cell_name(*from))
            }
            StepReason::LeftOut(term) => {
                say("correct.reason.left_out").with("row", self.figures.cells[*term].label.clone())
            }
            StepReason::CountedTwice(term) => {
                say("correct.reason.twice").with("row", self.figures.cells[*term].label.clone())
            }
            StepReason::PlanParts(items) => {
                let labels = items.iter().map(|i| self.figures.cells[*i].label.clone().into());
                say("correct.reason.parts").with("list", Arg::List(labels.collect()))
            }
            StepReason::Blank => say("correct.reason.blank"),
            StepReason::Formula => {
                let own = faulty_formulas::formula_text(self.book, f.at).unwrap_or_default();
                match self.formula_fix(step, changes) {
                    FormulaFix::Recalculate => say("correct.reason.recalculate"),
                    FormulaFix::Formula { text, .. } => say("correct.reason.formula").with("formula", text),
                    FormulaFix::Unknown => say("correct.reason.formula_unknown"),
                }
                .with("own", own)
            }
            StepReason::Derived => say("correct.reason.sum"),
            StepReason::Implied => say("correct.reason.rest"),
        }
    }

    /// Returns the objection to a change: the office may lawfully need another amount, or other places print
    /// another one. `None` if nothing speaks against the change.
    pub(super) fn objection(&self, step: &Step) -> Option<Message> {
        let figure = &self.figures.cells[step.figure];
        if figure.place.is_some_and(|p| self.evidence.is_needs_column(p)) && !self.is_backed(step) {
            return Some(Message::new("correct.reason.lawful"));
        }
        // A copied column of the same table is no independent source.
        let table = figure.place.map(|p| p.table);
        let is_own = |p: &PrintedAmount| Some(p.source.0) == table && Some(p.units) == figure.units;
        let from_elsewhere = matches!(step.reason, StepReason::Printed(..) | StepReason::Version(_));
        let mut amounts: BTreeMap<i128, CellRef> = BTreeMap::new();
        for printed in figure.printed.iter().filter(|p| p.units != step.to && !is_own(p)) {
            if !from_elsewhere || Some(printed.units) == figure.units {
                amounts.entry(printed.units).or_insert(printed.at);
            }
        }
        if amounts.is_empty() {
            return None;
        }
        let elsewhere = amounts.iter().map(|(units, at)| {
            Message::new("correct.reason.at")
                .with("value", self.value(step.figure, *units))
                .with("place", self.renja.cell_name(*at))
                .into()
        });
        Some(Message::new("correct.reason.elsewhere").with("list", Arg::List(elsewhere.collect())))
    }
}
