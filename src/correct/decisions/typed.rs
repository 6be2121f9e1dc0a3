//! Decisions that a person types outside the findings' sheet, for example on a page. They are converted to
//! decisions of the sheet, so that the same code interprets both.

use serde::{Deserialize, Serialize};

use super::words::{Meaning, meaning};
use crate::model::{Cell, CellContent, Decision, Finding, FindingKey, Renja, ResolvedDecision, Value};

/// A person's input beside a finding or beside one of its proposals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TypedDecision {
    /// The index of the finding in the list of findings.
    pub finding: usize,
    /// The index, in the list of the case, of the proposal beside which the person typed. `None` if the
    /// person typed beside the finding itself.
    pub proposal: Option<usize>,
    /// The word, as in the decision column. Empty if there is none.
    #[serde(default)]
    pub word: String,
    /// The person's own value, as in its column. Empty if there is none.
    #[serde(default)]
    pub own: String,
    /// The reason. Empty if there is none.
    #[serde(default)]
    pub reason: String,
    /// The day on which the person typed, such as `2021-03-01`. `None` if it is unknown.
    #[serde(default)]
    pub day: Option<String>,
}

/// Merges the decisions of an earlier result with the typed ones into one list in the order of the sheet.
///
/// A typed decision replaces the earlier one beside the same finding or proposal. If all its fields are
/// blank, the earlier decision is withdrawn. `row` returns the row of the sheet for a finding and, if any, a
/// proposal.
#[must_use]
pub(crate) fn merge_typed(
    earlier: Vec<ResolvedDecision>,
    typed: &[TypedDecision],
    (renja, findings): (&Renja, &[Finding]),
    row: impl Fn(usize, Option<usize>) -> u32,
) -> Vec<Decision> {
    let mut all: Vec<Decision> = Vec::new();
    for decided in earlier {
        let about = |typed: &&TypedDecision| {
            decided.decision.edit.is_none()
                && (Some(typed.finding), typed.proposal) == (decided.finding, decided.decision.proposal)
        };
        match typed.iter().find(about) {
            // A different decision replaces the earlier one. An equal one leaves it as it is, with its day.
            Some(typed) if !says_the_same(typed, &decided.decision) => {}
            _ => all.push(decided.decision),
        }
    }
    for one in typed.iter().filter(|one| !is_blank(one)) {
        let Some(finding) = findings.get(one.finding) else { continue };
        let key = FindingKey {
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
                own_value: own_value_cell(one),
                reason: one.reason.clone(),
                day: one.day.clone(),
                proposal: one.proposal,
                edit: None,
                refusal: None,
            });
        }
    }
    all.sort_by_key(|decision| (decision.edit.is_some(), decision.row));
    all
}

fn is_blank(typed: &TypedDecision) -> bool {
    meaning(&typed.word) == Meaning::Nothing && typed.own.trim().is_empty() && typed.reason.trim().is_empty()
}

/// Returns the person's own value as a text cell, as if it were typed as text into a spreadsheet. `None` if
/// it is blank.
fn own_value_cell(typed: &TypedDecision) -> Option<Cell> {
    let text = typed.own.trim();
    (!text.is_empty()).then(|| Cell { content: CellContent::Text(text.into()), ..Cell::default() })
}

fn says_the_same(typed: &TypedDecision, decision: &Decision) -> bool {
    let typed = Decision {
        word: typed.word.clone(),
        own_value: own_value_cell(typed),
        reason: typed.reason.clone(),
        ..decision.clone()
    };
    typed.written_text() == decision.written_text()
}
