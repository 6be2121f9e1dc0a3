//! Rule ARI104: a total within a row is not the sum of its parts, such as urusan and non urusan or the four
//! quarters.

use std::collections::BTreeMap;

use super::super::context::{Context, column_label};
use super::sums::{self, MessageKeys, UsualBlanks};
use crate::forms::Belongs;
use crate::model::{Finding, Ground, Message, Relation, RelationKind, Severity, TableId};

/// Minimum number of wrong rows before a column in which four of five rows are wrong is reported once: its
/// parts probably belong to another year.
const MIN_WRONG_ROWS: usize = 5;

/// Returns one finding for each wrong total, or one for a whole column.
///
/// Running totals of indicators are left to the rules RAS: they may lawfully not add up. A column is only
/// reported as a whole if its sum rests on weaker evidence than the sheet's formulas.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let keys = MessageKeys { differs: "check.row.differs", with_blanks: "check.row.with_blanks" };
    let mut columns: BTreeMap<(TableId, usize), Vec<&Relation>> = BTreeMap::new();
    for relation in context.relations_of(&[RelationKind::Row]) {
        let table = context.table(relation.table);
        let column = table.and_then(|table| table.columns.get(relation.column));
        let is_computed = context.holds_ground_formula(relation.ground, relation.result.at);
        if column.is_some_and(|column| column.belongs != Belongs::Indikator) && !is_computed {
            columns.entry((relation.table, relation.column)).or_default().push(relation);
        }
    }
    let usual_blanks = UsualBlanks::count(context);
    let is_wrong = |relation: &&Relation| relation.is_wrong() || usual_blanks.explain(relation);
    let mut findings = Vec::new();
    for relations in columns.values() {
        let wrong: Vec<&Relation> = relations.iter().copied().filter(is_wrong).collect();
        let is_whole = wrong.len() >= MIN_WRONG_ROWS && wrong.len() * 5 >= relations.len() * 4;
        if let Some(first) = wrong.first().filter(|first| is_whole && first.ground > Ground::Formula) {
            findings.extend(column_finding(context, first, wrong.len()));
        } else {
            findings
                .extend(wrong.into_iter().map(|relation| sums::finding(context, "ARI104", relation, &keys)));
        }
    }
    findings
}

fn column_finding(context: &Context, first: &Relation, count: usize) -> Option<Finding> {
    let column = context.table(first.table)?.columns.get(first.column)?;
    let mut finding = context.relation_finding("ARI104", Severity::Warning, first, "check.row.column");
    finding.message = Message::new("check.row.column")
        .with("column", column_label(column))
        .with("count", count)
        .with("place", context.renja.cell_name(first.result.at))
        .with("stated", finding.stated.clone()?)
        .with("computed", finding.computed.clone()?);
    Some(finding)
}
