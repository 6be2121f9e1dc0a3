//! An amount is not what its volume times its price gives.

use rust_decimal::Decimal;

use super::super::shown::Shown;
use super::rasio_beda::lettered;
use crate::check::figures::{Row, operands, rows};
use crate::forms::Kind;
use crate::model::{Column, Finding, Message, Related, Severity, Table, Value};
use crate::text::fold::fold;
use crate::text::formula::{Formula, Operator};
use crate::text::quantity;

/// What the rule finds: warnings, since the formula is told from the table itself.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in shown.renja.tables.iter().filter(|table| table.form.inferred) {
        for (place, column) in table.columns.iter().enumerate() {
            let Some(formula @ Formula::Binary(left, Operator::Multiply, right)) = &column.formula else {
                continue;
            };
            if !matches!((&**left, &**right), (Formula::Column(_), Formula::Column(_))) {
                continue;
            }
            let Some(factors) = operands(table, formula, column) else { continue };
            let taxes: Vec<usize> = (0..table.columns.len()).filter(|c| is_tax(table, *c)).collect();
            for row in rows(table, column) {
                // With a tax of its own the amount is another sum.
                let taxed = taxes.iter().any(|tax| row.number(*tax).is_some_and(|n| !n.is_zero()));
                if !taxed {
                    findings.extend(of_row(shown, &row, (place, column), formula, &factors));
                }
            }
        }
    }
    findings
}

fn is_tax(table: &Table, place: usize) -> bool {
    table
        .columns
        .get(place)
        .and_then(|c| c.header.last())
        .is_some_and(|head| fold(&head.text).split(' ').any(|word| matches!(word, "ppn" | "pajak")))
}

fn of_row(
    shown: &Shown,
    row: &Row<'_>,
    (place, column): (usize, &Column),
    formula: &Formula,
    factors: &[usize],
) -> Option<Finding> {
    let stated = row.value(place)?;
    let number = |factor: usize| {
        let counts = row.table.columns.get(factor).is_some_and(|c| c.kind == Kind::Quantity);
        let counted = || quantity::factors(&row.value(factor)?.text);
        if counts { counted().or_else(|| row.number(factor)) } else { row.number(factor) }
    };
    let computed =
        factors.iter().try_fold(Decimal::ONE, |product, factor| product.checked_mul(number(*factor)?))?;
    let difference = stated.value.number()?.checked_sub(computed)?;
    if difference.abs() < Decimal::ONE {
        return None;
    }
    let computed = Value::Rupiah(computed.normalize());
    let difference = Value::Rupiah(difference.normalize());
    let figures: Vec<String> =
        factors.iter().filter_map(|factor| Some(row.value(*factor)?.text.trim().to_owned())).collect();
    let message = Message::new("check.product.differs")
        .with("place", shown.renja.place(stated.at))
        .with("item", row.label())
        .with("formula", lettered(row.table, column, formula))
        .with("figures", figures.join(" × "))
        .with("stated", stated.value.clone())
        .with("computed", computed.clone())
        .with("difference", difference.clone());
    Some(Finding {
        rule: "ARI107",
        severity: Severity::Warning,
        at: stated.at,
        item: row.path(),
        message,
        stated: Some(stated.value.clone()),
        computed: Some(computed),
        difference: Some(difference),
        related: factors
            .iter()
            .map(|factor| Related {
                at: row.cell(*factor),
                label: row.table.columns.get(*factor).map_or_else(String::new, super::super::shown::name),
                value: row.value(*factor).map(|cited| cited.value.clone()),
            })
            .collect(),
    })
}
