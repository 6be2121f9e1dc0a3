//! One plan in many formats: the same tables give the same domain model, whether Excel, LibreOffice, a
//! browser or an export wrote them.

#[path = "../common/mod.rs"]
mod common;
mod excel;
mod old_excel;
#[path = "../common/sheets.rs"]
mod sheets;
mod text;
#[path = "../common/xlsb.rs"]
mod xlsb;
mod xml;

use common::{book, first_difference, model, normalize};
use renja::model::{Area, Book, Cell, Format, Sheet};
use renja::read::{self, Limits};
use sheets::{Layout, Plan};

/// A writer of a format.
type Writer = fn(&Book) -> Vec<u8>;

/// Formats that keep sheets, merges and bold type. All but .ods and MHTML also keep number formats and
/// indents.
const WHOLE: [(&str, Writer); 6] = [
    ("xlsx", excel::xlsx),
    ("xls", old_excel::xls),
    ("xlsb", excel::xlsb),
    ("ods", xml::ods),
    ("SpreadsheetML", xml::spreadsheetml),
    ("MHTML", text::mhtml),
];

/// Returns the office's own tables and generated ones.
fn plans() -> Vec<(&'static str, Book)> {
    let programs = vec![vec![(951_509_200, 1_046_660_120), (35_000_000, 38_500_000)], vec![(7_810_200, 0)]];
    let plan = Plan { year: 2023, programs };
    let layout =
        Layout { number_row: true, total_below: true, codes: sheets::Codes::Of2006, ..Layout::default() };
    vec![
        ("2021", book("renja-bkd-2021.xlsx")),
        ("2022", book("renja-bkpsdm-2022.xlsx")),
        ("generated", sheets::book(&plan, layout)),
    ]
}

fn same_in(format: &str, plan: &str, before: &str, bytes: &[u8]) {
    let again = read::read(bytes, &Limits::default()).unwrap_or_else(|e| panic!("{plan} as {format}: {e}"));
    let after = model(&normalize(&again));
    assert!(before == after, "{plan} as {format}: {}", first_difference(before, &after));
}

#[test]
fn formats_of_several_sheets() {
    for (name, book) in plans() {
        let before = model(&normalize(&book));
        for (format, write) in WHOLE {
            same_in(format, name, &before, &write(&book));
        }
    }
}

#[test]
fn a_page_of_tables_one_below_the_other() {
    for (name, book) in plans() {
        let before = model(&normalize(&book));
        let page = text::html(&book);
        same_in("HTML", name, &before, page.as_bytes());
        // Old programs wrote in the code page of Windows without declaring it.
        let (page, _, unmappable) = encoding_rs::WINDOWS_1252.encode(&page);
        assert!(!unmappable, "{name}");
        same_in("HTML in windows-1252", name, &before, &page);
    }
}

#[test]
fn plain_text_in_any_encoding_and_with_any_separator() {
    for (name, book) in plans() {
        let before = model(&normalize(&book));
        for separator in [';', ',', '\t'] {
            let text = text::delimited(&book, separator);
            let (latin, _, unmappable) = encoding_rs::WINDOWS_1252.encode(&text);
            assert!(!unmappable, "{name}");
            let utf_16 = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
                "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect()
            };
            for (encoding, bytes) in [
                ("UTF-8", text.clone().into_bytes()),
                ("UTF-8 with its mark", format!("\u{feff}{text}").into_bytes()),
                ("UTF-16", utf_16(u16::to_le_bytes)),
                ("UTF-16, high bytes first", utf_16(u16::to_be_bytes)),
                ("windows-1252", latin.into_owned()),
            ] {
                same_in(&format!("{encoding} with {separator:?}"), name, &before, &bytes);
            }
        }
    }
}

/// The tables start at C7 and have no merges; each format must give the same model from that too.
#[test]
fn arranged_anew_and_in_another_format() {
    for (name, book) in plans() {
        let before = model(&normalize(&book));
        let mut moved = book.clone();
        for sheet in &mut moved.sheets {
            *sheet = shifted(sheet, 6, 2);
            sheet.merges.clear();
        }
        for (format, write) in WHOLE {
            same_in(&format!("{format}, unmerged at C7"), name, &before, &write(&moved));
        }
    }
}

/// Returns the sheet moved down and to the right.
fn shifted(sheet: &Sheet, down: u32, right: u32) -> Sheet {
    let cells = sheet.cells.iter().map(|((r, c), cell)| ((r + down, c + right), cell.clone())).collect();
    let merges = sheet.merges.iter().map(|a| Area {
        first_row: a.first_row + down,
        last_row: a.last_row + down,
        first_column: a.first_column + right,
        last_column: a.last_column + right,
    });
    Sheet { cells, merges: merges.collect(), ..sheet.clone() }
}

/// The number format of a cell, whether it is bold, and its indent.
type Look = (Format, bool, u8);

fn look(cell: &Cell) -> Look {
    (cell.format.clone(), cell.bold == Some(true), cell.indent)
}

/// Returns each distinct look in a book once.
fn looks(book: &Book) -> Vec<Look> {
    let mut all = vec![Look::default()];
    for look in book.sheets.iter().flat_map(|sheet| sheet.cells.values()).map(look) {
        if !all.contains(&look) {
            all.push(look);
        }
    }
    all
}

/// Returns the index of a cell's look in [`looks`].
fn look_of(looks: &[Look], cell: &Cell) -> usize {
    looks.iter().position(|known| *known == look(cell)).expect("every look is listed")
}
