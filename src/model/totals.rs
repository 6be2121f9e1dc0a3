//! Questions about a plan's money that several modules ask: which column is the plan's own, which row states
//! the sum of all rows, and which columns contain money. Each is answered only here.

use rust_decimal::Decimal;

use super::{Cited, Item, ItemId, Level, Renja, Table, TableId, Value};
use crate::forms::{Kind, Rows};
use crate::text::column_formula::{Formula, Operator};
use crate::text::fold::fold;

/// Folded labels of the row of all spending in a budget.
const SPENDING_LABELS: [&str; 6] =
    ["belanja", "belanja daerah", "belanja desa", "jumlah belanja", "jumlah belanja daerah", "total belanja"];

/// Folded words that tell that a table without an official form is about a budget: in its title, or above the column.
const BUDGET_WORDS: [&str; 11] =
    ["anggaran", "pagu", "apbd", "apbdes", "rapbdes", "ppas", "rka", "dpa", "dipa", "rkap", "belanja"];

impl Table {
    /// Returns an item's amount in a column: money, or a number without a unit. `None` for a blank cell and
    /// other values.
    #[must_use]
    pub fn amount(&self, item: ItemId, column: usize) -> Option<Decimal> {
        match &self.items.get(item)?.values.get(column)?.value {
            Value::Rupiah(amount) | Value::Quantity(amount, None) => Some(*amount),
            _ => None,
        }
    }

    /// Returns the indices of the money columns that add up along the levels.
    pub fn money_columns(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        self.summed_columns().filter(|place| self.columns[*place].kind == Kind::Rupiah)
    }

    /// Returns `None` if a column cannot state what the plan spends, else whether the words of its own header are what
    /// says so. A column of an official form always may. A column of another table may if the table's title or its own
    /// header speaks of a budget, and if it is not computed as a difference, such as what is left of the budget.
    fn budget_words(&self, column: usize) -> Option<bool> {
        let own = self.columns.get(column)?;
        let is_budget =
            |line: &Cited<String>| fold(&line.value).split(' ').any(|word| BUDGET_WORDS.contains(&word));
        let in_header = own.header.iter().any(is_budget);
        let is_difference = matches!(own.formula, Some(Formula::Binary(_, Operator::Subtract, _)));
        let may_be =
            own.kind == Kind::Rupiah && !is_difference && (in_header || self.title.iter().any(is_budget));
        if self.form.is_official() { Some(false) } else { may_be.then_some(in_header) }
    }

    /// Returns the total rows of the whole table, which have no parent.
    pub fn total_rows(&self) -> impl Iterator<Item = ItemId> + '_ {
        self.outermost_at(Level::Jumlah)
    }

    /// Returns the row that states the sum of all rows of a column: the only total row, else the only row of
    /// an office, else the only outermost row if it has rows below it. Returns `None` if several rows
    /// qualify.
    #[must_use]
    pub fn total_row(&self, column: usize) -> Option<ItemId> {
        let is_stated = |id: &ItemId| self.amount(*id, column).is_some();
        let mut totals = self.total_rows().filter(is_stated);
        if let Some(first) = totals.next() {
            return totals.next().is_none().then_some(first);
        }
        let mut offices = self.outermost_at(Level::Opd).filter(is_stated);
        if let Some(first) = offices.next() {
            return offices.next().is_none().then_some(first);
        }
        let mut outermost = (0..self.items.len()).filter(|id| self.items[*id].parent.is_none());
        let only = outermost.next().filter(is_stated)?;
        (outermost.next().is_none() && self.children(only).next().is_some()).then_some(only)
    }

    /// Returns the row that states what the plan may spend. In a budget, whose outermost rows are revenue,
    /// spending and financing, this is the row of all spending; otherwise the sum of all rows. The names of
    /// rows do not matter in a plan's form, because its rows are all of one kind.
    #[must_use]
    pub fn pagu_row(&self, column: usize) -> Option<ItemId> {
        let is_spending = |(id, item): (ItemId, &Item)| {
            let is_named = SPENDING_LABELS.contains(&fold(&self.label(item)).as_str());
            (is_named && self.amount(id, column).is_some()).then_some(id)
        };
        let is_budget = !self.form.defines_rows();
        let spending = self.items.iter().enumerate().filter(|_| is_budget).find_map(is_spending);
        spending.or_else(|| self.total_row(column))
    }

    /// Returns the items of a level. Total rows must not have a parent, or they would state the sum of that
    /// item.
    fn outermost_at(&self, level: Level) -> impl Iterator<Item = ItemId> + '_ {
        let is_outermost = move |(id, item): (ItemId, &Item)| {
            (item.level == level && (item.parent.is_none() || level != Level::Jumlah)).then_some(id)
        };
        self.items.iter().enumerate().filter_map(is_outermost)
    }

    /// Returns the column that adds a money column to others: *Jumlah* next to *Pegawai* and *Barang dan
    /// Jasa*, *setelah perubahan* next to *sebelum*. Returns the column itself if there is none.
    fn row_sum_column(&self, column: usize) -> usize {
        /// Whether a formula adds the column with this number.
        fn adds(formula: &Formula, number: u32) -> bool {
            match formula {
                Formula::Column(other) => *other == number,
                Formula::Binary(left, Operator::Add, right) => adds(left, number) || adds(right, number),
                // Budget minus realization is no sum of the budget with another column.
                Formula::Binary(left, Operator::Subtract, _) => {
                    matches!(**left, Formula::Binary(..)) && adds(left, number)
                }
                _ => false,
            }
        }
        let Some(number) = self.columns.get(column).and_then(|c| c.number.as_ref()) else { return column };
        let is_sum = |place: &usize| {
            let formula = self.columns[*place].formula.as_ref();
            *place != column && formula.is_some_and(|formula| adds(formula, number.value))
        };
        self.summed_columns().find(is_sum).unwrap_or(column)
    }
}

impl Renja {
    /// Returns the table and column of the plan's own money. The table is T-C.33, or else the one that states
    /// most amounts. The column is the first one with most amounts, because the plan's year stands before the
    /// year after, or the column that sums it up with others. Returns `None` if no table states amounts of a
    /// budget.
    #[must_use]
    pub fn main_money_column(&self) -> Option<(TableId, usize)> {
        let mut best = None;
        let mut best_rank = (false, false, false, 0);
        for (id, table) in self.tables().filter(|(_, table)| table.form.rows != Rows::List) {
            for column in table.summed_columns() {
                let Some(in_header) = table.budget_words(column) else { continue };
                let amounts = (0..table.items.len()).filter_map(|id| table.amount(id, column));
                let stated = amounts.filter(|n| table.form.is_official() || !n.is_zero()).count();
                let rank = (table.form.code == "T-C.33", table.form.defines_rows(), in_header, stated);
                if stated > 0 && rank > best_rank {
                    (best_rank, best) = (rank, Some((id, column)));
                }
            }
        }
        let (id, column) = best?;
        Some((id, self.tables.get(id.0)?.row_sum_column(column)))
    }
}
