//! Rule STR106: hidden rows count in a sum.

use std::collections::{BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;

use super::super::context::{Context, related_cells, value_like};
use crate::model::{
    Arg, Finding, Item, ItemId, Message, Relation, RelationKind, Severity, Sheet, Table, TableId, Term,
};

/// Share of a table's rows from which hidden ones were hidden on purpose, by a filter or by folding.
const MAX_HIDDEN_SHARE: (usize, usize) = (1, 3);

/// Returns notes, at most one for each row that states a sum.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut said: HashSet<(TableId, ItemId)> = HashSet::new();
    let mut folded: HashMap<TableId, bool> = HashMap::new();
    let mut findings = Vec::new();
    for relation in context.relations_of(&[RelationKind::Children, RelationKind::Total]) {
        let Some(table) = context.table(relation.table) else { continue };
        let Some(sheet) = context.book.sheet(table.sheet) else { continue };
        if sheet.hidden_rows.is_empty() {
            continue;
        }
        let explaining = explaining_rows(context, relation);
        let is_explained = explaining.is_some();
        let hidden = explaining.unwrap_or_else(|| hidden_terms(sheet, relation));
        // Hidden rows that explain a wrong sum are reported nowhere else, so report them in any case.
        if !is_explained {
            let is_known = sheet.filtered
                || *folded.entry(relation.table).or_insert_with(|| has_many_hidden_rows(table, sheet));
            // A group with all of its parts hidden is folded up, and its sum stands for it.
            let is_group = sheet.is_hidden(relation.result.at.row) || hidden.len() == relation.terms.len();
            if hidden.is_empty() || is_group || is_known {
                continue;
            }
        }
        if said.contains(&(relation.table, relation.item)) {
            continue;
        }
        if let Some(finding) = finding(context, relation, &hidden) {
            said.insert((relation.table, relation.item));
            findings.push(finding);
        }
    }
    findings
}

/// Whether the visible parts alone, or all rows with the hidden ones, give what is stated: see [`explaining_rows`].
pub(super) fn is_explained_by_hidden(context: &Context, relation: &Relation) -> bool {
    explaining_rows(context, relation).is_some()
}

/// Returns the hidden parts without which a sum is what is stated, in a table without an official form: a list of all
/// offices in which those of others are hidden, or a part that was hidden and set anew below. Else the hidden rows that
/// are no parts by the other columns, but with which the sum is what is stated. `None` if there are none.
fn explaining_rows(context: &Context, relation: &Relation) -> Option<Vec<Term>> {
    if relation.holds() {
        return None;
    }
    let table = context.table(relation.table).filter(|table| !table.form.defines_rows())?;
    let sheet = context.book.sheet(table.sheet).filter(|sheet| !sheet.hidden_rows.is_empty())?;
    let hidden = hidden_terms(sheet, relation);
    if hidden.is_empty() {
        let others = hidden_others(table, sheet, relation);
        return Some(others).filter(|others| is_in_excess_of(relation, others));
    }
    // Hidden details of a part that is visible, but blank, do count.
    let parts: HashSet<u32> =
        table.children(relation.item).filter_map(|part| Some(table.items.get(part)?.first_row)).collect();
    let direct = hidden.iter().filter(|term| parts.contains(&term.at.row)).cloned().collect();
    let explains = |rows: &Vec<Term>| {
        !rows.is_empty() && hidden_sum(rows).is_some_and(|unseen| is_short_of(relation, unseen))
    };
    [hidden, direct].into_iter().find(explains)
}

/// Returns the parts of a sum that are amounts in hidden rows.
fn hidden_terms(sheet: &Sheet, relation: &Relation) -> Vec<Term> {
    relation.terms.iter().filter(|term| is_hidden_amount(sheet, term)).cloned().collect()
}

/// Returns the amounts in hidden rows between the parts of a sum that are none of these.
fn hidden_others(table: &Table, sheet: &Sheet, relation: &Relation) -> Vec<Term> {
    let rows: BTreeSet<u32> = relation.terms.iter().map(|term| term.at.row).collect();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Vec::new() };
    let term = |(id, item): (ItemId, &Item)| Term {
        at: table.item_cell(id, relation.column),
        label: table.label_shared(item),
        sign: 1,
        value: item.values.get(relation.column).map(|cited| cited.value.clone()),
    };
    // Items stand in the order of their rows.
    let begin = table.items.partition_point(|item| item.first_row < *first);
    let between = table.items.iter().enumerate().skip(begin).take_while(|(_, item)| item.first_row <= *last);
    between
        .filter(|(_, item)| sheet.is_hidden(item.first_row) && !rows.contains(&item.first_row))
        .map(term)
        .filter(|term| is_hidden_amount(sheet, term))
        .collect()
}

/// Whether the stated value exceeds the parts by exactly these amounts.
fn is_in_excess_of(relation: &Relation, others: &[Term]) -> bool {
    !others.is_empty() && hidden_sum(others).is_some_and(|unseen| relation.difference() == Some(unseen))
}

/// Returns the sum of hidden parts; `None` on overflow.
fn hidden_sum(hidden: &[Term]) -> Option<Decimal> {
    let numbers = hidden.iter().filter_map(|term| term.number()?.checked_mul(Decimal::from(term.sign)));
    numbers.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Whether the stated value falls short of the parts by exactly this amount.
fn is_short_of(relation: &Relation, unseen: Decimal) -> bool {
    relation.difference().and_then(|difference| difference.checked_add(unseen)).is_some_and(|n| n.is_zero())
}

/// Whether a term is a non-zero number in a hidden row.
fn is_hidden_amount(sheet: &Sheet, term: &Term) -> bool {
    sheet.is_hidden(term.at.row) && term.number().is_some_and(|n| !n.is_zero())
}

/// Whether so many rows of a table are hidden that its reader must know of it.
fn has_many_hidden_rows(table: &Table, sheet: &Sheet) -> bool {
    let hidden = table.items.iter().filter(|item| sheet.is_hidden(table.cell(item.first_row, 0).row));
    hidden.count() * MAX_HIDDEN_SHARE.1 > table.items.len() * MAX_HIDDEN_SHARE.0
}

fn finding(context: &Context, relation: &Relation, hidden: &[Term]) -> Option<Finding> {
    let unseen = hidden_sum(hidden)?;
    let key = if relation.holds() || is_in_excess_of(relation, hidden) {
        "check.hidden.counted"
    } else if is_short_of(relation, unseen) {
        "check.hidden.explains"
    } else {
        return None;
    };
    let message = Message::new(key)
        .with("item", relation.result.label.as_ref())
        .with("place", context.renja.cell_name(relation.result.at))
        .with("rows", row_ranges(hidden))
        .with("amount", value_like(relation, unseen));
    Some(Finding {
        stated: relation.result.value.clone(),
        related: related_cells(hidden),
        ..Context::simple_finding(
            "STR106",
            Severity::Note,
            relation.result.at,
            context.path(relation.table, relation.item),
            message,
        )
    })
}

/// Returns the rows as Excel numbers them, from 1: `12–14, 20`.
fn row_ranges(hidden: &[Term]) -> Arg {
    let mut numbers: Vec<u32> = hidden.iter().map(|term| term.at.row + 1).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let run = |(first, last): (u32, u32)| {
        Arg::Text(if first == last { first.to_string() } else { format!("{first}–{last}") })
    };
    Arg::List(runs.into_iter().map(run).collect())
}
