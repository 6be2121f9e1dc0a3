//! Tells the relations that fail by themselves from those that fail only because another one does.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::{CellRef, Relation, Term};

/// Removes and returns the relations that fail only because another one fails: the change of a total whose
/// year is added up wrongly, or a grand total with a wrong subtotal.
pub(super) fn take(all: &mut Vec<Relation>) -> Vec<Relation> {
    let mut wrong: BTreeMap<CellRef, Decimal> = all
        .iter()
        .filter(|r| !r.holds() && r.unreadable().next().is_none())
        .filter_map(|r| Some((r.result.at, r.computed?)))
        .collect();
    // A row that only copies a wrong figure is wrong too, such as PEMBIAYAAN NETO.
    let repeats = |r: &Relation| match r.terms.as_slice() {
        [only] if only.sign > 0 && r.holds() => Some((r.result.at, *wrong.get(&only.at)?)),
        _ => None,
    };
    let repeated: Vec<(CellRef, Decimal)> = all.iter().filter_map(repeats).collect();
    wrong.extend(repeated);
    if wrong.is_empty() {
        return Vec::new();
    }
    // Returns the wrong terms of a failing relation, if the relation holds once each of them has its right
    // value.
    let culprits = |r: &Relation| -> Vec<CellRef> {
        let culprits: Vec<CellRef> =
            r.terms.iter().map(|term| term.at).filter(|at| wrong.contains_key(at)).collect();
        let mended = |term: &Term| {
            let n = wrong.get(&term.at).copied().or_else(|| term.number()).unwrap_or_default();
            n.checked_mul(Decimal::from(term.sign))
        };
        let sum = r.terms.iter().try_fold(Decimal::ZERO, |sum, term| sum.checked_add(mended(term)?));
        let holds = sum
            .zip(r.stated())
            .and_then(|(sum, stated)| sum.checked_sub(stated))
            .is_some_and(|d| d.abs() < Decimal::ONE);
        if holds { culprits } else { Vec::new() }
    };
    // Try relations with the weakest ground first. If two relations explain each other, as a sum and its
    // remainder do, one of them has to stay.
    let mut broken: Vec<usize> = (0..all.len()).filter(|place| !all[*place].holds()).collect();
    broken.sort_by_key(|place| std::cmp::Reverse(all[*place].ground));
    let mut consequences: BTreeSet<usize> = BTreeSet::new();
    let mut explained: BTreeSet<CellRef> = BTreeSet::new();
    for place in broken {
        let culprits = culprits(&all[place]);
        if culprits.is_empty() || culprits.iter().any(|at| explained.contains(at)) {
            continue;
        }
        consequences.insert(place);
        explained.insert(all[place].result.at);
    }
    let is_taken = |place: usize| consequences.contains(&place);
    let (taken, kept): (Vec<_>, Vec<_>) =
        std::mem::take(all).into_iter().enumerate().partition(|(place, _)| is_taken(*place));
    *all = kept.into_iter().map(|(_, relation)| relation).collect();
    taken.into_iter().map(|(_, relation)| relation).collect()
}
