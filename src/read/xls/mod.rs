//! .xls through calamine, and a scan of the records beside it for what calamine does not give.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Dimensions, Reader, SheetType, SheetVisible, Xls, XlsError};

use super::budget::Budget;
use super::guard::guarded;
use super::raw::RawSheet;
use super::{ReadError, number};
use crate::model::{Area, Cell, CellContent, Format, Visibility};

/// Reads an OLE container that holds a workbook.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<RawSheet>, ReadError> {
    let damaged = || ReadError::Damaged("Workbook".to_owned());
    guarded(|| {
        let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => ReadError::Encrypted,
            _ => damaged(),
        })?;
        let mut sheets = Vec::new();
        for (index, meta) in workbook.sheets_metadata().to_vec().into_iter().enumerate() {
            if meta.typ != SheetType::WorkSheet {
                continue;
            }
            let visibility = match meta.visible {
                SheetVisible::Visible => Visibility::Visible,
                SheetVisible::Hidden => Visibility::Hidden,
                SheetVisible::VeryHidden => Visibility::VeryHidden,
            };
            sheets.push(match sheet(&mut workbook, index, &meta.name, budget)? {
                Some(sheet) => RawSheet { name: meta.name, visibility, ..sheet },
                None => RawSheet::unread(meta.name, visibility),
            });
        }
        Ok(sheets)
    })
    .unwrap_or_else(|| Err(damaged()))
}

fn sheet(
    workbook: &mut Xls<Cursor<&[u8]>>,
    index: usize,
    name: &str,
    budget: &mut Budget,
) -> Result<Option<RawSheet>, ReadError> {
    let Ok(values) = workbook.worksheet_range(name) else { return Ok(None) };
    let mut sheet = RawSheet::default();
    let (top, left) = values.start().unwrap_or((0, 0));
    for (row, column, value) in values.used_cells() {
        let Some(place) = place((top, left), (row, column)) else { continue };
        let content = content(value);
        if content != CellContent::Blank {
            budget.cell()?;
            sheet.push(place, Cell { content, format: date_format(value), ..Cell::default() });
        }
    }
    add_formulas(workbook, name, &mut sheet, budget)?;
    let merges = workbook.merge_cells_by_sheet_id(index).unwrap_or_default();
    sheet.merges = merges.iter().map(area).collect();
    Ok(Some(sheet))
}

fn add_formulas(
    workbook: &mut Xls<Cursor<&[u8]>>,
    name: &str,
    sheet: &mut RawSheet,
    budget: &mut Budget,
) -> Result<(), ReadError> {
    let Ok(formulas) = workbook.worksheet_formula(name) else { return Ok(()) };
    let start = formulas.start().unwrap_or((0, 0));
    let mut by_place: std::collections::BTreeMap<_, _> =
        std::mem::take(&mut sheet.cells).into_iter().collect();
    for (row, column, formula) in formulas.used_cells() {
        let Some(place) = place(start, (row, column)) else { continue };
        if formula.is_empty() {
            continue;
        }
        let cell = by_place.entry(place).or_default();
        if cell.content == CellContent::Blank {
            budget.cell()?;
        }
        cell.formula = Some(Arc::from(formula.as_str()));
    }
    sheet.cells = by_place.into_iter().collect();
    Ok(())
}

fn content(value: &Data) -> CellContent {
    match value {
        Data::Int(n) => number::content(&n.to_string()),
        Data::Float(n) => number::content_f64(*n),
        Data::DateTime(date) => number::content_f64(date.as_f64()),
        Data::Bool(b) => CellContent::Bool(*b),
        Data::Error(error) => CellContent::NotANumber(Arc::from(error.to_string())),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) if !text.is_empty() => {
            CellContent::Text(Arc::from(text.replace("\r\n", "\n").replace('\r', "\n")))
        }
        _ => CellContent::Blank,
    }
}

/// A date is known as one by its format alone; calamine has read that for us.
fn date_format(value: &Data) -> Format {
    match value {
        Data::DateTime(_) => Format(Some(Arc::from("dd/mm/yyyy"))),
        _ => Format(None),
    }
}

fn place(start: (u32, u32), offset: (usize, usize)) -> Option<(u32, u32)> {
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
