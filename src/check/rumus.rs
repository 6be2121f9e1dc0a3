//! The sheets' own formulas, as far as plans use them: sums of areas and cells, added and
//! subtracted. Any other formula is left alone.

use rust_decimal::Decimal;

use crate::model::{Area, Cell, CellContent, CellRef, Sheet};

/// A formula that only adds and subtracts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sum {
    /// What it takes, in the order of writing.
    pub parts: Vec<Part>,
}

/// A piece of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// 1, or -1 for what is taken off.
    pub sign: i8,
    /// What it is.
    pub what: What,
}

/// What a piece of a sum is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// An area within `SUM`: texts in it count nothing.
    Area(Area),
    /// A cell of its own.
    Cell(u32, u32),
    /// A constant.
    Number(Decimal),
}

/// Reads a formula of one sheet, as Excel or OpenDocument write it. `None` where it does anything
/// else than add up, or looks at another sheet.
pub(super) fn read(formula: &str) -> Option<Sum> {
    let mut text: String = formula.chars().filter(|c| !c.is_whitespace() && *c != '$').collect();
    if let Some(rest) = text.strip_prefix("of:") {
        text = rest.to_owned();
    }
    // "[.E3:.E4]" of OpenDocument is "E3:E4".
    if text.contains('[') {
        text = text.replace("[.", "").replace(":.", ":").replace(']', "");
    }
    let text = text.strip_prefix('=').unwrap_or(&text).to_owned();
    let mut parser = Parser { rest: &text, sum: Sum::default() };
    parser.expression(1, 0)?;
    parser.rest.is_empty().then_some(parser.sum)
}

impl Sum {
    /// Whether a cell is among those that it adds.
    pub fn takes(&self, at: CellRef) -> bool {
        self.parts.iter().any(|part| match part.what {
            What::Area(area) => area.contains(at.row, at.column),
            What::Cell(row, column) => (row, column) == (at.row, at.column),
            What::Number(_) => false,
        })
    }

    /// Whether it only adds cells of this one column.
    pub fn is_of_column(&self, column: u32) -> bool {
        self.parts.iter().all(|part| {
            part.sign == 1
                && match part.what {
                    What::Area(area) => area.first_column == column && area.last_column == column,
                    What::Cell(_, c) => c == column,
                    What::Number(_) => false,
                }
        })
    }

    /// Whether it only adds cells of this one row.
    pub fn is_of_row(&self, row: u32) -> bool {
        self.parts.iter().all(|part| {
            part.sign == 1
                && match part.what {
                    What::Area(area) => area.first_row == row && area.last_row == row,
                    What::Cell(r, _) => r == row,
                    What::Number(_) => false,
                }
        })
    }

    /// What it gives over the cells as they stand; `None` where a cell of its own is no number, or
    /// past what can be computed.
    pub fn value(&self, sheet: &Sheet) -> Option<Decimal> {
        let mut total = Decimal::ZERO;
        for part in &self.parts {
            let value = match part.what {
                What::Number(n) => n,
                What::Cell(row, column) => match sheet.cells.get(&(row, column)).map(|cell| &cell.content) {
                    Some(CellContent::Number(n)) => *n,
                    None | Some(CellContent::Blank) => Decimal::ZERO,
                    Some(_) => return None,
                },
                What::Area(area) => {
                    let cells = sheet.cells.range((area.first_row, 0)..=(area.last_row, u32::MAX));
                    let mut sum = Decimal::ZERO;
                    for ((row, column), cell) in cells {
                        if !area.contains(*row, *column) {
                            continue;
                        }
                        match &cell.content {
                            CellContent::Number(n) => sum = sum.checked_add(*n)?,
                            CellContent::NotANumber(_) => return None,
                            _ => {}
                        }
                    }
                    sum
                }
            };
            total = total.checked_add(value.checked_mul(Decimal::from(part.sign))?)?;
        }
        Some(total)
    }
}

/// The sum in a cell, where it holds one.
pub(super) fn of_cell(cell: &Cell) -> Option<Sum> {
    read(cell.formula.as_deref()?)
}

struct Parser<'a> {
    rest: &'a str,
    sum: Sum,
}

impl Parser<'_> {
    fn expression(&mut self, sign: i8, depth: u8) -> Option<()> {
        let first = if self.take('-') { -sign } else { sign };
        self.take('+');
        self.term(first, depth)?;
        loop {
            let next = if self.take('+') {
                sign
            } else if self.take('-') {
                -sign
            } else {
                return Some(());
            };
            self.term(next, depth)?;
        }
    }

    fn term(&mut self, sign: i8, depth: u8) -> Option<()> {
        if depth > 8 {
            return None; // no sum nests so deep: a hostile cell would
        }
        if self.take('(') {
            self.expression(sign, depth + 1)?;
            return self.take(')').then_some(());
        }
        if self.rest.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("SUM(")) {
            self.rest = self.rest.get(4..)?;
            return self.arguments(sign);
        }
        let what = self.operand()?;
        match what {
            What::Area(_) => None, // an area outside of SUM is another thing
            what => {
                self.sum.parts.push(Part { sign, what });
                Some(())
            }
        }
    }

    /// The arguments of SUM: areas and cells, divided by commas or semicolons.
    fn arguments(&mut self, sign: i8) -> Option<()> {
        loop {
            let what = match self.operand()? {
                What::Cell(row, column) => What::Area(Area {
                    first_row: row,
                    first_column: column,
                    last_row: row,
                    last_column: column,
                }),
                other => other,
            };
            self.sum.parts.push(Part { sign, what });
            // A SUM may add cells by "+" within its brackets.
            if self.take(')') {
                return Some(());
            }
            if !(self.take(',') || self.take(';') || self.take('+')) {
                return None;
            }
        }
    }

    fn operand(&mut self) -> Option<What> {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '.'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() || rest.starts_with(['!', '(', '%', '*', '/', '^']) {
            return None;
        }
        self.rest = rest;
        if let Some((first, last)) = word.split_once(':') {
            let ((r1, c1), (r2, c2)) = (cell(first)?, cell(last)?);
            return Some(What::Area(Area {
                first_row: r1.min(r2),
                first_column: c1.min(c2),
                last_row: r1.max(r2),
                last_column: c1.max(c2),
            }));
        }
        match cell(word) {
            Some((row, column)) => Some(What::Cell(row, column)),
            None => word.parse().ok().map(What::Number),
        }
    }

    fn take(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

/// The row and column that `J10` names.
fn cell(text: &str) -> Option<(u32, u32)> {
    let letters = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let (column, row) = text.split_at(letters);
    if !(1..=3).contains(&column.len()) {
        return None;
    }
    let column = column
        .bytes()
        .fold(0u32, |n, letter| n * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1)
        .checked_sub(1)?;
    let row: u32 = row.parse().ok()?;
    Some((row.checked_sub(1)?, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(first_row: u32, last_row: u32, column: u32) -> What {
        What::Area(Area { first_row, first_column: column, last_row, last_column: column })
    }

    #[test]
    fn sums_are_read() {
        let parts =
            |text: &str| read(text).map(|sum| sum.parts.iter().map(|p| (p.sign, p.what)).collect::<Vec<_>>());
        assert_eq!(parts("SUM(J11:J15)"), Some(vec![(1, area(10, 14, 9))]));
        assert_eq!(
            parts("=$J$11+J16-100"),
            Some(vec![
                (1, What::Cell(10, 9)),
                (1, What::Cell(15, 9)),
                (-1, What::Number(Decimal::ONE_HUNDRED)),
            ])
        );
        assert_eq!(parts("of:=SUM([.E3:.E4];[.E6])"), Some(vec![(1, area(2, 3, 4)), (1, area(5, 5, 4))]));
        assert_eq!(parts("SUM(A1:A2)-SUM(B1)"), Some(vec![(1, area(0, 1, 0)), (-1, area(0, 0, 1))]));
    }

    #[test]
    fn other_formulas_are_left_alone() {
        for text in [
            "",
            "J1*2",
            "IF(A1>0,1,2)",
            "Sheet2!A1+B1",
            "'Tabel 1'!A1",
            "SUMIF(A1:A3,1)",
            "A1:A3",
            "1/A1",
            "SUM(",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
