//! What the columns of a sheet hold: amounts, codes, words, shares, counts.

use crate::model::{Cell, CellContent};
use crate::text::fold::fold;
use crate::text::heading::years;
use crate::text::{number, quantity};

use super::grid::Grid;
use super::value::{is_date, printed};

/// The fewest rows with an amount that make a table.
pub const FEWEST_ROWS: u32 = 3;

/// What a column holds below its header.
#[derive(Default)]
pub struct Held {
    pub amounts: u32,
    pub codes: u32,
    pub words: u32,
    pub percents: u32,
    pub zeros: u32,
    pub small: u32,
    /// Numbers with what they count, `2 orang x 3 hari` among them.
    pub counts: u32,
    /// Codes of several segments.
    pub dotted: u32,
    /// Whether it holds numbers that name something.
    pub is_identifier: bool,
}

impl Held {
    pub fn of(grid: &Grid<'_>, (first, last): (u32, u32), rows: std::ops::RangeInclusive<u32>) -> Self {
        let mut held = Self::default();
        // Whole numbers without thousands: amounts among amounts, but codes among words.
        let mut bare = 0;
        for row in rows {
            for column in first..=last {
                let Some(cell) = grid.own(row, column) else { continue };
                let text = printed(cell);
                held.counts += u32::from(text.len() <= 64 && quantity::factors(&text).is_some());
                let is_word = text.chars().any(char::is_alphabetic);
                if cell.format.is_percent() || (!is_word && text.trim_end().ends_with('%')) {
                    held.percents += 1;
                } else if is_amount(cell) {
                    held.amounts += 1;
                    bare += u32::from(is_code(&text));
                } else if text.trim() == "0" {
                    held.zeros += 1;
                } else if is_code(&text) {
                    held.codes += 1;
                    held.small += 1;
                    held.dotted += u32::from(text.trim().trim_end_matches('.').contains('.'));
                } else if is_word {
                    held.words += 1;
                }
            }
        }
        if held.words > 0 && held.words * 3 >= bare {
            held.amounts -= bare;
            held.codes += bare;
            held.small += bare;
        }
        held
    }

    /// Numbers that name something are no amounts, and no codes of accounts.
    pub fn of_identifiers(self) -> Self {
        Self {
            codes: self.codes + self.amounts,
            amounts: 0,
            zeros: 0,
            is_identifier: self.amounts > 0,
            ..self
        }
    }

    pub fn is_money(&self) -> bool {
        self.amounts > 0 && self.amounts >= self.words + self.percents && self.amounts * 3 >= self.small
    }

    /// Amounts in several rows, and hardly a word.
    pub fn is_money_of_many(&self) -> bool {
        self.is_money() && self.amounts >= FEWEST_ROWS && self.amounts >= self.words * 4
    }

    pub fn is_kode(&self) -> bool {
        !self.is_identifier
            && self.codes > 0
            && self.codes >= self.amounts * 3
            && self.codes >= self.words * 4
    }

    /// Figures of which most are still zero, beside a column of money.
    pub fn is_money_to_be(&self) -> bool {
        self.words + self.percents == 0 && self.amounts + self.zeros > self.small
    }
}

/// How many cells of a row are amounts of money.
pub fn amounts(grid: &Grid<'_>, row: u32) -> usize {
    grid.row(row).filter(|(_, cell)| is_amount(cell)).count()
}

pub fn is_year(cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Number(n) => n.scale() == 0 && (1990..=2099).any(|y| *n == y.into()),
        CellContent::Text(text) => text.trim().len() == 4 && years(text).len() == 1,
        _ => false,
    }
}

/// A number of a thousand and more that is no year, or a text with thousands.
pub fn is_amount(cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Number(n) => {
            n.abs() >= 1_000.into() && !is_year(cell) && !cell.format.is_percent() && !is_date(cell)
        }
        // An amount is short, and a sentence of 32.767 letters takes time to look at.
        CellContent::Text(text) if text.len() <= 64 => {
            let grouped = text.matches(['.', ',']).count() > 0 || fold(text).starts_with("rp ");
            grouped
                && number::read_rupiah(text).is_some_and(|n| n.value.abs() >= 1_000.into())
                && !is_dotted_code(text)
        }
        _ => false,
    }
}

/// Digits with dots, as codes are: 4, 4.1, 4.1.01, 41101.
pub fn is_code(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    !text.is_empty()
        && text.len() <= 24
        && text.split('.').all(|s| !s.is_empty() && s.len() <= 6 && s.chars().all(|c| c.is_ascii_digit()))
}

/// 4.1.01 and 5.1.02.01 are no amounts: their groups are not of three digits.
fn is_dotted_code(text: &str) -> bool {
    is_code(text) && text.trim().split('.').skip(1).any(|group| group.len() != 3)
}
