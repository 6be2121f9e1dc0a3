//! Says what happened to the sums of a case, as far as the figures show it.

use super::builder::{CaseBuilder, is_version};
use crate::correct::moves::{Step, StepReason};
use crate::correct::search::{Explanation, SumGroup};
use crate::model::{Arg, Level, Message};

impl CaseBuilder<'_> {
    /// Describes what happened, as far as the figures show it.
    pub(super) fn explanation(&self, group: &SumGroup, proposals: usize) -> Message {
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
pub(super) fn join_messages(first: Message, second: Message) -> Message {
    Message::new("correct.both").with("first", first).with("second", second)
}
