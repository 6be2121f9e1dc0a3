//! Workbooks that are given at once and without folders, as they are dropped on a page: which of them are earlier
//! results of others, and what the results are called. Where there are folders, `batch` tells this from the disk.

use std::collections::HashSet;
use std::io::Cursor;

use serde::{Deserialize, Serialize};

use crate::model::names::{next_rounds, stem_of, without_koreksi, without_rapi};
use crate::model::own::{Kind, Origin};
use crate::model::{Arg, Message};
use crate::read;
use crate::text::digest::digest;

/// Parts of names by which a file is suspected to be a result that lost its record.
const SUSPICIOUS: [&str; 2] = ["rapi", "rekap"];

/// What tells a given file: enough to sort it without its bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// Its name, without folder.
    pub name: String,
    /// When it was last saved, in any unit: the later of two results counts.
    pub saved: f64,
    /// The digest of its bytes.
    digest: String,
    /// Which of the program's own files it is.
    own: Option<Is>,
}

/// Which of the program's own files a file is, with the input that a result records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Is {
    Rapi { name: String, digest: String },
    Rekap,
    Koreksi,
}

/// What a given file is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// It is worked on.
    Input {
        /// What its results are called, before `.rapi.xlsx`.
        name: String,
        /// The earlier result with its decisions, by its place among what was given.
        decisions: Option<usize>,
        /// What is to be said of it: where decisions come from.
        remarks: Vec<Message>,
    },
    /// An earlier result of the input with this place: its decisions count there.
    Decisions(usize),
    /// Nothing is done with it, since …
    Aside(Message),
}

impl Given {
    /// Looks at a file.
    #[must_use]
    pub fn new(name: &str, saved: f64, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), saved, digest: digest(bytes), own: own(name, bytes) }
    }
}

/// Which of the program's own files this is, by its content; the name is only a hint.
fn own(name: &str, bytes: &[u8]) -> Option<Is> {
    let name = name.to_lowercase();
    if name.contains(".koreksi.") && read::koreksi_by_program(Cursor::new(bytes)) {
        return Some(Is::Koreksi);
    }
    let is_suspected = SUSPICIOUS.iter().any(|word| name.contains(word));
    let marked = || is_suspected.then(|| read::marked_origin(Cursor::new(bytes))).flatten();
    let Origin { kind, name, digest } = read::origin(Cursor::new(bytes)).or_else(marked)?;
    Some(match kind {
        Kind::Rapi => Is::Rapi { name, digest },
        Kind::Rekap => Is::Rekap,
    })
}

/// Says what each of the files is for. An earlier result whose input is among them gives its decisions to that input;
/// of several results of one input, what was saved last counts. A result without its input is worked on itself.
#[must_use]
pub fn together(given: &[Given]) -> Vec<Role> {
    let input_of = |result: &Given| {
        let Some(Is::Rapi { name, digest }) = &result.own else { return None };
        let origin = Origin::rapi(name, digest.clone());
        let inputs =
            || given.iter().enumerate().filter(|(_, one)| matches!(one.own, None | Some(Is::Koreksi)));
        let same = inputs().find(|(_, input)| !digest.is_empty() && input.digest == *digest);
        same.or_else(|| inputs().find(|(_, input)| !name.is_empty() && origin.is_named(&input.name)))
    };
    let of: Vec<Option<usize>> =
        given.iter().map(|result| input_of(result).map(|(place, _)| place)).collect();
    let mut taken = HashSet::new();
    let roles = given.iter().enumerate().map(|(place, one)| {
        if one.own == Some(Is::Rekap) {
            return Role::Aside(Message::new("cli.own_recap"));
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
        let name = free(&called(given, one), &mut taken);
        Role::Input { name, decisions, remarks: remark.into_iter().collect() }
    });
    roles.collect()
}

/// What the results of an input are called. Workbooks that differ in their extension alone keep it.
fn called(given: &[Given], one: &Given) -> String {
    let (stem, whole) = (stem_of(&one.name), one.name.as_str());
    match &one.own {
        Some(Is::Rapi { .. }) => without_rapi(stem),
        Some(Is::Koreksi) => next_rounds(without_koreksi(stem), whole, &|| false).next().unwrap_or_default(),
        Some(Is::Rekap) | None => {
            let folded = |name: &str| name.to_lowercase();
            let is_like = |other: &Given| {
                other.own.is_none()
                    && folded(&other.name) != folded(whole)
                    && (folded(stem_of(&other.name)) == folded(stem) || folded(&other.name) == folded(stem))
            };
            if given.iter().any(is_like) { whole.to_owned() } else { stem.to_owned() }
        }
    }
}

/// The name, or with a number behind it where another input has it: files of one name come from several folders.
fn free(name: &str, taken: &mut HashSet<String>) -> String {
    let others = (2_u32..).map(|number| format!("{name} ({number})"));
    let mut names = std::iter::once(name.to_owned()).chain(others);
    names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
}
