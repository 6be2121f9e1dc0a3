//! Where results go, and how they get there: never half, never over an input, never over what a
//! person has changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::ledger::{Done, Entry, LEDGER, Ledger};
use super::{Source, is_no_file, shown, writing_failed};
use crate::check::Exception;
use crate::model::{Message, Summary};
use crate::text::digest::digest;

/// The folder for results beside an input, where none is named.
const DEFAULT_FOLDER: &str = "hasil";

/// What a file is called while it is written.
const HALF: (&str, &str) = (".renja-", ".tmp");

/// What the recap is called, before its extension.
const RECAP: &str = "rekap";

/// Where the results of one input go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The folder that `-o` names.
    pub root: PathBuf,
    /// The folder below it.
    below: PathBuf,
    /// What the results are called, before `.rapi.xlsx`.
    name: String,
}

/// Gives every input its place. Inputs that would share a name keep their extension in it, and a
/// number where that does not tell them apart either.
#[must_use]
pub fn plan(sources: &[Source], out: Option<&Path>) -> Vec<Target> {
    let place = |source: &Source| {
        let root = out.map_or_else(|| beside(&source.given), Path::to_owned);
        (root, source.below.clone())
    };
    // Folded, since Windows and macOS keep `Renja` and `renja` in one file.
    let key = |root: &Path, below: &Path, name: &str| (root.join(below), name.to_lowercase());
    let mut wanted = BTreeMap::new();
    for source in sources {
        let (root, below) = place(source);
        *wanted.entry(key(&root, &below, names(source).0)).or_insert(0) += 1;
    }
    let mut taken = BTreeSet::new();
    let target = |source| {
        let (root, below) = place(source);
        let (stem, whole) = names(source);
        let shared = wanted.get(&key(&root, &below, stem)).is_some_and(|count| *count > 1);
        let first = if shared { whole } else { stem };
        let numbered = (2..).map(|n| format!("{first}-{n}"));
        let name = std::iter::once(first.to_owned())
            .chain(numbered)
            .find(|name| {
                let key = key(&root, &below, name);
                // `a.xls` beside a file that is itself called `a.xls.xlsx`.
                !taken.contains(&key) && (name == stem || !wanted.contains_key(&key))
            })
            .unwrap_or_default();
        taken.insert(key(&root, &below, &name));
        Target { root, below, name }
    };
    sources.iter().map(target).collect()
}

/// A result that stands where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Put {
    /// Where.
    pub path: PathBuf,
    /// By which its bytes are known again.
    pub digest: String,
    /// Whether the same bytes stood there before.
    pub unchanged: bool,
    /// What is to be said of the file that stood there and was kept.
    pub kept: Option<Message>,
}

/// A file that a person named, written beside its place and renamed when it is whole.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    file: tempfile::NamedTempFile,
}

impl Draft {
    /// Begins the file. An input is never written to.
    pub fn new(path: &Path, sources: &[Source]) -> Result<Self, Message> {
        takes_a_file(path)?;
        let place = path.canonicalize().ok();
        let is_input = |source: &Source| place.is_some() && source.path.canonicalize().ok() == place;
        if sources.iter().any(is_input) {
            return Err(Message::new("cli.output_is_an_input").with("path", shown(path)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = half(folder.unwrap_or(Path::new("."))).map_err(|error| writing_failed(path, &error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), Message> {
        let Self { path, file } = self;
        file.persist(&path).map(drop).map_err(|error| writing_failed(&path, &error.error))
    }

    /// Why it could not be written.
    #[must_use]
    pub fn failed(&self, error: &io::Error) -> Message {
        writing_failed(&self.path, error)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Not by the temporary file's own `write`: its errors name a place that means nothing to a
        // person, and hide the system's number, by which a file that Excel holds is known.
        self.file.as_file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file().flush()
    }
}

/// The folders that results are put in.
#[derive(Debug)]
pub struct Store {
    inputs: HashSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
    begun: SystemTime,
    ledgers: Mutex<BTreeMap<PathBuf, Ledger>>,
}

impl Store {
    /// Makes sure that every folder can be written to, before any work is done. Nothing is made:
    /// a run that comes to nothing leaves no empty folder behind.
    pub fn new(sources: &[Source], targets: &[Target]) -> Result<Self, Message> {
        let roots: BTreeSet<&Path> = targets.iter().map(|target| target.root.as_path()).collect();
        for root in roots {
            writable(root)?;
            takes_a_file(&root.join(LEDGER))?;
        }
        let inputs = sources.iter().filter_map(|source| source.path.canonicalize().ok()).collect();
        let folders = targets.iter().map(|target| target.root.join(&target.below)).collect();
        Ok(Self { inputs, folders, begun: SystemTime::now(), ledgers: Mutex::default() })
    }

    /// What an earlier run kept of this input, where it did the same (`key`) and its results still
    /// stand as it wrote them: then there is nothing to do.
    #[must_use]
    pub fn done(&self, target: &Target, key: &str) -> Option<Done> {
        let done = self.with_ledger(&target.root, |ledger| ledger.done(&target.file("")))?;
        let stands = |entry: &Entry| {
            let path = target.root.join(&entry.file);
            !is_no_file(&path) && fs::read(path).is_ok_and(|bytes| digest(&bytes) == entry.digest)
        };
        if done.key != key || !done.outputs.iter().all(stands) {
            return None;
        }
        // The record of what was written goes on to hold.
        self.with_ledger(&target.root, |ledger| {
            done.outputs.iter().for_each(|entry| ledger.settle(entry.clone()));
        });
        Some(done)
    }

    /// Notes that an input is done, with what the recap keeps of it.
    pub fn finish(
        &self,
        target: &Target,
        key: String,
        outputs: &[Put],
        summary: &Summary,
        remarks: &[String],
        unused: &[Exception],
    ) -> Result<(), Message> {
        let file = |put: &Put| {
            let path = put.path.strip_prefix(&target.root).unwrap_or(&put.path);
            Entry { file: shown(path), digest: put.digest.clone() }
        };
        let done = Done {
            input: target.file(""),
            key,
            outputs: outputs.iter().map(file).collect(),
            summary: summary.clone(),
            remarks: remarks.to_owned(),
            unused: unused.to_owned(),
        };
        self.with_ledger(&target.root, |ledger| {
            ledger.finish(&done).map_err(|error| writing_failed(&ledger.path, &error))
        })
    }

    /// Puts a result in its place, `kind` being the end of its name (`rapi.xlsx`). What a person
    /// has changed, and an input that stands there, is kept under a dated name.
    pub fn put(&self, target: &Target, kind: &str, bytes: &[u8]) -> Result<Put, Message> {
        let folder = target.root.join(&target.below);
        let path = folder.join(format!("{}.{kind}", target.name));
        let digest = digest(bytes);
        let failed = |error: &io::Error| writing_failed(&path, error);
        fs::create_dir_all(&folder).map_err(|error| writing_failed(&folder, &error))?;
        takes_a_file(&path)?;

        let existing = match fs::read(&path) {
            Ok(existing) => Some(existing),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(failed(&error)),
        };
        let file = target.file(&format!(".{kind}"));
        let is_own = self.note(&target.root, &file, existing.as_deref(), &digest)?;
        if existing.as_deref() == Some(bytes) {
            self.settle(&target.root, &file, &digest);
            return Ok(Put { path, digest, unchanged: true, kept: None });
        }

        let whole = write_beside(&folder, bytes).map_err(|error| failed(&error))?;
        let is_input = path.canonicalize().is_ok_and(|path| self.inputs.contains(&path));
        let mut kept = None;
        if existing.is_some() && (is_input || !is_own) {
            let key = if is_input { "cli.kept_input" } else { "cli.kept" };
            let dated = keep(&path, &target.name, kind).map_err(|error| failed(&error))?;
            kept = Some(Message::new(key).with("path", shown(&path)).with("kept", shown(&dated)));
        }
        whole.persist(&path).map_err(|error| failed(&error.error))?;
        self.settle(&target.root, &file, &digest);
        Ok(Put { path, digest, unchanged: false, kept })
    }

    /// The result of an earlier run, in which a person may have decided: the one that stands where
    /// this run would write it, or else the one beside the input.
    #[must_use]
    pub fn earlier(&self, target: &Target, source: &Source) -> Option<Vec<u8>> {
        let name = format!("{}.rapi.xlsx", target.name);
        let standing = target.root.join(&target.below).join(&name);
        let beside = source.path.parent().map(|folder| folder.join(&name));
        let paths = std::iter::once(standing).chain(beside).filter(|path| !is_no_file(path));
        paths.into_iter().find_map(|path| fs::read(path).ok())
    }

    /// Leaves the records as the folders are, in the order of names: the same after one run or
    /// after several that were broken off. Says where results have gone away since they were written.
    pub fn close(self) -> Result<(), Message> {
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut gone = Ok(());
        for (root, ledger) in std::mem::take(&mut *ledgers) {
            // Somebody who tidies up, or a network drive that came back empty: what was said of these
            // files holds no more.
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

    /// Notes what will be written, before it is: so a run that is killed in between never takes
    /// its own result for a person's. Says whether what stands there is the program's own.
    fn note(&self, root: &Path, file: &str, existing: Option<&[u8]>, new: &str) -> Result<bool, Message> {
        let existing = existing.map(digest);
        self.with_ledger(root, |ledger| {
            ledger.add(file, new).map_err(|error| writing_failed(&ledger.path, &error))?;
            Ok(existing.is_some_and(|existing| ledger.knows(file, &existing)))
        })
    }

    /// Notes what was written.
    fn settle(&self, root: &Path, file: &str, digest: &str) {
        let entry = Entry { file: file.to_owned(), digest: digest.to_owned() };
        self.with_ledger(root, |ledger| ledger.settle(entry));
    }

    fn with_ledger<T>(&self, root: &Path, act: impl FnOnce(&mut Ledger) -> T) -> T {
        // A ledger is whole after every step, also where a panic left the lock poisoned.
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        act(ledgers.entry(root.to_owned()).or_insert_with(|| Ledger::open(root)))
    }
}

impl Target {
    /// The place of the recap of everything that goes into the same folder.
    #[must_use]
    pub fn recap(&self) -> Self {
        Self { root: self.root.clone(), below: PathBuf::new(), name: RECAP.to_owned() }
    }

    /// A result, by the end of its name, from the folder that `-o` names.
    #[must_use]
    pub fn file(&self, end: &str) -> String {
        shown(&self.below.join(format!("{}{end}", self.name)))
    }
}

/// Takes away what runs that were killed left half-written, before this one began.
fn sweep(folder: &Path, begun: SystemTime) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_left = || entry.metadata().and_then(|m| m.modified()).is_ok_and(|at| at < begun);
        if name.starts_with(HALF.0) && name.ends_with(HALF.1) && is_left() {
            // Another run may have taken it away; if not, it does no harm.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The stem of an input's name, and the name with its extension. `renja.rapi.xlsx` gives `renja`
/// again.
fn names(source: &Source) -> (&str, &str) {
    let whole = source.path.file_name().and_then(|name| name.to_str());
    let Some(whole) = whole else {
        // No text: the bytes that are none are replaced in the shown path.
        let whole = source.shown.rsplit('/').next().unwrap_or("renja");
        return (whole, whole);
    };
    let stem = whole.rsplit_once('.').map_or(whole, |(stem, _)| stem);
    let stem = if stem.is_empty() { whole } else { stem };
    (stem.strip_suffix(".rapi").filter(|stem| !stem.is_empty()).unwrap_or(stem), whole)
}

/// `hasil` beside the path; within it, where it has no beside that a person would look in (`.`).
fn beside(given: &Path) -> PathBuf {
    match given.file_name() {
        Some(_) => given.with_file_name(DEFAULT_FOLDER),
        None => given.join(DEFAULT_FOLDER),
    }
}

/// Whether a file can be put here, over one that stands here or not: renaming over a device or a
/// pipe would take it away from all.
fn takes_a_file(path: &Path) -> Result<(), Message> {
    let why = if path.is_dir() {
        "cli.output_is_a_folder"
    } else if is_no_file(path) {
        "cli.output_is_no_file"
    } else {
        return Ok(());
    };
    Err(Message::new(why).with("path", shown(path)))
}

/// Whether results can be put below this folder, which need not be there yet.
fn writable(root: &Path) -> Result<(), Message> {
    let here = Path::new(".");
    let above = root.ancestors().map(|a| if a.as_os_str().is_empty() { here } else { a });
    for folder in above {
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {
                return tempfile::tempfile_in(folder).map(drop).map_err(|e| writing_failed(root, &e));
            }
            Ok(_) => return Err(Message::new("cli.output_is_a_file").with("path", shown(folder))),
            // Below a file: `ENOTDIR`. The loop comes to the file itself.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(writing_failed(root, &error)),
        }
    }
    Ok(())
}

/// Writes the bytes to a file beside the place, to be renamed when it is whole.
fn write_beside(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let file = half(folder)?;
    file.as_file().write_all(bytes)?;
    Ok(file)
}

/// A file in this folder that is not yet whole.
pub fn half(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(HALF.0).suffix(HALF.1);
    #[cfg(unix)]
    {
        // A temporary file is its owner's alone; a result is for the office, as the umask says.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Moves a file to a name with the date on which it was last changed: `renja.2021-03-01.rapi.xlsx`.
fn keep(path: &Path, name: &str, kind: &str) -> io::Result<PathBuf> {
    let date = date(fs::metadata(path)?.modified()?);
    let numbered = (2..).map(|n| format!("{name}.{date}-{n}.{kind}"));
    let free = std::iter::once(format!("{name}.{date}.{kind}"))
        .chain(numbered)
        .map(|name| path.with_file_name(name))
        .find(|path| fs::symlink_metadata(path).is_err());
    let dated = free.ok_or(ErrorKind::AlreadyExists)?;
    fs::rename(path, &dated)?;
    Ok(dated)
}

/// The day of a time, by the world's clock: in an Indonesian office's hours it is the same day.
fn date(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    // Days counted in eras of 400 years that begin on 1 March, so that a leap day ends a year.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}
