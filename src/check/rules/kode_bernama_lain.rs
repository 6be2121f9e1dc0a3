//! A row of a list has the code of one account beside the name of another.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::super::shown::Shown;
use crate::forms::Kind;
use crate::model::{CellRef, Finding, ItemId, Message, Related, Severity, Table, Value};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Rows that must bear the same code and name as a row before them, before a single one that mixes two
/// is reported. A list of nine accounts repeats four of them.
const LEAST_REPEATED: usize = 4;
/// Such rows for each one that mixes two: in a list of free descriptions many rows do.
const REPEATED_FOR_EACH: usize = 4;
/// Rows in which the code must stand beside its usual name, and the name beside its usual code.
const LEAST_USUAL: usize = 2;
/// Names that are this alike are one name, spelled in two ways.
const SAME_NAME: f64 = 0.85;
/// Segments of a code that names one account or kegiatan; a shorter one may be the number of a row.
const LEAST_DEPTH: usize = 3;

/// What the rule finds: one finding a row, at its code.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let tables = shown.renja.tables.iter();
    tables
        .flat_map(|table| named_columns(table).flat_map(|columns| of_columns(shown, table, columns)))
        .collect()
}

/// The columns of codes with the column of their names right beside them.
fn named_columns(table: &Table) -> impl Iterator<Item = (usize, usize)> + '_ {
    table.columns.iter().enumerate().zip(table.columns.iter().skip(1)).filter_map(|((place, code), name)| {
        let is_named = code.kind == Kind::Kode && name.kind == Kind::Text && name.first == code.last + 1;
        is_named.then_some((place, place + 1))
    })
}

/// A row with its code and its name.
struct Row<'a> {
    item: ItemId,
    kode: &'a Kode,
    /// Where the code stands.
    at: CellRef,
    printed: &'a str,
    /// The name, folded.
    name: String,
}

fn of_columns(shown: &Shown, table: &Table, columns: (usize, usize)) -> Vec<Finding> {
    let rows = rows(table, columns);
    // How often each code stands beside each name, and first where.
    let mut pairs: HashMap<(&Kode, &str), (usize, &Row<'_>)> = HashMap::new();
    for row in &rows {
        pairs.entry((row.kode, &row.name)).or_insert((0, row)).0 += 1;
    }
    let names = usual(rows.iter().map(|row| (row.kode, row.name.as_str())));
    let codes = usual(rows.iter().map(|row| (row.name.as_str(), row.kode)));
    let repeated: usize = pairs.values().map(|(count, _)| count - 1).sum();
    let mut odd = 0;
    let mut mixed: Vec<(&Row<'_>, &str, &Kode)> = Vec::new();
    for row in &rows {
        let (Some((name, names)), Some((kode, codes))) = (names.get(row.kode), codes.get(row.name.as_str()))
        else {
            continue;
        };
        if *kode == row.kode && (*name == row.name || likeness(name, &row.name) >= SAME_NAME) {
            continue;
        }
        odd += 1;
        let is_single = pairs.get(&(row.kode, row.name.as_str())).is_some_and(|(count, _)| *count == 1);
        let is_earned = is_single && *names >= LEAST_USUAL && *codes >= LEAST_USUAL;
        if is_earned && *kode != row.kode && likeness(name, &row.name) < SAME_NAME {
            mixed.push((row, name, kode));
        }
    }
    if repeated < LEAST_REPEATED || odd * REPEATED_FOR_EACH > repeated {
        return Vec::new();
    }
    let first = |kode: &Kode, name: &str| pairs.get(&(kode, name)).map(|(_, row)| *row);
    let said = mixed.into_iter().map(|(row, name, kode)| {
        finding(shown, table, (row, name, kode), [first(row.kode, name), first(kode, &row.name)])
    });
    said.collect()
}

fn rows(table: &Table, (code, name): (usize, usize)) -> Vec<Row<'_>> {
    let mut seen: HashSet<CellRef> = HashSet::new();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (item, values) in table.items.iter().map(|item| &item.values).enumerate() {
        let (Some(code), Some(name)) = (values.get(code), values.get(name)) else { continue };
        let (Value::Kode(kode), Value::Text(name)) = (&code.value, &name.value) else { continue };
        // One cell may be merged over several rows.
        if kode.depth() >= LEAST_DEPTH && seen.insert(code.at) {
            rows.push(Row { item, kode, at: code.at, printed: name, name: fold(name) });
        }
    }
    rows
}

/// The most frequent partner of each key, and how often it occurs; a key with a tie is left out.
fn usual<A: Eq + Hash + Copy, B: Eq + Hash + Copy>(
    pairs: impl Iterator<Item = (A, B)>,
) -> HashMap<A, (B, usize)> {
    let mut counts: HashMap<A, HashMap<B, usize>> = HashMap::new();
    for (of, beside) in pairs {
        *counts.entry(of).or_default().entry(beside).or_default() += 1;
    }
    let most = |counts: HashMap<B, usize>| {
        let most = counts.values().copied().max()?;
        let mut with_most = counts.into_iter().filter(|(_, count)| *count == most);
        let only = with_most.next()?;
        with_most.next().is_none().then_some(only)
    };
    counts.into_iter().filter_map(|(of, counts)| Some((of, most(counts)?))).collect()
}

fn finding(
    shown: &Shown,
    table: &Table,
    (row, name, kode): (&Row<'_>, &str, &Kode),
    [of_code, of_name]: [Option<&Row<'_>>; 2],
) -> Finding {
    let message = Message::new("check.kode.other_name")
        .with("place", shown.renja.place(row.at))
        .with("kode", Value::Kode(row.kode.clone()))
        .with("name", row.printed)
        .with("usual_name", of_code.map_or(name, |other| other.printed))
        .with("usual_name_place", of_code.map_or_else(String::new, |other| shown.renja.place(other.at)))
        .with("usual", Value::Kode(kode.clone()))
        .with("usual_place", of_name.map_or_else(String::new, |other| shown.renja.place(other.at)));
    let related = of_name.into_iter().chain(of_code).map(|other| Related {
        at: other.at,
        label: other.printed.to_owned(),
        value: Some(Value::Kode(other.kode.clone())),
    });
    Finding {
        stated: Some(Value::Kode(row.kode.clone())),
        computed: Some(Value::Kode(kode.clone())),
        related: related.collect(),
        ..Shown::remark("KOD106", Severity::Warning, row.at, table.path(row.item), message)
    }
}
