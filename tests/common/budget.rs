//! Builds budget tables of no known form from lines of text, changes single cells in them, and returns what
//! is reported.
#![allow(dead_code, missing_docs)]

use renja::check::{Selection, check};
use renja::correct::SearchOptions;
use renja::model::evaluate::{CurrentContent, Evaluator, FormulaValue};
use renja::model::{
    Area, Book, Case, Cell, CellContent, Format, Ground, Lang, Severity, Sheet, SheetId, column_name,
};
use renja::text::sheet_formula;
use rust_decimal::Decimal;

/// Builds a sheet from lines of cells separated by pipes.
///
/// A whole number with dots is an amount, `85,5%` a percentage. `*` before a name sets it in bold, and blanks
/// indent it. `<` merges the cell with the one before it. `=` begins a formula, whose value is computed.
pub fn sheet(lines: &str) -> Sheet {
    let mut sheet = Sheet { name: "Realisasi".to_owned(), ..Sheet::default() };
    for (row, line) in (0u32..).zip(lines.lines()) {
        for (column, text) in (0u32..).zip(line.split('|')) {
            if text.trim() == "<" {
                match sheet.merges.iter_mut().find(|a| a.contains(row, column - 1)) {
                    Some(area) => area.last_column = column,
                    None => sheet.merges.push(Area {
                        first_row: row,
                        last_row: row,
                        first_column: column - 1,
                        last_column: column,
                    }),
                }
            } else if let Some(cell) = cell(text) {
                sheet.cells.insert((row, column), cell);
            }
        }
    }
    compute(&mut sheet);
    sheet
}

/// Adds a line to the lines of a sheet.
pub fn add_line(lines: &mut String, line: &str) {
    lines.push('\n');
    lines.push_str(line);
}

/// Gives every formula its value, as a spreadsheet does.
pub fn compute(sheet: &mut Sheet) {
    let formulas: Vec<((u32, u32), sheet_formula::SheetFormula)> = sheet
        .cells
        .iter()
        .filter_map(|(at, cell)| {
            Some((*at, sheet_formula::read(cell.formula.as_deref()?).expect("a formula")))
        })
        .collect();
    for _ in 0..8 {
        for (at, formula) in &formulas {
            let given = Evaluator::new(std::slice::from_ref(sheet))
                .evaluate(formula, 0, &mut |_| CurrentContent::AsStored);
            let Ok(FormulaValue::Number(n)) = given else { panic!("{formula:?} gives {given:?}") };
            sheet.cells.get_mut(at).expect("the cell").content = CellContent::Number(n.value.normalize());
        }
    }
}

fn cell(text: &str) -> Option<Cell> {
    let text = text.strip_suffix(' ').unwrap_or(text);
    let text = text.strip_prefix(' ').unwrap_or(text);
    if text.trim().is_empty() {
        return None;
    }
    if let Some(formula) = text.trim().strip_prefix('=') {
        let format = Format(Some("#,##0".into()));
        let content = CellContent::Number(Decimal::ZERO);
        return Some(Cell { content, format, formula: Some(formula.into()), ..Cell::default() });
    }
    let number = |text: &str| text.replace('.', "").replace(',', ".").parse::<Decimal>().ok();
    if let Some(percent) = text.strip_suffix('%').and_then(number) {
        let decimals = "0".repeat(percent.scale() as usize);
        let format =
            Format(Some(if decimals.is_empty() { "0%".into() } else { format!("0.{decimals}%").into() }));
        return Some(Cell {
            content: CellContent::Number(percent / Decimal::ONE_HUNDRED),
            format,
            ..Cell::default()
        });
    }
    let groups: Vec<&str> = text.split('.').collect();
    let grouped = groups.len() > 1
        && groups.iter().skip(1).all(|g| g.len() == 3 && g.chars().all(|c| c.is_ascii_digit()));
    if grouped || text.parse::<u32>().is_ok() {
        let format = Format(grouped.then(|| "#,##0".into()));
        return Some(Cell { content: CellContent::Number(number(text)?), format, ..Cell::default() });
    }
    let (text, bold) = text.strip_prefix('*').map_or((text, false), |rest| (rest, true));
    let indent = u8::try_from((text.len() - text.trim_start().len()) / 2).expect("few steps");
    Some(Cell { content: CellContent::Text(text.trim().into()), bold: Some(bold), indent, ..Cell::default() })
}

/// Returns the findings above a note that a sheet gets, as rule, cell and message.
pub fn said(sheet: Sheet) -> Vec<String> {
    let book = Book { sheets: vec![sheet], ..Book::default() };
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    assert!(
        renja.tables.iter().any(|t| !t.form.defines_rows() && t.sheet == SheetId(0)),
        "a budget table is there"
    );
    let checked = check(&renja, &book, &Selection::default());
    let findings = &checked.findings;
    let certain = |f: &renja::model::Finding| {
        let mut broken = checked.relations.iter().filter(|r| r.result.at == f.at && !r.holds());
        f.severity < Severity::Error || broken.all(|r| r.ground < Ground::Appearance)
    };
    assert!(findings.iter().all(certain), "look and figures alone are warnings at most");
    let loud = findings.iter().filter(|f| f.severity > Severity::Note);
    loud.map(|f| {
        format!("{} {}{} {}", f.rule, column_name(f.at.column), f.at.row + 1, f.message.say(Lang::Id))
    })
    .collect()
}

/// Returns the causes of the findings in a sheet.
pub fn cases(sheet: Sheet) -> Vec<Case> {
    let book = Book { sheets: vec![sheet], ..Book::default() };
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    let checked = check(&renja, &book, &Selection::default());
    renja::correct::cases(&renja, &book, &checked.relations, &checked.findings, &SearchOptions::default())
}

/// Asserts that the layout has no findings, and that each change is found at the cell by the rule.
pub fn finds(lines: &str, changes: &[(&str, &str, &str)]) {
    let before = said(sheet(lines));
    assert!(before.is_empty(), "{before:#?}");
    for (place, to, expected) in changes {
        let after = said(changed(lines, place, to));
        let is_there = |found: &String| found.starts_with(&format!("{expected} "));
        assert!(after.iter().any(is_there), "{place} = {to}: expected {expected}, said {after:#?}");
    }
}

/// Asserts that the layout has no findings, and that each change gives exactly the expected ones, as rule and
/// cell.
pub fn finds_just(lines: &str, changes: &[(&str, &str, &[&str])]) {
    let before = said(sheet(lines));
    assert!(before.is_empty(), "{lines}\n{before:#?}");
    for (place, to, expected) in changes {
        let after = said(changed(lines, place, to));
        let place_of = |found: &String| found.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ");
        let places: Vec<String> = after.iter().map(place_of).collect();
        assert_eq!(&places, expected, "{place} = {to} in\n{lines}\n{after:#?}");
    }
}

/// Returns the sheet with another value or formula in one cell, and all formulas computed again.
pub fn changed(lines: &str, place: &str, to: &str) -> Sheet {
    let mut changed = sheet(lines);
    let split = place.find(|c: char| c.is_ascii_digit()).expect("a row");
    let (letters, row) = place.split_at(split);
    let column = (0u32..26).find(|c| column_name(*c) == letters).expect("a column");
    let row: u32 = row.parse().expect("a row");
    let there = changed.cells.get_mut(&(row - 1, column)).expect("a cell to change");
    *there = Cell { bold: there.bold, indent: there.indent, ..cell(&format!(" {to} ")).expect("a value") };
    compute(&mut changed);
    changed
}
