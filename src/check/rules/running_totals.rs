//! Shared by the two rules on running totals: judges a column such as `10=5+7+9` row by row.

use rust_decimal::Decimal;

use super::super::context::header_cell;
use super::ratios::{ratio_used_sum, running_total};
use crate::check::figures::{Row, figure_rows, signed_columns};
use crate::model::{CellRef, Column, Table, Value};
use crate::text::number::equal_in_spreadsheet;

/// A column that adds up other columns of its row.
pub(super) struct RunningTotal<'a> {
    /// The table of the column.
    pub table: &'a Table,
    /// Index of the column in the table.
    pub index: usize,
    /// The column itself.
    pub column: &'a Column,
    /// The columns that it adds up: printed number and index.
    pub parts: Vec<(u32, usize)>,
}

/// The verdict on one row of a running total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TotalVerdict {
    /// The total holds, or there is nothing to compare.
    NoFinding,
    /// The stated number follows from other ways of counting, given here, the most likely first.
    OtherWay(Vec<CountingWay>),
    /// The stated number follows from nothing in the row. Holds the right sum.
    Wrong(Decimal),
}

/// Another way to compute a running total.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CountingWay {
    /// The sum of some of the columns only, by their printed numbers.
    Parts(Vec<u32>),
    /// The mean of all columns.
    Mean,
}

/// Returns the running totals of a table that belong to indicators. Amounts of items are left out: they are
/// sums that must hold, which ARI104 checks.
pub(super) fn find_running_totals(table: &Table) -> Vec<RunningTotal<'_>> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|(_, c)| c.belongs == crate::forms::Belongs::Indikator)
        .filter_map(|(index, column)| {
            let signed = signed_columns(column.formula.as_ref()?)?;
            let added: Vec<u32> = signed.iter().filter(|(_, sign)| *sign > 0).map(|(n, _)| *n).collect();
            let parts: Vec<(u32, usize)> = added
                .iter()
                .map(|n| Some((*n, table.column_with_number(*n, column)?)))
                .collect::<Option<_>>()?;
            // Skip columns with a subtracted part or with more than six parts: `ways` tries every combination
            // of parts, and among so many one may fit by chance.
            let plain = parts.len() == signed.len() && (2..=6).contains(&parts.len());
            plain.then_some(RunningTotal { table, index, column, parts })
        })
        .collect()
}

impl<'a> RunningTotal<'a> {
    /// Returns the cell that stands for the column: its printed number, or else its header. `None` if it has neither.
    pub fn column_cell(&self) -> Option<CellRef> {
        let number = self.column.number.as_ref().map(|number| number.at);
        number.or_else(|| header_cell(self.table, self.column))
    }

    /// Returns every row with its verdict.
    pub fn judge_rows(&self) -> Vec<(Row<'a>, TotalVerdict)> {
        figure_rows(self.table, self.column).into_iter().map(|row| (row, self.judge(&row))).collect()
    }

    fn judge(&self, row: &Row<'_>) -> TotalVerdict {
        let stated = match row.value(self.index).map(|cited| &cited.value) {
            Some(Value::Quantity(n, _) | Value::Rupiah(n)) => *n,
            _ => return TotalVerdict::NoFinding,
        };
        let Some(sum) = running_total(row, self.index) else { return TotalVerdict::NoFinding };
        if equal_in_spreadsheet(stated, sum) {
            return TotalVerdict::NoFinding;
        }
        if ratio_used_sum(row, self.index, sum) {
            return TotalVerdict::Wrong(sum);
        }
        let ways = self.other_ways(row, stated, sum);
        if ways.is_empty() { TotalVerdict::Wrong(sum) } else { TotalVerdict::OtherWay(ways) }
    }

    /// Returns the other ways that give the stated number: a sum of at least two parts, the last part alone
    /// (an indicator that counts what exists), or the mean of all.
    fn other_ways(&self, row: &Row<'_>, stated: Decimal, sum: Decimal) -> Vec<CountingWay> {
        let numbers: Vec<(u32, Decimal)> =
            self.parts.iter().filter_map(|(n, column)| Some((*n, row.number(*column)?))).collect();
        let mut ways = Vec::new();
        for chosen in 1u32..(1 << numbers.len()) - 1 {
            let part = |i: usize| chosen & (1 << i) != 0;
            let of: Vec<&(u32, Decimal)> =
                numbers.iter().enumerate().filter(|(i, _)| part(*i)).map(|(_, n)| n).collect();
            let last_alone = of.len() == 1 && part(numbers.len() - 1);
            let total = of.iter().try_fold(Decimal::ZERO, |sum, (_, n)| sum.checked_add(*n));
            if (of.len() > 1 || last_alone)
                && total.is_some_and(|total| equal_in_spreadsheet(total, stated))
                && !stated.is_zero()
            {
                ways.push(CountingWay::Parts(of.iter().map(|(n, _)| *n).collect()));
            }
        }
        let count = Decimal::from(numbers.len());
        if stated.checked_mul(count).is_some_and(|all| equal_in_spreadsheet(all, sum)) {
            ways.push(CountingWay::Mean);
        }
        // Put the largest sets of parts first: the fewer parts are left out, the better the explanation.
        ways.sort_by_key(|way| match way {
            CountingWay::Parts(parts) => (0, usize::MAX - parts.len(), parts.clone()),
            CountingWay::Mean => (1, 0, Vec::new()),
        });
        ways
    }
}
