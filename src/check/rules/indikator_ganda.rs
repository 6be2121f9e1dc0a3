//! An indicator stands twice for one program or kegiatan.

use super::super::shown::Shown;
use crate::model::{Cited, Finding, Message, Related, Severity, Value};
use crate::text::fold::fold;

/// What the rule finds: a note at the second one, with both targets where they differ.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &shown.renja.tables {
        // The second side of a review mostly repeats the first: what is doubled there is doubled
        // here, and said once.
        if let Some(column) = table.column("indikator") {
            for (id, item) in table.items.iter().enumerate().filter(|(_, item)| item.indikator.len() > 1) {
                let names: Vec<(&Cited<Value>, String)> = item
                    .indikator
                    .iter()
                    .filter_map(|row| row.values.get(column))
                    .map(|cited| (cited, fold(&cited.value.to_string())))
                    .filter(|(_, folded)| folded.split(' ').count() > 2)
                    .collect();
                for (i, (cited, folded)) in names.iter().enumerate() {
                    let Some((first, _)) = names.iter().take(i).find(|(_, other)| other == folded) else {
                        continue;
                    };
                    let message = Message::new("check.indikator.doubled")
                        .with("place", shown.renja.place(cited.at))
                        .with("first_place", shown.renja.place(first.at))
                        .with("item", table.label(item))
                        .with("indikator", cited.value.clone());
                    findings.push(Finding {
                        stated: Some(cited.value.clone()),
                        related: vec![Related {
                            at: first.at,
                            label: table.label(item),
                            value: Some(first.value.clone()),
                        }],
                        ..Shown::remark("STR103", Severity::Note, cited.at, table.path(id), message)
                    });
                }
            }
        }
    }
    findings
}
