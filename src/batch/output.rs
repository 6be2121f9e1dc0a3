//! How files get to their places: never half, never over an input, never over a device.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Source;
use super::disk::{is_no_file, writing_failed};
use super::paths::shown;
use crate::model::Message;

/// What a file is called while it is written.
const HALF: (&str, &str) = (".renja-", ".tmp");

/// A file that a person named, written beside its place and renamed when it is whole.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Draft {
    /// Begins the file. An input is never written to.
    pub fn new(path: &Path, sources: &[Source]) -> Result<Self, Message> {
        takes_a_file(path)?;
        let place = path.canonicalize().ok();
        let is_input = |source: &Source| place.is_some() && source.path.canonicalize().ok() == place;
        if sources.iter().any(is_input) {
            return Err(Message::new("cli.output_is_an_input").with("path", shown(path)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = half(folder.unwrap_or(Path::new("."))).map_err(|error| writing_failed(path, &error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), Message> {
        let Self { path, file } = self;
        file.persist(&path).map(drop).map_err(|error| writing_failed(&path, &error.error))
    }

    /// Why it could not be written.
    #[must_use]
    pub fn failed(&self, error: &io::Error) -> Message {
        writing_failed(&self.path, error)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Not by the temporary file's own `write`: its errors name a place that means nothing to a
        // person, and hide the system's number, by which a file that Excel holds is known.
        self.file.as_file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file().flush()
    }
}

/// Removes what runs that were killed left half-written before this one began.
pub fn sweep(folder: &Path, begun: SystemTime) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_left = || entry.metadata().and_then(|m| m.modified()).is_ok_and(|at| at < begun);
        if name.starts_with(HALF.0) && name.ends_with(HALF.1) && is_left() {
            // Another run may have taken it away; if not, it does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file can be put here, over one that stands here or not: renaming over a device or a
/// pipe would take it away from all.
pub fn takes_a_file(path: &Path) -> Result<(), Message> {
    let why = if path.is_dir() {
        "cli.output_is_a_folder"
    } else if is_no_file(path) {
        "cli.output_is_no_file"
    } else {
        return Ok(());
    };
    Err(Message::new(why).with("path", shown(path)))
}

/// Whether results can be put below this folder, which need not be there yet.
pub fn writable(root: &Path) -> Result<(), Message> {
    let here = Path::new(".");
    let above = root.ancestors().map(|a| if a.as_os_str().is_empty() { here } else { a });
    for folder in above {
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {
                return tempfile::tempfile_in(folder).map(drop).map_err(|e| writing_failed(root, &e));
            }
            Ok(_) => return Err(Message::new("cli.output_is_a_file").with("path", shown(folder))),
            // Below a file: `ENOTDIR`. The loop comes to the file itself.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(writing_failed(root, &error)),
        }
    }
    Ok(())
}

/// Writes the bytes to a file beside the place, to be renamed when it is whole.
pub fn write_beside(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let file = half(folder)?;
    file.as_file().write_all(bytes)?;
    Ok(file)
}

/// A file in this folder that is not yet whole.
pub fn half(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(HALF.0).suffix(HALF.1);
    #[cfg(unix)]
    {
        // A temporary file is its owner's alone; a result is for the office, as the umask says.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
