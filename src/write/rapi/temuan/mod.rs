//! Lists the cases, most important first, with a column for decisions.
//!
//! The first line of a case shows the most severe of its findings. Below it are its proposals, one line each,
//! and its other findings. Findings that only inform are in a closed group below all cases; the places for
//! signatures are at the end.
//!
//! The next run reads the sheet again, by these rules:
//! - The header row is the one with the texts of [`COLUMNS`] (`rapi.temuan.kolom.*` in `messages/`, in either
//!   language).
//! - `keputusan` holds [`WORD_ACCEPT`](crate::model::own::WORD_ACCEPT), a letter (`A`, `B`, …: the case's proposals in
//!   their order), [`WORD_REJECT`](crate::model::own::WORD_REJECT) or [`WORD_POSTPONE`](crate::model::own::WORD_POSTPONE). It is on the
//!   first line of a case and holds for the whole case.
//! - Beside a proposal, `keputusan` holds [`WORD_ACCEPT`](crate::model::own::WORD_ACCEPT), which chooses that proposal
//!   as its letter does on the first line, or [`WORD_POSTPONE`](crate::model::own::WORD_POSTPONE). Anything else there is not
//!   used, and the next result says so.
//! - `nilai_sendiri` holds a person's own value for the cell that the line names; `alasan` holds a reason.
//! - The hidden columns [`HIDDEN_COLUMNS`] identify the finding, whatever the order of the rows: `renja:aturan`
//!   (rule code), `renja:item` (the item with those above it), `renja:tertulis` (the plain stated value,
//!   empty for a blank cell), `renja:sel` (sheet and cell), `renja:keputusan` (the day of the decision and
//!   what it said then), `renja:usulan` (the letter, on the line of a proposal, which otherwise has the key
//!   of its case's first line). They are within the range of the filter, so that sorting by its arrows moves
//!   them with their line. Sorting by number restores the original order.
//!
//! The next result shows what a person wrote where it was written, used or not. Lines that match no finding
//! any more are below the others.

mod columns;
mod figures;
mod foot;
mod lines;
mod listing;
mod parts;
mod places;
mod proposals;
mod words;

pub(super) use columns::set_print_header;
pub use columns::{COLUMNS, HIDDEN_COLUMNS};
pub(super) use listing::{Entry, FindingStatus, Listing};
pub use places::{LineState, TemuanLine, lines};
pub(super) use proposals::{describe_changes, list_cells, old_and_new_text, proposal_letter};
pub(super) use words::{class_key, severity_key, severity_sign};

use std::collections::BTreeMap;

use super::canvas::{Canvas, Content, Target};
use super::plan::Plan;
use super::style::{self, Look};
use super::{Document, WriteError};
use crate::model::own;
use lines::LineWriter;

/// Writes the sheet.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub(super) fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut widths = columns::column_widths(document);
    let seen = widths.clone();
    widths.extend(HIDDEN_COLUMNS.map(|_| 12.0));
    let mut canvas = Canvas::new(own::TEMUAN, &widths)?;
    document.write_banner(&mut canvas, &document.say("rapi.temuan.judul"))?;
    let guidance = document.say("rapi.temuan.petunjuk");
    canvas.merge_row(2, (0, columns::column("uraian")), &Content::Text(&guidance), &Look::PLAIN)?;
    let hidden = columns::first_hidden_column();
    canvas.put_text(1, hidden, &own::digest_mark(&document.origin.digest), &Look::SMALL)?;
    canvas.put_text(1, hidden + 1, &own::version_mark(), &Look::SMALL)?;
    columns::write_heads(&mut canvas, document)?;
    let listing = Listing::new(document);
    let mut lines = LineWriter::new(document, plan, &listing, &seen);
    for (place, entry) in listing.entries.iter().enumerate() {
        lines.write_entry(&mut canvas, place + 1, entry)?;
    }
    lines.write_unlisted_decisions(&mut canvas)?;
    if document.findings.is_empty() {
        let (key, look) = if document.has_checked() {
            ("rapi.temuan.tidak_ada", Look::PLAIN.bold().ink(style::GREEN).single_line())
        } else {
            ("rapi.temuan.tidak_diperiksa", Look::PLAIN.bold().single_line())
        };
        canvas.put_text(lines.row, 0, &document.say(key), &look)?;
        lines.row += 1;
    }
    let last_line = lines.row - 1;
    foot::write_notes(&mut canvas, &mut lines)?;
    let last_row = lines.row + 1;
    foot::write_signatures(&mut canvas, document, last_row)?;
    columns::set_up_sheet(&mut canvas, last_line, last_row, &document.title())?;
    Ok(canvas)
}

/// Returns a function that finds the line of a rule's first finding, for links from other sheets. For a rule
/// that only informs, whose findings are in the closed group, it returns the headers of the list.
pub(super) fn first_line_lookup<'a>(document: &Document<'a>) -> impl Fn(&str) -> Target<'static> + use<'a> {
    let mut rows: BTreeMap<&str, u32> = BTreeMap::new();
    let mut row = columns::HEAD_ROW + 1;
    for entry in &Listing::new(document).entries {
        let case = entry.case.and_then(|case| document.cases.get(case));
        let proposals = case.map_or(0, |case| case.proposals.len());
        let others = entry.others.iter().enumerate().map(|(place, other)| (*other, 1 + proposals + place));
        for (finding, below) in std::iter::once((entry.lead, 0)).chain(others) {
            let at = row.saturating_add(u32::try_from(below).unwrap_or(u32::MAX));
            if let Some(finding) = document.findings.get(finding) {
                rows.entry(finding.rule).or_insert(at);
            }
        }
        let lines = 1 + proposals + entry.others.len();
        row = row.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }
    move |rule: &str| {
        let row = rows.get(rule).copied().unwrap_or(columns::HEAD_ROW);
        Target { sheet: own::TEMUAN, row, column: 0 }
    }
}
