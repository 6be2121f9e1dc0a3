//! What `process` did, or would do, with a workbook: its changes, and its decisions with their outcomes. As
//! JSON for other programs and as text for people.

use serde::{Deserialize, Serialize};

use super::look::{BOLD, Look, printable, push_line, push_paragraph};
use crate::Processed;
use crate::model::{self, DecidedBy, Lang, Message, Outcome, Summary, display_cell, fault_report_hint};

/// What was done with one workbook.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WorkReport {
    /// The changes, in the order in which they were made.
    pub changes: Vec<Change>,
    /// The decisions that were found, in the order of the sheet.
    pub decisions: Vec<Decision>,
}

/// A cell that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Name of the sheet in the input.
    pub sheet: String,
    /// Address of the cell, such as `J10`.
    pub cell: String,
    /// Name of the item, with the items above it.
    pub item: String,
    /// The value before; `None` if the cell was blank.
    pub from: Option<Value>,
    /// The value after.
    pub to: Value,
    /// The formula that gives the value, without `=`; `None` if a constant was written.
    pub formula: Option<String>,
    /// Code of the rule whose finding led to the change; `None` for an edit in a table.
    pub rule: Option<String>,
    /// Class of the proposal: `safe`, `suggested` or `display`.
    pub class: String,
    /// Who decided: `program` or `person`.
    pub by: String,
    /// Position of the decision in [`WorkReport::decisions`], counted from 1; `None` if the program decided.
    pub decision: Option<usize>,
}

/// A decision and its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Row of the sheet Temuan, counted from 1; for an edit in a table, the row of that table's sheet.
    pub row: u32,
    /// The place in the result where a table was edited; `None` for a decision in Temuan.
    pub edited: Option<String>,
    /// Code of the rule.
    pub rule: String,
    /// Name of the sheet in the input.
    pub sheet: String,
    /// Address of the cell, such as `J10`.
    pub cell: String,
    /// Name of the item, with the items above it.
    pub item: String,
    /// Content of the decision column.
    pub word: String,
    /// Content of the column for a value of one's own; `None` if it is blank.
    pub own: Option<String>,
    /// The reason that was given.
    pub reason: String,
    /// The day of the decision; `None` if it is not known.
    pub day: Option<String>,
    /// The outcome: `applied`, `refused` (the figure stays as it is), `later` or `unused`.
    pub outcome: String,
    /// Why the decision is not used; `None` unless the outcome is `unused`.
    pub refusal: Option<Refusal>,
}

/// Why a decision is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable name of the reason: `not_understood`, `which_one`, …
    pub code: String,
    /// The reason as a sentence, in the requested language.
    pub message: String,
}

/// A value, written as in the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The plain form, for programs.
    #[serde(rename = "value")]
    pub plain: String,
    /// Its unit.
    pub unit: String,
    /// The form in which people write it.
    pub text: String,
}

impl From<&model::Value> for Value {
    fn from(value: &model::Value) -> Self {
        Self { plain: value.plain(), unit: value.unit().to_owned(), text: value.to_string() }
    }
}

impl WorkReport {
    /// Collects what was done with a workbook; sentences are in the given language.
    #[must_use]
    pub fn from_processed(processed: &Processed, lang: Lang) -> Self {
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
        let decision = |decided: &model::ResolvedDecision| {
            let model::Decision { row, key, word, own_value: own, reason, day, edit, .. } = &decided.decision;
            Decision {
                row: *row,
                edited: edit.as_ref().map(|(_, place)| place.clone()),
                rule: key.rule.clone(),
                sheet: key.sheet.clone(),
                cell: key.cell.clone(),
                item: key.item.clone(),
                word: word.clone(),
                own: own.as_ref().map(display_cell),
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

/// Returns a file's JSON object. `work` is `None` if the file could not be processed.
#[must_use]
pub fn work_json(summary: &Summary, work: Option<&WorkReport>, remarks: &[String]) -> String {
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
    let none = WorkReport::default();
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
    // Cannot fail: the object consists of strings, numbers and lists only.
    serde_json::to_string(&object).unwrap_or_default()
}

/// Returns the changes that would be made in a workbook, one line for each cell: place, old value, new value,
/// and who decided.
#[must_use]
pub fn planned_changes(summary: &Summary, work: &WorkReport, look: Look) -> String {
    let Look { lang, .. } = look;
    let mut out = String::new();
    push_line(&mut out, 0, &look.paint(BOLD, &printable(&summary.path)));
    if work.changes.is_empty() {
        push_line(&mut out, 2, &Message::new("report.nothing_changes").say(lang));
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
            // A text that becomes the number it shows: both would read the same.
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
        push_paragraph(&mut out, 2, &printable(&message.say(lang)), look);
    }
    let count = Message::new("report.would_count")
        .with("cells", summary.corrected)
        .with("counts", super::Tally::from(summary).counts_message());
    push_line(&mut out, 2, &count.say(lang));
    out
}

/// Returns remarks that are not findings: why there is no patched workbook, what the run itself noticed,
/// which decisions are not used, and which corrections were taken back because they caused new errors.
pub fn remarks(processed: &Processed) -> impl Iterator<Item = Message> + '_ {
    let refused = processed.koreksi.as_ref().err().map(|refused| refused.0.clone());
    let unused = processed.decided.iter().filter_map(|decided| {
        let Outcome::Unused(refusal) = &decided.outcome else { return None };
        let decision = &decided.decision;
        let said = decision.own_value.as_ref().map(display_cell);
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
            .with("place", processed.checked.renja.cell_name(change.at))
            .with("to", change.to.clone())
            .with("report", fault_report_hint())
    });
    refused.into_iter().chain(processed.remarks.iter().cloned()).chain(unused).chain(bugs)
}
