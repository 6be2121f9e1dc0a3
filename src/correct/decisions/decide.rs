//! What a person decided: accept, refuse, later, a value of their own. A decision is kept by rule,
//! item and stated value, so that it survives a sheet in another order.

use std::collections::BTreeSet;

use crate::model::{
    Applied, Case, CellRef, Change, Choice, Class, DecidedBy, Decision, Finding, Message, Value,
};
use crate::text::fold::fold;

/// What follows from decisions.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// What shall be applied.
    pub applied: Vec<Applied>,
    /// Cells that are right as they stand.
    pub locked: BTreeSet<CellRef>,
    /// Decisions, by their place, that match nothing any more, or more than one thing.
    pub unmatched: Vec<usize>,
    /// The decisions that stand, each with its finding: the next result shows them again.
    pub standing: Vec<(usize, Choice)>,
}

/// Finds what each decision is about. Where a case has several findings, one decision is enough;
/// the first that says something counts.
#[must_use]
pub fn decide(decisions: &[Decision], findings: &[Finding], cases: &[Case]) -> Decided {
    let mut decided = Decided::default();
    let mut done: BTreeSet<usize> = BTreeSet::new();
    for (place, decision) in decisions.iter().enumerate() {
        let matching = matching(decision, findings);
        let found = match matching[..] {
            [only] => cases.iter().position(|case| case.findings.contains(&only)).map(|case| (only, case)),
            _ => None,
        };
        let Some((finding, case)) = found else {
            decided.unmatched.push(place);
            continue;
        };
        if take(&mut decided, &mut done, &decision.choice, &findings[finding], (case, &cases[case])) {
            decided.standing.push((finding, decision.choice.clone()));
        } else {
            decided.unmatched.push(place);
        }
    }
    decided
}

/// Does what one decision says; `false` where its proposal is not there any more.
fn take(
    decided: &mut Decided,
    done: &mut BTreeSet<usize>,
    choice: &Choice,
    finding: &Finding,
    (place, case): (usize, &Case),
) -> bool {
    let applied = |changes: Vec<Change>, class, reason: Message, evidence| Applied {
        case: place,
        changes,
        rule: finding.rule,
        class,
        reason,
        evidence,
        by: DecidedBy::Person,
    };
    match choice {
        Choice::Later => true,
        Choice::Refuse => {
            decided.locked.extend(case.proposals.iter().flat_map(|p| &p.changes).map(|c| c.at));
            true
        }
        Choice::Accept(rank) => {
            let Some(proposal) = case.proposals.get(*rank) else { return false };
            if done.insert(place) {
                let p = proposal.clone();
                decided.applied.push(applied(p.changes, p.class, p.reason, p.evidence));
            }
            true
        }
        Choice::Own(value) => {
            let to = match (&finding.stated, value.number()) {
                (Some(stated), Some(number)) if stated.number().is_some() => stated.with_number(number),
                _ => value.clone(),
            };
            let change = Change {
                at: finding.at,
                item: finding.item.clone(),
                from: finding.stated.clone(),
                to,
                formula: None,
            };
            let reason = Message::new("correct.reason.own");
            decided.applied.push(applied(vec![change], Class::Display, reason, Vec::new()));
            true
        }
    }
}

/// The findings that a decision may be about, as few as its cell can tell apart.
fn matching(decision: &Decision, findings: &[Finding]) -> Vec<usize> {
    let all = findings.iter().enumerate();
    let mut matching: Vec<(usize, CellRef)> =
        all.filter(|(_, f)| is_about(decision, f)).map(|(i, f)| (i, f.at)).collect();
    if let Some(at) = decision.at {
        let narrower: [&dyn Fn(&CellRef) -> bool; 3] =
            [&|c| c.sheet == at.sheet, &|c| c.column == at.column, &|c| c.row == at.row];
        for fits in narrower {
            if matching.len() > 1 && matching.iter().any(|(_, c)| fits(c)) {
                matching.retain(|(_, c)| fits(c));
            }
        }
    }
    matching.into_iter().map(|(i, _)| i).collect()
}

fn is_about(decision: &Decision, finding: &Finding) -> bool {
    decision.rule.eq_ignore_ascii_case(finding.rule)
        && fold(&decision.item) == fold(&finding.item)
        && decision.stated == finding.stated.as_ref().map(Value::plain)
}
