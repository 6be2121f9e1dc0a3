//! Rule FMT101: amounts that are text to Excel. A SUM over them gives zero without any warning.

use std::collections::HashSet;

use super::super::context::{Context, cell_list, column_label, header_cell};
use crate::forms::Kind;
use crate::model::{
    CellContent, CellRef, Column, Finding, Item, Message, Related, Severity, Table, Value, Values,
};
use crate::text::identifier::{is_identifier_header, is_longer_than_any_amount, looks_like_identifiers};

/// Returns one note for each column with such amounts, with every cell as related.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().flat_map(|table| check_table(context, table)).collect()
}

fn check_table(context: &Context, table: &Table) -> Vec<Finding> {
    let is_amount: Vec<bool> =
        table.columns.iter().map(|column| matches!(column.kind, Kind::Rupiah | Kind::Count)).collect();
    let mut cells: Vec<Vec<Related>> = vec![Vec::new(); table.columns.len()];
    // A cell that is merged over several indicators counts once.
    let mut known: HashSet<(usize, CellRef)> = HashSet::new();
    for item in &table.items {
        for (i, cited) in item.rows().flat_map(Values::iter) {
            if is_amount.get(i) == Some(&true)
                && matches!(cited.value, Value::Rupiah(_) | Value::Quantity(_, None))
                && is_text(context, cited.at)
                && !is_longer_than_any_amount(&cited.text)
                && known.insert((i, cited.at))
                && let Some(cells) = cells.get_mut(i)
            {
                cells.push(Related {
                    at: cited.at,
                    label: table.label(item),
                    value: Some(cited.value.clone()),
                });
            }
        }
    }
    let of_columns = table.columns.iter().zip(cells).enumerate();
    let amounts = of_columns.filter(|(i, (_, cells))| !cells.is_empty() && !is_identifier_column(table, *i));
    amounts.filter_map(|(_, (column, cells))| finding(context, table, column, cells)).collect()
}

/// Whether the numbers of a column are identifiers: tax numbers, bank accounts, telephone numbers. They are
/// text on purpose, whatever the column was taken for.
fn is_identifier_column(table: &Table, index: usize) -> bool {
    let head = table.columns.get(index).and_then(|column| column.header.last());
    let cells = || table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(index));
    head.is_some_and(|head| is_identifier_header(&head.text))
        || looks_like_identifiers(cells().map(|cited| cited.text.as_ref()))
}

fn finding(context: &Context, table: &Table, column: &Column, cells: Vec<Related>) -> Option<Finding> {
    let cells_of: Vec<CellRef> = cells.iter().map(|cell| cell.at).collect();
    let first = *cells_of.first()?;
    let message = Message::new("check.text_number")
        .with("count", cells.len())
        .with("column", column_label(column))
        .with("sheet", context.renja.sheet_name(table.sheet))
        .with("cells", cell_list(&cells_of));
    let item = header_cell(table, column).map_or_else(String::new, |_| column_label(column));
    Some(Finding {
        related: cells,
        ..Context::simple_finding("FMT101", Severity::Note, first, item, message)
    })
}

fn is_text(context: &Context, at: CellRef) -> bool {
    context.book.cell(at).is_some_and(|cell| matches!(cell.content, CellContent::Text(_)))
}
