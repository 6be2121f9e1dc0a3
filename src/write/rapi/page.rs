//! Creates empty worksheets.

use rust_xlsxwriter::{Workbook, Worksheet};

/// Above this number of cells a sheet keeps its rows in a temporary file until the workbook is written, since
/// a cell takes three hundred bytes in memory. No plan of a single office comes near.
pub(super) const MAX_CELLS_IN_MEMORY: usize = 200_000;

/// An empty worksheet.
#[derive(Default)]
pub struct Page {
    pub sheet: Worksheet,
    /// Whether the worksheet keeps its rows in a file.
    pub in_file: bool,
}

/// Creates a worksheet for about this number of cells. If no temporary file can be created, a large sheet
/// keeps its rows in memory.
pub fn create_page(workbook: &mut Workbook, cells: usize) -> Page {
    // A browser has no files: asking for one there ends the work.
    let has_files = !cfg!(target_family = "wasm");
    let large = (has_files && cells > MAX_CELLS_IN_MEMORY)
        .then(|| workbook.new_worksheet_with_low_memory().ok())
        .flatten();
    large.map_or_else(Page::default, |sheet| Page { sheet, in_file: true })
}
