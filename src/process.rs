//! Corrects a workbook and writes the results. Decisions are read, accepted corrections are applied, and the
//! results are written and read again. A correction that makes another figure wrong in a result is taken
//! back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use indexmap::IndexMap;

use crate::correct::decisions::{self, DecisionContext, Edits, FoundDecisions, TypedDecision};
use crate::correct::{self, CellWrite, Decisions, Settled};
use crate::model::own::{Origin, ResultKind};
use crate::model::{
    Applied, Arg, Book, CellRef, Change, DecidedBy, Decision, Finding, Message, Refusal, Relation, Renja,
    ResolvedDecision, Severity, own,
};
use crate::pipeline::{Checked, Error, Options, check, check_with_exceptions};
use crate::read;
use crate::text::digest::digest;
use crate::text::fold::fold;
use crate::write::koreksi::{self, NewContent, Patch, PatchRefusal};
use crate::write::rapi::temuan::TemuanLine;
use crate::write::rapi::{self, Document, WriteError};

/// A workbook that was corrected and written.
#[derive(Debug, Clone)]
pub struct Processed {
    /// The workbook as it was read and checked.
    pub checked: Checked,
    /// The corrections that were applied.
    pub applied: Vec<Applied>,
    /// Corrections by the program that were taken back because they raised a finding. Each of them is a bug.
    pub taken_back: Vec<Applied>,
    /// Every decision of a person, with its outcome.
    pub decided: Vec<ResolvedDecision>,
    /// Messages about the earlier result, such as a missing sheet or column.
    pub remarks: Vec<Message>,
    /// The findings that remain after the corrections.
    pub remaining: Vec<Finding>,
    /// The workbook and the plan with all applied corrections. `None` if no cell changed.
    pub corrected: Option<Corrected>,
    /// The lines of the findings' sheet.
    pub lines: Vec<TemuanLine>,
    /// The bytes of `NAME.rapi.xlsx`.
    pub rapi: Vec<u8>,
    /// The bytes of `NAME.koreksi.xlsx`, or the reason why it cannot be written.
    pub koreksi: Result<Vec<u8>, PatchRefusal>,
}

/// A workbook with all applied corrections.
#[derive(Debug, Clone)]
pub struct Corrected {
    /// The sheets and cells.
    pub book: Book,
    /// The plan that was read from them.
    pub renja: Renja,
    /// The relations between figures that must hold in the plan.
    pub relations: Vec<Relation>,
}

/// The `NAME.rapi.xlsx` of an earlier run, which may hold a person's decisions.
#[derive(Debug, Clone, Copy)]
pub struct EarlierResult<'a> {
    /// The bytes of the file.
    pub bytes: &'a [u8],
    /// The day on which the file was last saved, `2021-03-01`. It counts as the day of the decisions in it.
    /// `None` if it is unknown.
    pub saved: Option<&'a str>,
}

impl Processed {
    /// Returns the files that were made, each with the ending of its name and its bytes.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let macros = self.checked.book.has_macros;
        let koreksi = self
            .koreksi
            .as_ref()
            .ok()
            .map(|bytes| (if macros { "koreksi.xlsm" } else { "koreksi.xlsx" }, bytes.as_slice()));
        [("rapi.xlsx", self.rapi.as_slice())].into_iter().chain(koreksi)
    }

    /// Returns the bytes of the files that were made, in the order of [`Processed::files`].
    #[must_use]
    pub fn into_files(self) -> Vec<Vec<u8>> {
        std::iter::once(self.rapi).chain(self.koreksi.ok()).collect()
    }
}

/// Reads, checks, corrects and writes a workbook. `name` is the name under which the sheets of the result
/// mention it. A workbook that the program wrote itself brings its own decisions; `earlier` is then ignored.
///
/// # Errors
/// Returns an error if the workbook cannot be read, or if a result cannot be written.
pub fn process(
    bytes: &[u8],
    name: &str,
    options: &Options,
    earlier: Option<EarlierResult<'_>>,
) -> Result<Processed, Error> {
    process_checked(check(bytes, options)?, (bytes, name), options, earlier, &[])
}

/// Returns the lines of the findings' sheet before any decision of a person, without writing a result.
/// Corrections that `options` lets the program apply without a decision are shown as applied.
#[must_use]
pub fn initial_lines(checked: &Checked, (bytes, name): (&[u8], &str), options: &Options) -> Vec<TemuanLine> {
    let input = Input { bytes, name, origin: Origin::rapi(name, String::new()), options };
    Attempt::new(checked, &FoundDecisions::default(), &Withdrawn::default(), options).lines(&input)
}

/// Does the same as [`process`] for a workbook that was already checked. `typed` holds decisions that a
/// person typed outside the findings' sheet. They have the same meaning as on that sheet, and replace
/// decisions of `earlier` for the same finding or proposal.
///
/// # Errors
/// Returns an error if a result cannot be written, or if the result written for comparison with `earlier`
/// cannot be read.
pub fn process_checked(
    checked: Checked,
    (bytes, name): (&[u8], &str),
    options: &Options,
    earlier: Option<EarlierResult<'_>>,
    typed: &[TypedDecision],
) -> Result<Processed, Error> {
    let input = Input { bytes, name, origin: decision_origin(bytes, name, &checked.book), options };
    let (mut found, book) = collect_decisions(&checked, options, earlier);
    if !typed.is_empty() {
        let attempt = Attempt::new(&checked, &found, &Withdrawn::default(), options);
        let rows = attempt.lines(&input);
        let row = |finding, proposal| {
            let line = rows.iter().find(|line| (line.finding, line.proposal) == (finding, proposal));
            line.map_or(0, |line| line.row)
        };
        found.decisions =
            decisions::merge_typed(attempt.outcomes, typed, (&checked.renja, &checked.findings), row);
    }
    if let (Some(earlier), Some(book)) = (earlier, book) {
        let Edits { decisions, remarks } = collect_edits(&input, &checked, &found, (earlier, &book))?;
        found.decisions.extend(with_day(decisions, earlier.saved));
        found.remarks.extend(remarks);
    }
    let mut withdrawn = Withdrawn::default();
    loop {
        let attempt = Attempt::new(&checked, &found, &withdrawn, options);
        let koreksi = koreksi::patch(bytes, &attempt.patches(options));
        let corrected = match &koreksi {
            Ok(koreksi) if !attempt.written.is_empty() => check(koreksi, options).ok(),
            _ => None,
        };
        // Report the findings of the result as `check` would report them, so that the two cannot differ.
        let remaining = corrected.as_ref().map_or(&attempt.remaining, |corrected| &corrected.findings);
        let rapi = attempt.write(&input, remaining)?;
        if !attempt.applied.is_empty()
            && withdrawn.take_back(&attempt, attempt.wrong_corrections(corrected.as_ref(), &rapi, options))
        {
            continue;
        }
        let on_sheet = attempt.lines(&input);
        let Attempt { applied, mut taken_back, outcomes: lines, remaining, renja, book, relations, .. } =
            attempt;
        let corrected_book = book.map(|book| {
            let renja = renja.unwrap_or_else(|| checked.renja.clone());
            Corrected { book, renja, relations }
        });
        taken_back.extend(withdrawn.program_corrections);
        return Ok(Processed {
            applied,
            taken_back,
            decided: lines,
            remarks: found.remarks,
            remaining: corrected.map_or(remaining, |corrected| corrected.findings),
            corrected: corrected_book,
            lines: on_sheet,
            rapi,
            koreksi,
            checked,
        });
    }
}

/// The workbook to process, with its name, origin and options.
struct Input<'a> {
    bytes: &'a [u8],
    name: &'a str,
    origin: Origin,
    options: &'a Options,
}

/// Returns the workbook that the decisions in the result belong to: the input itself or, if the input is a
/// result, the workbook that it was made from. Decisions thus find their way back to that workbook.
fn decision_origin(bytes: &[u8], name: &str, book: &Book) -> Origin {
    let recorded = own::marked_origin(book)
        .map(|marked| read::read_origin(Cursor::new(bytes)).unwrap_or(marked))
        .filter(|origin| origin.kind == ResultKind::Rapi && !origin.name.is_empty());
    recorded.unwrap_or_else(|| Origin::rapi(name, digest(bytes)))
}

/// Returns the decisions to use: those of the workbook itself if the program wrote it, else those of the
/// earlier result, together with that result. An earlier result that cannot be read gives a remark.
fn collect_decisions(
    checked: &Checked,
    options: &Options,
    earlier: Option<EarlierResult<'_>>,
) -> (FoundDecisions, Option<Book>) {
    if own::is_own_book(&checked.book) {
        return (decisions::read_decisions(&checked.book), None);
    }
    let Some(earlier) = earlier else { return (FoundDecisions::default(), None) };
    match read::read(earlier.bytes, &options.limits) {
        Ok(book) => {
            let mut found = decisions::read_decisions(&book);
            found.decisions = with_day(found.decisions, earlier.saved);
            (found, Some(book))
        }
        Err(why) => {
            let remarks = vec![Message::new("decision.unreadable").with("why", why.message())];
            (FoundDecisions { remarks, ..FoundDecisions::default() }, None)
        }
    }
}

/// Sets the day of each decision: the day that an earlier run recorded, else the day on which the result was
/// saved.
fn with_day(mut decisions: Vec<Decision>, saved: Option<&str>) -> Vec<Decision> {
    for decision in &mut decisions {
        decision.day = decision.day.take().or_else(|| saved.map(str::to_owned));
    }
    decisions
}

/// Returns the figures that a person changed in the tables of the earlier result. If the workbook has changed
/// since, or if another version of the program wrote the result, a difference need not be an edit. Then no
/// edit is used, and a remark says why.
///
/// # Errors
/// Returns an error if the result for comparison cannot be written or read.
fn collect_edits(
    input: &Input<'_>,
    checked: &Checked,
    found: &FoundDecisions,
    (earlier, was): (EarlierResult<'_>, &Book),
) -> Result<Edits, Error> {
    let Options { limits, .. } = input.options;
    let mut books = Vec::new();
    for found in [&FoundDecisions::default(), found] {
        let attempt = Attempt::new(checked, found, &Withdrawn::default(), input.options);
        let rapi = attempt.write(input, &attempt.remaining)?;
        if rapi == earlier.bytes {
            return Ok(Edits::default());
        }
        books.push(read::read(&rapi, limits)?);
    }
    let books: Vec<&Book> = books.iter().collect();
    let sources = rapi::cell_sources(&checked.book, &checked.renja);
    let mut edits = decisions::find_edits(was, &books, &sources, &checked.renja);
    let recorded = read::read_origin(Cursor::new(earlier.bytes)).or_else(|| own::marked_origin(was));
    let is_same = recorded.is_some_and(|origin| origin.digest == digest(input.bytes));
    let is_any = !edits.decisions.is_empty() || !edits.remarks.is_empty();
    if is_any && !is_same {
        edits = Edits { decisions: Vec::new(), remarks: vec![Message::new("decision.edit_other")] };
    } else if is_any && !own::is_of_this_version(was) {
        edits = Edits { decisions: Vec::new(), remarks: vec![Message::new("decision.edit_version")] };
    }
    Ok(edits)
}

/// Corrections that were taken back after a result was read again.
#[derive(Default)]
struct Withdrawn {
    /// The refused decisions by their index, with the reason.
    decisions: BTreeMap<usize, Refusal>,
    /// Cells that the program must leave alone.
    cells: BTreeSet<CellRef>,
    /// The program's corrections to these cells.
    program_corrections: Vec<Applied>,
}

impl Withdrawn {
    /// Takes back the corrections that made figures wrong. Returns false if there was nothing left to take
    /// back.
    fn take_back(&mut self, attempt: &Attempt<'_>, wrong: Vec<(usize, Refusal)>) -> bool {
        let before = (self.decisions.len(), self.cells.len());
        for (place, refusal) in wrong {
            let Some(applied) = attempt.applied.get(place) else { continue };
            match applied.by {
                DecidedBy::Person(line) => drop(self.decisions.entry(line).or_insert(refusal)),
                // Two new errors may come from the same correction.
                DecidedBy::Program if self.program_corrections.contains(applied) => {}
                DecidedBy::Program => {
                    self.cells.extend(applied.changes.iter().map(|change| change.at));
                    self.program_corrections.push(applied.clone());
                }
            }
        }
        before != (self.decisions.len(), self.cells.len())
    }
}

/// A workbook with all corrections applied, except those that were taken back.
struct Attempt<'a> {
    checked: &'a Checked,
    /// The corrected plan. `None` if nothing had to be corrected, so that a plan of a hundred thousand rows
    /// is not copied in vain.
    renja: Option<Renja>,
    /// The corrected workbook. `None` if no cell differs.
    book: Option<Book>,
    /// The corrections that were applied.
    applied: Vec<Applied>,
    /// Corrections by the program that raised a finding.
    taken_back: Vec<Applied>,
    /// The decisions with their outcomes.
    outcomes: Vec<ResolvedDecision>,
    /// The cells that differ from the input.
    written: Vec<CellWrite>,
    /// The findings that remain.
    remaining: Vec<Finding>,
    /// The relations that must hold in the corrected workbook. Empty if no cell differs from the input.
    relations: Vec<Relation>,
}

impl<'a> Attempt<'a> {
    /// Decides, corrects and checks again, without what was withdrawn.
    fn new(checked: &'a Checked, found: &FoundDecisions, withdrawn: &Withdrawn, options: &Options) -> Self {
        let Checked { book, renja, findings, cases, .. } = checked;
        let asked = DecisionContext { book, renja, findings, cases };
        let mut decided = decisions::decide(found.decisions.clone(), asked, &withdrawn.decisions);
        decided.locked.extend(withdrawn.cells.iter().copied());
        let (corrected, applied, taken_back) = settle(checked, &decided, options);
        let changes: Vec<Change> = applied.iter().flat_map(|one| &one.changes).cloned().collect();
        let written = correct::cell_writes(book, renja, &changes);
        let corrected_book = (!written.is_empty()).then(|| {
            let mut book = book.clone();
            correct::apply_to_cells(&mut book, &written);
            book
        });
        let (remaining, relations) = match &corrected_book {
            Some(book) => {
                let (checked, _) = check_with_exceptions(corrected.as_ref().unwrap_or(renja), book, options);
                (checked.findings, checked.relations)
            }
            None => (findings.clone(), Vec::new()),
        };
        let lines = decided.outcomes;
        Self {
            checked,
            renja: corrected,
            book: corrected_book,
            applied,
            taken_back,
            outcomes: lines,
            written,
            remaining,
            relations,
        }
    }

    /// Writes the new workbook. `remaining` holds the findings that remain.
    fn write(&self, input: &Input<'_>, remaining: &[Finding]) -> Result<Vec<u8>, WriteError> {
        rapi::write(&self.document(input, remaining, &rule_titles(input.options)))
    }

    /// Returns the lines of the findings' sheet.
    fn lines(&self, input: &Input<'_>) -> Vec<TemuanLine> {
        rapi::temuan::lines(&self.document(input, &self.remaining, &rule_titles(input.options)))
    }

    /// Returns the content of the new workbook. `remaining` holds the findings that remain.
    fn document<'d>(
        &'d self,
        input: &'d Input<'_>,
        remaining: &'d [Finding],
        rules: &'d [(&'static str, &'static str)],
    ) -> Document<'d> {
        let Input { name, origin, options, .. } = input;
        let checked = self.checked;
        Document {
            name,
            origin,
            book: self.book.as_ref().unwrap_or(&checked.book),
            renja: self.renja.as_ref().unwrap_or(&checked.renja),
            findings: &checked.findings,
            remaining,
            coverage: &checked.coverage,
            tested: &checked.tested,
            silenced: checked.exception_outcome.silenced,
            cases: &checked.cases,
            applied: &self.applied,
            decided: &self.outcomes,
            rules,
            lang: options.lang,
            paper: options.paper,
        }
    }

    /// Returns the patches for the user's own workbook: each corrected cell with a comment, and each formula
    /// that follows with its new result.
    fn patches(&self, options: &Options) -> Vec<Patch> {
        let changes: Vec<(&Applied, &Change)> =
            self.applied.iter().flat_map(|one| one.changes.iter().map(move |change| (one, change))).collect();
        let mut patches: IndexMap<CellRef, Patch> = IndexMap::new();
        for CellWrite { at, to, change } in &self.written {
            let note = change.and_then(|place| changes.get(place)).map(|(one, change)| {
                let from = match &change.from {
                    Some(value) => Arg::Value(value.clone()),
                    None => Arg::Message(Message::new("koreksi.kosong")),
                };
                let key =
                    if one.rule.is_empty() { "koreksi.catatan_tanpa_aturan" } else { "koreksi.catatan" };
                Message::new(key)
                    .with("from", from)
                    .with("to", change.to.clone())
                    .with("rule", one.rule)
                    .with("reason", one.reason.clone())
                    .say(options.lang)
            });
            let patch = Patch {
                sheet: self.checked.renja.sheet_name(at.sheet).to_owned(),
                row: at.row,
                column: at.column,
                to: match to {
                    correct::NewContent::Value(value) => NewContent::Value(value.clone()),
                    correct::NewContent::Formula(formula, value) => {
                        NewContent::Formula(formula.clone(), value.clone())
                    }
                    correct::NewContent::Result(n) => NewContent::Recalculated(*n),
                },
                note: note.unwrap_or_default(),
            };
            patches.insert(*at, patch);
        }
        patches.into_values().collect()
    }

    /// Returns the corrections that make a figure wrong in one of the results, by their index, each with the
    /// refusal that names this figure.
    fn wrong_corrections(
        &self,
        koreksi: Option<&Checked>,
        rapi: &[u8],
        options: &Options,
    ) -> Vec<(usize, Refusal)> {
        let mut wrong = Vec::new();
        // A relation may have failed before without a finding of its own, since one finding stands for a
        // column and its copy.
        let known: BTreeSet<(&str, CellRef)> = self.checked.findings.iter().map(|f| (f.rule, f.at)).collect();
        let broken: BTreeSet<CellRef> = self
            .checked
            .relations
            .iter()
            .chain(&self.checked.consequences)
            .filter(|relation| !relation.holds())
            .map(|relation| relation.result.at)
            .collect();
        let changed: BTreeSet<CellRef> = self.written.iter().map(|written| written.at).collect();
        for finding in koreksi.into_iter().flat_map(|checked| &checked.findings) {
            // A correction can make all tables but one agree, so that the remaining one is reported as
            // different. That is not the fault of the corrected cell.
            let elsewhere = finding.rule.starts_with("LNT") && !changed.contains(&finding.at);
            let is_known = known.contains(&(finding.rule, finding.at)) || broken.contains(&finding.at);
            if is_error(finding) && !is_known && !elsewhere {
                let place = self.checked.renja.cell_name(finding.at);
                let cells: BTreeSet<CellRef> =
                    finding.related.iter().map(|related| related.at).chain([finding.at]).collect();
                self.blame(&mut wrong, finding, &place, |change| cells.contains(&change.at));
            }
        }
        let Ok(set_anew) = check(rapi, options) else { return wrong };
        let said = |finding: &Finding| (finding.rule, fold(&finding.item));
        let corrected = koreksi.map_or(&self.remaining, |checked| &checked.findings);
        let known: BTreeSet<(&str, String)> =
            self.checked.findings.iter().chain(corrected).map(said).collect();
        for finding in set_anew.findings.iter().filter(|finding| is_error(finding)) {
            let (rule, item) = said(finding);
            if !rule.starts_with("LNT") && !known.contains(&(rule, item.clone())) {
                let place = set_anew.renja.cell_name(finding.at);
                self.blame(&mut wrong, finding, &place, |change| fold(&change.item) == item);
            }
        }
        wrong
    }

    /// Blames the corrections for which `is_near` holds for a new error. No correction is to blame for an error elsewhere:
    /// once more sums of a table hold, its other sums are checked too, and one of them may have been wrong before.
    fn blame(
        &self,
        wrong: &mut Vec<(usize, Refusal)>,
        finding: &Finding,
        place: &str,
        is_near: impl Fn(&Change) -> bool,
    ) {
        let refusal = Refusal::BreaksOtherFigure(finding.rule.to_owned(), place.to_owned());
        let near = self.applied.iter().enumerate().filter(|(_, one)| one.changes.iter().any(&is_near));
        wrong.extend(near.map(|(place, _)| (place, refusal.clone())));
    }
}

/// Returns the codes and titles of the rules, in the language of the run.
fn rule_titles(options: &Options) -> Vec<(&'static str, &'static str)> {
    crate::check::rules().iter().map(|rule| (rule.code, rule.title(options.lang))).collect()
}

fn is_error(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}

/// Returns the corrected plan, what was applied and what was taken back. The plan is `None` if nothing is to
/// be corrected.
fn settle(
    checked: &Checked,
    decided: &Decisions,
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
            let (crate::check::Checked { relations, findings, .. }, _) =
                check_with_exceptions(renja, &checked.book, options);
            (relations, findings)
        },
    );
    (Some(renja), applied, taken_back)
}
