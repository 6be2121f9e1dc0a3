//! Puts files in their places: never half-written, never over an input, never over a device.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Source;
use super::file_faults::{is_not_regular_file, write_error_message};
use super::paths::display_path;
use crate::model::Message;

/// Prefix and suffix of a file's name while it is being written.
const TEMP_NAME_AFFIXES: (&str, &str) = (".renja-", ".tmp");

/// A file that a person named. It is written beside its place and renamed once it is complete.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Draft {
    /// Begins the file, in the folder of `path`.
    ///
    /// # Errors
    ///
    /// If `path` is a folder, a device or one of the inputs, or if its folder cannot be written to.
    pub fn new(path: &Path, sources: &[Source]) -> Result<Self, Message> {
        check_file_target(path)?;
        let place = path.canonicalize().ok();
        let is_input = |source: &Source| place.is_some() && source.path.canonicalize().ok() == place;
        if sources.iter().any(is_input) {
            return Err(Message::new("cli.output_is_an_input").with("path", display_path(path)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = create_temp_file(folder.unwrap_or(Path::new(".")))
            .map_err(|error| write_error_message(path, &error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Renames the file to its place.
    ///
    /// # Errors
    ///
    /// If the file cannot be renamed, for example because Excel has its place open.
    pub fn finish(self) -> Result<(), Message> {
        let Self { path, file } = self;
        file.persist(&path).map(drop).map_err(|error| write_error_message(&path, &error.error))
    }

    /// Returns the sentence for an error of writing to this file.
    #[must_use]
    pub fn write_error_message(&self, error: &io::Error) -> Message {
        write_error_message(&self.path, error)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The temporary file's own `write` is not used: its errors name a path that means nothing to a
        // person, and they hide the system's number, by which a file that Excel holds is recognized.
        self.file.as_file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file().flush()
    }
}

/// Removes half-written files of runs that were killed. Files that were modified after `begun` may belong to
/// a run that is still going on.
pub fn remove_stale_temp_files(folder: &Path, begun: SystemTime) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_left = || entry.metadata().and_then(|m| m.modified()).is_ok_and(|at| at < begun);
        if name.starts_with(TEMP_NAME_AFFIXES.0) && name.ends_with(TEMP_NAME_AFFIXES.1) && is_left() {
            // Ignore errors: another run may have removed it already, and a file that stays does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Checks that a file can be put here, over an existing one or not. Renaming over a device or a pipe would
/// remove it for everyone.
///
/// # Errors
///
/// If the path is a folder, a device or a pipe.
pub fn check_file_target(path: &Path) -> Result<(), Message> {
    let why = if path.is_dir() {
        "cli.output_is_a_folder"
    } else if is_not_regular_file(path) {
        "cli.output_is_no_file"
    } else {
        return Ok(());
    };
    Err(Message::new(why).with("path", display_path(path)))
}

/// Checks that results can be put below this folder, which need not exist yet.
///
/// # Errors
///
/// If the nearest existing folder above cannot be written to, or if there is a file in place of a folder.
pub fn check_folder_writable(root: &Path) -> Result<(), Message> {
    let here = Path::new(".");
    let above = root.ancestors().map(|a| if a.as_os_str().is_empty() { here } else { a });
    for folder in above {
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {
                return tempfile::tempfile_in(folder).map(drop).map_err(|e| write_error_message(root, &e));
            }
            Ok(_) => return Err(Message::new("cli.output_is_a_file").with("path", display_path(folder))),
            // `ENOTDIR` means that a file is further up; a later iteration reports it.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(write_error_message(root, &error)),
        }
    }
    Ok(())
}

/// Writes the bytes to a temporary file in this folder, which the caller renames to its place.
///
/// # Errors
///
/// If the file cannot be created or written.
pub fn write_temp_file(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let file = create_temp_file(folder)?;
    file.as_file().write_all(bytes)?;
    Ok(file)
}

/// Creates a temporary file in this folder.
///
/// # Errors
///
/// If the file cannot be created.
pub fn create_temp_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_NAME_AFFIXES.0).suffix(TEMP_NAME_AFFIXES.1);
    #[cfg(unix)]
    {
        // Temporary files are private by default; results are for the whole office, as far as the umask
        // allows.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
