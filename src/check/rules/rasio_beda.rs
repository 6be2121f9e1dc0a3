//! Rule RAS101: a printed percentage is not what the figures beside it give.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::context::{Context, cell_list, column_label, header_cell};
use super::ratios::{Ratio, RatioVerdict, ratios};
use crate::check::figures::Row;
use crate::check::ratio::{looks_alike, printed_percent};
use crate::model::{CellRef, Column, Finding, Ground, Message, Related, Severity, Table, Value, column_name};
use crate::text::column_formula::{Formula, format_column_number};

/// Minimum number of wrong rows before a column in which more than half are wrong is reported once: it
/// follows another formula than its number row says.
const MIN_WRONG_ROWS: usize = 5;

/// Returns one error for each wrong percentage, or one warning for a whole column, and notes on percentages
/// that were computed the other way round.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().flat_map(|table| check_table(context, table)).collect()
}

fn check_table(context: &Context, table: &Table) -> Vec<Finding> {
    let judged: Vec<(Ratio<'_>, Vec<Verdict<'_>>)> = ratios(table)
        .into_iter()
        .map(|ratio| {
            let rows = ratio.judge_rows();
            (ratio, rows)
        })
        .collect();
    let others = if table.form.defines_rows() { BTreeSet::new() } else { rows_of_another_kind(&judged) };
    let is_own = |(row, _): &Verdict<'_>| !others.contains(&row.line);
    judged
        .into_iter()
        .flat_map(|(ratio, mut rows)| {
            rows.retain(is_own);
            check_column(context, &ratio, &rows)
        })
        .collect()
}

/// A row with the verdict on its ratio.
type Verdict<'a> = (Row<'a>, RatioVerdict);

/// Returns the rows in which several ratios are wrong and hardly one is right, such as a row that numbers the months:
/// they are not computed as the other rows are.
fn rows_of_another_kind(judged: &[(Ratio<'_>, Vec<Verdict<'_>>)]) -> BTreeSet<u32> {
    /// Minimum number of ratios in a row that are wrong.
    const MIN_WRONG: usize = 3;
    /// Minimum number of wrong ratios for each right one, which is right by chance.
    const MIN_WRONG_PER_RIGHT: usize = 4;
    // The numbers of right and of wrong ratios by row.
    let mut counts: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (ratio, rows) in judged {
        for (row, verdict) in rows.iter().filter(|(row, _)| row.value(ratio.index).is_some()) {
            let (right, wrong) = counts.entry(row.line).or_default();
            let is_wrong = matches!(verdict, RatioVerdict::Wrong(_));
            *if is_wrong { wrong } else { right } += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, (right, wrong))| *wrong >= MIN_WRONG && right * MIN_WRONG_PER_RIGHT <= *wrong)
        .map(|(row, _)| row)
        .collect()
}

fn check_column(context: &Context, ratio: &Ratio<'_>, all: &[Verdict<'_>]) -> Vec<Finding> {
    let speaks = |row: &Row<'_>| {
        row.value(ratio.index).is_none_or(|cited| {
            !ratio.column.own_formulas.contains(&cited.at)
                && !context.holds_ground_formula(ratio.column.ground, cited.at)
        })
    };
    let is_wrong = |row: &Row<'_>, verdict: &RatioVerdict| match verdict {
        RatioVerdict::Wrong(share) => Some(*share).filter(|share| !prints_alike(context, ratio, row, *share)),
        _ => None,
    };
    let rows_bear_out = (!states_formula(ratio)).then(|| {
        let says_much = |row: &Row<'_>, verdict: &RatioVerdict| {
            let share = ratio.share(row, &|_| None);
            row.number(ratio.index).is_some()
                && *verdict != RatioVerdict::UnlikeUnits
                && share.is_ok_and(|share| !share.is_zero() && share != Decimal::ONE)
        };
        let rows = all.iter().filter(|(row, verdict)| says_much(row, verdict));
        rows.fold((0, 0), |(holding, rows), (row, verdict)| {
            (holding + usize::from(is_wrong(row, verdict).is_none()), rows + 1)
        })
    });
    let judged: Vec<_> = all
        .iter()
        .filter(|(row, _)| speaks(row))
        .filter(|(row, _)| !adds_up_shares(ratio, all, row))
        .collect();
    let wrong: Vec<(&Row<'_>, Decimal)> =
        judged.iter().filter_map(|(row, verdict)| Some((row, is_wrong(row, verdict)?))).collect();
    let stated = judged.iter().filter(|(row, _)| row.value(ratio.index).is_some()).count();
    let as_column = |wrong: &[(&Row<'_>, Decimal)], severity: Severity| {
        let cells: Vec<CellRef> = wrong.iter().map(|(row, _)| row.cell(ratio.index)).collect();
        column_finding(context, ratio, &cells, stated, severity)
    };
    if wrong.len() >= MIN_WRONG_ROWS && wrong.len() * 2 > stated {
        // Where no cell of the column follows the formula, nothing in the table says that it is the column's.
        if !is_by_number_row(ratio) && wrong.len() == stated {
            return Vec::new();
        }
        return as_column(&wrong, Severity::Warning).into_iter().collect();
    }
    let (repeated, wrong) = match rows_bear_out {
        Some(_) => split_repeated(ratio, wrong),
        None => (Vec::new(), wrong),
    };
    let of_row = |(row, share): &(&Row<'_>, Decimal)| match rows_bear_out {
        None => finding(context, ratio, row, *share, Severity::Error, "check.ratio.differs"),
        Some((holding, rows)) => {
            let mut finding =
                finding(context, ratio, row, *share, Severity::Error, "check.ratio.differs_from_rows");
            finding.message = finding.message.with("holding", holding).with("rows", rows);
            finding
        }
    };
    let mut findings: Vec<Finding> = wrong.iter().map(of_row).collect();
    findings.extend((!repeated.is_empty()).then(|| as_column(&repeated, Severity::Note)).flatten());
    findings.extend(judged.iter().filter_map(|(row, verdict)| match verdict {
        RatioVerdict::Inverse(share) => {
            Some(finding(context, ratio, row, *share, Severity::Note, "check.ratio.inverse"))
        }
        _ => None,
    }));
    findings
}

/// A row with its exact share.
type Wrong<'r, 'a> = (&'r Row<'a>, Decimal);

/// Splits off the rows that state a value which several wrong rows state: whoever keeps the list writes 0 for a contract
/// that is closed.
fn split_repeated<'r, 'a>(
    ratio: &Ratio<'_>,
    wrong: Vec<Wrong<'r, 'a>>,
) -> (Vec<Wrong<'r, 'a>>, Vec<Wrong<'r, 'a>>) {
    /// Minimum number of wrong rows that state the same value.
    const MIN_REPEATED: usize = 3;
    let mut times: BTreeMap<Decimal, usize> = BTreeMap::new();
    for n in wrong.iter().filter_map(|(row, _)| row.number(ratio.index)) {
        *times.entry(n).or_default() += 1;
    }
    let is_repeated = |row: &Row<'_>| {
        row.number(ratio.index).and_then(|n| times.get(&n)).is_some_and(|times| *times >= MIN_REPEATED)
    };
    wrong.into_iter().partition(|(row, _)| is_repeated(row))
}

/// Whether a row is the last one and states the sum of the shares above it. Says nothing of columns whose formula the
/// sheet states.
fn adds_up_shares(ratio: &Ratio<'_>, all: &[Verdict<'_>], row: &Row<'_>) -> bool {
    /// What rounding leaves.
    const NEAR: Decimal = Decimal::from_parts(1, 0, 0, false, 2);
    let Some((stated, ((last, _), above))) = row.number(ratio.index).zip(all.split_last()) else {
        return false;
    };
    if last.line != row.line || states_formula(ratio) || above.len() < 2 {
        return false;
    }
    let rows = || above.iter().map(|(row, _)| row);
    let as_stated = sum(rows().filter_map(|row| row.number(ratio.index)));
    // One of the shares may be wrong.
    let as_computed = sum(rows().filter_map(|row| ratio.share(row, &|_| None).ok()));
    let is_near = |sum: Decimal| sum.checked_sub(stated).is_some_and(|rest| rest.abs() < NEAR);
    // A sum of percentages may be shown without the sign.
    let as_fraction = as_stated.and_then(|sum| sum.checked_div(Decimal::ONE_HUNDRED));
    let as_percent = as_computed.and_then(|sum| sum.checked_mul(Decimal::ONE_HUNDRED));
    [as_stated, as_fraction, as_computed, as_percent].into_iter().flatten().any(is_near)
}

/// Returns the sum of numbers; `None` on overflow.
fn sum(mut numbers: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    numbers.try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Whether the sheet itself says how the column is computed: by its form, its number row or its own formulas.
/// Any other formula was derived from the figures in the rows.
fn states_formula(ratio: &Ratio<'_>) -> bool {
    ratio.table.form.defines_rows() || ratio.column.ground <= Ground::Formula
}

/// Whether the cell's format shows the stated and the exact percentage as the same number: with `0.00`, both
/// 35.74306 and 35.74225 are 35,74.
fn prints_alike(context: &Context, ratio: &Ratio<'_>, row: &Row<'_>, share: Decimal) -> bool {
    let Some(cited) = row.value(ratio.index) else { return false };
    let decimals = context.book.cell(cited.at).and_then(|cell| cell.format.decimals());
    decimals.is_some_and(|decimals| looks_alike(&cited.value, share, decimals))
}

/// Builds the finding for one row of a ratio; `share` is the exact share.
pub(super) fn finding(
    context: &Context,
    ratio: &Ratio<'_>,
    row: &Row<'_>,
    share: Decimal,
    severity: Severity,
    key: &'static str,
) -> Finding {
    let at = row.cell(ratio.index);
    let stated = row.value(ratio.index).map(|cited| cited.value.clone());
    let computed = printed_percent(share);
    let difference = match (&stated, &computed) {
        (Some(Value::Percent(a)), Some(Value::Percent(b))) => a.checked_sub(*b).map(Value::Percent),
        _ => None,
    };
    let mut message = Message::new(key)
        .with("place", context.renja.cell_name(at))
        .with("item", row.label())
        .with("formula", printed_formula(ratio))
        .with("figures", printed_figures(ratio, row));
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
                label: ratio.table.columns.get(*column).map_or_else(String::new, column_label),
                value: row.value(*column).map(|cited| cited.value.clone()),
            })
            .collect(),
    }
}

/// Returns the formula of a ratio for a sentence: `8 = 7/6`, or with letters (`H = G/F`) in a table whose
/// rows no form describes.
pub(super) fn printed_formula(ratio: &Ratio<'_>) -> String {
    if !ratio.table.form.defines_rows() {
        return formula_with_letters(ratio.table, ratio.column, ratio.formula);
    }
    let number = ratio
        .column
        .number
        .as_ref()
        .map_or_else(String::new, |n| format!("{} = ", format_column_number(n.value)));
    format!("{number}{}", ratio.formula)
}

/// Returns the figures that a ratio reads, as they stand in the row: `65 org / 70 org`.
pub(super) fn printed_figures(ratio: &Ratio<'_>, row: &Row<'_>) -> String {
    let texts =
        ratio.operands.iter().filter_map(|column| Some(row.value(*column)?.value.rounded().to_string()));
    let texts: Vec<String> = texts.collect();
    // With more than two figures, the formula says what is divided by what.
    if texts.len() == 2 { texts.join(" / ") } else { texts.join(", ") }
}

/// Whether the formula of a column is printed in its number row, by the form or by the sheet.
fn is_by_number_row(ratio: &Ratio<'_>) -> bool {
    ratio.table.form.defines_rows() || ratio.column.ground == Ground::NumberRow
}

fn column_finding(
    context: &Context,
    ratio: &Ratio<'_>,
    cells: &[CellRef],
    stated: usize,
    severity: Severity,
) -> Option<Finding> {
    let at = ratio.column.number.as_ref().map(|n| n.at).or_else(|| header_cell(ratio.table, ratio.column))?;
    let key = if is_by_number_row(ratio) { "check.ratio.column" } else { "check.ratio.column_of_rows" };
    let message = Message::new(key)
        .with("place", context.renja.cell_name(at))
        .with("column", column_label(ratio.column))
        .with("formula", printed_formula(ratio))
        .with("count", cells.len())
        .with("stated", stated)
        .with("cells", cell_list(cells));
    Some(Context::simple_finding("RAS101", severity, at, column_label(ratio.column), message))
}

/// Returns a formula in terms of the sheet's columns: `H = G/F`.
pub(super) fn formula_with_letters(table: &Table, column: &Column, formula: &Formula) -> String {
    let letter = |number: u32| {
        let of_number = table.column_with_number(number, column).and_then(|place| table.columns.get(place));
        of_number.map_or_else(|| format_column_number(number), |c| column_name(c.first_column))
    };
    format!("{} = {}", column_name(column.first_column), formula.format_with(&letter))
}
