//! Cash plans, and reports on what was spent.

use rust_decimal::Decimal;

use crate::form::{Form, also_levels, levels, total};
use crate::grid::{Expr, Kind, Show, minus, over};
use crate::layout::Traits;
use crate::names::{ACCOUNTS, Depth, MONTHS, REGIONS, leaves, tree, work};
use crate::sheet::{Sheet, column};

const CODED: Traits = Traits { codes: true, amounts: true, total: false, computed: true };
const PLAIN: Traits = Traits { codes: false, ..CODED };

pub const FORMS: [Form; 4] = [
    Form { id: "kas", sheet: "Anggaran Kas", traits: CODED, build: cash_plan },
    Form { id: "kassaldo", sheet: "Anggaran Kas Pemda", traits: PLAIN, build: cash_balance },
    Form { id: "rfk", sheet: "RFK", traits: PLAIN, build: rfk },
    Form { id: "spj", sheet: "SPJ Fungsional", traits: CODED, build: spj },
];

/// The columns of a cash plan that hold the sums of the quarters.
const QUARTERS: [usize; 4] = [6, 10, 14, 18];

fn cash_plan(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    let mut columns = vec![
        column("Kode Rekening", 12.0).code(4),
        column("Uraian", 38.0),
        column("Anggaran Tahun Ini", 17.0),
    ];
    for (quarter, months) in ["I", "II", "III", "IV"].iter().zip(MONTHS.chunks(3)) {
        for month in months {
            columns.push(column(&format!("Triwulan {quarter} (Rp)|{month}"), 14.0));
        }
        columns.push(column(&format!("Triwulan {quarter} (Rp)|Jumlah"), 15.0));
    }
    s.columns(columns);
    s.title(&format!("PEMERINTAH KABUPATEN {region}"));
    s.title("ANGGARAN KAS");
    s.title(&format!("DINAS PERPUSTAKAAN DAN KEARSIPAN TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    let short: Vec<(&str, &str)> =
        ACCOUNTS.iter().copied().filter(|(code, _)| code.split('.').count() <= 4).collect();
    let codes = s.random.some(&leaves(&short), 5, 8);
    let nodes = tree(&short, &codes);
    let months: Vec<usize> = (3..19).filter(|c| !QUARTERS.contains(c)).collect();
    let mut rows = Vec::new();
    for node in &nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        if node.leaf {
            for month in &months {
                let none = s.random.chance(25);
                let amount = s.random.money(1_000_000, 90_000_000);
                s.amount(row, *month, if none { Decimal::ZERO } else { amount });
            }
        }
        rows.push(row);
    }
    levels(s, &nodes, &rows, &months);
    for (i, row) in rows.iter().enumerate() {
        for quarter in QUARTERS {
            s.sum_columns(*row, quarter, &[quarter - 3, quarter - 2, quarter - 1], Show::Amount);
        }
        s.sum_columns(*row, 2, &QUARTERS, Show::Amount);
        also_levels(s, &nodes, &rows, i, &[2, 6, 10, 14, 18]);
    }
    let all: Vec<usize> = (2..19).collect();
    total(s, &nodes, &rows, &all, (0, 1), "JUMLAH ALOKASI BELANJA");
    s.signature("KEPALA DINAS");
}

/// The lines of a cash plan with balances: name, whether the line is a sum, and bounds in millions.
const LINES: [(&str, bool, (i64, i64)); 11] = [
    ("Saldo Awal Kas", false, (0, 0)),
    ("Pendapatan Asli Daerah", false, (500, 2_400)),
    ("Pendapatan Transfer", false, (600, 2_300)),
    ("Penerimaan Pembiayaan", false, (700, 800)),
    ("Jumlah Penerimaan", true, (0, 0)),
    ("Jumlah Kas Tersedia", true, (0, 0)),
    ("Belanja Operasi", false, (400, 2_300)),
    ("Belanja Modal", false, (300, 1_900)),
    ("Pengeluaran Pembiayaan", false, (400, 600)),
    ("Jumlah Pengeluaran", true, (0, 0)),
    ("Sisa Kas", true, (0, 0)),
];

fn cash_balance(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    let count = s.random.pick(&[6, 12, 12]);
    let mut columns = vec![column("No", 5.0), column("Uraian", 34.0)];
    columns.extend(MONTHS[..count].iter().map(|month| column(&format!("Bulan|{month}"), 17.0)));
    s.columns(columns);
    s.title(&format!("ANGGARAN KAS PEMERINTAH KABUPATEN {region}"));
    s.title(&format!("TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    let mut rows = Vec::new();
    for (n, (name, bold, (low, high))) in LINES.iter().enumerate() {
        let row = if *bold { s.bold_row() } else { s.row() };
        s.number(row, 0, n as i64 + 1);
        s.text(row, 1, name);
        for month in 2..2 + count {
            if *high > 0 {
                // Financing occurs in some months, everything else in every month.
                let none = name.contains("Pembiayaan") && s.random.chance(65);
                let amount = Decimal::from(s.random.between(*low * 2, *high * 2) * 500_000);
                s.amount(row, month, if none { Decimal::ZERO } else { amount });
            }
        }
        rows.push(row);
    }
    for month in 2..2 + count {
        if month == 2 {
            let start = Decimal::from(s.random.between(40_000, 60_000) * 1_250_000);
            s.amount(rows[0], month, start);
        } else {
            let before = s.cell(rows[10], month - 1);
            s.calc(rows[0], month, Show::Amount, before, Kind::Balance);
        }
        s.sum_rows(rows[4], month, &rows[1..4], Kind::Level);
        let both = Expr::Add(vec![s.cell(rows[0], month), s.cell(rows[4], month)]);
        s.calc(rows[5], month, Show::Amount, both, Kind::Closing);
        s.sum_rows(rows[9], month, &rows[6..9], Kind::Level);
        let left = minus(s.cell(rows[5], month), s.cell(rows[9], month));
        s.calc(rows[10], month, Show::Amount, left, Kind::Difference);
    }
    s.signature("BENDAHARA UMUM DAERAH");
}

fn rfk(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    let plan = work(&mut s.random, Depth { urusan: false, subs: true, most_kegiatan: 2 });
    s.columns(vec![
        column("No", 5.0),
        column("Program/Kegiatan/Sub Kegiatan", 46.0),
        column("Pagu Anggaran (Rp)", 17.0),
        column("Bobot (%)", 8.0),
        column("Keuangan|Target|Rp", 16.0),
        column("Keuangan|Target|%", 11.0).says("5/3x100"),
        column("Keuangan|Realisasi|Rp", 16.0),
        column("Keuangan|Realisasi|%", 11.0).says("7/3x100"),
        column("Keuangan|Deviasi (%)", 10.0).says("8-6"),
        column("Fisik (%)|Target", 8.0),
        column("Fisik (%)|Realisasi", 9.0),
        column("Fisik (%)|Deviasi", 11.0).says("11-10"),
        column("Sisa Anggaran (Rp)", 17.0).says("3-7"),
        column("Keterangan", 12.0),
    ]);
    let month = s.random.pick(&["MARET", "JUNI", "SEPTEMBER", "NOVEMBER"]);
    s.title("LAPORAN REALISASI FISIK DAN KEUANGAN");
    s.title(&format!("{} KABUPATEN {region}", plan.bidang.opd));
    s.title(&format!("BULAN {month} TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    let mut rows = Vec::new();
    let mut programs = 0;
    for node in &plan.nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        if node.depth == 0 {
            programs += 1;
            s.number(row, 0, programs);
        }
        s.text(row, 1, &node.name);
        if node.leaf {
            let pagu = s.random.money(15_000_000, 900_000_000);
            let plan = s.random.between(18, 92);
            let done = plan * 10 - s.random.between(-12, 70);
            let round = |amount: Decimal| (amount / Decimal::from(1_000)).floor() * Decimal::from(1_000);
            s.amount(row, 2, pagu);
            s.amount(row, 4, round(pagu * Decimal::new(plan, 2)));
            s.amount(row, 6, round(pagu * Decimal::new(done, 3)));
            let physical = s.random.between(plan, 98);
            let reached = (physical + s.random.between(-6, 3)).min(100);
            s.percent(row, 9, physical.into());
            s.percent(row, 10, reached.into());
            s.difference(row, 11, 10, 9, Show::Percent, Kind::Deviation);
        }
        rows.push(row);
    }
    levels(s, &plan.nodes, &rows, &[2, 4, 6]);
    let end = total(s, &plan.nodes, &rows, &[2, 4, 6], (0, 1), "JUMLAH");
    for (i, row) in rows.iter().chain([&end]).enumerate() {
        let share = over(s.cell(*row, 2), s.cell(end, 2));
        s.calc(*row, 3, Show::Percent, Expr::Percent(Box::new(share)), Kind::Share);
        s.ratio(*row, 5, 4, 2);
        s.ratio(*row, 7, 6, 2);
        s.difference(*row, 8, 7, 5, Show::Percent, Kind::Deviation);
        s.difference(*row, 12, 2, 6, Show::Amount, Kind::Difference);
        if i < rows.len() {
            also_levels(s, &plan.nodes, &rows, i, &[12]);
        }
    }
    s.signature("KEPALA DINAS");
}

fn spj(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    let mut columns =
        vec![column("Kode Rekening", 18.0).code(6), column("Uraian", 44.0), column("Jumlah Anggaran", 16.0)];
    for (group, says) in [("SPJ-LS Gaji", "4+5"), ("SPJ-LS Barang & Jasa", "7+8"), ("SPJ UP/GU/TU", "10+11")]
    {
        columns.push(column(&format!("{group}|s.d. Bulan Lalu"), 15.0));
        columns.push(column(&format!("{group}|Bulan Ini"), 15.0));
        columns.push(column(&format!("{group}|s.d. Bulan Ini"), 15.0).says(says));
    }
    columns.push(column("Jumlah SPJ (LS+UP/GU/TU) s.d. Bulan Ini", 17.0).says("6+9+12"));
    columns.push(column("Sisa Pagu Anggaran", 17.0).says("3-13"));
    s.columns(columns);
    let month = s.random.pick(&["APRIL", "AGUSTUS", "OKTOBER"]);
    s.title(&format!("PEMERINTAH KABUPATEN {region}"));
    s.title("LAPORAN PERTANGGUNGJAWABAN BENDAHARA PENGELUARAN (SPJ BELANJA - FUNGSIONAL)");
    s.title(&format!("BULAN {month} TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    let codes = s.random.some(&leaves(ACCOUNTS), 5, 9);
    let nodes = tree(ACCOUNTS, &codes);
    let mut rows = Vec::new();
    for node in &nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        if node.leaf {
            let budget = s.random.money(20_000_000, 700_000_000);
            s.amount(row, 2, budget);
            // Salaries and capital goods are paid directly, small purchases from the cash box.
            let group = match &node.code {
                code if code.starts_with("5.1.01") => 0,
                code if code.starts_with("5.2") => 1,
                _ => 1 + s.random.below(2),
            };
            for n in 0..3 {
                let (before, now) =
                    if n == group { (s.random.between(150, 600), s.random.between(20, 110)) } else { (0, 0) };
                for (column, share) in [(3 + 3 * n, before), (4 + 3 * n, now)] {
                    let part =
                        (budget * Decimal::new(share, 3) / Decimal::from(500)).floor() * Decimal::from(500);
                    s.amount(row, column, part);
                }
            }
        }
        rows.push(row);
    }
    levels(s, &nodes, &rows, &[2, 3, 4, 6, 7, 9, 10]);
    for (i, row) in rows.iter().enumerate() {
        for group in [5, 8, 11] {
            s.sum_columns(*row, group, &[group - 2, group - 1], Show::Amount);
        }
        s.sum_columns(*row, 12, &[5, 8, 11], Show::Amount);
        s.difference(*row, 13, 2, 12, Show::Amount, Kind::Difference);
        also_levels(s, &nodes, &rows, i, &[5, 8, 11, 12, 13]);
    }
    let all: Vec<usize> = (2..14).collect();
    total(s, &nodes, &rows, &all, (0, 1), "JUMLAH");
    s.signature("BENDAHARA PENGELUARAN");
}
