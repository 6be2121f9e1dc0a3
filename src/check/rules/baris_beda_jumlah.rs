//! A total within a row is not the sum of its parts: urusan and non urusan, the four quarters.

use super::super::shown::Shown;
use super::sums::{self, Keys};
use crate::forms::Belongs;
use crate::model::{Finding, RelationKind};

/// What the rule finds. Realisations of indicators that run on over the years have rules of their
/// own (RAS): they may lawfully not add up.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let keys = Keys { differs: "check.row.differs", with_blanks: "check.row.with_blanks" };
    shown
        .relations_of(&[RelationKind::Row])
        .filter(|relation| {
            shown
                .table(relation.table)
                .and_then(|table| table.columns.get(relation.column))
                .is_some_and(|column| column.belongs != Belongs::Indikator)
        })
        .filter(|relation| sums::is_wrong(relation))
        .map(|relation| sums::finding(shown, "ARI104", relation, &keys))
        .collect()
}
