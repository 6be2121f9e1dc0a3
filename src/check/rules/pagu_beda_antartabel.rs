//! Rule LNT101: one program or kegiatan has different amounts in several tables of the plan.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::check::counterparts::{CounterpartGroup, MatchGround, plan_amount_columns};
use crate::check::thousands;
use crate::model::{Arg, CellRef, Finding, ItemId, Message, Related, Severity, Table, TableId, Value};

/// Minimum share of items on which two tables must agree to be one version of the budget. Only then is a
/// difference a warning; otherwise it is a note.
const MIN_VERSION_SHARE: (usize, usize) = (4, 5);
/// Minimum number of items on which two such tables must agree.
const MIN_AGREEING_ITEMS: usize = 5;

/// Returns one finding for each such item: at the cell that differs from all others if those agree, otherwise
/// in the plan's table. It is evidence for a person and for the search for causes.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut units = BTreeMap::new();
    for (id, table) in context.renja.tables() {
        let columns = plan_amount_columns(table).into_iter();
        units.extend(columns.map(|column| ((id, column), thousands::unit(table, column))));
    }
    let all: Vec<(&CounterpartGroup, Vec<ItemAmount>)> = context
        .counterpart_groups
        .iter()
        .map(|group| {
            let mut places = item_amounts(context, group.plan, group);
            for place in &mut places {
                place.unit = units.get(&(place.table, place.column)).copied().unwrap_or(Decimal::ONE);
            }
            (group, places)
        })
        .collect();
    all.iter().filter_map(|(group, places)| finding(context, group.plan, group, places, &all)).collect()
}

/// A cell with the amount of an item.
struct ItemAmount {
    at: CellRef,
    table: TableId,
    column: usize,
    amount: Decimal,
    /// Rupiah that one unit of the amount stands for.
    unit: Decimal,
    /// Why the item is taken for the plan's; `None` in the plan's own table.
    grounds: Option<MatchGround>,
}

impl ItemAmount {
    fn agrees(&self, other: &Self) -> bool {
        thousands::amounts_agree((self.amount, self.unit), (other.amount, other.unit))
    }
}

fn item_amounts(context: &Context, plan_id: TableId, group: &CounterpartGroup) -> Vec<ItemAmount> {
    let own = std::iter::once((plan_id, group.item, None));
    let others = group.others.iter().map(|m| (m.table, m.item, Some(m.grounds)));
    own.chain(others)
        .filter_map(|(id, item, grounds)| Some((id, context.table(id)?, item, grounds)))
        .flat_map(|(id, table, item, grounds)| amounts_in_table(id, table, item, grounds))
        .collect()
}

fn amounts_in_table(
    id: TableId,
    table: &Table,
    item: ItemId,
    grounds: Option<MatchGround>,
) -> Vec<ItemAmount> {
    // The amount of an item with several rows is in no single cell.
    if table.continues_previous(item + 1) {
        return Vec::new();
    }
    plan_amount_columns(table)
        .into_iter()
        .filter_map(|column| {
            let cited = table.items.get(item)?.values.get(column)?;
            let Value::Rupiah(amount) = cited.value else { return None };
            Some(ItemAmount { at: cited.at, table: id, column, amount, unit: Decimal::ONE, grounds })
        })
        .collect()
}

fn finding(
    context: &Context,
    plan_id: TableId,
    group: &CounterpartGroup,
    places: &[ItemAmount],
    all: &[(&CounterpartGroup, Vec<ItemAmount>)],
) -> Option<Finding> {
    let first = places.first().filter(|place| place.table == plan_id)?;
    if places.iter().all(|place| place.agrees(first)) {
        return None;
    }
    let odd = single_outlier(places).unwrap_or(first);
    let others: Vec<&ItemAmount> = places.iter().filter(|place| place.at != odd.at).collect();
    let severity = if others.iter().any(|other| !other.agrees(odd) && are_one_version(odd, other, all)) {
        Severity::Warning
    } else {
        Severity::Note
    };
    let table = context.table(plan_id)?;
    let said: Vec<Arg> = others
        .iter()
        .filter(|other| !other.agrees(odd))
        .map(|other| {
            Arg::Text(format!("{} {}", context.renja.cell_name(other.at), Value::Rupiah(other.amount)))
        })
        .collect();
    let mirip = group.others.iter().any(|m| m.grounds == MatchGround::Similar);
    let key = if mirip { "check.antartabel.pagu_mirip" } else { "check.antartabel.pagu" };
    let stated = Value::Rupiah(odd.amount);
    let message = Message::new(key)
        .with("item", table.items.get(group.item).map_or_else(String::new, |i| table.label(i)))
        .with("place", context.renja.cell_name(odd.at))
        .with("stated", stated.clone())
        .with("others", Arg::List(said));
    let agreed = single_outlier(places).and_then(|_| others.first().map(|other| Value::Rupiah(other.amount)));
    let difference = agreed.as_ref().and_then(|v| odd.amount.checked_sub(v.number()?)).map(Value::Rupiah);
    Some(Finding {
        stated: Some(stated),
        computed: agreed,
        difference,
        related: others
            .iter()
            .map(|other| Related {
                at: other.at,
                label: label(context, group, other),
                value: Some(Value::Rupiah(other.amount)),
            })
            .collect(),
        ..Context::simple_finding("LNT101", severity, odd.at, table.path(group.item), message)
    })
}

/// Returns the name of an item at a place; empty if the table does not have it.
fn label(context: &Context, group: &CounterpartGroup, place: &ItemAmount) -> String {
    let item = match place.grounds {
        None => Some(group.item),
        Some(_) => group.others.iter().find(|m| m.table == place.table).map(|m| m.item),
    };
    item.and_then(|item| {
        let table = context.table(place.table)?;
        Some(table.label(table.items.get(item)?))
    })
    .unwrap_or_default()
}

/// Returns the place that differs from all others, which agree. `None` if there is no such place, or if there
/// are fewer than two others.
fn single_outlier(places: &[ItemAmount]) -> Option<&ItemAmount> {
    if places.len() < 3 {
        return None;
    }
    places.iter().find(|place| {
        let mut others = places.iter().filter(|other| other.at != place.at);
        let first = others.next();
        first.is_some_and(|first| !first.agrees(place) && others.all(|other| other.agrees(first)))
    })
}

/// Whether the columns of two places agree on nearly all items.
fn are_one_version<'p>(
    a: &ItemAmount,
    b: &ItemAmount,
    all: &'p [(&CounterpartGroup, Vec<ItemAmount>)],
) -> bool {
    let of = |places: &'p [ItemAmount], like: &ItemAmount| {
        places.iter().find(|p| p.table == like.table && p.column == like.column)
    };
    let pairs: Vec<_> = all.iter().filter_map(|(_, places)| of(places, a).zip(of(places, b))).collect();
    let equal = pairs.iter().filter(|(a, b)| a.agrees(b)).count();
    equal >= MIN_AGREEING_ITEMS && equal * MIN_VERSION_SHARE.1 >= pairs.len() * MIN_VERSION_SHARE.0
}
