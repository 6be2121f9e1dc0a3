//! Running balances of a cash book or a ledger: each balance is the one of the row before, plus what came in,
//! minus what went out.

use rust_decimal::Decimal;

use super::terms::{relation, term};
use crate::forms::Kind;
use crate::model::{Balance, Item, ItemId, Level, Relation, RelationKind, Table, TableId, Term};
use crate::text::fold::fold;
use crate::text::words::{is_closing_balance, is_opening_balance};

/// Returns the balance relations of a table: row by row, in its total row, and from month to month.
pub(super) fn relations(id: TableId, table: &Table) -> Vec<Relation> {
    let balances: Vec<&Balance> = table.sheet_sums.iter().flat_map(|summed| &summed.balances).collect();
    // Columns that any of the balances adds or subtracts. A row with a figure in one of them is an entry of
    // the book.
    let moving: Vec<usize> =
        balances.iter().flat_map(|balance| balance.plus.iter().chain(&balance.minus)).copied().collect();
    let mut all: Vec<Relation> =
        balances.iter().flat_map(|balance| column_relations(id, table, balance, &moving)).collect();
    all.extend(balances.iter().filter_map(|balance| total_relation(id, table, balance)));
    all.extend(carry_over_relations(id, table));
    all
}

/// Returns the relation "the balance in the total row equals the balance of the last row before it".
///
/// It is only asked for if the row's total of what came in, minus its total of what went out, gives that last
/// balance too. `None` if it does not, if the table has not exactly one total row, or if that row states no
/// balance.
fn total_relation(id: TableId, table: &Table, balance: &Balance) -> Option<Relation> {
    let is_total = |item: &Item| item.level == Level::Jumlah;
    let mut totals = table.items.iter().enumerate().filter(|(_, item)| is_total(item));
    let (Some((total, _)), None) = (totals.next(), totals.next()) else { return None };
    let last = (0..total).rev().find(|item| table.number(*item, balance.column).is_some())?;
    let sum = |columns: &[usize]| {
        let numbers = columns.iter().map(|column| table.number(total, *column));
        numbers.flatten().try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    let left = sum(&balance.plus)?.checked_sub(sum(&balance.minus)?)?;
    let is_both = table.number(last, balance.column) == Some(left);
    table.number(total, balance.column).filter(|_| is_both)?;
    let terms = vec![term(table, last, balance.column)];
    Some(relation(RelationKind::Balance, (id, table), total, balance.column, terms))
}

/// Returns the relations "the opening cash of a month equals the closing cash of the month before".
///
/// A report of monthly cash has one row for the opening and one for the closing balance, and a column per
/// month. Returns nothing unless both rows are found exactly once and most of the months bear the relation
/// out.
fn carry_over_relations(id: TableId, table: &Table) -> Vec<Relation> {
    // Minimum number of months that must carry over exactly; one may be a coincidence.
    const MIN_HOLDING_MONTHS: usize = 2;
    let labelled = |test: &dyn Fn(&str) -> bool| {
        let named = |item: &Item| test(&fold(&table.label(item)));
        let mut found = table.items.iter().enumerate().filter(|(_, item)| named(item)).map(|(id, _)| id);
        found.next().filter(|_| found.next().is_none())
    };
    let (Some(opening), Some(closing)) = (labelled(&is_opening_balance), labelled(&is_closing_balance))
    else {
        return Vec::new();
    };
    let months: Vec<usize> =
        (0..table.columns.len()).filter(|c| table.columns[*c].kind == Kind::Rupiah).collect();
    let first = months.first().and_then(|month| table.number(opening, *month));
    let all: Vec<Relation> = months
        .windows(2)
        .filter_map(|pair| {
            let [before, month] = pair else { return None };
            // Skip the column of the whole year: its opening balance repeats that of the first month.
            table.number(opening, *month).filter(|n| Some(*n) != first)?;
            let terms = vec![term(table, closing, *before)];
            Some(relation(RelationKind::Balance, (id, table), opening, *month, terms))
        })
        .collect();
    let holding = all.iter().filter(|relation| relation.holds()).count();
    if holding >= MIN_HOLDING_MONTHS && holding * 2 > all.len() { all } else { Vec::new() }
}

/// Returns one relation for each row that states a balance, from the second such row on. Total rows are
/// skipped.
///
/// A row without any movement is compared only if it is an entry of the book, that is, if it has a figure in
/// a column that some balance counts. Other rows start a new sequence: nothing says how their balance came
/// about.
fn column_relations(id: TableId, table: &Table, balance: &Balance, moving: &[usize]) -> Vec<Relation> {
    let mut all = Vec::new();
    let mut before: Option<ItemId> = None;
    for (item, i) in table.items.iter().enumerate() {
        if i.values.get(balance.column).is_none_or(|cited| cited.value.number().is_none()) {
            continue;
        }
        if i.level == Level::Jumlah {
            continue;
        }
        let part = |sign: i8| move |column: &usize| Term { sign, ..term(table, item, *column) };
        let stated = |term: &Term| term.number().is_some();
        let moves: Vec<Term> = balance
            .plus
            .iter()
            .map(part(1))
            .chain(balance.minus.iter().map(part(-1)))
            .filter(stated)
            .collect();
        let is_entry = || moving.iter().any(|column| stated(&term(table, item, *column)));
        if let Some(before) = before.filter(|_| !moves.is_empty() || is_entry()) {
            let terms = std::iter::once(term(table, before, balance.column)).chain(moves).collect();
            all.push(relation(RelationKind::Balance, (id, table), item, balance.column, terms));
        }
        before = Some(item);
    }
    all
}
