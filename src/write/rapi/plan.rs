//! Plans which sheets the workbook has and where everything on them goes. All of this is decided before
//! anything is written, since findings and totals refer to cells.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;
use rust_decimal::Decimal;

use super::canvas::Target;
use super::form::{self, TableLayout};
use crate::forms::Rows;
use crate::model::own;
use crate::model::{
    Area, Book, CellRef, ItemId, Level, Message, Renja, Sheet, SheetId, Table, TableId, Value,
};

/// The sheets between the program's own, in the order of the workbook.
pub struct Plan<'a> {
    pub sheets: Vec<PlannedSheet<'a>>,
    /// Table and column of the plan's own amounts; `None` if the plan has none.
    main_column: Option<(TableId, usize)>,
}

/// A planned sheet.
pub struct PlannedSheet<'a> {
    /// Name of the sheet, unique in the workbook.
    pub name: String,
    /// The sheet of the input that it comes from.
    pub source: SheetId,
    /// What the sheet shows.
    pub content: SheetContent<'a>,
}

/// A table and the cells below it.
type TableWithFoot<'a> = (TableId, &'a Table, Vec<CellRef>);

/// What a sheet shows.
pub enum SheetContent<'a> {
    /// A table in its official form.
    Table(Box<TableLayout<'a>>),
    /// A sheet of the input, unchanged.
    Unchanged,
}

impl PlannedSheet<'_> {
    /// Estimates the number of cells.
    pub fn cell_count(&self, book: &Book) -> usize {
        match &self.content {
            SheetContent::Table(layout) => {
                let rows = usize::try_from(layout.last_row()).unwrap_or(usize::MAX);
                rows.saturating_mul(layout.columns.len())
            }
            SheetContent::Unchanged => book.sheet(self.source).map_or(0, |sheet| sheet.cells.len()),
        }
    }

    /// Whether the sheet shows something of this sheet of the input.
    fn comes_from(&self, sheet: SheetId) -> bool {
        match &self.content {
            SheetContent::Table(layout) => layout.table.is_on(sheet),
            SheetContent::Unchanged => self.source == sheet,
        }
    }
}

/// A column of amounts in a planned table.
#[derive(Clone, Copy)]
pub struct Measure<'p, 'a> {
    /// Name of the sheet that it is written to.
    pub sheet: &'p str,
    /// Layout of the table on that sheet.
    pub layout: &'p TableLayout<'a>,
    /// Index of the column in the table.
    pub column: usize,
}

impl<'p> Measure<'p, '_> {
    /// Returns the amount of an item; `None` if it states none.
    pub fn amount(&self, id: ItemId) -> Option<Decimal> {
        self.layout.table.amount(id, self.column)
    }

    /// Returns the cell of an item's amount.
    pub fn cell(&self, id: ItemId) -> Option<Target<'p>> {
        let (row, column) = self.layout.item_place(id, self.column)?;
        Some(Target { sheet: self.sheet, row, column })
    }

    /// Returns the year for which the amounts are planned.
    pub fn year(&self) -> Option<i32> {
        self.layout.table.columns.get(self.column)?.year
    }

    /// Returns the row with the total pagu of the plan.
    pub fn total_item(&self) -> Option<ItemId> {
        self.layout.table.pagu_row(self.column)
    }

    /// Returns the programs that state an amount, with their amounts.
    pub fn programs(&self) -> Vec<(ItemId, Decimal)> {
        let items = self.layout.table.items.iter().enumerate();
        let programs = items.filter(|(_, item)| item.level == Level::Program);
        programs.filter_map(|(id, _)| Some((id, self.amount(id)?))).collect()
    }

    /// Returns the sum of the programs. `None` if no program states an amount, or if the sum is too large to
    /// compute.
    pub fn program_sum(&self) -> Option<Decimal> {
        let programs = self.programs();
        (!programs.is_empty())
            .then(|| programs.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| sum.checked_add(*amount)))
            .flatten()
    }

    /// Returns the sentence that the stated total is not the sum of the programs. `None` if they are equal,
    /// or if one is missing.
    pub fn total_mismatch(&self) -> Option<Message> {
        let (stated, computed) = (self.amount(self.total_item()?)?, self.program_sum()?);
        let difference = stated.checked_sub(computed).filter(|difference| !difference.is_zero())?;
        let message = Message::new("rapi.ringkasan.total_beda")
            .with("stated", Value::Rupiah(stated))
            .with("computed", Value::Rupiah(computed))
            .with("difference", Value::Rupiah(difference));
        Some(message)
    }
}

impl<'a> Plan<'a> {
    /// Plans the sheets. Sheets that the program itself wrote into the input are left out.
    pub fn new(book: &'a Book, renja: &'a Renja) -> Self {
        let mut names = own::RESULT_SHEETS.map(str::to_owned).to_vec();
        let mut sheets = Vec::new();
        for (source, sheet) in book.sheets() {
            if own::is_own_sheet(sheet) {
                continue;
            }
            let tables: Vec<(TableId, _)> = renja.tables().filter(|(_, t)| t.sheet == source).collect();
            // A sheet that only continues a table is written together with that table.
            let goes_on = tables.is_empty() && renja.tables.iter().any(|table| table.is_on(source));
            if tables.is_empty() && !goes_on {
                let name = unique_sheet_name(&sheet.name, &mut names);
                sheets.push((name, source, None));
            }
            let alone: Vec<&Table> = tables.iter().map(|(_, table)| *table).collect();
            for ((id, table), mut cells) in tables.into_iter().zip(cells_below_tables(sheet, source, &alone))
            {
                cells.extend(cells_below_pages(book, table));
                sheets.push((unique_sheet_name(&sheet.name, &mut names), source, Some((id, table, cells))));
            }
        }
        let planned = |(name, source, table): (String, SheetId, Option<TableWithFoot<'a>>)| {
            let content = match table {
                Some((id, table, below)) => {
                    SheetContent::Table(Box::new(TableLayout::new(id, table, renja, &below)))
                }
                None => SheetContent::Unchanged,
            };
            PlannedSheet { name, source, content }
        };
        Self { sheets: sheets.into_par_iter().map(planned).collect(), main_column: renja.main_money_column() }
    }

    /// Returns the tables, each with the name of its sheet.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &TableLayout<'a>)> {
        self.sheets.iter().filter_map(|planned| match &planned.content {
            SheetContent::Table(layout) => Some((planned.name.as_str(), &**layout)),
            SheetContent::Unchanged => None,
        })
    }

    /// Returns the columns of money that add up along the levels and state any amount.
    pub fn measures(&self) -> impl Iterator<Item = Measure<'_, 'a>> {
        self.tables().filter(|(_, layout)| layout.table.form.rows != Rows::List).flat_map(
            |(sheet, layout)| {
                let columns = layout.columns.iter().filter(|column| {
                    layout.table.columns.get(**column).is_some_and(|shape| shape.adds_up)
                        && (0..layout.table.items.len()).any(|id| layout.table.amount(id, **column).is_some())
                });
                columns.map(move |column| Measure { sheet, layout, column: *column })
            },
        )
    }

    /// Returns the column of the plan's own amounts; `None` if there is none.
    pub fn main_measure(&self) -> Option<Measure<'_, 'a>> {
        let (table, column) = self.main_column?;
        self.measures().find(|m| (m.layout.id, m.column) == (table, column))
    }

    /// Returns where a cell of the input is in this workbook. If its table does not show the cell, the first
    /// cell of a sheet from the same source is returned; `None` if there is no such sheet.
    pub fn find(&self, at: CellRef) -> Option<Target<'_>> {
        let mut fallback = None;
        for planned in self.sheets.iter().filter(|planned| planned.comes_from(at.sheet)) {
            let (place, exact) = match &planned.content {
                SheetContent::Unchanged => ((at.row, at.column), true),
                SheetContent::Table(layout) => match layout.find(at) {
                    Some(place) => (place, true),
                    None => ((0, 0), false),
                },
            };
            let target = Target { sheet: &planned.name, row: place.0, column: place.1 };
            if exact {
                return Some(target);
            }
            fallback = fallback.or(Some(target));
        }
        fallback
    }
}

/// Returns the cells below each table of a sheet, such as signatures and remarks. With tables side by side, a
/// cell belongs to the nearest one.
fn cells_below_tables(sheet: &Sheet, id: SheetId, tables: &[&Table]) -> Vec<Vec<CellRef>> {
    let mut below = vec![Vec::new(); tables.len()];
    let Some(first) = tables.iter().map(|table| table.area.last_row).min() else { return below };
    let titles: BTreeSet<CellRef> = tables.iter().flat_map(|t| &t.title).map(|line| line.at).collect();
    let spans: Vec<Range<u32>> = row_spans(tables);
    let away = |Area { first_column, last_column, .. }: Area, column: u32| {
        first_column.saturating_sub(column).max(column.saturating_sub(last_column))
    };
    let (mut of_row, mut open) = (0, Vec::new());
    let cells = sheet.cells.range((first.saturating_add(1), 0)..);
    for ((row, column), _) in cells.filter(|(_, cell)| !cell.content.is_blank()) {
        if *row != of_row {
            of_row = *row;
            open.clear();
            open.extend((0..tables.len()).filter(|place| spans[*place].contains(row)));
        }
        let at = CellRef { sheet: id, row: *row, column: *column };
        let near =
            |place: &&usize| (away(tables[**place].area, *column), Reverse(tables[**place].area.last_row));
        if let Some(place) = open.iter().min_by_key(near)
            && tables[*place].area.last_row < *row
            && !titles.contains(&at)
        {
            below[*place].push(at);
        }
    }
    below
}

/// Returns the rows of each table with those below it, down to the next table that shares a column with it.
fn row_spans(tables: &[&Table]) -> Vec<Range<u32>> {
    let begins: Vec<u32> = tables.iter().map(|table| form::first_table_row(table)).collect();
    let span = |(table, begin): (&&Table, &u32)| {
        let area = table.area;
        let is_over = |other: &Table| {
            other.area.first_column <= area.last_column && area.first_column <= other.area.last_column
        };
        let others = tables.iter().zip(&begins).filter(|(other, _)| is_over(other));
        let next = others.map(|(_, begin)| *begin).filter(|begin| *begin > area.last_row).min();
        *begin..next.unwrap_or(u32::MAX)
    };
    tables.iter().zip(&begins).map(span).collect()
}

/// Returns the cells below the parts of a table on further sheets.
fn cells_below_pages(book: &Book, table: &Table) -> Vec<CellRef> {
    let cells = table.pages.iter().filter_map(|page| Some((page, book.sheet(page.sheet)?)));
    cells
        .flat_map(|(page, sheet)| {
            let rows = sheet.cells.range((page.last_row.saturating_add(1), 0)..);
            let filled = rows.filter(|(_, cell)| !cell.content.is_blank());
            filled.map(|((row, column), _)| CellRef { sheet: page.sheet, row: *row, column: *column })
        })
        .collect()
}

/// Returns a sheet name that Excel accepts and that is not in `names`, and adds it there: at most 31 UTF-16
/// units, none of `[]:*?/\`, compared without regard to case.
fn unique_sheet_name(name: &str, names: &mut Vec<String>) -> String {
    const MAX_NAME_UNITS: usize = 31;
    let cut = |text: &str, most: usize| -> String {
        let mut units = 0;
        text.chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= most
            })
            .collect()
    };
    let clean: String = name
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '-' } else { c })
        .collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Lembar" } else { clean };
    let mut chosen = cut(clean, MAX_NAME_UNITS);
    let mut count = 1;
    while names.iter().any(|taken| taken.to_lowercase() == chosen.to_lowercase()) {
        count += 1;
        let suffix = format!(" ({count})");
        chosen = cut(clean, MAX_NAME_UNITS - suffix.len()) + &suffix;
    }
    names.push(chosen.clone());
    chosen
}

#[cfg(test)]
mod tests {
    use super::unique_sheet_name;

    #[test]
    fn names_are_those_that_excel_takes() {
        let mut names = vec!["Data".to_owned()];
        let mut name = |text: &str| unique_sheet_name(text, &mut names);
        assert_eq!(name("data"), "data (2)");
        assert_eq!(name("Bab 1/2: [a]"), "Bab 1-2- -a-");
        assert_eq!(name("'"), "Lembar");
        let long = "Rumusan Rencana Program dan Kegiatan 2021";
        assert_eq!(name(long), "Rumusan Rencana Program dan Keg");
        assert_eq!(name(long), "Rumusan Rencana Program dan (2)");
    }
}
