//! Rule KOD101: two programs or kegiatan have the same code.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::LazyLock;

use hashbrown::hash_map::Entry;
use hashbrown::{DefaultHashBuilder, HashMap};

use super::super::context::Context;
use super::codes::{CodedItem, Codes};
use crate::model::{Finding, Item, ItemId, Level, Message, Related, Severity, Table, Value, Values};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Minimum likeness (0 to 1) of two names of one item that is listed twice, for two places or sources of
/// money.
const MIN_NAME_LIKENESS: f64 = 0.85;

/// Returns a finding at each later item, with the first one as related cell: an error if the names differ,
/// and a warning if the two rows are identical in every cell.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (table, codes) in context.tables_with_codes() {
        let is_of_plan =
            |one: &CodedItem<'_>| matches!(one.level, Level::Program | Level::Kegiatan | Level::SubKegiatan);
        let coded: Vec<CodedItem<'_>> = codes.own_codes.iter().copied().filter(is_of_plan).collect();
        let mut before: HashMap<(&Kode, Level), FirstSeen<'_>> = HashMap::with_capacity(coded.len());
        // Codes that may lawfully occur again, but not below the same parent.
        let mut below: HashMap<(&Kode, Level, Option<ItemId>), FirstSeen<'_>> = HashMap::new();
        let siblings = LazyLock::new(|| siblings(&coded));
        for one in &coded {
            let Some(item) = table.items.get(one.id) else { continue };
            let anywhere = FirstSeen::record(before.entry((one.kode, one.level)), *one);
            let doubled = if is_full_path(codes, item, one.kode) {
                anywhere
            } else {
                FirstSeen::record(below.entry((one.kode, one.level, item.parent)), *one)
            };
            let Some(first) = doubled else { continue };
            if likeness(&fold(&label(table, first.id)), &fold(&label(table, one.id))) < MIN_NAME_LIKENESS {
                findings.push(finding(context, table, &first, one, &siblings));
            } else if table.items.get(first.id).is_some_and(|first| are_identical(first, item)) {
                let finding = finding(context, table, &first, one, &siblings);
                findings.push(Finding { severity: Severity::Warning, ..finding });
            }
        }
    }
    findings
}

/// Whether two rows have the same value in every cell, so that one was entered twice. Items with several
/// indicators never count as such.
fn are_identical(a: &Item, b: &Item) -> bool {
    let same = |a: &Values, b: &Values| {
        a.iter().count() == b.iter().count()
            && a.iter().zip(b.iter()).all(|((at, a), (other, b))| at == other && a.value == b.value)
    };
    match (a.indikator.as_slice(), b.indikator.as_slice()) {
        ([], []) => same(&a.values, &b.values),
        ([of_a], [of_b]) => same(&a.values, &b.values) && same(&of_a.values, &of_b.values),
        _ => false,
    }
}

/// The first item with a code, and the first one whose code stands in another cell. The two differ if the
/// code is merged over several rows.
struct FirstSeen<'a> {
    first: CodedItem<'a>,
    other: Option<CodedItem<'a>>,
}

impl<'a> FirstSeen<'a> {
    /// Records an item, and returns the first earlier item whose code stands in another cell; `None` if there
    /// is none.
    fn record<K: Hash>(
        known: Entry<'_, K, Self, DefaultHashBuilder>,
        one: CodedItem<'a>,
    ) -> Option<CodedItem<'a>> {
        match known {
            Entry::Vacant(place) => {
                place.insert(Self { first: one, other: None });
                None
            }
            Entry::Occupied(known) => {
                let known = known.into_mut();
                if known.first.at == one.at {
                    return known.other;
                }
                known.other.get_or_insert(one);
                Some(known.first)
            }
        }
    }
}

fn finding(
    context: &Context,
    table: &Table,
    first: &CodedItem<'_>,
    one: &CodedItem<'_>,
    siblings: &Siblings<'_>,
) -> Finding {
    let mut message = Message::new("check.kode.doubled")
        .with("place", context.renja.cell_name(one.at))
        .with("kode", Value::Kode(one.kode.clone()))
        .with("item", label(table, one.id))
        .with("first", label(table, first.id))
        .with("first_place", context.renja.cell_name(first.at));
    let free = free_code_before(first, one, siblings);
    if let Some(free) = &free {
        message.key = "check.kode.doubled_gap";
        message = message.with("free", free.as_str());
    }
    Finding {
        stated: Some(Value::Kode(one.kode.clone())),
        computed: free.as_deref().and_then(Kode::read).map(Value::Kode),
        related: vec![Related {
            at: first.at,
            label: label(table, first.id),
            value: Some(Value::Kode(one.kode.clone())),
        }],
        ..Context::simple_finding("KOD101", Severity::Error, one.at, table.path(one.id), message)
    }
}

/// Whether a code contains the whole path from the top. One that holds only its last number ("01", "02" below
/// each program) lawfully occurs again.
fn is_full_path(codes: &Codes<'_>, item: &Item, kode: &Kode) -> bool {
    match item.parent.and_then(|parent| codes.get(parent)) {
        Some(parent) => parent.kode.is_prefix_of(kode),
        None => kode.depth() >= 3,
    }
}

/// Level, beginning and last number of each code.
type Siblings<'a> = HashSet<(Level, &'a str, u32)>;

fn siblings<'a>(coded: &[CodedItem<'a>]) -> Siblings<'a> {
    let of = |one: &CodedItem<'a>| {
        let (head, last) = one.kode.split_last();
        Some((one.level, head, last.parse().ok()?))
    };
    coded.iter().filter_map(of).collect()
}

/// Returns the code that is left out just before the doubled one: in 01, 02, 03, 05, 05 it is 04. `None` if
/// the code before is not free, or the one before that is not taken.
fn free_code_before(first: &CodedItem<'_>, one: &CodedItem<'_>, siblings: &Siblings<'_>) -> Option<String> {
    let (head, last) = one.kode.split_last();
    let number: u32 = last.parse().ok()?;
    let free = number.checked_sub(1).filter(|n| *n > 0)?;
    let sibling = |wanted: u32| siblings.contains(&(one.level, head, wanted));
    let before = free == 1 || sibling(free - 1);
    let point = if head.is_empty() { "" } else { "." };
    (first.id < one.id && before && !sibling(free))
        .then(|| format!("{head}{point}{free:0width$}", width = last.len()))
}

fn label(table: &Table, id: ItemId) -> String {
    table.items.get(id).map_or_else(String::new, |item| table.label(item))
}
