//! Shared by the rules on ratios and running totals (RAS): judges every row once, so that each cell is
//! reported by one rule only, the one that knows the reason.

use rust_decimal::Decimal;

use crate::check::figures::{Row, figure_rows, operands, signed_columns};
use crate::check::ratio::{Fit, fit};
use crate::model::{Column, Table, Value};
use crate::text::column_formula::{Formula, NoValue};

/// The verdict on one row of a ratio column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RatioVerdict {
    /// The ratio holds, or there is nothing to compare.
    NoFinding,
    /// The ratio holds if the digits behind its last decimal were cut off.
    Truncated,
    /// 100% is printed although the exact share, given here, is higher.
    Capped(Decimal),
    /// The ratio was computed the other way round, as for indicators where less is better. Holds the exact
    /// share.
    Inverse(Decimal),
    /// Another percentage is printed. Holds the exact share.
    Wrong(Decimal),
    /// A quantity with a unit is printed instead of a percentage. Holds the exact share, or `None` if the
    /// operands count different things.
    NotPercent(Option<Decimal>),
    /// The ratio divides figures of different units.
    UnlikeUnits,
    /// The ratio divides by zero.
    ZeroDivision,
}

/// A column whose formula is a ratio: `8=(7/6)`.
pub(super) struct Ratio<'a> {
    /// The table of the column.
    pub table: &'a Table,
    /// Index of the column in the table.
    pub index: usize,
    /// The column itself.
    pub column: &'a Column,
    /// The column's formula.
    pub formula: &'a Formula,
    /// Indexes of the columns that the formula reads.
    pub operands: Vec<usize>,
}

/// Returns the ratio columns of a table whose operands are all known.
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
    /// Returns every row with its verdict.
    ///
    /// If no row prints more than 100%, the office caps its percentages there. That is a way of counting and
    /// not an error, so such rows are [`RatioVerdict::Capped`] only in such a table; otherwise they are wrong.
    pub fn judge_rows(&self) -> Vec<(Row<'a>, RatioVerdict)> {
        let rows = figure_rows(self.table, self.column);
        let above = rows.iter().any(|row| row.number(self.index).is_some_and(|n| n > Decimal::ONE_HUNDRED));
        rows.into_iter()
            .map(|row| {
                let verdict = match self.judge(&row) {
                    RatioVerdict::Capped(share) if above => RatioVerdict::Wrong(share),
                    verdict => verdict,
                };
                (row, verdict)
            })
            .collect()
    }

    /// Computes the exact share for a row, as a fraction of 1. `instead` may supply another number for a
    /// column.
    ///
    /// # Errors
    ///
    /// [`NoValue`] says why there is no share, for example if an operand is missing or zero.
    pub fn share(
        &self,
        row: &Row<'_>,
        instead: &impl Fn(usize) -> Option<Decimal>,
    ) -> Result<Decimal, NoValue> {
        let value = row.compute(self.formula, self.column, instead)?;
        if self.formula.contains_hundred() {
            value.checked_div(Decimal::ONE_HUNDRED).ok_or(NoValue::Overflow)
        } else {
            Ok(value)
        }
    }

    fn judge(&self, row: &Row<'_>) -> RatioVerdict {
        let Some(printed) = row.value(self.index) else { return RatioVerdict::NoFinding };
        if matches!(printed.value, Value::Nil | Value::Text(_) | Value::Date(_) | Value::Unclear(_)) {
            return RatioVerdict::NoFinding;
        }
        let share = match self.share(row, &|_| None) {
            Ok(share) => share,
            Err(NoValue::ZeroDivision) => return RatioVerdict::ZeroDivision,
            Err(NoValue::Missing | NoValue::Overflow) => return RatioVerdict::NoFinding,
        };
        if let Value::Quantity(_, Some(_)) = &printed.value {
            let alike = row.units_alike(&self.operands);
            return RatioVerdict::NotPercent(alike.then_some(share));
        }
        match self.fits(row, &printed.value, share) {
            Fit::Rounded => return RatioVerdict::NoFinding,
            Fit::Truncated => return RatioVerdict::Truncated,
            Fit::Mismatch => {}
        }
        if !row.units_alike(&self.operands) {
            return RatioVerdict::UnlikeUnits;
        }
        let hundred = printed.value.number() == Some(Decimal::ONE_HUNDRED);
        if hundred && share > Decimal::ONE {
            return RatioVerdict::Capped(share);
        }
        // Only indicators can be better when lower; the rows of a budget never are.
        if !hundred && self.table.form.defines_rows() && fits_inverse(&printed.value, share) {
            return RatioVerdict::Inverse(share);
        }
        RatioVerdict::Wrong(share)
    }

    /// Compares the printed percentage with the exact share.
    ///
    /// If a figure in the formula is itself a wrong running total, the percentage also fits if it was
    /// computed with the right total: then the total is the slip, not the ratio.
    fn fits(&self, row: &Row<'_>, printed: &Value, share: Decimal) -> Fit {
        let stated = fit(printed, share);
        if stated != Fit::Mismatch {
            return stated;
        }
        let repaired = self.share(row, &|column| running_total(row, column));
        match repaired.map(|share| fit(printed, share)) {
            Ok(Fit::Mismatch) | Err(_) => Fit::Mismatch,
            Ok(_) => Fit::Rounded,
        }
    }
}

/// Whether the printed percentage fits the share turned round (1/x) or mirrored (2 − x), the two ways in
/// which offices rate indicators where less is better.
fn fits_inverse(printed: &Value, share: Decimal) -> bool {
    let turned = Decimal::ONE.checked_div(share);
    let mirrored = Decimal::TWO.checked_sub(share);
    [turned, mirrored].into_iter().flatten().any(|other| fit(printed, other) != Fit::Mismatch)
}

/// Returns the sum that a column of running totals should hold in this row.
///
/// `None` if the column does not add up others, if a figure is a percentage (several years of those do not
/// add up), or if a part is blank.
pub(super) fn running_total(row: &Row<'_>, column: usize) -> Option<Decimal> {
    let c = row.table.columns.get(column)?;
    let parts = signed_columns(c.formula.as_ref()?)?;
    let parts: Vec<(usize, i8)> = parts
        .into_iter()
        .map(|(n, sign)| Some((row.table.column_with_number(n, c)?, sign)))
        .collect::<Option<_>>()?;
    let percent =
        |column: usize| row.value(column).is_some_and(|cited| matches!(cited.value, Value::Percent(_)));
    if percent(column) || parts.iter().any(|(part, _)| percent(*part)) {
        return None;
    }
    parts.iter().try_fold(Decimal::ZERO, |sum, (part, sign)| {
        sum.checked_add(row.number(*part)?.checked_mul(Decimal::from(*sign))?)
    })
}

/// Whether a ratio in the same row was computed with the sum and not with the stated number. Then the stated
/// number is a slip, and not another way of counting.
pub(super) fn ratio_used_sum(row: &Row<'_>, column: usize, sum: Decimal) -> bool {
    ratios(row.table).iter().filter(|ratio| ratio.operands.contains(&column)).any(|ratio| {
        let Some(printed) = row.value(ratio.index) else { return false };
        let with = |n: Option<Decimal>| {
            ratio.share(row, &|c| if c == column { n } else { None }).map(|share| fit(&printed.value, share))
        };
        matches!(with(Some(sum)), Ok(Fit::Rounded | Fit::Truncated))
            && matches!(with(None), Ok(Fit::Mismatch))
    })
}
