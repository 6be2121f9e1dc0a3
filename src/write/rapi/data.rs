//! The normalized rows in long form: one figure of one indicator or item a row, for pivot tables
//! and other programs. Words (where, by whom) stand in their tables, and in what `export` gives.

use std::borrow::Cow;

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content, narrow};
use super::form::Layout;
use super::plan::Plan;
use super::style::{self, Align, Look};
use super::workbook::Page;
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
pub fn write(document: &Document<'_>, plan: &Plan<'_>, page: Page) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::on(page, own::DATA, &COLUMNS.map(|(_, width)| width))?;
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
        let heads: Vec<String> = layout.heads.iter().map(|head| head.join(" – ")).collect();
        let mut of_item: Option<(&Item, [String; 6])> = None;
        for figure in rows(layout.table, &figures) {
            if row == HEAD_ROW + MOST_ROWS {
                left += 1;
                continue;
            }
            row += 1;
            // An item has many figures, and its words are said on the row of each.
            let said = of_item.take().filter(|(item, _)| std::ptr::eq(*item, figure.item));
            let (_, said) = of_item.insert(said.unwrap_or_else(|| (figure.item, said_of(document, &figure))));
            line(document, (layout, &heads), &mut canvas, row, &figure, said)?;
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

/// What each row says of its item, from its level on.
fn said_of(document: &Document<'_>, figure: &Row<'_>) -> [String; 6] {
    let Row { table, item, program, .. } = *figure;
    let kode = |item: Option<&Item>| words(item.and_then(|item| table.value(item, "kode"))).into_owned();
    let label = |item: Option<&Item>| item.map(|item| table.label(item)).unwrap_or_default();
    [
        document.say(item.level.name_key()),
        kode(Some(item)),
        kode(program),
        label(program),
        label(figure.kegiatan),
        label(figure.sub_kegiatan),
    ]
}

fn line(
    document: &Document<'_>,
    (layout, heads): (&Layout<'_>, &[String]),
    canvas: &mut Canvas,
    row: u32,
    figure: &Row<'_>,
    said: &[String; 6],
) -> Result<(), WriteError> {
    let Row { table, column, value, .. } = *figure;
    let Some(shape) = table.columns.get(column) else { return Ok(()) };
    let head = layout.columns.iter().position(|c| *c == column).and_then(|place| heads.get(place));
    let here = layout.find(value.at).map(|(row, column)| super::canvas::a1(row, column));
    let mut put = |column: u32, content: Content<'_>| canvas.plain(row, column, &content);
    // From left to right, so that the cells need not be sorted.
    if let Some(year) = document.renja.year {
        put(0, Content::Number(year.into(), ""))?;
    }
    put(1, Content::Text(&table.form.code))?;
    put(2, Content::Text(document.renja.sheet_name(value.at.sheet)))?;
    put(3, Content::Text(&value.at.a1()))?;
    for (column, words) in (4..).zip(said) {
        put(column, Content::Text(words))?;
    }
    put(10, Content::Text(&words(figure.indikator)))?;
    put(11, Content::Text(head.map_or("", String::as_str)))?;
    put(12, Content::Text(&shape.key))?;
    if let Some(year) = shape.year {
        put(13, Content::Number(year.into(), ""))?;
    }
    if let Some(number) = value.value.number() {
        put(14, Content::Number(number, VALUE))?;
    }
    put(15, Content::Text(value.value.unit()))?;
    put(16, Content::Text(&value.text))?;
    put(17, Content::Text(value.value.kind()))?;
    put(18, Content::Text(here.as_deref().unwrap_or_default()))
}

fn words(value: Option<&Cited<Value>>) -> Cow<'_, str> {
    match value.map(|value| &value.value) {
        Some(Value::Text(words)) => Cow::Borrowed(words),
        Some(value) => Cow::Owned(value.to_string()),
        None => Cow::Borrowed(""),
    }
}
