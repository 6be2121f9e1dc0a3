//! Names of results, derived from the name of their input.

/// The highest number at the end of a name that counts as a round of corrections. A higher number, such as
/// 2021, is probably a year.
const MAX_ROUND: u32 = 99;

/// Returns a file name without its extension. A name that is only an extension, such as `.xlsx`, is returned
/// whole.
#[must_use]
pub(crate) fn stem_of(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { name } else { stem }
}

/// Returns the stem of a result without the last `.rapi`: `renja.rapi` gives `renja`, and `renja.rapi (1)`
/// gives `renja (1)`.
#[must_use]
pub(crate) fn without_rapi(stem: &str) -> String {
    let (before, behind) = stem.rsplit_once(".rapi").unwrap_or((stem, ""));
    if before.is_empty() { stem.to_owned() } else { format!("{before}{behind}") }
}

/// Returns the stem of a corrected copy without `.koreksi` and anything after it: `renja-2.koreksi` gives
/// `renja-2`.
#[must_use]
pub(crate) fn without_koreksi(stem: &str) -> &str {
    stem.rsplit_once(".koreksi").map_or(stem, |(base, _)| base)
}

/// Returns the names for the rounds of corrections that follow a corrected copy: `renja` gives `renja-2`,
/// `renja-3`, …, and `renja-2` gives `renja-3`, ….
///
/// `base` is the stem of the copy without `.koreksi`; if it is empty, the names begin with `whole`, the full
/// file name. `is_a_first` returns whether `base` is the name of the results of an input that is not itself a
/// corrected copy. Then the number at its end belongs to that name and is not a round.
pub(crate) fn next_rounds(
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
