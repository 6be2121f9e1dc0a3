//! Decides which item a total row in the middle of a table belongs to: "Jumlah" below the kegiatan of a
//! program states the sum of that program once more. The row's words decide, or else its figures and the
//! level that most other totals of the table close.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use crate::model::{ItemId, Level, Table};

/// Gives each total row that closes an item that item as its parent. A total of all rows gets none.
pub fn assign_subtotals(table: &mut Table) {
    let is_total = |id: &ItemId| table.items.get(*id).is_some_and(|item| item.level == Level::Jumlah);
    let totals: Vec<ItemId> = (0..table.items.len()).filter(is_total).collect();
    // A single total at the end is that of all rows.
    let is_alone = totals.len() < 2 && totals.last().is_none_or(|last| last + 1 == table.items.len());
    let columns: Vec<usize> = table.summed_columns().collect();
    if is_alone || columns.is_empty() {
        return;
    }
    let sums: Vec<ColumnSums> = columns.iter().map(|column| ColumnSums::new(table, *column)).collect();
    let mut rows: Vec<TotalRow> = Vec::with_capacity(totals.len());
    let (mut before, mut open) = (None, 0);
    for (id, item) in table.items.iter().enumerate() {
        if item.level == Level::Jumlah {
            rows.push(TotalRow::new(table, id, before));
        } else {
            rows.iter_mut().skip(open).for_each(|row| row.close_items(table, &sums, Some(item.level)));
            (before, open) = (Some(id), rows.len());
        }
    }
    rows.iter_mut().skip(open).for_each(|row| row.close_items(table, &sums, None));
    // The level that most totals close; of equals, the outermost.
    let mut of_level: BTreeMap<Level, usize> = BTreeMap::new();
    for (level, _) in rows.iter().flat_map(|row| row.agreeing.iter()) {
        *of_level.entry(*level).or_default() += 1;
    }
    let usual = of_level.iter().max_by_key(|(level, count)| (**count, std::cmp::Reverse(**level)));
    let usual = usual.map(|(level, _)| *level);
    let mut closed: HashSet<ItemId> = HashSet::new();
    for row in rows {
        // A single outermost item has the same sum as all rows.
        let is_outermost = |id: ItemId| table.items.get(id).is_some_and(|item| item.parent.is_none());
        let is_open =
            |(_, id): &(Level, ItemId)| !(closed.contains(id) || row.is_grand_total && is_outermost(*id));
        let agreeing: Vec<(Level, ItemId)> = row.agreeing.iter().copied().filter(is_open).collect();
        // If the figures agree with no item, they may be what is wrong.
        let closing = row.closing.iter().copied().filter(is_open).filter(|_| !row.is_grand_total);
        let closing: Vec<(Level, ItemId)> = closing.collect();
        let of = |items: &[(Level, ItemId)], level: Option<Level>| {
            items.iter().find(|(of, _)| Some(*of) == level).map(|(_, id)| *id)
        };
        let parent = (of(&agreeing, row.stated_level).or_else(|| of(&closing, row.stated_level)))
            .or_else(|| of(&agreeing, usual))
            .or_else(|| agreeing.last().map(|(_, id)| *id))
            .or_else(|| of(&closing, usual));
        if let Some(parent) = parent
            && let Some(item) = table.items.get_mut(row.id)
        {
            item.parent = Some(parent);
            closed.insert(parent);
        }
    }
}

/// A total row, with the items that it may belong to.
struct TotalRow {
    id: ItemId,
    /// The items that end before it, innermost first.
    closing: Vec<(Level, ItemId)>,
    /// Those of them whose amounts it states.
    agreeing: Vec<(Level, ItemId)>,
    /// The level that its words name. `None` if they name none.
    stated_level: Option<Level>,
    /// Whether it states the sum of all rows.
    is_grand_total: bool,
}

impl TotalRow {
    /// Starts a total row; `before` is the last row before it that is no total.
    fn new(table: &Table, id: ItemId, before: Option<ItemId>) -> Self {
        let above = |item: &ItemId| table.items.get(*item).and_then(|item| item.parent);
        let level = |item: ItemId| Some((table.items.get(item)?.level, item));
        let closing = std::iter::successors(before, above).filter_map(level).collect();
        let label = table.items.get(id).map(|item| table.label_text(item));
        let said = label.and_then(|label| level_in_label(&label));
        Self { id, closing, agreeing: Vec::new(), stated_level: said, is_grand_total: false }
    }

    /// Closes every open item at or below the level of the next row that is not a total; `next` is `None` at
    /// the end of the table. Then compares the amounts with those of the items that remain.
    fn close_items(&mut self, table: &Table, sums: &[ColumnSums], next: Option<Level>) {
        self.closing.retain(|(level, _)| next.is_none_or(|next| next <= *level));
        let states = |of: &dyn Fn(&ColumnSums) -> [Option<Decimal>; 2]| {
            let (mut stated, mut same) = (0_usize, 0_usize);
            for sums in sums {
                let Some(amount) = table.number(self.id, sums.column).filter(|amount| !amount.is_zero())
                else {
                    continue;
                };
                stated += 1;
                same += usize::from(of(sums).contains(&Some(amount)));
            }
            same > 0 && same * 2 >= stated
        };
        let of_item = |item: ItemId| {
            states(&|sums| [table.number(item, sums.column), sums.by_item.get(item).copied().flatten()])
        };
        let agreeing = self.closing.iter().copied().filter(|(_, item)| of_item(*item)).collect();
        let is_of_all = states(&|sums| [sums.of_outermost, None]);
        (self.agreeing, self.is_grand_total) = (agreeing, is_of_all);
    }
}

/// Returns the level that the words of a total name: "Jumlah Program", "Total Kegiatan 1.2". `None` for other
/// words.
fn level_in_label(label: &str) -> Option<Level> {
    let of = crate::normalize::row_label::totalled_name(label)?;
    let mut words = of.split(' ');
    match (words.next(), words.next()) {
        (Some("program"), _) => Some(Level::Program),
        (Some("kegiatan"), _) => Some(Level::Kegiatan),
        (Some("sub"), Some("kegiatan")) | (Some("subkegiatan"), _) => Some(Level::SubKegiatan),
        _ => None,
    }
}

/// The sums of a column.
struct ColumnSums {
    column: usize,
    /// The sum of the items directly below each item. `None` on overflow.
    by_item: Vec<Option<Decimal>>,
    /// The sum of the outermost items. `None` on overflow.
    of_outermost: Option<Decimal>,
}

impl ColumnSums {
    /// Adds up a column, total rows aside.
    fn new(table: &Table, column: usize) -> Self {
        let zero = Some(Decimal::ZERO);
        let mut sums = Self { column, by_item: vec![zero; table.items.len()], of_outermost: zero };
        let rows = table.items.iter().enumerate().filter(|(_, item)| item.level != Level::Jumlah);
        for (id, item) in rows {
            let Some(amount) = table.number(id, column) else { continue };
            let above = match item.parent {
                Some(parent) => sums.by_item.get_mut(parent),
                None => Some(&mut sums.of_outermost),
            };
            if let Some(sum) = above {
                *sum = sum.and_then(|sum| sum.checked_add(amount));
            }
        }
        sums
    }
}
