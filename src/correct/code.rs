//! A code that is spread over several cells: the new one goes into them part by part.

use rust_decimal::Decimal;

use crate::model::{Book, CellContent, CellRef, Change, Renja, Value};
use crate::text::kode::Kode;
use crate::text::shown::by_format;

/// The cells that a change is made in, each with its new value: the change's own cell, or those over which
/// a code is spread, of which only the parts that differ are written. `Err` gives the number of parts that
/// there are cells for, where the new code has another.
pub fn cells(book: &Book, renja: &Renja, change: &Change) -> Result<Vec<(CellRef, Value)>, usize> {
    let whole = || Ok(vec![(change.at, change.to.clone())]);
    let Value::Kode(kode) = &change.to else { return whole() };
    let held = held(book, renja, change.at);
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

/// A cell with a part of a code.
struct Part {
    at: CellRef,
    shown: String,
    is_number: bool,
    /// Segments that stand in it.
    depth: usize,
}

/// The filled cells of the code's column in a row.
fn held(book: &Book, renja: &Renja, at: CellRef) -> Vec<Part> {
    let table = renja.tables.iter().find_map(|table| Some((table, table.place_of(at)?)));
    let Some((table, (row, place))) = table else { return Vec::new() };
    let column = table.columns.iter().find(|c| (c.first..=c.last).contains(&place));
    let cells = column.into_iter().flat_map(|c| c.first..=c.last).map(|column| table.cell(row, column));
    let part = |at: CellRef| {
        let cell = book.cell(at)?;
        let (shown, is_number) = match &cell.content {
            CellContent::Text(text) => (text.trim().to_owned(), false),
            CellContent::Number(n) => (by_format(*n, cell.format.0.as_deref()), true),
            _ => return None,
        };
        let depth = Kode::read(&shown)?.depth();
        Some(Part { at, shown, is_number, depth })
    };
    cells.filter_map(part).collect()
}
