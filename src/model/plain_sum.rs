//! Recognizes the sheet's own formulas that only add and subtract.

use rust_decimal::Decimal;

use super::{Area, CellRef, Sheet};
use crate::text::sheet_formula::{self, Function, Range, SheetFormula};

/// A formula that only adds and subtracts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PlainSum {
    /// The parts of the sum, in the order of writing.
    pub parts: Vec<SumPart>,
}

/// A part of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SumPart {
    /// 1 if the part is added, -1 if it is subtracted.
    pub sign: i8,
    /// The cells or the constant.
    pub operand: Operand,
    /// Whether subtotals among the cells are left out, as `SUBTOTAL` does.
    pub skips_subtotals: bool,
}

/// The content of a part of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    /// Cells of the same sheet.
    Area(Area),
    /// A constant.
    Number(Decimal),
}

/// Parses the formula of a cell on this sheet as a sum. Rounding the result and hiding it behind an IF are
/// allowed. Returns `None` if the formula does anything else or refers to another sheet.
#[must_use]
pub(crate) fn parse_plain_sum(formula: &str, sheet: &Sheet) -> Option<PlainSum> {
    let mut sum = PlainSum::default();
    sum.append_formula(&sheet_formula::read(formula)?, 1, &sheet.name)?;
    Some(sum)
}

impl PlainSum {
    /// Whether the formula adds or subtracts this cell of its own sheet.
    #[must_use]
    pub fn includes(&self, sheet: &Sheet, at: CellRef) -> bool {
        self.parts.iter().any(|part| {
            matches!(&part.operand, Operand::Area(area) if area.contains(at.row, at.column))
                && !(part.skips_subtotals && is_subtotal(sheet, at.row, at.column))
        })
    }

    /// Returns the areas that the formula adds or subtracts.
    pub fn areas(&self) -> impl Iterator<Item = Area> + '_ {
        self.parts.iter().filter_map(|part| match part.operand {
            Operand::Area(area) => Some(area),
            Operand::Number(_) => None,
        })
    }

    /// Whether the formula only adds cells, and all of them are in this column.
    #[must_use]
    pub fn is_within_column(&self, column: u32) -> bool {
        self.only_adds_areas(|area| area.first_column == column && area.last_column == column)
    }

    /// Whether the formula only adds cells, and all of them are in this row.
    #[must_use]
    pub fn is_within_row(&self, row: u32) -> bool {
        self.only_adds_areas(|area| area.first_row == row && area.last_row == row)
    }

    /// Whether all parts are added areas that satisfy `of`.
    fn only_adds_areas(&self, of: impl Fn(&Area) -> bool) -> bool {
        self.parts
            .iter()
            .all(|part| part.sign == 1 && matches!(&part.operand, Operand::Area(area) if of(area)))
    }

    /// Appends the parts of a formula. Returns `None` if it is not a sum.
    fn append_formula(&mut self, formula: &SheetFormula, sign: i8, sheet: &str) -> Option<()> {
        match formula {
            SheetFormula::Number(n) => self.push_part(sign, Operand::Number(*n)),
            SheetFormula::Range(range) if range.is_cell() => self.append_range(range, sign, sheet)?,
            SheetFormula::Negative(inner) => self.append_formula(inner, -sign, sheet)?,
            SheetFormula::Sum(parts) => {
                for (minus, part) in parts {
                    self.append_formula(part, if *minus { -sign } else { sign }, sheet)?;
                }
            }
            SheetFormula::Call(Function::Sum, arguments) => self.append_arguments(arguments, sign, sheet)?,
            SheetFormula::Call(Function::Subtotal, arguments) => match arguments.split_first()? {
                (SheetFormula::Number(kind), ranges)
                    if [Decimal::from(9), Decimal::from(109)].contains(kind) =>
                {
                    let before = self.parts.len();
                    self.append_arguments(ranges, sign, sheet)?;
                    self.parts.iter_mut().skip(before).for_each(|part| part.skips_subtotals = true);
                }
                _ => return None,
            },
            SheetFormula::Call(Function::Round | Function::RoundDown | Function::RoundUp, arguments) => {
                match arguments.as_slice() {
                    [inner, _] => self.append_formula(inner, sign, sheet)?,
                    _ => return None,
                }
            }
            // A sum that is shown only under a condition: `IF(H26>0,SUM(J27:J30),0)`.
            SheetFormula::Call(Function::If, arguments) => match arguments.as_slice() {
                [_, sum, otherwise] if shows_nothing(otherwise) => self.append_formula(sum, sign, sheet)?,
                _ => return None,
            },
            _ => return None,
        }
        Some(())
    }

    /// Appends the parts of a function's arguments, which may be ranges of several cells.
    fn append_arguments(&mut self, arguments: &[SheetFormula], sign: i8, sheet: &str) -> Option<()> {
        for argument in arguments {
            match argument {
                SheetFormula::Range(range) => self.append_range(range, sign, sheet)?,
                other => self.append_formula(other, sign, sheet)?,
            }
        }
        Some(())
    }

    /// Appends a range. Returns `None` if it is on another sheet.
    fn append_range(&mut self, range: &Range, sign: i8, sheet: &str) -> Option<()> {
        if range.sheet.as_ref().is_some_and(|named| named.to_lowercase() != sheet.to_lowercase()) {
            return None;
        }
        let ((first_row, first_column), (last_row, last_column)) = (range.first, range.last);
        let area = Area { first_row, first_column, last_row, last_column };
        self.push_part(sign, Operand::Area(area));
        Some(())
    }

    fn push_part(&mut self, sign: i8, what: Operand) {
        self.parts.push(SumPart { sign, operand: what, skips_subtotals: false });
    }
}

/// Whether a cell contains a subtotal that other subtotals leave out.
#[must_use]
pub(crate) fn is_subtotal(sheet: &Sheet, row: u32, column: u32) -> bool {
    let formula = sheet.cells.get(&(row, column)).and_then(|cell| cell.formula.as_deref());
    formula.is_some_and(|text| text.to_ascii_uppercase().contains("SUBTOTAL("))
}

/// Whether the alternative of an IF shows nothing: zero, an empty text or a dash.
fn shows_nothing(formula: &SheetFormula) -> bool {
    match formula {
        SheetFormula::Number(n) => n.is_zero(),
        SheetFormula::Text(text) => matches!(text.trim(), "" | "-"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(first_row: u32, last_row: u32, column: u32) -> Operand {
        Operand::Area(Area { first_row, first_column: column, last_row, last_column: column })
    }

    #[test]
    fn sums_are_told_from_other_formulas() {
        let sheet = Sheet { name: "Tabel 4.2".to_owned(), ..Sheet::default() };
        let parts = |text: &str| {
            parse_plain_sum(text, &sheet)
                .map(|sum| sum.parts.iter().map(|p| (p.sign, p.operand)).collect::<Vec<_>>())
        };
        assert_eq!(parts("SUM(J11:J15)"), Some(vec![(1, area(10, 14, 9))]));
        assert_eq!(parts("ROUND(SUBTOTAL(9,J11:J15),-3)"), Some(vec![(1, area(10, 14, 9))]));
        assert_eq!(
            parts("=$J$11+'tabel 4.2'!J16-(100-J17)"),
            Some(vec![
                (1, area(10, 10, 9)),
                (1, area(15, 15, 9)),
                (-1, Operand::Number(Decimal::ONE_HUNDRED)),
                (1, area(16, 16, 9)),
            ])
        );
        assert_eq!(parts("SUM(A1:A2)-SUM(B1)"), Some(vec![(1, area(0, 1, 0)), (-1, area(0, 0, 1))]));
        for text in ["J1*2", "IF(A1>0,1,2)", "Lain!A1+B1", "SUMIF(A1:A3,1)", "A1:A3", "1/A1", "SUM(A1*2)"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
