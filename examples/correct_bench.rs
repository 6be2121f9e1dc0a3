//! How often the search for causes is right: plants errors in generated plans that are consistent
//! otherwise, and prints for each kind what was found. Seeded: two runs print the same.
//!
//! ```text
//! cargo run --release --example correct_bench
//! ```

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use renja::check::{self, Selection};
use renja::correct::{self, Search};
use renja::forms::{self, Belongs, Kind};
use renja::model::{
    Area, Book, CellRef, Cited, Class, Column, Item, Level, Message, Renja, SheetId, Table, Value,
};
use rust_decimal::Decimal;

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
        let cases = correct::cases(&renja, &checked.relations, &checked.findings, &Search::default());
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

/// Plants errors in a plan, searches, and compares with what was there.
fn trial(
    random: &mut Random,
    kind: Error,
    items: usize,
    errors: usize,
    cross: bool,
    score: &mut Score,
) -> Duration {
    let mut renja = plan(random, items, cross);
    let truth = amounts(&renja);
    let mut planted = Vec::new();
    for _ in 0..errors {
        if let Some(at) = plant(random, &mut renja, kind) {
            if !planted.contains(&at) {
                planted.push(at);
            }
        }
    }
    let checked = check::check(&renja, &Book::default(), &Selection::default());
    let start = Instant::now();
    let cases = correct::cases(&renja, &checked.relations, &checked.findings, &Search::default());
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

/// What is planted.
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
}

const ERRORS: [Error; 9] = [
    Error::Digit,
    Error::Swapped,
    Error::Missing,
    Error::Doubled,
    Error::GroupLost,
    Error::LeftOut,
    Error::Stale,
    Error::Blank,
    Error::Recap,
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
        }
    }

    /// The amount as it is mistyped; the same where it cannot be.
    fn mistype(self, random: &mut Random, amount: i64) -> i64 {
        let mut digits: Vec<u8> = amount.to_string().into_bytes();
        let telling = digits.iter().rposition(|d| *d != b'0').unwrap_or(0);
        let at = random.below(telling + 1);
        match self {
            Self::Digit | Self::Recap => {
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

/// Plants one error; `None` where the plan has no place for it.
fn plant(random: &mut Random, renja: &mut Renja, error: Error) -> Option<CellRef> {
    if error == Error::Recap {
        let column = renja.tables[1].column("pagu_jumlah")?;
        let column = column - 3 * random.below(3);
        let cited = renja.tables[1].items[0].values[column].as_mut()?;
        let stated = whole(cited)?;
        return set(cited, error.mistype(random, stated));
    }
    for _ in 0..50 {
        let table = &mut renja.tables[0];
        let id = random.below(table.items.len());
        let children: Vec<usize> = table.children(id).collect();
        let part = children.get(random.below(children.len().max(1))).copied();
        let part = part.and_then(|p| whole(table.items[p].values[2].as_ref()?));
        let slot = &mut table.items[id].values[2];
        let Some(stated) = slot.as_ref().and_then(whole) else { continue };
        let new = match error {
            Error::Blank => {
                let at = slot.as_ref().map(|cited| cited.at);
                if id == 0 {
                    continue; // a total that is not stated is no error
                }
                *slot = None;
                return at;
            }
            Error::LeftOut if children.len() > 1 => stated - part.unwrap_or(0),
            Error::Stale if !children.is_empty() => {
                // The item was raised or cut by something since.
                let change = (1 + random.below(400_000)) as i64 * 100;
                stated + if random.below(2) == 0 && change < stated { -change } else { change }
            }
            Error::LeftOut | Error::Stale => continue,
            _ => error.mistype(random, stated),
        };
        if new != stated && new > 0 {
            return slot.as_mut().and_then(|cited| set(cited, new));
        }
    }
    None
}

fn whole(cited: &Cited<Value>) -> Option<i64> {
    cited.value.number()?.to_string().parse().ok()
}

fn set(cited: &mut Cited<Value>, amount: i64) -> Option<CellRef> {
    cited.value = Value::Rupiah(Decimal::from(amount));
    cited.text = cited.value.to_string();
    Some(cited.at)
}

fn amounts(renja: &Renja) -> BTreeMap<CellRef, Decimal> {
    let cells = renja.tables.iter().flat_map(|t| &t.items).flat_map(|i| &i.values).flatten();
    cells.filter_map(|cited| Some((cited.at, cited.value.number()?))).collect()
}

/// A consistent plan: an office, programs, kegiatan, sub kegiatan; its recapitulation; and where
/// asked for a second table that prints the same amounts for the same items.
fn plan(random: &mut Random, size: usize, cross: bool) -> Renja {
    let mut rows: Vec<(Level, Option<usize>, String, i64)> =
        vec![(Level::Opd, None, "Badan Kepegawaian Daerah".to_owned(), 0)];
    while rows.len() < size {
        let program = rows.len();
        rows.push((Level::Program, Some(0), format!("Program {}", name(random)), 0));
        // Large offices have more kegiatan, not more programs.
        for _ in 0..2 + random.below(5) + size / 40 {
            let kegiatan = rows.len();
            rows.push((Level::Kegiatan, Some(program), name(random), 0));
            let subs = if size > 100 { random.below(6) } else { 0 };
            for _ in 0..subs {
                rows.push((Level::SubKegiatan, Some(kegiatan), name(random), 0));
            }
        }
    }
    for i in (1..rows.len()).rev() {
        if !rows.iter().any(|r| r.1 == Some(i)) {
            rows[i].3 = (50_000 + random.below(30_000_000)) as i64 * 100;
        }
        let (parent, amount) = (rows[i].1, rows[i].3);
        if let Some(parent) = parent {
            rows[parent].3 += amount;
        }
    }
    let total = rows[0].3;
    let urusan: i64 = rows.iter().filter(|r| r.1 == Some(0)).take(1).map(|r| r.3).sum();
    let mut renja = Renja { year: Some(2021), ..Renja::default() };
    renja.sheets = ["Tabel 4.2", "Tabel 4.1", "Tabel 3.2"].map(str::to_owned).to_vec();
    renja.tables.push(table("T-C.33", 0, &["kode", "nama", "pagu"], &rows));
    let mut recap = table(
        "rekapitulasi",
        1,
        &["nama", "pagu_urusan", "pagu_non_urusan", "pagu_jumlah"],
        &[(Level::Baris, None, rows[0].2.clone(), 0)],
    );
    let spread = [(1, urusan), (4, total - urusan), (7, total)];
    // The three amounts stand three columns apart, as in the form.
    recap.columns = spread_columns(&recap.columns);
    let name = recap.items[0].values[0].clone();
    recap.items[0].values = vec![None; 8];
    recap.items[0].values[0] = name;
    for (column, amount) in spread {
        recap.items[0].values[column] = Some(cited(1, 5, column, Value::Rupiah(Decimal::from(amount))));
    }
    renja.tables.push(recap);
    if cross {
        let programs: Vec<_> = rows
            .iter()
            .skip(1)
            .map(|(l, p, n, a)| (*l, p.map(|p| p.wrapping_sub(1)), n.clone(), *a))
            .collect();
        let programs: Vec<_> =
            programs.into_iter().map(|(l, p, n, a)| (l, p.filter(|p| *p != usize::MAX), n, a)).collect();
        renja.tables.push(table("sasaran", 2, &["sasaran", "nama", "pagu"], &programs));
    }
    renja
}

fn spread_columns(columns: &[Column]) -> Vec<Column> {
    let blank = |first| Column {
        key: format!("kolom_{first}"),
        kind: Kind::Text,
        adds_up: false,
        first,
        last: first,
        ..columns[0].clone()
    };
    (0..8u32)
        .map(|first| match first {
            0 => columns[0].clone(),
            1 | 4 | 7 => Column { first, last: first, ..columns[1 + (first / 3) as usize].clone() },
            _ => blank(first),
        })
        .collect()
}

fn table(form: &str, sheet: u16, keys: &[&str], rows: &[(Level, Option<usize>, String, i64)]) -> Table {
    let form = forms::builtin().iter().find(|f| f.code == form).expect("a form of the program").clone();
    let columns = keys
        .iter()
        .zip(0u32..)
        .map(|(key, first)| {
            let of = form.column(key).expect("a column of the form");
            Column {
                key: (*key).to_owned(),
                kind: of.kind,
                belongs: Belongs::Item,
                adds_up: of.adds_up,
                year: of.year.map(|y| 2021 + y),
                header: Vec::new(),
                number: None,
                formula: None,
                first,
                last: first,
            }
        })
        .collect::<Vec<_>>();
    let items = rows
        .iter()
        .zip(5u32..)
        .map(|((level, parent, name, amount), row)| Item {
            level: *level,
            level_why: Message::new("normalize.level.list"),
            parent: *parent,
            first_row: row,
            last_row: row,
            values: columns
                .iter()
                .enumerate()
                .map(|(c, column)| match column.key.as_str() {
                    "nama" => Some(cited(sheet, row, c, Value::Text(name.clone()))),
                    "pagu" => Some(cited(sheet, row, c, Value::Rupiah(Decimal::from(*amount)))),
                    _ => None,
                })
                .collect(),
            indikator: Vec::new(),
        })
        .collect();
    Table {
        form,
        sheet: SheetId(sheet),
        area: Area { first_row: 3, first_column: 0, last_row: 5 + rows.len() as u32, last_column: 8 },
        title: Vec::new(),
        columns,
        headers: Vec::new(),
        header_texts: Vec::new(),
        items,
    }
}

fn cited(sheet: u16, row: u32, column: usize, value: Value) -> Cited<Value> {
    let text = value.to_string();
    Cited { value, text, at: CellRef { sheet: SheetId(sheet), row, column: column as u32 } }
}

fn name(random: &mut Random) -> String {
    const VERBS: [&str; 12] = [
        "Pengelolaan",
        "Penyusunan",
        "Penyediaan",
        "Pengadaan",
        "Pembinaan",
        "Koordinasi",
        "Evaluasi",
        "Fasilitasi",
        "Pemeliharaan",
        "Pengembangan",
        "Pelaksanaan",
        "Peningkatan",
    ];
    const NOUNS: [&str; 24] = [
        "Administrasi",
        "Kepegawaian",
        "Sarana",
        "Prasarana",
        "Laporan",
        "Keuangan",
        "Kinerja",
        "Informasi",
        "Publikasi",
        "Kompetensi",
        "Disiplin",
        "Mutasi",
        "Promosi",
        "Pelatihan",
        "Perencanaan",
        "Gedung",
        "Kendaraan",
        "Arsip",
        "Data",
        "Jabatan",
        "Penghargaan",
        "Pensiun",
        "Pendidikan",
        "Layanan",
    ];
    let mut words = vec![VERBS[random.below(VERBS.len())]];
    for _ in 0..2 + random.below(4) {
        words.push(NOUNS[random.below(NOUNS.len())]);
    }
    words.join(" ")
}

/// A linear congruential generator (Knuth's MMIX): the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}
