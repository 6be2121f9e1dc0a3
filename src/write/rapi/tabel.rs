//! A table in its official form: merged headers, number row, codes, bold program rows, amounts as numbers.
//! Subtotals and totals are live formulas where these give the stated amount.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::canvas::{Canvas, Content, a1};
use super::computed::WrittenRow;
use super::form::{self, TableLayout};
use super::layout;
use super::page::Page;
use super::style::{self, Align, Look, number_format, percent_to_share};
use super::{Document, WriteError};
use crate::forms::{Belongs, Kind};
use crate::model::{
    Area, CellContent, CellRef, Change, Cited, Item, ItemId, Level, Message, Severity, Value,
};
use crate::text::kode::Kode;
use crate::text::{number, quantity};

/// Colours and notes for cells of the input.
pub struct Marks(BTreeMap<CellRef, Mark>);

/// The colour of a cell and the text of its note.
struct Mark {
    kind: MarkKind,
    note: String,
}

/// The reason for a mark. Of several on a cell, the last in this order decides its colour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MarkKind {
    Warning,
    Error,
    Applied,
}

impl Marks {
    /// Marks errors and warnings, and corrections that were applied.
    pub fn new(document: &Document<'_>) -> Self {
        let lang = document.lang;
        let mut marks: BTreeMap<CellRef, Mark> = BTreeMap::new();
        let mut add = |at: CellRef, kind: MarkKind, text: String| {
            let mark = marks.entry(at).or_insert_with(|| Mark { kind, note: String::new() });
            mark.kind = mark.kind.max(kind);
            if !mark.note.is_empty() {
                mark.note.push('\n');
            }
            mark.note.push_str(&text);
        };
        for finding in document.findings {
            let kind = match finding.severity {
                Severity::Error => MarkKind::Error,
                Severity::Warning => MarkKind::Warning,
                Severity::Note => continue,
            };
            add(finding.at, kind, format!("{} · {}", finding.rule, finding.message.say(lang)));
        }
        for applied in document.applied {
            for change in applied.changes.iter().filter(|change| !is_text_to_number(change)) {
                let from = change.from.as_ref().map_or_else(|| document.say("rapi.kosong"), Value::to_string);
                let message = Message::new("rapi.catatan.diterapkan")
                    .with("from", from)
                    .with("to", change.to.clone())
                    .with("reason", applied.reason.clone());
                add(change.at, MarkKind::Applied, message.say(lang));
            }
        }
        Self(marks)
    }
}

/// Whether a change only turns a text into the number that it already showed. In a pasted workbook this is
/// the case for every amount, and a table all in green would say nothing.
pub fn is_text_to_number(change: &Change) -> bool {
    let said = match &change.from {
        Some(Value::Text(text) | Value::Unclear(text)) => number::read_rupiah(text).map(|read| read.value),
        Some(value) => value.number(),
        None => None,
    };
    said.is_some() && said == change.to.number()
}

/// Writes the sheet of a table.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write(
    document: &Document<'_>,
    layout: &TableLayout<'_>,
    marks: &Marks,
    name: &str,
    page: Page,
) -> Result<Canvas, WriteError> {
    let widths = layout::narrowed_widths(&layout.widths, &layout.min_widths, document.paper, Look::BODY.size);
    let mut canvas = Canvas::on_page(page, name, &widths)?;
    write_title(&mut canvas, layout)?;
    write_head(&mut canvas, layout)?;
    let body = BodyWriter {
        document,
        layout,
        marks,
        has_sub_kegiatan: layout.table.items.iter().any(|item| item.level == Level::SubKegiatan),
    };
    for id in 0..layout.table.items.len() {
        body.write_item(&mut canvas, id)?;
    }
    body.write_groups(&mut canvas)?;
    write_foot(&mut canvas, document, layout)?;
    set_up_sheet(&mut canvas, layout, &widths)?;
    Ok(canvas)
}

/// Writes the lines above the header, each over the whole width.
fn write_title(canvas: &mut Canvas, layout: &TableLayout<'_>) -> Result<(), WriteError> {
    let look = Look { size: 12, ink: style::NAVY, ..Look::PLAIN }.bold().align(Align::Center).middle();
    for (row, (text, _)) in (0u32..).zip(&layout.title) {
        canvas.merge_row(row, (0, layout.last_column()), &Content::Text(text), &look)?;
    }
    Ok(())
}

/// Writes the header and the number row.
fn write_head(canvas: &mut Canvas, layout: &TableLayout<'_>) -> Result<(), WriteError> {
    for (area, text) in form::head_cells(layout) {
        canvas.merge(area, &Content::Text(&text), &Look::HEAD)?;
    }
    let Some(numbers) = &layout.number_row else { return Ok(()) };
    let look = Look { bold: false, italic: true, fill: Some(style::MIST), ..Look::HEAD };
    let row = layout.head_row + layout.head_depth;
    let mut column = 0;
    // K and Rp share a number, as the forms print it.
    for same in numbers.chunk_by(|a, b| a == b && !a.is_empty()) {
        let next = column + u32::try_from(same.len()).unwrap_or(1);
        if let Some(number) = same.first() {
            let area = Area { first_row: row, first_column: column, last_row: row, last_column: next - 1 };
            canvas.merge(area, &Content::Text(number), &look)?;
        }
        column = next;
    }
    Ok(())
}

/// Writes what is below the table, such as signatures and remarks.
fn write_foot(
    canvas: &mut Canvas,
    document: &Document<'_>,
    layout: &TableLayout<'_>,
) -> Result<(), WriteError> {
    for (from, (row, column)) in &layout.foot {
        let Some(cell) = document.book.cell(*from) else { continue };
        let look = Look { bold: cell.bold == Some(true), ..Look::PLAIN.single_line() };
        let format = cell.format.0.as_deref().unwrap_or("General");
        super::leftover::put_content(&cell.content, format, |content| {
            canvas.put(*row, *column, &content, &look)
        })?;
    }
    Ok(())
}

/// Sets what stays in view on the screen and repeats on every page, and the page breaks.
fn set_up_sheet(canvas: &mut Canvas, layout: &TableLayout<'_>, widths: &[f64]) -> Result<(), WriteError> {
    /// Maximum width of frozen columns, in characters; more would leave a small screen no room to scroll.
    const MAX_FROZEN_WIDTH: f64 = 52.0;
    let names = layout.columns.iter().position(|c| {
        layout
            .table
            .columns
            .get(*c)
            .is_some_and(|column| column.key == "nama" || column.belongs == Belongs::Indikator)
    });
    let frozen = names.map_or(0, |place| place + 1);
    let width: f64 = widths.iter().take(frozen).sum();
    let frozen = if width > MAX_FROZEN_WIDTH { 0 } else { u16::try_from(frozen).unwrap_or(0) };
    canvas.sheet.set_freeze_panes(layout.body_row, frozen)?;
    canvas.print.head_rows = Some((layout.head_row, layout.body_row.saturating_sub(1)));
    canvas.print.repeated_columns = frozen;
    canvas.print.page_starts = page_starts(layout);
    canvas.sheet.set_tab_color(rust_xlsxwriter::Color::RGB(style::BLUE));
    canvas.sheet.set_screen_gridlines(false);
    // Codes of one segment are text on purpose: suppress Excel's warning about numbers stored as text.
    let last = super::canvas::library_column(layout.last_column())?;
    canvas.sheet.ignore_error_range(
        0,
        0,
        layout.last_row(),
        last,
        rust_xlsxwriter::IgnoreError::NumberStoredAsText,
    )?;
    Ok(())
}

/// Returns the rows that a page may begin with: items that are not directly below their parent, and the first
/// row below the table.
fn page_starts(layout: &TableLayout<'_>) -> Vec<u32> {
    let items = layout.table.items.iter().zip(&layout.rows).enumerate();
    let starts =
        items.filter(|(id, (item, _))| id.checked_sub(1).is_none_or(|above| item.parent != Some(above)));
    let foot = layout.foot.iter().map(|(_, (row, _))| *row).min();
    starts.map(|(_, (_, (first, _)))| *first).chain(foot).collect()
}

/// Writes the rows of a table.
struct BodyWriter<'a> {
    document: &'a Document<'a>,
    layout: &'a TableLayout<'a>,
    marks: &'a Marks,
    has_sub_kegiatan: bool,
}

impl BodyWriter<'_> {
    /// Writes the rows of an item.
    fn write_item(&self, canvas: &mut Canvas, id: ItemId) -> Result<(), WriteError> {
        let table = self.layout.table;
        let (Some(item), Some((first, last))) = (table.items.get(id), self.layout.rows.get(id)) else {
            return Ok(());
        };
        let label = self.label_columns(item);
        for (place, column) in (0u32..).zip(&self.layout.columns) {
            let Some(shape) = table.columns.get(*column) else { continue };
            if let Some((from, to)) = label.filter(|(from, to)| (*from..=*to).contains(&place)) {
                if place == from {
                    let area =
                        Area { first_row: *first, first_column: from, last_row: *last, last_column: to };
                    let look = self.cell_look(id, item, Kind::Text, "nama");
                    let value = item.values.get(*column);
                    self.write_value(canvas, area, value, shape.kind, table.item_cell(id, *column), &look)?;
                }
                continue;
            }
            let look = self.cell_look(id, item, shape.kind, &shape.key);
            let area = Area { first_row: *first, first_column: place, last_row: *last, last_column: place };
            let value = item.values.get(*column);
            match shape.belongs {
                Belongs::Group => {}
                Belongs::Item if shape.adds_up => {
                    self.write_amount(canvas, area, (id, *column), value, &look)?;
                }
                Belongs::Item => {
                    if shape.key.starts_with("nama") {
                        self.repeat_name_on_pages(canvas, area, value);
                    }
                    let row =
                        WrittenRow { layout: self.layout, item: id, indikator: None, sheet_row: *first };
                    self.write_computed(canvas, area, (&row, *column), value, &look)?;
                }
                // Several values beside other indicators, such as three lines "Baru" beside thirteen
                // indicators, do not say which indicator they belong to. They are written for the whole item.
                Belongs::Indikator if value.is_some() && item.indikator.len() != 1 => {
                    self.write_value(canvas, area, value, shape.kind, table.item_cell(id, *column), &look)?;
                }
                Belongs::Indikator => {
                    for (row, below) in (*first..=*last).zip(0..) {
                        let area = Area { first_row: row, last_row: row, ..area };
                        let indikator = item.indikator.get(below);
                        let value = indikator.and_then(|i| i.values.get(*column));
                        let row = WrittenRow {
                            layout: self.layout,
                            item: id,
                            indikator: Some(below),
                            sheet_row: row,
                        };
                        self.write_computed(canvas, area, (&row, *column), value, &look)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Registers a name over several rows to be repeated on pages that begin within them.
    fn repeat_name_on_pages(&self, canvas: &mut Canvas, area: Area, name: Option<&Cited<Value>>) {
        let (Some(name), Ok(column)) = (name, super::canvas::library_column(area.first_column)) else {
            return;
        };
        if area.first_row < area.last_row {
            let again = Message::new("rapi.lanjutan").with("nama", name.text.trim()).say(self.document.lang);
            canvas.print.repeated_names.push(layout::RepeatedName {
                rows: (area.first_row, area.last_row),
                column,
                continued_text: again,
            });
        }
    }

    /// Returns the first and last sheet column over which a label such as "JUMLAH" is written, if it is in a
    /// narrow column before the names and nothing else is in the columns up to theirs. `None` otherwise.
    fn label_columns(&self, item: &Item) -> Option<(u32, u32)> {
        let table = self.layout.table;
        let columns = &self.layout.columns;
        let names = columns.iter().position(|c| table.columns.get(*c).is_some_and(|c| c.key == "nama"))?;
        let is_words = |c: &usize| {
            item.values.get(*c).is_some_and(|cited| matches!(cited.value, Value::Text(_) | Value::Unclear(_)))
        };
        let filled: Vec<usize> = (0..=names)
            .filter(|place| columns.get(*place).is_some_and(|c| item.values.get(*c).is_some()))
            .collect();
        let [only] = filled[..] else { return None };
        let is_label = item.level == Level::Jumlah && only < names && columns.get(only).is_some_and(is_words);
        is_label.then(|| (u32::try_from(only).unwrap_or(0), u32::try_from(names).unwrap_or(0)))
    }

    /// Returns the look of an item's cell, by level and kind of column.
    fn cell_look(&self, id: ItemId, item: &Item, kind: Kind, key: &str) -> Look {
        /// Maximum indentation of a name; deeper levels get the same.
        const MAX_INDENT: u8 = 6;
        let has_parts = self.layout.tree.has_parts(id);
        let look = Look::BODY.for_level(item.level, self.has_sub_kegiatan, has_parts);
        let look = match kind {
            Kind::Rupiah => look.right().single_line(),
            Kind::Quantity | Kind::Percent | Kind::Count | Kind::Nomor => look.align(Align::Center),
            Kind::Kode => look.align(Align::Left),
            Kind::Text => look,
        };
        let indent = match item.level {
            Level::Kegiatan => 1,
            Level::SubKegiatan => 2,
            Level::Rekening(depth) => depth.min(MAX_INDENT),
            _ => 0,
        };
        if key.starts_with("nama") { Look { indent, align: Align::Left, ..look } } else { look }
    }

    /// Writes an amount. If the item has parts that add up to what is stated, it is written as a formula over
    /// them. If they do not, the stated amount is written and marked, with the sum in a note.
    fn write_amount(
        &self,
        canvas: &mut Canvas,
        area: Area,
        (id, column): (ItemId, usize),
        value: Option<&Cited<Value>>,
        look: &Look,
    ) -> Result<(), WriteError> {
        let table = self.layout.table;
        let at = table.item_cell(id, column);
        let stated = table.amount(id, column);
        let row = WrittenRow { layout: self.layout, item: id, indikator: None, sheet_row: area.first_row };
        let Some(parts) = self.layout.tree.parts(id, column) else {
            return self.write_computed(canvas, area, (&row, column), value, look);
        };
        if stated == Some(parts.computed) {
            let cells = parts
                .items
                .iter()
                .filter_map(|(sign, part)| Some((*sign, self.layout.item_place(*part, column)?)));
            if let Some(code) = sum_formula(&cells.collect::<Vec<_>>()) {
                let format = style::decimal_format(parts.computed.normalize().scale());
                let content = Content::Formula(code, parts.computed, &format);
                return self.write_marked(canvas, area, &content, at, None, look);
            }
        }
        let note = (stated != Some(parts.computed)).then(|| {
            Message::new("rapi.catatan.jumlah_rincian")
                .with("computed", Value::Rupiah(parts.computed))
                .say(self.document.lang)
        });
        let format = value.map(|value| self.cell_number_format(value)).unwrap_or_default();
        let content = match value {
            Some(value) => cell_content(&value.value, &value.text, Kind::Rupiah, &format),
            None => Content::Blank,
        };
        self.write_marked(canvas, area, &content, at, note.as_deref(), look)
    }

    /// Writes a value: as a formula over its row if that gives the stated value, otherwise as it is stated.
    fn write_computed(
        &self,
        canvas: &mut Canvas,
        area: Area,
        (row, column): (&WrittenRow<'_>, usize),
        value: Option<&Cited<Value>>,
        look: &Look,
    ) -> Result<(), WriteError> {
        let table = self.layout.table;
        let Some(shape) = table.columns.get(column) else { return Ok(()) };
        let blank = || match row.indikator.and_then(|i| table.items.get(row.item)?.indikator.get(i)) {
            Some(indikator) => table.cell(indikator.row, shape.first_column),
            None => table.item_cell(row.item, column),
        };
        let at = value.map_or_else(blank, |value| value.at);
        let computed =
            value.and_then(|value| Some((row.formula(column, value)?, number_format(&value.value))));
        let Some((computed, format)) = computed else {
            return self.write_value(canvas, area, value, shape.kind, at, look);
        };
        let content = Content::Formula(computed.code, computed.result, &format);
        self.write_marked(canvas, area, &content, at, None, look)
    }

    /// Returns the number format of a value. A date keeps the format of its source.
    fn cell_number_format(&self, value: &Cited<Value>) -> Cow<'static, str> {
        let source = self.document.book.cell(value.at).filter(|cell| cell.format.is_date());
        match (&value.value, source) {
            (Value::Date(_), Some(cell)) => cell.format.0.as_deref().unwrap_or("").to_owned().into(),
            _ => value_number_format(value),
        }
    }

    /// Writes a value as it is stated.
    fn write_value(
        &self,
        canvas: &mut Canvas,
        area: Area,
        value: Option<&Cited<Value>>,
        kind: Kind,
        at: CellRef,
        look: &Look,
    ) -> Result<(), WriteError> {
        if let Some((n, format)) = value.and_then(|value| self.number_in_text_column(value, kind)) {
            return self.write_marked(canvas, area, &Content::Number(n, format), at, None, look);
        }
        let format = value.map(|value| self.cell_number_format(value)).unwrap_or_default();
        let content = match value {
            Some(value) if self.keeps_code(value) => Content::Text(value.text.trim()),
            Some(value) if let Some(n) = self.unrounded(value) => Content::Number(n, &format),
            Some(value) => cell_content(&value.value, &value.text, kind, &format),
            None => Content::Blank,
        };
        self.write_marked(canvas, area, &content, at, None, look)
    }

    /// Returns the number of a cell that holds an amount with fractions of a sen: it is read to the sen, and written as it
    /// stands. `None` for any other cell, and for a corrected one.
    fn unrounded(&self, value: &Cited<Value>) -> Option<Decimal> {
        let Value::Rupiah(amount) = &value.value else { return None };
        match self.document.book.cell(value.at)?.content {
            CellContent::Number(n) if n != *amount && n.round_dp(2) == amount.round_dp(2) => Some(n),
            _ => None,
        }
    }

    /// Whether a cell holds a code that is written as it stands: 41101, which is read as 4.1.1.01, and, in a table without
    /// an official form, `5.1.01.` with its last dot. A corrected code differs from the text of its cell.
    fn keeps_code(&self, value: &Cited<Value>) -> bool {
        let Value::Kode(kode) = &value.value else { return false };
        let is_as_shown = || Kode::read(&value.text).is_some_and(|shown| shown == *kode);
        is_undivided(&kode.to_string(), &value.text)
            || (!self.layout.table.form.is_official() && is_as_shown())
    }

    /// Returns the number in a cell of a text column, with its format, so that it is written as a number
    /// again. `None` if the cell has no number or was corrected.
    fn number_in_text_column(&self, value: &Cited<Value>, kind: Kind) -> Option<(Decimal, &str)> {
        let as_printed =
            matches!(&value.value, Value::Text(text) if kind == Kind::Text && *text == value.text);
        let is_corrected = self.marks.0.get(&value.at).is_some_and(|mark| mark.kind == MarkKind::Applied);
        let cell = self.document.book.cell(value.at).filter(|_| as_printed && !is_corrected)?;
        let CellContent::Number(n) = cell.content else { return None };
        super::canvas::to_float(n).is_finite().then_some((n, cell.format.0.as_deref().unwrap_or("General")))
    }

    /// Writes a content in the colour of its mark and adds the note. `sum` is the note on a sum that differs;
    /// it marks the cell as well.
    fn write_marked(
        &self,
        canvas: &mut Canvas,
        area: Area,
        content: &Content<'_>,
        at: CellRef,
        sum: Option<&str>,
        look: &Look,
    ) -> Result<(), WriteError> {
        let mark = self.marks.0.get(&at);
        let look = match (mark.map(|m| m.kind), sum) {
            (Some(MarkKind::Error), _) => look.fill(style::RED_FILL).ink(style::RED),
            (Some(MarkKind::Applied), _) => look.fill(style::GREEN_FILL).ink(style::GREEN),
            (Some(MarkKind::Warning), _) | (None, Some(_)) => look.fill(style::AMBER_FILL).ink(style::AMBER),
            (None, None) => *look,
        };
        canvas.merge(area, content, &look)?;
        let texts: Vec<&str> = sum.into_iter().chain(mark.map(|mark| mark.note.as_str())).collect();
        if texts.is_empty() {
            return Ok(());
        }
        canvas.add_note(area.first_row, area.first_column, &texts.join("\n"))
    }

    /// Writes columns of groups, such as tujuan and sasaran: their value is stated once and merged over the
    /// items that it heads.
    fn write_groups(&self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let table = self.layout.table;
        let mut outer: Vec<bool> = vec![false; table.items.len()];
        let groups =
            self.layout.columns.iter().zip(0u32..).filter(|(c, _)| {
                table.columns.get(**c).is_some_and(|column| column.belongs == Belongs::Group)
            });
        for (column, place) in groups {
            let Some(shape) = table.columns.get(*column) else { continue };
            let value = |id: ItemId| table.items.get(id).and_then(|item| item.values.get(*column));
            let look = match shape.kind {
                Kind::Text | Kind::Kode => Look::BODY,
                _ => Look::BODY.align(Align::Center),
            };
            let mut id = 0;
            while id < table.items.len() {
                let head = value(id);
                let mut last = id;
                while last + 1 < table.items.len()
                    && outer.get(last + 1) == Some(&false)
                    && value(last + 1).is_none_or(|next| head.is_some_and(|head| head.at == next.at))
                {
                    last += 1;
                }
                if let Some(begins) = outer.get_mut(id) {
                    *begins = true; // what is further right does not reach over this line
                }
                if let (Some((first, _)), Some((_, end))) =
                    (self.layout.rows.get(id), self.layout.rows.get(last))
                {
                    let area =
                        Area { first_row: *first, first_column: place, last_row: *end, last_column: place };
                    let at = table.item_cell(id, *column);
                    if shape.kind == Kind::Text {
                        self.repeat_name_on_pages(canvas, area, head);
                    }
                    self.write_value(canvas, area, head, shape.kind, at, &look)?;
                }
                id = last + 1;
            }
        }
        Ok(())
    }
}

/// Returns a formula for a sum: `SUM(J11,J16)`, `SUM(J11:J14)` if the parts are consecutive, or `J11-J16` if
/// a part is subtracted. `None` if it would be longer than Excel accepts.
fn sum_formula(parts: &[(i8, (u32, u32))]) -> Option<String> {
    const MAX_SUM_ARGUMENTS: usize = 250;
    let ((_, first), (_, last)) = (parts.first()?, parts.last()?);
    let name = |cell: &(u32, u32)| a1(cell.0, cell.1);
    if parts.iter().any(|(sign, _)| *sign < 0) {
        let signed = parts.iter().enumerate().map(|(place, (sign, cell))| match (place, *sign < 0) {
            (_, true) => format!("-{}", name(cell)),
            (0, false) => name(cell),
            (_, false) => format!("+{}", name(cell)),
        });
        return (parts.len() <= MAX_SUM_ARGUMENTS).then(|| signed.collect());
    }
    let together = parts.iter().zip(first.0..).all(|((_, cell), row)| *cell == (row, first.1));
    if together && parts.len() > 1 {
        return Some(format!("SUM({}:{})", name(first), name(last)));
    }
    (parts.len() <= MAX_SUM_ARGUMENTS).then(|| {
        let names: Vec<String> = parts.iter().map(|(_, cell)| name(cell)).collect();
        format!("SUM({})", names.join(","))
    })
}

/// Returns the number format of a cell; empty if words are written. A quantity such as "3208 dos" is written
/// as it was printed; once corrected, it is a number that shows its unit.
fn value_number_format(value: &Cited<Value>) -> Cow<'static, str> {
    if let Value::Quantity(n, Some(unit)) = &value.value {
        let read = quantity::read(&value.text);
        if read.is_some_and(|read| read.number == *n && read.unit.as_ref() == Some(unit)) {
            return Cow::Borrowed("");
        }
    }
    number_format(&value.value)
}

/// Returns the content of a cell: amounts, percentages and bare numbers as numbers, quantities as printed
/// ("68 jenis"). `format` is the result of [`value_number_format`].
fn cell_content<'a>(value: &'a Value, text: &'a str, kind: Kind, format: &'a str) -> Content<'a> {
    match value {
        Value::Quantity(n, None) if kind == Kind::Nomor && text.trim() != n.to_string() => {
            Content::Text(text)
        }
        // Without a date format, a date would be shown as the number of its day and read as an amount.
        Value::Quantity(_, Some(_)) | Value::Date(_) if format.is_empty() => Content::Text(text),
        Value::Rupiah(n) | Value::Quantity(n, _) | Value::Date(n) => Content::Number(*n, format),
        Value::Percent(n) => match percent_to_share(*n) {
            Some(share) => Content::Number(share, format),
            None => Content::Text(text),
        },
        Value::Text(words) | Value::Unclear(words) => Content::Text(words),
        Value::Kode(kode) => Content::OwnedText(kode.to_string()),
        Value::Nil => Content::Text("-"),
    }
}

/// Whether a text is this code without its dots.
fn is_undivided(kode: &str, text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && kode.split('.').collect::<String>() == text
}
