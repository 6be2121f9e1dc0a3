//! The recap of a batch: one line for each workbook, the programs year by year, and the files that could not
//! be checked.

mod antar_tahun;
mod daftar;
mod recap;

use crate::model::compare_years;
use crate::model::own::Origin;
use crate::write::rapi::{Properties, WriteError, assemble_workbook, new_workbook};

/// Name of the first sheet. Sheet names are the same in every language, since other programs look for them.
pub(crate) use crate::model::own::REKAP;
pub use recap::Recap;

/// Writes the recap as a workbook. The same lines give the same bytes.
///
/// # Errors
///
/// If a sheet cannot be written.
pub fn write(recap: &Recap<'_>) -> Result<Vec<u8>, WriteError> {
    let series = compare_years(recap.lines);
    let mut sheets = vec![daftar::write_rekap(recap)?, antar_tahun::write(recap, &series)?];
    if recap.unchecked().next().is_some() {
        sheets.push(daftar::write_unchecked(recap)?);
    }
    let properties = Properties {
        title: &recap.say("rekap.judul"),
        subject: &recap.say("rekap.subjek"),
        office: "",
        footer: "",
        origin: &Origin::rekap(),
    };
    assemble_workbook(new_workbook()?, recap.paper, &properties, sheets)
}
