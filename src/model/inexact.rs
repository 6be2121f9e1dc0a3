//! Numbers with the slack by which a spreadsheet's binary arithmetic may deviate from them, and the reasons
//! why a computation has no result.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};

/// A number, with the maximum deviation of a spreadsheet's own result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inexact {
    /// The exact result.
    pub value: Decimal,
    /// The maximum deviation of the spreadsheet's result, never negative.
    pub slack: Decimal,
}

impl Inexact {
    /// Creates a number that a spreadsheet holds exactly.
    #[must_use]
    pub fn exact(value: Decimal) -> Self {
        Self { value, slack: Decimal::ZERO }
    }

    /// Creates a number from a cell. The file may store more than the fifteen digits that are read; the
    /// digits that are rounded off matter in amounts of ten or more digits with sen, and in whole numbers of
    /// thirteen or more digits.
    #[must_use]
    pub fn from_cell(value: Decimal) -> Self {
        /// Number of significant digits that are read.
        const SIGNIFICANT_DIGITS: u32 = 15;
        let whole = value.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        let is_felt = whole >= 13 || (whole >= 10 && !value.is_integer());
        let places = SIGNIFICANT_DIGITS.saturating_sub(whole);
        let slack = if is_felt { Decimal::new(5, places + 1) } else { Decimal::ZERO };
        Self { value, slack }
    }

    /// Returns the result of an operation. A spreadsheet rounds it to a binary number, which is exact for
    /// whole numbers of up to fifteen digits. Returns `None` if the slack overflows.
    fn with_rounding(value: Decimal, slack: Decimal) -> Option<Self> {
        const MAX_EXACT_WHOLE: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0); // 10^15
        let exact = value.is_integer() && value.abs() < MAX_EXACT_WHOLE;
        let unit = if exact { Decimal::ZERO } else { value.abs().checked_mul(Decimal::new(1, 15))? };
        Some(Self { value, slack: slack.checked_add(unit)? })
    }

    /// Adds two numbers. Returns `None` on overflow.
    pub(super) fn add(self, other: Self) -> Option<Self> {
        Self::with_rounding(self.value.checked_add(other.value)?, self.slack.checked_add(other.slack)?)
    }

    pub(super) fn negate(self) -> Self {
        Self { value: -self.value, ..self }
    }

    /// Multiplies two numbers. Returns `None` on overflow.
    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        let left = self.value.abs().checked_add(self.slack)?.checked_mul(other.slack)?;
        let right = other.value.abs().checked_mul(self.slack)?;
        Self::with_rounding(self.value.checked_mul(other.value)?, left.checked_add(right)?)
    }

    /// Divides two numbers. Returns [`EvalError::SheetError`] for a divisor of exactly 0, and
    /// [`EvalError::Unknown`] if the divisor may be 0 or the result overflows.
    pub(super) fn divide(self, other: Self) -> Result<Self, EvalError> {
        if other.value.is_zero() && other.slack.is_zero() {
            return Err(EvalError::SheetError);
        }
        let quotient = || {
            let least = other.value.abs().checked_sub(other.slack).filter(|n| *n > Decimal::ZERO)?;
            let value = self.value.checked_div(other.value)?;
            let slack = self.slack.checked_add(value.abs().checked_mul(other.slack)?)?.checked_div(least)?;
            Self::with_rounding(value, slack)
        };
        quotient().ok_or(EvalError::Unknown)
    }

    /// Rounds to a number of decimals. Returns `None` if the slack leaves the result in doubt.
    pub(super) fn round(self, places: i64, how: RoundingStrategy) -> Option<Self> {
        let unit = decimal_unit(places)?;
        let round = |n: Decimal| n.checked_div(unit)?.round_dp_with_strategy(0, how).checked_mul(unit);
        let value = round(self.value)?;
        let low = round(self.value.checked_sub(self.slack)?)?;
        let high = round(self.value.checked_add(self.slack)?)?;
        (low == high).then(|| Self::with_rounding(value, Decimal::ZERO))?
    }
}

/// The reason why a formula has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvalError {
    /// The formula yields an error of the sheet: it divides by zero, or reads a cell with such an error.
    SheetError,
    /// The value cannot be determined here: the formula uses text as a number, refers to an unknown sheet, or
    /// exceeds what can be computed.
    Unknown,
}

/// Returns one unit of the last decimal: 0.01 for two decimals, 1000 for minus three. `None` beyond fifteen
/// decimals in either direction.
fn decimal_unit(places: i64) -> Option<Decimal> {
    match u32::try_from(places.unsigned_abs()).ok()? {
        digits @ 0..=15 if places >= 0 => Some(Decimal::new(1, digits)),
        digits @ 0..=15 => Decimal::from(10_i64.checked_pow(digits)?).into(),
        _ => None,
    }
}

/// Adds up numbers.
pub(super) fn sum(all: &[Inexact]) -> Result<Inexact, EvalError> {
    all.iter().try_fold(Inexact::exact(Decimal::ZERO), |sum, n| sum.add(*n)).ok_or(EvalError::Unknown)
}

/// Compares two numbers. Returns [`EvalError::Unknown`] if their slack leaves the order in doubt.
pub(super) fn compare_surely(a: Inexact, b: Inexact) -> Result<Ordering, EvalError> {
    let slack = a.slack.checked_add(b.slack).ok_or(EvalError::Unknown)?;
    let apart = a.value.checked_sub(b.value).ok_or(EvalError::Unknown)?.abs();
    if !slack.is_zero() && apart <= slack { Err(EvalError::Unknown) } else { Ok(a.value.cmp(&b.value)) }
}

/// Returns a number as an integer. `None` if its slack or value leaves in doubt that it is whole.
pub(super) fn as_integer(n: Inexact) -> Option<i64> {
    (n.slack.is_zero() && n.value.is_integer()).then(|| i64::try_from(n.value).ok())?
}
