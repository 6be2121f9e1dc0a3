//! Counts for each rule how many figures it compared, how many of them agreed, and how many it could not
//! compare. A rule without findings proves little if it compared hardly any figures; the counts show a
//! treasurer how much the absence of findings is worth.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::figures::{figure_rows, operands, signed_columns};
use super::rules;
use crate::forms::Belongs;
use crate::model::{Column, Finding, Relation, RelationKind, RuleCoverage, Table};

/// Returns the counts of each rule that compares figures, sorted by code. `findings` holds all findings.
pub(super) fn tested_counts(context: &Context<'_>, findings: &[Finding]) -> Vec<RuleCoverage> {
    let mut all: BTreeMap<&'static str, RuleCoverage> = BTreeMap::new();
    for relation in context.relations {
        let Some(table) = context.table(relation.table) else { continue };
        // Skip the relations of indicators within a row, such as running totals: they may be computed in
        // other ways, and `of_column` counts them with their column.
        let column = table.columns.get(relation.column);
        if relation.kind == RelationKind::Row && column.is_some_and(|c| c.belongs == Belongs::Indikator) {
            continue;
        }
        let rule = rules::rule_of_relation(table, relation);
        let counts = all.entry(rule).or_insert_with(|| RuleCoverage::new(rule));
        if !can_be_compared(relation) {
            counts.untestable += 1;
        } else if relation.holds() || rules::is_explained_by_hidden(context, relation) {
            counts.agreed += 1;
        } else {
            counts.differing += 1;
        }
    }
    // The other rules judge figures one by one: what their findings name differs, and the rest agrees.
    for (rule, (compared, untestable)) in formula_counts(context) {
        let differing = count_cells(findings, rule).min(compared);
        all.insert(rule, RuleCoverage { rule, agreed: compared - differing, differing, untestable });
    }
    all.into_values().collect()
}

/// Returns for each rule on formulas the number of figures that it could compare, and the number that it could
/// not. Rules without any figure are left out.
fn formula_counts(context: &Context<'_>) -> BTreeMap<&'static str, (usize, usize)> {
    let mut all: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    for table in &context.renja.tables {
        let columns = table.columns.iter().enumerate();
        for (rule, compared, untestable) in
            columns.filter_map(|(place, column)| column_counts(table, place, column))
        {
            let counts = all.entry(rule).or_default();
            *counts = (counts.0 + compared, counts.1 + untestable);
        }
    }
    all.insert(rules::STALE_FORMULA_RULE, (context.recomputed().cells.len(), 0));
    all.retain(|_, (compared, untestable)| *compared + *untestable > 0);
    all
}

/// Whether the relation can be compared: it has a stated and a computed figure, and all its parts are
/// numbers.
fn can_be_compared(relation: &Relation) -> bool {
    relation.stated().is_some() && relation.computed.is_some() && relation.unreadable().next().is_none()
}

/// Returns the rule that compares a column with its formula, the number of rows that it could compare, and
/// the number that it could not. Rows whose stated value is not a number are not counted. Returns `None` for
/// a column that no rule compares in this way, such as a sum of amounts, which is counted by its relations.
fn column_counts(table: &Table, place: usize, column: &Column) -> Option<(&'static str, usize, usize)> {
    let formula = column.formula.as_ref()?;
    let is_ratio = formula.is_ratio();
    let rule = if is_ratio {
        rules::RATIO_RULE
    } else if signed_columns(formula).is_some() {
        (column.belongs == Belongs::Indikator).then_some(rules::RUNNING_TOTAL_RULE)?
    } else {
        (!table.form.defines_rows() && !formula.is_linear()).then_some(rules::PRODUCT_RULE)?
    };
    let operands = operands(table, formula, column).filter(|operands| !operands.contains(&place))?;
    let (mut compared, mut untestable) = (0, 0);
    for row in figure_rows(table, column) {
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

/// Returns the number of cells that the findings of a rule are about. A finding about a whole column counts
/// once for each related cell in that column.
fn count_cells(findings: &[Finding], rule: &str) -> usize {
    let of_rule = findings.iter().filter(|finding| finding.rule == rule);
    let cells = of_rule.flat_map(|finding| {
        let alike = finding.related.iter().map(|related| related.at);
        let at = finding.at;
        alike.filter(move |cell| (cell.sheet, cell.column) == (at.sheet, at.column)).chain([at])
    });
    cells.collect::<BTreeSet<_>>().len()
}
