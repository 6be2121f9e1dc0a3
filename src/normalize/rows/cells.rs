//! Reads the cells that start on each row of a table, with their meaning in their columns. Each row is read
//! by itself, so that some rows are read while others are assembled to items.

use std::ops::Range;
use std::sync::Arc;

use crate::forms::{Belongs, Kind};
use crate::model::{Cell, CellContent, CellRef, Column, Value};
use crate::text::fold::fold;
use crate::text::kode::Kode;
use crate::text::roman;

use crate::normalize::columns::form_header::{Header, is_name_key};
use crate::normalize::columns::name_levels;
use crate::normalize::row_label;
use crate::normalize::rows::codes_from_dates;
use crate::normalize::rows::multiline_cells::RawCell;
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::{ValueCache, printed, printed_code, tidy};

/// What a column is to its rows, computed once for all of them.
#[derive(Clone, Copy)]
pub struct ColumnRole {
    /// First and last sheet column.
    pub first: u32,
    pub last: u32,
    /// What its cells hold.
    pub kind: Kind,
    /// What its cells belong to: the item, an indicator, a group.
    pub belongs: Belongs,
    /// Whether it names the item.
    pub is_name: bool,
    /// Whether it has one sheet column per level.
    pub has_column_per_level: bool,
}

/// The rows below a header.
pub struct RowReader<'a> {
    grid: &'a Grid<'a>,
    /// The role of each column, in the order of the header's columns.
    pub roles: Vec<ColumnRole>,
}

/// A run of consecutive rows with their cells.
pub struct RowRun {
    /// The rows, from 0.
    pub rows: Range<u32>,
    /// The number of cells on each row.
    pub counts: Vec<usize>,
    /// The cells of all rows, row by row.
    pub cells: Vec<RawCell>,
}

/// Number of rows in a run, chosen so that a run fits into a core's cache.
const ROWS_PER_RUN: u32 = 512;

impl<'a> RowReader<'a> {
    /// Prepares to read the rows below a header.
    pub fn new(grid: &'a Grid<'a>, header: &Header) -> Self {
        Self { grid, roles: column_roles(header) }
    }

    /// Reads the next run of rows, up to row `end`.
    pub fn read_run(&self, first: u32, end: u32) -> RowRun {
        let rows = first..end.min(first.saturating_add(ROWS_PER_RUN));
        let mut counts = Vec::with_capacity(rows.len());
        let mut cells = Vec::with_capacity(self.grid.count_cells(&rows));
        let mut known = ValueCache::new();
        for row in rows.clone() {
            let before = cells.len();
            self.read_cells(row, &mut known, &mut cells);
            counts.push(cells.len() - before);
        }
        RowRun { rows, counts, cells }
    }

    /// Appends the cells that start on a row, with their meaning, to `cells`.
    pub fn read_cells(&self, row: u32, known: &mut ValueCache, cells: &mut Vec<RawCell>) {
        // Columns usually go from left to right as the cells do: continue from where the last one began.
        let (mut ahead, mut before) = (self.grid.row_cells(row), 0);
        for (i, role) in self.roles.iter().enumerate() {
            if role.first < before {
                ahead = self.grid.row_cells(row);
            }
            before = role.first;
            while let Some((first, rest)) = ahead.split_first()
                && first.0 < role.first
            {
                ahead = rest;
            }
            let own = ahead.iter().map(|(c, _, cell)| (*c, *cell)).take_while(|(c, _)| *c <= role.last);
            if role.kind == Kind::Kode {
                cells.extend(self.read_kode(row, i, own));
                continue;
            }
            // A cell may start in any of the sheet columns that the header's cell spans.
            let is_wide = role.last > role.first;
            let mut own = own.peekable();
            while let Some((c, cell)) = own.next() {
                // Skip "Rp" in a column of its own, beside the amounts.
                if is_wide && role.kind == Kind::Rupiah && is_currency_sign(cell) {
                    continue;
                }
                // Skip "1." in a column of its own, beside the names.
                if is_wide && role.is_name && own.peek().is_some() && is_numbering(&printed(cell)) {
                    continue;
                }
                let next = if is_wide { own.peek() } else { None };
                let with_unit = next.and_then(|(_, next)| join_unit(role.kind, cell, next));
                let cell = with_unit.as_ref().unwrap_or(cell);
                if let Some(value) = known.read(cell, role.kind) {
                    let at = self.grid.cell_ref(row, c);
                    cells.push(RawCell { column: i, text: printed(cell), value, at });
                }
                if !role.has_column_per_level {
                    break;
                }
            }
        }
    }

    /// Reads a code, joined from the cells that it is spread over. `None` if all of them are blank.
    fn read_kode<'c>(
        &self,
        row: u32,
        index: usize,
        cells: impl Iterator<Item = (u32, &'c Cell)>,
    ) -> Option<RawCell> {
        let role = self.roles.get(index)?;
        let mut code: Option<(Arc<str>, CellRef)> = None;
        for (c, cell) in cells {
            let columns = (role.first, role.last);
            if code.is_none()
                && let Some(value) = codes_from_dates::read(self.grid, columns, row, cell)
            {
                return Some(RawCell {
                    column: index,
                    text: printed(cell),
                    value,
                    at: self.grid.cell_ref(row, c),
                });
            }
            let part = printed_code(cell);
            code = Some(match code {
                None => (part, self.grid.cell_ref(row, c)),
                Some((before, at)) => (format!("{before}.{part}").into(), at),
            });
        }
        let (text, at) = code?;
        // A bare dash or apostrophe is no code.
        let value = Kode::read_shared(&text).map_or_else(|| Value::Text(tidy(&text)), Value::Kode);
        Some(RawCell { column: index, text, value, at })
    }

    /// Splits code and name where both stand in the code's column, merged over the name's:
    /// "1.01.2.22.0.00.01.0000 Dinas Pendidikan". The name begins with the first letter. If what stands before it is no
    /// readable code, it belongs to the name, so that nothing is lost.
    pub fn split_code_and_name(&self, cells: &mut Vec<RawCell>) {
        let column = |test: &dyn Fn(&ColumnRole) -> bool| self.roles.iter().position(test);
        let (Some(kode), Some(name)) = (column(&|c| c.kind == Kind::Kode), column(&|c| c.is_name)) else {
            return;
        };
        if cells.iter().any(|raw| raw.column == name) {
            return;
        }
        let Some(raw) = cells.iter_mut().find(|raw| raw.column == kode) else { return };
        let Value::Text(text) = &raw.value else { return };
        let words = text.find(char::is_alphabetic).unwrap_or(0);
        let (code, rest) = text.split_at(words);
        if rest.is_empty() {
            return;
        }
        let (code, at) = (Kode::read(code), raw.at);
        let rest: Arc<str> = if code.is_some() { rest.into() } else { text.trim().into() };
        if let Some(code) = code {
            raw.text = code.to_string().into();
            raw.value = Value::Kode(code);
        } else {
            cells.retain(|raw| raw.column != kode);
        }
        cells.push(RawCell { column: name, text: rest.clone(), value: Value::Text(rest), at });
    }
}

impl RowReader<'_> {
    /// Makes the label of a total the name of its row if the row has none: "JUMLAH" below the numbers or the
    /// sasaran.
    pub fn name_total(&self, cells: &mut [RawCell]) {
        let Some(name) = self.roles.iter().position(|c| c.is_name) else { return };
        if cells.iter().any(|raw| self.roles.get(raw.column).is_some_and(|c| c.is_name)) {
            return;
        }
        let is_label = |raw: &&mut RawCell| {
            // "Jumlah orang" is an indicator.
            let may_be = |role: &ColumnRole| {
                role.belongs != Belongs::Indikator && matches!(role.kind, Kind::Nomor | Kind::Text)
            };
            self.roles.get(raw.column).is_some_and(may_be) && row_label::is_total_label(&raw.text)
        };
        if let Some(raw) = cells.iter_mut().find(is_label) {
            raw.column = name;
            raw.value = Value::Text(tidy(&raw.text));
        }
    }
}

fn column_roles(header: &Header) -> Vec<ColumnRole> {
    let role = |column: &Column| ColumnRole {
        first: column.first_column,
        last: column.last_column,
        kind: column.kind,
        belongs: column.belongs,
        is_name: is_name_key(&column.key),
        has_column_per_level: name_levels::is_joined(column),
    };
    header.columns.iter().map(role).collect()
}

/// Whether a cell holds a currency sign and no amount.
pub fn is_currency_sign(cell: &Cell) -> bool {
    matches!(&cell.content, CellContent::Text(text) if matches!(fold(text).as_str(), "rp" | "idr"))
}

/// Whether a text numbers a row and says nothing else: `1`, `a.`, `IV)`.
fn is_numbering(text: &str) -> bool {
    let number = text.trim().trim_matches(['.', ')', '(']);
    let is_one = number.len() == 1 && number.starts_with(char::is_alphanumeric);
    (1..=4).contains(&number.len())
        && (is_one || number.bytes().all(|b| b.is_ascii_digit()) || roman::read(number).is_some())
}

/// Joins a number and its unit that stand in two cells below one header cell: `68`, `jenis`. `None` if they
/// are anything else.
fn join_unit(kind: Kind, cell: &Cell, next: &Cell) -> Option<Cell> {
    const MAX_UNIT_BYTES: usize = 30;
    let CellContent::Text(unit) = &next.content else { return None };
    let is_unit = unit.len() <= MAX_UNIT_BYTES && !unit.contains(|c: char| c.is_ascii_digit() || c == '\n');
    let number = printed(cell);
    let is_number = number.contains(|c: char| c.is_ascii_digit()) && !number.contains(char::is_alphabetic);
    (matches!(kind, Kind::Quantity | Kind::Percent) && is_unit && is_number).then(|| Cell {
        content: CellContent::Text(format!("{} {}", number.trim(), unit.trim()).into()),
        ..Cell::default()
    })
}
