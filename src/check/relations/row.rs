//! Sums within a row: what the form says (`both = urusan + non urusan`) and what the number row
//! says (`13 = 9 + 10 + 11 + 12`).

use std::sync::Arc;

use super::{relation, term, value};
use crate::check::figures::{numbered, signed_columns};
use crate::forms::Belongs;
use crate::model::{Item, ItemId, Relation, RelationKind, Table, TableId, Term, Value, sum};

/// The sums within the rows of a table.
pub(super) fn relations(id: TableId, table: &Table) -> Vec<Relation> {
    let mut all = Vec::new();
    for (total, parts) in sums(table) {
        let columns: Vec<usize> = parts.iter().map(|(column, _)| *column).collect();
        let labels: Vec<Option<Arc<str>>> = columns.iter().map(|column| label(table, *column)).collect();
        let of_indikator = table.columns.get(total).is_some_and(|c| c.belongs == Belongs::Indikator);
        for (item, i) in table.items.iter().enumerate() {
            if of_indikator {
                for indikator in 0..i.indikator.len() {
                    all.extend(indikator_row(id, table, (item, indikator), total, (&parts, &labels)));
                }
            } else if columns.iter().any(|c| value(i, *c).is_some()) && value(i, total).is_some() {
                let terms = parts
                    .iter()
                    .zip(&labels)
                    .map(|((column, sign), label)| labelled(term(table, item, *column), *sign, label))
                    .collect();
                all.push(relation(RelationKind::Row, (id, table), item, total, terms));
            }
        }
    }
    all
}

/// Each column that is a sum of others in its row, with their signs.
fn sums(table: &Table) -> Vec<(usize, Vec<(usize, i8)>)> {
    let mut all: Vec<(usize, Vec<(usize, i8)>)> = Vec::new();
    for stated in &table.form.relations {
        let parts: Option<Vec<_>> =
            stated.parts.iter().map(|key| table.column(key).map(|column| (column, 1))).collect();
        if let (Some(total), Some(parts)) = (table.column(&stated.total), parts) {
            all.push((total, parts));
        }
    }
    for (total, column) in table.columns.iter().enumerate() {
        let Some(signed) = column.formula.as_ref().and_then(signed_columns) else { continue };
        let parts: Option<Vec<_>> = signed
            .into_iter()
            .map(|(number, sign)| numbered(table, number, column).map(|part| (part, sign)))
            .collect();
        if let Some(parts) = parts
            && !all.iter().any(|(known, _)| *known == total)
            && parts.iter().all(|(part, _)| *part != total)
        {
            all.push((total, parts));
        }
    }
    all
}

fn indikator_row(
    id: TableId,
    table: &Table,
    (item, indikator): (ItemId, usize),
    total: usize,
    (parts, labels): (&[(usize, i8)], &[Option<Arc<str>>]),
) -> Option<Relation> {
    let i = table.items.get(item)?;
    let result = indikator_term(table, i, indikator, total)?;
    let terms: Vec<Term> = parts
        .iter()
        .zip(labels)
        .filter_map(|((column, sign), label)| {
            Some(labelled(indikator_term(table, i, indikator, *column)?, *sign, label))
        })
        .collect();
    result.value.as_ref()?;
    // The years of a percentage do not add up.
    let is_percent = |term: &Term| matches!(term.value, Some(Value::Percent(_)));
    if is_percent(&result) || terms.iter().any(is_percent) {
        return None;
    }
    Some(Relation {
        kind: RelationKind::Row,
        table: id,
        item,
        indikator: Some(indikator),
        column: total,
        result,
        computed: sum(&terms),
        terms,
    })
}

/// The figure of an indicator in a column.
fn indikator_term(table: &Table, item: &Item, indikator: usize, column: usize) -> Option<Term> {
    let row = item.indikator.get(indikator)?;
    let cited = row.values.get(column);
    Some(Term {
        at: cited.map_or(
            crate::model::CellRef {
                sheet: table.sheet,
                row: row.row,
                column: table.columns.get(column)?.first,
            },
            |cited| cited.at,
        ),
        label: table.label_shared(item),
        sign: 1,
        value: cited.map(|cited| cited.value.clone()),
    })
}

/// Within a row, the parts are told apart by their columns.
fn label(table: &Table, column: usize) -> Option<Arc<str>> {
    table.columns.get(column)?.header.last().map(|text| text.text.trim().into())
}

fn labelled(term: Term, sign: i8, label: &Option<Arc<str>>) -> Term {
    Term { sign, label: label.clone().unwrap_or(term.label), ..term }
}
