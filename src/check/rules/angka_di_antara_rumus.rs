//! A typed number among formulas: the one subtotal of its level that will not follow when a part
//! changes.

use super::super::shown::Shown;
use crate::model::{Finding, Level, Message, Relation, RelationKind, Severity};

/// So many subtotals of a level are formulas, and this share of them, before the others stand out.
const LEAST: usize = 3;
const MOST: (usize, usize) = (3, 4);

/// What the rule finds: notes.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let sums: Vec<(&Relation, Level)> = shown
        .relations_of(&[RelationKind::Children])
        .filter(|r| r.result.value.is_some())
        .filter_map(|r| Some((r, shown.table(r.table)?.items.get(r.item)?.level)))
        .collect();
    let has_formula = |r: &Relation| shown.book.cell(r.result.at).is_some_and(|cell| cell.formula.is_some());
    sums.iter()
        // A sum that does not hold is said as such.
        .filter(|(relation, _)| !has_formula(relation) && relation.holds())
        .filter(|(relation, level)| {
            let of_level: Vec<&Relation> = sums
                .iter()
                .filter(|(other, l)| {
                    other.table == relation.table && other.column == relation.column && l == level
                })
                .map(|(other, _)| *other)
                .collect();
            let formulas = of_level.iter().filter(|r| has_formula(r)).count();
            formulas >= LEAST && formulas * MOST.1 >= of_level.len() * MOST.0
        })
        .map(|(relation, _)| {
            let message = Message::new("check.rumus.constant")
                .with("place", shown.renja.place(relation.result.at))
                .with("item", relation.result.label.as_str());
            Finding {
                stated: relation.result.value.clone(),
                ..Shown::remark(
                    "RUM204",
                    Severity::Note,
                    relation.result.at,
                    shown.path(relation.table, relation.item),
                    message,
                )
            }
        })
        .collect()
}
