//! Where the results of an input go. The place depends on the input and on what lies on the disk, and not on
//! the other inputs of the run or on their order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::ledger::LEDGER;
use super::paths::{absolute, file_name, folder_of, relative, shown};
use super::results::{Folders, Results};
use super::target::RAPI;
use super::walk::is_workbook;
use super::{Own, Source, Target};
use crate::model::names::{next_rounds, stem_of, without_koreksi, without_rapi};

/// The folder for results where none is named: in a folder that was given, or beside a file.
const DEFAULT_FOLDER: &str = "hasil";

/// Gives every input its place:
///
/// - the one that the ledger records for it, unless another input has taken it since;
/// - else a name after the input, with its extension if workbooks that differ in it alone lie side by side;
/// - inputs of one run that would still meet are told apart by the names of the folders that they lie in.
#[must_use]
pub fn plan(sources: &[Source], out: Option<&Path>) -> Vec<Target> {
    let folders = Folders::default();
    let mut disk = Disk::new(&folders);
    let mut ledgers: HashMap<PathBuf, Recorded> = HashMap::new();
    let mut wanted: Vec<Wanted> = sources
        .iter()
        .map(|source| {
            let (root, below) = match out {
                Some(out) => (out.to_owned(), source.below.clone()),
                None => home(source, &folders),
            };
            let recorded = ledgers.entry(root.clone()).or_insert_with(|| Recorded::read(&root));
            Wanted::new(source, root, below, recorded, &mut disk)
        })
        .collect();
    tell_apart(&mut wanted);
    // Only now: the folders that tell an input apart are the same whether others have a recorded place.
    for one in &mut wanted {
        let Some(recorded) = ledgers.get(&one.target.root).filter(|_| !one.is_result) else { continue };
        if let Some(place) = recorded.place(&one.target) {
            file_name(&place).clone_into(&mut one.target.name);
            folder_of(Path::new(&place)).clone_into(&mut one.target.below);
            one.is_fixed = true;
        }
    }
    tell_apart(&mut wanted);
    wanted.into_iter().map(|one| one.target).collect()
}

/// The results folder of an input and the folder below it, where no other is asked for.
fn home(source: &Source, folders: &Folders) -> (PathBuf, PathBuf) {
    let inside = |folder: &Path| {
        let root =
            if folder.join(LEDGER).is_file() { folder.to_owned() } else { folder.join(DEFAULT_FOLDER) };
        (root, source.below.clone())
    };
    if let Some(results) = &source.results {
        return (results.clone(), source.below.clone());
    }
    if source.given.is_dir() {
        return inside(&source.given);
    }
    let folder = folder_of(&source.given);
    if source.own.is_none() {
        return inside(folder);
    }
    // One of the program's own results stays in the folder that it lies in.
    match folders.place(folder).results {
        Some(results) => (from_here(folder, &results.root), way_down(&results.root, &absolute(folder))),
        None if absolute(folder).ends_with(DEFAULT_FOLDER) => (folder.to_owned(), PathBuf::new()),
        None => inside(folder),
    }
}

/// A folder above another one, written as that one is given if it can be: relative where that one is.
pub fn from_here(folder: &Path, above: &Path) -> PathBuf {
    folder.ancestors().find(|path| absolute(path) == above).unwrap_or(above).to_owned()
}

fn way_down(above: &Path, folder: &Path) -> PathBuf {
    folder.strip_prefix(above).unwrap_or(Path::new("")).to_owned()
}

/// What a ledger says of places.
struct Recorded {
    root: PathBuf,
    /// The input at each place, by its path.
    owners: BTreeMap<String, String>,
    places: HashMap<String, Vec<String>>,
}

impl Recorded {
    fn read(root: &Path) -> Self {
        let Results { root, ledger, .. } = Results::open(root);
        let (mut owners, mut places) = (BTreeMap::new(), HashMap::<String, Vec<String>>::new());
        for file in ledger.entries().map(|entry| entry.file.as_str()) {
            if let Some(place) = file.strip_suffix(RAPI)
                && let Some(owner) = ledger.owner(file)
                && owners.insert(place.to_owned(), owner.path.clone()).is_none()
            {
                places.entry(owner.path.clone()).or_default().push(place.to_owned());
            }
        }
        Self { root, owners, places }
    }

    /// The input as the ledger records it. A result without its workbook stands for that one, so that its
    /// own results belong to the workbook when it is there again.
    fn source(&self, source: &Source, path: &Path) -> String {
        let relative = |path: &Path| relative(&self.root, path);
        match &source.own {
            Some(Own::Rapi(origin)) if !origin.name.is_empty() => {
                let file = relative(path);
                let owner = file.strip_suffix(RAPI).and_then(|place| self.owners.get(place));
                owner.cloned().unwrap_or_else(|| relative(&path.with_file_name(&origin.name)))
            }
            _ => relative(path),
        }
    }

    /// The place of an input; the one that it would have anyway, if there are several.
    fn place(&self, target: &Target) -> Option<String> {
        let places = self.places.get(&target.source)?;
        places.iter().find(|place| **place == target.file("")).or_else(|| places.first()).cloned()
    }

    /// Whether another input has this place.
    fn is_taken(&self, place: &str, source: &str) -> bool {
        self.owners.get(place).is_some_and(|owner| owner != source)
    }
}

/// The place that an input would have, and what could tell it apart from others.
struct Wanted {
    target: Target,
    /// The input's name with its extension.
    whole: String,
    /// The folder that the input is in, without links.
    folder: PathBuf,
    /// How many of the last parts of that folder the place has.
    depth: usize,
    /// Whether the input is a result without its workbook: there may be several of one workbook, so that each
    /// has the place of its own name.
    is_result: bool,
    /// Whether the place is the one that the ledger records.
    is_fixed: bool,
}

impl Wanted {
    fn new(source: &Source, root: PathBuf, below: PathBuf, recorded: &Recorded, disk: &mut Disk<'_>) -> Self {
        let path = absolute(&source.path);
        let recorded_as = recorded.source(source, &path);
        let (stem, whole) = names(source);
        let name = match &source.own {
            Some(Own::Rapi(_)) => without_rapi(stem),
            Some(Own::Koreksi) => next_round(source, stem, &below, &recorded_as, recorded),
            Some(Own::Rekap) | None if disk.needs_extension(source, stem, whole) => whole.to_owned(),
            Some(Own::Rekap) | None => stem.to_owned(),
        };
        Self {
            target: Target { root, below, name, source: recorded_as },
            whole: whole.to_owned(),
            folder: folder_of(&path).to_owned(),
            depth: 0,
            is_result: matches!(source.own, Some(Own::Rapi(_))),
            is_fixed: false,
        }
    }

    /// The place, folded: Windows and macOS keep `Renja` and `renja` in one file.
    fn key(&self) -> (PathBuf, String) {
        (self.target.root.clone(), self.target.file("").to_lowercase())
    }

    /// Adds one more folder to the place; returns whether there was one.
    fn go_deeper(&mut self) -> bool {
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
        self.target.below = parts.iter().skip(parts.len() - self.depth).collect();
        true
    }
}

/// Tells inputs apart that would meet at one place, by as few of the folders that they lie in as it takes.
fn tell_apart(wanted: &mut [Wanted]) {
    loop {
        let mut meeting: BTreeMap<(PathBuf, String), Vec<usize>> = BTreeMap::new();
        for (at, one) in wanted.iter().enumerate() {
            meeting.entry(one.key()).or_default().push(at);
        }
        let mut moved = false;
        for group in meeting.into_values().filter(|group| group.len() > 1) {
            let folders: HashSet<PathBuf> = group.iter().map(|at| wanted[*at].folder.clone()).collect();
            for at in group {
                let one = &mut wanted[at];
                if folders.len() > 1 {
                    moved |= one.go_deeper();
                } else if !one.is_fixed && one.target.name != one.whole {
                    // Files of one folder that are not called as workbooks are: `a.txt` and `a.dat`.
                    one.target.name.clone_from(&one.whole);
                    moved = true;
                }
            }
        }
        if !moved {
            return;
        }
    }
}

/// The names of the workbooks in the folders of inputs, each folder listed once.
struct Disk<'f> {
    folders: &'f Folders,
    /// The names in each folder, by their stems in lower case.
    listed: HashMap<PathBuf, HashMap<String, Vec<String>>>,
}

impl<'f> Disk<'f> {
    fn new(folders: &'f Folders) -> Self {
        Self { folders, listed: HashMap::new() }
    }

    /// Whether the stem of an input's name does not tell it apart from the other workbooks in its folder,
    /// whether they are inputs of this run or not.
    fn needs_extension(&mut self, source: &Source, stem: &str, whole: &str) -> bool {
        let folder = folder_of(&source.path);
        let names = self.listed.entry(folder.to_owned()).or_insert_with(|| list(folder));
        let (stem, whole) = (stem.to_lowercase(), whole.to_lowercase());
        let of_stem = |stem: &str| names.get(stem).into_iter().flatten();
        let others = of_stem(&stem).filter(|name| name.to_lowercase() != whole);
        // `a.xls.xlsx` beside an `a.xls` that keeps its extension.
        let called_as_stem = of_stem(stem_of(&stem)).filter(|name| name.to_lowercase() == stem);
        let is_users = |path: &Path| path.is_file() && is_workbook(path) && self.folders.own(path).is_none();
        others.chain(called_as_stem).any(|name| is_users(&folder.join(name)))
    }
}

fn list(folder: &Path) -> HashMap<String, Vec<String>> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(here).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut listed = HashMap::<String, Vec<String>>::new();
    for name in names.filter(|name| !name.starts_with('.') && !name.starts_with("~$")) {
        listed.entry(stem_of(&name).to_lowercase()).or_default().push(name);
    }
    listed
}

/// The stem of an input's name, and the name with its extension.
fn names(source: &Source) -> (&str, &str) {
    let whole = source.path.file_name().and_then(|name| name.to_str());
    // Of a name that is no text, the path as it is shown has the parts that are.
    let whole = whole.unwrap_or_else(|| file_name(&source.shown));
    let whole = if whole.is_empty() { "renja" } else { whole };
    (stem_of(whole), whole)
}

/// The file name of an input, as its results record it.
pub fn own_name(source: &Source) -> &str {
    file_name(&source.shown)
}

/// The name for the next round on a corrected copy: `renja.koreksi` gives `renja-2`, and `renja-2.koreksi`
/// gives `renja-3`. A number that belongs to the name of an input of its own is no round.
fn next_round(source: &Source, stem: &str, below: &Path, recorded_as: &str, recorded: &Recorded) -> String {
    let base = without_koreksi(stem);
    let place = |name: &str| shown(&below.join(name));
    let is_a_first = || recorded.owners.get(&place(base)).is_some_and(|owner| !owner.contains(".koreksi."));
    let mut rounds = next_rounds(base, names(source).1, &is_a_first);
    rounds.find(|name| !recorded.is_taken(&place(name), recorded_as)).unwrap_or_default()
}
