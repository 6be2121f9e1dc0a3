//! What the sheet's own formulas add up in a table of no known form: `=SUM(F6:F9)`, `=F6+F9+F15`,
//! `=SUBTOTAL(9,F6:F20)` over cells of their own column. A row that adds up rows below it stands above
//! them; one that adds up rows above it is their total.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{CellRef, Item, ItemId, Sheet, Sum, Table, What, is_subtotal, plain_sum};

use crate::text::rumus;

/// Rows that are taken down from formulas, for one table: a hostile sheet sums itself up in every row.
const MOST_TAKEN: usize = 2_000_000;
/// Of the links that formulas tell, at most one in so many may cross the others.
const CROSSING_ONE_OF: usize = 10;

/// The rows of a sheet that a formula reads: sign, whether subtotals among them do not count, first, last.
type Rows = Vec<(i8, bool, u32, u32)>;

/// Columns of the sheet, both ends included.
type Span = (u32, u32);

/// What the formulas of a table say.
pub struct Formulas {
    /// Of each item the items that most of its columns add up or take off (-1).
    taken: Vec<Vec<(i8, ItemId)>>,
    /// How many of each item's formulas do so, and how many it has.
    counts: Vec<(usize, usize)>,
    /// Every formula's rows, by item.
    all: Vec<(ItemId, Rows)>,
    /// The cells that hold the formulas, and those of the same rows that hold a number.
    pub following: BTreeSet<CellRef>,
    pub typed: BTreeSet<CellRef>,
    /// Each formula's item, column of the table and rows.
    read: Vec<(ItemId, usize, Rows)>,
    /// Cells with a formula that is no sum of their own column.
    unlike: BTreeSet<CellRef>,
    /// Whether a formula of an item is written as a function over cells: a sum, also of one row alone.
    is_call: Vec<bool>,
    /// Whether every figure of an item is computed from other rows, and none is a sum of its column: an
    /// average, a share, a running sum.
    asides: Vec<bool>,
    /// Rows that nobody sees.
    hidden: BTreeSet<u32>,
    /// The sheet row on which each item's amounts stand.
    lines: Vec<u32>,
    /// Whether an item has an amount at all.
    has_amount: Vec<bool>,
}

/// A hierarchy that the formulas tell.
pub struct Told {
    /// The item that adds each one up, or among whose parts it stands.
    pub parent: Vec<Option<ItemId>>,
    /// Whether it stands among the parts of its parent and is none: no formula takes it.
    pub left_out: Vec<bool>,
    /// The parts of each item that is a sum.
    pub sums: Vec<Vec<(i8, ItemId)>>,
    /// Items that add up those above them.
    pub is_total: Vec<bool>,
}

impl Told {
    /// The items with those that add them up.
    pub fn links(&self) -> impl Iterator<Item = (ItemId, ItemId)> + '_ {
        let links = self.parent.iter().enumerate().filter(|(id, _)| !self.left_out[*id]);
        links.filter_map(|(id, parent)| parent.map(|parent| (id, parent)))
    }
}

/// Reads the formulas of a table; `None` where none adds up rows.
pub fn read(table: &Table, sheet: &Sheet) -> Option<Formulas> {
    let money: Vec<usize> = table.adding_up().collect();
    let amount = |item: &Item| money.iter().find_map(|c| item.values.get(*c).map(|v| v.at.row));
    let mut formulas = Formulas {
        taken: vec![Vec::new(); table.items.len()],
        counts: vec![(0, 0); table.items.len()],
        all: Vec::new(),
        following: BTreeSet::new(),
        typed: BTreeSet::new(),
        read: Vec::new(),
        unlike: BTreeSet::new(),
        is_call: vec![false; table.items.len()],
        asides: vec![false; table.items.len()],
        hidden: sheet.hidden_rows.iter().copied().collect(),
        lines: table.items.iter().map(|item| amount(item).unwrap_or(item.first_row)).collect(),
        has_amount: table.items.iter().map(|item| amount(item).is_some()).collect(),
    };
    let mut left = MOST_TAKEN;
    for (id, item) in table.items.iter().enumerate() {
        // The ways to add up that its columns have, each with the column where it was first met.
        let mut ways: Vec<(Rows, u32, usize)> = Vec::new();
        let mut typed: Vec<CellRef> = Vec::new();
        let (mut stated, mut from_others) = (0_usize, 0_usize);
        for column in &money {
            let Some(at) = item.values.get(*column).map(|v| v.at) else { continue };
            stated += 1;
            let formula = sheet.cells.get(&(at.row, at.column)).and_then(|cell| cell.formula.as_deref());
            let Some(text) = formula else {
                typed.push(at);
                continue;
            };
            let span = table.columns.get(*column).map_or((at.column, at.column), |c| (c.first, c.last));
            let sum = plain_sum(text, sheet);
            let Some(mut rows) = sum.and_then(|sum| rows(&sum, at.row, span)) else {
                formulas.unlike.insert(at);
                from_others += usize::from(reads_other_row(text, at.row, table));
                continue;
            };
            formulas.is_call[id] |= text.contains('(');
            formulas.pass_over(&mut rows, sheet, at.column, &mut left)?;
            match ways.iter_mut().find(|(known, ..)| *known == rows) {
                Some((_, _, count)) => *count += 1,
                None => ways.push((rows.clone(), at.column, 1)),
            }
            formulas.read.push((id, *column, rows.clone()));
            formulas.all.push((id, rows));
            formulas.following.insert(at);
        }
        formulas.asides[id] = stated > 0 && from_others == stated;
        let all: usize = ways.iter().map(|(.., count)| count).sum();
        let length = |rows: &Rows| rows.iter().map(|(.., first, last)| u64::from(last - first)).sum::<u64>();
        // Of two ways as frequent the one that takes less: what it leaves out is seen by other signs.
        // What adds up money goes before what adds up counts.
        let is_money = |column: u32| {
            table.columns.iter().any(|c| c.kind == Kind::Rupiah && (c.first..=c.last).contains(&column))
        };
        let most = ways
            .into_iter()
            .max_by_key(|(rows, column, count)| (is_money(*column), *count, std::cmp::Reverse(length(rows))));
        let Some((rows, column, count)) = most else { continue };
        let taken = formulas.items(&rows, sheet, column, &mut left)?;
        if taken.iter().all(|(_, taken)| *taken != id) {
            formulas.taken[id] = taken;
            formulas.typed.extend(typed);
            formulas.counts[id] = (count, all);
        }
    }
    (!formulas.all.is_empty() || !formulas.unlike.is_empty()).then_some(formulas)
}

/// Whether a formula reads a figure of the table on another row.
fn reads_other_row(text: &str, row: u32, table: &Table) -> bool {
    let columns = || table.columns.iter().filter(|column| column.kind != Kind::Text);
    let is_own = |range: &rumus::Range| {
        let is_column = columns().any(|c| c.first <= range.last.1 && range.first.1 <= c.last);
        let rows = table.items.first().map_or(0, |item| item.first_row)..=table.area.last_row;
        range.sheet.is_none() && is_column && rows.contains(&range.first.0)
    };
    let reads = |range: &rumus::Range| is_own(range) && (range.first.0 != row || range.last.0 != row);
    rumus::read(text).is_some_and(|formula| formula.ranges().into_iter().any(reads))
}

/// The rows of its own column that a sum reads; `None` where it reads anything else, or itself.
fn rows(sum: &Sum, row: u32, (first_column, last_column): Span) -> Option<Rows> {
    let mut rows = Rows::new();
    for part in &sum.parts {
        let What::Area(area) = part.what else { return None };
        let is_own = first_column <= area.first_column && area.last_column <= last_column;
        if !is_own || (area.first_row..=area.last_row).contains(&row) {
            return None;
        }
        rows.push((part.sign, part.passes_subtotals, area.first_row, area.last_row));
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

impl Formulas {
    /// The items with an amount that stand on these rows; `None` where that is more than is left to be
    /// looked at.
    fn items(&self, rows: &Rows, sheet: &Sheet, column: u32, left: &mut usize) -> Option<Vec<(i8, ItemId)>> {
        let mut taken = Vec::new();
        for (sign, passes, first, last) in rows {
            let from = self.lines.partition_point(|line| line < first);
            let to = self.lines.partition_point(|line| line <= last);
            *left = left.checked_sub(to.saturating_sub(from))?;
            let counts = |id: &ItemId| {
                let line = self.lines[*id];
                let is_passed =
                    *passes && (is_subtotal(sheet, line, column) || self.is_filtered(sheet, line));
                self.has_amount[*id] && !is_passed
            };
            taken.extend((from..to).filter(counts).map(|id| (*sign, id)));
        }
        taken.sort_unstable_by_key(|(_, id)| *id);
        Some(taken)
    }

    /// Where there are no subtotals to pass over, `SUBTOTAL` is `SUM`.
    fn pass_over(&self, rows: &mut Rows, sheet: &Sheet, column: u32, left: &mut usize) -> Option<()> {
        for (_, passes, first, last) in rows.iter_mut().filter(|(_, passes, ..)| *passes) {
            let from = self.lines.partition_point(|line| line < first);
            let to = self.lines.partition_point(|line| line <= last);
            *left = left.checked_sub(to.saturating_sub(from))?;
            *passes = (from..to).any(|id| {
                is_subtotal(sheet, self.lines[id], column) || self.is_filtered(sheet, self.lines[id])
            });
        }
        Some(())
    }

    /// Whether a subtotal passes over a row because a filter hides it.
    fn is_filtered(&self, sheet: &Sheet, line: u32) -> bool {
        let _ = sheet;
        self.hidden.contains(&line)
    }

    /// Whether an item's formulas take another item.
    pub fn takes(&self, item: ItemId, other: ItemId) -> bool {
        self.taken.get(item).is_some_and(|taken| taken.binary_search_by_key(&other, |(_, id)| *id).is_ok())
    }

    /// Whether an item's formulas add up just these items.
    pub fn takes_just(&self, item: ItemId, items: &[ItemId]) -> bool {
        let taken = self.taken.get(item).map_or(&[][..], Vec::as_slice);
        !taken.is_empty()
            && taken.iter().all(|(sign, _)| *sign > 0)
            && taken.iter().map(|(_, id)| id).eq(items)
    }

    /// Every item that a formula takes.
    pub fn all_taken(&self) -> BTreeSet<ItemId> {
        self.taken.iter().flatten().map(|(_, id)| *id).collect()
    }

    /// Whether an item adds up others by a formula.
    pub fn is_computed(&self, item: ItemId) -> bool {
        self.taken.get(item).is_some_and(|taken| !taken.is_empty())
    }

    /// Whether every figure of an item is computed from other rows without being a sum of its column.
    pub fn is_aside(&self, item: ItemId) -> bool {
        self.asides.get(item).copied().unwrap_or(false)
    }

    /// The cells with a formula of their own that is not the sum of the parts asked of them: no weaker
    /// evidence speaks against it.
    pub fn other(&self, table: &Table, sheet: &Sheet) -> BTreeSet<CellRef> {
        let mut other = self.unlike.clone();
        // A formula that gives another value than its rows of the table adds up something beside them.
        for (id, column, rows) in &self.read {
            let Some(cited) = table.items.get(*id).and_then(|item| item.values.get(*column)) else {
                continue;
            };
            let Some(stated) = cited.value.number() else { continue };
            let mut left = MOST_TAKEN;
            let taken = self.items(rows, sheet, cited.at.column, &mut left).unwrap_or_default();
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
    fn reads(&self, item: ItemId, other: ItemId) -> bool {
        let line = self.lines[other];
        let from = self.all.partition_point(|(id, _)| *id < item);
        let own = self.all.iter().skip(from).take_while(|(id, _)| *id == item);
        own.into_iter().any(|(_, rows)| rows.iter().any(|(.., first, last)| (*first..=*last).contains(&line)))
    }

    /// How many formulas add up just the parts that `parts` gives for their item, and how many add up
    /// any.
    pub fn agreeing(&self, parts: impl Fn(ItemId) -> Vec<ItemId>) -> (usize, usize) {
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

    /// The hierarchy. `says_total` are the rows that call themselves a total, `looks` says which rows
    /// are set alike.
    pub fn tell<L: PartialEq>(&self, says_total: &[bool], looks: &[L]) -> Told {
        let count = self.taken.len();
        let next_amount = |id: ItemId| (id + 1..count).find(|next| self.has_amount[*next]);
        let first = |id: ItemId| self.taken[id].first().map(|(_, id)| *id);
        let last = |id: ItemId| self.taken[id].last().map(|(_, id)| *id);
        let is_total: Vec<bool> = (0..count)
            .map(|id| {
                let is_sum = self.taken[id].len() > 1 || self.is_call[id];
                says_total[id] || (is_sum && last(id).is_some_and(|last| last < id))
            })
            .collect();
        // One row alone is a part where it follows at once; else it is a copy.
        let above: Vec<bool> = (0..count)
            .map(|id| {
                !is_total[id]
                    && self.taken[id].iter().all(|(sign, _)| *sign > 0)
                    && first(id).is_some_and(|first| first > id)
                    && (self.taken[id].len() > 1 || first(id) == next_amount(id))
            })
            .collect();
        let mut told = Told {
            parent: self.parents(&above, &is_total),
            left_out: vec![false; count],
            sums: vec![Vec::new(); count],
            is_total,
        };
        let within = self.settle(&mut told, &above);
        self.sums(&mut told, &above);
        self.take_in(&mut told, &within, looks);
        told
    }

    /// Of each item the row above that adds it up: where several do, the one that adds up least.
    fn parents(&self, above: &[bool], is_total: &[bool]) -> Vec<Option<ItemId>> {
        let mut takers: Vec<Vec<ItemId>> = vec![Vec::new(); above.len()];
        for id in (0..above.len()).filter(|id| above[*id]) {
            for (_, taken) in self.taken[id].iter().filter(|(_, taken)| !is_total[*taken]) {
                takers[*taken].push(id);
            }
        }
        let least = |ids: &mut dyn Iterator<Item = ItemId>| {
            ids.min_by_key(|id| (self.taken[*id].len(), std::cmp::Reverse(*id)))
        };
        let parent = |id: ItemId| {
            if let Some(parent) = least(&mut takers[id].iter().copied()) {
                return Some(parent);
            }
            // A subtotal that others pass over belongs to the one that adds up its own parts too.
            let own = &self.taken[id];
            let (_, first) = own.first().filter(|_| above[id])?;
            let covers = |other: &ItemId| {
                let others = &self.taken[*other];
                *other < id
                    && others.len() > own.len()
                    && own.iter().all(|(_, part)| others.binary_search_by_key(part, |(_, id)| *id).is_ok())
            };
            least(&mut takers[*first].iter().copied().filter(covers))
        };
        (0..above.len()).map(|id| if is_total[id] { None } else { parent(id) }).collect()
    }

    /// Drops the parents between which others stand, all of them where many do. Gives back among whose
    /// parts each item stands.
    fn settle(&self, told: &mut Told, above: &[bool]) -> Vec<Option<ItemId>> {
        let count = above.len();
        // The last row that belongs to each item.
        let mut ends: Vec<ItemId> = (0..count).collect();
        for id in (0..count).rev() {
            if above[id] {
                ends[id] = ends[id].max(self.taken[id].last().map_or(id, |(_, last)| *last));
            }
            if let Some(parent) = told.parent[id] {
                ends[parent] = ends[parent].max(ends[id]);
            }
        }
        let (mut links, mut crossing) = (0_usize, 0_usize);
        let mut within = vec![None; count];
        let mut open: Vec<ItemId> = Vec::new();
        for id in 0..count {
            if told.is_total[id] {
                continue;
            }
            let Some(parent) = told.parent[id] else {
                let among = open.iter().rposition(|parent| ends[*parent] > id);
                within[id] = among.map(|place| open[place]);
                if above[id] {
                    open.truncate(among.map_or(0, |place| place + 1));
                    open.push(id);
                }
                continue;
            };
            links += 1;
            if let Some(place) = open.iter().rposition(|above| *above == parent) {
                open.truncate(place + 1);
                within[id] = Some(parent);
                open.push(id);
            } else {
                crossing += 1;
                told.parent[id] = None;
            }
        }
        if crossing * CROSSING_ONE_OF > links {
            told.parent.fill(None);
            within.fill(None);
        }
        within
    }

    /// The parts of each sum: not those that another part of it adds up already.
    fn sums(&self, told: &mut Told, above: &[bool]) {
        for id in 0..above.len() {
            let taken = &self.taken[id];
            if taken.is_empty() || !(above[id] || told.is_total[id]) {
                continue;
            }
            let takes = |other: ItemId| taken.binary_search_by_key(&other, |(_, id)| *id).is_ok();
            let counts = |(_, part): &(i8, ItemId)| {
                if told.is_total[*part] {
                    return !self.taken[*part].iter().any(|(_, of_part)| takes(*of_part));
                }
                let mut over = told.parent[*part];
                while let Some(above) = over.filter(|above| *above != id) {
                    if takes(above) {
                        return false;
                    }
                    over = told.parent[above];
                }
                told.is_total[id] || over == Some(id)
            };
            told.sums[id] = taken.iter().copied().filter(counts).collect();
        }
    }

    /// Finds a place for the rows that no formula takes: below a row that is a part among sums and has
    /// no parts of its own; among the parts that are set like it, where their sum is set otherwise; else
    /// they are left out.
    fn take_in<L: PartialEq>(&self, told: &mut Told, within: &[Option<ItemId>], looks: &[L]) {
        let count = within.len();
        // The total of the outermost rows.
        let mut total: Vec<Option<ItemId>> = vec![None; count];
        for id in (0..count).filter(|id| told.is_total[*id]) {
            for (_, part) in told.sums[id].iter().filter(|(_, part)| told.parent[*part].is_none()) {
                total[*part] = total[*part].or(Some(id));
            }
        }
        self.take_beside(told, &mut total, looks);
        let mut before: Option<ItemId> = None;
        for id in (0..count).filter(|id| !told.is_total[*id]) {
            // Rows of a copied list that nobody sees are left out on purpose.
            if self.hidden.contains(&self.lines[id]) && self.taken[id].is_empty() {
                continue;
            }
            if !self.has_amount[id] {
                told.parent[id] = within[id];
                told.left_out[id] = within[id].is_some();
                continue;
            }
            let above = before.replace(id);
            if told.parent[id].is_some() || total[id].is_some() {
                continue;
            }
            let Some(above) = above else { continue };
            let is_sum = |id: ItemId| !self.taken[id].is_empty();
            let is_alike = |other: ItemId| looks[other] == looks[id] && is_sum(other) == is_sum(id);
            if let Some(of) = self.part_among_sums(told, &total, above, is_alike) {
                told.parent[id] = Some(of);
                told.sums[of].push((1, id));
                continue;
            }
            if !self.taken[id].is_empty() {
                continue;
            }
            let mut sibling = above;
            let mut taken = false;
            while let Some(of) = told.parent[sibling] {
                let is_set_apart = looks[of] != looks[id] || is_sum(of) != is_sum(id);
                let belongs = is_alike(sibling) && is_set_apart;
                if belongs || self.reads(of, id) {
                    told.parent[id] = Some(of);
                    told.sums[of].push((1, id));
                    taken = true;
                    break;
                }
                sibling = of;
            }
            if taken {
                continue;
            }
            match (within[id], total[sibling]) {
                (Some(of), _) => {
                    told.parent[id] = Some(of);
                    told.left_out[id] = true;
                }
                (None, Some(of)) if of > id && looks[sibling] == looks[id] => {
                    told.sums[of].push((1, id));
                    total[id] = Some(of);
                }
                (None, _) => {}
            }
        }
    }

    /// Adds to the last total the rows that it leaves out at either end of its parts, or between them, where all
    /// of its parts are set as they are: `=SUM(B4:B7)` below a list that begins with B3.
    fn take_beside<L: PartialEq>(&self, told: &mut Told, total: &mut [Option<ItemId>], looks: &[L]) {
        /// Two rows that are alike may be so by chance.
        const FEWEST: usize = 2;
        let count = looks.len();
        let Some(last) = (0..count).rev().find(|id| told.is_total[*id] && !told.sums[*id].is_empty()) else {
            return;
        };
        let parts: Vec<ItemId> = told.sums[last].iter().map(|(_, part)| *part).collect();
        let is_sum = |id: ItemId| !self.taken[id].is_empty();
        let Some(first) = parts.first().copied() else { return };
        let is_alike = |id: ItemId| looks[id] == looks[first] && is_sum(id) == is_sum(first);
        let is_plain = parts.len() >= FEWEST
            && told.sums[last]
                .iter()
                .all(|(sign, part)| *sign > 0 && !told.is_total[*part] && is_alike(*part));
        if !is_plain {
            return;
        }
        let taken: BTreeSet<ItemId> = self.taken.iter().flatten().map(|(_, id)| *id).collect();
        let is_left = |id: &ItemId| {
            self.has_amount[*id]
                && !told.is_total[*id]
                && told.parent[*id].is_none()
                && !taken.contains(id)
                && is_alike(*id)
                && !self.hidden.contains(&self.lines[*id])
        };
        // Rows at one stretch with the parts: nothing that is set otherwise lies between.
        let before = (0..first).rev().take_while(|id| is_left(id));
        let behind = (first..last).filter(is_left);
        let left: Vec<ItemId> = before.chain(behind).collect();
        if left.len() * 2 > parts.len() {
            return;
        }
        for id in left {
            told.sums[last].push((1, id));
            total[id] = Some(last);
        }
        told.sums[last].sort_by_key(|(_, id)| *id);
    }

    /// The row above that is a part of a sum, as others are that have parts of their own set in this
    /// way, but has none that a formula tells: its own amount was typed in.
    fn part_among_sums(
        &self,
        told: &Told,
        total: &[Option<ItemId>],
        above: ItemId,
        is_alike: impl Fn(ItemId) -> bool,
    ) -> Option<ItemId> {
        // What was found a place below such a row leads on to it.
        std::iter::successors(Some(above), |of| told.parent[*of]).find(|of| {
            let owner = told.parent[*of].or(total[*of]).filter(|_| self.taken[*of].is_empty());
            let siblings = owner.into_iter().flat_map(|owner| &told.sums[owner]).map(|(_, id)| *id);
            let mut parts = siblings.filter(|id| id != of).flat_map(|id| &told.sums[id]).map(|(_, id)| *id);
            parts.any(|part| !self.taken[told.parent[part].unwrap_or(part)].is_empty() && is_alike(part))
        })
    }
}
