//! Reads what the sheet's own formulas add up: `=SUM(F6:F9)`, `=F6+F9+F15`, `=SUBTOTAL(9,F6:F20)` over cells
//! of their own column. A row that adds up rows below it stands above them; one that adds up rows above it is
//! their total.

pub mod hierarchy;
mod row_sums;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{
    CellContent, CellRef, Column, Item, ItemId, Operand, PlainSum, Sheet, Table, is_subtotal, parse_plain_sum,
};

use crate::normalize::evidence::SLIP_ONE_IN;
use crate::text::sheet_formula::{self, SheetFormula};

use super::figures::{self, is_near};
use super::totals::{SumParts, outermost_parts};
use row_sums::{RowSum, SummedRows, is_of_table_beside, most_frequent_sum, widen_over_blanks};

/// Maximum number of rows that formulas of one table may take in all: a hostile sheet sums itself up in every
/// row.
const MAX_TAKEN_ROWS: usize = 2_000_000;

/// Maximum number of rows at the end of a block that most of its sums leave out.
const MAX_INSERTED_ROWS: u32 = 100;

/// First and last sheet column.
type ColumnSpan = (u32, u32);

/// What the formulas of a table add up.
pub struct SumFormulas {
    /// For each item, the items that most of its formulas add (1) or subtract (-1), sorted.
    taken: Vec<Vec<(i8, ItemId)>>,
    /// For each item, how many of its formulas do so, and how many formulas it has.
    counts: Vec<(usize, usize)>,
    /// The rows of every formula, with its item, sorted by item.
    rows_by_item: Vec<(ItemId, SummedRows)>,
    /// Cells that hold a typed number on a row whose other columns hold such formulas.
    pub typed: BTreeSet<CellRef>,
    /// The rows of every formula, with its item and its column in the table.
    rows_by_cell: Vec<(ItemId, usize, SummedRows)>,
    /// Cells with a formula that is no sum of their own column.
    non_sum_cells: BTreeSet<CellRef>,
    /// Whether a formula of the item is a function call: a sum, even of a single row.
    has_call: Vec<bool>,
    /// Whether every figure of the item is computed from other rows and none is a sum of its column: an
    /// average, a share, a running sum.
    is_aside: Vec<bool>,
    /// The hidden rows of the sheet.
    hidden: BTreeSet<u32>,
    /// The sheet row on which each item's amounts stand.
    sheet_rows: Vec<u32>,
    /// Whether the item has an amount at all.
    has_amount: Vec<bool>,
}

/// Reads the formulas of a table. `None` if no cell of a column that adds up has one, or if they exceed
/// [`MAX_TAKEN_ROWS`].
pub fn read(table: &Table, sheet: &Sheet) -> Option<SumFormulas> {
    let money: Vec<usize> = table.summed_columns().collect();
    let is_named = |column: &Column| column.header.iter().any(|head| !head.text.trim().is_empty());
    let amount = |item: &Item| money.iter().find_map(|c| item.values.get(*c).map(|v| v.at.row));
    let mut formulas = SumFormulas {
        taken: vec![Vec::new(); table.items.len()],
        counts: vec![(0, 0); table.items.len()],
        rows_by_item: Vec::new(),
        typed: BTreeSet::new(),
        rows_by_cell: Vec::new(),
        non_sum_cells: BTreeSet::new(),
        has_call: vec![false; table.items.len()],
        is_aside: vec![false; table.items.len()],
        hidden: sheet.hidden_rows.iter().copied().collect(),
        sheet_rows: table.items.iter().map(|item| amount(item).unwrap_or(item.first_row)).collect(),
        has_amount: table.items.iter().map(|item| amount(item).is_some()).collect(),
    };
    let mut left = MAX_TAKEN_ROWS;
    for (id, item) in table.items.iter().enumerate() {
        // The different sums of its columns, each with the column of its first occurrence and its count.
        let mut ways: Vec<RowSum> = Vec::new();
        let mut typed: Vec<CellRef> = Vec::new();
        let (mut stated, mut from_others, mut is_priced) = (0_usize, 0_usize, false);
        for column in &money {
            let Some(at) = item.values.get(*column).map(|v| v.at) else { continue };
            stated += 1;
            let cell = sheet.cells.get(&(at.row, at.column));
            let Some(text) = cell.and_then(|cell| cell.formula.as_deref()) else {
                typed.push(at);
                continue;
            };
            // A formula that gives an error says nothing: it was dragged down past the end, or its rows are gone.
            if cell.is_some_and(|cell| matches!(cell.content, CellContent::NotANumber(_))) {
                formulas.non_sum_cells.insert(at);
                continue;
            }
            let span = table
                .columns
                .get(*column)
                .map_or((at.column, at.column), |c| (c.first_column, c.last_column));
            let sum = parse_plain_sum(text, sheet);
            let Some(mut rows) = sum.and_then(|sum| rows_read(&sum, at.row, span)) else {
                formulas.non_sum_cells.insert(at);
                from_others += usize::from(reads_other_row(text, at.row, table));
                is_priced |= multiplies_own_row(text, at.row);
                continue;
            };
            formulas.has_call[id] |= text.contains('(');
            formulas.resolve_subtotals(&mut rows, sheet, at.column, &mut left)?;
            match ways.iter_mut().find(|(known, ..)| *known == rows) {
                Some((_, _, count)) => *count += 1,
                None => ways.push((rows.clone(), at.column, 1)),
            }
            formulas.rows_by_cell.push((id, *column, rows.clone()));
            formulas.rows_by_item.push((id, rows));
        }
        formulas.is_aside[id] = stated > 0 && from_others == stated;
        let all: usize = ways.iter().map(|(.., count)| count).sum();
        widen_over_blanks(&mut ways, sheet, &mut left);
        let Some(most) = most_frequent_sum(table, &ways) else { continue };
        if is_of_table_beside(table, item, &ways, &typed) {
            continue;
        }
        // Rows were inserted into a block, and only some columns were mended: if most sums begin further down, take one
        // that begins right below its row and holds all of their rows, up to the next sum.
        let next = (id + 1..table.items.len()).find(|next| formulas.has_amount[*next]);
        let is_sum = |line: u32, column: u32| {
            let formula = sheet.cells.get(&(line, column)).and_then(|cell| cell.formula.as_deref());
            formula.is_some_and(|text| parse_plain_sum(text, sheet).is_some())
        };
        let begins_at_head = |(rows, column, _): &&RowSum| match (&rows[..], &most.0[..]) {
            ([(1, _, first, last)], [(1, _, later, end)]) => {
                first < later
                    && (*end..=end.saturating_add(MAX_INSERTED_ROWS)).contains(last)
                    && next.is_some_and(|next| formulas.sheet_rows[next] == *first)
                    && !(end + 1..=*last).any(|line| is_sum(line, *column))
            }
            _ => false,
        };
        let (rows, column, count) = ways.iter().find(begins_at_head).unwrap_or(most).clone();
        // A single difference in a row of otherwise typed columns is a calculation and no total.
        let is_working = count == 1 && stated > 2 && rows.iter().any(|(sign, ..)| *sign < 0);
        // Neither is a sum in a column without a name, beside a typed number in a column with one.
        let under = |at: u32| table.columns.iter().find(|c| (c.first_column..=c.last_column).contains(&at));
        let is_beside = !under(column).is_some_and(is_named)
            && typed.iter().any(|at| under(at.column).is_some_and(is_named));
        // Nor is the amount of an item whose quantity takes up those of other items: paint for two kinds of ceiling.
        if is_working || is_beside || is_priced {
            continue;
        }
        let taken = formulas.items_on_rows(&rows, sheet, column, &mut left)?;
        // A difference that also reads a figure beside the rows is no sum of them.
        let takes_off = rows.iter().any(|(sign, ..)| *sign < 0);
        if takes_off && !gives_stated_amount(table, id, &taken) {
            continue;
        }
        if taken.iter().all(|(_, taken)| *taken != id) {
            formulas.taken[id] = taken;
            formulas.typed.extend(typed);
            formulas.counts[id] = (count, all);
        }
    }
    formulas.drop_typed_columns(table);
    (!formulas.rows_by_item.is_empty() || !formulas.non_sum_cells.is_empty()).then_some(formulas)
}

/// Whether a formula reads a figure of the table on another row.
fn reads_other_row(text: &str, row: u32, table: &Table) -> bool {
    let columns = || table.columns.iter().filter(|column| column.kind != Kind::Text);
    let is_own = |range: &sheet_formula::Range| {
        let is_column = columns().any(|c| c.first_column <= range.last.1 && range.first.1 <= c.last_column);
        let rows = table.items.first().map_or(0, |item| item.first_row)..=table.area.last_row;
        range.sheet.is_none() && is_column && rows.contains(&range.first.0)
    };
    let reads = |range: &sheet_formula::Range| is_own(range) && (range.first.0 != row || range.last.0 != row);
    sheet_formula::read(text).is_some_and(|formula| formula.ranges().into_iter().any(reads))
}

/// Whether a formula multiplies two cells of its own row, such as a quantity and a price.
fn multiplies_own_row(text: &str, row: u32) -> bool {
    let Some(SheetFormula::Product(factors)) = sheet_formula::read(text) else { return false };
    let is_own = |(divides, factor): &(bool, SheetFormula)| match factor {
        SheetFormula::Range(range) => {
            !divides && range.sheet.is_none() && range.is_cell() && range.first.0 == row
        }
        _ => false,
    };
    factors.iter().filter(|factor| is_own(factor)).nth(1).is_some()
}

/// Returns the rows that a sum reads in its own column, adjacent areas merged. `None` if the sum reads
/// anything else, or itself.
fn rows_read(sum: &PlainSum, row: u32, (first_column, last_column): ColumnSpan) -> Option<SummedRows> {
    let mut rows = SummedRows::new();
    for part in &sum.parts {
        let Operand::Area(area) = part.operand else { return None };
        let is_own = first_column <= area.first_column && area.last_column <= last_column;
        if !is_own || (area.first_row..=area.last_row).contains(&row) {
            return None;
        }
        rows.push((part.sign, part.skips_subtotals, area.first_row, area.last_row));
    }
    rows.sort_unstable();
    rows.dedup_by(|next, before| {
        let meets = (next.0, next.1) == (before.0, before.1) && next.2 == before.3 + 1;
        if meets {
            before.3 = next.3;
        }
        meets
    });
    (!rows.is_empty()).then_some(rows)
}

/// Whether these rows give what an item states, in any column that adds up.
fn gives_stated_amount(table: &Table, id: ItemId, taken: &[(i8, ItemId)]) -> bool {
    table.summed_columns().any(|column| {
        let mut amounts = taken.iter().map(|(sign, part)| {
            table.number(*part, column).unwrap_or_default().checked_mul(Decimal::from(*sign))
        });
        let sum = amounts.try_fold(Decimal::ZERO, |sum, n| sum.checked_add(n?));
        table.number(id, column).zip(sum).is_some_and(|(stated, sum)| is_near(stated, sum))
    })
}

impl SumFormulas {
    /// Forgets the typed numbers of columns that have more of them than sums, unless there is just one: the author of
    /// the sheet typed these columns, and typed over no formula.
    fn drop_typed_columns(&mut self, table: &Table) {
        let at = |(item, column, _): &(ItemId, usize, SummedRows)| {
            Some(table.items.get(*item)?.values.get(*column)?.at.column)
        };
        let count = |columns: &mut dyn Iterator<Item = u32>| {
            columns.fold(BTreeMap::<u32, usize>::new(), |mut counts, column| {
                *counts.entry(column).or_default() += 1;
                counts
            })
        };
        let computed = count(&mut self.rows_by_cell.iter().filter_map(at));
        let typed = count(&mut self.typed.iter().map(|at| at.column));
        let of = |counts: &BTreeMap<u32, usize>, at: &CellRef| counts.get(&at.column).copied().unwrap_or(0);
        self.typed.retain(|at| of(&typed, at) <= of(&computed, at).max(1));
    }

    /// Returns the items with an amount on these rows, with their signs. `None` if they exceed the budget
    /// `left`.
    fn items_on_rows(
        &self,
        rows: &SummedRows,
        sheet: &Sheet,
        column: u32,
        left: &mut usize,
    ) -> Option<Vec<(i8, ItemId)>> {
        let mut taken = Vec::new();
        for (sign, passes, first, last) in rows {
            let from = self.sheet_rows.partition_point(|line| line < first);
            let to = self.sheet_rows.partition_point(|line| line <= last);
            *left = left.checked_sub(to.saturating_sub(from))?;
            let counts = |id: &ItemId| {
                let line = self.sheet_rows[*id];
                // SUBTOTAL passes over the rows that a filter hides.
                let is_passed = *passes && (is_subtotal(sheet, line, column) || self.hidden.contains(&line));
                self.has_amount[*id] && !is_passed
            };
            taken.extend((from..to).filter(counts).map(|id| (*sign, id)));
        }
        taken.sort_unstable_by_key(|(_, id)| *id);
        Some(taken)
    }

    /// Treats `SUBTOTAL` as `SUM` if none of its rows is a subtotal or hidden. `None` if the rows exceed the
    /// budget `left`.
    fn resolve_subtotals(
        &self,
        rows: &mut SummedRows,
        sheet: &Sheet,
        column: u32,
        left: &mut usize,
    ) -> Option<()> {
        for (_, passes, first, last) in rows.iter_mut().filter(|(_, passes, ..)| *passes) {
            let from = self.sheet_rows.partition_point(|line| line < first);
            let to = self.sheet_rows.partition_point(|line| line <= last);
            *left = left.checked_sub(to.saturating_sub(from))?;
            *passes = (from..to).any(|id| {
                is_subtotal(sheet, self.sheet_rows[id], column) || self.hidden.contains(&self.sheet_rows[id])
            });
        }
        Some(())
    }

    /// Whether an item's formulas take another item.
    pub fn takes(&self, item: ItemId, other: ItemId) -> bool {
        self.taken.get(item).is_some_and(|taken| taken.binary_search_by_key(&other, |(_, id)| *id).is_ok())
    }

    /// Whether the formulas of some item add up a row together with its parent.
    pub fn add_rows_with_parents(&self, parents: &[Option<ItemId>]) -> bool {
        let adds_both = |taken: &Vec<(i8, ItemId)>| {
            taken.iter().any(|(sign, id)| {
                let parent = parents.get(*id).copied().flatten();
                let place = parent.and_then(|parent| taken.binary_search_by_key(&parent, |(_, id)| *id).ok());
                *sign > 0 && place.is_some_and(|place| taken.get(place).is_some_and(|(sign, _)| *sign > 0))
            })
        };
        self.taken.iter().any(adds_both)
    }

    /// Whether an item's formulas add up exactly these items.
    pub fn takes_exactly(&self, item: ItemId, items: &[ItemId]) -> bool {
        let taken = self.taken.get(item).map_or(&[][..], Vec::as_slice);
        !taken.is_empty()
            && taken.iter().all(|(sign, _)| *sign > 0)
            && taken.iter().map(|(_, id)| id).eq(items)
    }

    /// Returns the one item that an item's formulas repeat. `None` if they take several or none.
    pub fn only_taken(&self, item: ItemId) -> Option<ItemId> {
        match self.taken.get(item).map(Vec::as_slice) {
            Some([(1, only)]) => Some(*only),
            _ => None,
        }
    }

    /// Whether the formulas of a total take both a row and its alleged parent.
    pub fn takes_part_and_parent(&self, is_total: &[bool], parents: &[Option<ItemId>]) -> bool {
        let totals = (0..is_total.len()).filter(|id| is_total[*id]);
        totals.into_iter().any(|total| {
            let mut parts = self.taken[total].iter().filter_map(|(_, part)| parents.get(*part).copied()?);
            parts.any(|parent| self.takes(total, parent))
        })
    }

    /// Returns the items that stand beside their alleged parent and not below it, each with its true parent:
    /// one formula takes both, and the alleged parent is in no column the sum of its parts.
    pub fn misplaced_parts(
        &self,
        figures: &[figures::RowAmounts],
        parents: &[Option<ItemId>],
    ) -> Vec<(ItemId, Option<ItemId>)> {
        let sums = figures::sums_below(figures, parents);
        let is_sum = |id: ItemId| {
            let pairs = figures[id].iter().flatten().zip(sums[id].iter().flatten());
            pairs.into_iter().any(|(n, sum)| !n.is_zero() && is_near(*n, *sum))
        };
        let is_any = |id: &ItemId| figures[*id].iter().any(Option::is_some);
        let mut parents = parents.to_vec();
        let mut beside = BTreeMap::new();
        for (total, taken) in self.taken.iter().enumerate() {
            // Work downwards, so that a row has its place before the rows below it are examined.
            for (_, part) in taken {
                let parent = |id: &ItemId| parents[*id].filter(|parent| parent < id);
                let above = || std::iter::successors(parent(part), parent);
                let Some(of) = above().find(is_any).filter(|of| !self.is_computed(*of) && !is_sum(*of))
                else {
                    continue;
                };
                let is_taken =
                    above().skip_while(|above| *above != of).find(|above| self.takes(total, *above));
                if let Some(above) = is_taken {
                    parents[*part] = parents[above];
                    beside.insert(*part, parents[above]);
                }
            }
        }
        beside.into_iter().collect()
    }

    /// Returns every item that a formula takes.
    pub fn all_taken(&self) -> BTreeSet<ItemId> {
        self.taken.iter().flatten().map(|(_, id)| *id).collect()
    }

    /// Whether an item adds up others by a formula.
    pub fn is_computed(&self, item: ItemId) -> bool {
        self.taken.get(item).is_some_and(|taken| !taken.is_empty())
    }

    /// Replaces the parts of a sum by the rows of its formula, if they differ from those of the levels by
    /// more than a slip, or if typed figures of the row bear the formula out.
    pub fn overrule_parts(&self, table: &Table, parts: &mut SumParts) {
        let below = table.children_by_item();
        let mut times_taken: BTreeMap<ItemId, usize> = BTreeMap::new();
        for (_, part) in self.taken.iter().flatten() {
            *times_taken.entry(*part).or_default() += 1;
        }
        for (id, taken) in self.taken.iter().enumerate().filter(|(_, taken)| !taken.is_empty()) {
            let told: BTreeSet<ItemId> = match parts.get(&id) {
                Some(parts) => parts.iter().map(|(_, part)| *part).collect(),
                None => below[id].iter().copied().collect(),
            };
            let parent = |id: &ItemId| table.items.get(*id)?.parent.filter(|parent| parent < id);
            let is_below =
                |part: ItemId| std::iter::successors(Some(part), parent).any(|above| told.contains(&above));
            // A range that ends too early leaves out one stretch of rows, which counts as one difference.
            let goes_on = |(before, part): (&ItemId, &ItemId)| {
                self.has_call[id] && self.sheet_rows[*part] == self.sheet_rows[*before] + 1
            };
            let is_out = |part: &ItemId| !self.takes(id, *part);
            let stretches = told.iter().zip(told.iter().skip(1)).filter(|(a, b)| is_out(a) && is_out(b));
            let left_out = told.iter().filter(|part| is_out(part)).count()
                - stretches.filter(|two| goes_on(*two)).count();
            let besides = taken.iter().filter(|(_, part)| !is_below(*part)).count();
            // A range that is shifted down a row too little takes one row too many and one too few.
            let is_shifted = self.has_call[id]
                && (left_out, besides) == (1, 1)
                && told.last() > taken.last().map(|(_, last)| last);
            let is_slip = is_shifted || left_out + besides <= (taken.len() / SLIP_ONE_IN).max(1);
            // Two cells that are named one by one were chosen if others name them too: =B7+B6 is the allowance for two
            // posts.
            let is_shared = |(_, part): &(i8, ItemId)| times_taken.get(part).is_some_and(|times| *times > 1);
            let is_chosen = !self.has_call[id] && taken.len() <= 2 && taken.iter().any(is_shared);
            if !told.is_empty() && (!is_slip || is_chosen || self.is_borne_out(table, id, &told)) {
                parts.insert(id, outermost_parts(table, taken.clone()));
            }
        }
    }

    /// Whether at least two typed figures of an item are what its formulas in other columns add up, and none
    /// is the sum of the other parts.
    fn is_borne_out(&self, table: &Table, id: ItemId, other: &BTreeSet<ItemId>) -> bool {
        const MIN_TYPED_SUMS: usize = 2;
        let taken = &self.taken[id];
        let other: Vec<(i8, ItemId)> = other.iter().map(|part| (1, *part)).collect();
        let typed = |column: &usize| {
            let cited = table.items[id].values.get(*column)?;
            cited.value.number().filter(|n| !n.is_zero() && self.typed.contains(&cited.at))
        };
        let is_sum = |column: usize, stated: Decimal, parts: &[(i8, ItemId)]| {
            let mut amounts = parts.iter().map(|(sign, part)| {
                table.number(*part, column).unwrap_or_default().checked_mul(Decimal::from(*sign))
            });
            amounts
                .try_fold(Decimal::ZERO, |sum, n| sum.checked_add(n?))
                .is_some_and(|sum| is_near(stated, sum))
        };
        let stated = || table.summed_columns().filter_map(|column| Some((column, typed(&column)?)));
        stated().filter(|(column, n)| is_sum(*column, *n, taken)).count() >= MIN_TYPED_SUMS
            && !stated().any(|(column, n)| is_sum(column, n, &other))
    }

    /// Whether an item only copies cells that hold no amount.
    pub fn copies_blank(&self, item: ItemId) -> bool {
        let from = self.rows_by_item.partition_point(|(id, _)| *id < item);
        let has_formula = self.rows_by_item.get(from).is_some_and(|(id, _)| *id == item);
        has_formula && self.taken[item].is_empty() && !self.has_call[item]
    }

    /// Whether every figure of an item is computed from other rows without being a sum of its column.
    pub fn is_informational(&self, item: ItemId) -> bool {
        self.is_aside.get(item).copied().unwrap_or(false)
    }

    /// Returns the cells with a formula that is not the sum asked of them: weaker evidence must not
    /// contradict such a formula.
    pub fn other_formula_cells(&self, table: &Table, sheet: &Sheet) -> BTreeSet<CellRef> {
        let mut other = self.non_sum_cells.clone();
        // A formula whose value is not the sum of its rows in the table adds up something beside them.
        for (id, column, rows) in &self.rows_by_cell {
            let Some(cited) = table.items.get(*id).and_then(|item| item.values.get(*column)) else {
                continue;
            };
            let Some(stated) = cited.value.number() else { continue };
            let mut left = MAX_TAKEN_ROWS;
            let taken = self.items_on_rows(rows, sheet, cited.at.column, &mut left).unwrap_or_default();
            let mut parts = taken
                .iter()
                .filter_map(|(sign, part)| table.number(*part, *column)?.checked_mul(Decimal::from(*sign)));
            let sum = parts.try_fold(Decimal::ZERO, Decimal::checked_add);
            if sum.and_then(|sum| sum.checked_sub(stated)).is_none_or(|d| d.abs() >= Decimal::ONE) {
                other.insert(cited.at);
            }
        }
        other
    }

    /// Whether any formula of an item reads the row of another.
    fn reads_row_of(&self, item: ItemId, other: ItemId) -> bool {
        let line = self.sheet_rows[other];
        let from = self.rows_by_item.partition_point(|(id, _)| *id < item);
        let own = self.rows_by_item.iter().skip(from).take_while(|(id, _)| *id == item);
        own.into_iter().any(|(_, rows)| rows.iter().any(|(.., first, last)| (*first..=*last).contains(&line)))
    }

    /// Returns how many formulas add up exactly the parts that `parts` returns for their item, and how many
    /// formulas there are.
    pub fn count_agreeing(&self, parts: impl Fn(ItemId) -> Vec<ItemId>) -> (usize, usize) {
        let (mut agreeing, mut all) = (0, 0);
        for (id, taken) in self.taken.iter().enumerate().filter(|(_, taken)| !taken.is_empty()) {
            let mut own = parts(id);
            own.sort_unstable();
            all += self.counts[id].1;
            if own.iter().copied().eq(taken.iter().map(|(_, id)| *id)) {
                agreeing += self.counts[id].0;
            }
        }
        (agreeing, all)
    }
}
