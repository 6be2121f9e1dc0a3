//! Decides where the results of an input go. The place depends on the input and on what is on the disk, but
//! not on the other inputs of the run or on their order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::ledger::LEDGER_FILE;
use super::own_files::{FolderIndex, ResultsFolder};
use super::paths::{canonical_path, display_path, file_name, folder_of, ledger_path};
use super::target::RAPI_SUFFIX;
use super::walk::is_workbook;
use super::{OwnFile, Source, Target};
use crate::model::names::{next_rounds, stem_of, without_koreksi, without_rapi};

/// Name of the default folder for results, inside a given folder or beside a given file.
const DEFAULT_FOLDER: &str = "hasil";

/// Returns the place of each input's results, in the order of `sources`. `out` is the results folder if one
/// was asked for. The place is:
///
/// - the one that the ledger records for the input, unless another input has taken it since;
/// - or else the input's name, with its extension if workbooks that differ only in that are side by side;
/// - for inputs of one run that would still meet, additionally the names of as many of their folders as
///   needed.
#[must_use]
pub fn plan_targets(sources: &[Source], out: Option<&Path>) -> Vec<Target> {
    let folders = FolderIndex::default();
    let mut disk = FolderListings::new(&folders);
    let mut ledgers: HashMap<PathBuf, RecordedPlaces> = HashMap::new();
    let mut wanted: Vec<PlannedTarget> = sources
        .iter()
        .map(|source| {
            let (root, below) = match out {
                Some(out) => (out.to_owned(), source.relative_folder.clone()),
                None => default_place(source, &folders),
            };
            let recorded = ledgers.entry(root.clone()).or_insert_with(|| RecordedPlaces::read(&root));
            PlannedTarget::new(source, root, below, recorded, &mut disk)
        })
        .collect();
    separate_collisions(&mut wanted);
    // Look up recorded places only now, so that the folders which tell an input apart do not depend on
    // whether others have a recorded place.
    for one in &mut wanted {
        let Some(recorded) = ledgers.get(&one.target.root).filter(|_| !one.is_result) else { continue };
        if let Some(place) = recorded.recorded_place(&one.target) {
            file_name(&place).clone_into(&mut one.target.name);
            folder_of(Path::new(&place)).clone_into(&mut one.target.relative_folder);
            one.is_fixed = true;
        }
    }
    separate_collisions(&mut wanted);
    wanted.into_iter().map(|one| one.target).collect()
}

/// Returns the results folder of an input and the folder below it, if none was asked for.
fn default_place(source: &Source, folders: &FolderIndex) -> (PathBuf, PathBuf) {
    let inside = |folder: &Path| {
        let root =
            if folder.join(LEDGER_FILE).is_file() { folder.to_owned() } else { folder.join(DEFAULT_FOLDER) };
        (root, source.relative_folder.clone())
    };
    if let Some(results) = &source.results {
        return (results.clone(), source.relative_folder.clone());
    }
    if source.given_path.is_dir() {
        return inside(&source.given_path);
    }
    let folder = folder_of(&source.given_path);
    if source.own_file.is_none() {
        return inside(folder);
    }
    // A result of the program stays in its own folder.
    match folders.locate(folder).results {
        Some(results) => {
            (ancestor_as_written(folder, &results.root), path_below(&results.root, &canonical_path(folder)))
        }
        None if canonical_path(folder).ends_with(DEFAULT_FOLDER) => (folder.to_owned(), PathBuf::new()),
        None => inside(folder),
    }
}

/// Returns `above`, a folder above `folder`, in the way in which `folder` is written: relative if that is
/// relative.
pub fn ancestor_as_written(folder: &Path, above: &Path) -> PathBuf {
    folder.ancestors().find(|path| canonical_path(path) == above).unwrap_or(above).to_owned()
}

fn path_below(above: &Path, folder: &Path) -> PathBuf {
    folder.strip_prefix(above).unwrap_or(Path::new("")).to_owned()
}

/// What a ledger says about places.
struct RecordedPlaces {
    /// The ledger's folder, without links.
    root: PathBuf,
    /// The input that owns each place, by its recorded path.
    owners: BTreeMap<String, String>,
    /// The places of each input.
    places: HashMap<String, Vec<String>>,
}

impl RecordedPlaces {
    fn read(root: &Path) -> Self {
        let ResultsFolder { root, ledger, .. } = ResultsFolder::open(root);
        let (mut owners, mut places) = (BTreeMap::new(), HashMap::<String, Vec<String>>::new());
        for file in ledger.entries().map(|entry| entry.file.as_str()) {
            if let Some(place) = file.strip_suffix(RAPI_SUFFIX)
                && let Some(owner) = ledger.owner(file)
                && owners.insert(place.to_owned(), owner.path.clone()).is_none()
            {
                places.entry(owner.path.clone()).or_default().push(place.to_owned());
            }
        }
        Self { root, owners, places }
    }

    /// Returns the path of the input as the ledger records it.
    ///
    /// A result without its workbook stands for that workbook, so that its own results belong to the workbook
    /// once it is there again.
    fn recorded_path(&self, source: &Source, path: &Path) -> String {
        let relative = |path: &Path| ledger_path(&self.root, path);
        match &source.own_file {
            Some(OwnFile::Rapi(origin)) if !origin.name.is_empty() => {
                let file = relative(path);
                let owner = file.strip_suffix(RAPI_SUFFIX).and_then(|place| self.owners.get(place));
                owner.cloned().unwrap_or_else(|| relative(&path.with_file_name(&origin.name)))
            }
            _ => relative(path),
        }
    }

    /// Returns the recorded place of an input; if there are several, the one that it would have anyway.
    /// `None` if none is recorded.
    fn recorded_place(&self, target: &Target) -> Option<String> {
        let places = self.places.get(&target.source)?;
        places.iter().find(|place| **place == target.relative_path("")).or_else(|| places.first()).cloned()
    }

    /// Whether another input owns this place.
    fn is_taken(&self, place: &str, source: &str) -> bool {
        self.owners.get(place).is_some_and(|owner| owner != source)
    }
}

/// The place that an input would have, with what may tell it apart from others.
struct PlannedTarget {
    target: Target,
    /// File name of the input, with its extension.
    full_name: String,
    /// Folder of the input, without links.
    folder: PathBuf,
    /// Number of trailing parts of that folder that the place contains.
    depth: usize,
    /// Whether the input is a result without its workbook. There may be several of one workbook, so each gets
    /// a place after its own name.
    is_result: bool,
    /// Whether the ledger records this place.
    is_fixed: bool,
}

impl PlannedTarget {
    fn new(
        source: &Source,
        root: PathBuf,
        below: PathBuf,
        recorded: &RecordedPlaces,
        disk: &mut FolderListings<'_>,
    ) -> Self {
        let path = canonical_path(&source.path);
        let recorded_as = recorded.recorded_path(source, &path);
        let (stem, whole) = stem_and_name(source);
        let name = match &source.own_file {
            Some(OwnFile::Rapi(_)) => without_rapi(stem),
            Some(OwnFile::Koreksi) => next_round(source, stem, &below, &recorded_as, recorded),
            Some(OwnFile::Rekap) | None if disk.needs_extension(source, stem, whole) => whole.to_owned(),
            Some(OwnFile::Rekap) | None => stem.to_owned(),
        };
        Self {
            target: Target { root, relative_folder: below, name, source: recorded_as },
            full_name: whole.to_owned(),
            folder: folder_of(&path).to_owned(),
            depth: 0,
            is_result: matches!(source.own_file, Some(OwnFile::Rapi(_))),
            is_fixed: false,
        }
    }

    /// Returns the place in lower case: Windows and macOS treat `Renja` and `renja` as the same file.
    fn collision_key(&self) -> (PathBuf, String) {
        (self.target.root.clone(), self.target.relative_path("").to_lowercase())
    }

    /// Adds one more folder to the place. Returns false if all folders are in it already, or if the ledger fixes
    /// the place.
    fn add_parent_folder(&mut self) -> bool {
        let parts: Vec<OsString> = self
            .folder
            .components()
            .filter(|part| matches!(part, Component::Normal(_)))
            .map(|part| part.as_os_str().to_owned())
            .collect();
        if self.is_fixed || self.depth >= parts.len() {
            return false;
        }
        self.depth += 1;
        self.target.relative_folder = parts.iter().skip(parts.len() - self.depth).collect();
        true
    }
}

/// Separates inputs that would meet at one place, by as few of their folders as needed.
fn separate_collisions(wanted: &mut [PlannedTarget]) {
    loop {
        let mut meeting: BTreeMap<(PathBuf, String), Vec<usize>> = BTreeMap::new();
        for (at, one) in wanted.iter().enumerate() {
            meeting.entry(one.collision_key()).or_default().push(at);
        }
        let mut moved = false;
        for group in meeting.into_values().filter(|group| group.len() > 1) {
            let folders: HashSet<PathBuf> = group.iter().map(|at| wanted[*at].folder.clone()).collect();
            for at in group {
                let one = &mut wanted[at];
                if folders.len() > 1 {
                    moved |= one.add_parent_folder();
                } else if !one.is_fixed && one.target.name != one.full_name {
                    // Files of one folder with unusual extensions: `a.txt` and `a.dat`.
                    one.target.name.clone_from(&one.full_name);
                    moved = true;
                }
            }
        }
        if !moved {
            return;
        }
    }
}

/// Names of the workbooks in the folders of inputs; each folder is listed once.
struct FolderListings<'f> {
    folders: &'f FolderIndex,
    /// The names in each folder, by their stems in lower case.
    listed: HashMap<PathBuf, HashMap<String, Vec<String>>>,
}

impl<'f> FolderListings<'f> {
    fn new(folders: &'f FolderIndex) -> Self {
        Self { folders, listed: HashMap::new() }
    }

    /// Whether the stem of an input's name fails to tell it apart from the other workbooks in its folder. It
    /// does not matter whether those are inputs of this run.
    fn needs_extension(&mut self, source: &Source, stem: &str, whole: &str) -> bool {
        let folder = folder_of(&source.path);
        let names = self.listed.entry(folder.to_owned()).or_insert_with(|| list_names(folder));
        let (stem, whole) = (stem.to_lowercase(), whole.to_lowercase());
        let of_stem = |stem: &str| names.get(stem).into_iter().flatten();
        let others = of_stem(&stem).filter(|name| name.to_lowercase() != whole);
        // An input `a.xls.xlsx` beside an `a.xls` that keeps its extension.
        let called_as_stem = of_stem(stem_of(&stem)).filter(|name| name.to_lowercase() == stem);
        let is_users =
            |path: &Path| path.is_file() && is_workbook(path) && self.folders.own_file(path).is_none();
        others.chain(called_as_stem).any(|name| is_users(&folder.join(name)))
    }
}

fn list_names(folder: &Path) -> HashMap<String, Vec<String>> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(here).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut listed = HashMap::<String, Vec<String>>::new();
    for name in names.filter(|name| !name.starts_with('.') && !name.starts_with("~$")) {
        listed.entry(stem_of(&name).to_lowercase()).or_default().push(name);
    }
    listed
}

/// Returns the stem of an input's name, and the name with its extension.
fn stem_and_name(source: &Source) -> (&str, &str) {
    let whole = source.path.file_name().and_then(|name| name.to_str());
    // If the name is not valid Unicode, use the path as shown, where the invalid parts are replaced.
    let whole = whole.unwrap_or_else(|| file_name(&source.display_path));
    let whole = if whole.is_empty() { "renja" } else { whole };
    (stem_of(whole), whole)
}

/// Returns the file name of an input, as its results record it.
pub fn input_name(source: &Source) -> &str {
    file_name(&source.display_path)
}

/// Returns the name for the next round on a corrected copy: `renja.koreksi` gives `renja-2`, and
/// `renja-2.koreksi` gives `renja-3`. A number that belongs to the name of another input is not counted up.
fn next_round(
    source: &Source,
    stem: &str,
    below: &Path,
    recorded_as: &str,
    recorded: &RecordedPlaces,
) -> String {
    let base = without_koreksi(stem);
    let place = |name: &str| display_path(&below.join(name));
    let is_a_first = || recorded.owners.get(&place(base)).is_some_and(|owner| !owner.contains(".koreksi."));
    let mut rounds = next_rounds(base, stem_and_name(source).1, &is_a_first);
    rounds.find(|name| !recorded.is_taken(&place(name), recorded_as)).unwrap_or_default()
}
