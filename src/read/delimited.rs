//! CSV and TSV, whatever separates the fields.

use super::ReadError;
use super::budget::Budget;
use super::raw::{LAST_COLUMN, LAST_ROW, RawSheet};
use super::text::typed;
use crate::model::Cell;

const SEPARATORS: [u8; 3] = [b';', b'\t', b','];
/// Lines that are looked at to tell the separator.
const SAMPLE: usize = 200;

/// The separator of a text that is plausibly a table: most of its lines have the same number of
/// fields, which is that of the widest. `None` for prose.
pub(super) fn separator(text: &str) -> Option<u8> {
    if let Some(stated) = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        return Some(stated);
    }
    let widths = |separator: u8| -> Vec<usize> {
        records(text, separator)
            .take(SAMPLE)
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
    // With equal widths the earlier stands: a decimal comma is met more often than a stray semicolon.
    let mut best: Option<(usize, u8)> = None;
    for (width, separator) in SEPARATORS.into_iter().filter_map(fit) {
        if best.is_none_or(|(widest, _)| width > widest) {
            best = Some((width, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

/// Reads a text whose fields are separated so.
pub(super) fn read(text: &str, separator: u8, budget: &Budget) -> Result<RawSheet, ReadError> {
    let mut sheet = RawSheet { name: "CSV".to_owned(), ..RawSheet::default() };
    let stated = text.starts_with("sep=");
    let text = if stated { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    for (row, record) in (0..=LAST_ROW).zip(records(text, separator)) {
        for (column, field) in (0..=LAST_COLUMN).zip(record.iter()) {
            let content = typed(&field.replace("\r\n", "\n"));
            if !content.is_blank() {
                budget.cell()?;
                sheet.push((row, column), Cell { content, ..Cell::default() });
            }
        }
    }
    Ok(sheet)
}

/// The records of a text, empty lines among them: the rows of the sheet are those of the file.
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

/// The empty lines from a place on: the reader passes over them before a record.
fn blank_lines(text: &[u8], from: u64) -> usize {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let rest = text.get(from..).unwrap_or_default();
    let count = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n').count();
    // The second half of the line break before is none.
    let halved = from > 0 && text.get(from - 1) == Some(&b'\r') && rest.first() == Some(&b'\n');
    count - usize::from(halved)
}
