//! Finds the unit in which the amounts of a column are kept.
//!
//! An office may keep the results of a computation in thousands of rupiah and write them with their zeros:
//! 32 × 269.400 = 8.620.800 stands in the cell as 8.620.000. Nothing in the header says so, only the amounts
//! do.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};

/// Units to try, the largest first.
const UNITS: [u32; 6] = [1_000_000, 100_000, 10_000, 1_000, 100, 10];

/// Percentage of the stated amounts that must be whole units, and of the rounded ones that must be rounded in
/// the same way. The rest may be wrong.
const MIN_ROUNDED_PERCENT: usize = 95;

/// Minimum number of different remainders that rounding left out. Without it, one wrong figure that several
/// rows repeat would look like a unit.
const MIN_REMAINDERS: usize = 5;

/// The ways in which an office may round an amount to whole units.
const ROUNDING_STRATEGIES: [RoundingStrategy; 3] =
    [RoundingStrategy::ToZero, RoundingStrategy::MidpointAwayFromZero, RoundingStrategy::AwayFromZero];

/// Returns the unit in which a column's results are kept, from pairs of a stated amount and the exact one. A
/// stated amount of whole units that lies within one unit of the exact one is then right.
///
/// `None` if the results are kept to the rupiah.
pub(super) fn unit(results: &[(Decimal, Decimal)]) -> Option<Decimal> {
    let filled: Vec<&(Decimal, Decimal)> = results.iter().filter(|(stated, _)| !stated.is_zero()).collect();
    UNITS.into_iter().map(Decimal::from).find(|unit| {
        let (all, whole) =
            (filled.len(), filled.iter().filter(|(stated, _)| is_whole(*stated, *unit)).count());
        if whole * 100 < all * MIN_ROUNDED_PERCENT {
            return false;
        }
        let rounded: Vec<&&(Decimal, Decimal)> = filled
            .iter()
            .filter(|(stated, exact)| stated != exact && is_rounded_to(*stated, *exact, *unit))
            .collect();
        let remainders: BTreeSet<Decimal> =
            rounded.iter().filter_map(|(stated, exact)| exact.checked_sub(*stated)).collect();
        remainders.len() >= MIN_REMAINDERS
            && ROUNDING_STRATEGIES.into_iter().any(|way| {
                let alike = rounded
                    .iter()
                    .filter(|(stated, exact)| round_to_unit(*exact, *unit, way) == Some(*stated));
                alike.count() * 100 >= rounded.len() * MIN_ROUNDED_PERCENT
            })
    })
}

/// Returns the largest unit of which all amounts of a long column are multiples, such as a thousand. A product that is
/// not a multiple of it was rounded to one, even if it is the only such product. `None` if there is no such unit.
pub(super) fn common_unit(results: &[(Decimal, Decimal)]) -> Option<Decimal> {
    /// Minimum number of amounts.
    const MIN_AMOUNTS: usize = 50;
    let filled = || results.iter().filter(|(stated, _)| !stated.is_zero());
    let is_common = |unit: &Decimal| filled().all(|(stated, _)| is_whole(*stated, *unit));
    UNITS.into_iter().map(Decimal::from).find(|unit| filled().count() >= MIN_AMOUNTS && is_common(unit))
}

/// Whether a stated amount is whole units and lies less than one unit from the exact amount.
pub(super) fn is_rounded_to(stated: Decimal, exact: Decimal, unit: Decimal) -> bool {
    is_whole(stated, unit) && exact.checked_sub(stated).is_some_and(|apart| apart.abs() < unit)
}

fn is_whole(amount: Decimal, unit: Decimal) -> bool {
    amount.checked_rem(unit).is_some_and(|rest| rest.is_zero())
}

fn round_to_unit(exact: Decimal, unit: Decimal, way: RoundingStrategy) -> Option<Decimal> {
    exact.checked_div(unit)?.round_dp_with_strategy(0, way).checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(pairs: &[(i64, i64)]) -> Vec<(Decimal, Decimal)> {
        pairs.iter().map(|(stated, exact)| (Decimal::from(*stated), Decimal::from(*exact))).collect()
    }

    #[test]
    fn amounts_that_are_cut_off_to_thousands_show_it() {
        let cut = results(&[
            (8_620_000, 8_620_800),
            (5_657_000, 5_657_400),
            (39_987_000, 39_987_940),
            (25_197_000, 25_197_880),
            (2_191_000, 2_191_120),
            (900_000, 900_000),
        ]);
        assert_eq!(unit(&cut), Some(Decimal::from(1_000)));
    }

    #[test]
    fn round_amounts_with_an_error_or_two_are_kept_to_the_rupiah() {
        let round =
            results(&[(900_000, 900_000), (450_000, 450_500), (12_000_000, 12_000_500), (30_000, 30_000)]);
        assert_eq!(unit(&round), None);
    }

    #[test]
    fn a_single_amount_among_many_may_be_rounded() {
        let mut many: Vec<(i64, i64)> = (1..=60).map(|n| (n * 37_000, n * 37_000)).collect();
        many.push((36_094_000, 36_094_400));
        assert_eq!(common_unit(&results(&many)), Some(Decimal::from(1_000)));
        many.push((36_094_100, 36_094_400));
        assert_eq!(common_unit(&results(&many)), Some(Decimal::from(100)));
        assert_eq!(common_unit(&results(&many[..40])), None);
    }

    #[test]
    fn amounts_that_are_rounded_in_no_one_way_are_wrong() {
        let mixed = results(&[
            (8_620_000, 8_620_800),
            (5_657_000, 5_656_400),
            (39_987_000, 39_987_940),
            (25_197_000, 25_196_120),
            (2_191_000, 2_191_120),
        ]);
        assert_eq!(unit(&mixed), None);
    }
}
