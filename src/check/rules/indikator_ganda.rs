//! Rule STR103: an indicator is listed twice for one program or kegiatan.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::super::context::Context;
use crate::model::{Cited, Finding, Message, Related, Severity, Value};
use crate::text::fold::{fold, has_same_words};

/// Maximum number of indicators of an item that are first compared pair by pair.
const MAX_PAIRWISE_INDIKATOR: usize = 8;

/// Returns a note at each repetition, with the first occurrence as related cell.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        // Look at the first column of indicators only. In a review the second side mostly repeats the first,
        // together with its repetitions.
        if let Some(column) = table.column("indikator") {
            for (id, item) in table.items.iter().enumerate() {
                let names = || item.indikator.iter().filter_map(|row| row.values.get(column));
                // Compare a few indicators word by word first: nearly always the second word differs, and
                // nothing has to be folded.
                let few = item.indikator.len() <= MAX_PAIRWISE_INDIKATOR;
                let same = |(i, a): (usize, &Cited<Value>)| {
                    names().take(i).any(|b| has_same_words(&a.text, &b.text))
                };
                if few && !names().enumerate().any(same) {
                    continue;
                }
                let mut seen: HashMap<String, &Cited<Value>> = HashMap::new();
                for cited in names() {
                    let folded = fold(&cited.value.to_string());
                    // Skip names of one or two words: they are too unspecific to be the same indicator.
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
                        .with("place", context.renja.cell_name(cited.at))
                        .with("first_place", context.renja.cell_name(first.at))
                        .with("item", table.label(item))
                        .with("indikator", cited.value.clone());
                    findings.push(Finding {
                        stated: Some(cited.value.clone()),
                        related: vec![Related {
                            at: first.at,
                            label: table.label(item),
                            value: Some(first.value.clone()),
                        }],
                        ..Context::simple_finding("STR103", Severity::Note, cited.at, table.path(id), message)
                    });
                }
            }
        }
    }
    findings
}
