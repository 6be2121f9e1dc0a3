//! Relations of a table whose form was inferred hold only where the table itself bears them out.

use rust_decimal::Decimal;

use crate::model::{Relation, RelationKind};
use crate::text::fold::fold;

/// Of the relations of one kind in one column, this many in ten must hold before the others are
/// taken for wrong: funds that look like a hierarchy and are flat hold in none.
const HOLDING_OF_TEN: usize = 6;

/// The relations that the table bears out.
pub(super) fn borne_out(all: Vec<Relation>) -> Vec<Relation> {
    // A heading without an amount states no sum; pembiayaan is 61 less 62, never their sum.
    let mut all: Vec<Relation> =
        all.into_iter().filter(|r| r.result.value.is_some() && !is_financing(r)).collect();
    take_absolute(&mut all);
    let mut groups: Vec<(RelationKind, usize)> = all.iter().map(|r| (r.kind, r.column)).collect();
    groups.sort_unstable();
    groups.dedup();
    for (kind, column) in groups {
        let of_group = |r: &Relation| r.kind == kind && r.column == column;
        let count = all.iter().filter(|r| of_group(r)).count();
        let holding = all.iter().filter(|r| of_group(r) && r.holds()).count();
        // A total row says itself that it is one, but where the sums above it hold in none, the column
        // is one of numbers that do not add up.
        if kind != RelationKind::Total && holding * 10 < count * HOLDING_OF_TEN {
            let totals = |r: &Relation| r.kind == RelationKind::Total && r.column == column;
            let no_sums = kind == RelationKind::Children && holding == 0;
            let is_out = |r: &Relation| of_group(r) || (no_sums && totals(r) && !r.holds());
            all.retain(|r| !is_out(r));
        }
    }
    all
}

fn is_financing(relation: &Relation) -> bool {
    relation.kind == RelationKind::Children
        && relation.terms.iter().any(|term| {
            let name = fold(&term.label);
            name.contains("pengeluaran pembiayaan") || name.contains("pembiayaan pengeluaran")
        })
}

/// A column "bertambah/berkurang" may state how much, whichever way it went.
fn take_absolute(all: &mut [Relation]) {
    let is_difference = |r: &Relation| r.kind == RelationKind::Row && r.terms.iter().any(|t| t.sign < 0);
    let mut columns: Vec<usize> = all.iter().filter(|r| is_difference(r)).map(|r| r.column).collect();
    columns.sort_unstable();
    columns.dedup();
    for column in columns {
        let of_column = |r: &Relation| is_difference(r) && r.column == column;
        let unsigned = all.iter().filter(|r| of_column(r)).any(|r| {
            r.stated() == r.computed.map(|n| n.abs()) && r.computed.is_some_and(|n| n < Decimal::ZERO)
        });
        let signed = all
            .iter()
            .filter(|r| of_column(r))
            .any(|r| r.holds() && r.computed.is_some_and(|n| n < Decimal::ZERO));
        if unsigned && !signed {
            for relation in all.iter_mut().filter(|r| of_column(r)) {
                relation.computed = relation.computed.map(|n| n.abs());
            }
        }
    }
}
