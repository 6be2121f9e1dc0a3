//! The steps up to the causes, called in order, and what a run is asked for. [`process`](mod@crate::process) takes
//! the rest.

use serde::{Deserialize, Serialize};

use crate::check::{self, Excepted, Exception, Selection};
use crate::correct::{self, Accept, Search};
use crate::forms::Forms;
use crate::model::{
    Book, Case, Finding, Lang, Message, Relation, Renja, SheetCoverage, Tested, report_fault,
};
use crate::normalize;
use crate::read::{self, Limits, ReadError};
use crate::write::rapi::{Paper, WriteError};

/// What a run is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Options {
    /// The language of everything that a person reads.
    pub lang: Lang,
    /// Which rules speak.
    pub selection: Selection,
    /// The forms that tables are recognized by.
    pub forms: Forms,
    /// Findings that the office knows and has agreed on.
    pub exceptions: Vec<Exception>,
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
    /// Relations that do not hold only because one of `relations` does not. No finding reports them.
    pub consequences: Vec<Relation>,
    /// Where it does not.
    pub findings: Vec<Finding>,
    /// How much of each sheet was checked.
    pub coverage: Vec<SheetCoverage>,
    /// How often each rule compared figures, by the rules' codes.
    pub tested: Vec<Tested>,
    /// The causes, with what could be done.
    pub cases: Vec<Case>,
    /// The forms that tables were recognized by.
    pub forms: Forms,
    /// What the office's exceptions did to the findings.
    pub excepted: Excepted,
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

impl Error {
    /// What is wrong and what to do, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read(error) => error.message(),
            Self::Write(error) => Message::new("cli.write_failed")
                .with("detail", error.to_string())
                .with("report", report_fault()),
        }
    }
}

/// Reads a workbook and the plan in it.
pub fn read_plan(bytes: &[u8], options: &Options) -> Result<(Book, Renja), ReadError> {
    let book = read::read(bytes, &options.limits)?;
    let renja = normalize::normalize(&book, &options.forms);
    Ok((book, renja))
}

/// Reads and checks a workbook.
pub fn check(bytes: &[u8], options: &Options) -> Result<Checked, ReadError> {
    let (book, renja) = read_plan(bytes, options)?;
    let (check::Checked { relations, consequences, findings, coverage, tested }, excepted) =
        agreed(&renja, &book, options);
    let cases = correct::cases(&renja, &book, &relations, &findings, &options.search);
    let forms = options.forms.clone();
    Ok(Checked { book, renja, relations, consequences, findings, coverage, tested, cases, forms, excepted })
}

/// Checks a plan, without the findings that the office has agreed on.
pub(crate) fn agreed(renja: &Renja, book: &Book, options: &Options) -> (check::Checked, Excepted) {
    let mut checked = check::check(renja, book, &options.selection);
    let excepted = check::except(&mut checked.findings, &options.exceptions);
    (checked, excepted)
}
