//! Reads the row of column numbers below a header's words, or between them: `1`, `(2)`, `5a`, `III`,
//! `8=(7/6)`.

use std::ops::Range;

use crate::model::CellRef;
use crate::text::column_formula::{self, Numbered};
use crate::text::roman;

use crate::normalize::columns::header_likeness::FormWords;
use crate::normalize::columns::header_tree::HeaderLeaf;
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::printed;

/// A column number, with the sheet column that it is for and the cell that states it.
pub type ColumnNumber = (u32, Numbered, CellRef);

/// Header words of the money part of a column that is split into a target and its money.
const MONEY_PART_WORDS: [&str; 4] = ["rp", "000", "anggaran", "keuangan"];
/// Minimum number of Roman column numbers; four Roman numbers are the quarters of a year.
const MIN_ROMAN_NUMBERS: usize = 5;
/// Maximum number of rows of words below the numbers.
const MAX_WORD_ROWS_BELOW: u32 = 2;

/// Returns the number row right below these rows of words: at least three different column numbers, one of
/// them 1 or 2, and nothing else below the words. A calculation beside the table is not below words and does
/// not count. `None` if the row is anything else.
pub fn read_number_row(grid: &Grid<'_>, words: Range<u32>) -> Option<Vec<ColumnNumber>> {
    let row = words.end;
    let is_headed = |column: u32| {
        words.clone().any(|row| {
            let anchor = grid.anchor(row, column);
            words.contains(&anchor.0) && grid.own_cell(anchor.0, anchor.1).is_some()
        })
    };
    let read = |read: &dyn Fn(&str) -> Option<Numbered>| {
        let mut numbers: Vec<ColumnNumber> = Vec::new();
        for (column, cell) in grid.row(row).filter(|(column, _)| is_headed(*column)) {
            let numbered = read(&printed(cell))?;
            if numbers.iter().any(|(_, before, _)| before.number == numbered.number) {
                return None;
            }
            numbers.push((column, numbered, grid.cell_ref(row, column)));
        }
        let starts = numbers.iter().any(|(_, n, _)| column_formula::plain_number(n.number) <= 2);
        (numbers.len() >= 3 && starts).then_some(numbers)
    };
    let roman = || {
        let numbers = read(&read_roman)?;
        let first = words.clone().flat_map(|row| grid.row(row)).map(|(column, _)| column).min()?;
        let in_order = numbers.windows(2).all(|pair| matches!(pair, [a, b] if a.1.number < b.1.number));
        let begins = numbers.first().is_some_and(|(column, n, _)| *column == first && n.number == 1);
        (begins && in_order && numbers.len() >= MIN_ROMAN_NUMBERS).then_some(numbers)
    };
    let mut numbers = read(&column_formula::read_numbered).or_else(roman)?;
    // A number that is merged over K and Rp counts for both.
    for (column, numbered, at) in numbers.clone() {
        let last = grid.merged_area(row, column).map_or(column, |a| a.last_column.min(column + 100));
        numbers.extend((column + 1..=last).map(|c| (c, numbered.clone(), at)));
    }
    Some(numbers)
}

/// Reads a Roman column number: `I`, `(IV)`, `XVII`. `None` for anything else, small letters included.
fn read_roman(text: &str) -> Option<Numbered> {
    let core = text.trim().trim_matches(['(', ')', '.', ' ']);
    if core.is_empty() || core.len() > 6 {
        return None;
    }
    let is_capital = core.bytes().all(|b| b.is_ascii_uppercase());
    Some(Numbered { number: roman::read(core).filter(|_| is_capital)?, formula: None })
}

/// Returns how many rows of words follow the number row `row`: K and Rp below a number that they share. Each
/// of their cells must be a header word of a form, and two of them must share a number.
pub fn count_word_rows_below(grid: &Grid<'_>, numbers: &[ColumnNumber], row: u32, words: &FormWords) -> u32 {
    let is_of_words = |row: u32| {
        let cells = grid.row_cells(row);
        let number_of = |column: u32| numbers.iter().find(|(c, ..)| *c == column).map(|(_, _, at)| *at);
        let mut over = cells.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(number_of(a.0)? == number_of(b.0)?),
            _ => None,
        });
        // A shared number that is not merged stands above the first of its columns only.
        let is_apart = |column: u32| number_of(column).is_none();
        let shares = over.any(|same| same) || cells.iter().any(|(column, ..)| is_apart(*column));
        cells.len() >= 2
            && shares
            && cells.iter().all(|(column, ..)| words.is_form_header(&grid.head_words(row, *column)))
    };
    let rows = (1..=MAX_WORD_ROWS_BELOW).take_while(|down| is_of_words(row + down));
    u32::try_from(rows.count()).unwrap_or(0)
}

/// Returns the column number of each leaf. `None` for a leaf without one.
pub fn leaf_numbers<'n>(
    grid: &Grid<'_>,
    leaves: &[HeaderLeaf],
    numbers: &'n [ColumnNumber],
) -> Vec<Option<&'n ColumnNumber>> {
    let own = |leaf: &HeaderLeaf| numbers.iter().find(|(c, _, _)| (leaf.first..=leaf.last).contains(c));
    // A number that stands above K alone counts for Rp beside it too.
    let shared = |leaf: &HeaderLeaf| {
        let (inner, outer) = leaf.path.split_last()?;
        let is_money = MONEY_PART_WORDS.contains(&grid.head_words(inner.0, inner.1).as_str());
        let before = leaves.iter().find(|other| other.last + 1 == leaf.first)?;
        let (_, outer_before) = before.path.split_last()?;
        (is_money && !outer.is_empty() && outer == outer_before).then(|| own(before)).flatten()
    };
    leaves.iter().map(|leaf| own(leaf).or_else(|| shared(leaf))).collect()
}

#[cfg(test)]
mod tests {
    use super::read_roman;

    #[test]
    fn roman_numbers_are_read() {
        let read = |text: &str| read_roman(text).map(|n| n.number);
        for (text, n) in [("I", 1), ("(IV)", 4), ("IX", 9), ("XIV", 14), ("XVII", 17), ("XL", 40)] {
            assert_eq!(read(text), Some(n), "{text}");
        }
        assert_eq!(read("K"), None);
        assert_eq!(read(""), None);
    }
}
