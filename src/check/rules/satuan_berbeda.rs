//! Rule FMT104: the targets and realisations of one indicator count different things, such as "32 unit" and
//! "6 jenis".

use super::super::context::{Context, cell_list, row_label};
use crate::forms::{Belongs, Kind};
use crate::model::{CellRef, Finding, Message, Related, Severity, Table, Value};
use crate::text::unit::{find_known, may_be_same};

/// Returns one note for each table, with the cells whose unit differs from the first one in their row. Only
/// units that the program knows are compared.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().filter_map(|table| check_table(context, table)).collect()
}

fn check_table(context: &Context, table: &Table) -> Option<Finding> {
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|c| {
            table.columns.get(*c).is_some_and(|c| c.kind == Kind::Quantity && c.belongs == Belongs::Indikator)
        })
        // The second side of a review lists other indicators.
        .filter(|c| table.columns.get(*c).is_some_and(|c| !c.key.ends_with("_kebutuhan")))
        .collect();
    let mut cells: Vec<Related> = Vec::new();
    let mut example: Option<(Value, Value)> = None;
    for (id, item) in table.items.iter().enumerate() {
        for row in &item.indikator {
            let mut units = columns.iter().filter_map(|column| {
                let cited = row.values.get(*column)?;
                let Value::Quantity(_, Some(unit)) = &cited.value else { return None };
                Some((cited, &**unit))
            });
            // Return early: nearly always all units of a row are the same word.
            let first = units.clone().next();
            if units.clone().all(|(_, unit)| first.is_some_and(|(_, first)| unit == first)) {
                continue;
            }
            let Some((usual, first)) = units.find(|(_, unit)| find_known(unit).is_some()) else { continue };
            let unlike = |unit: &str| {
                unit != first && find_known(unit).is_some() && !may_be_same(Some(first), Some(unit))
            };
            if let Some((other, _)) = units.find(|(_, unit)| unlike(unit)) {
                example.get_or_insert_with(|| (usual.value.clone(), other.value.clone()));
                cells.push(Related {
                    at: other.at,
                    label: row_label(table, id, Some(row)),
                    value: Some(other.value.clone()),
                });
            }
        }
    }
    let first = cells.first()?.clone();
    let (one, another) = example?;
    let at: Vec<CellRef> = cells.iter().map(|cell| cell.at).collect();
    let message = Message::new("check.unit.unlike")
        .with("sheet", context.renja.sheet_name(table.sheet))
        .with("count", cells.len())
        .with("indikator", first.label.as_str())
        .with("first", one)
        .with("second", another)
        .with("cells", cell_list(&at));
    Some(Finding {
        related: cells,
        ..Context::simple_finding("FMT104", Severity::Note, first.at, first.label, message)
    })
}
