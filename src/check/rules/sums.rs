//! Shared by the rules on sums: tells a wrong sum from a sum that merely has a blank part, and builds
//! findings.

use crate::model::{CellRef, Finding, Level, Relation, RelationKind, Severity, Table};

use super::super::context::{Context, cell_list};
use super::{baris_tersembunyi, total_bergeser};

/// Returns the rule that a sum belongs to, by the level of the item whose sum it is.
pub(super) fn rule_of_sum(table: &Table, relation: &Relation) -> &'static str {
    let item = table.items.get(relation.item);
    // The total that closes an item is a sum of that item's level.
    let of = item.and_then(|item| table.closed_item(item)).and_then(|of| table.items.get(of)).or(item);
    match of.map_or(Level::Jumlah, |of| of.level) {
        Level::Program => "ARI102",
        Level::Kegiatan | Level::SubKegiatan => "ARI103",
        Level::Rekening(_) => "ARI106",
        _ => "ARI101",
    }
}

/// Returns a finding for each wrong sum that belongs to the rule `of`.
pub(super) fn find_wrong(context: &Context, of: &'static str) -> Vec<Finding> {
    // A total that stands one column to the right is reported once, by `total_bergeser`.
    let shifted = total_bergeser::shifted_totals(context);
    let keys = MessageKeys { differs: "check.sum.differs", with_blanks: "check.sum.with_blanks" };
    context
        .relations_of(&[RelationKind::Children, RelationKind::Total])
        .filter(|relation| is_wrong(relation))
        .filter(|relation| !shifted.contains(&relation.result.at))
        .filter(|relation| !baris_tersembunyi::is_explained_by_hidden(context, relation))
        .filter(|relation| {
            context.table(relation.table).is_some_and(|table| rule_of_sum(table, relation) == of)
        })
        .map(|relation| finding(context, of, relation, &keys))
        .collect()
}

/// Message keys of a rule on sums.
pub(super) struct MessageKeys {
    /// Key if all parts state an amount.
    pub differs: &'static str,
    /// Key if some parts are blank, which may explain why they give less than is stated.
    pub with_blanks: &'static str,
}

/// Builds the finding for a wrong sum: an error, or a warning if blank parts may explain the difference.
pub(super) fn finding(
    context: &Context,
    rule: &'static str,
    relation: &Relation,
    keys: &MessageKeys,
) -> Finding {
    let blanks = relation.unreadable().count();
    let subtracted: Vec<CellRef> =
        relation.terms.iter().filter(|term| term.sign < 0).map(|term| term.at).collect();
    if blanks == 0 && !subtracted.is_empty() {
        let mut finding = context.relation_finding(rule, Severity::Error, relation, "check.sum.nets");
        finding.message = finding.message.with("less", cell_list(&subtracted));
        return finding;
    }
    let is_total = relation.kind == RelationKind::Total && keys.differs == "check.sum.differs";
    let keys = if is_total { &MessageKeys { differs: "check.sum.total_differs", ..*keys } } else { keys };
    if blanks == 0 || parts_exceed_stated(relation) {
        return context.relation_finding(rule, Severity::Error, relation, keys.differs);
    }
    let mut finding = context.relation_finding(rule, Severity::Warning, relation, keys.with_blanks);
    finding.message = finding.message.with("blanks", blanks);
    finding
}

/// Whether a relation states another number than its parts give, and no single blank part explains the
/// difference. A difference that one blank explains is reported at the blank.
pub(super) fn is_wrong(relation: &Relation) -> bool {
    relation.difference().is_some() && !relation.holds() && relation.implied_term().is_none()
}

/// Whether the readable parts give more than is stated, so that blank parts cannot explain the difference.
fn parts_exceed_stated(relation: &Relation) -> bool {
    relation.difference().is_some_and(|d| d.is_sign_negative())
}
