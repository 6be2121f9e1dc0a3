//! Recognizes the program's own files and their results folders.
//!
//! A file is recognized by its content and by the ledger of its folder. Its name is only a hint, since people
//! rename results and name their own workbooks like results.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::OwnFile;
use super::archive::ARCHIVE_FOLDER;
use super::ledger::{Entry, Input, LEDGER_FILE, Ledger};
use super::panics::catch_panic;
use super::paths::{canonical_path, file_name, folder_of, resolve_ledger_path};
use super::target::RAPI_SUFFIX;
use crate::model::own::{Origin, ResultKind};
use crate::read;
use crate::text::digest::{self, digest};

/// Part of the name of every corrected copy.
pub const KOREKSI_INFIX: &str = ".koreksi.";

/// Parts of names by which a file is suspected to be a result that lost its record.
const SUSPICIOUS_NAME_PARTS: [&str; 2] = ["rapi", "rekap"];

/// A results folder with its ledger, as both were when it was opened.
#[derive(Debug)]
pub struct ResultsFolder {
    /// Path of the folder, without links.
    pub root: PathBuf,
    /// Ledger of the folder.
    pub ledger: Ledger,
    /// Entries by digest. Corrected copies are left out: one without corrections has the bytes of its input.
    by_digest: HashMap<String, Entry>,
    /// Sizes of these files in bytes.
    sizes: HashSet<u64>,
}

impl ResultsFolder {
    /// Opens the ledger of a folder, which may not have one yet.
    pub fn open(root: &Path) -> Self {
        let ledger = Ledger::open(root);
        let written = ledger.entries().filter(|entry| !entry.file.contains(KOREKSI_INFIX));
        let by_digest: HashMap<String, Entry> =
            written.map(|entry| (entry.digest.clone(), entry.clone())).collect();
        let sizes = by_digest.keys().filter_map(|digest| digest::byte_length(digest)).collect();
        Self { root: canonical_path(root), ledger, by_digest, sizes }
    }

    /// Returns the ledger's entry for a file that is byte for byte as the program wrote it, even under
    /// another name. `None` for any other file. The file is read only if it has the size of a result.
    pub fn entry_of_unchanged(&self, file: &str, path: &Path, size: u64) -> Option<&Entry> {
        if !self.sizes.contains(&size) {
            return None;
        }
        let digest = digest(&fs::read(path).ok()?);
        // Look under the file's own name first: two inputs with the same name and bytes have identical
        // results.
        self.ledger.entry(file, &digest).or_else(|| self.by_digest.get(&digest))
    }

    /// Returns the path of a recorded input.
    pub fn input_path(&self, input: &Input) -> PathBuf {
        resolve_ledger_path(&self.root, &input.path)
    }
}

/// A folder, with the results folder that it is or lies in.
#[derive(Debug, Clone)]
pub struct FolderPlace {
    /// The results folder. `None` for a folder outside all results folders.
    pub results: Option<Rc<ResultsFolder>>,
    /// Path of the folder relative to the results folder, with `/`; empty for the results folder itself.
    relative_folder: String,
}

impl FolderPlace {
    /// Returns the name under which the ledger has a file of this folder.
    pub fn ledger_name(&self, name: &str) -> String {
        if self.relative_folder.is_empty() {
            name.to_owned()
        } else {
            format!("{}/{name}", self.relative_folder)
        }
    }

    /// Whether the program put results into this folder.
    pub fn holds_results(&self) -> bool {
        let knows = |results: &Rc<ResultsFolder>| results.ledger.knows_folder(&self.relative_folder);
        self.results.as_ref().is_some_and(|results| self.relative_folder.is_empty() || knows(results))
    }
}

/// The folders that a run looks into. Each ledger is opened once.
#[derive(Debug, Default)]
pub struct FolderIndex {
    places: RefCell<HashMap<PathBuf, FolderPlace>>,
}

impl FolderIndex {
    /// Returns the results folder that a folder belongs to: itself, or the nearest one above.
    pub fn locate(&self, folder: &Path) -> FolderPlace {
        let folder = canonical_path(folder);
        if let Some(place) = self.places.borrow().get(&folder) {
            return place.clone();
        }
        let place = if folder.join(LEDGER_FILE).is_file() {
            FolderPlace {
                results: Some(Rc::new(ResultsFolder::open(&folder))),
                relative_folder: String::new(),
            }
        } else {
            match (folder.parent(), folder.file_name()) {
                (Some(above), Some(name)) => {
                    let above = self.locate(above);
                    let below = above.ledger_name(&name.to_string_lossy());
                    FolderPlace {
                        relative_folder: if above.results.is_some() { below } else { String::new() },
                        ..above
                    }
                }
                _ => FolderPlace { results: None, relative_folder: String::new() },
            }
        };
        self.places.borrow_mut().insert(folder, place.clone());
        place
    }

    /// Whether a folder holds the kept copies of results.
    pub fn is_archive(&self, folder: &Path) -> bool {
        let is_named = folder.file_name().is_some_and(|name| name.eq_ignore_ascii_case(ARCHIVE_FOLDER));
        is_named && self.locate(folder_of(folder)).holds_results()
    }

    /// Returns what a file is if it is the program's own. `None` for a user's workbook, and for a file that
    /// cannot be read.
    pub fn own_file(&self, path: &Path) -> Option<OwnFile> {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let (folded, place) = (name.to_lowercase(), self.locate(folder_of(path)));
        if !may_have_record(&folded) {
            return None;
        }
        fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let open = || File::open(path).map(BufReader::new).ok();
        if folded.contains(KOREKSI_INFIX) {
            let is_known =
                place.results.as_ref().is_some_and(|r| r.ledger.knows_name(&place.ledger_name(&name)));
            let is_ours = || {
                open()
                    .and_then(|file| none_on_panic(|| read::is_koreksi_by_program(file).then_some(())))
                    .is_some()
            };
            if is_known || is_ours() {
                return Some(OwnFile::Koreksi);
            }
        }
        let recorded = open().and_then(|file| none_on_panic(|| read::read_origin(file)));
        let unrecorded =
            || self.origin_from_ledger(path, &name).or_else(|| self.origin_from_marks(path, &name));
        let origin = recorded.or_else(unrecorded)?;
        Some(match origin.kind {
            ResultKind::Rapi => OwnFile::Rapi(origin),
            ResultKind::Rekap => OwnFile::Rekap,
        })
    }

    /// Returns the origin of a file without a record, according to the ledger; `None` if the ledger does not
    /// know its bytes.
    fn origin_from_ledger(&self, path: &Path, name: &str) -> Option<Origin> {
        let place = self.locate(folder_of(path));
        let size = fs::metadata(path).ok()?.len();
        let entry = place.results.as_ref()?.entry_of_unchanged(&place.ledger_name(name), path, size)?.clone();
        if !entry.file.ends_with(RAPI_SUFFIX) {
            return Some(Origin::rekap());
        }
        entry.of.map(|of| Origin::rapi(file_name(&of.path), of.digest))
    }

    /// Returns the origin of a file without a record, according to the marks on its sheets. `None` if it has
    /// none, or if nothing makes it a suspected result: neither its name nor that it lies in a results
    /// folder.
    pub fn origin_from_marks(&self, path: &Path, name: &str) -> Option<Origin> {
        let name = name.to_lowercase();
        let is_suspected = SUSPICIOUS_NAME_PARTS.iter().any(|word| name.contains(word))
            || self.locate(folder_of(path)).results.is_some();
        let file = if is_suspected { File::open(path).ok()? } else { return None };
        none_on_panic(|| read::read_marked_origin(BufReader::new(file)))
    }
}

/// Whether a file of this name, in lower case, can have the record of a result: it has an extension that the
/// program writes, or that other programs save results as.
pub fn may_have_record(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "xlsx" | "xlsm" | "ods")))
}

/// Inspects a file of unknown content; returns `None` if a library panics.
pub fn none_on_panic<T>(look: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_panic(|| Ok(look())).ok().flatten()
}
