//! Rule KOD102: the code of a kegiatan does not begin with that of its program.

use super::super::context::Context;
use super::codes::{Code, Codes};
use crate::model::{Finding, Item, ItemId, Level, LevelEvidence, Message, Related, Severity, Table, Value};
use crate::text::kode::Kode;

/// Minimum share of a table's codes that begin with their parents' codes before one that does not stands out.
const MIN_MATCHING_SHARE: (usize, usize) = (4, 5);
/// Minimum number of codes that begin with their parents' codes.
const MIN_MATCHING_CODES: usize = 4;

/// Returns the warnings, in tables that mostly keep codes below their parents.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.tables_with_codes().flat_map(|(table, codes)| check_table(context, table, codes)).collect()
}

fn check_table(context: &Context, table: &Table, codes: &Codes<'_>) -> Vec<Finding> {
    let pairs = table.items.iter().enumerate().filter_map(|(id, item)| {
        // Where the sheet's own formulas put a row below another code, its author means it so.
        let own = codes.get(id).filter(|_| item.level_evidence != LevelEvidence::Formula)?;
        let (parent, above) = coded_parent(table, codes, item)?;
        // An office that serves several affairs has one code, while its programs have the codes of the
        // affairs.
        let is_office = own.kode.is_office() || above.kode.is_office();
        (own.kode.depth() > above.kode.depth() && !is_office).then_some((id, own, parent, above))
    });
    let (mut good, mut bad) = (0, Vec::new());
    for pair in pairs {
        if is_loose_prefix(pair.3.kode, pair.1.kode) {
            good += 1;
        } else {
            bad.push(pair);
        }
    }
    if good < MIN_MATCHING_CODES || good * MIN_MATCHING_SHARE.1 < (good + bad.len()) * MIN_MATCHING_SHARE.0 {
        return Vec::new();
    }
    // If a row between the two has the code that this one begins with, the parent was assigned wrongly and
    // the code may be right.
    let belongs_between = |id: ItemId, own: &Code<'_>, parent: ItemId| {
        (parent + 1..id).any(|between| {
            codes.get(between).is_some_and(|code| code.kode.depth() > 1 && code.kode.is_prefix_of(own.kode))
        })
    };
    bad.into_iter()
        .filter(|(id, own, parent, _)| !belongs_between(*id, own, *parent))
        .map(|(id, own, parent, above)| {
            let label = |id: ItemId| table.items.get(id).map_or_else(String::new, |item| table.label(item));
            let message = Message::new("check.kode.stray")
                .with("place", context.renja.cell_name(own.at))
                .with("item", label(id))
                .with("kode", own.kode.to_string())
                .with("parent", label(parent))
                .with("parent_kode", above.kode.to_string());
            Finding {
                stated: Some(Value::Kode(own.kode.clone())),
                related: vec![Related {
                    at: above.at,
                    label: label(parent),
                    value: Some(Value::Kode(above.kode.clone())),
                }],
                ..Context::simple_finding("KOD102", Severity::Warning, own.at, table.path(id), message)
            }
        })
        .collect()
}

/// Whether a code begins with another one; `x` and `xx` stand for any number, and leading zeros do not count.
fn is_loose_prefix(above: &Kode, own: &Kode) -> bool {
    above.segments().zip(own.segments()).all(|(a, b)| {
        let any = |s: &str| s.eq_ignore_ascii_case("x") || s.eq_ignore_ascii_case("xx");
        any(a) || any(b) || a.trim_start_matches('0') == b.trim_start_matches('0')
    })
}

/// Returns the nearest item above with a code, from program level down; `None` if there is none.
fn coded_parent<'a>(table: &Table, codes: &Codes<'a>, item: &Item) -> Option<(ItemId, Code<'a>)> {
    let mut above = item.parent;
    while let Some(id) = above {
        let parent = table.items.get(id)?;
        // The code of an office or an affair need not be the beginning of its programs' codes.
        if parent.level < Level::Program {
            return None;
        }
        if let Some(code) = codes.get(id) {
            return Some((id, code));
        }
        above = parent.parent;
    }
    None
}
