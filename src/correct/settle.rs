//! Applies what may be applied, checks again, until nothing changes.

use std::collections::BTreeSet;

use super::cells::apply_with_formulas;
use super::{Accept, Decisions, Search, cases};
use crate::model::{
    Applied, Book, Case, CellRef, Change, DecidedBy, Finding, Proposal, Relation, Renja, Severity,
};

/// A plan after everything that may be applied was.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// The plan.
    pub renja: Renja,
    /// What must agree in it.
    pub relations: Vec<Relation>,
    /// What remains to be said.
    pub findings: Vec<Finding>,
    /// The causes that remain.
    pub cases: Vec<Case>,
    /// What was applied, in order.
    pub applied: Vec<Applied>,
    /// Corrections that raised a finding and were taken back: each is a bug of the program.
    pub taken_back: Vec<Applied>,
}

/// So often the plan is checked again at most.
const MOST_ROUNDS: usize = 32;

/// Whether [`settle`] would leave a plan of these cases as it is: no person decided anything, and no
/// proposal may be applied.
#[must_use]
pub fn is_settled(cases: &[Case], accept: Accept, decided: &Decisions) -> bool {
    let is_left = |case: &Case| case.proposals.first().is_none_or(|proposal| !accept.takes(proposal.class));
    decided.applied.is_empty() && decided.locked.is_empty() && cases.iter().all(is_left)
}

/// Applies what a person decided, then what `accept` takes, and checks again after each round.
/// A correction that raises a finding is taken back. Formulas of `book` are computed again after each change.
/// `checked` are the relations and findings of the plan as it is; `recheck` gives those of one that was changed.
/// The cases that [`Applied`] names are those of the plan as it was.
pub fn settle(
    (renja, book): (&Renja, &Book),
    checked: (Vec<Relation>, Vec<Finding>),
    accept: Accept,
    search: &Search,
    decided: &Decisions,
    mut recheck: impl FnMut(&Renja) -> (Vec<Relation>, Vec<Finding>),
) -> Settled {
    let mut search = search.clone();
    search.locked.extend(decided.locked.iter().copied());
    let (relations, findings) = checked;
    let first = cases(renja, book, &relations, &findings, &search);
    let mut now = Settled { renja: renja.clone(), relations, findings, cases: first, ..Settled::default() };
    let origin = Origin::new(&now);
    let by_person: Vec<Change> = decided.applied.iter().flat_map(|a| &a.changes).cloned().collect();
    if !by_person.is_empty() {
        apply_with_formulas(&mut now.renja, book, &by_person);
        now.applied.extend(decided.applied.iter().cloned());
        // What a person set is right by that person's word.
        search.locked.extend(by_person.iter().map(|change| change.at));
        check(&mut now, book, &search, &mut recheck);
    }
    let mut tried: BTreeSet<Vec<(CellRef, String)>> = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let round = acceptable(&now, accept, &mut tried, &origin);
        if round.is_empty() {
            break;
        }
        if take(&mut now, book, &round, &search, &mut recheck) {
            continue;
        }
        // One of them raises a finding: each on its own.
        for one in round {
            if !take(&mut now, book, std::slice::from_ref(&one), &search, &mut recheck) {
                now.taken_back.push(one);
            }
        }
    }
    now
}

/// Applies a round; `false`, and nothing done, where it raises a finding.
fn take(
    now: &mut Settled,
    book: &Book,
    round: &[Applied],
    search: &Search,
    recheck: &mut impl FnMut(&Renja) -> (Vec<Relation>, Vec<Finding>),
) -> bool {
    let mut next = now.clone();
    let changes: Vec<Change> = round.iter().flat_map(|a| &a.changes).cloned().collect();
    let all: Vec<Change> = now.applied.iter().flat_map(|a| &a.changes).chain(&changes).cloned().collect();
    apply_with_formulas(&mut next.renja, book, &all);
    check(&mut next, book, search, recheck);
    let known: BTreeSet<(&str, CellRef)> = grave(&now.findings).collect();
    let changed: BTreeSet<CellRef> = changes.iter().map(|change| change.at).collect();
    // That tables agree now but for one is no fault of the cell that made them agree.
    let elsewhere = |rule: &str, at: &CellRef| rule.starts_with("LNT") && !changed.contains(at);
    if grave(&next.findings).any(|(rule, at)| !known.contains(&(rule, at)) && !elsewhere(rule, &at)) {
        return false;
    }
    next.applied.extend_from_slice(round);
    *now = next;
    true
}

fn check(
    now: &mut Settled,
    book: &Book,
    search: &Search,
    recheck: &mut impl FnMut(&Renja) -> (Vec<Relation>, Vec<Finding>),
) {
    (now.relations, now.findings) = recheck(&now.renja);
    now.cases = cases(&now.renja, book, &now.relations, &now.findings, search);
}

fn grave(findings: &[Finding]) -> impl Iterator<Item = (&'static str, CellRef)> + '_ {
    findings.iter().filter(|f| f.severity > Severity::Note).map(|f| (f.rule, f.at))
}

/// The proposals that may be applied now and were not tried, no cell in two of them; ways of
/// writing last, when the values are settled.
fn acceptable(
    now: &Settled,
    accept: Accept,
    tried: &mut BTreeSet<Vec<(CellRef, String)>>,
    origin: &Origin,
) -> Vec<Applied> {
    let changed: BTreeSet<CellRef> = now.applied.iter().flat_map(|a| &a.changes).map(|c| c.at).collect();
    for notes in [false, true] {
        let mut round: Vec<Applied> = Vec::new();
        let mut cells: BTreeSet<CellRef> = BTreeSet::new();
        for case in now.cases.iter().filter(|case| is_of_notes(now, case) == notes) {
            let Some(proposal) = case.proposals.first().filter(|p| accept.takes(p.class)) else { continue };
            let mut one = applied(now, case, proposal, origin);
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

/// Whether a case is of how something is written, not of what it says.
fn is_of_notes(now: &Settled, case: &Case) -> bool {
    case.findings.iter().all(|f| now.findings.get(*f).is_none_or(|f| f.severity == Severity::Note))
}

fn applied(now: &Settled, case: &Case, proposal: &Proposal, origin: &Origin) -> Applied {
    let finding = case.findings.first().and_then(|f| now.findings.get(*f));
    Applied {
        case: finding.and_then(|f| origin.case(f)),
        changes: proposal.changes.clone(),
        rule: finding.map_or("", |f| f.rule),
        class: proposal.class,
        reason: proposal.reason.clone(),
        evidence: proposal.evidence.clone(),
        by: DecidedBy::Program,
    }
}

/// The cases of the plan as it was, by their findings.
struct Origin(Vec<(&'static str, CellRef, usize)>);

impl Origin {
    fn new(first: &Settled) -> Self {
        let of = |(i, case): (usize, &Case)| {
            let findings = case.findings.iter().filter_map(|f| first.findings.get(*f));
            findings.map(move |f| (f.rule, f.at, i)).collect::<Vec<_>>()
        };
        Self(first.cases.iter().enumerate().flat_map(of).collect())
    }

    fn case(&self, finding: &Finding) -> Option<usize> {
        let same = self.0.iter().find(|(rule, at, _)| (*rule, *at) == (finding.rule, finding.at));
        same.or_else(|| self.0.iter().find(|(_, at, _)| *at == finding.at)).map(|(_, _, case)| *case)
    }
}
