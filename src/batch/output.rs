//! Where results go, and how they get there: never half, never over an input, never over what a
//! person has changed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{Source, shown, writing_failed};
use crate::model::Message;

/// The folder for results beside an input, where none is named.
const DEFAULT_FOLDER: &str = "hasil";

/// What the program has written into a folder, one line a file: how it knows its own results from
/// those that a person has changed.
const LEDGER: &str = ".renja.jsonl";

/// Where the results of one input go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The folder that `-o` names.
    root: PathBuf,
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
    /// Whether the same bytes stood there before.
    pub unchanged: bool,
    /// What is to be said of the file that stood there and was kept.
    pub kept: Option<Message>,
}

/// The folders that results are put in.
#[derive(Debug)]
pub struct Store {
    inputs: HashSet<PathBuf>,
    ledgers: Mutex<BTreeMap<PathBuf, Ledger>>,
}

impl Store {
    /// Makes sure that every folder can be written to, before any work is done. Nothing is made:
    /// a run that comes to nothing leaves no empty folder behind.
    pub fn new(sources: &[Source], targets: &[Target]) -> Result<Self, Message> {
        let roots: BTreeSet<&Path> = targets.iter().map(|target| target.root.as_path()).collect();
        for root in roots {
            writable(root)?;
        }
        let inputs = sources.iter().filter_map(|source| source.path.canonicalize().ok()).collect();
        Ok(Self { inputs, ledgers: Mutex::default() })
    }

    /// Puts a result in its place, `kind` being the end of its name (`rapi.xlsx`). What a person
    /// has changed, and an input that stands there, is kept under a dated name.
    pub fn put(&self, target: &Target, kind: &str, bytes: &[u8]) -> Result<Put, Message> {
        let folder = target.root.join(&target.below);
        let path = folder.join(format!("{}.{kind}", target.name));
        let failed = |error: &io::Error| writing_failed(&path, error);
        fs::create_dir_all(&folder).map_err(|error| writing_failed(&folder, &error))?;

        let existing = match fs::read(&path) {
            Ok(existing) => Some(existing),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(_) if path.is_dir() => {
                return Err(Message::new("cli.output_is_a_folder").with("path", shown(&path)));
            }
            Err(error) => return Err(failed(&error)),
        };
        let file = shown(&target.below.join(format!("{}.{kind}", target.name)));
        let is_own = self.note(&target.root, &file, existing.as_deref(), bytes)?;
        if existing.as_deref() == Some(bytes) {
            self.settle(&target.root, &file, bytes);
            return Ok(Put { path, unchanged: true, kept: None });
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
        self.settle(&target.root, &file, bytes);
        Ok(Put { path, unchanged: false, kept })
    }

    /// The result of an earlier run, in which a person may have decided: the one that stands where
    /// this run would write it, or else the one beside the input.
    #[must_use]
    pub fn earlier(&self, target: &Target, source: &Source) -> Option<Vec<u8>> {
        let name = format!("{}.rapi.xlsx", target.name);
        let standing = target.root.join(&target.below).join(&name);
        let beside = source.path.parent().map(|folder| folder.join(&name));
        std::iter::once(standing).chain(beside).find_map(|path| fs::read(path).ok())
    }

    /// Leaves the records as the folders are, in the order of names: the same after one run or
    /// after several that were broken off.
    pub fn close(self) -> Result<(), Message> {
        let ledgers = self.ledgers.into_inner().unwrap_or_else(PoisonError::into_inner);
        for ledger in ledgers.into_values() {
            let path = ledger.path.clone();
            ledger.close().map_err(|error| writing_failed(&path, &error))?;
        }
        Ok(())
    }

    /// Notes what will be written, before it is: so a run that is killed in between never takes
    /// its own result for a person's. Says whether what stands there is the program's own.
    fn note(&self, root: &Path, file: &str, existing: Option<&[u8]>, bytes: &[u8]) -> Result<bool, Message> {
        self.with_ledger(root, |ledger| {
            ledger.add(file, bytes).map_err(|error| writing_failed(&ledger.path, &error))?;
            Ok(existing.is_some_and(|existing| ledger.knows(file, existing)))
        })
    }

    /// Notes what was written.
    fn settle(&self, root: &Path, file: &str, bytes: &[u8]) {
        self.with_ledger(root, |ledger| ledger.settled.insert(file.to_owned(), digest(bytes)));
    }

    fn with_ledger<T>(&self, root: &Path, act: impl FnOnce(&mut Ledger) -> T) -> T {
        // A ledger is whole after every step, also where a panic left the lock poisoned.
        let mut ledgers = self.ledgers.lock().unwrap_or_else(PoisonError::into_inner);
        act(ledgers.entry(root.to_owned()).or_insert_with(|| Ledger::open(root)))
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
    let mut builder = tempfile::Builder::new();
    builder.prefix(".renja-").suffix(".tmp");
    #[cfg(unix)]
    {
        // A temporary file is its owner's alone; a result is for the office, as the umask says.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
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

/// What the program has written into a folder. While a run goes on a file may have two digests:
/// that of the result before, and that of the one that is about to take its place.
#[derive(Debug)]
struct Ledger {
    path: PathBuf,
    known: BTreeSet<Entry>,
    settled: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    file: String,
    digest: String,
}

impl Ledger {
    fn open(root: &Path) -> Self {
        let path = root.join(LEDGER);
        Self { known: Self::read(&path), path, settled: BTreeMap::new() }
    }

    /// Reads the ledger of a folder. A line that cannot be read is a line that is not there: at
    /// worst a result is kept under a dated name.
    fn read(path: &Path) -> BTreeSet<Entry> {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    fn knows(&self, file: &str, bytes: &[u8]) -> bool {
        self.known.contains(&Entry { file: file.to_owned(), digest: digest(bytes) })
    }

    fn add(&mut self, file: &str, bytes: &[u8]) -> io::Result<()> {
        let entry = Entry { file: file.to_owned(), digest: digest(bytes) };
        if self.known.contains(&entry) {
            return Ok(());
        }
        // A newline on both sides: a line that a killed run left half is then no part of this one.
        let line = format!("\n{}\n", serde_json::to_string(&entry)?);
        OpenOptions::new().create(true).append(true).open(&self.path)?.write_all(line.as_bytes())?;
        self.known.insert(entry);
        Ok(())
    }

    /// Keeps of every file that was written what stands there now.
    fn close(self) -> io::Result<()> {
        // Read again: another run may have written here at the same time.
        let mut known = Self::read(&self.path);
        known.retain(|entry| !self.settled.contains_key(&entry.file));
        known.extend(self.settled.into_iter().map(|(file, digest)| Entry { file, digest }));
        let mut text = String::new();
        for entry in known {
            text += &serde_json::to_string(&entry)?;
            text.push('\n');
        }
        if fs::read(&self.path).is_ok_and(|before| before == text.as_bytes()) {
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new(""));
        write_beside(folder, text.as_bytes())?.persist(&self.path)?;
        Ok(())
    }
}

/// Length and FNV-1a: enough to tell an accident of saving from no change, and the same in every
/// version of the program.
fn digest(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{}-{hash:016x}", bytes.len())
}
