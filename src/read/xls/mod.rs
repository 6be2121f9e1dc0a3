//! Reads .xls through calamine, and scans the records for what calamine does not give.

mod records;
mod scan;
mod shared_formulas;
mod sparse;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Dimensions, Reader, SheetType, SheetVisible, Xls, XlsError};

use self::scan::{Scan, SheetScan};
use super::budget::Budget;
use super::catch_panics::catch_panic;
use super::cfb::{self, Compound};
use super::little_endian::{text_content, without_other_sheets};
use super::number_formats::Style;
use super::raw::RawSheet;
use super::{ReadError, number};
use crate::model::{Area, Cell, CellContent, Visibility};

/// Reads an OLE container that holds a workbook.
///
/// # Errors
/// Returns an error if the workbook is encrypted or damaged, or if the budget is used up. A damaged sheet is
/// marked as unread.
pub(super) fn read(compound: &Compound<'_>, budget: &Budget) -> Result<Vec<RawSheet>, ReadError> {
    let damaged = || ReadError::Damaged(WORKBOOK_STREAM.to_owned());
    let stream = compound.stream(WORKBOOK_STREAM).or_else(|| compound.stream("Book"));
    let mut stream = stream.ok_or_else(damaged)?;
    let scan = scan::scan(&stream, budget)?;
    // calamine reserves memory for whatever size a sheet states, and follows a chain of sectors in circles.
    // It is therefore given the stream without the stated sizes, in a newly built container.
    for size in scan.sheets.iter().flat_map(|s| s.stated_sizes.clone()) {
        stream[size].fill(0);
    }
    let mut folded = BTreeSet::new();
    for sheet in &scan.sheets {
        if let Some(fold) = sheet.folded.as_ref().filter(|_| folded.insert(sheet.start)) {
            fold.fold(&mut stream, sheet.start, budget)?;
        }
    }
    let stream = shared_formulas::expand(&stream).unwrap_or(stream);
    let container = cfb::build_container(WORKBOOK_STREAM, &stream).ok_or_else(damaged)?;
    drop(stream);
    catch_panic(|| workbook(&container, scan)).unwrap_or_else(|| Err(damaged()))
}

/// Name of the stream with the workbook.
const WORKBOOK_STREAM: &str = "Workbook";

/// Reads the sheets with calamine and adds what the scan found.
fn workbook(container: &[u8], scan: Scan) -> Result<Vec<RawSheet>, ReadError> {
    let mut workbook = Xls::new(Cursor::new(container)).map_err(|error| match error {
        XlsError::Password => ReadError::Encrypted,
        _ => ReadError::Damaged(WORKBOOK_STREAM.to_owned()),
    })?;
    let mut sheets = Vec::new();
    let mut scans = scan.sheets.into_iter();
    for (index, meta) in workbook.sheets_metadata().to_vec().into_iter().enumerate() {
        let of_sheet = scans.next().unwrap_or_default();
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let visibility = match meta.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        };
        sheets.push(match sheet(&mut workbook, index, &meta.name, of_sheet, &scan.styles) {
            Some(sheet) => RawSheet { name: meta.name, visibility, ..sheet },
            None => RawSheet::unreadable(meta.name, visibility),
        });
    }
    Ok(sheets)
}

fn sheet(
    workbook: &mut Xls<Cursor<&[u8]>>,
    index: usize,
    name: &str,
    scan: SheetScan,
    styles: &[Style],
) -> Option<RawSheet> {
    let values = workbook.worksheet_range(name).ok()?;
    let mut cells: BTreeMap<(u32, u32), Cell> = BTreeMap::new();
    let place = |start: (u32, u32), offset: (usize, usize)| {
        let place = offset_position(start, offset)?;
        scan.folded.as_ref().map_or(Some(place), |folded| folded.original_position(place))
    };
    let start = values.start().unwrap_or((0, 0));
    for (row, column, value) in values.used_cells() {
        let content = content(value);
        if let (Some(place), false) = (place(start, (row, column)), content == CellContent::Blank) {
            cells.insert(place, Cell { content, ..Cell::default() });
        }
    }
    if let Ok(formulas) = workbook.worksheet_formula(name) {
        let start = formulas.start().unwrap_or((0, 0));
        for (row, column, formula) in formulas.used_cells() {
            // calamine writes an error text in place of a formula that it cannot decode.
            let known = !formula.is_empty() && !formula.starts_with("Unrecognised formula");
            if let (Some(place), true) = (place(start, (row, column)), known) {
                cells.entry(place).or_default().formula = Some(Arc::from(without_other_sheets(formula)));
            }
        }
    }
    for (place, cell) in &mut cells {
        let style = scan.styles.get(place).and_then(|s| styles.get(usize::from(*s)));
        let style = style.cloned().unwrap_or_default();
        (cell.format, cell.bold, cell.indent) = (style.format, Some(style.bold), style.indent);
    }
    let merges = workbook.merge_cells_by_sheet_id(index).unwrap_or_default();
    Some(RawSheet {
        cells: cells.into_iter().collect(),
        merges: merges.iter().map(area).collect(),
        hidden_rows: scan.hidden_rows,
        filtered: scan.filtered,
        columns: scan.columns,
        ..RawSheet::default()
    })
}

fn content(value: &Data) -> CellContent {
    match value {
        Data::Int(n) => number::content(&n.to_string()),
        Data::Float(n) => number::content_f64(*n),
        Data::DateTime(date) => number::content_f64(date.as_f64()),
        Data::Bool(b) => CellContent::Bool(*b),
        Data::Error(error) => CellContent::NotANumber(Arc::from(error.to_string())),
        Data::String(t) | Data::DateTimeIso(t) | Data::DurationIso(t) => text_content(t),
        Data::Empty => CellContent::Blank,
    }
}

/// Returns the place of a cell at an offset from the first cell. `None` if it overflows.
fn offset_position(start: (u32, u32), offset: (usize, usize)) -> Option<(u32, u32)> {
    let row = start.0.checked_add(u32::try_from(offset.0).ok()?)?;
    Some((row, start.1.checked_add(u32::try_from(offset.1).ok()?)?))
}

fn area(merge: &Dimensions) -> Area {
    Area {
        first_row: merge.start.0,
        first_column: merge.start.1,
        last_row: merge.end.0,
        last_column: merge.end.1,
    }
}
