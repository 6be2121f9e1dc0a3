//! Simulates a workbook that another program saved after a person worked in it: the workbook is read, edited
//! cell by cell, and written with values, formulas, number formats and merges only.

use std::collections::BTreeMap;

use renja::model::{Book, Cell, CellContent, Format, Sheet};
use renja::read::{self, Limits};
use rust_decimal::prelude::ToPrimitive as _;
use rust_xlsxwriter::{Formula, Workbook};

/// Content that a person types into a cell.
#[derive(Debug, Clone)]
pub enum Typed {
    Text(&'static str),
    /// A number and its number format.
    Number(&'static str, &'static str),
}

impl Typed {
    pub fn cell(&self) -> Cell {
        match self {
            Self::Text(text) => Cell { content: CellContent::Text((*text).into()), ..Cell::default() },
            Self::Number(n, format) => Cell {
                content: CellContent::Number(n.parse().expect("a number")),
                format: Format(Some((*format).into())),
                ..Cell::default()
            },
        }
    }
}

/// Edits the workbook and saves it again.
pub fn resave(bytes: &[u8], edit: impl FnOnce(&mut Book)) -> Vec<u8> {
    let mut book = read::read(bytes, &Limits::default()).expect("the program reads what it wrote");
    edit(&mut book);
    write(&book)
}

/// Returns the sheet of findings.
pub fn temuan(book: &mut Book) -> &mut Sheet {
    book.sheets.iter_mut().find(|sheet| sheet.name == "Temuan").expect("the sheet of findings")
}

/// Returns the row and column of the first cell that holds this text.
pub fn find(sheet: &Sheet, text: &str) -> (u32, u32) {
    let is = |cell: &Cell| matches!(&cell.content, CellContent::Text(t) if &**t == text);
    let found = sheet.cells.iter().find(|(_, cell)| is(cell)).map(|(at, _)| *at);
    found.unwrap_or_else(|| panic!("no cell says {text}"))
}

/// Returns the row that lists the finding of a rule at a cell.
pub fn line(sheet: &Sheet, rule: &str, cell: &str) -> u32 {
    let (_, rules) = find(sheet, "Aturan");
    let (head, cells) = find(sheet, "Sel");
    let says = |row: u32, column: u32, text: &str| {
        sheet
            .cells
            .get(&(row, column))
            .is_some_and(|c| matches!(&c.content, CellContent::Text(t) if &**t == text))
    };
    // The column holds the name of the sheet, followed by the cell.
    let at_cell = |row: u32| {
        let end = format!(" {cell}");
        sheet
            .cells
            .get(&(row, cells))
            .is_some_and(|c| matches!(&c.content, CellContent::Text(t) if t.ends_with(&end)))
    };
    let rows = sheet.cells.keys().map(|(row, _)| *row).filter(|row| *row > head);
    let mut found = rows.filter(|row| says(*row, rules, rule) && at_cell(*row));
    found.next().unwrap_or_else(|| panic!("no finding {rule} at {cell}"))
}

/// Types a value into the row of a finding, in the column with this header.
pub fn put(sheet: &mut Sheet, (rule, cell): (&str, &str), head: &str, typed: &Typed) {
    let at = (line(sheet, rule, cell), find(sheet, head).1);
    sheet.cells.insert(at, typed.cell());
}

/// Returns the cell in the row of a finding, in the column with this header, as it is displayed.
pub fn shown(sheet: &Sheet, (rule, cell): (&str, &str), head: &str) -> String {
    let at = (line(sheet, rule, cell), find(sheet, head).1);
    sheet.cells.get(&at).map(renja::model::display_cell).unwrap_or_default()
}

/// Reorders the rows below the header, in the given columns only, as a filter does. The rows end at the first
/// one without a key.
pub fn sort(sheet: &mut Sheet, columns: impl Fn(u32) -> bool, order: impl Fn(Vec<u32>) -> Vec<u32>) {
    let (head, _) = find(sheet, "Sel");
    let rows: Vec<u32> = {
        let (_, key) = find(sheet, "renja:aturan");
        let last = sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or(head);
        (head + 1..=last).take_while(|row| sheet.cells.get(&(*row, key)).is_some()).collect()
    };
    let to: BTreeMap<u32, u32> = order(rows.clone()).into_iter().zip(rows).collect();
    let mut cells = Vec::new();
    for ((row, column), cell) in sheet.cells.iter() {
        let row = if columns(*column) { to.get(row).copied().unwrap_or(*row) } else { *row };
        cells.push(((row, *column), cell.clone()));
    }
    set(sheet, cells);
}

/// Moves the columns: `place` returns the new column, or `None` to drop it.
pub fn move_columns(sheet: &mut Sheet, place: impl Fn(u32) -> Option<u32>) {
    let mut cells = Vec::new();
    for ((row, column), cell) in sheet.cells.iter() {
        if let Some(column) = place(*column) {
            cells.push(((*row, column), cell.clone()));
        }
    }
    set(sheet, cells);
}

fn set(sheet: &mut Sheet, mut cells: Vec<((u32, u32), Cell)>) {
    sheet.cells.retain(|_, _| false);
    cells.sort_by_key(|(at, _)| *at);
    for (at, cell) in cells {
        sheet.cells.insert(at, cell);
    }
}

fn write(book: &Book) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for sheet in &book.sheets {
        let out = workbook.add_worksheet();
        out.set_name(&sheet.name).expect("a name that Excel takes");
        for ((row, column), cell) in &sheet.cells {
            let (row, column) = (*row, u16::try_from(*column).expect("a column"));
            let code = cell.format.0.as_deref().unwrap_or("General");
            let format = rust_xlsxwriter::Format::new().set_num_format(code);
            let written = match (&cell.formula, &cell.content) {
                (Some(formula), content) => {
                    let result = match content {
                        CellContent::Number(n) => n.to_string(),
                        CellContent::Text(text) | CellContent::NotANumber(text) => text.to_string(),
                        _ => String::new(),
                    };
                    let formula = Formula::new(formula).set_result(result);
                    out.write_formula_with_format(row, column, formula, &format)
                }
                (None, CellContent::Number(n)) => {
                    out.write_number_with_format(row, column, n.to_f64().expect("a number"), &format)
                }
                (None, CellContent::Text(text) | CellContent::NotANumber(text)) => {
                    out.write_string_with_format(row, column, &**text, &format)
                }
                (None, CellContent::Bool(value)) => out.write_boolean(row, column, *value),
                (None, CellContent::Blank) => continue,
            };
            written.expect("it can be written");
        }
        for merge in &sheet.merges {
            let blank = rust_xlsxwriter::Format::new();
            let cell = sheet.cells.get(&(merge.first_row, merge.first_column)).cloned().unwrap_or_default();
            let columns =
                [merge.first_column, merge.last_column].map(|c| u16::try_from(c).expect("a column"));
            let text = match &cell.content {
                CellContent::Text(text) => text.to_string(),
                _ => continue,
            };
            // A merge that overlaps another one is refused and left out.
            let _ = out.merge_range(merge.first_row, columns[0], merge.last_row, columns[1], &text, &blank);
        }
    }
    workbook.save_to_buffer().expect("it can be written")
}
