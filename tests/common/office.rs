//! The office's workbook of 2021, processed, and its results as their user opens them.

use std::sync::LazyLock;

use renja::model::{Book, Sheet};
use renja::read::{self, Limits};
use renja::{EarlierResult, Options, Processed};

pub const NAME: &str = "renja-bkd-2021.xlsx";
/// A wrong sum of the workbook: rule and cell.
pub const J50: (&str, &str) = ("ARI102", "J50");

/// Processes a workbook of the office, with an earlier result of it.
pub fn run(name: &str, earlier: Option<&[u8]>) -> Processed {
    let earlier = earlier.map(|bytes| EarlierResult { bytes, saved: Some("2021-03-01") });
    renja::process(&super::bytes(name), name, &Options::default(), earlier).expect("it can be written")
}

/// Returns the result before any decision.
pub fn first() -> &'static Processed {
    static FIRST: LazyLock<Processed> = LazyLock::new(|| run(NAME, None));
    &FIRST
}

pub fn opened(processed: &Processed) -> Book {
    read::read(&processed.rapi, &Limits::default()).expect("it opens")
}

pub fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|sheet| sheet.name == name).expect("the sheet")
}
