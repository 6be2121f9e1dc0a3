//! The sheets' own formulas as the rules see them: which of them are plain sums, and which go in a
//! circle.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::model::evaluate::{Evaluator, Place};
use crate::model::{Area, Book, CellRef, Sheet};
use crate::text::rumus::{self, Function, Range, Rumus};

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
    /// Cells of the same sheet.
    Area(Area),
    /// A constant.
    Number(Decimal),
}

/// Reads the formula of a cell on this sheet. `None` where it does anything else than add up, or
/// looks at another sheet. What is only rounded after it is a sum still.
pub(super) fn sum(formula: &str, sheet: &Sheet) -> Option<Sum> {
    let mut sum = Sum::default();
    sum.take(&rumus::read(formula)?, 1, &sheet.name)?;
    Some(sum)
}

/// Cells that may be looked at for the circles of a whole workbook: a hostile one has a chain as long as
/// the sheet, each link of it out of date.
pub(super) const LOOKS: usize = 2_000_000;

/// Whether a formula reads itself by way of others, or that cannot be told with the looks that are left:
/// its value is then whatever the last of many rounds gave.
pub(super) fn is_circular(book: &Book, evaluator: &Evaluator<'_>, at: Place, looks: &mut usize) -> bool {
    let mut seen: BTreeSet<Place> = BTreeSet::new();
    let mut waiting = vec![at];
    while let Some((sheet, row, column)) = waiting.pop() {
        let formula = book.sheets.get(sheet).and_then(|s| s.cells.get(&(row, column))?.formula.as_deref());
        let Some(formula) = formula.and_then(rumus::read) else { continue };
        for range in formula.ranges() {
            let Some(target) = evaluator.sheet_of(range, sheet) else { continue };
            let Some(cells) = book.sheets.get(target).map(|s| &s.cells) else { continue };
            for ((row, column), cell) in cells.range((range.first.0, 0)..=(range.last.0, u32::MAX)) {
                let Some(left) = looks.checked_sub(1) else { return true };
                *looks = left;
                let place = (target, *row, *column);
                if cell.formula.is_none() || !(range.first.1..=range.last.1).contains(column) {
                    continue;
                }
                if place == at {
                    return true;
                }
                if seen.insert(place) {
                    waiting.push(place);
                }
            }
        }
    }
    false
}

impl Sum {
    /// Whether a cell is among those that it adds.
    pub fn takes(&self, at: CellRef) -> bool {
        self.areas().any(|area| area.contains(at.row, at.column))
    }

    /// The areas that it adds or takes off.
    pub fn areas(&self) -> impl Iterator<Item = Area> + '_ {
        self.parts.iter().filter_map(|part| match part.what {
            What::Area(area) => Some(area),
            What::Number(_) => None,
        })
    }

    /// Whether it only adds cells of this one column.
    pub fn is_of_column(&self, column: u32) -> bool {
        self.only(|area| area.first_column == column && area.last_column == column)
    }

    /// Whether it only adds cells of this one row.
    pub fn is_of_row(&self, row: u32) -> bool {
        self.only(|area| area.first_row == row && area.last_row == row)
    }

    fn only(&self, of: impl Fn(&Area) -> bool) -> bool {
        self.parts.iter().all(|part| part.sign == 1 && matches!(&part.what, What::Area(area) if of(area)))
    }

    fn take(&mut self, formula: &Rumus, sign: i8, sheet: &str) -> Option<()> {
        match formula {
            Rumus::Number(n) => self.parts.push(Part { sign, what: What::Number(*n) }),
            Rumus::Range(range) if range.is_cell() => self.take_range(range, sign, sheet)?,
            Rumus::Negative(inner) => self.take(inner, -sign, sheet)?,
            Rumus::Sum(parts) => {
                for (minus, part) in parts {
                    self.take(part, if *minus { -sign } else { sign }, sheet)?;
                }
            }
            Rumus::Call(Function::Sum, arguments) => self.take_all(arguments, sign, sheet)?,
            Rumus::Call(Function::Subtotal, arguments) => match arguments.split_first()? {
                (Rumus::Number(kind), ranges) if [Decimal::from(9), Decimal::from(109)].contains(kind) => {
                    self.take_all(ranges, sign, sheet)?;
                }
                _ => return None,
            },
            Rumus::Call(Function::Round | Function::RoundDown | Function::RoundUp, arguments) => {
                match arguments.as_slice() {
                    [inner, _] => self.take(inner, sign, sheet)?,
                    _ => return None,
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn take_all(&mut self, arguments: &[Rumus], sign: i8, sheet: &str) -> Option<()> {
        for argument in arguments {
            match argument {
                Rumus::Range(range) => self.take_range(range, sign, sheet)?,
                other => self.take(other, sign, sheet)?,
            }
        }
        Some(())
    }

    fn take_range(&mut self, range: &Range, sign: i8, sheet: &str) -> Option<()> {
        if range.sheet.as_ref().is_some_and(|named| named.to_lowercase() != sheet.to_lowercase()) {
            return None;
        }
        let ((first_row, first_column), (last_row, last_column)) = (range.first, range.last);
        let area = Area { first_row, first_column, last_row, last_column };
        self.parts.push(Part { sign, what: What::Area(area) });
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(first_row: u32, last_row: u32, column: u32) -> What {
        What::Area(Area { first_row, first_column: column, last_row, last_column: column })
    }

    #[test]
    fn sums_are_told_from_other_formulas() {
        let sheet = Sheet { name: "Tabel 4.2".to_owned(), ..Sheet::default() };
        let parts = |text: &str| {
            sum(text, &sheet).map(|sum| sum.parts.iter().map(|p| (p.sign, p.what)).collect::<Vec<_>>())
        };
        assert_eq!(parts("SUM(J11:J15)"), Some(vec![(1, area(10, 14, 9))]));
        assert_eq!(parts("ROUND(SUBTOTAL(9,J11:J15),-3)"), Some(vec![(1, area(10, 14, 9))]));
        assert_eq!(
            parts("=$J$11+'tabel 4.2'!J16-(100-J17)"),
            Some(vec![
                (1, area(10, 10, 9)),
                (1, area(15, 15, 9)),
                (-1, What::Number(Decimal::ONE_HUNDRED)),
                (1, area(16, 16, 9)),
            ])
        );
        assert_eq!(parts("SUM(A1:A2)-SUM(B1)"), Some(vec![(1, area(0, 1, 0)), (-1, area(0, 0, 1))]));
        for text in ["J1*2", "IF(A1>0,1,2)", "Lain!A1+B1", "SUMIF(A1:A3,1)", "A1:A3", "1/A1", "SUM(A1*2)"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
