//! Writes .xlsx and .xlsb.

use renja::model::{Book, CellContent};
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, Workbook};

use super::xlsb::{package, record, text, words};
use super::{look_of, looks};

pub fn xlsx(book: &Book) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for sheet in &book.sheets {
        let out = workbook.add_worksheet().set_name(&sheet.name).expect("a name of a sheet");
        let column = |c: u32| u16::try_from(c).expect("few columns");
        for area in &sheet.merges {
            let (first, last) = (column(area.first_column), column(area.last_column));
            out.merge_range(area.first_row, first, area.last_row, last, "", &Format::new()).expect("a merge");
        }
        for ((row, c), cell) in &sheet.cells {
            let mut format = Format::new().set_indent(cell.indent);
            if let Some(code) = cell.format.0.as_deref() {
                format = format.set_num_format(code);
            }
            if cell.bold == Some(true) {
                format = format.set_bold();
            }
            match &cell.content {
                CellContent::Number(n) => {
                    let n = n.to_f64().expect("a number");
                    out.write_number_with_format(*row, column(*c), n, &format).expect("a cell");
                }
                CellContent::Text(text) => {
                    out.write_string_with_format(*row, column(*c), &**text, &format).expect("a cell");
                }
                other => panic!("{other:?} is in no plan"),
            }
        }
    }
    workbook.save_to_buffer().expect("in memory")
}

pub fn xlsb(book: &Book) -> Vec<u8> {
    let looks = looks(book);
    let bold =
        |bold: bool| record(43, &[&[220, 0, 0, 0, if bold { 0xbc } else { 0x90 }, u8::from(bold) + 1]]);
    let mut styles = Vec::new();
    let codes: Vec<(u16, &str)> =
        (164u16..).zip(&looks).filter_map(|(id, (format, _, _))| Some((id, format.0.as_deref()?))).collect();
    for (id, code) in &codes {
        styles.extend(record(44, &[&id.to_le_bytes(), &text(code)]));
    }
    styles.extend(bold(false));
    styles.extend(bold(true));
    styles.extend(record(617, &[&words(&[u32::try_from(looks.len()).expect("few")])]));
    for (id, (format, bold, indent)) in (164u16..).zip(&looks) {
        let [low, high] = if format.0.is_some() { id.to_le_bytes() } else { [0, 0] };
        styles.extend(record(47, &[&[0, 0, low, high, u8::from(*bold), 0, 0, 0, 0, 0, 0, *indent]]));
    }
    styles.extend(record(618, &[]));
    let sheets: Vec<(String, Vec<u8>)> = book
        .sheets
        .iter()
        .map(|sheet| {
            let mut rows = record(145, &[]);
            let mut before = None;
            for ((row, column), cell) in &sheet.cells {
                if before != Some(*row) {
                    rows.extend(record(0, &[&words(&[*row, 0]), &[0, 0, 0, 0, 0]]));
                    before = Some(*row);
                }
                let place = words(&[*column, u32::try_from(look_of(&looks, cell)).expect("few")]);
                rows.extend(match &cell.content {
                    CellContent::Number(n) => {
                        record(5, &[&place, &n.to_f64().expect("a number").to_le_bytes()])
                    }
                    CellContent::Text(t) => record(6, &[&place, &text(t)]),
                    other => panic!("{other:?} is in no plan"),
                });
            }
            rows.extend(record(146, &[]));
            for a in &sheet.merges {
                let corners = [a.first_row, a.last_row, a.first_column, a.last_column];
                rows.extend(record(176, &[&words(&corners)]));
            }
            rows.extend(record(130, &[]));
            (sheet.name.clone(), rows)
        })
        .collect();
    package(&sheets, styles)
}
