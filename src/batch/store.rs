//! The results folders of a run: puts results there, keeps what stood in their places, and knows what need
//! not be done again.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::archive::keep;
use super::draft::{sweep, takes_a_file, writable, write_beside};
use super::earlier_results::{Earlier, Nearby};
use super::file_faults::{is_no_file, writing_failed};
use super::ledger::{Done, Entry, Input, LEDGER, Ledger};
use super::paths::{absolute, file_name, resolve, shown};
use super::target::RAPI;
use super::{Source, Target};
use crate::check::Exception;
use crate::model::own::{Kind, Origin};
use crate::model::{Message, Summary};
use crate::read;
use crate::text::digest::digest;

/// A result at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Put {
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
pub struct Outcome<'a> {
    /// Identifies everything that the results depend on: the input's bytes, the options and the build.
    pub key: String,
    /// Line of the input in the recap.
    pub summary: &'a Summary,
    /// Remarks beside the findings, in the language of the run.
    pub remarks: &'a [String],
    /// Exceptions that cover none of its findings.
    pub unused: &'a [Exception],
    /// The earlier result whose decisions were used; `None` if there was none.
    pub earlier: Option<&'a Earlier>,
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
    nearby: Nearby,
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
            writable(root)?;
            takes_a_file(&root.join(LEDGER))?;
        }
        Ok(Self {
            inputs: sources.iter().filter_map(|source| source.path.canonicalize().ok()).collect(),
            folders: targets.iter().map(Target::folder).collect(),
            begun: SystemTime::now(),
            ledgers: Mutex::default(),
            nearby: Nearby::find(sources, targets),
            digests: Mutex::default(),
        })
    }

    /// Returns the result of an earlier run in which a person may have decided. `None` if no such result is found.
    /// `digest` is that of the input.
    #[must_use]
    pub fn earlier(&self, source: &Source, target: &Target, digest: &str) -> Option<Earlier> {
        self.digests.lock().unwrap_or_else(PoisonError::into_inner).insert(digest.to_owned());
        self.nearby.earlier(source, target, digest)
    }

    /// Returns remarks on decisions near the inputs that no input of this run has used. Call it after the
    /// last input.
    #[must_use]
    pub fn left_over(&self) -> Vec<Message> {
        self.nearby.left_over(&self.digests.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns what an earlier run kept of this input, if nothing needs to be done: that run did the same
    /// (`key`) with the same decisions, and its results stand as it wrote them. `None` otherwise.
    #[must_use]
    pub fn done(&self, target: &Target, key: &str, earlier: Option<&Earlier>) -> Option<Done> {
        let (done, owner) = self.with_ledger(&target.root, |ledger| {
            let owner = ledger.owner(&target.file(RAPI)).map(|owner| owner.path.clone());
            Some((ledger.done(&target.file(""))?, owner))
        })?;
        let stands = |entry: &Entry| {
            let path = target.root.join(&entry.file);
            !is_no_file(&path) && fs::read(path).is_ok_and(|bytes| digest(&bytes) == entry.digest)
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
            done.outputs.iter().for_each(|entry| ledger.settle(&entry.file, &entry.digest));
        });
        Some(done)
    }

    /// Records that an input is done, with its line in the recap.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be written.
    pub fn finish(&self, target: &Target, outputs: &[Put], outcome: Outcome<'_>) -> Result<(), Message> {
        let file = |put: &Put| {
            let path = put.path.strip_prefix(&target.root).unwrap_or(&put.path);
            Entry { file: shown(path), digest: put.digest.clone(), of: None }
        };
        let done = Done {
            input: target.file(""),
            key: outcome.key,
            outputs: outputs.iter().map(file).collect(),
            summary: outcome.summary.clone(),
            remarks: outcome.remarks.to_owned(),
            unused: outcome.unused.to_owned(),
            decisions: outcome.earlier.and_then(|earlier| earlier.changed.clone()),
        };
        self.with_ledger(&target.root, |ledger| {
            ledger.finish(&done).map_err(|error| writing_failed(&ledger.path, &error))
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
    pub fn put(&self, target: &Target, kind: &str, bytes: &[u8], input: &str) -> Result<Put, Message> {
        let folder = target.folder();
        let path = folder.join(format!("{}.{kind}", target.name));
        let digest = digest(bytes);
        let failed = |error: &std::io::Error| writing_failed(&path, error);
        fs::create_dir_all(&folder).map_err(|error| writing_failed(&folder, &error))?;
        takes_a_file(&path)?;

        let existing = match fs::read(&path) {
            Ok(existing) => Some(existing),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(&error)),
        };
        let of = Input { path: target.source.clone(), digest: input.to_owned() };
        let file = target.file(&format!(".{kind}"));
        let stands = existing.as_deref().map(|existing| self.standing(target, &file, existing, &of));
        let of = (!target.source.is_empty()).then_some(of);
        let entry = Entry { file: file.clone(), digest: digest.clone(), of };
        // Record the file before writing it, so that a run that is killed in between never takes its own
        // result for a person's.
        self.with_ledger(&target.root, |ledger| {
            ledger.add(&entry).map_err(|error| writing_failed(&ledger.path, &error))
        })?;
        if existing.as_deref() == Some(bytes) {
            self.with_ledger(&target.root, |ledger| ledger.settle(&file, &digest));
            return Ok(Put { path, digest, unchanged: true, kept: None, was_changed: false });
        }

        let whole = write_beside(&folder, bytes).map_err(|error| failed(&error))?;
        let is_input = path.canonicalize().is_ok_and(|path| self.inputs.contains(&path));
        let was_changed = !is_input && matches!(stands, Some(Standing::Changed));
        let why = match stands {
            _ if is_input => Some(Message::new("cli.kept_input")),
            Some(Standing::Other(source)) => Some(Message::new("cli.kept_other").with("source", source)),
            Some(Standing::Changed) => Some(Message::new("cli.kept")),
            Some(Standing::Own) | None => None,
        };
        let mut kept = None;
        if let (Some(why), Some(existing)) = (why, &existing) {
            let copy = keep(&path, &target.name, kind, existing).map_err(|error| failed(&error))?;
            kept = Some(why.with("path", shown(&path)).with("kept", shown(&copy)));
        }
        whole.persist(&path).map_err(|error| failed(&error.error))?;
        self.with_ledger(&target.root, |ledger| ledger.settle(&file, &digest));
        Ok(Put { path, digest, unchanged: false, kept, was_changed })
    }

    /// Returns what the file is that stands where a result of this input goes.
    fn standing(&self, target: &Target, file: &str, existing: &[u8], of: &Input) -> Standing {
        let digest = digest(existing);
        let (is_own, owner) = self.with_ledger(&target.root, |ledger| {
            let entry = ledger.entry(file, &digest);
            let owner = entry.and_then(|entry| entry.of.as_ref()).or_else(|| ledger.owner(file));
            (entry.is_some(), owner.cloned())
        });
        // A recap has no single input.
        if !of.path.is_empty() {
            // An input that was renamed keeps its results.
            let is_gone = |owner: &Input| !resolve(&absolute(&target.root), &owner.path).exists();
            let is_same =
                |owner: &Input| owner.path == of.path || (owner.digest == of.digest && is_gone(owner));
            let recorded = || read::origin(std::io::Cursor::new(existing));
            match owner {
                Some(owner) if !is_same(&owner) => return Standing::Other(owner.path),
                None if !is_own => {
                    let is_others = |origin: &Origin| {
                        let is_same = origin.digest == of.digest || origin.is_named(file_name(&of.path));
                        origin.kind == Kind::Rapi && !is_same
                    };
                    if let Some(origin) = recorded().filter(is_others) {
                        return Standing::Other(origin.name);
                    }
                }
                _ => {}
            }
        }
        if is_own { Standing::Own } else { Standing::Changed }
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
            let lost = ledger.settled().map(|file| root.join(file)).filter(|path| !path.exists());
            let lost: Vec<String> = lost.map(|path| shown(&path)).collect();
            if let Some(first) = lost.first() {
                gone = Err(Message::new("cli.results_gone")
                    .with("count", lost.len())
                    .with("path", first.as_str()));
            }
            let path = ledger.path.clone();
            ledger.close().map_err(|error| writing_failed(&path, &error))?;
        }
        self.folders.iter().for_each(|folder| sweep(folder, self.begun));
        gone
    }

    fn with_ledger<T>(&self, root: &Path, act: impl FnOnce(&mut Ledger) -> T) -> T {
        // A ledger is consistent after every step, even if a panic left the lock poisoned.
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        act(ledgers.entry(root.to_owned()).or_insert_with(|| Ledger::open(root)))
    }
}

/// What stands where a result goes.
enum Standing {
    /// The input's own result, as the program wrote it.
    Own,
    /// The input's own result after a person changed it, or a file of unknown origin.
    Changed,
    /// A result of another input; holds the path or name of that input.
    Other(String),
}
