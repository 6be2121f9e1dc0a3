//! Rule ARI202: one part of a sum is blank, and the stated total leaves room for exactly one value.

use super::super::context::{Context, like};
use crate::model::{Finding, Message, Related, Relation, RelationKind, Severity, Term};
use rust_decimal::Decimal;

/// Returns a warning at each such blank. The sum itself is not reported.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for relation in context.relations_of(&[RelationKind::Children, RelationKind::Total, RelationKind::Row]) {
        if relation.indikator.is_some() {
            continue;
        }
        // Other rules report an amount that cannot be read, at its own cell.
        if let Some((blank, rest)) = relation.implied().filter(|(blank, _)| blank.value.is_none())
            && !findings.iter().any(|known| known.at == blank.at)
        {
            findings.push(finding(context, relation, blank, rest));
        }
    }
    findings
}

fn finding(context: &Context, relation: &Relation, blank: &Term, rest: Decimal) -> Finding {
    let computed = like(relation, rest);
    let total = relation.result.value.clone();
    let mut message = Message::new("check.blank.part")
        .with("place", context.renja.place(blank.at))
        .with("item", blank.label.as_ref())
        .with("total_place", context.renja.place(relation.result.at))
        .with("total_item", relation.result.label.as_ref())
        .with("computed", computed.clone());
    if let Some(total) = &total {
        message = message.with("total", total.clone());
    }
    let others = relation.terms.iter().filter(|term| term.at != blank.at);
    Finding {
        rule: "ARI202",
        severity: Severity::Warning,
        at: blank.at,
        item: item_at(context, relation, blank),
        message,
        stated: None,
        computed: Some(computed),
        difference: None,
        related: std::iter::once(&relation.result)
            .chain(others)
            .map(|t| Related { at: t.at, label: t.label.to_string(), value: t.value.clone() })
            .collect(),
    }
}

fn item_at(context: &Context, relation: &Relation, blank: &Term) -> String {
    let Some(table) = context.table(relation.table) else { return blank.label.to_string() };
    (0..table.items.len())
        .find(|item| {
            relation.kind != RelationKind::Row && table.item_cell(*item, relation.column) == blank.at
        })
        .map_or_else(|| table.path(relation.item), |item| table.path(item))
}
