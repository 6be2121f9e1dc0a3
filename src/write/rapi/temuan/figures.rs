//! Writes figures as numbers that show their unit, and computes their differences.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::super::WriteError;
use super::super::canvas::{Canvas, Content};
use super::super::style::{Look, number_format, percent_to_share};
use crate::model::{Finding, Value};

/// Writes a figure as a number that shows its unit; words are written as they are.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_figure(
    canvas: &mut Canvas,
    row: u32,
    column: u32,
    value: Option<&Value>,
    look: &Look,
) -> Result<(), WriteError> {
    let Some(value) = value else { return canvas.put(row, column, &Content::Blank, look) };
    let format = number_format(value);
    match stored_number(value) {
        Some(number) => canvas.put(row, column, &Content::Number(number, &format), &look.single_line()),
        None => canvas.put_text(row, column, &value.to_string(), look),
    }
}

/// Returns the number that a cell stores for a value: a share for a percentage. `None` for words.
pub fn stored_number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Percent(percent) => percent_to_share(*percent),
        other => other.number(),
    }
}

/// Returns the difference of a finding with its number format, which has the decimals of the finer of the two
/// values. `None` if the stated and the computed value are of different kinds ("105.000 lembar" in place of a
/// percentage).
pub fn difference(finding: &Finding) -> Option<(Decimal, Cow<'static, str>)> {
    let (Some(stated), Some(computed), Some(_)) = (&finding.stated, &finding.computed, &finding.difference)
    else {
        return None;
    };
    let (a, b) = (stored_number(stated)?, stored_number(computed)?);
    let finer = if b.scale() > a.scale() { computed } else { stated };
    Some((a.checked_sub(b)?, number_format(finer)))
}
