//! Writes the lines of the sheet: cases, their proposals and other findings, notes, and decisions without a
//! finding.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle};

use super::super::canvas::{Canvas, Content, a1, library_column};
use super::super::plan::Plan;
use super::super::style::{self, Align, Look};
use super::super::{Document, WriteError};
use super::columns::{HEAD_ROW, column, first_hidden_column};
use super::figures::{difference, write_figure};
use super::listing::{Entry, FindingStatus, Listing};
use super::parts::{
    choices, outcome_message, status_key, write_blank_decision, write_decision_cells, write_hidden_cells,
    write_number,
};
use super::proposals::{self, proposal_letter};
use super::words::{severity_key, severity_sign};
use crate::model::own::WORD_ACCEPT;
use crate::model::{Case, CellRef, Finding, FindingKey, Outcome, Proposal, ResolvedDecision, Value};

/// Number of a case's first proposal within the case, in ten thousandths. All lines of a case are numbered,
/// so that sorting by number restores their order.
const FIRST_PROPOSAL_NUMBER: u32 = 1;
/// Number of a case's first other finding.
const FIRST_OTHER_NUMBER: u32 = 1_000;
/// Largest number within a case.
const MAX_NUMBER_IN_CASE: u32 = 9_999;

/// Writes lines one below the other.
pub struct LineWriter<'a> {
    pub document: &'a Document<'a>,
    pub plan: &'a Plan<'a>,
    pub listing: &'a Listing<'a>,
    /// The next free row.
    pub row: u32,
    /// Room for the text of a proposal's line, in characters.
    room: f64,
    /// The decisions that have been written, by their index.
    written_decisions: BTreeSet<usize>,
}

/// The role of a finding's line.
#[derive(Clone, Copy)]
enum LineRole {
    /// The first line of the case with this number; decisions are made here.
    Lead(usize),
    /// Another finding of the case with this number, with its number within the case.
    Other(usize, u32),
    /// A finding that only informs.
    Note,
}

impl LineRole {
    /// Returns the look of the line's cells; the first line of a case differs from those below.
    fn look(self) -> Look {
        match self {
            Self::Lead(_) => Look::LIST.fill(style::PALE),
            Self::Other(..) | Self::Note => Look::LIST,
        }
    }
}

impl<'a> LineWriter<'a> {
    /// Builds a writer that begins below the headers. `widths` are those of the visible columns.
    pub fn new(
        document: &'a Document<'a>,
        plan: &'a Plan<'a>,
        listing: &'a Listing<'a>,
        widths: &[f64],
    ) -> Self {
        let (from, to) = (column("uraian"), column("sel"));
        let room = (0u32..).zip(widths).filter(|(place, _)| (from..to).contains(place)).map(|(_, w)| w).sum();
        Self { document, plan, listing, row: HEAD_ROW + 1, room, written_decisions: BTreeSet::new() }
    }

    /// Writes a case with its proposals and its other findings.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn write_entry(
        &mut self,
        canvas: &mut Canvas,
        number: usize,
        entry: &Entry,
    ) -> Result<(), WriteError> {
        let case = entry.case.and_then(|case| self.document.cases.get(case));
        self.write_finding(canvas, entry.lead, case, LineRole::Lead(number))?;
        for (rank, proposal) in case.map_or(&[][..], |case| &case.proposals).iter().enumerate() {
            self.write_proposal(canvas, number, entry.lead, case, (rank, proposal))?;
        }
        for (place, other) in (FIRST_OTHER_NUMBER..=MAX_NUMBER_IN_CASE)
            .chain(std::iter::repeat(MAX_NUMBER_IN_CASE))
            .zip(&entry.others)
        {
            self.write_finding(canvas, *other, case, LineRole::Other(number, place))?;
        }
        Ok(())
    }

    /// Writes a finding that only informs.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn write_note(&mut self, canvas: &mut Canvas, place: usize) -> Result<(), WriteError> {
        self.write_finding(canvas, place, None, LineRole::Note)
    }

    /// Writes the line of a finding.
    fn write_finding(
        &mut self,
        canvas: &mut Canvas,
        place: usize,
        case: Option<&Case>,
        part: LineRole,
    ) -> Result<(), WriteError> {
        let Some(finding) = self.document.findings.get(place) else { return Ok(()) };
        let row = self.row;
        let list = part.look();
        let center = list.align(Align::Center);
        match part {
            LineRole::Lead(number) => write_number(canvas, row, (number, 0), "0", &center.bold())?,
            LineRole::Other(number, within) => {
                write_number(canvas, row, (number, within), "\"·\"", &center.ink(style::MUTED))?;
            }
            LineRole::Note => canvas.put(row, column("nomor"), &Content::Blank, &list)?,
        }
        self.write_decision(canvas, place, case, part)?;
        self.write_status(canvas, self.listing.status_of(place), &list)?;
        let description = match (case, part) {
            (Some(case), LineRole::Lead(_)) => explanation(self.document, case, finding),
            _ => finding.message.say(self.document.lang),
        };
        canvas.put_text(row, column("uraian"), &description, &list)?;
        let severity = self.document.say(severity_key(finding.severity));
        let severity = format!("{} {severity}", severity_sign(finding.severity));
        canvas.put_text(row, column("sifat"), &severity, &list.bold().severity(finding.severity))?;
        self.write_figures(canvas, finding, &list.right())?;
        self.write_link(canvas, finding.at, &list)?;
        canvas.put_text(row, column("aturan"), finding.rule, &list.bold())?;
        write_hidden_cells(
            canvas,
            row,
            &self.finding_key(finding),
            self.decision_on_line(place, None),
            None,
        )?;
        self.row += 1;
        Ok(())
    }

    /// Writes the address of the cell in the source file, with a link to its place in this workbook.
    fn write_link(&self, canvas: &mut Canvas, at: CellRef, look: &Look) -> Result<(), WriteError> {
        let text = self.document.renja.cell_name(at);
        match self.plan.find(at) {
            Some(target) => canvas.put(self.row, column("sel"), &Content::Link(&text, target), &look.link()),
            None => canvas.put_text(self.row, column("sel"), &text, look),
        }
    }

    /// Writes the stated and the computed value, and their difference as a formula.
    fn write_figures(&self, canvas: &mut Canvas, finding: &Finding, look: &Look) -> Result<(), WriteError> {
        let row = self.row;
        let blank = self.document.say("rapi.kosong");
        match &finding.stated {
            None if finding.computed.is_some() => {
                let look = Look { italic: true, ..look.ink(style::MUTED) };
                canvas.put_text(row, column("tertulis"), &blank, &look)?;
            }
            stated => write_figure(canvas, row, column("tertulis"), stated.as_ref(), look)?,
        }
        write_figure(canvas, row, column("hasil"), finding.computed.as_ref(), look)?;
        match difference(finding) {
            Some((difference, format)) => {
                let code = format!("{}-{}", a1(row, column("tertulis")), a1(row, column("hasil")));
                let content = Content::Formula(code, difference, &format);
                canvas.put(row, column("selisih"), &content, &look.bold().single_line())
            }
            None => canvas.put(row, column("selisih"), &Content::Blank, look),
        }
    }

    /// Returns the decision on a finding's line (`rank` is `None`) or on the line of one of the case's
    /// proposals, with its index.
    fn decision_with_index(
        &self,
        place: usize,
        rank: Option<usize>,
    ) -> Option<(usize, &'a ResolvedDecision)> {
        self.listing.decisions_on(place).find(|(_, decided)| decided.decision.proposal == rank)
    }

    fn decision_on_line(&self, place: usize, rank: Option<usize>) -> Option<&'a ResolvedDecision> {
        self.decision_with_index(place, rank).map(|(_, decided)| decided)
    }

    /// Writes the cells that a person fills in. A case is decided on its first line or beside a proposal.
    fn write_decision(
        &mut self,
        canvas: &mut Canvas,
        place: usize,
        case: Option<&Case>,
        part: LineRole,
    ) -> Result<(), WriteError> {
        let row = self.row;
        let leads = matches!(part, LineRole::Lead(_));
        if let Some((line, decided)) = self.decision_with_index(place, None) {
            self.written_decisions.insert(line);
            write_decision_cells(canvas, row, decided)?;
        } else {
            let look = if leads && case.is_some() { Look::INPUT } else { Look::LIST };
            write_blank_decision(canvas, row, &look)?;
            if matches!(part, LineRole::Other(..)) {
                let look = Look { italic: true, ..Look::LIST.ink(style::MUTED).align(Align::Center) };
                canvas.put_text(row, column("keputusan"), "↑", &look)?;
            }
        }
        match case.filter(|_| leads) {
            Some(case) => self.add_choices(canvas, &choices(case)),
            None => Ok(()),
        }
    }

    /// Adds the drop-down list of a decision. Other words are accepted after a warning.
    fn add_choices(&self, canvas: &mut Canvas, choices: &[String]) -> Result<(), WriteError> {
        let validation = DataValidation::new()
            .allow_list_strings(&choices.iter().map(String::as_str).collect::<Vec<_>>())?
            .set_error_title(self.document.say("rapi.temuan.salah_judul"))?
            .set_error_message(self.document.say("rapi.temuan.salah_isi"))?
            .set_error_style(DataValidationErrorStyle::Warning);
        let at = library_column(column("keputusan"))?;
        canvas.sheet.add_data_validation(self.row, at, self.row, at, &validation)?;
        Ok(())
    }

    /// Writes the line of a proposal; its text runs on over the columns of figures.
    fn write_proposal(
        &mut self,
        canvas: &mut Canvas,
        number: usize,
        lead: usize,
        case: Option<&Case>,
        (rank, proposal): (usize, &Proposal),
    ) -> Result<(), WriteError> {
        let (Some(finding), Some(case)) = (self.document.findings.get(lead), case) else { return Ok(()) };
        let row = self.row;
        let list = Look::LIST;
        let faint = list.ink(style::MUTED);
        let count = case.proposals.len();
        let within = (FIRST_PROPOSAL_NUMBER..FIRST_OTHER_NUMBER).nth(rank).unwrap_or(FIRST_OTHER_NUMBER);
        let name = if count > 1 { proposal_letter(rank) } else { "→".to_owned() };
        write_number(canvas, row, (number, within), &format!("\"{name}\""), &faint.align(Align::Center))?;
        let here = self.decision_with_index(lead, Some(rank));
        if let Some((line, decided)) = here {
            self.written_decisions.insert(line);
            write_decision_cells(canvas, row, decided)?;
        } else {
            write_blank_decision(canvas, row, &list)?;
            canvas.put(row, column("keputusan"), &Content::Blank, &Look::INPUT)?;
        }
        self.add_choices(canvas, &[WORD_ACCEPT.to_owned()])?;
        match here.filter(|(_, decided)| decided.outcome != Outcome::Noted) {
            Some((_, decided)) => self.write_outcome(canvas, decided)?,
            // Show the status of the case, so that a filter keeps its lines together.
            None => self.write_muted_status(canvas, self.listing.status_of(lead))?,
        }
        let look = Look { indent: 1, ..list.align(Align::Left).single_line() };
        let line = proposals::describe_proposal(self.document, (rank, count), proposal, self.room, &look);
        canvas.put_text(row, column("uraian"), &line.text, &look)?;
        if let Some(more) = &line.full_text {
            canvas.add_note(row, column("uraian"), more)?;
        }
        for key in ["sifat", "tertulis", "hasil", "selisih"] {
            canvas.put(row, column(key), &Content::Blank, &list)?;
        }
        canvas.put_text(row, column("sel"), &self.document.renja.cell_name(finding.at), &faint)?;
        canvas.put_text(row, column("aturan"), finding.rule, &faint)?;
        write_hidden_cells(
            canvas,
            row,
            &self.finding_key(finding),
            here.map(|(_, decided)| decided),
            Some(rank),
        )?;
        self.row += 1;
        Ok(())
    }

    /// Writes the decisions that no line shows, as they are in the earlier result: they match no finding, or
    /// another decision is on that line.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn write_unlisted_decisions(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let list = Look::LIST.ink(style::MUTED);
        for (place, decided) in self.document.decided.iter().enumerate() {
            if decided.decision.edit.is_some() || self.written_decisions.contains(&place) {
                continue;
            }
            for place in 0..first_hidden_column() {
                canvas.put(self.row, place, &Content::Blank, &list)?;
            }
            let FindingKey { rule, item, stated, sheet, cell } = &decided.decision.key;
            let of_proposal = decided.decision.proposal.map(|rank| format!("{}: ", proposal_letter(rank)));
            let item = format!("{}{item}", of_proposal.unwrap_or_default());
            let at = format!("{sheet} {cell}");
            let texts = [
                ("aturan", rule.as_str()),
                ("sel", at.trim()),
                ("uraian", &item),
                ("tertulis", stated.as_deref().unwrap_or_default()),
            ];
            for (key, text) in texts {
                canvas.put_text(self.row, column(key), text, &list)?;
            }
            write_decision_cells(canvas, self.row, decided)?;
            self.write_outcome(canvas, decided)?;
            let rank = decided.decision.proposal;
            write_hidden_cells(canvas, self.row, &decided.decision.key, Some(decided), rank)?;
            self.row += 1;
        }
        Ok(())
    }

    /// Writes what became of a decision.
    fn write_outcome(&self, canvas: &mut Canvas, decided: &ResolvedDecision) -> Result<(), WriteError> {
        let text =
            outcome_message(&decided.outcome).map_or_else(String::new, |text| text.say(self.document.lang));
        let look = match &decided.outcome {
            Outcome::Noted => Look::LIST,
            Outcome::Applied => Look::LIST.fill(style::GREEN_FILL).ink(style::GREEN).bold(),
            Outcome::Refused => Look::LIST.fill(style::SLATE_FILL).ink(style::MUTED).bold(),
            Outcome::Postponed => Look::LIST.fill(style::AMBER_FILL).ink(style::AMBER).bold(),
            Outcome::Unused(_) => Look::LIST.fill(style::RED_FILL).ink(style::RED),
        };
        canvas.put_text(self.row, column("status"), &text, &look)
    }

    /// Writes the status of a finding.
    fn write_status(
        &self,
        canvas: &mut Canvas,
        standing: FindingStatus<'_>,
        look: &Look,
    ) -> Result<(), WriteError> {
        let look = match standing {
            FindingStatus::Decided(decided) => return self.write_outcome(canvas, decided),
            FindingStatus::CorrectedByProgram => look.fill(style::GREEN_FILL).ink(style::GREEN).bold(),
            FindingStatus::AwaitsChoice | FindingStatus::NeedsReview => *look,
            FindingStatus::Note => look.ink(style::MUTED),
        };
        canvas.put_text(self.row, column("status"), &self.document.say(status_key(standing)), &look)
    }

    /// Writes the status of a case on a proposal's line, in a muted colour.
    fn write_muted_status(&self, canvas: &mut Canvas, standing: FindingStatus<'_>) -> Result<(), WriteError> {
        let text = match standing {
            // The line of the chosen proposal itself says which one was applied.
            FindingStatus::Decided(ResolvedDecision { outcome: Outcome::Applied, .. }) => String::new(),
            standing => self.document.say(status_key(standing)),
        };
        canvas.put_text(self.row, column("status"), &text, &Look::LIST.ink(style::MUTED).single_line())
    }

    /// Returns the key by which the next run recognizes the finding.
    fn finding_key(&self, finding: &Finding) -> FindingKey {
        FindingKey {
            rule: finding.rule.to_owned(),
            item: finding.item.clone(),
            stated: finding.stated.as_ref().map(Value::plain),
            sheet: self.document.renja.sheet_name(finding.at.sheet).to_owned(),
            cell: finding.at.a1(),
        }
    }
}

/// What happened: the finding says it, and the case what it comes from, unless that says no more.
pub fn explanation(document: &Document<'_>, case: &Case, finding: &Finding) -> String {
    let says_nothing_more = matches!(
        case.explanation.key,
        "correct.cause.unequal"
            | "correct.cause.derived"
            | "correct.cause.look"
            | "correct.cause.blank"
            | "correct.cause.code_doubled"
            | "correct.cause.retyped"
    );
    let mut text = finding.message.say(document.lang);
    if says_nothing_more || case.proposals.is_empty() {
        return text;
    }
    text.push('\n');
    text.push_str(&case.explanation.say(document.lang));
    if !case.complete {
        text.push('\n');
        text.push_str(&document.say("rapi.temuan.belum_tuntas"));
    }
    text
}
