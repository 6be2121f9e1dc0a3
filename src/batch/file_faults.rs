//! Reads files within limits, and explains why a file cannot be read or written.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::paths::display_path;
use crate::bounds::MAX_FILE_BYTES;
use crate::model::Message;

/// Whether a path leads to something other than an ordinary file: a folder, or a device or pipe, of which
/// reading may never end.
pub(super) fn is_not_regular_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file())
}

/// Returns the bytes of a file; `None` if there are more than [`MAX_FILE_BYTES`]. A file that grows while it
/// is read is limited too.
///
/// # Errors
///
/// If the file cannot be opened or read.
pub(super) fn read_limited(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let size = fs::metadata(path)?.len();
    if size > MAX_FILE_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes))
}

/// Returns the sentence for a file that cannot be read: why, and what to do.
pub(super) fn read_error_message(error: &io::Error) -> Message {
    if is_locked(error) {
        return Message::new("cli.locked_reading");
    }
    match error.kind() {
        ErrorKind::NotFound => Message::new("cli.not_found"),
        ErrorKind::PermissionDenied => Message::new("cli.denied_reading"),
        _ => Message::new("cli.io_reading").with("detail", os_error_detail(error)),
    }
}

/// Returns the sentence for a path that cannot be written to: why, and what to do.
pub(super) fn write_error_message(path: &Path, error: &io::Error) -> Message {
    let message = if is_locked(error) {
        Message::new("cli.locked_writing")
    } else {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Message::new("cli.denied_writing"),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Message::new("cli.full")
            }
            ErrorKind::InvalidFilename => Message::new("cli.name_too_long"),
            _ => Message::new("cli.io_writing").with("detail", os_error_detail(error)),
        }
    };
    message.with("path", display_path(path))
}

/// Returns the system's reason for an error, to put in brackets behind a sentence. Kinds without a sentence
/// here are given as the system's number, since its own words are in the language of the system or in
/// English.
#[must_use]
pub fn os_error_detail(error: &io::Error) -> Message {
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::NotFound, _) => Message::new("cli.os_missing"),
        (ErrorKind::PermissionDenied, _) => Message::new("cli.os_denied"),
        (ErrorKind::InvalidData, _) => Message::new("cli.os_no_text"),
        (_, Some(code)) => Message::new("cli.os_error").with("code", code.to_string()),
        (kind, None) => Message::new("cli.os_error").with("code", kind.to_string()),
    }
}

/// Whether Excel or another program holds the file: 32 and 33 are the sharing and lock violations of Windows.
fn is_locked(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) || error.kind() == ErrorKind::ResourceBusy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_of_a_disk_has_its_own_sentence() {
        let key = |kind: ErrorKind| write_error_message(Path::new("hasil"), &kind.into()).key;
        assert_eq!(key(ErrorKind::StorageFull), "cli.full");
        assert_eq!(key(ErrorKind::QuotaExceeded), "cli.full");
        assert_eq!(key(ErrorKind::ReadOnlyFilesystem), "cli.denied_writing");
        assert_eq!(key(ErrorKind::PermissionDenied), "cli.denied_writing");
        assert_eq!(key(ErrorKind::InvalidFilename), "cli.name_too_long");
        assert_eq!(key(ErrorKind::ResourceBusy), "cli.locked_writing");
        assert_eq!(key(ErrorKind::Other), "cli.io_writing");
    }
}
