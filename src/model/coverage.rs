//! How much of a workbook was checked, sheet by sheet.

use super::{Message, SheetId};

/// How much of a sheet was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetCoverage {
    /// The sheet.
    pub sheet: SheetId,
    /// Whether it was read.
    pub status: Reading,
    /// Why it was not read; `None` for all other sheets.
    pub reason: Option<Message>,
    /// The numbers below the headers of its tables, without codes, numbers of rows and columns, and years; on
    /// a sheet without a table, every number that could be money or a count.
    pub figures: usize,
    /// Those of them that took part in at least one tested relation.
    pub checked: usize,
}

/// Whether a sheet was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It holds a table, or sentences that were compared with one.
    Read,
    /// Something stands there, and no table was recognized in it.
    Unread,
    /// The program wrote it.
    Own,
    /// Nothing stands there.
    Empty,
}

impl Reading {
    /// The name in the reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unread => "unread",
            Self::Own => "own",
            Self::Empty => "empty",
        }
    }
}

impl SheetCoverage {
    /// The figures that took part in no tested relation.
    #[must_use]
    pub fn unchecked(&self) -> usize {
        self.figures.saturating_sub(self.checked)
    }

    /// The figures of all sheets, and those that were checked.
    #[must_use]
    pub fn total(sheets: &[Self]) -> (usize, usize) {
        sheets.iter().fold((0, 0), |(figures, checked), s| (figures + s.figures, checked + s.checked))
    }
}

/// How often a rule compared figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tested {
    /// The rule's code.
    pub rule: &'static str,
    /// Figures that are what others give.
    pub agreed: usize,
    /// Figures that are not.
    pub differing: usize,
    /// Figures that could not be compared, since one that they follow from is blank or no number.
    pub untestable: usize,
}

impl Tested {
    /// The counts of a rule that has compared nothing yet.
    #[must_use]
    pub fn none(rule: &'static str) -> Self {
        Self { rule, agreed: 0, differing: 0, untestable: 0 }
    }
}
