//! What stands below the cases: the notes in a closed group, and the signatures.

use super::super::canvas::Canvas;
use super::super::style::{self, Look};
use super::super::{Document, WriteError};
use super::columns::column;
use super::lines::Lines;
use crate::model::Message;

/// Writes the notes in a group that is closed, and below it how to open it.
pub fn notes(canvas: &mut Canvas, lines: &mut Lines<'_>) -> Result<(), WriteError> {
    let notes = &lines.listing.notes;
    if notes.is_empty() {
        return Ok(());
    }
    // Not part of the list that the filter sorts.
    lines.row += 1;
    let first = lines.row;
    for place in notes {
        lines.note(canvas, *place)?;
    }
    canvas.sheet.group_rows_collapsed(first, lines.row - 1)?;
    let text = Message::new("rapi.temuan.catatan").with("jumlah", notes.len()).say(lines.document.lang);
    canvas.text(lines.row, 0, &text, &Look::PLAIN.bold().ink(style::NAVY).single_line())?;
    lines.row += 1;
    Ok(())
}

/// Writes the places for the signatures, from this row on; the last row of them. They stand in no column that
/// decisions are read from.
pub fn signatures(canvas: &mut Canvas, document: &Document<'_>, row: u32) -> Result<u32, WriteError> {
    let look = Look::PLAIN.single_line();
    let head = Message::new("rapi.temuan.kepala").with("pd", document.office()).say(document.lang);
    let columns = [
        (column("uraian"), [document.say("rapi.temuan.diperiksa"), String::new()]),
        (column("sifat"), [document.say("rapi.temuan.mengetahui"), head.trim().to_owned()]),
    ];
    let mut last = row;
    for (column, heads) in columns {
        for (row, text) in (row..).zip(&heads) {
            canvas.text(row, column, text, &look)?;
        }
        let below = ["rapi.temuan.nama", "rapi.temuan.nip", "rapi.temuan.tanggal"];
        canvas.height(row + 2, 48.0);
        for (row, key) in (row + 3..).zip(below) {
            canvas.text(row, column, &document.say(key), &look)?;
            last = row;
        }
    }
    Ok(last)
}
