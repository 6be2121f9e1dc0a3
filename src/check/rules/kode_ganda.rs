//! One code stands for two programs or kegiatan.

use std::collections::HashMap;

use super::super::shown::Shown;
use super::kode::{Coded, Codes};
use crate::model::{Finding, Item, ItemId, Level, Message, Related, Severity, Table, Value};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Two names that are this alike are one item, listed twice for two places or sources of money.
const SAME_NAME: f64 = 0.85;

/// What the rule finds: the later item, with the first as related.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &shown.renja.tables {
        let codes = Codes::new(table);
        let is_of_plan =
            |one: &Coded<'_>| matches!(one.level, Level::Program | Level::Kegiatan | Level::SubKegiatan);
        let coded: Vec<Coded<'_>> = codes.own().filter(is_of_plan).collect();
        // The last one of each code, and before each the one before it.
        let mut last: HashMap<&Kode, usize> = HashMap::with_capacity(coded.len());
        let mut before: Vec<Option<usize>> = Vec::with_capacity(coded.len());
        for (place, one) in coded.iter().enumerate() {
            let earlier = last.insert(one.kode, place);
            before.push(earlier);
            let Some(item) = table.items.get(one.id) else { continue };
            let parent = |other: &Coded<'_>| table.items.get(other.id).and_then(|other| other.parent);
            let same = std::iter::successors(earlier, |place| *before.get(*place)?);
            let doubled = same.filter_map(|place| coded.get(place)).filter(|other| {
                other.level == one.level
                    && other.at != one.at
                    && (is_whole(&codes, item, one.kode) || parent(other) == item.parent)
            });
            let doubled = doubled.last();
            if let Some(first) = doubled
                && likeness(&fold(&label(table, first.id)), &fold(&label(table, one.id))) < SAME_NAME
            {
                findings.push(finding(shown, table, first, one, &coded));
            }
        }
    }
    findings
}

fn finding(shown: &Shown, table: &Table, first: &Coded<'_>, one: &Coded<'_>, coded: &[Coded<'_>]) -> Finding {
    let mut message = Message::new("check.kode.doubled")
        .with("place", shown.renja.place(one.at))
        .with("kode", Value::Kode(one.kode.clone()))
        .with("item", label(table, one.id))
        .with("first", label(table, first.id))
        .with("first_place", shown.renja.place(first.at));
    if let Some(free) = gap(first, one, coded) {
        message.key = "check.kode.doubled_gap";
        message = message.with("free", free);
    }
    Finding {
        stated: Some(Value::Kode(one.kode.clone())),
        related: vec![Related {
            at: first.at,
            label: label(table, first.id),
            value: Some(Value::Kode(one.kode.clone())),
        }],
        ..Shown::remark("KOD101", Severity::Error, one.at, table.path(one.id), message)
    }
}

/// Whether the code says the whole way from the top: one that holds only its last number
/// ("01", "02" under each program) comes back lawfully.
fn is_whole(codes: &Codes<'_>, item: &Item, kode: &Kode) -> bool {
    match item.parent.and_then(|parent| codes.of(parent)) {
        Some(parent) => parent.kode.is_prefix_of(kode),
        None => kode.depth() >= 3,
    }
}

/// The number that is left out between the doubled code and the one before it: 01, 02, 03, 05, 05
/// lacks 04.
fn gap(first: &Coded<'_>, one: &Coded<'_>, coded: &[Coded<'_>]) -> Option<String> {
    let (head, last) = one.kode.split_last();
    let number: u32 = last.parse().ok()?;
    let free = number.checked_sub(1).filter(|n| *n > 0)?;
    let sibling = |wanted: u32| {
        coded.iter().any(|other| {
            other.level == one.level
                && matches!(other.kode.split_last(), (rest, last) if rest == head && last.parse() == Ok(wanted))
        })
    };
    let before = free == 1 || sibling(free - 1);
    let point = if head.is_empty() { "" } else { "." };
    (first.id < one.id && before && !sibling(free))
        .then(|| format!("{head}{point}{free:0width$}", width = last.len()))
}

fn label(table: &Table, id: ItemId) -> String {
    table.items.get(id).map_or_else(String::new, |item| table.label(item))
}
