//! The results folders of a run: puts results there, keeps what stood in their places, and knows what need
//! not be done again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::archive::archive_result;
use super::draft::{check_file_target, check_folder_writable, remove_stale_temp_files, write_temp_file};
use super::earlier_results::{EarlierResult, NearbyResults};
use super::file_faults::{is_not_regular_file, write_error_message};
use super::ledger::{Entry, FinishedInput, Input, LEDGER_FILE, Ledger};
use super::paths::{canonical_path, display_path, file_name, resolve_ledger_path};
use super::target::RAPI_SUFFIX;
use super::{Source, Target};
use crate::check::Exception;
use crate::model::own::{Origin, ResultKind};
use crate::model::{Message, Summary};
use crate::read;
use crate::text::digest::digest;

/// A result at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredResult {
    /// Path of the file.
    pub path: PathBuf,
    /// Digest of its bytes.
    pub digest: String,
    /// Whether the same bytes stood there before, so that nothing was written.
    pub unchanged: bool,
    /// Remark on the file that stood there and was kept; `None` if none was.
    pub kept: Option<Message>,
    /// Whether a person has changed what stood there since the program wrote it.
    pub was_changed: bool,
}

/// What the ledger keeps of an input that is done, apart from the places of its results.
#[derive(Debug, Clone)]
pub struct FinishedWork<'a> {
    /// Identifies everything that the results depend on: the input's bytes, the options and the build.
    pub key: String,
    /// Line of the input in the recap.
    pub summary: &'a Summary,
    /// Remarks beside the findings, in the language of the run.
    pub remarks: &'a [String],
    /// Exceptions that cover none of its findings.
    pub unused: &'a [Exception],
    /// The earlier result whose decisions were used; `None` if there was none.
    pub earlier: Option<&'a EarlierResult>,
}

/// The results folders of a run.
#[derive(Debug)]
pub struct Store {
    /// Paths of the inputs, without links.
    inputs: HashSet<PathBuf>,
    /// Folders that results are put in.
    folders: BTreeSet<PathBuf>,
    /// When the run began; half-written files from before are removed at its end.
    begun: SystemTime,
    /// Ledgers by results folder, opened on first use.
    ledgers: Mutex<BTreeMap<PathBuf, Ledger>>,
    nearby: NearbyResults,
    /// Digests of the inputs that were worked on.
    digests: Mutex<HashSet<String>>,
}

impl Store {
    /// Checks that every results folder can be written to, before any work is done, and looks for decisions
    /// near the inputs. Creates nothing: a run that fails leaves no empty folder behind.
    ///
    /// # Errors
    ///
    /// If results or the ledger cannot be written to one of the folders.
    pub fn new(sources: &[Source], targets: &[Target]) -> Result<Self, Message> {
        let roots: BTreeSet<&Path> = targets.iter().map(|target| target.root.as_path()).collect();
        for root in roots {
            check_folder_writable(root)?;
            check_file_target(&root.join(LEDGER_FILE))?;
        }
        Ok(Self {
            inputs: sources.iter().filter_map(|source| source.path.canonicalize().ok()).collect(),
            folders: targets.iter().map(Target::folder).collect(),
            begun: SystemTime::now(),
            ledgers: Mutex::default(),
            nearby: NearbyResults::find(sources, targets),
            digests: Mutex::default(),
        })
    }

    /// Returns the result of an earlier run in which a person may have decided. `None` if no such result is found.
    /// `digest` is that of the input.
    #[must_use]
    pub fn find_earlier(&self, source: &Source, target: &Target, digest: &str) -> Option<EarlierResult> {
        self.digests.lock().unwrap_or_else(PoisonError::into_inner).insert(digest.to_owned());
        self.nearby.find_earlier(source, target, digest)
    }

    /// Returns remarks on decisions near the inputs that no input of this run has used. Call it after the
    /// last input.
    #[must_use]
    pub fn unused_decision_remarks(&self) -> Vec<Message> {
        self.nearby.unused_decision_remarks(&self.digests.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns what an earlier run kept of this input, if nothing needs to be done: that run did the same
    /// (`key`) with the same decisions, and its results stand as it wrote them. `None` otherwise.
    #[must_use]
    pub fn find_finished(
        &self,
        target: &Target,
        key: &str,
        earlier: Option<&EarlierResult>,
    ) -> Option<FinishedInput> {
        let (done, owner) = self.with_ledger(&target.root, |ledger| {
            let owner = ledger.owner(&target.relative_path(RAPI_SUFFIX)).map(|owner| owner.path.clone());
            Some((ledger.finished_input(&target.relative_path(""))?, owner))
        })?;
        let stands = |entry: &Entry| {
            let path = target.root.join(&entry.file);
            !is_not_regular_file(&path) && fs::read(path).is_ok_and(|bytes| digest(&bytes) == entry.digest)
        };
        // Another input with the same name and bytes may have other decisions.
        let is_of_this = owner.as_ref() == Some(&target.source);
        let changed = earlier.and_then(|earlier| earlier.changed.as_ref());
        let is_decided = changed.is_none_or(|changed| done.decisions.as_ref() == Some(changed));
        if done.key != key || !is_of_this || !is_decided || !done.outputs.iter().all(stands) {
            return None;
        }
        // The entries of these results remain valid.
        self.with_ledger(&target.root, |ledger| {
            done.outputs.iter().for_each(|entry| ledger.confirm_file(&entry.file, &entry.digest));
        });
        Some(done)
    }

    /// Records that an input is done, with its line in the recap.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be written.
    pub fn record_finished(
        &self,
        target: &Target,
        outputs: &[StoredResult],
        outcome: FinishedWork<'_>,
    ) -> Result<(), Message> {
        let file = |put: &StoredResult| {
            let path = put.path.strip_prefix(&target.root).unwrap_or(&put.path);
            Entry { file: display_path(path), digest: put.digest.clone(), of: None }
        };
        let done = FinishedInput {
            input: target.relative_path(""),
            key: outcome.key,
            outputs: outputs.iter().map(file).collect(),
            summary: outcome.summary.clone(),
            remarks: outcome.remarks.to_owned(),
            unused: outcome.unused.to_owned(),
            decisions: outcome.earlier.and_then(|earlier| earlier.changed.clone()),
        };
        self.with_ledger(&target.root, |ledger| {
            ledger.record_finished(&done).map_err(|error| write_error_message(&ledger.path, &error))
        })
    }

    /// Puts a result in its place. `kind` is the end of its name (`rapi.xlsx`), and `input` the digest of its
    /// input.
    ///
    /// A file that a person has changed, an input, and the result of another input are kept in the archive
    /// first.
    ///
    /// # Errors
    ///
    /// If the place is not a file, or if the result, the ledger or the kept copy cannot be written.
    pub fn put(
        &self,
        target: &Target,
        kind: &str,
        bytes: &[u8],
        input: &str,
    ) -> Result<StoredResult, Message> {
        let folder = target.folder();
        let path = folder.join(format!("{}.{kind}", target.name));
        let digest = digest(bytes);
        let failed = |error: &std::io::Error| write_error_message(&path, error);
        fs::create_dir_all(&folder).map_err(|error| write_error_message(&folder, &error))?;
        check_file_target(&path)?;

        let existing = match fs::read(&path) {
            Ok(existing) => Some(existing),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(&error)),
        };
        let of = Input { path: target.source.clone(), digest: input.to_owned() };
        let file = target.relative_path(&format!(".{kind}"));
        let stands = existing.as_deref().map(|existing| self.classify_existing(target, &file, existing, &of));
        let of = (!target.source.is_empty()).then_some(of);
        let entry = Entry { file: file.clone(), digest: digest.clone(), of };
        // Record the file before writing it, so that a run that is killed in between never takes its own
        // result for a person's.
        self.with_ledger(&target.root, |ledger| {
            ledger.record_write(&entry).map_err(|error| write_error_message(&ledger.path, &error))
        })?;
        if existing.as_deref() == Some(bytes) {
            self.with_ledger(&target.root, |ledger| ledger.confirm_file(&file, &digest));
            return Ok(StoredResult { path, digest, unchanged: true, kept: None, was_changed: false });
        }

        let whole = write_temp_file(&folder, bytes).map_err(|error| failed(&error))?;
        let is_input = path.canonicalize().is_ok_and(|path| self.inputs.contains(&path));
        let was_changed = !is_input && matches!(stands, Some(ExistingFile::Changed));
        let why = match stands {
            _ if is_input => Some(Message::new("cli.kept_input")),
            Some(ExistingFile::Other(source)) => Some(Message::new("cli.kept_other").with("source", source)),
            Some(ExistingFile::Changed) => Some(Message::new("cli.kept")),
            Some(ExistingFile::Own) | None => None,
        };
        let mut kept = None;
        if let (Some(why), Some(existing)) = (why, &existing) {
            let copy = archive_result(&path, &target.name, kind, existing).map_err(|error| failed(&error))?;
            kept = Some(why.with("path", display_path(&path)).with("kept", display_path(&copy)));
        }
        whole.persist(&path).map_err(|error| failed(&error.error))?;
        self.with_ledger(&target.root, |ledger| ledger.confirm_file(&file, &digest));
        Ok(StoredResult { path, digest, unchanged: false, kept, was_changed })
    }

    /// Returns what the file is that stands where a result of this input goes.
    fn classify_existing(&self, target: &Target, file: &str, existing: &[u8], of: &Input) -> ExistingFile {
        let digest = digest(existing);
        let (is_own, owner) = self.with_ledger(&target.root, |ledger| {
            let entry = ledger.entry(file, &digest);
            let owner = entry.and_then(|entry| entry.of.as_ref()).or_else(|| ledger.owner(file));
            (entry.is_some(), owner.cloned())
        });
        // A recap has no single input.
        if !of.path.is_empty() {
            // An input that was renamed keeps its results.
            let is_gone =
                |owner: &Input| !resolve_ledger_path(&canonical_path(&target.root), &owner.path).exists();
            let is_same =
                |owner: &Input| owner.path == of.path || (owner.digest == of.digest && is_gone(owner));
            let recorded = || read::read_origin(std::io::Cursor::new(existing));
            match owner {
                Some(owner) if !is_same(&owner) => return ExistingFile::Other(owner.path),
                None if !is_own => {
                    let is_others = |origin: &Origin| {
                        let is_same = origin.digest == of.digest || origin.is_named(file_name(&of.path));
                        origin.kind == ResultKind::Rapi && !is_same
                    };
                    if let Some(origin) = recorded().filter(is_others) {
                        return ExistingFile::Other(origin.name);
                    }
                }
                _ => {}
            }
        }
        if is_own { ExistingFile::Own } else { ExistingFile::Changed }
    }

    /// Rewrites the ledgers in order of names, so that they are the same after one run or after several
    /// interrupted ones, and removes half-written files of earlier runs.
    ///
    /// # Errors
    ///
    /// If a ledger cannot be written, or if results have disappeared since they were written.
    pub fn close(self) -> Result<(), Message> {
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut gone = Ok(());
        for (root, ledger) in std::mem::take(&mut *ledgers) {
            // Somebody may have tidied up, or a network drive may have come back empty. What the run said of
            // these files is no longer true.
            let lost = ledger.confirmed_files().map(|file| root.join(file)).filter(|path| !path.exists());
            let lost: Vec<String> = lost.map(|path| display_path(&path)).collect();
            if let Some(first) = lost.first() {
                gone = Err(Message::new("cli.results_gone")
                    .with("count", lost.len())
                    .with("path", first.as_str()));
            }
            let path = ledger.path.clone();
            ledger.close().map_err(|error| write_error_message(&path, &error))?;
        }
        self.folders.iter().for_each(|folder| remove_stale_temp_files(folder, self.begun));
        gone
    }

    fn with_ledger<T>(&self, root: &Path, act: impl FnOnce(&mut Ledger) -> T) -> T {
        // A ledger is consistent after every step, even if a panic left the lock poisoned.
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        act(ledgers.entry(root.to_owned()).or_insert_with(|| Ledger::open(root)))
    }
}

/// What stands where a result goes.
enum ExistingFile {
    /// The input's own result, as the program wrote it.
    Own,
    /// The input's own result after a person changed it, or a file of unknown origin.
    Changed,
    /// A result of another input; holds the path or name of that input.
    Other(String),
}
