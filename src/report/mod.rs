//! Findings → text and JSON. Own wire types, so that the model is free to change.

mod finding;
mod json;
mod layout;
mod look;
mod recap;
mod rows;
mod text;
mod work;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Checked;
use crate::forms;
use crate::model::{Arg, Lang, Message, Severity, Summary};

pub use crate::model::Status;
pub use json::{json, json_close, json_explained, json_open};
pub use look::Look;
pub use recap::recap;
pub use rows::{Cell, Csv, FINDINGS, LONG, Part, RowFormat, RowWriter, What};
pub use text::{failure, processed, recapped, remark, rule_list, rule_page, text, text_explained, total};
pub use work::{Work, remarks, work_json, would_change};

/// A file and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// The path as it was given.
    pub path: &'a str,
    /// What was found, or why nothing could be.
    pub outcome: Result<&'a Checked, &'a Message>,
}

/// How many findings there are, over one file or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Files.
    pub files: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning, and one for every file that was not recognized.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
    /// Files in which no table was recognized.
    pub unrecognized: usize,
    /// Files that could not be processed.
    pub failed: usize,
}

impl File<'_> {
    /// What became of it, in a word.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.outcome {
            Err(_) => Status::Unreadable,
            Ok(checked) if checked.renja.tables.is_empty() => Status::Unrecognized,
            Ok(checked) if checked.findings.iter().all(|f| f.severity == Severity::Note) => Status::Clean,
            Ok(_) => Status::Findings,
        }
    }

    /// How many findings it has.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let findings = self.outcome.map_or(&[][..], |checked| &checked.findings);
        Tally::from(&self.summary(findings, &[], Vec::new(), Lang::Id))
    }

    /// The one sentence of a file that was not checked: why not.
    fn unchecked(&self) -> Option<Message> {
        match (self.status(), self.outcome) {
            (Status::Unrecognized, Ok(checked)) => Some(unrecognized(checked)),
            (_, Err(error)) => Some(error.clone()),
            _ => None,
        }
    }

    /// The case of each finding, both by their place.
    fn cases_by_finding(&self) -> Vec<Option<usize>> {
        let Ok(checked) = self.outcome else { return Vec::new() };
        let mut all = vec![None; checked.findings.len()];
        for (place, case) in checked.cases.iter().enumerate().rev() {
            for finding in &case.findings {
                if let Some(of_finding) = all.get_mut(*finding) {
                    *of_finding = Some(place);
                }
            }
        }
        all
    }
}

impl Tally {
    /// A file that could not be processed.
    pub const FAILED: Self = Self { files: 1, errors: 0, warnings: 0, notes: 0, unrecognized: 0, failed: 1 };

    /// The exit code that it asks for.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self { failed: 1.., .. } => 2,
            Self { errors: 0, warnings: 0, .. } => 0,
            _ => 1,
        }
    }

    /// `errors: 3, warnings: 1, notes: 12`.
    fn counts(&self) -> Message {
        Message::new("report.counts")
            .with("errors", self.errors)
            .with("warnings", self.warnings)
            .with("notes", self.notes)
    }
}

impl From<&Summary> for Tally {
    fn from(summary: &Summary) -> Self {
        let unrecognized = usize::from(summary.status == Status::Unrecognized);
        Self {
            files: 1,
            errors: summary.errors,
            warnings: summary.warnings + unrecognized,
            notes: summary.notes,
            unrecognized,
            failed: usize::from(summary.status == Status::Unreadable),
        }
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
        self.unrecognized += other.unrecognized;
        self.failed += other.failed;
    }
}

/// Nobody must take such a file for checked: the sentence names its sheets and what was looked for.
fn unrecognized(checked: &Checked) -> Message {
    let sheets: Vec<Arg> = checked.book.sheets.iter().map(|sheet| sheet.name.as_str().into()).collect();
    let sheets = if sheets.is_empty() { Message::new("report.no_sheets").into() } else { Arg::List(sheets) };
    let form = |form: &Arc<forms::Form>| Arg::Text(form.code.clone());
    let forms = checked.forms.all().iter().map(form).collect();
    Message::new("report.unrecognized").with("sheets", sheets).with("forms", Arg::List(forms))
}

/// What a rule is called; its code where it is in no list.
fn rule_name(code: &str) -> &str {
    crate::check::rules().iter().find(|rule| rule.code == code).map_or(code, |rule| rule.name)
}

/// A message in the language, on one line.
fn say(key: &'static str, lang: Lang) -> String {
    Message::new(key).say(lang)
}
