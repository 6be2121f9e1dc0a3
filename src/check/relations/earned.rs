//! Sums of a table without an official form count where the table itself bears them out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::check::{kept, ribuan};
use crate::model::{
    CellRef, Column, Ground, Item, ItemId, Relation, RelationKind, SheetId, Table, Term, Value,
};
use crate::text::fold::fold;
use crate::text::satuan;

/// Of the relations of one kind in one column, this many in ten must hold before the others are
/// taken for wrong: funds that look like a hierarchy and are flat hold in none.
const HOLDING_OF_TEN: usize = 5;

/// Of so many sums of all columns, fewer than half that hold refute the levels themselves.
const FEWEST_REFUTING: usize = 4;

/// One wrong figure breaks its own sum and the one above.
const MOST_BROKEN_BY_ONE: usize = 2;

/// So many sums in other columns speak for those of this one, of which so many in ten hold.
const FEWEST_ELSEWHERE: usize = 3;
const HOLDING_ELSEWHERE_OF_TEN: usize = 8;

/// So many formulas add up what the levels say, so many in ten of all, that the sheet itself says what
/// its sums are.
const FEWEST_FORMULAS: usize = 2;
const FORMULAS_OF_TEN: usize = 8;

/// Fewest columns of a row by which it is told whether it is the sum that its look or the figures tell.
const FEWEST_UNBORNE: usize = 2;

/// The relations that the table bears out, and those among them that only follow from another broken one.
pub(super) fn earned(table: &Table, all: Vec<Relation>) -> (Vec<Relation>, Vec<Relation>) {
    // A heading without an amount states no sum.
    let mut all: Vec<Relation> = all.into_iter().filter(|r| r.result.value.is_some()).collect();
    let unsigned = take_absolute(&mut all);
    if is_rounded(table) {
        all.retain(|relation| relation.holds() || !ribuan::is_of_rounding(relation));
    }
    take_kept(&mut all);
    let mut groups: Vec<(RelationKind, usize)> = all.iter().map(|r| (r.kind, r.column)).collect();
    groups.sort_unstable();
    groups.dedup();
    // Zeros agree with everything, and what cannot be read with nothing.
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
    let is_refuted = tested >= FEWEST_REFUTING && holding * 10 < tested * HOLDING_OF_TEN;
    let mut out: Vec<(RelationKind, usize)> = Vec::new();
    for &(kind, column) in &groups {
        let (of_column, holding) = count(&|r| r.kind == kind && r.column == column);
        // A total row says itself that it is one.
        if matches!(kind, RelationKind::Total | RelationKind::Balance | RelationKind::Row)
            || holding * 10 >= of_column * HOLDING_OF_TEN
        {
            continue;
        }
        // The same rows add up in the other columns: a wrong figure or two are not another structure.
        let (others, of_others) = count(&|r| r.kind == kind && r.column != column);
        let elsewhere = kind == RelationKind::Children
            && others >= FEWEST_ELSEWHERE
            && of_others * 10 >= others * HOLDING_ELSEWHERE_OF_TEN;
        let few = of_column - holding <= MOST_BROKEN_BY_ONE;
        let says_itself = kind == RelationKind::Children && says_its_sums(table);
        if few && (says_itself || (holding > 0 && (elsewhere || is_one_cell(&all, kind, column)))) {
            continue;
        }
        out.push((kind, column));
        // Where the sums of a column hold in none, its total row is of numbers that do not add up.
        if kind == RelationKind::Children && holding == 0 {
            out.push((RelationKind::Total, column));
        }
    }
    let is_out =
        |r: &Relation| out.contains(&(r.kind, r.column)) && !(r.kind == RelationKind::Total && r.holds());
    all.retain(|r| !(is_out(r) || is_refuted && is_guessed(r) && !r.holds()));
    // A single zero without words below an amount is not its sum: a check that the office made itself.
    let bare: BTreeSet<u32> =
        table.items.iter().filter(|item| !has_words(item)).map(|item| item.first_row).collect();
    all.retain(|r| {
        let is_guess = r.kind == RelationKind::Children && r.ground != Ground::Formula;
        let mut numbers = r.terms.iter().filter(|term| term.number().is_some());
        let is_zero = |term: &Term| term.number() == Some(Decimal::ZERO) && bare.contains(&term.at.row);
        !(is_guess && numbers.next().is_some_and(is_zero) && numbers.next().is_none())
    });
    drop_unsigned(&mut all, &unsigned);
    drop_of_other_units(table, &mut all);
    drop_of_other_columns(table, &mut all);
    drop_unborne(&mut all);
    let consequences = take_consequences(&mut all);
    (all, consequences)
}

/// Whether a row has a name or a code.
fn has_words(item: &Item) -> bool {
    item.values.cited().any(|cited| matches!(cited.value, Value::Text(_) | Value::Kode(_)))
}

/// Drops the broken sums of rows that count another thing than their parts: eleven offices are no sum of the people
/// who work there.
fn drop_of_other_units(table: &Table, all: &mut Vec<Relation>) {
    let says_units = |column: &Column| {
        let words = column.header.last().map(|head| fold(&head.text)).unwrap_or_default();
        matches!(words.as_str(), "satuan" | "sat")
    };
    let Some(column) = table.columns.iter().position(says_units) else { return };
    let stated = |item: &Item| Some((item.first_row, item.values.get(column)?.text.clone()));
    let by_row: BTreeMap<u32, Arc<str>> = table.items.iter().filter_map(stated).collect();
    let unit = |term: &Term| by_row.get(&term.at.row).map(|unit| unit.trim()).filter(|unit| !unit.is_empty());
    let is_of_other = |r: &Relation| {
        let own = unit(&r.result).filter(|_| r.kind == RelationKind::Children && !r.holds());
        own.is_some_and(|own| {
            r.terms.iter().any(|term| unit(term).is_some_and(|unit| !satuan::alike(Some(unit), Some(own))))
        })
    };
    all.retain(|r| !is_of_other(r));
}

/// Drops the broken sums whose result is, to the rupiah, what another column of the same rows adds up to: a subtotal of
/// amounts that was typed below the quantities.
fn drop_of_other_columns(table: &Table, all: &mut Vec<Relation>) {
    /// Fewer different amounts may add up to the same by chance.
    const FEWEST: usize = 3;
    if all.iter().all(|r| r.holds() || r.terms.len() < FEWEST) {
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
        sum.is_some() && sum == r.stated() && amounts().collect::<BTreeSet<_>>().len() >= FEWEST
    };
    let is_of_other = |r: &Relation| {
        matches!(r.kind, RelationKind::Children | RelationKind::Total)
            && !r.holds()
            && table.adding_up().any(|column| {
                let is_free = table.number(r.item, column).is_none();
                column != r.column && is_free && is_sum_of(r, column)
            })
    };
    all.retain(|r| !is_of_other(r));
}

/// How far the columns of a row bear out that it is a sum.
#[derive(Default)]
struct Borne {
    tested: usize,
    holding: usize,
    /// The rows whose amounts it adds up where it holds.
    parts: BTreeSet<(SheetId, u32)>,
    /// Whether it is no sum where there is one such row alone.
    needs_parts: bool,
}

/// Drops the sums of a row that only its look or the figures tell, where they hold in less than half of its columns:
/// growth rates in the rows of a sum, a total of rows that are guessed to stand side by side. One wrong figure breaks
/// the sum of one column.
fn drop_unborne(all: &mut Vec<Relation>) {
    let is_guess = |r: &Relation| {
        matches!(r.kind, RelationKind::Children | RelationKind::Total)
            && matches!(r.ground, Ground::Look | Ground::Figures)
    };
    // A column that follows from others says what they say.
    let follows: BTreeSet<usize> =
        all.iter().filter(|r| r.kind == RelationKind::Row).map(|r| r.column).collect();
    let mut rows: BTreeMap<(RelationKind, ItemId), Borne> = BTreeMap::new();
    // Zeros agree with everything.
    let says_something = |r: &Relation| r.stated().is_some_and(|n| !n.is_zero()) || !r.holds();
    for relation in all.iter().filter(|r| is_guess(r) && !follows.contains(&r.column) && says_something(r)) {
        let row = rows.entry((relation.kind, relation.item)).or_default();
        row.tested += 1;
        if relation.holds() {
            row.holding += 1;
            let amounts = relation.terms.iter().filter(|term| term.number().is_some_and(|n| !n.is_zero()));
            row.parts.extend(amounts.map(|term| (term.at.sheet, term.at.row)));
        }
        // Where figures alone tell the levels, a row with the same amount as the only row below it may be its
        // neighbour, not its sum. A total row says by its words that it is a sum.
        row.needs_parts = relation.ground == Ground::Figures && relation.kind != RelationKind::Total;
    }
    let is_unborne = |r: &Relation| {
        rows.get(&(r.kind, r.item)).is_some_and(|row| {
            let holding = if row.needs_parts && row.parts.len() < 2 { 0 } else { row.holding };
            row.tested >= FEWEST_UNBORNE && holding * 2 < row.tested
        })
    };
    all.retain(|r| !is_guess(r) || r.holds() || !is_unborne(r));
}

/// Drops broken sums down columns of unsigned changes whose result agrees with its own row: a decrease that is
/// printed without its sign does not add up. In any other column a row that agrees says nothing about the sum: a
/// part may be wrong.
fn drop_unsigned(all: &mut Vec<Relation>, unsigned: &BTreeSet<usize>) {
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

/// Takes out the relations that are broken by nothing but another broken one: the change of a total whose year is
/// added up wrongly, a grand total of a wrong subtotal.
fn take_consequences(all: &mut Vec<Relation>) -> Vec<Relation> {
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
    // The cell whose right value makes a broken relation hold.
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
    // The weaker ones first: of two that explain each other, as a sum and the rest of it do, one stays.
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

/// Drops the row sums that are broken by rounding alone: the column keeps its results in a larger unit than the
/// columns that it adds up.
fn take_kept(all: &mut Vec<Relation>) {
    let is_broken = |r: &Relation| r.kind == RelationKind::Row && !r.holds();
    let columns: BTreeSet<usize> = all.iter().filter(|r| is_broken(r)).map(|r| r.column).collect();
    for column in columns {
        let results: Vec<(Decimal, Decimal)> = all
            .iter()
            .filter(|r| r.kind == RelationKind::Row && r.column == column)
            .filter_map(|r| r.stated().zip(r.computed))
            .collect();
        let Some(unit) = kept::unit(&results) else { continue };
        let is_kept = |r: &Relation| {
            r.stated().zip(r.computed).is_some_and(|(stated, exact)| kept::is_kept(stated, exact, unit))
        };
        all.retain(|r| !(is_broken(r) && r.column == column && is_kept(r)));
    }
}

/// Whether the table says that its amounts are in thousands or millions: then they are rounded.
fn is_rounded(table: &Table) -> bool {
    let mut lines = table.title.iter().chain(&table.header_texts);
    lines.any(|line| ribuan::of_words(&fold(&line.text)).is_some())
}

/// Whether the sheet's own formulas add up what the levels say: then a number among them, in a column
/// that was typed in, is one that does not follow.
fn says_its_sums(table: &Table) -> bool {
    table.summed.as_ref().is_some_and(|summed| {
        summed.agreeing >= FEWEST_FORMULAS && summed.agreeing * 10 >= summed.all * FORMULAS_OF_TEN
    })
}

/// Whether one figure explains all that does not hold in a column: too large in its own sum by what
/// the sum above is too small.
fn is_one_cell(all: &[Relation], kind: RelationKind, column: usize) -> bool {
    let broken: Vec<&Relation> =
        all.iter().filter(|r| r.kind == kind && r.column == column && !r.holds()).collect();
    let explains = |own: &Relation, above: &Relation| {
        let (Some(a), Some(b)) = (own.difference(), above.difference()) else { return false };
        above.terms.iter().any(|term| term.at == own.result.at && term.sign > 0) && a == -b
    };
    matches!(broken[..], [a, b] if explains(a, b) || explains(b, a))
}

/// A column "bertambah/berkurang" may state how much, whichever way it went. Returns the columns that do.
fn take_absolute(all: &mut [Relation]) -> BTreeSet<usize> {
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
