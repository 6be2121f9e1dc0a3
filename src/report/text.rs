//! Findings as text for people.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::finding::push_finding;
use super::layout;
use super::look::{BOLD, Look, RED, printable, push_line, push_paragraph};
use super::{File, Status, Tally};
use crate::Checked;
use crate::model::{
    Arg, Finding, Lang, Message, Severity, SheetCoverage, SheetId, SheetStatus, Summary, Value,
};

/// Returns a file's findings by sheet, with their counts at the end. Empty if the file could not be read,
/// since [`failure_line`] reports that on standard error.
#[must_use]
pub fn text(file: &File<'_>, look: Look) -> String {
    with_layout(file, look, "")
}

/// Like [`text`], with an explanation of how the tables were read before the findings.
#[must_use]
pub fn text_explained(file: &File<'_>, look: Look) -> String {
    with_layout(file, look, &layout::text(file, look))
}

fn with_layout(file: &File<'_>, look: Look, layout: &str) -> String {
    let Ok(checked) = file.outcome else { return String::new() };
    let mut out = String::new();
    let Look { lang, .. } = look;
    push_line(&mut out, 0, &look.paint(BOLD, &printable(file.path)));
    if file.status() == Status::Unrecognized {
        push_unchecked_warning(&mut out, file, look);
    } else {
        push_line(&mut out, 2, &printable(&heading_message(checked).say(lang)));
    }
    if !layout.is_empty() {
        out.push('\n');
        out.push_str(layout.trim_end_matches('\n'));
        out.push('\n');
    }
    let cases = file.cases_by_finding();
    let mut sheet: Option<SheetId> = None;
    let mut folded = FoldedNotes::new(&checked.findings);
    for place in reading_order(&checked.findings) {
        let Some(finding) = checked.findings.get(place) else { continue };
        if sheet != Some(finding.at.sheet) {
            folded.push_lines(&mut out, look);
            out.push('\n');
            push_line(&mut out, 2, &look.paint(BOLD, &printable(checked.renja.sheet_name(finding.at.sheet))));
            sheet = Some(finding.at.sheet);
        } else if !folded.folds(finding) {
            out.push('\n');
        }
        if folded.take(finding) {
            continue;
        }
        let case = cases.get(place).and_then(|case| checked.cases.get((*case)?));
        push_finding(&mut out, checked, place, finding, case, look);
    }
    folded.push_lines(&mut out, look);
    out.push('\n');
    if !checked.coverage.is_empty() {
        push_paragraph(&mut out, 2, &coverage_message(checked).say(lang), look);
    }
    push_line(&mut out, 2, &file.tally().counts_message().say(lang));
    out.push('\n');
    out
}

/// Notes of one rule on one sheet that are counted instead of shown: six hundred amounts stored as text, column by
/// column, hide the one note that matters.
struct FoldedNotes {
    /// How many notes of each rule each sheet has.
    counts: BTreeMap<(SheetId, &'static str), usize>,
    /// How many of them were passed so far.
    passed: BTreeMap<(SheetId, &'static str), usize>,
    /// The rules of the sheet at hand with notes that were not shown, and their number.
    hidden: BTreeMap<&'static str, usize>,
}

impl FoldedNotes {
    /// Maximum number of notes of one rule that a sheet shows if it has more than [`FoldedNotes::MAX_UNFOLDED`].
    const SHOWN: usize = 10;
    /// Maximum number of notes of one rule that are all shown.
    const MAX_UNFOLDED: usize = 20;

    fn new(findings: &[Finding]) -> Self {
        let mut counts = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.severity == Severity::Note) {
            *counts.entry((finding.at.sheet, finding.rule)).or_default() += 1;
        }
        Self { counts, passed: BTreeMap::new(), hidden: BTreeMap::new() }
    }

    /// Whether a finding is one of those that are counted instead of shown.
    fn folds(&self, finding: &Finding) -> bool {
        let key = (finding.at.sheet, finding.rule);
        finding.severity == Severity::Note
            && self.counts.get(&key).is_some_and(|count| *count > Self::MAX_UNFOLDED)
            && self.passed.get(&key).is_some_and(|passed| *passed >= Self::SHOWN)
    }

    /// Counts a finding, and returns whether it is not shown.
    fn take(&mut self, finding: &Finding) -> bool {
        let folds = self.folds(finding);
        if folds {
            *self.hidden.entry(finding.rule).or_default() += 1;
        }
        *self.passed.entry((finding.at.sheet, finding.rule)).or_default() += 1;
        folds
    }

    /// Adds a line for each rule of the sheet whose notes were not all shown, and begins anew.
    fn push_lines(&mut self, out: &mut String, look: Look) {
        for (rule, count) in std::mem::take(&mut self.hidden) {
            let message = Message::new("report.folded").with("rule", rule).with("count", count);
            out.push('\n');
            push_paragraph(out, 2, &message.say(look.lang), look);
        }
    }
}

/// Returns the indices of the findings in the order in which a person reads them: by sheet, then by falling
/// severity, then by falling difference in rupiah. Printed numbers are those indices plus one, so they agree
/// with the other reports.
fn reading_order(findings: &[Finding]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..findings.len()).collect();
    let weight = |place: &usize| {
        let finding = findings.get(*place)?;
        let amount = match finding.difference {
            Some(Value::Rupiah(amount)) => amount.abs(),
            _ => Decimal::ZERO,
        };
        Some((finding.at.sheet, Reverse(finding.severity), Reverse(amount)))
    };
    places.sort_by_key(weight);
    places
}

/// Returns the counts over all files.
#[must_use]
pub fn total_line(tally: &Tally, look: Look) -> String {
    let mut message =
        Message::new("report.total").with("files", tally.files).with("counts", tally.counts_message());
    for (key, count) in
        [("report.total_unrecognized", tally.unrecognized), ("report.total_failed", tally.failed)]
    {
        if count > 0 {
            message = Message::new(key).with("total", message).with("count", count);
        }
    }
    look.paint(BOLD, &message.say(look.lang)) + "\n"
}

/// Returns what was written for a file and what remains to be decided in it. `outputs` has the path of each
/// result, and whether its content is the same as before.
#[must_use]
pub fn processed_lines(summary: &Summary, outputs: &[(String, bool)], look: Look) -> String {
    let Look { lang, .. } = look;
    let outputs: Vec<String> =
        outputs.iter().map(|(path, unchanged)| output_name(path, *unchanged, lang)).collect();
    let written = Message::new("report.processed")
        .with("path", look.paint(BOLD, &printable(&summary.path)))
        .with("outputs", outputs.join(", "));
    let corrected = Message::new("report.corrected")
        .with("counts", Tally::from(summary).counts_message())
        .with("cells", summary.corrected);
    let mut out = String::new();
    push_line(&mut out, 0, &written.say(lang));
    if let Some(reason) = &summary.reason {
        push_warning(&mut out, reason, look);
    }
    push_line(&mut out, 2, &corrected.say(lang));
    out
}

/// Returns the line that reports the recap.
#[must_use]
pub fn recap_line(path: &str, unchanged: bool, look: Look) -> String {
    Message::new("report.recapped").with("output", output_name(path, unchanged, look.lang)).say(look.lang)
        + "\n"
}

fn output_name(path: &str, unchanged: bool, lang: Lang) -> String {
    let path = printable(path);
    if unchanged { Message::new("report.processed_unchanged").with("output", path).say(lang) } else { path }
}

/// Returns the line for a file that could not be processed, for standard error.
#[must_use]
pub fn failure_line(path: &str, why: &Message, look: Look) -> String {
    let message = Message::new("cli.failed").with("path", path).with("sentence", why.clone());
    look.paint(RED, &printable(&message.say(look.lang))) + "\n"
}

/// Returns a remark as a line, for standard error.
#[must_use]
pub fn remark_line(message: &Message, look: Look) -> String {
    printable(&message.say(look.lang)) + "\n"
}

/// Adds the warning on a file in which no table was recognized.
fn push_unchecked_warning(out: &mut String, file: &File<'_>, look: Look) {
    if let Some(message) = file.unchecked_reason() {
        push_warning(out, &message.say(look.lang), look);
    }
}

fn push_warning(out: &mut String, sentence: &str, look: Look) {
    push_line(out, 2, &look.severity(Severity::Warning));
    push_paragraph(out, 6, sentence, look);
}

/// Returns how many figures were checked, and which sheets have most of those that were not.
fn coverage_message(checked: &Checked) -> Message {
    // Maximum number of sheets that are named; the others are counted.
    const MAX_NAMED_SHEETS: usize = 5;
    let count = |n: usize| Value::Quantity(n.into(), None);
    let (figures, of_them) = SheetCoverage::total(&checked.coverage);
    let all = |key| Message::new(key).with("figures", count(figures)).with("checked", count(of_them));
    if figures == of_them {
        return all("report.coverage");
    }
    let mut sheets: Vec<&SheetCoverage> = checked.coverage.iter().filter(|s| s.unchecked() > 0).collect();
    sheets.sort_by_key(|sheet| std::cmp::Reverse(sheet.unchecked()));
    let mut named: Vec<Arg> =
        sheets.iter().take(MAX_NAMED_SHEETS).map(|sheet| sheet_coverage_arg(checked, sheet)).collect();
    if sheets.len() > MAX_NAMED_SHEETS {
        named
            .push(Message::new("report.coverage_more").with("count", sheets.len() - MAX_NAMED_SHEETS).into());
    }
    let key = if of_them == 0 { "report.coverage_none" } else { "report.coverage_part" };
    all(key).with("unchecked", count(figures.saturating_sub(of_them))).with("sheets", Arg::List(named))
}

fn sheet_coverage_arg(checked: &Checked, sheet: &SheetCoverage) -> Arg {
    let key = match sheet.status {
        SheetStatus::Unread => "report.coverage_sheet_unread",
        _ => "report.coverage_sheet",
    };
    Message::new(key)
        .with("sheet", checked.renja.sheet_name(sheet.sheet))
        .with("count", Value::Quantity(sheet.unchecked().into(), None))
        .into()
}

fn heading_message(checked: &Checked) -> Message {
    let renja = &checked.renja;
    let message = match renja.year {
        Some(year) => Message::new("report.heading").with("year", year.to_string()),
        None => Message::new("report.heading_without_year"),
    };
    let message = match &renja.organisation {
        Some(organisation) => message.with("organisation", organisation.value.as_str()),
        None => message.with("organisation", Message::new("report.organisation_unknown")),
    };
    message.with("tables", renja.tables.len())
}
