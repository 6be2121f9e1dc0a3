//! Matches names of the same item. Tables and years name an item slightly differently ("Karier", "Karir ASN";
//! "Pegawai", "ASN"), and some leave out its code.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::{Item, Table, Value};
use crate::text::fold::{LetterCounts, fold};
use crate::text::kode::Kode;

/// Words that some tables add to the name of the same item and others leave out.
const FILLER_WORDS: [&str; 8] = ["asn", "pns", "pegawai", "program", "kegiatan", "opd", "skpd", "pd"];
/// Minimum likeness of two names of one item, if no other name comes close.
const MIN_LIKENESS: f64 = 0.8;
/// Minimum lead of the best match over every other candidate.
const MIN_LEAD: f64 = 0.05;
/// Minimum likeness of two names that share a code. Sharing a code alone is not enough, because codes are
/// re-used.
const MIN_LIKENESS_BY_CODE: f64 = 0.6;
/// Maximum number of pairs of names to compare by likeness. Above it, only codes and equal names are matched.
const MAX_COMPARED_PAIRS: usize = 4_000;

/// The name and code of an item, prepared for matching.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemName {
    full: String,
    without_fillers: String,
    kode: Option<Kode>,
}

impl ItemName {
    /// Creates a name from its printed form and the code next to it.
    #[must_use]
    pub fn new(name: &str, kode: Option<Kode>) -> Self {
        let name = fold(name);
        Self {
            full: name.replace(' ', ""),
            without_fillers: name.split(' ').filter(|word| !FILLER_WORDS.contains(word)).collect(),
            kode,
        }
    }

    /// Returns the name and code of an item of a table.
    #[must_use]
    pub fn from_item(table: &Table, item: &Item) -> Self {
        let kode = item.values.cited().find_map(|v| match &v.value {
            Value::Kode(kode) => Some(kode.clone()),
            _ => None,
        });
        Self::new(&table.label(item), kode)
    }
}

/// Returns, for each name of `mine`, the index of its partner in `known`. Names are matched by code first,
/// then by equal words, then by likeness. `None` if a name has no clear partner.
#[must_use]
pub(crate) fn match_names(mine: &[&ItemName], known: &[&ItemName]) -> Vec<Option<usize>> {
    let mut partner = vec![None; mine.len()];
    let mut taken = vec![false; known.len()];
    let mut by = |key: &dyn Fn(&'_ ItemName) -> Option<Cow<'_, str>>,
                  partner: &mut Vec<Option<usize>>,
                  least: f64| {
        if partner.iter().all(Option::is_some) {
            return;
        }
        let theirs = unique_keys(known.iter().map(|n| key(n)));
        // Iteration order is irrelevant: keys are unique on both sides, and so are the names behind them.
        for (key, i) in unique_keys(mine.iter().map(|n| key(n))) {
            if let (Some(i), Some(&Some(k))) = (i, theirs.get(&key))
                && partner[i].is_none()
                && !taken[k]
                && (least <= 0.0
                    || ComparedName::from_name(mine[i]).likeness(&ComparedName::from_name(known[k]), least)
                        >= least)
            {
                partner[i] = Some(k);
                taken[k] = true;
            }
        }
    };
    by(
        &|n| n.kode.as_ref().map(|kode| without_leading_zeros(kode).into()),
        &mut partner,
        MIN_LIKENESS_BY_CODE,
    );
    by(&|n| non_empty_key(&n.full), &mut partner, 0.0);
    by(&|n| non_empty_key(&n.without_fillers), &mut partner, 0.0);
    let left: Vec<usize> = (0..mine.len()).filter(|i| partner[*i].is_none()).collect();
    let free: Vec<usize> = (0..known.len()).filter(|k| !taken[*k]).collect();
    if left.len().saturating_mul(free.len()) > MAX_COMPARED_PAIRS {
        return partner;
    }
    // Rivals below this likeness cannot prevent a match, so it need not be computed exactly.
    let counts = MIN_LIKENESS - MIN_LEAD;
    let others: Vec<ComparedName<'_>> = free.iter().map(|k| ComparedName::from_name(known[*k])).collect();
    let row = |one: ComparedName<'_>| others.iter().map(|other| one.likeness(other, counts)).collect();
    let table: Vec<Vec<f64>> = left.iter().map(|i| row(ComparedName::from_name(mine[*i]))).collect();
    for (row, i) in left.iter().enumerate() {
        let Some((column, best)) = largest(table[row].iter().copied()) else { continue };
        let stands_out = |values: &mut dyn Iterator<Item = f64>| {
            values.filter(|v| *v > best - MIN_LEAD).count() == 1 // the best itself
        };
        if best >= MIN_LIKENESS
            && stands_out(&mut table[row].iter().copied())
            && stands_out(&mut table.iter().map(|r| r[column]))
        {
            partner[*i] = Some(free[column]);
        }
    }
    partner
}

/// Returns a name as a key, or `None` if it is empty.
fn non_empty_key(name: &str) -> Option<Cow<'_, str>> {
    (!name.is_empty()).then_some(Cow::Borrowed(name))
}

/// Returns the index of each key, or `None` for a key that occurs more than once.
fn unique_keys<'n>(
    keys: impl ExactSizeIterator<Item = Option<Cow<'n, str>>>,
) -> HashMap<Cow<'n, str>, Option<usize>> {
    let mut seen = HashMap::with_capacity(keys.len());
    for (i, key) in keys.enumerate() {
        if let Some(key) = key {
            seen.entry(key).and_modify(|once| *once = None).or_insert(Some(i));
        }
    }
    seen
}

/// Returns the index and value of the largest value, the first one in a tie. `None` if there are no values.
fn largest(values: impl Iterator<Item = f64>) -> Option<(usize, f64)> {
    values.enumerate().fold(None, |best, (i, v)| match best {
        Some((_, b)) if b >= v => best,
        _ => Some((i, v)),
    })
}

/// A name with its letters counted, for comparison with others.
struct ComparedName<'n> {
    full: LetterCounts<'n>,
    /// The name without fillers, if it has any. Most names have none.
    without_fillers: Option<LetterCounts<'n>>,
}

impl<'n> ComparedName<'n> {
    fn from_name(name: &'n ItemName) -> Self {
        let lean =
            (name.without_fillers != name.full).then(|| LetterCounts::from_text(&name.without_fillers));
        Self { full: LetterCounts::from_text(&name.full), without_fillers: lean }
    }

    /// Returns the likeness of two names if it is at least `least`, otherwise 0. The better of the full and
    /// the lean names counts.
    fn likeness(&self, other: &Self, least: f64) -> f64 {
        let full = self.full.likeness_at_least(&other.full, least);
        let (lean, others) = (self.without_fillers(), other.without_fillers());
        if lean.is_empty() || self.without_fillers.is_none() && other.without_fillers.is_none() {
            return full;
        }
        full.max(lean.likeness_at_least(others, least))
    }

    /// Returns the name without fillers, which is the full name if it has none.
    fn without_fillers(&self) -> &LetterCounts<'n> {
        self.without_fillers.as_ref().unwrap_or(&self.full)
    }
}

/// Returns a code without the leading zeros that Excel drops.
fn without_leading_zeros(kode: &Kode) -> String {
    let mut short = String::with_capacity(24);
    for segment in kode.segments() {
        short.push_str(segment.trim_start_matches('0'));
        short.push('.');
    }
    short
}
