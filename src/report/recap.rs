//! The recap of a batch as JSON, for other programs; people read `rekap.xlsx`.

use serde::{Serialize, Serializer};

use super::File;
use super::json::{SCHEMA_VERSION, Value};
use crate::model::{self, Applied, Finding, Lang, Output, Severity, Summary, compare_years};

impl File<'_> {
    /// Returns the file's line in the recap. `remaining` are the findings that are left after `applied` was
    /// applied; `outputs` are the results that were written.
    #[must_use]
    pub fn summary(
        &self,
        remaining: &[Finding],
        applied: &[Applied],
        outputs: Vec<Output>,
        lang: Lang,
    ) -> Summary {
        let count = |severity| remaining.iter().filter(|f| f.severity == severity).count();
        let summary = Summary {
            path: self.path.to_owned(),
            status: self.status(),
            reason: self.unchecked_reason().map(|why| why.say(lang)),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            corrected: applied.iter().map(|applied| applied.changes.len()).sum(),
            outputs,
            ..Summary::default()
        };
        match self.outcome {
            Ok(checked) => summary.with_plan(&checked.renja, &checked.relations),
            Err(_) => summary,
        }
    }
}

#[derive(Serialize)]
struct Recap<'a> {
    schema: u32,
    tool: Tool,
    #[serde(serialize_with = "workbooks")]
    files: &'a [&'a Summary],
    series: Vec<Series<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Workbook<'a> {
    path: &'a str,
    status: &'static str,
    error: Option<&'a str>,
    year: Option<i32>,
    organisation: Option<&'a str>,
    stated: Option<Value<'a>>,
    computed: Option<Value<'a>>,
    difference: Option<Value<'a>>,
    errors: usize,
    warnings: usize,
    notes: usize,
    corrected: usize,
    outputs: Vec<WrittenOutput<'a>>,
}

#[derive(Serialize)]
struct WrittenOutput<'a> {
    kind: &'a str,
    path: &'a str,
}

/// An office's years: `programs[i].amounts[j]` is the amount in `years[j]`, `null` if there is none.
#[derive(Serialize)]
struct Series<'a> {
    organisations: &'a [String],
    years: Vec<SeriesYear<'a>>,
    programs: Vec<Program<'a>>,
}

#[derive(Serialize)]
struct SeriesYear<'a> {
    year: i32,
    files: Vec<&'a str>,
    stated: Option<Value<'a>>,
}

#[derive(Serialize)]
struct Program<'a> {
    code: Option<&'a str>,
    name: &'a str,
    amounts: Vec<Option<Value<'a>>>,
}

/// Returns the recap as JSON, indented, since people open it too. `lines` are the files of the batch.
#[must_use]
pub fn recap_json(lines: &[&Summary]) -> String {
    let series = compare_years(lines);
    let path = |place: &usize| lines.get(*place).map(|line| line.path.as_str());
    let recap = Recap {
        schema: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        files: lines,
        series: series
            .iter()
            .map(|series| Series {
                organisations: &series.offices,
                years: series
                    .years
                    .iter()
                    .map(|year| SeriesYear {
                        year: year.year,
                        files: year.files.iter().filter_map(path).collect(),
                        stated: year.stated.map(rupiah),
                    })
                    .collect(),
                programs: series
                    .programs
                    .iter()
                    .map(|program| Program {
                        code: program.kode.as_deref(),
                        name: &program.name,
                        amounts: program.amounts.iter().map(|amount| amount.map(rupiah)).collect(),
                    })
                    .collect(),
            })
            .collect(),
    };
    // Cannot fail: the recap consists of strings, numbers and lists only.
    let mut text = serde_json::to_string_pretty(&recap).unwrap_or_default();
    text.push('\n');
    text
}

/// Serializes the files one after another: there may be ten thousand.
fn workbooks<S: Serializer>(lines: &[&Summary], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(lines.iter().map(|line| workbook(line)))
}

fn workbook(line: &Summary) -> Workbook<'_> {
    Workbook {
        path: &line.path,
        status: line.status.name(),
        error: line.reason.as_deref(),
        year: line.year,
        organisation: line.office.as_deref(),
        stated: line.stated.map(rupiah),
        computed: line.computed.map(rupiah),
        difference: line.difference().map(rupiah),
        errors: line.errors,
        warnings: line.warnings,
        notes: line.notes,
        corrected: line.corrected,
        outputs: line.outputs.iter().map(|o| WrittenOutput { kind: &o.kind, path: &o.path }).collect(),
    }
}

fn rupiah(amount: rust_decimal::Decimal) -> Value<'static> {
    let typed = model::Value::Rupiah(amount);
    Value { plain: typed.plain(), unit: "rupiah", text: typed.to_string() }
}
