//! How much of a workbook was checked, per sheet.

use super::{Message, SheetId};

/// How much of a sheet was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetCoverage {
    /// The sheet.
    pub sheet: SheetId,
    /// Whether the sheet was read.
    pub status: SheetStatus,
    /// Why the sheet was not read. `None` for all other sheets.
    pub reason: Option<Message>,
    /// Number of figures: the numbers below the headers of tables, except codes, row and column numbers and
    /// years. On a sheet without a table, all numbers that could be money or a count.
    pub figures: usize,
    /// Number of figures that took part in at least one tested relation.
    pub checked: usize,
}

/// Whether a sheet was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetStatus {
    /// The sheet contains a table, or sentences that were compared with one.
    Read,
    /// The sheet has contents, but no table was recognized in it.
    Unread,
    /// The program itself wrote the sheet.
    Own,
    /// The sheet is empty.
    Empty,
}

impl SheetStatus {
    /// Returns the name used in reports.
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
    /// Returns the number of figures that took part in no tested relation.
    #[must_use]
    pub fn unchecked(&self) -> usize {
        self.figures.saturating_sub(self.checked)
    }

    /// Returns the number of figures of all sheets, and the number of those that were checked.
    #[must_use]
    pub fn total(sheets: &[Self]) -> (usize, usize) {
        sheets.iter().fold((0, 0), |(figures, checked), s| (figures + s.figures, checked + s.checked))
    }
}

/// How often a rule compared figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCoverage {
    /// The rule's code.
    pub rule: &'static str,
    /// Figures that are what others give.
    pub agreed: usize,
    /// Figures that are not.
    pub differing: usize,
    /// Figures that could not be compared, since one that they follow from is blank or no number.
    pub untestable: usize,
}

impl RuleCoverage {
    /// The counts of a rule that has compared nothing yet.
    #[must_use]
    pub fn new(rule: &'static str) -> Self {
        Self { rule, agreed: 0, differing: 0, untestable: 0 }
    }
}
