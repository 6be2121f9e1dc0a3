//! Lays out a plan whose figures agree as a workbook.
#![allow(dead_code, missing_docs)]

use renja::model::{Area, Book, Cell, CellContent, Format, Sheet};
use renja::text::{number, terbilang};
use rust_decimal::Decimal;

/// A plan: programs with the amounts of their kegiatan, for this year and the next.
#[derive(Debug, Clone)]
pub struct Plan {
    pub year: i32,
    pub programs: Vec<Vec<(u32, u32)>>,
}

/// How the plan is laid out.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own, in any combination
pub struct Layout {
    /// Whether amounts are text: `951.509.200`.
    pub text: bool,
    /// Whether the row of column numbers stands below the header.
    pub number_row: bool,
    /// Whether the total stands in a last row instead of beside the office's name.
    pub total_below: bool,
    /// Whether a total stands below the rows of each program.
    pub subtotals: bool,
    /// Whether each program stands below its unit of the office. Every other unit states its amount.
    pub units: bool,
    /// Whether name and amount are repeated in the row of every indicator.
    pub repeated: bool,
    /// Codes: none, those of 2006 on programs only, or those of 2019 on every level.
    pub codes: Codes,
    /// Whether sub kegiatan stand below the kegiatan.
    pub sub: bool,
    /// Whether name and amount are merged over the rows of the indicators.
    pub merged: bool,
    /// Whether sums and ratios are formulas with their results.
    pub formulas: bool,
    /// Whether the header is repeated in the middle of the table.
    pub page_break: bool,
    /// Percentages: the text `92,86%`, the number 0.9286 in a percent format, or a text cut off instead of
    /// rounded.
    pub percent: Percent,
    /// Whether place, date and signature stand below the table.
    pub signature: bool,
    /// Number of rows and columns by which the table is moved down and to the right.
    pub shift: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Codes {
    #[default]
    None,
    Of2006,
    Of2019,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Percent {
    #[default]
    Text,
    Number,
    CutOff,
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
            self.put(column, CellContent::Text(number::format_grouped(n).into()), Format::default());
        } else {
            self.put(column, CellContent::Number(n), Format(Some("#,##0".into())));
        }
    }

    /// Writes an amount that is the sum of these rows of the same column, as a formula if the layout has
    /// formulas.
    fn sum(&mut self, column: u32, amount: u64, rows: &[u32]) {
        self.amount(column, amount);
        if !self.layout.formulas || self.layout.text || rows.is_empty() {
            return;
        }
        let letter = renja::model::column_name(column + self.layout.shift);
        let (first, last) = (rows[0], rows[rows.len() - 1]);
        let formula = if rows.len() == (last - first) as usize + 1 {
            format!("SUM({letter}{}:{letter}{})", first + 1, last + 1)
        } else {
            rows.iter().map(|row| format!("{letter}{}", row + 1)).collect::<Vec<_>>().join("+")
        };
        self.give(column, &formula);
    }

    fn give(&mut self, column: u32, formula: &str) {
        let at = (self.row, column + self.layout.shift);
        self.sheet.cells.get_mut(&at).expect("the cell is there").formula = Some(formula.into());
    }

    /// Writes the ratio of two cells of the same row, in the style of the layout.
    fn percent(&mut self, column: u32, (above, below): (u64, u64), cells: (u32, u32)) {
        let share = Decimal::from(above * 100) / Decimal::from(below);
        let shift = self.layout.shift;
        let letter = |c: u32| renja::model::column_name(c + shift);
        match self.layout.percent {
            Percent::Text => {
                let text = format!("{}%", number::format_grouped(share.round_dp(2)));
                self.put(column, CellContent::Text(text.into()), Format::default());
            }
            Percent::CutOff => {
                let text = format!("{}%", number::format_grouped(share.trunc_with_scale(2)));
                self.put(column, CellContent::Text(text.into()), Format::default());
            }
            Percent::Number => {
                let kept = (Decimal::from(above) / Decimal::from(below)).round_dp(15);
                self.put(column, CellContent::Number(kept), Format(Some("0.00%".into())));
                if self.layout.formulas {
                    let row = self.row + 1;
                    let formula = format!("IFERROR({}{row}/{}{row},0)", letter(cells.0), letter(cells.1));
                    self.give(column, &formula);
                }
            }
        }
    }

    /// Writes a quantity: a bare number if formulas compute with the cell, else a text with one of the
    /// spellings of its unit.
    fn quantity(&mut self, column: u32, n: u64, units: &[&str]) {
        if self.layout.formulas && self.layout.percent == Percent::Number {
            self.put(column, CellContent::Number(n.into()), Format::default());
        } else {
            let turn = usize::try_from(n).expect("a small number") + column as usize;
            let unit = units[turn % units.len()];
            self.text(column, &format!("{} {unit}", number::format_grouped(n.into())));
        }
    }

    fn signature(&mut self) {
        if !self.layout.signature {
            return;
        }
        self.next();
        for text in ["Blitar, 3 Maret 2021", "Kepala Badan", "NIP. 19700101 199003 1 001"] {
            self.text(6, text);
            self.next();
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
    let sheets = vec![
        evaluasi(plan, layout),
        review(plan, layout),
        rekapitulasi(plan, layout),
        rencana(plan, layout),
        narasi(plan, layout),
    ];
    Book { sheets, ..Book::default() }
}

/// Number of tables in a book.
pub const TABLES: usize = 4;
/// Index of the sheet that holds the plan's own table.
pub const RENCANA: usize = 3;

/// Returns the code of an item in a layout, or an empty text if the level has none.
fn code(layout: Layout, program: usize, kegiatan: Option<usize>, sub: Option<usize>) -> String {
    match (layout.codes, kegiatan, sub) {
        (Codes::Of2006, None, None) => format!("4.05.01.{:02}", program + 1),
        (Codes::None | Codes::Of2006, ..) => String::new(),
        (Codes::Of2019, None, _) => format!("5.03.{:02}", program + 1),
        (Codes::Of2019, Some(k), None) => format!("5.03.{:02}.2.{:02}", program + 1, k + 1),
        (Codes::Of2019, Some(k), Some(s)) => format!("5.03.{:02}.2.{:02}.{:04}", program + 1, k + 1, s + 1),
    }
}

/// Returns the amounts of the two sub kegiatan of a kegiatan.
fn shares(amount: u64) -> [u64; 2] {
    [amount / 3, amount - amount / 3]
}

fn rencana(plan: &Plan, layout: Layout) -> Sheet {
    let mut w = Writer::new("Tabel 4.2", layout);
    w.text(0, &format!("Rumusan Rencana Program dan Kegiatan Tahun {}", plan.year));
    w.next();
    w.next();
    rencana_header(&mut w, plan.year);
    if layout.number_row {
        for n in 0..10 {
            w.count(n, n as usize + 1);
        }
        w.next();
    }
    let (now, next) = plan.total();
    // The total at the top is written last, once the rows of the programs are known.
    let total_row = w.row;
    if !layout.total_below {
        w.next();
    }
    let mut programs = Vec::new();
    for (p, kegiatan) in plan.programs.iter().enumerate() {
        if layout.page_break && p == 1 {
            rencana_header(&mut w, plan.year);
        }
        if layout.units {
            let (now, next) = plan.pagu(p);
            w.text(1, &format!("Bidang {}", NOUNS[p]));
            if p % 2 == 0 {
                w.amount(6, now);
                w.amount(9, next);
            }
            w.next();
        }
        programs.push(w.row);
        let program_row = w.row;
        w.next();
        let mut rows = Vec::new();
        for (k, (now, next)) in kegiatan.iter().enumerate() {
            rows.push(w.row);
            let amounts = (u64::from(*now), u64::from(*next));
            if layout.sub {
                let kegiatan_row = w.row;
                w.next();
                let mut subs = Vec::new();
                for s in 0..2 {
                    subs.push(w.row);
                    let amounts = (shares(amounts.0)[s], shares(amounts.1)[s]);
                    let code = code(layout, p, Some(k), Some(s));
                    indicators(
                        &mut w,
                        &code,
                        &format!("Sub Kegiatan {} {}", Plan::name(p, k), ["Dasar", "Lanjut"][s]),
                        amounts,
                        &[],
                    );
                }
                let after = std::mem::replace(&mut w.row, kegiatan_row);
                head(
                    &mut w,
                    &code(layout, p, Some(k), None),
                    &format!("Kegiatan {}", Plan::name(p, k)),
                    amounts,
                    &subs,
                );
                w.row = after;
            } else {
                indicators(&mut w, &code(layout, p, Some(k), None), &Plan::name(p, k), amounts, &[]);
            }
        }
        let after = std::mem::replace(&mut w.row, program_row);
        let name = format!("PROGRAM {} APARATUR", VERBS[p].to_uppercase());
        w.text(2, &format!("Persentase capaian {}", VERBS[p].to_lowercase()));
        w.text(5, "100%");
        w.text(8, "100%");
        head(&mut w, &code(layout, p, None, None), &name, plan.pagu(p), &rows);
        w.row = after;
        if layout.subtotals {
            let (now, next) = plan.pagu(p);
            w.text(1, "Jumlah");
            w.sum(6, now, &rows);
            w.sum(9, next, &rows);
            w.next();
        }
    }
    let after = w.row;
    if !layout.total_below {
        w.row = total_row;
    }
    w.text(1, if layout.total_below { "JUMLAH" } else { "Badan Kepegawaian Daerah" });
    w.sum(6, now, &programs);
    w.sum(9, next, &programs);
    w.row = after + u32::from(layout.total_below);
    w.signature();
    w.sheet
}

fn rencana_header(w: &mut Writer, year: i32) {
    for (column, text) in
        ["Kode Rekening", "Program/Kegiatan", "Indikator Kinerja", "Rumusan Indikator"].iter().enumerate()
    {
        let column = u32::try_from(column).expect("few columns");
        w.text(column, text);
        w.merge(2, column, column);
    }
    w.text(4, &format!("Rencana Tahun {year}"));
    w.merge(1, 4, 6);
    w.text(7, "Catatan Penting");
    w.merge(2, 7, 7);
    w.text(8, &format!("Prakiraan Maju Rencana Tahun {}", year + 1));
    w.merge(1, 8, 9);
    w.next();
    for (column, text) in
        [(4, "Lokasi"), (5, "Target"), (6, "Pagu Indikatif (Rp)"), (8, "Target"), (9, "Pagu Indikatif (Rp)")]
    {
        w.text(column, text);
    }
    w.next();
}

/// Writes code, name and amounts of an item.
fn head(w: &mut Writer, code: &str, name: &str, amounts: (u64, u64), rows: &[u32]) {
    if !code.is_empty() {
        w.text(0, code);
    }
    w.text(1, name);
    w.sum(6, amounts.0, rows);
    w.sum(9, amounts.1, rows);
}

/// Writes an item with its two indicators.
fn indicators(w: &mut Writer, code: &str, name: &str, amounts: (u64, u64), rows: &[u32]) {
    for indikator in 0..2 {
        let layout = w.layout;
        if indikator == 0 || (layout.repeated && !layout.merged) {
            head(w, code, name, amounts, rows);
        }
        if indikator == 0 && layout.merged {
            for column in [0, 1, 6, 9] {
                w.merge(2, column, column);
            }
        }
        w.text(2, ["Jumlah dokumen yang tersusun", "Jumlah orang yang dilayani"][indikator]);
        w.text(5, ["12 dokumen", "80 orang"][indikator]);
        w.text(8, ["12 dokumen", "90 org"][indikator]);
        w.next();
    }
}

/// Writes the evaluation: realisations, ratios and accumulated achievement, as its number row defines them.
fn evaluasi(plan: &Plan, layout: Layout) -> Sheet {
    let mut w = Writer::new("Tabel 2.1", layout);
    w.text(0, "Rekapitulasi Evaluasi Hasil Pelaksanaan Renja dan Pencapaian Renstra");
    w.next();
    w.next();
    let year = plan.year;
    let heads = [
        (0, "Kode".to_owned()),
        (1, "Urusan/Bidang Urusan Pemerintahan Daerah dan Program/Kegiatan".to_owned()),
        (2, "Indikator Kinerja Program (outcome)/kegiatan (output)".to_owned()),
        (3, format!("Target Capaian Kinerja Program (Renstra PD tahun {}-{})", year - 5, year)),
        (4, format!("Realisasi Target Kinerja Hasil Program dan Keluaran Kegiatan s.d tahun {}", year - 3)),
        (8, format!("Target Program/Kegiatan Renja PD tahun {}", year - 1)),
    ];
    for (column, text) in heads {
        w.text(column, &text);
        w.merge(2, column, column);
    }
    w.text(
        5,
        &format!("Target dan Realisasi Kinerja Program dan Keluaran Kegiatan tahun Lalu ({})", year - 2),
    );
    w.merge(1, 5, 7);
    w.text(
        9,
        &format!("Perkiraan Realisasi Capaian Target Renstra Sampai dengan Tahun Berjalan ({})", year - 1),
    );
    w.merge(1, 9, 10);
    w.next();
    for (column, text) in [
        (5, format!("Target Renja PD tahun {}", year - 2)),
        (6, format!("Realisasi Renja PD tahun {}", year - 2)),
        (7, "Tingkat Realisasi (%)".to_owned()),
        (9, format!("Realisasi Capaian Program dan Kegiatan s.d Tahun {}", year - 1)),
        (10, format!("Tingkat Capaian Realisasi Target s.d Tahun {} (%)", year - 1)),
    ] {
        w.text(column, &text);
    }
    w.next();
    for (column, text) in
        (0..).zip(["1", "2", "3", "4", "5", "6", "7", "8=(7/6)", "9", "10=5+7+9", "11=(10/4)"])
    {
        w.text(column, text);
    }
    w.next();
    for (p, kegiatan) in plan.programs.iter().enumerate() {
        w.text(1, &format!("PROGRAM {} APARATUR", VERBS[p].to_uppercase()));
        w.text(2, &format!("Persentase capaian {}", VERBS[p].to_lowercase()));
        for column in [3, 5, 6, 7, 8, 9, 10] {
            w.text(column, "100%");
        }
        w.next();
        for (k, (now, next)) in kegiatan.iter().enumerate() {
            w.text(1, &Plan::name(p, k));
            w.text(2, "Jumlah dokumen yang tersusun");
            let (target, done) = (u64::from(now % 90) + 10, u64::from(next % 90) + 1);
            let (before, planned) = (u64::from(now % 7), u64::from(next % 40) + 1);
            let units = ["dokumen", "dok", "Dokumen"];
            w.quantity(3, target * 4, &units);
            w.quantity(4, before, &units);
            w.quantity(5, target, &units);
            w.quantity(6, done, &units);
            w.percent(7, (done, target), (6, 5));
            w.quantity(8, planned, &units);
            w.quantity(9, before + done + planned, &units);
            w.percent(10, (before + done + planned, target * 4), (9, 3));
            w.next();
        }
    }
    w.signature();
    w.sheet
}

/// Writes the review: two sides that each add up. Here both state the same amounts.
fn review(plan: &Plan, layout: Layout) -> Sheet {
    let mut w = Writer::new("Tabel 2.3", layout);
    w.text(0, &format!("Review terhadap Rancangan Awal RKPD Tahun {}", plan.year));
    w.next();
    w.next();
    w.text(0, "No");
    w.merge(2, 0, 0);
    w.text(1, "Rancangan Awal RKPD");
    w.merge(1, 1, 5);
    w.text(6, "Hasil analisis kebutuhan");
    w.merge(1, 6, 10);
    w.text(11, "Catatan penting");
    w.merge(2, 11, 11);
    w.next();
    for (column, text) in (1..).zip([
        "Program/ kegiatan",
        "Lokasi",
        "Indikator kinerja",
        "Target capaian",
        "Pagu indikatif (Rp.)",
    ]) {
        w.text(column, text);
        w.text(column + 5, if column == 5 { "Kebutuhan dana (Rp.)" } else { text });
    }
    w.next();
    for n in 0..12 {
        w.text(n, &format!("({})", n + 1));
    }
    w.next();
    for (p, kegiatan) in plan.programs.iter().enumerate() {
        let program_row = w.row;
        w.next();
        let mut rows = Vec::new();
        for (k, (now, _)) in kegiatan.iter().enumerate() {
            rows.push(w.row);
            side(
                &mut w,
                &format!("{}.", k + 1),
                &Plan::name(p, k),
                ("Jumlah dokumen yang tersusun", "12 dokumen"),
                u64::from(*now),
                &[],
            );
        }
        let after = std::mem::replace(&mut w.row, program_row);
        let indikator = format!("Persentase capaian {}", VERBS[p].to_lowercase());
        let name = format!("Program {} aparatur", VERBS[p].to_lowercase());
        side(
            &mut w,
            ["I.", "II.", "III.", "IV.", "V."][p],
            &name,
            (&indikator, "100%"),
            plan.pagu(p).0,
            &rows,
        );
        w.row = after;
    }
    w.sheet
}

fn side(
    w: &mut Writer,
    number: &str,
    name: &str,
    (indikator, target): (&str, &str),
    amount: u64,
    rows: &[u32],
) {
    w.text(0, number);
    for first in [1, 6] {
        w.text(first, name);
        w.text(first + 1, "BKD");
        w.text(first + 2, indikator);
        w.text(first + 3, target);
        w.sum(first + 4, amount, rows);
    }
    w.next();
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
    let in_words = |n: usize| terbilang::write(n.into()).expect("a small number");
    w.text(0, "Bab IV");
    w.text(
        1,
        &format!(
            "Badan Kepegawaian Daerah menyusun rencana kerja tahun {} dalam {} ({}) program dan {} ({}) kegiatan dengan total anggaran sebesar Rp {},- ({words} rupiah) dari APBD",
            plan.year,
            plan.programs.len(),
            in_words(plan.programs.len()),
            plan.kegiatan(),
            in_words(plan.kegiatan()),
            number::format_grouped(total),
        ),
    );
    w.sheet
}
