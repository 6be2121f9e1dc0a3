//! Rule ARI110: a volume is not the product that the row's own name spells out:
//! `Penginapan 6 Orang x 4 Hari x 3 Kali`.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::forms::Kind;
use crate::model::{Cited, Finding, ItemId, Message, Related, Severity, Table, Value};
use crate::text::fold::fold;
use crate::text::quantity;

/// Minimum number of different products that rows must state correctly before one that does not is reported:
/// in a list of eight costs seven rows do, with six different products.
const MIN_AGREEING_PRODUCTS: usize = 3;
/// Minimum number of correct rows for each wrong one: names that mention sizes or kinds do not compute the
/// volume.
const MIN_AGREEING_PER_DIFFERING: usize = 3;

/// Returns one warning for each such row, at the volume.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().flat_map(|table| check_table(context, table)).collect()
}

/// A row whose name spells out a product.
struct SpelledProduct<'a> {
    item: ItemId,
    name: &'a Cited<Value>,
    product: Decimal,
}

impl SpelledProduct<'_> {
    /// Whether a number is the product with the months of each year that the name counts: 15 classes x 25 days x 1 year
    /// are 4.500 lists.
    fn counts_months(&self, number: Decimal) -> bool {
        const MONTHS: Decimal = Decimal::from_parts(12, 0, 0, false, 0);
        let counts_years =
            || fold(&self.name.text).split(' ').any(|word| matches!(word, "tahun" | "thn" | "th"));
        self.product.checked_mul(MONTHS) == Some(number) && counts_years()
    }
}

fn check_table(context: &Context, table: &Table) -> Vec<Finding> {
    let rows: Vec<SpelledProduct<'_>> = table
        .items
        .iter()
        .enumerate()
        .filter_map(|(id, item)| {
            item.values.cited().find_map(|name| {
                let Value::Text(text) = &name.value else { return None };
                Some(SpelledProduct { item: id, name, product: quantity::product_at_end(text)? })
            })
        })
        .collect();
    if rows.len() <= MIN_AGREEING_PRODUCTS {
        return Vec::new();
    }
    let columns = table.columns.iter().enumerate().filter(|(_, column)| column.kind != Kind::Percent);
    let compared = columns.map(|(place, _)| Compared::from_column(table, &rows, place));
    let Some(best) = compared.max_by_key(|compared| compared.agreeing) else { return Vec::new() };
    if !best.is_supported() {
        return Vec::new();
    }
    best.differing.iter().filter_map(|(row, stated)| finding(context, table, row, stated)).collect()
}

/// How a column compares with the products in the names.
struct Compared<'a> {
    agreeing: usize,
    products: BTreeSet<Decimal>,
    differing: Vec<(&'a SpelledProduct<'a>, &'a Cited<Value>)>,
}

impl<'a> Compared<'a> {
    fn from_column(table: &'a Table, rows: &'a [SpelledProduct<'a>], column: usize) -> Self {
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
            } else if !number.is_zero() && !row.counts_months(number) {
                compared.differing.push((row, stated));
            }
        }
        compared
    }

    fn is_supported(&self) -> bool {
        self.products.len() >= MIN_AGREEING_PRODUCTS
            && self.differing.len() * MIN_AGREEING_PER_DIFFERING <= self.agreeing
    }
}

fn finding(
    context: &Context,
    table: &Table,
    row: &SpelledProduct<'_>,
    stated: &Cited<Value>,
) -> Option<Finding> {
    let computed = stated.value.with_number(row.product);
    let difference = stated.value.number()?.checked_sub(row.product)?;
    let message = Message::new("check.volume.words")
        .with("place", context.renja.cell_name(stated.at))
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
        ..Context::simple_finding("ARI110", Severity::Warning, stated.at, table.path(row.item), message)
    })
}
