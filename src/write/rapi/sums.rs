//! Finds the cells that a subtotal or total adds up.

use rust_decimal::Decimal;

use crate::model::{Item, ItemId, Level, Table};

/// The items of a table as a tree, so that the parts of a total are found without searching the table.
pub struct ItemTree<'a> {
    table: &'a Table,
    children: Vec<Vec<ItemId>>,
}

/// The parts of an item's amount.
pub struct SumBreakdown {
    /// The items that are added up, each with its sign; some of them may be blank.
    pub items: Vec<(i8, ItemId)>,
    /// The sum of the parts.
    pub computed: Decimal,
}

impl<'a> ItemTree<'a> {
    /// Builds the tree of a table's items.
    pub fn new(table: &'a Table) -> Self {
        let mut children = vec![Vec::new(); table.items.len()];
        for (id, item) in table.items.iter().enumerate() {
            if let Some(below) = item.parent.and_then(|parent| children.get_mut(parent)) {
                below.push(id);
            }
        }
        Self { table, children }
    }

    /// Whether an item has items below it.
    pub fn has_parts(&self, id: ItemId) -> bool {
        self.children.get(id).is_some_and(|children| !children.is_empty())
    }

    /// Returns the items whose amounts in a column make up an item's amount. `None` if none of them states an
    /// amount, or if the sum is too large to compute.
    pub fn parts(&self, id: ItemId, column: usize) -> Option<SumBreakdown> {
        let item = self.table.items.get(id)?;
        // A total that closes another item adds up that item's parts, or repeats its amount if it has none.
        let of = self.table.closed_item(item);
        let children = self.children.get(of.unwrap_or(id))?;
        let mut items = Vec::new();
        if let Some(parts) = self.table.sum_parts(id) {
            items.extend_from_slice(parts);
        } else if let Some(of) = of.filter(|_| children.is_empty()) {
            items.push((1, of));
        } else if children.is_empty() && item.level <= Level::Opd {
            // Add up everything outermost: this is "JUMLAH", or an office whose programs are not below its
            // row.
            for outermost in self.outermost_items(id) {
                self.collect_parts(outermost, column, &mut items);
            }
        } else {
            for child in children {
                self.collect_parts(*child, column, &mut items);
            }
        }
        let mut computed = Decimal::ZERO;
        let mut any = false;
        for (sign, part) in &items {
            if let Some(amount) = self.table.amount(*part, column) {
                computed = computed.checked_add(amount.checked_mul((*sign).into())?)?;
                any = true;
            }
        }
        any.then_some(SumBreakdown { items, computed })
    }

    /// Adds an item to the parts. An urusan or other level above programs that states no amount is replaced
    /// by the items below it; totals are skipped.
    fn collect_parts(&self, id: ItemId, column: usize, items: &mut Vec<(i8, ItemId)>) {
        let Some(item) = self.table.items.get(id) else { return };
        if item.level == Level::Jumlah {
            return;
        }
        if item.level < Level::Program && self.table.amount(id, column).is_none() {
            for child in self.children.get(id).into_iter().flatten() {
                self.collect_parts(*child, column, items);
            }
        } else {
            items.push((1, id));
        }
    }

    /// Returns the items without a parent that a total over the whole table adds up.
    fn outermost_items(&self, total: ItemId) -> impl Iterator<Item = ItemId> {
        let level = self.table.items.get(total).map_or(Level::Jumlah, |item| item.level);
        let top = move |(id, item): (usize, &Item)| {
            (id != total && item.parent.is_none() && item.level > level).then_some(id)
        };
        self.table.items.iter().enumerate().filter_map(top)
    }
}
