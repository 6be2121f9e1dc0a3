//! Amounts as exact whole numbers, and the places of the plan in which they stand.

use rust_decimal::Decimal;

const DECIMALS: u32 = 4;

/// One rupiah.
pub const ONE: i128 = 10_000;

/// Beyond this no sum is searched: far above any budget, far below what a sum of them overflows.
const LARGEST: i128 = 10i128.pow(27);

/// An amount as a whole number; `None` where it has more decimals or digits than money has.
pub fn units(number: Decimal) -> Option<i128> {
    let number = number.normalize();
    let up = DECIMALS.checked_sub(number.scale())?;
    let units = number.mantissa().checked_mul(10i128.pow(up))?;
    (units.abs() <= LARGEST).then_some(units)
}

/// The amount of a whole number.
pub fn amount(units: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(units, DECIMALS).map_or(Decimal::MAX, |d| d.normalize())
}

/// The place of a figure in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The table.
    pub table: usize,
    /// The item.
    pub item: usize,
    /// The column.
    pub column: usize,
}
