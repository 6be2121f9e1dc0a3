//! References in the sheets' own formulas: read, and moved with a shared formula.

use crate::model::Area;
use crate::text::reference::{Index, LAST_COLUMN, LAST_ROW, Reference, is_word, token_length};

/// The cell that `J10` or `$J$10` names.
pub(super) fn place(text: &str) -> Option<(u32, u32)> {
    let reference = Reference::read(text.trim())?;
    Some((reference.row?.index, reference.column?.index))
}

/// The area that `A6:M81` or `A6` names.
pub(super) fn area(text: &str) -> Option<Area> {
    let (first, last) = text.trim().split_once(':').unwrap_or((text, text));
    let ((r1, c1), (r2, c2)) = (place(first)?, place(last)?);
    Some(Area {
        first_row: r1.min(r2),
        first_column: c1.min(c2),
        last_row: r1.max(r2),
        last_column: c1.max(c2),
    })
}

/// A formula of the form `=SUM(R[-3]C:R[-1]C,R5C2)` as the cell at this place would hold it.
pub(super) fn from_r1c1(formula: &str, row: u32, column: u32) -> String {
    let mut rest = formula.strip_prefix('=').unwrap_or(formula);
    let mut out = String::with_capacity(rest.len());
    while !rest.is_empty() {
        if let Some((reference, after)) = r1c1(rest, row, column) {
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

/// The reference that a text starts with, `R[-1]C2`, and the text behind it.
fn r1c1(text: &str, row: u32, column: u32) -> Option<(Reference, &str)> {
    let (row, rest) = coordinate(text.strip_prefix('R')?, row)?;
    let (column, rest) = coordinate(rest.strip_prefix('C')?, column)?;
    let ends = !rest.starts_with(|c| is_word(c) || matches!(c, '(' | '!'));
    (ends && row.index <= LAST_ROW && column.index <= LAST_COLUMN)
        .then_some((Reference { row: Some(row), column: Some(column) }, rest))
}

/// `[-1]`, `5` or nothing, and the text behind it.
fn coordinate(text: &str, here: u32) -> Option<(Index, &str)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (by, rest) = rest.split_once(']')?;
        let index = u32::try_from(i64::from(here) + i64::from(by.parse::<i32>().ok()?)).ok()?;
        return Some((Index { index, fixed: false }, rest));
    }
    let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    if digits.is_empty() {
        return Some((Index { index: here, fixed: false }, rest));
    }
    let index = digits.parse::<u32>().ok()?.checked_sub(1)?;
    Some((Index { index, fixed: true }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::reference::shift;

    #[test]
    fn relative_references_move_and_nothing_else_does() {
        let moved = |formula| shift(formula, 2, 1);
        assert_eq!(moved("SUM(A1:B$2,$C3)"), "SUM(B3:C$2,$C5)");
        assert_eq!(moved("LOG10(A1)+Q1!B2"), "LOG10(B3)+Q1!C4");
        assert_eq!(moved("'Tabel A1'!A1&\"A1 \"\"A1\"\"\""), "'Tabel A1'!B3&\"A1 \"\"A1\"\"\"");
        assert_eq!(moved("SUM(A:A)+SUM(1:1)+1+A"), "SUM(B:B)+SUM(3:3)+1+A");
        assert_eq!(moved("Tabel[[#This Row],[A1]]*1E5"), "Tabel[[#This Row],[A1]]*1E5");
    }

    #[test]
    fn relative_names_become_those_of_the_grid() {
        let at_c5 = |formula| from_r1c1(formula, 4, 2);
        assert_eq!(at_c5("=SUM(R[-3]C:R[-1]C,R5C2)"), "SUM(C2:C4,$B$5)");
        assert_eq!(at_c5("=RC[-1]+'R1C1'!RC&\"RC\""), "B5+'R1C1'!C5&\"RC\"");
        assert_eq!(at_c5("=ROUND(RC[-2],0)+R[-9]C+RCX"), "ROUND(A5,0)+R[-9]C+RCX");
    }

    #[test]
    fn areas_are_read_from_either_corner() {
        let area = area("$M$81:A6").map(|a| a.a1());
        assert_eq!(area.as_deref(), Some("A6:M81"));
        assert_eq!(place("XFD1048576"), Some((1_048_575, 16_383)));
        assert_eq!(place("XFE1"), None);
        assert_eq!(place("A0"), None);
        assert_eq!(place(""), None);
    }
}
