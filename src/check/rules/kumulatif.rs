//! What the two rules on running totals share: `10=5+7+9`, row by row.

use rust_decimal::Decimal;

use super::realisasi::{betrayed, running_total};
use crate::check::figures::{Row, rows, signed_columns};
use crate::model::{Column, Table, Value};
use crate::text::number::are_same;

/// A column that adds up others in its row.
pub(super) struct Running<'a> {
    /// Its table.
    pub table: &'a Table,
    /// Its place.
    pub index: usize,
    /// The column.
    pub column: &'a Column,
    /// The columns that it adds up, with their numbers.
    pub parts: Vec<(u32, usize)>,
}

/// What a row says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It holds, or there is nothing to compare.
    Silent,
    /// It was computed another way, and the ratio beside it with it.
    Otherwise(Vec<Way>),
    /// It is another number; the sum.
    Wrong(Decimal),
}

/// Another way to compute a running total.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Some of the columns only.
    Parts(Vec<u32>),
    /// The mean of all.
    Mean,
}

/// The running totals of a table whose cells belong to indicators. Amounts of items are sums that
/// must hold (ARI104).
pub(super) fn runnings(table: &Table) -> Vec<Running<'_>> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|(_, c)| c.belongs == crate::forms::Belongs::Indikator)
        .filter_map(|(index, column)| {
            let signed = signed_columns(column.formula.as_ref()?)?;
            let added: Vec<u32> = signed.iter().filter(|(_, sign)| *sign > 0).map(|(n, _)| *n).collect();
            let parts: Vec<(u32, usize)> =
                added.iter().map(|n| Some((*n, table.numbered(*n, column)?))).collect::<Option<_>>()?;
            // More parts than a year has quarters, or a part taken off: no row is guessed at.
            let plain = parts.len() == signed.len() && (2..=6).contains(&parts.len());
            plain.then_some(Running { table, index, column, parts })
        })
        .collect()
}

impl<'a> Running<'a> {
    /// Every row with what it says.
    pub fn judged(&self) -> Vec<(Row<'a>, Verdict)> {
        rows(self.table, self.column).into_iter().map(|row| (row, self.judge(&row))).collect()
    }

    fn judge(&self, row: &Row<'_>) -> Verdict {
        let stated = match row.value(self.index).map(|cited| &cited.value) {
            Some(Value::Quantity(n, _) | Value::Rupiah(n)) => *n,
            _ => return Verdict::Silent,
        };
        let Some(sum) = running_total(row, self.index) else { return Verdict::Silent };
        if are_same(stated, sum) {
            return Verdict::Silent;
        }
        if betrayed(row, self.index, sum) {
            return Verdict::Wrong(sum);
        }
        let ways = self.ways(row, stated, sum);
        if ways.is_empty() { Verdict::Wrong(sum) } else { Verdict::Otherwise(ways) }
    }

    /// The other ways that give the stated number: two parts and more, the last part alone (an
    /// indicator that counts what there is), or their mean.
    fn ways(&self, row: &Row<'_>, stated: Decimal, sum: Decimal) -> Vec<Way> {
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
                && total.is_some_and(|total| are_same(total, stated))
                && !stated.is_zero()
            {
                ways.push(Way::Parts(of.iter().map(|(n, _)| *n).collect()));
            }
        }
        let count = Decimal::from(numbers.len());
        if stated.checked_mul(count).is_some_and(|all| are_same(all, sum)) {
            ways.push(Way::Mean);
        }
        // Leaving out least explains best.
        ways.sort_by_key(|way| match way {
            Way::Parts(parts) => (0, usize::MAX - parts.len(), parts.clone()),
            Way::Mean => (1, 0, Vec::new()),
        });
        ways
    }
}
