//! Whose plan it is, and for which year.

use indexmap::IndexMap;

use crate::model::{Cited, Level, Renja, Value, YearVotes};
use crate::text::fold::fold;
use crate::text::heading::{is_office, years};

/// The plan's year: most tables agree on it. A header that speaks of a year counts for the plan's
/// year less the column's offset; a title counts where it speaks of the plan itself.
pub fn year(renja: &Renja) -> Option<i32> {
    let mut votes = YearVotes::default();
    for table in &renja.tables {
        table.years_of_headers().for_each(|year| votes.cast(year, 2));
        for line in table.years_of_title() {
            if let [year] = line[..] {
                votes.cast(year, 3);
            }
        }
    }
    for sentence in &renja.narrative {
        if let Some((_, after)) = fold(&sentence.text).split_once("rencana kerja tahun ")
            && let Some(year) = years(after).first()
        {
            votes.cast(*year, 2);
        }
    }
    votes.winner()
}

/// The office: what most tables call it, in the row above the programs or in the recapitulation;
/// else a title that names one. Where two names are level, the later table's stands: chapter IV
/// is set anew each year, the evaluation of earlier years is carried over.
pub fn organisation(renja: &Renja) -> Option<Cited<String>> {
    let mut named: IndexMap<String, (usize, Cited<String>)> = IndexMap::new();
    for table in &renja.tables {
        for item in table.items.iter().filter(|i| matches!(i.level, Level::Opd | Level::Baris)) {
            let Some(name) = table.name(item) else { continue };
            let Value::Text(text) = &name.value else { continue };
            if is_office(text) {
                let entry = named.entry(fold(text)).or_insert_with(|| (0, name.with(text.to_string())));
                entry.0 += 1;
            }
        }
    }
    // A region's workbook has many offices, each named once: it is nobody's own.
    if named.len() > 2 && named.values().all(|(count, _)| *count == 1) {
        return None;
    }
    let most = named.into_values().enumerate().max_by_key(|(i, (count, _))| (*count, *i));
    most.map(|(_, (_, name))| name)
        .or_else(|| renja.tables.iter().flat_map(|t| &t.title).find(|line| is_office(&line.text)).cloned())
}
