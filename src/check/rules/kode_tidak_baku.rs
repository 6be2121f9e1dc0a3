//! Rule KOD104: a code does not have the shape of the other codes in its table: a segment too few or too
//! many, another number of digits, or the province's number in a city's plan.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::codes::{CodedItem, Codes};
use crate::model::{Finding, Level, Message, Severity, Table, Value};
use crate::text::kode::Kode;

/// Minimum number of codes of a level that share a shape before the others stand out.
const MIN_ALIKE_CODES: usize = 5;
/// Minimum share of such codes among those of the level.
const MIN_ALIKE_SHARE: (usize, usize) = (4, 5);

/// Returns the findings, table by table and level by level.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (table, Codes { own_codes: own, .. }) in context.tables_with_codes() {
        for level in [Level::Program, Level::Kegiatan, Level::SubKegiatan] {
            let codes: Vec<CodedItem<'_>> = own.iter().filter(|one| one.level == level).copied().collect();
            if let Some(usual) = usual_shape(&codes) {
                findings.extend(odd_shapes(context, table, level, &codes, &usual));
                if Scheme::from_shape(level, &usual) == Scheme::Permendagri2019 && level > Level::Program {
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
    Permendagri2006,
    /// Permendagri 90/2019, with a last number of two digits or, since 2021, of four.
    Permendagri2019,
    /// None of the known lists.
    Unknown,
}

impl Scheme {
    fn from_shape(level: Level, shape: &[usize]) -> Self {
        match (level, shape) {
            (Level::Program, [1, 2, 2])
            | (Level::Kegiatan, [1, 2, 2, 1, 2])
            | (Level::SubKegiatan, [1, 2, 2, 1, 2, 2 | 4]) => Self::Permendagri2019,
            (Level::Program, [1, 2, 2, 2] | [1, 2, 1, 2, 2, 2])
            | (Level::Kegiatan, [1, 2, 2, 2, 2] | [1, 2, 1, 2, 2, 2, 2]) => Self::Permendagri2006,
            _ => Self::Unknown,
        }
    }

    fn to_message(self) -> Message {
        Message::new(match self {
            Self::Permendagri2006 => "check.kode.scheme_2006",
            Self::Permendagri2019 => "check.kode.scheme_2019",
            Self::Unknown => "check.kode.scheme_own",
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
fn usual_shape(codes: &[CodedItem<'_>]) -> Option<Vec<usize>> {
    // Try the shape of the first code: nearly always all others share it.
    let first = shape(codes.first()?.kode);
    let alike = codes.iter().filter(|c| has_shape(c.kode, &first)).count();
    if is_common(alike, codes.len()) { Some(first) } else { most_common(codes, |kode| Some(shape(kode))) }
}

/// Whether a count reaches both the minimum number and the minimum share.
fn is_common(count: usize, all: usize) -> bool {
    count >= MIN_ALIKE_CODES && count * MIN_ALIKE_SHARE.1 >= all * MIN_ALIKE_SHARE.0
}

/// Returns the property that most codes share; `None` if none is common enough.
fn most_common<'a, T: Ord>(codes: &[CodedItem<'a>], of: impl Fn(&'a Kode) -> Option<T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for thing in codes.iter().filter_map(|c| of(c.kode)) {
        *counts.entry(thing).or_default() += 1;
    }
    let (usual, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    is_common(count, codes.len()).then_some(usual)
}

/// Returns a finding for each code of another shape than the usual one.
fn odd_shapes(
    context: &Context,
    table: &Table,
    level: Level,
    codes: &[CodedItem<'_>],
    usual: &[usize],
) -> Vec<Finding> {
    let scheme = Scheme::from_shape(level, usual);
    let like = |c: &&CodedItem<'_>| has_shape(c.kode, usual);
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
                (false, Scheme::Unknown) => ("check.kode.depth", Severity::Note),
                (false, _) => ("check.kode.depth", Severity::Warning),
            };
            let message = message(context, table, c, key)
                .with("depth", depth)
                .with("usual", usual.len())
                .with("count", count)
                .with("example", Value::Kode(example.kode.clone()))
                .with("scheme", scheme.to_message());
            finding(table, c, severity, message)
        })
        .collect()
}

/// Returns a warning for each kegiatan whose fourth number differs from the usual one: it is 1 in a province
/// and 2 in a regency or city.
fn odd_regions(context: &Context, table: &Table, codes: &[CodedItem<'_>]) -> Vec<Finding> {
    let Some(usual) = most_common(codes, fourth_segment) else { return Vec::new() };
    codes
        .iter()
        .filter_map(|c| {
            let stated = fourth_segment(c.kode).filter(|stated| *stated != usual && stated.len() == 1)?;
            let message =
                message(context, table, c, "check.kode.region").with("stated", stated).with("usual", usual);
            Some(finding(table, c, Severity::Warning, message))
        })
        .collect()
}

fn fourth_segment(kode: &Kode) -> Option<&str> {
    kode.segments().nth(3)
}

fn message(context: &Context, table: &Table, c: &CodedItem<'_>, key: &'static str) -> Message {
    Message::new(key)
        .with("place", context.renja.cell_name(c.at))
        .with("item", table.items.get(c.id).map_or_else(String::new, |item| table.label(item)))
        .with("kode", Value::Kode(c.kode.clone()))
}

fn finding(table: &Table, c: &CodedItem<'_>, severity: Severity, message: Message) -> Finding {
    Finding {
        stated: Some(Value::Kode(c.kode.clone())),
        ..Context::simple_finding("KOD104", severity, c.at, table.path(c.id), message)
    }
}
