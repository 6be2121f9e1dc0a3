//! What the rules on sums share: which broken relation is a wrong sum, and which only a blank.

use crate::model::{Finding, Level, Relation, RelationKind, Severity, Table};

use super::super::shown::Shown;
use super::{baris_tersembunyi, total_bergeser};

/// The rule that a sum belongs to, by the level of the item whose sum it is.
pub(super) fn rule(table: &Table, relation: &Relation) -> &'static str {
    let item = table.items.get(relation.item);
    // A total of one item is a sum of that item's level.
    let of = item.and_then(|item| table.closes(item)).and_then(|of| table.items.get(of)).or(item);
    match of.map_or(Level::Jumlah, |of| of.level) {
        Level::Program => "ARI102",
        Level::Kegiatan | Level::SubKegiatan => "ARI103",
        Level::Rekening(_) => "ARI106",
        _ => "ARI101",
    }
}

/// The sums that belong to a rule and do not hold, blanks apart.
pub(super) fn wrong(shown: &Shown, of: &'static str) -> Vec<Finding> {
    // A total that stands in the next column is said once, by `total_bergeser`.
    let shifted = total_bergeser::shifted_totals(shown);
    let keys = Keys { differs: "check.sum.differs", with_blanks: "check.sum.with_blanks" };
    shown
        .relations_of(&[RelationKind::Children, RelationKind::Total])
        .filter(|relation| is_wrong(relation))
        .filter(|relation| !shifted.contains(&relation.result.at))
        .filter(|relation| !baris_tersembunyi::explain(shown, relation))
        .filter(|relation| shown.table(relation.table).is_some_and(|table| rule(table, relation) == of))
        .map(|relation| finding(shown, of, relation, &keys))
        .collect()
}

/// The sentences of a rule on sums.
pub(super) struct Keys {
    /// All parts state an amount.
    pub differs: &'static str,
    /// Some parts are blank, so that the sum may be short of them.
    pub with_blanks: &'static str,
}

/// A wrong sum as a finding: an error, or a warning where blanks may explain it.
pub(super) fn finding(shown: &Shown, rule: &'static str, relation: &Relation, keys: &Keys) -> Finding {
    let blanks = relation.unreadable().count();
    let is_total = relation.kind == RelationKind::Total && keys.differs == "check.sum.differs";
    let keys = if is_total { &Keys { differs: "check.sum.total_differs", ..*keys } } else { keys };
    if blanks == 0 || short_of_nothing(relation) {
        return shown.broken(rule, Severity::Error, relation, keys.differs);
    }
    let mut finding = shown.broken(rule, Severity::Warning, relation, keys.with_blanks);
    finding.message = finding.message.with("blanks", blanks);
    finding
}

/// Whether a relation states another number than its parts give, and no single blank explains it
/// (that one is reported at the blank).
pub(super) fn is_wrong(relation: &Relation) -> bool {
    relation.difference().is_some() && !relation.holds() && relation.implied().is_none()
}

/// Whether the parts that can be read already give as much as is stated: blanks explain nothing.
fn short_of_nothing(relation: &Relation) -> bool {
    relation.difference().is_some_and(|d| d.is_sign_negative())
}
