//! Random decisions on random lines of a findings sheet whose rows and columns were reordered: what is
//! applied is exactly what was meant, or a reason says why it was not used. No other cell changes.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use common::resave::{find, line, move_columns, resave, sort, temuan};
use proptest::prelude::*;
use proptest::sample::Index;
use renja::model::{Cell, CellContent, CellRef, Format, Outcome, Refusal};
use renja::read::{self, Limits};
use renja::{EarlierResult, Options, Processed};
use rust_decimal::Decimal;
use rust_xlsxwriter::Workbook;

/// What is typed on a line, by its meaning.
#[derive(Debug, Clone)]
enum Typed {
    Accept(&'static str),
    Letter(usize, &'static str),
    Refuse(&'static str),
    Later(&'static str),
    Garbled(&'static str),
    Own(i64, Way),
    NoAmount(&'static str),
}

/// The notation of an amount.
#[derive(Debug, Clone, Copy)]
enum Way {
    Number,
    Dots,
    Rupiah,
    Juta,
}

fn typed() -> impl Strategy<Value = Typed> {
    prop_oneof![
        prop::sample::select(vec!["terima", "ya", "OK.", " Setuju "]).prop_map(Typed::Accept),
        (0usize..3).prop_map(|rank| Typed::Letter(rank, ["A", "b", "C."][rank])),
        prop::sample::select(vec!["tolak", "Ditolak"]).prop_map(Typed::Refuse),
        prop::sample::select(vec!["tunda", "nanti"]).prop_map(Typed::Later),
        prop::sample::select(vec!["trima", "??", "tolka", "AB", "cek dulu"]).prop_map(Typed::Garbled),
        (1_000i64..9_000_000, prop::sample::select(vec![Way::Number, Way::Dots, Way::Rupiah, Way::Juta]))
            .prop_map(|(thousands, way)| Typed::Own(thousands * 1_000, way)),
        prop::sample::select(vec!["tanya bendahara", "-", "-5.000.000", "1,5 MB"]).prop_map(Typed::NoAmount),
    ]
}

impl Typed {
    /// Returns the header of the column to type into, and the cell.
    fn cell(&self) -> (&'static str, Cell) {
        let text = |text: &str| Cell { content: CellContent::Text(text.into()), ..Cell::default() };
        match self {
            Self::Accept(word)
            | Self::Letter(_, word)
            | Self::Refuse(word)
            | Self::Later(word)
            | Self::Garbled(word) => ("Keputusan", text(word)),
            Self::NoAmount(word) => ("Nilai sendiri", text(word)),
            Self::Own(amount, way) => {
                let dots = renja::text::number::format_grouped(Decimal::from(*amount));
                let cell = match way {
                    Way::Number => Cell {
                        content: CellContent::Number(Decimal::from(*amount)),
                        format: Format(Some("General".into())),
                        ..Cell::default()
                    },
                    Way::Dots => text(&dots),
                    Way::Rupiah => text(&format!("Rp {dots},-")),
                    Way::Juta => {
                        let juta = Decimal::new(*amount, 6).normalize();
                        text(&format!("{} juta", juta.to_string().replace('.', ",")))
                    }
                };
                ("Nilai sendiri", cell)
            }
        }
    }
}

/// Builds a workbook of six programs with five kegiatan each, in which several sums are wrong.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Anggaran").expect("a name");
    let text = |sheet: &mut rust_xlsxwriter::Worksheet, row, column, text: &str| {
        sheet.write_string(row, column, text).map(drop).expect("a cell");
    };
    for (column, head) in (0u16..).zip(["Kode", "Program / Kegiatan", "Pagu", "Perubahan"]) {
        text(sheet, 0, column, head);
    }
    let mut row = 2;
    let mut totals = [0.0, 0.0];
    for program in 1..=6u32 {
        let top = row;
        let mut sums = [0.0, 0.0];
        for kegiatan in 1..=5u32 {
            row += 1;
            text(sheet, row, 0, &format!("5.0{program}.0{kegiatan}"));
            text(sheet, row, 1, &format!("Kegiatan {kegiatan} dari program {program}"));
            for (column, sum) in sums.iter_mut().enumerate() {
                let amount = f64::from(program * 7_919_000 + kegiatan * 1_237_000)
                    + 331_000.0 * f64::from(u8::try_from(column).expect("small"));
                *sum += amount;
                sheet.write_number(row, 2 + u16::try_from(column).expect("small"), amount).expect("a cell");
            }
        }
        text(sheet, top, 0, &format!("5.0{program}"));
        text(sheet, top, 1, &format!("Program {program}"));
        for (column, sum) in (0u16..).zip(sums) {
            // The sums of programs 1, 3 and 5 are wrong in the first column, that of program 4 in the second.
            let slip = match (column, program) {
                (0, 1 | 3 | 5) => 9_000_000.0,
                (1, 4) => 270_000.0,
                _ => 0.0,
            };
            sheet.write_number(top, 2 + column, sum + slip).expect("a cell");
            totals[usize::from(column)] += sum;
        }
        row += 1;
    }
    text(sheet, 1, 1, "Jumlah seluruhnya");
    for (column, total) in (2u16..).zip(totals) {
        sheet.write_number(1, column, total).expect("a cell");
    }
    workbook.save_to_buffer().expect("it can be written")
}

fn process(earlier: Option<&[u8]>) -> Processed {
    static INPUT: LazyLock<Vec<u8>> = LazyLock::new(workbook);
    let earlier = earlier.map(|bytes| EarlierResult { bytes, saved: Some("2021-03-01") });
    renja::process(&INPUT, "anggaran.xlsx", &Options::default(), earlier).expect("it can be written")
}

fn first() -> &'static Processed {
    static FIRST: LazyLock<Processed> = LazyLock::new(|| process(None));
    &FIRST
}

/// Returns the figures of the corrected workbook.
fn figures(processed: &Processed) -> BTreeMap<(u32, u32), Decimal> {
    let bytes = processed.koreksi.as_ref().expect("an .xlsx is patched");
    let book = read::read(bytes, &Limits::default()).expect("it opens");
    let number = |((row, column), cell): (&(u32, u32), &Cell)| match &cell.content {
        CellContent::Number(n) => Some(((*row, *column), n.normalize())),
        _ => None,
    };
    book.sheets[0].cells.iter().filter_map(number).collect()
}

fn shuffled(rows: &[u32], keys: &[Index]) -> Vec<u32> {
    let mut rows = rows.to_vec();
    for (place, key) in (1..rows.len()).rev().zip(keys.iter().cycle()) {
        rows.swap(place, key.index(place + 1));
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_applied_is_what_was_meant(
        lines in prop::collection::btree_map(any::<Index>().prop_map(|i| i.index(1_000)), typed(), 1..6),
        keys in prop::collection::vec(any::<Index>(), 8),
        turn in 0u32..18,
    ) {
        let first = first();
        let decidable: Vec<usize> = first
            .checked
            .cases
            .iter()
            .flat_map(|case| case.findings.iter().copied())
            .filter(|f| matches!(first.checked.findings[*f].stated, Some(renja::model::Value::Rupiah(_))))
            .collect();
        prop_assert!(decidable.len() >= 4, "{}", decidable.len());
        let lines: BTreeMap<usize, Typed> =
            lines.into_iter().map(|(place, typed)| (decidable[place % decidable.len()], typed)).collect();
        let edited = resave(&first.rapi, |book| {
            let sheet = temuan(book);
            for (finding, typed) in &lines {
                let finding = &first.checked.findings[*finding];
                let (head, cell) = typed.cell();
                let at = (line(sheet, finding.rule, &finding.at.a1()), find(sheet, head).1);
                sheet.cells.insert(at, cell);
            }
            sort(sheet, |_| true, |rows| shuffled(&rows, &keys));
            move_columns(sheet, |column| Some(if column < 18 { (column + turn) % 18 } else { column }));
        });
        let second = process(Some(&edited));
        prop_assert!(second.remarks.is_empty(), "{:?}", second.remarks);
        // No decision is lost, and each belongs to the finding on whose line it was typed.
        let found: BTreeSet<usize> = second.decided.iter().filter_map(|decided| decided.finding).collect();
        prop_assert_eq!(&found, &lines.keys().copied().collect::<BTreeSet<_>>());
        prop_assert_eq!(second.decided.len(), lines.len());
        // Collect the changes that the applied decisions were meant to make.
        let mut wanted: BTreeMap<CellRef, Decimal> = BTreeMap::new();
        for decided in &second.decided {
            let place = decided.finding.expect("it was found");
            let finding = &first.checked.findings[place];
            let case = first.checked.cases.iter().find(|case| case.findings.contains(&place)).expect("a case");
            let offered = case.proposals.len();
            let unused = |name: &str| matches!(&decided.outcome, Outcome::Unused(why) if why.name() == name);
            let against = matches!(
                &decided.outcome,
                Outcome::Unused(Refusal::Contradicts(_) | Refusal::BreaksOtherFigure(..))
            );
            let mut is_applied = |changes: Vec<(CellRef, Decimal)>| {
                wanted.extend(if decided.outcome == Outcome::Applied { changes } else { Vec::new() });
                decided.outcome == Outcome::Applied || against
            };
            let mut accepted = |rank: usize| {
                let changes = case.proposals[rank].changes.iter();
                is_applied(changes.filter_map(|c| Some((c.at, c.to.number()?.normalize()))).collect())
            };
            let as_meant = match &lines[&place] {
                Typed::Accept(_) if offered == 0 => unused("nothing_proposed"),
                Typed::Accept(_) if offered > 1 => unused("which_one"),
                Typed::Accept(_) => accepted(0),
                Typed::Letter(rank, _) if *rank < offered => accepted(*rank),
                Typed::Letter(..) => unused(if offered == 0 { "nothing_proposed" } else { "not_offered" }),
                Typed::Refuse(_) => decided.outcome == Outcome::Refused || against,
                Typed::Later(_) => decided.outcome == Outcome::Postponed || against,
                Typed::Garbled(_) => unused("not_understood"),
                Typed::Own(amount, _) => is_applied(vec![(finding.at, Decimal::from(*amount).normalize())]),
                Typed::NoAmount(_) => unused("no_number") || unused("negative"),
            };
            prop_assert!(as_meant, "{:?}: {:?}", lines[&place], decided);
        }
        // Exactly those cells differ from the workbook that is written without decisions.
        let (before, after) = (figures(first), figures(&second));
        for (at, n) in &before {
            let cell = wanted.iter().find(|(cell, _)| (cell.row, cell.column) == *at);
            let expected = cell.map_or(*n, |(_, n)| *n);
            prop_assert_eq!(after.get(at), Some(&expected), "{:?}", at);
        }
        prop_assert_eq!(before.len(), after.len());
    }
}
