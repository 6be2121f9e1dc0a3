//! What must agree: one list, from which the checks report and the search for causes reasons.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{CellRef, Ground, ItemId, TableId, Value};

/// Figures that must agree: `result` is what `terms` give.
#[derive(Debug, Clone)]
pub struct Relation {
    /// What kind of agreement it is.
    pub kind: RelationKind,
    /// What tells it.
    pub ground: Ground,
    /// The table.
    pub table: TableId,
    /// The item whose value is the result.
    pub item: ItemId,
    /// The indicator of that item whose value is the result; `None` where it is the item's own.
    pub indikator: Option<usize>,
    /// The column of the result.
    pub column: usize,
    /// The figure that the others must give.
    pub result: Term,
    /// The figures that give it, each with its sign: the result is their sum.
    pub terms: Vec<Term>,
    /// The sum of the terms that can be read; `None` where none can, or past what can be computed.
    pub computed: Option<Decimal>,
}

/// The kinds of agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// An item is the sum of those directly below it.
    Children,
    /// A total row is the sum of the outermost items.
    Total,
    /// A cell is the sum of others in its row.
    Row,
    /// A balance is the one of the row before, with what came in and what went out.
    Balance,
    /// A figure of the recapitulation is what the plan's table gives.
    Recap,
    /// A count is the number of rows: each term is a row that counts one, at its name. Only the
    /// result can be wrong.
    Count,
}

/// A figure in a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Where it stands, also where the cell is blank.
    pub at: CellRef,
    /// The row's label.
    pub label: Arc<str>,
    /// 1, or -1 for what is subtracted.
    pub sign: i8,
    /// What stands there; `None` for blank.
    pub value: Option<Value>,
}

impl Relation {
    /// What is stated, as a number.
    #[must_use]
    pub fn stated(&self) -> Option<Decimal> {
        self.result.number()
    }

    /// Whether the figures agree to the rupiah. Where amounts carry fractions of a rupiah, as
    /// exports of binary floating point do (45821890708.51994), less than one rupiah is none.
    #[must_use]
    pub fn holds(&self) -> bool {
        let fractions = || {
            let mut numbers = self.terms.iter().filter_map(Term::number).chain(self.stated());
            numbers.any(|n| !n.fract().is_zero())
        };
        self.difference().is_some_and(|d| {
            d.is_zero() || (d.abs() < Decimal::ONE && fractions()) || d.abs() <= self.left_out()
        })
    }

    /// By how much figures may differ that a program keeps to so many digits: 171.620.985.483 is exported as …480 where
    /// it keeps eleven. Zero where a figure has more of them, or none has as many.
    fn left_out(&self) -> Decimal {
        /// Digits that programs keep: ten to twelve. Fewer are amounts that are round by themselves.
        const KEPT: std::ops::RangeInclusive<u32> = 10..=12;
        let numbers = || self.terms.iter().filter_map(Term::number).chain(self.stated());
        let whole =
            |n: Decimal| n.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        // The zeros at its end are none of the digits that were kept.
        let zeros = |n: Decimal| {
            let tenth =
                |n: &Decimal| n.checked_div(Decimal::TEN).filter(|n| n.fract().is_zero() && !n.is_zero());
            u32::try_from(std::iter::successors(tenth(&n), tenth).count()).unwrap_or(0)
        };
        let kept = numbers().map(|n| whole(n).saturating_sub(zeros(n.trunc()))).max().unwrap_or(0);
        if !KEPT.contains(&kept) {
            return Decimal::ZERO;
        }
        // Half a unit of the last digit of each figure that is longer.
        let unit = |n: Decimal| match whole(n).checked_sub(kept) {
            Some(more @ 1..) => Decimal::from(10_u64.pow(more.min(9))),
            _ => Decimal::ZERO,
        };
        let coarsest = numbers().map(unit).max().unwrap_or_default();
        // Amounts are rounded to hundreds and thousands by people: where the short ones are too, nothing was left out.
        let is_round = coarsest >= Decimal::ONE_HUNDRED && numbers().all(|n| (n % coarsest).is_zero());
        if is_round {
            return Decimal::ZERO;
        }
        numbers().map(unit).sum::<Decimal>() / Decimal::TWO
    }

    /// Stated minus computed, where both are there.
    #[must_use]
    pub fn difference(&self) -> Option<Decimal> {
        self.stated()?.checked_sub(self.computed?)
    }

    /// The terms that give no number: blank, or something else than an amount.
    pub fn unreadable(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| term.number().is_none())
    }

    /// The only term without a number and the value that the relation gives it, where that is
    /// above zero: nobody leaves a cell blank to say less than nothing.
    #[must_use]
    pub fn implied(&self) -> Option<(&Term, Decimal)> {
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
    /// The term's number; a dash says none, which is zero.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self.value.as_ref()? {
            Value::None => Some(Decimal::ZERO),
            value => value.number(),
        }
    }
}

/// The sum of the terms that can be read; `None` where none can, or past what a [`Decimal`] holds.
#[must_use]
pub fn sum(terms: &[Term]) -> Option<Decimal> {
    let mut numbers =
        terms.iter().filter_map(|term| term.number()?.checked_mul(Decimal::from(term.sign))).peekable();
    numbers.peek()?;
    numbers.try_fold(Decimal::ZERO, Decimal::checked_add)
}
