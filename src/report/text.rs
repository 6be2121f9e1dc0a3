//! Findings as text for people.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
    let order = reading_order(&checked.findings);
    let folded = folded_notes(&checked.findings, &order);
    // The rules of the sheet at hand with notes that were not shown, and their number.
    let mut hidden: BTreeMap<&str, usize> = BTreeMap::new();
    for place in order {
        let Some(finding) = checked.findings.get(place) else { continue };
        let begins = sheet != Some(finding.at.sheet);
        if begins {
            push_folded(&mut out, std::mem::take(&mut hidden), look);
        }
        if folded.contains(&place) {
            *hidden.entry(finding.rule).or_default() += 1;
            continue;
        }
        out.push('\n');
        if begins {
            push_line(&mut out, 2, &look.paint(BOLD, &printable(checked.renja.sheet_name(finding.at.sheet))));
            sheet = Some(finding.at.sheet);
        }
        let case = cases.get(place).and_then(|case| checked.cases.get((*case)?));
        push_finding(&mut out, checked, place, finding, case, look);
    }
    push_folded(&mut out, hidden, look);
    out.push('\n');
    if !checked.coverage.is_empty() {
        push_paragraph(&mut out, 2, &coverage_message(checked).say(lang), look);
    }
    push_line(&mut out, 2, &file.tally().counts_message().say(lang));
    out.push('\n');
    out
}

/// Returns the notes that are counted instead of shown, as indices: of many notes of one rule on one sheet, all but
/// the first. Six hundred columns of amounts stored as text hide the one note that matters. `order` is the order of
/// reading.
fn folded_notes(findings: &[Finding], order: &[usize]) -> BTreeSet<usize> {
    /// Maximum number of notes alike that are all shown.
    const MAX_UNFOLDED: usize = 20;
    /// Number of notes that are shown of more than these.
    const SHOWN: usize = 10;
    let mut alike: BTreeMap<(SheetId, &str), Vec<usize>> = BTreeMap::new();
    for place in order {
        if let Some(note) = findings.get(*place).filter(|finding| finding.severity == Severity::Note) {
            alike.entry((note.at.sheet, note.rule)).or_default().push(*place);
        }
    }
    let many = alike.into_values().filter(|places| places.len() > MAX_UNFOLDED);
    many.flat_map(|places| places.into_iter().skip(SHOWN)).collect()
}

/// Adds a line for each rule of a sheet with notes that were not shown.
fn push_folded(out: &mut String, hidden: BTreeMap<&str, usize>, look: Look) {
    for (rule, count) in hidden {
        let message = Message::new("report.folded").with("rule", rule).with("count", count);
        out.push('\n');
        push_paragraph(out, 2, &message.say(look.lang), look);
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
