//! The worksheets on which nothing stands yet.

use rust_xlsxwriter::{Workbook, Worksheet};

/// A sheet of more cells than this keeps its rows in a file until the workbook is written: in memory they take
/// three hundred bytes a cell. No plan of one office comes near.
pub(super) const MANY_CELLS: usize = 200_000;

/// A worksheet on which nothing stands yet.
#[derive(Default)]
pub struct Page {
    pub sheet: Worksheet,
    /// Whether it keeps its rows in a file.
    pub in_file: bool,
}

/// A page for about so many cells. Where no file can be made, it keeps its rows in memory as the others do.
pub fn page(workbook: &mut Workbook, cells: usize) -> Page {
    // A browser has no files: asking for one there ends the work.
    let has_files = !cfg!(target_family = "wasm");
    let large =
        (has_files && cells > MANY_CELLS).then(|| workbook.new_worksheet_with_low_memory().ok()).flatten();
    large.map_or_else(Page::default, |sheet| Page { sheet, in_file: true })
}
