//! What there is to write in a recap, and the head of each of its sheets.

use crate::messages;
use crate::model::{Lang, Summary, own};
use crate::write::rapi::canvas::Canvas;
use crate::write::rapi::style::Look;
use crate::write::rapi::{Paper, WriteError};

/// The programs year by year.
pub const ANTAR_TAHUN: &str = "Antar tahun";

/// What could not be done, and why.
pub const TIDAK_DAPAT: &str = "Tidak dapat diproses";

/// What there is to write.
#[derive(Debug, Clone, Copy)]
pub struct Recap<'a> {
    /// The workbooks, in the order in which they were asked for.
    pub lines: &'a [&'a Summary],
    /// The language.
    pub lang: Lang,
    /// The paper.
    pub paper: Paper,
}

impl<'a> Recap<'a> {
    /// The workbooks in which nothing was checked.
    pub(super) fn undone(&self) -> impl Iterator<Item = &'a Summary> {
        self.lines.iter().copied().filter(|line| line.reason.is_some())
    }

    /// A sentence that names no values.
    pub(super) fn say(&self, key: &str) -> String {
        messages::sentence(key, &[], self.lang.code())
    }
}

/// The title of a sheet, and a line that marks it as the program's and explains it.
pub(super) fn banner(canvas: &mut Canvas, title: &str, explanation: &str) -> Result<(), WriteError> {
    canvas.text(0, 0, title, &Look::TITLE)?;
    canvas.height(0, 30.0);
    canvas.text(1, 0, &format!("{}{explanation}", own::MARK), &Look::SMALL)
}
