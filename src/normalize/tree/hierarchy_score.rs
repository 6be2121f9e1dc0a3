//! Measures how far the figures of a table bear out a hierarchy of its rows.

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Item, ItemId, Table};
use crate::normalize::evidence::{
    MIN_LAYOUT_HOLDING_PERCENT, MIN_MANY_MORE_SUMS, MIN_NEARLY_ALWAYS_PERCENT, is_at_least_percent,
};

use super::figures;
use super::placement::Place;
use super::total_labels::{TotalLabel, has_code, has_words_or_code, row_total_label};

/// How far figures bear out a hierarchy.
#[derive(Default, Clone, Copy)]
pub struct Score {
    /// Number of sums that hold.
    pub holding: usize,
    /// Number of sums that do not hold.
    pub broken: usize,
    /// Number of sums along the levels that hold and give a distinctive figure.
    pub distinctive: usize,
}

impl Score {
    /// Returns the number of sums that were tested.
    pub fn tested(self) -> usize {
        self.holding + self.broken
    }

    /// Whether nearly all sums hold, of which there is one at least.
    pub fn holds_nearly_always(&self) -> bool {
        self.holding > 0 && is_at_least_percent(self.holding, self.tested(), MIN_NEARLY_ALWAYS_PERCENT)
    }

    /// Whether most sums hold, as they must in a hierarchy by layout.
    pub fn holds_mostly(&self) -> bool {
        is_at_least_percent(self.holding, self.tested(), MIN_LAYOUT_HOLDING_PERCENT)
    }

    /// Whether more sums hold than in another hierarchy, less those that do not.
    pub fn outweighs(&self, other: &Self) -> bool {
        self.holding + other.broken > other.holding + self.broken
    }

    /// Whether this hierarchy is borne out better than another: a larger share of its sums holds, or the same
    /// share of more sums. If both hold nearly always, the one with more sums wins: a wrong figure breaks two
    /// of them, and fewer in a reading that asks for less. One without a broken sum gives way only to one with many
    /// more.
    pub fn beats(&self, other: &Self) -> bool {
        let holds = |score: &Self| score.holds_nearly_always() && score.broken > 0;
        if holds(self) && holds(other) && self.tested() != other.tested() {
            return self.outweighs(other);
        }
        let has_many_more = |a: &Self, b: &Self| {
            holds(a) && b.broken == 0 && a.distinctive > b.holding.saturating_mul(MIN_MANY_MORE_SUMS)
        };
        if has_many_more(self, other) || has_many_more(other, self) {
            return has_many_more(self, other);
        }
        let (a, b) = (self.holding * other.tested().max(1), other.holding * self.tested().max(1));
        a > b || (a == b && self.holding > other.holding)
    }
}

/// The figures of the rows in the columns that add up, and what else decides a score.
pub struct ScoredRows {
    /// The amounts of each row.
    pub figures: Vec<figures::RowAmounts>,
    /// Whether each row has a price of its own.
    pub priced: Vec<bool>,
    /// Whether each row has words or a code.
    pub named: Vec<bool>,
    /// Whether each row has a name or a code; an ordinal alone does not count.
    pub labelled: Vec<bool>,
    /// The only row that says it is a total. `None` if there are several or none.
    only_total: Option<ItemId>,
}

impl ScoredRows {
    /// Collects the figures of a table.
    pub fn from_table(table: &Table) -> Self {
        // Ignore counts beside money: they count unlike things and add up to nothing.
        let of_kind = |money: bool| -> Vec<usize> {
            table.summed_columns().filter(|c| (table.columns[*c].kind == Kind::Rupiah) == money).collect()
        };
        let money = Some(of_kind(true)).filter(|money| !money.is_empty()).unwrap_or_else(|| of_kind(false));
        let amounts = |item: &Item| -> figures::RowAmounts {
            money.iter().map(|c| item.values.get(*c).and_then(|cited| cited.value.number())).collect()
        };
        let totals: Vec<ItemId> = (0..table.items.len())
            .filter(|id| row_total_label(table, &table.items[*id]) == TotalLabel::Total)
            .collect();
        let grand = match totals[..] {
            [only] => Some(only),
            _ => None,
        };
        let priced = table.items.iter().map(|item| figures::has_price(table, item)).collect();
        let named = (0..table.items.len()).map(|id| has_words_or_code(table, id)).collect();
        let is_labelled = |item: &Item| has_code(item) || table.label(item).chars().any(char::is_alphabetic);
        let labelled = table.items.iter().map(is_labelled).collect();
        Self {
            figures: table.items.iter().map(amounts).collect(),
            priced,
            named,
            labelled,
            only_total: grand,
        }
    }

    /// Whether a row has any amount.
    pub fn has_amount(&self, id: ItemId) -> bool {
        self.figures.get(id).is_some_and(|row| row.iter().any(Option::is_some))
    }

    /// Counts the sums that hold in a hierarchy, those of the only total included.
    pub fn score(&self, places: &[Place], is_total: &[bool]) -> Score {
        let parents: Vec<Option<ItemId>> =
            places.iter().enumerate().map(|(id, place)| place.parent.filter(|parent| *parent < id)).collect();
        let sums = figures::sums_below(&self.figures, &parents);
        let (mut holding, all) = figures::count_holding_sums(&self.figures, &parents);
        let mut broken = all - holding;
        // The only total adds up the outermost rows, whichever those are.
        if let Some(grand) = self.only_total.and_then(|grand| self.figures.get(grand)) {
            for (column, stated) in grand.iter().enumerate() {
                let Some(stated) = stated.filter(|n| !n.is_zero()) else { continue };
                let outermost =
                    || parents.iter().enumerate().filter(|(id, parent)| parent.is_none() && !is_total[*id]);
                let own = |id: usize| self.figures[id].get(column).copied().flatten();
                let below = |id: usize| sums[id].get(column).copied().flatten();
                let add =
                    |parts: Vec<Decimal>| parts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
                // The sum of what the parts should state counts too: then one of the parts is wrong.
                let stated_sum = add(outermost().filter_map(|(id, _)| own(id)).collect());
                let mended_sum =
                    add(outermost().filter_map(|(id, _)| below(id).or_else(|| own(id))).collect());
                let holds =
                    [stated_sum, mended_sum].into_iter().flatten().any(|sum| figures::is_near(stated, sum));
                if holds { holding += 1 } else { broken += 1 }
            }
        }
        Score { holding, broken, distinctive: figures::count_distinctive_sums(&self.figures, &parents) }
    }
}
