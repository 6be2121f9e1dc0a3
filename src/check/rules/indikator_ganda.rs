//! An indicator stands twice for one program or kegiatan.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::super::shown::Shown;
use crate::model::{Cited, Finding, Message, Related, Severity, Value};
use crate::text::fold::{fold, same_words};

/// So many indicators of an item are compared pair by pair.
const FEW: usize = 8;

/// What the rule finds: a note at the second one, with both targets where they differ.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &shown.renja.tables {
        // The second side of a review mostly repeats the first: what is doubled there is doubled
        // here, and said once.
        if let Some(column) = table.column("indikator") {
            for (id, item) in table.items.iter().enumerate() {
                let names = || item.indikator.iter().filter_map(|row| row.values.get(column));
                // A few are compared word by word, which nearly always ends at the second.
                let few = item.indikator.len() <= FEW;
                let same =
                    |(i, a): (usize, &Cited<Value>)| names().take(i).any(|b| same_words(&a.text, &b.text));
                if few && !names().enumerate().any(same) {
                    continue;
                }
                let mut seen: HashMap<String, &Cited<Value>> = HashMap::new();
                for cited in names() {
                    let folded = fold(&cited.value.to_string());
                    if folded.split(' ').count() <= 2 {
                        continue;
                    }
                    let first = match seen.entry(folded) {
                        Entry::Occupied(first) => *first.get(),
                        Entry::Vacant(place) => {
                            place.insert(cited);
                            continue;
                        }
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
