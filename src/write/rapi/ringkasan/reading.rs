//! Lists what was read by table and sheet, what was tested, and what has no place.

use super::super::WriteError;
use super::super::canvas::{Canvas, Content, Target};
use super::super::plan::SheetContent;
use super::super::style::{self, Align, Look};
use super::super::{data, leftover, temuan, unplaced};
use super::{COLUMN_COUNT, SummarySheet};
use crate::forms::Rows;
use crate::model::{Arg, CellContent, Level, Message, RuleCoverage, Severity, SheetStatus, Value};
use rust_decimal::Decimal;

impl SummarySheet<'_> {
    /// Writes what was read, one line for each table.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_tables(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.begin_section(canvas, &self.document.say("rapi.ringkasan.dibaca"))?;
        if self.plan.tables().next().is_none() {
            let look = Look::PLAIN.bold().ink(style::RED).fill(style::RED_FILL);
            let text = self.document.say("rapi.ringkasan.tanpa_tabel");
            canvas.merge_row(self.row, (0, COLUMN_COUNT - 1), &Content::Text(&text), &look)?;
            self.row += 2;
            return Ok(());
        }
        let keys = ["lembar", "form", "nama", "area", "program", "kegiatan", "indikator", "angka"];
        let columns = [(0, 1), (2, 2), (3, 6), (7, 7), (8, 8), (9, 9), (10, 10), (11, 11)];
        self.write_heads(canvas, &columns, &keys)?;
        let plan = self.plan;
        for (name, layout) in plan.tables() {
            let table = layout.table;
            let of = |level: Level| table.items.iter().filter(|item| item.level == level).count();
            let (programs, kegiatan) = match table.form.rows {
                Rows::Tree | Rows::Own => (of(Level::Program), of(Level::Kegiatan) + of(Level::SubKegiatan)),
                Rows::List => (0, 0),
            };
            let indikator: usize = table.items.iter().map(|item| item.indikator.len()).sum();
            let amounts = table
                .items
                .iter()
                .flat_map(|item| item.values.cited())
                .filter(|cited| matches!(cited.value, Value::Rupiah(_)))
                .count();
            let area = table.area.a1();
            let count = |n: usize| {
                if n == 0 { Content::Text("–") } else { Content::Number(Decimal::from(n), "#,##0") }
            };
            let target = Target { sheet: name, row: layout.head_row, column: 0 };
            let cells = [
                (columns[0], Content::Link(name, target)),
                (columns[1], Content::Text(if table.form.is_official() { &table.form.code } else { "–" })),
                (columns[2], Content::Text(&table.form.name)),
                (columns[3], Content::Text(&area)),
                (columns[4], count(programs)),
                (columns[5], count(kegiatan)),
                (columns[6], count(indikator)),
                (columns[7], count(amounts)),
            ];
            self.write_cells(canvas, &cells, |place| match place {
                0 => Look::LIST.link(),
                1 | 2 => Look::LIST,
                _ => Look::LIST.align(Align::Center),
            })?;
        }
        let look = Look { size: 9, ..Look::PLAIN.ink(style::MUTED) };
        for (name, layout) in plan.tables().filter(|(_, layout)| !layout.table.pages.is_empty()) {
            let sheets = layout.table.pages.iter().map(|page| self.document.renja.sheet_name(page.sheet));
            let text = Message::new("rapi.ringkasan.lanjutan")
                .with("lembar", name)
                .with("lanjutan", Arg::List(sheets.map(Arg::from).collect()));
            let text = text.say(self.document.lang);
            canvas.merge_row(self.row, (0, COLUMN_COUNT - 1), &Content::Text(&text), &look)?;
            self.row += 1;
        }
        let others: Vec<&str> = self
            .plan
            .sheets
            .iter()
            .filter(|planned| matches!(planned.content, SheetContent::Unchanged))
            .map(|planned| planned.name.as_str())
            .collect();
        if !others.is_empty() {
            let text = Message::new("rapi.ringkasan.lembar_lain").with("lembar", others.join(", "));
            let text = text.say(self.document.lang);
            canvas.merge_row(self.row, (0, COLUMN_COUNT - 1), &Content::Text(&text), &look)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes what was compared, one line for each rule: how often figures agreed, differed, or could not be
    /// compared. The code of a rule with findings links to the first of them in *Temuan*.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_tested(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let document = self.document;
        if document.tested.is_empty() {
            return Ok(());
        }
        self.begin_section(canvas, &document.say("rapi.ringkasan.diuji"))?;
        let columns = [(0, 0), (1, 6), (7, 7), (8, 8), (9, 9), (10, 11)];
        self.write_heads(
            canvas,
            &columns,
            &["aturan", "yang_diuji", "diuji", "cocok", "berbeda", "tidak_diuji"],
        )?;
        let first_line = temuan::first_line_lookup(document);
        let count = |n: usize| match n {
            0 => Content::Text("–"),
            n => Content::Number(Decimal::from(n), "#,##0"),
        };
        for counts in document.tested {
            let RuleCoverage { rule, agreed, differing, untestable } = *counts;
            let has_line = document.findings.iter().any(|finding| finding.rule == rule);
            let name = document.rule_name(rule);
            let code = if has_line { Content::Link(rule, first_line(rule)) } else { Content::Text(rule) };
            let numbers = [count(agreed + differing), count(agreed), count(differing), count(untestable)];
            let texts = [code, Content::Text(&name)].into_iter().chain(numbers);
            let cells: Vec<_> = columns.iter().copied().zip(texts).collect();
            self.write_cells(canvas, &cells, |place| match place {
                0 if has_line => Look::LIST.link(),
                0 | 1 => Look::LIST,
                4 if differing > 0 => Look::LIST.align(Align::Center).bold().severity(Severity::Error),
                _ => Look::LIST.align(Align::Center),
            })?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes how much of each sheet was checked.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_coverage(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        if self.document.coverage.is_empty() {
            return Ok(());
        }
        self.begin_section(canvas, &self.document.say("rapi.ringkasan.cakupan"))?;
        let keys = ["lembar", "keadaan", "angka_semua", "diperiksa", "tidak_diperiksa", "keterangan"];
        let columns = [(0, 1), (2, 3), (4, 4), (5, 5), (6, 6), (7, 11)];
        self.write_heads(canvas, &columns, &keys)?;
        for sheet in self.document.coverage {
            let name = self.document.renja.sheet_name(sheet.sheet);
            let status = self.document.say(match sheet.status {
                SheetStatus::Read => "rapi.ringkasan.keadaan.read",
                SheetStatus::Unread => "rapi.ringkasan.keadaan.unread",
                SheetStatus::Own => "rapi.ringkasan.keadaan.own",
                SheetStatus::Empty => "rapi.ringkasan.keadaan.empty",
            });
            let reason = sheet.reason.as_ref().map(|reason| reason.say(self.document.lang));
            let count = |n: usize| Content::Number(Decimal::from(n), "#,##0");
            let is_lost = sheet.status == SheetStatus::Unread && sheet.figures > 0;
            let texts = [
                Content::Text(name),
                Content::Text(&status),
                count(sheet.figures),
                count(sheet.checked),
                count(sheet.unchecked()),
                reason.as_deref().map_or(Content::Blank, Content::Text),
            ];
            let cells: Vec<_> = columns.iter().copied().zip(texts).collect();
            self.write_cells(canvas, &cells, |place| match place {
                1 if is_lost => Look::LIST.severity(Severity::Warning),
                0 | 1 | 5 => Look::LIST,
                _ => Look::LIST.align(Align::Center),
            })?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the cells of the workbook that are in no table: nothing is dropped silently.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_unplaced(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        /// Maximum number of cells that are listed. A row takes half a kilobyte until it is written, and a
        /// sheet of which more is left was not understood.
        const MAX_LISTED_CELLS: usize = 20_000;
        /// Maximum number of cells with links: finding the place of a cell takes time in proportion to its
        /// table.
        const MAX_LINKED_CELLS: usize = 200;
        let unplaced = unplaced::unplaced_cells(self.document, self.plan);
        if unplaced.is_empty() {
            return Ok(());
        }
        self.begin_section(canvas, &self.document.say("rapi.ringkasan.tidak_masuk"))?;
        let heads =
            ["tempat", "isi", "sebab"].map(|key| self.document.say(&format!("rapi.ringkasan.kolom.{key}")));
        let columns = [(0, 1), (2, 5), (6, 11)];
        let cells: Vec<_> =
            columns.iter().copied().zip(heads.iter().map(|text| Content::Text(text))).collect();
        self.write_cells(canvas, &cells, |_| Look::OWN_HEAD)?;
        for (count, unplaced) in unplaced.iter().take(MAX_LISTED_CELLS).enumerate() {
            let place = self.document.renja.cell_name(unplaced.at);
            let why = unplaced.why.say(self.document.lang);
            let plan = self.plan;
            let target = (count < MAX_LINKED_CELLS).then(|| plan.find(unplaced.at)).flatten();
            let (where_to, look) = match target {
                Some(target) => (Content::Link(&place, target), Look::LIST.link()),
                None => (Content::Text(&place), Look::LIST),
            };
            let cell = self.document.book.cell(unplaced.at);
            let format = cell.and_then(|cell| cell.format.0.as_deref()).unwrap_or("General");
            let row = self.row;
            self.write_cells(
                canvas,
                &[(columns[0], where_to), (columns[2], Content::Text(&why))],
                |place| {
                    if place == 0 { look } else { Look::LIST }
                },
            )?;
            let mut put = |content: Content<'_>| canvas.merge_row(row, columns[1], &content, &Look::LIST);
            match (cell, unplaced.text) {
                // Keep a number a number. Of a cell with several lines, only one may be unplaced.
                (Some(cell), None) => leftover::put_content(&cell.content, format, put)?,
                (Some(cell), Some(_)) if matches!(cell.content, CellContent::Number(_)) => {
                    leftover::put_content(&cell.content, format, put)?;
                }
                (_, text) => put(Content::Text(text.unwrap_or_default()))?,
            }
        }
        if unplaced.len() > MAX_LISTED_CELLS {
            let text =
                Message::new("rapi.ringkasan.dan_lagi").with("jumlah", unplaced.len() - MAX_LISTED_CELLS);
            canvas.put_text(self.row, 0, &text.say(self.document.lang), &Look::SMALL)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes how many rows are missing on *Data*, for lack of room.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_data_note(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let left = data::omitted_rows(self.document.renja);
        if left > 0 {
            let text = Message::new("rapi.ringkasan.data").with("jumlah", left).with("batas", data::MAX_ROWS);
            let text = text.say(self.document.lang);
            canvas.merge_row(self.row, (0, COLUMN_COUNT - 1), &Content::Text(&text), &Look::PLAIN)?;
            self.row += 2;
        }
        Ok(())
    }
}
