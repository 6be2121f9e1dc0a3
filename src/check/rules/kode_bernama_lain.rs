//! Rule KOD106: a row of a list combines the code of one account with the name of another.

use std::collections::HashMap;
use std::hash::Hash;

use super::super::context::{Context, cell_list};
use crate::forms::Kind;
use crate::model::{CellRef, Finding, ItemId, Message, Related, Severity, Table, Value};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Minimum number of rows that repeat a combination of code and name before one that mixes two is reported. A
/// list of nine accounts repeats four of them.
const MIN_REPEATED_ROWS: usize = 4;
/// Minimum number of such rows for each row that mixes two. In a list of free descriptions many rows mix.
const MIN_REPEATED_PER_MIXED: usize = 4;
/// Minimum number of rows in which the code stands beside its usual name, and the name beside its usual code.
const MIN_USUAL_ROWS: usize = 2;
/// Minimum likeness (0 to 1) of two spellings of one name.
const MIN_NAME_LIKENESS: f64 = 0.85;
/// Minimum number of segments of a code that names an account or kegiatan; a shorter one may be a row's
/// number.
const MIN_CODE_DEPTH: usize = 3;

/// Maximum number of such rows of a list that are reported one by one. More have one cause, such as a price list that
/// was changed during the year.
const MAX_REPORTED_ALONE: usize = 12;

/// Returns one warning for each such row, at its code, or one for all rows of a list.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let tables = context.renja.tables.iter();
    tables
        .flat_map(|table| named_columns(table).flat_map(|columns| check_columns(context, table, columns)))
        .collect()
}

/// Returns each column of codes that has a column of words as the next one, with that column.
fn named_columns(table: &Table) -> impl Iterator<Item = (usize, usize)> + '_ {
    table.columns.iter().enumerate().zip(table.columns.iter().skip(1)).filter_map(|((place, code), name)| {
        let is_named = code.kind == Kind::Kode && name.kind == Kind::Text;
        is_named.then_some((place, place + 1))
    })
}

/// A row with its code and its name.
struct CodedRow<'a> {
    item: ItemId,
    kode: &'a Kode,
    /// The cell of the code.
    at: CellRef,
    printed: &'a str,
    /// The name, folded.
    name: String,
}

fn check_columns(context: &Context, table: &Table, columns: (usize, usize)) -> Vec<Finding> {
    let rows = coded_rows(table, columns);
    let codes = number_keys(rows.iter().map(|row| row.kode));
    let names = number_keys(rows.iter().map(|row| row.name.as_str()));
    let pairs: Vec<(usize, usize)> = codes.into_iter().zip(names).collect();
    // Row indexes sorted by combination of code and name; within a combination, in the order of the sheet.
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| pairs[*row]);
    let of_pair = |pair: (usize, usize)| {
        let from = order.partition_point(|row| pairs[*row] < pair);
        let count = order.iter().skip(from).take_while(|row| pairs[**row] == pair).count();
        (order.get(from).map(|row| &rows[*row]), count)
    };
    let distinct = order.chunk_by(|a, b| pairs[*a] == pairs[*b]).count();
    let repeated = rows.len() - distinct;
    if repeated < MIN_REPEATED_ROWS {
        return Vec::new();
    }
    let usual_name = usual_partners(pairs.clone());
    let usual_code = usual_partners(pairs.iter().map(|(code, name)| (*name, *code)).collect());
    let mut odd = 0;
    let mut mixed = Vec::new();
    for (row, (code, name)) in rows.iter().zip(&pairs) {
        let (Some((of_code, names)), Some((of_name, codes))) = (usual_name[*code], usual_code[*name]) else {
            continue;
        };
        let (Some(named), _) = of_pair((*code, of_code)) else { continue };
        let is_named_so = || named.name == row.name || likeness(&named.name, &row.name) >= MIN_NAME_LIKENESS;
        if of_name == *code && is_named_so() {
            continue;
        }
        odd += 1;
        let is_single = || of_pair((*code, *name)).1 == 1;
        if of_name != *code
            && names >= MIN_USUAL_ROWS
            && codes >= MIN_USUAL_ROWS
            && is_single()
            && !is_named_so()
        {
            mixed.extend(of_pair((of_name, *name)).0.map(|coded| (row, named, coded)));
        }
    }
    if odd * MIN_REPEATED_PER_MIXED > repeated {
        return Vec::new();
    }
    let findings = mixed.iter().map(|(row, named, coded)| finding(context, table, row, named, coded));
    let mut findings: Vec<Finding> = findings.collect();
    if findings.len() > MAX_REPORTED_ALONE {
        let cells: Vec<CellRef> = findings.iter().map(|finding| finding.at).collect();
        findings.truncate(1);
        for finding in &mut findings {
            let message = Message::new("check.kode.other_names")
                .with("count", cells.len())
                .with("sheet", context.renja.sheet_name(table.sheet))
                .with("cells", cell_list(&cells))
                .with("first", finding.message.clone());
            *finding = Finding {
                message,
                stated: None,
                computed: None,
                related: related_rows(&mixed),
                ..finding.clone()
            };
        }
    }
    findings
}

/// Returns the rows that mix a code with the name of another, each with its name.
fn related_rows(mixed: &[(&CodedRow<'_>, &CodedRow<'_>, &CodedRow<'_>)]) -> Vec<Related> {
    let related = |(row, ..): &(&CodedRow<'_>, &CodedRow<'_>, &CodedRow<'_>)| Related {
        at: row.at,
        label: row.printed.to_owned(),
        value: Some(Value::Kode(row.kode.clone())),
    };
    mixed.iter().map(related).collect()
}

fn coded_rows(table: &Table, (code, name): (usize, usize)) -> Vec<CodedRow<'_>> {
    let mut rows: Vec<CodedRow<'_>> = Vec::new();
    for (item, values) in table.items.iter().map(|item| &item.values).enumerate() {
        let (Some(code), Some(name)) = (values.get(code), values.get(name)) else { continue };
        let (Value::Kode(kode), Value::Text(name)) = (&code.value, &name.value) else { continue };
        // A code cell that is merged over several rows counts once.
        let is_new = rows.last().is_none_or(|before| before.at != code.at);
        if is_new && kode.depth() >= MIN_CODE_DEPTH {
            rows.push(CodedRow { item, kode, at: code.at, printed: name, name: fold(name) });
        }
    }
    rows
}

/// Numbers the keys from 0 in order of appearance, so that equal keys share a number.
fn number_keys<K: Eq + Hash>(keys: impl Iterator<Item = K>) -> Vec<usize> {
    let mut known: HashMap<K, usize> = HashMap::new();
    keys.map(|key| {
        let next = known.len();
        *known.entry(key).or_insert(next)
    })
    .collect()
}

/// Returns, for each number, its most frequent partner and how often that occurs; `None` for a tie.
fn usual_partners(mut pairs: Vec<(usize, usize)>) -> Vec<Option<(usize, usize)>> {
    pairs.sort_unstable();
    let of_key = |pairs: &[(usize, usize)]| {
        let counts = || pairs.chunk_by(|a, b| a == b).map(<[_]>::len);
        let most = counts().max()?;
        let only = counts().filter(|count| *count == most).count() == 1;
        let partner = pairs.chunk_by(|a, b| a == b).find(|chunk| chunk.len() == most)?.first()?.1;
        only.then_some((partner, most))
    };
    pairs.chunk_by(|a, b| a.0 == b.0).map(of_key).collect()
}

fn finding(
    context: &Context,
    table: &Table,
    row: &CodedRow<'_>,
    named: &CodedRow<'_>,
    coded: &CodedRow<'_>,
) -> Finding {
    let message = Message::new("check.kode.other_name")
        .with("place", context.renja.cell_name(row.at))
        .with("kode", Value::Kode(row.kode.clone()))
        .with("name", row.printed)
        .with("usual_name", named.printed)
        .with("usual_name_place", context.renja.cell_name(named.at))
        .with("usual", Value::Kode(coded.kode.clone()))
        .with("usual_place", context.renja.cell_name(coded.at));
    let related = [coded, named].map(|other| Related {
        at: other.at,
        label: other.printed.to_owned(),
        value: Some(Value::Kode(other.kode.clone())),
    });
    Finding {
        stated: Some(Value::Kode(row.kode.clone())),
        computed: Some(Value::Kode(coded.kode.clone())),
        related: related.to_vec(),
        ..Context::simple_finding("KOD106", Severity::Warning, row.at, table.path(row.item), message)
    }
}
