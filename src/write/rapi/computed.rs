//! The formula of a cell within its row, where it gives what is stated: what the form, the number row or the sheet's
//! own formulas compute the column from.

use rust_decimal::{Decimal, RoundingStrategy};

use super::canvas::a1;
use super::form::Layout;
use super::style::{hundredth, number_format};
use crate::forms::{Belongs, Kind};
use crate::model::{Cited, Column, ItemId, Value, Values};
use crate::text::column_formula::{Formula, Operator};

/// A formula without `=`, and its result.
pub struct Computed {
    pub code: String,
    pub result: Decimal,
}

/// A row of the sheet that is written.
pub struct Row<'a> {
    pub layout: &'a Layout<'a>,
    pub item: ItemId,
    /// The indicator that the row belongs to, where the column does.
    pub indikator: Option<usize>,
    /// Its number on the sheet, from 0.
    pub line: u32,
}

impl Row<'_> {
    /// The formula of this row's cell in a column.
    pub fn formula(&self, column: usize, stated: &Cited<Value>) -> Option<Computed> {
        let table = self.layout.table;
        let shape = table.columns.get(column)?;
        if shape.own.contains(&stated.at) {
            return None;
        }
        let result = written(&stated.value)?;
        let formulas = [self.of_form(shape), shape.formula.clone()];
        formulas.into_iter().flatten().find_map(|formula| {
            // A percentage is written as a share, 0.83 for 83%: its formula must not multiply by 100.
            let share = (shape.kind == Kind::Percent).then(|| without_hundred(&formula)).flatten();
            share
                .into_iter()
                .chain([formula.clone()])
                .find_map(|formula| self.giving(&formula, shape, result))
        })
    }

    /// What a form that lays down its rows says of the column, over the numbers of its columns.
    fn of_form(&self, shape: &Column) -> Option<Formula> {
        let (table, form) = (self.layout.table, &self.layout.table.form);
        // What the other forms say has become the formulas of columns, where figures do not refute it.
        let mut relations = form.relations.iter().filter(|_| form.defines_rows());
        let stated = relations.find(|relation| relation.column == shape.key)?;
        let number = |place: u32| {
            let key = &form.columns.get(usize::try_from(place).ok()?)?.key;
            table.columns.get(table.column(key)?)?.number.as_ref().map(|number| number.value)
        };
        form.formula(stated)?.over(&number)
    }

    /// The formula over the cells of this row, if it gives just what is stated, exactly or rounded as that is.
    fn giving(&self, formula: &Formula, like: &Column, stated: Decimal) -> Option<Computed> {
        let place = |number: u32| self.layout.table.numbered(number, like);
        let value = formula.value(&|number| self.operand(place(number)?, formula.is_linear())).ok()?;
        let cells: Option<Vec<(u32, String)>> = formula
            .columns()
            .into_iter()
            .map(|number| Some((number, a1(self.line, self.layout.column(place(number)?)?))))
            .collect();
        let cells = cells?;
        let code = formula.spell(&|number| {
            let cell = cells.iter().find(|(known, _)| *known == number);
            cell.map_or_else(String::new, |(_, name)| name.clone())
        });
        if value == stated {
            return Some(Computed { code, result: stated });
        }
        // Only what divides is ever printed rounded. 61 among percentages of two digits is 61,00, if it may be.
        let own = stated.normalize().scale();
        if !formula.is_ratio() || own > MOST_PLACES {
            return None;
        }
        let rounds = |places: &u32| {
            let rounded = |strategy| value.round_dp_with_strategy(*places, strategy);
            let away = rounded(RoundingStrategy::MidpointAwayFromZero);
            // What lies just between two is rounded to either, by how a program divides.
            away == stated && away == rounded(RoundingStrategy::MidpointTowardZero)
        };
        let places = [own.max(USUAL_PLACES), own].into_iter().find(rounds)?;
        Some(Computed { code: format!("ROUND({code},{places})"), result: stated })
    }

    /// The number in a column's cell of this row as a formula sees it; a blank is none in a sum, and a cell of words
    /// gives no formula.
    fn operand(&self, column: usize, is_sum: bool) -> Option<Decimal> {
        let table = self.layout.table;
        let item = table.items.get(self.item)?;
        let own = |values: &'_ Values| match values.get(column) {
            Some(cited) => written(&cited.value),
            None => is_sum.then_some(Decimal::ZERO),
        };
        match (table.columns.get(column)?.belongs, self.indikator) {
            (Belongs::Indikator, Some(indikator)) => own(&item.indikator.get(indikator)?.values),
            (Belongs::Indikator, None) => None,
            _ => own(&item.values),
        }
    }
}

/// Decimals that a percentage usually has.
const USUAL_PLACES: u32 = 2;
/// More places than that are no rounding, but the end of a binary fraction.
const MOST_PLACES: u32 = 8;

/// The number that a value is written as, if it is written as one.
fn written(value: &Value) -> Option<Decimal> {
    match value {
        Value::Rupiah(n) | Value::Quantity(n, None) => Some(*n),
        Value::Percent(n) => hundredth(*n).filter(|_| !number_format(value).is_empty()),
        _ => None,
    }
}

/// `7/6*100` without its hundred.
fn without_hundred(formula: &Formula) -> Option<Formula> {
    match formula {
        Formula::Binary(share, Operator::Multiply, times)
            if **times == Formula::Constant(Decimal::ONE_HUNDRED) =>
        {
            Some(Formula::clone(share))
        }
        _ => None,
    }
}
