//! Something else than a number stands where an amount, a percentage or a count belongs.

use super::super::shown::{Shown, name};
use crate::forms::Kind;
use crate::model::{Cited, Column, Finding, ItemId, Message, Severity, Table, TableId, Value};

/// What the rule finds: an error for an amount, for it is missing from the sums; a note for a
/// target in words, which many offices set on purpose.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (id, table) in shown.renja.tables() {
        for (item, row) in table.items.iter().enumerate() {
            let rows = std::iter::once(&row.values).chain(row.indikator.iter().map(|row| &row.values));
            for (column, value) in rows.flat_map(|values| table.columns.iter().zip(values)) {
                if let Some(cited) = value
                    && let Value::Unclear(words) = &cited.value
                    && !findings.iter().any(|known| known.at == cited.at)
                {
                    findings.push(finding(shown, (id, table), item, column, &cited.with(words.clone())));
                }
            }
        }
    }
    findings
}

fn finding(
    shown: &Shown,
    (id, table): (TableId, &Table),
    item: ItemId,
    column: &Column,
    cited: &Cited<String>,
) -> Finding {
    let (severity, key) = match column.kind {
        Kind::Rupiah => (Severity::Error, "check.unclear.amount"),
        Kind::Count | Kind::Percent => (Severity::Warning, "check.unclear.number"),
        _ => (Severity::Note, "check.unclear.other"),
    };
    // A single sum that is short of this cell says what it should be.
    let implied = shown.relations.iter().find_map(|relation| {
        let (term, rest) = relation.implied()?;
        (relation.table == id && term.at == cited.at).then(|| shown.like(relation, rest))
    });
    let message = Message::new(key)
        .with("place", shown.renja.place(cited.at))
        .with("text", cited.value.as_str())
        .with("column", name(column))
        .with("item", table.items.get(item).map_or_else(String::new, |item| table.label(item)));
    Finding {
        stated: Some(Value::Unclear(cited.value.clone())),
        computed: implied,
        ..Shown::remark("FMT102", severity, cited.at, table.path(item), message)
    }
}
