//! What decisions mean for the findings as they are now: which cells they change, which they lock, and
//! which of them are not used. A decision is kept by rule, item and stated value, so that it survives a
//! sheet in another order. Whatever cannot be done exactly as it was said is not done.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::standing;
use super::own_value;
use super::words::{Meaning, meaning};
use crate::correct::{code, derived};
use crate::model::{
    Applied, Book, Case, CellRef, Change, Choice, Class, Decided, DecidedBy, Decision, Finding, Key, Message,
    Outcome, Refusal, Renja, Severity, Value, column_name, own,
};
use crate::text::fold::fold;

/// What follows from the decisions of a findings sheet.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// What shall be applied.
    pub applied: Vec<Applied>,
    /// Cells that are right as they stand.
    pub locked: BTreeSet<CellRef>,
    /// Each decision with what became of it, in the order of the sheet.
    pub lines: Vec<Decided>,
}

/// What decisions are about.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The workbook.
    pub book: &'a Book,
    /// The plan in it.
    pub renja: &'a Renja,
    /// Its findings.
    pub findings: &'a [Finding],
    /// Their causes.
    pub cases: &'a [Case],
}

/// A decision that can be done, unless another one speaks against it.
struct Doable {
    /// The finding, by its place; `None` for an edit in a table.
    finding: Option<usize>,
    case: Option<usize>,
    choice: Choice,
    changes: Vec<Change>,
    locks: Vec<CellRef>,
}

/// Finds what each decision is about and what it means; `withdrawn` are those, by their place, that were tried
/// before and taken back. One decision is enough for a case of several
/// findings; two that say the same are one, and two that speak against each other are both left.
#[must_use]
pub fn decide(decisions: Vec<Decision>, asked: Asked<'_>, withdrawn: &BTreeMap<usize, Refusal>) -> Decisions {
    let mut meant: Vec<(Option<usize>, Result<Doable, Refusal>)> =
        decisions.iter().map(|decision| asked.meant(decision)).collect();
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
            (Ok(doable), None) => asked.take(&mut decided, &mut done, place, doable),
        };
        decided.lines.push(Decided { decision, finding, outcome });
    }
    decided
}

impl Asked<'_> {
    /// The finding of a decision, and what it would do.
    fn meant(&self, decision: &Decision) -> (Option<usize>, Result<Doable, Refusal>) {
        if let Some((at, _)) = &decision.edit {
            return (None, self.edited(decision, *at));
        }
        let found = self.matching(&decision.key);
        let only = match found[..] {
            [only] => Some(only),
            _ => None,
        };
        if let Some(trouble) = &decision.trouble {
            return (only, Err(trouble.clone()));
        }
        let Some(finding) = only else {
            let why = if found.is_empty() { Refusal::Gone } else { Refusal::Several(found.len()) };
            return (None, Err(why));
        };
        (Some(finding), self.doable(decision, finding))
    }

    /// What an edit in a table would do.
    fn edited(&self, decision: &Decision, at: CellRef) -> Result<Doable, Refusal> {
        if let Some(trouble) = &decision.trouble {
            return Err(trouble.clone());
        }
        let own = decision.own.as_ref().ok_or(Refusal::Emptied)?;
        let (item, stated) = standing(self.book, self.renja, at);
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
        Ok(Doable { finding: None, case: None, choice: Choice::Own(value), changes, locks: Vec::new() })
    }

    fn doable(&self, decision: &Decision, place: usize) -> Result<Doable, Refusal> {
        let number = self.cases.iter().position(|case| case.findings.contains(&place));
        let case = number.and_then(|number| self.cases.get(number));
        let finding = &self.findings[place];
        let choice = match (beside_proposal(decision)?, &decision.own) {
            (Meaning::Unknown(meant), _) => {
                return Err(Refusal::Word(decision.word.clone(), meant.map(str::to_owned)));
            }
            (Meaning::Nothing, Some(own)) => Choice::Own(own_value::read(own, finding, self.renja)?),
            (_, Some(_)) => return Err(Refusal::WordAndValue),
            (Meaning::Nothing, None) => Choice::Note,
            (Meaning::Later, None) => Choice::Later,
            (Meaning::Refuse, None) => Choice::Refuse,
            (Meaning::Accept, None) => match case.map_or(0, |case| case.proposals.len()) {
                0 => return Err(Refusal::NothingProposed),
                1 => Choice::Accept(0),
                several => return Err(Refusal::WhichOne(letters(several))),
            },
            (Meaning::Letter(rank), None) => match case.map_or(0, |case| case.proposals.len()) {
                0 => return Err(Refusal::NothingProposed),
                offered if rank < offered => Choice::Accept(rank),
                1 => return Err(Refusal::NotOffered(said(decision), vec![own::ACCEPT.to_owned()])),
                offered => return Err(Refusal::NotOffered(said(decision), letters(offered))),
            },
        };
        let proposals = case.map_or(&[][..], |case| &case.proposals);
        let changes = match &choice {
            Choice::Accept(rank) => {
                proposals.get(*rank).map(|proposal| proposal.changes.clone()).unwrap_or_default()
            }
            Choice::Own(value) => self.own_changes(finding, value)?,
            Choice::Refuse | Choice::Later | Choice::Note => Vec::new(),
        };
        if matches!(choice, Choice::Own(_)) {
            self.refuse_formulas(&changes)?;
        }
        let locks = match &choice {
            Choice::Refuse => {
                proposals.iter().flat_map(|proposal| &proposal.changes).map(|change| change.at).collect()
            }
            _ => Vec::new(),
        };
        Ok(Doable { finding: Some(place), case: number, choice, changes, locks })
    }

    /// What an own value changes.
    fn own_changes(&self, finding: &Finding, value: &Value) -> Result<Vec<Change>, Refusal> {
        if finding.stated.as_ref() == Some(value) {
            return Err(Refusal::Same(value.to_string()));
        }
        let (from, to) = derived::words(self.renja, finding, value.clone());
        let is_sentence = self.renja.narrative.iter().any(|sentence| sentence.at == finding.at);
        if is_sentence && !matches!(to, Value::Text(_)) {
            return Err(Refusal::Sentence(value.to_string()));
        }
        let change = Change { at: finding.at, item: finding.item.clone(), from, to, formula: None };
        match code::cells(self.book, self.renja, &change) {
            Ok(_) => Ok(vec![change]),
            Err(parts) => Err(Refusal::CodeParts(value.to_string(), parts)),
        }
    }

    /// A formula is never replaced by a constant.
    fn refuse_formulas(&self, changes: &[Change]) -> Result<(), Refusal> {
        let formula = |change: &Change| {
            let formula = self.book.cell(change.at)?.formula.as_ref()?;
            change
                .formula
                .is_none()
                .then(|| Refusal::Formula(self.renja.place(change.at), format!("={formula}")))
        };
        changes.iter().find_map(formula).map_or(Ok(()), Err)
    }

    /// Does what one decision says.
    fn take(
        &self,
        decided: &mut Decisions,
        done: &mut BTreeSet<(Option<usize>, usize)>,
        line: usize,
        doable: Doable,
    ) -> Outcome {
        let rule = doable.finding.map_or("", |place| self.findings[place].rule);
        let by = DecidedBy::Person(line);
        let case = doable.case;
        match doable.choice {
            Choice::Note => return Outcome::Noted,
            Choice::Later => return Outcome::Later,
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
            Choice::Own(_) => {
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

    /// The findings that a line may be about, as few as its cell can tell apart. A cell that has moved
    /// since still matches where no other does, but not on another sheet while its own is there.
    fn matching(&self, key: &Key) -> Vec<usize> {
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

fn is_about(key: &Key, finding: &Finding) -> bool {
    key.rule.eq_ignore_ascii_case(finding.rule)
        && fold(&key.item) == fold(&finding.item)
        && key.stated == finding.stated.as_ref().map(Value::plain)
}

/// What the word of a decision means, which may stand beside a proposal: accepted there, it chooses that one.
/// Whether a refusal or a value of one's own there is about the proposal or the whole case nobody can tell.
fn beside_proposal(decision: &Decision) -> Result<Meaning, Refusal> {
    let meaning = meaning(&decision.word);
    let Some(rank) = decision.proposal else { return Ok(meaning) };
    let is_own = decision.own.is_some();
    match meaning {
        Meaning::Accept if !is_own => Ok(Meaning::Letter(rank)),
        Meaning::Letter(other) if other == rank && !is_own => Ok(Meaning::Letter(rank)),
        Meaning::Later | Meaning::Nothing if !is_own => Ok(meaning),
        Meaning::Unknown(_) => Ok(meaning),
        _ => Err(Refusal::BesideProposal),
    }
}

/// The choice as it is named in a refusal.
fn said(decision: &Decision) -> String {
    decision.proposal.map_or_else(|| decision.word.clone(), letter)
}

fn letter(rank: usize) -> String {
    column_name(u32::try_from(rank).unwrap_or(0))
}

/// The letters of a case's proposals.
fn letters(count: usize) -> Vec<String> {
    (0..count).map(letter).collect()
}

/// The decisions that speak against another one, each with the row of that one: two choices for one
/// case, two values for one cell, a change of a cell that another line says is right.
fn contradictions(
    decisions: &[Decision],
    meant: &[(Option<usize>, Result<Doable, Refusal>)],
) -> BTreeMap<usize, Message> {
    let doable: Vec<(usize, &Doable)> = meant
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
    // Two lines on one finding, of which one was copied.
    let mut of_finding: BTreeMap<usize, (usize, &Choice)> = BTreeMap::new();
    // For each case what was chosen first, for each cell what was said of it first: pairs of lines are
    // not compared one by one.
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
        if let (Some(case), false) = (doable.case, matches!(doable.choice, Choice::Own(_))) {
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
