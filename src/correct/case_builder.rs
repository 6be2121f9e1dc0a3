//! Turns explanations into cases: which findings belong together, what is proposed, who may apply it, and the
//! messages that say why.

use std::collections::{BTreeMap, BTreeSet};

use super::TrustedSource;
use super::amounts::from_units;
use super::faulty_formulas::{self, FormulaFix};
use super::moves::{Moves, Step, StepReason};
use super::printed_elsewhere::{Evidence, PrintedAmount};
use super::search::{Explanation, SumGroup};
use super::sum_cells::Figures;
use crate::model::{Arg, Book, Case, CellRef, Change, Class, Level, Message, Proposal, Renja, Value};

/// Maximum number of suspects that are proposed one by one if one item of a sum is wrong and nothing says
/// which.
const MAX_SUSPECTS: usize = 5;
/// Maximum number of cells that a suggested proposal changes; one that changes more is for display only.
const MAX_SUGGESTED_CELLS: usize = 2;

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

    /// Returns the changes that somebody has to make. A formula that follows from them changes by itself.
    fn typed_steps<'e>(&'e self, explanation: &'e Explanation) -> impl Iterator<Item = &'e Step> + Clone {
        explanation.changes.values().filter(|step| !self.figures.follows_parts(step.figure))
    }

    /// Returns the class of a proposal: who may apply it. Only a complete search with one explanation gives
    /// more than [`Class::Display`].
    fn class(&self, group: &SumGroup, explanation: &Explanation, only: bool) -> Class {
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
    fn is_backed(&self, step: &Step) -> bool {
        match &step.reason {
            StepReason::Slip(_)
            | StepReason::Copied(_)
            | StepReason::LeftOut(_)
            | StepReason::CountedTwice(_)
            | StepReason::Printed(_, Some(_)) => true,
            // Without an official form, only neighbouring formulas say what this one should add up.
            StepReason::Formula => match self.formula_fix(step) {
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

    /// Builds the proposal of an explanation, with the reason and the evidence of every step.
    fn proposal(&self, group: &SumGroup, explanation: &Explanation, class: Class) -> Proposal {
        let steps = self.typed_steps(explanation);
        let mut changes: BTreeMap<CellRef, Change> = BTreeMap::new();
        for step in steps.clone() {
            let figure = &self.figures.cells[step.figure];
            let formula = match (&step.reason, self.formula_fix(step)) {
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
        let mut reasons: Vec<Message> =
            steps.flat_map(|step| [Some(self.reason(step)), self.objection(step)]).flatten().collect();
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

    /// Returns the sum whose result is this figure and of which its formula reads parts. `None` if there is
    /// none.
    fn sum_of_formula(&self, figure: usize) -> Option<usize> {
        let mut sums = self.figures.cells[figure].sums.iter().map(|(s, _)| *s);
        sums.find(|s| self.figures.sums[*s].result == figure && self.figures.sums[*s].reads_parts)
    }

    /// Returns the fix for the formula of a figure; `FormulaFix::Unknown` unless the step corrects a formula.
    fn formula_fix(&self, step: &Step) -> FormulaFix {
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
        faulty_formulas::find_fix(self.book, self.figures.cells[step.figure].at, &parts, from_units(step.to))
    }

    /// Returns the cells in copied columns that repeat this figure with its error. Only cells without a
    /// finding of their own are returned, because the finding on this figure stands for them.
    fn repeated_figures(&self, figure: usize) -> Vec<usize> {
        let f = &self.figures.cells[figure];
        let Some(place) = f.place else { return Vec::new() };
        let at = |p: super::amounts::Place| {
            self.figures.figure_at(self.renja.tables.get(p.table)?.item_cell(p.item, p.column))
        };
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

    /// Builds the value of an amount in the kind that the cell holds. A blank cell takes the kind of another
    /// cell of its sums, or rupiah.
    fn value(&self, figure: usize, units: i128) -> Value {
        let number = from_units(units);
        let f = &self.figures.cells[figure];
        let like = |f: &super::sum_cells::Figure| {
            f.value.as_ref().filter(|v| v.number().is_some()).map(|v| v.with_number(number))
        };
        like(f)
            .or_else(|| {
                let sums = f.sums.iter().map(|(s, _)| &self.figures.sums[*s]);
                sums.flat_map(|s| s.terms.iter().chain([&s.result]))
                    .find_map(|other| like(&self.figures.cells[*other]))
            })
            .unwrap_or(Value::Rupiah(number))
    }

    fn stated_value(&self, figure: usize) -> Value {
        self.figures.cells[figure].value.clone().unwrap_or(Value::Nil)
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

    /// Returns the reason why a cell takes its new value.
    fn reason(&self, step: &Step) -> Message {
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
                match self.formula_fix(step) {
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
    fn objection(&self, step: &Step) -> Option<Message> {
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

    /// Describes what happened, as far as the figures show it.
    fn explanation(&self, group: &SumGroup, proposals: usize) -> Message {
        // The first finding already says what its sum states and what the parts add up to.
        let first = group.sums.iter().filter_map(|s| self.figures.sums[*s].findings.iter().min()).min();
        let is_said = |s: &usize| self.figures.sums[*s].findings.iter().min() == first && first.is_some();
        let mut message = group
            .sums
            .iter()
            .filter(|s| !is_said(s))
            .map(|s| self.describe_broken_sum(*s))
            .reduce(join_messages);
        let mut add =
            |next: Message| message = Some(message.take().map_or(next.clone(), |m| join_messages(m, next)));
        let best = group.explanations.first();
        match best {
            Some(best) if is_version(best) => {
                for part in self.version_messages(best) {
                    add(part);
                }
            }
            Some(best) if !best.unexplained.is_empty() => add(Message::new("correct.cause.none")),
            Some(best) if !best.unlocated.is_empty() => add(Message::new("correct.cause.somewhere")),
            Some(best) if self.are_all_steps(best, |step| step.reason == StepReason::Formula) => {
                add(Message::new("correct.cause.formula"));
            }
            Some(best) if self.are_all_steps(best, |step| self.figures.cells[step.figure].typed_over) => {
                add(Message::new("correct.cause.typed"));
            }
            Some(best) if group.explanations.len() == 1 && group.complete => {
                match self.typed_steps(best).count() {
                    0 => add(Message::new("correct.cause.none")),
                    1 if self
                        .typed_steps(best)
                        .all(|step| self.figures.cells[step.figure].value.is_none()) =>
                    {
                        add(Message::new("correct.cause.one_blank"));
                    }
                    1 => add(Message::new("correct.cause.one_cell")),
                    n => add(Message::new("correct.cause.one").with("n", n)),
                }
            }
            _ if proposals == 0 => add(Message::new("correct.cause.none")),
            _ => add(Message::new("correct.cause.choice").with("n", proposals)),
        }
        let mut certain = certain_changes(group);
        certain.retain(|(figure, _)| !self.figures.follows_parts(*figure));
        if group.explanations.len() > 1 && !certain.is_empty() {
            let cells = certain.iter().map(|(figure, to)| {
                Message::new("correct.cause.certain_cell")
                    .with("item", self.figures.cells[*figure].label.clone())
                    .with("to", self.value(*figure, *to))
                    .into()
            });
            add(Message::new("correct.cause.certain").with("list", Arg::List(cells.collect())));
        }
        if !group.complete {
            add(Message::new("correct.cause.incomplete"));
        }
        message.unwrap_or_else(|| Message::new("correct.cause.none"))
    }

    /// Whether the explanation has changes that somebody must make, and all of them are of one kind.
    fn are_all_steps(&self, explanation: &Explanation, of_kind: impl Fn(&Step) -> bool) -> bool {
        let mut steps = self.typed_steps(explanation).peekable();
        steps.peek().is_some() && steps.all(of_kind)
    }

    /// Says what a broken sum states and what its terms add up to.
    fn describe_broken_sum(&self, sum: usize) -> Message {
        let s = &self.figures.sums[sum];
        let result = &self.figures.cells[s.result];
        let computed = s.difference + self.figures.stated_units(s.result);
        let key = match (&result.value, result.units) {
            (None, _) => "correct.cause.sum_blank",
            (Some(_), None) => "correct.cause.sum_words",
            (Some(_), Some(_)) => "correct.cause.sum",
        };
        Message::new(key)
            .with("item", result.label.clone())
            .with("place", self.renja.cell_name(result.at))
            .with("stated", self.stated_value(s.result))
            .with("computed", self.value(s.result, computed))
            .with("difference", self.value(s.result, -s.difference))
    }

    /// Names the total that a figure is: the total of the office, or the label of its row.
    fn total_name(&self, figure: usize) -> Arg {
        // A total row in the middle of a table belongs to the item above it, not to the office.
        let is_of_office = self.figures.cells[figure].place.is_some_and(|place| {
            let table = self.renja.tables.get(place.table);
            let item = table.and_then(|table| Some((table, table.items.get(place.item)?)));
            item.is_some_and(|(table, item)| match item.level {
                Level::Opd => true,
                Level::Jumlah => table.form.defines_rows() && table.closed_item(item).is_none(),
                _ => false,
            })
        });
        if is_of_office {
            Message::new("correct.cause.total_office").into()
        } else {
            self.figures.cells[figure].label.clone().into()
        }
    }

    /// Names the level of a figure's item.
    fn level_name(&self, figure: usize) -> Message {
        Message::new(match self.item_level(figure) {
            Some(Level::Program) => "correct.level.program",
            Some(Level::Kegiatan) => "correct.level.kegiatan",
            Some(Level::SubKegiatan) => "correct.level.sub_kegiatan",
            Some(Level::UnitKerja) => "correct.level.unit_kerja",
            _ => "correct.level.item",
        })
    }

    fn item_level(&self, figure: usize) -> Option<Level> {
        let place = self.figures.cells[figure].place?;
        Some(self.renja.tables.get(place.table)?.items.get(place.item)?.level)
    }

    /// Returns the messages that show two versions of the budget side by side: the change whose difference is
    /// exactly that of a broken sum, and the parts that give the other version's amount.
    fn version_messages(&self, explanation: &Explanation) -> Vec<Message> {
        let mut parts = Vec::new();
        for step in explanation.changes.values() {
            let StepReason::Printed(at, _) = &step.reason else { continue };
            let f = &self.figures.cells[step.figure];
            let source = at.first().map(|at| self.renja.cell_name(*at)).unwrap_or_default();
            let difference = self.figures.stated_units(step.figure) - step.to;
            let exact = f.sums.iter().map(|(s, _)| &self.figures.sums[*s]).find(|sum| {
                sum.result != step.figure
                    && !sum.findings.is_empty()
                    && sum.difference.abs() == difference.abs()
            });
            if let Some(sum) = exact {
                parts.push(
                    Message::new("correct.cause.version")
                        .with("difference", self.value(step.figure, difference.abs()))
                        .with("item", f.label.clone())
                        .with("now", self.stated_value(step.figure))
                        .with("place", self.renja.cell_name(f.at))
                        .with("then", self.value(step.figure, step.to))
                        .with("source", source.clone())
                        .with("total", self.total_name(sum.result))
                        .with("level", self.level_name(step.figure)),
                );
            }
            if let Some(below) = self.figures.sum_below(step.figure) {
                let terms = self.figures.sums[below]
                    .terms
                    .iter()
                    .map(|t| self.value(*t, self.moves.value(*t, &explanation.changes)).to_string());
                parts.push(
                    Message::new("correct.cause.version_parts")
                        .with("then", self.value(step.figure, step.to))
                        .with("source", source)
                        .with("parts", terms.collect::<Vec<_>>().join(" + ")),
                );
            }
        }
        parts
    }
}

/// Whether the explanation moves an item and the items below it to a version that another table prints.
fn is_version(explanation: &Explanation) -> bool {
    explanation.changes.values().any(|step| matches!(step.reason, StepReason::Version(_)))
}

/// Returns the figures that take the same new value in every explanation of the group, with that value.
fn certain_changes(group: &SumGroup) -> CertainChanges {
    let mut explanations = group.explanations.iter();
    let Some(first) = explanations.next() else { return Vec::new() };
    let mut certain: CertainChanges = first.changes.values().map(|s| (s.figure, s.to)).collect();
    for other in explanations {
        certain.retain(|(f, to)| other.changes.get(f).is_some_and(|s| s.to == *to));
    }
    certain
}

/// Figures and the values that they take, in units.
type CertainChanges = Vec<(usize, i128)>;

/// Joins two messages into one, the first before the second.
fn join_messages(first: Message, second: Message) -> Message {
    Message::new("correct.both").with("first", first).with("second", second)
}

/// Returns the figures that stand in tables of a form.
pub fn figures_of_form(renja: &Renja, figures: &Figures, code: &str) -> BTreeSet<usize> {
    let of = |table: usize| renja.tables.get(table).is_some_and(|t| t.form.code.eq_ignore_ascii_case(code));
    let all = figures.cells.iter().enumerate();
    all.filter(|(_, f)| f.place.is_some_and(|p| of(p.table))).map(|(i, _)| i).collect()
}
