//! Reads .xlsb record by record. calamine gives no merges, formats and hidden rows for this format, and
//! refuses a workbook with a chart sheet. Only the formulas, which are compiled, come from calamine.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::Xlsb;

use super::ReadError;
use super::budget::Budget;
use super::budgeted_package::Package;
use super::catch_panics::catch_panic;
use super::little_endian::{
    error_content, f64_at, rk_number_at, text_content, u16_at, u32_at, utf16_at, without_other_sheets,
};
use super::number_formats::{Style, builtin_format, format_from_code};
use super::raw::{LAST_COLUMN, LAST_ROW, RawColumns, RawSheet};
use crate::model::{Area, Cell, CellContent, Visibility};

/// Reads a package of binary parts.
///
/// # Errors
/// Returns an error if the list of sheets is missing, if a part that the sheets share is damaged, if a part
/// is encrypted, or if the budget is used up. A damaged sheet is marked as unread.
pub(super) fn read(
    bytes: &[u8],
    mut package: Package<'_>,
    budget: &Budget,
) -> Result<Vec<RawSheet>, ReadError> {
    let workbook = package.workbook_part("xl/workbook.bin", budget)?;
    let relations = package.relationships(&workbook, budget)?;
    let list = package.bytes(&workbook, budget)?.ok_or_else(|| ReadError::Damaged(workbook.clone()))?;
    let mut part = |kind: &str| match relations.target_of_kind(kind) {
        Some(part) => package.bytes(part, budget).map(Option::unwrap_or_default),
        None => Ok(Vec::new()),
    };
    let strings = shared_strings(&part("sharedStrings")?);
    let styles = styles(&part("styles")?);

    let mut sheets = Vec::new();
    for record in records(&list).filter(|r| r.kind == kind::SHEET) {
        let Some((visibility, id, name)) = parse_sheet_entry(record.data) else { continue };
        let relation = relations.get(&id);
        if relation.is_some_and(|r| r.kind() != "worksheet") {
            continue; // charts and macro sheets hold no table
        }
        let content = match relation.map(|r| package.bytes(&r.target, budget)) {
            Some(Err(error @ (ReadError::TooManyBytes(_) | ReadError::Encrypted))) => return Err(error),
            Some(Ok(content)) => content,
            _ => None,
        };
        let read = content.map(|c| sheet(&c, &strings, &styles, budget)).transpose()?.flatten();
        sheets.push(match read {
            Some(sheet) => RawSheet { name, visibility, ..sheet },
            None => RawSheet::unreadable(name, visibility),
        });
    }
    // calamine reserves memory for as many references as the workbook claims to have. If the claim cannot be
    // true, the formulas are left out.
    let claims = records(&list)
        .filter(|r| r.kind == kind::REFERENCES)
        .any(|r| u32_at(r.data, 0).is_none_or(|count| u64::from(count) > r.data.len() as u64 / 12));
    if claims {
        return Ok(sheets);
    }
    // A workbook whose formulas cannot be read still has its figures.
    let formulas = catch_panic(|| formulas(bytes, &sheets)).unwrap_or_default();
    let links = relations.target_of_kind("/externalLink").is_some();
    for (sheet, formulas) in sheets.iter_mut().zip(formulas) {
        let mut cells: BTreeMap<_, _> = std::mem::take(&mut sheet.cells).into_iter().collect();
        for (place, formula) in formulas {
            let formula = if links { Arc::from(without_other_sheets(&formula)) } else { formula };
            // A formula that gives an empty text has no cell so far.
            cells.entry(place).or_insert_with(Cell::default).formula = Some(formula);
        }
        sheet.cells = cells.into_iter().collect();
    }
    Ok(sheets)
}

/// The kinds of records that are read.
mod kind {
    pub(super) const ROW: u16 = 0;
    pub(super) const SHARED_STRING: u16 = 19;
    pub(super) const FONT: u16 = 43;
    pub(super) const FORMAT: u16 = 44;
    pub(super) const CELL_FORMAT: u16 = 47;
    pub(super) const COLUMNS: u16 = 60;
    pub(super) const RICH_TEXT: u16 = 62;
    pub(super) const SHEET_END: u16 = 130;
    pub(super) const CELLS_END: u16 = 146;
    pub(super) const SHEET: u16 = 156;
    pub(super) const MERGE: u16 = 176;
    pub(super) const REFERENCES: u16 = 362;
    pub(super) const CELL_FORMATS: u16 = 617;
    pub(super) const CELL_FORMATS_END: u16 = 618;
}

/// A record: its kind and its data.
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// Returns the records of a part, up to the place where it breaks off.
fn records(part: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let mut kind = u16::from(*rest.split_off_first()?);
        if kind & 0x80 != 0 {
            kind = kind & 0x7f | u16::from(*rest.split_off_first()? & 0x7f) << 7;
        }
        let mut size = 0_usize;
        for shift in [0, 7, 14, 21] {
            let byte = *rest.split_off_first()?;
            size |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(Record { kind, data: rest.split_off(..size)? })
    })
}

/// Parses a sheet in the workbook's list: visibility, relationship id and name.
fn parse_sheet_entry(data: &[u8]) -> Option<(Visibility, String, String)> {
    let visibility = match u32_at(data, 0)? {
        0 => Visibility::Visible,
        1 => Visibility::Hidden,
        _ => Visibility::VeryHidden,
    };
    let (id, after) = text_at(data, 8)?;
    let (name, _) = text_at(data, after)?;
    Some((visibility, id, name))
}

/// Parses a text that follows its length, and returns the place after it too.
fn text_at(data: &[u8], at: usize) -> Option<(String, usize)> {
    let length = usize::try_from(u32_at(data, at)?).ok()?;
    if length == 0xffff_ffff {
        return Some((String::new(), at + 4)); // no text
    }
    let start = at.checked_add(4)?;
    let text = utf16_at(data, start, length)?;
    Some((text, start + 2 * length))
}

fn shared_strings(part: &[u8]) -> Vec<CellContent> {
    let string = |r: Record<'_>| text_at(r.data, 1).map_or(CellContent::Blank, |(t, _)| text_content(&t));
    records(part).filter(|r| r.kind == kind::SHARED_STRING).map(string).collect()
}

fn styles(part: &[u8]) -> Vec<Style> {
    let mut codes = BTreeMap::new();
    let mut fonts = Vec::new();
    let mut styles = Vec::new();
    let mut of_cells = false;
    for record in records(part) {
        let data = record.data;
        match record.kind {
            kind::FORMAT => {
                if let (Some(id), Some((code, _))) = (u16_at(data, 0), text_at(data, 2)) {
                    codes.insert(id, format_from_code(&code));
                }
            }
            kind::FONT => fonts.push(u16_at(data, 4).is_some_and(|weight| weight >= 600)),
            kind::CELL_FORMATS => of_cells = true,
            kind::CELL_FORMATS_END => of_cells = false,
            kind::CELL_FORMAT if of_cells => {
                let id = u16_at(data, 2).unwrap_or(0);
                let font = u16_at(data, 4).and_then(|f| fonts.get(usize::from(f)));
                styles.push(Style {
                    format: codes.entry(id).or_insert_with(|| builtin_format(id.into())).clone(),
                    bold: font.copied().unwrap_or(false),
                    indent: data.get(11).copied().unwrap_or(0),
                });
            }
            _ => {}
        }
    }
    styles
}

/// Reads a sheet. Returns `None` if the part breaks off within its cells.
///
/// # Errors
/// Returns an error if the budget is used up.
fn sheet(
    part: &[u8],
    strings: &[CellContent],
    styles: &[Style],
    budget: &Budget,
) -> Result<Option<RawSheet>, ReadError> {
    let mut sheet = RawSheet::default();
    let mut row = 0;
    let mut whole = false;
    for Record { kind, data } in records(part) {
        match kind {
            kind::ROW => {
                row = u32_at(data, 0).unwrap_or(u32::MAX);
                if data.get(11).is_some_and(|flags| flags & 0x10 != 0) && row <= LAST_ROW {
                    sheet.hidden_rows.push((row, row));
                }
            }
            1..=11 | kind::RICH_TEXT => {
                let Some(column) = u32_at(data, 0) else { continue };
                let content = content(kind, data, strings);
                if content == CellContent::Blank || row > LAST_ROW || column > LAST_COLUMN {
                    continue;
                }
                budget.take_cell()?;
                let style = u32_at(data, 4).and_then(|s| styles.get(usize::try_from(s & 0xff_ffff).ok()?));
                let style = style.cloned().unwrap_or_default();
                let cell = Cell {
                    content,
                    format: style.format,
                    formula: None,
                    bold: Some(style.bold),
                    indent: style.indent,
                };
                sheet.push((row, column), cell);
            }
            kind::COLUMNS => sheet.columns.extend(columns(data)),
            kind::MERGE => sheet.merges.extend(merge(data)),
            kind::CELLS_END | kind::SHEET_END => whole = true,
            _ => {}
        }
    }
    Ok(whole.then_some(sheet))
}

/// Parses the content of a cell record.
fn content(kind: u16, data: &[u8], strings: &[CellContent]) -> CellContent {
    let content = match kind {
        2 => rk_number_at(data, 8),
        3 | 11 => data.get(8).map(|code| error_content(*code)),
        4 | 10 => data.get(8).map(|b| CellContent::Bool(*b != 0)),
        5 | 9 => f64_at(data, 8).map(super::number::content_f64),
        6 | 8 => text_at(data, 8).map(|(t, _)| text_content(&t)),
        7 => u32_at(data, 8).map(|index| {
            let string = usize::try_from(index).ok().and_then(|i| strings.get(i));
            string.cloned().unwrap_or_else(|| CellContent::NotANumber(Arc::from(index.to_string())))
        }),
        kind::RICH_TEXT => text_at(data, 9).map(|(t, _)| text_content(&t)),
        _ => None,
    };
    content.unwrap_or_default()
}

fn columns(data: &[u8]) -> Option<RawColumns> {
    let (first, last) = (u32_at(data, 0)?, u32_at(data, 4)?.min(LAST_COLUMN));
    let width = f64::from(u32_at(data, 8)?) / 256.0;
    let hidden = u16_at(data, 16)? & 1 != 0;
    Some(RawColumns { first, last, width: Some(width), hidden })
}

fn merge(data: &[u8]) -> Option<Area> {
    Some(Area {
        first_row: u32_at(data, 0)?,
        last_row: u32_at(data, 4)?.min(LAST_ROW),
        first_column: u32_at(data, 8)?,
        last_column: u32_at(data, 12)?.min(LAST_COLUMN),
    })
}

/// Returns the formulas of each sheet by row and column, as far as calamine can decode them.
fn formulas(bytes: &[u8], sheets: &[RawSheet]) -> Vec<BTreeMap<(u32, u32), Arc<str>>> {
    let Ok(mut workbook) = calamine::open_workbook_from_rs::<Xlsb<_>, _>(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut of_sheet = |name: &str| {
        let mut formulas = BTreeMap::new();
        let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return formulas };
        while let Ok(Some(cell)) = cells.next_formula() {
            if !cell.get_value().is_empty() {
                formulas.insert(cell.get_position(), Arc::from(cell.get_value().as_str()));
            }
        }
        formulas
    };
    sheets.iter().map(|sheet| of_sheet(&sheet.name)).collect()
}
