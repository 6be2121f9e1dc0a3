//! Bytes → [`Book`]. The format is told from the content, never from the name.

mod binary;
mod budget;
mod cfb;
mod compute;
mod delimited;
mod guard;
mod html;
mod mhtml;
mod number;
mod ods;
mod origin;
mod package;
mod r1c1;
mod raw;
mod sniff;
mod spreadsheetml;
mod style;
mod text;
mod xls;
mod xlsb;
mod xlsx;

use rayon::iter::{IntoParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::model::{Book, Message};
use budget::Budget;
pub use origin::{koreksi_by_program, marked_origin, origin};
use raw::RawSheet;
use sniff::Kind;

/// What a workbook may ask for at most.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Limits {
    /// Cells in the whole workbook.
    pub max_cells: usize,
    /// Bytes that the parts of a package may unfold to, all of them together.
    pub max_part_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_cells: 5_000_000, max_part_bytes: 1 << 29 }
    }
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in it.
    #[error("empty file")]
    Empty,
    /// It is no workbook.
    #[error("not a workbook")]
    NotAWorkbook,
    /// It is locked with a password.
    #[error("protected by a password")]
    Encrypted,
    /// It is a package whose end is missing: a download or a copy that stopped.
    #[error("cut off")]
    CutOff,
    /// It is a workbook that is damaged; the text names the place.
    #[error("damaged: {0}")]
    Damaged(String),
    /// It has more cells than the limit.
    #[error("more than {0} cells")]
    TooManyCells(usize),
    /// It unfolds to more bytes than the limit.
    #[error("unfolds to more than {0} bytes")]
    TooManyBytes(u64),
}

impl ReadError {
    /// What is wrong and what to do, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        let count = |n: u64| crate::text::number::show(n.into());
        match self {
            Self::Empty => Message::new("read.empty"),
            Self::NotAWorkbook => Message::new("read.not_a_workbook"),
            Self::Encrypted => Message::new("read.encrypted"),
            Self::CutOff => Message::new("read.cut_off"),
            Self::Damaged(place) => Message::new("read.damaged").with("place", place.as_str()),
            Self::TooManyCells(limit) => {
                Message::new("read.too_many_cells").with("limit", count(*limit as u64))
            }
            Self::TooManyBytes(limit) => {
                Message::new("read.too_many_bytes").with("limit", count(*limit >> 20))
            }
        }
    }
}

/// Whether a file, or the beginning of a plain text, is of a kind that can be read.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    sniff::sniff(bytes, &Budget::new(&Limits::default())).is_ok()
}

/// Reads a workbook.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let budget = Budget::new(limits);
    let mut has_macros = false;
    let sheets = match sniff::sniff(bytes, &budget)? {
        Kind::Xlsx(package) => {
            has_macros = package.names().any(|name| name.ends_with("vbaProject.bin"));
            xlsx::read(package, &budget)?
        }
        Kind::Ods(package) => ods::read(package, &budget)?,
        Kind::SpreadsheetMl(text) => spreadsheetml::read(&text, &budget)?,
        Kind::FlatOds(text) => ods::read_flat(&text, &budget)?,
        Kind::Html(text) => vec![html::read(&text, &budget)?],
        Kind::Mhtml(bytes) => mhtml::read(bytes, &budget)?,
        Kind::Delimited(text, separator) => vec![delimited::read(&text, separator, &budget)?],
        Kind::Xls(compound) => xls::read(&compound, &budget)?,
        Kind::Xlsb(package) => xlsb::read(bytes, package, &budget)?,
    };
    Ok(Book { has_macros, ..book(sheets)? })
}

/// The sheets as they stand in the model: formulas without a value computed where they can be,
/// cells under a merge left out.
fn book(sheets: Vec<RawSheet>) -> Result<Book, ReadError> {
    let Some(first) = sheets.first() else { return Err(ReadError::NotAWorkbook) };
    if sheets.iter().all(|s| s.unread.is_some()) {
        return Err(ReadError::Damaged(first.name.clone()));
    }
    let uncached: Vec<_> = sheets.iter().map(|s| s.uncached.clone()).collect();
    let mut sheets: Vec<_> = sheets.into_par_iter().map(RawSheet::into_sheet).collect();
    let findings = compute::fill(&mut sheets, &uncached);
    sheets.par_iter_mut().for_each(raw::settle_merges);
    Ok(Book { sheets, findings, has_macros: false })
}
