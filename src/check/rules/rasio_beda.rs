//! A printed percentage is not what the figures beside it give.

use rust_decimal::Decimal;

use super::super::shown::{Shown, head, name, places};
use super::realisasi::{Ratio, Verdict, ratios};
use crate::check::figures::{Row, numbered};
use crate::check::ratio::printed;
use crate::model::{CellRef, Column, Finding, Message, Related, Severity, Table, Value, column_name};
use crate::text::formula::{Formula, spell_number};

/// A column in which at least so many rows, and more than half, are off follows another formula
/// than its number row says: that is said once.
const ANOTHER_FORMULA: usize = 5;

/// What the rule finds.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let tables = shown.renja.tables.iter();
    tables.flat_map(ratios).flat_map(|ratio| of_column(shown, &ratio)).collect()
}

fn of_column(shown: &Shown, ratio: &Ratio<'_>) -> Vec<Finding> {
    let judged: Vec<_> = ratio
        .judged()
        .into_iter()
        .filter(|(row, _)| {
            row.value(ratio.index).is_none_or(|cited| {
                !ratio.column.own.contains(&cited.at) && !shown.is_computed(ratio.column.ground, cited.at)
            })
        })
        .collect();
    let wrong: Vec<(&Row<'_>, Decimal)> = judged
        .iter()
        .filter_map(|(row, verdict)| match verdict {
            Verdict::Wrong(share) => Some((row, *share)),
            _ => None,
        })
        .collect();
    let stated = judged.iter().filter(|(row, _)| row.value(ratio.index).is_some()).count();
    if wrong.len() >= ANOTHER_FORMULA && wrong.len() * 2 > stated {
        let cells: Vec<CellRef> = wrong.iter().map(|(row, _)| row.cell(ratio.index)).collect();
        return whole_column(shown, ratio, &cells, stated).into_iter().collect();
    }
    let mut findings: Vec<Finding> = wrong
        .iter()
        .map(|(row, share)| finding(shown, ratio, row, *share, Severity::Error, "check.ratio.differs"))
        .collect();
    findings.extend(judged.iter().filter_map(|(row, verdict)| match verdict {
        Verdict::Inverse(share) => {
            Some(finding(shown, ratio, row, *share, Severity::Note, "check.ratio.inverse"))
        }
        _ => None,
    }));
    findings
}

pub(super) fn finding(
    shown: &Shown,
    ratio: &Ratio<'_>,
    row: &Row<'_>,
    share: Decimal,
    severity: Severity,
    key: &'static str,
) -> Finding {
    let at = row.cell(ratio.index);
    let stated = row.value(ratio.index).map(|cited| cited.value.clone());
    let computed = printed(share);
    let difference = match (&stated, &computed) {
        (Some(Value::Percent(a)), Some(Value::Percent(b))) => a.checked_sub(*b).map(Value::Percent),
        _ => None,
    };
    let mut message = Message::new(key)
        .with("place", shown.renja.place(at))
        .with("item", row.label())
        .with("formula", formula(ratio))
        .with("figures", figures(ratio, row));
    if let Some(stated) = &stated {
        message = message.with("stated", stated.clone());
    }
    if let Some(computed) = &computed {
        message = message.with("computed", computed.clone());
    }
    Finding {
        rule: "RAS101",
        severity,
        at,
        item: row.path(),
        message,
        stated,
        computed,
        difference,
        related: ratio
            .operands
            .iter()
            .map(|column| Related {
                at: row.cell(*column),
                label: ratio.table.columns.get(*column).map_or_else(String::new, name),
                value: row.value(*column).map(|cited| cited.value.clone()),
            })
            .collect(),
    }
}

/// `8 = 7/6`; in a table that numbers none of its columns `H = G/F`.
pub(super) fn formula(ratio: &Ratio<'_>) -> String {
    if !ratio.table.form.is_official() {
        return lettered(ratio.table, ratio.column, ratio.formula);
    }
    let number =
        ratio.column.number.as_ref().map_or_else(String::new, |n| format!("{} = ", spell_number(n.value)));
    format!("{number}{}", ratio.formula)
}

/// The figures that a ratio reads, as they stand in the row: `65 org dan 70 org`.
pub(super) fn figures(ratio: &Ratio<'_>, row: &Row<'_>) -> String {
    let texts = ratio.operands.iter().filter_map(|column| Some(row.value(*column)?.value.to_string()));
    texts.collect::<Vec<_>>().join(" / ")
}

fn whole_column(shown: &Shown, ratio: &Ratio<'_>, cells: &[CellRef], stated: usize) -> Option<Finding> {
    let at = ratio.column.number.as_ref().map(|n| n.at).or_else(|| head(ratio.table, ratio.column))?;
    let message = Message::new("check.ratio.column")
        .with("place", shown.renja.place(at))
        .with("column", name(ratio.column))
        .with("formula", formula(ratio))
        .with("count", cells.len())
        .with("stated", stated)
        .with("cells", places(cells));
    Some(Shown::remark("RAS101", Severity::Warning, at, name(ratio.column), message))
}

/// A formula over the sheet's columns: `H = G/F`.
pub(super) fn lettered(table: &Table, column: &Column, formula: &Formula) -> String {
    let letter = |number: u32| {
        let of_number = numbered(table, number, column).and_then(|place| table.columns.get(place));
        of_number.map_or_else(|| spell_number(number), |c| column_name(c.first))
    };
    format!("{} = {}", column_name(column.first), formula.spell(&letter))
}
