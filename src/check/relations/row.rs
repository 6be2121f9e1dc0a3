//! Sums within a row: those of the form (`both = urusan + non urusan`) and those of the number row
//! (`13 = 9 + 10 + 11 + 12`).

use std::sync::Arc;

use super::terms::{relation, term, value};
use crate::check::figures::signed_columns;
use crate::forms::Belongs;
use crate::model::{Ground, Item, ItemId, Relation, RelationKind, Table, TableId, Term, Value, sum_terms};
use crate::text::fold::fold;
use crate::text::words::BALANCE_WORDS;

/// Returns the sums within the rows of a table, for items and for indicators.
///
/// An item's row takes part if it states the total and at least one part. Rows that only describe others
/// (averages, shares), cells with a formula of their own, sums that mix percentages with other numbers, and
/// balances that the total merely repeats are left out.
pub(super) fn relations(id: TableId, table: &Table) -> Vec<Relation> {
    let mut all = Vec::new();
    for (total, parts) in sum_columns(table) {
        let part = |(column, sign)| Part { column, sign, label: header_label(table, column) };
        let parts: Vec<Part> = parts.into_iter().map(part).collect();
        let of_indikator = table.columns.get(total).is_some_and(|c| c.belongs == Belongs::Indikator);
        for (item, i) in table.items.iter().enumerate() {
            if of_indikator {
                for indikator in 0..i.indikator.len() {
                    all.extend(indikator_relation(id, table, (item, indikator), total, &parts));
                }
            } else if let Some(stated) = value(i, total)
                && parts.iter().any(|part| value(i, part.column).is_some())
                && !table.columns.get(total).is_some_and(|column| column.own_formulas.contains(&stated.at))
                && !table.is_informational(item)
            {
                let terms = parts.iter().map(|part| part.apply_to(term(table, item, part.column))).collect();
                let relation = relation(RelationKind::Row, (id, table), item, total, terms);
                let is_balance = || is_balance(&table.label(i), &relation);
                let is_other = || is_balance() || is_no_sum(&relation);
                if !mixes_percent(&relation) && (relation.holds() || !is_other()) {
                    all.push(relation);
                }
            }
        }
    }
    all
}

/// Minimum number of parts in a row before its total may be a repeated balance, as with the quarters of a
/// year.
const MIN_BALANCE_PARTS: usize = 3;

/// Whether a row states a balance per period, with the first or the last one repeated in its total column:
/// `Saldo awal`, `Sisa kas`. The total of such a row is not a sum.
fn is_balance(label: &str, relation: &Relation) -> bool {
    let terms = &relation.terms;
    let ends = [terms.first(), terms.last()].into_iter().flatten().filter_map(Term::number);
    let repeats_end = relation.stated().is_some_and(|stated| ends.into_iter().any(|end| end == stated));
    terms.len() >= MIN_BALANCE_PARTS
        && terms.iter().all(|term| term.sign > 0)
        && repeats_end
        && fold(label).split(' ').any(|word| BALANCE_WORDS.contains(&word))
}

/// Whether a row hardly states anything of what other rows add up by formulas of their own: the sale of a machine has no
/// instalments, and its amount is no sum. Forms and number rows say what every row adds up.
fn is_no_sum(relation: &Relation) -> bool {
    /// Minimum number of parts that the other rows have.
    const MIN_PARTS: usize = 3;
    let stated = relation.terms.iter().filter(|term| term.number().is_some());
    relation.ground >= Ground::Formula && relation.terms.len() >= MIN_PARTS && stated.count() < 2
}

/// Whether a relation mixes percentages with other numbers. 10,5% beside 0,105 is one figure written in two
/// ways, and a percentage never adds up with rupiah.
fn mixes_percent(relation: &Relation) -> bool {
    let terms = || relation.terms.iter().chain([&relation.result]);
    let numbers = || terms().filter_map(|term| term.value.as_ref()).filter(|value| value.number().is_some());
    let is_percent = |value: &&Value| matches!(value, Value::Percent(_));
    numbers().any(|value| is_percent(&value)) && !numbers().all(|value| is_percent(&value))
}

/// Returns each column that is a sum of others in its row, with the signed columns that it adds up.
///
/// Sources are, in this order: the relations of the form, the formulas of columns (number row), and the sums
/// that hold beside a column's own formula.
fn sum_columns(table: &Table) -> Vec<(usize, Vec<(usize, i8)>)> {
    let mut all: Vec<(usize, Vec<(usize, i8)>)> = Vec::new();
    // A form that leaves the rows to the sheet has its relations already turned into formulas of the columns.
    for stated in table.form.relations.iter().filter(|_| table.form.defines_rows()) {
        let key = |place: u32| table.form.columns.get(usize::try_from(place).ok()?).map(|column| &column.key);
        let signed = table.form.formula(stated).as_ref().and_then(signed_columns);
        let parts = signed.and_then(|signed| {
            signed.into_iter().map(|(place, sign)| Some((table.column(key(place)?)?, sign))).collect()
        });
        if let (Some(total), Some(parts)) = (table.column(&stated.column), parts) {
            all.push((total, parts));
        }
    }
    for (total, column) in table.columns.iter().enumerate() {
        let Some(signed) = column.formula.as_ref().and_then(signed_columns) else { continue };
        let parts: Option<Vec<_>> = signed
            .into_iter()
            .map(|(number, sign)| table.column_with_number(number, column).map(|part| (part, sign)))
            .collect();
        if let Some(parts) = parts
            && !all.iter().any(|(known, _)| *known == total)
            && parts.iter().all(|(part, _)| *part != total)
        {
            all.push((total, parts));
        }
    }
    for (total, formula) in table.sheet_sums.iter().flat_map(|summed| &summed.row_sums) {
        let Some(column) = table.columns.get(*total) else { continue };
        let parts: Option<Vec<_>> = signed_columns(formula)
            .into_iter()
            .flatten()
            .map(|(number, sign)| table.column_with_number(number, column).map(|part| (part, sign)))
            .collect();
        if let Some(parts) = parts
            && !all.contains(&(*total, parts.clone()))
        {
            all.push((*total, parts));
        }
    }
    all
}

/// Returns the sum relation of one indicator's row; `None` if its total is blank or any figure is a
/// percentage.
fn indikator_relation(
    id: TableId,
    table: &Table,
    (item, indikator): (ItemId, usize),
    total: usize,
    parts: &[Part],
) -> Option<Relation> {
    let i = table.items.get(item)?;
    let result = indikator_term(table, i, indikator, total)?;
    let terms: Vec<Term> = parts
        .iter()
        .filter_map(|part| Some(part.apply_to(indikator_term(table, i, indikator, part.column)?)))
        .collect();
    result.value.as_ref()?;
    // Percentages of several years do not add up.
    let is_percent = |term: &Term| matches!(term.value, Some(Value::Percent(_)));
    if is_percent(&result) || terms.iter().any(is_percent) {
        return None;
    }
    Some(Relation {
        kind: RelationKind::Row,
        ground: table.columns.get(total).map_or(Ground::Form, |column| column.ground),
        table: id,
        item,
        indikator: Some(indikator),
        column: total,
        result,
        computed: sum_terms(&terms),
        terms,
    })
}

/// Returns the figure of an indicator in a column as a term; its value is `None` if the cell is blank.
fn indikator_term(table: &Table, item: &Item, indikator: usize, column: usize) -> Option<Term> {
    let row = item.indikator.get(indikator)?;
    let cited = row.values.get(column);
    Some(Term {
        at: cited.map_or(table.cell(row.row, table.columns.get(column)?.first_column), |cited| cited.at),
        label: table.label_shared(item),
        sign: 1,
        value: cited.map(|cited| cited.value.clone()),
    })
}

/// A column that takes part in a sum within its row.
struct Part {
    column: usize,
    sign: i8,
    /// Header of the column. It replaces the row's label, since all parts of one row share that.
    label: Option<Arc<str>>,
}

impl Part {
    fn apply_to(&self, term: Term) -> Term {
        Term { sign: self.sign, label: self.label.clone().unwrap_or(term.label), ..term }
    }
}

fn header_label(table: &Table, column: usize) -> Option<Arc<str>> {
    table.columns.get(column)?.header.last().map(|text| text.text.trim().into())
}
