//! One finding as text: its number and place, what is wrong, its figures in a column, and the possible
//! corrections.

use super::look::{BOLD, Look, printable, push_line, push_paragraph, push_wrapped};
use super::words::{class_key, rule_title, say};
use crate::Checked;
use crate::model::{
    Case, CellRef, Change, Finding, Lang, Message, Proposal, Related, SheetId, Value, difference_arg, shorten,
};

/// Maximum number of parts of a sum that are listed with their values; of more, only the cells are named.
const MAX_LISTED_PARTS: usize = 8;

/// Maximum number of cells that are named; the others are counted.
const MAX_NAMED_CELLS: usize = 12;

/// Adds one finding: its head, its sentence and its figures. `place` is its index; `case` is the case that
/// contains it, if any.
pub(super) fn push_finding(
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
        rule_title(finding.rule, lang),
        look.paint(BOLD, &finding.at.a1()),
        printable(&finding.item)
    );
    push_line(out, 2, head.trim_end());
    push_paragraph(out, 6, &finding.message.say(lang), look);
    let mut rows = figure_rows(finding, lang);
    rows.extend(related_rows(checked, finding, lang));
    if let Some(case) = case {
        rows.extend(cause_rows(checked, place, finding, case, lang));
    }
    let width = rows.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0);
    for (word, text) in rows {
        push_wrapped(out, 6, &format!("{word:<width$}"), &text, look);
    }
}

/// Returns a value, or the word for a blank cell.
fn value_text(value: Option<&Value>, lang: Lang) -> String {
    value.map_or_else(|| say("report.blank", lang), |value| printable(&shorten(&value.rounded().to_string())))
}

/// Returns the width to which the finding's figures and their parts are aligned, in characters.
fn figure_width(finding: &Finding, lang: Lang) -> usize {
    let figures = [&finding.stated, &finding.computed, &finding.difference].into_iter().flatten().map(Some);
    let parts = finding.related.iter().map(|related| related.value.as_ref());
    let parts = parts.filter(|_| finding.related.len() <= MAX_LISTED_PARTS);
    let widest = figures.chain(parts).map(|value| value_text(value, lang).chars().count()).max().unwrap_or(0);
    // Above 30 characters the values are words; aligning those to the right gains nothing.
    if widest > 30 { 0 } else { widest }
}

/// Returns rows for the stated and the computed value and their difference, with their digits aligned.
fn figure_rows(finding: &Finding, lang: Lang) -> Vec<(String, String)> {
    if finding.stated.is_none() && finding.computed.is_none() {
        return Vec::new();
    }
    let mut rows = vec![("report.stated", value_text(finding.stated.as_ref(), lang))];
    rows.extend(finding.computed.as_ref().map(|value| ("report.computed", value_text(Some(value), lang))));
    let width = figure_width(finding, lang);
    for (_, text) in &mut rows {
        *text = format!("{text:>width$}");
    }
    if let Some(value) = &finding.difference {
        // A difference in percentage points has words behind its number: align the number only.
        let number = value_text(Some(value), lang).chars().count();
        let indent = " ".repeat(width.saturating_sub(number));
        let text = format!("{indent}{}", difference_arg(value).say(lang));
        rows.push(("report.difference", text));
    }
    rows.into_iter().map(|(key, text)| (say(key, lang), text)).collect()
}

/// Returns rows for the cells that the figure was computed from.
fn related_rows(checked: &Checked, finding: &Finding, lang: Lang) -> Vec<(String, String)> {
    let here = finding.at.sheet;
    let word = say("report.related", lang);
    if matches!(finding.related.as_slice(), [alone] if alone.at == finding.at) {
        return Vec::new(); // the cell itself, which the first line names
    }
    if finding.related.len() > MAX_LISTED_PARTS {
        let places = finding.related.iter().map(|related| related.at);
        return vec![(word, cell_list(checked, here, places, lang))];
    }
    let place = |r: &Related| cell_address(checked, here, r.at);
    let places = finding.related.iter().map(|r| place(r).chars().count()).max().unwrap_or(0);
    let width = figure_width(finding, lang);
    let row = |r: &Related| {
        let value = value_text(r.value.as_ref(), lang);
        format!("{value:>width$}  {:<places$}  {}", place(r), r.label)
    };
    let words = std::iter::once(word).chain(std::iter::repeat(String::new()));
    words.zip(finding.related.iter().map(row)).collect()
}

/// Returns rows for the cause and the proposals, if this finding is the first of its case; otherwise a row
/// that refers to the first.
fn cause_rows(
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
    let mut rows = vec![(say("report.cause", lang), case.explanation.say(lang))];
    for (rank, proposal) in case.proposals.iter().enumerate() {
        let word = if case.proposals.len() == 1 {
            say("report.proposal", lang)
        } else {
            Message::new("report.proposal_lettered").with("letter", proposal_letter(rank)).say(lang)
        };
        rows.push((word, proposal_line(checked, finding.at.sheet, proposal, lang)));
    }
    rows
}

/// Returns the letter of a proposal, from A; from the 27th on, its number.
fn proposal_letter(rank: usize) -> String {
    match u8::try_from(rank) {
        Ok(rank @ 0..26) => char::from(b'A' + rank).to_string(),
        _ => (rank + 1).to_string(),
    }
}

fn proposal_line(checked: &Checked, here: SheetId, proposal: &Proposal, lang: Lang) -> String {
    let change = |change: &Change| {
        let from = value_text(change.from.as_ref(), lang);
        Message::new("report.change")
            .with("cell", cell_address(checked, here, change.at))
            .with("from", from)
            .with("to", change.to.clone())
            .say(lang)
    };
    let is_seen =
        |change: &Change| value_text(change.from.as_ref(), lang) != value_text(Some(&change.to), lang);
    // A text that becomes the same number reads the same before and after: naming the cells is enough.
    let changes = if proposal.changes.len() > MAX_LISTED_PARTS || !proposal.changes.iter().any(is_seen) {
        cell_list(checked, here, proposal.changes.iter().map(|change| change.at), lang)
    } else {
        proposal.changes.iter().map(change).collect::<Vec<_>>().join("; ")
    };
    Message::new("report.proposal_line")
        .with("changes", changes)
        .with("class", Message::new(class_key(proposal.class)))
        .with("reason", proposal.reason.clone())
        .say(lang)
}

/// Returns the address of a cell, with its sheet if that is not `here`.
fn cell_address(checked: &Checked, here: SheetId, at: CellRef) -> String {
    if at.sheet == here { at.a1() } else { checked.renja.cell_name(at) }
}

/// Returns the number of cells and the addresses of the first [`MAX_NAMED_CELLS`].
fn cell_list(
    checked: &Checked,
    here: SheetId,
    all: impl ExactSizeIterator<Item = CellRef>,
    lang: Lang,
) -> String {
    let count = all.len();
    let named: Vec<String> = all.take(MAX_NAMED_CELLS).map(|at| cell_address(checked, here, at)).collect();
    let named = named.join(", ");
    let rest = count.saturating_sub(MAX_NAMED_CELLS);
    let named = if rest == 0 {
        named
    } else {
        Message::new("report.related_more").with("cells", named).with("count", rest).say(lang)
    };
    Message::new("report.related_many").with("count", count).with("cells", named).say(lang)
}
