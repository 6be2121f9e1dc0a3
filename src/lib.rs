//! Renja: reads the work plans of Indonesian regional offices as they are, checks everything that
//! must agree, finds which number is wrong, and writes corrected workbooks.
//!
//! ```text
//! bytes ─read→ Book ─normalize→ Renja ─check→ findings ─correct→ cases ─write→ bytes
//! ```
//!
//! The five steps run on bytes and give bytes, on the threads of rayon's current pool: how many it has
//! changes nothing in what comes out. ARCHITECTURE.md has the invariants.

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

use check::{Excepted, Exception, Selection};
use forms::Forms;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use correct::{Accept, Decided, Search, Settled};
use model::own::{Kind, Origin};
use model::{
    Applied, Arg, Book, Case, CellRef, Change, Decision, Finding, Lang, Message, Relation, Renja,
    SheetCoverage,
};
use read::{Limits, ReadError};
use write::koreksi::{New, Patch, Refused};
use write::rapi::{Document, Paper, WriteError};

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
    /// The causes, with what could be done.
    pub cases: Vec<Case>,
    /// The forms that tables were recognized by.
    pub forms: Forms,
    /// What the office's exceptions did to the findings.
    pub excepted: Excepted,
}

/// A workbook that was corrected and written.
#[derive(Debug, Clone)]
pub struct Processed {
    /// The workbook as it was found.
    pub checked: Checked,
    /// What was applied.
    pub applied: Vec<Applied>,
    /// Corrections that raised a finding and were taken back: each is a bug of the program.
    pub taken_back: Vec<Applied>,
    /// Decisions that match nothing any more.
    pub unmatched: Vec<Decision>,
    /// The findings that remain.
    pub remaining: Vec<Finding>,
    /// The bytes of `NAME.rapi.xlsx`.
    pub rapi: Vec<u8>,
    /// The bytes of `NAME.koreksi.xlsx`, or why there is none.
    pub koreksi: Result<Vec<u8>, Refused>,
    /// Cells with a formula that a correction speaks of: a formula is never replaced by a constant,
    /// so the user's own workbook keeps them.
    pub formulas_kept: Vec<CellRef>,
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
        let macros = self.checked.book.has_macros;
        let koreksi = self
            .koreksi
            .as_ref()
            .ok()
            .map(|bytes| (if macros { "koreksi.xlsm" } else { "koreksi.xlsx" }, bytes.as_slice()));
        [("rapi.xlsx", self.rapi.as_slice())].into_iter().chain(koreksi)
    }

    /// The bytes of the files that were made, as [`Processed::files`] lists them.
    #[must_use]
    pub fn into_files(self) -> Vec<Vec<u8>> {
        std::iter::once(self.rapi).chain(self.koreksi.ok()).collect()
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

/// Reads a workbook and the plan in it.
pub fn read_plan(bytes: &[u8], options: &Options) -> Result<(Book, Renja), ReadError> {
    let book = read::read(bytes, &options.limits)?;
    let renja = normalize::normalize(&book, options.forms.all());
    Ok((book, renja))
}

/// Reads and checks a workbook.
pub fn check(bytes: &[u8], options: &Options) -> Result<Checked, ReadError> {
    let (book, renja) = read_plan(bytes, options)?;
    let (check::Checked { relations, consequences, findings, coverage }, excepted) =
        agreed(&renja, &book, options);
    let cases = correct::cases(&renja, &book, &relations, &findings, &options.search);
    let forms = options.forms.clone();
    Ok(Checked { book, renja, relations, consequences, findings, coverage, cases, forms, excepted })
}

/// The result of an earlier run, in which a person may have decided.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The bytes of the workbook.
    pub bytes: &'a [u8],
    /// The day on which the file was last saved, as `2026-11-26`. `None` if it is unknown.
    pub saved: Option<&'a str>,
}

/// Reads, checks, corrects and writes a workbook; `name` is what its own sheets call it. `earlier`
/// is the result of an earlier run; a workbook that the program wrote brings its own decisions.
pub fn process(
    bytes: &[u8],
    name: &str,
    options: &Options,
    earlier: Option<Earlier<'_>>,
) -> Result<Processed, Error> {
    let checked = check(bytes, options)?;
    let origin = origin(bytes, name, &checked.book);
    let decisions = decisions(&checked, options, earlier.map(|earlier| earlier.bytes));
    let decided = correct::decide(&decisions, &checked.findings, &checked.cases);
    let (corrected, applied, taken_back) = settle(&checked, &decided, options);
    let renja = corrected.as_ref().unwrap_or(&checked.renja);
    let changes: Vec<Change> = applied.iter().flat_map(|a| &a.changes).cloned().collect();
    let remaining = if changes.is_empty() {
        checked.findings.clone()
    } else {
        let mut book = checked.book.clone();
        correct::apply_to_cells(&mut book, &changes);
        agreed(renja, &book, options).0.findings
    };
    let rules: Vec<_> = check::rules().iter().map(|rule| (rule.code, rule.name)).collect();
    let document = Document {
        name,
        origin: &origin,
        book: &checked.book,
        renja,
        findings: &checked.findings,
        coverage: &checked.coverage,
        silenced: checked.excepted.silenced,
        cases: &checked.cases,
        applied: &applied,
        decided: &decided.standing,
        rules: &rules,
        lang: options.lang,
        paper: options.paper,
    };
    let koreksi = || {
        let (patches, formulas_kept) = patches(&checked, &applied, options.lang);
        (write::koreksi::patch(bytes, &patches), formulas_kept)
    };
    let rapi = || write::rapi::write(&document);
    // Without corrections it is a copy of the input, which need not be held while the other is made.
    let (rapi, (koreksi, formulas_kept)) =
        if applied.is_empty() { (rapi(), koreksi()) } else { rayon::join(rapi, koreksi) };
    let rapi = rapi?;
    let unmatched = decided.unmatched.iter().filter_map(|place| decisions.get(*place).cloned()).collect();
    Ok(Processed { checked, applied, taken_back, unmatched, remaining, rapi, koreksi, formulas_kept })
}

/// The workbook that the decisions in the result of this input belong to: the input itself, or the
/// workbook that the input is a result of, so that decisions find their way back to it.
fn origin(bytes: &[u8], name: &str, book: &Book) -> Origin {
    let recorded = model::own::marked_origin(book)
        .map(|marked| read::origin(std::io::Cursor::new(bytes)).unwrap_or(marked))
        .filter(|origin| origin.kind == Kind::Rapi && !origin.name.is_empty());
    recorded.unwrap_or_else(|| Origin::rapi(name, text::digest::digest(bytes)))
}

/// The corrected plan, what was applied and what was taken back. `None` where nothing is to be
/// corrected: a plan of a hundred thousand rows is not copied for that.
fn settle(
    checked: &Checked,
    decided: &Decided,
    options: &Options,
) -> (Option<Renja>, Vec<Applied>, Vec<Applied>) {
    if correct::is_settled(&checked.cases, options.accept, decided) {
        return (None, Vec::new(), Vec::new());
    }
    let found = (checked.relations.clone(), checked.findings.clone());
    let Settled { renja, applied, taken_back, .. } = correct::settle(
        (&checked.renja, &checked.book),
        found,
        options.accept,
        &options.search,
        decided,
        |renja| {
            let (check::Checked { relations, findings, .. }, _) = agreed(renja, &checked.book, options);
            (relations, findings)
        },
    );
    (Some(renja), applied, taken_back)
}

/// Checks a plan, without the findings that the office has agreed on.
fn agreed(renja: &Renja, book: &Book, options: &Options) -> (check::Checked, Excepted) {
    let mut checked = check::check(renja, book, &options.selection);
    let excepted = check::except(&mut checked.findings, &options.exceptions);
    (checked, excepted)
}

/// The decisions that count: those of the workbook itself where the program wrote it, else those
/// of the earlier result. An earlier result that cannot be read holds none.
fn decisions(checked: &Checked, options: &Options, earlier: Option<&[u8]>) -> Vec<Decision> {
    if model::own::is_own_book(&checked.book) {
        return correct::decisions(&checked.book, &checked.renja);
    }
    let earlier = earlier.and_then(|bytes| read::read(bytes, &options.limits).ok());
    earlier.map(|book| correct::decisions(&book, &checked.renja)).unwrap_or_default()
}

/// What was applied, as patches of the user's own workbook, and the cells with a formula that are
/// left out of it.
fn patches(checked: &Checked, applied: &[Applied], lang: Lang) -> (Vec<Patch>, Vec<CellRef>) {
    let mut kept = Vec::new();
    let mut patches: IndexMap<CellRef, Patch> = IndexMap::new();
    for (one, change) in applied.iter().flat_map(|one| one.changes.iter().map(move |change| (one, change))) {
        let cell = checked.book.cell(change.at);
        // A formula is replaced by a formula or not at all.
        if change.formula.is_none() && cell.is_some_and(|cell| cell.formula.is_some()) {
            kept.push(change.at);
            continue;
        }
        let from = match &change.from {
            Some(value) => Arg::Value(value.clone()),
            None => Arg::Message(Message::new("koreksi.kosong")),
        };
        let note = Message::new("koreksi.catatan")
            .with("from", from)
            .with("to", change.to.clone())
            .with("rule", one.rule)
            .with("reason", one.reason.clone());
        let patch = Patch {
            sheet: checked.renja.sheet_name(change.at.sheet).to_owned(),
            row: change.at.row,
            column: change.at.column,
            to: match &change.formula {
                Some(formula) => New::Formula(formula.clone(), change.to.clone()),
                None => New::Value(change.to.clone()),
            },
            note: note.say(lang),
        };
        patches.insert(change.at, patch);
    }
    (patches.into_values().collect(), kept)
}
