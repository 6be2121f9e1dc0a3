//! Reads a workbook of any supported format.

use rayon::iter::{IntoParallelIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::budget::{Budget, Limits};
use super::raw::{self, RawSheet};
use super::sniff::{self, WorkbookKind};
use super::{ReadError, compute, delimited, html, mhtml, ods, spreadsheetml, xls, xlsb, xlsx};
use crate::model::Book;

/// Whether a file, or the beginning of a text file, is of a kind that can be read.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    sniff::sniff(bytes, &Budget::new(&Limits::default())).is_ok()
}

/// Reads a workbook.
///
/// # Errors
/// Returns an error if the file is no workbook, cut off, encrypted, damaged as a whole, or larger than the
/// limits. A single damaged sheet is no error: it is marked as unread.
///
/// # Examples
///
/// ```
/// let book = renja::read::read(b"No;Uraian;Jumlah\n1;Kertas;1.500.000\n2;Tinta;2.000.000\n", &renja::read::Limits::default())?;
/// assert_eq!(book.sheets[0].cells.len(), 9);
/// assert!(renja::read::read(b"%PDF-1.7", &renja::read::Limits::default()).is_err());
/// # Ok::<(), renja::read::ReadError>(())
/// ```
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let budget = Budget::new(limits);
    let mut has_macros = false;
    let sheets = match sniff::sniff(bytes, &budget)? {
        WorkbookKind::Xlsx(package) => {
            has_macros = package.names().any(|name| name.ends_with("vbaProject.bin"));
            xlsx::read(package, &budget)?
        }
        WorkbookKind::Ods(package) => ods::read(package, &budget)?,
        WorkbookKind::SpreadsheetMl(text) => spreadsheetml::read(&text, &budget)?,
        WorkbookKind::FlatOds(text) => ods::read_flat(&text, &budget)?,
        WorkbookKind::Html(text) => vec![html::read(&text, &budget)?],
        WorkbookKind::Mhtml(bytes) => mhtml::read(bytes, &budget)?,
        WorkbookKind::Delimited(text, separator) => vec![delimited::read(&text, separator, &budget)?],
        WorkbookKind::Xls(compound) => xls::read(&compound, &budget)?,
        WorkbookKind::Xlsb(package) => xlsb::read(bytes, package, &budget)?,
    };
    Ok(Book { has_macros, ..book(sheets)? })
}

/// Turns the sheets into a book of the model: computes formulas that were saved without a value, and removes
/// cells that a merge covers.
fn book(sheets: Vec<RawSheet>) -> Result<Book, ReadError> {
    let Some(first) = sheets.first() else { return Err(ReadError::NotAWorkbook) };
    if sheets.iter().all(|s| s.unread.is_some()) {
        return Err(ReadError::Damaged(first.name.clone()));
    }
    let uncached: Vec<_> = sheets.iter().map(|s| s.uncached.clone()).collect();
    let mut sheets: Vec<_> = sheets.into_par_iter().map(RawSheet::into_sheet).collect();
    let findings = compute::compute_uncached(&mut sheets, &uncached);
    sheets.par_iter_mut().for_each(raw::apply_merges);
    Ok(Book { sheets, findings, has_macros: false })
}
