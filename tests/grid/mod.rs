//! Builds workbooks from the grids of the rule pages.
//!
//! A grid is a fenced block whose info string is `lapor` or `diam`: one line per row, cells between pipes.
//! `[Tabel 4.1]` begins a sheet. `<` and `^` merge a cell with the one on its left or above. A whole number
//! is a number, also with dots for thousands; `'` before it makes it a text, as in Excel. `36896 [d.m.yy]` is
//! a number with a number format, and may have decimals behind a comma. `=SUM(C4:C5) {300}` is a formula with its cached value. `»` marks the cell
//! that is reported; `~` before a line hides its row.
#![allow(dead_code)] // each test file uses only a part of it

use renja::model::{Area, Book, Cell, CellContent, CellRef, Format, Sheet, SheetId};
use rust_decimal::Decimal;

/// A grid of a page.
pub struct Example {
    /// `lapor` or `diam`.
    pub kind: String,
    /// The grid as printed.
    pub text: String,
    /// The workbook that the grid describes.
    pub book: Book,
    /// The marked cells, sorted.
    pub marked: Vec<CellRef>,
    /// Whether the grid contains a table, and not only sentences.
    pub has_table: bool,
}

/// Returns the grids of a page.
pub fn examples(page: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```").map(str::trim).filter(|k| matches!(*k, "lapor" | "diam"))
        else {
            continue;
        };
        let text: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        examples.push(example(kind, &text));
    }
    examples
}

fn example(kind: &str, lines: &[&str]) -> Example {
    let mut book = Book::default();
    let mut marked = Vec::new();
    let mut next_row = 0;
    for line in lines {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            book.sheets.push(Sheet { name: name.to_owned(), ..Sheet::default() });
            next_row = 0;
            continue;
        }
        if book.sheets.is_empty() {
            book.sheets.push(Sheet { name: "Tabel".to_owned(), ..Sheet::default() });
        }
        let id = SheetId(u16::try_from(book.sheets.len() - 1).expect("few sheets"));
        let sheet = book.sheets.last_mut().expect("a sheet");
        fill_row(sheet, CellRef { sheet: id, row: next_row, column: 0 }, line, &mut marked);
        next_row += 1;
    }
    marked.sort();
    let has_table = book.sheets.iter().any(|sheet| sheet.cells.keys().any(|(_, column)| *column > 1));
    Example { kind: kind.to_owned(), text: lines.join("\n"), book, marked, has_table }
}

/// Fills a row from a line; an empty line is a blank row.
fn fill_row(sheet: &mut Sheet, first: CellRef, line: &str, marked: &mut Vec<CellRef>) {
    let row = first.row;
    let line = line.trim();
    let line = line.strip_prefix('~').map_or(line, |rest| {
        sheet.hidden_rows.push(row);
        rest
    });
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    for (column, text) in (0u32..).zip(line.split('|')) {
        let mut text = text.trim();
        if let Some(rest) = text.strip_prefix('»') {
            marked.push(CellRef { column, ..first });
            text = rest.trim_start();
        }
        match text {
            "" => {}
            "<" => merge(sheet, row, column, (row, column.saturating_sub(1))),
            "^" => merge(sheet, row, column, (row.saturating_sub(1), column)),
            _ => {
                sheet.cells.insert((row, column), cell(text));
            }
        }
    }
}

fn cell(text: &str) -> Cell {
    if let Some(formula) = text.strip_prefix('=') {
        let (formula, cached) = formula.split_once('{').unwrap_or((formula, ""));
        let content = number(cached.trim_end_matches('}')).map_or(CellContent::Blank, CellContent::Number);
        return Cell { content, formula: Some(formula.trim().into()), ..Cell::default() };
    }
    if let Some((n, format)) = text.strip_suffix(']').and_then(|text| text.split_once(" ["))
        && let Some(n) = number(n).or_else(|| n.replace(',', ".").parse().ok())
    {
        let format = Format(Some(format.into()));
        return Cell { content: CellContent::Number(n), format, ..Cell::default() };
    }
    if let Some(n) = number(text) {
        let format = Format(text.contains('.').then(|| "#,##0".into()));
        return Cell { content: CellContent::Number(n), format, ..Cell::default() };
    }
    let text = text.strip_prefix('\'').unwrap_or(text).replace("\\n", "\n");
    Cell { content: CellContent::Text(text.into()), ..Cell::default() }
}

/// Reads a whole number, with or without dots for thousands. `None` for any other text.
fn number(text: &str) -> Option<Decimal> {
    let groups: Vec<&str> = text.strip_prefix('-').unwrap_or(text).split('.').collect();
    let grouped = groups.len() == 1 || groups.iter().skip(1).all(|group| group.len() == 3);
    let digits = groups.iter().all(|group| !group.is_empty() && group.chars().all(|c| c.is_ascii_digit()));
    // "01" and "4.05.01" are codes.
    let code = groups[0].len() > 1 && groups[0].starts_with('0');
    (grouped && digits && !code).then(|| text.replace('.', "").parse().ok()).flatten()
}

/// Merges a cell into the area of its neighbour.
fn merge(sheet: &mut Sheet, row: u32, column: u32, neighbour: (u32, u32)) {
    if let Some(area) = sheet.merges.iter_mut().find(|area| area.contains(neighbour.0, neighbour.1)) {
        area.last_row = area.last_row.max(row);
        area.last_column = area.last_column.max(column);
    } else {
        sheet.merges.push(Area {
            first_row: neighbour.0,
            first_column: neighbour.1,
            last_row: row,
            last_column: column,
        });
    }
}
