//! The pagu of a kegiatan is not the sum of its sub kegiatan.

use super::super::shown::Shown;
use super::sums;
use crate::model::Finding;

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    sums::wrong(shown, "ARI103")
}
