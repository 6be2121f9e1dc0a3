//! An account of a budget table is not the sum of the accounts below it.

use super::super::shown::Shown;
use super::sums;
use crate::model::Finding;

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    sums::wrong(shown, "ARI106")
}
