//! Proposes moves that close one broken sum: single changes, or a few together, that make the sum exact. Each
//! move carries the reason and an implausibility cost.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::TrustedSource;
use super::amounts::{ONE_RUPIAH, from_units};
use super::column_formulas;
use super::sum_cells::{Figures, Sum};
use super::typing_slip::{Slip, find_slip};
use crate::model::{Book, CellRef, RelationKind, Renja, Value};

/// Why a cell takes a new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepReason {
    /// Other cells print this value for the same item; the slip is set if the stated value is also a
    /// mistyping of it.
    Printed(Vec<CellRef>, Option<Slip>),
    /// The cell follows another change to a version of the plan that these cells print.
    Version(Vec<CellRef>),
    /// The stated value is a mistyping of the new one.
    Slip(Slip),
    /// The stated value was copied from this cell of another row.
    Copied(CellRef),
    /// The stated sum leaves out this figure.
    LeftOut(usize),
    /// The stated sum counts this figure twice.
    CountedTwice(usize),
    /// The new value is the exact sum of these figures of the plan. The cell is a part of the recapitulation.
    PlanParts(Vec<usize>),
    /// The cell is blank, and the other cells of the sum leave one value for it.
    Blank,
    /// The sheet's own formula in the cell does not give the sum of its parts.
    Formula,
    /// The cell is the result of a sum and takes the sum of the terms.
    Derived,
    /// The other cells of the sum leave one value for the cell; nothing else supports it.
    Implied,
}

/// One cell that takes another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Index of the figure.
    pub figure: usize,
    /// The new value, in units.
    pub to: i128,
    /// Why the cell takes this value.
    pub reason: StepReason,
    /// Whether another table prints the value that the step replaces.
    pub overrides: bool,
}

/// Changes that close a sum together.
#[derive(Debug, Clone)]
pub struct Move {
    /// The changes. Empty if one of many items is wrong and nothing says which.
    pub steps: Vec<Step>,
    /// Implausibility cost; lower is better.
    pub cost: u32,
}

/// Implausibility costs of changes; lower is better. Only their order and their distances matter:
/// explanations within [`super::search::COST_MARGIN`] of the best are kept.
mod cost {
    /// A blank cell takes a value that is printed for it elsewhere.
    pub const BLANK_PRINTED: u32 = 4;
    /// A blank cell takes the one value that its sum leaves for it.
    pub const BLANK: u32 = 6;
    /// A cell takes a value that is printed for it elsewhere.
    pub const PRINTED: u32 = 10;
    /// As [`PRINTED`], where the stated value is also one typing slip away.
    pub const PRINTED_SLIP: u32 = 6;
    /// Each item that follows a change to another version of the plan.
    pub const FOLLOWING_ITEM: u32 = 2;
    /// A part of the recapitulation takes the exact sum of some items of the plan.
    pub const PLAN_PARTS: u32 = 9;
    /// The stated value is one typing slip away, apart from a single wrong digit.
    pub const SLIP: u32 = 11;
    /// As [`SLIP`], where one digit is wrong: the weakest slip, since chance gives it most easily.
    pub const WRONG_DIGIT: u32 = 13;
    /// A formula that leaves out some of its parts gets the right value.
    pub const PARTIAL_FORMULA: u32 = 1;
    /// A number that was typed over a formula gets the right value.
    pub const TYPED_OVER: u32 = 2;
    /// A formula that reads none of the parts is wrong. It may add up what is below the parts instead.
    pub const OTHER_FORMULA: u32 = 12;
    /// A cell changes in which two sums meet that are off by the same amount.
    pub const CROSSING_SUMS: u32 = 12;
    /// Each formula that follows a change.
    pub const FOLLOWING_FORMULA: u32 = 1;
    /// Added if a change breaks a column formula (volume × price) that holds in the row.
    pub const BREAKS_COLUMN_FORMULA: u32 = 20;
    /// Subtracted if a change makes a column formula of the row hold.
    pub const MENDS_COLUMN_FORMULA: u32 = 6;
    /// The stated sum leaves out an item or counts it twice.
    pub const MISCOUNTED: u32 = 12;
    /// The stated value also stands in another row and may be a copy.
    pub const COPIED: u32 = 14;
    /// The result takes the sum of its terms; nothing else supports it.
    pub const DERIVED: u32 = 22;
    /// An item takes the value that the others leave for it; nothing else supports it.
    pub const IMPLIED: u32 = 30;
    /// One of many items is wrong, and nothing says which.
    pub const UNKNOWN_ITEM: u32 = 30;
    /// Added if a change replaces a value that another table prints.
    pub const OVERRIDES_PRINTED: u32 = 15;
    /// Added if a cell takes another value than the one that another table prints for it.
    pub const CONTRADICTS_PRINTED: u32 = 12;
    /// Added if a change goes against the side that the office trusts.
    pub const AGAINST_TRUSTED: u32 = 40;
    /// Cost of a change that follows the trusted side, whatever else speaks against it.
    pub const FOLLOWS_TRUSTED: u32 = 2;
}

/// Cost of a sum that no change explains.
pub const UNEXPLAINED_COST: u32 = 70;
/// Maximum number of unsupported items to list one by one as possible causes. With more of them, one empty
/// move stands for all.
const MAX_LISTED_ITEMS: usize = 4;
/// Maximum number of printed values that one move combines.
const MAX_COMBINED_VALUES: usize = 4;
/// Maximum number of outermost items whose subsets are all summed (2^16 sums).
const MAX_SUBSET_ITEMS: usize = 16;

/// The changes made so far, by figure.
pub type Changes = BTreeMap<usize, Step>;

/// The figures and everything that proposes changes to them.
pub struct Moves<'a> {
    /// The column formulas of each table.
    columns: column_formulas::ColumnFormulas<'a>,
    /// The figures and sums.
    pub figures: &'a Figures,
    /// The side that the office trusts; `None` if it trusts neither.
    pub reference: Option<&'a TrustedSource>,
    /// The figures of the trusted form.
    pub trusted: BTreeSet<usize>,
    /// The figures by table, column and amount. An amount that stands in two rows may be a copy.
    pub figures_by_amount: HashMap<(usize, usize, i128), Vec<usize>>,
    /// The sums of programs that a row of the recapitulation may hold.
    parts: PlanSubsets,
}

/// A value that a figure may take, with the changes that go along with it.
struct ValueChoice {
    figure: usize,
    /// By how much the choice moves the difference of the sum.
    effect: i128,
    steps: Vec<Step>,
    cost: u32,
}

impl<'a> Moves<'a> {
    /// Indexes the figures by amount and reads the column formulas.
    pub fn new(
        (renja, book): (&'a Renja, &'a Book),
        figures: &'a Figures,
        reference: Option<&'a TrustedSource>,
        trusted: BTreeSet<usize>,
    ) -> Self {
        let mut rows: HashMap<(usize, usize, i128), Vec<usize>> = HashMap::new();
        for (i, figure) in figures.cells.iter().enumerate() {
            if let (Some(place), Some(units)) = (figure.place, figure.units)
                && is_distinctive(units)
            {
                rows.entry((place.table, place.column, units)).or_default().push(i);
            }
        }
        let parts = PlanSubsets::new(figures);
        Self {
            columns: column_formulas::ColumnFormulas::new(renja, book),
            figures,
            reference,
            trusted,
            figures_by_amount: rows,
            parts,
        }
    }

    /// Returns the value of a figure after the changes, 0 for a blank.
    pub fn value(&self, figure: usize, changes: &Changes) -> i128 {
        changes.get(&figure).map_or_else(|| self.figures.stated_units(figure), |step| step.to)
    }

    /// Returns by how much the terms of a sum exceed its result after the changes.
    pub fn difference(&self, sum: usize, changes: &Changes) -> i128 {
        let mut difference = self.figures.sums[sum].difference;
        for (figure, step) in changes {
            for (_, sign) in self.figures.cells[*figure].sums.iter().filter(|(s, _)| *s == sum) {
                difference += sign * (step.to - self.figures.stated_units(*figure));
            }
        }
        difference
    }

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

    /// Whether a sum does not close because the formula of its result is wrong.
    fn has_wrong_formula(&self, sum: usize) -> bool {
        let s = &self.figures.sums[sum];
        s.reads_parts && !s.holds && !self.figures.cells[s.result].locked
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

    /// Whether a figure must keep its value when a sum is closed. This is so if a person locked it, if it
    /// holds a formula that is no result of a known sum (volume × price) or is itself wrong, or if it is a
    /// percentage among amounts.
    fn is_fixed(&self, figure: usize, sum: usize) -> bool {
        let f = &self.figures.cells[figure];
        let is_percent = |i: usize| matches!(self.figures.cells[i].value, Some(Value::Percent(_)));
        let among_amounts =
            || self.members(sum).any(|m| self.figures.cells[m].units.is_some() && !is_percent(m));
        let is_result = figure == self.figures.sums[sum].result;
        let is_wrong =
            |(s, _): &(usize, i128)| self.figures.sums[*s].result == figure && self.has_wrong_formula(*s);
        let of_formula = || !self.figures.is_result(figure) || f.sums.iter().any(is_wrong);
        f.locked || f.has_formula && !is_result && of_formula() || is_percent(figure) && among_amounts()
    }

    /// Whether a new value makes a column formula of its row hold that did not hold before.
    pub fn mends_column_formula(&self, step: &Step) -> bool {
        self.column_formula_costs(step).1 > 0
    }

    /// Returns the cost added for breaking a column formula of the row, and the cost saved for mending one.
    fn column_formula_costs(&self, step: &Step) -> (u32, u32) {
        let figure = &self.figures.cells[step.figure];
        let Some(place) = figure.place else { return (0, 0) };
        let effect = self.columns.effect(place, from_units(step.to));
        (
            if effect.breaks { cost::BREAKS_COLUMN_FORMULA } else { 0 },
            if effect.mends { cost::MENDS_COLUMN_FORMULA } else { 0 },
        )
    }

    /// Returns the moves that close a sum with values printed elsewhere, up to [`MAX_COMBINED_VALUES`] of them
    /// combined.
    fn printed_moves(&self, sum: usize, difference: i128, changes: &Changes) -> Vec<Move> {
        let mut choices = Vec::new();
        for figure in self.members(sum) {
            let is_own_formula =
                figure == self.figures.sums[sum].result && self.figures.cells[figure].has_formula;
            if changes.contains_key(&figure) || self.is_fixed(figure, sum) || is_own_formula {
                continue;
            }
            self.add_choices(figure, sum, &mut choices);
            if self.parts.sums.contains(&sum) {
                self.add_part_choices(figure, sum, &mut choices);
            }
        }
        let wanted = -difference;
        let mut moves = Vec::new();
        for size in 1..=MAX_COMBINED_VALUES.min(choices.len()) {
            if size > 1 && is_by_chance(&choices, wanted, size) {
                break;
            }
            let mut by_effect: HashMap<i128, Vec<usize>> = HashMap::new();
            for (i, choice) in choices.iter().enumerate() {
                by_effect.entry(choice.effect).or_default().push(i);
            }
            combine(&choices, &by_effect, wanted, size, 0, &mut Vec::new(), &mut moves);
        }
        moves
    }

    /// Adds the choices for a figure of the recapitulation that may be a mistyped sum of the plan's programs.
    fn add_part_choices(&self, figure: usize, sum: usize, choices: &mut Vec<ValueChoice>) {
        let Some(stated) = self.figures.cells[figure].units else { return };
        if figure == self.figures.sums[sum].result || self.is_plan_sum(figure, sum) {
            return;
        }
        let mut amounts: Vec<i128> =
            self.parts.by_amount.keys().copied().filter(|to| slip_of(stated, *to).is_some()).collect();
        amounts.sort_unstable();
        for to in amounts {
            let Some(parts) = self.parts.items_for(to) else { continue };
            let step = Step { figure, to, reason: StepReason::PlanParts(parts), overrides: false };
            let cost = self.step_cost(cost::PLAN_PARTS, &step, sum);
            choices.push(ValueChoice { figure, effect: to - stated, steps: vec![step], cost });
        }
    }

    /// Adds the choices for a figure: each value that is printed for it elsewhere, alone and together with
    /// the items below it, which then take the version of the same table.
    fn add_choices(&self, figure: usize, sum: usize, choices: &mut Vec<ValueChoice>) {
        let f = &self.figures.cells[figure];
        let stated = self.figures.stated_units(figure);
        let sign: i128 = f.sums.iter().filter(|(s, _)| *s == sum).map(|(_, sign)| sign).sum();
        let mut by_value: BTreeMap<i128, Vec<_>> = BTreeMap::new();
        for printed in f.printed.iter().filter(|p| p.units != stated || f.units.is_none()) {
            by_value.entry(printed.units).or_default().push(printed);
        }
        for (to, printed) in by_value {
            let places: BTreeSet<usize> = printed.iter().map(|p| p.source.0).collect();
            let slip = f.units.and_then(|units| slip_of(units, to));
            let (base, fewest) = match (f.units, slip) {
                (None, _) => (cost::BLANK_PRINTED, 0),
                (_, Some(_)) => (cost::PRINTED_SLIP, 1),
                _ => (cost::PRINTED, 1),
            };
            let is_typed = f.typed_over && figure == self.figures.sums[sum].result;
            let base = if is_typed { base.min(cost::TYPED_OVER + fewest) } else { base };
            let independent = u32::try_from(places.len().min(3)).unwrap_or(3);
            let step = Step {
                figure,
                to,
                reason: StepReason::Printed(printed.iter().map(|p| p.at).collect(), slip),
                overrides: f.confirming_tables > 0,
            };
            let cost = self.step_cost(base + fewest - independent.min(base), &step, sum);
            let effect = sign * (to - stated);
            choices.push(ValueChoice { figure, effect, steps: vec![step.clone()], cost });
            // Program "Pelayanan Perkantoran" takes the version of another table only together with its
            // kegiatan.
            let Some(below) = self.figures.sum_below(figure).filter(|below| *below != sum) else { continue };
            let sources: BTreeSet<(usize, usize)> = printed.iter().map(|p| p.source).collect();
            let blocks = sources.iter().filter_map(|source| self.version_steps(below, to, *source, 0));
            if let Some(along) = blocks.min_by_key(Vec::len)
                && !along.is_empty()
            {
                let extra = u32::try_from(along.len()).unwrap_or(u32::MAX / 4) * cost::FOLLOWING_ITEM;
                let mut steps = vec![step];
                steps.extend(along);
                choices.push(ValueChoice { figure, effect, steps, cost: cost + extra });
            }
        }
    }

    /// Returns the steps by which the terms of a sum take the values of one table, so that the sum gives
    /// `result`. Terms that the table does not print keep their values. `None` if the terms do not add up to
    /// `result`, or if one of them must keep its value.
    fn version_steps(
        &self,
        sum: usize,
        result: i128,
        source: (usize, usize),
        depth: u8,
    ) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        let mut difference = self.figures.sums[sum].difference - result
            + self.figures.stated_units(self.figures.sums[sum].result);
        for &term in &self.figures.sums[sum].terms {
            let figure = &self.figures.cells[term];
            let stated = self.figures.stated_units(term);
            let to = figure.printed.iter().find(|p| p.source == source).map_or(stated, |p| p.units);
            if to == stated {
                continue;
            }
            if self.is_fixed(term, sum) || depth > 4 {
                return None;
            }
            let sign: i128 = figure.sums.iter().filter(|(s, _)| *s == sum).map(|(_, sign)| sign).sum();
            difference += sign * (to - stated);
            let at = figure.printed.iter().filter(|p| p.units == to).map(|p| p.at).collect();
            steps.push(Step {
                figure: term,
                to,
                reason: StepReason::Version(at),
                overrides: figure.confirming_tables > 0,
            });
            if let Some(below) = self.figures.sum_below(term).filter(|below| *below != sum) {
                steps.extend(self.version_steps(below, to, source, depth + 1)?);
            }
        }
        (difference == 0).then_some(steps)
    }

    /// Returns the moves in which one cell takes the value that the other cells of the sum leave for it.
    fn implied_moves(&self, sum: usize, difference: i128, changes: &Changes) -> Vec<Move> {
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

    /// Whether a broken sum has a result that was typed over a formula and that may still be changed.
    fn is_typed_over(&self, sum: &Sum, changes: &Changes) -> bool {
        let result = &self.figures.cells[sum.result];
        !sum.holds && result.typed_over && !result.locked && !changes.contains_key(&sum.result)
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

    /// Whether the stated value of a row of the recapitulation is an exact sum of items of the plan.
    fn is_plan_sum(&self, figure: usize, sum: usize) -> bool {
        self.parts.sums.contains(&sum)
            && self.figures.sums[sum].result != figure
            && self.parts.items_for(self.figures.stated_units(figure)).is_some()
    }

    /// Returns another figure of the same column with the same amount, from which this one may have been
    /// copied. Both are leaves, or neither is. `None` if there is no such figure.
    pub fn copied_from(&self, figure: usize) -> Option<usize> {
        let f = &self.figures.cells[figure];
        let place = f.place?;
        let rows = self.figures_by_amount.get(&(place.table, place.column, f.units?))?;
        // A program with a single kegiatan rightly has the same amount.
        let related = |other: usize| {
            let sums = &self.figures.sums;
            let pair = |a: usize, b: usize| {
                self.figures.cells[a]
                    .sums
                    .iter()
                    .any(|(s, _)| sums[*s].result == a && sums[*s].terms.contains(&b))
            };
            pair(figure, other) || pair(other, figure)
        };
        let is_leaf = |i: usize| self.figures.sum_below(i).is_none();
        rows.iter().copied().find(|o| *o != figure && is_leaf(*o) == is_leaf(figure) && !related(*o))
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

    /// Returns the cost added if a cell takes a value that is neither stated nor printed elsewhere, although
    /// another table prints a third one.
    fn contradiction_cost(&self, step: &Step) -> u32 {
        let f = &self.figures.cells[step.figure];
        let otherwise = f.printed.iter().any(|p| p.units != step.to && Some(p.units) != f.units);
        if otherwise && !step.overrides { cost::CONTRADICTS_PRINTED } else { 0 }
    }

    /// Whether a figure holds nothing, or text where a number belongs. A dash that says "none" is not blank.
    fn is_blank(&self, figure: usize) -> bool {
        let f = &self.figures.cells[figure];
        f.units.is_none() && !matches!(f.value, Some(Value::Nil))
    }

    /// Returns the figures of a sum: the result, then the terms.
    fn members(&self, sum: usize) -> impl Iterator<Item = usize> + '_ {
        let s = &self.figures.sums[sum];
        std::iter::once(s.result).chain(s.terms.iter().copied())
    }

    /// Returns the cost of a step: the base cost with the column formulas of the row, the printed values and
    /// the trusted side taken into account.
    fn step_cost(&self, base: u32, step: &Step, sum: usize) -> u32 {
        let (broken, mended) = self.column_formula_costs(step);
        let price =
            (base + broken).saturating_sub(mended) + if step.overrides { cost::OVERRIDES_PRINTED } else { 0 };
        let s = &self.figures.sums[sum];
        let is_result = step.figure == s.result;
        let is_sum = matches!(s.kind, RelationKind::Children | RelationKind::Total);
        match self.reference {
            Some(TrustedSource::Detail) if is_sum && is_result => cost::FOLLOWS_TRUSTED,
            Some(TrustedSource::Total) if is_sum && !is_result => base,
            Some(TrustedSource::Detail | TrustedSource::Total) if is_sum => price + cost::AGAINST_TRUSTED,
            Some(TrustedSource::Form(_)) if self.trusted.contains(&step.figure) => {
                price + cost::AGAINST_TRUSTED
            }
            Some(TrustedSource::Form(_)) if self.is_trusted_value(step) => cost::FOLLOWS_TRUSTED,
            _ => price,
        }
    }

    /// Whether the trusted form prints the new value for this cell.
    pub fn is_trusted_value(&self, step: &Step) -> bool {
        let printed = &self.figures.cells[step.figure].printed;
        printed
            .iter()
            .filter(|p| p.units == step.to)
            .any(|p| self.figures.figure_at(p.at).is_some_and(|f| self.trusted.contains(&f)))
    }
}

/// All sums of subsets of the plan's outermost items: the amounts into which a recapitulation may split the
/// total.
#[derive(Default)]
struct PlanSubsets {
    /// The rows of the recapitulation that do not close, as indexes of sums.
    sums: BTreeSet<usize>,
    /// The outermost items of the plan, as figures.
    items: Vec<usize>,
    /// For each amount, one subset of the items that adds up to it, as a bit mask.
    by_amount: HashMap<i128, u32>,
}

impl PlanSubsets {
    /// Finds the rows of the recapitulation whose total is the plan's, and sums every subset of the plan's
    /// programs. Empty if there are more than [`MAX_SUBSET_ITEMS`] programs, or if their amounts are so round that
    /// some subset gives almost any amount.
    fn new(figures: &Figures) -> Self {
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
    fn items_for(&self, amount: i128) -> Option<Vec<usize>> {
        let mask = self.by_amount.get(&amount)?;
        Some(self.items.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, f)| *f).collect())
    }
}

/// Adds the moves that combine `size` choices for different figures, so that their effects add up to exactly
/// `wanted`.
fn combine(
    choices: &[ValueChoice],
    by_effect: &HashMap<i128, Vec<usize>>,
    wanted: i128,
    size: usize,
    from: usize,
    chosen: &mut Vec<usize>,
    moves: &mut Vec<Move>,
) {
    if size == 1 {
        for &last in by_effect.get(&wanted).map_or(&[][..], Vec::as_slice) {
            let distinct = chosen.iter().all(|c| choices[*c].figure != choices[last].figure);
            if last >= from && distinct && moves.len() < 256 {
                let all = chosen.iter().copied().chain([last]);
                moves.push(Move {
                    steps: all.clone().flat_map(|c| choices[c].steps.clone()).collect(),
                    cost: all.map(|c| choices[c].cost).sum(),
                });
            }
        }
        return;
    }
    for i in from..choices.len() {
        if choices[i].effect == 0 || chosen.iter().any(|c| choices[*c].figure == choices[i].figure) {
            continue;
        }
        chosen.push(i);
        combine(choices, by_effect, wanted - choices[i].effect, size - 1, i + 1, chosen, moves);
        chosen.pop();
    }
}

/// Whether a combination of `size` choices would close the sum by chance, or whether there are too many
/// combinations to try. Compares the number of combinations with the number of different amounts that figures
/// this round can take.
fn is_by_chance(choices: &[ValueChoice], wanted: i128, size: usize) -> bool {
    let n = choices.len() as u128;
    let tries = (0..size as u128).fold(1u128, |all, k| all.saturating_mul(n.saturating_sub(k)) / (k + 1));
    let step = choices.iter().map(|c| c.effect).chain([wanted]).fold(0, gcd).max(1);
    let range = choices.iter().map(|c| c.effect.abs()).max().unwrap_or(1).max(1);
    let places = range.unsigned_abs() / step.unsigned_abs() + 1;
    tries > 100_000 || tries.saturating_mul(20) > places && size > 2 || tries.saturating_mul(5) > places
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Returns the typing slip between two amounts; `None` if there is none or if an amount has a fraction of a
/// rupiah.
fn slip_of(stated: i128, right: i128) -> Option<Slip> {
    (stated % ONE_RUPIAH == 0 && right % ONE_RUPIAH == 0)
        .then(|| find_slip(stated / ONE_RUPIAH, right / ONE_RUPIAH))
        .flatten()
}

/// Whether an amount has at least four digits before its trailing zeros, so that it does not stand in two
/// rows by chance.
fn is_distinctive(units: i128) -> bool {
    let mut n = (units / ONE_RUPIAH).abs();
    while n != 0 && n % 10 == 0 {
        n /= 10;
    }
    n >= 1_000
}
