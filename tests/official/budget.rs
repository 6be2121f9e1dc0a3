//! Budget documents of an office: RKA, DPA, their changes, and cost estimates.

use rust_decimal::Decimal;

use crate::form::{Form, also_levels, levels, total};
use crate::grid::{Expr, Kind, Relation, Show};
use crate::layout::Traits;
use crate::names::{
    self, ACCOUNTS, Depth, ITEMS, MONTHS, Node, OLD_ACCOUNTS, OLD_PROGRAMS, REGIONS, leaves, tree, work,
};
use crate::sheet::{Sheet, column};

const CODED: Traits = Traits { codes: true, amounts: true, total: false, computed: true };
const PLAIN: Traits = Traits { codes: false, ..CODED };

pub const FORMS: [Form; 8] = [
    Form { id: "rka1", sheet: "RKA 1", traits: CODED, build: rka1 },
    Form { id: "rka221", sheet: "RKA 2.2.1", traits: CODED, build: rka221 },
    Form { id: "rab", sheet: "RAB", traits: CODED, build: rab },
    Form { id: "rkasipd", sheet: "RKA Rincian Belanja", traits: CODED, build: |s| detail(s, false) },
    Form { id: "dpasipd", sheet: "DPA Rincian Belanja", traits: CODED, build: |s| detail(s, true) },
    Form { id: "rka22", sheet: "RKA 2.2", traits: PLAIN, build: rka22 },
    Form { id: "dpa22", sheet: "DPA 2.2", traits: CODED, build: dpa22 },
    Form { id: "dppa221", sheet: "DPPA 2.2.1", traits: CODED, build: dppa221 },
];

const HEAD: &str = "KEPALA DINAS";

/// Adds a row below `parent` to a table with levels and returns its index.
fn add(nodes: &mut Vec<Node>, parent: Option<usize>, name: String) -> usize {
    let depth = parent.map_or(0, |p| nodes[p].depth + 1);
    if let Some(parent) = parent {
        nodes[parent].leaf = false;
    }
    nodes.push(Node { code: String::new(), name, unit: "", parent, depth, leaf: true });
    nodes.len() - 1
}

fn volume(s: &mut Sheet, price: i64) -> i64 {
    if price > 1_000_000 { s.random.between(2, 12) } else { s.random.between(5, 96) }
}

/// Writes the lines above the table, which name the office.
fn heading(s: &mut Sheet, titles: &[&str], lines: &[(&str, String)]) {
    for title in titles {
        s.title(title);
    }
    s.blank();
    for (what, value) in lines {
        s.line(what, value);
    }
    if !lines.is_empty() {
        s.blank();
    }
}

/// Writes accounts with items below each of them: volume times price, added up along the codes.
fn items(s: &mut Sheet, nodes: &[Node], goods: &[(&str, &'static str, i64)], end: &str) {
    let mut all: Vec<Node> = Vec::new();
    let mut rows = Vec::new();
    let mut place = Vec::new();
    for node in nodes {
        let mut own = node.clone();
        own.parent = node.parent.map(|p| place[p]);
        own.leaf = false;
        let row = s.bold_row();
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        all.push(own);
        rows.push(row);
        let at = all.len() - 1;
        place.push(at);
        if !node.leaf {
            continue;
        }
        for (name, unit, price) in s.random.some(goods, 1, 4) {
            let row = s.row();
            s.text(row, 1, &format!("- {name}"));
            let count = volume(s, price);
            let half = price % 1_000 == 0 && s.random.chance(8);
            let count = Decimal::from(count) + if half { Decimal::new(5, 1) } else { Decimal::ZERO };
            s.number(row, 2, count);
            s.text(row, 3, unit);
            s.amount(row, 4, price.into());
            s.product(row, 5, 2, 4);
            add(&mut all, Some(at), name.to_owned());
            rows.push(row);
        }
    }
    levels(s, &all, &rows, &[5]);
    total(s, &all, &rows, &[5], (0, 4), end);
}

fn item_columns(s: &mut Sheet, code: u32, price: &str) {
    let group = s.random.pick(&["Rincian Penghitungan", "Rincian Perhitungan"]);
    s.columns(vec![
        column("Kode Rekening", 16.0).code(code),
        column("Uraian", 44.0),
        column(&format!("{group}|Volume"), 10.0),
        column(&format!("{group}|Satuan"), 12.0),
        column(&format!("{group}|{price}"), 14.0),
        column("Jumlah (Rp)", 17.0).says("3x5"),
    ]);
}

const INCOME: &[(&str, &str)] = &[
    ("4", "PENDAPATAN"),
    ("4.1", "PENDAPATAN ASLI DAERAH"),
    ("4.1.2", "Hasil Retribusi Daerah"),
    ("4.1.2.01", "Retribusi Jasa Umum"),
    ("4.1.2.01.01", "Retribusi Pelayanan Kesehatan"),
    ("4.1.2.01.06", "Retribusi Pelayanan Pasar"),
    ("4.1.2.02", "Retribusi Jasa Usaha"),
    ("4.1.2.02.01", "Retribusi Pemakaian Kekayaan Daerah"),
    ("4.1.4", "Lain-lain Pendapatan Asli Daerah yang Sah"),
    ("4.1.4.16", "Pendapatan BLUD"),
    ("4.1.4.16.01", "Pendapatan Jasa Layanan Umum BLUD"),
];
const FEES: [(&str, &str, i64); 6] = [
    ("Rawat jalan umum", "Orang", 15_000),
    ("Rawat inap kelas III", "Hari", 85_000),
    ("Pemeriksaan laboratorium", "Kali", 42_500),
    ("Sewa gedung pertemuan", "Hari", 1_250_000),
    ("Sewa kios", "Unit/Bulan", 175_000),
    ("Sewa alat berat", "Jam", 450_000),
];

fn rka1(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    item_columns(s, 5, "Tarif/Harga");
    let of = format!("Kabupaten {region} Tahun Anggaran {year}");
    heading(
        s,
        &["RENCANA KERJA DAN ANGGARAN", "SATUAN KERJA PERANGKAT DAERAH", "Formulir RKA-SKPD 1", &of],
        &[
            ("Urusan Pemerintahan", "1.02 . Kesehatan".to_owned()),
            ("Organisasi", "1.02.01 . DINAS KESEHATAN".to_owned()),
        ],
    );
    s.title("Rincian Anggaran Pendapatan Satuan Kerja Perangkat Daerah");
    s.header();
    let codes = s.random.some(&leaves(INCOME), 2, 4);
    items(s, &tree(INCOME, &codes), &FEES, "Jumlah");
    s.signature(HEAD);
}

fn rka221(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    item_columns(s, 5, "Harga satuan");
    let of = format!("Kabupaten {region} Tahun Anggaran {year}");
    heading(
        s,
        &["RENCANA KERJA DAN ANGGARAN", "SATUAN KERJA PERANGKAT DAERAH", "Formulir RKA-SKPD 2.2.1", &of],
        &[
            ("Urusan Pemerintahan", "1.17 . Perpustakaan".to_owned()),
            ("Organisasi", "1.17.01 . DINAS PERPUSTAKAAN DAN KEARSIPAN".to_owned()),
            ("Program", "1.17.01.15 . Program Pengembangan Budaya Baca".to_owned()),
            ("Kegiatan", "1.17.01.15.02 . Pengembangan Minat dan Budaya Baca".to_owned()),
            ("Lokasi kegiatan", format!("Kabupaten {region}")),
        ],
    );
    s.title(
        "Rincian Anggaran Belanja Langsung menurut Program dan Per Kegiatan Satuan Kerja Perangkat Daerah",
    );
    s.header();
    let codes = s.random.some(&leaves(OLD_ACCOUNTS), 3, 6);
    items(s, &tree(OLD_ACCOUNTS, &codes), &ITEMS, "Jumlah");
    s.signature(HEAD);
}

fn rab(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    s.columns(vec![
        column("Kode Rekening", 18.0).code(6),
        column("Uraian", 44.0),
        column("Volume", 10.0),
        column("Satuan", 12.0),
        column("Harga Satuan (Rp)", 14.0),
        column("Jumlah (Rp)", 17.0).says("3x5"),
    ]);
    let of = format!("KABUPATEN {} TAHUN ANGGARAN {year}", region.to_uppercase());
    heading(
        s,
        &["RENCANA ANGGARAN BIAYA (RAB)", &of],
        &[
            ("Kegiatan", "Administrasi Umum Perangkat Daerah".to_owned()),
            ("Sub Kegiatan", "Penyelenggaraan Rapat Koordinasi dan Konsultasi SKPD".to_owned()),
        ],
    );
    s.header();
    let operating: Vec<&str> = leaves(ACCOUNTS).into_iter().filter(|c| c.starts_with("5.1.02")).collect();
    let codes = s.random.some(&operating, 3, 5);
    items(s, &tree(ACCOUNTS, &codes), &ITEMS, "JUMLAH");
    s.signature("PEJABAT PELAKSANA TEKNIS KEGIATAN");
}

/// Writes the details of a sub kegiatan's expenses as SIPD prints them.
fn detail(s: &mut Sheet, dpa: bool) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    let plan = work(&mut s.random, Depth { urusan: true, subs: true, most_kegiatan: 2 });
    let sub = plan.nodes.iter().rfind(|node| node.leaf).expect("a plan has sub kegiatan").clone();
    s.columns(vec![
        column("Kode Rekening", 20.0).code(6),
        column("Uraian", 44.0),
        column("Rincian Perhitungan|Koefisien", 20.0),
        column("Rincian Perhitungan|Satuan", 12.0),
        column("Rincian Perhitungan|Harga", 14.0),
        column("Rincian Perhitungan|PPN", 13.0),
        column("Jumlah (Rp)", 17.0),
    ]);
    let of = format!("Pemerintah Kabupaten {region} Tahun Anggaran {year}");
    let titles: [&str; 4] = if dpa {
        [
            "DOKUMEN PELAKSANAAN ANGGARAN",
            "SATUAN KERJA PERANGKAT DAERAH",
            "Formulir DPA - RINCIAN BELANJA SKPD",
            &of,
        ]
    } else {
        [
            "RENCANA KERJA DAN ANGGARAN",
            "SATUAN KERJA PERANGKAT DAERAH",
            "Formulir RKA - RINCIAN BELANJA SKPD",
            &of,
        ]
    };
    let bidang = plan.bidang;
    heading(
        s,
        &titles,
        &[
            ("Urusan Pemerintahan", format!("{} {}", bidang.urusan.0, bidang.urusan.1)),
            ("Bidang Urusan", format!("{} {}", bidang.code, bidang.name)),
            ("Organisasi", format!("{}.0.00.0.00.01.0000 {}", bidang.code, bidang.opd)),
            ("Sub Kegiatan", format!("{} {}", sub.code, sub.name)),
            ("Sumber Pendanaan", "PENDAPATAN ASLI DAERAH (PAD)".to_owned()),
        ],
    );
    s.header();
    let operating: Vec<&str> = leaves(ACCOUNTS).into_iter().filter(|c| !c.starts_with("5.1.01")).collect();
    let codes = s.random.some(&operating, 2, 5);
    let rows_total = coefficients(s, &tree(ACCOUNTS, &codes));
    if dpa {
        withdrawals(s, rows_total);
    }
    s.signature("PENGGUNA ANGGARAN");
}

/// Writes accounts with groups of items by coefficient; returns the row of the total.
fn coefficients(s: &mut Sheet, accounts: &[Node]) -> u32 {
    // PPN is an amount or a rate, but the same throughout a document.
    let rate = s.layout.formulas || s.random.chance(50);
    let groups = s.random.chance(70);
    let mut all: Vec<Node> = Vec::new();
    let mut rows = Vec::new();
    let mut place = Vec::new();
    for node in accounts {
        let row = s.bold_row();
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        let mut own = node.clone();
        own.parent = node.parent.map(|p| place[p]);
        own.leaf = false;
        all.push(own);
        rows.push(row);
        let account = all.len() - 1;
        place.push(account);
        if !node.leaf {
            continue;
        }
        for n in 0..if groups { s.random.below(2) + 1 } else { 1 } {
            let mut above = account;
            if groups {
                let name =
                    s.random.pick(&["Sosialisasi", "Penyusunan Laporan", "Rapat Koordinasi", "Operasional"]);
                let row = s.bold_row();
                s.text(row, 1, &format!("[#] Kelompok {} {name}", n + 1));
                above = add(&mut all, Some(account), name.to_owned());
                rows.push(row);
                if s.random.chance(40) {
                    let row = s.bold_row();
                    s.text(row, 1, &format!("[-] Keterangan {name}"));
                    above = add(&mut all, Some(above), name.to_owned());
                    rows.push(row);
                }
            }
            for (name, unit, price) in s.random.some(&ITEMS, 1, 3) {
                let row = s.row();
                coefficient(s, row, (name, unit, price), rate, groups);
                add(&mut all, Some(above), name.to_owned());
                rows.push(row);
            }
        }
    }
    levels(s, &all, &rows, &[6]);
    total(s, &all, &rows, &[6], (0, 5), "Jumlah Anggaran Sub Kegiatan :")
}

/// Writes an item: "8 Orang x 4 Jam", its price, tax and amount.
fn coefficient(s: &mut Sheet, row: u32, item: (&str, &str, i64), rate: bool, groups: bool) {
    let (name, unit, price) = item;
    s.text(row, 1, &if groups { name.to_owned() } else { format!("- {name}") });
    let factors = if let Some((first, second)) = unit.split_once('/') {
        let (a, b) = (s.random.between(2, 40), s.random.between(2, 9));
        s.text(row, 2, &format!("{a} {first} x {b} {second}"));
        vec![a, b]
    } else {
        let count = volume(s, price);
        s.text(row, 2, &format!("{count} {unit}"));
        vec![count]
    };
    s.text(row, 3, unit);
    s.amount(row, 4, price.into());
    let base: i64 = factors.iter().product::<i64>() * price;
    // Prices are multiples of 100, so that 11% of them is a whole number of rupiah.
    let taxed = s.random.chance(35);
    let mut times: Vec<Expr> = factors.iter().map(|f| Expr::Number(Decimal::from(*f))).collect();
    times.push(s.cell(row, 4));
    if rate {
        let value = if taxed { Decimal::new(11, 2) } else { Decimal::ZERO };
        let at = s.at(row, 5);
        s.amount(row, 5, value);
        if let Some(cell) = s.grid.cells.get_mut(&at) {
            cell.show = Show::Rate;
        }
        times.push(Expr::Add(vec![Expr::Number(Decimal::ONE), s.cell(row, 5)]));
        s.calc(row, 6, Show::Amount, Expr::Times(times), Kind::Product);
    } else {
        let tax = if taxed { Decimal::from(base) * Decimal::new(11, 2) } else { Decimal::ZERO };
        s.amount(row, 5, tax);
        let expr = Expr::Add(vec![Expr::Times(times), s.cell(row, 5)]);
        s.calc(row, 6, Show::Amount, expr, Kind::Product);
    }
    let (target, koefisien) = (s.at(row, 6), s.at(row, 2));
    s.grid.relations.push(Relation { target, parts: vec![koefisien], exact: false });
}

/// Writes the monthly withdrawals below the table of a DPA.
fn withdrawals(s: &mut Sheet, above: u32) {
    s.grid.evaluate(!s.layout.formulas);
    let at = s.at(above, 6);
    let whole = s.grid.value(at).unwrap_or_default();
    let month = (whole / Decimal::from(12_000)).floor() * Decimal::from(1_000);
    s.blank();
    s.blank();
    s.plain("Rencana Penarikan Dana per Bulan");
    let mut left = whole;
    let mut rows = Vec::new();
    for (n, name) in MONTHS.iter().enumerate() {
        let row = s.plain_row();
        s.text(row, 0, name);
        let spread = (month * Decimal::new(s.random.between(-20, 20), 2) / Decimal::from(1_000)).floor();
        let part = if n == 11 { left } else { month + spread * Decimal::from(1_000) };
        left -= part;
        s.amount(row, 2, part);
        rows.push(row);
    }
    let row = s.plain_row();
    s.text(row, 0, "Jumlah");
    s.sum_rows(row, 2, &rows, Kind::Total);
    let target = s.at(row, 2);
    s.grid.relations.push(Relation { target, parts: vec![at], exact: true });
}

fn rka22(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    let now = s.random.pick(&["Tahun n", "Tahun Anggaran"]);
    s.columns(vec![
        column("Kode|Program", 9.0),
        column("Kode|Kegiatan", 9.0),
        column("Uraian", 40.0),
        column("Lokasi Kegiatan", 14.0),
        column("Target Kinerja (Kuantitatif)", 13.0),
        column(&format!("Jumlah|{now}|Belanja Pegawai"), 15.0),
        column(&format!("Jumlah|{now}|Barang & Jasa"), 15.0),
        column(&format!("Jumlah|{now}|Modal"), 15.0),
        column(&format!("Jumlah|{now}|Jumlah"), 16.0).says("6+7+8"),
        column("Jumlah|Tahun n+1", 16.0),
    ]);
    let of = format!("Kabupaten {region} Tahun Anggaran {year}");
    heading(
        s,
        &[
            "RENCANA KERJA DAN ANGGARAN",
            "SATUAN KERJA PERANGKAT DAERAH",
            "Formulir RKA-SKPD 2.2",
            &of,
            "Rekapitulasi Anggaran Belanja Langsung Berdasarkan Program dan Kegiatan",
        ],
        &[],
    );
    s.header();
    let codes = s.random.some(&leaves(OLD_PROGRAMS), 6, 11);
    let nodes = tree(OLD_PROGRAMS, &codes);
    let mut rows = Vec::new();
    for node in &nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        match node.code.split_once('.') {
            None => s.text(row, 0, &node.code),
            Some((_, kegiatan)) => s.text(row, 1, kegiatan),
        }
        s.text(row, 2, &node.name);
        if node.leaf {
            s.text(row, 3, region);
            let count = s.random.between(1, 24);
            let unit = s.random.pick(&["Dokumen", "Paket", "Bulan", "Orang"]);
            s.quantity(row, 4, count, unit);
            for column in [5, 6, 7] {
                let none = column != 6 && s.random.chance(45);
                let amount = s.random.money(5_000_000, 400_000_000);
                s.amount(row, column, if none { Decimal::ZERO } else { amount });
            }
            let next = s.random.money(20_000_000, 500_000_000);
            s.amount(row, 9, next);
        }
        rows.push(row);
    }
    levels(s, &nodes, &rows, &[5, 6, 7, 9]);
    for (i, row) in rows.iter().enumerate() {
        s.sum_columns(*row, 8, &[5, 6, 7], Show::Amount);
        also_levels(s, &nodes, &rows, i, &[8]);
    }
    total(s, &nodes, &rows, &[5, 6, 7, 8, 9], (0, 4), "Jumlah");
    s.signature(HEAD);
}

fn dpa22(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    let plan = work(&mut s.random, Depth { urusan: false, subs: false, most_kegiatan: 3 });
    s.columns(vec![
        column("Kode Program/Kegiatan", 16.0).code(5),
        column("Uraian", 42.0),
        column("Lokasi Kegiatan", 14.0),
        column("Target Kinerja (Kuantitatif)", 13.0),
        column("Sumber Dana", 10.0),
        column("Triwulan|I", 15.0),
        column("Triwulan|II", 15.0),
        column("Triwulan|III", 15.0),
        column("Triwulan|IV", 15.0),
        column("Jumlah", 17.0).says("6+7+8+9"),
    ]);
    let of = format!("Kabupaten {region} Tahun Anggaran {year}");
    heading(
        s,
        &[
            "DOKUMEN PELAKSANAAN ANGGARAN",
            "SATUAN KERJA PERANGKAT DAERAH",
            "Formulir DPA-SKPD 2.2",
            &of,
            "Rekapitulasi Belanja Langsung menurut Program dan Kegiatan",
        ],
        &[],
    );
    s.header();
    let mut rows = Vec::new();
    for node in &plan.nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        if node.leaf {
            s.text(row, 2, region);
            let count = s.random.between(2, 60);
            s.quantity(row, 3, count, node.unit);
            let source = s.random.pick(&["PAD", "DAU"]);
            s.text(row, 4, source);
            for column in 5..9 {
                let none = s.random.chance(8);
                let amount = s.random.money(4_000_000, 300_000_000);
                s.amount(row, column, if none { Decimal::ZERO } else { amount });
            }
        }
        rows.push(row);
    }
    levels(s, &plan.nodes, &rows, &[5, 6, 7, 8]);
    for (i, row) in rows.iter().enumerate() {
        s.sum_columns(*row, 9, &[5, 6, 7, 8], Show::Amount);
        also_levels(s, &plan.nodes, &rows, i, &[9]);
    }
    total(s, &plan.nodes, &rows, &[5, 6, 7, 8, 9], (0, 4), "Jumlah");
    s.signature(HEAD);
}

fn dppa221(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    let mut columns = vec![column("Kode Rekening", 15.0).code(5), column("Uraian", 40.0)];
    for (side, says) in [("Sebelum Perubahan", "(3x5)"), ("Setelah Perubahan", "(7x9)")] {
        columns.push(column(&format!("{side}|Rincian Perhitungan|Volume"), 9.0));
        columns.push(column(&format!("{side}|Rincian Perhitungan|Satuan"), 11.0));
        columns.push(column(&format!("{side}|Rincian Perhitungan|Harga satuan"), 13.0));
        columns.push(column(&format!("{side}|Jumlah (Rp)"), 15.0).says(&says[1..4]));
    }
    columns.push(column("Bertambah/(Berkurang)|Rp", 14.0).says("10-6"));
    columns.push(column("Bertambah/(Berkurang)|%", 15.0).says("11/6x100"));
    s.columns(columns);
    let of = format!("Kabupaten {region} Tahun Anggaran {year}");
    heading(
        s,
        &[
            "DOKUMEN PELAKSANAAN PERUBAHAN ANGGARAN",
            "SATUAN KERJA PERANGKAT DAERAH",
            "Formulir DPPA-SKPD 2.2.1",
            &of,
        ],
        &[
            ("Organisasi", "BADAN PERENCANAAN PEMBANGUNAN DAERAH".to_owned()),
            ("Kegiatan", "Rapat-rapat Koordinasi dan Konsultasi ke Luar Daerah".to_owned()),
            ("Latar belakang perubahan", "Perubahan APBD".to_owned()),
        ],
    );
    s.header();
    let codes = s.random.some(&leaves(OLD_ACCOUNTS), 3, 5);
    let accounts = tree(OLD_ACCOUNTS, &codes);
    let mut all: Vec<Node> = Vec::new();
    let mut rows = Vec::new();
    let mut place = Vec::new();
    for node in &accounts {
        let row = s.bold_row();
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        let mut own = node.clone();
        own.parent = node.parent.map(|p| place[p]);
        own.leaf = false;
        all.push(own);
        rows.push(row);
        let at = all.len() - 1;
        place.push(at);
        if !node.leaf {
            continue;
        }
        for (name, unit, price) in s.random.some(&names::ITEMS, 1, 3) {
            let row = s.row();
            s.text(row, 1, &format!("- {name}"));
            let before = volume(s, price);
            let more = if s.random.chance(50) { s.random.between(-3, 9).max(1 - before) } else { 0 };
            for (first, count) in [(2, before), (6, before + more)] {
                s.number(row, first, count);
                s.text(row, first + 1, unit);
                s.amount(row, first + 2, price.into());
                s.product(row, first + 3, first, first + 2);
            }
            add(&mut all, Some(at), name.to_owned());
            rows.push(row);
        }
    }
    levels(s, &all, &rows, &[5, 9]);
    let end = total(s, &all, &rows, &[5, 9], (0, 4), "Jumlah");
    for (i, row) in rows.iter().chain([&end]).enumerate() {
        s.difference(*row, 10, 9, 5, Show::Amount, Kind::Difference);
        s.ratio(*row, 11, 10, 5);
        if i < all.len() {
            also_levels(s, &all, &rows, i, &[10]);
        }
    }
    s.signature(HEAD);
}
