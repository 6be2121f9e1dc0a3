//! Writes a code that is spread over several cells: each cell takes its part of the new code.

use rust_decimal::Decimal;

use crate::model::{Book, CellContent, CellRef, Change, Renja, Value};
use crate::text::kode::Kode;
use crate::text::number_format::format_as_code;

/// Returns the cells that a change is made in, each with its new value. For most changes this is the cell of
/// the change itself. For a code that is spread over several cells, these are the cells whose part differs.
///
/// # Errors
/// Returns the number of segments that the cells hold if the new code has another number of segments.
pub fn changed_cells(book: &Book, renja: &Renja, change: &Change) -> Result<Vec<(CellRef, Value)>, usize> {
    let whole = || Ok(vec![(change.at, change.to.clone())]);
    let Value::Kode(kode) = &change.to else { return whole() };
    let held = code_parts(book, renja, change.at);
    if held.len() <= 1 {
        return whole();
    }
    let count: usize = held.iter().map(|part| part.depth).sum();
    if count != kode.depth() {
        return Err(count);
    }
    let mut segments = kode.segments();
    let mut cells = Vec::new();
    for part in held {
        let new = segments.by_ref().take(part.depth).collect::<Vec<_>>().join(".");
        if Kode::read(&part.shown).zip(Kode::read(&new)).is_none_or(|(old, new)| old != new) {
            let number = new.parse::<Decimal>().ok().filter(|_| part.is_number);
            let to = number.map_or_else(|| Value::Text(new.as_str().into()), |n| Value::Quantity(n, None));
            cells.push((part.at, to));
        }
    }
    Ok(cells)
}

/// A cell that holds a part of a code.
struct CodePart {
    at: CellRef,
    shown: String,
    is_number: bool,
    /// Number of segments of the code in this cell.
    depth: usize,
}

/// Returns the filled cells of the code's column in the row of a cell, from left to right. Empty if the cell
/// is in no table.
fn code_parts(book: &Book, renja: &Renja, at: CellRef) -> Vec<CodePart> {
    let table = renja.tables.iter().find_map(|table| Some((table, table.place_of(at)?)));
    let Some((table, (row, place))) = table else { return Vec::new() };
    let column = table.columns.iter().find(|c| (c.first_column..=c.last_column).contains(&place));
    let cells =
        column.into_iter().flat_map(|c| c.first_column..=c.last_column).map(|column| table.cell(row, column));
    let part = |at: CellRef| {
        let cell = book.cell(at)?;
        let (shown, is_number) = match &cell.content {
            CellContent::Text(text) => (text.trim().to_owned(), false),
            CellContent::Number(n) => (format_as_code(*n, cell.format.0.as_deref()), true),
            _ => return None,
        };
        let depth = Kode::read(&shown)?.depth();
        Some(CodePart { at, shown, is_number, depth })
    };
    cells.filter_map(part).collect()
}
