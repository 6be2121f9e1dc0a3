//! Renja: reads the work plans of Indonesian regional offices as they are, checks everything that
//! must agree, finds which number is wrong, and writes corrected workbooks.
//!
//! ```text
//! bytes ─read→ Book ─normalize→ Renja ─check→ findings ─correct→ cases ─write→ bytes
//! ```
//!
//! The five steps run on bytes and give bytes; ARCHITECTURE.md has the invariants.

pub mod batch;
pub mod check;
pub mod cli;
pub mod correct;
pub mod forms;
pub mod messages;
pub mod model;
pub mod normalize;
pub mod read;
pub mod report;
pub mod text;
pub mod write;

use check::Selection;
use correct::{Accept, Decided, Search, Settled};
use model::{Applied, Book, Case, Finding, Lang, Message, Relation, Renja};
use read::{Limits, ReadError};
use write::rapi::{Document, Paper, WriteError};

/// What a run is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The language of everything that a person reads.
    pub lang: Lang,
    /// Which rules speak.
    pub selection: Selection,
    /// What may be applied without a person's word.
    pub accept: Accept,
    /// What the search for causes is told.
    pub search: Search,
    /// The paper of the written workbook.
    pub paper: Paper,
    /// What a workbook may ask for.
    pub limits: Limits,
}

/// A workbook that was read and checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The workbook as it was found.
    pub book: Book,
    /// What it says.
    pub renja: Renja,
    /// Everything that must agree in it.
    pub relations: Vec<Relation>,
    /// Where it does not.
    pub findings: Vec<Finding>,
    /// The causes, with what could be done.
    pub cases: Vec<Case>,
}

/// A workbook that was corrected and written.
#[derive(Debug, Clone)]
pub struct Processed {
    /// The workbook as it was found.
    pub checked: Checked,
    /// What was applied.
    pub applied: Vec<Applied>,
    /// The findings that remain.
    pub remaining: Vec<Finding>,
    /// The bytes of `NAME.rapi.xlsx`.
    pub rapi: Vec<u8>,
}

/// Why a workbook could not be processed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The result could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Processed {
    /// The files that were made, each with the end of its name.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        [("rapi.xlsx", self.rapi.as_slice())].into_iter()
    }
}

impl Error {
    /// What is wrong and what to do, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read(error) => error.message(),
            Self::Write(error) => Message::new("cli.write_failed").with("detail", error.to_string()),
        }
    }
}

/// Reads and checks a workbook.
pub fn check(bytes: &[u8], options: &Options) -> Result<Checked, ReadError> {
    let book = read::read(bytes, &options.limits)?;
    let renja = normalize::normalize(&book, forms::builtin());
    let check::Checked { relations, findings } = check::check(&renja, &book, &options.selection);
    let cases = correct::cases(&renja, &relations, &findings, &options.search);
    Ok(Checked { book, renja, relations, findings, cases })
}

/// Reads, checks, corrects and writes a workbook; `name` is what its own sheets call it.
pub fn process(bytes: &[u8], name: &str, options: &Options) -> Result<Processed, Error> {
    let checked = check(bytes, options)?;
    let Settled { renja, findings: remaining, applied, .. } =
        correct::settle(&checked.renja, options.accept, &options.search, &Decided::default(), |renja| {
            let check::Checked { relations, findings } =
                check::check(renja, &checked.book, &options.selection);
            (relations, findings)
        });
    let rules: Vec<_> = check::rules().iter().map(|rule| (rule.code, rule.name)).collect();
    let rapi = write::rapi::write(&Document {
        name,
        book: &checked.book,
        renja: &renja,
        findings: &checked.findings,
        cases: &checked.cases,
        applied: &applied,
        rules: &rules,
        lang: options.lang,
        paper: options.paper,
    })?;
    Ok(Processed { checked, applied, remaining, rapi })
}
