//! Files as the disk has them: their bytes, and why they cannot be read or written.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::paths::shown;
use crate::bounds::MAX_FILE_BYTES;
use crate::model::Message;

/// Whether what stands there is no ordinary file: a folder, or a device or a pipe, of which reading
/// may never end.
pub(super) fn is_no_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file())
}

/// The bytes of a file; `None` where they are too many. What grows while it is read is cut off
/// at the limit too.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let size = fs::metadata(path)?.len();
    if size > MAX_FILE_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes))
}

/// Why a file cannot be read, and what to do.
pub(super) fn reading_failed(error: &io::Error) -> Message {
    if is_locked(error) {
        return Message::new("cli.locked_reading");
    }
    match error.kind() {
        ErrorKind::NotFound => Message::new("cli.not_found"),
        ErrorKind::PermissionDenied => Message::new("cli.denied_reading"),
        _ => Message::new("cli.io_reading").with("detail", detail(error)),
    }
}

/// Why a place cannot be written to, and what to do.
pub(super) fn writing_failed(path: &Path, error: &io::Error) -> Message {
    let message = if is_locked(error) {
        Message::new("cli.locked_writing")
    } else {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Message::new("cli.denied_writing"),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Message::new("cli.full")
            }
            ErrorKind::InvalidFilename => Message::new("cli.name_too_long"),
            _ => Message::new("cli.io_writing").with("detail", detail(error)),
        }
    };
    message.with("path", shown(path))
}

/// What the system says of a fault, in brackets behind a sentence. Its own words are in the language of the
/// system, or in English.
#[must_use]
pub fn detail(error: &io::Error) -> Message {
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::NotFound, _) => Message::new("cli.os_missing"),
        (ErrorKind::PermissionDenied, _) => Message::new("cli.os_denied"),
        (ErrorKind::InvalidData, _) => Message::new("cli.os_no_text"),
        (_, Some(code)) => Message::new("cli.os_error").with("code", code.to_string()),
        (kind, None) => Message::new("cli.os_error").with("code", kind.to_string()),
    }
}

/// Whether Excel or another program holds the file: Windows' sharing and lock violations.
fn is_locked(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) || error.kind() == ErrorKind::ResourceBusy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_of_a_disk_has_its_own_sentence() {
        let key = |kind: ErrorKind| writing_failed(Path::new("hasil"), &kind.into()).key;
        assert_eq!(key(ErrorKind::StorageFull), "cli.full");
        assert_eq!(key(ErrorKind::QuotaExceeded), "cli.full");
        assert_eq!(key(ErrorKind::ReadOnlyFilesystem), "cli.denied_writing");
        assert_eq!(key(ErrorKind::PermissionDenied), "cli.denied_writing");
        assert_eq!(key(ErrorKind::InvalidFilename), "cli.name_too_long");
        assert_eq!(key(ErrorKind::ResourceBusy), "cli.locked_writing");
        assert_eq!(key(ErrorKind::Other), "cli.io_writing");
    }
}
