//! Restores codes that a spreadsheet took for dates: 5.1.01 typed into a cell without a format becomes the
//! fifth of January 2001. The code is read back from the date so that it fits the codes around it.

use crate::model::{Cell, CellContent, Value};
use crate::text::date::{self, Date};
use crate::text::kode::Kode;

use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::{is_date, printed_code};

/// Number of rows above and below a date that are searched for codes.
const MAX_SEARCHED_ROWS: u32 = 30;
/// Maximum number of codes taken from each side.
const MAX_CODES_PER_SIDE: usize = 6;
/// The years for which Excel takes two digits: 30 is 1930, and 29 is 2029.
const TWO_DIGIT_YEARS: std::ops::RangeInclusive<i64> = 1930..=2029;

/// Returns what a date means in a column of codes, given by its first and last sheet column: the code that
/// was typed, or else the date. `None` if the cell holds no date.
pub fn read(grid: &Grid<'_>, columns: (u32, u32), row: u32, cell: &Cell) -> Option<Value> {
    let CellContent::Number(n) = cell.content else { return None };
    is_date(cell).then(|| typed_code(grid, columns, row, cell).map_or(Value::Date(n), Value::Kode))
}

/// Returns the code that was typed for a date. `None` if the cell holds no date, or if no reading of it fits
/// the codes around it.
fn typed_code(grid: &Grid<'_>, (first, last): (u32, u32), row: u32, cell: &Cell) -> Option<Kode> {
    let date = cell.date()?;
    let code_of = |row: u32| {
        let cells = (first..=last).filter_map(|column| grid.own_cell(row, column));
        let mut codes = cells.filter(|cell| !is_date(cell));
        Kode::read(&printed_code(codes.next()?))
    };
    let above: Vec<Kode> = (row.saturating_sub(MAX_SEARCHED_ROWS)..row)
        .rev()
        .filter_map(code_of)
        .take(MAX_CODES_PER_SIDE)
        .collect();
    let below: Vec<Kode> = (row + 1..=grid.last_row.min(row + MAX_SEARCHED_ROWS))
        .filter_map(code_of)
        .take(MAX_CODES_PER_SIDE)
        .collect();
    let format = cell.format.0.as_deref().unwrap_or("");
    let readings = possible_codes(&date, &date::shown_parts(format));
    let fits = readings.into_iter().filter_map(|segments| {
        let fit = shared_segments(&segments, above.first(), below.first())?;
        Some((fit, segments))
    });
    // Of readings that fit equally well, the first: in Indonesia the day stands before the month.
    let best = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let (_, segments) = best?;
    let like = above.iter().chain(&below).find(|code| code.depth() == segments.len());
    Kode::read(&write_code(&segments, like))
}

/// Returns the segments that may have been typed: the day before the month or behind it, and the year's last
/// two digits.
fn possible_codes(date: &Date, parts: &[char]) -> Vec<Vec<i64>> {
    let Date { year, month, day, .. } = *date;
    let year = TWO_DIGIT_YEARS.contains(&year).then_some(year % 100);
    let has = |part: char| parts.contains(&part);
    match (has('d'), has('y'), year) {
        // A code of two segments was given the year in which it was typed.
        (true, false, _) => vec![vec![day, month], vec![month, day]],
        (false, true, Some(year)) => vec![vec![month, year]],
        (true, true, Some(year)) => vec![vec![day, month, year], vec![month, day, year]],
        _ => Vec::new(),
    }
}

/// Returns how many leading segments a reading shares with the codes before and behind it. `None` if it
/// shares none, or does not lie between them.
fn shared_segments(segments: &[i64], before: Option<&Kode>, after: Option<&Kode>) -> Option<usize> {
    let numbers = |code: &Kode| -> Vec<i64> { code.segments().map(|s| s.parse().unwrap_or(0)).collect() };
    let before = before.map(numbers);
    let after = after.map(numbers);
    let shared = |other: &Option<Vec<i64>>| {
        let pairs = other.iter().flat_map(|other| other.iter().zip(segments));
        pairs.take_while(|(a, b)| a == b).count()
    };
    let in_order = before.as_deref().is_none_or(|before| before < segments)
        && after.as_deref().is_none_or(|after| segments < after);
    let all = shared(&before) + shared(&after);
    (in_order && all > 0).then_some(all)
}

/// Writes the segments with as many digits as a similar code has.
fn write_code(segments: &[i64], like: Option<&Kode>) -> String {
    let widths: Vec<usize> = like.into_iter().flat_map(Kode::segments).map(str::len).collect();
    let last = segments.len() - 1;
    let of_place = segments.iter().enumerate().map(|(place, segment)| {
        // The year's digits were two, whatever the other codes have.
        let usual = if place == last && segments.len() > 2 { 2 } else { 1 };
        let width = widths.get(place).copied().unwrap_or(usual);
        format!("{segment:0width$}")
    });
    of_place.collect::<Vec<_>>().join(".")
}
