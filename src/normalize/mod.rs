//! [`Book`] → [`Renja`]: find tables, read their headers by form, take merges apart, stitch pages,
//! split many-line cells, tell the levels.
//!
//! Each stage is a folder that can be read alone. [`sheet`] is a reader's view of a sheet, [`columns`] finds
//! where a table begins and which of its columns is which, [`rows`] takes its rows to items and indicators,
//! [`tree`] tells which row is part of which, and [`relations`] what must agree and on which ground.
//! [`evidence`] holds the thresholds, [`vocabulary`] the words, and [`explain`](mod@explain) tells the
//! grounds again.

mod columns;
mod evidence;
mod explain;
mod identity;
mod relations;
mod rows;
mod sheet;
mod tree;
mod value;
mod vocabulary;

use std::sync::{Arc, LazyLock};

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::forms::{Form, Forms};
use crate::model::own;
use crate::model::{Area, Book, CellContent, Cited, NotPlaced, Renja, SheetId, Skipped, Table};

pub use explain::{ColumnGrounds, Explanation, LevelGrounds, explain};

use columns::header::{self, Header};
use columns::{by_content, content, named, words};
use rows::body::{self, Body};
use rows::{continued, records};
use sheet::grid::Grid;
use sheet::{beside, pages};

/// Normalizes a workbook. Whatever could not be placed is in [`Renja::skipped`] and
/// [`Renja::leftover`].
#[must_use]
pub fn normalize(book: &Book, all_forms: &Forms) -> Renja {
    let mut renja =
        Renja { sheets: book.sheets.iter().map(|s| s.name.clone()).collect(), ..Renja::default() };
    let forms = all_forms.telling();
    let heads = words::Heads::of(forms);
    let sheets: Vec<_> = book.sheets().filter(|(_, sheet)| !own::is_own(sheet)).collect();
    let with_headers = |(id, sheet)| {
        let grid = Grid::new(id, sheet);
        let mut headers = header::find(&grid, forms, &heads);
        if let Some(apart) = beside::split(&grid, &headers, forms, &heads) {
            return apart;
        }
        if headers.is_empty() {
            headers.extend(by_content::find(&grid, 0..grid.last_row + 1));
        }
        vec![(grid, headers)]
    };
    let sheets: Vec<_> = sheets.into_par_iter().with_max_len(1).map(with_headers).collect();
    let sheets: Vec<(Grid<'_>, Vec<Header>)> = sheets.into_iter().flatten().collect();
    let names = LazyLock::new(|| {
        sheets.iter().flat_map(|(grid, headers)| body::names(grid, headers)).collect::<Vec<String>>()
    });
    let reading = Reading { forms, heads: &heads, all_forms, names: &|| names.as_slice() };
    let one = |(grid, headers): &(Grid<'_>, Vec<Header>)| {
        OfSheet::read(grid, headers, &|| names.as_slice(), all_forms)
    };
    let mut read: Vec<OfSheet> = sheets.par_iter().with_max_len(1).map(one).collect();
    pages::join(&reading, &sheets, &mut read);
    for of_sheet in read {
        renja.tables.extend(of_sheet.tables);
        renja.skipped.extend(of_sheet.skipped);
        renja.leftover.extend(of_sheet.leftover);
        renja.narrative.extend(of_sheet.narrative);
    }
    renja.year = identity::year(&renja);
    renja.organisation = identity::organisation(&renja);
    renja
}

/// What reading a sheet needs of the workbook.
struct Reading<'r> {
    forms: &'r [Arc<Form>],
    heads: &'r words::Heads,
    /// All of them, those that name the columns of tables which were read without one included.
    all_forms: &'r Forms,
    /// The names that stand in any table.
    names: &'r (dyn Fn() -> &'r [String] + Sync),
}

/// What a sheet gives the plan.
#[derive(Default)]
struct OfSheet {
    tables: Vec<Table>,
    skipped: Vec<Skipped>,
    /// The sheet itself, where it holds no table.
    leftover: Option<SheetId>,
    narrative: Vec<Cited<String>>,
}

impl OfSheet {
    fn read<'a>(
        grid: &'a Grid<'a>,
        headers: &'a [Header],
        names: &'a (dyn Fn() -> &'a [String] + Sync),
        all_forms: &Forms,
    ) -> Self {
        let mut of_sheet = Self::default();
        for (i, header) in headers.iter().enumerate() {
            let next = headers.get(i + 1);
            let Body { mut table, mut looks, skipped } = if header.form.tells_rows() {
                body::read(grid, header, next.map(|h| h.first_row), names)
            } else {
                records::read(grid, header)
            };
            of_sheet.skipped.extend(continued::tell(&mut table, &mut looks, grid.sheet));
            content::earn(&mut table);
            if table.form.tells_rows() {
                tree::tell_visible(&mut table, grid.sheet);
            } else {
                let floor = of_sheet.tables.last().map_or(0, |before| before.area.last_row + 1);
                let named = named::of(grid, &table, floor, all_forms);
                let stated = named.as_ref().map_or_else(Vec::new, |named| named.relations(&table));
                relations::relate(&mut table, grid.sheet, stated);
                if let Some(named) = named {
                    named.apply(&mut table);
                }
            }
            of_sheet.skipped.extend(skipped);
            of_sheet.tables.push(table);
        }
        let areas: Vec<Area> = of_sheet.tables.iter().map(|table| table.area).collect();
        of_sheet.skipped.extend(grid.beside.iter().flat_map(|area| cells_beside(grid, *area)));
        of_sheet.leftover = (headers.is_empty() && !grid.is_empty()).then_some(grid.id);
        of_sheet.narrative = narrative(grid, &areas);
        of_sheet
    }
}

/// The cells of a block that stands beside a table.
fn cells_beside<'a>(grid: &'a Grid<'_>, area: Area) -> impl Iterator<Item = Skipped> + use<'a> {
    let rows = (area.first_row, 0)..=(area.last_row, u32::MAX);
    let filled = grid
        .sheet
        .cells
        .range(rows)
        .filter(move |((row, column), cell)| area.contains(*row, *column) && !cell.content.is_blank());
    filled.map(move |((row, column), cell)| Skipped {
        text: value::printed(cell),
        at: grid.at(*row, *column),
        why: NotPlaced::Beside(area),
        is_beside: true,
    })
}

/// Sentences outside of the tables: texts of six words and more that are no title.
fn narrative(grid: &Grid<'_>, areas: &[Area]) -> Vec<Cited<String>> {
    let mut sentences = Vec::new();
    let mut tables = areas.to_vec();
    tables.sort_unstable_by_key(|area| area.first_row);
    // From the first table on, or everywhere in a sheet without one, up to each table and after the last.
    let mut row = tables.first().map_or(0, |area| area.first_row);
    for (end, next) in tables.iter().map(|a| (a.first_row, a.last_row + 1)).chain([(u32::MAX, u32::MAX)]) {
        let rows = row..end.min(grid.last_row + 1);
        row = row.max(next);
        for (row, (column, cell)) in rows.flat_map(|row| grid.row(row).map(move |cell| (row, cell))) {
            if let CellContent::Text(text) = &cell.content
                && text.split_whitespace().nth(5).is_some()
            {
                let at = grid.at(row, column);
                sentences.push(Cited { value: text.trim().to_owned(), text: text.clone(), at });
            }
        }
    }
    sentences
}

/// An empty table at this header, to be filled by [`rows`].
fn table_at(sheet: SheetId, header: &Header) -> Table {
    Table {
        form: Arc::clone(&header.form),
        sheet,
        area: Area {
            first_row: header.first_row,
            first_column: header.columns.iter().map(|c| c.first).min().unwrap_or(0),
            last_row: header.last_row,
            last_column: header.columns.iter().map(|c| c.last).max().unwrap_or(0),
        },
        pages: Vec::new(),
        title: header.title.clone(),
        columns: header.columns.clone(),
        headers: Vec::new(),
        header_texts: Vec::new(),
        items: Vec::new(),
        summed: None,
    }
}
