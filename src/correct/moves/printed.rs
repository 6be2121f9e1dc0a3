//! Moves in which cells take values that are printed elsewhere: for the same item in another table, alone or
//! with the items below it, or in the plan for a row of the recapitulation.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::context::Moves;
use super::cost;
use super::step::{Changes, Move, Step, StepReason};
use crate::correct::amounts::gcd;
use crate::correct::typing_slip::slip_of;

/// Maximum number of printed values that one move combines.
const MAX_COMBINED_VALUES: usize = 4;

/// A value that a figure may take, with the changes that go along with it.
struct ValueChoice {
    figure: usize,
    /// By how much the choice moves the difference of the sum.
    effect: i128,
    steps: Vec<Step>,
    cost: u32,
}

impl Moves<'_> {
    /// Returns the moves that close a sum with values printed elsewhere, up to [`MAX_COMBINED_VALUES`] of them
    /// combined.
    pub(super) fn printed_moves(&self, sum: usize, difference: i128, changes: &Changes) -> Vec<Move> {
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
