//! New values into their cells.

use std::collections::BTreeMap;

use crate::model::{CellRef, Change, Cited, Renja, Value};

/// Puts the new values in their cells, wherever a value cites them; a blank is found by the cell
/// in which its item would have it. A sentence takes its new words as they are.
pub fn apply(renja: &mut Renja, changes: &[Change]) {
    let wanted: BTreeMap<CellRef, &Value> = changes.iter().map(|change| (change.at, &change.to)).collect();
    if wanted.is_empty() {
        return;
    }
    for table in &mut renja.tables {
        if !changes.iter().any(|change| change.at.sheet == table.sheet) {
            continue;
        }
        let (sheet, columns) = (table.sheet, &table.columns);
        for item in &mut table.items {
            let first_row = item.first_row;
            for (column, slot) in columns.iter().zip(&mut item.values) {
                put(slot, CellRef { sheet, row: first_row, column: column.first }, &wanted);
            }
            for indikator in &mut item.indikator {
                let row = indikator.row;
                for (column, slot) in columns.iter().zip(&mut indikator.values) {
                    put(slot, CellRef { sheet, row, column: column.first }, &wanted);
                }
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

/// Fills one place: what stands there, or the blank whose cell this is.
fn put(slot: &mut Option<Cited<Value>>, blank: CellRef, wanted: &BTreeMap<CellRef, &Value>) {
    let at = slot.as_ref().map_or(blank, |cited| cited.at);
    if let Some(value) = wanted.get(&at) {
        *slot = Some(Cited { value: (*value).clone(), text: value.to_string().into(), at });
    }
}
