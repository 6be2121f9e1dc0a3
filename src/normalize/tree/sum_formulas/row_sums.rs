//! The sums of one row: each column may have its own, and most have the same.

use crate::forms::Kind;
use crate::model::{CellRef, Cited, Column, Item, Sheet, Table, Value};

use crate::normalize::tree::total_labels::{TotalLabel, total_label};

/// The rows of a sheet that a formula reads: sign, whether it passes over subtotals among them, first and
/// last row.
pub type SummedRows = Vec<(i8, bool, u32, u32)>;

/// A sum that columns of a row have: the rows that it adds up, the first such column, and the number of them.
pub type RowSum = (SummedRows, u32, usize);

/// Whether the sums of a row are those of another table at its right: the word for their total stands between them and
/// the typed amounts of the row.
pub fn is_of_table_beside(table: &Table, item: &Item, ways: &[RowSum], typed: &[CellRef]) -> bool {
    let is_total = |(column, cited): &(&Column, &Cited<Value>)| {
        column.key != "nama"
            && matches!(&cited.value, Value::Text(text) if total_label(text) == TotalLabel::Total)
    };
    let word = table.columns_of(&item.values).find(is_total).map(|(_, cited)| cited.at.column);
    word.is_some_and(|word| {
        ways.iter().all(|(_, column, _)| *column > word) && typed.iter().any(|at| at.column < word)
    })
}

/// Replaces the sums of a row by one over the rows of them all, where what each leaves out of these is blank in its own
/// column: the debits of a trial balance end, and the credits begin, with the accounts that have them. Rows that exceed
/// the budget `left` are not examined.
pub fn widen_over_blanks(ways: &mut Vec<RowSum>, sheet: &Sheet, left: &mut usize) {
    let area = |(rows, ..): &RowSum| match rows[..] {
        [(1, false, first, last)] => Some((first, last)),
        _ => None,
    };
    let areas: Vec<(u32, u32)> = ways.iter().filter_map(area).collect();
    let (Some(from), Some(to)) =
        (areas.iter().map(|(first, _)| *first).min(), areas.iter().map(|(_, last)| *last).max())
    else {
        return;
    };
    // Sums of rows apart from each other are different sums.
    let overlap = areas.iter().map(|(first, _)| first).max() <= areas.iter().map(|(_, last)| last).min();
    if areas.len() < 2 || !overlap {
        return;
    }
    let mut whole: Option<RowSum> = None;
    ways.retain(|way| {
        let Some((first, last)) = area(way) else { return true };
        let rows = (first - from) as usize + (to - last) as usize;
        let Some(rest) = left.checked_sub(rows) else { return true };
        *left = rest;
        let is_blank = |row: u32| sheet.cells.get(&(row, way.1)).is_none_or(|cell| cell.content.is_blank());
        if !(from..first).chain(last + 1..=to).all(is_blank) {
            return true;
        }
        let whole = whole.get_or_insert_with(|| (vec![(1, false, from, to)], way.1, 0));
        whole.2 += way.2;
        false
    });
    ways.extend(whole);
}

/// Returns the sum that most columns of a row have. Money goes before counts. Of two sums that are equally frequent,
/// it is the one over fewer rows: other evidence finds what it leaves out. `None` if the row has no sum.
pub fn most_frequent_sum<'w>(table: &Table, ways: &'w [RowSum]) -> Option<&'w RowSum> {
    let length =
        |rows: &SummedRows| rows.iter().map(|(.., first, last)| u64::from(last - first)).sum::<u64>();
    let is_money = |column: u32| {
        let is_at = |c: &Column| (c.first_column..=c.last_column).contains(&column);
        table.columns.iter().any(|c| c.kind == Kind::Rupiah && is_at(c))
    };
    ways.iter()
        .max_by_key(|(rows, column, count)| (is_money(*column), *count, std::cmp::Reverse(length(rows))))
}
