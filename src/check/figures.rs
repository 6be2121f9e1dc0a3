//! The rows of a table that carry figures of their own, indicators or items, and what their
//! columns are computed from.

use rust_decimal::Decimal;

use crate::forms::Belongs;
use crate::model::{CellRef, Cited, Column, ItemId, Table, Value, Values};
use crate::text::formula::{Formula, NoValue, Operator};
use crate::text::satuan;

/// A row of figures.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// The table.
    pub table: &'a Table,
    /// The item that it belongs to.
    pub item: ItemId,
    /// The row that it stands on, as the table counts them.
    pub line: u32,
    /// Its values.
    pub values: &'a Values,
}

/// The rows that carry the figures of a column.
pub(super) fn rows<'a>(table: &'a Table, column: &Column) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (item, i) in table.items.iter().enumerate() {
        if column.belongs == Belongs::Indikator {
            rows.extend(i.indikator.iter().map(|indikator| Row {
                table,
                item,
                line: indikator.row,
                values: &indikator.values,
            }));
        } else {
            rows.push(Row { table, item, line: i.first_row, values: &i.values });
        }
    }
    rows
}

impl<'a> Row<'a> {
    /// What stands in a column.
    pub fn value(&self, column: usize) -> Option<&'a Cited<Value>> {
        self.values.get(column)
    }

    /// The number in a column. A dash beside figures says zero.
    pub fn number(&self, column: usize) -> Option<Decimal> {
        match &self.value(column)?.value {
            Value::None => Some(Decimal::ZERO),
            value => value.number(),
        }
    }

    /// Where a column's cell of this row stands, also where it is blank.
    pub fn cell(&self, column: usize) -> CellRef {
        let blank = || self.table.cell(self.line, self.table.columns.get(column).map_or(0, |c| c.first));
        self.value(column).map_or_else(blank, |cited| cited.at)
    }

    /// What a reader knows the row by: its indicator, else its item.
    pub fn label(&self) -> String {
        let indikator = self.table.columns_of(self.values).find_map(|(column, cited)| {
            let is_name = column.key.starts_with("indikator") && matches!(cited.value, Value::Text(_));
            is_name.then(|| cited.value.to_string())
        });
        indikator.unwrap_or_else(|| {
            self.table.items.get(self.item).map_or_else(String::new, |i| self.table.label(i))
        })
    }

    /// The item's path with the indicator.
    pub fn path(&self) -> String {
        let path = self.table.path(self.item);
        let label = self.label();
        if path.ends_with(&label) { path } else { format!("{path} > {label}") }
    }

    /// The value of a formula over this row; `instead` may give another number for a column.
    pub fn compute(
        &self,
        formula: &Formula,
        like: &Column,
        instead: &impl Fn(usize) -> Option<Decimal>,
    ) -> Result<Decimal, NoValue> {
        formula.value(&|number| {
            let column = self.table.numbered(number, like)?;
            instead(column).or_else(|| self.number(column))
        })
    }

    /// Whether the figures that a ratio divides count the same thing.
    pub fn units_alike(&self, columns: &[usize]) -> bool {
        let values: Vec<&Value> = columns.iter().filter_map(|c| Some(&self.value(*c)?.value)).collect();
        values.windows(2).all(|pair| match pair {
            [Value::Percent(_), Value::Quantity(n, unit)] | [Value::Quantity(n, unit), Value::Percent(_)] => {
                unit.is_none() && n.is_zero()
            }
            [Value::Quantity(_, a), Value::Quantity(_, b)] => satuan::alike(a.as_deref(), b.as_deref()),
            _ => true,
        })
    }
}

/// The columns that a formula reads, by their place; `None` where one is not there, or several
/// carry its number and nothing tells which is meant.
pub(super) fn operands(table: &Table, formula: &Formula, like: &Column) -> Option<Vec<usize>> {
    formula.columns().into_iter().map(|number| table.numbered(number, like)).collect()
}

/// The columns of a formula that only adds and subtracts, with their signs; `None` for any other.
pub(super) fn signed_columns(formula: &Formula) -> Option<Vec<(u32, i8)>> {
    match formula {
        Formula::Column(number) => Some(vec![(*number, 1)]),
        Formula::Binary(left, operator @ (Operator::Add | Operator::Subtract), right) => {
            let mut all = signed_columns(left)?;
            let turn = if *operator == Operator::Subtract { -1 } else { 1 };
            all.extend(signed_columns(right)?.into_iter().map(|(number, sign)| (number, sign * turn)));
            Some(all)
        }
        _ => None,
    }
}

/// Whether a formula says a hundred itself: `15 = 14 / 6 x 100`.
pub(super) fn says_hundred(formula: &Formula) -> bool {
    match formula {
        Formula::Constant(n) => *n == Decimal::ONE_HUNDRED,
        Formula::Column(_) => false,
        Formula::Binary(left, _, right) => says_hundred(left) || says_hundred(right),
    }
}
