//! The result of measuring coverage: which figures of a workbook were tested, and which were not read.

use crate::model::{CellRef, SheetCoverage};

/// Which figures were tested and which were not read.
#[derive(Debug, Default)]
pub(in crate::check) struct Coverage {
    /// One entry per sheet, in the order of the workbook.
    pub sheets: Vec<SheetCoverage>,
    /// Sheets, and tables without rows, whose figures were not read.
    pub unread: Vec<UnreadFigures>,
    /// Cells that took part in a tested relation, sorted.
    pub(super) tested: Vec<CellRef>,
}

/// Figures of a sheet or of a table that were not read.
#[derive(Debug)]
pub(in crate::check) struct UnreadFigures {
    /// The first of these figures; the first cell of the sheet if it is damaged.
    pub at: CellRef,
    /// Number of figures; 0 for a damaged sheet.
    pub figures: usize,
    /// The table's area in A1 notation; `None` if no header was recognized.
    pub area: Option<String>,
}

impl Coverage {
    /// Whether a cell took part in a tested relation.
    pub fn is_tested(&self, at: CellRef) -> bool {
        self.tested.binary_search(&at).is_ok()
    }

    /// Returns the number of cells and how many of them took part in a tested relation. The cells must be
    /// sorted.
    pub(super) fn count_tested(&self, cells: impl Iterator<Item = CellRef>) -> (usize, usize) {
        let mut cells = cells.peekable();
        let from = cells.peek().map_or(0, |first| self.tested.partition_point(|at| at < first));
        let mut tested = self.tested.iter().skip(from).peekable();
        cells.fold((0, 0), |(all, with), at| {
            while tested.next_if(|other| **other < at).is_some() {}
            (all + 1, with + usize::from(tested.peek() == Some(&&at)))
        })
    }
}
