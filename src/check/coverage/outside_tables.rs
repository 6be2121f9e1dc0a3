//! Finds numbers that no table took: those of a sheet without a table, and those below or beside one.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::in_tables::{CellRole, TableCell, YEAR_RANGE};
use crate::model::{Cell, CellContent, Sheet};
use crate::text::fold::first_word_among;
use crate::text::identifier::{is_identifier_header, looks_like_identifiers};
use crate::text::number;
use crate::text::words::{NUMBERING_WORDS, TOTAL_WORDS};

/// Minimum number that is taken for an amount by its size alone.
const MIN_AMOUNT: Decimal = Decimal::ONE_THOUSAND;

/// Minimum length of a run 1, 2, 3, … that is taken for numbers of rows or columns.
const MIN_RUN_LENGTH: usize = 3;

/// A number outside of the tables' rows that could be money or a count.
#[derive(Debug, Clone, Copy)]
pub(super) struct LooseNumber {
    /// Its row, from 0.
    pub row: u32,
    /// Its column, from 0.
    pub column: u32,
    /// Whether it looks like money: at least [`MIN_AMOUNT`], printed in groups of thousands, or computed.
    pub is_amount: bool,
    /// Its value.
    pub value: Decimal,
}

/// Returns the numbers of a sheet, from row `from` on, whose meaning no table knows; in order, without those
/// in the rows of `headers`.
///
/// `named` has the headers of the tables' columns. Numbers below a header or a text that names identifiers
/// (NIP, Nomor) are left out, and so are rows and columns that only number others.
pub(super) fn loose_numbers<'a>(
    sheet: &Sheet,
    (from, headers): (u32, &[(u32, u32)]),
    named: impl Iterator<Item = (u32, &'a str)>,
    placed: &[TableCell],
) -> Vec<LooseNumber> {
    let mut all = Vec::new();
    let is_of_identifiers =
        |text: &str| first_word_among(text, &NUMBERING_WORDS).is_some() || is_identifier_header(text);
    // For each column, whether the last text above (its header, if no table was found) names identifiers.
    let mut is_identifier: BTreeMap<u32, bool> =
        named.map(|(column, text)| (column, is_of_identifiers(text))).collect();
    // The columns whose identifiers are named in a row of headers. Words among them change nothing.
    let mut headed: BTreeSet<u32> = BTreeSet::new();
    let (mut placed, mut headers) = (placed.iter().peekable(), headers.iter().peekable());
    for ((row, column), cell) in sheet.cells.range((from, 0)..) {
        while placed.next_if(|p| (p.at.row, p.at.column) < (*row, *column)).is_some() {}
        while headers.next_if(|(_, last)| last < row).is_some() {}
        let of_table = placed.peek().filter(|p| (p.at.row, p.at.column) == (*row, *column));
        let is_known = of_table.is_some_and(|p| p.role != CellRole::Unknown);
        if is_known || headers.peek().is_some_and(|(first, last)| (first..=last).contains(&row)) {
            continue;
        }
        match cell_number(cell) {
            Some((value, is_amount)) if is_identifier.get(column) != Some(&true) => {
                all.push(LooseNumber { row: *row, column: *column, is_amount, value });
            }
            Some(_) => {}
            None => {
                // Ignore text without letters: identifiers stored as text, among those stored as numbers, are
                // no header.
                if let (CellContent::Text(text), None) = (&cell.content, of_table)
                    && text.chars().any(char::is_alphabetic)
                    && (!headed.contains(column) || is_row_of_words(sheet, *row))
                {
                    is_identifier.insert(*column, is_of_identifiers(text));
                    if is_identifier_header(text) && is_row_of_words(sheet, *row) {
                        headed.insert(*column);
                    } else {
                        headed.remove(column);
                    }
                }
            }
        }
    }
    remove_column_numbers(&mut all);
    remove_row_numbers(&mut all);
    remove_identifiers(&mut all, sheet);
    all
}

/// Whether the cells of a row are words without digits, and there are several: a header.
fn is_row_of_words(sheet: &Sheet, row: u32) -> bool {
    let cells = || sheet.cells.range((row, 0)..(row + 1, 0)).filter(|(_, cell)| !cell.content.is_blank());
    let is_word = |cell: &Cell| match &cell.content {
        CellContent::Text(text) => text.contains(char::is_alphabetic) && !text.contains(char::is_numeric),
        _ => false,
    };
    cells().nth(1).is_some() && cells().all(|(_, cell)| is_word(cell))
}

/// Whether any cell of the sheet calls its row a total.
pub(super) fn has_total(sheet: &Sheet) -> bool {
    sheet.cells.values().any(|cell| match &cell.content {
        CellContent::Text(text) => first_word_among(text, &TOTAL_WORDS).is_some(),
        _ => false,
    })
}

/// Returns the number of a cell and whether it looks like money. `None` for words, dates, years, and text
/// without separators or `Rp`, as identifiers are.
fn cell_number(cell: &Cell) -> Option<(Decimal, bool)> {
    match &cell.content {
        CellContent::Number(n) => {
            let grouped = cell.format.0.as_deref().is_some_and(|code| code.contains("#,#"));
            let is_year =
                !grouped && n.fract().is_zero() && u32::try_from(*n).is_ok_and(|n| YEAR_RANGE.contains(&n));
            let is_amount = n.abs() >= MIN_AMOUNT || (!n.is_zero() && (grouped || cell.formula.is_some()));
            (!is_year && !cell.format.is_date()).then_some((*n, is_amount))
        }
        CellContent::Text(text) => {
            let has_digits = text.bytes().any(|b| b.is_ascii_digit());
            let written_as_amount = has_digits && (text.contains(['.', ',']) || text.contains("Rp"));
            let value = if written_as_amount { number::read_rupiah(text)?.value } else { return None };
            (value.abs() >= MIN_AMOUNT).then_some((value, true))
        }
        _ => None,
    }
}

/// Removes columns of identifiers, some of which a spreadsheet took for numbers: 309124 beside 005083.
fn remove_identifiers(all: &mut Vec<LooseNumber>, sheet: &Sheet) {
    let columns: BTreeSet<u32> = all.iter().map(|l| l.column).collect();
    let mut texts: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for ((_, column), cell) in sheet.cells.iter().filter(|((_, column), _)| columns.contains(column)) {
        let text = match &cell.content {
            CellContent::Number(n) => n.normalize().to_string(),
            CellContent::Text(text) if !text.contains(char::is_alphabetic) => text.to_string(),
            _ => continue,
        };
        texts.entry(*column).or_default().push(text);
    }
    texts.retain(|_, texts| looks_like_identifiers(texts.iter().map(String::as_str)));
    all.retain(|l| !texts.contains_key(&l.column));
}

/// Removes rows that number columns: 1, 2, 3, …
fn remove_column_numbers(all: &mut Vec<LooseNumber>) {
    let is_run = |row: &[LooseNumber]| {
        row.len() >= MIN_RUN_LENGTH
            && row.first().is_some_and(|first| first.value <= Decimal::TWO)
            && row
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if b.value.checked_sub(a.value) == Some(Decimal::ONE)))
    };
    let runs: Vec<u32> = all
        .chunk_by(|a, b| a.row == b.row)
        .filter(|row| row.iter().all(|l| l.value < MIN_AMOUNT) && is_run(row))
        .filter_map(|row| row.first().map(|l| l.row))
        .collect();
    all.retain(|l| runs.binary_search(&l.row).is_err());
}

/// Removes columns that number rows, in which at least two thirds of the numbers are one more than the one
/// above.
fn remove_row_numbers(all: &mut Vec<LooseNumber>) {
    // For each column: how many numbers it has, how many are one more than the number above, and the last
    // number.
    let mut columns: BTreeMap<u32, (usize, usize, Option<Decimal>)> = BTreeMap::new();
    for l in all.iter() {
        let (count, steps, last) = columns.entry(l.column).or_default();
        *count += 1;
        *steps += usize::from(last.and_then(|n| n.checked_add(Decimal::ONE)) == Some(l.value));
        *last = Some(l.value);
    }
    let is_numbering =
        |(count, steps, _): &(usize, usize, _)| *count >= MIN_RUN_LENGTH && steps * 3 >= (count - 1) * 2;
    all.retain(|l| !columns.get(&l.column).is_some_and(is_numbering));
}
