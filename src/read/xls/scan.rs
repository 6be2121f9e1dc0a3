//! Scans a workbook stream for what calamine does not give: how cells are shown, which rows and columns are
//! hidden, how wide columns are. Also checks the sizes that calamine would trust blindly.

use std::collections::HashMap;
use std::ops::Range;

use super::records::{Record, cells, kind, records};
use super::sparse::{self, FoldedSheet};
use crate::read::ReadError;
use crate::read::budget::Budget;
use crate::read::little_endian::{u16_at, u32_at, utf16_at};
use crate::read::number_formats::{Style, builtin_format, format_from_code};
use crate::read::raw::RawColumns;

/// What the records say about a workbook.
pub(super) struct Scan {
    /// The styles, in the order by which cells name them.
    pub(super) styles: Vec<Style>,
    /// The sheets in the order of the list, including charts and macro sheets.
    pub(super) sheets: Vec<SheetScan>,
}

/// What the records say about a sheet.
#[derive(Default)]
pub(super) struct SheetScan {
    /// The style of each cell with a value, as an index into [`Scan::styles`].
    pub(super) styles: HashMap<(u32, u32), u16>,
    pub(super) hidden_rows: Vec<(u32, u32)>,
    pub(super) filtered: bool,
    pub(super) columns: Vec<RawColumns>,
    /// The ranges of the stream in which the sheet states its size.
    pub(super) stated_sizes: Vec<Range<usize>>,
    /// The position in the stream at which the sheet begins.
    pub(super) start: usize,
    /// The rows and columns that hold something. `None` if the sheet is not folded.
    pub(super) folded: Option<FoldedSheet>,
}

/// Scans the records of a workbook.
///
/// # Errors
/// Returns an error if the workbook is encrypted, or if the budget is used up.
pub(super) fn scan(stream: &[u8], budget: &Budget) -> Result<Scan, ReadError> {
    let mut scan = Scan { styles: Vec::new(), sheets: Vec::new() };
    let mut starts = Vec::new();
    let mut fonts = Vec::new();
    let mut formats = Vec::new();
    let mut codes = HashMap::new();
    let mut wide = true;
    for Record { kind, data, .. } in records(stream, 0) {
        match kind {
            kind::BEGIN => wide = u16_at(data, 0) == Some(0x0600),
            kind::FILE_PASS => return Err(ReadError::Encrypted),
            kind::FONT => fonts.push(u16_at(data, 6).is_some_and(|weight| weight >= 600)),
            kind::FORMAT => {
                if let (Some(id), Some(code)) = (u16_at(data, 0), format_code(data, wide)) {
                    codes.insert(id, format_from_code(&code));
                }
            }
            kind::CELL_FORMAT => formats.push((
                u16_at(data, 0).unwrap_or(0),
                u16_at(data, 2).unwrap_or(0),
                data.get(8).filter(|_| wide).map_or(0, |indent| indent & 0x0f),
            )),
            kind::SHEET => starts.push(u32_at(data, 0).unwrap_or(u32::MAX)),
            kind::END => break,
            _ => {}
        }
    }
    for (font, code, indent) in formats {
        // There is no font 4: the numbers continue from 3 to 5.
        let font = usize::from(if font > 4 { font - 1 } else { font });
        scan.styles.push(Style {
            format: codes.entry(code).or_insert_with(|| builtin_format(code.into())).clone(),
            bold: fonts.get(font).copied().unwrap_or(false),
            indent,
        });
    }
    for start in starts {
        scan.sheets.push(sheet(stream, start, budget)?);
    }
    Ok(scan)
}

/// Scans the records of the sheet that begins at `start`.
fn sheet(stream: &[u8], start: u32, budget: &Budget) -> Result<SheetScan, ReadError> {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let mut sheet = SheetScan { start, ..SheetScan::default() };
    let mut extent: Option<(u32, u32, u32, u32)> = None;
    let mut depth = 0_usize;
    for Record { kind, at, data } in records(stream, start) {
        budget.take_bytes(data.len() as u64 + 4)?;
        // A chart on the sheet is a sheet within it, with cells of its own.
        match kind {
            kind::BEGIN => depth += 1,
            kind::END if depth <= 1 => break,
            kind::END => depth -= 1,
            _ if depth > 1 => continue,
            kind::DIMENSIONS => sheet.stated_sizes.push(at..at + data.len()),
            kind::ROW => {
                let row = u16_at(data, 0).map_or(0, u32::from);
                if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) {
                    sheet.hidden_rows.push((row, row));
                }
            }
            kind::FILTER_MODE => sheet.filtered = true,
            kind::COLUMNS => sheet.columns.extend(columns(data)),
            _ => {}
        }
        for (row, column, style) in cells(kind, data) {
            let reach = extent.get_or_insert((row, row, column, column));
            *reach = (reach.0.min(row), reach.1.max(row), reach.2.min(column), reach.3.max(column));
            budget.take_cell()?;
            sheet.styles.insert((row, column), style);
        }
    }
    if let Some((top, bottom, left, right)) = extent {
        // calamine lays out a sheet cell by cell, empty ones included.
        let area = u64::from(bottom - top + 1) * u64::from(right - left + 1);
        if sparse::is_sparse(area, sheet.styles.len() as u64) {
            let folded = FoldedSheet::from_positions(sheet.styles.keys());
            budget.check_area(folded.rows.len() as u64 * folded.columns.len() as u64)?;
            sheet.folded = Some(folded);
        } else {
            budget.check_area(area)?;
        }
    }
    Ok(sheet)
}

fn columns(data: &[u8]) -> Option<RawColumns> {
    let (first, last) = (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?).min(255));
    let width = f64::from(u16_at(data, 4)?) / 256.0;
    let hidden = u16_at(data, 8)? & 1 != 0;
    Some(RawColumns { first, last, width: Some(width), hidden })
}

/// Decodes a format code. Its characters have one or two bytes; before BIFF8 (`wide` is false) always one.
fn format_code(data: &[u8], wide: bool) -> Option<String> {
    let narrow = |from: usize, length: usize| {
        let bytes = data.get(from..from.checked_add(length)?)?;
        Some(bytes.iter().map(|b| char::from(*b)).collect())
    };
    if !wide {
        return narrow(3, usize::from(*data.get(2)?));
    }
    let length = usize::from(u16_at(data, 2)?);
    if data.get(4)? & 1 == 0 { narrow(5, length) } else { utf16_at(data, 5, length) }
}
