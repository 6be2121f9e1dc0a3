//! Joins names that have a column for each level: Program, Kegiatan, Sub Kegiatan side by side. They are read
//! as one column of names in which each level is a step further right than the one above it.

use crate::forms::{Belongs, Form, Kind, Rows};
use crate::model::Column;
use crate::text::fold::fold;

use crate::normalize::rows::multiline_cells::RawCell;
use crate::normalize::sheet::grid::{Grid, head_words};

/// Key of the column that names the items.
const NAME_KEY: &str = "nama";

/// Header words of such columns, by level, outermost first.
const LEVEL_HEADERS: [&[&str]; 4] = [
    &["urusan", "bidang urusan", "urusan bidang urusan", "nama urusan"],
    &["program", "nama program", "uraian program"],
    &["kegiatan", "nama kegiatan", "uraian kegiatan"],
    &["sub kegiatan", "subkegiatan", "nama sub kegiatan", "uraian sub kegiatan"],
];

/// Returns the level whose names a column holds, by its header: an index into [`LEVEL_HEADERS`]. `None` if the
/// header says no level, or several.
pub fn header_level(column: &Column) -> Option<usize> {
    let words = head_words(&column.header.last()?.text);
    LEVEL_HEADERS.iter().position(|known| known.contains(&words.as_str()))
}

/// Returns the columns of a header with adjacent name columns joined. Returns them unchanged if there are no
/// two such columns side by side, or if another column already names the items.
pub fn join(form: &Form, mut columns: Vec<Column>) -> Vec<Column> {
    if form.rows != Rows::Tree {
        return columns;
    }
    // The first of them may have been taken for the column of names because of its number.
    let level = |column: &Column| {
        let is_free = form.column(&column.key).is_none() || column.key == NAME_KEY;
        header_level(column).filter(|_| is_free && column.header.len() == 1)
    };
    let Some(first) = columns.iter().position(|column| level(column).is_some()) else { return columns };
    let mut end = first + 1;
    while let (Some(before), Some(next)) = (columns.get(end - 1), columns.get(end))
        && level(next) > level(before)
    {
        end += 1;
    }
    let is_elsewhere =
        |(place, column): (usize, &Column)| column.key == NAME_KEY && !(first..end).contains(&place);
    if end == first + 1 || columns.iter().enumerate().any(is_elsewhere) {
        return columns;
    }
    let names: Vec<Column> = columns.drain(first..end).collect();
    let (Some(outer), Some(inner)) = (names.first(), names.last()) else { return columns };
    let joined = Column {
        key: NAME_KEY.to_owned(),
        kind: Kind::Text,
        belongs: Belongs::Item,
        header: names.iter().flat_map(|column| column.header.clone()).collect(),
        last_column: inner.last_column,
        ..outer.clone()
    };
    columns.insert(first, joined);
    columns
}

/// Whether a column of names was joined from several: its header cells stand side by side.
pub fn is_joined(column: &Column) -> bool {
    let mut heads = column.header.iter().map(|head| head.at.row);
    let first = heads.next();
    column.key == NAME_KEY && heads.next() == first && first.is_some()
}

/// The names that apply at the current row, one per level, each with its sheet column.
#[derive(Default)]
pub struct LevelNames(Vec<(u32, String)>);

impl LevelNames {
    /// Removes all names but the last from a row, and returns those among them that are new: an office may
    /// repeat the program and the kegiatan on each row, or print all three on the first row only.
    pub fn take_outer_names(
        &mut self,
        grid: &Grid<'_>,
        cells: &mut Vec<RawCell>,
        column: usize,
    ) -> Vec<RawCell> {
        let mut left = cells.iter().filter(|raw| raw.column == column).count();
        let mut begun = Vec::new();
        cells.retain(|raw| {
            if raw.column != column {
                return true;
            }
            left -= 1;
            let ((_, at), name) = (grid.position_of(raw.at), fold(&raw.text));
            let is_held = self.0.iter().any(|(held_at, held)| *held_at == at && *held == name);
            if !is_held {
                self.0.retain(|(held_at, _)| *held_at < at);
                self.0.push((at, name));
            }
            if left > 0 && !is_held {
                begun.push(raw.clone());
            }
            left == 0
        });
        begun
    }
}
