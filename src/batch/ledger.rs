//! The ledger: a record, in the results folder, of every file that the program wrote there and of every input
//! that is done, one JSON object per line.
//!
//! It tells the program's own results from those that a person has changed, and what need not be done again.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::draft::create_temp_file;
use super::file_faults::is_not_regular_file;
use super::target::Target;
use crate::check::Exception;
use crate::model::Summary;

/// File name of the ledger.
pub const LEDGER_FILE: &str = ".renja.jsonl";

/// The ledger of a folder. Of each input that is done, only the position of its line in the file is in
/// memory, since a batch has thousands.
#[derive(Debug)]
pub struct Ledger {
    /// Path of the ledger.
    pub path: PathBuf,
    /// What was written, by file name relative to the ledger's folder.
    files: BTreeMap<String, FileEntries>,
    /// Byte range of the line of each input that is done.
    done: BTreeMap<String, Range<u64>>,
    /// Whether an input was finished in this run.
    has_finished: bool,
}

/// The entries of one written file.
#[derive(Debug, Default)]
struct FileEntries {
    /// Entries of the file, the latest last. During a run there may be two: that of the earlier result, and
    /// that of the one about to replace it.
    entries: Vec<Entry>,
    /// Whether this run has seen the file with its recorded content.
    is_confirmed: bool,
}

/// A written file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Path of the file, relative to the ledger's folder, with `/`.
    pub file: String,
    /// Digest of its bytes.
    pub digest: String,
    /// The input that the file is a result of. `None` for a recap, in [`FinishedInput::outputs`], and in records that
    /// were written before inputs were recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Input>,
}

/// An input as the ledger records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Path of the input relative to the ledger's folder, so that a tree can be moved as a whole; absolute if
    /// the input is on another drive.
    pub path: String,
    /// Digest of its bytes.
    pub digest: String,
}

/// An input that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishedInput {
    /// The input, under the name of its results.
    #[serde(rename = "done")]
    pub input: String,
    /// Identifies everything that the results depend on: the input's bytes, the options and the build.
    pub key: String,
    /// The result files.
    pub outputs: Vec<Entry>,
    /// Line of the input in the recap.
    pub summary: Summary,
    /// Remarks beside the findings, in the language of the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Exceptions that cover none of its findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<Exception>,
    /// Digest of the file whose decisions went into the results; `None` if no person had saved one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decisions: Option<String>,
}

impl FinishedInput {
    /// Returns the paths of the results.
    pub fn paths(&self, target: &Target) -> impl Iterator<Item = PathBuf> {
        self.outputs.iter().map(|entry| target.root.join(&entry.file))
    }
}

/// A line of the ledger.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum LedgerLine {
    Written(Entry),
    Done(Box<FinishedInput>),
}

impl Ledger {
    /// Reads the ledger of a folder; it is empty if the file does not exist or cannot be read.
    pub fn open(root: &Path) -> Self {
        let path = root.join(LEDGER_FILE);
        let (known, done) = read_ledger(&path);
        Self { path, files: known, done, has_finished: false }
    }

    /// Returns what an earlier run did with an input; `None` if it is not recorded or cannot be read.
    pub fn finished_input(&self, input: &str) -> Option<FinishedInput> {
        let place = self.done.get(input)?;
        let line = line_at(&File::open(&self.path).ok()?, place).ok()?;
        // Another run may have rewritten the file, so that another line is at this position.
        serde_json::from_slice(&line).ok().filter(|done: &FinishedInput| done.input == input)
    }

    /// Returns the entry for a file with this digest; `None` if the program never wrote it.
    pub fn entry(&self, file: &str, digest: &str) -> Option<&Entry> {
        self.files.get(file)?.entries.iter().find(|entry| entry.digest == digest)
    }

    /// Returns the input that a file is a result of, even if the file was changed since. `None` if that is
    /// unknown.
    pub fn owner(&self, file: &str) -> Option<&Input> {
        self.files.get(file)?.entries.iter().rev().find_map(|entry| entry.of.as_ref())
    }

    /// Returns all entries, sorted by file name.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.files.values().flat_map(|known| &known.entries)
    }

    /// Whether the program ever wrote a file of this name.
    pub fn knows_name(&self, file: &str) -> bool {
        self.files.contains_key(file)
    }

    /// Whether the program ever wrote into this folder, given relative to the ledger's folder.
    pub fn knows_folder(&self, folder: &str) -> bool {
        let begin = format!("{folder}/");
        self.files.range(begin.clone()..).next().is_some_and(|(file, _)| file.starts_with(&begin))
    }

    /// Records that a file is about to be written.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be written.
    pub fn record_write(&mut self, entry: &Entry) -> io::Result<()> {
        if self.entry(&entry.file, &entry.digest) == Some(entry) {
            return Ok(());
        }
        self.append(&LedgerLine::Written(entry.clone()))?;
        self.files.entry(entry.file.clone()).or_default().add(entry.clone());
        Ok(())
    }

    /// Notes that a file stands at its place with this digest.
    pub fn confirm_file(&mut self, file: &str, digest: &str) {
        let bare = || Entry { file: file.to_owned(), digest: digest.to_owned(), of: None };
        let entry = self.entry(file, digest).cloned().unwrap_or_else(bare);
        self.files.insert(file.to_owned(), FileEntries { entries: vec![entry], is_confirmed: true });
    }

    /// Returns the files that this run has seen at their places.
    pub fn confirmed_files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter(|(_, known)| known.is_confirmed).map(|(file, _)| file.as_str())
    }

    /// Records that an input is done.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be written.
    pub fn record_finished(&mut self, done: &FinishedInput) -> io::Result<()> {
        self.has_finished = true;
        if self.finished_input(&done.input).as_ref() != Some(done) {
            self.append(&LedgerLine::Done(Box::new(done.clone())))?;
        }
        Ok(())
    }

    fn append(&self, line: &LedgerLine) -> io::Result<()> {
        // A newline on both sides separates the line from half a line that a killed run may have left.
        let line = format!("\n{}\n", serde_json::to_string(line)?);
        OpenOptions::new().create(true).append(true).open(&self.path)?.write_all(line.as_bytes())
    }

    /// Rewrites the ledger in order of names, with only the current entry of every file and the last record
    /// of every input. The file is replaced only if its content changes.
    ///
    /// # Errors
    ///
    /// If the ledger cannot be read again or written.
    pub fn close(self) -> io::Result<()> {
        if !self.has_finished && self.confirmed_files().next().is_none() {
            return Ok(()); // nothing came of this run: it leaves no folder behind
        }
        // Read the file again: another run may have written to it meanwhile.
        let (mut known, done) = read_ledger(&self.path);
        known.extend(self.files.into_iter().filter(|(_, known)| known.is_confirmed));
        let ordered = create_temp_file(self.path.parent().unwrap_or(Path::new("")))?;
        let mut out = BufWriter::new(ordered.as_file());
        for known in known.into_values() {
            for entry in known.entries {
                serde_json::to_writer(&mut out, &LedgerLine::Written(entry))?;
                out.write_all(b"\n")?;
            }
        }
        // Somebody may have removed the file meanwhile.
        let before = File::open(&self.path).ok();
        if let Some(before) = &before {
            for place in done.values() {
                out.write_all(line_at(before, place)?.trim_ascii())?;
                out.write_all(b"\n")?;
            }
        }
        out.flush()?;
        drop(out);
        let stands = before.map(|before| has_same_content(&before, ordered.as_file())).transpose()?;
        if stands != Some(true) {
            ordered.persist(&self.path)?;
        }
        Ok(())
    }
}

impl FileEntries {
    /// Adds an entry, or replaces that with the same digest.
    fn add(&mut self, entry: Entry) {
        self.entries.retain(|known| known.digest != entry.digest);
        self.entries.push(entry);
    }
}

/// Returns what a ledger says was written, and the byte range of each line that says that an input is done.
///
/// Lines that cannot be read are ignored. At worst, a result is then kept under a dated name, or an input is
/// done again.
fn read_ledger(path: &Path) -> (BTreeMap<String, FileEntries>, BTreeMap<String, Range<u64>>) {
    let (mut known, mut done) = (BTreeMap::<String, FileEntries>::new(), BTreeMap::new());
    // A pipe in its place would never answer. A run that wants to write there reports it.
    if is_not_regular_file(path) {
        return (known, done);
    }
    let Ok(file) = File::open(path) else { return (known, done) };
    let (mut file, mut line, mut end) = (BufReader::new(file), Vec::new(), 0);
    while file.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let begin = end;
        end += line.len() as u64;
        match serde_json::from_slice(&line) {
            Ok(LedgerLine::Written(entry)) => known.entry(entry.file.clone()).or_default().add(entry),
            Ok(LedgerLine::Done(one)) => drop(done.insert(one.input, begin..end)),
            Err(_) => {}
        }
        line.clear();
    }
    (known, done)
}

fn line_at(mut file: &File, place: &Range<u64>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    file.seek(SeekFrom::Start(place.start))?;
    file.take(place.end.saturating_sub(place.start)).read_to_end(&mut line)?;
    Ok(line)
}

/// Whether two files have the same content.
fn has_same_content(mut one: &File, mut other: &File) -> io::Result<bool> {
    one.rewind()?;
    other.rewind()?;
    let (mut one, mut other) = (BufReader::new(one).bytes(), BufReader::new(other).bytes());
    loop {
        match (one.next().transpose()?, other.next().transpose()?) {
            (None, None) => return Ok(true),
            (one, other) if one != other => return Ok(false),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(input: &str) -> FinishedInput {
        FinishedInput {
            input: input.to_owned(),
            key: "k".to_owned(),
            outputs: Vec::new(),
            summary: Summary { path: input.to_owned(), ..Summary::default() },
            remarks: Vec::new(),
            unused: Vec::new(),
            decisions: None,
        }
    }

    #[test]
    fn what_is_done_is_read_at_its_place_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut first = Ledger::open(folder.path());
        for input in ["c", "a", "bb"] {
            let file = format!("{input}.rapi.xlsx");
            let of = Some(Input { path: format!("../{input}.xlsx"), digest: "3-0".to_owned() });
            first
                .record_write(&Entry { file: file.clone(), digest: "1-0".to_owned(), of })
                .expect("it is noted");
            first.confirm_file(&file, "1-0");
            first.record_finished(&done(input)).expect("it is noted");
        }
        let second = Ledger::open(folder.path());
        assert_eq!(second.finished_input("bb"), Some(done("bb")));
        assert_eq!(second.finished_input("d"), None);
        // Once they are in order, its lines are at other positions.
        first.close().expect("it is put in order");
        assert!(
            ["c", "a", "bb"]
                .iter()
                .all(|input| second.finished_input(input).is_none_or(|of| of == done(input)))
        );
        let ordered = std::fs::read_to_string(folder.path().join(LEDGER_FILE)).expect("the record");
        let third = Ledger::open(folder.path());
        assert_eq!(third.finished_input("c"), Some(done("c")));
        assert!(third.entry("a.rapi.xlsx", "1-0").is_some() && third.entry("a.rapi.xlsx", "2-0").is_none());
        assert_eq!(third.owner("a.rapi.xlsx").map(|of| of.path.as_str()), Some("../a.xlsx"));
        let places: Vec<usize> = ["a", "bb", "c"]
            .iter()
            .filter_map(|input| ordered.find(&format!("{{\"done\":\"{input}\"")))
            .collect();
        assert!(places.len() == 3 && places.is_sorted(), "{ordered}");
    }
}
