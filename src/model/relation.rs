//! Relations between figures: a single list, from which the checks report and the search for causes reasons.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{CellRef, Ground, ItemId, TableId, Value};

/// Figures that must agree: `result` must be the sum of `terms`.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The kind of relation.
    pub kind: RelationKind,
    /// The evidence for the relation.
    pub ground: Ground,
    /// The table of the result.
    pub table: TableId,
    /// The item of the result.
    pub item: ItemId,
    /// The indicator of the result within that item. `None` if the result is the item's own value.
    pub indikator: Option<usize>,
    /// The column of the result, an index into [`super::Table::columns`].
    pub column: usize,
    /// The figure that the terms must add up to.
    pub result: Term,
    /// The figures to add up, each with its sign.
    pub terms: Vec<Term>,
    /// The sum of the readable terms. `None` if no term is readable or the sum overflows.
    pub computed: Option<Decimal>,
}

/// The kind of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// An item is the sum of the items directly below it.
    Children,
    /// A total row is the sum of the outermost items.
    Total,
    /// A cell is the sum of other cells in its row.
    Row,
    /// A balance is the balance of the row before, plus income, minus spending.
    Balance,
    /// A figure of the recapitulation equals the figure of the plan's table.
    Recap,
    /// A count is the number of rows. Each term is a row that counts as one, at the cell of its name. Only
    /// the result can be wrong.
    Count,
}

/// A figure in a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The cell of the figure, even if it is blank.
    pub at: CellRef,
    /// The label of the row.
    pub label: Arc<str>,
    /// 1 if the figure is added, -1 if it is subtracted.
    pub sign: i8,
    /// The value in the cell, or `None` if it is blank.
    pub value: Option<Value>,
}

impl Relation {
    /// Returns the stated result as a number. `None` if it is blank or not a number.
    #[must_use]
    pub fn stated(&self) -> Option<Decimal> {
        self.result.number()
    }

    /// Whether the figures agree to the rupiah. If any figure has a fraction, as in exports of binary
    /// floating point (45821890708.51994), a difference below one rupiah is accepted, or below half a sen for
    /// each such figure, since that is how they are rounded when they are read. A difference that
    /// follows from a limited number of exported digits is accepted too.
    #[must_use]
    pub fn holds(&self) -> bool {
        /// Half a sen.
        const HALF_A_SEN: Decimal = Decimal::from_parts(5, 0, 0, false, 3);
        let rounding = || {
            let numbers = self.terms.iter().filter_map(Term::number).chain(self.stated());
            let fractions = numbers.filter(|n| !n.fract().is_zero()).count();
            if fractions == 0 {
                Decimal::ZERO
            } else {
                (HALF_A_SEN * Decimal::from(fractions)).max(Decimal::ONE)
            }
        };
        self.difference()
            .is_some_and(|d| d.is_zero() || d.abs() < rounding() || d.abs() <= self.truncation_tolerance())
    }

    /// Returns the difference that follows from a program that keeps a limited number of digits: with eleven
    /// digits, 171.620.985.483 is exported as …480. Returns zero if the figures do not show such a limit.
    fn truncation_tolerance(&self) -> Decimal {
        /// Number of significant digits that such programs keep. Amounts with fewer are round by nature.
        const KEPT_DIGITS: std::ops::RangeInclusive<u32> = 10..=12;
        let numbers = || self.terms.iter().filter_map(Term::number).chain(self.stated());
        let whole =
            |n: Decimal| n.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        // Trailing zeros are not among the digits that were kept.
        let zeros = |n: Decimal| {
            let tenth =
                |n: &Decimal| n.checked_div(Decimal::TEN).filter(|n| n.fract().is_zero() && !n.is_zero());
            u32::try_from(std::iter::successors(tenth(&n), tenth).count()).unwrap_or(0)
        };
        let kept = numbers().map(|n| whole(n).saturating_sub(zeros(n.trunc()))).max().unwrap_or(0);
        if !KEPT_DIGITS.contains(&kept) {
            return Decimal::ZERO;
        }
        // Each figure that is longer may be off by half a unit of its last kept digit.
        let unit = |n: Decimal| match whole(n).checked_sub(kept) {
            Some(more @ 1..) => Decimal::from(10_u64.pow(more.min(9))),
            _ => Decimal::ZERO,
        };
        let coarsest = numbers().map(unit).max().unwrap_or_default();
        // People round amounts to hundreds and thousands. If the shorter figures are round too, nothing was
        // cut off.
        let is_round = coarsest >= Decimal::ONE_HUNDRED && numbers().all(|n| (n % coarsest).is_zero());
        if is_round {
            return Decimal::ZERO;
        }
        numbers().map(unit).sum::<Decimal>() / Decimal::TWO
    }

    /// Returns stated minus computed. `None` if either is missing.
    #[must_use]
    pub fn difference(&self) -> Option<Decimal> {
        self.stated()?.checked_sub(self.computed?)
    }

    /// Returns the terms without a number: blank, or not an amount.
    pub fn unreadable(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.number().is_none())
    }

    /// Whether the relation states another number than its terms give, and no single blank term explains the
    /// difference. A difference that one blank explains is one of that blank.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        self.difference().is_some() && !self.holds() && self.implied_term().is_none()
    }

    /// Returns the only term without a number, with the value that makes the relation hold. `None` if the
    /// relation holds already, if not exactly one term lacks a number, or if the value is not above zero:
    /// nobody leaves a cell blank to state a negative amount.
    #[must_use]
    pub fn implied_term(&self) -> Option<(&Term, Decimal)> {
        if self.holds() {
            return None;
        }
        let mut unreadable = self.unreadable();
        let only = unreadable.next()?;
        if unreadable.next().is_some() {
            return None;
        }
        let rest = self.difference()?.checked_mul(Decimal::from(only.sign))?;
        (rest > Decimal::ZERO).then_some((only, rest))
    }
}

impl Term {
    /// Returns the number of the term. A dash counts as zero. `None` if the cell is blank or has no number.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self.value.as_ref()? {
            Value::Nil => Some(Decimal::ZERO),
            value => value.number(),
        }
    }
}

/// Whether an amount and what its parts give are so far from each other that these are other rows: the total of a
/// national plan stands below the two rows of its last page. Exactly a thousand or a million times is another unit.
#[must_use]
pub(crate) fn is_out_of_reach(stated: Decimal, sum: Decimal) -> bool {
    /// Largest multiple of one of them that the other may be.
    const MAX_MULTIPLE: Decimal = Decimal::from_parts(50, 0, 0, false, 0);
    let units = [1_000, 1_000_000, 1_000_000_000].map(Decimal::from);
    let (small, large) = (stated.abs().min(sum.abs()), stated.abs().max(sum.abs()));
    let times = large.checked_div(small).unwrap_or_default();
    times > MAX_MULTIPLE && !units.contains(&times.round())
}

/// Returns the sum of the readable terms. `None` if no term is readable or the sum does not fit a
/// [`Decimal`].
#[must_use]
pub(crate) fn sum_terms(terms: &[Term]) -> Option<Decimal> {
    let mut numbers =
        terms.iter().filter_map(|term| term.number()?.checked_mul(Decimal::from(term.sign))).peekable();
    numbers.peek()?;
    numbers.try_fold(Decimal::ZERO, Decimal::checked_add)
}
