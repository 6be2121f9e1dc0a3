//! Describes a proposal in one line: its cells, old and new values, and the reason in a few words.

use indexmap::IndexMap;

use super::super::Document;
use super::super::layout;
use super::super::style::Look;
use super::super::tabel::is_text_to_number;
use super::words::class_key;
use crate::model::{Arg, CellRef, Change, Class, Message, Proposal, SheetId, Value, column_name};

/// The description of a proposal.
pub struct ProposalLine {
    /// The text of the line.
    pub text: String,
    /// All changes and the full reason; `None` if the line has them already.
    pub full_text: Option<String>,
}

/// Maximum number of different changes that a line describes; the others are counted.
const MAX_CHANGES: usize = 3;
/// Maximum number of cells with the same change that a line names; the others are counted.
const MAX_CELLS: usize = 4;

/// Returns the letter of a proposal: A for the first.
pub fn proposal_letter(rank: usize) -> String {
    column_name(u32::try_from(rank).unwrap_or(0))
}

/// Describes a proposal within `room` characters. The text begins with the name of the proposal, which is its
/// letter if there are several: the next run compares it with the hidden key.
pub fn describe_proposal(
    document: &Document<'_>,
    (rank, count): (usize, usize),
    proposal: &Proposal,
    room: f64,
    look: &Look,
) -> ProposalLine {
    let name = if count > 1 { proposal_letter(rank) } else { document.say("rapi.temuan.usulan") };
    let class = match proposal.class {
        Class::Suggested => format!(" ({})", document.say(class_key(proposal.class))),
        Class::Safe | Class::Display => String::new(),
    };
    let (groups, retyped) = group_changes(document, &proposal.changes);
    let (why, tells_all) = short_reason(&proposal.reason);
    let why = why.filter(|_| !retyped).map(|why| why.say(document.lang));
    let text = |shown: usize, why: Option<&String>| {
        let mut sheet = None;
        let mut parts: Vec<String> =
            groups.iter().take(shown).map(|group| group.text(document, &mut sheet)).collect();
        parts.extend(more_cells_text(document, &groups, shown));
        let changes = parts.join("; ");
        let why = why.map(|why| format!(", {why}")).unwrap_or_default();
        format!("{name}{class}: {changes}{why}")
    };
    let fits = |text: &String| layout::text_width(text, look) <= room;
    let most = groups.len().clamp(1, MAX_CHANGES);
    // Try in this order: all changes with the reason, all changes alone, fewer changes with the reason.
    let all = (groups.len() <= most).then_some((most, None));
    let tries = [(most, why.as_ref())].into_iter().chain(all);
    let tries = tries.chain((1..most).rev().map(|shown| (shown, why.as_ref()))).chain([(1, None)]);
    let mut best = (1, None);
    for (shown, why) in tries {
        best = (shown, why);
        if fits(&text(shown, why)) {
            break;
        }
    }
    let line = text(best.0, best.1);
    let is_whole = best.0 >= groups.len() && tells_all && best.1.is_some() == why.is_some() && fits(&line);
    let more = (!is_whole && !retyped).then(|| {
        let all = describe_changes(document, &proposal.changes, groups.len());
        format!("{all}\n{}", proposal.reason.say(document.lang))
    });
    ProposalLine { text: line, full_text: more }
}

/// Cells that change in the same way.
struct ChangeGroup {
    from: String,
    to: String,
    cells: Vec<CellRef>,
}

impl ChangeGroup {
    /// Returns the cells with their old and new value. The sheet is named if it differs from the one named
    /// before.
    fn text(&self, document: &Document<'_>, sheet: &mut Option<SheetId>) -> String {
        let Self { from, to, cells } = self;
        format!("{} {from} → {to}", list_cells_after(document, cells, sheet))
    }
}

/// Returns the number of cells in the groups that are not shown, as text. `None` if there are none.
fn more_cells_text(document: &Document<'_>, groups: &[ChangeGroup], shown: usize) -> Option<String> {
    let left: usize = groups.iter().skip(shown).map(|group| group.cells.len()).sum();
    (left > 0).then(|| Message::new("check.more").with("count", left).say(document.lang))
}

/// Groups changes with the same values. Also returns whether all of them only turn texts into numbers.
fn group_changes(document: &Document<'_>, changes: &[Change]) -> (Vec<ChangeGroup>, bool) {
    let retyped = !changes.is_empty() && changes.iter().all(is_text_to_number);
    let mut all: IndexMap<(String, String), Vec<CellRef>> = IndexMap::new();
    for change in changes {
        let figures = if retyped && changes.len() > 1 {
            (document.say("rapi.teks"), document.say("rapi.angka"))
        } else {
            let (from, to) = old_and_new_text(document, change);
            differing_words(&from, &to).unwrap_or((from, to))
        };
        all.entry(figures).or_default().push(change.at);
    }
    (all.into_iter().map(|((from, to), cells)| ChangeGroup { from, to, cells }).collect(), retyped)
}

/// Describes several changes in one text: a line for each different change, at most `most`; the cells of the
/// others are counted.
pub fn describe_changes(document: &Document<'_>, changes: &[Change], most: usize) -> String {
    let (groups, _) = group_changes(document, changes);
    let mut lines: Vec<String> =
        groups.iter().take(most).map(|group| group.text(document, &mut None)).collect();
    lines.extend(more_cells_text(document, &groups, most));
    lines.join("\n")
}

/// Above this length, in characters, a text is a sentence of which only a few words change.
const MAX_SHORT_TEXT_CHARS: usize = 40;

/// Returns the words by which two sentences differ, with `…` for the others. `None` if one of them is short.
fn differing_words(from: &str, to: &str) -> Option<(String, String)> {
    if from.chars().count().min(to.chars().count()) <= MAX_SHORT_TEXT_CHARS {
        return None;
    }
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split(' ').collect(), to.split(' ').collect());
    let before = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let most = from.len().min(to.len()) - before;
    let after =
        from.iter().rev().zip(to.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
    let part = |words: &[&str]| {
        let part = words.get(before..words.len() - after).unwrap_or_default().join(" ");
        let [begin, end] = [before > 0, after > 0].map(|is_cut| if is_cut { "…" } else { "" });
        format!("“{begin}{part}{end}”")
    };
    Some((part(&from), part(&to)))
}

/// Returns the old and the new content of a cell as texts. A text that becomes a number is called a text,
/// since both look alike.
pub fn old_and_new_text(document: &Document<'_>, change: &Change) -> (String, String) {
    let to = change.to.to_string();
    let from = match &change.from {
        None => document.say("rapi.kosong"),
        Some(from @ Value::Text(_)) if is_text_to_number(change) => {
            format!("{} “{from}”", document.say("rapi.teks"))
        }
        Some(from) => from.to_string(),
    };
    (from, to)
}

/// Returns the cells with the names of their sheets; of many, the last ones are counted.
pub fn list_cells(document: &Document<'_>, cells: &[CellRef]) -> String {
    list_cells_after(document, cells, &mut None)
}

fn list_cells_after(document: &Document<'_>, cells: &[CellRef], sheet: &mut Option<SheetId>) -> String {
    let mut names = Vec::new();
    let shown = if cells.len() > MAX_CELLS { MAX_CELLS - 1 } else { cells.len() };
    for at in cells.iter().take(shown) {
        names.push(if *sheet == Some(at.sheet) { at.a1() } else { document.renja.cell_name(*at) });
        *sheet = Some(at.sheet);
    }
    if cells.len() > shown {
        names.push(Message::new("check.more").with("count", cells.len() - shown).say(document.lang));
    }
    names.join(", ")
}

/// Returns the reason in a few words, and whether these tell all of it. `None` if the figures speak for
/// themselves.
fn short_reason(reason: &Message) -> (Option<Message>, bool) {
    if reason.key == "correct.both" {
        let first = reason.args.iter().find_map(|(name, arg)| match arg {
            Arg::Message(first) if *name == "first" => Some(first),
            _ => None,
        });
        return (first.and_then(|first| short_reason(first).0), false);
    }
    let (key, tells_all) = match reason.key {
        "correct.reason.printed" | "correct.reason.version" | "correct.reason.blank_printed" => {
            ("rapi.usulan.seperti", true)
        }
        "correct.reason.printed_slip"
        | "correct.reason.printed_copied"
        | "correct.reason.no_number_printed" => ("rapi.usulan.seperti", false),
        "correct.reason.slip" => ("rapi.usulan.salah_ketik", true),
        "correct.reason.copied" => ("rapi.usulan.tersalin", true),
        "correct.reason.left_out" => ("rapi.usulan.terlewat", true),
        "correct.reason.twice" => ("rapi.usulan.terhitung_dua_kali", true),
        "correct.reason.sum" => ("rapi.usulan.jumlah_rincian", true),
        "correct.reason.parts" => ("rapi.usulan.jumlah_bagian", true),
        "correct.reason.blank" => ("rapi.usulan.tepat", true),
        "correct.reason.rest" | "correct.reason.no_number" => ("rapi.usulan.tepat", false),
        "correct.reason.formula" => ("rapi.usulan.rumus", false),
        "correct.reason.formula_unknown" => ("rapi.usulan.rumus_sendiri", false),
        "correct.reason.recalculate" => ("rapi.usulan.hitung_ulang", false),
        "correct.reason.derived" => ("rapi.usulan.kolom_lain", true),
        "correct.reason.otherwise" => ("rapi.usulan.kepala_kolom", true),
        "correct.reason.betrayed" => ("rapi.usulan.kolom_sesudahnya", true),
        "correct.reason.computed" | "correct.reason.counted" | "correct.reason.blank_computed" => {
            ("rapi.usulan.hitungan", true)
        }
        "correct.reason.code_unused" => ("rapi.usulan.kode", false),
        _ => return (None, true),
    };
    (Some(Message { key, args: reason.args.clone() }), tells_all)
}
