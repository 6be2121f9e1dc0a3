//! A file with the outcome of its check.

use std::sync::Arc;

use super::Tally;
use crate::Checked;
use crate::forms;
use crate::model::{Arg, Lang, Message, Severity, Status};

/// A file with the outcome of its check.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// The path as it was given.
    pub path: &'a str,
    /// The result of the check, or the reason why the file could not be read.
    pub outcome: Result<&'a Checked, &'a Message>,
}

impl File<'_> {
    /// Returns the outcome in one word.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.outcome {
            Err(_) => Status::Unreadable,
            Ok(checked) if checked.renja.tables.is_empty() => Status::Unrecognized,
            Ok(checked) if checked.findings.iter().all(|f| f.severity == Severity::Note) => Status::Clean,
            Ok(_) => Status::Findings,
        }
    }

    /// Counts the findings of the file.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let findings = self.outcome.map_or(&[][..], |checked| &checked.findings);
        Tally::from(&self.summary(findings, &[], Vec::new(), Lang::Id))
    }

    /// Returns the reason why the file was not checked. `None` if it was.
    pub(super) fn unchecked_reason(&self) -> Option<Message> {
        match (self.status(), self.outcome) {
            (Status::Unrecognized, Ok(checked)) => Some(unrecognized_message(checked)),
            (_, Err(error)) => Some(error.clone()),
            _ => None,
        }
    }

    /// Returns, for each finding by its index, the index of the first case that contains it; `None` if no
    /// case does. Empty if the file could not be read.
    pub(super) fn cases_by_finding(&self) -> Vec<Option<usize>> {
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

/// Returns the message on a file without a recognized table. It names the sheets and the forms that were
/// looked for, so that nobody takes the file for checked.
fn unrecognized_message(checked: &Checked) -> Message {
    let sheets: Vec<Arg> = checked.book.sheets.iter().map(|sheet| sheet.name.as_str().into()).collect();
    let sheets = if sheets.is_empty() { Message::new("report.no_sheets").into() } else { Arg::List(sheets) };
    let form = |form: &Arc<forms::Form>| Arg::Text(form.code.clone());
    let forms = checked.forms.all().iter().map(form).collect();
    Message::new("report.unrecognized").with("sheets", sheets).with("forms", Arg::List(forms))
}
