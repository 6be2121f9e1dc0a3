//! Summarizes what stands in a column below its header.

use std::collections::HashSet;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::model::{Cell, CellContent};
use crate::text::fold::fold;
use crate::text::heading::{YEAR_RANGE, years};
use crate::text::{number, quantity};

use crate::normalize::evidence::{MIN_TABLE_ROWS, REPETITIVE_CELLS_PER_TEXT};
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::printed;

/// How many cells of a column hold what. A cell may count in several fields.
#[derive(Default)]
pub struct Profile {
    /// Cells that are not blank.
    pub filled: usize,
    /// Numbers and errors such as `#REF!`, and texts that are amounts or percentages.
    pub numbers: usize,
    /// Of those, zeros. A dash counts as a bullet instead.
    pub zeros: usize,
    /// Of those, a thousand and more, whatever the sign.
    pub big: usize,
    /// Of those, with a percent sign or format.
    pub percents: usize,
    /// Of those, whole numbers below a thousand, except zero.
    pub small: usize,
    /// Texts with letters, or longer than a figure can be.
    pub words: usize,
    /// Texts that state a count with its unit, such as `2 orang x 3 hari`.
    pub quantities: usize,
    /// Codes: digits with or without dots, or one capital letter before them.
    pub codes: usize,
    /// Of those, texts with dots that are no thousands.
    pub dotted: usize,
    /// Dates.
    pub dates: usize,
    /// Marks that stand before a name: a dash, a star.
    pub bullets: usize,
    /// Texts of digits that name something: they begin with a zero, or are in groups separated by blanks.
    pub identifiers: usize,
    /// Numbers in the range of years.
    pub years: usize,
    /// The different numbers.
    distinct_numbers: HashSet<Decimal>,
    /// The different texts.
    distinct_texts: HashSet<Arc<str>>,
}

impl Profile {
    /// Counts the cells of these columns and rows.
    pub fn from_cells(grid: &Grid<'_>, columns: RangeInclusive<u32>, rows: Range<u32>) -> Self {
        let mut profile = Self::default();
        for row in rows {
            for (column, cell) in grid.row(row) {
                if columns.contains(&column) {
                    profile.add_cell(cell);
                }
            }
        }
        profile
    }

    fn add_cell(&mut self, cell: &Cell) {
        self.filled += 1;
        if is_date(cell) {
            self.dates += 1;
            return;
        }
        match &cell.content {
            CellContent::Number(n) => {
                self.numbers += 1;
                self.percents += usize::from(cell.format.is_percent());
                self.years += usize::from(is_year(cell));
                self.add_number(*n);
                self.codes += usize::from(is_code(&printed(cell)));
            }
            CellContent::Text(text) => {
                self.distinct_texts.insert(Arc::clone(text));
                self.add_text(text);
            }
            CellContent::NotANumber(_) => self.numbers += 1,
            CellContent::Bool(_) | CellContent::Blank => {}
        }
    }

    fn add_number(&mut self, n: Decimal) {
        self.zeros += usize::from(n.is_zero());
        self.big += usize::from(n.abs() >= 1_000.into());
        self.small += usize::from(n.scale() == 0 && n.abs() < 1_000.into() && !n.is_zero());
        self.distinct_numbers.insert(n.normalize());
    }

    fn add_text(&mut self, text: &str) {
        let text = text.trim();
        // A longer text is a sentence, and slow to examine.
        if text.len() > 64 {
            self.words += 1;
            return;
        }
        let has_letters = text.chars().any(char::is_alphabetic);
        if matches!(text, "-" | "–" | "*" | "•" | "\u{f0b7}") {
            self.bullets += 1;
            return;
        }
        if is_code(text) {
            self.codes += 1;
            let is_dotted = text.trim_end_matches('.').contains('.');
            self.dotted += usize::from(is_dotted && !is_grouped_number(text));
            self.identifiers += usize::from(!text.contains('.') && text.len() > 1 && text.starts_with('0'));
        }
        if text.ends_with('%') && !has_letters {
            self.numbers += 1;
            self.percents += 1;
        } else if is_amount_text(text) {
            self.numbers += 1;
            if let Some(n) = number::read_rupiah(text) {
                self.add_number(n.value);
            }
        } else if has_letters {
            self.words += 1;
            self.quantities += usize::from(quantity::product_of_factors(text).is_some());
        } else if text.contains(' ') && text.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '.') {
            self.identifiers += 1;
        }
    }

    /// Adds the counts of another column.
    pub fn merge(&mut self, other: &Self) {
        self.filled += other.filled;
        self.numbers += other.numbers;
        self.zeros += other.zeros;
        self.big += other.big;
        self.percents += other.percents;
        self.small += other.small;
        self.words += other.words;
        self.quantities += other.quantities;
        self.codes += other.codes;
        self.dotted += other.dotted;
        self.dates += other.dates;
        self.bullets += other.bullets;
        self.identifiers += other.identifiers;
        self.years += other.years;
        self.distinct_numbers.extend(other.distinct_numbers.iter().copied());
        self.distinct_texts.extend(other.distinct_texts.iter().cloned());
    }

    /// Whether more than half of the cells, bullets aside, are words.
    pub fn is_words(&self) -> bool {
        self.words > 0 && self.words * 2 > self.filled.saturating_sub(self.bullets)
    }

    /// Whether the column holds nothing but marks before names: eight in ten cells.
    pub fn is_bullets(&self) -> bool {
        self.bullets > 0 && self.bullets * 10 >= self.filled * 8
    }

    /// Whether at least half of the cells are dates.
    pub fn is_dates(&self) -> bool {
        self.dates > 0 && self.dates * 2 >= self.filled
    }

    /// Whether at least half of the cells look like codes, and one has several segments.
    pub fn is_codes(&self) -> bool {
        self.dotted > 0 && self.codes * 2 >= self.filled
    }

    /// Whether the column holds numbers that name something: leading zeros, or groups of digits that are no
    /// thousands.
    pub fn is_identifiers(&self) -> bool {
        self.identifiers >= 2 && self.dotted == 0 && self.words * 2 < self.filled
    }

    /// Returns how many different numbers the column holds.
    pub fn distinct_number_count(&self) -> usize {
        self.distinct_numbers.len()
    }

    /// Whether hardly any row has a text of its own.
    pub fn repeats_itself(&self) -> bool {
        let is_one = self.distinct_texts.len() == 1 && self.words >= MIN_TABLE_ROWS;
        is_one || self.words >= self.distinct_texts.len().max(1) * REPETITIVE_CELLS_PER_TEXT
    }

    /// Whether the column holds small whole numbers, each of them once, and perhaps the word of a total.
    pub fn tells_rows_apart(&self) -> bool {
        self.numbers >= MIN_TABLE_ROWS
            && self.filled <= self.numbers + 1
            && self.small + self.zeros == self.numbers
            && self.distinct_number_count() == self.numbers
    }

    /// Whether the column holds amounts in several rows, and hardly a word.
    pub fn is_money_column(&self) -> bool {
        self.big >= 3 && self.big >= self.words * 4 && self.percents == 0 && self.dotted == 0
    }
}

/// Whether a cell holds a figure: a number, an error, an amount or a percentage.
pub fn is_figure(cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Number(_) => !is_date(cell),
        CellContent::NotANumber(_) => true,
        CellContent::Text(text) => {
            let text = text.trim();
            text.len() <= 64
                && (is_amount_text(text) || (text.ends_with('%') && !text.chars().any(char::is_alphabetic)))
        }
        CellContent::Bool(_) | CellContent::Blank => false,
    }
}

/// Whether a cell holds an amount: a number of a thousand and more that is no year, or such a text.
pub fn is_amount(cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Number(n) => {
            n.abs() >= 1_000.into() && !is_year(cell) && !cell.format.is_percent() && !is_date(cell)
        }
        CellContent::Text(text) if text.len() <= 64 => {
            is_amount_text(text) && number::read_rupiah(text).is_some_and(|n| n.value.abs() >= 1_000.into())
        }
        _ => false,
    }
}

/// Whether a text is an amount: it has thousands or decimals, or says rupiah.
fn is_amount_text(text: &str) -> bool {
    let folded = fold(text);
    let says_rupiah = folded.starts_with("rp ")
        || folded.starts_with("rp") && folded.len() > 2 && folded.as_bytes()[2].is_ascii_digit();
    let is_plain = !text.chars().any(char::is_alphabetic);
    let is_number = || is_plain_decimal(text) || (is_grouped_number(text) && !is_dotted_code(text));
    (says_rupiah || (is_plain && is_number())) && number::read_rupiah(text).is_some()
}

/// Whether digits stand in groups of thousands, or before decimals.
fn is_grouped_number(text: &str) -> bool {
    let text = text.trim().trim_matches(['(', ')', '-']);
    let whole = text.split(',').next().unwrap_or(text);
    let mut groups = whole.split('.');
    let first = groups.next().unwrap_or_default();
    let is_first = (1..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_digit())
        && !first.starts_with('0');
    let rest: Vec<&str> = groups.collect();
    let are_thousands = rest.iter().all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()));
    let has_comma = text.contains(',');
    is_first && are_thousands && (!rest.is_empty() || has_comma)
        || text.matches(',').count() > 1 && text.split(',').skip(1).all(|g| g.len() >= 3)
}

/// Whether a text is a number with decimals behind a dot, as programs write them: 2619.9, 398026.00. Codes begin with
/// fewer digits, or have more segments.
fn is_plain_decimal(text: &str) -> bool {
    let is_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    text.split_once('.').is_some_and(|(whole, decimals)| {
        whole.len() > 3
            && !whole.starts_with('0')
            && is_digits(whole)
            && is_digits(decimals)
            && decimals.len() < 3
    })
}

/// Whether a text is digits with dots, as codes are: 4, 4.1, 4.1.01, 41101, A.1, and 3331.BDB.001 in the budget of
/// a ministry. At most six digits or three capital letters a segment.
pub fn is_code(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    if is_plain_decimal(text) {
        return false;
    }
    let digits = |s: &str| !s.is_empty() && s.len() <= 6 && s.bytes().all(|b| b.is_ascii_digit());
    let of_output = |s: &str| (2..=3).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_uppercase());
    let letter = |s: &str| s.len() == 1 && s.bytes().all(|b| b.is_ascii_uppercase());
    let mut segments = text.split(['.', '\n']).map(str::trim);
    let first = segments.next().unwrap_or_default();
    !text.is_empty()
        && text.len() <= 32
        && (digits(first) || letter(first))
        && segments.all(|s| digits(s) || (first.len() > 1 && of_output(s)))
}

/// Whether a text is a code and no amount: 4.1.01 and 5.1.02.01 have groups that are not of three digits.
fn is_dotted_code(text: &str) -> bool {
    is_code(text) && text.trim().split('.').skip(1).any(|group| group.len() != 3)
}

/// Whether a cell holds a date: a number shown as one, or a text of day, month and year.
pub fn is_date(cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Number(_) => cell.date().is_some(),
        CellContent::Text(text) => is_date_text(text.trim()),
        _ => false,
    }
}

/// Whether a text is a date: `01-03-2026`, `1/3/26`, `2026-03-01`.
fn is_date_text(text: &str) -> bool {
    if !(6..=10).contains(&text.len()) {
        return false;
    }
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let [a, b, c] = parts[..] else { return false };
    let number = |s: &str| s.parse::<i32>().ok().filter(|_| s.bytes().all(|b| b.is_ascii_digit()));
    let is_year = |year: i32| YEAR_RANGE.contains(&year);
    match (number(a), number(b), number(c)) {
        (Some(1..=31), Some(1..=12), Some(year)) => (c.len() == 4 && is_year(year)) || c.len() == 2,
        (Some(year), Some(1..=12), Some(1..=31)) => is_year(year),
        _ => false,
    }
}

/// Whether a cell holds a year, as a number or as a text.
pub fn is_year(cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Number(n) => n.scale() == 0 && YEAR_RANGE.contains(&n.to_i32().unwrap_or_default()),
        CellContent::Text(text) => text.trim().len() == 4 && years(text).len() == 1,
        _ => false,
    }
}
