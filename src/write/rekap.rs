//! The recap of a batch: a line a workbook, the programs year by year, and what could not be done.

mod antar_tahun;
mod daftar;

use crate::messages;
use crate::model::own::{self, Origin};
use crate::model::{Lang, Summary, years};
use crate::write::rapi::canvas::Canvas;
use crate::write::rapi::style::Look;
use crate::write::rapi::{Paper, Properties, WriteError, begin, bind};

/// The first sheet. The names are the same in every language: other programs look for them.
pub use own::REKAP;
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

/// Writes the workbook. The same lines give the same bytes.
pub fn write(recap: &Recap<'_>) -> Result<Vec<u8>, WriteError> {
    let series = years(recap.lines);
    let mut sheets = vec![daftar::rekap(recap)?, antar_tahun::write(recap, &series)?];
    if recap.undone().next().is_some() {
        sheets.push(daftar::undone(recap)?);
    }
    let properties = Properties {
        title: &recap.say("rekap.judul"),
        subject: &recap.say("rekap.subjek"),
        office: "",
        origin: &Origin::rekap(),
    };
    bind(begin()?, recap.paper, &properties, sheets)
}

impl<'a> Recap<'a> {
    /// The workbooks in which nothing was checked.
    fn undone(&self) -> impl Iterator<Item = &'a Summary> {
        self.lines.iter().copied().filter(|line| line.reason.is_some())
    }

    /// A sentence that names no values.
    fn say(&self, key: &str) -> String {
        messages::sentence(key, &[], self.lang.code())
    }
}

/// The title of a sheet, and a line that marks it as the program's and explains it.
fn banner(canvas: &mut Canvas, title: &str, explanation: &str) -> Result<(), WriteError> {
    canvas.text(0, 0, title, &Look::TITLE)?;
    canvas.height(0, 30.0);
    canvas.text(1, 0, &format!("{}{explanation}", own::MARK), &Look::SMALL)
}
