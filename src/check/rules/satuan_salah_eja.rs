//! Rule FMT103: a unit is misspelt: "dokume", "katu".

use std::sync::Arc;

use indexmap::IndexMap;

use super::super::context::{Context, cell_list, cited_by_row, row_label};
use crate::model::{CellRef, Finding, Message, Related, Severity, Table, Value};
use crate::text::unit::misspelt;

/// Returns one note for each table and misspelt word, with its cells.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().flat_map(|table| check_table(context, table)).collect()
}

fn check_table(context: &Context, table: &Table) -> Vec<Finding> {
    let mut words: IndexMap<(Arc<str>, &'static str), Vec<Related>> = IndexMap::new();
    for id in 0..table.items.len() {
        for (row, cited) in cited_by_row(table, id) {
            if let Value::Quantity(_, Some(unit)) = &cited.value
                && let Some(slip) = misspelt(unit)
            {
                let cells = words.entry((unit.clone(), slip.meant)).or_default();
                cells.push(Related {
                    at: cited.at,
                    label: row_label(table, id, row),
                    value: Some(cited.value.clone()),
                });
            }
        }
    }
    words
        .into_iter()
        .filter_map(|((written, meant), cells)| {
            let first = cells.first()?.clone();
            let at: Vec<CellRef> = cells.iter().map(|cell| cell.at).collect();
            let message = Message::new("check.unit.misspelt")
                .with("sheet", context.renja.sheet_name(table.sheet))
                .with("written", &*written)
                .with("meant", meant)
                .with("cells", cell_list(&at));
            Some(Finding {
                stated: first.value,
                related: cells,
                ..Context::simple_finding("FMT103", Severity::Note, first.at, first.label, message)
            })
        })
        .collect()
}
