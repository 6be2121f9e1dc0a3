//! The figures of a workbook by what was done with them: tested in a relation, or not read.

use crate::model::{CellRef, SheetCoverage};

/// What was checked and what was not.
#[derive(Debug, Default)]
pub(in crate::check) struct Coverage {
    /// One entry per sheet, in the order of the workbook.
    pub sheets: Vec<SheetCoverage>,
    /// Sheets, and tables without rows, whose figures were not read.
    pub unread: Vec<Unread>,
    /// The cells that took part in a tested relation, in order.
    pub(super) tested: Vec<CellRef>,
}

/// Figures that were not read.
#[derive(Debug)]
pub(in crate::check) struct Unread {
    /// The first of them.
    pub at: CellRef,
    /// How many there are; 0 on a sheet that is damaged.
    pub figures: usize,
    /// The table's area as Excel names it, if a header was recognized.
    pub area: Option<String>,
}

impl Coverage {
    /// Whether a cell took part in a tested relation.
    pub fn is_tested(&self, at: CellRef) -> bool {
        self.tested.binary_search(&at).is_ok()
    }

    /// How many cells there are, and how many of them took part. The cells are in order.
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
