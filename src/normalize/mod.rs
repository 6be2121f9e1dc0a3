//! Turns a [`Book`] into a [`Renja`]: finds tables, reads their headers, takes merged cells apart, joins
//! pages, splits cells of several lines, and decides the levels.
//!
//! Each stage is a folder that can be read alone. [`sheet`] presents a sheet as its reader sees it,
//! [`columns`] finds where a table begins and what each of its columns is, [`rows`] turns rows into items and
//! indicators, [`tree`] decides which row is part of which, and [`relations`] decides which columns are
//! computed from which others, and on which ground. [`sheet_reader`] takes one sheet through these stages,
//! [`row_label`] reads the words of a row's label, [`evidence`] holds the thresholds, [`vocabulary`] the words,
//! and [`explain`](mod@explain) reports the grounds of each decision.

mod columns;
mod evidence;
mod explain;
mod identity;
mod relations;
mod row_label;
mod rows;
mod sheet;
mod sheet_reader;
mod tree;
mod value;
mod vocabulary;

use std::sync::LazyLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::forms::Forms;
use crate::model::{Book, Renja, own};

pub use explain::{ColumnGrounds, Explanation, LevelGrounds, explain};

use columns::form_header::{self, Header};
use columns::{by_content, header_likeness};
use rows::form_rows;
use sheet::grid::Grid;
use sheet::{continued_sheets, side_by_side};
use sheet_reader::{SheetResult, WorkbookContext};

/// Normalizes a workbook, its sheets in parallel. Cells without a place in a table are in [`Renja::skipped`],
/// sheets without a table in [`Renja::unrecognized_sheets`]. Sheets that the program itself wrote are not read.
///
/// # Examples
///
/// ```
/// let book = renja::read::read(b"No;Uraian;Jumlah (Rp)\n1;Alat tulis;1.500.000\n2;Cetak;2.500.000\n;Jumlah;4.100.000\n", &Default::default())?;
/// let renja = renja::normalize::normalize(&book, &Default::default());
/// assert_eq!(renja.tables[0].items.len(), 3);
/// # Ok::<(), renja::read::ReadError>(())
/// ```
#[must_use]
pub fn normalize(book: &Book, all_forms: &Forms) -> Renja {
    let mut renja =
        Renja { sheets: book.sheets.iter().map(|s| s.name.clone()).collect(), ..Renja::default() };
    let forms = all_forms.row_defining();
    let heads = header_likeness::HeaderMatcher::from_forms(forms);
    let sheets: Vec<_> = book.sheets().filter(|(_, sheet)| !own::is_own_sheet(sheet)).collect();
    let with_headers = |(id, sheet)| {
        let grid = Grid::new(id, sheet);
        let mut headers = form_header::find_headers(&grid, forms, &heads);
        if let Some(apart) = side_by_side::split(&grid, &headers, forms, &heads) {
            return apart;
        }
        if headers.is_empty() {
            headers.extend(by_content::find_tables(&grid, 0..grid.last_row + 1));
        }
        vec![(grid, headers)]
    };
    let sheets: Vec<_> = sheets.into_par_iter().with_max_len(1).map(with_headers).collect();
    let sheets: Vec<(Grid<'_>, Vec<Header>)> = sheets.into_iter().flatten().collect();
    let names = LazyLock::new(|| {
        sheets
            .iter()
            .flat_map(|(grid, headers)| form_rows::collect_names(grid, headers))
            .collect::<Vec<String>>()
    });
    let reading = WorkbookContext { forms, heads: &heads, all_forms, names: &|| names.as_slice() };
    let one = |(grid, headers): &(Grid<'_>, Vec<Header>)| {
        SheetResult::read(grid, headers, &|| names.as_slice(), all_forms)
    };
    let mut read: Vec<SheetResult> = sheets.par_iter().with_max_len(1).map(one).collect();
    continued_sheets::join(&reading, &sheets, &mut read);
    for of_sheet in read {
        renja.tables.extend(of_sheet.tables);
        renja.skipped.extend(of_sheet.skipped);
        renja.unrecognized_sheets.extend(of_sheet.leftover);
        renja.narrative.extend(of_sheet.narrative);
    }
    renja.year = identity::year(&renja);
    renja.organisation = identity::organisation(&renja);
    renja
}
