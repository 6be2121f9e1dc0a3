//! Corrects what needs no search: derived columns, counts, codes, and amounts stored as text. Also adds
//! findings to the case whose proposal makes them go away.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::column_formulas::{cell, formula_gives, has_number, is_shown_as};
use super::faulty_formulas::{self, FormulaFix};
use super::typing_slip::slip_candidates;
use crate::model::{
    Book, Case, CellContent, CellRef, Change, Class, Finding, Item, Message, Proposal, Related, Renja,
    Severity, Table, Value,
};

/// Adds the cases of the findings that are in no case yet. Of the notes, only those on numbers stored as text
/// get a case.
pub fn add_cases(
    cases: &mut Vec<Case>,
    (renja, book): (&Renja, &Book),
    findings: &[Finding],
    locked: &BTreeSet<CellRef>,
) {
    let taken: BTreeSet<usize> = cases.iter().flat_map(|c| &c.findings).copied().collect();
    let disputed: BTreeSet<CellRef> =
        findings.iter().filter(|f| f.severity > Severity::Note).map(|f| f.at).collect();
    let mut betrayed: BTreeMap<CellRef, usize> = BTreeMap::new();
    let mut rest = Vec::new();
    for (i, finding) in findings.iter().enumerate() {
        if taken.contains(&i) || finding.severity == Severity::Note && !is_number_as_text(finding) {
            continue;
        }
        if add_to_resolving_case(cases, i, finding) {
            continue;
        }
        rest.push(i);
    }
    if rest.is_empty() {
        return;
    }
    let rows = CellPlaces::new(renja);
    let lost: BTreeSet<usize> = findings
        .iter()
        .filter(|finding| finding.rule == LOST_THOUSANDS_RULE)
        .filter_map(|finding| rows.table(finding.at))
        .collect();
    let first_new = cases.len();
    // First the cells that their dependent columns show to be wrong, then the columns that are computed from
    // them.
    for pass in [true, false] {
        for &i in &rest {
            let finding = &findings[i];
            let kin = if is_derived(finding) {
                rows.dependent_columns(renja, finding)
            } else {
                DependentColumns::default()
            };
            if kin.agree_with_computed != pass {
                continue;
            }
            if let Some(case) = betrayed.get(&finding.at).and_then(|c| cases.get_mut(*c)) {
                case.findings.push(i);
                if let Some(proposal) = case.proposals.first_mut() {
                    proposal.resolves.push(i);
                }
                continue;
            }
            if kin.agree_with_computed {
                betrayed.extend(kin.dependents.iter().map(|at| (*at, cases.len())));
            }
            // The texts show which numbers beside them lost their thousands: those go first.
            let waits = is_number_as_text(finding)
                && finding.related.iter().any(|r| rows.table(r.at).is_some_and(|t| lost.contains(&t)));
            let proposals =
                if waits { None } else { proposal((renja, book), i, finding, &kin, &disputed, &rows) };
            cases.push(Case {
                findings: vec![i],
                explanation: explanation(finding, &kin),
                complete: true,
                proposals: proposals
                    .and_then(|proposal| without_locked(proposal, locked))
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

/// Removes the locked cells from a proposal. A safe proposal turns texts into numbers or fills blanks, which
/// are independent of one another: its other changes stay. Any other proposal is dropped as a whole if one of
/// its cells is locked. Returns `None` if no change is left.
fn without_locked(mut proposal: Proposal, locked: &BTreeSet<CellRef>) -> Option<Proposal> {
    if proposal.class == Class::Safe {
        proposal.changes.retain(|change| !locked.contains(&change.at));
        return (!proposal.changes.is_empty()).then_some(proposal);
    }
    proposal.changes.iter().all(|change| !locked.contains(&change.at)).then_some(proposal)
}

/// Adds a finding to the case whose first proposal makes it go away, and returns whether there is one. This
/// is the same wrong cell, compared with another table.
fn add_to_resolving_case(cases: &mut [Case], place: usize, finding: &Finding) -> bool {
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

/// Returns what is proposed for a finding. `None` if nothing says what its cell should hold.
fn proposal(
    (renja, book): (&Renja, &Book),
    place: usize,
    finding: &Finding,
    kin: &DependentColumns,
    disputed: &BTreeSet<CellRef>,
    rows: &CellPlaces,
) -> Option<Proposal> {
    if is_number_as_text(finding) {
        return retype_proposal(renja, book, place, finding, rows);
    }
    if finding.rule == LOST_THOUSANDS_RULE {
        return enlarging_proposal(renja, book, place, finding, rows);
    }
    let to = finding.computed.clone()?;
    if faulty_formulas::has_formula(book, finding.at) {
        return formula_proposal(book, place, finding, to);
    }
    let undisputed = finding
        .related
        .iter()
        .all(|r| r.at == finding.at || kin.dependents.contains(&r.at) || !disputed.contains(&r.at));
    let suggested = |when: bool| if when { Class::Suggested } else { Class::Display };
    let (class, key) = match finding.rule.get(..3).unwrap_or_default() {
        _ if kin.agree_with_computed => (suggested(undisputed), "correct.reason.betrayed"),
        _ if kin.agree_with_stated => (Class::Display, "correct.reason.otherwise"),
        _ if is_derived(finding) => {
            let undisputed = undisputed && !renja.lacks_form(finding.at);
            let only = undisputed && kin.dependents.is_empty() && !kin.has_suspect_input;
            // The form's own formula gives a blank cell its only value. A value that stands there is a
            // person's.
            let class = if only && finding.stated.is_none() { Class::Safe } else { suggested(only) };
            (class, "correct.reason.derived")
        }
        // Nothing says whether a code or the name beside it is wrong.
        "KOD" if finding.rule == DATED_CODE_RULE => (Class::Suggested, "correct.reason.code"),
        "KOD" if finding.rule == DOUBLED_CODE_RULE => (Class::Display, "correct.reason.code_unused"),
        "KOD" => (Class::Display, "correct.reason.code"),
        "JML" => (suggested(undisputed), "correct.reason.counted"),
        // Nothing says whether an amount in words or the figure is wrong, but a misspelt word has only one
        // reading.
        "TRB" => (suggested(undisputed && finding.rule == MISSPELT_RULE), "correct.reason.words"),
        _ if finding.stated.is_none() => (Class::Display, "correct.reason.blank_computed"),
        _ => (Class::Display, "correct.reason.computed"),
    };
    let reason = Message::new(key).with("item", finding.item.clone()).with("value", to.clone());
    let (from, to) = changed_values(renja, finding, to);
    Some(Proposal {
        class,
        reason,
        changes: vec![Change { at: finding.at, item: finding.item.clone(), from, to, formula: None }],
        evidence: finding.related.iter().map(|r| r.at).filter(|at| *at != finding.at).collect(),
        resolves: vec![place],
    })
}

/// Proposes how to correct the formula of a cell: recalculate it if only its stored value is out of date,
/// else replace it by the formula that the other cells of the column share. `None` if neither gives the value
/// that the finding computes.
fn formula_proposal(book: &Book, place: usize, finding: &Finding, to: Value) -> Option<Proposal> {
    let own = faulty_formulas::formula_text(book, finding.at)?;
    let reason = |key| {
        Message::new(key)
            .with("item", finding.item.clone())
            .with("place", finding.at.a1())
            .with("from", finding.stated.clone().unwrap_or(Value::Nil))
            .with("to", to.clone())
            .with("own", own)
    };
    let (formula, reason) =
        match faulty_formulas::find_fix(book, finding.at, &[], to.number()?, &BTreeMap::new()) {
            FormulaFix::Recalculate => (None, reason("correct.reason.recalculate")),
            FormulaFix::Formula { text, .. } => {
                (Some(text.clone()), reason("correct.reason.formula").with("formula", text))
            }
            FormulaFix::Unknown => return None,
        };
    let (at, item, from) = (finding.at, finding.item.clone(), finding.stated.clone());
    Some(Proposal {
        class: Class::Suggested,
        reason,
        changes: vec![Change { at, item, from, to, formula }],
        evidence: finding.related.iter().map(|r| r.at).filter(|at| *at != finding.at).collect(),
        resolves: vec![place],
    })
}

/// Proposes to turn numbers stored as text into numbers. This is done only for texts that are plainly one
/// number ("1.313.159.500"), in a column that holds numbers. A text that has another reading stays as it is:
/// "45 653 774" may be a telephone number, two lines may be two amounts, "007" is an identifier. `None` if no
/// text can be turned.
fn retype_proposal(
    renja: &Renja,
    book: &Book,
    place: usize,
    finding: &Finding,
    rows: &CellPlaces,
) -> Option<Proposal> {
    // All cells of such a finding are in one column.
    if !finding.related.first().is_some_and(|first| rows.holds_numbers(renja, book, first.at)) {
        return None;
    }
    let texts = finding.related.iter().filter_map(|related| {
        let number = related.value.as_ref()?.number()?;
        let text = rows.printed_text(renja, related.at).filter(|text| is_plainly_one_number(text, number))?;
        Some((related, Value::Text(text)))
    });
    common_proposal(renja, rows, place, (Class::Safe, "correct.reason.retyped"), texts)
}

/// Proposes the amounts that were meant where thousands were lost. `None` if there are none.
fn enlarging_proposal(
    renja: &Renja,
    book: &Book,
    place: usize,
    finding: &Finding,
    rows: &CellPlaces,
) -> Option<Proposal> {
    let numbers = finding.related.iter().filter_map(|related| match book.cell(related.at)?.content {
        CellContent::Number(n) => Some((related, Value::Rupiah(n.normalize()))),
        _ => None,
    });
    common_proposal(renja, rows, place, (Class::Suggested, "correct.reason.lost_thousands"), numbers)
}

/// Returns one proposal for several cells of a finding, each given with its present value. `None` if there are none.
fn common_proposal<'f>(
    renja: &Renja,
    rows: &CellPlaces,
    place: usize,
    (class, reason): (Class, &'static str),
    cells: impl Iterator<Item = (&'f Related, Value)>,
) -> Option<Proposal> {
    let change = |(related, from): (&Related, Value)| {
        Some(Change {
            at: related.at,
            item: rows.item_path(renja, related.at).unwrap_or_else(|| related.label.clone()),
            from: Some(from),
            to: related.value.clone()?,
            formula: None,
        })
    };
    let changes: Vec<Change> = cells.filter_map(change).collect();
    (!changes.is_empty()).then(|| Proposal {
        class,
        reason: Message::new(reason).with("count", changes.len()),
        changes,
        evidence: Vec::new(),
        resolves: vec![place],
    })
}

/// Whether a text can only be read as this number: digits in one run or in groups of thousands, optionally
/// with `Rp` before and `,-` or `,00` behind, and without a leading zero.
fn is_plainly_one_number(text: &str, number: Decimal) -> bool {
    let text = text.trim();
    let text = text.strip_prefix("Rp").map_or(text, |rest| rest.trim_start_matches('.').trim_start());
    let text = text.strip_suffix(",-").or_else(|| text.strip_suffix(",00")).unwrap_or(text);
    let text = text.strip_prefix('-').unwrap_or(text);
    let separators: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let mut groups = text.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let is_grouped = |first: &str| (1..=3).contains(&first.len());
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let all: String = text.chars().filter(char::is_ascii_digit).collect();
    digits(first)
        && (first == "0" && rest.is_empty() || !first.starts_with('0'))
        && all.len() <= MAX_DIGITS
        && all.parse::<Decimal>().is_ok_and(|plain| plain == number.abs())
        && separators.len() <= 1
        && (rest.is_empty()
            || is_grouped(first) && rest.iter().all(|group| group.len() == 3 && digits(group)))
}

/// Whether a finding is about numbers stored as text, where only the way of writing changes.
fn is_number_as_text(finding: &Finding) -> bool {
    finding.rule == "FMT101"
        && finding.severity == Severity::Note
        && finding.stated.is_none()
        && finding.related.iter().any(|r| r.value.as_ref().is_some_and(|v| v.number().is_some()))
}

/// Whether the finding is about a column that is computed from other cells of its row.
fn is_derived(finding: &Finding) -> bool {
    finding.rule.starts_with("RAS") || finding.rule == "ARI104"
}

/// Says why the figure is wrong, as far as the cells show it. The finding itself says what is stated and what
/// was computed.
fn explanation(finding: &Finding, kin: &DependentColumns) -> Message {
    if is_number_as_text(finding) {
        return Message::new("correct.cause.retyped");
    }
    if finding.rule == LOST_THOUSANDS_RULE {
        return Message::new("correct.cause.lost_thousands");
    }
    if kin.agree_with_stated {
        return Message::new("correct.cause.otherwise");
    }
    let key = match (&finding.stated, &finding.computed) {
        (Some(_), _) if finding.rule == DOUBLED_CODE_RULE => "correct.cause.code_doubled",
        (None, Some(_)) => "correct.cause.blank",
        (Some(stated), Some(computed)) if kin.agree_with_computed => {
            return Message::new("correct.cause.betrayed")
                .with("stated", stated.clone())
                .with("computed", computed.clone());
        }
        (Some(_), Some(_)) => match finding.rule.get(..3).unwrap_or_default() {
            _ if is_derived(finding) => "correct.cause.derived",
            _ if finding.rule == MISSPELT_RULE => "correct.cause.misspelt",
            _ if finding.rule == DATED_CODE_RULE => "correct.cause.dated",
            "KOD" => "correct.cause.code",
            "THN" => "correct.cause.year",
            "NAR" => "correct.cause.sentence",
            "TRB" => "correct.cause.words",
            "JML" => "correct.cause.counted",
            _ => "correct.cause.unequal",
        },
        _ => "correct.cause.look",
    };
    Message::new(key)
}

/// What the columns that are computed from a cell show about it.
#[derive(Default)]
struct DependentColumns {
    /// Whether they were computed from the value that should stand there. Then the cell was mistyped.
    agree_with_computed: bool,
    /// Whether they were computed from the value that stands there. Then it was computed in another way.
    agree_with_stated: bool,
    /// The cells of these columns in the same row.
    dependents: Vec<CellRef>,
    /// Whether the stated value would follow if one of its inputs was mistyped.
    has_suspect_input: bool,
}

/// The rule on amounts that lost their thousands.
const LOST_THOUSANDS_RULE: &str = "FMT106";

/// The rule on amounts in words that are misspelt but otherwise right.
const MISSPELT_RULE: &str = "TRB102";

/// The rule on one code that is used for two items.
const DOUBLED_CODE_RULE: &str = "KOD101";

/// The rule on codes that a spreadsheet turned into dates.
const DATED_CODE_RULE: &str = "KOD105";

/// Maximum number of digits that a number keeps in a spreadsheet; a longer one is an identifier.
const MAX_DIGITS: usize = 15;

/// The place of every cell that has a value in the plan.
struct CellPlaces {
    /// Table, item, indicator (`None` for a cell of the item itself) and column, by cell.
    by_cell: HashMap<CellRef, (usize, usize, Option<usize>, usize)>,
}

impl CellPlaces {
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

    /// Returns the index of a cell's table. `None` if the cell has no value in the plan.
    fn table(&self, at: CellRef) -> Option<usize> {
        self.by_cell.get(&at).map(|(table, ..)| *table)
    }

    /// Returns the item of a cell with the items above it. `None` if the cell has no value in the plan.
    fn item_path(&self, renja: &Renja, at: CellRef) -> Option<String> {
        let (t, i, _, _) = *self.by_cell.get(&at)?;
        Some(renja.tables.get(t)?.path(i))
    }

    /// Returns the printed text of a cell. `None` if the cell has no value in the plan.
    fn printed_text(&self, renja: &Renja, at: CellRef) -> Option<Arc<str>> {
        let (t, i, k, c) = *self.by_cell.get(&at)?;
        let item = renja.tables.get(t)?.items.get(i)?;
        let values = match k {
            Some(k) => &item.indikator.get(k)?.values,
            None => &item.values,
        };
        Some(values.get(c)?.text.clone())
    }

    /// Whether the column of a cell holds numbers, because an official form says so or because most of its
    /// filled cells do.
    fn holds_numbers(&self, renja: &Renja, book: &Book, at: CellRef) -> bool {
        let Some(&(t, _, _, c)) = self.by_cell.get(&at) else { return false };
        let Some(table) = renja.tables.get(t) else { return false };
        if table.form.defines_rows() && table.columns.get(c).is_some_and(|c| !c.key.starts_with("kolom_")) {
            return true;
        }
        let (mut numbers, mut others) = (0usize, 0usize);
        for cited in table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(c)) {
            match book.cell(cited.at).map(|cell| &cell.content) {
                Some(CellContent::Number(_)) => numbers += 1,
                Some(CellContent::Text(_)) => others += 1,
                _ => {}
            }
        }
        numbers > others
    }

    /// Compares the columns that are computed from this cell with its stated and its computed value.
    fn dependent_columns(&self, renja: &Renja, finding: &Finding) -> DependentColumns {
        let mut kin = DependentColumns::default();
        let Some(&(t, i, k, c)) = self.by_cell.get(&finding.at) else { return kin };
        let Some(table) = renja.tables.get(t) else { return kin };
        let Some(number) = table.columns.get(c).and_then(|column| column.number.as_ref()) else { return kin };
        kin.has_suspect_input =
            finding.stated.as_ref().is_some_and(|shown| is_input_suspect(table, (i, k), c, shown));
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
            kin.agree_with_computed |= by_computed && !by_stated;
            kin.agree_with_stated |= by_stated && !by_computed;
        }
        if kin.agree_with_computed && kin.agree_with_stated {
            (kin.agree_with_computed, kin.agree_with_stated) = (false, false);
        }
        kin
    }
}

/// Returns the values before and after the change. For a cell with a sentence of the narrative, both are the
/// whole sentence, the second one with its new words.
pub(super) fn changed_values(renja: &Renja, finding: &Finding, to: Value) -> (Option<Value>, Value) {
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

/// Whether a typing slip in one input of the column's formula explains the value that is shown. An input
/// counts only if no other column computed from it agrees with the input as it stands.
fn is_input_suspect(table: &Table, row: (usize, Option<usize>), column: usize, shown: &Value) -> bool {
    let Some(formula) = table.columns.get(column).and_then(|c| c.formula.as_ref()) else { return false };
    formula.columns().into_iter().any(|number| {
        let Some(input) = table.columns.iter().position(|c| has_number(c, number)) else { return false };
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
            && slip_candidates(whole.mantissa()).into_iter().any(|right| {
                Decimal::try_from_i128_with_scale(right, 0)
                    .ok()
                    .and_then(|right| formula_gives(table, row, formula, number, right))
                    .is_some_and(|result| is_shown_as(result, shown))
            })
    })
}
