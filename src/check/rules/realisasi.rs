//! What the rules on ratios and running totals (RAS) share: one judgement of every row, so that
//! each cell is said once, by the rule that knows why.

use rust_decimal::Decimal;

use crate::check::figures::{Row, operands, rows, says_hundred, signed_columns};
use crate::check::ratio::{Fit, fit};
use crate::model::{Column, Table, Value};
use crate::text::formula::{Formula, NoValue};

/// What a row says of a ratio column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds, or there is nothing to compare.
    Silent,
    /// It holds if the last place was cut off.
    Cut,
    /// It is set to 100% although more was reached.
    Capped(Decimal),
    /// It was computed the other way round, as for "the fewer the better".
    Inverse(Decimal),
    /// It is another percentage; the exact share.
    Wrong(Decimal),
    /// It is no percentage at all; the exact share where there is one.
    NotPercent(Option<Decimal>),
    /// It divides things of different units.
    Unlike,
    /// It divides by zero.
    Zero,
}

/// A column with the formula of a ratio: `8=(7/6)`.
pub(super) struct Ratio<'a> {
    /// Its table.
    pub table: &'a Table,
    /// Its place.
    pub index: usize,
    /// The column.
    pub column: &'a Column,
    /// Its formula.
    pub formula: &'a Formula,
    /// The columns that the formula reads.
    pub operands: Vec<usize>,
}

/// The ratio columns of a table.
pub(super) fn ratios(table: &Table) -> Vec<Ratio<'_>> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter_map(|(index, column)| {
            let formula = column.formula.as_ref().filter(|f| f.is_ratio())?;
            let operands = operands(table, formula, column)?;
            (!operands.contains(&index)).then_some(Ratio { table, index, column, formula, operands })
        })
        .collect()
}

impl<'a> Ratio<'a> {
    /// Every row with what it says. Where no row prints more than 100%, the office stops at 100%,
    /// which is a way of counting and no error.
    pub fn judged(&self) -> Vec<(Row<'a>, Verdict)> {
        let rows = rows(self.table, self.column);
        let above = rows.iter().any(|row| row.number(self.index).is_some_and(|n| n > Decimal::ONE_HUNDRED));
        rows.into_iter()
            .map(|row| {
                let verdict = match self.judge(&row) {
                    Verdict::Capped(share) if above => Verdict::Wrong(share),
                    verdict => verdict,
                };
                (row, verdict)
            })
            .collect()
    }

    /// The share that the formula gives for a row, with the figures as stated.
    pub fn share(
        &self,
        row: &Row<'_>,
        instead: &impl Fn(usize) -> Option<Decimal>,
    ) -> Result<Decimal, NoValue> {
        let value = row.compute(self.formula, self.column, instead)?;
        if says_hundred(self.formula) {
            value.checked_div(Decimal::ONE_HUNDRED).ok_or(NoValue::Overflow)
        } else {
            Ok(value)
        }
    }

    fn judge(&self, row: &Row<'_>) -> Verdict {
        let Some(printed) = row.value(self.index) else { return Verdict::Silent };
        if matches!(printed.value, Value::None | Value::Text(_) | Value::Date(_) | Value::Unclear(_)) {
            return Verdict::Silent;
        }
        let share = match self.share(row, &|_| None) {
            Ok(share) => share,
            Err(NoValue::ZeroDivision) => return Verdict::Zero,
            Err(NoValue::Missing | NoValue::Overflow) => return Verdict::Silent,
        };
        if let Value::Quantity(_, Some(_)) = &printed.value {
            let alike = row.units_alike(&self.operands);
            return Verdict::NotPercent(alike.then_some(share));
        }
        match self.fits(row, &printed.value, share) {
            Fit::Rounded => return Verdict::Silent,
            Fit::Cut => return Verdict::Cut,
            Fit::No => {}
        }
        if !row.units_alike(&self.operands) {
            return Verdict::Unlike;
        }
        let hundred = printed.value.number() == Some(Decimal::ONE_HUNDRED);
        if hundred && share > Decimal::ONE {
            return Verdict::Capped(share);
        }
        // Money is no indicator of which the fewer the better.
        if !hundred && self.table.form.tells_rows() && fits_inverse(&printed.value, share) {
            return Verdict::Inverse(share);
        }
        Verdict::Wrong(share)
    }

    /// The printed percentage against the share as stated; or where a figure that it reads is
    /// itself a wrong sum, against what that should be: then the sum is the slip.
    fn fits(&self, row: &Row<'_>, printed: &Value, share: Decimal) -> Fit {
        let stated = fit(printed, share);
        if stated != Fit::No {
            return stated;
        }
        let repaired = self.share(row, &|column| running_total(row, column));
        match repaired.map(|share| fit(printed, share)) {
            Ok(Fit::No) | Err(_) => Fit::No,
            Ok(_) => Fit::Rounded,
        }
    }
}

fn fits_inverse(printed: &Value, share: Decimal) -> bool {
    let turned = Decimal::ONE.checked_div(share);
    let mirrored = Decimal::TWO.checked_sub(share);
    [turned, mirrored].into_iter().flatten().any(|other| fit(printed, other) != Fit::No)
}

/// What a column that adds up others should hold in this row; `None` for other columns, for
/// percentages (their years do not add up) and where a part is blank.
pub(super) fn running_total(row: &Row<'_>, column: usize) -> Option<Decimal> {
    let c = row.table.columns.get(column)?;
    let parts = signed_columns(c.formula.as_ref()?)?;
    let parts: Vec<(usize, i8)> =
        parts.into_iter().map(|(n, sign)| Some((row.table.numbered(n, c)?, sign))).collect::<Option<_>>()?;
    let percent =
        |column: usize| row.value(column).is_some_and(|cited| matches!(cited.value, Value::Percent(_)));
    if percent(column) || parts.iter().any(|(part, _)| percent(*part)) {
        return None;
    }
    parts.iter().try_fold(Decimal::ZERO, |sum, (part, sign)| {
        sum.checked_add(row.number(*part)?.checked_mul(Decimal::from(*sign))?)
    })
}

/// Whether the figures of a row speak for the sum of a running total against the number stated: a
/// ratio beside it was computed with the sum.
pub(super) fn betrayed(row: &Row<'_>, column: usize, sum: Decimal) -> bool {
    ratios(row.table).iter().filter(|ratio| ratio.operands.contains(&column)).any(|ratio| {
        let Some(printed) = row.value(ratio.index) else { return false };
        let with = |n: Option<Decimal>| {
            ratio.share(row, &|c| if c == column { n } else { None }).map(|share| fit(&printed.value, share))
        };
        matches!(with(Some(sum)), Ok(Fit::Rounded | Fit::Cut)) && matches!(with(None), Ok(Fit::No))
    })
}
