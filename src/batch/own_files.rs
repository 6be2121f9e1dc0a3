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

use super::Own;
use super::archive::ARCHIVE;
use super::ledger::{Entry, Input, LEDGER, Ledger};
use super::panics::isolated;
use super::paths::{absolute, file_name, folder_of, resolve};
use super::target::RAPI;
use crate::model::own::{Kind, Origin};
use crate::read;
use crate::text::digest::{self, digest};

/// Part of the name of every corrected copy.
pub const KOREKSI: &str = ".koreksi.";

/// Parts of names by which a file is suspected to be a result that lost its record.
const SUSPICIOUS: [&str; 2] = ["rapi", "rekap"];

/// A results folder with its ledger, as both were when it was opened.
#[derive(Debug)]
pub struct Results {
    /// Path of the folder, without links.
    pub root: PathBuf,
    /// Ledger of the folder.
    pub ledger: Ledger,
    /// Entries by digest. Corrected copies are left out: one without corrections has the bytes of its input.
    by_digest: HashMap<String, Entry>,
    /// Sizes of these files in bytes.
    sizes: HashSet<u64>,
}

impl Results {
    /// Opens the ledger of a folder, which may not have one yet.
    pub fn open(root: &Path) -> Self {
        let ledger = Ledger::open(root);
        let written = ledger.entries().filter(|entry| !entry.file.contains(KOREKSI));
        let by_digest: HashMap<String, Entry> =
            written.map(|entry| (entry.digest.clone(), entry.clone())).collect();
        let sizes = by_digest.keys().filter_map(|digest| digest::length(digest)).collect();
        Self { root: absolute(root), ledger, by_digest, sizes }
    }

    /// Returns the ledger's entry for a file that is byte for byte as the program wrote it, even under
    /// another name. `None` for any other file. The file is read only if it has the size of a result.
    pub fn written(&self, file: &str, path: &Path, size: u64) -> Option<&Entry> {
        if !self.sizes.contains(&size) {
            return None;
        }
        let digest = digest(&fs::read(path).ok()?);
        // Look under the file's own name first: two inputs with the same name and bytes have identical
        // results.
        self.ledger.entry(file, &digest).or_else(|| self.by_digest.get(&digest))
    }

    /// Returns the path of a recorded input.
    pub fn input(&self, input: &Input) -> PathBuf {
        resolve(&self.root, &input.path)
    }
}

/// A folder, with the results folder that it is or lies in.
#[derive(Debug, Clone)]
pub struct Place {
    /// The results folder. `None` for a folder outside all results folders.
    pub results: Option<Rc<Results>>,
    /// Path of the folder relative to the results folder, with `/`; empty for the results folder itself.
    below: String,
}

impl Place {
    /// Returns the name under which the ledger has a file of this folder.
    pub fn file(&self, name: &str) -> String {
        if self.below.is_empty() { name.to_owned() } else { format!("{}/{name}", self.below) }
    }

    /// Whether the program put results into this folder.
    pub fn holds_results(&self) -> bool {
        let knows = |results: &Rc<Results>| results.ledger.knows_folder(&self.below);
        self.results.as_ref().is_some_and(|results| self.below.is_empty() || knows(results))
    }
}

/// The folders that a run looks into. Each ledger is opened once.
#[derive(Debug, Default)]
pub struct Folders {
    places: RefCell<HashMap<PathBuf, Place>>,
}

impl Folders {
    /// Returns the results folder that a folder belongs to: itself, or the nearest one above.
    pub fn place(&self, folder: &Path) -> Place {
        let folder = absolute(folder);
        if let Some(place) = self.places.borrow().get(&folder) {
            return place.clone();
        }
        let place = if folder.join(LEDGER).is_file() {
            Place { results: Some(Rc::new(Results::open(&folder))), below: String::new() }
        } else {
            match (folder.parent(), folder.file_name()) {
                (Some(above), Some(name)) => {
                    let above = self.place(above);
                    let below = above.file(&name.to_string_lossy());
                    Place { below: if above.results.is_some() { below } else { String::new() }, ..above }
                }
                _ => Place { results: None, below: String::new() },
            }
        };
        self.places.borrow_mut().insert(folder, place.clone());
        place
    }

    /// Whether a folder holds the kept copies of results.
    pub fn is_archive(&self, folder: &Path) -> bool {
        let is_named = folder.file_name().is_some_and(|name| name.eq_ignore_ascii_case(ARCHIVE));
        is_named && self.place(folder_of(folder)).holds_results()
    }

    /// Returns what a file is if it is the program's own. `None` for a user's workbook, and for a file that
    /// cannot be read.
    pub fn own(&self, path: &Path) -> Option<Own> {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let (folded, place) = (name.to_lowercase(), self.place(folder_of(path)));
        if !has_record(&folded) {
            return None;
        }
        fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let open = || File::open(path).map(BufReader::new).ok();
        if folded.contains(KOREKSI) {
            let is_known = place.results.as_ref().is_some_and(|r| r.ledger.knows_name(&place.file(&name)));
            let is_ours =
                || open().and_then(|file| quietly(|| read::koreksi_by_program(file).then_some(()))).is_some();
            if is_known || is_ours() {
                return Some(Own::Koreksi);
            }
        }
        let recorded = open().and_then(|file| quietly(|| read::origin(file)));
        let unrecorded = || self.written(path, &name).or_else(|| self.marked(path, &name));
        let origin = recorded.or_else(unrecorded)?;
        Some(match origin.kind {
            Kind::Rapi => Own::Rapi(origin),
            Kind::Rekap => Own::Rekap,
        })
    }

    /// Returns the origin of a file without a record, according to the ledger; `None` if the ledger does not
    /// know its bytes.
    fn written(&self, path: &Path, name: &str) -> Option<Origin> {
        let place = self.place(folder_of(path));
        let size = fs::metadata(path).ok()?.len();
        let entry = place.results.as_ref()?.written(&place.file(name), path, size)?.clone();
        if !entry.file.ends_with(RAPI) {
            return Some(Origin::rekap());
        }
        entry.of.map(|of| Origin::rapi(file_name(&of.path), of.digest))
    }

    /// Returns the origin of a file without a record, according to the marks on its sheets. `None` if it has
    /// none, or if nothing makes it a suspected result: neither its name nor that it lies in a results
    /// folder.
    pub fn marked(&self, path: &Path, name: &str) -> Option<Origin> {
        let name = name.to_lowercase();
        let is_suspected = SUSPICIOUS.iter().any(|word| name.contains(word))
            || self.place(folder_of(path)).results.is_some();
        let file = if is_suspected { File::open(path).ok()? } else { return None };
        quietly(|| read::marked_origin(BufReader::new(file)))
    }
}

/// Whether a file of this name, in lower case, can have the record of a result: it has an extension that the
/// program writes, or that other programs save results as.
pub fn has_record(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "xlsx" | "xlsm" | "ods")))
}

/// Inspects a file of unknown content; returns `None` if a library panics.
pub fn quietly<T>(look: impl FnOnce() -> Option<T>) -> Option<T> {
    isolated(|| Ok(look())).ok().flatten()
}
