//! The change log: old and new values, the reasons, and who decided.
//!
//! Each case has one line. If a case changes several cells, each cell has a line of its own in a closed group
//! below. The next run (`correct/decisions/table_edits.rs`) reads these lines by the headers of their columns:
//! sheet, cell, new value, rule, and who decided.

use rust_xlsxwriter::{Color, IgnoreError};

use super::canvas::{Canvas, Content, library_column};
use super::plan::Plan;
use super::style::{self, Align, Look};
use super::tabel::is_text_to_number;
use super::temuan::{class_key, describe_changes, list_cells, old_and_new_text, set_print_header};
use super::{Document, WriteError};
use crate::model::own;
use crate::model::{Applied, CellRef, Change, DecidedBy, Finding, Message, Outcome, ResolvedDecision, Value};

/// Keys below `rapi.perubahan.kolom`, and widths in characters. With these widths, text of 10 points is
/// printed at 8 points or more.
const COLUMNS: [(&str, f64); 10] = [
    ("nomor", 5.0),
    ("lembar", 13.0),
    ("sel", 14.0),
    ("item", 40.0),
    ("semula", 18.0),
    ("menjadi", 18.0),
    ("aturan", 9.0),
    ("kelas", 11.5),
    ("alasan", 36.0),
    ("oleh", 12.0),
];
const HEAD_ROW: u32 = 3;
/// Maximum number of different changes that the line of a case describes; the others are counted.
const MAX_CHANGES: usize = 4;

/// Writes the sheet.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::new(own::PERUBAHAN, &COLUMNS.map(|(_, width)| width))?;
    document.write_banner(&mut canvas, &document.say("rapi.perubahan.judul"))?;
    for (column, (key, _)) in (0u32..).zip(COLUMNS) {
        let text = document.say(&format!("rapi.perubahan.kolom.{key}"));
        canvas.put_text(HEAD_ROW, column, &text, &Look::OWN_HEAD)?;
    }
    canvas.set_min_height(HEAD_ROW, 24.0);
    let mut log = ChangeLog { document, plan, row: HEAD_ROW + 1, number: 0 };
    for applied in document.applied {
        log.write_applied(&mut canvas, applied)?;
    }
    for decided in document.decided {
        let finding = decided.finding.and_then(|place| document.findings.get(place));
        if let (Some(finding), Outcome::Refused | Outcome::Postponed) = (finding, &decided.outcome) {
            log.write_kept(&mut canvas, decided, finding)?;
        }
    }
    if log.number == 0 {
        let look = Look::PLAIN.ink(style::MUTED).single_line();
        canvas.put_text(log.row, 0, &document.say("rapi.perubahan.tidak_ada"), &look)?;
        log.row += 1;
    }
    let (last_row, last) = (log.row - 1, library_column(u32::try_from(COLUMNS.len()).unwrap_or(1) - 1)?);
    set_print_header(&mut canvas, &document.title());
    let sheet = &mut canvas.sheet;
    // Put the + of a closed group beside the case's own line.
    sheet.group_symbols_above(true);
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_print_area(0, 0, last_row, last)?;
    sheet.ignore_error_range(HEAD_ROW + 1, 0, last_row, last, IgnoreError::NumberStoredAsText)?;
    sheet.set_tab_color(Color::RGB(style::GREEN));
    sheet.set_screen_gridlines(false);
    Ok(canvas)
}

/// The log while it is written.
struct ChangeLog<'a> {
    document: &'a Document<'a>,
    plan: &'a Plan<'a>,
    /// The next free row.
    row: u32,
    /// The number of the last case.
    number: u32,
}

impl ChangeLog<'_> {
    /// Writes a case: one line, and one for each cell if there are several.
    fn write_applied(&mut self, canvas: &mut Canvas, applied: &Applied) -> Result<(), WriteError> {
        let decided = match applied.by {
            DecidedBy::Program => None,
            DecidedBy::Person(place) => self.document.decided.get(place),
        };
        if applied.changes.is_empty() {
            return Ok(());
        }
        self.number += 1;
        self.write_number(canvas)?;
        if let [change] = &applied.changes[..] {
            self.write_place(canvas, change.at, &change.item)?;
            self.write_figures(canvas, &old_and_new_text(self.document, change))?;
        } else {
            let list = Look::LIST;
            canvas.put_text(self.row, 1, &self.sheet_names(&applied.changes), &list)?;
            let changed: Vec<CellRef> = applied.changes.iter().map(|change| change.at).collect();
            let count = Message::new("rapi.perubahan.sel").with("jumlah", changed.len());
            canvas.put_text(self.row, 2, &count.say(self.document.lang), &list)?;
            if let Some(figures) = self.common_values(&applied.changes) {
                canvas.put_text(self.row, 3, &list_cells(self.document, &changed), &list)?;
                self.write_figures(canvas, &figures)?;
            } else {
                canvas.put_text(
                    self.row,
                    3,
                    &describe_changes(self.document, &applied.changes, MAX_CHANGES),
                    &list,
                )?;
                self.write_figures(canvas, &Default::default())?;
            }
        }
        canvas.put_text(self.row, 6, applied.rule, &Look::LIST)?;
        let class = self.document.say(class_key(applied.class));
        canvas.put_text(self.row, 7, &class, &Look::LIST.align(Align::Center))?;
        canvas.put_text(self.row, 8, &self.reason(applied, decided), &Look::LIST)?;
        self.write_decider(canvas, decided)?;
        self.row += 1;
        if applied.changes.len() > 1 {
            let first = self.row;
            for change in &applied.changes {
                self.write_cell_line(canvas, applied, change, decided)?;
            }
            canvas.sheet.group_rows(first, self.row - 1)?;
            (first..self.row).for_each(|row| canvas.hide_row(row));
        }
        Ok(())
    }

    /// Returns the names of the sheets on which cells change.
    fn sheet_names(&self, changes: &[Change]) -> String {
        let mut sheets: Vec<&str> = Vec::new();
        for change in changes {
            let name = self.document.renja.sheet_name(change.at.sheet);
            if !sheets.contains(&name) {
                sheets.push(name);
            }
        }
        sheets.join(", ")
    }

    /// Returns the common old and new value of several changes. `None` if they differ.
    fn common_values(&self, changes: &[Change]) -> Option<(String, String)> {
        if changes.iter().all(is_text_to_number) {
            return Some((self.document.say("rapi.teks"), self.document.say("rapi.angka")));
        }
        let first = changes.first()?;
        let is_same = |change: &Change| change.from == first.from && change.to == first.to;
        changes.iter().all(is_same).then(|| old_and_new_text(self.document, first))
    }

    /// Returns the reason for a correction, with the cells that support it and the reason that a person gave.
    fn reason(&self, applied: &Applied, decided: Option<&ResolvedDecision>) -> String {
        let mut reason = applied.reason.say(self.document.lang);
        if !applied.evidence.is_empty() {
            let places = list_cells(self.document, &applied.evidence);
            reason = format!("{reason}\n{}: {places}", self.document.say("rapi.perubahan.bukti"));
        }
        let said = decided.map(|decided| decided.decision.reason.trim()).filter(|said| !said.is_empty());
        if let Some(said) = said {
            reason = format!("{reason}\n{}: {said}", self.document.say("rapi.temuan.kolom.alasan"));
        }
        reason
    }

    /// Writes the line of one cell of a case.
    fn write_cell_line(
        &mut self,
        canvas: &mut Canvas,
        applied: &Applied,
        change: &Change,
        decided: Option<&ResolvedDecision>,
    ) -> Result<(), WriteError> {
        canvas.put(self.row, 0, &Content::Blank, &Look::LIST)?;
        self.write_place(canvas, change.at, &change.item)?;
        self.write_figures(canvas, &old_and_new_text(self.document, change))?;
        canvas.put_text(self.row, 6, applied.rule, &Look::LIST)?;
        for column in [7, 8] {
            canvas.put(self.row, column, &Content::Blank, &Look::LIST)?;
        }
        self.write_decider(canvas, decided)?;
        self.row += 1;
        Ok(())
    }

    /// Writes a figure that a person decided to keep, or to decide on later.
    fn write_kept(
        &mut self,
        canvas: &mut Canvas,
        decided: &ResolvedDecision,
        finding: &Finding,
    ) -> Result<(), WriteError> {
        let list = Look::LIST;
        self.number += 1;
        self.write_number(canvas)?;
        self.write_place(canvas, finding.at, &finding.item)?;
        let stated =
            finding.stated.as_ref().map_or_else(|| self.document.say("rapi.kosong"), Value::to_string);
        canvas.put_text(self.row, 4, &stated, &list.right().ink(style::MUTED))?;
        let key = match decided.outcome {
            Outcome::Postponed => "rapi.status.ditunda",
            _ => "rapi.status.ditolak",
        };
        canvas.put_text(self.row, 5, &self.document.say(key), &list.right().ink(style::MUTED))?;
        canvas.put_text(self.row, 6, finding.rule, &list)?;
        canvas.put(self.row, 7, &Content::Blank, &list)?;
        canvas.put_text(self.row, 8, decided.decision.reason.trim(), &list)?;
        self.write_decider(canvas, Some(decided))?;
        self.row += 1;
        Ok(())
    }

    fn write_number(&self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let look = Look::LIST.align(Align::Center).ink(style::MUTED);
        canvas.put(self.row, 0, &Content::Number(self.number.into(), "0"), &look)
    }

    /// Writes sheet, cell and item of a line. The cell links to its place in this workbook.
    fn write_place(&self, canvas: &mut Canvas, at: CellRef, item: &str) -> Result<(), WriteError> {
        let list = Look::LIST;
        canvas.put_text(self.row, 1, self.document.renja.sheet_name(at.sheet), &list)?;
        match self.plan.find(at) {
            Some(target) => canvas.put(self.row, 2, &Content::Link(&at.a1(), target), &list.link())?,
            None => canvas.put_text(self.row, 2, &at.a1(), &list)?,
        }
        canvas.put_text(self.row, 3, item, &list)
    }

    /// Writes the old value, and in bold the new one.
    fn write_figures(&self, canvas: &mut Canvas, (from, to): &(String, String)) -> Result<(), WriteError> {
        let right = Look::LIST.right();
        canvas.put_text(self.row, 4, from, &right.ink(style::MUTED))?;
        canvas.put_text(self.row, 5, to, &right.bold().ink(style::GREEN))
    }

    /// Writes who decided, and when.
    fn write_decider(
        &self,
        canvas: &mut Canvas,
        decided: Option<&ResolvedDecision>,
    ) -> Result<(), WriteError> {
        let text = match decided {
            None => self.document.say("rapi.perubahan.program"),
            Some(decided) => {
                let day = decided.decision.day.as_deref().map(|day| format!("\n{day}")).unwrap_or_default();
                format!("{}{day}", self.document.say("rapi.perubahan.orang"))
            }
        };
        canvas.put_text(self.row, 9, &text, &Look::LIST.align(Align::Center))
    }
}
