//! Drops the sums of a table without an official form that add up figures in different units.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::forms::Kind;
use crate::model::{Column, Ground, Item, Relation, RelationKind, Table, Term};
use crate::text::fold::fold;
use crate::text::unit;

/// Drops failing sums whose row counts in another unit than its parts: eleven offices are not the sum of the
/// people who work there. Units are read from the column headed `Satuan`, if the table has one. Beside volumes they
/// are those of the volumes, and say nothing about amounts whose levels codes show.
pub(super) fn drop_mismatches(table: &Table, all: &mut Vec<Relation>) {
    let Some(column) = table.columns.iter().position(says_units) else { return };
    let stated = |item: &Item| Some((item.first_row, item.values.get(column)?.text.clone()));
    let by_row: BTreeMap<u32, Arc<str>> = table.items.iter().filter_map(stated).collect();
    let unit = |term: &Term| by_row.get(&term.at.row).map(|unit| unit.trim()).filter(|unit| !unit.is_empty());
    let counts = |column: &Column| column.kind == Kind::Quantity;
    let has_volumes = table.columns.iter().any(counts);
    let is_of_units = |r: &Relation| {
        !has_volumes || r.ground != Ground::Codes || table.columns.get(r.column).is_some_and(counts)
    };
    let is_of_other = |r: &Relation| {
        let is_broken = r.kind == RelationKind::Children && !r.holds();
        let own = unit(&r.result).filter(|_| is_broken && is_of_units(r));
        own.is_some_and(|own| {
            r.terms
                .iter()
                .any(|term| unit(term).is_some_and(|unit| !unit::may_be_same(Some(unit), Some(own))))
        })
    };
    all.retain(|r| !is_of_other(r));
}

/// Drops the sums of counts with units beside money: these are targets, and those of a kegiatan are no sum of what
/// its parts are to reach.
pub(super) fn drop_targets(table: &Table, all: &mut Vec<Relation>) {
    let has_money = table.columns.iter().any(|column| column.kind == Kind::Rupiah && column.adds_up);
    if has_money && table.columns.iter().any(says_units) {
        let counts = |column: usize| table.columns.get(column).is_some_and(|c| c.kind == Kind::Quantity);
        let is_target =
            |column: usize| counts(column) || table.columns.get(column + 1).is_some_and(says_units);
        all.retain(|r| r.kind != RelationKind::Children || !is_target(r.column));
    }
}

/// Whether a column states the units of others.
fn says_units(column: &Column) -> bool {
    let words = column.header.last().map(|head| fold(&head.text)).unwrap_or_default();
    column.kind == Kind::Text && words.split(' ').any(|word| matches!(word, "satuan" | "sat"))
}
