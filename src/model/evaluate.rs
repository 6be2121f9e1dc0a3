//! Computes the sheet's own formulas over its cells.
//!
//! Arithmetic is exact where a spreadsheet's is not. Each result comes with the slack by which Excel's binary
//! arithmetic may deviate, so that a difference beyond it must come from a person.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};

use super::inexact::{Inexact, Stop, sum, surely, whole};
use super::{CellContent, Sheet};
use crate::text::number;
use crate::text::reference::LAST_COLUMN;
use crate::text::sheet_formula::{Comparison, Function, Range, SheetFormula};

/// Sheet index, row and column, counted from 0.
pub type Place = (usize, u32, u32);

/// The value of a formula or of a cell that it reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
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
pub enum Now {
    /// The content that the sheet stores.
    AsStored,
    /// Another content.
    Is(CellContent),
    /// The content cannot be determined.
    Unknown,
}

/// Maximum number of cell reads for all formulas of a workbook together. A hostile sheet could sum itself up
/// a million times.
const MAX_LOOKS: u64 = 10_000_000;

/// Evaluates formulas over the sheets of a workbook.
pub struct Evaluator<'a> {
    sheets: &'a [Sheet],
    names: HashMap<String, usize>,
    looks: u64,
}

impl<'a> Evaluator<'a> {
    /// Creates an evaluator over these sheets.
    #[must_use]
    pub fn new(sheets: &'a [Sheet]) -> Self {
        // Excel ignores case in sheet names. In reverse order, so that the first of two equal names wins.
        let names = sheets.iter().enumerate().rev().map(|(i, s)| (s.name.to_lowercase(), i)).collect();
        Self { sheets, names, looks: MAX_LOOKS }
    }

    /// Evaluates a formula of a sheet. `now` returns the current content of a cell.
    ///
    /// # Errors
    ///
    /// Returns [`Stop::Error`] if the formula yields an error of the sheet, and [`Stop::Unknown`] if its
    /// value cannot be determined or the workbook's formulas have read too many cells.
    pub fn evaluate(
        &mut self,
        formula: &SheetFormula,
        sheet: usize,
        now: &mut dyn FnMut(Place) -> Now,
    ) -> Result<Given, Stop> {
        Run { evaluator: self, sheet, now }.value(formula)
    }

    /// Returns the index of the sheet that a range of a formula on `sheet` refers to. `None` if there is no
    /// such sheet.
    #[must_use]
    pub fn sheet_of(&self, range: &Range, sheet: usize) -> Option<usize> {
        match &range.sheet {
            Some(name) => self.names.get(&name.to_lowercase()).copied(),
            None => Some(sheet),
        }
    }
}

/// The evaluation of one formula.
struct Run<'r, 'a> {
    evaluator: &'r mut Evaluator<'a>,
    sheet: usize,
    now: &'r mut dyn FnMut(Place) -> Now,
}

impl Run<'_, '_> {
    /// Returns the value of a formula or a part of one.
    fn value(&mut self, formula: &SheetFormula) -> Result<Given, Stop> {
        Ok(match formula {
            SheetFormula::Number(n) => Given::Number(Inexact::exact(*n)),
            SheetFormula::Text(text) => Given::Text(text.as_str().into()),
            SheetFormula::Bool(b) => Given::Bool(*b),
            SheetFormula::Range(range) => self.cell(range)?,
            SheetFormula::Compare(sides) => Given::Bool(self.compare(&sides.0, sides.1, &sides.2)?),
            SheetFormula::Call(function, arguments) => self.call(*function, arguments)?,
            SheetFormula::Sum(parts) => {
                let mut sum = Inexact::exact(Decimal::ZERO);
                for (minus, part) in parts {
                    let n = self.number(part)?;
                    sum = sum.add(if *minus { n.negate() } else { n }).ok_or(Stop::Unknown)?;
                }
                Given::Number(sum)
            }
            SheetFormula::Product(parts) => {
                let mut product = Inexact::exact(Decimal::ONE);
                for (divide, part) in parts {
                    let n = self.number(part)?;
                    product = if *divide {
                        product.divide(n)?
                    } else {
                        product.multiply(n).ok_or(Stop::Unknown)?
                    };
                }
                Given::Number(product)
            }
            SheetFormula::Power(sides) => {
                let (base, exponent) = (self.number(&sides.0)?, self.number(&sides.1)?);
                let times =
                    whole(exponent).and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=16).contains(n));
                let mut power = Inexact::exact(Decimal::ONE);
                for _ in 0..times.ok_or(Stop::Unknown)? {
                    power = power.multiply(base).ok_or(Stop::Unknown)?;
                }
                Given::Number(power)
            }
            SheetFormula::Negative(inner) => Given::Number(self.number(inner)?.negate()),
            SheetFormula::Percent(inner) => {
                Given::Number(self.number(inner)?.divide(Inexact::exact(Decimal::ONE_HUNDRED))?)
            }
        })
    }

    /// Returns the value as a number. A text is an error: whether Excel converts it depends on the computer's
    /// language.
    fn number(&mut self, formula: &SheetFormula) -> Result<Inexact, Stop> {
        match self.value(formula)? {
            Given::Number(n) => Ok(n),
            Given::Blank => Ok(Inexact::exact(Decimal::ZERO)),
            Given::Bool(b) => Ok(Inexact::exact(Decimal::from(u8::from(b)))),
            Given::Text(_) => Err(Stop::Unknown),
        }
    }

    /// Returns the value as a boolean. Numbers other than 0 are true.
    fn truth(&mut self, formula: &SheetFormula) -> Result<bool, Stop> {
        match self.value(formula)? {
            Given::Bool(b) => Ok(b),
            Given::Blank => Ok(false),
            Given::Number(n) => {
                surely(n, Inexact::exact(Decimal::ZERO)).map(|order| order != std::cmp::Ordering::Equal)
            }
            Given::Text(_) => Err(Stop::Unknown),
        }
    }

    /// Compares two values. A blank counts as the empty value of the other side's type.
    fn compare(&mut self, left: &SheetFormula, how: Comparison, right: &SheetFormula) -> Result<bool, Stop> {
        let blank_as = |other: &Given| match other {
            Given::Text(_) => Given::Text("".into()),
            Given::Bool(_) => Given::Bool(false),
            _ => Given::Number(Inexact::exact(Decimal::ZERO)),
        };
        let (mut left, mut right) = (self.value(left)?, self.value(right)?);
        if left == Given::Blank {
            left = blank_as(&right);
        }
        if right == Given::Blank {
            right = blank_as(&left);
        }
        let order = match (&left, &right) {
            (Given::Number(a), Given::Number(b)) => surely(*a, *b)?,
            (Given::Bool(a), Given::Bool(b)) => a.cmp(b),
            // The order of two texts depends on the computer's language, so only equality is decided.
            (Given::Text(a), Given::Text(b)) if matches!(how, Comparison::Equal | Comparison::NotEqual) => {
                if a.to_lowercase() == b.to_lowercase() {
                    std::cmp::Ordering::Equal
                } else {
                    std::cmp::Ordering::Less
                }
            }
            // In comparisons, numbers sort before texts and texts before booleans.
            (Given::Number(_), Given::Text(_) | Given::Bool(_)) | (Given::Text(_), Given::Bool(_)) => {
                std::cmp::Ordering::Less
            }
            (Given::Text(_) | Given::Bool(_), Given::Number(_)) | (Given::Bool(_), Given::Text(_)) => {
                std::cmp::Ordering::Greater
            }
            _ => return Err(Stop::Unknown),
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
    fn call(&mut self, function: Function, arguments: &[SheetFormula]) -> Result<Given, Stop> {
        Ok(match (function, arguments) {
            (Function::Sum, _) => Given::Number(self.total(arguments, &|_, _| true)?),
            (Function::Subtotal, [SheetFormula::Number(kind), ranges @ ..])
                if [Decimal::from(9), Decimal::from(109)].contains(kind) && !ranges.is_empty() =>
            {
                Given::Number(self.subtotal(ranges)?)
            }
            (Function::Count, _) => Given::Number(Inexact::exact(self.numbers(arguments)?.len().into())),
            (Function::Average, _) => {
                let all = self.numbers(arguments)?;
                Given::Number(sum(&all)?.divide(Inexact::exact(all.len().into()))?)
            }
            (Function::Max | Function::Min, _) => {
                let mut all = self.numbers(arguments)?;
                all.sort_by_key(|n| n.value);
                let found = if function == Function::Min { all.first() } else { all.last() };
                Given::Number(found.copied().unwrap_or(Inexact::exact(Decimal::ZERO)))
            }
            (Function::If, [condition, then, otherwise @ ..]) if otherwise.len() < 2 => {
                match (self.truth(condition)?, otherwise) {
                    (true, _) => self.value(then)?,
                    (false, [otherwise]) => self.value(otherwise)?,
                    (false, _) => Given::Bool(false),
                }
            }
            (Function::IfError, [value, otherwise]) => match self.value(value) {
                Err(Stop::Error) => self.value(otherwise)?,
                value => value?,
            },
            (Function::IsError, [value]) => match self.value(value) {
                Err(Stop::Error) => Given::Bool(true),
                value => value.map(|_| Given::Bool(false))?,
            },
            (Function::And | Function::Or, [_, ..]) => {
                let mut all = Vec::new();
                for argument in arguments {
                    all.push(self.truth(argument)?);
                }
                Given::Bool(if function == Function::And {
                    !all.contains(&false)
                } else {
                    all.contains(&true)
                })
            }
            (Function::Not, [argument]) => Given::Bool(!self.truth(argument)?),
            (Function::Abs, [argument]) => {
                let n = self.number(argument)?;
                Given::Number(Inexact { value: n.value.abs(), ..n })
            }
            (Function::Int, [argument]) => {
                let n = self.number(argument)?;
                Given::Number(n.round(0, RoundingStrategy::ToNegativeInfinity).ok_or(Stop::Unknown)?)
            }
            (Function::Round | Function::RoundDown | Function::RoundUp, [argument, places]) => {
                let how = match function {
                    Function::Round => RoundingStrategy::MidpointAwayFromZero,
                    Function::RoundDown => RoundingStrategy::ToZero,
                    _ => RoundingStrategy::AwayFromZero,
                };
                let n = self.number(argument)?;
                let places = whole(self.number(places)?).ok_or(Stop::Unknown)?;
                Given::Number(n.round(places, how).ok_or(Stop::Unknown)?)
            }
            (Function::SumIf, [range, criterion, sums @ ..]) if sums.len() < 2 => {
                Given::Number(self.sum_if(range, criterion, sums.first())?)
            }
            _ => return Err(Stop::Unknown),
        })
    }

    /// Adds up arguments as SUM does: texts and blanks in cells are ignored. `counts` selects the cells of
    /// ranges.
    fn total(
        &mut self,
        arguments: &[SheetFormula],
        counts: &dyn Fn(&Sheet, (u32, u32)) -> bool,
    ) -> Result<Inexact, Stop> {
        let mut total = Inexact::exact(Decimal::ZERO);
        for argument in arguments {
            let n = match argument {
                SheetFormula::Range(range) => {
                    let sheet = self.place(range)?;
                    let mut all = Inexact::exact(Decimal::ZERO);
                    let sheets = self.evaluator.sheets;
                    self.each(range, |place, given| {
                        let stands = sheets.get(sheet).is_some_and(|s| counts(s, place));
                        if let (Some(n), true) = (counted(&given)?, stands) {
                            all = all.add(n).ok_or(Stop::Unknown)?;
                        }
                        Ok(())
                    })?;
                    all
                }
                other => self.number(other)?,
            };
            total = total.add(n).ok_or(Stop::Unknown)?;
        }
        Ok(total)
    }

    /// Adds up ranges as SUBTOTAL does, leaving out other subtotals. SUBTOTAL also leaves out rows hidden by
    /// a filter; a hidden row makes the result unknown, because the sheet does not say how each row was
    /// hidden.
    fn subtotal(&mut self, ranges: &[SheetFormula]) -> Result<Inexact, Stop> {
        for range in ranges {
            let SheetFormula::Range(range) = range else { return Err(Stop::Unknown) };
            let sheet = self.evaluator.sheets.get(self.place(range)?).ok_or(Stop::Unknown)?;
            if sheet.hidden_rows.iter().any(|row| (range.first.0..=range.last.0).contains(row)) {
                return Err(Stop::Unknown);
            }
        }
        let is_subtotal = |formula: &str| {
            let formula = formula.to_ascii_uppercase();
            formula.contains("SUBTOTAL(") || formula.contains("AGGREGATE(")
        };
        self.total(ranges, &|sheet, place| {
            sheet.cells.get(&place).and_then(|c| c.formula.as_deref()).is_none_or(|f| !is_subtotal(f))
        })
    }

    /// Returns the numbers among the arguments.
    fn numbers(&mut self, arguments: &[SheetFormula]) -> Result<Vec<Inexact>, Stop> {
        let mut all = Vec::new();
        for argument in arguments {
            match argument {
                SheetFormula::Range(range) => {
                    self.each(range, |_, given| {
                        all.extend(counted(&given)?);
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
    ) -> Result<Inexact, Stop> {
        let SheetFormula::Range(range) = range else { return Err(Stop::Unknown) };
        let sums = match sums {
            Some(SheetFormula::Range(sums)) => sums,
            None => range,
            Some(_) => return Err(Stop::Unknown),
        };
        let wanted = self.value(criterion)?;
        let plain = match &wanted {
            Given::Number(_) => true,
            Given::Text(text) => {
                !text.is_empty()
                    && !text.contains(['*', '?', '~', '<', '>', '='])
                    && number::read(text).is_none()
            }
            Given::Bool(_) | Given::Blank => false,
        };
        if !plain {
            return Err(Stop::Unknown);
        }
        let (target, mut total) = (self.place(sums)?, Inexact::exact(Decimal::ZERO));
        let mut met = Vec::new();
        self.each(range, |place, given| {
            let meets = match (&given, &wanted) {
                (Given::Number(a), Given::Number(b)) => surely(*a, *b)?.is_eq(),
                (Given::Text(a), Given::Text(b)) => a.to_lowercase() == b.to_lowercase(),
                // SUMIF takes the text "5" for the number 5, depending on the computer's language.
                (Given::Text(text), Given::Number(_)) if number::read(text).is_some() => {
                    return Err(Stop::Unknown);
                }
                _ => false,
            };
            met.extend(meets.then_some(place));
            Ok(())
        })?;
        for (row, column) in met {
            let moved = |from: u32, first: u32, to: u32| from.checked_sub(first)?.checked_add(to);
            let row = moved(row, range.first.0, sums.first.0).ok_or(Stop::Unknown)?;
            let column = moved(column, range.first.1, sums.first.1).ok_or(Stop::Unknown)?;
            if let Given::Number(n) = self.look((target, row, column))? {
                total = total.add(n).ok_or(Stop::Unknown)?;
            }
        }
        Ok(total)
    }

    /// Returns the value of a range that must be a single cell.
    fn cell(&mut self, range: &Range) -> Result<Given, Stop> {
        if !range.is_cell() {
            return Err(Stop::Unknown);
        }
        let sheet = self.place(range)?;
        self.look((sheet, range.first.0, range.first.1))
    }

    /// Calls `with` for every cell of a range that is not empty, including numbers covered by merges.
    fn each(
        &mut self,
        range: &Range,
        mut with: impl FnMut((u32, u32), Given) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let number = self.place(range)?;
        let sheet = self.evaluator.sheets.get(number).ok_or(Stop::Unknown)?;
        let rows = (range.first.0, 0)..=(range.last.0, LAST_COLUMN);
        let columns = range.first.1..=range.last.1;
        for (row, column) in sheet.cells.range(rows.clone()).map(|(place, _)| *place) {
            if columns.contains(&column) {
                with((row, column), self.look((number, row, column))?)?;
            } else {
                self.evaluator.count()?;
            }
        }
        for (place, n) in sheet.covered.range(rows) {
            self.evaluator.count()?;
            if columns.contains(&place.1) {
                with(*place, Given::Number(Inexact::exact(*n)))?;
            }
        }
        Ok(())
    }

    /// Reads a cell.
    fn look(&mut self, place: Place) -> Result<Given, Stop> {
        self.evaluator.count()?;
        let content = match (self.now)(place) {
            Now::Is(content) => content,
            Now::Unknown => return Err(Stop::Unknown),
            Now::AsStored => {
                let sheet = self.evaluator.sheets.get(place.0).ok_or(Stop::Unknown)?;
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
            CellContent::Number(n) => Ok(Given::Number(Inexact::stored(n))),
            CellContent::Text(text) => Ok(Given::Text(text)),
            CellContent::Bool(b) => Ok(Given::Bool(b)),
            CellContent::Blank => Ok(Given::Blank),
            CellContent::NotANumber(text) if text.starts_with('#') => Err(Stop::Error),
            CellContent::NotANumber(_) => Err(Stop::Unknown),
        }
    }

    /// Returns the sheet index of a range. Fails if the sheet does not exist or could not be read.
    fn place(&self, range: &Range) -> Result<usize, Stop> {
        let sheet = self.evaluator.sheet_of(range, self.sheet).ok_or(Stop::Unknown)?;
        let unread = self.evaluator.sheets.get(sheet).is_none_or(|s| s.unread.is_some());
        if unread { Err(Stop::Unknown) } else { Ok(sheet) }
    }
}

impl Evaluator<'_> {
    /// Counts a cell read against the limit.
    fn count(&mut self) -> Result<(), Stop> {
        self.looks = self.looks.checked_sub(1).ok_or(Stop::Unknown)?;
        Ok(())
    }
}

/// Returns what a cell of a range adds to a sum: texts count as nothing. A boolean counts as nothing in Excel
/// and as one in LibreOffice, so the sum is unknown.
fn counted(given: &Given) -> Result<Option<Inexact>, Stop> {
    match given {
        Given::Number(n) => Ok(Some(*n)),
        Given::Text(_) | Given::Blank => Ok(None),
        Given::Bool(_) => Err(Stop::Unknown),
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

    fn value(formula: &str) -> Result<Given, Stop> {
        let sheets = sheets();
        let read = sheet_formula::read(formula).unwrap_or_else(|| panic!("{formula} is read"));
        Evaluator::new(&sheets).evaluate(&read, 1, &mut |_| Now::AsStored)
    }

    fn number(formula: &str) -> Option<String> {
        match value(formula) {
            Ok(Given::Number(n)) => Some(n.value.normalize().to_string()),
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
        assert_eq!(value("A1/A4"), Err(Stop::Error));
        assert_eq!(value("SUM(A1:A6)"), Err(Stop::Error));
    }

    #[test]
    fn the_slack_holds_what_binary_arithmetic_gives() {
        let sheets = sheets();
        let read = sheet_formula::read("A1/B3*B2/7-1/3").expect("a formula");
        let Ok(Given::Number(n)) = Evaluator::new(&sheets).evaluate(&read, 1, &mut |_| Now::AsStored) else {
            panic!("a number");
        };
        let binary: Decimal = (10.0_f64 / 3.0 * 2.0 / 7.0 - 1.0 / 3.0).to_string().parse().expect("a number");
        assert!((n.value - binary).abs() <= n.slack && n.slack < Decimal::new(1, 14), "{n:?} {binary}");
    }
}
