//! The plan as a wide table for pivot tables (see `model/wide.rs`). `renja export` writes the same columns,
//! and docs/data.md describes them.

use rust_xlsxwriter::{Color, IgnoreError, Table, TableColumn, TableStyle};

use super::canvas::{Canvas, Content, library_column};
use super::page::Page;
use super::style::{self, Look};
use super::{Document, WriteError};
use crate::model::own;
use crate::model::{Area, Message, Renja, TEXT_FIELDS, WideTable, row_count};

const HEAD_ROW: u32 = 3;
/// Maximum number of rows on the sheet, more than any office's plan has. The other rows are only in the
/// sheets of their tables and in the output of `renja export`.
pub const MAX_ROWS: usize = 20_000;
/// Number format of values. The unit has a column of its own: 92,86 with "persen", not 0,9286.
const VALUE_FORMAT: &str = "#,##0.##########";
/// Minimum width of a column of values, in characters.
const MIN_VALUE_WIDTH: f64 = 18.0;

/// Returns the number of rows for which the sheet has no room.
pub fn omitted_rows(renja: &Renja) -> usize {
    row_count(renja).saturating_sub(MAX_ROWS)
}

/// Estimates the number of cells on the sheet.
pub fn cell_count(renja: &Renja) -> usize {
    let columns = TEXT_FIELDS.len() + WideTable::new(renja).measures().len();
    row_count(renja).min(MAX_ROWS).saturating_mul(columns)
}

/// Writes the sheet.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write(document: &Document<'_>, page: Page) -> Result<Canvas, WriteError> {
    let wide = WideTable::new(document.renja);
    let heads: Vec<&str> =
        TEXT_FIELDS.into_iter().chain(wide.measures().iter().map(|measure| measure.name.as_str())).collect();
    let widths: Vec<f64> = heads.iter().enumerate().map(|(place, head)| column_width(place, head)).collect();
    let mut canvas = Canvas::on_page(page, own::DATA, &widths)?;
    document.write_banner(&mut canvas, &document.say("rapi.data.judul"))?;
    // Set the look on the columns: there are thousands of cells.
    let look = Look { size: 9, wrap: false, middle: true, ..Look::PLAIN };
    let is_field = |place: usize| place < TEXT_FIELDS.len();
    let looks: Vec<(Look, &str)> = (0..heads.len())
        .map(|place| if is_field(place) { (look, "") } else { (look.right(), VALUE_FORMAT) })
        .collect();
    canvas.set_column_looks(&looks)?;
    for (column, head) in (0..).zip(&heads) {
        canvas.put_text(HEAD_ROW, column, head, &Look::OWN_HEAD)?;
    }
    let mut row = HEAD_ROW;
    for line in wide.rows().take(MAX_ROWS) {
        row += 1;
        for (column, words) in (0..).zip(&line.fields) {
            canvas.put_plain(row, column, &Content::Text(words))?;
        }
        for (measure, number) in &line.numbers {
            let column = u32::try_from(TEXT_FIELDS.len() + measure).unwrap_or(u32::MAX);
            canvas.put_plain(row, column, &Content::Number(*number, VALUE_FORMAT))?;
        }
    }
    let left = omitted_rows(document.renja);
    let (hint, look) = if left > 0 {
        let text = Message::new("rapi.data.selebihnya").with("jumlah", left).with("batas", MAX_ROWS);
        (text.say(document.lang), Look::SMALL.ink(style::AMBER))
    } else {
        (document.say("rapi.data.petunjuk"), Look::SMALL)
    };
    canvas.put_text(HEAD_ROW - 1, 0, &hint, &Look { wrap: false, ..look })?;
    let last = u32::try_from(heads.len()).unwrap_or(1) - 1;
    // A table must have at least one row below its headers.
    let end = row.max(HEAD_ROW + 1);
    let columns: Vec<TableColumn> = heads.iter().map(|head| TableColumn::new().set_header(*head)).collect();
    let table = Table::new().set_name(own::DATA).set_columns(&columns).set_style(TableStyle::Light1);
    let area = Area { first_row: HEAD_ROW, first_column: 0, last_row: end, last_column: last };
    canvas.table = Some((area, table));
    // The sheet is for pivot tables: of its thousands of rows, print only the title.
    canvas.print.area = Some(Area { first_row: 0, first_column: 0, last_row: 2, last_column: 5 });
    let sheet = &mut canvas.sheet;
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_tab_color(Color::RGB(style::LINE));
    sheet.ignore_error_range(HEAD_ROW + 1, 0, end, library_column(last)?, IgnoreError::NumberStoredAsText)?;
    Ok(canvas)
}

fn column_width(place: usize, head: &str) -> f64 {
    match TEXT_FIELDS.get(place).copied() {
        Some("nama" | "indikator" | "teks") => 40.0,
        Some("program" | "kegiatan" | "sub_kegiatan") => 30.0,
        Some("sel") => 8.0,
        Some("satuan" | "satuan_baku" | "tingkat" | "tabel" | "lembar") => 13.0,
        Some(_) => 17.0,
        // Leave room for the button of the filter.
        None => {
            let letters = u32::try_from(head.chars().count()).unwrap_or(0).min(40);
            MIN_VALUE_WIDTH.max(f64::from(letters) + 4.0)
        }
    }
}
