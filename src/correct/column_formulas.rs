//! Evaluates the formulas of a table's columns (`6 = 3 x 5`, `% = realisasi / pagu`) for one row.

use rust_decimal::Decimal;

use super::amounts::Place;
use super::faulty_formulas;
use crate::forms::Belongs;
use crate::model::{Book, CellRef, Column, Renja, Table, Value};
use crate::text::column_formula::Formula;

/// What a new value does to the column formulas that read or give its cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effect {
    /// Whether a formula that holds in the row would stop holding.
    pub breaks: bool,
    /// Whether a formula that does not hold in the row would start to hold.
    pub mends: bool,
}

/// The column formulas of each table that are not sums, with the columns that they read and give. Sums across
/// a row are relations of their own, which the search takes care of.
pub struct ColumnFormulas<'a> {
    renja: &'a Renja,
    book: &'a Book,
    /// The formulas of each table, by its index.
    by_table: Vec<Vec<ColumnFormula<'a>>>,
}

/// A formula with the column that it gives and the columns that it reads.
struct ColumnFormula<'a> {
    result: usize,
    formula: &'a Formula,
    /// The columns that the formula reads, each with its number in the formula.
    operands: Vec<(u32, usize)>,
}

impl<'a> ColumnFormulas<'a> {
    /// Collects the column formulas of a plan's tables. A formula is left out if one of its numbers does not
    /// name exactly one column.
    pub fn new(renja: &'a Renja, book: &'a Book) -> Self {
        let of_table = |table: &'a Table| {
            let columns = table.columns.iter().enumerate();
            let formulas = columns.filter_map(|(result, column)| {
                let formula = column.formula.as_ref().filter(|formula| !formula.is_linear())?;
                let operands =
                    formula.columns().into_iter().map(|n| Some((n, only_column_numbered(table, n)?)));
                Some(ColumnFormula { result, formula, operands: operands.collect::<Option<Vec<_>>>()? })
            });
            formulas.collect()
        };
        Self { renja, book, by_table: renja.tables.iter().map(of_table).collect() }
    }

    /// Returns what a new value of a cell does to the column formulas of its row. A formula is ignored if one
    /// of its cells in the row is zero or blank, since it then proves nothing, and if its result is a formula
    /// of the sheet, since that follows by itself.
    pub fn effect(&self, place: Place, to: Decimal) -> Effect {
        let mut effect = Effect::default();
        let Some(table) = self.renja.tables.get(place.table) else { return effect };
        let number =
            |column: usize| cell(table, place.item, None, column).and_then(|(_, value)| value.number());
        for ColumnFormula { result, formula, operands } in
            self.by_table.get(place.table).into_iter().flatten()
        {
            let reads = operands.iter().any(|(_, column)| *column == place.column);
            if *result != place.column && !reads {
                continue;
            }
            let Some(stated) = number(place.column) else { return effect };
            let Some((at, shown)) = cell(table, place.item, None, *result) else { continue };
            if *result != place.column && faulty_formulas::has_formula(self.book, at) {
                continue;
            }
            let is_informative = |n: Option<Decimal>| n.is_some_and(|n| !n.is_zero());
            if !is_informative(shown.number()) || !operands.iter().all(|(_, o)| is_informative(number(*o))) {
                continue;
            }
            let holds = |value: Decimal| {
                let with = |n: u32| {
                    let (_, operand) = operands.iter().find(|(number, _)| *number == n)?;
                    if *operand == place.column { Some(value) } else { number(*operand) }
                };
                let shown = if *result == place.column { shown.with_number(value) } else { shown.clone() };
                formula.value(&with).is_ok_and(|given| is_shown_as(given, &shown))
            };
            let (before, after) = (holds(stated), holds(to));
            effect.breaks |= before && !after;
            effect.mends |= !before && after;
        }
        effect
    }
}

/// Returns the only column with this number. `None` if no column has it, or if several do, such as one number
/// over K and Rp.
fn only_column_numbered(table: &Table, number: u32) -> Option<usize> {
    let mut columns = (0..table.columns.len()).filter(|c| has_number(&table.columns[*c], number));
    columns.next().filter(|_| columns.next().is_none())
}

/// Whether a column has this number in the number row.
pub fn has_number(column: &Column, number: u32) -> bool {
    column.number.as_ref().is_some_and(|n| n.value == number)
}

/// Returns what a formula gives in a row if one of its columns has this value. `None` if another input is
/// missing or the formula cannot be computed.
pub fn formula_gives(
    table: &Table,
    (i, k): (usize, Option<usize>),
    formula: &Formula,
    number: u32,
    value: Decimal,
) -> Option<Decimal> {
    let column = |n: u32| {
        if n == number {
            return Some(value);
        }
        let c = table.columns.iter().position(|c| has_number(c, n))?;
        cell(table, i, k, c)?.1.number()
    };
    formula.value(&column).ok()
}

/// Returns the cell of a row in a column. Columns that belong to indicators are looked up in the indicator,
/// all others in the item. `None` if the cell is blank.
pub fn cell(
    table: &Table,
    item: usize,
    indikator: Option<usize>,
    column: usize,
) -> Option<(CellRef, &Value)> {
    let item = table.items.get(item)?;
    let of_item = table.columns.get(column)?.belongs != Belongs::Indikator;
    let values = match indikator.and_then(|k| item.indikator.get(k)) {
        Some(indikator) if !of_item => &indikator.values,
        _ => &item.values,
    };
    let cited = values.get(column)?;
    Some((cited.at, &cited.value))
}

/// Whether a computed result may be printed as this value: rounded or cut off at its last decimal. A ratio
/// may also be printed as a percentage.
pub fn is_shown_as(result: Decimal, shown: &Value) -> bool {
    let Some(printed) = shown.number() else { return false };
    let unit = Decimal::new(1, printed.scale());
    let Some(half) = unit.checked_div(Decimal::TWO) else { return false };
    let near = |result: Decimal| {
        let (Some(low), Some(high)) = (printed.checked_sub(half), printed.checked_add(unit)) else {
            return false;
        };
        (low..high).contains(&result)
    };
    near(result) || result.checked_mul(Decimal::ONE_HUNDRED).is_some_and(near)
}
