//! The plan and its findings as tables for other programs, in CSV or JSON. docs/data.md describes the
//! columns.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::File;
use super::words::rule_name;
use crate::Checked;
use crate::model::{
    self, Cited, Item, Lang, MeasureColumn, Renja, Row, RowId, TEXT_FIELDS, Table, Value, WideTable, row_ids,
    rows,
};
use crate::text::unit;

/// Format of exported rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowFormat {
    /// CSV, for spreadsheets.
    Csv(Csv),
    /// A JSON list of objects.
    Json,
}

/// Dialect of CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Csv {
    /// Whether `;` separates the cells, as Excel expects where the comma is the decimal separator.
    pub semicolon: bool,
    /// Whether numbers have a decimal comma.
    pub decimal_comma: bool,
}

/// Which table is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportTable {
    /// One row for each indicator or item, one column for each measure and year.
    Wide,
    /// One row for each value.
    Long,
    /// One row for each finding.
    Findings,
}

/// A cell of an exported row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text; `None` if there is none.
    Text(Option<String>),
    /// A year or another whole number; `None` if there is none.
    Integer(Option<i64>),
    /// A number; `None` if there is none.
    Number(Option<Decimal>),
}

/// Names of the columns before the fields of the wide table; they describe the file.
const FILE_COLUMNS: [&str; 3] = ["berkas", "perangkat_daerah", "tahun"];

/// Names of the columns of the long table.
pub const LONG_COLUMNS: [&str; 24] = [
    "id",
    "berkas",
    "perangkat_daerah",
    "tahun",
    "form",
    "lembar",
    "sel",
    "tingkat",
    "kode",
    "nama",
    "kode_program",
    "program",
    "kode_kegiatan",
    "kegiatan",
    "sub_kegiatan",
    "indikator",
    "kolom",
    "kunci",
    "tahun_nilai",
    "nilai",
    "satuan",
    "satuan_baku",
    "tercetak",
    "jenis",
];

/// Names of the columns of the table of findings.
pub const FINDING_COLUMNS: [&str; 17] = [
    "berkas",
    "perangkat_daerah",
    "tahun",
    "nomor",
    "aturan",
    "nama_aturan",
    "derajat",
    "lembar",
    "sel",
    "baris",
    "pesan",
    "tertulis",
    "terhitung",
    "selisih",
    "satuan",
    "isi_tertulis",
    "sebab",
];

/// The rows of one file in the format of the export. They do not depend on where in the whole they will
/// stand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FileRows {
    /// The rows. Not serialized: between processes, bytes are sent separately.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// The measures of a wide table; other files may have others.
    measures: Vec<MeasureColumn>,
    /// Whether no table was recognized in the file. For rows of the plan, also if no table has any.
    is_unrecognized: bool,
}

impl FileRows {
    /// Builds the rows of a workbook. `What::Findings` needs more than the plan: use [`FileRows::from_findings`] for
    /// it.
    #[must_use]
    pub fn from_plan(format: RowFormat, what: ExportTable, path: &str, renja: &Renja) -> Self {
        let mut part = match what {
            ExportTable::Wide => Self::wide(format, path, renja),
            ExportTable::Long | ExportTable::Findings => Self::long(format, path, renja),
        };
        part.is_unrecognized = part.bytes.is_empty();
        part
    }

    /// Builds the rows of a workbook's findings; sentences are in the given language.
    #[must_use]
    pub fn from_findings(format: RowFormat, path: &str, checked: &Checked, lang: Lang) -> Self {
        let cases = File { path, outcome: Ok(checked) }.cases_by_finding();
        let mut part = Self::default();
        for (place, finding) in checked.findings.iter().enumerate() {
            let case = cases.get(place).copied().flatten();
            part.add_row(
                format,
                &FINDING_COLUMNS,
                &finding_line(path, checked, (place, finding), case, lang),
            );
        }
        part.is_unrecognized = part.bytes.is_empty() && checked.renja.tables.is_empty();
        part
    }

    /// Builds rows of a table that has the same columns for every file. `names` are the columns.
    #[must_use]
    pub fn from_lines(format: RowFormat, names: &[&str], lines: &[Vec<Cell>]) -> Self {
        let mut part = Self::default();
        for line in lines {
            part.add_row(format, names, line);
        }
        part
    }

    fn long(format: RowFormat, path: &str, renja: &Renja) -> Self {
        let mut part = Self::default();
        for (table, ids) in renja.tables.iter().zip(row_ids(renja)) {
            let columns: Vec<usize> = (0..table.columns.len()).collect();
            let mut next = 0;
            let firsts: Vec<usize> = table
                .items
                .iter()
                .map(|item| {
                    next += item.indikator.len().max(1);
                    next - item.indikator.len().max(1)
                })
                .collect();
            for row in rows(table, &columns) {
                let first = firsts.get(row.id).copied().unwrap_or_default();
                let id = ids.get(first + row.line).copied();
                part.add_row(format, &LONG_COLUMNS, &long_line(path, renja, &row, id));
            }
        }
        part
    }

    fn wide(format: RowFormat, path: &str, renja: &Renja) -> Self {
        let wide = WideTable::new(renja);
        let mut part = Self { measures: wide.measures().to_vec(), ..Self::default() };
        let names: Vec<&str> = FILE_COLUMNS
            .into_iter()
            .chain(TEXT_FIELDS)
            .chain(part.measures.iter().map(|measure| measure.name.as_str()))
            .collect();
        let mut bytes = Vec::new();
        for row in wide.rows() {
            let mut line = file_cells(path, renja).to_vec();
            line.extend(row.fields.into_iter().map(|field| text_cell(field.into_owned())));
            let mut numbers = vec![Cell::Number(None); wide.measures().len()];
            for (measure, number) in row.numbers {
                if let Some(cell) = numbers.get_mut(measure) {
                    *cell = Cell::Number(Some(number));
                }
            }
            match format {
                RowFormat::Csv(csv) => {
                    // The order of the measures is only known when all files are read. Until then a record
                    // waits as three parts: the length of its first cells and a line end, these cells, and
                    // its figures with tabs between them.
                    let fields = csv_cells(csv, &line);
                    let numbers: Vec<String> = numbers.iter().map(|cell| csv_cell(csv, cell)).collect();
                    bytes.extend(format!("{}\n{fields}{}\n", fields.len(), numbers.join("\t")).bytes());
                }
                RowFormat::Json => {
                    line.extend(numbers);
                    bytes.extend(json_line(&names, &line).bytes());
                }
            }
        }
        part.bytes = bytes;
        part
    }

    /// Adds one row.
    fn add_row(&mut self, format: RowFormat, names: &[&str], line: &[Cell]) {
        let text = match format {
            RowFormat::Csv(csv) => csv_cells(csv, line) + "\r\n",
            RowFormat::Json => json_line(names, line),
        };
        self.bytes.extend(text.bytes());
    }

    /// Whether no table was recognized in the file. For rows of the plan, this is the case if there are none.
    #[must_use]
    pub fn is_unrecognized(&self) -> bool {
        self.is_unrecognized
    }
}

/// Writes rows file by file, without keeping them in memory.
#[derive(Debug)]
pub struct RowWriter {
    format: RowFormat,
    table: ExportTable,
    /// Whether no row has been written yet.
    is_first: bool,
    /// For each part that waits: its size in bytes, and its measures.
    kept_parts: Vec<(usize, Vec<MeasureColumn>)>,
}

impl RowWriter {
    /// Builds a writer, and returns it with the bytes before the first row.
    #[must_use]
    pub fn begin(format: RowFormat, what: ExportTable) -> (Self, Vec<u8>) {
        let head = match (format, what) {
            (RowFormat::Csv(_), ExportTable::Wide) => Vec::new(),
            (RowFormat::Csv(csv), ExportTable::Long) => csv_head(csv, &LONG_COLUMNS),
            (RowFormat::Csv(csv), ExportTable::Findings) => csv_head(csv, &FINDING_COLUMNS),
            (RowFormat::Json, _) => b"[".to_vec(),
        };
        (Self { format, table: what, is_first: true, kept_parts: Vec::new() }, head)
    }

    /// Whether the bytes that [`RowWriter::write`] returns are not output yet but must be kept for
    /// [`RowWriter::join`]. This is the case for a wide table in CSV, whose columns are only known when all
    /// files are read.
    #[must_use]
    pub fn needs_join(&self) -> bool {
        matches!((self.format, self.table), (RowFormat::Csv(_), ExportTable::Wide))
    }

    /// Returns the bytes of a file's rows as they follow those of the files before.
    #[must_use]
    pub fn write(&mut self, mut part: FileRows) -> Vec<u8> {
        if self.needs_join() {
            self.kept_parts.push((part.bytes.len(), part.measures));
        } else if self.format == RowFormat::Json && self.is_first && !part.bytes.is_empty() {
            part.bytes.remove(0); // no comma before the first
            self.is_first = false;
        }
        part.bytes
    }

    /// Returns the end of a document whose rows were not kept: the bracket of JSON, nothing in CSV.
    #[must_use]
    pub fn end(&self) -> Vec<u8> {
        match self.format {
            RowFormat::Csv(_) => Vec::new(),
            RowFormat::Json => b"\n]\n".to_vec(),
        }
    }

    /// Joins the parts that were kept, and passes the header and each part's rows to `out`. `kept` returns
    /// the given number of bytes, which continue the output of [`RowWriter::write`]. Does nothing if
    /// [`RowWriter::needs_join`] is false.
    ///
    /// # Errors
    ///
    /// Returns the first error of `kept` or `out`.
    pub fn join<E>(
        self,
        mut kept: impl FnMut(usize) -> Result<Vec<u8>, E>,
        mut out: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let (RowFormat::Csv(csv), ExportTable::Wide) = (self.format, self.table) else { return Ok(()) };
        let mut all: Vec<&MeasureColumn> = Vec::new();
        let mut known = HashSet::new();
        let mut first = HashMap::new();
        for measure in self.kept_parts.iter().flat_map(|(_, measures)| measures) {
            if known.insert(measure.name.as_str()) {
                all.push(measure);
            }
            let count = first.len();
            first.entry(measure.key.as_str()).or_insert(count);
        }
        // Put the years of a measure side by side.
        all.sort_by_key(|measure| (first.get(measure.key.as_str()).copied(), measure.year));
        let places: HashMap<&str, usize> =
            all.iter().enumerate().map(|(place, measure)| (measure.name.as_str(), place)).collect();
        let names: Vec<&str> = FILE_COLUMNS
            .into_iter()
            .chain(TEXT_FIELDS)
            .chain(all.iter().map(|measure| measure.name.as_str()))
            .collect();
        out(&csv_head(csv, &names))?;
        for (size, measures) in &self.kept_parts {
            let bytes = kept(*size)?;
            let own: Vec<Option<usize>> =
                measures.iter().map(|measure| places.get(measure.name.as_str()).copied()).collect();
            out(place_figures(csv, &String::from_utf8_lossy(&bytes), &own, all.len()).as_bytes())?;
        }
        Ok(())
    }
}

/// Completes the records of a part: puts each figure at the place of its measure (`own`) among all `count`
/// measures. `None` drops the figure.
fn place_figures(csv: Csv, mut waiting: &str, own: &[Option<usize>], count: usize) -> String {
    let mut out = String::with_capacity(waiting.len());
    while let Some((fields, numbers, rest)) = waiting.split_once('\n').and_then(|(length, rest)| {
        let (fields, rest) = rest.split_at_checked(length.parse().ok()?)?;
        let (numbers, rest) = rest.split_once('\n')?;
        Some((fields, numbers, rest))
    }) {
        let mut cells = vec![""; count];
        for (number, place) in numbers.split('\t').zip(own) {
            if let Some(cell) = place.and_then(|place| cells.get_mut(place)) {
                *cell = number;
            }
        }
        out.push_str(fields);
        for cell in cells {
            out.push(csv.separator());
            out.push_str(cell);
        }
        out.push_str("\r\n");
        waiting = rest;
    }
    out
}

fn file_cells(path: &str, renja: &Renja) -> [Cell; 3] {
    [
        text_cell(path.to_owned()),
        text_cell(renja.organisation.as_ref().map(|office| office.value.clone()).unwrap_or_default()),
        Cell::Integer(renja.year.map(i64::from)),
    ]
}

fn long_line(path: &str, renja: &Renja, row: &Row<'_>, id: Option<RowId>) -> [Cell; LONG_COLUMNS.len()] {
    let Row { table, item, program, kegiatan, column, value, .. } = *row;
    let shown =
        |value: Option<&Cited<Value>>| text_cell(value.map(|v| v.value.to_string()).unwrap_or_default());
    let label = |item: Option<&Item>| text_cell(item.map(|item| table.label(item)).unwrap_or_default());
    let kode = |item: Option<&Item>| shown(item.and_then(|item| table.value(item, "kode")));
    let shape = table.columns.get(column);
    let [path, office, year] = file_cells(path, renja);
    let standard = match &value.value {
        Value::Quantity(_, Some(unit)) => unit::standard_form(unit),
        Value::Percent(_) => "persen".to_owned(),
        other => other.unit().to_owned(),
    };
    [
        text_cell(id.map(|id| id.to_string()).unwrap_or_default()),
        path,
        office,
        year,
        text_cell(table.form.code.clone()),
        text_cell(renja.sheet_name(value.at.sheet).to_owned()),
        text_cell(value.at.a1()),
        text_cell(item.level.key().to_owned()),
        kode(Some(item)),
        label(Some(item)),
        kode(program),
        label(program),
        kode(kegiatan),
        label(kegiatan),
        label(row.sub_kegiatan),
        shown(row.indikator),
        text_cell(header_text(table, column)),
        text_cell(shape.map(|c| c.key.clone()).unwrap_or_default()),
        Cell::Integer(shape.and_then(|c| c.year).map(i64::from)),
        Cell::Number(value.value.number()),
        text_cell(value.value.unit().to_owned()),
        text_cell(standard),
        // Write a date in ISO form for other programs, whatever its format shows of it.
        text_cell(match &value.value {
            date @ Value::Date(_) => date.plain(),
            _ => value.text.to_string(),
        }),
        text_cell(value.value.kind().to_owned()),
    ]
}

fn finding_line(
    path: &str,
    checked: &Checked,
    (place, finding): (usize, &model::Finding),
    case: Option<usize>,
    lang: Lang,
) -> [Cell; FINDING_COLUMNS.len()] {
    let [path, office, year] = file_cells(path, &checked.renja);
    let number = |value: &Option<Value>| Cell::Number(value.as_ref().and_then(Value::number));
    let count = |place: usize| i64::try_from(place + 1).ok();
    let unit =
        [&finding.stated, &finding.computed].into_iter().flatten().find(|value| value.number().is_some());
    [
        path,
        office,
        year,
        Cell::Integer(count(place)),
        text_cell(finding.rule.to_owned()),
        text_cell(rule_name(finding.rule).to_owned()),
        text_cell(finding.severity.name().to_owned()),
        text_cell(checked.renja.sheet_name(finding.at.sheet).to_owned()),
        text_cell(finding.at.a1()),
        text_cell(finding.item.clone()),
        text_cell(finding.message.say(lang)),
        number(&finding.stated),
        number(&finding.computed),
        number(&finding.difference),
        text_cell(unit.map(|value| value.unit().to_owned()).unwrap_or_default()),
        text_cell(finding.stated.as_ref().map(Value::to_string).unwrap_or_default()),
        Cell::Integer(case.and_then(count)),
    ]
}

/// Builds a cell with a text; `Text(None)` if it is empty.
fn text_cell(text: String) -> Cell {
    Cell::Text((!text.is_empty()).then_some(text))
}

/// Returns a column's header as printed, outermost first.
fn header_text(table: &Table, column: usize) -> String {
    let Some(column) = table.columns.get(column) else { return String::new() };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    column.header.iter().map(|text| words(&text.text)).collect::<Vec<_>>().join(" – ")
}

impl Csv {
    fn separator(self) -> char {
        if self.semicolon { ';' } else { ',' }
    }
}

/// Returns the header of a CSV file. The byte order mark tells Excel that the text is UTF-8.
fn csv_head(csv: Csv, names: &[&str]) -> Vec<u8> {
    let names: Vec<String> = names.iter().map(|name| quote_cell(csv, (*name).to_owned())).collect();
    format!("\u{feff}{}\r\n", names.join(&csv.separator().to_string())).into_bytes()
}

/// Returns the cells of a record, without the line end.
fn csv_cells(csv: Csv, line: &[Cell]) -> String {
    line.iter().map(|cell| csv_cell(csv, cell)).collect::<Vec<_>>().join(&csv.separator().to_string())
}

fn csv_cell(csv: Csv, cell: &Cell) -> String {
    let plain = match cell {
        Cell::Text(text) => escape_formula(text.as_deref().unwrap_or_default()),
        Cell::Integer(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        Cell::Number(number) => {
            let plain = number.map(|number| number.normalize().to_string()).unwrap_or_default();
            if csv.decimal_comma { plain.replace('.', ",") } else { plain }
        }
    };
    quote_cell(csv, plain)
}

/// Quotes a cell as RFC 4180 requires. A tab is quoted too, since [`place_figures`] splits figures at tabs.
fn quote_cell(csv: Csv, cell: String) -> String {
    if cell.contains(['"', csv.separator(), '\n', '\r', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// Puts an apostrophe before a text that a spreadsheet would take for a formula.
fn escape_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Returns an object with a comma and a line end before it.
fn json_line(names: &[&str], line: &[Cell]) -> String {
    let cells = names.iter().zip(line).map(|(name, cell)| {
        let value = match cell {
            Cell::Text(text) => serde_json::to_string(text).unwrap_or_default(),
            Cell::Integer(number) => number.map_or("null".to_owned(), |number| number.to_string()),
            // Write the digits of the decimal: binary floating point would lose some.
            Cell::Number(number) => number.map_or("null".to_owned(), |n| n.normalize().to_string()),
        };
        format!("{}:{value}", serde_json::to_string(name).unwrap_or_default())
    });
    format!(",\n{{{}}}", cells.collect::<Vec<_>>().join(","))
}
