//! Forms of villages and schools.

use rust_decimal::Decimal;

use crate::apbd::{Words, balanced, budget, realised};
use crate::form::{Form, levels, total};
use crate::grid::{At, Expr, Kind, Relation, Show, minus};
use crate::layout::Traits;
use crate::names::{ITEMS, Node, REGIONS, SCHOOLS, VILLAGES, children, leaves, tree};
use crate::sheet::{Sheet, column};

const CODED: Traits = Traits { codes: true, amounts: true, total: false, computed: true };
const PLAIN: Traits = Traits { codes: false, ..CODED };

pub const FORMS: [Form; 6] = [
    Form { id: "apbdes", sheet: "APBDes", traits: CODED, build: apbdes },
    Form { id: "realdes", sheet: "Realisasi APBDes", traits: CODED, build: realisation },
    Form { id: "rabdesa", sheet: "RAB", traits: PLAIN, build: estimate },
    Form { id: "bku", sheet: "BKU", traits: PLAIN, build: cash_book },
    Form { id: "rkastw", sheet: "RKAS", traits: PLAIN, build: |s| rkas(s, 4) },
    Form { id: "rkastahap", sheet: "RKAS", traits: PLAIN, build: |s| rkas(s, 2) },
];

const INCOME: &[(&str, &str)] = &[
    ("4", "PENDAPATAN"),
    ("4.1", "Pendapatan Asli Desa"),
    ("4.1.1", "Hasil Usaha Desa"),
    ("4.1.2", "Hasil Aset Desa"),
    ("4.2", "Pendapatan Transfer"),
    ("4.2.1", "Dana Desa"),
    ("4.2.2", "Bagian dari Hasil Pajak dan Retribusi Daerah Kabupaten/Kota"),
    ("4.2.3", "Alokasi Dana Desa"),
    ("4.2.4", "Bantuan Keuangan Provinsi"),
    ("4.3", "Pendapatan Lain-lain"),
    ("4.3.6", "Bunga Bank"),
];
const SPENDING: &[(&str, &str)] = &[
    ("5", "BELANJA"),
    ("5.1", "Belanja Pegawai"),
    ("5.2", "Belanja Barang dan Jasa"),
    ("5.3", "Belanja Modal"),
    ("5.4", "Belanja Tidak Terduga"),
];
const FINANCING: &[(&str, &str)] = &[
    ("6", "PEMBIAYAAN"),
    ("6.1", "Penerimaan Pembiayaan"),
    ("6.1.1", "SILPA Tahun Sebelumnya"),
    ("6.2", "Pengeluaran Pembiayaan"),
    ("6.2.1", "Pembentukan Dana Cadangan"),
    ("6.2.2", "Penyertaan Modal Desa"),
];

/// The outputs of a kegiatan: the beginning of its code, the maximum volume, and the unit.
const OUTPUTS: [(&str, i64, &str); 9] = [
    ("1.1", 12, "Bulan"),
    ("1.2", 4, "Unit"),
    ("2.1", 12, "Bulan"),
    ("2.3.10", 480, "Meter"),
    ("2.3.14", 260, "Meter"),
    ("3.3", 3, "Kegiatan"),
    ("4.2", 6, "Kelompok"),
    ("5.3", 12, "Bulan"),
    ("", 1, "Tahun"),
];

/// Code and name of a bidang, sub bidang or kegiatan, and the accounts of a kegiatan.
type Field = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Bidang, sub bidang and kegiatan of Permendagri 20/2018.
const FIELDS: &[Field] = &[
    ("1", "BIDANG PENYELENGGARAAN PEMERINTAHAN DESA", &[]),
    ("1.1", "Penyelenggaraan Belanja Penghasilan Tetap, Tunjangan dan Operasional Pemerintahan Desa", &[]),
    (
        "1.1.01",
        "Penyediaan Penghasilan Tetap dan Tunjangan Kepala Desa",
        &[("5.1", "Belanja Pegawai"), ("5.1.1", "Penghasilan Tetap dan Tunjangan Kepala Desa")],
    ),
    (
        "1.1.02",
        "Penyediaan Penghasilan Tetap dan Tunjangan Perangkat Desa",
        &[("5.1", "Belanja Pegawai"), ("5.1.2", "Penghasilan Tetap dan Tunjangan Perangkat Desa")],
    ),
    (
        "1.1.04",
        "Penyediaan Operasional Pemerintah Desa",
        &[
            ("5.2", "Belanja Barang dan Jasa"),
            ("5.2.1", "Belanja Barang Perlengkapan"),
            ("5.2.3", "Belanja Perjalanan Dinas"),
        ],
    ),
    ("1.2", "Penyediaan Sarana Prasarana Pemerintahan Desa", &[]),
    (
        "1.2.01",
        "Penyediaan Sarana (Aset Tetap) Perkantoran/Pemerintahan",
        &[("5.3", "Belanja Modal"), ("5.3.2", "Belanja Modal Peralatan, Mesin dan Alat Berat")],
    ),
    ("2", "BIDANG PELAKSANAAN PEMBANGUNAN DESA", &[]),
    ("2.1", "Pendidikan", &[]),
    (
        "2.1.01",
        "Penyelenggaraan PAUD/TK/TPA/TKA/TPQ/Madrasah Non-Formal Milik Desa",
        &[("5.2", "Belanja Barang dan Jasa"), ("5.2.2", "Belanja Jasa Honorarium")],
    ),
    ("2.3", "Pekerjaan Umum dan Penataan Ruang", &[]),
    (
        "2.3.10",
        "Pembangunan/Rehabilitasi/Peningkatan/Pengerasan Jalan Desa",
        &[("5.3", "Belanja Modal"), ("5.3.5", "Belanja Modal Jalan/Prasarana Jalan")],
    ),
    (
        "2.3.14",
        "Pembangunan/Rehabilitasi/Peningkatan Prasarana Jalan Desa",
        &[
            ("5.3", "Belanja Modal"),
            ("5.3.5", "Belanja Modal Jalan/Prasarana Jalan"),
            ("5.3.7", "Belanja Modal Irigasi/Embung/Drainase"),
        ],
    ),
    ("3", "BIDANG PEMBINAAN KEMASYARAKATAN DESA", &[]),
    ("3.3", "Kepemudaan dan Olah Raga", &[]),
    (
        "3.3.06",
        "Pembinaan Karang Taruna/Klub Kepemudaan/Klub Olah Raga",
        &[
            ("5.2", "Belanja Barang dan Jasa"),
            ("5.2.1", "Belanja Barang Perlengkapan"),
            ("5.2.2", "Belanja Jasa Honorarium"),
        ],
    ),
    ("4", "BIDANG PEMBERDAYAAN MASYARAKAT DESA", &[]),
    ("4.2", "Pertanian dan Peternakan", &[]),
    (
        "4.2.01",
        "Peningkatan Produksi Tanaman Pangan",
        &[
            ("5.2", "Belanja Barang dan Jasa"),
            ("5.2.7", "Belanja Barang dan Jasa yang Diserahkan kepada Masyarakat"),
        ],
    ),
    ("5", "BIDANG PENANGGULANGAN BENCANA, KEADAAN DARURAT DAN MENDESAK DESA", &[]),
    ("5.3", "Keadaan Mendesak", &[]),
    (
        "5.3.00",
        "Penanganan Keadaan Mendesak",
        &[("5.4", "Belanja Tidak Terduga"), ("5.4.1", "Belanja Tidak Terduga")],
    ),
];

fn apbdes(s: &mut Sheet) {
    let village = s.random.pick(&VILLAGES);
    let year = s.year;
    s.columns(vec![
        column("Kode Rekening|Bidang", 9.0).code(3),
        column("Kode Rekening|Ekonomi", 9.0).code(4),
        column("Uraian", 58.0),
        column("Keluaran/Output|Volume", 9.0),
        column("Keluaran/Output|Satuan", 9.0),
        column("Anggaran (Rp)", 18.0),
        column("Sumber Dana", 10.0),
    ]);
    s.title(&format!("LAMPIRAN PERATURAN DESA {village}"));
    s.title("ANGGARAN PENDAPATAN DAN BELANJA DESA");
    s.title(&format!("PEMERINTAH DESA {village}"));
    s.title(&format!("TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    if s.layout.split {
        s.letters(&["a", "b", "c", "a", "b", "c", "d"]);
    }
    let mut codes = s.random.some(&leaves(INCOME), 4, 6);
    codes.push("4.2.1");
    let income = tree(INCOME, &codes);
    let earned: Vec<u32> = income
        .iter()
        .map(|node| {
            let row = if node.leaf { s.row() } else { s.bold_row() };
            s.code(row, 1, &node.code);
            s.text(row, 2, &node.name);
            if node.leaf {
                let bounds =
                    if node.code == "4.3.6" { (200_000, 2_000_000) } else { (20_000_000, 500_000_000) };
                let amount = s.random.money(bounds.0, bounds.1);
                s.number(row, 3, 1);
                s.text(row, 4, "Tahun");
                s.amount(row, 5, amount);
                let source = match node.code.as_str() {
                    "4.2.1" => "DDS",
                    "4.2.2" => "PBH",
                    "4.2.3" => "ADD",
                    "4.2.4" => "PBP",
                    "4.3.6" => "DLL",
                    _ => "PAD",
                };
                s.text(row, 6, source);
            }
            row
        })
        .collect();
    levels(s, &income, &earned, &[5]);
    let whole = closing(s, "JUMLAH PENDAPATAN", Kind::Level, |s| Expr::Sum(vec![s.at(earned[0], 5)]));
    let top = s.bold_row();
    s.code(top, 1, "5");
    s.text(top, 2, "BELANJA");
    s.grid.evaluate(!s.layout.formulas);
    let at = s.at(whole, 5);
    let available = s.grid.value(at).unwrap_or_default();
    let (fields, rows) = fields(s, available);
    levels(s, &fields, &rows, &[5]);
    let below: Vec<u32> = children(&fields, None).into_iter().map(|i| rows[i]).collect();
    s.sum_rows(top, 5, &below, Kind::Level);
    let spent = closing(s, "JUMLAH BELANJA", Kind::Level, |s| Expr::Sum(vec![s.at(top, 5)]));
    let surplus =
        closing(s, "SURPLUS / (DEFISIT)", Kind::Closing, |s| minus(s.cell(whole, 5), s.cell(spent, 5)));
    let financing = tree(FINANCING, &["6.1.1", "6.2.2"]);
    let money: Vec<u32> = financing
        .iter()
        .map(|node| {
            let row = if node.leaf { s.row() } else { s.bold_row() };
            s.code(row, 1, &node.code);
            s.text(row, 2, &node.name);
            if node.leaf {
                let amount = s.random.money(5_000_000, 60_000_000);
                s.amount(row, 5, amount);
            }
            row
        })
        .collect();
    for (i, node) in financing.iter().enumerate().filter(|(_, node)| !node.leaf && node.code != "6") {
        let below: Vec<u32> = children(&financing, Some(i)).into_iter().map(|k| money[k]).collect();
        debug_assert!(node.code.starts_with("6."));
        s.sum_rows(money[i], 5, &below, Kind::Level);
    }
    let netto =
        closing(s, "PEMBIAYAAN NETTO", Kind::Closing, |s| minus(s.cell(money[1], 5), s.cell(money[3], 5)));
    closing(s, "SILPA TAHUN BERJALAN", Kind::Closing, |s| {
        Expr::Add(vec![s.cell(surplus, 5), s.cell(netto, 5)])
    });
    s.signature("KEPALA DESA");
}

fn closing(s: &mut Sheet, name: &str, kind: Kind, expr: impl Fn(&Sheet) -> Expr) -> u32 {
    let row = s.bold_row();
    s.text(row, 2, name);
    let expr = expr(s);
    s.calc(row, 5, Show::Amount, expr, kind);
    row
}

/// Writes the expenses of a village by bidang, about as much as is available.
fn fields(s: &mut Sheet, available: Decimal) -> (Vec<Node>, Vec<u32>) {
    let list: Vec<(&str, &str)> = FIELDS.iter().map(|(code, name, _)| (*code, *name)).collect();
    let kegiatan: Vec<&str> = FIELDS.iter().filter(|f| !f.2.is_empty()).map(|f| f.0).collect();
    let codes = s.random.some(&kegiatan, 5, 9);
    let count = codes.len() as i64;
    let chosen = tree(&list, &codes);
    let mut all: Vec<Node> = Vec::new();
    let mut rows = Vec::new();
    let mut place = Vec::new();
    for node in &chosen {
        let row = s.bold_row();
        s.code(row, 0, &node.code);
        s.text(row, 2, &node.name);
        let mut own = node.clone();
        own.parent = node.parent.map(|p| place[p]);
        own.leaf = false;
        all.push(own);
        rows.push(row);
        let kegiatan = all.len() - 1;
        place.push(kegiatan);
        if !node.leaf {
            continue;
        }
        let (_, most, unit) =
            OUTPUTS.iter().find(|o| node.code.starts_with(o.0)).copied().unwrap_or_default();
        let volume = if unit == "Bulan" { most } else { s.random.between(1, most) };
        s.number(row, 3, volume);
        s.text(row, 4, unit);
        let source = s.random.pick(&["DDS", "ADD", "PBH"]);
        s.text(row, 6, source);
        let accounts = FIELDS.iter().find(|f| f.0 == node.code).map(|f| f.2).unwrap_or_default();
        let codes = leaves(accounts);
        let each = available / Decimal::from(count) / Decimal::from(codes.len());
        let first = all.len();
        for account in tree(accounts, &codes) {
            let row = s.row();
            s.code(row, 0, &node.code);
            s.code(row, 1, &account.code);
            s.text(row, 2, &account.name);
            if account.leaf {
                let share = Decimal::new(s.random.between(88, 114), 2);
                s.amount(row, 5, (each * share / Decimal::from(500)).floor() * Decimal::from(500));
            }
            let mut own = account.clone();
            own.parent = Some(account.parent.map_or(kegiatan, |p| first + p));
            all.push(own);
            rows.push(row);
        }
    }
    (all, rows)
}

fn realisation(s: &mut Sheet) {
    let village = s.random.pick(&VILLAGES);
    let year = s.year;
    s.columns(vec![
        column("KODE REKENING", 12.0).code(3),
        column("URAIAN", 52.0),
        column("ANGGARAN (Rp)", 18.0),
        column("REALISASI (Rp)", 18.0),
        column("LEBIH/(KURANG) (Rp)", 18.0).says("3-4"),
        column("%", 14.0).says("4/3x100"),
    ]);
    s.title("LAPORAN REALISASI PELAKSANAAN ANGGARAN PENDAPATAN DAN BELANJA DESA");
    s.title(&format!("PEMERINTAH DESA {village}"));
    s.title(&format!("TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    let list = [INCOME, SPENDING, FINANCING].concat();
    let mut codes = s.random.some(&leaves(INCOME), 4, 6);
    codes.extend(["4.2.1", "5.1", "5.2", "5.3", "6.1.1", "6.2.2"]);
    if s.random.chance(50) {
        codes.push("5.4");
    }
    let nodes = tree(&list, &codes);
    let planned = balanced(s, &nodes, (20_000_000, 700_000_000));
    let words = Words {
        subtotals: s.random.chance(50).then_some([
            "JUMLAH PENDAPATAN",
            "JUMLAH BELANJA",
            "JUMLAH PENERIMAAN PEMBIAYAAN",
            "JUMLAH PENGELUARAN PEMBIAYAAN",
        ]),
        surplus: "SURPLUS / (DEFISIT)",
        netto: "PEMBIAYAAN NETTO",
        silpa: "SILPA TAHUN BERJALAN",
        income: (20_000_000, 700_000_000),
        dotted: s.random.chance(50),
    };
    let codes: Vec<String> = nodes.iter().map(|n| n.code.clone()).collect();
    let done = budget(s, nodes, &words, &[2, 3], &mut |s, row, i| {
        s.amount(row, 2, planned[i]);
        let paid = realised(s, &codes[i], planned[i]);
        s.amount(row, 3, paid);
    });
    let all = done.rows.iter().enumerate().filter(|(i, _)| done.nodes[*i].code != "6").map(|(_, row)| *row);
    for row in all.chain(done.closing.iter().copied()) {
        s.difference(row, 4, 2, 3, Show::Amount, Kind::Difference);
        s.ratio(row, 5, 3, 2);
    }
    s.signature("KEPALA DESA");
}

const MATERIALS: [(&str, &str, i64); 6] = [
    ("Semen PC 50 kg", "zak", 67_500),
    ("Pasir pasang", "m3", 265_000),
    ("Batu pecah 2/3", "m3", 310_000),
    ("Papan bekisting", "lembar", 42_500),
    ("Paku 5-7 cm", "kg", 22_000),
    ("Besi beton 10 mm", "batang", 84_500),
];
const TOOLS: [(&str, &str, i64); 4] = [
    ("Sewa molen", "hari", 350_000),
    ("Cangkul", "buah", 85_000),
    ("Ember cor", "buah", 12_500),
    ("Sekop", "buah", 72_000),
];
const WAGES: [(&str, &str, i64); 4] = [
    ("Pekerja", "HOK", 110_000),
    ("Tukang", "HOK", 140_000),
    ("Kepala tukang", "HOK", 150_000),
    ("Mandor", "HOK", 160_000),
];

fn estimate(s: &mut Sheet) {
    let village = s.random.pick(&VILLAGES);
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    s.columns(vec![
        column("NO.", 6.0),
        column("URAIAN", 44.0),
        column("VOLUME", 10.0),
        column("SATUAN", 11.0),
        column("HARGA SATUAN (Rp.)", 16.0),
        column("JUMLAH (Rp.)", 18.0).says("3x5"),
    ]);
    s.title("RENCANA ANGGARAN BIAYA");
    s.title(&format!("DESA {village} KECAMATAN {region}"));
    s.title(&format!("TAHUN ANGGARAN {year}"));
    s.blank();
    s.line("1. Bidang", "Pelaksanaan Pembangunan Desa");
    s.line("2. Kegiatan", "Pembangunan Rabat Beton");
    s.line("3. Waktu Pelaksanaan", "3 bulan");
    s.blank();
    s.header();
    let mut totals = Vec::new();
    for (letter, name, goods) in
        [("A", "BAHAN", &MATERIALS[..]), ("B", "ALAT", &TOOLS), ("C", "UPAH", &WAGES)]
    {
        let row = s.bold_row();
        s.text(row, 0, letter);
        s.text(row, 1, name);
        let mut rows = Vec::new();
        for (n, (name, unit, price)) in s.random.some(goods, 2, 5).into_iter().enumerate() {
            let row = s.row();
            s.number(row, 0, n as i64 + 1);
            s.text(row, 1, name);
            // Prices are multiples of 100, so a quarter of a price is a whole number of rupiah.
            let quarters = if s.random.chance(25) && ["m3", "HOK", "lembar"].contains(&unit) {
                s.random.between(1, 3)
            } else {
                0
            };
            let count = Decimal::from(s.random.between(6, 180)) + Decimal::new(25 * quarters, 2);
            s.number(row, 2, count);
            s.text(row, 3, unit);
            s.amount(row, 4, price.into());
            s.product(row, 5, 2, 4);
            rows.push(row);
        }
        let row = s.bold_row();
        s.text(row, 1, &format!("Sub Total {letter}"));
        s.sum_rows(row, 5, &rows, Kind::Level);
        totals.push(row);
    }
    let row = s.bold_row();
    s.text(row, 0, "JUMLAH (Rp.)");
    s.merge(row, 0, 4);
    s.sum_rows(row, 5, &totals, Kind::Total);
    s.signature("PELAKSANA KEGIATAN ANGGARAN");
}

const PAID: [(&str, &str); 6] = [
    ("5.2.1.01", "Belanja ATK"),
    ("5.2.1.05", "Belanja makan minum rapat"),
    ("5.2.3.01", "Perjalanan dinas dalam kabupaten"),
    ("5.2.2.04", "Honorarium PKPKD"),
    ("5.2.5.01", "Tagihan listrik kantor desa"),
    ("5.1.2.01", "Penghasilan tetap perangkat desa"),
];
const RECEIVED: [(&str, &str); 3] =
    [("4.2.3.01", "Penerimaan ADD"), ("4.2.1.01", "Penerimaan Dana Desa"), ("4.1.1.01", "Hasil usaha desa")];

fn cash_book(s: &mut Sheet) {
    let village = s.random.pick(&VILLAGES);
    let region = s.random.pick(&REGIONS).to_uppercase();
    let year = s.year;
    s.columns(vec![
        column("No.", 5.0),
        column("Tgl.", 11.0),
        column("KODE REKENING", 13.0),
        column("URAIAN", 38.0),
        column("PENERIMAAN (Rp.)", 17.0),
        column("PENGELUARAN (Rp.)", 17.0),
        column("NO BUKTI", 13.0),
        column("JUMLAH PENGELUARAN KUMULATIF", 18.0),
        column("SALDO", 18.0),
    ]);
    s.title("BUKU KAS UMUM");
    s.title(&format!("DESA {village} KECAMATAN {region}"));
    s.title(&format!("TAHUN ANGGARAN {year}"));
    s.blank();
    s.header();
    let month = s.random.between(2, 11);
    // The first day of the month as a date number of Excel; 36,526 is 1 January 2000.
    let serial = 36_526
        + (year - 2000) * 365
        + (year - 1997) / 4
        + [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month as usize - 1];
    let leap = i64::from(year % 4 == 0 && month > 2);
    let count = s.random.between(12, 24);
    let mut balance = Decimal::from(s.random.between(20, 180)) * Decimal::from(625_000);
    let mut rows: Vec<u32> = Vec::new();
    let mut day = 1;
    for n in 0..count {
        let row = s.row();
        s.number(row, 0, n + 1);
        day = (day + s.random.between(0, 2)).min(28);
        s.date(row, 1, "", serial + leap + day - 1);
        if n == 0 {
            s.text(row, 3, "Saldo bulan lalu");
            s.amount(row, 4, balance);
            s.amount(row, 7, Decimal::ZERO);
        } else {
            let receives = s.random.chance(22);
            let (code, name) = if receives { s.random.pick(&RECEIVED) } else { s.random.pick(&PAID) };
            s.text(row, 2, code);
            s.text(row, 3, name);
            s.text(row, 6, &format!("{n:03}/KW/{month:02}"));
            let amount = if receives {
                s.random.money(1_500_000, 60_000_000)
            } else {
                s.random.money(150_000, 4_000_000).min(balance)
            };
            s.amount(row, if receives { 4 } else { 5 }, amount);
            balance = if receives { balance + amount } else { balance - amount };
        }
        ledger(s, row, rows.last().copied());
        rows.push(row);
    }
    let end = s.bold_row();
    s.text(end, 0, "JUMLAH");
    s.merge(end, 0, 3);
    s.sum_rows(end, 4, &rows, Kind::Total);
    s.sum_rows(end, 5, &rows, Kind::Total);
    let left = minus(s.cell(end, 4), s.cell(end, 5));
    s.calc(end, 8, Show::Amount, left, Kind::Difference);
    let (target, last) = (s.at(end, 8), s.at(rows[rows.len() - 1], 8));
    s.grid.relations.push(Relation { target, parts: vec![last], exact: true });
    s.signature("KAUR KEUANGAN");
}

/// Writes the running cells of a line: the balance, and all expenses so far.
fn ledger(s: &mut Sheet, row: u32, before: Option<u32>) {
    if let Some(before) = before {
        let sum = Expr::Add(vec![s.cell(before, 7), s.cell(row, 5)]);
        s.calc(row, 7, Show::Amount, sum, Kind::Balance);
        let moved = minus(Expr::Add(vec![s.cell(before, 8), s.cell(row, 4)]), s.cell(row, 5));
        s.calc(row, 8, Show::Amount, moved, Kind::Balance);
    } else {
        let first = Expr::Cell(s.at(row, 4));
        s.calc(row, 8, Show::Amount, first, Kind::Balance);
    }
}

const SCHOOL_WORK: &[(&str, &str)] = &[
    ("03", "Pengembangan Standar Proses"),
    ("03.01", "Penerimaan Peserta Didik Baru"),
    ("03.01.02", "Pelaksanaan Pendaftaran PPDB"),
    ("03.03", "Pelaksanaan Kegiatan Pembelajaran dan Ekstrakurikuler Sekolah"),
    ("03.03.07", "Pelaksanaan Ekstrakurikuler Kepramukaan"),
    ("03.03.19", "Pelaksanaan Lomba Tingkat Kecamatan"),
    ("03.05", "Pelaksanaan Administrasi Kegiatan Sekolah"),
    ("03.05.11", "Pengadaan Bahan Referensi"),
    ("05", "Pengembangan Sarana dan Prasarana Sekolah"),
    ("05.08", "Pemeliharaan Sarana dan Prasarana Sekolah"),
    ("05.08.01", "Pemeliharaan Ruang Kelas"),
    ("06", "Pengembangan Standar Pengelolaan"),
    ("06.05", "Kegiatan Administrasi Kegiatan Sekolah"),
    ("06.05.01", "Pengadaan Alat Tulis Kantor"),
    ("06.05.07", "Konsumsi Rapat Dinas"),
];

/// Writes the work plan of a school, with its expenses by quarter or by the two payments of the year.
fn rkas(s: &mut Sheet, parts: usize) {
    let school = s.random.pick(&SCHOOLS);
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    let group = if parts == 4 { "Triwulan" } else { "Tahap" };
    let mut columns = vec![
        column("No. Urut", 7.0),
        column("Kode Rekening", 20.0),
        column("Kode Program", 11.0),
        column("Uraian", 46.0),
        column("Rincian Perhitungan|Volume", 9.0),
        column("Rincian Perhitungan|Satuan", 12.0),
        column("Rincian Perhitungan|Tarif Harga", 13.0),
        column("Jumlah", 15.0),
    ];
    columns.extend((1..=parts).map(|n| column(&format!("{group}|{n}"), 15.0)));
    s.columns(columns);
    let by = if parts == 4 { "TRIWULAN" } else { "TAHAP" };
    s.title(&format!("KERTAS KERJA RENCANA KEGIATAN DAN ANGGARAN SEKOLAH (RKAS) PER {by}"));
    s.title(&format!("TAHUN ANGGARAN : {year}"));
    s.blank();
    let number = s.random.between(10_000_000, 69_999_999);
    s.line("NPSN", &number.to_string());
    s.line("Nama Sekolah", school);
    s.line("Kabupaten", &format!("Kab. {region}"));
    s.line(group, if parts == 4 { "I, II, III dan IV" } else { "1 dan 2" });
    s.blank();
    s.plain("A. PENERIMAAN");
    s.plain("Sumber Dana :");
    let top = s.plain_row();
    s.head_cell(top, 0, 0, "No. Kode");
    s.head_cell(top, 1, 3, "Penerimaan");
    s.head_cell(top, 4, 4, "Jumlah");
    let income = s.plain_row();
    s.text(income, 0, "4.3.1.01.");
    s.text(income, 1, "BOS Reguler");
    s.merge(income, 1, 3);
    let received = s.plain_row();
    s.text(received, 0, "Total Penerimaan");
    s.merge(received, 0, 3);
    s.blank();
    s.plain("B. BELANJA");
    s.header();
    let end = school_items(s, parts);
    s.grid.evaluate(!s.layout.formulas);
    let target = s.at(end, 7);
    let whole = s.grid.value(target).unwrap_or_default();
    s.amount(income, 4, whole);
    let sum = Expr::Sum(vec![s.at(income, 4)]);
    s.calc(received, 4, Show::Amount, sum, Kind::Total);
    let income = s.at(income, 4);
    s.grid.relations.push(Relation { target: income, parts: vec![target], exact: true });
    s.signature("KEPALA SEKOLAH");
}

fn school_items(s: &mut Sheet, parts: usize) -> u32 {
    let codes = s.random.some(&leaves(SCHOOL_WORK), 3, 6);
    let mut all: Vec<Node> = Vec::new();
    let mut rows = Vec::new();
    let mut place = Vec::new();
    let mut number = 0;
    let mut numbered = |s: &mut Sheet, row: u32| {
        number += 1;
        s.text(row, 0, &format!("{number}."));
    };
    for node in tree(SCHOOL_WORK, &codes) {
        let row = s.bold_row();
        numbered(s, row);
        s.text(row, 2, &format!("{}.", node.code));
        s.text(row, 3, &node.name);
        let mut own = node.clone();
        own.parent = node.parent.map(|p| place[p]);
        own.leaf = false;
        all.push(own);
        rows.push(row);
        let above = all.len() - 1;
        place.push(above);
        if !node.leaf {
            continue;
        }
        for (name, unit, price) in s.random.some(&ITEMS, 1, 4) {
            let row = s.row();
            numbered(s, row);
            let account = if price > 1_000_000 { "5.2.02.05.02.0001." } else { "5.1.02.01.01.0024." };
            s.text(row, 1, account);
            s.text(row, 2, &format!("{}.", node.code));
            s.text(row, 3, name);
            let volumes: Vec<i64> =
                (0..parts).map(|_| s.random.between(0, if price > 1_000_000 { 3 } else { 18 })).collect();
            let volumes = if volumes.iter().sum::<i64>() == 0 { vec![1; parts] } else { volumes };
            s.number(row, 4, volumes.iter().sum::<i64>());
            s.text(row, 5, unit);
            s.amount(row, 6, price.into());
            s.product(row, 7, 4, 6);
            for (n, volume) in volumes.iter().enumerate() {
                s.amount(row, 8 + n, Decimal::from(volume * price));
            }
            let depth = node.depth + 1;
            let (code, name) = (String::new(), name.to_owned());
            all.push(Node { code, name, unit: "", parent: Some(above), depth, leaf: true });
            rows.push(row);
        }
    }
    let amounts: Vec<usize> = (7..8 + parts).collect();
    levels(s, &all, &rows, &amounts);
    let end = total(s, &all, &rows, &amounts, (0, 6), "Jumlah");
    for row in rows.iter().chain([&end]) {
        let target = s.at(*row, 7);
        let parts: Vec<At> = (8..8 + parts).map(|c| s.at(*row, c)).collect();
        s.grid.relations.push(Relation { target, parts, exact: true });
    }
    end
}
