//! Limits the severity of findings by the ground of the relation that fails.
//!
//! - A form, the number row and the sheet's own formulas leave no doubt: error.
//! - Codes and words leave none if nearly all relations of their kind in the column hold; otherwise warning.
//! - Look and figures alone always leave doubt: warning.
//! - A relation whose cells are all in hidden rows, and a cell in a hidden column or on a hidden sheet: note.
//! - A difference that a row states as a plain sum in several columns and in none as a difference: note.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::{
    Book, CellRef, Column, Finding, Ground, ItemId, Relation, RelationKind, Renja, Severity, Table, TableId,
    Term, Value, Visibility,
};

/// Percentage of the relations of one kind in one column that must hold before one that does not hold is an
/// error, if codes or words are its ground.
const MIN_HOLDING_PERCENT: usize = 90;

/// Minimum number that may be an amount: counts and ratios below it add up by chance.
const MIN_AMOUNT: Decimal = Decimal::ONE_THOUSAND;

/// Lowers the severity of findings to what the ground of their relation allows.
pub(super) fn limit(findings: &mut [Finding], renja: &Renja, book: &Book, relations: &[Relation]) {
    if findings.iter().all(|finding| finding.severity < Severity::Warning) {
        return;
    }
    let by_cell = severity_by_cell(relations, book);
    for finding in findings.iter_mut().filter(|finding| finding.severity >= Severity::Warning) {
        let of_relation = || finding.computed.as_ref().and_then(|_| by_cell.get(&finding.at).copied());
        finding.severity =
            finding.severity.min(of_relation().unwrap_or_else(|| severity_by_place(finding, renja)));
        if is_small(finding) {
            finding.severity = finding.severity.min(Severity::Warning);
        }
        if is_one_rupiah(finding) && !stands_in_form(renja, finding.at) {
            finding.severity = Severity::Note;
        }
        // A sheet that was not read is reported wherever it stands: nobody has checked it.
        if finding.rule != "CAK101"
            && (is_out_of_sight(book, finding.at) || is_in_nameless_column(renja, finding.at))
        {
            finding.severity = Severity::Note;
        }
    }
}

/// Whether a difference is at most one rupiah of a million or more: each part was rounded.
fn is_one_rupiah(finding: &Finding) -> bool {
    /// Minimum amount, in rupiah, beside which one rupiah is rounding.
    const MIN_AMOUNT: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
    let (Some(Value::Rupiah(difference)), Some(stated)) =
        (&finding.difference, finding.stated.as_ref().and_then(Value::number))
    else {
        return false;
    };
    difference.abs() <= Decimal::ONE && stated.abs() >= MIN_AMOUNT
}

/// Whether a cell stands in a table of an official form, which states whole rupiah.
fn stands_in_form(renja: &Renja, at: CellRef) -> bool {
    renja.tables.iter().any(|table| table.form.defines_rows() && table.covers(at))
}

/// Whether a cell stands in a hidden column or on a hidden sheet: the month of last year's report, or an
/// example that came with the template. Hidden rows are another matter, since a filter hides them and sums take
/// them.
fn is_out_of_sight(book: &Book, at: CellRef) -> bool {
    book.sheet(at.sheet).is_some_and(|sheet| {
        sheet.visibility != Visibility::Visible || sheet.hidden_columns.contains(&at.column)
    })
}

/// Whether a cell stands in a column without a header, in a table without an official form whose other columns
/// have one: workings that belong to nobody.
fn is_in_nameless_column(renja: &Renja, at: CellRef) -> bool {
    let is_nameless = |column: &Column| column.header.iter().all(|head| head.text.trim().is_empty());
    let mut tables = renja.tables.iter().filter(|table| table.covers(at) && !table.form.defines_rows());
    tables.any(|table| {
        let named = table.columns.iter().filter(|column| !is_nameless(column)).count();
        let own = table.columns.iter().find(|c| (c.first_column..=c.last_column).contains(&at.column));
        // The sheet's own formulas need no name.
        let is_own = |column: &Column| {
            column.formula.is_some() && matches!(column.ground, Ground::Formula | Ground::NumberRow)
        };
        own.is_some_and(|own| is_nameless(own) && !is_own(own)) && named * 2 > table.columns.len()
    })
}

/// Whether a difference in rupiah is small, both in itself and beside the amounts: a slip or a rounding that
/// moves no program. It has to be decided, but after the errors that move billions.
fn is_small(finding: &Finding) -> bool {
    /// Minimum difference, in rupiah, that is an error whatever the size of the amounts.
    const MIN_ERROR_RUPIAH: Decimal = Decimal::ONE_THOUSAND;
    /// Minimum difference that is an error, as a divisor of the larger amount: one thousandth of it.
    const ERROR_SHARE_ONE_IN: Decimal = Decimal::ONE_THOUSAND;
    let (Some(Value::Rupiah(difference)), Some(stated), Some(computed)) =
        (&finding.difference, &finding.stated, &finding.computed)
    else {
        return false;
    };
    let amounts = [stated, computed].into_iter().filter_map(Value::number);
    let larger = amounts.map(|n| n.abs()).max().unwrap_or_default();
    let difference = difference.abs();
    difference < MIN_ERROR_RUPIAH
        && difference.checked_mul(ERROR_SHARE_ONE_IN).is_some_and(|most| most < larger)
}

/// Returns the highest severity that the failing relations allow, by the cell of their result.
fn severity_by_cell(relations: &[Relation], book: &Book) -> BTreeMap<CellRef, Severity> {
    let mut holding: BTreeMap<(TableId, RelationKind, usize), (usize, usize)> = BTreeMap::new();
    for relation in relations {
        let (all, held) = holding.entry((relation.table, relation.kind, relation.column)).or_default();
        *all += 1;
        *held += usize::from(relation.holds());
    }
    let gross = count_gross(relations);
    let mut by_cell: BTreeMap<CellRef, Severity> = BTreeMap::new();
    for relation in relations.iter().filter(|relation| !relation.holds()) {
        let (all, held) =
            holding.get(&(relation.table, relation.kind, relation.column)).copied().unwrap_or_default();
        let is_hidden = |at: CellRef| book.sheet(at.sheet).is_some_and(|sheet| sheet.is_hidden(at.row));
        let mut cells = relation.terms.iter().map(|term| term.at).chain([relation.result.at]);
        // Hidden rows are often left over from a list that was copied. Levels of small numbers are a guess if
        // nothing but the figures shows them, or if only formulas of other columns put a single row below a
        // typed number.
        let is_small = || {
            let numbers = relation.stated().zip(relation.computed);
            numbers.is_some_and(|(a, b)| a.abs().max(b.abs()) < MIN_AMOUNT)
        };
        let is_typed = || book.cell(relation.result.at).is_some_and(|cell| cell.formula.is_none());
        let is_guess = match (relation.kind, relation.ground) {
            (RelationKind::Children | RelationKind::Total, Ground::Figures) => is_small(),
            (RelationKind::Children, Ground::Formula | Ground::Appearance) => {
                relation.terms.len() == 1 && is_typed() && is_small()
            }
            _ => false,
        };
        // Most of its parts wait for their amounts: nothing is wrong with the sum yet.
        let is_unfilled = relation.ground > Ground::NumberRow
            && relation.kind == RelationKind::Children
            && relation.unreadable().count() * 2 > relation.terms.len();
        let is_custom = gross.get(&(relation.table, relation.item)).is_some_and(|gross| *gross >= MIN_GROSS)
            && states_gross(relation);
        let severity = if is_guess || is_unfilled || is_custom || cells.all(is_hidden) {
            Severity::Note
        } else {
            max_severity(relation.ground, held * 100 >= all * MIN_HOLDING_PERCENT)
        };
        let known = by_cell.entry(relation.result.at).or_insert(severity);
        *known = severity.max(*known);
    }
    by_cell
}

/// Minimum number of columns in which a row states the plain sum of what a difference is expected of, to show that
/// whoever wrote the list means it so.
const MIN_GROSS: usize = 3;

/// Returns in how many columns each row states the plain sum although its parts have different signs. Rows that
/// state the difference in any column are left out.
fn count_gross(relations: &[Relation]) -> BTreeMap<(TableId, ItemId), usize> {
    let mut gross: BTreeMap<(TableId, ItemId), usize> = BTreeMap::new();
    for relation in relations.iter().filter(|relation| states_gross(relation)) {
        *gross.entry((relation.table, relation.item)).or_default() += 1;
    }
    let states_net = |relation: &&Relation| {
        let subtracted = relation.terms.iter().filter(|term| term.sign < 0);
        relation.holds() && subtracted.filter_map(Term::number).any(|n| !n.is_zero())
    };
    for relation in relations.iter().filter(states_net) {
        gross.remove(&(relation.table, relation.item));
    }
    gross
}

/// Whether a relation fails because its result is the sum of what is added and what is subtracted.
fn states_gross(relation: &Relation) -> bool {
    let is_sum = |stated: Decimal| {
        let mut numbers = relation.terms.iter().filter_map(Term::number);
        numbers.try_fold(Decimal::ZERO, Decimal::checked_add) == Some(stated)
    };
    relation.terms.iter().any(|term| term.sign < 0)
        && !relation.holds()
        && relation.stated().is_some_and(is_sum)
}

/// Returns the highest severity that a ground allows.
fn max_severity(ground: Ground, holds_almost_everywhere: bool) -> Severity {
    match ground {
        Ground::Form | Ground::NumberRow | Ground::Formula => Severity::Error,
        Ground::Codes | Ground::Words if holds_almost_everywhere => Severity::Error,
        Ground::Codes | Ground::Words | Ground::Appearance | Ground::Figures => Severity::Warning,
    }
}

/// Returns the highest severity of a finding at whose cell no relation fails.
///
/// What a column's formula computes (a ratio, a product) has the ground of the column. Anything else rests on
/// what the column was taken for, which only a form that describes its rows says for certain. Findings
/// outside of all tables are not limited.
fn severity_by_place(finding: &Finding, renja: &Renja) -> Severity {
    let place = |table: &Table| {
        if table.form.defines_rows() {
            return Severity::Error;
        }
        let spans = |first: u32, last: u32| (first..=last).contains(&finding.at.column);
        let column = table.columns.iter().find(|column| spans(column.first_column, column.last_column));
        let computes = column.filter(|column| column.formula.is_some() && finding.computed.is_some());
        computes.map_or(Severity::Warning, |column| max_severity(column.ground, false))
    };
    let of_tables = renja.tables.iter().filter(|table| table.covers(finding.at)).map(place);
    of_tables.min().unwrap_or(Severity::Error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Message, SheetId};

    #[test]
    fn a_difference_is_small_in_itself_and_beside_the_amounts() {
        let small = |stated: i64, computed: i64| {
            let rupiah = |n: i64| Some(Value::Rupiah(n.into()));
            is_small(&Finding {
                rule: "ARI102",
                severity: Severity::Error,
                at: CellRef { sheet: SheetId(0), row: 0, column: 0 },
                item: String::new(),
                message: Message::new("check.sum.differs"),
                stated: rupiah(stated),
                computed: rupiah(computed),
                difference: rupiah(stated - computed),
                related: Vec::new(),
            })
        };
        assert!(small(2_870_509_200, 2_870_509_100));
        assert!(small(5_000_000, 5_000_999));
        assert!(!small(2_870_509_000, 2_870_510_000), "a thousand rupiah is not small");
        assert!(!small(600, 700), "a table in thousands of rupiah, or of small amounts");
    }
}
