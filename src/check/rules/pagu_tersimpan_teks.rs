//! Amounts that are text to Excel: a SUM over them gives zero without a word.

use super::super::shown::{Shown, head, name, places};
use crate::forms::Kind;
use crate::model::{CellContent, CellRef, Column, Finding, Message, Related, Severity, Table, Value};

/// What the rule finds: one note a column, with every cell as related.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &shown.renja.tables {
        for (i, column) in table.columns.iter().enumerate() {
            if matches!(column.kind, Kind::Rupiah | Kind::Count) {
                findings.extend(finding(shown, table, i, column));
            }
        }
    }
    findings
}

fn finding(shown: &Shown, table: &Table, i: usize, column: &Column) -> Option<Finding> {
    let mut cells: Vec<Related> = Vec::new();
    for item in &table.items {
        let rows = item.rows();
        for cited in rows.filter_map(|values| values.get(i)) {
            let is_number = matches!(cited.value, Value::Rupiah(_) | Value::Quantity(_, None));
            if is_number && is_text(shown, cited.at) && !cells.iter().any(|known| known.at == cited.at) {
                cells.push(Related {
                    at: cited.at,
                    label: table.label(item),
                    value: Some(cited.value.clone()),
                });
            }
        }
    }
    let cells_of: Vec<CellRef> = cells.iter().map(|cell| cell.at).collect();
    let first = *cells_of.first()?;
    let message = Message::new("check.text_number")
        .with("count", cells.len())
        .with("column", name(column))
        .with("sheet", shown.renja.sheet_name(table.sheet))
        .with("cells", places(&cells_of));
    let item = head(table, column).map_or_else(String::new, |_| name(column));
    Some(Finding { related: cells, ..Shown::remark("FMT101", Severity::Note, first, item, message) })
}

fn is_text(shown: &Shown, at: CellRef) -> bool {
    shown.book.cell(at).is_some_and(|cell| matches!(cell.content, CellContent::Text(_)))
}
