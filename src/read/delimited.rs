//! Reads CSV and TSV with any usual separator.

use super::ReadError;
use super::budget::Budget;
use super::raw::{LAST_COLUMN, LAST_ROW, RawSheet};
use super::text::infer_content;
use crate::model::Cell;

/// Separators that are tried, the preferred one first.
const SEPARATORS: [u8; 3] = [b';', b'\t', b','];
/// Maximum number of lines that are examined to find the separator.
const MAX_SAMPLE_LINES: usize = 200;

/// Returns the separator of a text that is plausibly a table. At least three of its lines, and at least half
/// of those that are not empty, must have as many fields as the widest one. A first line `sep=;` decides.
/// `None` for prose.
pub(super) fn find_separator(text: &str) -> Option<u8> {
    if let Some(stated) = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        return Some(stated);
    }
    let widths = |separator: u8| -> Vec<usize> {
        records(text, separator)
            .take(MAX_SAMPLE_LINES)
            .filter(|record| record.iter().any(|field| !field.trim().is_empty()))
            .map(|record| record.len())
            .collect()
    };
    let fit = |separator: u8| {
        let widths = widths(separator);
        let widest = widths.iter().copied().max().filter(|w| *w > 1)?;
        let full = widths.iter().filter(|w| **w == widest).count();
        (full >= 3 && 2 * full >= widths.len()).then_some((widest, separator))
    };
    // Of separators with equal widths the first wins: semicolon before comma, since a decimal comma is more
    // frequent than a stray semicolon.
    let mut best: Option<(usize, u8)> = None;
    for (width, separator) in SEPARATORS.into_iter().filter_map(fit) {
        if best.is_none_or(|(widest, _)| width > widest) {
            best = Some((width, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

/// Reads a text with this separator into a sheet.
///
/// # Errors
/// Returns an error if the text has more cells than the budget.
pub(super) fn read(text: &str, separator: u8, budget: &Budget) -> Result<RawSheet, ReadError> {
    let mut sheet = RawSheet { name: "CSV".to_owned(), ..RawSheet::default() };
    let stated = text.starts_with("sep=");
    let text = if stated { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    for (row, record) in (0..=LAST_ROW).zip(records(text, separator)) {
        for (column, field) in (0..=LAST_COLUMN).zip(record.iter()) {
            let content = infer_content(&field.replace("\r\n", "\n"));
            if !content.is_blank() {
                budget.take_cell()?;
                sheet.push((row, column), Cell { content, ..Cell::default() });
            }
        }
    }
    Ok(sheet)
}

/// Returns the records of a text, including empty lines, so that the rows of the sheet are those of the file.
fn records(text: &str, separator: u8) -> impl Iterator<Item = csv::StringRecord> + '_ {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut waiting: Option<csv::StringRecord> = None;
    let mut blank = 0_usize;
    std::iter::from_fn(move || {
        if waiting.is_none() {
            let mut record = csv::StringRecord::new();
            if !reader.read_record(&mut record).ok()? {
                return None;
            }
            blank = blank_lines(text.as_bytes(), record.position().map_or(0, csv::Position::byte));
            waiting = Some(record);
        }
        if blank > 0 {
            blank -= 1;
            return Some(csv::StringRecord::new());
        }
        waiting.take()
    })
}

/// Counts the empty lines from a byte on, which the CSV reader skips before a record.
fn blank_lines(text: &[u8], from: u64) -> usize {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let rest = text.get(from..).unwrap_or_default();
    let count = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n').count();
    // Skip the LF of a CRLF pair.
    let halved = from > 0 && text.get(from - 1) == Some(&b'\r') && rest.first() == Some(&b'\n');
    count - usize::from(halved)
}
