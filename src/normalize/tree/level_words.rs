//! Derives the hierarchy that a column of level names shows: "Program", "Kegiatan" and "Sub Kegiatan" stand beside
//! the rows that are one, and exports write 1, 2 and 3.

use crate::forms::Kind;
use crate::model::{Column, ItemId, LevelEvidence, Table};
use crate::normalize::evidence::{MAX_LEVEL_WORDS, MIN_NEARLY_ALWAYS_PERCENT, is_at_least_percent};
use crate::text::fold::fold;

use super::hierarchy_score::ScoredRows;
use super::placement::Place;

/// Returns the places by the words of a column that names the levels, if the figures bear them out better than the
/// codes.
pub fn best_places(
    table: &Table,
    rows: &ScoredRows,
    is_total: &[bool],
    by_code: Option<&[Place]>,
) -> Option<Vec<Place>> {
    let of_codes = by_code.map(|places| rows.score(places, is_total)).unwrap_or_default();
    let scored = candidate_places(table, is_total).into_iter().map(|places| {
        let score = rows.score(&places, is_total);
        (score, places)
    });
    let borne_out =
        scored.filter(|(score, _)| score.distinctive > 0 && score.holds_mostly() && score.beats(&of_codes));
    borne_out
        .reduce(|best, other| if other.0.beats(&best.0) { other } else { best })
        .map(|(_, places)| places)
}

/// Returns the places of the rows by each column that may name their levels: nearly every row has one of a few words
/// there. A word is the level below those that occur before it for the first time.
fn candidate_places(table: &Table, is_total: &[bool]) -> Vec<Vec<Place>> {
    let is_candidate = |c: &Column| c.key != "nama" && !matches!(c.kind, Kind::Rupiah | Kind::Percent);
    let candidates = (0..table.columns.len()).filter(|c| is_candidate(&table.columns[*c]));
    candidates.filter_map(|column| places_by_words(table, column, is_total)).collect()
}

/// Whether words may name levels: numbers do only if they follow one another from 0 or 1.
fn may_be_levels(words: &[String]) -> bool {
    let is_number = |word: &&String| word.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let mut numbers: Vec<Option<usize>> =
        words.iter().filter(is_number).map(|word| word.parse().ok()).collect();
    numbers.sort_unstable();
    let first = numbers.first().copied().flatten().unwrap_or(1);
    let rising = (first..first.saturating_add(numbers.len())).map(Some);
    first <= 1 && numbers.into_iter().eq(rising)
}

/// Returns the places by the words of one column. `None` if these are too many, if none comes
/// again, or if too few rows have one.
fn places_by_words(table: &Table, column: usize, is_total: &[bool]) -> Option<Vec<Place>> {
    let mut words: Vec<String> = Vec::new();
    let mut levels: Vec<Option<usize>> = Vec::new();
    for item in &table.items {
        let word = item.values.get(column).map(|cited| fold(&cited.text)).filter(|word| !word.is_empty());
        levels.push(word.map(|word| {
            words.iter().position(|known| *known == word).unwrap_or_else(|| {
                words.push(word);
                words.len() - 1
            })
        }));
        if words.len() > MAX_LEVEL_WORDS {
            return None;
        }
    }
    let rows = || levels.iter().zip(is_total).filter(|(_, is_total)| !**is_total);
    let named = rows().filter(|(level, _)| level.is_some()).count();
    // A list of years has another word in every row, and counts are no levels.
    if words.len() < 2
        || words.len() >= named
        || !may_be_levels(&words)
        || !is_at_least_percent(named, rows().count(), MIN_NEARLY_ALWAYS_PERCENT)
    {
        return None;
    }
    let mut open: Vec<(usize, ItemId)> = Vec::new();
    let place = |(id, level): (ItemId, &Option<usize>)| {
        let Some(level) = level.filter(|_| !is_total[id]) else {
            let why = if is_total[id] { LevelEvidence::Total } else { LevelEvidence::List };
            let parent = open.last().map(|(_, above)| *above).filter(|_| !is_total[id]);
            return Place { parent, why };
        };
        open.truncate(open.iter().position(|(other, _)| *other >= level).unwrap_or(open.len()));
        let parent = open.last().map(|(_, above)| *above);
        open.push((level, id));
        Place { parent, why: LevelEvidence::LevelWord }
    };
    Some(levels.iter().enumerate().map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::may_be_levels;

    #[test]
    fn numbers_name_levels_if_they_follow_one_another() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert!(may_be_levels(&words(&["program", "kegiatan", "sub kegiatan"])));
        assert!(may_be_levels(&words(&["1", "2", "3"])) && may_be_levels(&words(&["0", "2", "1"])));
        assert!(may_be_levels(&words(&["tingkat 1", "tingkat 2"])));
        // Counts, and decimal fractions.
        assert!(!may_be_levels(&words(&["6", "21", "16"])) && !may_be_levels(&words(&["1", "3"])));
        assert!(!may_be_levels(&words(&["0 909", "0 826"])));
    }
}
