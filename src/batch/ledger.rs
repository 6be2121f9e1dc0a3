//! What the program has written into a folder, one line a file: how it knows its own results from
//! those that a person has changed, and what need not be done again.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::is_no_file;
use super::output::half;
use super::target::Target;
use crate::check::Exception;
use crate::model::Summary;

/// What it is called.
pub const LEDGER: &str = ".renja.jsonl";

/// What the program has written into a folder. Of what is done only the place in the file is held: a
/// batch has thousands.
#[derive(Debug)]
pub struct Ledger {
    /// Its path.
    pub path: PathBuf,
    known: BTreeMap<String, Known>,
    done: BTreeMap<String, Range<u64>>,
    has_finished: bool,
}

/// What is known of a file that was written.
#[derive(Debug, Default)]
struct Known {
    /// While a run goes on there may be two: that of the result before, and that of the one that is
    /// about to take its place.
    entries: Vec<Entry>,
    /// Whether it was seen, in this run, to stand there.
    is_settled: bool,
}

/// A result, from the folder that the ledger is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which file.
    pub file: String,
    /// By which its bytes are known again.
    pub digest: String,
    /// The input that it is a result of. `None` for a recap, in the list of an input's own results, and in
    /// records that were written before inputs were recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Input>,
}

/// An input as the ledger records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its path from the folder that the ledger is in, so that a tree can be moved as a whole; absolute if
    /// it is on another drive.
    pub path: String,
    /// By which its bytes are known again.
    pub digest: String,
}

/// An input that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The input, by the name that its results have.
    #[serde(rename = "done")]
    pub input: String,
    /// What was done, and with what: input, options, program.
    pub key: String,
    /// The results.
    pub outputs: Vec<Entry>,
    /// What the recap keeps of it.
    pub summary: Summary,
    /// What was to be said beside the findings, in the language of the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Exceptions that name none of its findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<Exception>,
    /// The digest of the file whose decisions went into the results, if a person had saved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decisions: Option<String>,
}

impl Done {
    /// Where the results are.
    pub fn paths(&self, target: &Target) -> impl Iterator<Item = PathBuf> {
        self.outputs.iter().map(|entry| target.root.join(&entry.file))
    }
}

/// A line of the ledger.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Written(Entry),
    Done(Box<Done>),
}

impl Ledger {
    /// Reads the ledger of a folder.
    pub fn open(root: &Path) -> Self {
        let path = root.join(LEDGER);
        let (known, done) = read(&path);
        Self { path, known, done, has_finished: false }
    }

    /// What an earlier run did with an input.
    pub fn done(&self, input: &str) -> Option<Done> {
        let place = self.done.get(input)?;
        let line = line_at(&File::open(&self.path).ok()?, place).ok()?;
        // Another run may have put it in order since.
        serde_json::from_slice(&line).ok().filter(|done: &Done| done.input == input)
    }

    /// What was written with this digest to a file.
    pub fn entry(&self, file: &str, digest: &str) -> Option<&Entry> {
        self.known.get(file)?.entries.iter().find(|entry| entry.digest == digest)
    }

    /// The input that a file is a result of, whoever has changed the file since.
    pub fn owner(&self, file: &str) -> Option<&Input> {
        self.known.get(file)?.entries.iter().rev().find_map(|entry| entry.of.as_ref())
    }

    /// Everything that was written, in the order of names.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.known.values().flat_map(|known| &known.entries)
    }

    /// Whether anything was written to a file of this name.
    pub fn knows_name(&self, file: &str) -> bool {
        self.known.contains_key(file)
    }

    /// Whether anything was written into the folder of this name, from the one that the ledger is in.
    pub fn knows_folder(&self, folder: &str) -> bool {
        let begin = format!("{folder}/");
        self.known.range(begin.clone()..).next().is_some_and(|(file, _)| file.starts_with(&begin))
    }

    /// Notes what is about to be written.
    pub fn add(&mut self, entry: &Entry) -> io::Result<()> {
        if self.entry(&entry.file, &entry.digest) == Some(entry) {
            return Ok(());
        }
        self.append(&Line::Written(entry.clone()))?;
        self.known.entry(entry.file.clone()).or_default().add(entry.clone());
        Ok(())
    }

    /// Notes what stands there now.
    pub fn settle(&mut self, file: &str, digest: &str) {
        let bare = || Entry { file: file.to_owned(), digest: digest.to_owned(), of: None };
        let entry = self.entry(file, digest).cloned().unwrap_or_else(bare);
        self.known.insert(file.to_owned(), Known { entries: vec![entry], is_settled: true });
    }

    /// The files that this run has seen to stand there.
    pub fn settled(&self) -> impl Iterator<Item = &str> {
        self.known.iter().filter(|(_, known)| known.is_settled).map(|(file, _)| file.as_str())
    }

    /// Notes that an input is done.
    pub fn finish(&mut self, done: &Done) -> io::Result<()> {
        self.has_finished = true;
        if self.done(&done.input).as_ref() != Some(done) {
            self.append(&Line::Done(Box::new(done.clone())))?;
        }
        Ok(())
    }

    fn append(&self, line: &Line) -> io::Result<()> {
        // A newline on both sides: a line that a killed run left half is then no part of this one.
        let line = format!("\n{}\n", serde_json::to_string(line)?);
        OpenOptions::new().create(true).append(true).open(&self.path)?.write_all(line.as_bytes())
    }

    /// Leaves of every file that was written what stands there now, and of every input what was last
    /// done with it, in the order of names.
    pub fn close(self) -> io::Result<()> {
        if !self.has_finished && self.settled().next().is_none() {
            return Ok(()); // nothing came of this run: it leaves no folder behind
        }
        // Read again: another run may have written here at the same time.
        let (mut known, done) = read(&self.path);
        known.extend(self.known.into_iter().filter(|(_, known)| known.is_settled));
        let ordered = half(self.path.parent().unwrap_or(Path::new("")))?;
        let mut out = BufWriter::new(ordered.as_file());
        for known in known.into_values() {
            for entry in known.entries {
                serde_json::to_writer(&mut out, &Line::Written(entry))?;
                out.write_all(b"\n")?;
            }
        }
        // Somebody may have taken it away in the meantime.
        let before = File::open(&self.path).ok();
        if let Some(before) = &before {
            for place in done.values() {
                out.write_all(line_at(before, place)?.trim_ascii())?;
                out.write_all(b"\n")?;
            }
        }
        out.flush()?;
        drop(out);
        let stands = before.map(|before| is_same(&before, ordered.as_file())).transpose()?;
        if stands != Some(true) {
            ordered.persist(&self.path)?;
        }
        Ok(())
    }
}

impl Known {
    /// Adds an entry, or replaces the one of the same bytes.
    fn add(&mut self, entry: Entry) {
        self.entries.retain(|known| known.digest != entry.digest);
        self.entries.push(entry);
    }
}

/// What a ledger says was written, and where it says what is done. A line that cannot be read is a
/// line that is not there: at worst a result is kept under a dated name, or a file is done again.
fn read(path: &Path) -> (BTreeMap<String, Known>, BTreeMap<String, Range<u64>>) {
    let (mut known, mut done) = (BTreeMap::<String, Known>::new(), BTreeMap::new());
    // A pipe in its place would never answer; a run that wants to write there says so.
    if is_no_file(path) {
        return (known, done);
    }
    let Ok(file) = File::open(path) else { return (known, done) };
    let (mut file, mut line, mut end) = (BufReader::new(file), Vec::new(), 0);
    while file.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let begin = end;
        end += line.len() as u64;
        match serde_json::from_slice(&line) {
            Ok(Line::Written(entry)) => known.entry(entry.file.clone()).or_default().add(entry),
            Ok(Line::Done(one)) => drop(done.insert(one.input, begin..end)),
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

/// Whether two files hold the same.
fn is_same(mut one: &File, mut other: &File) -> io::Result<bool> {
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

    fn done(input: &str) -> Done {
        Done {
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
            first.add(&Entry { file: file.clone(), digest: "1-0".to_owned(), of }).expect("it is noted");
            first.settle(&file, "1-0");
            first.finish(&done(input)).expect("it is noted");
        }
        let second = Ledger::open(folder.path());
        assert_eq!(second.done("bb"), Some(done("bb")));
        assert_eq!(second.done("d"), None);
        // In order its lines stand at other places.
        first.close().expect("it is put in order");
        assert!(["c", "a", "bb"].iter().all(|input| second.done(input).is_none_or(|of| of == done(input))));
        let ordered = std::fs::read_to_string(folder.path().join(LEDGER)).expect("the record");
        let third = Ledger::open(folder.path());
        assert_eq!(third.done("c"), Some(done("c")));
        assert!(third.entry("a.rapi.xlsx", "1-0").is_some() && third.entry("a.rapi.xlsx", "2-0").is_none());
        assert_eq!(third.owner("a.rapi.xlsx").map(|of| of.path.as_str()), Some("../a.xlsx"));
        let places: Vec<usize> = ["a", "bb", "c"]
            .iter()
            .filter_map(|input| ordered.find(&format!("{{\"done\":\"{input}\"")))
            .collect();
        assert!(places.len() == 3 && places.is_sorted(), "{ordered}");
    }
}
