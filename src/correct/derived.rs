//! What needs no search: a derived column, a count, an amount typed as text. And the findings
//! that go away with the cell that a sum betrays.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::slip::variants;
use crate::forms::Belongs;
use crate::model::{
    Case, CellRef, Change, Class, Column, Finding, Message, Proposal, Renja, Severity, Table, Value,
};
use crate::text::formula::Formula;

/// Adds the cases of the findings that no case has yet.
pub fn add(cases: &mut Vec<Case>, renja: &Renja, findings: &[Finding], locked: &BTreeSet<CellRef>) {
    let taken: BTreeSet<usize> = cases.iter().flat_map(|c| &c.findings).copied().collect();
    let disputed: BTreeSet<CellRef> =
        findings.iter().filter(|f| f.severity > Severity::Note).map(|f| f.at).collect();
    let mut betrayed: BTreeMap<CellRef, usize> = BTreeMap::new();
    let mut rest = Vec::new();
    for (i, finding) in findings.iter().enumerate() {
        if taken.contains(&i) || finding.severity == Severity::Note && !is_retyped(finding) {
            continue;
        }
        if goes_along(cases, i, finding) {
            continue;
        }
        rest.push(i);
    }
    if rest.is_empty() {
        return;
    }
    let rows = Rows::new(renja);
    let first_new = cases.len();
    // A cell that is the slip comes before the column that is computed from it.
    for pass in [true, false] {
        for &i in &rest {
            let finding = &findings[i];
            let kin = if is_derived(finding) { rows.kin(renja, finding) } else { Kin::default() };
            if kin.betrays != pass {
                continue;
            }
            if let Some(case) = betrayed.get(&finding.at).and_then(|c| cases.get_mut(*c)) {
                case.findings.push(i);
                if let Some(proposal) = case.proposals.first_mut() {
                    proposal.resolves.push(i);
                }
                continue;
            }
            if kin.betrays {
                betrayed.extend(kin.dependents.iter().map(|at| (*at, cases.len())));
            }
            let proposals = proposal(renja, i, finding, &kin, &disputed, &rows);
            cases.push(Case {
                findings: vec![i],
                explanation: explanation(finding, &kin),
                complete: true,
                proposals: proposals
                    .filter(|p| p.changes.iter().all(|c| !locked.contains(&c.at)))
                    .into_iter()
                    .collect(),
            });
        }
    }
    for case in cases.iter_mut().skip(first_new) {
        case.findings.sort_unstable();
        for proposal in &mut case.proposals {
            proposal.resolves.sort_unstable();
        }
    }
}

/// Puts a finding into the case whose first proposal makes it go away: the same wrong cell
/// compared with another table.
fn goes_along(cases: &mut [Case], place: usize, finding: &Finding) -> bool {
    for case in cases {
        let Some(proposal) = case.proposals.first_mut() else { continue };
        let resolves = proposal.changes.iter().any(|change| {
            change.at == finding.at && finding.computed.as_ref() == Some(&change.to)
                || finding.stated.as_ref() == Some(&change.to)
                    && finding.related.iter().any(|r| r.at == change.at)
        });
        if resolves {
            proposal.resolves.push(place);
            proposal.resolves.sort_unstable();
            case.findings.push(place);
            case.findings.sort_unstable();
            return true;
        }
    }
    false
}

fn proposal(
    renja: &Renja,
    place: usize,
    finding: &Finding,
    kin: &Kin,
    disputed: &BTreeSet<CellRef>,
    rows: &Rows,
) -> Option<Proposal> {
    if is_retyped(finding) {
        return retype(renja, place, finding, rows);
    }
    let to = finding.computed.clone()?;
    let undisputed = finding
        .related
        .iter()
        .all(|r| r.at == finding.at || kin.dependents.contains(&r.at) || !disputed.contains(&r.at));
    let (safe, key) = match finding.rule.get(..3).unwrap_or_default() {
        _ if kin.betrays => (undisputed, "correct.reason.betrayed"),
        _ if kin.otherwise => (false, "correct.reason.otherwise"),
        _ if is_derived(finding) => {
            let undisputed = undisputed && !renja.is_inferred(finding.at);
            (undisputed && kin.dependents.is_empty() && !kin.input_suspect, "correct.reason.derived")
        }
        "JML" => (undisputed, "correct.reason.counted"),
        "KOD" => (false, "correct.reason.code"),
        "TRB" => (undisputed, "correct.reason.words"),
        _ if finding.stated.is_none() => (false, "correct.reason.blank_computed"),
        _ => (false, "correct.reason.computed"),
    };
    let reason = Message::new(key).with("item", finding.item.clone()).with("value", to.clone());
    let (from, to) = words(renja, finding, to);
    Some(Proposal {
        class: match key {
            _ if safe => Class::Safe,
            "correct.reason.code" => Class::Suggested,
            _ => Class::Display,
        },
        reason,
        changes: vec![Change { at: finding.at, item: finding.item.clone(), from, to }],
        evidence: finding.related.iter().map(|r| r.at).filter(|at| *at != finding.at).collect(),
        resolves: vec![place],
    })
}

/// Numbers that are text to Excel become numbers.
fn retype(renja: &Renja, place: usize, finding: &Finding, rows: &Rows) -> Option<Proposal> {
    let changes: Vec<Change> = finding
        .related
        .iter()
        .filter_map(|related| {
            Some(Change {
                at: related.at,
                item: rows.path(renja, related.at).unwrap_or_else(|| related.label.clone()),
                from: Some(Value::Text(rows.text(renja, related.at)?)),
                to: related.value.clone().filter(|v| v.number().is_some())?,
            })
        })
        .collect();
    (!changes.is_empty()).then(|| Proposal {
        class: Class::Safe,
        reason: Message::new("correct.reason.retyped").with("count", changes.len()),
        changes,
        evidence: Vec::new(),
        resolves: vec![place],
    })
}

/// Whether only the way of writing changes.
fn is_retyped(finding: &Finding) -> bool {
    finding.rule == "FMT101"
        && finding.severity == Severity::Note
        && finding.stated.is_none()
        && finding.related.iter().any(|r| r.value.as_ref().is_some_and(|v| v.number().is_some()))
}

/// Whether the cell is computed from others of its row.
fn is_derived(finding: &Finding) -> bool {
    finding.rule.starts_with("RAS") || finding.rule == "ARI104"
}

fn explanation(finding: &Finding, kin: &Kin) -> Message {
    let item = || finding.item.clone();
    if is_retyped(finding) {
        return Message::new("correct.cause.retyped").with("count", finding.related.len());
    }
    if kin.otherwise {
        return Message::new("correct.cause.otherwise").with("item", item());
    }
    match (&finding.stated, &finding.computed, &finding.difference) {
        (None, Some(computed), _) => {
            Message::new("correct.cause.blank").with("item", item()).with("computed", computed.clone())
        }
        (Some(stated), Some(computed), Some(difference)) if !kin.betrays => {
            Message::new("correct.cause.differs")
                .with("item", item())
                .with("stated", stated.clone())
                .with("computed", computed.clone())
                .with("difference", difference.clone())
        }
        (Some(stated), Some(computed), _) => {
            let key = if kin.betrays { "correct.cause.betrayed" } else { "correct.cause.unequal" };
            Message::new(key)
                .with("item", item())
                .with("stated", stated.clone())
                .with("computed", computed.clone())
        }
        _ => Message::new("correct.cause.look").with("item", item()),
    }
}

/// What the columns that are computed from a cell say of it.
#[derive(Default)]
struct Kin {
    /// They were computed from what should stand there: the cell is the slip.
    betrays: bool,
    /// They were computed from what stands there: it was computed another way.
    otherwise: bool,
    /// Their cells.
    dependents: Vec<CellRef>,
    /// What stands there follows from an input that was mistyped.
    input_suspect: bool,
}

/// Where each cell stands.
struct Rows {
    by_cell: HashMap<CellRef, (usize, usize, Option<usize>, usize)>,
}

impl Rows {
    fn new(renja: &Renja) -> Self {
        let mut by_cell = HashMap::new();
        for (t, table) in renja.tables.iter().enumerate() {
            for (i, item) in table.items.iter().enumerate() {
                for (c, cited) in item.values.iter() {
                    by_cell.entry(cited.at).or_insert((t, i, None, c));
                }
                for (k, indikator) in item.indikator.iter().enumerate() {
                    for (c, cited) in indikator.values.iter() {
                        by_cell.entry(cited.at).or_insert((t, i, Some(k), c));
                    }
                }
            }
        }
        Self { by_cell }
    }

    fn path(&self, renja: &Renja, at: CellRef) -> Option<String> {
        let (t, i, _, _) = *self.by_cell.get(&at)?;
        Some(renja.tables.get(t)?.path(i))
    }

    fn text(&self, renja: &Renja, at: CellRef) -> Option<Arc<str>> {
        let (t, i, k, c) = *self.by_cell.get(&at)?;
        let item = renja.tables.get(t)?.items.get(i)?;
        let values = match k {
            Some(k) => &item.indikator.get(k)?.values,
            None => &item.values,
        };
        Some(values.get(c)?.text.clone())
    }

    /// What the columns of the same row say that are computed from this cell.
    fn kin(&self, renja: &Renja, finding: &Finding) -> Kin {
        let mut kin = Kin::default();
        let Some(&(t, i, k, c)) = self.by_cell.get(&finding.at) else { return kin };
        let Some(table) = renja.tables.get(t) else { return kin };
        let Some(number) = table.columns.get(c).and_then(|column| column.number.as_ref()) else { return kin };
        kin.input_suspect =
            finding.stated.as_ref().is_some_and(|shown| input_suspect(table, (i, k), c, shown));
        let computed = finding.computed.as_ref().and_then(Value::number);
        let stated = finding.stated.as_ref().and_then(Value::number);
        for (d, column) in table.columns.iter().enumerate() {
            let Some(formula) = column.formula.as_ref().filter(|f| f.columns().contains(&number.value))
            else {
                continue;
            };
            let Some((at, shown)) = cell(table, i, k, d) else { continue };
            kin.dependents.push(at);
            let agrees = |value: Option<Decimal>| {
                value.is_some_and(|value| {
                    formula_gives(table, (i, k), formula, number.value, value)
                        .is_some_and(|result| is_shown_as(result, shown))
                })
            };
            let (by_computed, by_stated) = (agrees(computed), agrees(stated));
            kin.betrays |= by_computed && !by_stated;
            kin.otherwise |= by_stated && !by_computed;
        }
        if kin.betrays && kin.otherwise {
            (kin.betrays, kin.otherwise) = (false, false);
        }
        kin
    }
}

/// From and to; where a sentence is meant, the whole sentence with its new words.
fn words(renja: &Renja, finding: &Finding, to: Value) -> (Option<Value>, Value) {
    let sentence = renja.narrative.iter().find(|s| s.at == finding.at);
    let (Some(sentence), Some(stated)) = (sentence, &finding.stated) else {
        return (finding.stated.clone(), to);
    };
    let old = stated.to_string();
    if old.is_empty() || !sentence.text.contains(&old) {
        return (finding.stated.clone(), to);
    }
    let new = sentence.text.replacen(&old, &to.to_string(), 1);
    (Some(Value::Text(sentence.text.clone())), Value::Text(new.into()))
}

/// Whether one input of a formula, typed another way, gives what is shown, and no other column
/// that is computed from that input agrees with it as it stands.
fn input_suspect(table: &Table, row: (usize, Option<usize>), column: usize, shown: &Value) -> bool {
    let Some(formula) = table.columns.get(column).and_then(|c| c.formula.as_ref()) else { return false };
    formula.columns().into_iter().any(|number| {
        let Some(input) = table.columns.iter().position(|c| is_numbered(c, number)) else { return false };
        let Some(stated) = cell(table, row.0, row.1, input).and_then(|(_, value)| value.number()) else {
            return false;
        };
        let confirmed = table.columns.iter().enumerate().any(|(d, other)| {
            d != column
                && other.formula.as_ref().is_some_and(|f| {
                    f.columns().contains(&number)
                        && cell(table, row.0, row.1, d).is_some_and(|(_, value)| {
                            formula_gives(table, row, f, number, stated)
                                .is_some_and(|result| is_shown_as(result, value))
                        })
                })
        });
        let whole = stated.normalize();
        !confirmed
            && whole.scale() == 0
            && variants(whole.mantissa()).into_iter().any(|right| {
                Decimal::try_from_i128_with_scale(right, 0)
                    .ok()
                    .and_then(|right| formula_gives(table, row, formula, number, right))
                    .is_some_and(|result| is_shown_as(result, shown))
            })
    })
}

fn is_numbered(column: &Column, number: u32) -> bool {
    column.number.as_ref().is_some_and(|n| n.value == number)
}

/// What a formula gives when one column has this value.
fn formula_gives(
    table: &Table,
    (i, k): (usize, Option<usize>),
    formula: &Formula,
    number: u32,
    value: Decimal,
) -> Option<Decimal> {
    let column = |n: u32| {
        if n == number {
            return Some(value);
        }
        let c = table.columns.iter().position(|c| is_numbered(c, n))?;
        cell(table, i, k, c)?.1.number()
    };
    formula.value(&column).ok()
}

/// A cell of a row: the indicator's own, else the item's.
fn cell(table: &Table, item: usize, indikator: Option<usize>, column: usize) -> Option<(CellRef, &Value)> {
    let item = table.items.get(item)?;
    let of_item = table.columns.get(column)?.belongs != Belongs::Indikator;
    let values = match indikator.and_then(|k| item.indikator.get(k)) {
        Some(indikator) if !of_item => &indikator.values,
        _ => &item.values,
    };
    let cited = values.get(column)?;
    Some((cited.at, &cited.value))
}

/// Whether a result is printed as this: rounded or cut off at its last decimal, a ratio also as a
/// percentage.
fn is_shown_as(result: Decimal, shown: &Value) -> bool {
    let Some(printed) = shown.number() else { return false };
    let unit = Decimal::new(1, printed.scale());
    let half = Decimal::new(5, printed.scale() + 1);
    let near = |result: Decimal| {
        let (Some(low), Some(high)) = (printed.checked_sub(half), printed.checked_add(unit)) else {
            return false;
        };
        (low..high).contains(&result)
    };
    near(result) || result.checked_mul(Decimal::ONE_HUNDRED).is_some_and(near)
}
