//! The budget of a region and the report on its realisation.

use rust_decimal::Decimal;

use crate::form::{Form, also_levels, levels, total};
use crate::grid::{Expr, Kind, Show, minus};
use crate::layout::Traits;
use crate::names::{ACCOUNTS, Depth, Node, REGIONS, children, leaves, tree, work};
use crate::sheet::{Sheet, column};

const CODED: Traits = Traits { codes: true, amounts: true, total: false, computed: true };

pub const FORMS: [Form; 5] = [
    Form { id: "ringkasan", sheet: "Ringkasan APBD", traits: CODED, build: ringkasan },
    Form { id: "perubahan", sheet: "Ringkasan Perubahan APBD", traits: CODED, build: perubahan },
    Form { id: "penjabaran", sheet: "Penjabaran APBD", traits: CODED, build: penjabaran },
    Form { id: "lra", sheet: "LRA", traits: CODED, build: lra },
    Form { id: "lrauraian", sheet: "LRA", traits: Traits { codes: false, ..CODED }, build: lra_by_names },
];

/// The account structure of Permendagri 77/2020, down to jenis.
pub const STRUCTURE: &[(&str, &str)] = &[
    ("4", "PENDAPATAN DAERAH"),
    ("4.1", "PENDAPATAN ASLI DAERAH (PAD)"),
    ("4.1.01", "Pajak Daerah"),
    ("4.1.02", "Retribusi Daerah"),
    ("4.1.03", "Hasil Pengelolaan Kekayaan Daerah yang Dipisahkan"),
    ("4.1.04", "Lain-lain PAD yang Sah"),
    ("4.2", "PENDAPATAN TRANSFER"),
    ("4.2.01", "Pendapatan Transfer Pemerintah Pusat"),
    ("4.2.02", "Pendapatan Transfer Antar Daerah"),
    ("4.3", "LAIN-LAIN PENDAPATAN DAERAH YANG SAH"),
    ("4.3.01", "Pendapatan Hibah"),
    ("5", "BELANJA DAERAH"),
    ("5.1", "BELANJA OPERASI"),
    ("5.1.01", "Belanja Pegawai"),
    ("5.1.02", "Belanja Barang dan Jasa"),
    ("5.1.05", "Belanja Hibah"),
    ("5.1.06", "Belanja Bantuan Sosial"),
    ("5.2", "BELANJA MODAL"),
    ("5.2.02", "Belanja Modal Peralatan dan Mesin"),
    ("5.2.03", "Belanja Modal Gedung dan Bangunan"),
    ("5.2.04", "Belanja Modal Jalan, Jaringan, dan Irigasi"),
    ("5.3", "BELANJA TIDAK TERDUGA"),
    ("5.3.01", "Belanja Tidak Terduga"),
    ("5.4", "BELANJA TRANSFER"),
    ("5.4.02", "Belanja Bantuan Keuangan"),
    ("6", "PEMBIAYAAN DAERAH"),
    ("6.1", "PENERIMAAN PEMBIAYAAN"),
    ("6.1.01", "Sisa Lebih Perhitungan Anggaran Tahun Sebelumnya"),
    ("6.1.04", "Penerimaan Kembali Pemberian Pinjaman Daerah"),
    ("6.2", "PENGELUARAN PEMBIAYAAN"),
    ("6.2.02", "Penyertaan Modal Daerah"),
    ("6.2.03", "Pembayaran Cicilan Pokok Utang yang Jatuh Tempo"),
];

/// The names of the closing lines and subtotals, as a region or a village uses them.
pub struct Words {
    pub subtotals: Option<[&'static str; 4]>,
    pub surplus: &'static str,
    pub netto: &'static str,
    pub silpa: &'static str,
    /// The minimum and maximum income of one account.
    pub income: (i64, i64),
    /// Whether every code ends with a dot, as in the villages' application.
    pub dotted: bool,
}

/// The rows of a budget: its accounts, and the lines that close it.
pub struct Budget {
    pub nodes: Vec<Node>,
    pub rows: Vec<u32>,
    pub closing: Vec<u32>,
}

/// Returns the amount of each account, chosen so that the budget is balanced or leaves a small remainder.
pub fn balanced(s: &mut Sheet, nodes: &[Node], income: (i64, i64)) -> Vec<Decimal> {
    let thousand = Decimal::from(1_000);
    let mut amounts = vec![Decimal::ZERO; nodes.len()];
    let of = |side: &str| -> Vec<usize> {
        (0..nodes.len()).filter(|i| nodes[*i].leaf && nodes[*i].code.starts_with(side)).collect()
    };
    for i in of("4") {
        amounts[i] = s.random.money(income.0, income.1);
    }
    let earned: Decimal = of("4").iter().map(|i| amounts[*i]).sum();
    let spending = of("5");
    let weights: Vec<i64> = spending.iter().map(|_| s.random.between(3, 30)).collect();
    let whole: i64 = weights.iter().sum();
    let planned = earned * Decimal::new(s.random.between(985, 1_030), 3);
    for (i, weight) in spending.iter().zip(&weights) {
        let share = planned * Decimal::from(*weight) / Decimal::from(whole);
        amounts[*i] = (share / thousand).floor() * thousand;
    }
    let spent: Decimal = spending.iter().map(|i| amounts[*i]).sum();
    let small = (earned / Decimal::from(300_000)).floor() * thousand;
    for i in of("6") {
        amounts[i] =
            (small * Decimal::from(s.random.between(4, 12)) / Decimal::from(10_000)).floor() * thousand;
    }
    // The remainder of the year before closes the gap.
    let first = of("6.1").first().copied();
    let paid: Decimal = of("6.2").iter().map(|i| amounts[*i]).sum();
    let other: Decimal = of("6.1").iter().skip(1).map(|i| amounts[*i]).sum();
    if let Some(first) = first {
        let left = small * Decimal::from(s.random.between(2, 6)) / Decimal::from(10);
        let left = (left / thousand).floor() * thousand;
        amounts[first] = (spent - earned + paid - other).max(Decimal::ZERO) + left;
    }
    amounts
}

/// Writes the rows of a budget. `fill` writes the typed cells of an account. `typed` are the columns that add
/// up along the codes and from which surplus, netto and SILPA are computed.
pub fn budget(
    s: &mut Sheet,
    nodes: Vec<Node>,
    words: &Words,
    typed: &[usize],
    fill: &mut dyn FnMut(&mut Sheet, u32, usize),
) -> Budget {
    let mut rows = Vec::new();
    let mut closing = Vec::new();
    let find = |code: &str| nodes.iter().position(|n| n.code == code);
    let (mut income, mut spending, mut surplus) = (0, 0, 0);
    let (mut received, mut given) = (0, 0);
    for (i, node) in nodes.iter().enumerate() {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        let code = if words.dotted { format!("{}.", node.code) } else { node.code.clone() };
        s.code(row, 0, &code);
        s.text(row, 1, &node.name);
        if node.leaf {
            fill(s, row, i);
        }
        rows.push(row);
        match node.code.as_str() {
            "4" => income = row,
            "5" => spending = row,
            "6.1" => received = row,
            "6.2" => given = row,
            _ => {}
        }
        // After the last row of a part follow its subtotal and its closing lines.
        let next = nodes.get(i + 1).map_or("", |n| n.code.as_str());
        let ends = |part: &str| node.code.starts_with(part) && !next.starts_with(part);
        for (n, part) in ["4", "5", "6.1", "6.2"].iter().enumerate() {
            let Some(subtotals) = words.subtotals.filter(|_| ends(part) && find(part).is_some()) else {
                continue;
            };
            let head = [income, spending, received, given][n];
            closing.push(line(s, subtotals[n], typed, |s, c| Expr::Sum(vec![s.at(head, c)]), Kind::Level));
        }
        if ends("5") {
            surplus = line(
                s,
                words.surplus,
                typed,
                |s, c| minus(s.cell(income, c), s.cell(spending, c)),
                Kind::Closing,
            );
            closing.push(surplus);
        }
        if ends("6") {
            let netto = line(
                s,
                words.netto,
                typed,
                |s, c| minus(s.cell(received, c), s.cell(given, c)),
                Kind::Closing,
            );
            let silpa = |s: &Sheet, c: usize| Expr::Add(vec![s.cell(surplus, c), s.cell(netto, c)]);
            closing.push(netto);
            closing.push(line(s, words.silpa, typed, silpa, Kind::Closing));
        }
    }
    for (i, node) in nodes.iter().enumerate() {
        // Pembiayaan as a whole is only a heading: receipts and payments are not added up.
        if node.leaf || node.code == "6" {
            continue;
        }
        let below: Vec<u32> = children(&nodes, Some(i)).into_iter().map(|k| rows[k]).collect();
        for column in typed {
            s.sum_rows(rows[i], *column, &below, Kind::Level);
        }
    }
    Budget { nodes, rows, closing }
}

fn line(
    s: &mut Sheet,
    name: &str,
    columns: &[usize],
    expr: impl Fn(&Sheet, usize) -> Expr,
    kind: Kind,
) -> u32 {
    let row = s.bold_row();
    s.text(row, 1, name);
    for column in columns {
        let expr = expr(s, *column);
        s.calc(row, *column, Show::Amount, expr, kind);
    }
    row
}

const REGION: Words = Words {
    subtotals: None,
    surplus: "Total Surplus/(Defisit)",
    netto: "Pembiayaan Netto",
    silpa: "Sisa Lebih Pembiayaan Anggaran Tahun Berkenaan (SILPA)",
    income: (2_000_000_000, 90_000_000_000),
    dotted: false,
};
const SUBTOTALS: [&str; 4] =
    ["Jumlah Pendapatan", "Jumlah Belanja", "Jumlah Penerimaan Pembiayaan", "Jumlah Pengeluaran Pembiayaan"];

/// Returns accounts of the structure: all upper levels, and most of the accounts below.
fn structure(s: &mut Sheet) -> Vec<Node> {
    let mut codes = Vec::new();
    for group in ["4.1", "4.2", "5.1", "5.2", "6.1", "6.2"] {
        let of: Vec<&str> = leaves(STRUCTURE).into_iter().filter(|c| c.starts_with(group)).collect();
        codes.extend(s.random.some(&of, 2, 4));
    }
    for group in ["4.3", "5.3", "5.4"] {
        if s.random.chance(50) {
            codes.extend(leaves(STRUCTURE).into_iter().filter(|c| c.starts_with(group)));
        }
    }
    // The remainder of the year before is always present.
    codes.push("6.1.01");
    tree(STRUCTURE, &codes)
}

fn titles(s: &mut Sheet, what: &str) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    s.title(&format!("LAMPIRAN I PERATURAN DAERAH KABUPATEN {region}"));
    s.title(&format!("{what} YANG DIKLASIFIKASI MENURUT KELOMPOK DAN JENIS"));
    s.title("PENDAPATAN, BELANJA, DAN PEMBIAYAAN");
    s.title(&format!("TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
}

fn subtotals(s: &mut Sheet) -> Option<[&'static str; 4]> {
    s.random.chance(60).then_some(SUBTOTALS)
}

fn ringkasan(s: &mut Sheet) {
    s.columns(vec![column("Kode", 12.0).code(3), column("Uraian", 62.0), column("Jumlah (Rp)", 22.0)]);
    titles(s, "RINGKASAN APBD");
    let nodes = structure(s);
    let amounts = balanced(s, &nodes, REGION.income);
    let words = Words { subtotals: subtotals(s), ..REGION };
    budget(s, nodes, &words, &[2], &mut |s, row, i| s.amount(row, 2, amounts[i]));
    s.signature("BUPATI");
}

fn perubahan(s: &mut Sheet) {
    s.columns(vec![
        column("Kode", 12.0).code(3),
        column("Uraian", 58.0),
        column("Jumlah (Rp)|Sebelum Perubahan", 20.0),
        column("Jumlah (Rp)|Setelah Perubahan", 20.0),
        column("Bertambah/(Berkurang)|(Rp)", 18.0).says("4-3"),
        column("Bertambah/(Berkurang)|%", 14.0).says("5/3x100"),
    ]);
    titles(s, "RINGKASAN PERUBAHAN APBD");
    let nodes = structure(s);
    let before = balanced(s, &nodes, REGION.income);
    let words = Words { subtotals: subtotals(s), ..REGION };
    let done = budget(s, nodes, &words, &[2, 3], &mut |s, row, i| {
        let step = Decimal::from(2_500_000);
        let more = if s.random.chance(60) {
            step * Decimal::from(s.random.between(-90, 160))
        } else {
            Decimal::ZERO
        };
        s.amount(row, 2, before[i]);
        s.amount(row, 3, (before[i] + more).max(step));
    });
    changes(s, &done, &[], |s, row| {
        s.difference(row, 4, 3, 2, Show::Amount, Kind::Difference);
        s.ratio(row, 5, 4, 2);
    });
    s.signature("BUPATI");
}

/// Writes the computed cells of every row of a budget except the heading of pembiayaan.
fn changes(s: &mut Sheet, done: &Budget, summed: &[usize], compute: impl Fn(&mut Sheet, u32)) {
    for (i, row) in done.rows.iter().enumerate() {
        if done.nodes[i].code != "6" {
            compute(s, *row);
            also_levels(s, &done.nodes, &done.rows, i, summed);
        }
    }
    for row in &done.closing {
        compute(s, *row);
    }
}

fn penjabaran(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    let plan = work(&mut s.random, Depth { urusan: true, subs: true, most_kegiatan: 2 });
    s.columns(vec![
        column("Kode Program/Kegiatan/Sub Kegiatan", 18.0).code(6),
        column("Kode Rekening", 16.0).code(4),
        column("Uraian", 58.0),
        column("Jumlah (Rp)", 20.0),
        column("Penjelasan|Lokasi", 16.0),
        column("Penjelasan|Sumber Dana", 11.0),
    ]);
    s.title(&format!("LAMPIRAN II PERATURAN BUPATI {region}"));
    s.title("PENJABARAN APBD MENURUT URUSAN PEMERINTAHAN DAERAH, ORGANISASI, PROGRAM, KEGIATAN, SUB KEGIATAN, KELOMPOK, JENIS, OBJEK");
    s.title(&format!("Organisasi : {}", plan.bidang.opd));
    s.title(&format!("TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    let short: Vec<(&str, &str)> =
        ACCOUNTS.iter().copied().filter(|(code, _)| code.split('.').count() <= 4).collect();
    let of_subs: Vec<&str> = leaves(&short).into_iter().filter(|c| !c.starts_with("5.1.01")).collect();
    let mut all: Vec<Node> = Vec::new();
    let mut rows = Vec::new();
    let mut place = Vec::new();
    for node in &plan.nodes {
        let row = s.bold_row();
        s.code(row, 0, &node.code);
        s.text(row, 2, &node.name);
        let mut own = node.clone();
        own.parent = node.parent.map(|p| place[p]);
        all.push(own);
        rows.push(row);
        let sub = all.len() - 1;
        place.push(sub);
        if !node.leaf {
            continue;
        }
        all[sub].leaf = false;
        s.text(row, 4, &format!("Kab. {region}"));
        let source = s.random.pick(&["DAU", "PAD"]);
        s.text(row, 5, source);
        let codes = s.random.some(&of_subs, 1, 3);
        let accounts = tree(&short, &codes);
        for account in &accounts {
            let row = s.row();
            s.code(row, 1, &account.code);
            s.text(row, 2, &account.name);
            if account.leaf {
                let amount = s.random.money(3_000_000, 180_000_000);
                s.amount(row, 3, amount);
            }
            let mut own = account.clone();
            own.parent = Some(account.parent.map_or(sub, |p| sub + 1 + p));
            all.push(own);
            rows.push(row);
        }
    }
    levels(s, &all, &rows, &[3]);
    total(s, &all, &rows, &[3], (0, 2), "JUMLAH BELANJA");
    s.signature("BUPATI");
}

fn lra(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    // Offices either subtract the budget from the realisation, or the other way round.
    let over = s.random.chance(50);
    let name = if over { "Lebih/(Kurang) (Rp)" } else { "Sisa Anggaran (Rp)" };
    s.columns(vec![
        column("Kode Rekening", 12.0).code(3),
        column("Uraian", 56.0),
        column("Anggaran (Rp)", 20.0),
        column("Realisasi (Rp)", 20.0),
        column(name, 18.0).says(if over { "4-3" } else { "3-4" }),
        column("%", 14.0).says("4/3x100"),
    ]);
    s.title(&format!("PEMERINTAH KABUPATEN {region}"));
    s.title("LAPORAN REALISASI ANGGARAN PENDAPATAN DAN BELANJA DAERAH");
    s.title(&format!("UNTUK TAHUN YANG BERAKHIR SAMPAI DENGAN 31 DESEMBER {year}"));
    s.blank();
    s.header();
    let nodes = structure(s);
    let planned = balanced(s, &nodes, REGION.income);
    let words = Words { subtotals: subtotals(s), silpa: "Sisa Lebih Pembiayaan Anggaran (SILPA)", ..REGION };
    let codes: Vec<String> = nodes.iter().map(|n| n.code.clone()).collect();
    let done = budget(s, nodes, &words, &[2, 3], &mut |s, row, i| {
        s.amount(row, 2, planned[i]);
        let paid = realised(s, &codes[i], planned[i]);
        s.amount(row, 3, paid);
    });
    let (a, b) = if over { (3, 2) } else { (2, 3) };
    changes(s, &done, &[4], |s, row| {
        s.difference(row, 4, a, b, Show::Amount, Kind::Difference);
        s.ratio(row, 5, 3, 2);
    });
    s.signature("BUPATI");
}

/// Returns the realisation of an account: income close to the plan, spending below it, the remainder carried
/// over unchanged.
pub fn realised(s: &mut Sheet, code: &str, planned: Decimal) -> Decimal {
    let share = match code {
        _ if code.starts_with("6.1") => 1_000,
        _ if code.starts_with('4') => s.random.between(940, 1_045),
        _ => s.random.between(820, 998),
    };
    (planned * Decimal::new(share, 3) / Decimal::from(500)).floor() * Decimal::from(500)
}

/// Writes the report of the accounting standards: numbered lines, and totals that name the lines they add up.
fn lra_by_names(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    s.columns(vec![
        column("No. Urut", 7.0),
        column("Uraian", 58.0),
        column(&format!("Anggaran {year}"), 20.0),
        column(&format!("Realisasi {year}"), 20.0),
        column("(%)", 9.0),
        column(&format!("Realisasi {}", year - 1), 20.0),
    ]);
    s.title(&format!("PEMERINTAH KABUPATEN {region}"));
    s.title("LAPORAN REALISASI ANGGARAN");
    s.title(&format!("UNTUK TAHUN YANG BERAKHIR SAMPAI DENGAN 31 DESEMBER {year} DAN {}", year - 1));
    s.blank();
    s.header();
    let mut lines = Lines { number: 0 };
    let income = lines.part(
        s,
        "PENDAPATAN",
        &[
            (
                "PENDAPATAN ASLI DAERAH",
                "4.1",
                &[
                    "Pendapatan Pajak Daerah",
                    "Pendapatan Retribusi Daerah",
                    "Pendapatan Hasil Pengelolaan Kekayaan Daerah yang Dipisahkan",
                    "Lain-lain PAD yang Sah",
                ],
            ),
            ("PENDAPATAN TRANSFER", "4.2", &["Transfer Pemerintah Pusat", "Transfer Antar Daerah"]),
        ],
        (40_000_000_000, 90_000_000_000),
    );
    let spending = lines.part(
        s,
        "BELANJA",
        &[
            ("BELANJA OPERASI", "5.1", &["Belanja Pegawai", "Belanja Barang dan Jasa", "Belanja Hibah"]),
            (
                "BELANJA MODAL",
                "5.2",
                &["Belanja Peralatan dan Mesin", "Belanja Gedung dan Bangunan", "Belanja Aset Tetap Lainnya"],
            ),
        ],
        (25_000_000_000, 60_000_000_000),
    );
    let name = format!("SURPLUS/(DEFISIT) ({} - {})", income.1, spending.1);
    let surplus = lines.closing(s, &name, |s, c| minus(s.cell(income.0, c), s.cell(spending.0, c)));
    lines.heading(s, "PEMBIAYAAN");
    let received = lines.group(
        s,
        ("PENERIMAAN PEMBIAYAAN", "6.1", &["Penggunaan SiLPA", "Penerimaan Kembali Investasi Dana Bergulir"]),
        (900_000_000, 8_000_000_000),
    );
    let given = lines.group(
        s,
        ("PENGELUARAN PEMBIAYAAN", "6.2", &["Penyertaan Modal Pemerintah Daerah", "Pembayaran Pokok Utang"]),
        (300_000_000, 2_000_000_000),
    );
    let name = format!("PEMBIAYAAN NETO ({} - {})", received.1, given.1);
    let netto = lines.closing(s, &name, |s, c| minus(s.cell(received.0, c), s.cell(given.0, c)));
    let name = format!("SISA LEBIH PEMBIAYAAN ANGGARAN ({} + {})", surplus.1, netto.1);
    lines.closing(s, &name, |s, c| Expr::Add(vec![s.cell(surplus.0, c), s.cell(netto.0, c)]));
    s.signature("BUPATI");
}

/// A heading, the code of its accounts, and the accounts.
type Group<'a> = (&'a str, &'a str, &'a [&'a str]);

struct Lines {
    number: usize,
}

impl Lines {
    fn next(&mut self, s: &mut Sheet, name: &str, bold: bool) -> u32 {
        let row = if bold { s.bold_row() } else { s.row() };
        self.number += 1;
        s.number(row, 0, self.number as i64);
        s.text(row, 1, name);
        row
    }

    fn heading(&mut self, s: &mut Sheet, name: &str) {
        self.next(s, name, true);
    }

    /// Writes accounts and their total; returns row and number of the total.
    fn group(&mut self, s: &mut Sheet, (name, code, accounts): Group, bounds: (i64, i64)) -> (u32, usize) {
        self.heading(s, name);
        let first = self.number + 1;
        let mut rows = Vec::new();
        for account in accounts {
            let row = self.next(s, account, false);
            let planned = s.random.money(bounds.0, bounds.1);
            s.amount(row, 2, planned);
            let paid = realised(s, code, planned);
            s.amount(row, 3, paid);
            s.ratio(row, 4, 3, 2);
            let before = realised(s, "5", paid);
            s.amount(row, 5, before);
            rows.push(row);
        }
        let label = format!("Jumlah {} ({first} s/d {})", crate::form::in_words(name), self.number);
        let row = self.next(s, &label, true);
        for column in [2, 3, 5] {
            s.sum_rows(row, column, &rows, Kind::Level);
        }
        s.ratio(row, 4, 3, 2);
        (row, self.number)
    }

    fn part(&mut self, s: &mut Sheet, name: &str, groups: &[Group], bounds: (i64, i64)) -> (u32, usize) {
        self.heading(s, name);
        let totals: Vec<(u32, usize)> = groups.iter().map(|group| self.group(s, *group, bounds)).collect();
        let numbers = totals.iter().map(|(_, n)| n.to_string()).collect::<Vec<_>>().join(" + ");
        self.closing(s, &format!("JUMLAH {name} ({numbers})"), |s, c| {
            Expr::Sum(totals.iter().map(|(row, _)| s.at(*row, c)).collect())
        })
    }

    fn closing(&mut self, s: &mut Sheet, name: &str, expr: impl Fn(&Sheet, usize) -> Expr) -> (u32, usize) {
        let row = self.next(s, name, true);
        for column in [2, 3, 5] {
            let expr = expr(s, column);
            let kind = if name.starts_with("JUMLAH") { Kind::Level } else { Kind::Closing };
            s.calc(row, column, Show::Amount, expr, kind);
        }
        s.ratio(row, 4, 3, 2);
        (row, self.number)
    }
}
