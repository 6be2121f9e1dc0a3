//! Amounts in thousands or millions of rupiah.
//!
//! A column counts in such a unit if its header or the table's title says so and its figures are as small.
//! The words alone prove nothing: the forms of the regulations print "Rp. (000)" above columns that most
//! offices fill with whole rupiah.

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Relation, Table};
use crate::text::fold::fold;

/// Upper limit, in rupiah, of an amount in an office's plan. If a column would exceed it when read in
/// thousands, its amounts are whole rupiah.
const MAX_AMOUNT_RUPIAH: u64 = 1_000_000_000_000;

/// Returns how many rupiah one unit of a column stands for; 1 if the column is not money or counts in rupiah.
pub(super) fn unit(table: &Table, column: usize) -> Decimal {
    let shape = table.columns.get(column).filter(|shape| shape.kind == Kind::Rupiah);
    let Some(shape) = shape else { return Decimal::ONE };
    let lines = shape.header.iter().chain(&table.title).map(|line| fold(&line.text));
    let Some(unit) = lines.into_iter().find_map(|line| unit_from_words(&line)) else { return Decimal::ONE };
    let amounts = (0..table.items.len()).filter_map(|item| table.number(item, column));
    let largest = amounts.map(|amount| amount.abs()).max().unwrap_or_default();
    let is_small = largest.checked_mul(unit).is_some_and(|largest| largest < MAX_AMOUNT_RUPIAH.into());
    if is_small { unit } else { Decimal::ONE }
}

/// Returns the unit that the words of a folded line name (`Rp. (000)`, `dalam ribuan rupiah`); `None` if they
/// name none.
pub(super) fn unit_from_words(line: &str) -> Option<Decimal> {
    let units = line.split(' ').filter_map(|word| match word {
        "000" | "ribuan" | "ribu" => Some(1_000),
        "jutaan" | "juta" => Some(1_000_000),
        "miliaran" | "milyaran" | "miliar" | "milyar" => Some(1_000_000_000_u64),
        _ => None,
    });
    units.map(Decimal::from).next()
}

/// Whether two amounts agree, each with its unit: exactly if the units are the same, otherwise to within half
/// of the larger unit.
pub(super) fn amounts_agree((a, unit_of_a): (Decimal, Decimal), (b, unit_of_b): (Decimal, Decimal)) -> bool {
    if a == b || unit_of_a == unit_of_b {
        return a == b;
    }
    let rupiah = |amount: Decimal, unit| amount.checked_mul(unit);
    let Some((a, b)) = rupiah(a, unit_of_a).zip(rupiah(b, unit_of_b)) else { return false };
    let slack = unit_of_a.max(unit_of_b) / Decimal::TWO;
    a.checked_sub(b).is_some_and(|difference| difference.abs() <= slack)
}

/// Drops the relations that fail through rounding alone, in columns that count in thousands or millions.
pub(super) fn drop_rounding_failures(table: &Table, mut all: Vec<Relation>) -> Vec<Relation> {
    let columns = 0..table.columns.len();
    let is_rounded: Vec<bool> = columns.map(|column| unit(table, column) > Decimal::ONE).collect();
    let counts =
        |r: &Relation| is_rounded.get(r.column) != Some(&true) || r.holds() || !is_rounding_difference(r);
    all.retain(counts);
    all
}

/// Whether the difference is small enough to come from rounding each figure to a whole number: half a unit
/// for each term, and one.
pub(super) fn is_rounding_difference(relation: &Relation) -> bool {
    let most = Decimal::from(relation.terms.len() / 2 + 1);
    relation.difference().is_some_and(|difference| difference.abs() <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_a_unit() {
        for (line, unit) in [
            ("kebutuhan dana rp 000", Some(1_000)),
            ("dalam ribuan rupiah", Some(1_000)),
            ("pagu indikatif jutaan rp", Some(1_000_000)),
            ("pagu indikatif rp", None),
        ] {
            assert_eq!(unit_from_words(line), unit.map(Decimal::from), "{line}");
        }
    }

    #[test]
    fn amounts_in_other_units_agree_to_half_of_the_larger() {
        let (one, thousand) = (Decimal::ONE, Decimal::from(1_000));
        let whole = |n: u32| Decimal::from(n);
        assert!(amounts_agree((whole(28_700_250), one), (whole(28_700), thousand)));
        assert!(!amounts_agree((whole(28_700_501), one), (whole(28_700), thousand)));
        assert!(!amounts_agree((whole(28_700_001), one), (whole(28_700_000), one)));
    }
}
