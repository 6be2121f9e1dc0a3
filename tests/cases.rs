//! Small workbooks with layouts and faults seen in the files of many offices. `tests/cases/cases.toml` states
//! what is expected of each, and explains the words that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use renja::Options;
use renja::model::Lang;
use renja::report::{self, File};
use rust_decimal::Decimal;
use serde::Deserialize;

/// Number of reasons shown for one case.
const SHOWN: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// A workbook and what is expected of it; the fields are explained at the top of `cases.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    file: String,
    /// For readers of the list; the test does not use it.
    #[serde(rename = "why")]
    _why: String,
    #[serde(default)]
    silent: bool,
    #[serde(default)]
    loose: bool,
    #[serde(default)]
    finds: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    may: Vec<String>,
    #[serde(default)]
    right: BTreeMap<String, Decimal>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    untouched: Vec<String>,
    #[serde(default)]
    quiet: Vec<String>,
    #[serde(default)]
    unread: Vec<String>,
    status: Option<String>,
    not_status: Option<String>,
}

/// The part of the JSON report that the cases refer to.
#[derive(Deserialize)]
struct Report {
    status: String,
    error: Option<String>,
    sheets: Vec<Sheet>,
    findings: Vec<Finding>,
    cases: Vec<Cause>,
}

#[derive(Deserialize)]
struct Sheet {
    name: String,
    status: String,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    severity: String,
    sheet: String,
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
    class: String,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    sheet: String,
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

/// Returns the two ways in which the list may write a cell: without its sheet and with it.
fn names(sheet: &str, cell: &str) -> [String; 2] {
    [cell.to_string(), format!("{sheet}!{cell}")]
}

impl Finding {
    fn is_loud(&self) -> bool {
        matches!(self.severity.as_str(), "error" | "warning")
    }

    fn names(&self) -> [String; 2] {
        names(&self.sheet, &self.cell)
    }

    fn shown(&self) -> String {
        format!("{} {}!{}", self.rule, self.sheet, self.cell)
    }
}

/// What a report says about each cell.
#[derive(Default)]
struct Said {
    /// Cells with an error or a warning, with the values that those findings compute.
    loud: BTreeMap<String, BTreeSet<Option<Decimal>>>,
    /// Cells that the first proposal for an error or a warning changes, with the new value.
    first: BTreeMap<String, Option<Decimal>>,
    /// Cells that any proposal changes.
    touched: BTreeSet<String>,
    /// Cells that a proposal of class safe changes.
    safe: BTreeSet<String>,
}

impl Said {
    fn of(report: &Report) -> Self {
        let mut said = Self::default();
        for finding in report.findings.iter().filter(|finding| finding.is_loud()) {
            let computed = finding.computed.as_ref().and_then(Value::number);
            for name in finding.names() {
                said.loud.entry(name).or_default().insert(computed);
            }
        }
        for cause in &report.cases {
            let of_cause = |finding: &Finding| finding.is_loud() && finding.case == Some(cause.id);
            let is_loud = report.findings.iter().any(of_cause);
            for proposal in &cause.proposals {
                let changes = proposal.changes.iter();
                for (name, to) in changes.flat_map(|c| names(&c.sheet, &c.cell).map(|name| (name, &c.to))) {
                    said.touched.insert(name.clone());
                    if proposal.class == "safe" {
                        said.safe.insert(name.clone());
                    }
                    if proposal.rank == 1 && is_loud {
                        said.first.entry(name).or_insert_with(|| to.number());
                    }
                }
            }
        }
        said
    }

    fn hits(&self, cell: &str) -> bool {
        self.loud.contains_key(cell) || self.first.contains_key(cell)
    }

    /// Returns the values that a cell should have: the one that a first proposal sets, or else those that
    /// findings compute.
    fn right(&self, cell: &str) -> BTreeSet<Option<Decimal>> {
        match self.first.get(cell) {
            Some(value) => BTreeSet::from([*value]),
            None => self.loud.get(cell).cloned().unwrap_or_default(),
        }
    }
}

/// Returns the points in which a report falls short of what is expected.
fn short(case: &Case, report: &Report) -> Vec<String> {
    let said = Said::of(report);
    let mut short = of_status(case, report);
    let loud = || report.findings.iter().filter(|finding| finding.is_loud());
    if case.silent {
        short.extend(loud().map(|finding| format!("loud: {}", finding.shown())));
    } else if !case.loose && case.unread.is_empty() {
        let allowed: BTreeSet<&String> = [&case.finds, &case.any, &case.may].into_iter().flatten().collect();
        let beside = loud().filter(|finding| !finding.names().iter().any(|name| allowed.contains(name)));
        short.extend(beside.map(|finding| format!("beside: {}", finding.shown())));
    }
    let quiet = |finding: &&Finding| case.quiet.iter().any(|rule| finding.rule.starts_with(rule));
    short.extend(report.findings.iter().filter(quiet).map(|finding| format!("said: {}", finding.shown())));
    let not_found = case.finds.iter().filter(|cell| !said.hits(cell));
    short.extend(not_found.map(|cell| format!("not found: {cell}")));
    if !case.any.is_empty() && !case.any.iter().any(|cell| said.hits(cell)) {
        short.push(format!("none found of {}", case.any.join(" ")));
    }
    for (cell, value) in &case.right {
        let ours = said.right(cell);
        if said.hits(cell) && !ours.contains(&Some(*value)) {
            short.push(format!("{cell} should be {value}, is {ours:?}"));
        }
    }
    let touched = case.untouched.iter().filter(|cell| said.touched.contains(*cell));
    short.extend(touched.map(|cell| format!("a proposal changes {cell}")));
    let safe = case.never.iter().filter(|cell| said.safe.contains(*cell));
    short.extend(safe.map(|cell| format!("safe change of {cell}")));
    short
}

/// Returns the points in which the status of a file or of its sheets is not the expected one.
fn of_status(case: &Case, report: &Report) -> Vec<String> {
    let status = report.status.as_str();
    let mut short = Vec::new();
    let expected = case.status.as_deref();
    let is_unread = case.silent && matches!(status, "unrecognized" | "unreadable");
    let differs = expected.map_or(is_unread, |expected| expected != status);
    if differs || case.not_status.as_deref() == Some(status) {
        short.push(format!("status {status} {}", report.error.as_deref().unwrap_or_default()));
    }
    for name in &case.unread {
        if !report.sheets.iter().any(|sheet| sheet.name == *name && sheet.status == "unread") {
            short.push(format!("{name} is not named as unread"));
        }
        if status == "clean" {
            short.push("status clean".to_string());
        }
    }
    short
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(folder().join("cases.toml")).expect("the list of cases");
    toml::from_str::<Cases>(&text).expect("the list is readable").case
}

/// Returns the JSON report of a workbook, parsed.
fn report(file: &str) -> Report {
    let bytes = fs::read(folder().join(file)).expect("a workbook of the list");
    let checked = renja::check(&bytes, &Options::default()).map_err(|error| error.message());
    let json = report::json(&File { path: file, outcome: checked.as_ref() }, Lang::En);
    serde_json::from_str(&json).expect("the report is readable")
}

#[test]
fn every_case_gives_what_is_expected() {
    let cases = cases();
    let shorts: Vec<Vec<String>> = cases.par_iter().map(|case| short(case, &report(&case.file))).collect();
    let mut wrong = Vec::new();
    for (case, short) in cases.iter().zip(&shorts) {
        let file = &case.file;
        if !short.is_empty() {
            let more = if short.len() > SHOWN { " ..." } else { "" };
            wrong.push(format!("{file}: {}{more}", short[..short.len().min(SHOWN)].join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_workbook_is_in_the_list_once() {
    let mut listed: Vec<String> = cases().into_iter().map(|case| case.file).collect();
    let names = fs::read_dir(folder()).expect("the folder").flatten().map(|entry| entry.file_name());
    let mut found: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    found.retain(|name| name != "cases.toml");
    listed.sort();
    found.sort();
    assert_eq!(listed, found);
}
