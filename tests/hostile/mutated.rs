//! The six workbooks, damaged at random, through the whole program: each is written or refused, and
//! none brings it down. `RENJA_MUTATIONS=2000` asks for more than the few of every run.

#[path = "../common/damage.rs"]
mod damage;

use renja::correct::Accept;
use renja::read::{Limits, read};
use renja::{Error, Options, process};

use super::workbook;
use damage::{Random, damage_part};

const WORKBOOKS: [&str; 6] = [
    "renja-bkd-2018.xls",
    "renja-bkd-2019.xls",
    "renja-bkd-2020.ods",
    "renja-bkd-2021-tempelan-word.xlsx",
    "renja-bkd-2021.xlsx",
    "renja-bkpsdm-2022.xlsx",
];

#[test]
fn damaged_workbooks_are_written_or_refused() {
    let asked = std::env::var("RENJA_MUTATIONS").ok().and_then(|n| n.parse().ok());
    let count: usize = asked.unwrap_or(24);
    let mut random = Random(20_210_301);
    let options = Options { accept: Accept::Suggested, ..Options::default() };
    let (mut written, mut refused, mut taken_back) = (0, 0, 0);
    let wholes = WORKBOOKS.map(workbook);
    for round in 0..count {
        let whole = &wholes[round % wholes.len()];
        let damaged = if round % 4 < 3 && whole.starts_with(b"PK") {
            damage_part(whole, &mut random)
        } else {
            let mut bytes = whole.clone();
            random.damage(&mut bytes);
            bytes
        };
        match process(&damaged, "rusak.xlsx", &options, None) {
            Ok(result) => {
                for (kind, bytes) in result.files() {
                    let again = read(bytes, &Limits::default());
                    assert!(again.is_ok(), "round {round}: {kind} cannot be read: {:?}", again.err());
                }
                taken_back += usize::from(!result.taken_back.is_empty());
                written += 1;
            }
            Err(Error::Read(_)) => refused += 1,
            Err(Error::Write(error)) => panic!("round {round}: {error}"),
        }
    }
    println!("{written} written, of these {taken_back} with a correction taken back; {refused} refused");
    assert!(
        written > 0 && refused > 0,
        "{written} written, {refused} refused: the damage does not reach far"
    );
}
