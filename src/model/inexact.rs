//! Numbers with the slack within which a spreadsheet's binary arithmetic may lie beside them, and why a
//! computation with them gives nothing.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};

/// A number, and how far a spreadsheet's own result may lie from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inexact {
    /// The number.
    pub value: Decimal,
    /// See above.
    pub slack: Decimal,
}

impl Inexact {
    /// A number that a spreadsheet holds as it stands.
    #[must_use]
    pub fn exact(value: Decimal) -> Self {
        Self { value, slack: Decimal::ZERO }
    }

    /// A number of a cell. The file may hold more than the fifteen digits that are read: what was rounded off is felt
    /// in amounts of ten digits and sen.
    #[must_use]
    pub fn stored(value: Decimal) -> Self {
        const DIGITS: u32 = 15;
        let whole = value.trunc().mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
        let is_felt = whole >= 13 || (whole >= 10 && !value.is_integer());
        let places = DIGITS.saturating_sub(whole);
        let slack = if is_felt { Decimal::new(5, places + 1) } else { Decimal::ZERO };
        Self { value, slack }
    }

    /// The result of an operation, which a spreadsheet rounds to a binary number; whole ones up to
    /// fifteen digits it holds exactly.
    fn rounded(value: Decimal, slack: Decimal) -> Option<Self> {
        const WHOLE: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0); // 10^15
        let exact = value.is_integer() && value.abs() < WHOLE;
        let unit = if exact { Decimal::ZERO } else { value.abs().checked_mul(Decimal::new(1, 15))? };
        Some(Self { value, slack: slack.checked_add(unit)? })
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        Self::rounded(self.value.checked_add(other.value)?, self.slack.checked_add(other.slack)?)
    }

    pub(super) fn negate(self) -> Self {
        Self { value: -self.value, ..self }
    }

    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        let left = self.value.abs().checked_add(self.slack)?.checked_mul(other.slack)?;
        let right = other.value.abs().checked_mul(self.slack)?;
        Self::rounded(self.value.checked_mul(other.value)?, left.checked_add(right)?)
    }

    pub(super) fn divide(self, other: Self) -> Result<Self, Stop> {
        if other.value.is_zero() && other.slack.is_zero() {
            return Err(Stop::Error);
        }
        let quotient = || {
            let least = other.value.abs().checked_sub(other.slack).filter(|n| *n > Decimal::ZERO)?;
            let value = self.value.checked_div(other.value)?;
            let slack = self.slack.checked_add(value.abs().checked_mul(other.slack)?)?.checked_div(least)?;
            Self::rounded(value, slack)
        };
        quotient().ok_or(Stop::Unknown)
    }

    /// The number to so many places, where its slack leaves no doubt of it.
    pub(super) fn round(self, places: i64, how: RoundingStrategy) -> Option<Self> {
        let unit = unit(places)?;
        let round = |n: Decimal| n.checked_div(unit)?.round_dp_with_strategy(0, how).checked_mul(unit);
        let value = round(self.value)?;
        let low = round(self.value.checked_sub(self.slack)?)?;
        let high = round(self.value.checked_add(self.slack)?)?;
        (low == high).then(|| Self::rounded(value, Decimal::ZERO))?
    }
}

/// Why a formula gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It gives an error of the sheet: it divides by zero, or reads such an error.
    Error,
    /// It cannot be told here: words where a number belongs, a sheet that is not there, past what
    /// can be computed.
    Unknown,
}

/// One in the last of so many decimals: 0.01 for two, 1000 for minus three.
fn unit(places: i64) -> Option<Decimal> {
    match u32::try_from(places.unsigned_abs()).ok()? {
        digits @ 0..=15 if places >= 0 => Some(Decimal::new(1, digits)),
        digits @ 0..=15 => Decimal::from(10_i64.checked_pow(digits)?).into(),
        _ => None,
    }
}

pub(super) fn sum(all: &[Inexact]) -> Result<Inexact, Stop> {
    all.iter().try_fold(Inexact::exact(Decimal::ZERO), |sum, n| sum.add(*n)).ok_or(Stop::Unknown)
}

/// How two numbers compare, where their slack leaves no doubt.
pub(super) fn surely(a: Inexact, b: Inexact) -> Result<Ordering, Stop> {
    let slack = a.slack.checked_add(b.slack).ok_or(Stop::Unknown)?;
    let apart = a.value.checked_sub(b.value).ok_or(Stop::Unknown)?.abs();
    if !slack.is_zero() && apart <= slack { Err(Stop::Unknown) } else { Ok(a.value.cmp(&b.value)) }
}

/// A number that is surely whole.
pub(super) fn whole(n: Inexact) -> Option<i64> {
    (n.slack.is_zero() && n.value.is_integer()).then(|| i64::try_from(n.value).ok())?
}
