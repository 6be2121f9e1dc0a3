//! Rule ARI103: the pagu of a kegiatan is not the sum of its sub kegiatan.

use super::super::context::Context;
use super::sums;
use crate::model::Finding;

/// Returns a finding for each such kegiatan or sub kegiatan.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    sums::find_wrong(context, "ARI103")
}
