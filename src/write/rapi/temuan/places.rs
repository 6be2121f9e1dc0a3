//! What stands on which line of the sheet, without writing it: for a page that shows the same list in the same
//! order, and for decisions that are typed there.

use std::collections::BTreeSet;

use super::super::Document;
use super::super::style::Look;
use super::columns::HEAD_ROW;
use super::lines::explanation;
use super::listing::{Entry, Listing, Standing};
use super::parts::{became, choices, status_key};
use super::proposals;
use crate::model::{Message, Outcome, shown};

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The row, as a spreadsheet counts it.
    pub row: u32,
    /// The number of the case; `None` for a finding that only informs.
    pub number: Option<usize>,
    /// The finding, by its place in the list. That of a proposal is the one on the first line of its case.
    pub finding: usize,
    /// The proposal, by its place in the list of the case, from 0.
    pub proposal: Option<usize>,
    /// Whether this is the first line of its case, where the case is decided.
    pub leads: bool,
    /// The part of the list: 0 for an open decision, 1 for what was applied, 2 for what is known.
    pub group: u8,
    /// What became of the finding or the proposal.
    pub state: State,
    /// The same in a sentence; empty for a proposal on which nobody decided.
    pub status: Option<Message>,
    /// The description.
    pub text: String,
    /// What the drop-down list of the decision offers.
    pub choices: Vec<String>,
    /// What a person wrote here: the word, the value of one's own, the reason.
    pub written: [String; 3],
}

/// What became of a finding, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A decision or a correction was applied.
    Applied,
    /// A person refused the proposals.
    Refused,
    /// A person put the decision off.
    Later,
    /// A decision cannot be used.
    Unused,
    /// A person is to decide.
    Open,
    /// It only informs.
    Note,
}

impl State {
    /// The name in the reports.
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

    fn of(standing: Standing<'_>) -> Self {
        match standing {
            Standing::Decided(decided) => Self::became(&decided.outcome),
            Standing::ByProgram => Self::Applied,
            Standing::Waiting | Standing::Look => Self::Open,
            Standing::Note => Self::Note,
        }
    }

    fn became(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Applied => Self::Applied,
            Outcome::Refused => Self::Refused,
            Outcome::Later => Self::Later,
            Outcome::Unused(_) => Self::Unused,
            Outcome::Noted => Self::Open,
        }
    }
}

/// The lines of the findings' sheet, in its order. Decisions that match no finding are not among them.
#[must_use]
pub fn lines(document: &Document<'_>) -> Vec<Line> {
    let listing = Listing::new(document);
    let mut lines = Places { document, listing: &listing, row: HEAD_ROW + 2, lines: Vec::new() };
    for (place, entry) in listing.entries.iter().enumerate() {
        lines.entry(place + 1, entry);
    }
    lines.skip_lost();
    // A blank row parts the notes from the list.
    lines.row += 1;
    for note in &listing.notes {
        lines.finding(*note, None, false);
    }
    lines.lines
}

struct Places<'d, 'l> {
    document: &'d Document<'d>,
    listing: &'l Listing<'d>,
    row: u32,
    lines: Vec<Line>,
}

impl Places<'_, '_> {
    fn entry(&mut self, number: usize, entry: &Entry) {
        self.finding(entry.lead, Some(number), true);
        let case = entry.case.and_then(|case| self.document.cases.get(case));
        let count = case.map_or(0, |case| case.proposals.len());
        if let (Some(lead), Some(case)) = (self.lines.last_mut(), case) {
            lead.choices = choices(case);
            if let Some(finding) = self.document.findings.get(entry.lead) {
                lead.text = explanation(self.document, case, finding);
            }
        }
        for (rank, proposal) in case.map_or(&[][..], |case| &case.proposals).iter().enumerate() {
            let decided = self.listing.decided(entry.lead).map(|(_, decided)| decided);
            let here = decided.filter(|decided| decided.outcome != Outcome::Noted);
            let here = here.into_iter().find(|decided| decided.decision.proposal == Some(rank));
            let standing = self.listing.standing(entry.lead);
            let line = proposals::line(self.document, (rank, count), proposal, f64::INFINITY, &Look::LIST);
            self.push(Line {
                row: 0,
                number: Some(number),
                finding: entry.lead,
                proposal: Some(rank),
                leads: false,
                group: standing.group(),
                state: here.map_or(State::of(standing), |decided| State::became(&decided.outcome)),
                status: here.and_then(|decided| became(&decided.outcome)),
                text: line.text,
                choices: Vec::new(),
                written: self.written(entry.lead, Some(rank)),
            });
        }
        for other in &entry.others {
            self.finding(*other, Some(number), false);
        }
    }

    fn finding(&mut self, place: usize, number: Option<usize>, leads: bool) {
        let Some(finding) = self.document.findings.get(place) else { return };
        let standing = self.listing.standing(place);
        let status = match standing {
            Standing::Decided(decided) => became(&decided.outcome),
            standing => Some(Message::new(status_key(standing))),
        };
        self.push(Line {
            row: 0,
            number,
            finding: place,
            proposal: None,
            leads,
            group: standing.group(),
            state: State::of(standing),
            status,
            text: finding.message.say(self.document.lang),
            choices: Vec::new(),
            written: self.written(place, None),
        });
    }

    fn written(&self, finding: usize, proposal: Option<usize>) -> [String; 3] {
        let mut decided = self.listing.decided(finding).map(|(_, decided)| &decided.decision);
        decided.find(|decision| decision.proposal == proposal).map_or_else(Default::default, |decision| {
            let own = decision.own.as_ref().map(shown).unwrap_or_default();
            [decision.word.clone(), own, decision.reason.clone()]
        })
    }

    fn push(&mut self, line: Line) {
        self.lines.push(Line { row: self.row, ..line });
        self.row = self.row.saturating_add(1);
    }

    /// Leaves the rows that decisions take for which no line has a place.
    fn skip_lost(&mut self) {
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
