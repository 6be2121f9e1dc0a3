//! Changes put into the cells of the workbook, so that what is checked of the cells alone (how an
//! amount is written, what a formula gives) sees them too.

use rust_decimal::Decimal;

use crate::model::{Book, CellContent, Change, Value};

/// Puts the new values in their cells.
pub fn apply_to_cells(book: &mut Book, changes: &[Change]) {
    for change in changes {
        let Some(sheet) = book.sheets.get_mut(usize::from(change.at.sheet.0)) else { continue };
        let cell = sheet.cells.entry((change.at.row, change.at.column)).or_default();
        cell.content = match &change.to {
            Value::Rupiah(n) | Value::Quantity(n, None) => CellContent::Number(*n),
            Value::Percent(n) if cell.format.is_percent() => {
                n.checked_div(Decimal::ONE_HUNDRED).map_or(CellContent::Blank, CellContent::Number)
            }
            other => CellContent::Text(other.to_string().into()),
        };
    }
}
