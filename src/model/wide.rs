//! The plan as one wide table: a row for each indicator (an item without indicators has one row), a column for
//! each measure and year. The first row of an item also carries the item's own values, so that a sum down a
//! column counts every amount once. What is no number stands in one column of text, so that nothing is dropped.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::level::Level;
use super::renja::{Indikator, Item, Renja, Table};
use super::rows::{NAMES, above};
use super::{CellRef, Cited, Value, Values};
use crate::forms::Kind;
use crate::text::digest::{START, hash};
use crate::text::fold::fold;
use crate::text::satuan;

/// The columns of every row before those of the measures, all of them text. docs/data.md says what each holds.
pub const FIELDS: [&str; 17] = [
    "id",
    "tabel",
    "lembar",
    "sel",
    "tingkat",
    "kode_program",
    "program",
    "kode_kegiatan",
    "kegiatan",
    "kode_sub_kegiatan",
    "sub_kegiatan",
    "kode",
    "nama",
    "indikator",
    "satuan",
    "satuan_baku",
    "teks",
];

/// Further columns of a table for other programs: no measure may have one of these names either.
const RESERVED: [&str; 3] = ["berkas", "perangkat_daerah", "tahun"];

/// Maximum number of measure columns. A plan has some twenty; the figures of further columns, which only a sheet
/// that is no plan has, go into the column of text.
const MAX_MEASURES: usize = 200;

/// Identifies a row by its form, the codes and names of its item and of those above it, and its indicator. It
/// does not depend on figures or on where the row stands, so it stays when rows are inserted or moved. Rows that
/// agree in all of these are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id {
    hash: u64,
    /// The place among equal rows, from 1.
    count: u32,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The letter keeps spreadsheets from reading digits with an "e" among them as a number.
        write!(f, "r{:012x}", self.hash >> 16)?;
        if self.count > 1 { write!(f, "-{}", self.count) } else { Ok(()) }
    }
}

/// A column of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureColumn {
    /// The key of the form's column.
    pub key: String,
    /// The year that the figures are of, if the column names one.
    pub year: Option<i32>,
    /// The column's name, unique in the table: `pagu_2021`, or the key alone without a year.
    pub name: String,
}

/// Where the values of a table's column go.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Into one of [`FIELDS`].
    Field,
    /// Into the unit of the row.
    Unit,
    /// Into this measure if it is a number.
    Measure(usize),
    /// Into the column of text.
    Text,
}

/// The plan as a wide table.
#[derive(Debug)]
pub struct Wide<'a> {
    renja: &'a Renja,
    measures: Vec<MeasureColumn>,
    /// By table and column, with the column's name.
    places: Vec<Vec<(Place, String)>>,
}

/// A row of the wide table.
#[derive(Debug)]
pub struct WideRow<'a> {
    /// The values of [`FIELDS`].
    pub fields: [Cow<'a, str>; FIELDS.len()],
    /// The figures with their measures, in no order.
    pub numbers: Vec<(usize, Decimal)>,
}

/// The number of rows of the wide table.
#[must_use]
pub fn row_count(renja: &Renja) -> usize {
    renja.tables.iter().flat_map(|table| &table.items).map(rows_of).sum()
}

fn rows_of(item: &Item) -> usize {
    item.indikator.len().max(1)
}

/// The ids of the rows of each table, in the order of the wide table.
#[must_use]
pub fn ids(renja: &Renja) -> Vec<Vec<Id>> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut id = |hash: u64| {
        // Only the digits that are shown tell rows apart.
        let count = seen.entry(hash >> 16).or_default();
        *count += 1;
        Id { hash, count: *count }
    };
    let of_table = |table: &Table| {
        let hashes = item_hashes(renja, table);
        let mut ids = Vec::with_capacity(table.items.len());
        for (item, item_hash) in table.items.iter().zip(hashes) {
            ids.push(id(with(item_hash, &indicator_name(table, item, item.indikator.first()))));
            let further = item.indikator.iter().skip(1);
            ids.extend(further.map(|one| id(with(item_hash, &indicator_name(table, item, Some(one))))));
        }
        ids
    };
    renja.tables.iter().map(of_table).collect()
}

/// A hash of each item with those above it.
fn item_hashes(renja: &Renja, table: &Table) -> Vec<u64> {
    let mut begin = with(START, &table.form.code);
    // A table without a known form has nothing else that tells it from the other ones.
    if !table.form.tells_rows() {
        begin = with(begin, renja.sheet_name(table.sheet));
    }
    let mut hashes: Vec<u64> = Vec::with_capacity(table.items.len());
    for item in &table.items {
        let above = item.parent.and_then(|parent| hashes.get(parent)).copied().unwrap_or(begin);
        // An amount is no name: it changes.
        let name = table.naming(item).filter(|name| name.number().is_none()).map(text).unwrap_or_default();
        let kode = table.value(item, "kode").map(|kode| text(&kode.value)).unwrap_or_default();
        hashes
            .push([item.level.key(), &*kode, &fold(&name)].iter().fold(above, |hash, part| with(hash, part)));
    }
    hashes
}

/// Continues a hash with a text and its end.
fn with(state: u64, text: &str) -> u64 {
    hash(hash(state, text.as_bytes()), &[0])
}

fn indicator_name<'a>(table: &'a Table, item: &'a Item, indikator: Option<&'a Indikator>) -> Cow<'a, str> {
    let Some(column) = table.column("indikator") else { return Cow::Borrowed("") };
    let name = indikator.and_then(|indikator| indikator.values.get(column));
    name.or_else(|| item.values.get(column)).map(|name| text(&name.value)).unwrap_or_default()
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(words) | Value::Unclear(words) => Cow::Borrowed(words),
        other => Cow::Owned(other.to_string()),
    }
}

impl<'a> Wide<'a> {
    /// Finds the columns of the plan's tables.
    #[must_use]
    pub fn new(renja: &'a Renja) -> Self {
        let mut measures: Vec<MeasureColumn> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut places: Vec<Vec<(Place, String)>> =
            renja.tables.iter().map(|table| columns(table, &mut measures, &mut known)).collect();
        // The years of a measure stand side by side, whichever table has them.
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (place, measure) in measures.iter().enumerate() {
            first.entry(&measure.key).or_insert(place);
        }
        let mut order: Vec<usize> = (0..measures.len()).collect();
        let rank = |place: &usize| {
            let measure = measures.get(*place);
            measure.map(|m| (first.get(m.key.as_str()).copied(), m.year, *place))
        };
        order.sort_by_key(rank);
        let mut moved = vec![0; measures.len()];
        for (to, from) in order.iter().enumerate() {
            if let Some(place) = moved.get_mut(*from) {
                *place = to;
            }
        }
        for (place, _) in places.iter_mut().flatten() {
            if let Place::Measure(measure) = place {
                *measure = moved.get(*measure).copied().unwrap_or_default();
            }
        }
        let measures = order.iter().filter_map(|place| measures.get(*place)).cloned().collect();
        Self { renja, measures, places }
    }

    /// The measures in the order of their columns.
    #[must_use]
    pub fn measures(&self) -> &[MeasureColumn] {
        &self.measures
    }

    /// The rows, table by table.
    pub fn rows(&self) -> impl Iterator<Item = WideRow<'a>> {
        let tables = self.renja.tables.iter().zip(&self.places).zip(ids(self.renja));
        tables.flat_map(move |((table, places), ids)| {
            let mut ids = ids.into_iter();
            table.items.iter().enumerate().flat_map(move |(place, item)| {
                let ids: Vec<Id> = ids.by_ref().take(rows_of(item)).collect();
                let context = context(table, place, item);
                ids.into_iter()
                    .enumerate()
                    .map(|(count, id)| self.row((table, places), (item, count), id, &context))
                    .collect::<Vec<_>>()
            })
        })
    }

    fn row(
        &self,
        (table, places): (&'a Table, &[(Place, String)]),
        (item, count): (&'a Item, usize),
        id: Id,
        context: &[Cow<'a, str>; 9],
    ) -> WideRow<'a> {
        let indikator = item.indikator.get(count);
        let own = (count == 0).then_some(&item.values);
        let values: Vec<(usize, &Cited<Value>)> =
            own.into_iter().chain(indikator.map(|one| &one.values)).flat_map(Values::iter).collect();
        let place =
            |column: usize| places.get(column).map_or((Place::Text, ""), |(place, name)| (*place, name));
        let unit = unit(table, place, &values);
        let standard = unit.as_deref().map(satuan::standard).unwrap_or_default();
        let mut numbers: Vec<(usize, Decimal)> = Vec::new();
        let mut words = String::new();
        let mut say = |name: &str, text: &str| {
            let separator = if words.is_empty() { "" } else { "; " };
            words.extend([separator, name, ": "]);
            words.extend(
                text.split_whitespace()
                    .enumerate()
                    .flat_map(|(place, word)| [if place > 0 { " " } else { "" }, word]),
            );
        };
        for (column, cited) in values.iter().copied() {
            let (place, name) = place(column);
            match (place, cited.value.number()) {
                (Place::Field, _) => {}
                (Place::Unit, None) if unit.as_deref() == Some(&*text(&cited.value)) => {}
                (Place::Measure(measure), Some(number)) if numbers.iter().all(|(m, _)| *m != measure) => {
                    numbers.push((measure, number));
                    // A figure in another unit than the row's is told apart.
                    let own = unit_of(table, column, &cited.value);
                    if own.is_some_and(|own| satuan::standard(own) != standard) {
                        say(name, &cited.text);
                    }
                }
                (_, Some(_)) => say(name, &cited.text),
                (_, None) => say(name, &cited.value.plain()),
            }
        }
        let at = cell(table, item, indikator);
        let [tingkat, kode_program, program, kode_kegiatan, kegiatan, kode_sub, sub, kode, nama] =
            context.clone();
        WideRow {
            fields: [
                id.to_string().into(),
                Cow::Borrowed(&table.form.code),
                Cow::Borrowed(self.renja.sheet_name(at.sheet)),
                at.a1().into(),
                tingkat,
                kode_program,
                program,
                kode_kegiatan,
                kegiatan,
                kode_sub,
                sub,
                kode,
                nama,
                indicator_name(table, item, indikator),
                unit.unwrap_or_default(),
                standard.into(),
                words.into(),
            ],
            numbers,
        }
    }
}

/// The cell by which a row is found again: of its indicator, or else of the item's name, or where it begins.
fn cell(table: &Table, item: &Item, indikator: Option<&Indikator>) -> CellRef {
    let named = |key: &str, values: &Values| Some(values.get(table.column(key)?)?.at);
    let of_indicator = indikator.and_then(|indikator| {
        let first = || indikator.values.cited().next().map(|cited| cited.at);
        named("indikator", &indikator.values).or_else(first)
    });
    let of_item = || named("nama", &item.values).or_else(|| item.cited().next().map(|cited| cited.at));
    of_indicator.or_else(of_item).unwrap_or_else(|| table.cell(item.first_row, table.area.first_column))
}

/// What each row of an item says of it: level, the codes and names of program, kegiatan and sub kegiatan, its own.
fn context<'a>(table: &'a Table, id: usize, item: &'a Item) -> [Cow<'a, str>; 9] {
    let kode = |item: Option<&'a Item>| {
        let kode = item.and_then(|item| table.value(item, "kode"));
        kode.map(|kode| text(&kode.value)).unwrap_or_default()
    };
    let label = |item: Option<&'a Item>| item.map(|item| table.label_text(item)).unwrap_or_default();
    let [program, kegiatan, sub] =
        [Level::Program, Level::Kegiatan, Level::SubKegiatan].map(|level| above(table, id, level));
    [
        item.level.key().into(),
        kode(program),
        label(program),
        kode(kegiatan),
        label(kegiatan),
        kode(sub),
        label(sub),
        kode(Some(item)),
        label(Some(item)),
    ]
}

/// The unit of a row: that of its column of units, or the first that stands with one of its figures.
fn unit<'a, 'p>(
    table: &Table,
    place: impl Fn(usize) -> (Place, &'p str),
    values: &[(usize, &'a Cited<Value>)],
) -> Option<Cow<'a, str>> {
    let stated = values.iter().find(|(column, cited)| {
        matches!(place(*column).0, Place::Unit)
            && cited.value.number().is_none()
            && cited.value != Value::None
    });
    let beside = || values.iter().find_map(|(column, cited)| unit_of(table, *column, &cited.value));
    stated.map(|(_, cited)| text(&cited.value)).or_else(|| beside().map(Cow::Borrowed))
}

/// The unit that stands with a figure, where its column does not already say it.
fn unit_of<'a>(table: &Table, column: usize, value: &'a Value) -> Option<&'a str> {
    let kind = table.columns.get(column).map(|column| column.kind);
    match value {
        Value::Quantity(_, Some(unit)) => Some(unit),
        Value::Percent(_) if kind != Some(Kind::Percent) => Some("%"),
        Value::Rupiah(_) if kind != Some(Kind::Rupiah) => Some("Rp"),
        _ => None,
    }
}

/// Where the values of each column of a table go; measures that are new are added.
fn columns(
    table: &Table,
    measures: &mut Vec<MeasureColumn>,
    known: &mut HashMap<String, usize>,
) -> Vec<(Place, String)> {
    let mut taken: Vec<String> = Vec::new();
    let of_column = |(place, column): (usize, &super::Column)| {
        let year = column.year.map(|year| format!("_{year}")).unwrap_or_default();
        let plain = format!("{}{year}", column.key);
        if table.column(&column.key) == Some(place) {
            if NAMES.contains(&column.key.as_str()) {
                return (Place::Field, plain);
            }
            if column.key == "satuan" && column.kind == Kind::Text {
                return (Place::Unit, plain);
            }
        }
        if !matches!(column.kind, Kind::Rupiah | Kind::Quantity | Kind::Percent | Kind::Count) {
            return (Place::Text, plain);
        }
        let is_free = |name: &str, taken: &[String]| {
            let lower = name.to_lowercase();
            !taken.contains(&lower)
                && !FIELDS.contains(&lower.as_str())
                && !RESERVED.contains(&lower.as_str())
        };
        // A key that comes again with the same year is numbered.
        let mut name = plain.clone();
        let mut count = 1;
        while !is_free(&name, &taken) {
            count += 1;
            name = format!("{plain}_{count}");
        }
        let lower = name.to_lowercase();
        taken.push(lower.clone());
        let measure = match known.get(&lower) {
            Some(measure) => *measure,
            None if measures.len() == MAX_MEASURES => return (Place::Text, name),
            None => {
                measures.push(MeasureColumn {
                    key: column.key.clone(),
                    year: column.year,
                    name: name.clone(),
                });
                known.insert(lower, measures.len() - 1);
                measures.len() - 1
            }
        };
        (Place::Measure(measure), name)
    };
    table.columns.iter().enumerate().map(of_column).collect()
}
