#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // only counts and digits are cast
//! Measures how often the search for causes is right: plants errors in generated plans that are otherwise
//! consistent, and prints for each kind of error how many were found. The random numbers are seeded, so two
//! runs print the same counts.
//!
//! ```text
//! cargo run --release --example correct_bench
//! ```

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use renja::check::{self, Selection};
use renja::correct::{self, SearchOptions};
use renja::model::{Book, CellRef, Cited, Class, Renja, Value};
use rust_decimal::Decimal;

#[path = "../tests/common/plan.rs"]
mod plan;

use plan::{Random, evaluation, plan};

const PLANS: usize = 150;

fn main() {
    println!(
        "| error | second table | planted | found | first proposal right | suggested wrong | safe wrong |"
    );
    println!("|---|---|---|---|---|---|---|");
    let mut slowest = Duration::ZERO;
    for kind in ERRORS {
        for cross in [true, false] {
            let mut score = Score::default();
            for seed in 0..PLANS {
                let mut random = Random(seed as u64 * 7919 + 17);
                let items = [20, 50, 120, 300, 1_000][seed % 5];
                let errors = 1 + seed % 3;
                let took = trial(&mut random, kind, items, errors, cross, &mut score);
                slowest = slowest.max(took);
            }
            let percent = |n: usize| format!("{:.1}%", 100.0 * n as f64 / score.planted.max(1) as f64);
            println!(
                "| {} | {} | {} | {} | {} | {} | {} |",
                kind.name(),
                if cross { "yes" } else { "no" },
                score.planted,
                percent(score.found),
                percent(score.right),
                score.suggested_wrong,
                score.safe_wrong
            );
        }
    }
    println!("\nslowest search: {slowest:?}");
    for (items, errors, cross) in [(500, 5, true), (500, 5, false), (5_000, 20, true), (5_000, 20, false)] {
        let mut random = Random(99);
        let mut renja = plan(&mut random, items, cross);
        for error in ERRORS.iter().cycle().take(errors) {
            plant(&mut random, &mut renja, *error);
        }
        let checked = check::check(&renja, &Book::default(), &Selection::default());
        let start = Instant::now();
        let cases = correct::cases(
            &renja,
            &Book::default(),
            &checked.relations,
            &checked.findings,
            &SearchOptions::default(),
        );
        println!(
            "{items} items, {errors} errors, second table {cross}: {:?}, {} cases",
            start.elapsed(),
            cases.len()
        );
    }
}

#[derive(Default)]
struct Score {
    planted: usize,
    found: usize,
    right: usize,
    suggested_wrong: usize,
    safe_wrong: usize,
}

/// Plants errors in a plan, searches for their causes, adds the outcome to the score, and returns the time of
/// the search.
fn trial(
    random: &mut Random,
    kind: Error,
    items: usize,
    errors: usize,
    cross: bool,
    score: &mut Score,
) -> Duration {
    let mut renja = plan(random, items, cross);
    renja.sheets.push("Tabel 2.1".to_owned());
    renja.tables.push(evaluation(random, 3, 20));
    let truth = amounts(&renja);
    let mut planted = Vec::new();
    for _ in 0..errors {
        // Plant at most one error in a cell: two slips in one cell make an error of another kind.
        let mut next = renja.clone();
        if let Some(at) = plant(random, &mut next, kind).filter(|at| !planted.contains(at)) {
            planted.push(at);
            renja = next;
        }
    }
    let checked = check::check(&renja, &Book::default(), &Selection::default());
    let start = Instant::now();
    let cases = correct::cases(
        &renja,
        &Book::default(),
        &checked.relations,
        &checked.findings,
        &SearchOptions::default(),
    );
    let took = start.elapsed();
    let is_right = |at: CellRef, to: &Value| truth.get(&at).copied() == to.number();
    for at in planted {
        score.planted += 1;
        let of_cell = |finding: &usize| {
            let f = &checked.findings[*finding];
            f.at == at || f.related.iter().any(|r| r.at == at)
        };
        score.found += usize::from(cases.iter().any(|case| case.findings.iter().any(of_cell)));
        score.right += usize::from(cases.iter().any(|case| {
            case.proposals.first().is_some_and(|p| {
                p.changes.iter().any(|c| c.at == at) && p.changes.iter().all(|c| is_right(c.at, &c.to))
            })
        }));
    }
    for proposal in cases.iter().filter_map(|case| case.proposals.first()) {
        let wrong = proposal.changes.iter().any(|c| !is_right(c.at, &c.to));
        score.safe_wrong += usize::from(wrong && proposal.class == Class::Safe);
        score.suggested_wrong += usize::from(wrong && proposal.class == Class::Suggested);
    }
    took
}

/// The kind of error that is planted.
#[derive(Clone, Copy, PartialEq)]
enum Error {
    Digit,
    Swapped,
    Missing,
    Doubled,
    GroupLost,
    LeftOut,
    Stale,
    Blank,
    Recap,
    Percent,
    Input,
}

const ERRORS: [Error; 11] = [
    Error::Digit,
    Error::Swapped,
    Error::Missing,
    Error::Doubled,
    Error::GroupLost,
    Error::LeftOut,
    Error::Stale,
    Error::Blank,
    Error::Recap,
    Error::Percent,
    Error::Input,
];

impl Error {
    fn name(self) -> &'static str {
        match self {
            Self::Digit => "a digit wrong",
            Self::Swapped => "two digits swapped",
            Self::Missing => "a digit missing",
            Self::Doubled => "a digit doubled",
            Self::GroupLost => "a thousands group lost",
            Self::LeftOut => "an item left out of its sum",
            Self::Stale => "a stale total",
            Self::Blank => "a blank",
            Self::Recap => "a wrong recapitulation",
            Self::Percent => "a wrong percentage",
            Self::Input => "a realisation mistyped, its percentage right",
        }
    }

    /// Returns the amount with the typing error in it, or unchanged if this error is not possible in it.
    fn mistype(self, random: &mut Random, amount: i64) -> i64 {
        let mut digits: Vec<u8> = amount.to_string().into_bytes();
        let telling = digits.iter().rposition(|d| *d != b'0').unwrap_or(0);
        let at = random.below(telling + 1);
        match self {
            Self::Digit | Self::Recap | Self::Percent | Self::Input => {
                digits[at] = b'0' + ((digits[at] - b'0') as usize + 1 + random.below(8)) as u8 % 10;
                if at == 0 && digits[0] == b'0' {
                    digits[0] = b'1' + (amount.to_string().as_bytes()[0] - b'0') % 9;
                }
            }
            Self::Swapped if at > 0 => digits.swap(at - 1, at),
            Self::Missing => {
                digits.remove(at);
            }
            Self::Doubled => digits.insert(at, digits[at]),
            Self::GroupLost if digits.len() > 6 => {
                let from = digits.len() % 3 + 3 * random.below(digits.len() / 3 - 1);
                digits.drain(from..from + 3);
            }
            _ => {}
        }
        String::from_utf8(digits).ok().and_then(|d| d.parse().ok()).unwrap_or(amount)
    }
}

/// Plants one error and returns its cell, or `None` if no suitable cell was found.
fn plant(random: &mut Random, renja: &mut Renja, error: Error) -> Option<CellRef> {
    if matches!(error, Error::Percent | Error::Input) {
        let column = if error == Error::Percent { 4 } else { 3 };
        let table = renja.tables.iter_mut().find(|t| t.form.code == "T-C.29")?;
        let row = random.below(table.items.len());
        let cited = table.items[row].indikator[0].values.get_mut(column)?;
        let scale = cited.value.number()?.scale();
        let stated = i64::try_from(cited.value.number()?.mantissa()).ok()?;
        let new = Decimal::new(error.mistype(random, stated), scale);
        cited.value = cited.value.with_number(new);
        cited.text = cited.value.to_string().into();
        return (Decimal::new(stated, scale) != new).then_some(cited.at);
    }
    if error == Error::Recap {
        let column = renja.tables[1].column("pagu_jumlah")?;
        let column = column - 3 * random.below(3);
        let cited = renja.tables[1].items[0].values.get_mut(column)?;
        let stated = whole(cited)?;
        return Some(set(cited, error.mistype(random, stated)));
    }
    for _ in 0..50 {
        let table = &mut renja.tables[0];
        let id = random.below(table.items.len());
        let children: Vec<usize> = table.children(id).collect();
        let part = children.get(random.below(children.len().max(1))).copied();
        let part = part.and_then(|p| whole(table.items[p].values.get(2)?));
        let values = &mut table.items[id].values;
        let Some(stated) = values.get(2).and_then(whole) else { continue };
        let new = match error {
            Error::Blank => {
                if id == 0 {
                    continue; // a total that is not stated is not an error
                }
                return values.take(2).map(|cited| cited.at);
            }
            Error::LeftOut if children.len() > 1 => stated - part.unwrap_or(0),
            Error::Stale if !children.is_empty() => {
                // The item was raised or cut after the total was computed.
                let change = (1 + random.below(400_000)) as i64 * 100;
                stated + if random.below(2) == 0 && change < stated { -change } else { change }
            }
            Error::LeftOut | Error::Stale => continue,
            _ => error.mistype(random, stated),
        };
        if new != stated && new > 0 {
            return values.get_mut(2).map(|cited| set(cited, new));
        }
    }
    None
}

fn whole(cited: &Cited<Value>) -> Option<i64> {
    cited.value.number()?.to_string().parse().ok()
}

fn set(cited: &mut Cited<Value>, amount: i64) -> CellRef {
    cited.value = Value::Rupiah(Decimal::from(amount));
    cited.text = cited.value.to_string().into();
    cited.at
}

fn amounts(renja: &Renja) -> BTreeMap<CellRef, Decimal> {
    let items = || renja.tables.iter().flat_map(|t| &t.items);
    items()
        .flat_map(renja::model::Item::cited)
        .filter_map(|cited| Some((cited.at, cited.value.number()?)))
        .collect()
}
