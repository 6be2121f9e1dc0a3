//! Findings as JSON for other programs. Within one version of the schema, fields may be added, but none is
//! removed and none changes its meaning.

use serde::Serialize;

use super::File;
use super::layout::{self, Layout};
use super::words::rule_name;
use crate::Checked;
use crate::model::{self, CellRef, Lang, Renja, SheetCoverage, TableId};

/// Version of the schema of all JSON reports.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Returns a file's object on one line.
///
/// # Examples
///
/// ```
/// use renja::model::Lang;
/// use renja::report::{File, json};
///
/// let workbook = b"No;Uraian;Jumlah\n1;Kertas;1.500.000\n2;Tinta;2.000.000\n";
/// let checked = renja::check(workbook, &renja::Options::default())?;
/// let file = File { path: "a.csv", outcome: Ok(&checked) };
/// assert!(json(&file, Lang::En).contains("\"path\":\"a.csv\""));
/// # Ok::<(), renja::read::ReadError>(())
/// ```
#[must_use]
pub fn json(file: &File<'_>, lang: Lang) -> String {
    // Cannot fail: the report consists of strings, numbers and lists only.
    serde_json::to_string(&report(file, lang)).unwrap_or_default()
}

/// Returns a file's object with the explanation of how each of its tables was read.
#[must_use]
pub fn json_explained(file: &File<'_>, lang: Lang) -> String {
    let mut report = report(file, lang);
    if let Ok(checked) = file.outcome {
        let tested = layout::tested_relations(checked);
        for (id, table) in (0..).zip(&mut report.tables) {
            table.layout = layout::table_layout(&checked.renja, &tested, TableId(id), lang);
        }
    }
    serde_json::to_string(&report).unwrap_or_default()
}

/// Returns the beginning of the document. The files' objects follow, separated by commas.
#[must_use]
pub fn json_open() -> String {
    format!(
        "{{\"schema\":{SCHEMA_VERSION},\"tool\":{{\"name\":\"{}\",\"version\":\"{}\"}},\"files\":[",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    )
}

/// Returns the end of the document.
#[must_use]
pub fn json_close() -> &'static str {
    "]}"
}

#[derive(Serialize)]
struct Report<'a> {
    path: &'a str,
    status: &'static str,
    error: Option<String>,
    year: Option<i32>,
    organisation: Option<&'a str>,
    tables: Vec<Table<'a>>,
    sheets: Vec<Sheet<'a>>,
    coverage: Coverage,
    findings: Vec<Finding<'a>>,
    cases: Vec<Case<'a>>,
}

#[derive(Serialize)]
struct Table<'a> {
    form: &'a str,
    sheet: &'a str,
    area: String,
    rows: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    layout: Option<Layout>,
}

#[derive(Serialize)]
struct Sheet<'a> {
    name: &'a str,
    status: &'static str,
    reason: Option<String>,
    figures: usize,
    checked: usize,
}

#[derive(Serialize)]
struct Coverage {
    figures: usize,
    checked: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    id: usize,
    rule: &'a str,
    name: &'a str,
    severity: &'static str,
    sheet: &'a str,
    cell: String,
    message: String,
    stated: Option<Value<'a>>,
    computed: Option<Value<'a>>,
    difference: Option<Value<'a>>,
    related: Vec<Related<'a>>,
    case: Option<usize>,
}

#[derive(Serialize)]
pub(super) struct Value<'a> {
    #[serde(rename = "value")]
    pub plain: String,
    /// Its unit.
    pub unit: &'a str,
    /// The form in which people write it.
    pub text: String,
}

#[derive(Serialize)]
struct Related<'a> {
    sheet: &'a str,
    cell: String,
    label: &'a str,
    value: Option<Value<'a>>,
}

#[derive(Serialize)]
struct Case<'a> {
    id: usize,
    findings: Vec<usize>,
    explanation: String,
    complete: bool,
    proposals: Vec<Proposal<'a>>,
}

#[derive(Serialize)]
struct Proposal<'a> {
    rank: usize,
    class: &'static str,
    changes: Vec<Change<'a>>,
    reason: String,
    evidence: Vec<Place<'a>>,
    resolves: Vec<usize>,
}

#[derive(Serialize)]
struct Change<'a> {
    sheet: &'a str,
    cell: String,
    item: &'a str,
    from: Option<Value<'a>>,
    to: Value<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    sheet: &'a str,
    cell: String,
}

fn report<'a>(file: &File<'a>, lang: Lang) -> Report<'a> {
    let checked = file.outcome.ok();
    let renja = checked.map(|c| &c.renja);
    let cases = file.cases_by_finding();
    let tables = |c: &'a Checked| c.renja.tables.iter().map(|t| table(&c.renja, t)).collect();
    let findings = |c: &'a Checked| {
        let all = c.findings.iter().enumerate();
        all.map(|(place, f)| finding(&c.renja, place, f, cases.get(place).copied().flatten(), lang)).collect()
    };
    let cases = |c: &'a Checked| {
        let all = c.cases.iter().enumerate();
        all.map(|(place, one)| case(&c.renja, place, one, lang)).collect()
    };
    let sheets = |c: &'a Checked| c.coverage.iter().map(|s| sheet(&c.renja, s, lang)).collect();
    let (figures, of_them) = checked.map_or((0, 0), |c| SheetCoverage::total(&c.coverage));
    Report {
        path: file.path,
        status: file.status().name(),
        error: file.unchecked_reason().map(|message| message.say(lang)),
        year: renja.and_then(|r| r.year),
        organisation: renja.and_then(|r| r.organisation.as_ref()).map(|o| o.value.as_str()),
        tables: checked.map(tables).unwrap_or_default(),
        sheets: checked.map(sheets).unwrap_or_default(),
        coverage: Coverage { figures, checked: of_them },
        findings: checked.map(findings).unwrap_or_default(),
        cases: checked.map(cases).unwrap_or_default(),
    }
}

fn table<'a>(renja: &'a Renja, table: &'a model::Table) -> Table<'a> {
    let height = |area: &model::Area| area.last_row.saturating_sub(area.first_row).saturating_add(1);
    // A header repeats at every page break. Subtract all of them: what remains are the rows of the body.
    let headers: u32 = table.headers.iter().map(height).fold(0, u32::saturating_add);
    Table {
        form: &table.form.code,
        sheet: renja.sheet_name(table.sheet),
        area: table.area.a1(),
        rows: height(&table.area).saturating_sub(headers),
        layout: None,
    }
}

fn sheet<'a>(renja: &'a Renja, sheet: &'a SheetCoverage, lang: Lang) -> Sheet<'a> {
    Sheet {
        name: renja.sheet_name(sheet.sheet),
        status: sheet.status.name(),
        reason: sheet.reason.as_ref().map(|reason| reason.say(lang)),
        figures: sheet.figures,
        checked: sheet.checked,
    }
}

fn finding<'a>(
    renja: &'a Renja,
    place: usize,
    finding: &'a model::Finding,
    case: Option<usize>,
    lang: Lang,
) -> Finding<'a> {
    let related = |r: &'a model::Related| Related {
        sheet: renja.sheet_name(r.at.sheet),
        cell: r.at.a1(),
        label: &r.label,
        value: r.value.as_ref().map(value),
    };
    Finding {
        id: place + 1,
        rule: finding.rule,
        name: rule_name(finding.rule),
        severity: finding.severity.name(),
        sheet: renja.sheet_name(finding.at.sheet),
        cell: finding.at.a1(),
        message: finding.message.say(lang),
        stated: finding.stated.as_ref().map(value),
        computed: finding.computed.as_ref().map(value),
        difference: finding.difference.as_ref().map(value),
        related: finding.related.iter().map(related).collect(),
        case: case.map(|case| case + 1),
    }
}

fn case<'a>(renja: &'a Renja, place: usize, case: &'a model::Case, lang: Lang) -> Case<'a> {
    let proposals = case.proposals.iter().enumerate();
    Case {
        id: place + 1,
        findings: case.findings.iter().map(|place| place + 1).collect(),
        explanation: case.explanation.say(lang),
        complete: case.complete,
        proposals: proposals.map(|(rank, p)| proposal(renja, rank, p, lang)).collect(),
    }
}

fn proposal<'a>(renja: &'a Renja, place: usize, proposal: &'a model::Proposal, lang: Lang) -> Proposal<'a> {
    let change = |c: &'a model::Change| Change {
        sheet: renja.sheet_name(c.at.sheet),
        cell: c.at.a1(),
        item: &c.item,
        from: c.from.as_ref().map(value),
        to: value(&c.to),
    };
    let evidence = |at: &CellRef| Place { sheet: renja.sheet_name(at.sheet), cell: at.a1() };
    Proposal {
        rank: place + 1,
        class: proposal.class.name(),
        changes: proposal.changes.iter().map(change).collect(),
        reason: proposal.reason.say(lang),
        evidence: proposal.evidence.iter().map(evidence).collect(),
        resolves: proposal.resolves.iter().map(|place| place + 1).collect(),
    }
}

fn value(value: &model::Value) -> Value<'_> {
    Value { plain: value.plain(), unit: value.unit(), text: value.to_string() }
}
