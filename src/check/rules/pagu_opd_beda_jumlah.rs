//! Rule ARI101: the total of the office, of an affair or of a total row is not the sum of what is below it.

use super::super::shown::Shown;
use super::sums;
use crate::model::Finding;

/// Returns a finding for each such total.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    sums::wrong(shown, "ARI101")
}
