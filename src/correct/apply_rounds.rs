//! Applies what may be applied, and checks again after each round until nothing changes.

use std::collections::BTreeSet;

use super::cells::{apply_with_formulas, cell_writes};
use super::{Accept, Decisions, SearchOptions, cases};
use crate::model::{
    Applied, Book, Case, CellRef, Change, DecidedBy, Finding, Proposal, Relation, Renja, Severity,
};

/// A plan after everything that may be applied was applied.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// The corrected plan.
    pub renja: Renja,
    /// What must agree in the corrected plan.
    pub relations: Vec<Relation>,
    /// The findings that remain.
    pub findings: Vec<Finding>,
    /// The causes that remain.
    pub cases: Vec<Case>,
    /// What was applied, in order.
    pub applied: Vec<Applied>,
    /// Corrections that raised a finding and were taken back. Each of them is a bug of the program.
    pub taken_back: Vec<Applied>,
}

/// Maximum number of rounds of corrections. A round is followed by a full check, whose new proposals make up
/// the next round.
const MAX_ROUNDS: usize = 32;

/// Whether [`settle`] would leave the plan of these cases unchanged: no person decided anything, and no
/// proposal may be applied.
#[must_use]
pub(crate) fn is_settled(cases: &[Case], accept: Accept, decided: &Decisions) -> bool {
    let is_left = |case: &Case| case.proposals.first().is_none_or(|proposal| !accept.accepts(proposal.class));
    decided.applied.is_empty() && decided.locked.is_empty() && cases.iter().all(is_left)
}

/// Applies what a person decided, then the proposals that `accept` takes, and checks the plan again after
/// each round. A correction of the program that raises a finding is taken back. The formulas of `book` are
/// computed again after each change.
///
/// `checked` holds the relations and findings of the plan as it is; `recheck` returns those of a changed
/// plan. [`Applied::case`] in the result refers to the cases of the plan as it was.
pub fn settle(
    (renja, book): (&Renja, &Book),
    checked: (Vec<Relation>, Vec<Finding>),
    accept: Accept,
    search: &SearchOptions,
    decided: &Decisions,
    mut recheck: impl FnMut(&Renja) -> (Vec<Relation>, Vec<Finding>),
) -> Settled {
    let mut search = search.clone();
    search.locked.extend(decided.locked.iter().copied());
    let (relations, findings) = checked;
    let first = cases(renja, book, &relations, &findings, &search);
    let mut now = Settled { renja: renja.clone(), relations, findings, cases: first, ..Settled::default() };
    let origin = OriginalCases::new(&now);
    let by_person: Vec<Change> = decided.applied.iter().flat_map(|a| &a.changes).cloned().collect();
    if !by_person.is_empty() {
        apply_with_formulas(&mut now.renja, book, &by_person);
        now.applied.extend(decided.applied.iter().cloned());
        // A cell that a person set is right from now on.
        search.locked.extend(by_person.iter().map(|change| change.at));
        check_again(&mut now, book, &search, &mut recheck);
    }
    let mut tried: BTreeSet<Vec<(CellRef, String)>> = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let round = next_round(&now, accept, &mut tried, &origin);
        if round.is_empty() {
            break;
        }
        if try_round(&mut now, book, &round, &search, &mut recheck) {
            continue;
        }
        // One correction of the round raises a finding: apply each of them on its own.
        for one in round {
            if !try_round(&mut now, book, std::slice::from_ref(&one), &search, &mut recheck) {
                now.taken_back.push(one);
            }
        }
    }
    now
}

/// Applies a round of corrections. Returns false, and changes nothing, if the round raises a finding above a
/// note.
fn try_round(
    now: &mut Settled,
    book: &Book,
    round: &[Applied],
    search: &SearchOptions,
    recheck: &mut impl FnMut(&Renja) -> (Vec<Relation>, Vec<Finding>),
) -> bool {
    let mut next = now.clone();
    let changes: Vec<Change> = round.iter().flat_map(|a| &a.changes).cloned().collect();
    let all: Vec<Change> = now.applied.iter().flat_map(|a| &a.changes).chain(&changes).cloned().collect();
    apply_with_formulas(&mut next.renja, book, &all);
    check_again(&mut next, book, search, recheck);
    let known: BTreeSet<(&str, CellRef)> = serious_findings(&now.findings).collect();
    let changed: BTreeSet<CellRef> = changes.iter().map(|change| change.at).collect();
    let written: BTreeSet<CellRef> =
        cell_writes(book, &now.renja, &changes).into_iter().map(|write| write.at).collect();
    // A correction can make all tables but one agree, so that the remaining one is reported as different. And once
    // more sums of a table hold, its other sums are checked too. Neither is the fault of the corrected cell.
    let is_of_change = |finding: &Finding| {
        if finding.rule.starts_with("LNT") {
            return changed.contains(&finding.at);
        }
        let mut cells = finding.related.iter().map(|related| related.at).chain([finding.at]);
        cells.any(|at| changed.contains(&at) || written.contains(&at))
    };
    let is_new = |finding: &&Finding| {
        finding.severity > Severity::Note && !known.contains(&(finding.rule, finding.at))
    };
    if next.findings.iter().filter(is_new).any(is_of_change) {
        return false;
    }
    next.applied.extend_from_slice(round);
    *now = next;
    true
}

/// Checks the changed plan and finds its cases again.
fn check_again(
    now: &mut Settled,
    book: &Book,
    search: &SearchOptions,
    recheck: &mut impl FnMut(&Renja) -> (Vec<Relation>, Vec<Finding>),
) {
    (now.relations, now.findings) = recheck(&now.renja);
    now.cases = cases(&now.renja, book, &now.relations, &now.findings, search);
}

/// Returns rule and cell of every finding above a note.
fn serious_findings(findings: &[Finding]) -> impl Iterator<Item = (&'static str, CellRef)> + '_ {
    findings.iter().filter(|f| f.severity > Severity::Note).map(|f| (f.rule, f.at))
}

/// Returns the next round: the first proposal of each case, if its class is accepted and it was not tried
/// before, with no cell in two proposals. Cases about the way of writing come last, when the values are
/// settled.
fn next_round(
    now: &Settled,
    accept: Accept,
    tried: &mut BTreeSet<Vec<(CellRef, String)>>,
    origin: &OriginalCases,
) -> Vec<Applied> {
    let changed: BTreeSet<CellRef> = now.applied.iter().flat_map(|a| &a.changes).map(|c| c.at).collect();
    for notes in [false, true] {
        let mut round: Vec<Applied> = Vec::new();
        let mut cells: BTreeSet<CellRef> = BTreeSet::new();
        for case in now.cases.iter().filter(|case| is_note_case(now, case) == notes) {
            let Some(proposal) = case.proposals.first().filter(|p| accept.accepts(p.class)) else { continue };
            let mut one = to_applied(now, case, proposal, origin);
            one.changes.retain(|change| !notes || !changed.contains(&change.at));
            let what: Vec<_> = one.changes.iter().map(|c| (c.at, c.to.plain())).collect();
            if !what.is_empty() && what.iter().all(|(at, _)| !cells.contains(at)) && tried.insert(what) {
                cells.extend(one.changes.iter().map(|c| c.at));
                round.push(one);
            }
        }
        if !round.is_empty() {
            return round;
        }
    }
    Vec::new()
}

/// Whether a case is only about how something is written.
fn is_note_case(now: &Settled, case: &Case) -> bool {
    case.findings.iter().all(|f| now.findings.get(*f).is_none_or(|f| f.severity == Severity::Note))
}

/// Records a proposal as applied by the program, under the case of the plan as it was.
fn to_applied(now: &Settled, case: &Case, proposal: &Proposal, origin: &OriginalCases) -> Applied {
    let finding = case.findings.first().and_then(|f| now.findings.get(*f));
    Applied {
        case: finding.and_then(|f| origin.find_case(f)),
        changes: proposal.changes.clone(),
        rule: finding.map_or("", |f| f.rule),
        class: proposal.class,
        reason: proposal.reason.clone(),
        evidence: proposal.evidence.clone(),
        by: DecidedBy::Program,
    }
}

/// The cases of the plan as it was, by rule and cell of their findings.
struct OriginalCases(Vec<(&'static str, CellRef, usize)>);

impl OriginalCases {
    fn new(first: &Settled) -> Self {
        let of = |(i, case): (usize, &Case)| {
            let findings = case.findings.iter().filter_map(|f| first.findings.get(*f));
            findings.map(move |f| (f.rule, f.at, i)).collect::<Vec<_>>()
        };
        Self(first.cases.iter().enumerate().flat_map(of).collect())
    }

    /// Returns the case that a finding belonged to in the plan as it was. A finding that is new there takes
    /// the case of another finding on its cell. `None` if that cell had none.
    fn find_case(&self, finding: &Finding) -> Option<usize> {
        let same = self.0.iter().find(|(rule, at, _)| (*rule, *at) == (finding.rule, finding.at));
        same.or_else(|| self.0.iter().find(|(_, at, _)| *at == finding.at)).map(|(_, _, case)| *case)
    }
}
