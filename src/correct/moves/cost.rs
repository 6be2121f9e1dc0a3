//! Implausibility costs of changes; lower is better. Only their order and their distances matter:
//! explanations within [`COST_MARGIN`](crate::correct::search::COST_MARGIN) of the best are kept.

use super::context::Moves;
use super::step::Step;
use crate::correct::TrustedSource;
use crate::correct::amounts::from_units;
use crate::model::RelationKind;

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
/// Cost of a sum that no change explains.
pub const UNEXPLAINED_COST: u32 = 70;

impl Moves<'_> {
    /// Returns the cost of a step: the base cost with the column formulas of the row, the printed values and
    /// the trusted side taken into account.
    pub(super) fn step_cost(&self, base: u32, step: &Step, sum: usize) -> u32 {
        let (broken, mended) = self.column_formula_costs(step);
        let price =
            (base + broken).saturating_sub(mended) + if step.overrides { OVERRIDES_PRINTED } else { 0 };
        let s = &self.figures.sums[sum];
        let is_result = step.figure == s.result;
        let is_sum = matches!(s.kind, RelationKind::Children | RelationKind::Total);
        match self.reference {
            Some(TrustedSource::Detail) if is_sum && is_result => FOLLOWS_TRUSTED,
            Some(TrustedSource::Total) if is_sum && !is_result => base,
            Some(TrustedSource::Detail | TrustedSource::Total) if is_sum => price + AGAINST_TRUSTED,
            Some(TrustedSource::Form(_)) if self.trusted.contains(&step.figure) => price + AGAINST_TRUSTED,
            Some(TrustedSource::Form(_)) if self.is_trusted_value(step) => FOLLOWS_TRUSTED,
            _ => price,
        }
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
            if effect.breaks { BREAKS_COLUMN_FORMULA } else { 0 },
            if effect.mends { MENDS_COLUMN_FORMULA } else { 0 },
        )
    }

    /// Returns the cost added if a cell takes a value that is neither stated nor printed elsewhere, although
    /// another table prints a third one.
    pub(super) fn contradiction_cost(&self, step: &Step) -> u32 {
        let f = &self.figures.cells[step.figure];
        let otherwise = f.printed.iter().any(|p| p.units != step.to && Some(p.units) != f.units);
        if otherwise && !step.overrides { CONTRADICTS_PRINTED } else { 0 }
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
