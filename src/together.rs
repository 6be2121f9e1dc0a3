//! Sorts workbooks that are given at once and without folders, such as files dropped on a page: finds which
//! of them are earlier results of others, and names the results. For files in folders, `batch` does this from
//! the disk.

use std::collections::HashSet;
use std::io::Cursor;

use serde::{Deserialize, Serialize};

use crate::model::names::{next_rounds, stem_of, without_koreksi, without_rapi};
use crate::model::own::{Origin, ResultKind};
use crate::model::{Arg, Message};
use crate::read;
use crate::text::digest::digest;

/// Words in a file name that make the file a suspected result. Only suspected files are searched for the
/// program's marks if they have no record, because that reads the whole workbook.
const RESULT_NAME_WORDS: [&str; 2] = ["rapi", "rekap"];

/// The properties of a given file that [`assign_roles`] needs, so that the bytes need not be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenFile {
    /// The file name, without a folder.
    pub name: String,
    /// The time at which the file was last saved, in any unit that is the same for all files. Of several
    /// results of one input, the one saved last is used.
    pub saved: f64,
    /// The digest of the file's bytes.
    digest: String,
    /// The kind of file, if the program wrote it. `None` for any other file.
    own: Option<ProgramFile>,
}

/// A kind of file that the program writes. `Rapi` holds the name and digest that the result records of its
/// input; each is empty if unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum ProgramFile {
    Rapi { name: String, digest: String },
    Rekap,
    Koreksi,
}

/// The use of a given file.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// The file is checked and corrected.
    Input {
        /// The name of its results, without `.rapi.xlsx`.
        name: String,
        /// The index, among the given files, of the earlier result that holds its decisions.
        decisions: Option<usize>,
        /// Messages for the user that say which file the decisions come from.
        remarks: Vec<Message>,
    },
    /// The file is an earlier result of the input with this index; its decisions apply to that input.
    Decisions(usize),
    /// The file is not used, for this reason.
    Unused(Message),
}

impl GivenFile {
    /// Inspects a file. `saved` is the time at which it was last saved.
    #[must_use]
    pub fn new(name: &str, saved: f64, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), saved, digest: digest(bytes), own: program_file(name, bytes) }
    }
}

/// Returns the kind of file that the program wrote, judged by its content; the name only decides what is
/// searched. `None` for a file that the program did not write.
fn program_file(name: &str, bytes: &[u8]) -> Option<ProgramFile> {
    let name = name.to_lowercase();
    if name.contains(".koreksi.") && read::is_koreksi_by_program(Cursor::new(bytes)) {
        return Some(ProgramFile::Koreksi);
    }
    let is_suspected = RESULT_NAME_WORDS.iter().any(|word| name.contains(word));
    let marked = || is_suspected.then(|| read::read_marked_origin(Cursor::new(bytes))).flatten();
    let Origin { kind, name, digest } = read::read_origin(Cursor::new(bytes)).or_else(marked)?;
    Some(match kind {
        ResultKind::Rapi => ProgramFile::Rapi { name, digest },
        ResultKind::Rekap => ProgramFile::Rekap,
    })
}

/// Returns the role of each file, in the order of `given`. An earlier result whose input is among the files
/// gives its decisions to that input; of several results of one input, the one saved last is used. A result
/// without its input is processed as an input itself.
#[must_use]
pub fn assign_roles(given: &[GivenFile]) -> Vec<Role> {
    let input_of = |result: &GivenFile| {
        let Some(ProgramFile::Rapi { name, digest }) = &result.own else { return None };
        let origin = Origin::rapi(name, digest.clone());
        let inputs = || {
            given.iter().enumerate().filter(|(_, one)| matches!(one.own, None | Some(ProgramFile::Koreksi)))
        };
        let same = inputs().find(|(_, input)| !digest.is_empty() && input.digest == *digest);
        same.or_else(|| inputs().find(|(_, input)| !name.is_empty() && origin.is_named(&input.name)))
    };
    let of: Vec<Option<usize>> =
        given.iter().map(|result| input_of(result).map(|(place, _)| place)).collect();
    let mut taken = HashSet::new();
    let roles = given.iter().enumerate().map(|(place, one)| {
        if one.own == Some(ProgramFile::Rekap) {
            return Role::Unused(Message::new("cli.own_recap"));
        }
        if let Some(input) = of.get(place).copied().flatten() {
            return Role::Decisions(input);
        }
        let results =
            || of.iter().enumerate().filter(|(_, of)| **of == Some(place)).map(|(result, _)| result);
        let saved = |result: &usize| given.get(*result).map_or(0.0, |result| result.saved);
        let decisions = results().max_by(|a, b| saved(a).total_cmp(&saved(b)).then(a.cmp(b)));
        let named = |result: usize| given.get(result).map_or("", |result| &result.name);
        let others: Vec<Arg> =
            results().filter(|one| Some(*one) != decisions).map(|one| Arg::from(named(one))).collect();
        let remark = decisions.map(|result| {
            let key = if others.is_empty() { "cli.decisions_from" } else { "cli.decisions_unused" };
            let remark = Message::new(key).with("path", named(result));
            if others.is_empty() { remark } else { remark.with("others", Arg::List(others)) }
        });
        let name = unique_name(&result_name(given, one), &mut taken);
        Role::Input { name, decisions, remarks: remark.into_iter().collect() }
    });
    roles.collect()
}

/// Returns the name of an input's results. Workbooks whose names differ only in the extension keep it, so
/// that `renja.xls` and `renja.xlsx` do not share a name.
fn result_name(given: &[GivenFile], one: &GivenFile) -> String {
    let (stem, whole) = (stem_of(&one.name), one.name.as_str());
    match &one.own {
        Some(ProgramFile::Rapi { .. }) => without_rapi(stem),
        Some(ProgramFile::Koreksi) => {
            next_rounds(without_koreksi(stem), whole, &|| false).next().unwrap_or_default()
        }
        Some(ProgramFile::Rekap) | None => {
            let folded = |name: &str| name.to_lowercase();
            let is_like = |other: &GivenFile| {
                other.own.is_none()
                    && folded(&other.name) != folded(whole)
                    && (folded(stem_of(&other.name)) == folded(stem) || folded(&other.name) == folded(stem))
            };
            if given.iter().any(is_like) { whole.to_owned() } else { stem.to_owned() }
        }
    }
}

/// Returns the name, followed by a number if another input has taken it: ` (2)`, ` (3)`, …. Files with the
/// same name may come from different folders. Adds the returned name to `taken`.
fn unique_name(name: &str, taken: &mut HashSet<String>) -> String {
    let others = (2_u32..).map(|number| format!("{name} ({number})"));
    let mut names = std::iter::once(name.to_owned()).chain(others);
    names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
}
