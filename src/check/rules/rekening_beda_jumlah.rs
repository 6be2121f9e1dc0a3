//! Rule ARI106: an account of a budget table is not the sum of the accounts below it.

use super::super::shown::Shown;
use super::sums;
use crate::model::Finding;

/// Returns a finding for each such account.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    sums::wrong(shown, "ARI106")
}
