//! Finds the files to work on: named files as they are, and folders searched in a fixed order.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::Source;
use super::file_faults::read_error_message;
use super::own_files::FolderIndex;
use super::paths::display_path;
use super::skipped::Skipped;
use crate::model::Message;
use crate::read;

/// Extensions of workbooks in a folder. A file that is named itself is read whatever its extension.
const WORKBOOK_EXTENSIONS: [&str; 7] = ["xlsx", "xlsm", "xls", "xlsb", "ods", "xltx", "xltm"];

/// Extensions of workbooks that are plain text. Other files have them too, so in a folder they only count if
/// they contain a table.
const TEXT_EXTENSIONS: [&str; 7] = ["csv", "tsv", "html", "htm", "mht", "mhtml", "xml"];

/// Number of bytes of a plain text in which a table is looked for.
const MAX_SAMPLE_BYTES: u64 = 4 << 20;

/// Maximum size of a lock file: Excel writes 165 bytes, Word 162, LibreOffice a line of text.
const MAX_LOCK_FILE_BYTES: u64 = 1 << 10;

/// Result of a search.
#[derive(Debug)]
pub struct SearchResult {
    /// The files to work on.
    pub sources: Vec<Source>,
    /// Remarks on the other files: how many were passed over, and which inputs are open in another program.
    pub remarks: Vec<Message>,
}

/// Returns the files that the paths name, each once, in the order of the paths and, within a folder, of
/// names, together with remarks on the files that were passed over.
///
/// A path that leads nowhere is returned with its problem, so that the others are still processed.
#[must_use]
pub fn find_sources(paths: &[PathBuf]) -> SearchResult {
    let (mut sources, folders) = (Vec::new(), FolderIndex::default());
    let (mut skipped, mut remarks) = (Skipped::default(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Err(error) => sources.push(Source::with_problem(path, path, read_error_message(&error))),
            Ok(metadata) if metadata.is_dir() => {
                skipped.append(search_folder(path, &folders, &mut sources, &mut remarks));
            }
            Ok(metadata) if metadata.is_file() => match name_of_locked_file(path)
                .filter(|_| metadata.len() <= MAX_LOCK_FILE_BYTES)
            {
                Some(name) => {
                    let why = Message::new("cli.lock_file").with("name", name);
                    sources.push(Source::with_problem(path, path, why));
                }
                None => sources.push(Source { own_file: folders.own_file(path), ..Source::new(path, path) }),
            },
            Ok(_) => sources.push(Source::with_problem(path, path, Message::new("cli.not_a_file"))),
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
    SearchResult { sources, remarks }
}

/// Searches a folder and returns the files that were passed over.
///
/// If there were no others, the result is empty and the problem of the folder names those files.
fn search_folder(
    folder: &Path,
    folders: &FolderIndex,
    sources: &mut Vec<Source>,
    remarks: &mut Vec<Message>,
) -> Skipped {
    let before = sources.len();
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let is_archive = |entry: &DirEntry| entry.file_type().is_dir() && folders.is_archive(entry.path());
    let is_passed_over = |entry: &DirEntry| {
        let is_lock = entry.file_type().is_file() && name_of_locked_file(entry.path()).is_some();
        entry.depth() > 0 && !is_lock && (is_hidden(entry) || is_archive(entry))
    };
    let is_users = |path: &Path| folders.own_file(path).is_none();
    let mut skipped = Skipped::default();
    for entry in entries.into_iter().filter_entry(|entry| !is_passed_over(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.path();
                if let Some(name) = name_of_locked_file(path) {
                    remarks.extend(open_elsewhere_remark(&path.with_file_name(name)));
                } else if !is_workbook(path) {
                    skipped.add(folder, path);
                } else if is_users(path) {
                    sources.push(Source::new(folder, path));
                }
            }
            Ok(_) => {}
            // A link back to a folder above: its content is found without the link.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let problem = match error.io_error() {
                    // A broken link is no workbook that a person could miss.
                    Some(io) if io.kind() == std::io::ErrorKind::NotFound => continue,
                    Some(io) => read_error_message(io),
                    None => Message::new("cli.io_reading").with("detail", error.to_string()),
                };
                sources.push(Source::with_problem(folder, &path, problem));
            }
        }
    }
    if sources.len() == before && !skipped.is_empty() {
        sources.push(Source::with_problem(folder, folder, skipped.message("cli.no_workbooks_but")));
        return Skipped::default();
    }
    if sources.len() == before {
        let extensions: Vec<_> =
            WORKBOOK_EXTENSIONS.iter().chain(&TEXT_EXTENSIONS).map(|e| format!(".{e}")).collect();
        let extensions = extensions.join(", ");
        let problem = Message::new("cli.no_workbooks").with("extensions", extensions);
        sources.push(Source::with_problem(folder, folder, problem));
    }
    skipped
}

/// Returns the name of the file that a lock file stands for: `~$renja.xlsx` of Excel, `.~lock.renja.xlsx#` of
/// LibreOffice. `None` if the file is not named like a lock file.
fn name_of_locked_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let of_excel = name.strip_prefix("~$");
    let of_libre_office = || name.strip_prefix(".~lock.").and_then(|rest| rest.strip_suffix('#'));
    of_excel.or_else(of_libre_office).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Returns a remark on an input that another program has open; `None` if the lock file was left behind
/// without its workbook.
fn open_elsewhere_remark(path: &Path) -> Option<Message> {
    let is_input = path.is_file() && is_workbook(path);
    is_input.then(|| Message::new("cli.open_elsewhere").with("path", display_path(path)))
}

/// Whether a file or folder is hidden, or is named like a lock file of Excel.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    name.starts_with('.') || name.starts_with("~$")
}

/// Whether a file counts as a workbook when a folder is searched: by its extension, or by its content if
/// other kinds of files share that.
pub(super) fn is_workbook(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let Some((_, extension)) = name.rsplit_once('.') else { return false };
    WORKBOOK_EXTENSIONS.contains(&extension) || (TEXT_EXTENSIONS.contains(&extension) && holds_table(path))
}

/// Whether a plain text contains a table. A file that cannot be opened counts too: whoever reads it reports
/// why.
fn holds_table(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(MAX_SAMPLE_BYTES).read_to_end(&mut bytes));
    read.is_err() || read::is_workbook(&bytes)
}
