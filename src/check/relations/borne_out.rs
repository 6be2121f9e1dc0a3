//! Decides which sums count in a table without an official form: those that the table itself bears out.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{consequences, other_rows, units};
use crate::check::{rounding_unit, thousands};
use crate::model::{
    CellRef, Ground, Item, ItemId, Relation, RelationKind, SheetId, Table, Term, Value, is_out_of_reach,
};
use crate::text::fold::fold;

/// Share of the relations of one kind in one column that must hold, in tenths, before the failing ones are
/// taken for errors. Funds that look like a hierarchy and are a flat list hold in none.
const MIN_HOLDING_TENTHS: usize = 5;

/// Minimum number of guessed sums in the whole table before they can refute its levels, which they do if
/// fewer than [`MIN_HOLDING_TENTHS`] tenths hold. The same number of a column's sums of several figures can refute
/// those of the column.
const MIN_REFUTING_SUMS: usize = 4;

/// Minimum number of totals of a column that show, if none of them holds, that they are no sums of the column.
const MIN_REFUTING_TOTALS: usize = 3;

/// Maximum number of failing sums in a column that one wrong figure explains: its own sum and the one above.
const MAX_BROKEN_PER_FIGURE: usize = 2;

/// Minimum number of sums in the other columns before they can vouch for the sums of this one.
const MIN_SUMS_ELSEWHERE: usize = 3;
/// Share of those sums that must hold, in tenths.
const MIN_HOLDING_ELSEWHERE_TENTHS: usize = 8;

/// Minimum number of formulas that add up what the levels say before the sheet itself is taken to say what
/// its sums are.
const MIN_FORMULAS: usize = 2;
/// Share of such formulas among all sum formulas of the sheet, in tenths.
const MIN_FORMULA_TENTHS: usize = 8;

/// Minimum number of a row's columns that must be tested before they can refute that the row is a sum.
/// Applies to sums that rest on look or figures only.
const MIN_TESTED_COLUMNS: usize = 2;

/// Splits the relations of a table into those that it bears out, and those that fail only because another one
/// fails. All others are dropped.
pub(super) fn split_supported(table: &Table, all: Vec<Relation>) -> (Vec<Relation>, Vec<Relation>) {
    // A heading without an amount states no sum.
    let mut all: Vec<Relation> = all.into_iter().filter(|r| r.result.value.is_some()).collect();
    units::drop_targets(table, &mut all);
    let unsigned = make_unsigned_absolute(&mut all);
    if is_rounded(table) {
        all.retain(|relation| relation.holds() || !thousands::is_rounding_difference(relation));
    }
    drop_unit_rounding(&mut all);
    let mut groups: Vec<(RelationKind, usize)> = all.iter().map(|r| (r.kind, r.column)).collect();
    groups.sort_unstable();
    groups.dedup();
    // Zeros agree with everything, and unreadable terms agree with nothing: neither is evidence.
    let says_something = |r: &Relation| {
        let is_any = |n: Option<Decimal>| n.is_some_and(|n| !n.is_zero());
        r.stated().is_some() && r.unreadable().next().is_none() && (is_any(r.stated()) || is_any(r.computed))
    };
    let count = |test: &dyn Fn(&Relation) -> bool| {
        let of_group = all.iter().filter(|r| test(r) && says_something(r));
        of_group.fold((0, 0), |(all, holding), r| (all + 1, holding + usize::from(r.holds())))
    };
    let is_guessed = |r: &Relation| r.kind == RelationKind::Children && r.ground != Ground::Formula;
    let (tested, holding) = count(&is_guessed);
    let are_refuted =
        |all: usize, holding: usize| all >= MIN_REFUTING_SUMS && holding * 10 < all * MIN_HOLDING_TENTHS;
    let is_refuted = are_refuted(tested, holding);
    let mut out: Vec<(RelationKind, usize)> = Vec::new();
    // The columns whose totals are no sums.
    let mut refuted: BTreeSet<usize> = BTreeSet::new();
    for &(kind, column) in &groups {
        let (of_column, holding) = count(&|r| r.kind == kind && r.column == column);
        if kind == RelationKind::Total && are_no_sums(&all, column) {
            refuted.insert(column);
            out.push((kind, column));
            continue;
        }
        // A growth rate is that of the only row below too, and adds up to nothing.
        let (additions, holding_additions) =
            count(&|r| r.kind == kind && r.column == column && is_addition(r));
        // Skip columns in which enough sums hold, and kinds that need no such evidence: a total row, for
        // example, says itself that it is one.
        if matches!(kind, RelationKind::Total | RelationKind::Balance | RelationKind::Row)
            || (holding * 10 >= of_column * MIN_HOLDING_TENTHS && !are_refuted(additions, holding_additions))
        {
            continue;
        }
        // The same rows add up in the other columns, so one or two failures are wrong figures, not another
        // structure.
        let (others, of_others) = count(&|r| r.kind == kind && r.column != column);
        let elsewhere = kind == RelationKind::Children
            && others >= MIN_SUMS_ELSEWHERE
            && of_others * 10 >= others * MIN_HOLDING_ELSEWHERE_TENTHS;
        let few = of_column - holding <= MAX_BROKEN_PER_FIGURE;
        let says_itself = kind == RelationKind::Children && has_sum_formulas(table);
        if few && (says_itself || (holding > 0 && (elsewhere || is_one_wrong_figure(&all, kind, column)))) {
            continue;
        }
        out.push((kind, column));
        // If no sum of a column holds, its numbers do not add up at all, so its total row is not expected to
        // either.
        if kind == RelationKind::Children && holding == 0 {
            out.push((RelationKind::Total, column));
        }
    }
    // The rows of such totals are no sums in any column.
    let states_other = |r: &&Relation| {
        r.kind == RelationKind::Total
            && refuted.contains(&r.column)
            && r.stated().is_some_and(|n| !n.is_zero())
    };
    let no_sums: BTreeSet<ItemId> = all.iter().filter(states_other).map(|r| r.item).collect();
    all.retain(|r| r.kind != RelationKind::Total || r.holds() || !no_sums.contains(&r.item));
    let is_out =
        |r: &Relation| out.contains(&(r.kind, r.column)) && !(r.kind == RelationKind::Total && r.holds());
    all.retain(|r| !(is_out(r) || is_refuted && is_guessed(r) && !r.holds()));
    // A single zero in a row without words, below an amount, is not that amount's only part. It is a check
    // that the office made for itself.
    let bare: BTreeSet<u32> =
        table.items.iter().filter(|item| !has_words(item)).map(|item| item.first_row).collect();
    all.retain(|r| {
        let is_guess = r.kind == RelationKind::Children && r.ground != Ground::Formula;
        let mut numbers = r.terms.iter().filter(|term| term.number().is_some());
        let is_zero = |term: &Term| term.number() == Some(Decimal::ZERO) && bare.contains(&term.at.row);
        !(is_guess && numbers.next().is_some_and(is_zero) && numbers.next().is_none())
    });
    drop_unsigned_changes(&mut all, &unsigned);
    units::drop_mismatches(table, &mut all);
    drop_sums_of_other_columns(table, &mut all);
    drop_unsupported(&mut all);
    drop_unearned(&mut all);
    drop_out_of_reach(&mut all);
    drop_zero_totals(table, &mut all);
    drop_cancelled(&mut all);
    other_rows::drop_misread(table, &mut all);
    let consequences = consequences::take(&mut all);
    (all, consequences)
}

/// Whether the totals of a column state something else than its sums, such as the sum of three columns: there are several
/// that no formula computes, and none of them holds.
fn are_no_sums(all: &[Relation], column: usize) -> bool {
    let is_one = |r: &&Relation| {
        r.kind == RelationKind::Total
            && r.column == column
            && r.ground != Ground::Formula
            && r.stated().is_some_and(|n| !n.is_zero())
    };
    let totals = || all.iter().filter(is_one);
    totals().count() >= MIN_REFUTING_TOTALS && !totals().any(Relation::holds)
}

/// Whether a relation adds up at least two figures that are not zero.
fn is_addition(relation: &Relation) -> bool {
    relation.terms.iter().filter(|term| term.number().is_some_and(|n| !n.is_zero())).nth(1).is_some()
}

/// Whether a row has a name or a code.
fn has_words(item: &Item) -> bool {
    item.values.cited().any(|cited| matches!(cited.value, Value::Text(_) | Value::Kode(_)))
}

/// Drops failing sums whose result is, to the rupiah, what another column of the same rows adds up to: a
/// subtotal of amounts that was typed below the quantities.
fn drop_sums_of_other_columns(table: &Table, all: &mut Vec<Relation>) {
    /// Minimum number of different amounts in the other column; fewer may add up to the same sum by chance.
    const MIN_DIFFERENT_AMOUNTS: usize = 3;
    if all.iter().all(|r| r.holds() || r.terms.len() < MIN_DIFFERENT_AMOUNTS) {
        return;
    }
    let rows: BTreeMap<u32, ItemId> =
        table.items.iter().enumerate().map(|(id, item)| (item.first_row, id)).collect();
    let is_sum_of = |r: &Relation, column: usize| {
        let amounts = || {
            r.terms.iter().filter_map(|term| {
                let amount = table.number(*rows.get(&term.at.row)?, column)?;
                amount.checked_mul(Decimal::from(term.sign)).filter(|n| !n.is_zero())
            })
        };
        let sum = amounts().try_fold(Decimal::ZERO, Decimal::checked_add);
        sum.is_some()
            && sum == r.stated()
            && amounts().collect::<BTreeSet<_>>().len() >= MIN_DIFFERENT_AMOUNTS
    };
    let is_of_other = |r: &Relation| {
        matches!(r.kind, RelationKind::Children | RelationKind::Total)
            && !r.holds()
            && table.summed_columns().any(|column| {
                let is_free = table.number(r.item, column).is_none();
                column != r.column && is_free && is_sum_of(r, column)
            })
    };
    all.retain(|r| !is_of_other(r));
}

/// How far the columns of a row bear out that the row is a sum.
#[derive(Default)]
struct RowSupport {
    tested: usize,
    holding: usize,
    /// Rows with the amounts that are added up, in the columns where the sum holds.
    parts: BTreeSet<(SheetId, u32)>,
    /// Whether the row is only a sum if at least two rows are added up.
    needs_parts: bool,
}

/// Drops failing sums of a row that rest on look or figures only, if the sum holds in less than half of the
/// row's columns. Examples are growth rates in the rows of a sum, and a total of rows that were guessed to
/// stand side by side. A wrong figure, by contrast, breaks the sum of one column.
fn drop_unsupported(all: &mut Vec<Relation>) {
    let is_guess = |r: &Relation| {
        matches!(r.kind, RelationKind::Children | RelationKind::Total)
            && matches!(r.ground, Ground::Appearance | Ground::Figures)
    };
    // Columns that are computed from others in their row repeat the evidence of those.
    let follows: BTreeSet<usize> =
        all.iter().filter(|r| r.kind == RelationKind::Row).map(|r| r.column).collect();
    let mut rows: BTreeMap<(RelationKind, ItemId), RowSupport> = BTreeMap::new();
    // Zeros agree with everything, so they are not evidence.
    let says_something = |r: &Relation| r.stated().is_some_and(|n| !n.is_zero()) || !r.holds();
    for relation in all.iter().filter(|r| is_guess(r) && !follows.contains(&r.column) && says_something(r)) {
        let row = rows.entry((relation.kind, relation.item)).or_default();
        row.tested += 1;
        if relation.holds() {
            row.holding += 1;
            let amounts = relation.terms.iter().filter(|term| term.number().is_some_and(|n| !n.is_zero()));
            row.parts.extend(amounts.map(|term| (term.at.sheet, term.at.row)));
        }
        // If figures alone gave the levels, a row with the same amount as the only row below it may be a
        // neighbour of that row rather than its sum. A total row says by its words that it is a sum.
        row.needs_parts = relation.ground == Ground::Figures && relation.kind != RelationKind::Total;
    }
    let is_unborne = |r: &Relation| {
        rows.get(&(r.kind, r.item)).is_some_and(|row| {
            let holding = if row.needs_parts && row.parts.len() < 2 { 0 } else { row.holding };
            row.tested >= MIN_TESTED_COLUMNS && holding * 2 < row.tested
        })
    };
    all.retain(|r| !is_guess(r) || r.holds() || !is_unborne(r));
}

/// Drops failing sums of levels that rest on look or figures only, if nothing in the whole table shows such levels: none
/// of these sums holds. A sum of several parts stays if one by formulas holds.
fn drop_unearned(all: &mut Vec<Relation>) {
    let is_guess = |r: &Relation| {
        r.kind == RelationKind::Children && matches!(r.ground, Ground::Appearance | Ground::Figures)
    };
    let has_parts =
        |r: &Relation| r.terms.iter().filter(|term| term.number().is_some_and(|n| !n.is_zero())).count() > 1;
    let shown = |is_of: &dyn Fn(&Relation) -> bool| all.iter().any(|r| is_of(r) && r.holds() && has_parts(r));
    let by_look = shown(&is_guess);
    let by_formulas = shown(&|r| r.kind == RelationKind::Children && r.ground == Ground::Formula);
    all.retain(|r| !is_guess(r) || r.holds() || by_look || (by_formulas && has_parts(r)));
}

/// Drops failing totals of zero: those of a column in which several are zero and none is the sum of its amounts, since it
/// is not added up; one right below a heading, whose group is empty; and one amid the rows that states nothing but zeros,
/// such as the beds of hotels in a village without any.
fn drop_zero_totals(table: &Table, all: &mut Vec<Relation>) {
    /// Minimum number of such totals; fewer may be wrong.
    const MIN_TOTALS: usize = 3;
    let is_total = |r: &Relation| r.kind == RelationKind::Total;
    let is_sum = |r: &Relation| r.holds() && r.stated().is_some_and(|n| !n.is_zero());
    let summed: BTreeSet<usize> = all.iter().filter(|r| is_total(r) && is_sum(r)).map(|r| r.column).collect();
    let mut zeros: BTreeMap<usize, usize> = BTreeMap::new();
    for relation in all.iter().filter(|r| is_total(r) && !r.holds() && r.stated() == Some(Decimal::ZERO)) {
        *zeros.entry(relation.column).or_default() += 1;
    }
    let is_idle = |r: &Relation| {
        !summed.contains(&r.column) && zeros.get(&r.column).is_some_and(|zeros| *zeros >= MIN_TOTALS)
    };
    let is_heading = |item: &Item| {
        table
            .summed_columns()
            .all(|column| item.values.get(column).is_none_or(|cited| cited.value.number().is_none()))
    };
    let closes_nothing = |r: &Relation| {
        let above = r.item.checked_sub(1).and_then(|above| table.items.get(above));
        r.stated() == Some(Decimal::ZERO) && above.is_some_and(is_heading)
    };
    let is_attribute = |r: &Relation| {
        let mut numbers = table.items.get(r.item).into_iter().flat_map(|item| item.values.cited());
        r.ground > Ground::Formula
            && r.item + 1 < table.items.len()
            && numbers.all(|cited| cited.value.number().is_none_or(|n| n.is_zero()))
    };
    all.retain(|r| !is_total(r) || r.holds() || !(is_idle(r) || closes_nothing(r) || is_attribute(r)));
}

/// Drops failing sums whose parts cancel each other out to the last rupiah, unless the sheet's own formulas state them:
/// these are not parts but the entries of a ledger below the amounts that they explain, with the opposite sign.
fn drop_cancelled(all: &mut Vec<Relation>) {
    let is_guess = |r: &Relation| {
        matches!(r.kind, RelationKind::Children | RelationKind::Total) && r.ground > Ground::Formula
    };
    let cancels = |r: &Relation| r.computed == Some(Decimal::ZERO) && is_addition(r);
    all.retain(|r| !is_guess(r) || r.holds() || !cancels(r));
}

/// Drops the failing sums of a row that are far from its amount in every column, unless the sheet's own formulas state
/// them: what was taken for its parts are other rows. In fewer than three columns, far is what is out of reach (see
/// [`is_out_of_reach`]), and zeros beside it; in three or more, twice or half the amount: no slip doubles a whole row.
fn drop_out_of_reach(all: &mut Vec<Relation>) {
    /// Minimum number of columns that fail alike.
    const MIN_COLUMNS: usize = 3;
    /// The numbers of columns in which a row is tested, is out of reach of its sum, is unlike it, and is zero.
    #[derive(Default)]
    struct Tested {
        columns: usize,
        out_of_reach: usize,
        unlike: usize,
        zero: usize,
    }
    let is_guess = |r: &Relation| {
        matches!(r.kind, RelationKind::Children | RelationKind::Total) && r.ground > Ground::Formula
    };
    let is_unlike = |stated: Decimal, sum: Decimal| {
        let (small, large) = (stated.abs().min(sum.abs()), stated.abs().max(sum.abs()));
        small.checked_mul(Decimal::TWO).is_some_and(|twice| twice < large)
    };
    let mut rows: BTreeMap<ItemId, Tested> = BTreeMap::new();
    for relation in all.iter().filter(|r| is_guess(r)) {
        let Some((stated, sum)) = relation.stated().zip(relation.computed) else { continue };
        if stated.is_zero() && sum.is_zero() {
            continue;
        }
        let row = rows.entry(relation.item).or_default();
        row.columns += 1;
        row.out_of_reach += usize::from(is_out_of_reach(stated, sum));
        row.unlike += usize::from(is_unlike(stated, sum));
        row.zero += usize::from(stated.is_zero());
    }
    let is_of_others = |r: &Relation| {
        rows.get(&r.item).is_some_and(|row| {
            (row.out_of_reach > 0 && row.columns == row.out_of_reach + row.zero)
                || (row.columns == row.unlike && row.columns >= MIN_COLUMNS)
        })
    };
    all.retain(|r| !is_guess(r) || r.holds() || !is_of_others(r));
}

/// Drops failing sums down columns of unsigned changes if the result agrees with its own row: decreases that
/// are printed without a sign do not add up.
///
/// In any other column the agreement with the row says nothing about the sum, since one of the parts may be
/// wrong.
fn drop_unsigned_changes(all: &mut Vec<Relation>, unsigned: &BTreeSet<usize>) {
    let is_down = |r: &Relation| {
        matches!(r.kind, RelationKind::Children | RelationKind::Total) && unsigned.contains(&r.column)
    };
    let broken: BTreeSet<CellRef> =
        all.iter().filter(|r| is_down(r) && !r.holds()).map(|r| r.result.at).collect();
    if broken.is_empty() {
        return;
    }
    let across =
        all.iter().filter(|r| r.kind == RelationKind::Row && broken.contains(&r.result.at) && r.holds());
    let right: BTreeSet<CellRef> = across.map(|r| r.result.at).collect();
    all.retain(|r| !is_down(r) || r.holds() || !right.contains(&r.result.at));
}

/// Drops failing sums within rows that rounding alone explains: the column keeps its results in a larger unit
/// than the columns that it adds up.
fn drop_unit_rounding(all: &mut Vec<Relation>) {
    let is_broken = |r: &Relation| r.kind == RelationKind::Row && !r.holds();
    let columns: BTreeSet<usize> = all.iter().filter(|r| is_broken(r)).map(|r| r.column).collect();
    for column in columns {
        let results: Vec<(Decimal, Decimal)> = all
            .iter()
            .filter(|r| r.kind == RelationKind::Row && r.column == column)
            .filter_map(|r| r.stated().zip(r.computed))
            .collect();
        let Some(unit) = rounding_unit::unit(&results) else { continue };
        let is_kept = |r: &Relation| {
            r.stated()
                .zip(r.computed)
                .is_some_and(|(stated, exact)| rounding_unit::is_rounded_to(stated, exact, unit))
        };
        all.retain(|r| !(is_broken(r) && r.column == column && is_kept(r)));
    }
}

/// Whether the table says that its amounts are in thousands or millions, and therefore rounded.
fn is_rounded(table: &Table) -> bool {
    let mut lines = table.title.iter().chain(&table.header_texts);
    lines.any(|line| thousands::unit_from_words(&fold(&line.text)).is_some())
}

/// Whether the sheet's own formulas add up what the levels say. A typed number among such formulas is then an
/// error rather than a sign of another structure.
fn has_sum_formulas(table: &Table) -> bool {
    table.sheet_sums.as_ref().is_some_and(|summed| {
        summed.agreeing_formulas >= MIN_FORMULAS
            && summed.agreeing_formulas * 10 >= summed.compared_formulas * MIN_FORMULA_TENTHS
    })
}

/// Whether a single wrong figure explains both failures of a column: it exceeds its own sum by as much as the
/// sum above falls short.
fn is_one_wrong_figure(all: &[Relation], kind: RelationKind, column: usize) -> bool {
    let broken: Vec<&Relation> =
        all.iter().filter(|r| r.kind == kind && r.column == column && !r.holds()).collect();
    let explains = |own: &Relation, above: &Relation| {
        let (Some(a), Some(b)) = (own.difference(), above.difference()) else { return false };
        above.terms.iter().any(|term| term.at == own.result.at && term.sign > 0) && a == -b
    };
    matches!(broken[..], [a, b] if explains(a, b) || explains(b, a))
}

/// Replaces the computed values of unsigned differences by their absolute values, and returns the columns.
///
/// A column "bertambah/berkurang" may state how much, whichever way it went. It counts as unsigned if at
/// least one decrease is stated without a sign and none with one.
fn make_unsigned_absolute(all: &mut [Relation]) -> BTreeSet<usize> {
    let is_difference = |r: &Relation| r.kind == RelationKind::Row && r.terms.iter().any(|t| t.sign < 0);
    let mut columns: Vec<usize> = all.iter().filter(|r| is_difference(r)).map(|r| r.column).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut taken = BTreeSet::new();
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
            taken.insert(column);
            for relation in all.iter_mut().filter(|r| of_column(r)) {
                relation.computed = relation.computed.map(|n| n.abs());
            }
        }
    }
    taken
}
