//! Which files there are to work on: named ones as they are, folders searched through in a fixed
//! order.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::Source;
use super::disk::reading_failed;
use super::paths::shown;
use super::results::Folders;
use super::skipped::Skipped;
use crate::model::Message;
use crate::read;

/// What a workbook in a folder is called. A file that is named is read whatever it is called.
const EXTENSIONS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "xltx", "xltm"];

/// What workbooks are called that are plain text. Other things are called so too: in a folder they
/// count where a table is in them.
const PLAIN: [&str; 7] = ["csv", "tsv", "html", "htm", "mht", "mhtml", "xml"];

/// Bytes of a plain text by which it is told whether a table is in it.
const SAMPLE_BYTES: u64 = 4 << 20;

/// What a lock file may weigh: Excel writes 165 bytes, Word 162, LibreOffice a line of text.
const LOCK_BYTES: u64 = 1 << 10;

/// What a search gives.
#[derive(Debug)]
pub struct Found {
    /// The files to work on.
    pub sources: Vec<Source>,
    /// What a person should know of the others: how many were passed over, and which inputs are open.
    pub remarks: Vec<Message>,
}

/// The files that the paths name: each once, in the order of the paths and, within a folder, of
/// names. A path that leads nowhere is there with its problem, so that the others are still done.
#[must_use]
pub fn find(paths: &[PathBuf]) -> Vec<Source> {
    look_for(paths).sources
}

/// The files that the paths name, as [`find`] gives them, and what there is to say of the rest.
#[must_use]
pub fn look_for(paths: &[PathBuf]) -> Found {
    let (mut sources, folders) = (Vec::new(), Folders::default());
    let (mut skipped, mut remarks) = (Skipped::default(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Err(error) => sources.push(Source::failed(path, path, reading_failed(&error))),
            Ok(metadata) if metadata.is_dir() => {
                skipped.append(search(path, &folders, &mut sources, &mut remarks));
            }
            Ok(metadata) if metadata.is_file() => match locked(path).filter(|_| metadata.len() <= LOCK_BYTES)
            {
                Some(name) => {
                    let why = Message::new("cli.lock_file").with("name", name);
                    sources.push(Source::failed(path, path, why));
                }
                None => sources.push(Source { own: folders.own(path), ..Source::new(path, path) }),
            },
            Ok(_) => sources.push(Source::failed(path, path, Message::new("cli.not_a_file"))),
        }
    }
    if !skipped.is_empty() {
        remarks.push(skipped.message("cli.skipped"));
    }
    let mut seen = HashSet::new();
    sources.retain(|source| match source.path.canonicalize() {
        Ok(path) if source.problem.is_none() => seen.insert(path),
        _ => true,
    });
    Found { sources, remarks }
}

/// Searches through a folder. Gives the files that were passed over, unless nothing else was there: then they
/// are named in the problem of the folder.
fn search(
    folder: &Path,
    folders: &Folders,
    sources: &mut Vec<Source>,
    remarks: &mut Vec<Message>,
) -> Skipped {
    let before = sources.len();
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let is_archive = |entry: &DirEntry| entry.file_type().is_dir() && folders.is_archive(entry.path());
    let is_passed_over = |entry: &DirEntry| {
        let is_lock = entry.file_type().is_file() && locked(entry.path()).is_some();
        entry.depth() > 0 && !is_lock && (is_hidden(entry) || is_archive(entry))
    };
    let is_users = |path: &Path| folders.own(path).is_none();
    let mut skipped = Skipped::default();
    for entry in entries.into_iter().filter_entry(|entry| !is_passed_over(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.path();
                if let Some(name) = locked(path) {
                    remarks.extend(open_elsewhere(&path.with_file_name(name)));
                } else if !is_workbook(path) {
                    skipped.add(folder, path);
                } else if is_users(path) {
                    sources.push(Source::new(folder, path));
                }
            }
            Ok(_) => {}
            // A link back to a folder above: everything in it is found without it.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let problem = match error.io_error() {
                    // A link that leads nowhere is no workbook that a person could miss.
                    Some(io) if io.kind() == std::io::ErrorKind::NotFound => continue,
                    Some(io) => reading_failed(io),
                    None => Message::new("cli.io_reading").with("detail", error.to_string()),
                };
                sources.push(Source::failed(folder, &path, problem));
            }
        }
    }
    if sources.len() == before && !skipped.is_empty() {
        sources.push(Source::failed(folder, folder, skipped.message("cli.no_workbooks_but")));
        return Skipped::default();
    }
    if sources.len() == before {
        let extensions: Vec<_> = EXTENSIONS.iter().chain(&PLAIN).map(|e| format!(".{e}")).collect();
        let extensions = extensions.join(", ");
        let problem = Message::new("cli.no_workbooks").with("extensions", extensions);
        sources.push(Source::failed(folder, folder, problem));
    }
    skipped
}

/// The name of the file that a lock file stands for: `~$renja.xlsx` of Excel, `.~lock.renja.xlsx#` of
/// LibreOffice. `None` if the file is not called like a lock file.
fn locked(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let of_excel = name.strip_prefix("~$");
    let of_libre_office = || name.strip_prefix(".~lock.").and_then(|rest| rest.strip_suffix('#'));
    of_excel.or_else(of_libre_office).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// A remark on an input that another program has open. `None` if a lock file was left without its workbook.
fn open_elsewhere(path: &Path) -> Option<Message> {
    let is_input = path.is_file() && is_workbook(path);
    is_input.then(|| Message::new("cli.open_elsewhere").with("path", shown(path)))
}

/// Hidden files and folders, and folders called like the lock files of Excel.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || name.starts_with("~$")
}

/// Whether a file counts as a workbook when a folder is searched: by its name, or by what is in it if other
/// things have such names too.
pub(super) fn is_workbook(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let Some((_, extension)) = name.rsplit_once('.') else { return false };
    EXTENSIONS.contains(&extension) || (PLAIN.contains(&extension) && holds_table(path))
}

/// Whether a plain text is a table, by its content. One that cannot be opened is left to whoever
/// reads it, and says why not.
fn holds_table(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(SAMPLE_BYTES).read_to_end(&mut bytes));
    read.is_err() || read::is_workbook(&bytes)
}
