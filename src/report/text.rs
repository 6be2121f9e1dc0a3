//! Findings as text, for people.

use std::fmt::Write as _;

use super::{File, Status, Tally, rule_name, say};
use crate::Checked;
use crate::check::RuleInfo;
use crate::model::{
    Applied, Case, CellRef, Change, Class, Finding, Lang, Message, Proposal, Related, Severity, SheetId,
    Value,
};

/// As many parts of a sum as are read at a glance; of more, only the cells are named.
const FEW: usize = 8;

/// As many cells as a line takes.
const CELLS: usize = 12;

/// How a report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The language.
    pub lang: Lang,
    /// Whether severities and headings stand out by colour.
    pub colour: bool,
}

/// A file's findings, by sheet, with a closing line. Of a file that could not be read nothing:
/// [`failure`] says that elsewhere.
#[must_use]
pub fn text(file: &File<'_>, look: Look) -> String {
    let Ok(checked) = file.outcome else { return String::new() };
    let mut out = String::new();
    let Look { lang, .. } = look;
    line(&mut out, 0, &look.paint(BOLD, &printable(file.path)));
    if file.status() == Status::Unrecognized {
        if let Some(message) = file.unchecked() {
            let severity = look.severity(Severity::Warning);
            line(&mut out, 2, &format!("{severity}  {}", printable(&message.say(lang))));
        }
    } else {
        line(&mut out, 2, &printable(&heading(checked).say(lang)));
    }
    let mut sheet: Option<SheetId> = None;
    for (place, finding) in checked.findings.iter().enumerate() {
        out.push('\n');
        if sheet != Some(finding.at.sheet) {
            line(&mut out, 2, &look.paint(BOLD, &printable(checked.renja.sheet_name(finding.at.sheet))));
            sheet = Some(finding.at.sheet);
        }
        let case = file.case_of(place).and_then(|case| checked.cases.get(case));
        one(&mut out, checked, place, finding, case, look);
    }
    out.push('\n');
    line(&mut out, 2, &file.tally().counts().say(lang));
    out.push('\n');
    out
}

/// The closing line over all files.
#[must_use]
pub fn total(tally: &Tally, look: Look) -> String {
    let mut message = Message::new("report.total").with("files", tally.files).with("counts", tally.counts());
    for (key, count) in
        [("report.total_unrecognized", tally.unrecognized), ("report.total_failed", tally.failed)]
    {
        if count > 0 {
            message = Message::new(key).with("total", message).with("count", count);
        }
    }
    look.paint(BOLD, &message.say(look.lang)) + "\n"
}

/// What was written of a file, with what remains to be done in it.
#[must_use]
pub fn processed(
    file: &File<'_>,
    remaining: &[Finding],
    applied: &[Applied],
    outputs: &[(String, bool)],
    look: Look,
) -> String {
    let Look { lang, .. } = look;
    let output = |(path, unchanged): &(String, bool)| {
        let path = printable(path);
        if *unchanged {
            Message::new("report.processed_unchanged").with("output", path).say(lang)
        } else {
            path
        }
    };
    let outputs: Vec<String> = outputs.iter().map(output).collect();
    let written = Message::new("report.processed")
        .with("path", look.paint(BOLD, &printable(file.path)))
        .with("outputs", outputs.join(", "));
    let cells: usize = applied.iter().map(|applied| applied.changes.len()).sum();
    let corrected = Message::new("report.corrected")
        .with("counts", file.tally_of(remaining).counts())
        .with("cells", cells);
    let mut out = String::new();
    line(&mut out, 0, &written.say(lang));
    if file.status() == Status::Unrecognized
        && let Some(message) = file.unchecked()
    {
        let severity = look.severity(Severity::Warning);
        line(&mut out, 2, &format!("{severity}  {}", printable(&message.say(lang))));
    }
    line(&mut out, 2, &corrected.say(lang));
    out
}

/// Why a file could not be processed, for the side channel.
#[must_use]
pub fn failure(path: &str, why: &Message, look: Look) -> String {
    let message = Message::new("cli.failed").with("path", path).with("sentence", why.clone());
    look.paint(RED, &printable(&message.say(look.lang))) + "\n"
}

/// Something that a person should know, for the side channel.
#[must_use]
pub fn remark(message: &Message, look: Look) -> String {
    printable(&message.say(look.lang)) + "\n"
}

/// All rules, a line each.
#[must_use]
pub fn rule_list(rules: &[RuleInfo], look: Look) -> String {
    if rules.is_empty() {
        return say("report.rules_none", look.lang) + "\n";
    }
    let mut out = String::new();
    for rule in rules {
        line(&mut out, 0, &format!("{}  {}", look.paint(BOLD, rule.code), rule.name));
    }
    out
}

/// A rule's page. Markdown is made to be read as it is; on a terminal its headings stand out.
#[must_use]
pub fn rule_page(rule: &RuleInfo, look: Look) -> String {
    let mut out = String::new();
    let mut in_block = false;
    for text in rule.page.lines() {
        in_block ^= text.trim_start().starts_with("```");
        let is_heading = !in_block && text.starts_with('#');
        line(&mut out, 0, &if is_heading { look.paint(BOLD, text) } else { text.to_owned() });
    }
    out
}

fn heading(checked: &Checked) -> Message {
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

/// One finding: a line that says which, the sentence, and the figures below each other.
fn one(
    out: &mut String,
    checked: &Checked,
    place: usize,
    finding: &Finding,
    case: Option<&Case>,
    look: Look,
) {
    let Look { lang, .. } = look;
    let head = format!(
        "[{}] {} {} {}  {}  {}",
        place + 1,
        look.severity(finding.severity),
        finding.rule,
        rule_name(finding.rule),
        look.paint(BOLD, &finding.at.a1()),
        printable(&finding.item)
    );
    line(out, 2, head.trim_end());
    line(out, 6, &printable(&finding.message.say(lang)));
    let mut rows = figures(finding, lang);
    rows.extend(related(checked, finding, lang));
    if let Some(case) = case {
        rows.extend(cause(checked, place, finding, case, lang));
    }
    let width = rows.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0);
    for (word, text) in rows {
        line(out, 6, format!("{word:<width$}  {}", printable(&text)).trim_end());
    }
}

/// A value, or the word for a blank cell.
fn shown(value: Option<&Value>, lang: Lang) -> String {
    value.map_or_else(|| say("report.blank", lang), |value| printable(&value.to_string()))
}

/// The width in which the digits of a finding's figures and of their parts are in line.
fn width(finding: &Finding, lang: Lang) -> usize {
    let figures = [&finding.stated, &finding.computed, &finding.difference].into_iter().flatten().map(Some);
    let parts = finding.related.iter().map(|related| related.value.as_ref());
    let parts = parts.filter(|_| finding.related.len() <= FEW);
    let widest = figures.chain(parts).map(|value| shown(value, lang).chars().count()).max().unwrap_or(0);
    // Words are longer than figures and gain nothing by being moved to the right.
    if widest > 30 { 0 } else { widest }
}

/// Stated, computed and difference, their digits in line.
fn figures(finding: &Finding, lang: Lang) -> Vec<(String, String)> {
    if finding.stated.is_none() && finding.computed.is_none() {
        return Vec::new();
    }
    let mut rows = vec![("report.stated", &finding.stated)];
    let others = [("report.computed", &finding.computed), ("report.difference", &finding.difference)];
    rows.extend(others.into_iter().filter(|(_, value)| value.is_some()));
    let width = width(finding, lang);
    rows.into_iter()
        .map(|(key, value)| (say(key, lang), format!("{:>width$}", shown(value.as_ref(), lang))))
        .collect()
}

/// What the figure was computed from.
fn related(checked: &Checked, finding: &Finding, lang: Lang) -> Vec<(String, String)> {
    let here = finding.at.sheet;
    let word = say("report.related", lang);
    if finding.related.len() > FEW {
        let named = finding.related.iter().take(CELLS).map(|r| cell(checked, here, r.at));
        let cells = named.collect::<Vec<_>>().join(", ");
        let rest = finding.related.len().saturating_sub(CELLS);
        let cells = if rest == 0 {
            cells
        } else {
            Message::new("report.related_more").with("cells", cells).with("count", rest).say(lang)
        };
        let many = Message::new("report.related_many").with("count", finding.related.len());
        return vec![(word, many.with("cells", cells).say(lang))];
    }
    let place = |r: &Related| cell(checked, here, r.at);
    let places = finding.related.iter().map(|r| place(r).chars().count()).max().unwrap_or(0);
    let width = width(finding, lang);
    let row = |r: &Related| {
        let value = shown(r.value.as_ref(), lang);
        format!("{value:>width$}  {:<places$}  {}", place(r), r.label)
    };
    let words = std::iter::once(word).chain(std::iter::repeat(String::new()));
    words.zip(finding.related.iter().map(row)).collect()
}

/// The cause and what could be done, at the first of its findings; at the others where to look.
fn cause(
    checked: &Checked,
    place: usize,
    finding: &Finding,
    case: &Case,
    lang: Lang,
) -> Vec<(String, String)> {
    let first = case.findings.iter().copied().min().unwrap_or(place);
    if first != place {
        let same = Message::new("report.cause_same").with("id", first + 1);
        return vec![(say("report.cause", lang), same.say(lang))];
    }
    let explanation = if case.complete {
        case.explanation.say(lang)
    } else {
        Message::new("report.cause_incomplete").with("explanation", case.explanation.clone()).say(lang)
    };
    let mut rows = vec![(say("report.cause", lang), explanation)];
    for (rank, proposal) in case.proposals.iter().enumerate() {
        let word = if case.proposals.len() == 1 {
            say("report.proposal", lang)
        } else {
            Message::new("report.proposal_lettered").with("letter", letter(rank)).say(lang)
        };
        rows.push((word, proposed(checked, finding.at.sheet, proposal, lang)));
    }
    rows
}

/// A, B, C; past Z the number.
fn letter(rank: usize) -> String {
    match u8::try_from(rank) {
        Ok(rank @ 0..26) => char::from(b'A' + rank).to_string(),
        _ => (rank + 1).to_string(),
    }
}

fn proposed(checked: &Checked, here: SheetId, proposal: &Proposal, lang: Lang) -> String {
    let change = |change: &Change| {
        let from = shown(change.from.as_ref(), lang);
        Message::new("report.change")
            .with("cell", cell(checked, here, change.at))
            .with("from", from)
            .with("to", change.to.clone())
            .say(lang)
    };
    let changes = proposal.changes.iter().map(change).collect::<Vec<_>>().join("; ");
    let class = match proposal.class {
        Class::Safe => "report.class_safe",
        Class::Suggested => "report.class_suggested",
        Class::Display => "report.class_display",
    };
    Message::new("report.proposal_line")
        .with("changes", changes)
        .with("class", Message::new(class))
        .with("reason", proposal.reason.clone())
        .say(lang)
}

/// A cell, with its sheet where that is another one.
fn cell(checked: &Checked, here: SheetId, at: CellRef) -> String {
    if at.sheet == here { at.a1() } else { checked.renja.place(at) }
}

fn line(out: &mut String, indent: usize, text: &str) {
    let _ = writeln!(out, "{:indent$}{text}", "");
}

/// A text of a workbook or a path as it may stand on a terminal: one line, and no control
/// characters, which could move the cursor or hide what stands there.
fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            // Marks that turn the direction of writing would show another figure than stands there.
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                out.push('\u{fffd}');
            }
            c => out.push(c),
        }
    }
    out
}

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31m";
const YELLOW: &str = "\x1b[33m";
const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

impl Look {
    fn paint(self, style: &str, text: &str) -> String {
        if self.colour { format!("{style}{text}{PLAIN}") } else { text.to_owned() }
    }

    fn severity(self, severity: Severity) -> String {
        let (style, key) = match severity {
            Severity::Error => (RED, "report.severity_error"),
            Severity::Warning => (YELLOW, "report.severity_warning"),
            Severity::Note => (CYAN, "report.severity_note"),
        };
        self.paint(style, &say(key, self.lang))
    }
}
