//! The rows below a header → items with their indicators.

use std::sync::Arc;

use crate::forms::{Belongs, Kind, Rows};
use crate::model::{
    Cell, CellContent, CellRef, Cited, Column, Item, Level, Message, Skipped, Table, Value, Values,
    column_name,
};
use crate::text::fold::{fold, likeness_from, same_words};
use crate::text::heading::years;
use crate::text::kode::Kode;
use crate::text::number;

use super::grid::{Grid, HeadRow};
use super::header::Header;
use super::lines::{self, Raw};
use super::table_at;
use super::value::{self, Known, printed, tidy};

/// A table with its items, and what could not be placed.
pub struct Body {
    pub table: Table,
    /// How each item's name is set: a sign of its level.
    pub looks: Vec<Look>,
    pub skipped: Vec<Skipped>,
}

/// How a name is set.
#[derive(Clone, Copy, Default)]
pub struct Look {
    pub bold: bool,
    /// Steps of indentation; two leading blanks count as one.
    pub indent: usize,
}

/// Reads the body of a table; `end` is the row where the next table begins.
pub fn read<'a>(
    grid: &'a Grid<'a>,
    header: &'a Header,
    end: Option<u32>,
    names: &'a dyn Fn() -> &'a [String],
) -> Body {
    let mut reader = Reader {
        grid,
        head_rows: &header.rows,
        names,
        table: table_at(grid.id, header),
        looks: Vec::new(),
        skipped: Vec::new(),
        roles: roles(header),
        cells: Vec::new(),
        of_indikator: Vec::new(),
        known: Known::new(),
        code_lengths: if header.form.inferred { code_lengths(grid, header) } else { Vec::new() },
        columns: columns_of(header),
        groups: vec![None; header.columns.len()],
        after_break: false,
    };
    reader.header_block(header.first_row, header.last_row);
    let mut row = header.last_row + 1;
    let end = end.unwrap_or(grid.last_row + 1);
    while row < end {
        if let Some(last) = reader.repeated_header(row) {
            reader.header_block(row, last);
            reader.after_break = true;
            row = last + 1;
            continue;
        }
        if grid.is_blank_row(row) {
            if reader.ends_at(row, end) {
                break;
            }
        } else {
            reader.row(row);
        }
        row += 1;
    }
    reader.set_years();
    Body { table: reader.table, looks: reader.looks, skipped: reader.skipped }
}

/// The folded names that stand in the name columns of these tables, as they are printed.
pub fn names(grid: &Grid<'_>, headers: &[Header]) -> Vec<String> {
    let mut names = Vec::new();
    for (i, header) in headers.iter().enumerate() {
        let end = headers.get(i + 1).map_or(grid.last_row + 1, |next| next.first_row);
        for column in header.columns.iter().filter(|c| is_name(&c.key)) {
            for row in header.last_row + 1..end {
                if let Some(cell) = grid.own(row, column.first) {
                    names.push(fold(&printed(cell)));
                }
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn code_lengths(grid: &Grid<'_>, header: &Header) -> Vec<usize> {
    let Some(column) = header.columns.iter().find(|c| c.kind == Kind::Kode) else { return Vec::new() };
    // 10 is no part of 1 where the rows are numbered.
    if column.header.last().is_some_and(|head| super::inferred::says_number(&head.text)) {
        return Vec::new();
    }
    let cells = (header.last_row + 1..=grid.last_row)
        .flat_map(|row| (column.first..=column.last).filter_map(move |c| grid.own(row, c)));
    let texts: Vec<String> = cells.map(|cell| printed(cell).trim().to_owned()).collect();
    super::inferred::code_lengths(&texts)
}

/// What a column is to its rows, told once for all of them.
#[derive(Clone, Copy)]
struct Role {
    first: u32,
    last: u32,
    kind: Kind,
    belongs: Belongs,
    is_name: bool,
    /// Whether another column reads from the same sheet columns: a header that spans codes and
    /// names.
    shares: bool,
}

fn roles(header: &Header) -> Vec<Role> {
    let shares = |index: usize, first: u32| {
        let mut others = header.columns.iter().enumerate();
        header.form.inferred && others.any(|(i, c)| i != index && c.first == first)
    };
    let role = |(index, column): (usize, &Column)| Role {
        first: column.first,
        last: column.last,
        kind: column.kind,
        belongs: column.belongs,
        is_name: is_name(&column.key),
        shares: shares(index, column.first),
    };
    header.columns.iter().enumerate().map(role).collect()
}

fn columns_of(header: &Header) -> Vec<bool> {
    let end = header.columns.iter().map(|c| c.last as usize + 1).max().unwrap_or(0);
    let mut columns = vec![false; end];
    for column in &header.columns {
        columns[column.first as usize..=column.last as usize].fill(true);
    }
    columns
}

struct Reader<'a> {
    grid: &'a Grid<'a>,
    head_rows: &'a [HeadRow],
    /// The names of every table, for telling a name that a page break cut in two.
    names: &'a dyn Fn() -> &'a [String],
    table: Table,
    looks: Vec<Look>,
    skipped: Vec<Skipped>,
    /// What each column is.
    roles: Vec<Role>,
    /// The cells of the row at hand, and those of its indicators: kept from row to row for their room.
    cells: Vec<Raw>,
    of_indikator: Vec<Raw>,
    known: Known,
    /// Where codes without dots are to be parted.
    code_lengths: Vec<usize>,
    /// Which of the sheet's columns belong to the table.
    columns: Vec<bool>,
    /// The value of each group column that is in force: tujuan, sasaran.
    groups: Vec<Option<String>>,
    /// Whether the row before was a header that came back at a page break.
    after_break: bool,
}

impl Reader<'_> {
    /// One row of the body that is not blank.
    fn row(&mut self, row: u32) {
        let after_break = std::mem::take(&mut self.after_break);
        self.read_cells(row);
        let mut cells = std::mem::take(&mut self.cells);
        self.part_code_and_name(&mut cells);
        self.drop_repeated_groups(&mut cells);
        self.outside(row);
        if !cells.is_empty() {
            self.place(row, &mut cells, after_break);
        }
        self.cells = cells;
    }

    /// The cells of a row go to a new item, or to the current one.
    fn place(&mut self, row: u32, cells: &mut Vec<Raw>, after_break: bool) {
        self.table.area.last_row = self.table.area.last_row.max(row);
        if after_break && self.continues_name(cells) {
            self.join_name(cells);
            self.add_to_current(row, cells, true);
        } else if self.starts_item(row, cells) {
            self.new_item(row, cells);
        } else {
            self.add_to_current(row, cells, false);
        }
    }

    /// A group (tujuan, sasaran) that is repeated on every row begins where it changes, or where
    /// one further out does.
    fn drop_repeated_groups(&mut self, cells: &mut Vec<Raw>) {
        if !self.roles.iter().any(|role| role.belongs == Belongs::Group) {
            return;
        }
        let mut changed = false;
        cells.retain(|raw| {
            if self.roles.get(raw.column).map(|role| role.belongs) != Some(Belongs::Group) {
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

    /// Reads the cells of this row that start here, with what they mean.
    fn read_cells(&mut self, row: u32) {
        self.cells.clear();
        // Columns go from left to right as cells do: where one begins, the next one need not look again.
        let (mut ahead, mut before) = (self.grid.of_row(row), 0);
        for (i, role) in self.roles.iter().enumerate() {
            if role.first < before {
                ahead = self.grid.of_row(row);
            }
            before = role.first;
            while let Some((first, rest)) = ahead.split_first()
                && first.0 < role.first
            {
                ahead = rest;
            }
            let own = ahead.iter().map(|(c, _, cell)| (*c, *cell)).take_while(|(c, _)| *c <= role.last);
            if role.kind == Kind::Kode {
                self.cells.extend(self.kode(row, i, own));
                continue;
            }
            // A cell may start in any of the sheet columns that the header's cell spans. Where it
            // spans codes too, the name is what has letters.
            for (c, cell) in own {
                let words = || printed(cell).chars().any(char::is_alphabetic);
                if role.shares && !words() {
                    continue;
                }
                if let Some(value) = self.known.read(cell, role.kind) {
                    let at = self.grid.at(row, c);
                    self.cells.push(Raw { column: i, text: printed(cell), value, at });
                }
                break;
            }
        }
    }

    /// A code, joined from the cells that it is spread over.
    fn kode<'c>(&self, row: u32, index: usize, cells: impl Iterator<Item = (u32, &'c Cell)>) -> Option<Raw> {
        let role = self.roles.get(index)?;
        let mut code: Option<(Arc<str>, CellRef)> = None;
        for (c, cell) in cells {
            // 4.1 that Excel took for a number is a code all the same: it has a dot.
            let part: Arc<str> = match &cell.content {
                CellContent::Number(n) => n.normalize().to_string().into(),
                CellContent::Text(text) if text.trim().len() == text.len() => text.clone(),
                _ => printed(cell).trim().into(),
            };
            if role.shares && part.chars().any(char::is_alphabetic) {
                continue;
            }
            code = Some(match code {
                None => (part, self.grid.at(row, c)),
                Some((before, at)) => (format!("{before}.{part}").into(), at),
            });
        }
        let (text, at) = code?;
        if let Some(kode) = Kode::read_parted(&text, &self.code_lengths) {
            return Some(Raw { column: index, text, value: Value::Kode(kode), at });
        }
        // A bare dash or apostrophe is no code.
        let value = Kode::read_shared(&text).map_or_else(|| Value::Text(tidy(&text)), Value::Kode);
        Some(Raw { column: index, text, value, at })
    }

    /// "1.01.2.22.0.00.01.0000 Dinas Pendidikan" in the code's column, merged over the name's: the
    /// code and the name are two things.
    fn part_code_and_name(&self, cells: &mut Vec<Raw>) {
        let column = |test: &dyn Fn(&Role) -> bool| self.roles.iter().position(test);
        let (Some(kode), Some(name)) = (column(&|c| c.kind == Kind::Kode), column(&|c| c.is_name)) else {
            return;
        };
        if cells.iter().any(|raw| raw.column == name) {
            return;
        }
        let Some(raw) = cells.iter_mut().find(|raw| raw.column == kode) else { return };
        let Value::Text(text) = &raw.value else { return };
        let words = text.find(char::is_alphabetic).unwrap_or(0);
        let (code, rest) = text.split_at(words);
        let (rest, at): (Arc<str>, _) = (rest.into(), raw.at);
        if rest.is_empty() {
            return;
        }
        if let Some(code) = Kode::read(code) {
            raw.text = code.to_string().into();
            raw.value = Value::Kode(code);
        } else {
            cells.retain(|raw| raw.column != kode);
        }
        cells.push(Raw { column: name, text: rest.clone(), value: Value::Text(rest), at });
    }

    /// Cells right and left of the table on its rows: nothing is dropped silently.
    fn outside(&mut self, row: u32) {
        for (column, cell) in self.grid.row(row) {
            let inside = self.columns.get(column as usize).copied().unwrap_or(false);
            if !inside {
                self.skipped.push(Skipped {
                    text: printed(cell),
                    at: self.grid.at(row, column),
                    why: Message::new("normalize.outside").with("column", column_name(column)),
                });
            }
        }
    }

    /// Whether this row begins an item.
    fn starts_item(&self, row: u32, cells: &[Raw]) -> bool {
        let Some(current) = self.table.items.last() else { return true };
        let role = |raw: &Raw| self.roles.get(raw.column);
        if self.table.form.rows == Rows::List {
            let belongs = |raw: &Raw| role(raw).map(|c| c.belongs);
            let any_item = cells.iter().any(|raw| belongs(raw) != Some(Belongs::Indikator));
            let has_item_columns = self.roles.iter().any(|c| c.belongs != Belongs::Indikator);
            return any_item || !has_item_columns;
        }
        let mut named = cells.iter().filter(|raw| role(raw).is_some_and(|c| c.is_name)).peekable();
        if named.peek().is_none() {
            // A code, or an amount of its own, without a name begins an item too, unless a name
            // reaches into this row.
            let reached = self.roles.iter().any(|c| c.is_name && self.grid.covered_from_above(row, c.first));
            let code = cells.iter().find(|raw| matches!(raw.value, Value::Kode(_)));
            return !reached
                && (code.is_some_and(|raw| !Self::repeats(current, raw))
                    || self.is_nameless_total(row, cells));
        }
        // The same name again on the next row is the same item: unmerged, with repeated values.
        let repeats_name = named.all(|raw| Self::repeats(current, raw));
        let is_number = |raw: &&Raw| role(raw).is_some_and(|c| c.kind == Kind::Nomor);
        let mut others = cells
            .iter()
            .filter(|raw| matches!(raw.value, Value::Kode(_) | Value::Rupiah(_)) || is_number(raw));
        !(repeats_name && others.all(|raw| Self::repeats(current, raw)))
    }

    /// Whether a row of a budget of no known form may be its total without a word: amounts below the last
    /// row with a name, where the row above has its own.
    fn is_nameless_total(&self, row: u32, cells: &[Raw]) -> bool {
        let Some(current) = self.table.items.last().filter(|_| self.table.form.inferred) else {
            return false;
        };
        let amounts = || cells.iter().filter(|raw| matches!(raw.value, Value::Rupiah(_)));
        let second = |raw: &Raw| current.values.get(raw.column).is_some();
        let named = |row: u32| {
            let columns = self.table.columns.iter().filter(|c| is_name(&c.key));
            columns.flat_map(|c| c.first..=c.last).any(|c| self.grid.own(row, c).is_some())
        };
        let has_name = self.table.columns_of(&current.values).any(|(c, _)| is_name(&c.key));
        amounts().count() > 0
            && amounts().any(second)
            && has_name
            && !(row + 1..=self.grid.last_row).any(named)
    }

    /// Whether an item holds this value already in this column.
    fn repeats(item: &Item, raw: &Raw) -> bool {
        item.values
            .get(raw.column)
            .is_some_and(|held| held.value == raw.value || same_words(&held.text, &raw.text))
    }

    /// Whether the name on the first row below a repeated header is the rest of the name above it.
    fn continues_name(&self, cells: &[Raw]) -> bool {
        let Some(previous) = self.table.items.last() else { return false };
        let columns = &self.table.columns;
        let named: Vec<&Raw> =
            cells.iter().filter(|raw| columns.get(raw.column).is_some_and(|c| is_name(&c.key))).collect();
        let begins_anew = cells.iter().any(|raw| {
            matches!(raw.value, Value::Kode(_) | Value::Rupiah(_))
                || columns.get(raw.column).is_some_and(|c| c.kind == Kind::Nomor)
        });
        if named.is_empty() || begins_anew {
            return false;
        }
        named.iter().all(|raw| {
            let Some(held) = previous.values.get(raw.column) else { return false };
            let lower = raw.text.trim_start().starts_with(char::is_lowercase);
            let joined = fold(&format!("{} {}", held.text, raw.text));
            let alone = fold(&raw.text);
            // Another table prints the joined name, and none prints the rest alone.
            let names = (self.names)();
            let known = names.iter().any(|name| likeness_from(name, &joined, 0.9) > 0.0);
            let known_alone = names.iter().filter(|name| **name == alone).count() > 1
                || names.iter().any(|name| *name != alone && likeness_from(name, &alone, 0.95) > 0.0);
            lower || (known && !known_alone)
        })
    }

    fn join_name(&mut self, cells: &[Raw]) {
        let Some(item) = self.table.items.last_mut() else { return };
        for raw in cells {
            if !self.table.columns.get(raw.column).is_some_and(|c| is_name(&c.key)) {
                continue;
            }
            if let Some(held) = item.values.get_mut(raw.column) {
                held.text = format!("{} {}", held.text.trim_end(), raw.text.trim()).into();
                held.value = Value::Text(value::one_line(tidy(&held.text)));
            }
        }
    }

    fn new_item(&mut self, row: u32, cells: &mut Vec<Raw>) {
        let is_own = |raw: &&Raw| self.roles.get(raw.column).is_some_and(|c| c.belongs != Belongs::Indikator);
        let mut values = Values::with_capacity(cells.iter().filter(is_own).count());
        self.of_indikator.clear();
        for raw in cells.drain(..) {
            let Some(role) = self.roles.get(raw.column) else { continue };
            if role.belongs == Belongs::Indikator {
                self.of_indikator.push(raw);
                continue;
            }
            // A name that is wrapped by hand reads as one line.
            let value = match raw.value {
                Value::Text(text) if role.is_name => Value::Text(value::one_line(text)),
                other => other,
            };
            values.set(raw.column, Cited { value, text: raw.text, at: raw.at });
        }
        self.looks.push(self.look(&values));
        let split = lines::split(row, &mut self.of_indikator, &self.table.columns);
        for raw in split.whole {
            values.set(raw.column, Cited { value: raw.value, text: raw.text, at: raw.at });
        }
        self.skipped.extend(split.skipped);
        let level = if self.table.form.rows == Rows::List { Level::Baris } else { Level::Kegiatan };
        self.table.items.push(Item {
            level,
            level_why: Message::new("normalize.level.list"),
            parent: None,
            first_row: row,
            last_row: row,
            values,
            indikator: split.indikator,
        });
    }

    fn look(&self, values: &Values) -> Look {
        let mut names = values.iter().filter_map(|(c, name)| Some((self.roles.get(c)?, name)));
        let Some((column, name)) = names.find(|(c, _)| c.is_name) else { return Look::default() };
        let cell = self.grid.own(name.at.row, name.at.column);
        let blanks = name.text.chars().take_while(|c| number::is_blank(*c)).count();
        Look {
            bold: cell.and_then(|c| c.bold).unwrap_or(false),
            // Below a header over several columns a name may stand in any of them, one to the right for
            // each step.
            indent: cell.map_or(0, |c| usize::from(c.indent))
                + blanks / 2
                + name.at.column.saturating_sub(column.first) as usize,
        }
    }

    /// A further row of the current item: more indicators, or values that stand lower than its
    /// name.
    fn add_to_current(&mut self, row: u32, cells: &mut Vec<Raw>, name_joined: bool) {
        let Some(item) = self.table.items.last_mut() else {
            self.new_item(row, cells);
            return;
        };
        item.last_row = row;
        self.of_indikator.clear();
        for raw in cells.drain(..) {
            let Some(role) = self.roles.get(raw.column) else { continue };
            if role.belongs == Belongs::Indikator {
                self.of_indikator.push(raw);
                continue;
            }
            if name_joined && role.is_name {
                continue;
            }
            let repeated = Self::repeats(item, &raw);
            match item.values.get(raw.column) {
                None => item.values.set(raw.column, Cited { value: raw.value, text: raw.text, at: raw.at }),
                // A number of its own for every indicator says nothing of the item.
                _ if repeated || role.kind == Kind::Nomor => {}
                _ => self.skipped.push(Skipped {
                    text: raw.text,
                    at: raw.at,
                    why: Message::new("normalize.second_value").with("column", column_name(raw.at.column)),
                }),
            }
        }
        let split = lines::split(row, &mut self.of_indikator, &self.table.columns);
        for raw in split.whole {
            if item.values.get(raw.column).is_none() {
                item.values.set(raw.column, Cited { value: raw.value, text: raw.text, at: raw.at });
            }
        }
        self.skipped.extend(split.skipped);
        item.indikator.extend(split.indikator.into_iter().filter(|indikator| !indikator.values.is_empty()));
    }

    /// Where this row begins a header that came back at a page break, its last row.
    fn repeated_header(&self, row: u32) -> Option<u32> {
        // The block may come back with fewer rows: the words alone, or the number row alone.
        let alike = self.head_rows.iter().position(|head| self.grid.has_words_of(head, row))?;
        let mut last = row;
        for head in self.head_rows.iter().skip(alike + 1) {
            if last < self.grid.last_row && self.grid.has_words_of(head, last + 1) {
                last += 1;
            }
        }
        Some(last)
    }

    /// Whether the table ends at this blank row: nothing that follows, up to the next table, looks
    /// like a row of it. A signature block has words where the table has figures.
    fn ends_at(&mut self, blank: u32, end: u32) -> bool {
        let after_total = self.table.items.last().is_some_and(|item| self.is_total(item));
        if after_total && !self.table.form.inferred {
            return true;
        }
        let Some(next) = (blank + 1..end).find(|r| !self.grid.is_blank_row(*r)) else { return true };
        if self.repeated_header(next).is_some() {
            return false;
        }
        for row in next..end {
            if self.grid.is_blank_row(row) {
                break;
            }
            self.read_cells(row);
            let cells = &self.cells;
            // Below a total stand working figures too; what goes on with the table has a name.
            let named = || cells.iter().any(|raw| self.roles.get(raw.column).is_some_and(|c| c.is_name));
            if after_total && !(named() && cells.iter().any(|raw| matches!(raw.value, Value::Rupiah(_)))) {
                continue;
            }
            let figures = cells.iter().any(|raw| {
                let kind = self.roles.get(raw.column).map(|c| c.kind);
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

    fn is_total(&self, item: &Item) -> bool {
        super::level::is_total(&self.table.label_text(item))
    }

    fn header_block(&mut self, first: u32, last: u32) {
        let area = crate::model::Area { first_row: first, last_row: last, ..self.table.area };
        self.table.headers.push(area);
        for row in first..=last {
            for (column, cell) in self.grid.row(row) {
                let text = printed(cell);
                let at = self.grid.at(row, column);
                self.table.header_texts.push(Cited { value: text.trim().to_owned(), text, at });
            }
        }
    }

    /// The year that a column's own header names.
    fn set_years(&mut self) {
        for column in &mut self.table.columns {
            column.year = column.header.iter().rev().find_map(|h| match years(&h.text)[..] {
                [year] => Some(year),
                _ => None,
            });
        }
    }
}

/// Whether the column names the item.
fn is_name(key: &str) -> bool {
    key == "nama" || key.starts_with("nama_")
}
