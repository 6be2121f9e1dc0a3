//! A kegiatan stands in one table and is missing in another that lists its program.

use super::super::shown::Shown;
use crate::check::padanan::{Group, leveled};
use crate::model::{Finding, ItemId, Message, Severity, Table, TableId};

/// A table that lists fewer than this share of a program's kegiatan lists only some on purpose.
const MOST: (usize, usize) = (1, 2);

/// What the rule finds: notes, for a table may lawfully leave a kegiatan out.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for program in &shown.groups {
        for other in &program.others {
            let Some(table) = shown.table(other.table) else { continue };
            findings.extend(below(shown, program, (other.table, table), other.item));
        }
    }
    findings
}

fn below(
    shown: &Shown,
    program: &Group,
    (id, table): (TableId, &Table),
    counterpart: ItemId,
) -> Vec<Finding> {
    let Some(plan) = shown.table(program.plan) else { return Vec::new() };
    let here: Vec<&Group> = shown
        .groups
        .iter()
        .filter(|g| g.plan == program.plan)
        .filter(|g| plan.items.get(g.item).is_some_and(|i| i.parent == Some(program.item)))
        .collect();
    let matched = |group: &&&Group| group.others.iter().any(|m| m.table == id);
    let there: Vec<ItemId> = leveled(table)
        .filter(|item| table.items.get(*item).is_some_and(|i| i.parent == Some(counterpart)))
        .collect();
    let both = here.iter().filter(matched).count();
    if both == 0 || both * MOST.1 < here.len() * MOST.0 || both * MOST.1 < there.len() * MOST.0 {
        return Vec::new();
    }
    let name =
        |table: &Table, item: ItemId| table.items.get(item).map_or_else(String::new, |i| table.label(i));
    let note = |table: &Table, item: ItemId, other: &Table| {
        let column = table.column("nama").unwrap_or(0);
        let at = table.item_cell(item, column);
        let message = Message::new("check.antartabel.missing")
            .with("place", shown.renja.place(at))
            .with("item", name(table, item))
            .with("sheet", shown.renja.sheet_name(other.sheet));
        Shown::remark("LNT102", Severity::Note, at, table.path(item), message)
    };
    let missing_there = here.iter().filter(|g| !matched(g)).map(|g| note(plan, g.item, table));
    let known =
        |item: ItemId| shown.groups.iter().flat_map(|g| &g.others).any(|m| m.table == id && m.item == item);
    let missing_here = there.iter().filter(|item| !known(**item)).map(|item| note(table, *item, plan));
    missing_there.chain(missing_here).collect()
}
