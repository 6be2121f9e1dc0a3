//! Splits a workbook stream into records, and finds the cells in them.

use crate::read::little_endian::u16_at;

/// The kinds of records that are read.
pub(super) mod kind {
    pub(in crate::read::xls) const FORMULA: u16 = 0x0006;
    pub(in crate::read::xls) const END: u16 = 0x000a;
    pub(in crate::read::xls) const FILE_PASS: u16 = 0x002f;
    pub(in crate::read::xls) const FONT: u16 = 0x0031;
    pub(in crate::read::xls) const COLUMNS: u16 = 0x007d;
    pub(in crate::read::xls) const SHEET: u16 = 0x0085;
    pub(in crate::read::xls) const FILTER_MODE: u16 = 0x009b;
    pub(in crate::read::xls) const PACKED_RUN: u16 = 0x00bd;
    pub(in crate::read::xls) const RICH_TEXT: u16 = 0x00d6;
    pub(in crate::read::xls) const CELL_FORMAT: u16 = 0x00e0;
    pub(in crate::read::xls) const SHARED_TEXT: u16 = 0x00fd;
    pub(in crate::read::xls) const DIMENSIONS: u16 = 0x0200;
    pub(in crate::read::xls) const NUMBER: u16 = 0x0203;
    pub(in crate::read::xls) const TEXT: u16 = 0x0204;
    pub(in crate::read::xls) const BOOL_OR_ERROR: u16 = 0x0205;
    pub(in crate::read::xls) const ROW: u16 = 0x0208;
    pub(in crate::read::xls) const PACKED: u16 = 0x027e;
    pub(in crate::read::xls) const FORMAT: u16 = 0x041e;
    pub(in crate::read::xls) const SHARED_FORMULA: u16 = 0x04bc;
    pub(in crate::read::xls) const BEGIN: u16 = 0x0809;
}

/// Returns the cells of a record as row, column and style. Empty for other records.
pub(super) fn cells(kind: u16, data: &[u8]) -> Vec<(u32, u32, u16)> {
    let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { return Vec::new() };
    let (row, column) = (u32::from(row), u32::from(column));
    match kind {
        kind::FORMULA
        | kind::RICH_TEXT
        | kind::SHARED_TEXT
        | kind::NUMBER
        | kind::TEXT
        | kind::BOOL_OR_ERROR
        | kind::PACKED => u16_at(data, 4).map(|style| (row, column, style)).into_iter().collect(),
        kind::PACKED_RUN => {
            let run = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
            let styles = run.chunks_exact(6).map(|c| u16::from_le_bytes([c[0], c[1]]));
            (column..).zip(styles).map(|(column, style)| (row, column, style)).collect()
        }
        _ => Vec::new(),
    }
}

/// A record of the stream.
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    /// The position of its data in the stream.
    pub(super) at: usize,
    pub(super) data: &'a [u8],
}

/// Returns the records from a position on, up to the place where the stream breaks off.
pub(super) fn records(stream: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
    let mut next = start;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, next)?, usize::from(u16_at(stream, next + 2)?));
        let at = next + 4;
        next = at + length;
        Some(Record { kind, at, data: stream.get(at..next)? })
    })
}
