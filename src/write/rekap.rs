//! The recap of a batch: one line for each workbook, the programs year by year, and the files that could not
//! be checked.

mod antar_tahun;
mod daftar;
mod recap;

use crate::model::own::Origin;
use crate::model::years;
use crate::write::rapi::{Properties, WriteError, begin, bind};

/// Name of the first sheet. Sheet names are the same in every language, since other programs look for them.
pub use crate::model::own::REKAP;
pub use recap::{ANTAR_TAHUN, Recap, TIDAK_DAPAT};

/// Writes the recap as a workbook. The same lines give the same bytes.
///
/// # Errors
///
/// If a sheet cannot be written.
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
        footer: "",
        origin: &Origin::rekap(),
    };
    bind(begin()?, recap.paper, &properties, sheets)
}
