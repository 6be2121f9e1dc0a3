//! One code stands for two programs or kegiatan.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::LazyLock;

use hashbrown::hash_map::Entry;
use hashbrown::{DefaultHashBuilder, HashMap};

use super::super::shown::Shown;
use super::kode::{Coded, Codes};
use crate::model::{Finding, Item, ItemId, Level, Message, Related, Severity, Table, Value, Values};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Two names that are this alike are one item, listed twice for two places or sources of money.
const SAME_NAME: f64 = 0.85;

/// What the rule finds: the later item, with the first as related.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (table, codes) in shown.with_codes() {
        let is_of_plan =
            |one: &Coded<'_>| matches!(one.level, Level::Program | Level::Kegiatan | Level::SubKegiatan);
        let coded: Vec<Coded<'_>> = codes.own.iter().copied().filter(is_of_plan).collect();
        let mut before: HashMap<(&Kode, Level), Earliest<'_>> = HashMap::with_capacity(coded.len());
        // Those that come back lawfully, but not under the same parent.
        let mut below: HashMap<(&Kode, Level, Option<ItemId>), Earliest<'_>> = HashMap::new();
        let siblings = LazyLock::new(|| siblings(&coded));
        for one in &coded {
            let Some(item) = table.items.get(one.id) else { continue };
            let anywhere = Earliest::take(before.entry((one.kode, one.level)), *one);
            let doubled = if is_whole(codes, item, one.kode) {
                anywhere
            } else {
                Earliest::take(below.entry((one.kode, one.level, item.parent)), *one)
            };
            let Some(first) = doubled else { continue };
            if likeness(&fold(&label(table, first.id)), &fold(&label(table, one.id))) < SAME_NAME {
                findings.push(finding(shown, table, &first, one, &siblings));
            } else if table.items.get(first.id).is_some_and(|first| says_same(first, item)) {
                let finding = finding(shown, table, &first, one, &siblings);
                findings.push(Finding { severity: Severity::Warning, ..finding });
            }
        }
    }
    findings
}

/// Whether two rows say the same in every cell: one was entered twice.
fn says_same(a: &Item, b: &Item) -> bool {
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

/// The first item of a code, and the first that stands in another cell: one code may be merged over
/// several rows.
struct Earliest<'a> {
    first: Coded<'a>,
    other: Option<Coded<'a>>,
}

impl<'a> Earliest<'a> {
    /// The first item before this one that stands in another cell; this one comes behind it.
    fn take<K: Hash>(known: Entry<'_, K, Self, DefaultHashBuilder>, one: Coded<'a>) -> Option<Coded<'a>> {
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
    shown: &Shown,
    table: &Table,
    first: &Coded<'_>,
    one: &Coded<'_>,
    siblings: &Siblings<'_>,
) -> Finding {
    let mut message = Message::new("check.kode.doubled")
        .with("place", shown.renja.place(one.at))
        .with("kode", Value::Kode(one.kode.clone()))
        .with("item", label(table, one.id))
        .with("first", label(table, first.id))
        .with("first_place", shown.renja.place(first.at));
    let free = gap(first, one, siblings);
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

/// The levels, beginnings and last numbers of codes.
type Siblings<'a> = HashSet<(Level, &'a str, u32)>;

fn siblings<'a>(coded: &[Coded<'a>]) -> Siblings<'a> {
    let of = |one: &Coded<'a>| {
        let (head, last) = one.kode.split_last();
        Some((one.level, head, last.parse().ok()?))
    };
    coded.iter().filter_map(of).collect()
}

/// The number that is left out between the doubled code and the one before it: 01, 02, 03, 05, 05
/// lacks 04.
fn gap(first: &Coded<'_>, one: &Coded<'_>, siblings: &Siblings<'_>) -> Option<String> {
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
