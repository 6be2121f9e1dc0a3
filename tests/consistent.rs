//! A plan whose figures agree gives no finding of severity warning or error, however it is laid
//! out; and one figure changed in it is found.

use proptest::prelude::*;
use renja::check::{Selection, check};
use renja::model::{Area, Book, Cell, CellContent, Finding, Format, Lang, Severity, Sheet};
use renja::read::{self, Limits};
use renja::text::{number, terbilang};
use renja::write::rapi::{self, Document, Paper};
use rust_decimal::Decimal;

/// A plan: programs with the amounts of their kegiatan, this year's and the next.
#[derive(Debug, Clone)]
struct Plan {
    year: i32,
    programs: Vec<Vec<(u32, u32)>>,
}

/// How it is laid out.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own, in any combination
struct Layout {
    /// Amounts are text: `951.509.200`.
    text: bool,
    /// The number row stands below the header.
    number_row: bool,
    /// The total stands in a last row, not beside the office's name.
    total_below: bool,
    /// Name and amount come back on the row of every indicator.
    repeated: bool,
    /// Codes stand on programs.
    codes: bool,
    /// The table begins lower and further right.
    shift: u32,
}

const VERBS: [&str; 8] = [
    "Pengelolaan",
    "Penyusunan",
    "Pembinaan",
    "Pengadaan",
    "Pemeliharaan",
    "Pelaporan",
    "Pendidikan",
    "Mutasi",
];
const NOUNS: [&str; 6] = ["Arsip", "Kendaraan", "Gedung", "Kepegawaian", "Keuangan", "Perjalanan"];

impl Plan {
    fn pagu(&self, program: usize) -> (u64, u64) {
        self.programs[program]
            .iter()
            .fold((0, 0), |(a, b), (now, next)| (a + u64::from(*now), b + u64::from(*next)))
    }

    fn total(&self) -> (u64, u64) {
        (0..self.programs.len()).map(|p| self.pagu(p)).fold((0, 0), |(a, b), (x, y)| (a + x, b + y))
    }

    fn kegiatan(&self) -> usize {
        self.programs.iter().map(Vec::len).sum()
    }

    fn name(program: usize, kegiatan: usize) -> String {
        format!(
            "{} {}",
            VERBS[(program * 3 + kegiatan) % VERBS.len()],
            NOUNS[(program + kegiatan) % NOUNS.len()]
        )
    }
}

struct Writer {
    sheet: Sheet,
    row: u32,
    layout: Layout,
}

impl Writer {
    fn new(name: &str, layout: Layout) -> Self {
        Self { sheet: Sheet { name: name.to_owned(), ..Sheet::default() }, row: layout.shift, layout }
    }

    fn text(&mut self, column: u32, text: &str) {
        self.put(column, CellContent::Text(text.into()), Format::default());
    }

    fn amount(&mut self, column: u32, amount: u64) {
        let n = Decimal::from(amount);
        if self.layout.text {
            self.put(column, CellContent::Text(number::show(n).into()), Format::default());
        } else {
            self.put(column, CellContent::Number(n), Format(Some("#,##0".into())));
        }
    }

    fn count(&mut self, column: u32, n: usize) {
        self.put(column, CellContent::Number(Decimal::from(n)), Format::default());
    }

    fn put(&mut self, column: u32, content: CellContent, format: Format) {
        let at = (self.row, column + self.layout.shift);
        self.sheet.cells.insert(at, Cell { content, format, ..Cell::default() });
    }

    fn merge(&mut self, rows: u32, first: u32, last: u32) {
        let shift = self.layout.shift;
        self.sheet.merges.push(Area {
            first_row: self.row,
            first_column: first + shift,
            last_row: self.row + rows - 1,
            last_column: last + shift,
        });
    }

    fn next(&mut self) {
        self.row += 1;
    }
}

fn book(plan: &Plan, layout: Layout) -> Book {
    let sheets = vec![rencana(plan, layout), rekapitulasi(plan, layout), narasi(plan, layout)];
    Book { sheets, ..Book::default() }
}

fn rencana(plan: &Plan, layout: Layout) -> Sheet {
    let mut w = Writer::new("Tabel 4.2", layout);
    w.text(0, &format!("Rumusan Rencana Program dan Kegiatan Tahun {}", plan.year));
    w.next();
    w.next();
    for (column, text) in
        ["Kode Rekening", "Program/Kegiatan", "Indikator Kinerja", "Rumusan Indikator"].iter().enumerate()
    {
        let column = u32::try_from(column).expect("few columns");
        w.text(column, text);
        w.merge(2, column, column);
    }
    w.text(4, &format!("Rencana Tahun {}", plan.year));
    w.merge(1, 4, 6);
    w.text(7, "Catatan Penting");
    w.merge(2, 7, 7);
    w.text(8, &format!("Prakiraan Maju Rencana Tahun {}", plan.year + 1));
    w.merge(1, 8, 9);
    w.next();
    for (column, text) in
        [(4, "Lokasi"), (5, "Target"), (6, "Pagu Indikatif (Rp)"), (8, "Target"), (9, "Pagu Indikatif (Rp)")]
    {
        w.text(column, text);
    }
    w.next();
    if layout.number_row {
        for n in 0..10 {
            w.count(n, n as usize + 1);
        }
        w.next();
    }
    let (now, next) = plan.total();
    let total = |w: &mut Writer, name: &str| {
        w.text(1, name);
        w.amount(6, now);
        w.amount(9, next);
        w.next();
    };
    if !layout.total_below {
        total(&mut w, "Badan Kepegawaian Daerah");
    }
    for (p, kegiatan) in plan.programs.iter().enumerate() {
        if layout.codes {
            w.text(0, &format!("4.05.01.{:02}", p + 1));
        }
        w.text(1, &format!("PROGRAM {} APARATUR", VERBS[p].to_uppercase()));
        w.text(2, &format!("Persentase capaian {}", VERBS[p].to_lowercase()));
        w.text(5, "100%");
        w.text(8, "100%");
        let (now, next) = plan.pagu(p);
        w.amount(6, now);
        w.amount(9, next);
        w.next();
        for (k, (now, next)) in kegiatan.iter().enumerate() {
            for indikator in 0..2 {
                if indikator == 0 || layout.repeated {
                    w.text(1, &Plan::name(p, k));
                    w.amount(6, u64::from(*now));
                    w.amount(9, u64::from(*next));
                }
                w.text(2, ["Jumlah dokumen yang tersusun", "Jumlah orang yang dilayani"][indikator]);
                w.text(5, ["12 dokumen", "80 orang"][indikator]);
                w.text(8, ["12 dokumen", "90 org"][indikator]);
                w.next();
            }
        }
    }
    if layout.total_below {
        total(&mut w, "JUMLAH");
    }
    w.sheet
}

fn rekapitulasi(plan: &Plan, layout: Layout) -> Sheet {
    let mut w = Writer::new("Tabel 4.1", layout);
    w.text(0, "Rekapitulasi Program, Kegiatan dan Pagu Indikatif");
    w.next();
    w.next();
    w.text(0, "No");
    w.merge(2, 0, 0);
    w.text(1, "Organisasi Perangkat Daerah");
    w.merge(2, 1, 1);
    for (column, text) in [(2, "Urusan"), (5, "Non Urusan"), (8, "Urusan dan Non Urusan")] {
        w.text(column, text);
        w.merge(1, column, column + 2);
    }
    w.next();
    for group in 0..3 {
        for (k, text) in ["Program", "Kegiatan", "Pagu Indikatif (Rp)"].iter().enumerate() {
            w.text(2 + group * 3 + u32::try_from(k).expect("few columns"), text);
        }
    }
    w.next();
    for n in 0..11 {
        w.count(n, n as usize + 1);
    }
    w.next();
    w.count(0, 1);
    w.text(1, "Badan Kepegawaian Daerah");
    let first = plan.pagu(0).0;
    let groups = [
        (1, plan.programs[0].len(), first),
        (plan.programs.len() - 1, plan.kegiatan() - plan.programs[0].len(), plan.total().0 - first),
        (plan.programs.len(), plan.kegiatan(), plan.total().0),
    ];
    for (column, (programs, kegiatan, pagu)) in [2, 5, 8].into_iter().zip(groups) {
        w.count(column, programs);
        w.count(column + 1, kegiatan);
        w.amount(column + 2, pagu);
    }
    w.sheet
}

fn narasi(plan: &Plan, layout: Layout) -> Sheet {
    let mut w = Writer::new("Narasi", layout);
    let total = Decimal::from(plan.total().0);
    let words = terbilang::write(total).expect("below a thousand trillion");
    w.text(0, "Bab IV");
    w.text(
        1,
        &format!(
            "Badan Kepegawaian Daerah menyusun rencana kerja tahun {} dalam {} program dan {} kegiatan dengan total anggaran sebesar Rp {},- ({words} rupiah) dari APBD",
            plan.year,
            plan.programs.len(),
            plan.kegiatan(),
            number::show(total),
        ),
    );
    w.sheet
}

fn loud(book: &Book) -> Vec<Finding> {
    let renja = renja::normalize::normalize(book, renja::forms::builtin());
    assert_eq!(renja.tables.len(), 2, "both tables are recognized");
    let findings = check(&renja, book, &Selection::default()).findings;
    findings.into_iter().filter(|f| f.severity > Severity::Note).collect()
}

fn plans() -> impl Strategy<Value = Plan> {
    let kegiatan = prop::collection::vec((1_000u32..4_000_000_000, 1_000u32..4_000_000_000), 1..4);
    (2015i32..2030, prop::collection::vec(kegiatan, 2..5))
        .prop_map(|(year, programs)| Plan { year, programs })
}

fn layouts() -> impl Strategy<Value = Layout> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (flags, 0u32..4).prop_map(|((text, number_row, total_below, repeated, codes), shift)| Layout {
        text,
        number_row,
        total_below,
        repeated,
        codes,
        shift,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_consistent_plan_is_silent(plan in plans(), layout in layouts()) {
        let said: Vec<String> =
            loud(&book(&plan, layout)).iter().map(|f| format!("{} {}", f.rule, f.message.say(Lang::Id))).collect();
        prop_assert!(said.is_empty(), "{said:#?}");
    }

    #[test]
    fn a_consistent_plan_stays_silent_when_it_is_written_and_read_again(plan in plans(), layout in layouts(), a4 in any::<bool>(), english in any::<bool>()) {
        let book = book(&plan, layout);
        let renja = renja::normalize::normalize(&book, renja::forms::builtin());
        let written = rapi::write(&Document {
            name: "rencana.xlsx",
            book: &book,
            renja: &renja,
            findings: &[],
            cases: &[],
            applied: &[],
            decided: &[],
            rules: &[],
            lang: if english { Lang::En } else { Lang::Id },
            paper: if a4 { Paper::A4 } else { Paper::F4 },
        })
        .expect("it can be written");
        let again = read::read(&written, &Limits::default()).expect("the program reads what it wrote");
        let said: Vec<String> = loud(&again).iter().map(|f| format!("{} {}", f.rule, f.message.say(Lang::Id))).collect();
        prop_assert!(said.is_empty(), "{said:#?}");
    }

    #[test]
    fn a_changed_amount_is_found(plan in plans(), layout in layouts(), by in 1u64..1_000_000, pick in any::<prop::sample::Index>()) {
        let mut book = book(&plan, Layout { repeated: false, ..layout });
        let column = 6 + layout.shift;
        let amounts: Vec<(u32, u32)> = book.sheets[0]
            .cells
            .iter()
            .filter(|((_, c), cell)| *c == column && (matches!(cell.content, CellContent::Number(n) if n > Decimal::TEN)
                || matches!(&cell.content, CellContent::Text(t) if t.starts_with(|c: char| c.is_ascii_digit()))))
            .map(|(at, _)| *at)
            .collect();
        let at = amounts[pick.index(amounts.len())];
        let cell = book.sheets[0].cells.get_mut(&at).expect("picked from the cells");
        let n = match &cell.content {
            CellContent::Number(n) => *n,
            CellContent::Text(text) => number::read_rupiah(text).expect("written as an amount").value,
            _ => unreachable!("picked for its content"),
        };
        cell.content = CellContent::Number(n + Decimal::from(by));
        let findings = loud(&book);
        prop_assert!(findings.iter().any(|f| f.rule.starts_with("ARI")), "{at:?}");
        // Each finding of a sum cites the changed cell, or rests on it.
        for finding in findings.iter().filter(|f| f.rule.starts_with("ARI")) {
            let cites = |row: u32, c: u32| (row, c) == at;
            prop_assert!(
                cites(finding.at.row, finding.at.column)
                    || finding.related.iter().any(|r| cites(r.at.row, r.at.column)),
                "{} {:?}", finding.rule, finding.at
            );
        }
    }
}
