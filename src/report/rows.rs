//! The normalized rows for other programs: one figure of one item or indicator a row, as CSV,
//! JSON or Parquet. README.md, *Kolom ekspor*, says what each column means.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::parquet::{self, Group, Parquet};
use crate::model::{Cited, Item, Level, Renja, Row, Table, Value, rows};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowFormat {
    /// Text for spreadsheets.
    Csv(Csv),
    /// A list of objects.
    Json,
    /// Columns for databases and data frames.
    Parquet,
}

/// How CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Csv {
    /// `;` between the cells, as Excel expects where the comma divides decimals.
    pub semicolon: bool,
    /// A comma before the decimals.
    pub decimal_comma: bool,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words; `None` where there are none.
    Text(Option<String>),
    /// A year.
    Year(Option<i32>),
    /// A number.
    Number(Option<Decimal>),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Words.
    Text,
    /// A year.
    Year,
    /// A number.
    Number,
}

/// The columns of every row.
pub const COLUMNS: [(&str, CellKind); 21] = [
    ("berkas", CellKind::Text),
    ("perangkat_daerah", CellKind::Text),
    ("tahun", CellKind::Year),
    ("form", CellKind::Text),
    ("lembar", CellKind::Text),
    ("sel", CellKind::Text),
    ("tingkat", CellKind::Text),
    ("kode", CellKind::Text),
    ("nama", CellKind::Text),
    ("kode_program", CellKind::Text),
    ("program", CellKind::Text),
    ("kegiatan", CellKind::Text),
    ("sub_kegiatan", CellKind::Text),
    ("indikator", CellKind::Text),
    ("kolom", CellKind::Text),
    ("kunci", CellKind::Text),
    ("tahun_nilai", CellKind::Year),
    ("nilai", CellKind::Number),
    ("satuan", CellKind::Text),
    ("tercetak", CellKind::Text),
    ("jenis", CellKind::Text),
];

/// The cells of a row, one for each of [`COLUMNS`].
pub type Line = [Cell; COLUMNS.len()];

/// The rows of a workbook.
#[must_use]
pub fn lines(path: &str, renja: &Renja) -> Vec<Line> {
    let mut all = Vec::new();
    for table in &renja.tables {
        let columns: Vec<usize> = (0..table.columns.len()).collect();
        all.extend(rows(table, &columns).map(|row| line(path, renja, &row)));
    }
    all
}

/// The rows of one file as they are written, wherever in the whole they will stand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Part {
    /// The bytes, which go their own way between processes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    groups: Vec<Group>,
}

impl Part {
    /// The rows of a workbook in a form, of which few are held at once.
    #[must_use]
    pub fn of(format: RowFormat, path: &str, renja: &Renja) -> Self {
        let mut part = Self::default();
        let mut waiting = Vec::new();
        for table in &renja.tables {
            let columns: Vec<usize> = (0..table.columns.len()).collect();
            for row in rows(table, &columns) {
                waiting.push(line(path, renja, &row));
                if waiting.len() == parquet::MOST_ROWS {
                    part.append(Self::new(format, &waiting));
                    waiting.clear();
                }
            }
        }
        part.append(Self::new(format, &waiting));
        part
    }

    fn append(&mut self, mut other: Self) {
        self.bytes.append(&mut other.bytes);
        self.groups.append(&mut other.groups);
    }

    /// Sets rows in a form.
    #[must_use]
    pub fn new(format: RowFormat, lines: &[Line]) -> Self {
        let text = |text: String| (text.into_bytes(), Vec::new());
        let (bytes, groups) = match format {
            RowFormat::Csv(csv) => text(lines.iter().map(|line| csv_line(csv, line)).collect()),
            RowFormat::Json => {
                text(lines.iter().flat_map(|line| [",\n".to_owned(), json_line(line)]).collect())
            }
            RowFormat::Parquet => parquet::groups(lines),
        };
        Self { bytes, groups }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Writes rows, file by file, without holding them all.
#[derive(Debug)]
pub struct RowWriter {
    format: RowFormat,
    is_first: bool,
    parquet: Parquet,
}

impl RowWriter {
    /// A writer, and what stands before the first row.
    #[must_use]
    pub fn begin(format: RowFormat) -> (Self, Vec<u8>) {
        let (parquet, magic) = Parquet::begin();
        let head = match format {
            // The mark tells Excel that the text is UTF-8.
            RowFormat::Csv(csv) => {
                format!("\u{feff}{}", record(csv, COLUMNS.map(|(name, _)| name.into()))).into()
            }
            RowFormat::Json => b"[".to_vec(),
            RowFormat::Parquet => magic,
        };
        (Self { format, is_first: true, parquet }, head)
    }

    /// The bytes of a part of the rows, in their place.
    #[must_use]
    pub fn write(&mut self, mut part: Part) -> Vec<u8> {
        match self.format {
            RowFormat::Csv(_) => {}
            RowFormat::Json => {
                if self.is_first && !part.bytes.is_empty() {
                    part.bytes.remove(0); // no comma before the first
                    self.is_first = false;
                }
            }
            RowFormat::Parquet => self.parquet.add(&part.groups),
        }
        part.bytes
    }

    /// What stands behind the last row.
    #[must_use]
    pub fn end(self) -> Vec<u8> {
        match self.format {
            RowFormat::Csv(_) => Vec::new(),
            RowFormat::Json => b"\n]\n".to_vec(),
            RowFormat::Parquet => self.parquet.end(),
        }
    }
}

fn line(path: &str, renja: &Renja, row: &Row<'_>) -> Line {
    let Row { table, item, program, column, value, .. } = *row;
    let text = |text: String| Cell::Text((!text.is_empty()).then_some(text));
    let shown = |value: Option<&Cited<Value>>| text(value.map(|v| v.value.to_string()).unwrap_or_default());
    let label = |item: Option<&Item>| text(item.map(|item| table.label(item)).unwrap_or_default());
    let kode = |item: Option<&Item>| shown(item.and_then(|item| table.value(item, "kode")));
    let shape = table.columns.get(column);
    [
        text(path.to_owned()),
        text(renja.organisation.as_ref().map(|office| office.value.clone()).unwrap_or_default()),
        Cell::Year(renja.year),
        text(table.form.code.clone()),
        text(renja.sheet_name(value.at.sheet).to_owned()),
        text(value.at.a1()),
        text(level(item.level).to_owned()),
        kode(Some(item)),
        label(Some(item)),
        kode(program),
        label(program),
        label(row.kegiatan),
        label(row.sub_kegiatan),
        shown(row.indikator),
        text(header(table, column)),
        text(shape.map(|c| c.key.clone()).unwrap_or_default()),
        Cell::Year(shape.and_then(|c| c.year)),
        Cell::Number(value.value.number()),
        text(value.value.unit().to_owned()),
        // A date as other programs read it, whatever its format shows of it.
        text(match &value.value {
            date @ Value::Date(_) => date.plain(),
            _ => value.text.to_string(),
        }),
        text(value.value.kind().to_owned()),
    ]
}

/// A column's header as printed, outermost first.
fn header(table: &Table, column: usize) -> String {
    let Some(column) = table.columns.get(column) else { return String::new() };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    column.header.iter().map(|text| words(&text.text)).collect::<Vec<_>>().join(" – ")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Jumlah => "jumlah",
        Level::Opd => "opd",
        Level::Urusan => "urusan",
        Level::BidangUrusan => "bidang_urusan",
        Level::UnitKerja => "unit_kerja",
        Level::Program => "program",
        Level::Kegiatan => "kegiatan",
        Level::SubKegiatan => "sub_kegiatan",
        Level::Rekening(_) => "rekening",
        Level::Baris => "baris",
    }
}

fn csv_line(csv: Csv, line: &Line) -> String {
    record(
        csv,
        line.each_ref().map(|cell| match cell {
            Cell::Text(text) => harmless(text.as_deref().unwrap_or_default()),
            Cell::Year(year) => year.map(|year| year.to_string()).unwrap_or_default(),
            Cell::Number(number) => {
                let plain = number.map(|number| number.normalize().to_string()).unwrap_or_default();
                if csv.decimal_comma { plain.replace('.', ",") } else { plain }
            }
        }),
    )
}

/// A record, ended as RFC 4180 says.
fn record(csv: Csv, cells: [String; COLUMNS.len()]) -> String {
    let separator = if csv.semicolon { ';' } else { ',' };
    let quoted = cells.map(|cell| {
        if cell.contains(['"', separator, '\n', '\r', '\t']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    });
    quoted.join(&separator.to_string()) + "\r\n"
}

/// A text that a spreadsheet would take for a formula, with an apostrophe before it.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn json_line(line: &Line) -> String {
    let cells = COLUMNS.iter().zip(line).map(|((name, _), cell)| {
        let value = match cell {
            Cell::Text(text) => serde_json::to_string(text).unwrap_or_default(),
            Cell::Year(year) => year.map_or("null".to_owned(), |year| year.to_string()),
            // By its digits: a detour over binary floating point would lose some.
            Cell::Number(number) => number.map_or("null".to_owned(), |n| n.normalize().to_string()),
        };
        format!("\"{name}\":{value}")
    });
    format!("{{{}}}", cells.collect::<Vec<_>>().join(","))
}
