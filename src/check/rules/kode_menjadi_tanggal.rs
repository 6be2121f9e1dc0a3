//! Rule KOD105: a spreadsheet turned a code into a date: 5.1.01 became 5 January 2001.

use super::super::context::Context;
use crate::forms::Kind;
use crate::model::{Cell, CellContent, CellRef, Finding, Item, Message, Severity, Table, Value};
use crate::text::kode::Kode;

/// Returns a warning for each date among the codes of a table. A column that holds dates as often as codes is
/// not a column of codes.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().flat_map(|table| check_table(context, table)).collect()
}

fn check_table(context: &Context, table: &Table) -> Vec<Finding> {
    let Some(column) = table.columns.iter().position(|c| c.kind == Kind::Kode) else { return Vec::new() };
    let is_date = |at: CellRef| context.book.cell(at).and_then(Cell::date).is_some();
    let mut dates: Vec<(usize, &Item)> = Vec::new();
    let mut codes = 0;
    for (id, item) in table.items.iter().enumerate() {
        let Some(cited) = item.values.get(column) else { continue };
        match &cited.value {
            Value::Kode(_) | Value::Date(_) if is_date(cited.at) => dates.push((id, item)),
            Value::Kode(_) => codes += 1,
            _ => {}
        }
    }
    if dates.len() >= codes {
        return Vec::new();
    }
    dates.iter().filter_map(|(id, item)| finding(context, table, column, *id, item)).collect()
}

fn finding(context: &Context, table: &Table, column: usize, id: usize, item: &Item) -> Option<Finding> {
    let cited = item.values.get(column)?;
    let code: Option<&Kode> = match &cited.value {
        Value::Kode(code) => Some(code),
        _ => None,
    };
    let key = if code.is_some() { "check.kode.dated" } else { "check.kode.dated_unknown" };
    let mut message = Message::new(key)
        .with("place", context.renja.cell_name(cited.at))
        .with("item", table.label(item))
        .with("date", cited.text.as_ref());
    if let Some(code) = code {
        message = message.with("kode", code.to_string());
    }
    let number = context.book.cell(cited.at).and_then(|cell| match cell.content {
        CellContent::Number(n) => Some(Value::Date(n)),
        _ => None,
    });
    Some(Finding {
        stated: number,
        computed: code.cloned().map(Value::Kode),
        ..Context::simple_finding("KOD105", Severity::Warning, cited.at, table.path(id), message)
    })
}
