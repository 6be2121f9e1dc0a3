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
    let large = (cells > MANY_CELLS).then(|| workbook.new_worksheet_with_low_memory().ok()).flatten();
    large.map_or_else(Page::default, |sheet| Page { sheet, in_file: true })
}
