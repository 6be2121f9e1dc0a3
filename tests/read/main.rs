//! Reading: every format gives the cells that other readers see, and every broken file an error of its own.

mod against_calamine;
mod broken;
#[path = "../common/damage.rs"]
mod damage;
mod delimited;
mod html;
mod ods;
mod package;
mod pieces;
#[path = "../common/xlsb.rs"]
mod records;
mod spreadsheetml;
mod xls;
mod xlsb;
mod xlsx;

use std::path::Path;

use renja::model::{Book, Cell, CellContent, Sheet};
use renja::read::{Limits, ReadError, read};

/// The names of the six workbooks; the last three are .xlsx.
const WORKBOOKS: [&str; 6] = [
    "renja-bkd-2018.xls",
    "renja-bkd-2019.xls",
    "renja-bkd-2020.ods",
    "renja-bkd-2021-tempelan-word.xlsx",
    "renja-bkd-2021.xlsx",
    "renja-bkpsdm-2022.xlsx",
];

fn workbook(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbooks").join(name);
    std::fs::read(path).expect("a workbook of the project")
}

fn try_read(bytes: &[u8]) -> Result<Book, ReadError> {
    read(bytes, &Limits::default())
}

fn book(bytes: &[u8]) -> Book {
    try_read(bytes).expect("a workbook that can be read")
}

fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|s| s.name == name).expect("a sheet of this name")
}

/// Returns a cell by its address in Excel.
fn cell<'a>(sheet: &'a Sheet, name: &str) -> Option<&'a Cell> {
    sheet.cells.iter().find_map(|((row, column), cell)| {
        (format!("{}{}", renja::model::column_name(*column), row + 1) == name).then_some(cell)
    })
}

fn content(sheet: &Sheet, name: &str) -> CellContent {
    cell(sheet, name).map(|c| c.content.clone()).unwrap_or_default()
}

/// Returns the content of a cell in short: `1313159500`, `"words"`, `!#DIV/0!`, `true`; empty for a blank
/// cell.
fn shown(sheet: &Sheet, name: &str) -> String {
    match content(sheet, name) {
        CellContent::Blank => String::new(),
        CellContent::Number(n) => n.to_string(),
        CellContent::Text(text) => format!("{text:?}"),
        CellContent::Bool(b) => b.to_string(),
        CellContent::NotANumber(text) => format!("!{text}"),
    }
}

fn formula<'a>(sheet: &'a Sheet, name: &str) -> Option<&'a str> {
    cell(sheet, name)?.formula.as_deref()
}

fn merges(sheet: &Sheet) -> String {
    sheet.merges.iter().map(renja::model::Area::a1).collect::<Vec<_>>().join(" ")
}
