//! The normalized rows in long form: one figure of one indicator or item a row, for pivot tables
//! and other programs. Words (where, by whom) stand in their tables, and in what `export` gives.

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content, narrow};
use super::form::Layout;
use super::plan::Plan;
use super::style::{self, Align, Look};
use super::{Document, WriteError};
use crate::forms::Kind;
use crate::model::own;
use crate::model::{Cited, Item, Message, Row, Value, rows};

/// The columns and their widths; the heads are `rapi.data.kolom.*`.
const COLUMNS: [(&str, f64); 19] = [
    ("tahun", 7.0),
    ("form", 11.0),
    ("lembar", 12.0),
    ("sel", 7.0),
    ("tingkat", 12.0),
    ("kode", 17.0),
    ("kode_program", 14.0),
    ("program", 34.0),
    ("kegiatan", 34.0),
    ("sub_kegiatan", 20.0),
    ("indikator", 40.0),
    ("kolom", 34.0),
    ("kunci", 18.0),
    ("tahun_nilai", 8.0),
    ("nilai", 18.0),
    ("satuan", 12.0),
    ("tercetak", 24.0),
    ("cara", 10.0),
    ("sel_rapi", 9.0),
];
const HEAD_ROW: u32 = 3;
/// So many figures at most: each is a row of nineteen cells, all held in memory until they are written.
const MOST_ROWS: u32 = 100_000;
/// The unit stands beside a value: 92,86 with "percent", not 0,9286.
const VALUE: &str = "#,##0.##########";

/// Writes the sheet.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::new(own::DATA, &COLUMNS.map(|(_, width)| width))?;
    document.banner(&mut canvas, &document.say("rapi.data.judul"))?;
    for (column, (key, _)) in (0u32..).zip(COLUMNS) {
        canvas.text(HEAD_ROW, column, &document.say(&format!("rapi.data.kolom.{key}")), &Look::OWN_HEAD)?;
    }
    canvas.height(HEAD_ROW, 30.0);
    // Tens of thousands of cells: the look stands on the columns.
    let look = Look { size: 9, wrap: false, middle: true, ..Look::PLAIN };
    canvas.columns(&COLUMNS.map(|(key, _)| match key {
        "nilai" => (look.right(), VALUE),
        "tahun" | "tahun_nilai" => (look.align(Align::Center), ""),
        _ => (look, ""),
    }))?;
    let (mut row, mut left) = (HEAD_ROW, 0_usize);
    for (_, layout) in plan.tables() {
        let figures: Vec<usize> =
            layout.columns.iter().copied().filter(|column| is_figure(layout, *column)).collect();
        for figure in rows(layout.table, &figures) {
            if row == HEAD_ROW + MOST_ROWS {
                left += 1;
                continue;
            }
            row += 1;
            line(document, layout, &mut canvas, row, &figure)?;
        }
    }
    if left > 0 {
        let text = Message::new("rapi.data.selebihnya").with("jumlah", left);
        canvas.text(HEAD_ROW - 1, 0, &text.say(document.lang), &Look::SMALL.ink(style::AMBER))?;
    }
    let last = narrow(u32::try_from(COLUMNS.len()).unwrap_or(1) - 1)?;
    let sheet = &mut canvas.sheet;
    sheet.autofilter(HEAD_ROW, 0, row.max(HEAD_ROW + 1), last)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_tab_color(Color::RGB(style::LINE));
    sheet.ignore_error_range(
        HEAD_ROW + 1,
        0,
        row.max(HEAD_ROW + 1),
        last,
        rust_xlsxwriter::IgnoreError::NumberStoredAsText,
    )?;
    Ok(canvas)
}

fn is_figure(layout: &Layout<'_>, column: usize) -> bool {
    let kind = layout.table.columns.get(column).map(|column| column.kind);
    matches!(kind, Some(Kind::Rupiah | Kind::Quantity | Kind::Percent | Kind::Count))
}

fn line(
    document: &Document<'_>,
    layout: &Layout<'_>,
    canvas: &mut Canvas,
    row: u32,
    figure: &Row<'_>,
) -> Result<(), WriteError> {
    let Row { table, item, program, column, value, .. } = *figure;
    let Some(shape) = table.columns.get(column) else { return Ok(()) };
    let text = |value: Option<&Cited<Value>>| value.map(|v| v.value.to_string()).unwrap_or_default();
    let head = layout.columns.iter().position(|c| *c == column).and_then(|c| layout.heads.get(c));
    let label = |item: Option<&Item>| item.map(|item| table.label(item)).unwrap_or_default();
    let here = layout.find(value.at).map(|(row, column)| super::canvas::a1(row, column));
    let cells: [(u32, String); 16] = [
        (1, table.form.code.clone()),
        (2, document.renja.sheet_name(value.at.sheet).to_owned()),
        (3, value.at.a1()),
        (4, document.say(item.level.name_key())),
        (5, text(table.value(item, "kode"))),
        (6, program.map(|item| text(table.value(item, "kode"))).unwrap_or_default()),
        (7, label(program)),
        (8, label(figure.kegiatan)),
        (9, label(figure.sub_kegiatan)),
        (10, text(figure.indikator)),
        (11, head.map(|head| head.join(" – ")).unwrap_or_default()),
        (12, shape.key.clone()),
        (15, value.value.unit().to_owned()),
        (16, value.text.to_string()),
        (17, value.value.kind().to_owned()),
        (18, here.unwrap_or_default()),
    ];
    for (place, text) in cells {
        canvas.plain(row, place, &Content::Text(&text))?;
    }
    for (place, year) in [(0, document.renja.year), (13, shape.year)] {
        if let Some(year) = year {
            canvas.plain(row, place, &Content::Number(year.into(), ""))?;
        }
    }
    match value.value.number() {
        Some(number) => canvas.plain(row, 14, &Content::Number(number, VALUE)),
        None => Ok(()),
    }
}
