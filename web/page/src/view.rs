//! What crosses over to the page, as JSON.

use renja::model::{Lang, Summary, Value};
use renja::report::Work;
use renja::together::Role;
use renja::write::rapi::temuan::Line;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::grid::TableView;

/// A workbook.
#[derive(Serialize)]
pub struct View {
    /// The file's object of `renja check --format json`.
    pub report: Option<Box<RawValue>>,
    /// The lines of the findings' sheet, in its order.
    pub lines: Vec<LineView>,
    /// The changes and decisions, as `renja process --format json` says them.
    pub work: Work,
    /// What is to be said beside the findings.
    pub remarks: Vec<String>,
    /// The findings that remain.
    pub counts: Counts,
    /// The total of the plan.
    pub total: Option<Total>,
    pub tables: Vec<TableView>,
    /// The names of the results.
    pub outputs: Vec<String>,
    /// The line of the recap.
    pub summary: Summary,
}

#[derive(Serialize)]
pub struct Counts {
    error: usize,
    warning: usize,
    note: usize,
    corrected: usize,
}

impl Counts {
    pub fn of(summary: &Summary) -> Self {
        let Summary { errors, warnings, notes, corrected, .. } = *summary;
        Self { error: errors, warning: warnings, note: notes, corrected }
    }
}

/// What the plan states as its total, what its parts give, and the difference, as they are printed.
#[derive(Serialize)]
pub struct Total {
    stated: Option<String>,
    computed: Option<String>,
    difference: Option<String>,
    agrees: bool,
}

impl Total {
    pub fn of(summary: &Summary) -> Option<Self> {
        summary.stated.or(summary.computed)?;
        let rupiah = |amount: rust_decimal::Decimal| Value::Rupiah(amount).to_string();
        let difference = summary.difference();
        Some(Self {
            stated: summary.stated.map(rupiah),
            computed: summary.computed.map(rupiah),
            difference: difference.map(rupiah),
            agrees: difference.is_some_and(|difference| difference.is_zero()),
        })
    }
}

/// A line of the findings' sheet.
#[derive(Serialize)]
pub struct LineView {
    row: u32,
    number: Option<usize>,
    finding: usize,
    proposal: Option<usize>,
    leads: bool,
    group: u8,
    state: &'static str,
    status: String,
    text: String,
    choices: Vec<String>,
    word: String,
    own: String,
    reason: String,
}

impl LineView {
    pub fn new(line: &Line, lang: Lang) -> Self {
        let [word, own, reason] = line.written.clone();
        Self {
            row: line.row,
            number: line.number,
            finding: line.finding,
            proposal: line.proposal,
            leads: line.leads,
            group: line.group,
            state: line.state.name(),
            status: line.status.as_ref().map(|status| status.say(lang)).unwrap_or_default(),
            text: line.text.clone(),
            choices: line.choices.clone(),
            word,
            own,
            reason,
        }
    }
}

/// What a file is for.
#[derive(Serialize)]
#[serde(tag = "role", rename_all = "lowercase")]
pub enum RoleView {
    Input { called: String, decisions: Option<usize>, remarks: Vec<String> },
    Decisions { of: usize },
    Aside { why: String },
}

impl RoleView {
    pub fn new(role: &Role, lang: Lang) -> Self {
        match role {
            Role::Input { name, decisions, remarks } => Self::Input {
                called: name.clone(),
                decisions: *decisions,
                remarks: remarks.iter().map(|remark| remark.say(lang)).collect(),
            },
            Role::Decisions(of) => Self::Decisions { of: *of },
            Role::Aside(why) => Self::Aside { why: why.say(lang) },
        }
    }
}

/// As JSON: strings, numbers and lists alone, so that there is nothing in it that could not be written.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
