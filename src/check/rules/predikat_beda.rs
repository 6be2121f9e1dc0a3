//! Rule PRD101: a rating in words does not match the average above it, by the scale of Permendagri 86/2017.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::super::context::Context;
use super::rata_rata_beda::{self, is_average};
use crate::model::{Cell, CellContent, CellRef, Finding, Message, Related, Severity, Sheet, SheetId, Value};
use crate::text::fold::fold;
use crate::text::quantity;

/// The scale: each rating with the highest whole percentage that has it.
const RATING_SCALE: [(i64, &str); 5] =
    [(50, "Sangat Rendah"), (65, "Rendah"), (75, "Sedang"), (90, "Tinggi"), (i64::MAX, "Sangat Tinggi")];
/// Number of rows below a table, up to which its averages and ratings are searched.
const MAX_ROWS_BELOW: u32 = 6;
/// Maximum value of an index, whose scale ends at 1, 4 or 5; a number without a percent format must exceed
/// it.
const MAX_INDEX: Decimal = Decimal::from_parts(5, 0, 0, false, 0);
/// Maximum distance, in rows, from an average down to its rating.
const MAX_ROWS_BETWEEN: u32 = 2;

/// Returns one warning for each wrong rating.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings: BTreeMap<CellRef, Finding> = BTreeMap::new();
    // A rating that matches the corrected value of a wrong average is right.
    let averages: LazyCell<BTreeMap<CellRef, Decimal>, _> = LazyCell::new(|| {
        let averages = rata_rata_beda::check(context).into_iter();
        averages.filter_map(|finding| Some((finding.at, finding.computed?.number()?))).collect()
    });
    let corrected = |at: CellRef| averages.get(&at).copied();
    for table in &context.renja.tables {
        let Some(sheet) = context.book.sheet(table.sheet) else { continue };
        let rows = table.area.first_row..=table.area.last_row.saturating_add(MAX_ROWS_BELOW);
        for finding in wrong_ratings(context, (table.sheet, sheet), rows, &corrected) {
            findings.entry(finding.at).or_insert(finding);
        }
    }
    findings.into_values().collect()
}

/// Returns the wrong ratings in some rows of a sheet. A cell in a row labelled "Predikat" is compared with
/// the cell above it in the last row of averages.
fn wrong_ratings(
    context: &Context,
    (id, sheet): (SheetId, &Sheet),
    rows: RangeInclusive<u32>,
    corrected: &dyn Fn(CellRef) -> Option<Decimal>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    // The row of the last average, and the row that was begun last.
    let (mut average, mut begun) = (None, None);
    let mut is_rating = false;
    for ((row, column), cell) in sheet.cells.range((*rows.start(), 0)..=(*rows.end(), u32::MAX)) {
        if begun != Some(*row) {
            begun = Some(*row);
            let label = text(cell).map(fold).unwrap_or_default();
            is_rating = label.split(' ').next() == Some("predikat");
            if is_average(&label) {
                average = Some(*row);
            }
            continue;
        }
        let Some(above) = average.filter(|above| is_rating && row - above <= MAX_ROWS_BETWEEN) else {
            continue;
        };
        let at = |row: u32| CellRef { sheet: id, row, column: *column };
        if let Some(stated) = text(cell)
            && let Some(number) = sheet.cells.get(&(above, *column)).and_then(percentage)
            && let Some(computed) = expected_rating(stated, number)
            && corrected(at(above)).is_none_or(|average| expected_rating(stated, average).is_some())
        {
            findings.push(finding(context, at(*row), at(above), stated, number, computed));
        }
    }
    findings
}

fn text(cell: &Cell) -> Option<&str> {
    match &cell.content {
        CellContent::Text(text) => Some(text),
        _ => None,
    }
}

/// Returns a cell as a percentage: 0.83 with a percent format is 83. `None` if it is no number, or one so
/// small without that format that it may be an index on another scale.
fn percentage(cell: &Cell) -> Option<Decimal> {
    let n = match &cell.content {
        CellContent::Number(n) => *n,
        CellContent::Text(text) => return quantity::read_percent(text),
        _ => return None,
    };
    if cell.format.is_percent() {
        return n.checked_mul(Decimal::ONE_HUNDRED);
    }
    (n > MAX_INDEX).then_some(n)
}

/// Returns the rating that belongs to a number; `None` if `stated` is right, or is no rating of the scale.
///
/// The scale speaks of whole percentages, so 50,4 may be taken for 50 and for 51.
fn expected_rating(stated: &str, number: Decimal) -> Option<&'static str> {
    let stated = fold(stated);
    if number.is_sign_negative() || !RATING_SCALE.iter().any(|(_, word)| fold(word) == stated) {
        return None;
    }
    let of = |whole: Decimal| {
        let whole = whole.to_i64()?;
        RATING_SCALE.iter().find(|(most, _)| whole <= *most).map(|(_, word)| *word)
    };
    let both = [of(number.floor())?, of(number.ceil())?];
    if both.iter().any(|word| fold(word) == stated) { None } else { of(number.round()) }
}

fn finding(
    context: &Context,
    at: CellRef,
    average: CellRef,
    stated: &str,
    number: Decimal,
    computed: &'static str,
) -> Finding {
    let number = Value::Percent(number.round_dp(2).normalize());
    let message = Message::new("check.predikat.differs")
        .with("place", context.renja.cell_name(at))
        .with("stated", stated.trim())
        .with("average", number.clone())
        .with("average_place", context.renja.cell_name(average))
        .with("computed", computed);
    Finding {
        stated: Some(Value::Text(stated.into())),
        computed: Some(Value::Text(computed.into())),
        related: vec![Related { at: average, label: String::new(), value: Some(number) }],
        ..Context::simple_finding("PRD101", Severity::Warning, at, stated.trim(), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_follow_the_scale() {
        let of = |stated: &str, number: &str| expected_rating(stated, number.parse().expect("a number"));
        assert_eq!(of("Sangat Rendah", "83.04"), Some("Tinggi"));
        for (stated, number) in [
            ("Tinggi", "83.04"),
            ("Rendah", "50.4"),
            ("sangat rendah", "50.4"),
            ("Sangat Tinggi", "104"),
            ("Baik", "20"),
        ] {
            assert_eq!(of(stated, number), None, "{stated} {number}");
        }
    }
}
