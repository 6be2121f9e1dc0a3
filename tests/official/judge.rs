//! Judges what the program reports for an example: nothing if it is right, and the wrong cell if there is
//! one.

use std::collections::{BTreeMap, BTreeSet};

use renja::Options;
use renja::model::Lang;
use renja::report::{self, File};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::Example;
use crate::grid::{Show, cell_name};
use crate::plant::Planted;
use crate::write;

/// Maximum number of findings that a failure message lists.
const NAMED: usize = 4;

/// The part of the JSON report that is judged.
#[derive(Deserialize)]
struct Report {
    status: String,
    findings: Vec<Finding>,
    cases: Vec<Cause>,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    severity: String,
    cell: String,
    computed: Option<Value>,
    case: Option<usize>,
}

#[derive(Deserialize)]
struct Cause {
    id: usize,
    proposals: Vec<Proposal>,
}

#[derive(Deserialize)]
struct Proposal {
    rank: usize,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    cell: String,
    to: Value,
}

#[derive(Deserialize)]
struct Value {
    value: String,
}

impl Value {
    /// Returns the number, or `None` if the value is text.
    fn number(&self) -> Option<Decimal> {
        self.value.parse().ok()
    }
}

impl Finding {
    fn is_loud(&self) -> bool {
        matches!(self.severity.as_str(), "error" | "warning")
    }

    fn shown(&self) -> String {
        format!("{} {}", self.rule, self.cell)
    }
}

/// The outcome for one workbook. For a clean one only `alarms` and `unread` count, for a planted one the
/// others.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Number of errors and warnings in a clean workbook.
    pub alarms: usize,
    /// Whether a clean workbook was not recognized or could not be read.
    pub unread: bool,
    /// Whether an error or a warning is at the wrong cell, or its first proposal changes that cell.
    pub found: bool,
    /// Whether the wrong cell is found, and the value proposed first, or else a computed one, is the right
    /// one.
    pub repaired: bool,
    /// Number of errors and warnings at cells that share no relation with the wrong cell.
    pub beside: usize,
    /// A description of what falls short; empty if nothing does.
    pub short: String,
}

/// Checks the workbook of an example and judges the report.
pub fn judge(example: &Example) -> Verdict {
    let bytes = write::workbook(&example.sheet);
    let file = example.file();
    let checked = renja::check(&bytes, &Options::default()).map_err(|error| error.message());
    let json = report::json(&File { path: &file, outcome: checked.as_ref() }, Lang::En);
    let report: Report = serde_json::from_str(&json).expect("the report is readable");
    match &example.planted {
        None => of_clean(&report),
        Some(planted) => of_planted(&report, planted, &example.sheet.grid.cells[&planted.at].show),
    }
}

fn named(findings: &[&Finding]) -> String {
    findings.iter().take(NAMED).map(|finding| finding.shown()).collect::<Vec<_>>().join("; ")
}

fn of_clean(report: &Report) -> Verdict {
    let loud: Vec<&Finding> = report.findings.iter().filter(|finding| finding.is_loud()).collect();
    let unread = matches!(report.status.as_str(), "unrecognized" | "unreadable");
    let mut short = Vec::new();
    if !loud.is_empty() {
        short.push(format!("{} alarms: {}", loud.len(), named(&loud)));
    }
    if unread {
        short.push(format!("status {}", report.status));
    }
    Verdict { alarms: loud.len(), unread, short: short.join(" | "), ..Verdict::default() }
}

fn of_planted(report: &Report, planted: &Planted, show: &Show) -> Verdict {
    let loud: Vec<&Finding> = report.findings.iter().filter(|finding| finding.is_loud()).collect();
    let cell = cell_name(planted.at);
    let first = first_changes(report, &loud);
    let at: Vec<&&Finding> = loud.iter().filter(|finding| finding.cell == cell).collect();
    let found = first.contains_key(cell.as_str()) || !at.is_empty();
    let ours: BTreeSet<Option<Decimal>> = match first.get(cell.as_str()) {
        Some(value) => BTreeSet::from([*value]),
        None => at.iter().map(|finding| finding.computed.as_ref().and_then(Value::number)).collect(),
    };
    let is_right = |right| ours.iter().flatten().any(|value| equals(*value, right, show));
    // For a wrong word there is no value to compare: the report only says that it is wrong.
    let repaired = found && planted.right.is_none_or(is_right);
    let mut allowed: BTreeSet<String> = planted.may.iter().map(|at| cell_name(*at)).collect();
    allowed.insert(cell.clone());
    let beside: Vec<&Finding> =
        loud.iter().copied().filter(|finding| !allowed.contains(&finding.cell)).collect();
    let mut short = Vec::new();
    if !found {
        short.push(format!("NOT FOUND ({}): {}", report.status, named(&loud)));
    } else if !repaired {
        let ours = ours.iter().flatten().map(Decimal::to_string).collect::<Vec<_>>().join(", ");
        short.push(format!("WRONG VALUE {ours}"));
    }
    if !beside.is_empty() {
        short.push(format!("BESIDE {}: {}", beside.len(), named(&beside)));
    }
    let right = planted.right.map(|right| right.normalize().to_string()).unwrap_or_default();
    let short =
        if short.is_empty() { String::new() } else { format!("{cell} right {right}: {}", short.join(" | ")) };
    Verdict { found, repaired, beside: beside.len(), short, ..Verdict::default() }
}

/// Returns the cells that the first proposals for errors and warnings change, with their new values.
fn first_changes<'a>(report: &'a Report, loud: &[&Finding]) -> BTreeMap<&'a str, Option<Decimal>> {
    let mut first = BTreeMap::new();
    for cause in report.cases.iter().filter(|cause| loud.iter().any(|f| f.case == Some(cause.id))) {
        for change in cause.proposals.iter().filter(|p| p.rank == 1).flat_map(|p| &p.changes) {
            first.entry(change.cell.as_str()).or_insert_with(|| change.to.number());
        }
    }
    first
}

/// Whether a value is the right one. A percentage may be given as points or as a fraction, and is right
/// within the precision of its two displayed digits.
fn equals(value: Decimal, right: Decimal, show: &Show) -> bool {
    let slack = Decimal::new(11, 3);
    let near = |value: Decimal| (value - right).abs() <= slack;
    value == right || *show == Show::Percent && (near(value) || near(value * Decimal::ONE_HUNDRED))
}
