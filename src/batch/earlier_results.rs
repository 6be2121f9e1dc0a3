//! Finds workbooks near the inputs and their results in which a person may have decided: results that were
//! renamed, that another program saved, or that came back by mail. The record inside such a file, never its
//! name, says what it is a result of.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use super::archive::{ARCHIVE_FOLDER, utc_date};
use super::file_faults::read_limited;
use super::ledger::Input;
use super::own_files::{FolderIndex, KOREKSI_INFIX, ResultsFolder, may_have_record, none_on_panic};
use super::paths::{canonical_path, display_path, file_name, folder_of};
use super::places::input_name;
use super::target::RAPI_SUFFIX;
use super::{OwnFile, Source, Target};
use crate::model::own::{Origin, ResultKind};
use crate::model::{Arg, Message};
use crate::read;
use crate::text::digest::digest;

/// An earlier result of an input, in which a person may have decided.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierResult {
    /// Path of the file.
    pub path: PathBuf,
    /// The day on which the file was last saved.
    pub saved: String,
    /// Digest of its bytes. `None` if the file is byte for byte as the program wrote it, so that no decision
    /// in it is new.
    pub changed: Option<String>,
    /// Remarks: which file the decisions come from, and which files are not used.
    pub remarks: Vec<Message>,
}

impl EarlierResult {
    /// Reads the workbook; `None` if it no longer exists or cannot be read.
    #[must_use]
    pub fn read(&self) -> Option<Vec<u8>> {
        read_limited(&self.path).ok().flatten()
    }
}

/// The workbooks near the inputs of a run and near their results, as they were when it began.
#[derive(Debug, Default)]
pub struct NearbyResults {
    /// Workbooks in each folder.
    folders: BTreeMap<PathBuf, Vec<NearbyFile>>,
    /// File names of the inputs, without folders.
    names: HashSet<String>,
}

/// A workbook near an input.
#[derive(Debug, Clone)]
struct NearbyFile {
    /// The path as it is shown.
    path: PathBuf,
    /// The path without links.
    at: PathBuf,
    modified: SystemTime,
    /// Whether the file is byte for byte as the program wrote it.
    is_own: bool,
    /// The input that the file was written for, according to its bytes, or else the owner of its place.
    owner: Option<Owner>,
    /// The inputs that had the recorded digest, according to the ledgers.
    recorded_inputs: Vec<PathBuf>,
    /// The record in the file; `None` for a file that was written before there were records.
    origin: Option<Origin>,
}

#[derive(Debug, Clone)]
/// The input of a result, according to a ledger.
struct Owner {
    path: PathBuf,
    digest: String,
}

/// The input that decisions are looked for.
struct SoughtInput<'a> {
    name: &'a str,
    path: PathBuf,
    digest: String,
    /// Path of its result.
    result_path: PathBuf,
}

impl NearbyResults {
    /// Lists the folders of inputs and results, each once. Inputs are not opened, and neither are the records
    /// of files that a ledger knows byte for byte.
    pub fn find(sources: &[Source], targets: &[Target]) -> Self {
        let folders = FolderIndex::default();
        let mut ledgers: BTreeMap<PathBuf, Rc<ResultsFolder>> = BTreeMap::new();
        for target in targets {
            if let Some(results) = folders.locate(&target.root).results {
                ledgers.insert(results.root.clone(), results);
            }
        }
        let look = FolderScan {
            folders: &folders,
            ledgers: ledgers.into_values().collect(),
            inputs: sources.iter().map(|source| canonical_path(&source.path)).collect(),
        };
        let mut nearby = Self::default();
        for (source, target) in sources.iter().zip(targets).filter(|(source, _)| source.problem.is_none()) {
            nearby.names.insert(input_name(source).to_owned());
            let results = target.folder();
            let kept = results.join(ARCHIVE_FOLDER);
            for folder in [folder_of(&source.path), &results, &kept] {
                nearby.folders.entry(canonical_path(folder)).or_insert_with(|| look.list_results(folder));
            }
        }
        nearby
    }

    /// Finds the result of an earlier run in which a person may have decided about this input: a named one,
    /// or else one near the input, or else the copy that was kept when another input took its place. `digest`
    /// is that of the input.
    ///
    /// `None` if no earlier result is found, or if the input is itself a result and brings its own decisions.
    pub fn find_earlier(&self, source: &Source, target: &Target, digest: &str) -> Option<EarlierResult> {
        if matches!(source.own_file, Some(OwnFile::Rapi(_))) {
            return None;
        }
        let place = canonical_path(&target.folder()).join(format!("{}{RAPI_SUFFIX}", target.name));
        let (name, path) = (input_name(source), canonical_path(&source.path));
        let wanted = SoughtInput { name, path, digest: digest.to_owned(), result_path: place };
        let named = named_results(source);
        let is_named = |found: &NearbyFile| named.iter().any(|named| named.at == found.at);
        let mut near = self.results_of(source, target, &wanted);
        if named.is_empty() && near.is_empty() {
            near.extend(self.archived_result(target, &wanted));
        }
        // If a person named a file, the program's own unchanged results are not needed.
        near.retain(|found| named.is_empty() || !(found.is_own || is_named(found)));
        near.sort_by_key(|found| (found.is_own, Reverse(found.modified), found.at.clone()));
        let is_told = !named.is_empty();
        let mut found = named.into_iter().chain(near);
        let (first, changed) = found.find_map(|one| {
            let digest = if one.is_own { None } else { Some(self::digest(&read_limited(&one.path).ok()??)) };
            Some((one, digest))
        })?;
        let path = display_path(&first.path);
        // Unchanged results all hold the same decisions, so only others are reported as unused.
        let others = found.filter(|_| !first.is_own).map(|other| Arg::Text(display_path(&other.path)));
        let others: Vec<Arg> = others.collect();
        let is_elsewhere = !first.is_own && first.at != wanted.result_path && !is_told;
        let from = is_elsewhere.then(|| Message::new("cli.decisions_from").with("path", path.as_str()));
        let unused = (!others.is_empty()).then(|| {
            Message::new("cli.decisions_unused").with("others", Arg::List(others)).with("path", path.as_str())
        });
        let remarks = from.into_iter().chain(unused).collect();
        Some(EarlierResult { path: first.path, saved: utc_date(first.modified), changed, remarks })
    }

    /// Returns the results of an input in the folder of its results and in its own folder.
    fn results_of(&self, source: &Source, target: &Target, wanted: &SoughtInput<'_>) -> Vec<NearbyFile> {
        let (results, beside) = (target.folder(), folder_of(&source.path));
        let beside = (canonical_path(&results) != canonical_path(beside)).then(|| self.files_in(beside));
        let near = self.files_in(&results).chain(beside.into_iter().flatten());
        near.filter(|found| found.is_result_of(wanted)).cloned().collect()
    }

    /// Returns the copy of an input's result that was kept when the result of another input took its place.
    /// `None` if there is no file at the place: a person has removed the result then, and it is not brought
    /// back.
    fn archived_result(&self, target: &Target, wanted: &SoughtInput<'_>) -> Option<NearbyFile> {
        let results = target.folder();
        self.files_in(&results).find(|found| found.at == wanted.result_path)?;
        let kept = self.files_in(&results.join(ARCHIVE_FOLDER));
        kept.filter(|found| found.is_result_of(wanted)).max_by_key(|found| found.modified).cloned()
    }

    fn files_in(&self, folder: &Path) -> impl Iterator<Item = &NearbyFile> + use<'_> {
        self.folders.get(&canonical_path(folder)).into_iter().flatten()
    }

    /// Returns remarks on results near the inputs that a person saved, but whose own input is not in this
    /// run, so that their decisions are not used. `digests` are those of the inputs.
    pub fn unused_decision_remarks(&self, digests: &HashSet<String>) -> Vec<Message> {
        let is_kept = |folder: &Path| folder.file_name().is_some_and(|name| name == ARCHIVE_FOLDER);
        let all = self.folders.iter().filter(|(folder, _)| !is_kept(folder)).flat_map(|(_, found)| found);
        let said = all.filter(|found| !found.is_own).filter_map(|found| {
            let origin = found.origin.as_ref()?;
            let is_in_run = self.names.contains(&origin.name) || digests.contains(&origin.digest);
            let message = Message::new("cli.decisions_left").with("path", display_path(&found.path));
            (!is_in_run && !origin.name.is_empty()).then(|| message.with("source", origin.name.as_str()))
        });
        said.collect()
    }
}

/// Returns the results that were named in place of an input, the newest first.
fn named_results(source: &Source) -> Vec<NearbyFile> {
    let found = |path: &PathBuf| {
        Some(NearbyFile {
            path: path.clone(),
            at: canonical_path(path),
            modified: fs::metadata(path).ok()?.modified().ok()?,
            is_own: false,
            owner: None,
            recorded_inputs: Vec::new(),
            origin: None,
        })
    };
    let mut named: Vec<NearbyFile> = source.decisions.iter().filter_map(found).collect();
    named.sort_by_key(|found| Reverse(found.modified));
    named
}

impl NearbyFile {
    /// Whether this is a result of the input.
    fn is_result_of(&self, wanted: &SoughtInput<'_>) -> bool {
        let Some(origin) = &self.origin else { return self.is_own && self.at == wanted.result_path };
        if origin.digest == wanted.digest {
            // A second input with the same bytes has its own result.
            let is_twin = |owner: &Owner| owner.path != wanted.path && owner.digest == wanted.digest;
            return !self.owner.as_ref().is_some_and(|owner| is_twin(owner) && owner.path.exists());
        }
        // The digests differ: either the input was saved again, or it has the same name by chance.
        let is_another = match &self.owner {
            Some(owner) => owner.path != wanted.path,
            None => self.recorded_inputs.iter().any(|path| *path != wanted.path),
        };
        origin.is_named(wanted.name) && !is_another
    }
}

/// The ledgers and inputs that are needed to classify the files of a folder.
struct FolderScan<'f> {
    folders: &'f FolderIndex,
    /// The ledgers of all results folders of the run.
    ledgers: Vec<Rc<ResultsFolder>>,
    /// Paths of the inputs, without links.
    inputs: HashSet<PathBuf>,
}

impl FolderScan<'_> {
    /// Returns the results in a folder, in the order of their names.
    fn list_results(&self, folder: &Path) -> Vec<NearbyFile> {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = fs::read_dir(here).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names.iter().filter_map(|name| self.inspect_file(folder, name)).collect()
    }

    /// Returns a file if it is a result of some input; `None` for inputs, corrected copies, lock files and
    /// everything else.
    fn inspect_file(&self, folder: &Path, name: &str) -> Option<NearbyFile> {
        let folded = name.to_lowercase();
        if !may_have_record(&folded)
            || folded.starts_with('.')
            || folded.starts_with("~$")
            || folded.contains(KOREKSI_INFIX)
        {
            return None;
        }
        let path = folder.join(name);
        let metadata = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        let at = canonical_path(&path);
        if self.inputs.contains(&at) {
            return None;
        }
        let place = self.folders.locate(folder);
        let its_own = place.results.iter().filter(|own| self.ledgers.iter().all(|l| l.root != own.root));
        let ledgers: Vec<&ResultsFolder> = its_own.chain(&self.ledgers).map(Rc::as_ref).collect();
        let named_here = |results: &ResultsFolder| {
            // File names in a ledger are relative to its own folder, so other ledgers do not know this file
            // by name.
            let is_here = place.results.as_ref().is_some_and(|own| own.root == results.root);
            if is_here { place.ledger_name(name) } else { String::new() }
        };
        let owner = |results: &ResultsFolder, of: &Input| Owner {
            path: results.input_path(of),
            digest: of.digest.clone(),
        };
        let mut found = NearbyFile {
            path,
            at,
            modified: metadata.modified().ok()?,
            is_own: false,
            owner: None,
            recorded_inputs: Vec::new(),
            origin: None,
        };
        let written = ledgers.iter().find_map(|results| {
            Some((results, results.entry_of_unchanged(&named_here(results), &found.path, metadata.len())?))
        });
        if let Some((results, entry)) = written {
            let rapi = |of: &Input| Origin::rapi(file_name(&of.path), of.digest.clone());
            found.is_own = true;
            found.owner = entry.of.as_ref().map(|of| owner(results, of));
            found.origin = entry.of.as_ref().map(rapi);
            return entry.file.ends_with(RAPI_SUFFIX).then_some(found);
        }
        let recorded = File::open(&found.path)
            .ok()
            .and_then(|file| none_on_panic(|| read::read_origin(BufReader::new(file))));
        let origin = recorded.or_else(|| self.folders.origin_from_marks(&found.path, name))?;
        if origin.kind != ResultKind::Rapi {
            return None;
        }
        let owners = |results: &&ResultsFolder| {
            results.ledger.owner(&named_here(results)).map(|of| owner(results, of))
        };
        found.owner = ledgers.iter().find_map(owners);
        let made_of = |results: &&ResultsFolder| {
            let of = results.ledger.entries().filter_map(|entry| entry.of.as_ref());
            of.filter(|of| of.digest == origin.digest).map(|of| results.input_path(of)).collect::<Vec<_>>()
        };
        found.recorded_inputs = ledgers.iter().flat_map(made_of).collect();
        found.origin = Some(origin);
        Some(found)
    }
}
