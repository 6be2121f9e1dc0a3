//! Corrects a workbook, to look at the corrected file and to measure.
//!
//! `koreksi IN OUT` corrects one cell in every sheet: it adds 1 to a plain number, or, in a sheet without
//! one, an exclamation mark to a text. `koreksi IN OUT SHEET ROW COLUMN AMOUNT` corrects that one cell
//! without reading the workbook first.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use renja::model::{Lang, Value};
use renja::write::koreksi::{NewContent, Patch, patch};
use rust_decimal::Decimal;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, cell @ ..] = arguments.as_slice() else { return Err("koreksi IN OUT".into()) };
    let bytes = std::fs::read(input)?;
    let patches = match cell {
        [sheet, row, column, amount] => vec![Patch {
            sheet: sheet.clone(),
            row: row.parse::<u32>()?.saturating_sub(1),
            column: column.parse::<u32>()?.saturating_sub(1),
            to: NewContent::Value(Value::Rupiah(amount.parse()?)),
            note: format!("menjadi {amount}"),
        }],
        _ => one_a_sheet(&bytes)?,
    };
    for patch in &patches {
        eprintln!("{} {},{}: {}", patch.sheet, patch.row + 1, patch.column + 1, patch.note);
    }
    match patch(&bytes, &patches) {
        Ok(corrected) => Ok(std::fs::write(output, corrected)?),
        Err(refused) => Err(refused.0.say(Lang::Id).into()),
    }
}

fn one_a_sheet(bytes: &[u8]) -> Result<Vec<Patch>, calamine::XlsxError> {
    let mut book = Xlsx::new(Cursor::new(bytes))?;
    let mut patches = Vec::new();
    for name in book.sheet_names() {
        let (Ok(values), Ok(formulas)) = (book.worksheet_range(&name), book.worksheet_formula(&name)) else {
            continue;
        };
        let (row, column) = values.start().unwrap_or_default();
        let cells = values.used_cells().filter_map(|(r, c, value)| {
            let at = (row + u32::try_from(r).ok()?, column + u32::try_from(c).ok()?);
            formulas.get_value(at).is_none_or(String::is_empty).then_some((at, value))
        });
        let number = cells.clone().find_map(|(at, value)| match value {
            Data::Float(n) => Some((at, Decimal::try_from(*n).ok()?)),
            _ => None,
        });
        let text = || {
            cells.clone().find_map(|(at, value)| match value {
                Data::String(text) => Some((at, text.clone())),
                _ => None,
            })
        };
        let (at, from, to) = if let Some((at, n)) = number {
            let to = Value::Quantity(n + Decimal::ONE, None);
            (at, n.to_string(), to)
        } else if let Some((at, text)) = text() {
            let to = Value::Text(format!("{text}!").into());
            (at, text, to)
        } else {
            continue;
        };
        let note = format!("semula {from}; menjadi {to}");
        patches.push(Patch { sheet: name, row: at.0, column: at.1, to: NewContent::Value(to), note });
    }
    Ok(patches)
}
