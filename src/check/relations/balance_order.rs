//! Finds balances that were computed while the rows stood in another order: a cash book that was sorted by date later
//! on. Nothing is wrong there but the order.

use rust_decimal::Decimal;

use crate::model::{CellRef, ItemId, Relation, RelationKind, TableId};

/// Rows whose balances follow one another in another order.
#[derive(Debug, Clone)]
pub struct Reordered {
    /// The table.
    pub table: TableId,
    /// The rows and the cells of their balances, in the order in which these follow one another.
    pub rows: Vec<(ItemId, CellRef)>,
}

/// Maximum number of neighbouring rows among which another order is searched.
const MAX_ROWS: usize = 12;
/// Maximum number of steps of a search.
const MAX_STEPS: usize = 10_000;

/// Removes the balances from the relations of a table that fail only because of the order of their rows. Returns them,
/// and the rows.
pub(super) fn take(all: &mut Vec<Relation>) -> (Vec<Relation>, Vec<Reordered>) {
    let places: Vec<usize> =
        (0..all.len()).filter(|place| all[*place].kind == RelationKind::Balance).collect();
    let mut found: Vec<Reordered> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    // The balances of one column follow one another from row to row.
    let follows = |a: &usize, b: &usize| {
        all[*a].column == all[*b].column && all[*b].terms.first().is_some_and(|t| t.at == all[*a].result.at)
    };
    for rows in places.chunk_by(follows) {
        let steps: Vec<Option<Step>> = rows.iter().map(|place| Step::of(&all[*place])).collect();
        let mut at = 0;
        while at < rows.len() {
            let order = if all[rows[at]].holds() { None } else { other_order(&steps[at..]) };
            let Some(order) = order else {
                at += 1;
                continue;
            };
            let row = |step: &usize| (all[rows[at + step]].item, all[rows[at + step]].result.at);
            found.push(Reordered { table: all[rows[at]].table, rows: order.iter().map(row).collect() });
            let end = at + order.len();
            // The next row follows the last balance of that order, and not the one right above it.
            taken.extend(rows[at..rows.len().min(end + 1)].iter().filter(|place| !all[**place].holds()));
            at = end + 1;
        }
    }
    taken.sort_unstable();
    let mut place = 0..;
    let is_taken = |_: &mut Relation| place.next().is_some_and(|at| taken.binary_search(&at).is_ok());
    (all.extract_if(.., is_taken).collect(), found)
}

/// One row of a cash book.
#[derive(Clone, Copy)]
struct Step {
    /// The balance of the row above.
    before: Decimal,
    /// What came in, less what went out.
    change: Decimal,
    /// The balance.
    after: Decimal,
}

impl Step {
    fn of(relation: &Relation) -> Option<Self> {
        let before = relation.terms.first()?.number()?;
        let change = relation.computed?.checked_sub(before)?;
        Some(Self { before, change, after: relation.stated()? })
    }

    fn follows(&self, balance: Decimal) -> bool {
        balance.checked_add(self.change) == Some(self.after)
    }
}

/// Returns another order in which the balances of the first rows follow one another, for as few rows as possible. The
/// balance of the next row must follow too. `None` if there is no such order.
fn other_order(steps: &[Option<Step>]) -> Option<Vec<usize>> {
    let readable: Vec<Step> = steps.iter().take(MAX_ROWS + 1).map_while(|step| *step).collect();
    let first = readable.first()?;
    for count in 2..=MAX_ROWS.min(readable.len()) {
        let (rows, behind) = readable.split_at(count);
        let goes_on = |last: Decimal| behind.first().is_none_or(|next| next.follows(last));
        let mut order = Vec::new();
        let mut left = MAX_STEPS;
        if search(rows, first.before, &mut order, &goes_on, &mut left) {
            return Some(order);
        }
    }
    None
}

/// Extends an order by the rows that are not in it yet. Returns whether that is possible.
fn search(
    rows: &[Step],
    balance: Decimal,
    order: &mut Vec<usize>,
    goes_on: &impl Fn(Decimal) -> bool,
    left: &mut usize,
) -> bool {
    if order.len() == rows.len() {
        return goes_on(balance);
    }
    for (place, row) in rows.iter().enumerate() {
        *left = left.saturating_sub(1);
        if *left == 0 {
            return false;
        }
        if order.contains(&place) || !row.follows(balance) {
            continue;
        }
        order.push(place);
        if search(rows, row.after, order, goes_on, left) {
            return true;
        }
        order.pop();
    }
    false
}
