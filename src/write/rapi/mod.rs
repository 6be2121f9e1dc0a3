//! Writes the result `.rapi.xlsx`: the plan laid out anew, between the program's own sheets. Only this module
//! and the recap use `rust_xlsxwriter`.

mod berita_acara;
pub(in crate::write) mod canvas;
mod computed;
mod content;
mod data;
mod document;
mod error;
mod form;
mod layout;
mod leftover;
mod matching;
mod page;
mod perubahan;
mod plan;
mod rekonsiliasi;
mod ringkasan;
pub(in crate::write) mod style;
mod sums;
mod tabel;
pub mod temuan;
mod unplaced;
mod workbook;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::{Book, CellRef, Renja};
use canvas::Canvas;
use page::Page;
use plan::{Plan, PlannedSheet, SheetContent};

pub use document::Document;
pub use error::WriteError;
pub use layout::Paper;
pub(in crate::write) use workbook::{Properties, assemble_workbook, new_workbook};

/// Writes the workbook. The same document gives the same bytes, although sheets are written in parallel on
/// the caller's threads.
///
/// # Errors
///
/// If a sheet cannot be written.
pub fn write(document: &Document<'_>) -> Result<Vec<u8>, WriteError> {
    let plan = Plan::new(document.book, document.renja);
    let marks = tabel::Marks::new(document);
    let mut workbook = new_workbook()?;
    let mut sheets = vec![
        SheetTask::Own(ringkasan::write),
        SheetTask::Own(temuan::write),
        SheetTask::Own(rekonsiliasi::write),
        SheetTask::Own(berita_acara::write),
    ];
    let mut page = |cells| page::create_page(&mut workbook, cells);
    for planned in &plan.sheets {
        sheets.push(SheetTask::Planned(planned, Box::new(page(planned.cell_count(document.book)))));
    }
    let data_page = page(data::cell_count(document.renja));
    sheets.push(SheetTask::Own(perubahan::write));
    let set = |sheet: SheetTask<'_, '_>| match sheet {
        SheetTask::Own(write) => write(document, &plan),
        SheetTask::Planned(planned, page) => match &planned.content {
            SheetContent::Table(layout) => tabel::write(document, layout, &marks, &planned.name, *page),
            SheetContent::Unchanged => leftover::write(document, planned.source, &planned.name, *page),
        },
    };
    // *Data* has the rows of all tables and takes longest, so it is begun first. Of the other sheets a single
    // one may take as long as ten others, so they are handed out one by one.
    let (data, sheets) = rayon::join(
        || data::write(document, data_page),
        || sheets.into_par_iter().with_max_len(1).map(set).collect::<Vec<_>>(),
    );
    // Return the first error in the order of the sheets, so that it does not depend on thread timing.
    let mut sheets: Vec<Canvas> = sheets.into_iter().collect::<Result<_, _>>()?;
    // The change log is the last sheet; *Data* precedes it.
    sheets.insert(sheets.len().saturating_sub(1), data?);
    // Free memory: from here on only the written sheets are needed.
    drop((plan, marks));
    let properties = Properties {
        title: &document.title(),
        subject: &document.say("rapi.subjek"),
        office: document.office(),
        footer: &document.footer(),
        origin: document.origin,
    };
    assemble_workbook(workbook, document.paper, &properties, sheets)
}

/// Returns the sources of cells on the sheets between the program's own. Keys are sheet, row and column of
/// the result; values are cells of the input.
#[must_use]
pub(crate) fn cell_sources(book: &Book, renja: &Renja) -> BTreeMap<(String, u32, u32), CellRef> {
    let plan = Plan::new(book, renja);
    let mut sources = BTreeMap::new();
    for planned in &plan.sheets {
        let cells: Vec<(CellRef, (u32, u32))> = match &planned.content {
            SheetContent::Table(layout) => layout.sources(),
            SheetContent::Unchanged => {
                let cells = book.sheet(planned.source).into_iter().flat_map(|sheet| sheet.cells.keys());
                let at = |(row, column): &(u32, u32)| CellRef {
                    sheet: planned.source,
                    row: *row,
                    column: *column,
                };
                cells.map(|place| (at(place), *place)).collect()
            }
        };
        for (at, (row, column)) in cells {
            sources.entry((planned.name.clone(), row, column)).or_insert(at);
        }
    }
    sources
}

/// A sheet to be written.
enum SheetTask<'p, 'a> {
    /// One of the program's own sheets.
    Own(fn(&Document<'_>, &Plan<'_>) -> Result<Canvas, WriteError>),
    /// A sheet that shows one of the input's, with the worksheet for it.
    Planned(&'p PlannedSheet<'a>, Box<Page>),
}
