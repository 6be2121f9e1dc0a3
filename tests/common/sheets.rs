//! A plan whose figures agree, laid out as a workbook.
#![allow(dead_code, missing_docs)]

use renja::model::{Area, Book, Cell, CellContent, Format, Sheet};
use renja::text::{number, terbilang};
use rust_decimal::Decimal;

/// A plan: programs with the amounts of their kegiatan, this year's and the next.
#[derive(Debug, Clone)]
pub struct Plan {
    pub year: i32,
    pub programs: Vec<Vec<(u32, u32)>>,
}

/// How it is laid out.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own, in any combination
pub struct Layout {
    /// Amounts are text: `951.509.200`.
    pub text: bool,
    /// The number row stands below the header.
    pub number_row: bool,
    /// The total stands in a last row, not beside the office's name.
    pub total_below: bool,
    /// Name and amount come back on the row of every indicator.
    pub repeated: bool,
    /// Codes stand on programs.
    pub codes: bool,
    /// The table begins lower and further right.
    pub shift: u32,
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

pub fn book(plan: &Plan, layout: Layout) -> Book {
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
