//! The total of the office, of an affair or of a total row is not the sum of what stands below it.

use super::super::shown::Shown;
use super::sums;
use crate::model::Finding;

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    sums::wrong(shown, "ARI101")
}
