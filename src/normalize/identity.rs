//! Which office a plan belongs to, and which year it is for.

use indexmap::IndexMap;

use crate::model::{Cited, Level, Renja, Value, YearVotes};
use crate::text::fold::fold;
use crate::text::heading::{is_office, years};

/// Returns the plan's year, by a vote of all tables. A header that names a year votes for that year less the
/// offset of its column; a title votes if it names exactly one year; a sentence votes by the year behind
/// "rencana kerja tahun". `None` without any vote.
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

/// Returns the office's name: the one that stands in most rows above the programs or of the recapitulation,
/// or else the first title line that names an office. Of two names in equally many rows, the one that appears
/// later wins: chapter IV is written anew each year, the evaluation of earlier years is carried over. `None`
/// if no office is named, or if the workbook is a region's.
pub fn organisation(renja: &Renja) -> Option<Cited<String>> {
    let mut named: IndexMap<String, (usize, Cited<String>)> = IndexMap::new();
    for table in &renja.tables {
        for item in table.items.iter().filter(|i| matches!(i.level, Level::Opd | Level::ListRow)) {
            let Some(name) = table.name(item) else { continue };
            let Value::Text(text) = &name.value else { continue };
            if is_office(text) {
                let entry = named.entry(fold(text)).or_insert_with(|| (0, name.with_value(text.to_string())));
                entry.0 += 1;
            }
        }
    }
    // A region's workbook lists many offices, each once, and belongs to none of them.
    if named.len() > 2 && named.values().all(|(count, _)| *count == 1) {
        return None;
    }
    let most = named.into_values().enumerate().max_by_key(|(i, (count, _))| (*count, *i));
    most.map(|(_, (_, name))| name)
        .or_else(|| renja.tables.iter().flat_map(|t| &t.title).find(|line| is_office(&line.text)).cloned())
}
