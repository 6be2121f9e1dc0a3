//! [`Book`] → [`Renja`]: find tables, read their headers by form, take merges apart, stitch pages,
//! split many-line cells, tell the levels.
//!
//! A sheet is walked from top to bottom once: [`header`] recognizes where a table begins,
//! [`body`] takes its rows to items and indicators, [`level`] tells program from kegiatan.

mod body;
mod explain;
mod grid;
mod header;
mod held;
mod identity;
mod inferred;
mod level;
mod lines;
mod nest;
mod relate;
mod summed;
mod totals;
mod tree;
mod value;
mod words;

use std::cell::LazyCell;
use std::sync::Arc;

use crate::forms::Form;
use crate::model::own;
use crate::model::{Area, Book, CellContent, CellRef, Cited, Message, Renja, SheetId, Skipped, Table};

pub use explain::{ColumnGrounds, Explanation, LevelGrounds, explain};

use body::Body;
use grid::Grid;
use header::Header;

/// Normalizes a workbook. Whatever could not be placed is in [`Renja::skipped`] and
/// [`Renja::leftover`].
#[must_use]
pub fn normalize(book: &Book, forms: &[Arc<Form>]) -> Renja {
    let mut renja =
        Renja { sheets: book.sheets.iter().map(|s| s.name.clone()).collect(), ..Renja::default() };
    let words = words::Words::of(forms);
    let sheets: Vec<(Grid<'_>, Vec<Header>)> = book
        .sheets()
        .filter(|(_, sheet)| !own::is_own(sheet))
        .map(|(id, sheet)| {
            let grid = Grid::new(id, sheet);
            let mut headers = header::find(&grid, forms, &words);
            if headers.is_empty() {
                headers.extend(inferred::find(&grid));
            }
            (grid, headers)
        })
        .collect();
    let names = LazyCell::new(|| {
        sheets.iter().flat_map(|(grid, headers)| body::names(grid, headers)).collect::<Vec<String>>()
    });
    let names = || names.as_slice();
    for (grid, headers) in &sheets {
        let mut areas = Vec::new();
        for (i, header) in headers.iter().enumerate() {
            let next = headers.get(i + 1);
            let Body { mut table, looks, skipped } =
                body::read(grid, header, next.map(|h| h.first_row), &names);
            level::tell(&mut table, &looks, grid.sheet);
            if let Some(item) = level::take_nameless(&mut table) {
                renja.skipped.extend(item.values.into_iter().map(|(_, cited)| Skipped {
                    text: cited.text,
                    at: cited.at,
                    why: Message::new("normalize.nameless"),
                }));
            }
            if table.form.inferred {
                relate::relate(&mut table);
            }
            areas.push(table.area);
            renja.skipped.extend(skipped);
            renja.tables.push(table);
        }
        if headers.is_empty() && !grid.is_empty() {
            renja.leftover.push(grid.id);
        }
        renja.narrative.extend(narrative(grid, &areas));
    }
    renja.year = identity::year(&renja);
    renja.organisation = identity::organisation(&renja);
    renja
}

/// Sentences outside of the tables: texts of six words and more that are no title.
fn narrative(grid: &Grid<'_>, areas: &[Area]) -> Vec<Cited<String>> {
    let first_table = areas.iter().map(|a| a.first_row).min();
    let mut sentences = Vec::new();
    for ((row, column), cell) in &grid.sheet.cells {
        let CellContent::Text(text) = &cell.content else { continue };
        let in_table = areas.iter().any(|a| (a.first_row..=a.last_row).contains(row));
        if in_table || first_table.is_some_and(|first| *row < first) || text.split_whitespace().count() < 6 {
            continue;
        }
        let at = CellRef { sheet: grid.id, row: *row, column: *column };
        sentences.push(Cited { value: text.trim().to_owned(), text: text.clone(), at });
    }
    sentences
}

/// An empty table at this header, to be filled by [`body`].
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
        title: header.title.clone(),
        columns: header.columns.clone(),
        headers: Vec::new(),
        header_texts: Vec::new(),
        items: Vec::new(),
        summed: None,
    }
}
