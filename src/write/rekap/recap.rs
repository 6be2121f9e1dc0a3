//! The contents of a recap, and the lines at the top of each of its sheets.

use crate::messages;
use crate::model::{Lang, Summary, own};
use crate::write::rapi::canvas::Canvas;
use crate::write::rapi::style::Look;
use crate::write::rapi::{Paper, WriteError};

/// Name of the sheet with the programs year by year.
pub(crate) const ANTAR_TAHUN: &str = "Antar tahun";

/// Name of the sheet with the workbooks that could not be checked.
pub(crate) const TIDAK_DAPAT_DIPROSES: &str = "Tidak dapat diproses";

/// The contents of a recap.
#[derive(Debug, Clone, Copy)]
pub struct Recap<'a> {
    /// The workbooks, in the order in which they were given.
    pub lines: &'a [&'a Summary],
    /// Language of the recap.
    pub lang: Lang,
    /// Paper size.
    pub paper: Paper,
}

impl<'a> Recap<'a> {
    /// Returns the workbooks that were not checked, which are those with a reason.
    pub(super) fn unchecked(&self) -> impl Iterator<Item = &'a Summary> {
        self.lines.iter().copied().filter(|line| line.reason.is_some())
    }

    /// Returns a sentence without placeholders.
    pub(super) fn say(&self, key: &str) -> String {
        messages::sentence(key, &[], self.lang.code())
    }
}

/// Writes the title of a sheet, and below it the line that marks the sheet as the program's own and explains
/// it.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub(super) fn write_banner(canvas: &mut Canvas, title: &str, explanation: &str) -> Result<(), WriteError> {
    canvas.put_text(0, 0, title, &Look::TITLE)?;
    canvas.set_min_height(0, 30.0);
    canvas.put_text(1, 0, &format!("{}{explanation}", own::MARK_PREFIX), &Look::SMALL)
}
