//! The normalized rows in long form: one figure of one indicator or item a row, for pivot tables
//! and other programs.

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content, narrow};
use super::form::Layout;
use super::own;
use super::plan::Plan;
use super::style::{self, Look};
use super::tabel::number_format;
use super::{Document, WriteError};
use crate::model::{CellRef, Cited, Item, ItemId, Level, Value};

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

/// Writes the sheet.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::new(own::DATA, &COLUMNS.map(|(_, width)| width))?;
    document.banner(&mut canvas, &document.say("rapi.data.judul"))?;
    for (column, (key, _)) in (0u32..).zip(COLUMNS) {
        canvas.text(HEAD_ROW, column, &document.say(&format!("rapi.data.kolom.{key}")), &Look::OWN_HEAD)?;
    }
    canvas.height(HEAD_ROW, 30.0);
    let mut row = HEAD_ROW;
    for (_, layout) in plan.tables() {
        let rows = Rows { document, layout };
        for id in 0..layout.table.items.len() {
            rows.item(&mut canvas, &mut row, id)?;
        }
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

struct Rows<'a> {
    document: &'a Document<'a>,
    layout: &'a Layout<'a>,
}

/// Columns that say which row it is, not what it states.
const NAMES: [&str; 4] = ["kode", "nomor", "nama", "indikator"];

impl Rows<'_> {
    fn item(&self, canvas: &mut Canvas, row: &mut u32, id: ItemId) -> Result<(), WriteError> {
        let Some(item) = self.layout.table.items.get(id) else { return Ok(()) };
        for column in &self.layout.columns {
            let Some(shape) = self.layout.table.columns.get(*column) else { continue };
            if NAMES.contains(&shape.key.as_str()) {
                continue;
            }
            if let Some(value) = item.values.get(*column).and_then(Option::as_ref) {
                self.line(canvas, row, id, *column, value, None)?;
            }
            for indikator in &item.indikator {
                if let Some(value) = indikator.values.get(*column).and_then(Option::as_ref) {
                    self.line(canvas, row, id, *column, value, Some(&indikator.values))?;
                }
            }
        }
        Ok(())
    }

    fn line(
        &self,
        canvas: &mut Canvas,
        row: &mut u32,
        id: ItemId,
        column: usize,
        value: &Cited<Value>,
        indikator: Option<&[Option<Cited<Value>>]>,
    ) -> Result<(), WriteError> {
        let table = self.layout.table;
        let (Some(item), Some(shape)) = (table.items.get(id), table.columns.get(column)) else {
            return Ok(());
        };
        *row += 1;
        let text = |value: Option<&Cited<Value>>| value.map(|v| v.value.to_string()).unwrap_or_default();
        let head =
            self.layout.columns.iter().position(|c| *c == column).and_then(|c| self.layout.heads.get(c));
        let at = |id: Option<ItemId>| id.and_then(|id| table.items.get(id));
        let program = at(self.above(id, Level::Program));
        let label = |item: Option<&Item>| item.map(|item| table.label(item)).unwrap_or_default();
        let name = |values: &[Option<Cited<Value>>]| {
            text(table.column("indikator").and_then(|c| values.get(c)).and_then(Option::as_ref))
        };
        let cells: [(u32, String); 16] = [
            (1, table.form.code.clone()),
            (2, self.document.renja.sheet_name(value.at.sheet).to_owned()),
            (3, value.at.a1()),
            (4, self.document.say(level_key(item.level))),
            (5, text(table.value(item, "kode"))),
            (6, program.map(|item| text(table.value(item, "kode"))).unwrap_or_default()),
            (7, label(program)),
            (8, label(at(self.above(id, Level::Kegiatan)))),
            (9, label(at(self.above(id, Level::SubKegiatan)))),
            (10, indikator.map(name).unwrap_or_default()),
            (11, head.map(|head| head.join(" – ")).unwrap_or_default()),
            (12, shape.key.clone()),
            (15, value.value.unit().to_owned()),
            (16, value.text.clone()),
            (17, kind(&value.value).to_owned()),
            (18, self.cell_here(value.at)),
        ];
        let look = Look { size: 9, wrap: false, ..Look::LIST };
        let look = if row.is_multiple_of(2) { look.fill(style::MIST) } else { look };
        for (place, text) in cells {
            canvas.text(*row, place, &text, &look)?;
        }
        let year = |year: Option<i32>| year.map_or(Content::Blank, |y| Content::Number(y.into(), "0"));
        canvas.put(*row, 0, &year(self.document.renja.year), &look)?;
        canvas.put(*row, 13, &year(shape.year), &look)?;
        let format = match &value.value {
            // The unit stands beside it: 92,86 with "percent", not 0,9286.
            Value::Percent(n) => style::decimals(n.scale()),
            Value::Quantity(n, Some(_)) => style::decimals(n.scale()),
            other => number_format(other),
        };
        let number = value.value.number().map_or(Content::Blank, |n| Content::Number(n, &format));
        canvas.put(*row, 14, &number, &look.right())
    }

    /// The item itself or the one above it that has this level.
    fn above(&self, id: ItemId, level: Level) -> Option<ItemId> {
        let items = &self.layout.table.items;
        let mut next = Some(id);
        while let Some(id) = next {
            let item = items.get(id)?;
            if item.level == level {
                return Some(id);
            }
            // A parent stands before its children: a walk upwards ends.
            next = item.parent.filter(|parent| *parent < id);
        }
        None
    }

    fn cell_here(&self, at: CellRef) -> String {
        self.layout.find(at).map(|(row, column)| super::canvas::a1(row, column)).unwrap_or_default()
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Rupiah(_) => "rupiah",
        Value::Percent(_) => "persen",
        Value::Quantity(..) => "jumlah",
        Value::Text(_) | Value::Kode(_) => "teks",
        Value::None => "nihil",
        Value::Unclear(_) => "tidak jelas",
    }
}

/// The message key of a level's name.
pub fn level_key(level: Level) -> &'static str {
    match level {
        Level::Jumlah => "rapi.tingkat.jumlah",
        Level::Opd => "rapi.tingkat.opd",
        Level::Urusan => "rapi.tingkat.urusan",
        Level::BidangUrusan => "rapi.tingkat.bidang_urusan",
        Level::Program => "rapi.tingkat.program",
        Level::Kegiatan => "rapi.tingkat.kegiatan",
        Level::SubKegiatan => "rapi.tingkat.sub_kegiatan",
        Level::Rekening(_) => "rapi.tingkat.rekening",
        Level::Baris => "rapi.tingkat.baris",
    }
}
