//! The types that the page receives as JSON.

use renja::model::{Lang, Summary, Value};
use renja::report::WorkReport;
use renja::together::Role;
use renja::write::rapi::temuan::TemuanLine;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::grid::TableView;

/// Everything that the page shows about a workbook.
#[derive(Serialize)]
pub struct View {
    /// The object that `renja check --format json` writes for the file.
    pub report: Option<Box<RawValue>>,
    /// The lines of the findings' sheet, in the order of the sheet.
    pub lines: Vec<LineView>,
    /// The changes and decisions, as `renja process --format json` writes them.
    pub work: WorkReport,
    /// Messages that are shown above the findings.
    pub remarks: Vec<String>,
    /// The number of findings that remain, by severity, and of corrected cells.
    pub counts: Counts,
    /// The total of the plan. `None` if there is neither a stated nor a computed one.
    pub total: Option<Total>,
    pub tables: Vec<TableView>,
    /// The file names of the results.
    pub outputs: Vec<String>,
    /// The line of the recap for this workbook.
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
    pub fn from_summary(summary: &Summary) -> Self {
        let Summary { errors, warnings, notes, corrected, .. } = *summary;
        Self { error: errors, warning: warnings, note: notes, corrected }
    }
}

/// The stated total of the plan, the sum of its parts, and their difference, formatted as amounts.
#[derive(Serialize)]
pub struct Total {
    stated: Option<String>,
    computed: Option<String>,
    difference: Option<String>,
    agrees: bool,
}

impl Total {
    pub fn from_summary(summary: &Summary) -> Option<Self> {
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
    pub fn new(line: &TemuanLine, lang: Lang) -> Self {
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

/// The role of a given file; see [`Role`].
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
            Role::Unused(why) => Self::Aside { why: why.say(lang) },
        }
    }
}

/// Serializes a value to JSON. This cannot fail for the types of this crate, which consist of strings,
/// numbers, lists and maps with plain keys.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
