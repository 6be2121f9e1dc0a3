//! Derives the hierarchy that the sheet's own formulas state.

use std::collections::BTreeSet;

use crate::model::ItemId;

use crate::normalize::evidence::CROSSING_ONE_IN;

use super::SumFormulas;

/// The hierarchy that the formulas of a table state, by item.
pub struct FormulaHierarchy {
    /// The item that adds this one up, or among whose parts it stands. `None` if there is none.
    pub parent: Vec<Option<ItemId>>,
    /// Whether the item stands among the parts of its parent although no formula adds it up.
    pub left_out: Vec<bool>,
    /// The parts of each item that is a sum, with their signs.
    pub sums: Vec<Vec<(i8, ItemId)>>,
    /// Whether the item adds up items above it, or calls itself a total.
    pub is_total: Vec<bool>,
}

impl FormulaHierarchy {
    /// Returns each item that a formula adds up, with the item that does so.
    pub fn links(&self) -> impl Iterator<Item = (ItemId, ItemId)> + '_ {
        let links = self.parent.iter().enumerate().filter(|(id, _)| !self.left_out[*id]);
        links.filter_map(|(id, parent)| parent.map(|parent| (id, parent)))
    }
}

impl SumFormulas {
    /// Derives the hierarchy. `says_total` says which rows call themselves a total; rows with equal `looks`
    /// are printed alike.
    pub fn derive_hierarchy<L: PartialEq>(&self, says_total: &[bool], looks: &[L]) -> FormulaHierarchy {
        let count = self.taken.len();
        let next_amount = |id: ItemId| (id + 1..count).find(|next| self.has_amount[*next]);
        let first = |id: ItemId| self.taken[id].first().map(|(_, id)| *id);
        let last = |id: ItemId| self.taken[id].last().map(|(_, id)| *id);
        let is_total: Vec<bool> = (0..count)
            .map(|id| {
                let is_sum = self.taken[id].len() > 1 || self.has_call[id];
                says_total[id] || (is_sum && last(id).is_some_and(|last| last < id))
            })
            .collect();
        // A formula that was dragged down past the last rows takes the total that takes its own row.
        let takes_itself = |id: ItemId| {
            let takes = |other: ItemId| self.taken[other].binary_search_by_key(&id, |(_, id)| *id).is_ok();
            self.taken[id].iter().any(|(_, other)| is_total[*other] && takes(*other))
        };
        // A formula that takes a single row makes it a part only if it follows at once; otherwise it copies
        // it.
        let above: Vec<bool> = (0..count)
            .map(|id| {
                !is_total[id]
                    && !takes_itself(id)
                    && self.taken[id].iter().all(|(sign, _)| *sign > 0)
                    && first(id).is_some_and(|first| first > id)
                    && (self.taken[id].len() > 1 || first(id) == next_amount(id))
            })
            .collect();
        let mut told = FormulaHierarchy {
            parent: self.find_parents(&above, &is_total),
            left_out: vec![false; count],
            sums: vec![Vec::new(); count],
            is_total,
        };
        let within = self.drop_crossing_parents(&mut told, &above);
        self.set_sums(&mut told, &above);
        self.place_untaken_rows(&mut told, &within, looks);
        told
    }

    /// Returns for each item the row above that adds it up; of several, the one that adds up least.
    fn find_parents(&self, above: &[bool], is_total: &[bool]) -> Vec<Option<ItemId>> {
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
            // A subtotal that other sums pass over belongs to the one that also adds up all of its parts.
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

    /// Drops the parent of each item that is separated from it by rows of others, or all parents if there are
    /// many such items. Returns for each item the parent among whose parts it stands.
    fn drop_crossing_parents(&self, told: &mut FormulaHierarchy, above: &[bool]) -> Vec<Option<ItemId>> {
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
        if crossing * CROSSING_ONE_IN > links {
            told.parent.fill(None);
            within.fill(None);
        }
        within
    }

    /// Sets the parts of each sum, without those that another part of it adds up already.
    fn set_sums(&self, told: &mut FormulaHierarchy, above: &[bool]) {
        for id in 0..above.len() {
            let taken = &self.taken[id];
            if taken.is_empty() || !(above[id] || told.is_total[id]) {
                continue;
            }
            let takes = |other: ItemId| taken.binary_search_by_key(&other, |(_, id)| *id).is_ok();
            // Where a sum takes a total and its rows, the total is one too many; where it takes a few of its
            // rows, those are, and the range begins too early.
            let taken_of = |total: ItemId| self.taken[total].iter().filter(|(_, part)| takes(*part)).count();
            let is_kept = |total: ItemId| taken_of(total) * 2 < self.taken[total].len();
            let kept: Vec<ItemId> = taken
                .iter()
                .map(|(_, part)| *part)
                .filter(|part| told.is_total[*part] && taken_of(*part) > 0 && is_kept(*part))
                .collect();
            let counts = |(_, part): &(i8, ItemId)| {
                if told.is_total[*part] {
                    return taken_of(*part) == 0 || kept.contains(part);
                }
                if kept.iter().any(|total| self.takes(*total, *part)) {
                    return false;
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
            if !kept.is_empty() {
                let behind = self.rows_behind(id, taken.len() - told.sums[id].len());
                told.sums[id].extend(behind);
            }
        }
    }

    /// Returns the rows between the range of a total and the total, if they are as many as the range takes too
    /// many before it: the range is shifted. Returns nothing otherwise.
    fn rows_behind(&self, total: ItemId, too_many: usize) -> Vec<(i8, ItemId)> {
        let last = self.taken[total].last().map_or(total, |(_, last)| *last);
        let is_taken = |id: ItemId| self.taken.iter().flatten().any(|(_, taken)| *taken == id);
        let behind = (last + 1..total).filter(|id| self.has_amount[*id] && self.taken[*id].is_empty());
        let behind: Vec<(i8, ItemId)> = behind.filter(|id| !is_taken(*id)).map(|id| (1, id)).collect();
        if behind.len() == too_many { behind } else { Vec::new() }
    }

    /// Finds a place for the rows that no formula takes. Such a row stands below the row above it if that is
    /// a part among sums without parts of its own; else among the parts that are printed like it, if their
    /// sum is printed otherwise; else it is marked as left out.
    fn place_untaken_rows<L: PartialEq>(
        &self,
        told: &mut FormulaHierarchy,
        within: &[Option<ItemId>],
        looks: &[L],
    ) {
        let count = within.len();
        // The total that adds up each outermost row.
        let mut total: Vec<Option<ItemId>> = vec![None; count];
        for id in (0..count).filter(|id| told.is_total[*id]) {
            for (_, part) in told.sums[id].iter().filter(|(_, part)| told.parent[*part].is_none()) {
                total[*part] = total[*part].or(Some(id));
            }
        }
        self.extend_last_total(told, &mut total, looks);
        let mut before: Option<ItemId> = None;
        for id in (0..count).filter(|id| !told.is_total[*id]) {
            // Hidden rows of a copied list are left out on purpose.
            if self.hidden.contains(&self.sheet_rows[id]) && self.taken[id].is_empty() {
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
                if belongs || self.reads_row_of(of, id) {
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

    /// Adds to the last total the rows that it leaves out at the beginning of its parts or between and behind
    /// them, if all parts are printed as they are: `=SUM(B4:B7)` below a list that begins with B3.
    fn extend_last_total<L: PartialEq>(
        &self,
        told: &mut FormulaHierarchy,
        total: &mut [Option<ItemId>],
        looks: &[L],
    ) {
        /// Minimum number of parts; a single row may look like another by chance.
        const MIN_PARTS: usize = 2;
        let count = looks.len();
        let Some(last) = (0..count).rev().find(|id| told.is_total[*id] && !told.sums[*id].is_empty()) else {
            return;
        };
        let parts: Vec<ItemId> = told.sums[last].iter().map(|(_, part)| *part).collect();
        let is_sum = |id: ItemId| !self.taken[id].is_empty();
        let Some(first) = parts.first().copied() else { return };
        let is_alike = |id: ItemId| looks[id] == looks[first] && is_sum(id) == is_sum(first);
        let is_plain = parts.len() >= MIN_PARTS
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
                && !self.hidden.contains(&self.sheet_rows[*id])
        };
        // Rows adjacent to the parts: nothing printed otherwise lies between. A total may stand above its rows.
        let before = (0..first).rev().take_while(|id| is_left(id));
        let end = if last < first { count } else { last };
        let behind = (first..end).filter(is_left);
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

    /// Returns the row above that is a part of a sum whose other parts are sums of rows printed in this way,
    /// while its own amount was typed. `None` if there is none.
    fn part_among_sums(
        &self,
        told: &FormulaHierarchy,
        total: &[Option<ItemId>],
        above: ItemId,
        is_alike: impl Fn(ItemId) -> bool,
    ) -> Option<ItemId> {
        // A row that was placed below such a row before leads to it.
        std::iter::successors(Some(above), |of| told.parent[*of]).find(|of| {
            let owner = told.parent[*of].or(total[*of]).filter(|_| self.taken[*of].is_empty());
            let siblings = owner.into_iter().flat_map(|owner| &told.sums[owner]).map(|(_, id)| *id);
            let mut parts = siblings.filter(|id| id != of).flat_map(|id| &told.sums[id]).map(|(_, id)| *id);
            parts.any(|part| !self.taken[told.parent[part].unwrap_or(part)].is_empty() && is_alike(part))
        })
    }
}
