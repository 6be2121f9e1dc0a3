//! Rule ARI101: the total of the office, of an affair or of a total row is not the sum of what is below it.

use super::super::context::Context;
use super::sums;
use crate::model::Finding;

/// Returns a finding for each such total.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    sums::find_wrong(context, "ARI101")
}
