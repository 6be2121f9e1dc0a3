//! Prints as JSON how many cells with a value two readers find in each sheet of a workbook.
//! `tests/readers/counts.py` compares these counts with those of other programs.
//!
//! ```text
//! cargo run --example cells -- hasil/renja-bkd-2021.rapi.xlsx
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use renja::read::Limits;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which workbook?")?;
    let bytes = std::fs::read(path)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(&bytes))?;
    let mut calamine: BTreeMap<String, usize> = BTreeMap::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name)?;
        calamine.insert(name, range.used_cells().filter(|(_, _, cell)| **cell != Data::Empty).count());
    }
    let book = renja::read::read(&bytes, &Limits::default())?;
    let filled =
        |sheet: &renja::model::Sheet| sheet.cells.iter().filter(|(_, cell)| !cell.content.is_blank()).count();
    let renja: BTreeMap<&str, usize> =
        book.sheets.iter().map(|sheet| (sheet.name.as_str(), filled(sheet))).collect();
    println!("{}", serde_json::json!({ "calamine": calamine, "renja": renja }));
    Ok(())
}
