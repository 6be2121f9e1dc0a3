//! The plan in long form: one figure of one item or indicator a row, for pivot tables and other
//! programs.

use super::{Cited, Item, ItemId, Level, Table, Value};

/// A figure with all that tells its reader what it is of.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The table.
    pub table: &'a Table,
    /// The item that it belongs to.
    pub item: &'a Item,
    /// The item's place in the table.
    pub id: ItemId,
    /// The program that the item is or stands below.
    pub program: Option<&'a Item>,
    /// The kegiatan.
    pub kegiatan: Option<&'a Item>,
    /// The sub kegiatan.
    pub sub_kegiatan: Option<&'a Item>,
    /// The name of the indicator that it belongs to; `None` where it is the item's own.
    pub indikator: Option<&'a Cited<Value>>,
    /// The place of the indicator among those of the item, 0 for the item's own values: the row of the wide
    /// table on which the figure stands.
    pub line: usize,
    /// The column, by its place in the table.
    pub column: usize,
    /// The figure, or the words.
    pub value: &'a Cited<Value>,
}

/// Columns that say which row it is, not what it states.
pub(super) const NAMES: [&str; 4] = ["kode", "nomor", "nama", "indikator"];

/// The rows of a table: item by item, the columns in this order.
pub fn rows<'a>(table: &'a Table, columns: &'a [usize]) -> impl Iterator<Item = Row<'a>> {
    let named = |column: &usize| table.columns.get(*column).is_none_or(|c| NAMES.contains(&c.key.as_str()));
    let columns = columns.iter().copied().filter(move |column| !named(column));
    let indicator_name = table.column("indikator");
    table.items.iter().enumerate().flat_map(move |(id, item)| {
        let at = |level| above(table, id, level);
        let (program, kegiatan, sub_kegiatan) =
            (at(Level::Program), at(Level::Kegiatan), at(Level::SubKegiatan));
        let row = move |column, (line, indikator), value| Row {
            table,
            item,
            id,
            program,
            kegiatan,
            sub_kegiatan,
            indikator,
            line,
            column,
            value,
        };
        columns.clone().flat_map(move |column| {
            let of_item = item.values.get(column).map(|value| row(column, (0, None), value));
            let of_indicators = item.indikator.iter().enumerate().filter_map(move |(line, indikator)| {
                let name = indicator_name.and_then(|c| indikator.values.get(c));
                Some(row(column, (line, name), indikator.values.get(column)?))
            });
            of_item.into_iter().chain(of_indicators)
        })
    })
}

/// The item itself or the one above it that has this level.
pub(super) fn above(table: &Table, id: ItemId, level: Level) -> Option<&Item> {
    let mut next = Some(id);
    while let Some(id) = next {
        let item = table.items.get(id)?;
        if item.level == level {
            return Some(item);
        }
        // A parent stands before its children: a walk upwards ends.
        next = item.parent.filter(|parent| *parent < id);
    }
    None
}
