//! The rows of a table that carry figures of their own, whether of items or of indicators, and the evaluation
//! of column formulas over them.

use rust_decimal::Decimal;

use crate::forms::Belongs;
use crate::model::{CellRef, Cited, Column, ItemId, Table, Value, Values};
use crate::text::column_formula::{Formula, NoValue, Operator};
use crate::text::unit;

/// A row of figures: that of an item, or of one of its indicators.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// The table that the row belongs to.
    pub table: &'a Table,
    /// The item that the row belongs to.
    pub item: ItemId,
    /// The row's number as the table counts rows, from 0.
    pub line: u32,
    /// Values of the row, by column.
    pub values: &'a Values,
}

/// Returns the rows that carry the figures of a column: those of indicators or those of items, whichever the
/// column belongs to.
pub(super) fn figure_rows<'a>(table: &'a Table, column: &Column) -> Vec<Row<'a>> {
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
    /// Returns the value in a column; `None` if the cell is blank.
    pub fn value(&self, column: usize) -> Option<&'a Cited<Value>> {
        self.values.get(column)
    }

    /// Returns the number in a column. A dash counts as zero; `None` if the cell is blank or holds no number.
    pub fn number(&self, column: usize) -> Option<Decimal> {
        match &self.value(column)?.value {
            Value::Nil => Some(Decimal::ZERO),
            value => value.number(),
        }
    }

    /// Returns the cell of this row in a column, even if it is blank.
    pub fn cell(&self, column: usize) -> CellRef {
        let blank =
            || self.table.cell(self.line, self.table.columns.get(column).map_or(0, |c| c.first_column));
        self.value(column).map_or_else(blank, |cited| cited.at)
    }

    /// Returns the name by which a reader knows the row: its indicator's or else its item's.
    pub fn label(&self) -> String {
        let indikator = self.table.columns_of(self.values).find_map(|(column, cited)| {
            let is_name = column.key.starts_with("indikator") && matches!(cited.value, Value::Text(_));
            is_name.then(|| cited.value.to_string())
        });
        indikator.unwrap_or_else(|| {
            self.table.items.get(self.item).map_or_else(String::new, |i| self.table.label(i))
        })
    }

    /// Whether the row has no name of its own although its table names rows.
    pub fn is_nameless(&self) -> bool {
        let has_names = self.table.columns.iter().any(|column| column.key.starts_with("nama"));
        has_names && self.table.items.get(self.item).is_some_and(|item| self.table.name(item).is_none())
    }

    /// Returns the path of the item, followed by the indicator unless the path already ends with it.
    pub fn path(&self) -> String {
        let path = self.table.path(self.item);
        let label = self.label();
        if path.ends_with(&label) { path } else { format!("{path} > {label}") }
    }

    /// Computes a formula over this row. `instead` may supply another number for a column.
    ///
    /// Columns of the formula are looked up by their number, relative to the column `like`.
    ///
    /// # Errors
    ///
    /// [`NoValue`] says why the formula has no value, for example if a figure is missing.
    pub fn compute(
        &self,
        formula: &Formula,
        like: &Column,
        instead: &impl Fn(usize) -> Option<Decimal>,
    ) -> Result<Decimal, NoValue> {
        formula.value(&|number| {
            let column = self.table.column_with_number(number, like)?;
            instead(column).or_else(|| self.number(column))
        })
    }

    /// Whether the figures in these columns count the same thing, so that one may be divided by the other.
    ///
    /// A percentage beside a quantity is only accepted if the quantity is a bare zero.
    pub fn units_alike(&self, columns: &[usize]) -> bool {
        let values: Vec<&Value> = columns.iter().filter_map(|c| Some(&self.value(*c)?.value)).collect();
        values.windows(2).all(|pair| match pair {
            [Value::Percent(_), Value::Quantity(n, unit)] | [Value::Quantity(n, unit), Value::Percent(_)] => {
                unit.is_none() && n.is_zero()
            }
            [Value::Quantity(_, a), Value::Quantity(_, b)] => unit::may_be_same(a.as_deref(), b.as_deref()),
            _ => true,
        })
    }
}

/// Returns the columns that a formula reads, by their place in the table. `None` if one of them does not
/// exist, or if several carry its number and nothing says which is meant.
pub(super) fn operands(table: &Table, formula: &Formula, like: &Column) -> Option<Vec<usize>> {
    formula.columns().into_iter().map(|number| table.column_with_number(number, like)).collect()
}

/// Returns the column numbers of a formula that only adds and subtracts, with their signs; `None` for any
/// other formula.
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
