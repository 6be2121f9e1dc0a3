//! How often each rule that compares figures could compare them, and how often they agreed. A treasurer reads
//! from it what the silence of a rule is worth.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::figures::{operands, rows, signed_columns};
use super::rules;
use crate::forms::Belongs;
use crate::model::{Column, Finding, Relation, RelationKind, Table, Tested};

/// Counts what was compared, by rule, in the order of the rules' codes. `findings` are all that were found.
pub(super) fn tested(context: &Context<'_>, findings: &[Finding]) -> Vec<Tested> {
    let mut all: BTreeMap<&'static str, Tested> = BTreeMap::new();
    for relation in context.relations {
        let Some(table) = context.table(relation.table) else { continue };
        // Running totals of indicators may be computed in other ways; they are counted with their column.
        let column = table.columns.get(relation.column);
        if relation.kind == RelationKind::Row && column.is_some_and(|c| c.belongs == Belongs::Indikator) {
            continue;
        }
        let rule = rules::of_relation(table, relation);
        let counts = all.entry(rule).or_insert_with(|| Tested::none(rule));
        if !can_be_compared(relation) {
            counts.untestable += 1;
        } else if relation.holds() {
            counts.agreed += 1;
        } else {
            counts.differing += 1;
        }
    }
    for table in &context.renja.tables {
        for (place, column) in table.columns.iter().enumerate() {
            let Some((rule, compared, untestable)) = of_column(table, place, column) else { continue };
            if compared + untestable > 0 {
                let counts = all.entry(rule).or_insert_with(|| Tested::none(rule));
                counts.agreed += compared;
                counts.untestable += untestable;
            }
        }
    }
    let recomputed = context.recomputed().cells.len();
    if recomputed > 0 {
        all.insert(rules::STALE, Tested { agreed: recomputed, ..Tested::none(rules::STALE) });
    }
    for counts in all.values_mut().filter(|counts| counts.differing == 0) {
        // These are counted as compared so far; what the rule speaks of differs.
        counts.differing = cells(findings, counts.rule).min(counts.agreed);
        counts.agreed -= counts.differing;
    }
    all.into_values().collect()
}

/// Whether there is something to compare: a stated figure, and parts that are all figures.
fn can_be_compared(relation: &Relation) -> bool {
    relation.stated().is_some() && relation.computed.is_some() && relation.unreadable().next().is_none()
}

/// The rule that compares a column with its formula, and in how many of its rows it could and could not. `None` for
/// a column that no rule compares in this way: sums of amounts are relations.
fn of_column(table: &Table, place: usize, column: &Column) -> Option<(&'static str, usize, usize)> {
    let formula = column.formula.as_ref()?;
    let is_ratio = formula.is_ratio();
    let rule = if is_ratio {
        rules::RATIO
    } else if signed_columns(formula).is_some() {
        (column.belongs == Belongs::Indikator).then_some(rules::RUNNING)?
    } else {
        (!table.form.defines_rows() && !formula.is_linear()).then_some(rules::PRODUCT)?
    };
    let operands = operands(table, formula, column).filter(|operands| !operands.contains(&place))?;
    let (mut compared, mut untestable) = (0, 0);
    for row in rows(table, column) {
        if row.value(place).is_none_or(|cited| cited.value.number().is_none()) {
            continue;
        }
        let is_alike = !is_ratio || row.units_alike(&operands);
        if is_alike && row.compute(formula, column, &|_| None).is_ok() {
            compared += 1;
        } else {
            untestable += 1;
        }
    }
    Some((rule, compared, untestable))
}

/// How many cells of one column the findings of a rule speak of: a finding on a whole column counts each cell.
fn cells(findings: &[Finding], rule: &str) -> usize {
    let of_rule = findings.iter().filter(|finding| finding.rule == rule);
    let cells = of_rule.flat_map(|finding| {
        let alike = finding.related.iter().map(|related| related.at);
        let at = finding.at;
        alike.filter(move |cell| (cell.sheet, cell.column) == (at.sheet, at.column)).chain([at])
    });
    cells.collect::<BTreeSet<_>>().len()
}
