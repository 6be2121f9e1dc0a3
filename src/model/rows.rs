//! The plan in long form: one row per figure, for pivot tables and other programs.

use super::{Cited, Item, ItemId, Level, Table, Value};

/// A figure with everything that identifies it.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The table that contains the figure.
    pub table: &'a Table,
    /// The item that the figure belongs to.
    pub item: &'a Item,
    /// The index of the item in [`Table::items`].
    pub id: ItemId,
    /// The program: the item itself or the one above it, if any.
    pub program: Option<&'a Item>,
    /// The kegiatan: the item itself or the one above it, if any.
    pub kegiatan: Option<&'a Item>,
    /// The sub kegiatan: the item itself or the one above it, if any.
    pub sub_kegiatan: Option<&'a Item>,
    /// The name of the indicator that the figure belongs to. `None` if the figure is the item's own.
    pub indikator: Option<&'a Cited<Value>>,
    /// The index of the indicator within the item, 0 for the item's own values. The figure stands on this row
    /// of the item in the wide table.
    pub line: usize,
    /// The index of the column in [`Table::columns`].
    pub column: usize,
    /// The figure, or the words in its place.
    pub value: &'a Cited<Value>,
}

/// Keys of columns that identify a row rather than state a figure.
pub(super) const NAMING_COLUMNS: [&str; 4] = ["kode", "nomor", "nama", "indikator"];

/// Returns the rows of a table: item by item, and within an item in the order of `columns`. Columns that only
/// name the row are skipped.
pub fn rows<'a>(table: &'a Table, columns: &'a [usize]) -> impl Iterator<Item = Row<'a>> {
    let named =
        |column: &usize| table.columns.get(*column).is_none_or(|c| NAMING_COLUMNS.contains(&c.key.as_str()));
    let columns = columns.iter().copied().filter(move |column| !named(column));
    let indicator_name = table.column("indikator");
    table.items.iter().enumerate().flat_map(move |(id, item)| {
        let at = |level| ancestor_at(table, id, level);
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

/// Returns the closest item at this level, starting with the item itself and going up. `None` if there is
/// none.
pub(super) fn ancestor_at(table: &Table, id: ItemId, level: Level) -> Option<&Item> {
    let mut next = Some(id);
    while let Some(id) = next {
        let item = table.items.get(id)?;
        if item.level == level {
            return Some(item);
        }
        // Parents stand before their children. Ignoring any other parent guarantees that the walk ends.
        next = item.parent.filter(|parent| *parent < id);
    }
    None
}
