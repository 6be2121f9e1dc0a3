//! Rule ARI106: an account of a budget table is not the sum of the accounts below it.

use super::super::context::Context;
use super::sums;
use crate::model::Finding;

/// Returns a finding for each such account.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    sums::find_wrong(context, "ARI106")
}
