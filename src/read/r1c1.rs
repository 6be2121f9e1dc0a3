//! Translates formulas that name cells by their distance, `R[-1]C`, as SpreadsheetML writes them.

use crate::text::reference::{Coordinate, LAST_COLUMN, LAST_ROW, Reference, is_word_char, token_length};

/// Translates a formula such as `=SUM(R[-3]C:R[-1]C,R5C2)` to A1 notation for the cell in this row and column
/// (from 0), without `=`.
pub(super) fn r1c1_to_a1(formula: &str, row: u32, column: u32) -> String {
    let mut rest = formula.strip_prefix('=').unwrap_or(formula);
    let mut out = String::with_capacity(rest.len());
    while !rest.is_empty() {
        if let Some((reference, after)) = parse_r1c1(rest, row, column) {
            reference.write(&mut out);
            rest = after;
            continue;
        }
        let (piece, after) = rest.split_at(token_length(rest));
        out.push_str(piece);
        rest = after;
    }
    out
}

/// Parses a reference such as `R[-1]C2` at the start of a text. Returns it and the rest of the text, or
/// `None` if the text starts with something else or the reference leaves the sheet.
fn parse_r1c1(text: &str, row: u32, column: u32) -> Option<(Reference, &str)> {
    let (row, rest) = parse_coordinate(text.strip_prefix('R')?, row)?;
    let (column, rest) = parse_coordinate(rest.strip_prefix('C')?, column)?;
    let ends = !rest.starts_with(|c| is_word_char(c) || matches!(c, '(' | '!'));
    (ends && row.index <= LAST_ROW && column.index <= LAST_COLUMN)
        .then_some((Reference { row: Some(row), column: Some(column) }, rest))
}

/// Parses `[-1]`, `5` or nothing. `here` is the row or column of the formula's own cell. Returns the index
/// and the rest of the text.
fn parse_coordinate(text: &str, here: u32) -> Option<(Coordinate, &str)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (by, rest) = rest.split_once(']')?;
        let index = u32::try_from(i64::from(here) + i64::from(by.parse::<i32>().ok()?)).ok()?;
        return Some((Coordinate { index, fixed: false }, rest));
    }
    let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    if digits.is_empty() {
        return Some((Coordinate { index: here, fixed: false }, rest));
    }
    let index = digits.parse::<u32>().ok()?.checked_sub(1)?;
    Some((Coordinate { index, fixed: true }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_names_become_those_of_the_grid() {
        let at_c5 = |formula| r1c1_to_a1(formula, 4, 2);
        assert_eq!(at_c5("=SUM(R[-3]C:R[-1]C,R5C2)"), "SUM(C2:C4,$B$5)");
        assert_eq!(at_c5("=RC[-1]+'R1C1'!RC&\"RC\""), "B5+'R1C1'!C5&\"RC\"");
        assert_eq!(at_c5("=ROUND(RC[-2],0)+R[-9]C+RCX"), "ROUND(A5,0)+R[-9]C+RCX");
    }
}
