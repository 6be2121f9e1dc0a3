//! Tells kegiatan from sub kegiatan by their sums where nothing else does: a kegiatan states the sum of the
//! rows right below it, and a program the sum of its kegiatan.

use rust_decimal::Decimal;

use crate::model::{Item, ItemId, Level, LevelEvidence, Table};

/// Sets the levels of sub kegiatan, if all rows below programs look alike and the sums of enough programs
/// hold with this grouping. Programs whose rows all add up already are left as they are.
pub fn decide_kegiatan(table: &mut Table) {
    let is_alike =
        |item: &Item| item.level <= Level::Program || item.level_evidence == LevelEvidence::BelowProgram;
    let columns: Vec<usize> = table.summed_columns().collect();
    if columns.is_empty() || !table.items.iter().all(is_alike) {
        return;
    }
    let (rows, below) = (TableSums { table, columns }, table.children_by_item());
    let (mut has_flat, mut grouped) = (false, 0);
    let mut parents: Vec<(ItemId, ItemId)> = Vec::new();
    let mut open: Vec<(ItemId, Vec<GroupHead>)> = Vec::new();
    let programs = table.items.iter().zip(&below).enumerate();
    for (program, (_, below)) in programs.filter(|(_, (item, _))| item.level == Level::Program) {
        // If all rows together are its sum, two equal amounts are not a kegiatan and its part.
        if rows.is_sum(program, &below.iter().copied()) {
            has_flat = true;
            continue;
        }
        let heads = rows.group_heads(below, &mut parents);
        if rows.is_nearly_sum(program, &heads.iter().map(|head| head.id)) {
            grouped += 1;
        } else {
            open.push((program, heads));
        }
    }
    // A single match beside programs without parts may be an amount that was entered twice.
    let fewest = if has_flat { 2 } else { 1 };
    if grouped < open.len().max(fewest) {
        return;
    }
    for (program, heads) in open {
        rows.find_misstated_kegiatan(program, &heads, &mut parents);
    }
    for (id, parent) in parents {
        if let Some(item) = table.items.get_mut(id) {
            item.level = Level::SubKegiatan;
            item.level_evidence = LevelEvidence::Figures;
            item.parent = Some(parent);
        }
    }
}

/// A row that is not part of one before it.
struct GroupHead {
    id: ItemId,
    has_parts: bool,
}

/// The table, with the columns that add up.
struct TableSums<'a> {
    table: &'a Table,
    columns: Vec<usize>,
}

impl TableSums<'_> {
    /// Returns the rows of a program that are not part of one before them, and adds the others to `parents`.
    fn group_heads(&self, rows: &[ItemId], parents: &mut Vec<(ItemId, ItemId)>) -> Vec<GroupHead> {
        /// Maximum number of sub kegiatan that are tried below one kegiatan.
        const MAX_SUB_KEGIATAN: usize = 60;
        let mut heads = Vec::new();
        let mut rest = rows;
        while let Some((head, below)) = rest.split_first() {
            let most = below.len().min(MAX_SUB_KEGIATAN);
            let of_head = |count: &usize| self.is_sum(*head, &below.iter().take(*count).copied());
            let nearly = |count: &usize| self.is_nearly_sum(*head, &below.iter().take(*count).copied());
            let count = (1..=most).find(of_head).or_else(|| (1..=most).find(nearly)).unwrap_or(0);
            heads.push(GroupHead { id: *head, has_parts: count > 0 });
            let (parts, others) = below.split_at(count);
            parents.extend(parts.iter().map(|part| (*part, *head)));
            rest = others;
        }
        heads
    }

    /// Looks for a kegiatan whose stated sum is wrong: with the rows behind it as its parts, the program's
    /// sum holds.
    fn find_misstated_kegiatan(
        &self,
        program: ItemId,
        heads: &[GroupHead],
        parents: &mut Vec<(ItemId, ItemId)>,
    ) {
        /// Maximum number of rows of a program for this search.
        const MAX_PROGRAM_ROWS: usize = 60;
        if heads.len() > MAX_PROGRAM_ROWS {
            return;
        }
        for (place, head) in heads.iter().enumerate().filter(|(_, head)| !head.has_parts) {
            let behind = heads.get(place + 1..).unwrap_or_default();
            let most = behind.iter().take_while(|head| !head.has_parts).count();
            for end in (1..=most).map(|count| place + 1 + count) {
                let is_part = |other: usize| (place + 1..end).contains(&other);
                let kept = heads.iter().enumerate().filter(|(other, _)| !is_part(*other));
                if self.is_nearly_sum(program, &kept.map(|(_, head)| head.id)) {
                    parents.extend(behind.iter().take(end - place - 1).map(|part| (part.id, head.id)));
                    return;
                }
            }
        }
    }

    /// Whether an item states the sum of others in every column in which it states something.
    fn is_sum(&self, item: ItemId, parts: &(impl Iterator<Item = ItemId> + Clone)) -> bool {
        let (stated, holding) = self.count_matching_columns(item, parts);
        stated > 0 && holding == stated
    }

    /// Whether an item states the sum of others in every column, or in all but one of several: a wrong figure
    /// breaks the sum of its column. A single part must match in every column, since it may do so by chance.
    fn is_nearly_sum(&self, item: ItemId, parts: &(impl Iterator<Item = ItemId> + Clone)) -> bool {
        let (stated, holding) = self.count_matching_columns(item, parts);
        stated > 0
            && (holding == stated || (holding > 0 && holding + 1 == stated && parts.clone().nth(1).is_some()))
    }

    /// Returns in how many columns an item states something, and in how many of these the sum of others.
    fn count_matching_columns(
        &self,
        item: ItemId,
        parts: &(impl Iterator<Item = ItemId> + Clone),
    ) -> (usize, usize) {
        let stated = |column: &usize| Some((*column, self.table.number(item, *column)?));
        let stated = self.columns.iter().filter_map(stated).filter(|(_, n)| !n.is_zero());
        stated.fold((0, 0), |(all, holding), (column, n)| {
            let mut parts = parts.clone().filter_map(|part| self.table.number(part, column));
            let sum = parts.try_fold(Decimal::ZERO, Decimal::checked_add);
            (all + 1, holding + usize::from(sum == Some(n)))
        })
    }
}
