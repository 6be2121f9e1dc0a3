//! Writes what is below the cases: the notes in a closed group, and the signatures.

use super::super::canvas::{Canvas, Content};
use super::super::style::{self, Look};
use super::super::{Document, WriteError};
use super::columns::column;
use super::lines::LineWriter;
use crate::model::Message;

/// Writes the notes in a closed group, and below it how to open the group.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_notes(canvas: &mut Canvas, lines: &mut LineWriter<'_>) -> Result<(), WriteError> {
    let notes = &lines.listing.notes;
    if notes.is_empty() {
        return Ok(());
    }
    // Leave a blank row: the notes are not part of the list that the filter sorts.
    lines.row += 1;
    let first = lines.row;
    for place in notes {
        lines.write_note(canvas, *place)?;
    }
    canvas.sheet.group_rows_collapsed(first, lines.row - 1)?;
    let text = Message::new("rapi.temuan.catatan").with("jumlah", notes.len()).say(lines.document.lang);
    canvas.put_text(lines.row, 0, &text, &Look::PLAIN.bold().ink(style::NAVY).single_line())?;
    lines.row += 1;
    Ok(())
}

/// Writes the places for signatures into one row, so that no page break divides them. They are in columns
/// from which no decisions are read.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_signatures(canvas: &mut Canvas, document: &Document<'_>, row: u32) -> Result<(), WriteError> {
    let [checked, acknowledged] = document.signatures();
    canvas.put_text(row, column("uraian"), &checked, &Look::PLAIN)?;
    let columns = (column("tertulis"), column("aturan"));
    canvas.merge_row(row, columns, &Content::Text(&acknowledged), &Look::PLAIN)
}
