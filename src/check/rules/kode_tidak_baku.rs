//! Rule KOD104: a code does not have the shape of the other codes in its table: a segment too few or too
//! many, another number of digits, or the province's number in a city's plan.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::codes::{Coded, Codes};
use crate::model::{Finding, Level, Message, Severity, Table, Value};
use crate::text::kode::Kode;

/// Minimum number of codes of a level that share a shape before the others stand out.
const LEAST: usize = 5;
/// Minimum share of such codes among those of the level.
const MOST: (usize, usize) = (4, 5);

/// Returns the findings, table by table and level by level.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (table, Codes { own, .. }) in context.with_codes() {
        for level in [Level::Program, Level::Kegiatan, Level::SubKegiatan] {
            let codes: Vec<Coded<'_>> = own.iter().filter(|one| one.level == level).copied().collect();
            if let Some(usual) = usual_shape(&codes) {
                findings.extend(odd_shapes(context, table, level, &codes, &usual));
                if Scheme::of(level, &usual) == Scheme::Of2019 && level > Level::Program {
                    findings.extend(odd_regions(context, table, &codes));
                }
            }
        }
    }
    findings
}

/// The official lists of codes that offices follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    /// Permendagri 13/2006, with or without the office's own affair before the number.
    Of2006,
    /// Permendagri 90/2019, with a last number of two digits or, since 2021, of four.
    Of2019,
    /// None of the known lists.
    Own,
}

impl Scheme {
    fn of(level: Level, shape: &[usize]) -> Self {
        match (level, shape) {
            (Level::Program, [1, 2, 2])
            | (Level::Kegiatan, [1, 2, 2, 1, 2])
            | (Level::SubKegiatan, [1, 2, 2, 1, 2, 2 | 4]) => Self::Of2019,
            (Level::Program, [1, 2, 2, 2] | [1, 2, 1, 2, 2, 2])
            | (Level::Kegiatan, [1, 2, 2, 2, 2] | [1, 2, 1, 2, 2, 2, 2]) => Self::Of2006,
            _ => Self::Own,
        }
    }

    fn say(self) -> Message {
        Message::new(match self {
            Self::Of2006 => "check.kode.scheme_2006",
            Self::Of2019 => "check.kode.scheme_2019",
            Self::Own => "check.kode.scheme_own",
        })
    }
}

/// Returns the number of digits of each segment.
fn shape(kode: &Kode) -> Vec<usize> {
    kode.segments().map(str::len).collect()
}

fn has_shape(kode: &Kode, shape: &[usize]) -> bool {
    kode.segments().map(str::len).eq(shape.iter().copied())
}

/// Returns the shape that most codes share; `None` if no shape is common enough.
fn usual_shape(codes: &[Coded<'_>]) -> Option<Vec<usize>> {
    // Try the shape of the first code: nearly always all others share it.
    let first = shape(codes.first()?.kode);
    let alike = codes.iter().filter(|c| has_shape(c.kode, &first)).count();
    if is_most(alike, codes.len()) { Some(first) } else { most(codes, |kode| Some(shape(kode))) }
}

/// Whether a count reaches both the minimum number and the minimum share.
fn is_most(count: usize, all: usize) -> bool {
    count >= LEAST && count * MOST.1 >= all * MOST.0
}

/// Returns the property that most codes share; `None` if none is common enough.
fn most<'a, T: Ord>(codes: &[Coded<'a>], of: impl Fn(&'a Kode) -> Option<T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for thing in codes.iter().filter_map(|c| of(c.kode)) {
        *counts.entry(thing).or_default() += 1;
    }
    let (usual, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    is_most(count, codes.len()).then_some(usual)
}

/// Returns a finding for each code of another shape than the usual one.
fn odd_shapes(
    context: &Context,
    table: &Table,
    level: Level,
    codes: &[Coded<'_>],
    usual: &[usize],
) -> Vec<Finding> {
    let scheme = Scheme::of(level, usual);
    let like = |c: &&Coded<'_>| has_shape(c.kode, usual);
    let count = codes.iter().filter(like).count();
    let Some(example) = codes.iter().find(like) else { return Vec::new() };
    codes
        .iter()
        .filter(|c| !like(c))
        .map(|c| {
            let depth = c.kode.depth();
            // Another number of digits is mostly a way of writing: Excel drops leading zeros.
            let (key, severity) = match (depth == usual.len(), scheme) {
                (true, _) => ("check.kode.digits", Severity::Note),
                (false, Scheme::Own) => ("check.kode.depth", Severity::Note),
                (false, _) => ("check.kode.depth", Severity::Warning),
            };
            let message = message(context, table, c, key)
                .with("depth", depth)
                .with("usual", usual.len())
                .with("count", count)
                .with("example", Value::Kode(example.kode.clone()))
                .with("scheme", scheme.say());
            finding(table, c, severity, message)
        })
        .collect()
}

/// Returns a warning for each kegiatan whose fourth number differs from the usual one: it is 1 in a province
/// and 2 in a regency or city.
fn odd_regions(context: &Context, table: &Table, codes: &[Coded<'_>]) -> Vec<Finding> {
    let Some(usual) = most(codes, fourth) else { return Vec::new() };
    codes
        .iter()
        .filter_map(|c| {
            let stated = fourth(c.kode).filter(|stated| *stated != usual && stated.len() == 1)?;
            let message =
                message(context, table, c, "check.kode.region").with("stated", stated).with("usual", usual);
            Some(finding(table, c, Severity::Warning, message))
        })
        .collect()
}

fn fourth(kode: &Kode) -> Option<&str> {
    kode.segments().nth(3)
}

fn message(context: &Context, table: &Table, c: &Coded<'_>, key: &'static str) -> Message {
    Message::new(key)
        .with("place", context.renja.place(c.at))
        .with("item", table.items.get(c.id).map_or_else(String::new, |item| table.label(item)))
        .with("kode", Value::Kode(c.kode.clone()))
}

fn finding(table: &Table, c: &Coded<'_>, severity: Severity, message: Message) -> Finding {
    Finding {
        stated: Some(Value::Kode(c.kode.clone())),
        ..Context::remark("KOD104", severity, c.at, table.path(c.id), message)
    }
}
