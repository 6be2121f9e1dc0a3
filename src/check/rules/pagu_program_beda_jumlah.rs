//! Rule ARI102: the pagu of a program is not the sum of its kegiatan.

use super::super::shown::Shown;
use super::sums;
use crate::model::Finding;

/// Returns a finding for each such program.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    sums::wrong(shown, "ARI102")
}
