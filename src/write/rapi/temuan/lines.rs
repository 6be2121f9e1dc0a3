//! Writes the lines of the sheet: cases, their proposals and other findings, notes, and decisions without a
//! finding.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle};

use super::super::canvas::{Canvas, Content, a1, narrow};
use super::super::plan::Plan;
use super::super::style::{self, Align, Look};
use super::super::{Document, WriteError};
use super::columns::{HEAD_ROW, column, first_hidden};
use super::figures::{difference, figure};
use super::listing::{Entry, Listing, Standing};
use super::parts::{became, blanks, choices, numbered, status_key, technical, written};
use super::proposals::{self, letter};
use super::words::{severity_key, severity_sign};
use crate::model::own::ACCEPT;
use crate::model::{Case, CellRef, Decided, Finding, Key, Outcome, Proposal, Value};

/// Number of a case's first proposal within the case, in ten thousandths. All lines of a case are numbered,
/// so that sorting by number restores their order.
const PROPOSALS: u32 = 1;
/// Number of a case's first other finding.
const OTHERS: u32 = 1_000;
/// Largest number within a case.
const LAST: u32 = 9_999;

/// Writes lines one below the other.
pub struct Lines<'a> {
    pub document: &'a Document<'a>,
    pub plan: &'a Plan<'a>,
    pub listing: &'a Listing<'a>,
    /// The next free row.
    pub row: u32,
    /// Room for the text of a proposal's line, in characters.
    room: f64,
    /// The decisions that have been written, by their index.
    shown: BTreeSet<usize>,
}

/// The role of a finding's line.
#[derive(Clone, Copy)]
enum Part {
    /// The first line of the case with this number; decisions are made here.
    Lead(usize),
    /// Another finding of the case with this number, with its number within the case.
    Other(usize, u32),
    /// A finding that only informs.
    Note,
}

impl Part {
    /// Returns the look of the line's cells; the first line of a case differs from those below.
    fn look(self) -> Look {
        match self {
            Self::Lead(_) => Look::LIST.fill(style::PALE),
            Self::Other(..) | Self::Note => Look::LIST,
        }
    }
}

impl<'a> Lines<'a> {
    /// Builds a writer that begins below the headers. `widths` are those of the visible columns.
    pub fn new(
        document: &'a Document<'a>,
        plan: &'a Plan<'a>,
        listing: &'a Listing<'a>,
        widths: &[f64],
    ) -> Self {
        let (from, to) = (column("uraian"), column("sel"));
        let room = (0u32..).zip(widths).filter(|(place, _)| (from..to).contains(place)).map(|(_, w)| w).sum();
        Self { document, plan, listing, row: HEAD_ROW + 1, room, shown: BTreeSet::new() }
    }

    /// Writes a case with its proposals and its other findings.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn entry(&mut self, canvas: &mut Canvas, number: usize, entry: &Entry) -> Result<(), WriteError> {
        let case = entry.case.and_then(|case| self.document.cases.get(case));
        self.finding(canvas, entry.lead, case, Part::Lead(number))?;
        for (rank, proposal) in case.map_or(&[][..], |case| &case.proposals).iter().enumerate() {
            self.proposal(canvas, number, entry.lead, case, (rank, proposal))?;
        }
        for (place, other) in (OTHERS..=LAST).chain(std::iter::repeat(LAST)).zip(&entry.others) {
            self.finding(canvas, *other, case, Part::Other(number, place))?;
        }
        Ok(())
    }

    /// Writes a finding that only informs.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn note(&mut self, canvas: &mut Canvas, place: usize) -> Result<(), WriteError> {
        self.finding(canvas, place, None, Part::Note)
    }

    /// Writes the line of a finding.
    fn finding(
        &mut self,
        canvas: &mut Canvas,
        place: usize,
        case: Option<&Case>,
        part: Part,
    ) -> Result<(), WriteError> {
        let Some(finding) = self.document.findings.get(place) else { return Ok(()) };
        let row = self.row;
        let list = part.look();
        let center = list.align(Align::Center);
        match part {
            Part::Lead(number) => numbered(canvas, row, (number, 0), "0", &center.bold())?,
            Part::Other(number, within) => {
                numbered(canvas, row, (number, within), "\"·\"", &center.ink(style::MUTED))?;
            }
            Part::Note => canvas.put(row, column("nomor"), &Content::Blank, &list)?,
        }
        self.decision(canvas, place, case, part)?;
        self.standing(canvas, self.listing.standing(place), &list)?;
        let description = match (case, part) {
            (Some(case), Part::Lead(_)) => explanation(self.document, case, finding),
            _ => finding.message.say(self.document.lang),
        };
        canvas.text(row, column("uraian"), &description, &list)?;
        let severity = self.document.say(severity_key(finding.severity));
        let severity = format!("{} {severity}", severity_sign(finding.severity));
        canvas.text(row, column("sifat"), &severity, &list.bold().severity(finding.severity))?;
        self.figures(canvas, finding, &list.right())?;
        self.link(canvas, finding.at, &list)?;
        canvas.text(row, column("aturan"), finding.rule, &list.bold())?;
        technical(canvas, row, &self.key(finding), self.shown_here(place, None), None)?;
        self.row += 1;
        Ok(())
    }

    /// Writes the address of the cell in the source file, with a link to its place in this workbook.
    fn link(&self, canvas: &mut Canvas, at: CellRef, look: &Look) -> Result<(), WriteError> {
        let text = self.document.renja.place(at);
        match self.plan.find(at) {
            Some(target) => canvas.put(self.row, column("sel"), &Content::Link(&text, target), &look.link()),
            None => canvas.text(self.row, column("sel"), &text, look),
        }
    }

    /// Writes the stated and the computed value, and their difference as a formula.
    fn figures(&self, canvas: &mut Canvas, finding: &Finding, look: &Look) -> Result<(), WriteError> {
        let row = self.row;
        let blank = self.document.say("rapi.kosong");
        match &finding.stated {
            None if finding.computed.is_some() => {
                let look = Look { italic: true, ..look.ink(style::MUTED) };
                canvas.text(row, column("tertulis"), &blank, &look)?;
            }
            stated => figure(canvas, row, column("tertulis"), stated.as_ref(), look)?,
        }
        figure(canvas, row, column("hasil"), finding.computed.as_ref(), look)?;
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
    fn decided_here(&self, place: usize, rank: Option<usize>) -> Option<(usize, &'a Decided)> {
        self.listing.decided(place).find(|(_, decided)| decided.decision.proposal == rank)
    }

    fn shown_here(&self, place: usize, rank: Option<usize>) -> Option<&'a Decided> {
        self.decided_here(place, rank).map(|(_, decided)| decided)
    }

    /// Writes the cells that a person fills in. A case is decided on its first line or beside a proposal.
    fn decision(
        &mut self,
        canvas: &mut Canvas,
        place: usize,
        case: Option<&Case>,
        part: Part,
    ) -> Result<(), WriteError> {
        let row = self.row;
        let leads = matches!(part, Part::Lead(_));
        if let Some((line, decided)) = self.decided_here(place, None) {
            self.shown.insert(line);
            written(canvas, row, decided)?;
        } else {
            let look = if leads && case.is_some() { Look::INPUT } else { Look::LIST };
            blanks(canvas, row, &look)?;
            if matches!(part, Part::Other(..)) {
                let look = Look { italic: true, ..Look::LIST.ink(style::MUTED).align(Align::Center) };
                canvas.text(row, column("keputusan"), "↑", &look)?;
            }
        }
        match case.filter(|_| leads) {
            Some(case) => self.offer(canvas, &choices(case)),
            None => Ok(()),
        }
    }

    /// Adds the drop-down list of a decision. Other words are accepted after a warning.
    fn offer(&self, canvas: &mut Canvas, choices: &[String]) -> Result<(), WriteError> {
        let validation = DataValidation::new()
            .allow_list_strings(&choices.iter().map(String::as_str).collect::<Vec<_>>())?
            .set_error_title(self.document.say("rapi.temuan.salah_judul"))?
            .set_error_message(self.document.say("rapi.temuan.salah_isi"))?
            .set_error_style(DataValidationErrorStyle::Warning);
        let at = narrow(column("keputusan"))?;
        canvas.sheet.add_data_validation(self.row, at, self.row, at, &validation)?;
        Ok(())
    }

    /// Writes the line of a proposal; its text runs on over the columns of figures.
    fn proposal(
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
        let within = (PROPOSALS..OTHERS).nth(rank).unwrap_or(OTHERS);
        let name = if count > 1 { letter(rank) } else { "→".to_owned() };
        numbered(canvas, row, (number, within), &format!("\"{name}\""), &faint.align(Align::Center))?;
        let here = self.decided_here(lead, Some(rank));
        if let Some((line, decided)) = here {
            self.shown.insert(line);
            written(canvas, row, decided)?;
        } else {
            blanks(canvas, row, &list)?;
            canvas.put(row, column("keputusan"), &Content::Blank, &Look::INPUT)?;
        }
        self.offer(canvas, &[ACCEPT.to_owned()])?;
        match here.filter(|(_, decided)| decided.outcome != Outcome::Noted) {
            Some((_, decided)) => self.outcome(canvas, decided)?,
            // Show the status of the case, so that a filter keeps its lines together.
            None => self.standing_faintly(canvas, self.listing.standing(lead))?,
        }
        let look = Look { indent: 1, ..list.align(Align::Left).single_line() };
        let line = proposals::line(self.document, (rank, count), proposal, self.room, &look);
        canvas.text(row, column("uraian"), &line.text, &look)?;
        if let Some(more) = &line.more {
            canvas.note(row, column("uraian"), more)?;
        }
        for key in ["sifat", "tertulis", "hasil", "selisih"] {
            canvas.put(row, column(key), &Content::Blank, &list)?;
        }
        canvas.text(row, column("sel"), &self.document.renja.place(finding.at), &faint)?;
        canvas.text(row, column("aturan"), finding.rule, &faint)?;
        technical(canvas, row, &self.key(finding), here.map(|(_, decided)| decided), Some(rank))?;
        self.row += 1;
        Ok(())
    }

    /// Writes the decisions that no line shows, as they are in the earlier result: they match no finding, or
    /// another decision is on that line.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn lost(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let list = Look::LIST.ink(style::MUTED);
        for (place, decided) in self.document.decided.iter().enumerate() {
            if decided.decision.edit.is_some() || self.shown.contains(&place) {
                continue;
            }
            for place in 0..first_hidden() {
                canvas.put(self.row, place, &Content::Blank, &list)?;
            }
            let Key { rule, item, stated, sheet, cell } = &decided.decision.key;
            let of_proposal = decided.decision.proposal.map(|rank| format!("{}: ", letter(rank)));
            let item = format!("{}{item}", of_proposal.unwrap_or_default());
            let at = format!("{sheet} {cell}");
            let texts = [
                ("aturan", rule.as_str()),
                ("sel", at.trim()),
                ("uraian", &item),
                ("tertulis", stated.as_deref().unwrap_or_default()),
            ];
            for (key, text) in texts {
                canvas.text(self.row, column(key), text, &list)?;
            }
            written(canvas, self.row, decided)?;
            self.outcome(canvas, decided)?;
            let rank = decided.decision.proposal;
            technical(canvas, self.row, &decided.decision.key, Some(decided), rank)?;
            self.row += 1;
        }
        Ok(())
    }

    /// Writes what became of a decision.
    fn outcome(&self, canvas: &mut Canvas, decided: &Decided) -> Result<(), WriteError> {
        let text = became(&decided.outcome).map_or_else(String::new, |text| text.say(self.document.lang));
        let look = match &decided.outcome {
            Outcome::Noted => Look::LIST,
            Outcome::Applied => Look::LIST.fill(style::GREEN_FILL).ink(style::GREEN).bold(),
            Outcome::Refused => Look::LIST.fill(style::SLATE_FILL).ink(style::MUTED).bold(),
            Outcome::Later => Look::LIST.fill(style::AMBER_FILL).ink(style::AMBER).bold(),
            Outcome::Unused(_) => Look::LIST.fill(style::RED_FILL).ink(style::RED),
        };
        canvas.text(self.row, column("status"), &text, &look)
    }

    /// Writes the status of a finding.
    fn standing(&self, canvas: &mut Canvas, standing: Standing<'_>, look: &Look) -> Result<(), WriteError> {
        let look = match standing {
            Standing::Decided(decided) => return self.outcome(canvas, decided),
            Standing::ByProgram => look.fill(style::GREEN_FILL).ink(style::GREEN).bold(),
            Standing::Waiting | Standing::Look => *look,
            Standing::Note => look.ink(style::MUTED),
        };
        canvas.text(self.row, column("status"), &self.document.say(status_key(standing)), &look)
    }

    /// Writes the status of a case on a proposal's line, in a muted colour.
    fn standing_faintly(&self, canvas: &mut Canvas, standing: Standing<'_>) -> Result<(), WriteError> {
        let text = match standing {
            // The line of the chosen proposal itself says which one was applied.
            Standing::Decided(Decided { outcome: Outcome::Applied, .. }) => String::new(),
            standing => self.document.say(status_key(standing)),
        };
        canvas.text(self.row, column("status"), &text, &Look::LIST.ink(style::MUTED).single_line())
    }

    /// Returns the key by which the next run recognizes the finding.
    fn key(&self, finding: &Finding) -> Key {
        Key {
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
