//! Rule ARI201: a subtotal is blank although everything below it is stated, so that only one value fits.

use super::super::context::{Context, related_cells};
use crate::model::{Finding, Level, Message, Relation, RelationKind, Severity, Value};

/// Returns a warning for each such subtotal. A table without any amount at a level leaves it blank on
/// purpose, and the row of an office or an affair is often a mere heading.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context
        .relations_of(&[RelationKind::Children])
        .filter(|relation| relation.result.value.is_none())
        .filter_map(|relation| finding(context, relation))
        .collect()
}

fn finding(context: &Context, relation: &Relation) -> Option<Finding> {
    let table = context.table(relation.table)?;
    let level = table.items.get(relation.item)?.level;
    let stated_elsewhere = table.items.iter().any(|item| {
        item.level == level && item.values.get(relation.column).is_some_and(|v| v.value.number().is_some())
    });
    let computed = relation.computed?;
    if level < Level::Program
        || !stated_elsewhere
        || computed.is_zero()
        || relation.unreadable().next().is_some()
    {
        return None;
    }
    let computed = Value::Rupiah(computed);
    Some(Finding {
        rule: "ARI201",
        severity: Severity::Warning,
        at: relation.result.at,
        item: table.path(relation.item),
        message: Message::new("check.blank.subtotal")
            .with("place", context.renja.cell_name(relation.result.at))
            .with("item", relation.result.label.as_ref())
            .with("parts", context.describe_parts(relation))
            .with("computed", computed.clone()),
        stated: None,
        computed: Some(computed),
        difference: None,
        related: related_cells(&relation.terms),
    })
}
