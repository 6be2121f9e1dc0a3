//! Writes new values into the plan.

use std::collections::BTreeMap;

use crate::model::{CellRef, Change, Cited, Column, Page, Renja, Table, Value, Values};

/// Puts the new values in the plan at every value that cites a changed cell. A blank value cites no cell: it
/// is found by the cell in which its item would have it. A sentence of the narrative takes the new text as
/// its value and its words.
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
            fill_row(&mut item.values, columns, |column| cell(item.first_row, column), &wanted);
            for indikator in &mut item.indikator {
                fill_row(&mut indikator.values, columns, |column| cell(indikator.row, column), &wanted);
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

/// Fills one row of values. A filled value is matched by the cell it cites, a blank one by the cell in its
/// column, as `cell` gives it.
fn fill_row(
    values: &mut Values,
    columns: &[Column],
    cell: impl Fn(u32) -> CellRef,
    wanted: &BTreeMap<CellRef, &Value>,
) {
    for (place, column) in columns.iter().enumerate() {
        let at = values.get(place).map_or_else(|| cell(column.first_column), |cited| cited.at);
        if let Some(value) = wanted.get(&at) {
            values.set(place, Cited { value: (*value).clone(), text: value.to_string().into(), at });
        }
    }
}
