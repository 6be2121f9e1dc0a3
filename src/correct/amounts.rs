//! Amounts as exact whole numbers of 1/10,000 rupiah, and the places of the plan in which they stand.

use rust_decimal::Decimal;

/// Number of decimal places that an amount keeps. A rupiah has two (sen); two more leave room for computed
/// amounts.
const AMOUNT_DECIMALS: u32 = 4;

/// One rupiah, in units.
pub const ONE_RUPIAH: i128 = 10_000;

/// Largest amount that takes part in the search, in units (10^23 rupiah). This is far above any budget and
/// far below the value at which a sum of such amounts overflows an `i128`.
const MAX_UNITS: i128 = 10i128.pow(27);

/// Converts an amount to units. Returns `None` if it has more than [`AMOUNT_DECIMALS`] decimal places or exceeds
/// [`MAX_UNITS`].
pub fn to_units(number: Decimal) -> Option<i128> {
    let number = number.normalize();
    let up = AMOUNT_DECIMALS.checked_sub(number.scale())?;
    let units = number.mantissa().checked_mul(10i128.pow(up))?;
    (units.abs() <= MAX_UNITS).then_some(units)
}

/// Converts units back to an amount. A number too large for a `Decimal` becomes `Decimal::MAX`.
pub fn from_units(units: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(units, AMOUNT_DECIMALS).map_or(Decimal::MAX, |d| d.normalize())
}

/// Whether an amount has at least four digits before its trailing zeros, so that it does not stand in two
/// rows by chance.
pub fn is_distinctive(units: i128) -> bool {
    let mut n = (units / ONE_RUPIAH).abs();
    while n != 0 && n % 10 == 0 {
        n /= 10;
    }
    n >= 1_000
}

/// Returns the greatest common divisor of two amounts, which says how round they are. 0 if both are 0.
pub fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The place of a figure in the plan, as indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Index of the table in the plan.
    pub table: usize,
    /// Index of the item in the table.
    pub item: usize,
    /// Index of the column in the table.
    pub column: usize,
}
