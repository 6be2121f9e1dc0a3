//! The plan as one wide table: a row for each indicator (one row for an item without indicators), a column
//! for each measure and year. The first row of an item also has the item's own values, so that the sum of a
//! column counts every amount once. Everything that is not a number goes into one column of text, so that
//! nothing is dropped.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::level::Level;
use super::renja::{Indikator, Item, Renja, Table};
use super::rows::{NAMING_COLUMNS, ancestor_at};
use super::{CellRef, Cited, Value, Values};
use crate::forms::Kind;
use crate::text::digest::{HASH_START, hash};
use crate::text::fold::fold;
use crate::text::unit;

/// Names of the text columns before the measures. docs/data.md describes each of them.
pub const TEXT_FIELDS: [&str; 17] = [
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

/// Names of further columns that exports add. No measure may have one of these names either.
const RESERVED_NAMES: [&str; 3] = ["berkas", "perangkat_daerah", "tahun"];

/// Maximum number of measure columns. A plan has some twenty. Only a sheet that is not a plan has more, and
/// their figures go into the column of text.
const MAX_MEASURES: usize = 200;

/// Identifies a row by its form, its indicator, and the codes and names of its item and the items above it.
/// The id does not depend on figures or on the row's position, so it survives inserting and moving rows. Rows
/// that agree in all of these are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowId {
    hash: u64,
    /// The number among equal rows, counted from 1.
    count: u32,
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The leading letter keeps spreadsheets from reading digits with an "e" as a number.
        write!(f, "r{:012x}", self.hash >> 16)?;
        if self.count > 1 { write!(f, "-{}", self.count) } else { Ok(()) }
    }
}

/// A column of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureColumn {
    /// The key of the column in its form.
    pub key: String,
    /// The year of the figures, or `None` if the column names none.
    pub year: Option<i32>,
    /// The name of the column, unique in the wide table: `pagu_2021`, or the key alone without a year.
    pub name: String,
}

/// The destination of the values of a table's column.
#[derive(Debug, Clone, Copy)]
enum Destination {
    /// One of [`TEXT_FIELDS`].
    Field,
    /// The unit of the row.
    Unit,
    /// The measure with this index, if the value is a number.
    Measure(usize),
    /// The column of text.
    Text,
}

/// The plan as a wide table.
#[derive(Debug)]
pub struct WideTable<'a> {
    renja: &'a Renja,
    measures: Vec<MeasureColumn>,
    /// The destination and name of each column, by table and column.
    destinations: Vec<Vec<(Destination, String)>>,
}

/// A row of the wide table.
#[derive(Debug)]
pub struct WideRow<'a> {
    /// The values of [`TEXT_FIELDS`].
    pub fields: [Cow<'a, str>; TEXT_FIELDS.len()],
    /// The figures, each with the index of its measure, in no particular order.
    pub numbers: Vec<(usize, Decimal)>,
}

/// Returns the number of rows of the wide table.
#[must_use]
pub fn row_count(renja: &Renja) -> usize {
    renja.tables.iter().flat_map(|table| &table.items).map(rows_per_item).sum()
}

/// Returns the number of rows of an item.
fn rows_per_item(item: &Item) -> usize {
    item.indikator.len().max(1)
}

/// Returns the ids of the rows of each table, in the order of the wide table.
#[must_use]
pub fn row_ids(renja: &Renja) -> Vec<Vec<RowId>> {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut id = |hash: u64| {
        // Count rows that agree in the digits that are shown, because only those distinguish ids.
        let count = seen.entry(hash >> 16).or_default();
        *count += 1;
        RowId { hash, count: *count }
    };
    let of_table = |table: &Table| {
        let hashes = item_hashes(renja, table);
        let mut ids = Vec::with_capacity(table.items.len());
        for (item, item_hash) in table.items.iter().zip(hashes) {
            ids.push(id(hash_text(item_hash, &indicator_name(table, item, item.indikator.first()))));
            let further = item.indikator.iter().skip(1);
            ids.extend(further.map(|one| id(hash_text(item_hash, &indicator_name(table, item, Some(one))))));
        }
        ids
    };
    renja.tables.iter().map(of_table).collect()
}

/// Returns a hash for each item, which covers the items above it.
fn item_hashes(renja: &Renja, table: &Table) -> Vec<u64> {
    let mut begin = hash_text(HASH_START, &table.form.code);
    // A table without a known form is only identified by its sheet.
    if !table.form.defines_rows() {
        begin = hash_text(begin, renja.sheet_name(table.sheet));
    }
    let mut hashes: Vec<u64> = Vec::with_capacity(table.items.len());
    for item in &table.items {
        let above = item.parent.and_then(|parent| hashes.get(parent)).copied().unwrap_or(begin);
        // A number does not identify an item, because it may change.
        let name = table
            .naming_value(item)
            .filter(|name| name.number().is_none())
            .map(value_text)
            .unwrap_or_default();
        let kode = table.value(item, "kode").map(|kode| value_text(&kode.value)).unwrap_or_default();
        hashes.push(
            [item.level.key(), &*kode, &fold(&name)].iter().fold(above, |hash, part| hash_text(hash, part)),
        );
    }
    hashes
}

/// Continues a hash with a text and a terminator.
fn hash_text(state: u64, text: &str) -> u64 {
    hash(hash(state, text.as_bytes()), &[0])
}

/// Returns the name of an indicator, or of the item's own cell in that column. Empty if neither exists.
fn indicator_name<'a>(table: &'a Table, item: &'a Item, indikator: Option<&'a Indikator>) -> Cow<'a, str> {
    let Some(column) = table.column("indikator") else { return Cow::Borrowed("") };
    let name = indikator.and_then(|indikator| indikator.values.get(column));
    name.or_else(|| item.values.get(column)).map(|name| value_text(&name.value)).unwrap_or_default()
}

/// Returns the value as text, without copying words.
fn value_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(words) | Value::Unclear(words) => Cow::Borrowed(words),
        other => Cow::Owned(other.to_string()),
    }
}

impl<'a> WideTable<'a> {
    /// Determines the columns of the wide table from the plan's tables.
    #[must_use]
    pub fn new(renja: &'a Renja) -> Self {
        let mut measures: Vec<MeasureColumn> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut places: Vec<Vec<(Destination, String)>> =
            renja.tables.iter().map(|table| column_destinations(table, &mut measures, &mut known)).collect();
        // Sort the years of a measure next to each other, whichever tables they come from.
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
            if let Destination::Measure(measure) = place {
                *measure = moved.get(*measure).copied().unwrap_or_default();
            }
        }
        let measures = order.iter().filter_map(|place| measures.get(*place)).cloned().collect();
        Self { renja, measures, destinations: places }
    }

    /// Returns the measures in the order of their columns.
    #[must_use]
    pub fn measures(&self) -> &[MeasureColumn] {
        &self.measures
    }

    /// Returns the rows, table by table.
    pub fn rows(&self) -> impl Iterator<Item = WideRow<'a>> {
        let tables = self.renja.tables.iter().zip(&self.destinations).zip(row_ids(self.renja));
        tables.flat_map(move |((table, places), ids)| {
            let mut ids = ids.into_iter();
            table.items.iter().enumerate().flat_map(move |(place, item)| {
                let ids: Vec<RowId> = ids.by_ref().take(rows_per_item(item)).collect();
                let context = item_fields(table, place, item);
                ids.into_iter()
                    .enumerate()
                    .map(|(count, id)| self.row((table, places), (item, count), id, &context))
                    .collect::<Vec<_>>()
            })
        })
    }

    /// Returns row `count` of an item. The first row also contains the item's own values.
    fn row(
        &self,
        (table, places): (&'a Table, &[(Destination, String)]),
        (item, count): (&'a Item, usize),
        id: RowId,
        context: &[Cow<'a, str>; 9],
    ) -> WideRow<'a> {
        let indikator = item.indikator.get(count);
        let own = (count == 0).then_some(&item.values);
        let values: Vec<(usize, &Cited<Value>)> =
            own.into_iter().chain(indikator.map(|one| &one.values)).flat_map(Values::iter).collect();
        let place = |column: usize| {
            places.get(column).map_or((Destination::Text, ""), |(place, name)| (*place, name))
        };
        let unit = row_unit(table, place, &values);
        let standard = unit.as_deref().map(unit::standard_form).unwrap_or_default();
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
                (Destination::Field, _) => {}
                (Destination::Unit, None) if unit.as_deref() == Some(&*value_text(&cited.value)) => {}
                (Destination::Measure(measure), Some(number))
                    if numbers.iter().all(|(m, _)| *m != measure) =>
                {
                    numbers.push((measure, number));
                    // State a figure again as text if its unit differs from the row's unit.
                    let own = unit_of(table, column, &cited.value);
                    if own.is_some_and(|own| unit::standard_form(own) != standard) {
                        say(name, &cited.text);
                    }
                }
                (_, Some(_)) => say(name, &cited.text),
                (_, None) => say(name, &cited.value.plain()),
            }
        }
        let at = row_cell(table, item, indikator);
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

/// Returns the cell by which a reader finds a row: that of its indicator, else of the item's name, else where
/// it begins.
fn row_cell(table: &Table, item: &Item, indikator: Option<&Indikator>) -> CellRef {
    let named = |key: &str, values: &Values| Some(values.get(table.column(key)?)?.at);
    let of_indicator = indikator.and_then(|indikator| {
        let first = || indikator.values.cited().next().map(|cited| cited.at);
        named("indikator", &indikator.values).or_else(first)
    });
    let of_item = || named("nama", &item.values).or_else(|| item.cited().next().map(|cited| cited.at));
    of_indicator.or_else(of_item).unwrap_or_else(|| table.cell(item.first_row, table.area.first_column))
}

/// Returns the fields that all rows of an item share: its level, the codes and names of program, kegiatan and
/// sub kegiatan, and its own code and name.
fn item_fields<'a>(table: &'a Table, id: usize, item: &'a Item) -> [Cow<'a, str>; 9] {
    let kode = |item: Option<&'a Item>| {
        let kode = item.and_then(|item| table.value(item, "kode"));
        kode.map(|kode| value_text(&kode.value)).unwrap_or_default()
    };
    let label = |item: Option<&'a Item>| item.map(|item| table.label_text(item)).unwrap_or_default();
    let [program, kegiatan, sub] =
        [Level::Program, Level::Kegiatan, Level::SubKegiatan].map(|level| ancestor_at(table, id, level));
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

/// Returns the unit of a row: from its column of units, or else the first one next to a figure.
fn row_unit<'a, 'p>(
    table: &Table,
    place: impl Fn(usize) -> (Destination, &'p str),
    values: &[(usize, &'a Cited<Value>)],
) -> Option<Cow<'a, str>> {
    let stated = values.iter().find(|(column, cited)| {
        matches!(place(*column).0, Destination::Unit)
            && cited.value.number().is_none()
            && cited.value != Value::Nil
    });
    let beside = || values.iter().find_map(|(column, cited)| unit_of(table, *column, &cited.value));
    stated.map(|(_, cited)| value_text(&cited.value)).or_else(|| beside().map(Cow::Borrowed))
}

/// Returns the unit next to a figure, unless its column implies the unit.
fn unit_of<'a>(table: &Table, column: usize, value: &'a Value) -> Option<&'a str> {
    let kind = table.columns.get(column).map(|column| column.kind);
    match value {
        Value::Quantity(_, Some(unit)) => Some(unit),
        Value::Percent(_) if kind != Some(Kind::Percent) => Some("%"),
        Value::Rupiah(_) if kind != Some(Kind::Rupiah) => Some("Rp"),
        _ => None,
    }
}

/// Returns the destination of each column of a table. New measures are added to `measures` and `known`.
fn column_destinations(
    table: &Table,
    measures: &mut Vec<MeasureColumn>,
    known: &mut HashMap<String, usize>,
) -> Vec<(Destination, String)> {
    let mut taken: Vec<String> = Vec::new();
    let of_column = |(place, column): (usize, &super::Column)| {
        let year = column.year.map(|year| format!("_{year}")).unwrap_or_default();
        let plain = format!("{}{year}", column.key);
        if table.column(&column.key) == Some(place) {
            if NAMING_COLUMNS.contains(&column.key.as_str()) {
                return (Destination::Field, plain);
            }
            if column.key == "satuan" && column.kind == Kind::Text {
                return (Destination::Unit, plain);
            }
        }
        if !matches!(column.kind, Kind::Rupiah | Kind::Quantity | Kind::Percent | Kind::Count) {
            return (Destination::Text, plain);
        }
        let is_free = |name: &str, taken: &[String]| {
            let lower = name.to_lowercase();
            !taken.contains(&lower)
                && !TEXT_FIELDS.contains(&lower.as_str())
                && !RESERVED_NAMES.contains(&lower.as_str())
        };
        // Number the repetitions of a key within the same year.
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
            None if measures.len() == MAX_MEASURES => return (Destination::Text, name),
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
        (Destination::Measure(measure), name)
    };
    table.columns.iter().enumerate().map(of_column).collect()
}
