//! Codes with stray signs in them: `'01`, `4.`, `5.03 .02`, or letters where digits belong.

use super::super::shown::{Shown, places};
use crate::forms::Kind;
use crate::model::{CellRef, Finding, Message, Related, Severity, Table, Value};
use crate::text::number::is_blank;

/// What the rule finds: one note a table.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    shown.renja.tables.iter().filter_map(|table| of_table(shown, table)).collect()
}

fn of_table(shown: &Shown, table: &Table) -> Option<Finding> {
    let column = table.columns.iter().position(|c| c.kind == Kind::Kode)?;
    let cells: Vec<Related> = table
        .items
        .iter()
        .filter_map(|item| {
            let cited = item.values.get(column)?;
            let stray = match &cited.value {
                Value::Kode(_) => {
                    let text = cited.text.trim();
                    text.contains(['\'', '’', '‘', '`'])
                        || text.contains("..")
                        || text.ends_with('.')
                        || (text.contains('.') && text.contains(is_blank))
                }
                // A table of no known form may have codes of any kind.
                Value::Text(text) if table.form.tells_rows() => {
                    text.chars().any(|c| c.is_ascii_digit()) && !text.contains(' ')
                }
                _ => false,
            };
            stray.then(|| Related {
                at: cited.at,
                label: table.label(item),
                value: Some(cited.value.clone()),
            })
        })
        .collect();
    let first = cells.first()?.clone();
    let at: Vec<CellRef> = cells.iter().map(|cell| cell.at).collect();
    let message = Message::new("check.kode.untidy")
        .with("sheet", shown.renja.sheet_name(table.sheet))
        .with("count", cells.len())
        .with("cells", places(&at));
    Some(Finding {
        related: cells,
        ..Shown::remark("KOD103", Severity::Note, first.at, first.label, message)
    })
}
