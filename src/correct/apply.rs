//! New values into their cells.

use std::collections::BTreeMap;

use crate::model::{CellRef, Change, Cited, Column, Page, Renja, Table, Value, Values};

/// Puts the new values in their cells, wherever a value cites them; a blank is found by the cell
/// in which its item would have it. A sentence takes its new words as they are.
pub fn apply(renja: &mut Renja, changes: &[Change]) {
    let wanted: BTreeMap<CellRef, &Value> = changes.iter().map(|change| (change.at, &change.to)).collect();
    if wanted.is_empty() {
        return;
    }
    for table in &mut renja.tables {
        if !changes.iter().any(|change| table.is_on(change.at.sheet)) {
            continue;
        }
        let Table { sheet, pages, columns, items, .. } = table;
        let cell = |row: u32, column: u32| Page::cell(*sheet, pages, row, column);
        for item in items {
            put(&mut item.values, columns, |column| cell(item.first_row, column), &wanted);
            for indikator in &mut item.indikator {
                put(&mut indikator.values, columns, |column| cell(indikator.row, column), &wanted);
            }
        }
    }
    for sentence in &mut renja.narrative {
        if let Some(value) = wanted.get(&sentence.at) {
            sentence.value = value.to_string();
            sentence.text = sentence.value.as_str().into();
        }
    }
}

/// Fills a row: what stands there, or the blanks that are its cells.
fn put(
    values: &mut Values,
    columns: &[Column],
    cell: impl Fn(u32) -> CellRef,
    wanted: &BTreeMap<CellRef, &Value>,
) {
    for (place, column) in columns.iter().enumerate() {
        let at = values.get(place).map_or_else(|| cell(column.first), |cited| cited.at);
        if let Some(value) = wanted.get(&at) {
            values.set(place, Cited { value: (*value).clone(), text: value.to_string().into(), at });
        }
    }
}
