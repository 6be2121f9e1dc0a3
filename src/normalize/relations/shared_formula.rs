//! Compares the live formulas of a column relative to their own cells: what most rows compute alike is the
//! column's formula.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::{Cell, CellRef, Item, Level, Sheet, Table};
use crate::text::column_formula::{Formula, Operator};
use crate::text::sheet_formula::{self, Function, SheetFormula};

use crate::normalize::evidence::{
    MAX_FORMULA_TERMS, MIN_FORMULA_CELLS, MIN_FORMULA_ROWS_PERCENT, MIN_SHARED_FORMULA_PERCENT,
    is_at_least_percent,
};

/// The formulas of a table's rows, by row and column of the sheet.
pub struct CellFormulas<'s>(BTreeMap<(u32, u32), &'s str>);

impl<'s> CellFormulas<'s> {
    /// Collects the formulas within a table's rows.
    pub fn from_table(table: &Table, sheet: &'s Sheet) -> Self {
        let rows = (table.area.first_row, 0)..=(table.area.last_row, u32::MAX);
        let formula = |(at, cell): (&(u32, u32), &'s Cell)| Some((*at, cell.formula.as_deref()?));
        Self(sheet.cells.range(rows).filter_map(formula).collect())
    }

    /// Returns the formulas of a column's values, each with its cell; those of total rows only if `totals`.
    fn of_column<'t>(
        &'t self,
        table: &'t Table,
        place: usize,
        totals: bool,
    ) -> impl Iterator<Item = (&'s str, CellRef)> + 't {
        let items = table.items.iter().take_while(|_| !self.0.is_empty());
        let items = items.filter(move |item| totals || item.level != Level::Jumlah);
        items.filter_map(move |item| {
            let at = item.values.get(place)?.at;
            Some((*self.0.get(&(at.row, at.column))?, at))
        })
    }
}

/// Returns the formula that most of a column's cells with a formula share, over column numbers; totals aside.
/// `None` if too few share one, or if most figures of the column are typed: six formulas beside forty-one typed
/// prices say nothing of these. A copy of another column is a way to fill cells in and no relation: physical
/// progress is filled in from the share of the money spent, until somebody types what was really built.
pub fn find_shared_formula(table: &Table, place: usize, formulas: &CellFormulas<'_>) -> Option<Formula> {
    let mut ways: BTreeMap<String, (usize, Formula)> = BTreeMap::new();
    let mut all = 0_usize;
    for (text, at) in formulas.of_column(table, place, false) {
        all += 1;
        // Skip constants: `=40000+(40000*11%)` is a price with its tax, computed in its own cell.
        let is_own = |formula: &Formula| formula.columns().is_empty() || adds_an_amount(formula);
        if let Some(formula) = parse_over_columns(table, text, at).filter(|formula| !is_own(formula)) {
            ways.entry(formula.to_string()).or_insert((0, formula)).0 += 1;
        }
    }
    let (count, formula) = ways.into_values().max_by_key(|(count, _)| *count)?;
    let is_stated = |item: &&Item| {
        item.level != Level::Jumlah
            && item.values.get(place).is_some_and(|cited| cited.value.number().is_some())
    };
    let filled = table.items.iter().filter(is_stated).count();
    let is_shared = count >= MIN_FORMULA_CELLS
        && is_at_least_percent(count, all, MIN_SHARED_FORMULA_PERCENT)
        && is_at_least_percent(count, filled, MIN_FORMULA_ROWS_PERCENT)
        && !matches!(formula, Formula::Column(_));
    is_shared.then_some(formula)
}

/// Whether a formula adds or subtracts a typed amount: `=6000000-G5` is about its own row. A share is not one, as in
/// `=1-G5` or `=100-G5`.
fn adds_an_amount(formula: &Formula) -> bool {
    let Formula::Binary(left, operator, right) = formula else { return false };
    let is_amount = |side: &Formula| matches!(side, Formula::Constant(n) if n.abs() > Decimal::ONE_HUNDRED);
    let adds = matches!(operator, Operator::Add | Operator::Subtract);
    adds && (is_amount(left) || is_amount(right)) || adds_an_amount(left) || adds_an_amount(right)
}

/// Returns the cells of a column whose formula is not the column's, total rows included, or whose condition gives the
/// constant beside it: `=IF(F5=1,I5-J5,0)` where F5 is 2.
pub fn deviating_cells(table: &Table, place: usize, formulas: &CellFormulas<'_>) -> BTreeSet<CellRef> {
    let own = table.columns.get(place).and_then(|column| column.formula.as_ref());
    let stated: BTreeMap<CellRef, Decimal> = table
        .items
        .iter()
        .filter_map(|item| item.values.get(place))
        .filter_map(|cited| Some((cited.at, cited.value.number()?)))
        .collect();
    let is_constant = |text: &str, at: CellRef| {
        stated.get(&at).is_some_and(|n| conditional_constant(text).is_some_and(|constant| constant == *n))
    };
    formulas
        .of_column(table, place, true)
        .filter(|(text, at)| {
            own.is_none() || parse_over_columns(table, text, *at).as_ref() != own || is_constant(text, *at)
        })
        .map(|(_, at)| at)
        .collect()
}

/// Returns the constant that a formula gives instead of what it computes if a condition is not met. `None` if there is
/// none, or if the condition is a comparison with zero that guards a division.
fn conditional_constant(text: &str) -> Option<Decimal> {
    let SheetFormula::Call(Function::If, arguments) = sheet_formula::read(text)? else { return None };
    match arguments.as_slice() {
        [test, SheetFormula::Number(n), other] | [test, other, SheetFormula::Number(n)]
            if !guards_divisor(test, other) =>
        {
            Some(*n)
        }
        _ => None,
    }
}

/// Reads a formula over columns. `None` if it reads anything but cells of its own row.
fn parse_over_columns(table: &Table, text: &str, at: CellRef) -> Option<Formula> {
    convert(table, &sheet_formula::read(text)?, at)
}

/// Converts a cell formula to one over column numbers. Rounding and error handling are dropped.
fn convert(table: &Table, formula: &SheetFormula, at: CellRef) -> Option<Formula> {
    match formula {
        SheetFormula::Number(n) => Some(Formula::Constant(*n)),
        SheetFormula::Range(range) => match range_columns(table, range, at)?[..] {
            [only] => Some(Formula::Column(only)),
            _ => None,
        },
        SheetFormula::Percent(inner) => {
            let inner = convert(table, inner, at)?;
            Some(binary_formula(inner, Operator::Multiply, Formula::Constant(Decimal::new(1, 2))))
        }
        SheetFormula::Sum(parts) => {
            let mut parts = parts.iter();
            let (minus, first) = parts.next()?;
            let first = convert(table, first, at)?;
            let first = if *minus {
                binary_formula(Formula::Constant(Decimal::ZERO), Operator::Subtract, first)
            } else {
                first
            };
            parts.try_fold(first, |sum, (minus, part)| {
                let operator = if *minus { Operator::Subtract } else { Operator::Add };
                Some(binary_formula(sum, operator, convert(table, part, at)?))
            })
        }
        SheetFormula::Product(parts) => {
            let mut parts = parts.iter();
            let (divides, first) = parts.next()?;
            if *divides {
                return None;
            }
            parts.try_fold(convert(table, first, at)?, |product, (divides, part)| {
                let operator = if *divides { Operator::Divide } else { Operator::Multiply };
                Some(binary_formula(product, operator, convert(table, part, at)?))
            })
        }
        // `SUM(E14*F14)` is the product.
        SheetFormula::Call(Function::Sum, arguments)
            if arguments.len() == 1 && !matches!(arguments.first(), Some(SheetFormula::Range(_))) =>
        {
            convert(table, arguments.first()?, at)
        }
        SheetFormula::Call(Function::Sum, arguments) => {
            let mut numbers = Vec::new();
            for argument in arguments {
                let SheetFormula::Range(range) = argument else { return None };
                numbers.extend(range_columns(table, range, at)?);
            }
            let mut numbers = numbers.into_iter().map(Formula::Column);
            let first = numbers.next()?;
            Some(numbers.fold(first, |sum, next| binary_formula(sum, Operator::Add, next)))
        }
        SheetFormula::Call(
            Function::Round | Function::RoundDown | Function::RoundUp | Function::IfError,
            arguments,
        ) => convert(table, arguments.first()?, at),
        // `IF(D3=0, 0, F3/D3*100)`: take the branch that computes something.
        SheetFormula::Call(Function::If, arguments) => match arguments.as_slice() {
            [_, SheetFormula::Number(_) | SheetFormula::Text(_), other]
            | [_, other, SheetFormula::Number(_) | SheetFormula::Text(_)] => convert(table, other, at),
            // `IF(F3>0, I3/F3*100, I3)`: take the share, which applies where the divisor is not zero.
            [test, share, other] if guards_divisor(test, share) && !guards_divisor(test, other) => {
                convert(table, share, at)
            }
            [test, other, share] if guards_divisor(test, share) && !guards_divisor(test, other) => {
                convert(table, share, at)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether a test compares the divisor of a formula with zero.
fn guards_divisor(test: &SheetFormula, formula: &SheetFormula) -> bool {
    let SheetFormula::Compare(sides) = test else { return false };
    let divisor = match &**sides {
        (cell @ SheetFormula::Range(_), _, SheetFormula::Number(n))
        | (SheetFormula::Number(n), _, cell @ SheetFormula::Range(_))
            if n.is_zero() =>
        {
            cell
        }
        _ => return false,
    };
    divides_by(formula, divisor)
}

/// Whether a product, or one inside it, is divided by this.
fn divides_by(formula: &SheetFormula, divisor: &SheetFormula) -> bool {
    match formula {
        SheetFormula::Product(parts) => {
            parts.iter().any(|(divides, part)| *divides && part == divisor || divides_by(part, divisor))
        }
        SheetFormula::Percent(inner) => divides_by(inner, divisor),
        _ => false,
    }
}

/// Returns the numbers of the columns that the live formulas of a column read on their own rows. `None` if
/// fewer than [`MIN_FORMULA_CELLS`] read any.
pub fn columns_read(table: &Table, place: usize, formulas: &CellFormulas<'_>) -> Option<BTreeSet<u32>> {
    let (mut read, mut count) = (BTreeSet::new(), 0);
    for (text, at) in formulas.of_column(table, place, false) {
        let Some(formula) = sheet_formula::read(text) else { continue };
        let own = formula
            .ranges()
            .into_iter()
            .filter(|r| r.sheet.is_none() && r.first.0 == r.last.0 && r.first.0 == at.row);
        let numbers: Vec<u32> = own
            .flat_map(|range| {
                table
                    .columns
                    .iter()
                    .filter(|c| c.first_column <= range.last.1 && range.first.1 <= c.last_column)
            })
            .filter_map(|column| Some(column.number.as_ref()?.value))
            .collect();
        count += usize::from(!numbers.is_empty());
        read.extend(numbers);
    }
    (count >= MIN_FORMULA_CELLS).then_some(read)
}

/// Returns the numbers of the columns that a range covers. `None` if the range leaves its own row or the
/// table, or covers more than [`MAX_FORMULA_TERMS`].
fn range_columns(table: &Table, range: &sheet_formula::Range, at: CellRef) -> Option<Vec<u32>> {
    if range.sheet.is_some() || range.first.0 != at.row || range.last.0 != at.row {
        return None;
    }
    let mut numbers = Vec::new();
    for column in range.first.1..=range.last.1 {
        let of = table.columns.iter().find(|c| (c.first_column..=c.last_column).contains(&column))?;
        numbers.push(of.number.as_ref()?.value);
    }
    numbers.dedup();
    (numbers.len() <= MAX_FORMULA_TERMS).then_some(numbers)
}

fn binary_formula(a: Formula, operator: Operator, b: Formula) -> Formula {
    Formula::Binary(Box::new(a), operator, Box::new(b))
}
