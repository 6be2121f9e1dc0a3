//! Rule ARI102: the pagu of a program is not the sum of its kegiatan.

use super::super::context::Context;
use super::sums;
use crate::model::Finding;

/// Returns a finding for each such program.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    sums::find_wrong(context, "ARI102")
}
