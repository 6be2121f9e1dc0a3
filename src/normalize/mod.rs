//! [`Book`] → [`Renja`]: find tables, read their headers by form, take merges apart, stitch pages,
//! split many-line cells, tell the levels.
//!
//! Each stage is a folder that can be read alone. [`sheet`] is a reader's view of a sheet, [`columns`] finds
//! where a table begins and which of its columns is which, [`rows`] takes its rows to items and indicators,
//! [`tree`] tells which row is part of which, and [`relations`] what must agree and on which ground.
//! [`of_sheet`] takes one sheet through them, [`label`] tells what the words of a row say of it, [`evidence`]
//! holds the thresholds, [`vocabulary`] the words, and [`explain`](mod@explain) tells the grounds again.

mod columns;
mod evidence;
mod explain;
mod identity;
mod label;
mod of_sheet;
mod relations;
mod rows;
mod sheet;
mod tree;
mod value;
mod vocabulary;

use std::sync::LazyLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::forms::Forms;
use crate::model::{Book, Renja, own};

pub use explain::{ColumnGrounds, Explanation, LevelGrounds, explain};

use columns::header::{self, Header};
use columns::{by_content, words};
use of_sheet::{OfSheet, Reading};
use rows::body;
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
