//! Rule LNT102: a kegiatan is in one table and missing from another one that lists its program.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::context::Context;
use crate::check::counterparts::{CounterpartGroup, leveled_items};
use crate::model::{Finding, ItemId, Message, Severity, Table, TableId};

/// Minimum share of a program's kegiatan that both tables must have. A table with fewer lists only some on
/// purpose.
const MIN_COMMON_SHARE: (usize, usize) = (1, 2);

/// What is below each item of a table.
type ByParent<T> = HashMap<(TableId, ItemId), Vec<T>>;

/// Returns notes only, since a table may lawfully leave out a kegiatan.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let parent = |table: TableId, item: ItemId| Some((table, context.table(table)?.items.get(item)?.parent?));
    let mut here: ByParent<&CounterpartGroup> = HashMap::new();
    let mut there: ByParent<ItemId> = HashMap::new();
    for group in &context.counterpart_groups {
        if let Some(parent) = parent(group.plan, group.item) {
            here.entry(parent).or_default().push(group);
        }
    }
    let matches = || context.counterpart_groups.iter().flat_map(|group| &group.others);
    let known: HashSet<(TableId, ItemId)> = matches().map(|m| (m.table, m.item)).collect();
    for id in matches().map(|m| m.table).collect::<BTreeSet<_>>() {
        for item in context.table(id).into_iter().flat_map(leveled_items) {
            if let Some(parent) = parent(id, item) {
                there.entry(parent).or_default().push(item);
            }
        }
    }
    let mut findings = Vec::new();
    for program in &context.counterpart_groups {
        for other in &program.others {
            let (Some(plan), Some(table)) = (context.table(program.plan), context.table(other.table)) else {
                continue;
            };
            let here = here.get(&(program.plan, program.item)).map_or(&[][..], Vec::as_slice);
            let there = there.get(&(other.table, other.item)).map_or(&[][..], Vec::as_slice);
            findings.extend(check_program(context, (plan, here), (other.table, table, there), &known));
        }
    }
    findings
}

/// Returns the notes on one program in the plan's table (`here`) and in another table (`there`). `known` are
/// the items of other tables that have a counterpart.
fn check_program(
    context: &Context,
    (plan, here): (&Table, &[&CounterpartGroup]),
    (id, table, there): (TableId, &Table, &[ItemId]),
    known: &HashSet<(TableId, ItemId)>,
) -> Vec<Finding> {
    let matched = |group: &&&CounterpartGroup| group.others.iter().any(|m| m.table == id);
    let both = here.iter().filter(matched).count();
    if both == 0
        || both * MIN_COMMON_SHARE.1 < here.len() * MIN_COMMON_SHARE.0
        || both * MIN_COMMON_SHARE.1 < there.len() * MIN_COMMON_SHARE.0
    {
        return Vec::new();
    }
    let name =
        |table: &Table, item: ItemId| table.items.get(item).map_or_else(String::new, |i| table.label(i));
    let note = |table: &Table, item: ItemId, other: &Table| {
        let column = table.column("nama").unwrap_or(0);
        let at = table.item_cell(item, column);
        let message = Message::new("check.antartabel.missing")
            .with("place", context.renja.cell_name(at))
            .with("item", name(table, item))
            .with("sheet", context.renja.sheet_name(other.sheet));
        Context::simple_finding("LNT102", Severity::Note, at, table.path(item), message)
    };
    let missing_there = here.iter().filter(|g| !matched(g)).map(|g| note(plan, g.item, table));
    let missing_here =
        there.iter().filter(|item| !known.contains(&(id, **item))).map(|item| note(table, *item, plan));
    missing_there.chain(missing_here).collect()
}
