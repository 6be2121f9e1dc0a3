//! Shared by the rules on sums: tells a wrong sum from a sum that merely has a blank part, and builds
//! findings.

use std::collections::BTreeMap;

use crate::model::{CellRef, Finding, Level, Relation, RelationKind, Severity, Table, TableId, Term};

use super::super::context::{Context, cell_list};
use super::{baris_tersembunyi, baris_tidak_tercantum, total_bergeser};

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
    // So is one that lacks a row, by `baris_tidak_tercantum`.
    let short = baris_tidak_tercantum::short_cells(context);
    let keys = MessageKeys { differs: "check.sum.differs", with_blanks: "check.sum.with_blanks" };
    context
        .relations_of(&[RelationKind::Children, RelationKind::Total])
        .filter(|relation| relation.is_wrong())
        .filter(|relation| !shifted.contains(&relation.result.at) && !short.contains(&relation.result.at))
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

/// How often a column is blank in rows whose total holds without it.
pub(super) struct UsualBlanks(BTreeMap<(TableId, usize, u32), usize>);

impl UsualBlanks {
    /// Counts the blanks in the rows of all tables.
    pub(super) fn count(context: &Context) -> Self {
        let mut counts = BTreeMap::new();
        for relation in context.relations_of(&[RelationKind::Row]).filter(|relation| relation.holds()) {
            for blank in relation.terms.iter().filter(|term| term.value.is_none()) {
                *counts.entry((relation.table, relation.column, blank.at.column)).or_default() += 1;
            }
        }
        Self(counts)
    }

    /// Whether the only blank part of a row is one that several other rows leave blank too, and whose totals hold: the
    /// blank is nothing that was forgotten, and the total is wrong.
    pub(super) fn explain(&self, relation: &Relation) -> bool {
        /// Minimum number of such rows.
        const MIN_ROWS: usize = 3;
        let is_usual = |blank: &Term| {
            let columns = (relation.table, relation.column, blank.at.column);
            blank.value.is_none() && self.0.get(&columns).is_some_and(|rows| *rows >= MIN_ROWS)
        };
        relation.kind == RelationKind::Row
            && relation.implied_term().is_some_and(|(blank, _)| is_usual(blank))
    }
}

/// Whether the readable parts give more than is stated, so that blank parts cannot explain the difference.
fn parts_exceed_stated(relation: &Relation) -> bool {
    relation.difference().is_some_and(|d| d.is_sign_negative())
}
