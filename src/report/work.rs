//! What `process` did, or would do, with a workbook: the changes, the decisions and what became of them. As
//! JSON for other programs and as text for people.

use serde::{Deserialize, Serialize};

use super::look::{BOLD, Look, line, paragraph, printable};
use crate::Processed;
use crate::model::{self, DecidedBy, Lang, Message, Outcome, Summary, report_fault, shown};

/// What was done with a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Work {
    /// The changes, in the order in which they were made.
    pub changes: Vec<Change>,
    /// The decisions that were found, in the order of the sheet.
    pub decisions: Vec<Decision>,
}

/// A cell that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The sheet of the input.
    pub sheet: String,
    /// The cell.
    pub cell: String,
    /// The item, with those above it.
    pub item: String,
    /// What stood there; `None` for a blank.
    pub from: Option<Value>,
    /// What stands there now.
    pub to: Value,
    /// The formula that gives it, without `=`.
    pub formula: Option<String>,
    /// The rule whose finding led to it; `None` for an edit in a table.
    pub rule: Option<String>,
    /// `safe`, `suggested` or `display`.
    pub class: String,
    /// `program` or `person`.
    pub by: String,
    /// The decision, by its place in the list, from 1.
    pub decision: Option<usize>,
}

/// A decision and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The row of Temuan, as a spreadsheet counts it; for an edit in a table the row there.
    pub row: u32,
    /// The place in the result where a table was edited.
    pub edited: Option<String>,
    /// The rule's code.
    pub rule: String,
    /// The sheet of the input.
    pub sheet: String,
    /// The cell.
    pub cell: String,
    /// The item, with those above it.
    pub item: String,
    /// What stands in the decision column.
    pub word: String,
    /// What stands in the column for a value of one's own.
    pub own: Option<String>,
    /// The reason that was given.
    pub reason: String,
    /// The day, where it is known.
    pub day: Option<String>,
    /// `applied`, `refused` (the figure stands), `later` or `unused`.
    pub outcome: String,
    /// Why it is not used: a name that does not change, and a sentence in the language.
    pub refusal: Option<Refusal>,
}

/// Why a decision is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// A name that does not change: `not_understood`, `which_one`, …
    pub code: String,
    /// The sentence.
    pub message: String,
}

/// A value, as in the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The plain form.
    #[serde(rename = "value")]
    pub plain: String,
    /// Its unit.
    pub unit: String,
    /// As a reader writes it.
    pub text: String,
}

impl From<&model::Value> for Value {
    fn from(value: &model::Value) -> Self {
        Self { plain: value.plain(), unit: value.unit().to_owned(), text: value.to_string() }
    }
}

impl Work {
    /// What was done with a workbook.
    #[must_use]
    pub fn of(processed: &Processed, lang: Lang) -> Self {
        let renja = &processed.checked.renja;
        let changes =
            processed.applied.iter().flat_map(|one| one.changes.iter().map(move |change| (one, change)));
        let change = |(one, change): (&model::Applied, &model::Change)| Change {
            sheet: renja.sheet_name(change.at.sheet).to_owned(),
            cell: change.at.a1(),
            item: change.item.clone(),
            from: change.from.as_ref().map(Value::from),
            to: Value::from(&change.to),
            formula: change.formula.clone(),
            rule: (!one.rule.is_empty()).then(|| one.rule.to_owned()),
            class: one.class.name().to_owned(),
            by: match one.by {
                DecidedBy::Program => "program",
                DecidedBy::Person(_) => "person",
            }
            .to_owned(),
            decision: match one.by {
                DecidedBy::Program => None,
                DecidedBy::Person(place) => Some(place + 1),
            },
        };
        let decision = |decided: &model::Decided| {
            let model::Decision { row, key, word, own, reason, day, edit, .. } = &decided.decision;
            Decision {
                row: *row,
                edited: edit.as_ref().map(|(_, place)| place.clone()),
                rule: key.rule.clone(),
                sheet: key.sheet.clone(),
                cell: key.cell.clone(),
                item: key.item.clone(),
                word: word.clone(),
                own: own.as_ref().map(shown),
                reason: reason.clone(),
                day: day.clone(),
                outcome: decided.outcome.name().to_owned(),
                refusal: match &decided.outcome {
                    Outcome::Unused(why) => {
                        Some(Refusal { code: why.name().to_owned(), message: why.message().say(lang) })
                    }
                    _ => None,
                },
            }
        };
        Self {
            changes: changes.map(change).collect(),
            decisions: processed.decided.iter().map(decision).collect(),
        }
    }
}

/// A file's object: `work` is `None` where it could not be processed.
#[must_use]
pub fn work_json(summary: &Summary, work: Option<&Work>, remarks: &[String]) -> String {
    #[derive(Serialize)]
    struct Object<'a> {
        path: &'a str,
        status: &'static str,
        error: Option<&'a str>,
        errors: usize,
        warnings: usize,
        notes: usize,
        corrected: usize,
        outputs: Vec<&'a str>,
        changes: &'a [Change],
        decisions: &'a [Decision],
        remarks: &'a [String],
    }
    let none = Work::default();
    let work = work.unwrap_or(&none);
    let object = Object {
        path: &summary.path,
        status: summary.status.name(),
        error: summary.reason.as_deref(),
        errors: summary.errors,
        warnings: summary.warnings,
        notes: summary.notes,
        corrected: summary.corrected,
        outputs: summary.outputs.iter().map(|output| output.path.as_str()).collect(),
        changes: &work.changes,
        decisions: &work.decisions,
        remarks,
    };
    // Strings, numbers and lists alone: there is nothing in it that could not be written.
    serde_json::to_string(&object).unwrap_or_default()
}

/// What would be changed in a workbook, a line a cell: place, from, to, and who decided.
#[must_use]
pub fn would_change(summary: &Summary, work: &Work, look: Look) -> String {
    let Look { lang, .. } = look;
    let mut out = String::new();
    line(&mut out, 0, &look.paint(BOLD, &printable(&summary.path)));
    if work.changes.is_empty() {
        line(&mut out, 2, &Message::new("report.nothing_changes").say(lang));
    }
    for change in &work.changes {
        let by = match change.decision.and_then(|place| work.decisions.get(place.checked_sub(1)?)) {
            Some(Decision { edited: Some(place), .. }) => {
                Message::new("report.by_edit").with("place", place.as_str())
            }
            Some(decision) => Message::new("report.by_person").with("row", decision.row.to_string()),
            None => {
                Message::new("report.by_program").with("rule", change.rule.as_deref().unwrap_or_default())
            }
        };
        let from = match &change.from {
            // A text that becomes the number which it shows.
            Some(from) if from.text == change.to.text => {
                Message::new("report.from_text").with("text", from.text.as_str()).say(lang)
            }
            Some(from) => from.text.clone(),
            None => Message::new("rapi.kosong").say(lang),
        };
        let to = match &change.formula {
            Some(formula) => format!("={formula} ({})", change.to.text),
            None => change.to.text.clone(),
        };
        let message = Message::new("report.would_change")
            .with("place", format!("{} {}", change.sheet, change.cell))
            .with("from", from)
            .with("to", to)
            .with("by", by);
        paragraph(&mut out, 2, &printable(&message.say(lang)), look);
    }
    let count = Message::new("report.would_count")
        .with("cells", summary.corrected)
        .with("counts", super::Tally::from(summary).counts());
    line(&mut out, 2, &count.say(lang));
    out
}

/// What is said beside the findings: why there is no patched workbook, decisions that are not used.
pub fn remarks(processed: &Processed) -> impl Iterator<Item = Message> + '_ {
    let refused = processed.koreksi.as_ref().err().map(|refused| refused.0.clone());
    let unused = processed.decided.iter().filter_map(|decided| {
        let Outcome::Unused(refusal) = &decided.outcome else { return None };
        let decision = &decided.decision;
        let said = decision.own.as_ref().map(shown);
        let said = [Some(decision.word.trim().to_owned()), said]
            .into_iter()
            .flatten()
            .filter(|said| !said.is_empty());
        let said = said.collect::<Vec<_>>().join(" + ");
        if let Some((_, place)) = &decision.edit {
            let remark = Message::new("cli.edit_unused").with("place", place.as_str()).with("said", said);
            return Some(remark.with("why", refusal.message()));
        }
        let key = &decision.key;
        let place = [&key.rule, &key.sheet, &key.cell].map(String::as_str).join(" ");
        Some(
            Message::new("cli.decision_unused")
                .with("row", decision.row.to_string())
                .with("place", place.trim())
                .with("said", said)
                .with("why", refusal.message()),
        )
    });
    let bugs = processed.taken_back.iter().flat_map(|one| &one.changes).map(|change| {
        Message::new("cli.taken_back")
            .with("place", processed.checked.renja.place(change.at))
            .with("to", change.to.clone())
            .with("report", report_fault())
    });
    refused.into_iter().chain(processed.remarks.iter().cloned()).chain(unused).chain(bugs)
}
