//! Keeps results that are about to be replaced and may be needed again, in a folder `arsip` beside them,
//! under the date on which they were last saved.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Name of the folder with kept copies, inside the folder of the results. A folder search does not enter it.
pub const ARCHIVE_FOLDER: &str = "arsip";

/// Keeps a result as `arsip/renja.2021-03-01.rapi.xlsx` and returns the path of the copy.
///
/// `path` is the result, `bytes` its content, `name` and `kind` the two halves of its name. An identical copy
/// is reused: otherwise two inputs that alternate at one place would add a copy with each run. In that case
/// the file is still at `path` afterwards, to be replaced there; otherwise it was moved.
///
/// # Errors
///
/// If the folder cannot be created, or the file cannot be moved.
pub fn archive_result(path: &Path, name: &str, kind: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let folder = path.with_file_name(ARCHIVE_FOLDER);
    fs::create_dir_all(&folder)?;
    let date = utc_date(fs::metadata(path)?.modified()?);
    let numbered = (2..).map(|n| format!("{name}.{date}-{n}.{kind}"));
    let names = std::iter::once(format!("{name}.{date}.{kind}")).chain(numbered);
    for kept in names.map(|name| folder.join(name)) {
        if fs::symlink_metadata(&kept).is_err() {
            fs::rename(path, &kept)?;
            return Ok(kept);
        }
        if kept.is_file() && fs::read(&kept).is_ok_and(|before| before == bytes) {
            return Ok(kept);
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Returns the day of a time as `2021-03-01` in UTC. During office hours in Indonesia that is the local day.
pub fn utc_date(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    // Count days in eras of 400 years that begin on 1 March, so that a leap day ends a year.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
