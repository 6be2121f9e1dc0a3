//! Compares printed percentages with exact shares. A printed number stands for an interval, whose width
//! follows from its decimals and from whether it was rounded or cut off.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::Value;
use crate::text::number;

/// How well a printed percentage fits the exact one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Within half a unit of its last decimal; for a printed zero, also less than one unit below the exact
    /// value.
    Rounded,
    /// Only if the digits behind its last decimal were cut off: 77,77% for 56/72.
    Truncated,
    /// Not at all.
    Mismatch,
}

/// Compares a printed value with an exact share (0.9286 for 92.86%). A bare number may be the percentage
/// (92,86) or the share itself (0,93).
pub(super) fn fit(printed: &Value, share: Decimal) -> Fit {
    let Some(percent) = share.checked_mul(Decimal::ONE_HUNDRED) else { return Fit::Mismatch };
    match printed {
        Value::Percent(stated) => fit_number(*stated, percent),
        Value::Quantity(stated, None) => match fit_number(*stated, percent) {
            // A zero would fit every share below one half, so a printed zero is only read as a percentage.
            Fit::Mismatch if !stated.is_zero() => fit_number(*stated, share),
            fit => fit,
        },
        _ => Fit::Mismatch,
    }
}

/// Whether a printed value and an exact share look the same when shown with this many decimals. As in
/// [`fit`], a bare number may be the share itself, unless it is shown as zero.
pub(super) fn looks_alike(printed: &Value, share: Decimal, decimals: u32) -> bool {
    let Some(percent) = share.checked_mul(Decimal::ONE_HUNDRED) else { return false };
    let shown = |n: Decimal| n.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    match printed {
        Value::Percent(stated) => shown(*stated) == shown(percent),
        Value::Quantity(stated, None) => {
            let stated = shown(*stated);
            stated == shown(percent) || (!stated.is_zero() && stated == shown(share))
        }
        _ => false,
    }
}

fn fit_number(stated: Decimal, exact: Decimal) -> Fit {
    let unit = Decimal::new(1, stated.scale());
    let Some(above) = exact.checked_sub(stated) else { return Fit::Mismatch };
    // The result of a spreadsheet is off in its fifteenth digit if the figures are thirds.
    let slack = number::spreadsheet_slack(exact);
    // Allow exactly half a unit on either side: some print 0,125 as 0,13 and others as 0,12.
    let apart = (above.abs() - slack).checked_mul(Decimal::TWO);
    if apart.is_some_and(|apart| apart <= unit) {
        Fit::Rounded
    } else if above.is_sign_positive() && above < unit {
        // Nobody cuts off all digits: a zero that is too small by less than its unit was rounded.
        if stated.is_zero() { Fit::Rounded } else { Fit::Truncated }
    } else {
        Fit::Mismatch
    }
}

/// Returns a share as documents print it: a percentage with at most two decimals. `None` on overflow.
pub(super) fn printed_percent(share: Decimal) -> Option<Value> {
    Some(Value::Percent(share.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(2).normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_rounded_and_cut() {
        let share = |a: i64, b: i64| Decimal::from(a) / Decimal::from(b);
        let percent = |text: &str| Value::Percent(text.parse().expect("a number"));
        assert_eq!(fit(&percent("92.86"), share(65, 70)), Fit::Rounded);
        assert_eq!(fit(&percent("77.77"), share(56, 72)), Fit::Truncated);
        assert_eq!(fit(&percent("115.55"), share(65, 45)), Fit::Mismatch);
        assert_eq!(
            fit(&percent("53.3333333333333"), share(266_666_666_666_667, 500_000_000_000_000)),
            Fit::Rounded
        );
        assert_eq!(fit(&percent("53.3333333333"), share(533_333_333_331, 1_000_000_000_000)), Fit::Mismatch);
        assert_eq!(fit(&percent("98"), share(1421, 1450)), Fit::Rounded);
        let bare = |text: &str| Value::Quantity(text.parse().expect("a number"), None);
        assert_eq!(fit(&bare("0.93"), share(65, 70)), Fit::Rounded);
        assert_eq!(fit(&bare("0"), share(1_580, 2_580)), Fit::Mismatch);
        assert_eq!(fit(&bare("0"), share(1, 500)), Fit::Rounded);
    }

    #[test]
    fn numbers_look_alike_with_the_decimals_of_their_format() {
        let percent = Value::Percent("35.74306".parse().expect("a number"));
        let share = Decimal::new(3_574_225, 7);
        assert!(looks_alike(&percent, share, 2));
        assert!(!looks_alike(&percent, share, 4));
        assert!(!looks_alike(&Value::Quantity(Decimal::ZERO, None), Decimal::new(4, 1), 0));
    }
}
