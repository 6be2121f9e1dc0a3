//! Rule ARI113: a weight is not the share of its row's amount in the total. Applies to columns headed "bobot"
//! in which most rows are that share of one money column.

use rust_decimal::Decimal;

use super::super::context::Context;
use super::super::figures::{self, Row};
use super::super::ratio::{self, Fit};
use crate::forms::Kind;
use crate::model::{Column, Finding, Level, Message, Related, Severity, Table, Value};
use crate::text::fold::fold;

/// Minimum number of rows that must be the share.
const MIN_HOLDING_ROWS: usize = 3;
/// Minimum percentage of rows that must be the share.
const MIN_HOLDING_PERCENT: usize = 60;

/// Returns one warning for each wrong weight, against the money column that most weights fit.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        for (place, column) in table.columns.iter().enumerate().filter(|(_, column)| is_weight(column)) {
            let shares =
                table.money_columns().filter_map(|money| Shares::from_columns(table, place, column, money));
            let earned = shares.filter(|shares| shares.is_supported() && !shares.are_of_another_base());
            if let Some(shares) = earned.max_by_key(|shares| shares.holding) {
                // A weight with a formula names its own base, which may be another one than that of the table.
                let is_typed = |(row, _): &&(Row<'_>, Decimal)| {
                    context.book.cell(row.cell(place)).is_none_or(|cell| cell.formula.is_none())
                };
                let typed = shares.wrong.iter().filter(is_typed);
                findings.extend(typed.map(|wrong| shares.finding(context, wrong)));
            }
        }
    }
    findings
}

/// Whether a column holds weights: its header says so, and no formula is known for it.
fn is_weight(column: &Column) -> bool {
    let words = column.header.last().map(|head| fold(&head.text)).unwrap_or_default();
    words.split(' ').any(|word| word == "bobot")
        && matches!(column.kind, Kind::Percent | Kind::Quantity)
        && column.formula.is_none()
}

/// The shares of the rows in one money column, compared with the stated weights.
struct Shares<'a> {
    place: usize,
    money: usize,
    column: &'a Column,
    total: Decimal,
    holding: usize,
    tested: usize,
    wrong: Vec<(Row<'a>, Decimal)>,
}

impl<'a> Shares<'a> {
    fn from_columns(table: &'a Table, place: usize, column: &'a Column, money: usize) -> Option<Self> {
        let total = total(table, money)?;
        let mut shares = Self { place, money, column, total, holding: 0, tested: 0, wrong: Vec::new() };
        for row in figures::figure_rows(table, column) {
            let Some(amount) = table.number(row.item, money).filter(|n| !n.is_zero()) else { continue };
            let (Some(stated), Some(share)) = (row.value(place), amount.checked_div(total)) else { continue };
            if stated.value.number().is_none() {
                continue;
            }
            shares.tested += 1;
            if ratio::fit(&stated.value, share) == Fit::Mismatch {
                shares.wrong.push((row, share));
            } else {
                shares.holding += 1;
            }
        }
        Some(shares)
    }

    fn is_supported(&self) -> bool {
        self.holding >= MIN_HOLDING_ROWS && self.holding * 100 >= self.tested * MIN_HOLDING_PERCENT
    }

    /// Whether the weights that do not fit agree on another base: all are shares of a total that the table does not state,
    /// near enough to the stated one for the small weights to fit both.
    fn are_of_another_base(&self) -> bool {
        /// Minimum number of such weights; fewer may be wrong in the same way.
        const MIN_ROWS: usize = 3;
        // The least and the greatest base of which a weight, as rounded, is the share.
        let bases = |(row, _): &(Row<'_>, Decimal)| {
            let stated = row.value(self.place)?.value.number()?;
            let half = Decimal::new(5, stated.scale() + 1);
            let parts = row.table.number(row.item, self.money)?.checked_mul(Decimal::ONE_HUNDRED)?;
            Some((
                parts.checked_div(stated.checked_add(half)?)?,
                parts.checked_div(stated.checked_sub(half)?)?,
            ))
        };
        let bases: Vec<(Decimal, Decimal)> = self.wrong.iter().filter_map(bases).collect();
        let (least, most) = (bases.iter().map(|base| base.0).max(), bases.iter().map(|base| base.1).min());
        bases.len() >= MIN_ROWS && least.zip(most).is_some_and(|(least, most)| least <= most)
    }

    fn finding(&self, context: &Context, (row, share): &(Row<'_>, Decimal)) -> Finding {
        let at = row.cell(self.place);
        let stated = row.value(self.place).map(|cited| cited.value.clone());
        let computed = ratio::printed_percent(*share);
        let amount = row.table.number(row.item, self.money).map(Value::Rupiah);
        let mut message = Message::new("check.weight.differs")
            .with("place", context.renja.cell_name(at))
            .with("item", row.label())
            .with("total", Value::Rupiah(self.total))
            .with("holding", self.holding)
            .with("tested", self.tested);
        for (name, value) in [("stated", &stated), ("computed", &computed), ("amount", &amount)] {
            if let Some(value) = value {
                message = message.with(name, value.clone());
            }
        }
        let label =
            |column: &Column| column.header.last().map_or_else(String::new, |head| head.text.trim().into());
        let of_money = row.table.columns.get(self.money);
        Finding {
            stated,
            computed,
            related: vec![Related {
                at: row.table.item_cell(row.item, self.money),
                label: of_money.map_or_else(|| label(self.column), label),
                value: amount,
            }],
            ..Context::simple_finding("ARI113", Severity::Warning, at, row.path(), message)
        }
    }
}

/// Returns what all rows of a column add up to: its total row, or else the sum of the outermost rows. `None`
/// if that is zero.
fn total(table: &Table, column: usize) -> Option<Decimal> {
    let stated = table.total_row(column).and_then(|row| table.number(row, column));
    let outermost = || {
        let top =
            table.items.iter().enumerate().filter(|(_, i)| i.parent.is_none() && i.level != Level::Jumlah);
        top.filter_map(|(id, _)| table.number(id, column)).try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    stated.or_else(outermost).filter(|total| !total.is_zero())
}
