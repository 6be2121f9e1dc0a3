//! Prepares the cells of a table for the page, some rows at a time, because a table may have a hundred
//! thousand rows.

use std::collections::{BTreeMap, BTreeSet};

use renja::forms::Kind;
use renja::model::{
    Book, Cell, CellContent, CellRef, Finding, Page, Severity, SheetId, Table, Value, column_name,
    display_cell,
};
use renja::text::{number, number_format::format_as_code};
use renja::{Checked, Processed};
use serde::Serialize;

/// Maximum number of columns that are shown. A column farther away does not belong to any table.
const MAX_COLUMNS: u32 = 200;

/// An entry in the list of tables.
#[derive(Serialize)]
pub struct TableView {
    sheet: String,
    form: String,
    title: String,
    /// The number of rows, including the header.
    rows: u32,
    /// The rows with an error or a warning, counted from the first row of the table.
    found: Vec<u32>,
    /// The findings in the table: the row, counted from the first row of the table, by the index of the
    /// finding.
    findings: BTreeMap<usize, u32>,
}

/// Returns the list of the workbook's tables.
pub fn tables(checked: &Checked) -> Vec<TableView> {
    let view = |table: &Table| {
        let place = |finding: &Finding| Some(row_of(table, finding.at)?.saturating_sub(table.area.first_row));
        let findings: BTreeMap<usize, u32> =
            checked.findings.iter().enumerate().filter_map(|(id, f)| Some((id, place(f)?))).collect();
        let is_marked =
            |id: &usize| checked.findings.get(*id).is_some_and(|finding| finding.severity != Severity::Note);
        let found: BTreeSet<u32> =
            findings.iter().filter(|(id, _)| is_marked(id)).map(|(_, row)| *row).collect();
        TableView {
            sheet: checked.renja.sheet_name(table.sheet).to_owned(),
            form: table.form.code.clone(),
            title: table.title.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" · "),
            rows: last_row(table).saturating_sub(table.area.first_row) + 1,
            found: found.into_iter().collect(),
            findings,
        }
    };
    checked.renja.tables.iter().map(view).collect()
}

/// A range of rows of a table.
#[derive(Default, Serialize)]
pub struct Rows {
    /// The names of the columns as in a spreadsheet: `A`, `B`, ….
    columns: Vec<String>,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    /// The row's number on its sheet, from 1.
    number: u32,
    /// `head` for a row of the header, else the level of the item that begins in this row. Empty if no item
    /// begins here.
    level: &'static str,
    cells: Vec<CellView>,
}

#[derive(Default, Serialize)]
struct CellView {
    text: String,
    /// Whether the cell is aligned as a number.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    figure: bool,
    /// The number of shown columns that the cell covers.
    #[serde(skip_serializing_if = "is_one")]
    across: u32,
    /// The number of shown rows that the cell covers.
    #[serde(skip_serializing_if = "is_one")]
    down: u32,
    /// `error` or `warning` for a finding that remains, `applied` for a changed cell. `None` for any other
    /// cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<&'static str>,
    /// The indices of the findings at the cell that remain, except notes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<usize>,
    /// The text before the change. `None` if the text did not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_one(n: &u32) -> bool {
    *n == 1
}

/// Returns at most `count` rows of a table after all applied corrections. `from` is counted from the first
/// row of the table. Empty if there is no table with this index.
pub fn rows(
    (checked, processed): (&Checked, Option<&Processed>),
    table: usize,
    from: u32,
    count: u32,
) -> Rows {
    let Some(table) = checked.renja.tables.get(table) else { return Rows::default() };
    let book = processed.and_then(|processed| processed.corrected.as_ref());
    let book = book.map_or(&checked.book, |corrected| &corrected.book);
    let first = table.area.first_row.saturating_add(from);
    let last = first.saturating_add(count.saturating_sub(1)).min(last_row(table));
    let last_column = table.area.last_column.min(table.area.first_column.saturating_add(MAX_COLUMNS - 1));
    let part = ShownPart {
        table,
        book,
        before: &checked.book,
        marks: marks(checked, processed),
        levels: levels(table, first, last),
        rows: (first, last),
        columns: (table.area.first_column, last_column),
    };
    Rows {
        columns: (table.area.first_column..=last_column).map(column_name).collect(),
        rows: (first..=last).map(|row| part.row(row)).collect(),
    }
}

/// The part of a table that is shown.
struct ShownPart<'a> {
    table: &'a Table,
    book: &'a Book,
    before: &'a Book,
    marks: BTreeMap<CellRef, Mark>,
    levels: BTreeMap<u32, &'static str>,
    rows: (u32, u32),
    columns: (u32, u32),
}

impl ShownPart<'_> {
    fn row(&self, row: u32) -> RowView {
        let at = |column| Page::cell(self.table.sheet, &self.table.pages, row, column);
        let is_head = self.is_head(row);
        let mut cells = Vec::new();
        for column in self.columns.0..=self.columns.1 {
            let at = at(column);
            let Some((across, down)) = self.span(at, (row, column)) else { continue };
            let shown = |book: &Book| {
                book.cell(at).map(|cell| cell_text(cell, self.kind(column).filter(|_| !is_head)))
            };
            let cell = shown(self.book).unwrap_or_default();
            let before = shown(self.before).unwrap_or_default();
            let mark = self.marks.get(&at);
            let was_changed = mark.is_some_and(|mark| mark.severity.is_none()) || before != cell;
            cells.push(CellView {
                figure: !is_head
                    && self.book.cell(at).is_some_and(|cell| matches!(cell.content, CellContent::Number(_))),
                mark: match mark {
                    _ if was_changed => Some("applied"),
                    Some(mark) => mark.severity.map(Severity::name),
                    None => None,
                },
                findings: mark.map(|mark| mark.findings.clone()).unwrap_or_default(),
                before: (before != cell).then_some(before),
                text: cell,
                across,
                down,
            });
        }
        let level = if is_head { "head" } else { self.levels.get(&row).copied().unwrap_or("") };
        RowView { number: at(self.columns.0).row + 1, level, cells }
    }

    fn is_head(&self, row: u32) -> bool {
        self.table.headers.iter().any(|head| (head.first_row..=head.last_row).contains(&row))
    }

    fn kind(&self, column: u32) -> Option<Kind> {
        let found =
            self.table.columns.iter().find(|one| (one.first_column..=one.last_column).contains(&column));
        found.map(|column| column.kind)
    }

    /// Returns the number of shown columns and rows that a cell covers; `None` if another cell covers this
    /// one. If a merged area begins above the shown rows, its cell in the first shown row stands for it and
    /// is blank.
    fn span(&self, at: CellRef, (row, column): (u32, u32)) -> Option<(u32, u32)> {
        let sheet = self.book.sheet(at.sheet)?;
        let Some(area) = sheet.merges.iter().find(|area| area.contains(at.row, at.column)) else {
            return Some((1, 1));
        };
        let is_first = (at.row == area.first_row || row == self.rows.0)
            && (at.column == area.first_column || column == self.columns.0);
        is_first.then(|| {
            let left = |last: u32, here: u32| last.saturating_sub(here).saturating_add(1);
            let across = left(area.last_column, at.column).min(left(self.columns.1, column));
            let down = left(area.last_row, at.row).min(left(self.rows.1, row));
            (across, down)
        })
    }
}

/// The marks shown at a cell.
#[derive(Default)]
struct Mark {
    /// The highest severity of the findings that remain. `None` if the cell was changed.
    severity: Option<Severity>,
    findings: Vec<usize>,
}

/// Returns the marks of the cells with findings that remain, and of the changed cells. Notes are left out.
fn marks(checked: &Checked, processed: Option<&Processed>) -> BTreeMap<CellRef, Mark> {
    let remaining = processed.map_or(&checked.findings, |processed| &processed.remaining);
    let open: BTreeSet<(&str, CellRef)> =
        remaining.iter().map(|finding| (finding.rule, finding.at)).collect();
    let mut marks: BTreeMap<CellRef, Mark> = BTreeMap::new();
    for (id, finding) in checked.findings.iter().enumerate() {
        if finding.severity == Severity::Note || !open.contains(&(finding.rule, finding.at)) {
            continue;
        }
        let mark = marks.entry(finding.at).or_default();
        mark.severity = mark.severity.max(Some(finding.severity));
        mark.findings.push(id);
    }
    let changes = processed.into_iter().flat_map(|processed| &processed.applied).flat_map(|one| &one.changes);
    for change in changes {
        marks.entry(change.at).or_default().severity = None;
    }
    marks
}

/// Returns the level of each item that overlaps the rows from `first` to `last`, by the row in which it
/// begins.
fn levels(table: &Table, first: u32, last: u32) -> BTreeMap<u32, &'static str> {
    let items = table.items.iter().filter(|item| item.first_row <= last && item.last_row >= first);
    items.map(|item| (item.first_row, item.level.key())).collect()
}

/// Returns the row of a cell as the table counts rows. `None` if the cell is outside the table.
fn row_of(table: &Table, at: CellRef) -> Option<u32> {
    let is_on = |sheet: SheetId| sheet == table.sheet && table.area.contains(at.row, at.column);
    if is_on(at.sheet) { Some(at.row) } else { table.place_of(at).map(|(row, _)| row) }
}

fn last_row(table: &Table) -> u32 {
    table
        .pages
        .iter()
        .map(|page| page.table_row + (page.last_row - page.first_row))
        .fold(table.area.last_row, u32::max)
}

/// Returns the text of a cell as it is displayed: amounts and counts with separators for thousands, anything
/// else as its format displays it.
fn cell_text(cell: &Cell, kind: Option<Kind>) -> String {
    match &cell.content {
        CellContent::Number(n) if cell.format.is_date() || cell.format.is_percent() => {
            display_cell(cell).clone()
        }
        CellContent::Number(n) => match kind {
            Some(Kind::Rupiah) => Value::Rupiah(*n).to_string(),
            Some(Kind::Quantity | Kind::Count | Kind::Percent) => number::format_grouped(n.normalize()),
            _ => format_as_code(*n, cell.format.0.as_deref()),
        },
        _ => display_cell(cell),
    }
}
