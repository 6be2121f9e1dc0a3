//! What results are called, by the name of their input.

/// The highest number at the end of a name that is taken for a round of corrections rather than a year.
const MAX_ROUND: u32 = 99;

/// A file name without its extension.
#[must_use]
pub fn stem_of(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { name } else { stem }
}

/// `renja.rapi` gives `renja` again, and `renja.rapi (1)` gives `renja (1)`.
#[must_use]
pub fn without_rapi(stem: &str) -> String {
    let (before, behind) = stem.rsplit_once(".rapi").unwrap_or((stem, ""));
    if before.is_empty() { stem.to_owned() } else { format!("{before}{behind}") }
}

/// What a corrected copy is called without the mark of one: `renja-2.koreksi` gives `renja-2`.
#[must_use]
pub fn without_koreksi(stem: &str) -> &str {
    stem.rsplit_once(".koreksi").map_or(stem, |(base, _)| base)
}

/// The names for the rounds after that of a corrected copy: `renja` gives `renja-2`, `renja-3`, …, and `renja-2` gives
/// `renja-3`, …. `is_a_first` says of a name whether its number belongs to the name of an input of its own; such
/// a number is no round.
pub fn next_rounds(
    base: &str,
    whole: &str,
    is_a_first: &dyn Fn() -> bool,
) -> impl Iterator<Item = String> + use<> {
    let round = base.rsplit_once('-').and_then(|(name, round)| Some((name, round.parse::<u32>().ok()?)));
    let (name, round) = match round {
        Some((name, round @ 2..=MAX_ROUND)) if !name.is_empty() && !is_a_first() => (name, round),
        _ => (if base.is_empty() { whole } else { base }, 1),
    };
    let name = name.to_owned();
    (round.saturating_add(1)..).map(move |round| format!("{name}-{round}"))
}
