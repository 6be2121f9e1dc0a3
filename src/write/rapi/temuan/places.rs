//! Computes the lines of the findings' sheet without writing the sheet. A page shows the same list in the
//! same order, and decisions typed on the page need the row that they would have on the sheet.

use std::collections::BTreeSet;

use super::super::Document;
use super::super::style::Look;
use super::columns::HEAD_ROW;
use super::lines::explanation;
use super::listing::{Entry, FindingStatus, Listing};
use super::parts::{choices, outcome_message, status_key};
use super::proposals;
use crate::model::{Message, Outcome, display_cell};

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct TemuanLine {
    /// The row, counted from 1 as in a spreadsheet.
    pub row: u32,
    /// The number of the case. `None` for a finding that only informs.
    pub number: Option<usize>,
    /// The index of the finding in the list of findings. A proposal has the finding on the first line of its
    /// case.
    pub finding: usize,
    /// The index of the proposal in the list of the case. `None` if the line is not a proposal.
    pub proposal: Option<usize>,
    /// Whether this is the first line of its case. The case is decided there.
    pub leads: bool,
    /// The part of the list: 0 for open decisions, 1 for applied ones, 2 for findings that need no decision
    /// or whose proposals were refused.
    pub group: u8,
    /// The state of the finding or the proposal.
    pub state: LineState,
    /// The state as a sentence. `None` for a proposal that nobody decided and for a remark without a
    /// decision.
    pub status: Option<Message>,
    /// The description.
    pub text: String,
    /// The entries of the drop-down list for the decision. Empty if the line is not decided here.
    pub choices: Vec<String>,
    /// What a person wrote on this line: the word, the person's own value, and the reason. Each is empty if
    /// missing.
    pub written: [String; 3],
}

/// The state of a finding or a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// A decision or an automatic correction was applied.
    Applied,
    /// A person refused the proposals.
    Refused,
    /// A person postponed the decision.
    Later,
    /// A decision cannot be used.
    Unused,
    /// A person still has to decide.
    Open,
    /// The finding only informs.
    Note,
}

impl LineState {
    /// Returns the name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Refused => "refused",
            Self::Later => "later",
            Self::Unused => "unused",
            Self::Open => "open",
            Self::Note => "note",
        }
    }

    fn from_standing(standing: FindingStatus<'_>) -> Self {
        match standing {
            FindingStatus::Decided(decided) => Self::from_outcome(&decided.outcome),
            FindingStatus::CorrectedByProgram => Self::Applied,
            FindingStatus::AwaitsChoice | FindingStatus::NeedsReview => Self::Open,
            FindingStatus::Note => Self::Note,
        }
    }

    fn from_outcome(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Applied => Self::Applied,
            Outcome::Refused => Self::Refused,
            Outcome::Postponed => Self::Later,
            Outcome::Unused(_) => Self::Unused,
            Outcome::Noted => Self::Open,
        }
    }
}

/// Returns the lines of the findings' sheet, in its order. The lines of decisions that match no finding are
/// left out.
#[must_use]
pub fn lines(document: &Document<'_>) -> Vec<TemuanLine> {
    let listing = Listing::new(document);
    let mut lines = LineCollector { document, listing: &listing, row: HEAD_ROW + 2, lines: Vec::new() };
    for (place, entry) in listing.entries.iter().enumerate() {
        lines.push_entry(place + 1, entry);
    }
    lines.skip_unlisted_decisions();
    // A blank row separates the notes from the list.
    lines.row += 1;
    for note in &listing.notes {
        lines.push_finding(*note, None, false);
    }
    lines.lines
}

/// The lines collected so far.
struct LineCollector<'d, 'l> {
    document: &'d Document<'d>,
    listing: &'l Listing<'d>,
    /// The row of the next line, counted from 1.
    row: u32,
    lines: Vec<TemuanLine>,
}

impl LineCollector<'_, '_> {
    fn push_entry(&mut self, number: usize, entry: &Entry) {
        self.push_finding(entry.lead, Some(number), true);
        let case = entry.case.and_then(|case| self.document.cases.get(case));
        let count = case.map_or(0, |case| case.proposals.len());
        if let (Some(lead), Some(case)) = (self.lines.last_mut(), case) {
            lead.choices = choices(case);
            if let Some(finding) = self.document.findings.get(entry.lead) {
                lead.text = explanation(self.document, case, finding);
            }
        }
        for (rank, proposal) in case.map_or(&[][..], |case| &case.proposals).iter().enumerate() {
            let decided = self.listing.decisions_on(entry.lead).map(|(_, decided)| decided);
            let here = decided.filter(|decided| decided.outcome != Outcome::Noted);
            let here = here.into_iter().find(|decided| decided.decision.proposal == Some(rank));
            let standing = self.listing.status_of(entry.lead);
            let line = proposals::describe_proposal(
                self.document,
                (rank, count),
                proposal,
                f64::INFINITY,
                &Look::LIST,
            );
            self.push(TemuanLine {
                row: 0,
                number: Some(number),
                finding: entry.lead,
                proposal: Some(rank),
                leads: false,
                group: standing.group(),
                state: here.map_or(LineState::from_standing(standing), |decided| {
                    LineState::from_outcome(&decided.outcome)
                }),
                status: here.and_then(|decided| outcome_message(&decided.outcome)),
                text: line.text,
                choices: Vec::new(),
                written: self.written_cells(entry.lead, Some(rank)),
            });
        }
        for other in &entry.others {
            self.push_finding(*other, Some(number), false);
        }
    }

    fn push_finding(&mut self, place: usize, number: Option<usize>, leads: bool) {
        let Some(finding) = self.document.findings.get(place) else { return };
        let standing = self.listing.status_of(place);
        let status = match standing {
            FindingStatus::Decided(decided) => outcome_message(&decided.outcome),
            standing => Some(Message::new(status_key(standing))),
        };
        self.push(TemuanLine {
            row: 0,
            number,
            finding: place,
            proposal: None,
            leads,
            group: standing.group(),
            state: LineState::from_standing(standing),
            status,
            text: finding.message.say(self.document.lang),
            choices: Vec::new(),
            written: self.written_cells(place, None),
        });
    }

    fn written_cells(&self, finding: usize, proposal: Option<usize>) -> [String; 3] {
        let mut decided = self.listing.decisions_on(finding).map(|(_, decided)| &decided.decision);
        decided.find(|decision| decision.proposal == proposal).map_or_else(Default::default, |decision| {
            let own = decision.own_value.as_ref().map(display_cell).unwrap_or_default();
            [decision.word.clone(), own, decision.reason.clone()]
        })
    }

    fn push(&mut self, line: TemuanLine) {
        self.lines.push(TemuanLine { row: self.row, ..line });
        self.row = self.row.saturating_add(1);
    }

    /// Skips the rows that the sheet uses for decisions without a line of their own: those that match no
    /// listed line, and further decisions for the same line.
    fn skip_unlisted_decisions(&mut self) {
        let notes = self.listing.notes.iter().map(|note| (*note, None));
        let listed = self.lines.iter().map(|line| (line.finding, line.proposal)).chain(notes);
        let listed: BTreeSet<(usize, Option<usize>)> = listed.collect();
        let mut shown = BTreeSet::new();
        for decided in self.document.decided.iter().filter(|decided| decided.decision.edit.is_none()) {
            let place = decided.finding.map(|finding| (finding, decided.decision.proposal));
            let has_line = place.is_some_and(|place| listed.contains(&place) && shown.insert(place));
            self.row = self.row.saturating_add(u32::from(!has_line));
        }
    }
}
