//! Rule ARI107: an amount is not the product that its row states: volume and price, a base and a rate, a
//! share and a weight.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;

use super::super::context::Context;
use super::rasio_beda::formula_with_letters;
use crate::check::figures::{Row, figure_rows, operands, signed_columns};
use crate::check::rounding_unit;
use crate::forms::Kind;
use crate::model::{
    CellContent, CellRef, Cited, Column, Finding, Ground, Message, Related, Severity, Table, Value,
    difference_arg as in_words,
};
use crate::text::column_formula::Formula;
use crate::text::{quantity, sheet_formula};

/// Returns an error for each wrong product, in tables whose rows no form describes.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        for (place, column) in table.columns.iter().enumerate() {
            let Some(formula) = column.formula.as_ref().filter(|formula| is_product(formula)) else {
                continue;
            };
            let Some(factors) = operands(table, formula, column) else { continue };
            if factors.contains(&place) || table.form.defines_rows() {
                continue;
            }
            let rows = figure_rows(table, column);
            let products: Vec<(&Row<'_>, Product<'_>)> = rows
                .iter()
                .filter_map(|row| Some((row, row_product(context, row, (place, column), formula, &factors)?)))
                .collect();
            let results: Vec<(Decimal, Decimal)> =
                products.iter().map(|(_, product)| (product.number, product.computed)).collect();
            let unit = rounding_unit::unit(&results).or_else(|| rounding_unit::common_unit(&results));
            let is_kept = |product: &Product<'_>| {
                unit.is_some_and(|unit| rounding_unit::is_rounded_to(product.number, product.computed, unit))
            };
            // Proposed and granted amounts: if one of two columns with the same formula holds, the other was
            // decided differently and is not wrong.
            let twins: Vec<usize> = (0..table.columns.len())
                .filter(|other| *other != place && table.columns[*other].formula.as_ref() == Some(formula))
                .collect();
            let holds_beside = |row: &Row<'_>, product: &Product<'_>| {
                let of_twin = twins.iter().filter_map(|twin| row.value(*twin)?.value.number());
                of_twin.into_iter().any(|n| {
                    let near = tolerance(column, product.computed, product.is_derived);
                    n.checked_sub(product.computed).is_some_and(|d| d.abs() < near)
                })
            };
            let unsigned = are_unsigned(&results);
            let agrees = |row: &Row<'_>, product: &Product<'_>| {
                is_kept(product)
                    || (unsigned && is_opposite((product.number, product.computed)))
                    || holds_beside(row, product)
            };
            let differs = |(row, product): &&(&Row<'_>, Product<'_>)| {
                product.difference.abs() >= tolerance(column, product.computed, product.is_derived)
                    && !agrees(row, product)
            };
            let wrong =
                products.iter().filter(differs).filter(|(row, product)| !continues_item(row, product));
            findings.extend(
                wrong.map(|(row, product)| finding(context, row, column, formula, &factors, product)),
            );
        }
    }
    findings
}

/// Whether a column states how much, whichever way it went: a product below zero is stated without its sign, and none
/// with it.
fn are_unsigned(results: &[(Decimal, Decimal)]) -> bool {
    results.iter().any(|result| is_opposite(*result))
        && results.iter().all(|(stated, _)| !stated.is_sign_negative() || stated.is_zero())
}

/// Whether an amount is a product below zero, without its sign.
fn is_opposite((stated, product): (Decimal, Decimal)) -> bool {
    /// What rounding leaves of a product of decimals.
    const NEAR: Decimal = Decimal::ONE;
    product.is_sign_negative() && stated.checked_add(product).is_some_and(|rest| rest.abs() < NEAR)
}

/// Whether a row without a name states zero: a second price of the item above, whose stock was repeated and must
/// not count twice.
fn continues_item(row: &Row<'_>, product: &Product<'_>) -> bool {
    product.number.is_zero() && row.is_nameless()
}

/// Whether a formula has this constant.
fn has_constant(formula: &Formula, number: Decimal) -> bool {
    match formula {
        Formula::Constant(constant) => *constant == number,
        Formula::Column(_) => false,
        Formula::Binary(left, _, right) => has_constant(left, number) || has_constant(right, number),
    }
}

/// Whether a formula multiplies, that is, is neither a ratio nor a sum.
fn is_product(formula: &Formula) -> bool {
    !formula.is_ratio() && signed_columns(formula).is_none() && !formula.is_linear()
}

/// The product of one row, and what the row states.
struct Product<'a> {
    stated: &'a Cited<Value>,
    /// The stated amount as a number.
    number: Decimal,
    /// The product of the factors.
    computed: Decimal,
    /// Stated minus computed.
    difference: Decimal,
    /// Whether a factor has so many decimals that it was obtained by dividing the amount.
    is_derived: bool,
}

/// Computes the product of a row; `None` if it cannot be compared with what is stated.
fn row_product<'a>(
    context: &Context,
    row: &Row<'a>,
    (place, column): (usize, &Column),
    formula: &Formula,
    factors: &[usize],
) -> Option<Product<'a>> {
    let stated = row.value(place)?;
    if column.own_formulas.contains(&stated.at) || context.holds_ground_formula(column.ground, stated.at) {
        return None;
    }
    // Skip a price that is computed by dividing the amount: it proves nothing about it.
    let rests = |factor: &usize| {
        let formula = context
            .book
            .cell(row.cell(*factor))
            .and_then(|cell| sheet_formula::read(cell.formula.as_deref()?));
        let is_stated = |range: &&sheet_formula::Range| range.contains(stated.at.row, stated.at.column);
        formula.is_some_and(|formula| formula.ranges().iter().any(is_stated))
    };
    if factors.iter().any(rests) {
        return None;
    }
    // A cell formula multiplies what is stored, and 50% is stored as 0.5.
    let share = |at: CellRef| {
        let is_share = column.ground == Ground::Formula
            && context.book.cell(at).is_some_and(|cell| cell.format.is_percent());
        if is_share { Decimal::ONE_HUNDRED } else { Decimal::ONE }
    };
    let given = |number: u32| {
        let factor = row.table.column_with_number(number, column)?;
        factor_value(context, row, factor)?.checked_div(share(row.cell(factor)))
    };
    // A blank percentage counts as zero: a row without a tax.
    let is_blank = |number: u32| {
        is_percent_column(row.table, number, column)
            && row.table.column_with_number(number, column).is_some_and(|place| row.value(place).is_none())
    };
    let computed =
        formula.value(&|number| given(number).or_else(|| is_blank(number).then_some(Decimal::ZERO)));
    let computed = computed.ok()?.checked_mul(share(stated.at))?;
    // Without any product, nothing says what the blank percentage would be taken of.
    if computed.is_zero() && formula.columns().into_iter().any(is_blank) {
        return None;
    }
    let number = stated.value.number()?;
    // The factor itself may stand at the head of its column: 1,25 above =B4*1.25.
    if has_constant(formula, number) {
        return None;
    }
    // A row that sums up others has zeros where the others have a volume and a price.
    if computed.is_zero() && factors.iter().any(|factor| row.number(*factor).is_some_and(|n| n.is_zero())) {
        return None;
    }
    // People multiply the price that they see, in whole rupiah. Accept that product if it gives the stated
    // amount.
    let seen = |number: u32| {
        let factor = row.table.column_with_number(number, column)?;
        let is_money = row.table.columns.get(factor).is_some_and(|c| c.kind == Kind::Rupiah);
        let n = given(number)?;
        Some(if is_money { n.round_dp_with_strategy(0, MidpointAwayFromZero) } else { n })
    };
    let of_seen = formula.value(&seen).ok().and_then(|n| n.checked_mul(share(stated.at)));
    let computed = of_seen.filter(|n| *n == number).unwrap_or(computed);
    let difference = number.checked_sub(computed)?;
    let is_derived =
        factors.iter().any(|factor| row.number(*factor).is_some_and(|n| n.normalize().scale() > 2));
    Some(Product { stated, number, computed, difference, is_derived })
}

fn finding(
    context: &Context,
    row: &Row<'_>,
    column: &Column,
    formula: &Formula,
    factors: &[usize],
    product: &Product<'_>,
) -> Finding {
    let stated = product.stated;
    let like = |n: Decimal| stated.value.with_number(n.round_dp(2).normalize());
    let (computed, difference) = (like(product.computed), like(product.difference));
    let figures: Vec<String> = factors
        .iter()
        .filter_map(|factor| row.value(*factor))
        .map(|cited| match cited.value.number() {
            Some(_) => cited.value.rounded().to_string(),
            None => cited.text.trim().to_owned(),
        })
        .collect();
    let formula = formula_with_letters(row.table, column, formula);
    // Only a plain product can be printed as one: 12 × 50 is not what 12*50/100 gives.
    let factor = |c: char| c.is_ascii_alphabetic() || matches!(c, '*' | ' ');
    let is_plain = formula.split_once('=').is_some_and(|(_, product)| product.chars().all(factor));
    let (key, between) = if is_plain && figures.len() > 1 {
        ("check.product.differs", " × ")
    } else {
        ("check.product.differs_by", ", ")
    };
    let mut said = figures;
    if !is_plain {
        let mut seen = BTreeSet::new();
        said.retain(|figure| seen.insert(figure.clone()));
    }
    let message = Message::new(key)
        .with("place", context.renja.cell_name(stated.at))
        .with("item", row.label())
        .with("formula", formula)
        .with("figures", said.join(between))
        .with("stated", stated.value.clone())
        .with("computed", computed.clone())
        .with("difference", in_words(&difference));
    Finding {
        rule: "ARI107",
        severity: Severity::Error,
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
                label: row
                    .table
                    .columns
                    .get(*factor)
                    .map_or_else(String::new, super::super::context::column_label),
                value: row.value(*factor).map(|cited| cited.value.clone()),
            })
            .collect(),
    }
}

/// Returns the number that a factor stands for; `None` if there is none.
///
/// A quantity of several counts is their product: `2 orang x 3 hari` is 6. A price has all decimals that its
/// cell holds, while an amount has two at most.
fn factor_value(context: &Context, row: &Row<'_>, factor: usize) -> Option<Decimal> {
    let cited = row.value(factor)?;
    if let (Value::Rupiah(amount), Some(CellContent::Number(n))) =
        (&cited.value, context.book.cell(cited.at).map(|cell| &cell.content))
        && n.round_dp(2) == amount.round_dp(2)
    {
        return Some(*n);
    }
    let is_text = matches!(cited.value, Value::Text(_) | Value::Quantity(_, Some(_)));
    let counts = row.table.columns.get(factor).is_some_and(|c| c.kind == Kind::Quantity);
    let counted = (counts && is_text).then(|| quantity::product_of_factors(&cited.text)).flatten();
    counted.or_else(|| row.number(factor))
}

/// Whether the column with this number holds percentages.
fn is_percent_column(table: &Table, number: u32, like: &Column) -> bool {
    table
        .column_with_number(number, like)
        .and_then(|place| table.columns.get(place))
        .is_some_and(|column| column.kind == Kind::Percent)
}

/// Returns how far a product may lie from the stated amount. Amounts are rounded to the rupiah and other
/// figures to a hundredth, and a spreadsheet keeps fifteen digits. A price with many decimals was divided out
/// of a rounded amount, which allows for more.
fn tolerance(column: &Column, computed: Decimal, is_derived: bool) -> Decimal {
    let unit = if column.kind == Kind::Rupiah { Decimal::ONE } else { Decimal::new(1, 2) };
    let digits =
        computed.abs().checked_mul(Decimal::new(1, if is_derived { 6 } else { 14 })).unwrap_or(Decimal::ZERO);
    unit.max(digits)
}
