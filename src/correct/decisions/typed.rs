//! Decisions that a person types elsewhere than in the findings' sheet, on a page for example: put into the words of
//! the sheet, so that one code reads both.

use serde::{Deserialize, Serialize};

use super::words::{Meaning, meaning};
use crate::model::{Cell, CellContent, Decided, Decision, Finding, Key, Renja, Value};

/// What a person typed beside a finding or beside one of its proposals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Typed {
    /// The finding, by its place in the list.
    pub finding: usize,
    /// The proposal beside which it was typed, by its place in the list of the case, from 0.
    pub proposal: Option<usize>,
    /// The word in the decision column, as it would be typed there.
    #[serde(default)]
    pub word: String,
    /// The value of one's own, as it would be typed there; empty for none.
    #[serde(default)]
    pub own: String,
    /// The reason.
    #[serde(default)]
    pub reason: String,
    /// The day on which it was typed: `2021-03-01`.
    #[serde(default)]
    pub day: Option<String>,
}

/// The decisions of an earlier result, each with the finding that it is about, and those that were typed, as one
/// list in the order of the sheet. What was typed goes before what stands beside the same finding; where all of it is
/// blank, that is withdrawn. `row` gives the row of the sheet.
#[must_use]
pub fn typed(
    earlier: Vec<Decided>,
    typed: &[Typed],
    (renja, findings): (&Renja, &[Finding]),
    row: impl Fn(usize, Option<usize>) -> u32,
) -> Vec<Decision> {
    let mut all: Vec<Decision> = Vec::new();
    for decided in earlier {
        let about = |typed: &&Typed| {
            decided.decision.edit.is_none()
                && (Some(typed.finding), typed.proposal) == (decided.finding, decided.decision.proposal)
        };
        match typed.iter().find(about) {
            // The day stays that of the decision.
            Some(typed) if !says_the_same(typed, &decided.decision) => {}
            _ => all.push(decided.decision),
        }
    }
    for one in typed.iter().filter(|one| !is_blank(one)) {
        let Some(finding) = findings.get(one.finding) else { continue };
        let key = Key {
            rule: finding.rule.to_owned(),
            item: finding.item.clone(),
            stated: finding.stated.as_ref().map(Value::plain).filter(|stated| !stated.is_empty()),
            sheet: renja.sheet_name(finding.at.sheet).to_owned(),
            cell: finding.at.a1(),
        };
        let is_there = |other: &Decision| {
            other.key == key && other.proposal == one.proposal && says_the_same(one, other)
        };
        if !all.iter().any(is_there) {
            all.push(Decision {
                row: row(one.finding, one.proposal),
                key,
                word: one.word.clone(),
                own: own(one),
                reason: one.reason.clone(),
                day: one.day.clone(),
                proposal: one.proposal,
                edit: None,
                trouble: None,
            });
        }
    }
    all.sort_by_key(|decision| (decision.edit.is_some(), decision.row));
    all
}

fn is_blank(typed: &Typed) -> bool {
    meaning(&typed.word) == Meaning::Nothing && typed.own.trim().is_empty() && typed.reason.trim().is_empty()
}

/// A cell with the value of one's own, as a spreadsheet keeps what is typed as text.
fn own(typed: &Typed) -> Option<Cell> {
    let text = typed.own.trim();
    (!text.is_empty()).then(|| Cell { content: CellContent::Text(text.into()), ..Cell::default() })
}

fn says_the_same(typed: &Typed, decision: &Decision) -> bool {
    let typed = Decision {
        word: typed.word.clone(),
        own: own(typed),
        reason: typed.reason.clone(),
        ..decision.clone()
    };
    typed.said() == decision.said()
}
