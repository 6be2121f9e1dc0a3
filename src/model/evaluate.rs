//! Computes the sheet's own formulas over its cells.
//!
//! Arithmetic is exact where a spreadsheet's is not. Each result comes with the slack by which Excel's binary
//! arithmetic may deviate, so that a difference beyond it must come from a person.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};

use super::inexact::{EvalError, Inexact, as_integer, compare_surely, sum};
use super::{CellContent, Sheet};
use crate::text::number;
use crate::text::reference::LAST_COLUMN;
use crate::text::sheet_formula::{Comparison, Function, Range, SheetFormula};

/// Sheet index, row and column, counted from 0.
pub type SheetPosition = (usize, u32, u32);

/// The value of a formula or of a cell that it reads.
#[derive(Debug, Clone, PartialEq)]
pub enum FormulaValue {
    /// A number.
    Number(Inexact),
    /// A text.
    Text(Arc<str>),
    /// A boolean.
    Bool(bool),
    /// An empty cell.
    Blank,
}

/// The current content of a cell, which may differ from the stored one while formulas or changes are worked
/// out.
pub enum CurrentContent {
    /// The content that the sheet stores.
    AsStored,
    /// Another content.
    Replaced(CellContent),
    /// The content cannot be determined.
    Unknown,
}

/// Maximum number of cell reads for all formulas of a workbook together. A hostile sheet could sum itself up
/// a million times.
const MAX_CELL_READS: u64 = 10_000_000;

/// Evaluates formulas over the sheets of a workbook.
pub struct Evaluator<'a> {
    sheets: &'a [Sheet],
    sheet_indices: HashMap<String, usize>,
    reads_left: u64,
}

impl<'a> Evaluator<'a> {
    /// Creates an evaluator over these sheets.
    #[must_use]
    pub fn new(sheets: &'a [Sheet]) -> Self {
        // Excel ignores case in sheet names. In reverse order, so that the first of two equal names wins.
        let names = sheets.iter().enumerate().rev().map(|(i, s)| (s.name.to_lowercase(), i)).collect();
        Self { sheets, sheet_indices: names, reads_left: MAX_CELL_READS }
    }

    /// Evaluates a formula of a sheet. `now` returns the current content of a cell.
    ///
    /// # Errors
    ///
    /// Returns [`EvalError::SheetError`] if the formula yields an error of the sheet, and [`EvalError::Unknown`] if its
    /// value cannot be determined or the workbook's formulas have read too many cells.
    pub fn evaluate(
        &mut self,
        formula: &SheetFormula,
        sheet: usize,
        now: &mut dyn FnMut(SheetPosition) -> CurrentContent,
    ) -> Result<FormulaValue, EvalError> {
        Evaluation { evaluator: self, sheet, now }.value(formula)
    }

    /// Returns the index of the sheet that a range of a formula on `sheet` refers to. `None` if there is no
    /// such sheet.
    #[must_use]
    pub fn sheet_of(&self, range: &Range, sheet: usize) -> Option<usize> {
        match &range.sheet {
            Some(name) => self.sheet_indices.get(&name.to_lowercase()).copied(),
            None => Some(sheet),
        }
    }
}

/// The evaluation of one formula.
struct Evaluation<'r, 'a> {
    evaluator: &'r mut Evaluator<'a>,
    sheet: usize,
    now: &'r mut dyn FnMut(SheetPosition) -> CurrentContent,
}

impl Evaluation<'_, '_> {
    /// Returns the value of a formula or a part of one.
    fn value(&mut self, formula: &SheetFormula) -> Result<FormulaValue, EvalError> {
        Ok(match formula {
            SheetFormula::Number(n) => FormulaValue::Number(Inexact::exact(*n)),
            SheetFormula::Text(text) => FormulaValue::Text(text.as_str().into()),
            SheetFormula::Bool(b) => FormulaValue::Bool(*b),
            SheetFormula::Range(range) => self.single_cell(range)?,
            SheetFormula::Compare(sides) => FormulaValue::Bool(self.compare(&sides.0, sides.1, &sides.2)?),
            SheetFormula::Call(function, arguments) => self.call(*function, arguments)?,
            SheetFormula::Sum(parts) => {
                let mut sum = Inexact::exact(Decimal::ZERO);
                for (minus, part) in parts {
                    let n = self.number(part)?;
                    sum = sum.add(if *minus { n.negate() } else { n }).ok_or(EvalError::Unknown)?;
                }
                FormulaValue::Number(sum)
            }
            SheetFormula::Product(parts) => {
                let mut product = Inexact::exact(Decimal::ONE);
                for (divide, part) in parts {
                    let n = self.number(part)?;
                    product = if *divide {
                        product.divide(n)?
                    } else {
                        product.multiply(n).ok_or(EvalError::Unknown)?
                    };
                }
                FormulaValue::Number(product)
            }
            SheetFormula::Power(sides) => {
                let (base, exponent) = (self.number(&sides.0)?, self.number(&sides.1)?);
                let times =
                    as_integer(exponent).and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=16).contains(n));
                let mut power = Inexact::exact(Decimal::ONE);
                for _ in 0..times.ok_or(EvalError::Unknown)? {
                    power = power.multiply(base).ok_or(EvalError::Unknown)?;
                }
                FormulaValue::Number(power)
            }
            SheetFormula::Negative(inner) => FormulaValue::Number(self.number(inner)?.negate()),
            SheetFormula::Percent(inner) => {
                FormulaValue::Number(self.number(inner)?.divide(Inexact::exact(Decimal::ONE_HUNDRED))?)
            }
        })
    }

    /// Returns the value as a number. A text is an error: whether Excel converts it depends on the computer's
    /// language.
    fn number(&mut self, formula: &SheetFormula) -> Result<Inexact, EvalError> {
        match self.value(formula)? {
            FormulaValue::Number(n) => Ok(n),
            FormulaValue::Blank => Ok(Inexact::exact(Decimal::ZERO)),
            FormulaValue::Bool(b) => Ok(Inexact::exact(Decimal::from(u8::from(b)))),
            FormulaValue::Text(_) => Err(EvalError::Unknown),
        }
    }

    /// Returns the value as a boolean. Numbers other than 0 are true.
    fn boolean(&mut self, formula: &SheetFormula) -> Result<bool, EvalError> {
        match self.value(formula)? {
            FormulaValue::Bool(b) => Ok(b),
            FormulaValue::Blank => Ok(false),
            FormulaValue::Number(n) => compare_surely(n, Inexact::exact(Decimal::ZERO))
                .map(|order| order != std::cmp::Ordering::Equal),
            FormulaValue::Text(_) => Err(EvalError::Unknown),
        }
    }

    /// Compares two values. A blank counts as the empty value of the other side's type.
    fn compare(
        &mut self,
        left: &SheetFormula,
        how: Comparison,
        right: &SheetFormula,
    ) -> Result<bool, EvalError> {
        let blank_as = |other: &FormulaValue| match other {
            FormulaValue::Text(_) => FormulaValue::Text("".into()),
            FormulaValue::Bool(_) => FormulaValue::Bool(false),
            _ => FormulaValue::Number(Inexact::exact(Decimal::ZERO)),
        };
        let (mut left, mut right) = (self.value(left)?, self.value(right)?);
        if left == FormulaValue::Blank {
            left = blank_as(&right);
        }
        if right == FormulaValue::Blank {
            right = blank_as(&left);
        }
        let order = match (&left, &right) {
            (FormulaValue::Number(a), FormulaValue::Number(b)) => compare_surely(*a, *b)?,
            (FormulaValue::Bool(a), FormulaValue::Bool(b)) => a.cmp(b),
            // The order of two texts depends on the computer's language, so only equality is decided.
            (FormulaValue::Text(a), FormulaValue::Text(b))
                if matches!(how, Comparison::Equal | Comparison::NotEqual) =>
            {
                if a.to_lowercase() == b.to_lowercase() {
                    std::cmp::Ordering::Equal
                } else {
                    std::cmp::Ordering::Less
                }
            }
            // In comparisons, numbers sort before texts and texts before booleans.
            (FormulaValue::Number(_), FormulaValue::Text(_) | FormulaValue::Bool(_))
            | (FormulaValue::Text(_), FormulaValue::Bool(_)) => std::cmp::Ordering::Less,
            (FormulaValue::Text(_) | FormulaValue::Bool(_), FormulaValue::Number(_))
            | (FormulaValue::Bool(_), FormulaValue::Text(_)) => std::cmp::Ordering::Greater,
            _ => return Err(EvalError::Unknown),
        };
        Ok(match how {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        })
    }

    /// Evaluates a function. The value is unknown for an unsupported list of arguments.
    fn call(&mut self, function: Function, arguments: &[SheetFormula]) -> Result<FormulaValue, EvalError> {
        Ok(match (function, arguments) {
            (Function::Sum, _) => FormulaValue::Number(self.sum_arguments(arguments, &|_, _| true)?),
            (Function::Subtotal, [SheetFormula::Number(kind), ranges @ ..])
                if [Decimal::from(9), Decimal::from(109)].contains(kind) && !ranges.is_empty() =>
            {
                FormulaValue::Number(self.subtotal(ranges)?)
            }
            (Function::Count, _) => {
                FormulaValue::Number(Inexact::exact(self.numbers(arguments)?.len().into()))
            }
            (Function::Average, _) => {
                let all = self.numbers(arguments)?;
                FormulaValue::Number(sum(&all)?.divide(Inexact::exact(all.len().into()))?)
            }
            (Function::Max | Function::Min, _) => {
                let mut all = self.numbers(arguments)?;
                all.sort_by_key(|n| n.value);
                let found = if function == Function::Min { all.first() } else { all.last() };
                FormulaValue::Number(found.copied().unwrap_or(Inexact::exact(Decimal::ZERO)))
            }
            (Function::If, [condition, then, otherwise @ ..]) if otherwise.len() < 2 => {
                match (self.boolean(condition)?, otherwise) {
                    (true, _) => self.value(then)?,
                    (false, [otherwise]) => self.value(otherwise)?,
                    (false, _) => FormulaValue::Bool(false),
                }
            }
            (Function::IfError, [value, otherwise]) => match self.value(value) {
                Err(EvalError::SheetError) => self.value(otherwise)?,
                value => value?,
            },
            (Function::IsError, [value]) => match self.value(value) {
                Err(EvalError::SheetError) => FormulaValue::Bool(true),
                value => value.map(|_| FormulaValue::Bool(false))?,
            },
            (Function::And | Function::Or, [_, ..]) => {
                let mut all = Vec::new();
                for argument in arguments {
                    all.push(self.boolean(argument)?);
                }
                FormulaValue::Bool(if function == Function::And {
                    !all.contains(&false)
                } else {
                    all.contains(&true)
                })
            }
            (Function::Not, [argument]) => FormulaValue::Bool(!self.boolean(argument)?),
            (Function::Abs, [argument]) => {
                let n = self.number(argument)?;
                FormulaValue::Number(Inexact { value: n.value.abs(), ..n })
            }
            (Function::Int, [argument]) => {
                let n = self.number(argument)?;
                FormulaValue::Number(
                    n.round(0, RoundingStrategy::ToNegativeInfinity).ok_or(EvalError::Unknown)?,
                )
            }
            (Function::Round | Function::RoundDown | Function::RoundUp, [argument, places]) => {
                let how = match function {
                    Function::Round => RoundingStrategy::MidpointAwayFromZero,
                    Function::RoundDown => RoundingStrategy::ToZero,
                    _ => RoundingStrategy::AwayFromZero,
                };
                let n = self.number(argument)?;
                let places = as_integer(self.number(places)?).ok_or(EvalError::Unknown)?;
                FormulaValue::Number(n.round(places, how).ok_or(EvalError::Unknown)?)
            }
            (Function::SumIf, [range, criterion, sums @ ..]) if sums.len() < 2 => {
                FormulaValue::Number(self.sum_if(range, criterion, sums.first())?)
            }
            _ => return Err(EvalError::Unknown),
        })
    }

    /// Adds up arguments as SUM does: texts and blanks in cells are ignored. `counts` selects the cells of
    /// ranges.
    fn sum_arguments(
        &mut self,
        arguments: &[SheetFormula],
        counts: &dyn Fn(&Sheet, (u32, u32)) -> bool,
    ) -> Result<Inexact, EvalError> {
        let mut total = Inexact::exact(Decimal::ZERO);
        for argument in arguments {
            let n = match argument {
                SheetFormula::Range(range) => {
                    let sheet = self.sheet_index(range)?;
                    let mut all = Inexact::exact(Decimal::ZERO);
                    let sheets = self.evaluator.sheets;
                    self.for_each_cell(range, |place, given| {
                        let stands = sheets.get(sheet).is_some_and(|s| counts(s, place));
                        if let (Some(n), true) = (summand(&given)?, stands) {
                            all = all.add(n).ok_or(EvalError::Unknown)?;
                        }
                        Ok(())
                    })?;
                    all
                }
                other => self.number(other)?,
            };
            total = total.add(n).ok_or(EvalError::Unknown)?;
        }
        Ok(total)
    }

    /// Adds up ranges as SUBTOTAL does, leaving out other subtotals. SUBTOTAL also leaves out rows hidden by
    /// a filter; a hidden row makes the result unknown, because the sheet does not say how each row was
    /// hidden.
    fn subtotal(&mut self, ranges: &[SheetFormula]) -> Result<Inexact, EvalError> {
        for range in ranges {
            let SheetFormula::Range(range) = range else { return Err(EvalError::Unknown) };
            let sheet = self.evaluator.sheets.get(self.sheet_index(range)?).ok_or(EvalError::Unknown)?;
            if sheet.hidden_rows.iter().any(|row| (range.first.0..=range.last.0).contains(row)) {
                return Err(EvalError::Unknown);
            }
        }
        let is_subtotal = |formula: &str| {
            let formula = formula.to_ascii_uppercase();
            formula.contains("SUBTOTAL(") || formula.contains("AGGREGATE(")
        };
        self.sum_arguments(ranges, &|sheet, place| {
            sheet.cells.get(&place).and_then(|c| c.formula.as_deref()).is_none_or(|f| !is_subtotal(f))
        })
    }

    /// Returns the numbers among the arguments.
    fn numbers(&mut self, arguments: &[SheetFormula]) -> Result<Vec<Inexact>, EvalError> {
        let mut all = Vec::new();
        for argument in arguments {
            match argument {
                SheetFormula::Range(range) => {
                    self.for_each_cell(range, |_, given| {
                        all.extend(summand(&given)?);
                        Ok(())
                    })?;
                }
                other => all.push(self.number(other)?),
            }
        }
        Ok(all)
    }

    /// Evaluates `SUMIF(A:A,"APBD",F:F)`, for a criterion that is a number or a whole text.
    fn sum_if(
        &mut self,
        range: &SheetFormula,
        criterion: &SheetFormula,
        sums: Option<&SheetFormula>,
    ) -> Result<Inexact, EvalError> {
        let SheetFormula::Range(range) = range else { return Err(EvalError::Unknown) };
        let sums = match sums {
            Some(SheetFormula::Range(sums)) => sums,
            None => range,
            Some(_) => return Err(EvalError::Unknown),
        };
        let wanted = self.value(criterion)?;
        let plain = match &wanted {
            FormulaValue::Number(_) => true,
            FormulaValue::Text(text) => {
                !text.is_empty()
                    && !text.contains(['*', '?', '~', '<', '>', '='])
                    && number::read(text).is_none()
            }
            FormulaValue::Bool(_) | FormulaValue::Blank => false,
        };
        if !plain {
            return Err(EvalError::Unknown);
        }
        let (target, mut total) = (self.sheet_index(sums)?, Inexact::exact(Decimal::ZERO));
        let mut met = Vec::new();
        self.for_each_cell(range, |place, given| {
            let meets = match (&given, &wanted) {
                (FormulaValue::Number(a), FormulaValue::Number(b)) => compare_surely(*a, *b)?.is_eq(),
                (FormulaValue::Text(a), FormulaValue::Text(b)) => a.to_lowercase() == b.to_lowercase(),
                // SUMIF takes the text "5" for the number 5, depending on the computer's language.
                (FormulaValue::Text(text), FormulaValue::Number(_)) if number::read(text).is_some() => {
                    return Err(EvalError::Unknown);
                }
                _ => false,
            };
            met.extend(meets.then_some(place));
            Ok(())
        })?;
        for (row, column) in met {
            let moved = |from: u32, first: u32, to: u32| from.checked_sub(first)?.checked_add(to);
            let row = moved(row, range.first.0, sums.first.0).ok_or(EvalError::Unknown)?;
            let column = moved(column, range.first.1, sums.first.1).ok_or(EvalError::Unknown)?;
            if let FormulaValue::Number(n) = self.read_cell((target, row, column))? {
                total = total.add(n).ok_or(EvalError::Unknown)?;
            }
        }
        Ok(total)
    }

    /// Returns the value of a range that must be a single cell.
    fn single_cell(&mut self, range: &Range) -> Result<FormulaValue, EvalError> {
        if !range.is_cell() {
            return Err(EvalError::Unknown);
        }
        let sheet = self.sheet_index(range)?;
        self.read_cell((sheet, range.first.0, range.first.1))
    }

    /// Calls `with` for every cell of a range that is not empty, including numbers covered by merges.
    fn for_each_cell(
        &mut self,
        range: &Range,
        mut with: impl FnMut((u32, u32), FormulaValue) -> Result<(), EvalError>,
    ) -> Result<(), EvalError> {
        let number = self.sheet_index(range)?;
        let sheet = self.evaluator.sheets.get(number).ok_or(EvalError::Unknown)?;
        let rows = (range.first.0, 0)..=(range.last.0, LAST_COLUMN);
        let columns = range.first.1..=range.last.1;
        for (row, column) in sheet.cells.range(rows.clone()).map(|(place, _)| *place) {
            if columns.contains(&column) {
                with((row, column), self.read_cell((number, row, column))?)?;
            } else {
                self.evaluator.count_read()?;
            }
        }
        for (place, n) in sheet.covered.range(rows) {
            self.evaluator.count_read()?;
            if columns.contains(&place.1) {
                with(*place, FormulaValue::Number(Inexact::exact(*n)))?;
            }
        }
        Ok(())
    }

    /// Reads a cell.
    fn read_cell(&mut self, place: SheetPosition) -> Result<FormulaValue, EvalError> {
        self.evaluator.count_read()?;
        let content = match (self.now)(place) {
            CurrentContent::Replaced(content) => content,
            CurrentContent::Unknown => return Err(EvalError::Unknown),
            CurrentContent::AsStored => {
                let sheet = self.evaluator.sheets.get(place.0).ok_or(EvalError::Unknown)?;
                let at = (place.1, place.2);
                match sheet.cells.get(&at) {
                    // A formula with a blank value gave an empty text.
                    Some(cell) if cell.formula.is_some() && cell.content == CellContent::Blank => {
                        CellContent::Text("".into())
                    }
                    Some(cell) => cell.content.clone(),
                    None => sheet.covered.get(&at).map_or(CellContent::Blank, |n| CellContent::Number(*n)),
                }
            }
        };
        match content {
            CellContent::Number(n) => Ok(FormulaValue::Number(Inexact::from_cell(n))),
            CellContent::Text(text) => Ok(FormulaValue::Text(text)),
            CellContent::Bool(b) => Ok(FormulaValue::Bool(b)),
            CellContent::Blank => Ok(FormulaValue::Blank),
            CellContent::NotANumber(text) if text.starts_with('#') => Err(EvalError::SheetError),
            CellContent::NotANumber(_) => Err(EvalError::Unknown),
        }
    }

    /// Returns the sheet index of a range. Fails if the sheet does not exist or could not be read.
    fn sheet_index(&self, range: &Range) -> Result<usize, EvalError> {
        let sheet = self.evaluator.sheet_of(range, self.sheet).ok_or(EvalError::Unknown)?;
        let unread = self.evaluator.sheets.get(sheet).is_none_or(|s| s.unread.is_some());
        if unread { Err(EvalError::Unknown) } else { Ok(sheet) }
    }
}

impl Evaluator<'_> {
    /// Counts a cell read against the limit.
    fn count_read(&mut self) -> Result<(), EvalError> {
        self.reads_left = self.reads_left.checked_sub(1).ok_or(EvalError::Unknown)?;
        Ok(())
    }
}

/// Returns what a cell of a range adds to a sum: texts count as nothing. A boolean counts as nothing in Excel
/// and as one in LibreOffice, so the sum is unknown.
fn summand(given: &FormulaValue) -> Result<Option<Inexact>, EvalError> {
    match given {
        FormulaValue::Number(n) => Ok(Some(*n)),
        FormulaValue::Text(_) | FormulaValue::Blank => Ok(None),
        FormulaValue::Bool(_) => Err(EvalError::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cell;
    use crate::text::sheet_formula;

    /// `A1` is 10, `A2` 0,5, `A3` "apbd", `A4` blank, `A5` #DIV/0!, `A6` 3; `B1` to `B3` are 1, 2, 3; `B4` is
    /// their subtotal.
    fn sheets() -> Vec<Sheet> {
        let mut sheet = Sheet { name: "Satu".to_owned(), ..Sheet::default() };
        let mut put = |row, column, content, formula: Option<&str>| {
            let cell = Cell { content, formula: formula.map(Into::into), ..Cell::default() };
            sheet.cells.insert((row, column), cell);
        };
        put(0, 0, CellContent::Number(10.into()), None);
        put(1, 0, CellContent::Number(Decimal::new(5, 1)), None);
        put(2, 0, CellContent::Text("apbd".into()), None);
        put(4, 0, CellContent::NotANumber("#DIV/0!".into()), None);
        put(5, 0, CellContent::Number(3.into()), None);
        for row in 0..3 {
            put(row, 1, CellContent::Number((row + 1).into()), None);
        }
        put(3, 1, CellContent::Number(6.into()), Some("SUBTOTAL(9,B1:B3)"));
        vec![Sheet { name: "Dua".to_owned(), ..Sheet::default() }, sheet]
    }

    fn value(formula: &str) -> Result<FormulaValue, EvalError> {
        let sheets = sheets();
        let read = sheet_formula::read(formula).unwrap_or_else(|| panic!("{formula} is read"));
        Evaluator::new(&sheets).evaluate(&read, 1, &mut |_| CurrentContent::AsStored)
    }

    fn number(formula: &str) -> Option<String> {
        match value(formula) {
            Ok(FormulaValue::Number(n)) => Some(n.value.normalize().to_string()),
            _ => None,
        }
    }

    #[test]
    fn formulas_give_what_a_spreadsheet_gives() {
        for (formula, result) in [
            ("A1+A2-B3*2/4", "9"),
            ("-2^2", "4"),
            ("A1*5%", "0.5"),
            ("SUM(A1:A4,B1)", "11.5"),
            ("SUBTOTAL(9,B1:B4)", "6"),
            ("ROUND(A2,0)", "1"),
            ("ROUND(-A2,0)", "-1"),
            ("ROUND(1234,-2)", "1200"),
            ("ROUNDUP(A1/B3,1)", "3.4"),
            ("ROUNDDOWN(A1/B3,2)", "3.33"),
            ("INT(-A2)", "-1"),
            ("AVERAGE(B1:B3)", "2"),
            ("MAX(B1:B3)-MIN(B1:B3,0)", "3"),
            ("COUNT(A1:A4)", "2"),
            ("IF(A1>=B1,A1,B1)", "10"),
            ("IF(A4=0,1,2)", "1"),
            ("IF(A3=\"APBD\",1,2)", "1"),
            ("IF(AND(A1>1,NOT(B1>1)),1,2)", "1"),
            ("IFERROR(A1/A4,7)", "7"),
            ("IF(ISERROR(A5),0,A5)", "0"),
            ("SUMIF(A1:A4,\"Apbd\",B1:B4)", "3"),
            ("SUMIF(B1:B3,2)", "2"),
            ("'satu'!A1+Satu!B1", "11"),
            ("SUM(Dua!A:A)", "0"),
        ] {
            assert_eq!(number(formula).as_deref(), Some(result), "{formula}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_told() {
        for formula in [
            "A3+1",
            "A1:A3+1",
            "Tiga!A1",
            "SUM(A1:A5)+0*A3",
            "SUMIF(A1:A4,\">1\",B1:B4)",
            "SUBTOTAL(1,B1:B3)",
            "ROUND(A1/B3*B3/4,0)",
            "2^0.5",
            "79228162514264337593543950335+A1",
        ] {
            assert!(value(formula).is_err(), "{formula}: {:?}", value(formula));
        }
        assert_eq!(value("A1/A4"), Err(EvalError::SheetError));
        assert_eq!(value("SUM(A1:A6)"), Err(EvalError::SheetError));
    }

    #[test]
    fn the_slack_holds_what_binary_arithmetic_gives() {
        let sheets = sheets();
        let read = sheet_formula::read("A1/B3*B2/7-1/3").expect("a formula");
        let Ok(FormulaValue::Number(n)) =
            Evaluator::new(&sheets).evaluate(&read, 1, &mut |_| CurrentContent::AsStored)
        else {
            panic!("a number");
        };
        let binary: Decimal = (10.0_f64 / 3.0 * 2.0 / 7.0 - 1.0 / 3.0).to_string().parse().expect("a number");
        assert!((n.value - binary).abs() <= n.slack && n.slack < Decimal::new(1, 14), "{n:?} {binary}");
    }
}
