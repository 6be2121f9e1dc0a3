//! Rule ARI110: a volume is not the product that the row's own name spells out:
//! `Penginapan 6 Orang x 4 Hari x 3 Kali`.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::forms::Kind;
use crate::model::{Cited, Finding, ItemId, Message, Related, Severity, Table, Value};
use crate::text::quantity;

/// Minimum number of different products that rows must state correctly before one that does not is reported:
/// in a list of eight costs seven rows do, with six different products.
const LEAST_AGREEING: usize = 3;
/// Minimum number of correct rows for each wrong one: names that mention sizes or kinds do not compute the
/// volume.
const AGREEING_FOR_EACH: usize = 3;

/// Returns one warning for each such row, at the volume.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().flat_map(|table| of_table(context, table)).collect()
}

/// A row whose name spells out a product.
struct Spelled<'a> {
    item: ItemId,
    name: &'a Cited<Value>,
    product: Decimal,
}

fn of_table(context: &Context, table: &Table) -> Vec<Finding> {
    let rows: Vec<Spelled<'_>> = table
        .items
        .iter()
        .enumerate()
        .filter_map(|(id, item)| {
            item.values.cited().find_map(|name| {
                let Value::Text(text) = &name.value else { return None };
                Some(Spelled { item: id, name, product: quantity::product_at_end(text)? })
            })
        })
        .collect();
    if rows.len() <= LEAST_AGREEING {
        return Vec::new();
    }
    let columns = table.columns.iter().enumerate().filter(|(_, column)| column.kind != Kind::Percent);
    let compared = columns.map(|(place, _)| Compared::of(table, &rows, place));
    let Some(best) = compared.max_by_key(|compared| compared.agreeing) else { return Vec::new() };
    if !best.is_earned() {
        return Vec::new();
    }
    best.differing.iter().filter_map(|(row, stated)| finding(context, table, row, stated)).collect()
}

/// How a column compares with the products in the names.
struct Compared<'a> {
    agreeing: usize,
    products: BTreeSet<Decimal>,
    differing: Vec<(&'a Spelled<'a>, &'a Cited<Value>)>,
}

impl<'a> Compared<'a> {
    fn of(table: &'a Table, rows: &'a [Spelled<'a>], column: usize) -> Self {
        let mut compared = Self { agreeing: 0, products: BTreeSet::new(), differing: Vec::new() };
        for row in rows {
            let stated = table.items.get(row.item).and_then(|item| item.values.get(column));
            let Some((stated, number)) = stated.and_then(|stated| Some((stated, stated.value.number()?)))
            else {
                continue;
            };
            if number == row.product {
                compared.agreeing += 1;
                compared.products.insert(number);
            } else if !number.is_zero() {
                compared.differing.push((row, stated));
            }
        }
        compared
    }

    fn is_earned(&self) -> bool {
        self.products.len() >= LEAST_AGREEING && self.differing.len() * AGREEING_FOR_EACH <= self.agreeing
    }
}

fn finding(context: &Context, table: &Table, row: &Spelled<'_>, stated: &Cited<Value>) -> Option<Finding> {
    let computed = stated.value.with_number(row.product);
    let difference = stated.value.number()?.checked_sub(row.product)?;
    let message = Message::new("check.volume.words")
        .with("place", context.renja.place(stated.at))
        .with("item", row.name.value.to_string())
        .with("stated", stated.value.clone())
        .with("computed", computed.clone());
    Some(Finding {
        stated: Some(stated.value.clone()),
        computed: Some(computed),
        difference: Some(stated.value.with_number(difference)),
        related: vec![Related {
            at: row.name.at,
            label: row.name.value.to_string(),
            value: Some(row.name.value.clone()),
        }],
        ..Context::remark("ARI110", Severity::Warning, stated.at, table.path(row.item), message)
    })
}
