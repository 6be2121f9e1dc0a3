//! One code stands for two programs or kegiatan.

use std::collections::HashMap;

use super::super::shown::Shown;
use super::kode::{kode, own_kode};
use crate::model::{Cited, Finding, Item, ItemId, Level, Message, Related, Severity, Table, Value};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Two names that are this alike are one item, listed twice for two places or sources of money.
const SAME_NAME: f64 = 0.85;

/// An item with the code that it says itself.
type Coded<'a> = (ItemId, &'a Item, Cited<&'a Kode>);

/// What the rule finds: the later item, with the first as related.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &shown.renja.tables {
        let coded: Vec<Coded<'_>> = table
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| matches!(item.level, Level::Program | Level::Kegiatan | Level::SubKegiatan))
            .filter_map(|(id, item)| Some((id, item, own_kode(table, item)?)))
            .collect();
        let mut before: HashMap<&Kode, Vec<&Coded<'_>>> = HashMap::new();
        for entry in &coded {
            let (id, item, kode) = entry;
            let alike = before.entry(kode.value).or_default();
            let first = alike.iter().find(|(_, other, other_kode)| {
                other.level == item.level
                    && other_kode.at != kode.at
                    && (is_whole(table, item, kode.value) || other.parent == item.parent)
            });
            let first = first.copied();
            alike.push(entry);
            if let Some((first, ..)) = first
                && likeness(&fold(&label(table, *first)), &fold(&label(table, *id))) < SAME_NAME
            {
                findings.push(finding(shown, table, *first, *id, kode, &coded));
            }
        }
    }
    findings
}

fn finding(
    shown: &Shown,
    table: &Table,
    first: ItemId,
    id: ItemId,
    kode: &Cited<&Kode>,
    coded: &[Coded<'_>],
) -> Finding {
    let first_cell = coded.iter().find(|(other, ..)| *other == first).map_or(kode.at, |(.., k)| k.at);
    let mut message = Message::new("check.kode.doubled")
        .with("place", shown.renja.place(kode.at))
        .with("kode", Value::Kode(kode.value.clone()))
        .with("item", label(table, id))
        .with("first", label(table, first))
        .with("first_place", shown.renja.place(first_cell));
    if let Some(free) = gap(table, first, id, kode, coded) {
        message.key = "check.kode.doubled_gap";
        message = message.with("free", free);
    }
    Finding {
        stated: Some(Value::Kode(kode.value.clone())),
        related: vec![Related {
            at: first_cell,
            label: label(table, first),
            value: Some(Value::Kode(kode.value.clone())),
        }],
        ..Shown::remark("KOD101", Severity::Error, kode.at, table.path(id), message)
    }
}

/// Whether the code says the whole way from the top: one that holds only its last number
/// ("01", "02" under each program) comes back lawfully.
fn is_whole(table: &Table, item: &Item, kode_of_item: &Kode) -> bool {
    let parent = item.parent.and_then(|id| table.items.get(id)).and_then(|parent| kode(table, parent));
    match parent {
        Some(parent) => parent.value.is_prefix_of(kode_of_item),
        None => kode_of_item.depth() >= 3,
    }
}

/// The number that is left out between the doubled code and the one before it: 01, 02, 03, 05, 05
/// lacks 04.
fn gap(table: &Table, first: ItemId, id: ItemId, kode: &Cited<&Kode>, coded: &[Coded<'_>]) -> Option<String> {
    let (head, last) = kode.value.split_last();
    let number: u32 = last.parse().ok()?;
    let free = number.checked_sub(1).filter(|n| *n > 0)?;
    let level = table.items.get(id)?.level;
    let sibling = |wanted: u32| {
        coded.iter().any(|(_, item, k)| {
            item.level == level
                && matches!(k.value.split_last(), (rest, last) if rest == head && last.parse() == Ok(wanted))
        })
    };
    let before = free == 1 || sibling(free - 1);
    let point = if head.is_empty() { "" } else { "." };
    (first < id && before && !sibling(free))
        .then(|| format!("{head}{point}{free:0width$}", width = last.len()))
}

fn label(table: &Table, id: ItemId) -> String {
    table.items.get(id).map_or_else(String::new, |item| table.label(item))
}
