//! The change log: what was changed, from what to what, on which ground, and who decided.

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content, narrow};
use super::plan::Plan;
use super::style::{self, Align, Look};
use super::temuan::class_key;
use super::{Document, WriteError};
use crate::model::own;
use crate::model::{Applied, CellRef, Change, Decided, DecidedBy, Finding, Outcome, Value};

const COLUMNS: [(&str, f64); 11] = [
    ("nomor", 5.0),
    ("lembar", 13.0),
    ("sel", 7.0),
    ("lihat", 9.0),
    ("item", 44.0),
    ("semula", 19.0),
    ("menjadi", 19.0),
    ("aturan", 10.0),
    ("kelas", 14.0),
    ("alasan", 46.0),
    ("oleh", 13.0),
];
const HEAD_ROW: u32 = 3;

/// Writes the sheet.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::new(own::PERUBAHAN, &COLUMNS.map(|(_, width)| width))?;
    document.banner(&mut canvas, &document.say("rapi.perubahan.judul"))?;
    for (column, (key, _)) in (0u32..).zip(COLUMNS) {
        let text = document.say(&format!("rapi.perubahan.kolom.{key}"));
        canvas.text(HEAD_ROW, column, &text, &Look::OWN_HEAD)?;
    }
    canvas.height(HEAD_ROW, 24.0);
    let changes =
        document.applied.iter().flat_map(|applied| applied.changes.iter().map(move |c| (applied, c)));
    let mut row = HEAD_ROW;
    for (applied, change) in changes {
        row += 1;
        line(&mut canvas, document, plan, row, applied, change)?;
    }
    for decided in document.decided {
        let finding = decided.finding.and_then(|place| document.findings.get(place));
        if let (Some(finding), Outcome::Refused | Outcome::Later) = (finding, &decided.outcome) {
            row += 1;
            kept(&mut canvas, document, plan, row, decided, finding)?;
        }
    }
    if row == HEAD_ROW {
        let look = Look::PLAIN.ink(style::MUTED).single_line();
        row += 1;
        canvas.text(row, 0, &document.say("rapi.perubahan.tidak_ada"), &look)?;
    }
    let last = narrow(u32::try_from(COLUMNS.len()).unwrap_or(1) - 1)?;
    canvas.sheet.autofilter(HEAD_ROW, 0, row, last)?;
    canvas.sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    canvas.sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    canvas.sheet.set_tab_color(Color::RGB(style::GREEN));
    canvas.sheet.set_screen_gridlines(false);
    Ok(canvas)
}

fn line(
    canvas: &mut Canvas,
    document: &Document<'_>,
    plan: &Plan<'_>,
    row: u32,
    applied: &Applied,
    change: &Change,
) -> Result<(), WriteError> {
    let list = Look::LIST;
    let right = list.right();
    begin(canvas, document, plan, row, change.at, &change.item)?;
    let from = change.from.as_ref().map_or_else(|| document.say("rapi.kosong"), Value::to_string);
    canvas.text(row, 5, &from, &right.ink(style::MUTED))?;
    canvas.text(row, 6, &change.to.to_string(), &right.bold().ink(style::GREEN))?;
    canvas.text(row, 7, applied.rule, &list)?;
    canvas.text(row, 8, &document.say(class_key(applied.class)), &list.align(Align::Center))?;
    let mut reason = applied.reason.say(document.lang);
    if !applied.evidence.is_empty() {
        let places: Vec<String> = applied.evidence.iter().map(|at| document.renja.place(*at)).collect();
        reason = format!("{reason}\n{}: {}", document.say("rapi.perubahan.bukti"), places.join(", "));
    }
    let decided = match applied.by {
        DecidedBy::Program => None,
        DecidedBy::Person(place) => document.decided.get(place),
    };
    if let Some(said) = decided.map(|decided| decided.decision.reason.trim()).filter(|said| !said.is_empty())
    {
        reason = format!("{reason}\n{}: {said}", document.say("rapi.temuan.kolom.alasan"));
    }
    canvas.text(row, 9, &reason, &list)?;
    by(canvas, document, row, decided)
}

/// A figure that stands as it is, by a person's word.
fn kept(
    canvas: &mut Canvas,
    document: &Document<'_>,
    plan: &Plan<'_>,
    row: u32,
    decided: &Decided,
    finding: &Finding,
) -> Result<(), WriteError> {
    let list = Look::LIST;
    begin(canvas, document, plan, row, finding.at, &finding.item)?;
    let stated = finding.stated.as_ref().map_or_else(|| document.say("rapi.kosong"), Value::to_string);
    canvas.text(row, 5, &stated, &list.right().ink(style::MUTED))?;
    let key = match decided.outcome {
        Outcome::Later => "rapi.status.ditunda",
        _ => "rapi.status.ditolak",
    };
    canvas.text(row, 6, &document.say(key), &list.right().ink(style::MUTED))?;
    canvas.text(row, 7, finding.rule, &list)?;
    canvas.put(row, 8, &Content::Blank, &list)?;
    canvas.text(row, 9, decided.decision.reason.trim(), &list)?;
    by(canvas, document, row, Some(decided))
}

/// Number, place and item of a line.
fn begin(
    canvas: &mut Canvas,
    document: &Document<'_>,
    plan: &Plan<'_>,
    row: u32,
    at: CellRef,
    item: &str,
) -> Result<(), WriteError> {
    let list = Look::LIST;
    let center = list.align(Align::Center);
    let number = (row - HEAD_ROW).to_string();
    canvas.text(row, 0, &number, &center.ink(style::MUTED))?;
    canvas.text(row, 1, document.renja.sheet_name(at.sheet), &list)?;
    canvas.text(row, 2, &at.a1(), &center)?;
    match plan.find(at) {
        Some(target) => {
            let text = format!("{} ›", target.a1());
            canvas.put(row, 3, &Content::Link(&text, target), &center.link())?;
        }
        None => canvas.put(row, 3, &Content::Blank, &center)?,
    }
    canvas.text(row, 4, item, &list)
}

/// Who decided, and when.
fn by(
    canvas: &mut Canvas,
    document: &Document<'_>,
    row: u32,
    decided: Option<&Decided>,
) -> Result<(), WriteError> {
    let text = match decided {
        None => document.say("rapi.perubahan.program"),
        Some(decided) => {
            let day = decided.decision.day.as_deref().map(|day| format!("\n{day}")).unwrap_or_default();
            format!("{}{day}", document.say("rapi.perubahan.orang"))
        }
    };
    canvas.text(row, 10, &text, &Look::LIST.align(Align::Center))
}
