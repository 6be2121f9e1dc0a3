//! Figures as cells: numbers that show their unit, and their differences.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::super::WriteError;
use super::super::canvas::{Canvas, Content};
use super::super::style::{Look, hundredth, number_format};
use crate::model::{Finding, Value};

/// Writes a figure as a number that shows its unit, or words as they are.
pub fn figure(
    canvas: &mut Canvas,
    row: u32,
    column: u32,
    value: Option<&Value>,
    look: &Look,
) -> Result<(), WriteError> {
    let Some(value) = value else { return canvas.put(row, column, &Content::Blank, look) };
    let format = number_format(value);
    match plain_number(value) {
        Some(number) => canvas.put(row, column, &Content::Number(number, &format), &look.single_line()),
        None => canvas.text(row, column, &value.to_string(), look),
    }
}

/// The number that the cell holds: a share for a percentage. `None` for words.
pub fn plain_number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Percent(percent) => hundredth(*percent),
        other => other.number(),
    }
}

/// The difference of a finding as a number, and its format: as many decimals as the finer of the two. `None`
/// where stated and computed are not of one kind ("105.000 lembar" for a percentage).
pub fn difference(finding: &Finding) -> Option<(Decimal, Cow<'static, str>)> {
    let (Some(stated), Some(computed), Some(_)) = (&finding.stated, &finding.computed, &finding.difference)
    else {
        return None;
    };
    let (a, b) = (plain_number(stated)?, plain_number(computed)?);
    let finer = if b.scale() > a.scale() { computed } else { stated };
    Some((a.checked_sub(b)?, number_format(finer)))
}
