//! Runs the steps from reading to finding causes, in order, and defines the options of a run.
//! [`process`](mod@crate::process) does the remaining steps.

use serde::{Deserialize, Serialize};

use crate::check::{self, Exception, ExceptionOutcome, Selection};
use crate::correct::{self, Accept, SearchOptions};
use crate::forms::Forms;
use crate::model::{
    Book, Case, Finding, Lang, Message, Relation, Renja, RuleCoverage, SheetCoverage, fault_report_hint,
};
use crate::normalize;
use crate::read::{self, Limits, ReadError};
use crate::write::rapi::{Paper, WriteError};

/// The options of a run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Options {
    /// The language of everything that a person reads.
    pub lang: Lang,
    /// Which rules are applied.
    pub selection: Selection,
    /// The forms by which tables are recognized.
    pub forms: Forms,
    /// Findings that the office knows and has accepted.
    pub exceptions: Vec<Exception>,
    /// Which proposals may be applied without a person's decision.
    pub accept: Accept,
    /// Settings of the search for causes.
    pub search: SearchOptions,
    /// The paper size of the written workbook.
    pub paper: Paper,
    /// Limits on what reading a workbook may use.
    pub limits: Limits,
}

/// A workbook that was read and checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The workbook as it was read.
    pub book: Book,
    /// The plan in the workbook.
    pub renja: Renja,
    /// Everything that must agree in the plan.
    pub relations: Vec<Relation>,
    /// Relations that fail only because one of `relations` fails. No finding reports them.
    pub consequences: Vec<Relation>,
    /// Where the plan breaks a rule, without what the office has accepted.
    pub findings: Vec<Finding>,
    /// How much of each sheet was checked.
    pub coverage: Vec<SheetCoverage>,
    /// How often each rule compared figures, by the rules' codes.
    pub tested: Vec<RuleCoverage>,
    /// The causes of the findings, with proposals.
    pub cases: Vec<Case>,
    /// The forms by which tables were recognized.
    pub forms: Forms,
    /// What the office's exceptions did to the findings.
    pub exception_outcome: ExceptionOutcome,
}

/// Why a workbook could not be processed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The workbook could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The result could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Error {
    /// Returns the message for a person: what is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read(error) => error.message(),
            Self::Write(error) => Message::new("cli.write_failed")
                .with("detail", error.to_string())
                .with("report", fault_report_hint()),
        }
    }
}

/// Reads a workbook and the plan in it.
///
/// # Errors
/// Returns an error if the workbook cannot be read.
pub fn read_plan(bytes: &[u8], options: &Options) -> Result<(Book, Renja), ReadError> {
    let book = read::read(bytes, &options.limits)?;
    let renja = normalize::normalize(&book, &options.forms);
    Ok((book, renja))
}

/// Reads a workbook, checks it, and finds the causes of its findings.
///
/// # Errors
/// Returns an error if the workbook cannot be read.
pub fn check(bytes: &[u8], options: &Options) -> Result<Checked, ReadError> {
    let (book, renja) = read_plan(bytes, options)?;
    let (check::Checked { relations, consequences, findings, coverage, tested }, excepted) =
        check_with_exceptions(&renja, &book, options);
    let cases = correct::cases(&renja, &book, &relations, &findings, &options.search);
    let forms = options.forms.clone();
    Ok(Checked {
        book,
        renja,
        relations,
        consequences,
        findings,
        coverage,
        tested,
        cases,
        forms,
        exception_outcome: excepted,
    })
}

/// Checks a plan, and removes the findings that the office has accepted.
pub(crate) fn check_with_exceptions(
    renja: &Renja,
    book: &Book,
    options: &Options,
) -> (check::Checked, ExceptionOutcome) {
    let mut checked = check::check(renja, book, &options.selection);
    let excepted = check::apply_exceptions(&mut checked.findings, &options.exceptions);
    (checked, excepted)
}
