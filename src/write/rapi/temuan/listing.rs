//! Puts the cases in their order, and tells what became of each finding.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::super::Document;
use crate::model::{Case, DecidedBy, Finding, Outcome, ResolvedDecision, Severity, Value};

/// The cases and findings of a document, as they are listed.
pub struct Listing<'a> {
    document: &'a Document<'a>,
    /// Index of each finding's case; `None` if it belongs to none.
    case_of_finding: Vec<Option<usize>>,
    /// The cases, most important first.
    pub entries: Vec<Entry>,
    /// Indices of the findings that only inform and on which nobody wrote anything.
    pub notes: Vec<usize>,
}

/// A case, or a finding that belongs to none.
pub struct Entry {
    /// Index of the case; `None` if there is none.
    pub case: Option<usize>,
    /// Index of the finding on the first line: the most severe, of several the first.
    pub lead: usize,
    /// Indices of the case's other findings.
    pub others: Vec<usize>,
}

/// What became of a finding.
#[derive(Clone, Copy)]
pub enum FindingStatus<'a> {
    /// A person has decided.
    Decided(&'a ResolvedDecision),
    /// The program has applied a proposal.
    CorrectedByProgram,
    /// A person has to choose among proposals.
    AwaitsChoice,
    /// A person has to look, since nothing is proposed.
    NeedsReview,
    /// The finding only informs.
    Note,
}

impl<'a> Listing<'a> {
    /// Assigns findings to cases and sorts the cases. A finding that belongs to several cases is listed with
    /// the first.
    pub fn new(document: &'a Document<'a>) -> Self {
        let mut cases = vec![None; document.findings.len()];
        let mut entries: Vec<Entry> = Vec::new();
        for (number, case) in document.cases.iter().enumerate() {
            let mut of_case = Vec::new();
            for place in &case.findings {
                if let Some(slot @ None) = cases.get_mut(*place) {
                    *slot = Some(number);
                    of_case.push(*place);
                }
            }
            of_case.sort_unstable();
            let severity = |place: &usize| document.findings.get(*place).map(|finding| finding.severity);
            if let Some(lead) = of_case.iter().copied().min_by_key(|place| (Reverse(severity(place)), *place))
            {
                of_case.retain(|place| *place != lead);
                entries.push(Entry { case: Some(number), lead, others: of_case });
            }
        }
        let mut listing = Self { document, case_of_finding: cases, entries, notes: Vec::new() };
        for (place, finding) in document.findings.iter().enumerate() {
            if listing.case_of_finding.get(place).copied().flatten().is_some() {
                continue;
            }
            if finding.severity == Severity::Note && listing.decisions_on(place).next().is_none() {
                listing.notes.push(place);
            } else {
                listing.entries.push(Entry { case: None, lead: place, others: Vec::new() });
            }
        }
        let mut entries = std::mem::take(&mut listing.entries);
        entries.sort_by_cached_key(|entry| listing.sort_key(entry));
        Self { entries, ..listing }
    }

    /// Returns the sort key of an entry. Open decisions come first, then what was applied, then what needs
    /// nothing more; within these, higher severities and then larger amounts come first.
    fn sort_key(&self, entry: &Entry) -> (u8, Reverse<Option<Severity>>, Reverse<Decimal>, usize) {
        let group = self.status_of(entry.lead).group();
        let findings = || {
            [&entry.lead]
                .into_iter()
                .chain(&entry.others)
                .filter_map(|place| self.document.findings.get(*place))
        };
        let amount = |finding: &Finding| match &finding.difference {
            Some(Value::Rupiah(amount)) => amount.abs(),
            _ => Decimal::ZERO,
        };
        let severity = findings().map(|finding| finding.severity).max();
        let largest = findings().map(amount).max().unwrap_or_default();
        (group, Reverse(severity), Reverse(largest), entry.lead)
    }

    /// Returns the case of a finding.
    fn case_of(&self, place: usize) -> Option<&'a Case> {
        let number = self.case_of_finding.get(place).copied().flatten()?;
        self.document.cases.get(number)
    }

    /// Returns what a person wrote about a finding, each with its index among all decisions. Edits in tables
    /// are left out.
    pub fn decisions_on(&self, place: usize) -> impl Iterator<Item = (usize, &'a ResolvedDecision)> {
        let lines = self.document.decided.iter().enumerate();
        lines.filter(move |(_, one)| one.finding == Some(place) && one.decision.edit.is_none())
    }

    /// Returns what became of a finding. A decision holds for all findings of its case; one that is not used
    /// is reported on its own line only.
    pub fn status_of(&self, place: usize) -> FindingStatus<'a> {
        let case = self.case_of(place);
        let of_case = |decided: &&ResolvedDecision| {
            decided.finding.is_some_and(|f| case.is_some_and(|c| c.findings.contains(&f)))
        };
        let own = self
            .decisions_on(place)
            .map(|(_, decided)| decided)
            .filter(|decided| decided.outcome != Outcome::Noted)
            .filter(|decided| decided.decision.proposal.is_none() || is_used(decided))
            .min_by_key(|decided| decided.decision.proposal);
        let of_all =
            || self.document.decided.iter().filter(of_case).find(|d| d.applies_to_case() && is_used(d));
        if let Some(decided) = own.or_else(of_all) {
            return FindingStatus::Decided(decided);
        }
        let number = self.case_of_finding.get(place).copied().flatten();
        let applied = number.and_then(|_| self.document.applied.iter().find(|a| a.case == number));
        let severity = self.document.findings.get(place).map(|finding| finding.severity);
        match (applied.map(|a| a.by), case) {
            (Some(DecidedBy::Program), _) => FindingStatus::CorrectedByProgram,
            (_, Some(case)) if !case.proposals.is_empty() => FindingStatus::AwaitsChoice,
            _ if severity == Some(Severity::Note) => FindingStatus::Note,
            _ => FindingStatus::NeedsReview,
        }
    }
}

impl FindingStatus<'_> {
    /// The part of the list: 0 for an open decision, 1 for what was applied, 2 for what is known.
    pub fn group(self) -> u8 {
        match self {
            FindingStatus::Decided(decided) => match decided.outcome {
                Outcome::Postponed | Outcome::Unused(_) => 0,
                Outcome::Applied => 1,
                Outcome::Refused | Outcome::Noted => 2,
            },
            FindingStatus::AwaitsChoice | FindingStatus::NeedsReview => 0,
            FindingStatus::CorrectedByProgram => 1,
            FindingStatus::Note => 2,
        }
    }
}

fn is_used(decided: &ResolvedDecision) -> bool {
    !matches!(decided.outcome, Outcome::Unused(_))
}
