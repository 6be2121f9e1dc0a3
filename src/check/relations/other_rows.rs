//! Drops failing sums whose levels rest on look or figures only, if other rows give the stated amount to the last
//! digit: the levels were misread, and no amount is wrong.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::terms::term;
use crate::model::{Ground, ItemId, Level, Relation, RelationKind, Table, Term, sum_terms};

/// Minimum number of columns that show which rows a sum adds up.
const MIN_HOLDING_COLUMNS: usize = 3;

/// Minimum number of rows with amounts that a sum leaves out; a single one may be forgotten.
const MIN_LEFT_OUT: usize = 2;

/// Maximum number of rows behind the last part that are tried.
const MAX_FURTHER_ROWS: usize = 12;

/// Drops the failing sums of `all` that hold with other rows.
pub(super) fn drop_misread(table: &Table, all: &mut Vec<Relation>) {
    // The sums that hold, by row.
    let mut holding: BTreeMap<(RelationKind, ItemId), Vec<&Relation>> = BTreeMap::new();
    for relation in all.iter().filter(|r| is_guess(r) && r.holds() && has_amount(&r.result)) {
        holding.entry((relation.kind, relation.item)).or_default().push(relation);
    }
    let is_misread = |r: &Relation| {
        let of_row = holding.get(&(r.kind, r.item)).map_or(&[][..], Vec::as_slice);
        is_guess(r) && !r.holds() && (holds_with_contributing(of_row, r) || holds_with_further(table, r))
    };
    let keep: Vec<bool> = all.iter().map(|r| !is_misread(r)).collect();
    let mut keep = keep.into_iter();
    all.retain(|_| keep.next().unwrap_or(true));
}

fn is_guess(relation: &Relation) -> bool {
    matches!(relation.kind, RelationKind::Children | RelationKind::Total)
        && relation.ground >= Ground::Appearance
}

/// Whether a sum holds without the rows that give nothing to the sums of the same row in `holding`, such as rates
/// below the amounts that they refer to.
fn holds_with_contributing(holding: &[&Relation], relation: &Relation) -> bool {
    if holding.len() < MIN_HOLDING_COLUMNS {
        return false;
    }
    let contributing: BTreeSet<u32> = holding
        .iter()
        .flat_map(|r| &r.terms)
        .filter(|term| has_amount(term))
        .map(|term| term.at.row)
        .collect();
    let (terms, others): (Vec<Term>, Vec<Term>) =
        relation.terms.iter().cloned().partition(|term| contributing.contains(&term.at.row));
    others.iter().filter(|term| has_amount(term)).count() >= MIN_LEFT_OUT && holds_with(relation, terms)
}

/// Whether a sum holds with the rows that follow its last part, such as one in capital letters that was taken for a
/// heading.
fn holds_with_further(table: &Table, relation: &Relation) -> bool {
    let Some(last) = relation.terms.iter().map(|term| term.at.row).max() else { return false };
    let mut terms = relation.terms.clone();
    let further = (relation.item + 1..table.items.len())
        .filter(|item| table.items.get(*item).is_some_and(|item| item.first_row > last))
        .take_while(|item| table.items.get(*item).is_some_and(|item| item.level != Level::Jumlah));
    for item in further.take(MAX_FURTHER_ROWS) {
        terms.push(term(table, item, relation.column));
        if holds_with(relation, terms.clone()) {
            return true;
        }
    }
    false
}

/// Whether a relation holds with other terms, at least two of which are amounts.
fn holds_with(relation: &Relation, terms: Vec<Term>) -> bool {
    let amounts = terms.iter().filter(|term| has_amount(term)).count();
    let computed = sum_terms(&terms);
    amounts > 1 && Relation { terms, computed, ..relation.clone() }.holds()
}

fn has_amount(term: &Term) -> bool {
    term.number().is_some_and(|n| n != Decimal::ZERO)
}
