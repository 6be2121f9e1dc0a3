//! Rule FMT106: amounts that lost their thousands when they were pasted, 822,036 for 822.036.

use super::super::context::{Context, cell_list};
use super::super::lost_thousands::LostAmount;
use crate::model::{CellRef, Finding, Message, Related, Severity, Table, Value};
use crate::text::number;

/// Returns one warning for each table with such amounts, with every cell as related.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let of_tables = context.lost_thousands.tables.iter();
    of_tables.filter_map(|(id, lost)| finding(context, context.table(*id)?, lost)).collect()
}

fn finding(context: &Context, table: &Table, lost: &[LostAmount]) -> Option<Finding> {
    let first = lost.first()?;
    let cells: Vec<CellRef> = lost.iter().map(|lost| lost.at).collect();
    let message = Message::new("check.lost_thousands")
        .with("count", lost.len())
        .with("sheet", context.renja.sheet_name(table.sheet))
        .with("place", first.at.a1())
        .with("text", number::format_ungrouped(first.stated))
        .with("meant", Value::Rupiah(first.meant))
        .with("cells", cell_list(&cells));
    let related = lost.iter().map(|lost| Related {
        at: lost.at,
        label: table.items.get(lost.item).map_or_else(String::new, |item| table.label(item)),
        value: Some(Value::Rupiah(lost.meant)),
    });
    Some(Finding {
        related: related.collect(),
        ..Context::simple_finding("FMT106", Severity::Warning, first.at, table.path(first.item), message)
    })
}
