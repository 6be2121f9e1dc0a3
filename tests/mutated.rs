//! Damages the six workbooks at random: each is read or refused, most are checked, and some also corrected
//! and written. None may crash a worker, take ten seconds or half a gigabyte, which are the bounds of the
//! workers.
//!
//! Packages are reduced to the first rows of their sheets, so that two thousand rounds take less than a
//! minute. `RENJA_MUTATIONS=20000` runs more rounds, on whole workbooks. This test is its own worker, so it
//! has a `main` of its own.

mod common;
#[path = "common/damage.rs"]
mod damage;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use renja::batch::{self, Bounds, WorkerPool, serve};
use renja::correct::Accept;
use renja::model::{Lang, Message};
use renja::read::{Limits, read};
use renja::{Options, check, process};
use serde::{Deserialize, Serialize};

use common::{WORKBOOKS, bytes};
use damage::{Random, damage_part, map_parts};

const BOUNDS: Bounds = Bounds { seconds: 10, megabytes: 500, threads: 1 };
const ROUNDS: usize = 2_000;

/// A round. Its number determines the workbook and the damage.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Round(usize);

/// How far a damaged workbook got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Done {
    Refused,
    Read,
    Checked,
    Written,
}

impl batch::Task for Round {
    const NAME: &'static str = "mutated";
    type Done = Done;

    fn run(&self, _: &[&[u8]]) -> Result<(Done, Vec<Vec<u8>>), Message> {
        let damaged = damaged(self.0);
        let options = Options { accept: Accept::Suggested, ..Options::default() };
        // A damaged .xls only changes what the library reads, and the later steps handle that like any other
        // content. So most of these rounds stop after reading.
        if !self.0.is_multiple_of(8) && !damaged.starts_with(b"PK") {
            let done = read(&damaged, &options.limits).map_or(Done::Refused, |_| Done::Read);
            return Ok((done, Vec::new()));
        }
        if !self.0.is_multiple_of(16) {
            let done = check(&damaged, &options).map_or(Done::Refused, |_| Done::Checked);
            return Ok((done, Vec::new()));
        }
        let Ok(result) = process(&damaged, "rusak.xlsx", &options, None) else {
            // Whatever can be read can be written.
            assert!(check(&damaged, &options).is_err(), "it is read but not written");
            return Ok((Done::Refused, Vec::new()));
        };
        for (kind, bytes) in result.files() {
            assert!(read(bytes, &Limits::default()).is_ok(), "{kind} cannot be read");
        }
        Ok((Done::Written, Vec::new()))
    }

    fn lang(&self) -> Lang {
        Lang::Id
    }
}

fn damaged(round: usize) -> Vec<u8> {
    static WHOLES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let wholes = WHOLES.get_or_init(|| {
        let asked = std::env::var_os("RENJA_MUTATIONS").is_some();
        WORKBOOKS.map(|name| if asked { bytes(name) } else { shortened(bytes(name)) }).into()
    });
    let mut random = Random::new(round);
    let whole = &wholes[random.below(wholes.len())];
    if whole.starts_with(b"PK") && random.below(4) > 0 {
        return damage_part(whole, &mut random);
    }
    let mut bytes = whole.clone();
    random.damage(&mut bytes);
    bytes
}

/// Returns a package with the first rows of its sheets; a file that is not a package is returned unchanged.
fn shortened(whole: Vec<u8>) -> Vec<u8> {
    const ROWS: usize = 20;
    if !whole.starts_with(b"PK") {
        return whole;
    }
    let short = |text: &str, row: &str, end: &str| {
        let sheets = text.split_inclusive(end).map(|sheet| match sheet.match_indices(row).nth(ROWS) {
            Some((cut, _)) if sheet.ends_with(end) => sheet[..cut].to_owned() + end,
            _ => sheet.to_owned(),
        });
        sheets.collect::<String>()
    };
    let package = map_parts(&whole, |_, name, bytes| {
        let text = || std::str::from_utf8(bytes).expect("XML is UTF-8");
        let shorter = if name.starts_with("xl/worksheets/sheet") {
            short(text(), "<row ", "</sheetData>")
        } else if name == "content.xml" {
            short(text(), "<table:table-row ", "</table:table>")
        } else {
            return;
        };
        *bytes = shorter.into_bytes();
    });
    let checked = check(&package, &Options::default()).expect("it can be read");
    assert!(!checked.renja.tables.is_empty() && package.len() < 400_000, "{} bytes", package.len());
    package
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == batch::WORKER_COMMAND) {
        std::panic::set_hook(Box::new(|_| ()));
        serve::<Round>(BOUNDS).expect("its parent waits");
        return;
    }
    // This program contains one test without a name: with a filter of the test runner, another test is meant.
    if arguments.iter().skip(1).any(|argument| !argument.starts_with("--") || argument == "--list") {
        return;
    }
    let asked = std::env::var("RENJA_MUTATIONS").ok().and_then(|n| n.parse().ok());
    let rounds: usize = asked.unwrap_or(ROUNDS);
    let (workers, next) = (WorkerPool::new(BOUNDS), AtomicUsize::new(0));
    let results = Mutex::new(Vec::with_capacity(rounds));
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let round = next.fetch_add(1, Ordering::Relaxed);
                    if round >= rounds {
                        break;
                    }
                    let result = workers.run(&Round(round), &[]).map(|(done, _)| done);
                    results.lock().expect("no panic holds it").push((round, result));
                }
            });
        }
    });
    let results = results.into_inner().expect("no panic holds it");
    let failed: Vec<String> = results
        .iter()
        .filter_map(|(round, result)| {
            Some(format!("round {round}: {}", result.as_ref().err()?.say(Lang::En)))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let count = |done| results.iter().filter(|(_, result)| *result == Ok(done)).count();
    let counts = [Done::Refused, Done::Read, Done::Checked, Done::Written].map(count);
    println!("refused, read, checked, written: {counts:?}");
    assert!(counts.iter().all(|count| count * 100 > rounds), "the damage does not reach far");
    println!("test result: ok. 1 passed; 0 failed");
}
