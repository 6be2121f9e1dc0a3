//! Turns the rows below a header into items with their indicators.

mod item_start;

use crate::forms::{self, Belongs, Kind};
use crate::model::{Cited, Item, Level, LevelEvidence, SkipReason, Skipped, Table, Value, Values};
use crate::text::fold::{first_word_among, fold};
use crate::text::heading::years;
use crate::text::number;

use crate::normalize::columns::form_header::{Header, empty_table, is_name_key};
use crate::normalize::columns::name_levels::LevelNames;
use crate::normalize::row_label;
use crate::normalize::rows::cells::{RowReader, RowRun};
use crate::normalize::rows::multiline_cells::{self, RawCell};
use crate::normalize::sheet::grid::{Grid, HeadRow};
use crate::normalize::value::{self, ValueCache, printed, tidy};

/// A table with its items, and the cells without a place.
pub struct TableBody {
    /// The table.
    pub table: Table,
    /// How the name of each item is printed: evidence of its level.
    pub looks: Vec<Look>,
    /// Filled cells on its rows that no item took.
    pub skipped: Vec<Skipped>,
}

/// How a name is printed.
#[derive(Clone, Copy, Default)]
pub struct Look {
    /// Whether it is bold.
    pub bold: bool,
    /// Steps of indentation; two leading blanks count as one step.
    pub indent: usize,
}

/// Reads the body of a table, one run of rows while the next is being read. `end` is the row where the next
/// table begins; the body ends there or earlier.
pub fn read<'a>(
    grid: &'a Grid<'a>,
    header: &'a Header,
    end: Option<u32>,
    names: &'a (dyn Fn() -> &'a [String] + Sync),
) -> TableBody {
    let rows = RowReader::new(grid, header);
    let mut reader = Reader {
        grid,
        head_rows: &header.rows,
        names,
        table: empty_table(grid.id, header),
        looks: Vec::new(),
        skipped: Vec::new(),
        rows: &rows,
        cells: Vec::new(),
        indikator_cells: Vec::new(),
        columns: column_mask(header),
        groups: vec![None; header.columns.len()],
        after_break: false,
        after_rating: false,
        next_row: 0,
        blank_rows: 0,
        level_names: LevelNames::default(),
    };
    reader.record_header(header.first_row, header.last_row);
    let end = end.unwrap_or(grid.last_row + 1);
    let mut run = rows.read_run(header.last_row + 1, end);
    while !run.rows.is_empty() {
        let behind = run.rows.end;
        if behind == end {
            reader.read_run(run, end);
            break;
        }
        let (ends, next) = rayon::join(|| reader.read_run(run, end), || rows.read_run(behind, end));
        if ends {
            break;
        }
        run = next;
    }
    reader.set_years();
    TableBody { table: reader.table, looks: reader.looks, skipped: reader.skipped }
}

/// Returns the folded names that the name columns of these tables print, sorted, each once.
pub fn collect_names(grid: &Grid<'_>, headers: &[Header]) -> Vec<String> {
    let mut names = Vec::new();
    for (i, header) in headers.iter().enumerate() {
        let end = headers.get(i + 1).map_or(grid.last_row + 1, |next| next.first_row);
        for column in header.columns.iter().filter(|c| is_name_key(&c.key)) {
            for row in header.last_row + 1..end {
                if let Some(cell) = grid.own_cell(row, column.first_column) {
                    names.push(fold(&printed(cell)));
                }
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns for each sheet column whether it belongs to the table.
fn column_mask(header: &Header) -> Vec<bool> {
    let end = header.columns.iter().map(|c| c.last_column as usize + 1).max().unwrap_or(0);
    let mut columns = vec![false; end];
    for column in &header.columns {
        columns[column.first_column as usize..=column.last_column as usize].fill(true);
    }
    columns
}

/// Minimum number of blank rows before they may be the table's way of spacing its rows.
const MIN_SPACING_ROWS: u32 = 3;
/// Minimum number of filled cells in a row by which a table goes on below a total: a code, a name, a target,
/// an amount.
const MIN_FULL_ROW_CELLS: usize = 4;
/// Maximum number of blank rows to skip while looking for the next row with figures.
const MAX_SPACING_ROWS: u32 = 8;

/// The state of reading one table.
struct Reader<'a, 'r> {
    grid: &'a Grid<'a>,
    head_rows: &'a [HeadRow],
    /// The names of every table, to recognize a name that a page break cut in two.
    names: &'a (dyn Fn() -> &'a [String] + Sync),
    table: Table,
    looks: Vec<Look>,
    skipped: Vec<Skipped>,
    rows: &'r RowReader<'a>,
    /// The cells of the current row, and those of its indicators. The buffers are reused from row to row.
    cells: Vec<RawCell>,
    indikator_cells: Vec<RawCell>,
    /// Whether each sheet column belongs to the table.
    columns: Vec<bool>,
    /// The current value of each group column, folded: tujuan, sasaran.
    groups: Vec<Option<String>>,
    /// Whether the row before was a header repeated at a page break.
    after_break: bool,
    /// Whether the row before rated the rows above it.
    after_rating: bool,
    /// The row behind the last repeated header; rows before it are skipped.
    next_row: u32,
    /// Number of blank rows within the table so far.
    blank_rows: u32,
    /// The names that apply in columns with one level each.
    level_names: LevelNames,
}

impl Reader<'_, '_> {
    /// Reads the rows of a run. Returns whether the table ends at one of them.
    fn read_run(&mut self, run: RowRun, end: u32) -> bool {
        let mut cells = run.cells.into_iter();
        for (row, count) in run.rows.zip(run.counts) {
            self.cells.clear();
            self.cells.extend(cells.by_ref().take(count));
            if row < self.next_row {
                continue;
            }
            if let Some(last) = self.repeated_header_end(row) {
                self.record_header(row, last);
                self.after_break = true;
                self.next_row = last + 1;
            } else if !self.grid.is_blank_row(row) {
                self.after_break |= self.grid.is_page_start(row);
                self.read_row(row);
            } else if self.ends_at(row, end) {
                return true;
            } else {
                self.blank_rows += 1;
            }
        }
        false
    }

    /// Reads one row of the body that is not blank.
    fn read_row(&mut self, row: u32) {
        let after_break = std::mem::take(&mut self.after_break);
        let mut cells = std::mem::take(&mut self.cells);
        self.rows.split_code_and_name(&mut cells);
        if self.is_rating(&cells) {
            self.report_outside_cells(row);
            self.table.area.last_row = self.table.area.last_row.max(row);
            self.skip_cells(&mut cells, SkipReason::Rating);
            self.cells = cells;
            return;
        }
        self.rows.name_total(&mut cells);
        self.drop_repeated_groups(&mut cells);
        self.report_outside_cells(row);
        if let Some(column) = self.rows.roles.iter().position(|role| role.has_column_per_level) {
            for name in self.level_names.take_outer_names(self.grid, &mut cells, column) {
                self.add_item(row, &mut vec![name]);
            }
        }
        if self.is_remark(&cells) {
            self.skip_cells(&mut cells, SkipReason::Remark);
            self.after_break = after_break;
        }
        if !cells.is_empty() {
            self.place_cells(row, &mut cells, after_break);
        }
        self.cells = cells;
    }

    /// Whether a row rates the rows above it, or continues such a row: figures without a word right below
    /// one.
    fn is_rating(&mut self, cells: &[RawCell]) -> bool {
        if cells.is_empty() {
            return false;
        }
        let is_label = |raw: &RawCell| {
            let is_text = |kind: Kind| matches!(kind, Kind::Text | Kind::Nomor | Kind::Kode);
            self.rows.roles.get(raw.column).is_some_and(|role| is_text(role.kind))
        };
        let mut labels = cells.iter().filter(|raw| is_label(raw));
        let is_rating = match labels.next() {
            Some(first) => labels.next().is_none() && row_label::is_rating_label(&first.text),
            None => self.after_rating,
        };
        self.after_rating = is_rating;
        is_rating
    }

    /// Sets the cells of a row aside as having no place in an item.
    fn skip_cells(&mut self, cells: &mut Vec<RawCell>, why: SkipReason) {
        self.skipped.extend(cells.drain(..).map(|raw| Skipped {
            text: raw.text,
            at: raw.at,
            why,
            is_beside: false,
        }));
    }

    /// Whether a row is nothing but a remark: "*) Angka sementara", "Catatan: ...".
    fn is_remark(&self, cells: &[RawCell]) -> bool {
        let [raw] = cells else { return false };
        let role = self.rows.roles.get(raw.column);
        if !role.is_some_and(|c| c.is_name || matches!(c.kind, Kind::Kode | Kind::Nomor)) {
            return false;
        }
        let text = raw.text.trim_start();
        text.starts_with('*')
            || match first_word_among(text, &["catatan", "nb", "keterangan", "ket", "sumber"]) {
                Some("catatan" | "nb") => text.split_whitespace().nth(1).is_some(),
                Some(_) => text.contains(':'),
                None => false,
            }
    }

    /// Gives the cells of a row to a new item, or to the current one.
    fn place_cells(&mut self, row: u32, cells: &mut Vec<RawCell>, after_break: bool) {
        self.table.area.last_row = self.table.area.last_row.max(row);
        if after_break && self.continues_name(cells) {
            self.join_name(cells);
            self.add_to_current(row, cells, true);
        } else if self.starts_item(row, cells) {
            self.add_item(row, cells);
        } else {
            self.add_to_current(row, cells, false);
        }
    }

    /// Drops the value of a group column (tujuan, sasaran) that is repeated on every row. It is kept where it
    /// changes, or where a group further out does.
    fn drop_repeated_groups(&mut self, cells: &mut Vec<RawCell>) {
        if !self.rows.roles.iter().any(|role| role.belongs == Belongs::Group) {
            return;
        }
        let mut changed = false;
        cells.retain(|raw| {
            if self.rows.roles.get(raw.column).map(|role| role.belongs) != Some(Belongs::Group) {
                return true;
            }
            let Some(held) = self.groups.get_mut(raw.column) else { return true };
            let text = fold(&raw.text);
            if !changed && held.as_ref() == Some(&text) {
                return false;
            }
            changed = true;
            *held = Some(text);
            true
        });
    }

    /// Reports the cells right and left of the table on its rows, since nothing is dropped silently.
    fn report_outside_cells(&mut self, row: u32) {
        for (column, cell) in self.grid.row(row) {
            let inside = self.columns.get(column as usize).copied().unwrap_or(false);
            if !inside {
                self.skipped.push(Skipped {
                    text: printed(cell),
                    at: self.grid.cell_ref(row, column),
                    why: SkipReason::Outside,
                    is_beside: false,
                });
            }
        }
    }

    /// Appends the names of a row to those of the last item, which a page break cut in two.
    fn join_name(&mut self, cells: &[RawCell]) {
        let Some(item) = self.table.items.last_mut() else { return };
        for raw in cells {
            if !self.table.columns.get(raw.column).is_some_and(|c| is_name_key(&c.key)) {
                continue;
            }
            if let Some(held) = item.values.get_mut(raw.column) {
                held.text = format!("{} {}", held.text.trim_end(), raw.text.trim()).into();
                held.value = Value::Text(value::join_lines(tidy(&held.text)));
            }
        }
    }

    /// Adds an item that begins on this row.
    fn add_item(&mut self, row: u32, cells: &mut Vec<RawCell>) {
        let is_own =
            |raw: &&RawCell| self.rows.roles.get(raw.column).is_some_and(|c| c.belongs != Belongs::Indikator);
        let mut values = Values::with_capacity(cells.iter().filter(is_own).count());
        self.indikator_cells.clear();
        for raw in cells.drain(..) {
            let Some(role) = self.rows.roles.get(raw.column) else { continue };
            if role.belongs == Belongs::Indikator {
                self.indikator_cells.push(raw);
                continue;
            }
            // A name that is wrapped by hand reads as one line.
            let value = match raw.value {
                Value::Text(text) if role.is_name => Value::Text(value::join_lines(text)),
                other => other,
            };
            values.set(raw.column, Cited { value, text: raw.text, at: raw.at });
        }
        self.copy_previous_name(row, &mut values);
        self.looks.push(self.name_look(&values));
        let split = multiline_cells::split_cells(row, &mut self.indikator_cells, &self.table.columns);
        for raw in split.whole {
            values.set(raw.column, Cited { value: raw.value, text: raw.text, at: raw.at });
        }
        self.skipped.extend(split.skipped);
        let level = if self.table.form.rows == forms::Rows::List { Level::ListRow } else { Level::Kegiatan };
        self.table.items.push(Item {
            level,
            level_evidence: LevelEvidence::List,
            parent: None,
            first_row: row,
            last_row: row,
            values,
            indikator: split.indikator,
        });
    }

    /// Gives an indicator row with its own amount the name and the code of the item above.
    fn copy_previous_name(&self, row: u32, values: &mut Values) {
        let Some(before) = self.table.items.last() else { return };
        let says = |c: usize| {
            let role = self.rows.roles.get(c);
            role.is_some_and(|role| role.is_name || role.kind == Kind::Kode)
        };
        let has_indikator = self
            .indikator_cells
            .iter()
            .any(|raw| self.rows.roles.get(raw.column).is_some_and(|role| role.kind == Kind::Text));
        let has_amount = values.iter().any(|(_, cited)| matches!(cited.value, Value::Rupiah(_)));
        if self.table.form.rows == forms::Rows::List
            || before.last_row >= row
            || !(has_indikator && has_amount)
            || values.iter().any(|(c, _)| says(c))
        {
            return;
        }
        let held: Vec<(usize, Cited<Value>)> =
            before.values.iter().filter(|(c, _)| says(*c)).map(|(c, cited)| (c, cited.clone())).collect();
        for (column, cited) in held {
            values.set(column, cited);
        }
    }

    /// Returns how the name among these values is printed.
    fn name_look(&self, values: &Values) -> Look {
        let mut names = values.iter().filter_map(|(c, name)| Some((self.rows.roles.get(c)?, name)));
        let Some((column, name)) = names.find(|(c, _)| c.is_name) else { return Look::default() };
        let (row, place) = self.grid.position_of(name.at);
        let cell = self.grid.own_cell(row, place);
        let blanks = name.text.chars().take_while(|c| number::is_blank(*c)).count();
        Look {
            bold: cell.and_then(|c| c.bold).unwrap_or(false),
            // Below a header over several columns, each column to the right counts as one step of
            // indentation.
            indent: cell.map_or(0, |c| usize::from(c.indent))
                + blanks / 2
                + place.saturating_sub(column.first) as usize,
        }
    }

    /// Adds a row to the current item: further indicators, or values that stand lower than its name.
    fn add_to_current(&mut self, row: u32, cells: &mut Vec<RawCell>, name_joined: bool) {
        let Some(item) = self.table.items.last_mut() else {
            self.add_item(row, cells);
            return;
        };
        item.last_row = row;
        self.indikator_cells.clear();
        for raw in cells.drain(..) {
            let Some(role) = self.rows.roles.get(raw.column) else { continue };
            if role.belongs == Belongs::Indikator {
                self.indikator_cells.push(raw);
                continue;
            }
            if name_joined && role.is_name {
                continue;
            }
            let repeated = Self::repeats_value(item, &raw);
            match item.values.get(raw.column) {
                None => item.values.set(raw.column, Cited { value: raw.value, text: raw.text, at: raw.at }),
                // An ordinal of its own for every indicator says nothing about the item.
                _ if repeated || role.kind == Kind::Nomor => {}
                _ => self.skipped.push(Skipped {
                    text: raw.text,
                    at: raw.at,
                    why: SkipReason::SecondValue,
                    is_beside: false,
                }),
            }
        }
        let split = multiline_cells::split_cells(row, &mut self.indikator_cells, &self.table.columns);
        for raw in split.whole {
            if item.values.get(raw.column).is_none() {
                item.values.set(raw.column, Cited { value: raw.value, text: raw.text, at: raw.at });
            }
        }
        self.skipped.extend(split.skipped);
        item.indikator.extend(split.indikator.into_iter().filter(|indikator| !indikator.values.is_empty()));
    }

    /// Returns the last row of a header that is repeated from this row on. `None` if none is.
    fn repeated_header_end(&self, row: u32) -> Option<u32> {
        // A repeated header may have fewer rows: only the words, or only the number row.
        let alike = self.head_rows.iter().position(|head| self.grid.has_words_of(head, row))?;
        let mut last = row;
        for head in self.head_rows.iter().skip(alike + 1) {
            if last < self.grid.last_row && self.grid.has_words_of(head, last + 1) {
                last += 1;
            }
        }
        Some(last)
    }

    /// Whether the table ends at this blank row: no row up to the next table looks like one of its rows. A
    /// signature block has words where the table has figures.
    fn ends_at(&mut self, blank: u32, end: u32) -> bool {
        let after_total = self.table.items.last().is_some_and(|item| self.is_total(item));
        let Some(next) = (blank + 1..end).find(|r| !self.grid.is_blank_row(*r)) else { return true };
        if self.repeated_header_end(next).is_some() {
            return false;
        }
        // In a table with a blank row behind each row, a blank row does not end it.
        let rows = blank.saturating_sub(self.table.area.first_row);
        let mut spaces = if self.blank_rows >= MIN_SPACING_ROWS && self.blank_rows * 4 >= rows {
            MAX_SPACING_ROWS
        } else {
            0
        };
        let (mut cells, mut known) = (Vec::new(), ValueCache::new());
        for row in next..end {
            if self.grid.is_blank_row(row) {
                if spaces == 0 || self.grid.is_blank_row(row + 1) {
                    break;
                }
                spaces -= 1;
                continue;
            }
            cells.clear();
            self.rows.read_cells(row, &mut known, &mut cells);
            // Calculations and recaps also stand below a total. Below one, the table goes on only with a row
            // that has a name, an amount, enough cells ([`MIN_FULL_ROW_CELLS`]), and a code or the word of a level.
            let named = || cells.iter().any(|raw| self.rows.roles.get(raw.column).is_some_and(|c| c.is_name));
            let is_amount = |raw: &RawCell| matches!(raw.value, Value::Rupiah(_));
            let is_told = |raw: &RawCell| {
                let is_name = self.rows.roles.get(raw.column).is_some_and(|c| c.is_name);
                matches!(raw.value, Value::Kode(_)) || is_name && row_label::stated_level(&raw.text).is_some()
            };
            let says_more = || cells.len() >= MIN_FULL_ROW_CELLS && cells.iter().any(is_told);
            if after_total && !(named() && cells.iter().any(is_amount) && says_more()) {
                continue;
            }
            let figures = cells.iter().any(|raw| {
                let kind = self.rows.roles.get(raw.column).map(|c| c.kind);
                match raw.value {
                    Value::Rupiah(_) | Value::Percent(_) | Value::Kode(_) => true,
                    Value::Quantity(..) => kind != Some(Kind::Nomor),
                    _ => false,
                }
            });
            if figures {
                return false;
            }
        }
        true
    }

    /// Whether an item is a total by its label.
    fn is_total(&self, item: &Item) -> bool {
        row_label::is_total_label(&self.table.label_text(item))
    }

    /// Records the rows of a header and their texts.
    fn record_header(&mut self, first: u32, last: u32) {
        let area = crate::model::Area { first_row: first, last_row: last, ..self.table.area };
        self.table.headers.push(area);
        for row in first..=last {
            for (column, cell) in self.grid.row(row) {
                let text = printed(cell);
                let at = self.grid.cell_ref(row, column);
                self.table.header_texts.push(Cited { value: text.trim().to_owned(), text, at });
            }
        }
    }

    /// Sets the year of each column: the innermost one that its own header names.
    fn set_years(&mut self) {
        for column in &mut self.table.columns {
            column.year = column.header.iter().rev().find_map(|h| match years(&h.text)[..] {
                [year] => Some(year),
                _ => None,
            });
        }
    }
}
