//! Counts files and findings, and derives the exit code from them.

use serde::{Deserialize, Serialize};

use crate::model::{Message, Status, Summary};

/// Number of findings, over one file or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Number of files.
    pub files: usize,
    /// Number of findings of severity error.
    pub errors: usize,
    /// Number of findings of severity warning, plus one for every file without a recognized table.
    pub warnings: usize,
    /// Number of findings of severity note.
    pub notes: usize,
    /// Number of files in which no table was recognized.
    pub unrecognized: usize,
    /// Number of files that could not be processed.
    pub failed: usize,
}

impl Tally {
    /// The counts of one file that could not be processed.
    pub const FAILED: Self = Self { files: 1, errors: 0, warnings: 0, notes: 0, unrecognized: 0, failed: 1 };

    /// Returns the exit code: 2 if a file failed, 1 if there are errors or warnings, otherwise 0.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self { failed: 1.., .. } => 2,
            Self { errors: 0, warnings: 0, .. } => 0,
            _ => 1,
        }
    }

    /// Returns the counts as a message: `errors: 3, warnings: 1, notes: 12`.
    pub(super) fn counts_message(&self) -> Message {
        Message::new("report.counts")
            .with("errors", self.errors)
            .with("warnings", self.warnings)
            .with("notes", self.notes)
    }
}

impl From<&Summary> for Tally {
    fn from(summary: &Summary) -> Self {
        let unrecognized = usize::from(summary.status == Status::Unrecognized);
        Self {
            files: 1,
            errors: summary.errors,
            warnings: summary.warnings + unrecognized,
            notes: summary.notes,
            unrecognized,
            failed: usize::from(summary.status == Status::Unreadable),
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        self.unrecognized += other.unrecognized;
        self.failed += other.failed;
    }
}
