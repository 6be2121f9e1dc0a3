//! Reads a value that a person typed, as the kind of value that its target cell holds.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Cell, CellContent, Finding, Refusal, Renja, Value, display_cell};

use crate::text::kode::Kode;
use crate::text::{date as dates, number, quantity, scaled_amount, sheet_formula};

/// An own value this many times smaller than the stated or computed one is refused with a question: 1,5 in a
/// cell of milliards is meant in another unit.
const TINY_FACTOR: i64 = 1_000_000;

/// Smallest amount with more digits than a spreadsheet keeps (fifteen). Such an amount is refused.
const MIN_REFUSED_AMOUNT: i64 = 1_000_000_000_000_000;

/// Reads a person's own value for the cell of a finding, in the kind of value that the cell holds.
///
/// # Errors
/// Returns the refusal if the value is no value of that kind, or if it could mean several things.
pub fn read(own: &Cell, finding: &Finding, renja: &Renja) -> Result<Value, Refusal> {
    let model = expected_value(finding, renja);
    let shown = display_cell(own);
    // The formula would read cells of the findings sheet, whichever cells the person meant.
    let formula =
        own.formula.as_deref().filter(|f| sheet_formula::read(f).is_none_or(|f| !f.ranges().is_empty()));
    if let Some(formula) = formula {
        return Err(Refusal::OwnFormula(format!("={formula}")));
    }
    if is_placeholder(&shown) {
        return Err(Refusal::NotANumber(shown));
    }
    match &model {
        Value::Percent(stated) => read_percent(own, &shown, *stated, finding),
        Value::Rupiah(_) => read_amount(own, &shown, finding).map(Value::Rupiah),
        Value::Quantity(_, unit) => read_count(own, &shown, unit.as_ref(), finding),
        Value::Kode(_) => match &own.content {
            CellContent::Text(text) => Kode::read(text).map(Value::Kode).ok_or(Refusal::NotACode(shown)),
            // A spreadsheet turns 4.10 into 4.1, so that the code that was meant cannot be known.
            _ => Err(Refusal::NotACode(shown)),
        },
        Value::Date(_) => read_date(own).map(Value::Date).ok_or(Refusal::NotADate(shown)),
        Value::Text(_) | Value::Unclear(_) | Value::Nil => Ok(Value::Text(shown.trim().into())),
    }
}

/// Returns a value of the kind that the cell holds or should hold: the stated value, else the computed one,
/// else a zero of the column's kind.
fn expected_value(finding: &Finding, renja: &Renja) -> Value {
    let is_figure =
        |value: &&Value| value.number().is_some() || matches!(value, Value::Kode(_) | Value::Date(_));
    let (stated, computed) =
        (finding.stated.as_ref().filter(is_figure), finding.computed.as_ref().filter(is_figure));
    // If a percentage was computed, the cell must hold one, even if a count stands there.
    let percent = computed.filter(|value| matches!(value, Value::Percent(_)));
    if let Some(value) = percent.or(stated).or(computed) {
        return value.clone();
    }
    let table = renja.tables.iter().find_map(|table| Some((table, table.place_of(finding.at)?)));
    let column = table.and_then(|(table, (_, place))| {
        table.columns.iter().find(|column| (column.first_column..=column.last_column).contains(&place))
    });
    match column.map(|column| column.kind) {
        Some(Kind::Rupiah) => Value::Rupiah(Decimal::ZERO),
        Some(Kind::Percent) => Value::Percent(Decimal::ZERO),
        Some(Kind::Count) => Value::Quantity(Decimal::ZERO, None),
        _ => finding.stated.clone().or_else(|| finding.computed.clone()).unwrap_or(Value::Nil),
    }
}

/// Whether the text says "none" or is a placeholder, such as a dash or `....`.
fn is_placeholder(shown: &str) -> bool {
    number::is_nil(shown) || number::is_placeholder(shown)
}

/// Reads an amount of money. A negative one is refused unless the stated or the computed value is negative
/// too.
fn read_amount(own: &Cell, shown: &str, finding: &Finding) -> Result<Decimal, Refusal> {
    let no_number = || Refusal::NotANumber(shown.to_owned());
    let n = match &own.content {
        CellContent::Number(_) if own.format.is_percent() || own.format.is_date() => return Err(no_number()),
        CellContent::Number(n) => *n,
        CellContent::Text(text) => scaled_amount::read(text).ok_or_else(no_number)?,
        _ => return Err(no_number()),
    };
    refuse_negative(n, shown, finding)?;
    if n.abs() >= Decimal::from(MIN_REFUSED_AMOUNT) {
        return Err(no_number());
    }
    let known = [&finding.stated, &finding.computed].into_iter().flatten();
    let largest = known.filter_map(|value| Some((value.number()?.abs(), value))).max_by_key(|(n, _)| *n);
    if let Some((largest, value)) = largest
        && !n.is_zero()
        && n.abs().checked_mul(TINY_FACTOR.into()).is_some_and(|times| times <= largest)
    {
        return Err(Refusal::TooSmall(shown.to_owned(), value.to_string()));
    }
    Ok(n)
}

/// Reads a percentage, which a percent sign or the format of the cell marks as such. A bare number may also
/// be a fraction: 1.7 is what a spreadsheet keeps of 170%. It is refused with a question if the fraction
/// would come nearer to the value of the cell than the number itself.
fn read_percent(own: &Cell, shown: &str, model: Decimal, finding: &Finding) -> Result<Value, Refusal> {
    let no_number = || Refusal::NotANumber(shown.to_owned());
    let bare = match &own.content {
        CellContent::Number(n) if own.format.is_percent() => {
            let percent = n.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(no_number)?.normalize();
            refuse_negative(percent, shown, finding)?;
            return Ok(Value::Percent(percent));
        }
        CellContent::Number(_) if own.format.is_date() => return Err(no_number()),
        CellContent::Number(n) => *n,
        CellContent::Text(text) => match quantity::read_percent(text) {
            Some(percent) => {
                refuse_negative(percent, shown, finding)?;
                return Ok(Value::Percent(percent));
            }
            None => number::read(text).ok_or_else(no_number)?.value,
        },
        _ => return Err(no_number()),
    };
    refuse_negative(bare, shown, finding)?;
    let times = bare.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(no_number)?;
    let stated = if model.is_zero() { Decimal::ONE_HUNDRED } else { model.abs() };
    let apart = |n: Decimal| n.checked_sub(stated).map(|apart| apart.abs());
    if !bare.is_zero() && apart(times) < apart(bare) {
        let said = |n: Decimal| Value::Percent(n.normalize()).to_string();
        return Err(Refusal::AmbiguousPercent(shown.to_owned(), said(times), said(bare)));
    }
    Ok(Value::Percent(bare.normalize()))
}

/// Reads a number of things. Its unit is the one typed with it, or else the unit of the cell.
fn read_count(own: &Cell, shown: &str, unit: Option<&Arc<str>>, finding: &Finding) -> Result<Value, Refusal> {
    let no_number = || Refusal::NotANumber(shown.to_owned());
    let (n, said) = match &own.content {
        CellContent::Number(_) if own.format.is_percent() || own.format.is_date() => return Err(no_number()),
        CellContent::Number(n) => (*n, None),
        CellContent::Text(text) => {
            let quantity = quantity::read(text).ok_or_else(no_number)?;
            (quantity.number, quantity.unit)
        }
        _ => return Err(no_number()),
    };
    refuse_negative(n, shown, finding)?;
    Ok(Value::Quantity(n, said.or_else(|| unit.cloned())))
}

/// Refuses a negative number, unless the stated or the computed value is negative too.
fn refuse_negative(n: Decimal, shown: &str, finding: &Finding) -> Result<(), Refusal> {
    let is_negative = |n: Decimal| n.is_sign_negative() && !n.is_zero();
    let known = [&finding.stated, &finding.computed].into_iter().flatten();
    let is_known = known.filter_map(Value::number).any(is_negative);
    if is_negative(n) && !is_known { Err(Refusal::Negative(shown.to_owned())) } else { Ok(()) }
}

/// Reads a date, as the serial number of a spreadsheet. Text must be an ISO date such as `2021-03-01`. `None`
/// for anything else.
fn read_date(own: &Cell) -> Option<Decimal> {
    match &own.content {
        CellContent::Number(n) if own.format.is_date() => Some(*n),
        CellContent::Text(text) => dates::serial_from_iso(text.trim()),
        _ => None,
    }
}
