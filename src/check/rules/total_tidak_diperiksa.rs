//! Rule CAK102: totals for which no relation could be tested.

use super::super::context::{Context, cell_list};
use super::super::coverage::{Coverage, coverage};
use crate::forms::{Belongs, Kind};
use crate::model::{Arg, CellRef, Cited, Finding, Item, Level, Message, Related, Severity, Table, Value};

/// Returns one note for each table with such totals, with the cells by reason.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let coverage = coverage(context);
    context.renja.tables.iter().filter_map(|table| check_table(context, coverage, table)).collect()
}

/// Why no relation of a total was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UntestedReason {
    /// None of the rows that it could add up states an amount in its column.
    NoParts,
    /// It is uncertain which rows it adds up.
    Unclear,
}

impl UntestedReason {
    fn key(self) -> &'static str {
        match self {
            Self::NoParts => "check.coverage.total_no_parts",
            Self::Unclear => "check.coverage.total_unclear",
        }
    }
}

fn check_table(context: &Context, coverage: &Coverage, table: &Table) -> Option<Finding> {
    let totals = untested_totals(coverage, table);
    let at = totals.iter().map(|(total, _)| total.at).min()?;
    let reasons = [UntestedReason::NoParts, UntestedReason::Unclear].into_iter().filter_map(|why| {
        let cells: Vec<CellRef> =
            totals.iter().filter(|(_, w)| *w == why).map(|(total, _)| total.at).collect();
        let reason = || Message::new(why.key()).with("count", cells.len()).with("cells", cell_list(&cells));
        (!cells.is_empty()).then(|| Arg::from(reason()))
    });
    let message = Message::new("check.coverage.totals")
        .with("sheet", context.renja.sheet_name(at.sheet))
        .with("count", totals.len())
        .with("reasons", Arg::List(reasons.collect()));
    let related = |total: &Cited<Value>| {
        let value = Some(total.value.clone());
        Related { at: total.at, label: String::new(), value }
    };
    let related = totals.iter().map(|(total, _)| related(total)).collect();
    Some(Finding { related, ..Context::simple_finding("CAK102", Severity::Note, at, "", message) })
}

/// Returns the totals that took part in no tested relation, row by row, each with the reason.
fn untested_totals<'a>(coverage: &Coverage, table: &'a Table) -> Vec<(&'a Cited<Value>, UntestedReason)> {
    let mut has_rows = vec![false; table.items.len()];
    for parent in table.items.iter().filter_map(|item| item.parent) {
        if let Some(has_rows) = has_rows.get_mut(parent) {
            *has_rows = true;
        }
    }
    // For each column, whether an item that is no total and has no items below it states an amount.
    let states: Vec<bool> = (0..table.columns.len())
        .map(|column| {
            table.items.iter().zip(&has_rows).any(|(item, has_rows)| {
                item.level != Level::Jumlah && !has_rows && nonzero_amount(item, column).is_some()
            })
        })
        .collect();
    let mut all = Vec::new();
    for (id, item) in table.items.iter().enumerate() {
        let says_total = item.level == Level::Jumlah;
        if table.is_informational(id) || !says_total && !has_rows.get(id).is_some_and(|has_rows| *has_rows) {
            continue;
        }
        for (place, column) in table.columns.iter().enumerate() {
            // An item with rows below it is a total only in columns that add up; a price does not.
            let counts = column.kind == Kind::Rupiah && (says_total || column.adds_up);
            let Some(total) =
                nonzero_amount(item, place).filter(|_| counts && column.belongs == Belongs::Item)
            else {
                continue;
            };
            if !coverage.is_tested(total.at) {
                let has_parts = states.get(place).is_some_and(|states| *states);
                all.push((total, if has_parts { UntestedReason::Unclear } else { UntestedReason::NoParts }));
            }
        }
    }
    all
}

/// Returns an item's value in a column; `None` unless it is a number other than zero.
fn nonzero_amount(item: &Item, column: usize) -> Option<&Cited<Value>> {
    item.values.get(column).filter(|cited| cited.value.number().is_some_and(|n| !n.is_zero()))
}
