//! Which name means the same item as another. Tables and years name an item a little differently
//! ("Karier", "Karir ASN"; "Pegawai", "ASN"), and some leave out its code.

use std::borrow::Cow;

use hashbrown::HashMap;

use super::{Item, Table, Value};
use crate::text::fold::{Letters, fold};
use crate::text::kode::Kode;

/// Words by which tables differ for one and the same item.
const FILLERS: [&str; 8] = ["asn", "pns", "pegawai", "program", "kegiatan", "opd", "skpd", "pd"];
/// Names at least so alike are one item, given that no other name comes near.
const ALIKE: f64 = 0.8;
const CLEARLY: f64 = 0.05;
/// Names that share a code are one item from this likeness on: codes are re-used.
const ALIKE_BY_CODE: f64 = 0.6;
/// So many pairs of names are compared at most.
const MOST_COMPARED: usize = 4_000;

/// What an item is known by.
#[derive(Debug, Clone, Default)]
pub struct Name {
    full: String,
    lean: String,
    kode: Option<Kode>,
}

impl Name {
    /// A name as printed, with the code that stands beside it.
    #[must_use]
    pub fn new(name: &str, kode: Option<Kode>) -> Self {
        let name = fold(name);
        Self {
            full: name.replace(' ', ""),
            lean: name.split(' ').filter(|word| !FILLERS.contains(word)).collect(),
            kode,
        }
    }

    /// What an item of a table is known by.
    #[must_use]
    pub fn of(table: &Table, item: &Item) -> Self {
        let kode = item.values.cited().find_map(|v| match &v.value {
            Value::Kode(kode) => Some(kode.clone()),
            _ => None,
        });
        Self::new(&table.label(item), kode)
    }
}

/// The partner of each of `mine` among `known`: by code, by name, by likeness.
#[must_use]
pub fn pair_up(mine: &[&Name], known: &[&Name]) -> Vec<Option<usize>> {
    let mut partner = vec![None; mine.len()];
    let mut taken = vec![false; known.len()];
    let mut by =
        |key: &dyn Fn(&'_ Name) -> Option<Cow<'_, str>>, partner: &mut Vec<Option<usize>>, least: f64| {
            if partner.iter().all(Option::is_some) {
                return;
            }
            let theirs = unique(known.iter().map(|n| key(n)));
            // In no order: a key stands once on either side, and so does what it names.
            for (key, i) in unique(mine.iter().map(|n| key(n))) {
                if let (Some(i), Some(&Some(k))) = (i, theirs.get(&key))
                    && partner[i].is_none()
                    && !taken[k]
                    && (least <= 0.0 || Told::of(mine[i]).alike(&Told::of(known[k]), least) >= least)
                {
                    partner[i] = Some(k);
                    taken[k] = true;
                }
            }
        };
    by(&|n| n.kode.as_ref().map(|kode| short(kode).into()), &mut partner, ALIKE_BY_CODE);
    by(&|n| named(&n.full), &mut partner, 0.0);
    by(&|n| named(&n.lean), &mut partner, 0.0);
    let left: Vec<usize> = (0..mine.len()).filter(|i| partner[*i].is_none()).collect();
    let free: Vec<usize> = (0..known.len()).filter(|k| !taken[*k]).collect();
    if left.len().saturating_mul(free.len()) > MOST_COMPARED {
        return partner;
    }
    // A rival that is further off than this does not count.
    let counts = ALIKE - CLEARLY;
    let others: Vec<Told<'_>> = free.iter().map(|k| Told::of(known[*k])).collect();
    let row = |one: Told<'_>| others.iter().map(|other| one.alike(other, counts)).collect();
    let table: Vec<Vec<f64>> = left.iter().map(|i| row(Told::of(mine[*i]))).collect();
    for (row, i) in left.iter().enumerate() {
        let Some((column, best)) = best(table[row].iter().copied()) else { continue };
        let stands_out = |values: &mut dyn Iterator<Item = f64>| {
            values.filter(|v| *v > best - CLEARLY).count() == 1 // the best itself
        };
        if best >= ALIKE
            && stands_out(&mut table[row].iter().copied())
            && stands_out(&mut table.iter().map(|r| r[column]))
        {
            partner[*i] = Some(free[column]);
        }
    }
    partner
}

fn named(name: &str) -> Option<Cow<'_, str>> {
    (!name.is_empty()).then_some(Cow::Borrowed(name))
}

/// Where each key stands; `None` where it stands twice.
fn unique<'n>(
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

fn best(values: impl Iterator<Item = f64>) -> Option<(usize, f64)> {
    values.enumerate().fold(None, |best, (i, v)| match best {
        Some((_, b)) if b >= v => best,
        _ => Some((i, v)),
    })
}

/// A name that is compared with others.
struct Told<'n> {
    full: Letters<'n>,
    /// Where it is another one: most names have none of the words that a lean one leaves out.
    lean: Option<Letters<'n>>,
}

impl<'n> Told<'n> {
    fn of(name: &'n Name) -> Self {
        let lean = (name.lean != name.full).then(|| Letters::of(&name.lean));
        Self { full: Letters::of(&name.full), lean }
    }

    /// How alike two names are where they are at least so much, else 0.
    fn alike(&self, other: &Self, least: f64) -> f64 {
        let full = self.full.likeness_from(&other.full, least);
        let (lean, others) = (self.lean(), other.lean());
        if lean.is_empty() || self.lean.is_none() && other.lean.is_none() {
            return full;
        }
        full.max(lean.likeness_from(others, least))
    }

    fn lean(&self) -> &Letters<'n> {
        self.lean.as_ref().unwrap_or(&self.full)
    }
}

/// A code without the zeros that Excel drops.
fn short(kode: &Kode) -> String {
    let mut short = String::with_capacity(24);
    for segment in kode.segments() {
        short.push_str(segment.trim_start_matches('0'));
        short.push('.');
    }
    short
}
