//! Finds the formula of a cell within its row, if it gives the stated value. It comes from the form, the
//! number row, or the sheet's own formulas.

use rust_decimal::{Decimal, RoundingStrategy};

use super::canvas::a1;
use super::form::TableLayout;
use super::style::{number_format, percent_to_share};
use crate::forms::{Belongs, Kind};
use crate::model::{Cited, Column, ItemId, Value, Values};
use crate::text::column_formula::{Formula, Operator};

/// A formula without `=`, and its result.
pub struct CellFormula {
    /// The formula over cells of the sheet.
    pub code: String,
    /// Its result, as the cell stores it.
    pub result: Decimal,
}

/// A row of the written sheet.
pub struct WrittenRow<'a> {
    pub layout: &'a TableLayout<'a>,
    pub item: ItemId,
    /// Index of the indicator that the row belongs to; `None` for columns of items.
    pub indikator: Option<usize>,
    /// Row number on the sheet, counted from 0.
    pub sheet_row: u32,
}

impl WrittenRow<'_> {
    /// Returns the formula of this row's cell in a column. `None` if the value was not computed by the
    /// column's formula, or if no formula gives the stated value.
    pub fn formula(&self, column: usize, stated: &Cited<Value>) -> Option<CellFormula> {
        let table = self.layout.table;
        let shape = table.columns.get(column)?;
        if shape.own_formulas.contains(&stated.at) {
            return None;
        }
        let result = stored_number(&stated.value)?;
        let formulas = [self.form_formula(shape), shape.formula.clone()];
        formulas.into_iter().flatten().find_map(|formula| {
            // A percentage is written as a share, 0.83 for 83%: try the formula without its factor 100 first. A zero that
            // is no percentage stands in a column of numbers such as 83, whose formulas need the factor.
            let is_share = shape.kind == Kind::Percent && matches!(stated.value, Value::Percent(_));
            let share = is_share.then(|| without_percent_factor(&formula)).flatten();
            share
                .into_iter()
                .chain([formula.clone()])
                .find_map(|formula| self.matching_formula(&formula, shape, result))
        })
    }

    /// Returns the column's formula in the form, over the numbers of the columns. `None` if the form does not
    /// define its rows.
    fn form_formula(&self, shape: &Column) -> Option<Formula> {
        let (table, form) = (self.layout.table, &self.layout.table.form);
        // For other forms, relations that the figures do not refute have already become formulas of columns.
        let mut relations = form.relations.iter().filter(|_| form.defines_rows());
        let stated = relations.find(|relation| relation.column == shape.key)?;
        let number = |place: u32| {
            let key = &form.columns.get(usize::try_from(place).ok()?)?.key;
            table.columns.get(table.column(key)?)?.number.as_ref().map(|number| number.value)
        };
        form.formula(stated)?.map_columns(&number)
    }

    /// Returns the formula over the cells of this row, if its result is the stated value, exactly or rounded
    /// to the decimals of that.
    fn matching_formula(&self, formula: &Formula, like: &Column, stated: Decimal) -> Option<CellFormula> {
        let place = |number: u32| self.layout.table.column_with_number(number, like);
        let value = formula.value(&|number| self.operand(place(number)?, formula.is_linear())).ok()?;
        let cells: Option<Vec<(u32, String)>> = formula
            .columns()
            .into_iter()
            .map(|number| Some((number, a1(self.sheet_row, self.layout.sheet_column(place(number)?)?))))
            .collect();
        let cells = cells?;
        let code = formula.format_with(&|number| {
            let cell = cells.iter().find(|(known, _)| *known == number);
            cell.map_or_else(String::new, |(_, name)| name.clone())
        });
        if value == stated {
            return Some(CellFormula { code, result: stated });
        }
        // Only results of a division are printed rounded. Among percentages with two decimals, 61 is 61,00 if
        // that holds.
        let own = stated.normalize().scale();
        if !formula.is_ratio() || own > MAX_ROUNDED_DECIMALS {
            return None;
        }
        let rounds = |places: &u32| {
            let rounded = |strategy| value.round_dp_with_strategy(*places, strategy);
            let away = rounded(RoundingStrategy::MidpointAwayFromZero);
            // If the value is exactly between two decimals, programs differ in how they round: do not accept
            // it.
            away == stated && away == rounded(RoundingStrategy::MidpointTowardZero)
        };
        let places = [own.max(USUAL_DECIMALS), own].into_iter().find(rounds)?;
        Some(CellFormula { code: format!("ROUND({code},{places})"), result: stated })
    }

    /// Returns the number in a cell of this row as a formula sees it. A blank counts as 0 in a sum. `None`
    /// for words, and for a blank in another formula.
    fn operand(&self, column: usize, is_sum: bool) -> Option<Decimal> {
        let table = self.layout.table;
        let item = table.items.get(self.item)?;
        let own = |values: &'_ Values| match values.get(column) {
            Some(cited) => stored_number(&cited.value),
            None => is_sum.then_some(Decimal::ZERO),
        };
        match (table.columns.get(column)?.belongs, self.indikator) {
            (Belongs::Indikator, Some(indikator)) => own(&item.indikator.get(indikator)?.values),
            (Belongs::Indikator, None) => None,
            _ => own(&item.values),
        }
    }
}

/// Number of decimals that a percentage usually has.
const USUAL_DECIMALS: u32 = 2;
/// Maximum number of decimals of a rounded value; a value with more ends a binary fraction.
const MAX_ROUNDED_DECIMALS: u32 = 8;

/// Returns the number as which a value is written; `None` if it is written as words.
fn stored_number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Rupiah(n) | Value::Quantity(n, None) => Some(*n),
        Value::Percent(n) => percent_to_share(*n).filter(|_| !number_format(value).is_empty()),
        _ => None,
    }
}

/// Removes the factor of a percentage: `7/6*100` becomes `7/6`. `None` if there is none.
fn without_percent_factor(formula: &Formula) -> Option<Formula> {
    match formula {
        Formula::Binary(share, Operator::Multiply, times)
            if **times == Formula::Constant(Decimal::ONE_HUNDRED) =>
        {
            Some(Formula::clone(share))
        }
        _ => None,
    }
}
