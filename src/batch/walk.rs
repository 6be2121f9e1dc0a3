//! Which files there are to work on: named ones as they are, folders searched through in a fixed
//! order.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::Source;
use super::disk::reading_failed;
use super::results::Folders;
use crate::model::Message;
use crate::read;

/// What a workbook in a folder is called. A file that is named is read whatever it is called.
const EXTENSIONS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "xltx", "xltm"];

/// What workbooks are called that are plain text. Other things are called so too: in a folder they
/// count where a table is in them.
const PLAIN: [&str; 7] = ["csv", "tsv", "html", "htm", "mht", "mhtml", "xml"];

/// Bytes of a plain text by which it is told whether a table is in it.
const SAMPLE_BYTES: u64 = 4 << 20;

/// The files that the paths name: each once, in the order of the paths and, within a folder, of
/// names. A path that leads nowhere is there with its problem, so that the others are still done.
#[must_use]
pub fn find(paths: &[PathBuf]) -> Vec<Source> {
    let (mut sources, folders) = (Vec::new(), Folders::default());
    for path in paths {
        match fs::metadata(path) {
            Err(error) => sources.push(Source::failed(path, path, reading_failed(&error))),
            Ok(metadata) if metadata.is_dir() => search(path, &folders, &mut sources),
            Ok(metadata) if metadata.is_file() => {
                sources.push(Source { own: folders.own(path), ..Source::new(path, path) });
            }
            Ok(_) => sources.push(Source::failed(path, path, Message::new("cli.not_a_file"))),
        }
    }
    let mut seen = HashSet::new();
    sources.retain(|source| match source.path.canonicalize() {
        Ok(path) if source.problem.is_none() => seen.insert(path),
        _ => true,
    });
    sources
}

fn search(folder: &Path, folders: &Folders, sources: &mut Vec<Source>) {
    let before = sources.len();
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let is_archive = |entry: &DirEntry| entry.file_type().is_dir() && folders.is_archive(entry.path());
    let is_passed_over = |entry: &DirEntry| entry.depth() > 0 && (is_hidden(entry) || is_archive(entry));
    let is_users = |path: &Path| is_workbook(path) && folders.own(path).is_none();
    for entry in entries.into_iter().filter_entry(|entry| !is_passed_over(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_users(entry.path()) => {
                sources.push(Source::new(folder, entry.path()));
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
    if sources.len() == before {
        let extensions: Vec<_> = EXTENSIONS.iter().chain(&PLAIN).map(|e| format!(".{e}")).collect();
        let extensions = extensions.join(", ");
        let problem = Message::new("cli.no_workbooks").with("extensions", extensions);
        sources.push(Source::failed(folder, folder, problem));
    }
}

/// Hidden files and folders, and the lock files of Excel (`~$renja.xlsx`) and LibreOffice
/// (`.~lock.renja.xlsx#`).
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
