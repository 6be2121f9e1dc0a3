//! Decides what the decisions mean for the findings as they are now: which cells they change, which cells
//! they lock, and which decisions cannot be used.
//!
//! A decision is matched by rule, item and stated value, so that it survives a sheet in another order. A
//! decision that cannot be carried out exactly as it was made is refused with a reason.

use std::collections::{BTreeMap, BTreeSet};

use super::own_value;
use super::table_edits::item_and_value_at;
use super::words::{Meaning, meaning};
use crate::correct::{split_code, without_search};
use crate::model::{
    Applied, Book, Case, CellRef, Change, Choice, Class, DecidedBy, Decision, Finding, FindingKey, Message,
    Outcome, Refusal, Renja, ResolvedDecision, Severity, Value, column_name, own,
};
use crate::text::fold::fold;

/// What follows from the decisions of a findings sheet.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// The proposals and own values to apply.
    pub applied: Vec<Applied>,
    /// Cells that must keep their values because a person refused the proposals for them.
    pub locked: BTreeSet<CellRef>,
    /// Every decision with its outcome, in the order of the sheet.
    pub outcomes: Vec<ResolvedDecision>,
}

/// The workbook and its findings, which decisions refer to.
#[derive(Clone, Copy)]
pub struct DecisionContext<'a> {
    /// The workbook.
    pub book: &'a Book,
    /// The plan in the workbook.
    pub renja: &'a Renja,
    /// The findings of the plan.
    pub findings: &'a [Finding],
    /// The causes of the findings.
    pub cases: &'a [Case],
}

/// A decision that can be carried out, unless another one contradicts it.
struct FeasibleDecision {
    /// The finding, as an index; `None` for an edit in a table.
    finding: Option<usize>,
    /// The case of the finding, as an index; `None` for an edit in a table.
    case: Option<usize>,
    choice: Choice,
    changes: Vec<Change>,
    /// The cells that a refusal locks.
    locks: Vec<CellRef>,
}

/// Matches each decision with a finding and determines what the decision does. One decision is enough for a
/// case of several findings. Two decisions that agree count as one; two that contradict each other are both
/// refused.
///
/// `withdrawn` holds the decisions, by their index, that were tried before and taken back, with the reason.
#[must_use]
pub fn decide(
    decisions: Vec<Decision>,
    asked: DecisionContext<'_>,
    withdrawn: &BTreeMap<usize, Refusal>,
) -> Decisions {
    let mut meant: Vec<(Option<usize>, Result<FeasibleDecision, Refusal>)> =
        decisions.iter().map(|decision| asked.interpret(decision)).collect();
    for (place, refusal) in withdrawn {
        if let Some((_, meant)) = meant.get_mut(*place).filter(|(_, meant)| meant.is_ok()) {
            *meant = Err(refusal.clone());
        }
    }
    let against = contradictions(&decisions, &meant);
    let mut decided = Decisions::default();
    let mut done: BTreeSet<(Option<usize>, usize)> = BTreeSet::new();
    for (place, (decision, (finding, meant))) in decisions.into_iter().zip(meant).enumerate() {
        let outcome = match (meant, against.get(&place)) {
            (Err(refusal), _) => Outcome::Unused(refusal),
            (Ok(_), Some(other)) => Outcome::Unused(Refusal::Contradicts(other.clone())),
            (Ok(doable), None) => asked.carry_out(&mut decided, &mut done, place, doable),
        };
        decided.outcomes.push(ResolvedDecision { decision, finding, outcome });
    }
    decided
}

impl DecisionContext<'_> {
    /// Returns the finding that a decision is about, and what the decision would do. The finding is `None` if
    /// none or several match.
    fn interpret(&self, decision: &Decision) -> (Option<usize>, Result<FeasibleDecision, Refusal>) {
        if let Some((at, _)) = &decision.edit {
            return (None, self.interpret_edit(decision, *at));
        }
        let found = self.matching_findings(&decision.key);
        let only = match found[..] {
            [only] => Some(only),
            _ => None,
        };
        if let Some(trouble) = &decision.refusal {
            return (only, Err(trouble.clone()));
        }
        let Some(finding) = only else {
            let why =
                if found.is_empty() { Refusal::FindingGone } else { Refusal::SeveralFindings(found.len()) };
            return (None, Err(why));
        };
        (Some(finding), self.interpret_decision(decision, finding))
    }

    /// Returns what an edit in a table would do, or why it cannot be used.
    fn interpret_edit(&self, decision: &Decision, at: CellRef) -> Result<FeasibleDecision, Refusal> {
        if let Some(trouble) = &decision.refusal {
            return Err(trouble.clone());
        }
        let own = decision.own_value.as_ref().ok_or(Refusal::Emptied)?;
        let (item, stated) = item_and_value_at(self.book, self.renja, at);
        let about = Finding {
            rule: "",
            severity: Severity::Note,
            at,
            item,
            message: Message::new("correct.reason.own"),
            stated,
            computed: None,
            difference: None,
            related: Vec::new(),
        };
        let value = own_value::read(own, &about, self.renja)?;
        let changes = self.own_changes(&about, &value)?;
        self.refuse_formulas(&changes)?;
        Ok(FeasibleDecision {
            finding: None,
            case: None,
            choice: Choice::OwnValue(value),
            changes,
            locks: Vec::new(),
        })
    }

    /// Returns what the decision on a finding would do, or why it cannot be used.
    fn interpret_decision(&self, decision: &Decision, place: usize) -> Result<FeasibleDecision, Refusal> {
        let number = self.cases.iter().position(|case| case.findings.contains(&place));
        let case = number.and_then(|number| self.cases.get(number));
        let finding = &self.findings[place];
        let choice = match (meaning_beside_proposal(decision)?, &decision.own_value) {
            (Meaning::Unknown(meant), _) => {
                return Err(Refusal::UnknownWord(decision.word.clone(), meant.map(str::to_owned)));
            }
            (Meaning::Nothing, Some(own)) => Choice::OwnValue(own_value::read(own, finding, self.renja)?),
            (_, Some(_)) => return Err(Refusal::WordAndValue),
            (Meaning::Nothing, None) => Choice::Note,
            (Meaning::Later, None) => Choice::Postpone,
            (Meaning::Refuse, None) => Choice::Refuse,
            (Meaning::Accept, None) => match case.map_or(0, |case| case.proposals.len()) {
                0 => return Err(Refusal::NothingProposed),
                1 => Choice::Accept(0),
                several => return Err(Refusal::AmbiguousProposal(proposal_letters(several))),
            },
            (Meaning::Letter(rank), None) => match case.map_or(0, |case| case.proposals.len()) {
                0 => return Err(Refusal::NothingProposed),
                offered if rank < offered => Choice::Accept(rank),
                1 => {
                    return Err(Refusal::NotOffered(
                        choice_name(decision),
                        vec![own::WORD_ACCEPT.to_owned()],
                    ));
                }
                offered => return Err(Refusal::NotOffered(choice_name(decision), proposal_letters(offered))),
            },
        };
        let proposals = case.map_or(&[][..], |case| &case.proposals);
        let changes = match &choice {
            Choice::Accept(rank) => {
                proposals.get(*rank).map(|proposal| proposal.changes.clone()).unwrap_or_default()
            }
            Choice::OwnValue(value) => self.own_changes(finding, value)?,
            Choice::Refuse | Choice::Postpone | Choice::Note => Vec::new(),
        };
        if matches!(choice, Choice::OwnValue(_)) {
            self.refuse_formulas(&changes)?;
        }
        let locks = match &choice {
            Choice::Refuse => {
                proposals.iter().flat_map(|proposal| &proposal.changes).map(|change| change.at).collect()
            }
            _ => Vec::new(),
        };
        Ok(FeasibleDecision { finding: Some(place), case: number, choice, changes, locks })
    }

    /// Returns the change that puts an own value into the cell of a finding, or why the value cannot be used.
    fn own_changes(&self, finding: &Finding, value: &Value) -> Result<Vec<Change>, Refusal> {
        if finding.stated.as_ref() == Some(value) {
            return Err(Refusal::AlreadyInCell(value.to_string()));
        }
        let (from, to) = without_search::changed_values(self.renja, finding, value.clone());
        let is_sentence = self.renja.narrative.iter().any(|sentence| sentence.at == finding.at);
        if is_sentence && !matches!(to, Value::Text(_)) {
            return Err(Refusal::NotInSentence(value.to_string()));
        }
        let change = Change { at: finding.at, item: finding.item.clone(), from, to, formula: None };
        match split_code::changed_cells(self.book, self.renja, &change) {
            Ok(_) => Ok(vec![change]),
            Err(parts) => Err(Refusal::CodeParts(value.to_string(), parts)),
        }
    }

    /// Refuses changes that would replace a formula by a constant.
    fn refuse_formulas(&self, changes: &[Change]) -> Result<(), Refusal> {
        let formula = |change: &Change| {
            let formula = self.book.cell(change.at)?.formula.as_ref()?;
            change
                .formula
                .is_none()
                .then(|| Refusal::CellHasFormula(self.renja.cell_name(change.at), format!("={formula}")))
        };
        changes.iter().find_map(formula).map_or(Ok(()), Err)
    }

    /// Carries out one decision, unless an equal one was carried out before, and returns its outcome.
    fn carry_out(
        &self,
        decided: &mut Decisions,
        done: &mut BTreeSet<(Option<usize>, usize)>,
        line: usize,
        doable: FeasibleDecision,
    ) -> Outcome {
        let rule = doable.finding.map_or("", |place| self.findings[place].rule);
        let by = DecidedBy::Person(line);
        let case = doable.case;
        match doable.choice {
            Choice::Note => return Outcome::Noted,
            Choice::Postpone => return Outcome::Postponed,
            Choice::Refuse => {
                decided.locked.extend(doable.locks);
                return Outcome::Refused;
            }
            Choice::Accept(rank) => {
                let proposal = case.and_then(|case| self.cases.get(case)?.proposals.get(rank));
                if let Some(proposal) = proposal.filter(|_| done.insert((case, rank))) {
                    decided.applied.push(Applied {
                        case,
                        changes: doable.changes,
                        rule,
                        class: proposal.class,
                        reason: proposal.reason.clone(),
                        evidence: proposal.evidence.clone(),
                        by,
                    });
                }
            }
            Choice::OwnValue(_) => {
                let is_done = |applied: &Applied| applied.changes == doable.changes;
                if !decided.applied.iter().any(is_done) {
                    decided.applied.push(Applied {
                        case,
                        changes: doable.changes,
                        rule,
                        class: Class::Display,
                        reason: Message::new("correct.reason.own"),
                        evidence: Vec::new(),
                        by,
                    });
                }
            }
        }
        Outcome::Applied
    }

    /// Returns the findings that a line may be about, narrowed down by its cell. A cell that has moved since
    /// then still matches if no other cell does, but only within its sheet while that sheet exists.
    fn matching_findings(&self, key: &FindingKey) -> Vec<usize> {
        let all = self.findings.iter().enumerate();
        let mut matching: Vec<(usize, CellRef)> =
            all.filter(|(_, finding)| is_about(key, finding)).map(|(i, finding)| (i, finding.at)).collect();
        if self.renja.sheets.contains(&key.sheet) {
            matching.retain(|(_, at)| self.renja.sheet_name(at.sheet) == key.sheet);
        }
        if let Some((row, column)) = CellRef::read_a1(&key.cell) {
            let narrower: [&dyn Fn(&CellRef) -> bool; 2] = [&|c| c.column == column, &|c| c.row == row];
            for fits in narrower {
                if matching.len() > 1 && matching.iter().any(|(_, c)| fits(c)) {
                    matching.retain(|(_, c)| fits(c));
                }
            }
        }
        matching.into_iter().map(|(i, _)| i).collect()
    }
}

/// Whether a finding has the rule, the item and the stated value of a key.
fn is_about(key: &FindingKey, finding: &Finding) -> bool {
    key.rule.eq_ignore_ascii_case(finding.rule)
        && fold(&key.item) == fold(&finding.item)
        && key.stated == finding.stated.as_ref().map(Value::plain)
}

/// Returns the meaning of a decision's word. On the line of a proposal, accepting chooses that proposal.
///
/// # Errors
/// Refuses a rejection, another letter or an own value on the line of a proposal: nobody can tell whether it
/// is about the proposal or about the whole case.
fn meaning_beside_proposal(decision: &Decision) -> Result<Meaning, Refusal> {
    let meaning = meaning(&decision.word);
    let Some(rank) = decision.proposal else { return Ok(meaning) };
    let is_own = decision.own_value.is_some();
    match meaning {
        Meaning::Accept if !is_own => Ok(Meaning::Letter(rank)),
        Meaning::Letter(other) if other == rank && !is_own => Ok(Meaning::Letter(rank)),
        Meaning::Later | Meaning::Nothing if !is_own => Ok(meaning),
        Meaning::Unknown(_) => Ok(meaning),
        _ => Err(Refusal::BesideProposal),
    }
}

/// Returns the choice as a refusal names it: the letter of the proposal, or else the word.
fn choice_name(decision: &Decision) -> String {
    decision.proposal.map_or_else(|| decision.word.clone(), proposal_letter)
}

/// Returns the letter of a proposal by its place in the list, from 0: A, B, C.
fn proposal_letter(rank: usize) -> String {
    column_name(u32::try_from(rank).unwrap_or(0))
}

/// Returns the letters of a case with this many proposals.
fn proposal_letters(count: usize) -> Vec<String> {
    (0..count).map(proposal_letter).collect()
}

/// Returns the decisions that contradict another one, each with the place of the other: two choices for one
/// case, two values for one cell, or a change of a cell that another line confirms.
fn contradictions(
    decisions: &[Decision],
    meant: &[(Option<usize>, Result<FeasibleDecision, Refusal>)],
) -> BTreeMap<usize, Message> {
    let doable: Vec<(usize, &FeasibleDecision)> = meant
        .iter()
        .enumerate()
        .filter_map(|(place, (_, meant))| Some((place, meant.as_ref().ok()?)))
        .collect();
    let mut against = BTreeMap::new();
    let said = |place: usize| match &decisions[place].edit {
        Some((_, place)) => Message::new("decision.place_edit").with("place", place.as_str()),
        None => Message::new("decision.place_row").with("row", decisions[place].row.to_string()),
    };
    let mut differ = |one: usize, other: usize| {
        against.entry(one).or_insert_with(|| said(other));
        against.entry(other).or_insert_with(|| said(one));
    };
    // Two lines can be about one finding if one of them was copied.
    let mut of_finding: BTreeMap<usize, (usize, &Choice)> = BTreeMap::new();
    // The lines seen so far, by case and by cell, so that not every pair of lines is compared.
    let mut chosen: BTreeMap<usize, Vec<(usize, &Choice)>> = BTreeMap::new();
    let mut said: BTreeMap<CellRef, Vec<(usize, Option<&Change>)>> = BTreeMap::new();
    for (place, doable) in doable {
        if doable.choice == Choice::Note {
            continue;
        }
        if let Some(finding) = doable.finding {
            let (other, choice) = *of_finding.entry(finding).or_insert((place, &doable.choice));
            if *choice != doable.choice {
                differ(place, other);
            }
        }
        if let (Some(case), false) = (doable.case, matches!(doable.choice, Choice::OwnValue(_))) {
            let of_case = chosen.entry(case).or_default();
            for (other, _) in of_case.iter().filter(|(_, choice)| **choice != doable.choice) {
                differ(place, *other);
            }
            of_case.push((place, &doable.choice));
        }
        let changed = doable.changes.iter().map(|change| (change.at, Some(change)));
        for (at, change) in changed.chain(doable.locks.iter().map(|at| (*at, None))) {
            let of_cell = said.entry(at).or_default();
            let is_same = |other: Option<&Change>| match (other, change) {
                (Some(other), Some(change)) => (&other.to, &other.formula) == (&change.to, &change.formula),
                (None, None) => true,
                _ => false,
            };
            for (other, _) in of_cell.iter().filter(|(other, said)| *other != place && !is_same(*said)) {
                differ(place, *other);
            }
            of_cell.push((place, change));
        }
    }
    against
}
