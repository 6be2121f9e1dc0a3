//! The forms of Permendagri 86/2017 for Renstra and Renja.

use rust_decimal::Decimal;

use crate::form::{Form, in_words, levels, total};
use crate::grid::{Expr, Kind, Show, minus, over};
use crate::layout::Traits;
use crate::names::{Depth, Node, REGIONS, indicator, work};
use crate::sheet::{Column, Sheet, column};

const CODED: Traits = Traits { codes: true, amounts: true, total: true, computed: true };
const BARE: Traits = Traits { codes: false, amounts: false, total: false, computed: false };

pub const FORMS: [Form; 8] = [
    Form { id: "tc23", sheet: "T-C.23", traits: Traits { computed: true, ..BARE }, build: tc23 },
    Form {
        id: "tc24",
        sheet: "T-C.24",
        traits: Traits { computed: true, amounts: true, ..BARE },
        build: tc24,
    },
    Form { id: "tc27", sheet: "T-C.27", traits: CODED, build: tc27 },
    Form { id: "tc29", sheet: "T-C.29", traits: Traits { codes: true, computed: true, ..BARE }, build: tc29 },
    Form { id: "tc30", sheet: "T-C.30", traits: BARE, build: tc30 },
    Form { id: "tc31", sheet: "T-C.31", traits: Traits { codes: false, ..CODED }, build: tc31 },
    Form { id: "tc32", sheet: "T-C.32", traits: BARE, build: tc32 },
    Form { id: "tc33", sheet: "T-C.33", traits: CODED, build: tc33 },
];

const HEAD: &str = "KEPALA PERANGKAT DAERAH";

/// Indicators of an office's service: name, a plausible first target, and whether it has decimals.
const SERVICE: [(&str, i64, bool); 12] = [
    ("Jumlah keluarga penerima manfaat", 551, false),
    ("Indeks Kepuasan Masyarakat", 78, true),
    ("Jumlah pengunjung perpustakaan", 1_390, false),
    ("Jumlah perpustakaan desa aktif", 66, false),
    ("Jumlah penyandang disabilitas terlayani", 139, false),
    ("Jumlah guru bersertifikat", 430, false),
    ("Nilai SAKIP", 62, true),
    ("Persentase layanan tepat waktu", 71, true),
    ("Jumlah ASN yang mengikuti diklat", 212, false),
    ("Jumlah sekolah terakreditasi", 315, false),
    ("Angka Partisipasi Murni", 82, true),
    ("Jumlah dokumen yang dialihmediakan", 95, false),
];

fn office(s: &mut Sheet) -> (&'static str, &'static str, i64) {
    let region = s.random.pick(&REGIONS);
    let opd = s.random.pick(&[
        "DINAS PERPUSTAKAAN DAN KEARSIPAN",
        "DINAS SOSIAL",
        "DINAS PENDIDIKAN",
        "KECAMATAN SUKAMAJU",
    ]);
    (region, opd, s.year)
}

/// Returns columns for five years under one heading.
fn years(heading: &str, width: f64) -> Vec<Column> {
    (1..=5).map(|n| column(&format!("{heading}|{n}"), width)).collect()
}

fn tc23(s: &mut Sheet) {
    let (region, opd, _) = office(s);
    let mut columns = vec![
        column("NO", 5.0),
        column("Indikator Kinerja sesuai Tugas dan Fungsi Perangkat Daerah", 34.0),
        column("Target NSPK", 9.0),
        column("Target IKK", 9.0),
        column("Target Indikator Lainnya", 10.0),
    ];
    for heading in [
        s.random.pick(&["Target Renstra Perangkat Daerah Tahun ke-", "Target Renstra SKPD Tahun ke-"]),
        "Realisasi Capaian Tahun ke-",
        s.random.pick(&["Rasio Capaian pada Tahun ke-", "Rasio Capaian pada Tahun ke- (%)"]),
    ] {
        columns.extend(years(heading, 8.0));
    }
    s.columns(columns);
    s.title("Tabel T-C.23");
    s.title(&format!("Pencapaian Kinerja Pelayanan {opd}"));
    s.title(&format!("Kabupaten {region}"));
    s.blank();
    s.header();
    let chosen = s.random.some(&SERVICE, 6, 11);
    for (i, (name, first, decimals)) in chosen.into_iter().enumerate() {
        let row = s.row();
        s.number(row, 0, i as i64 + 1);
        s.text(row, 1, name);
        for c in 2..5 {
            let mark = if c == 2 + i % 3 && i % 4 == 1 { "√" } else { "-" };
            s.text(row, c, mark);
        }
        let mut target = Decimal::from(first);
        for year in 0..5 {
            let step = s.random.between(1, (first / 12).max(2));
            let tenths = if decimals { Decimal::new(s.random.between(1, 9), 1) } else { Decimal::ZERO };
            target += Decimal::from(if decimals { s.random.between(0, 2) } else { step }) + tenths;
            let below = Decimal::from(s.random.between(0, (first / 15).max(2)));
            let above =
                if s.random.chance(20) { Decimal::from(s.random.between(1, 4)) } else { Decimal::ZERO };
            s.number(row, 5 + year, target);
            s.number(row, 10 + year, target - below + above);
            s.ratio(row, 15 + year, 10 + year, 5 + year);
        }
    }
    s.signature(HEAD);
}

fn tc24(s: &mut Sheet) {
    let (region, opd, _) = office(s);
    let mut columns = vec![column("Uraian", 34.0)];
    columns.extend(years("Anggaran pada Tahun ke-", 15.0));
    columns.extend(years("Realisasi Anggaran pada Tahun ke-", 15.0));
    columns.extend(years("Rasio antara Realisasi dan Anggaran Tahun ke-", 8.0));
    columns.push(column("Rata-rata Pertumbuhan|Anggaran", 10.0));
    columns.push(column("Rata-rata Pertumbuhan|Realisasi", 10.0));
    s.columns(columns);
    s.title("Tabel T-C.24");
    s.title(&format!("Anggaran dan Realisasi Pendanaan Pelayanan {opd}"));
    s.title(&format!("Kabupaten {region}"));
    s.blank();
    s.header();
    let old: &[(&str, &str)] = &[
        ("5", "BELANJA DAERAH"),
        ("5.1", "Belanja Tidak Langsung"),
        ("5.1.1", "Belanja Pegawai"),
        ("5.2", "Belanja Langsung"),
        ("5.2.1", "Belanja Pegawai"),
        ("5.2.2", "Belanja Barang dan Jasa"),
        ("5.2.3", "Belanja Modal"),
    ];
    let new: &[(&str, &str)] = &[
        ("5", "BELANJA DAERAH"),
        ("5.1", "Belanja Operasi"),
        ("5.1.1", "Belanja Pegawai"),
        ("5.1.2", "Belanja Barang dan Jasa"),
        ("5.1.5", "Belanja Hibah"),
        ("5.2", "Belanja Modal"),
        ("5.2.2", "Belanja Modal Peralatan dan Mesin"),
        ("5.2.3", "Belanja Modal Gedung dan Bangunan"),
    ];
    let list = s.random.pick(&[old, new]);
    let nodes = crate::names::tree(list, &crate::names::leaves(list));
    let mut rows = Vec::new();
    for node in &nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        s.indented(row, 0, &node.name, node.depth);
        if node.leaf {
            let mut budget = s.random.money(80_000_000, 900_000_000);
            for year in 0..5 {
                let paid = budget * Decimal::new(s.random.between(890, 999), 3);
                s.amount(row, 1 + year, budget);
                s.amount(row, 6 + year, (paid / Decimal::from(500)).floor() * Decimal::from(500));
                budget += Decimal::from(s.random.between(-8, 30)) * Decimal::from(1_250_000);
            }
        }
        rows.push(row);
    }
    levels(s, &nodes, &rows, &(1..11).collect::<Vec<_>>());
    for row in rows {
        for year in 0..5 {
            s.ratio(row, 11 + year, 6 + year, 1 + year);
        }
        for (column, first) in [(16, 1), (17, 6)] {
            let rate = |s: &Sheet, c: usize| over(minus(s.cell(row, c + 1), s.cell(row, c)), s.cell(row, c));
            let rates = (first..first + 4).map(|c| rate(s, c)).collect();
            let mean = over(Expr::Add(rates), Expr::Number(Decimal::from(4)));
            s.calc(row, column, Show::Percent, Expr::Percent(Box::new(mean)), Kind::Growth);
        }
    }
    s.signature(HEAD);
}

fn kinerja(s: &mut Sheet, row: u32, column: usize, node: &Node, low: i64, high: i64) {
    let count = if node.unit == "%" { s.random.between(60, 100) } else { s.random.between(low, high) };
    s.quantity(row, column, count, node.unit);
}

fn tc27(s: &mut Sheet) {
    let (region, _, year) = office(s);
    let plan = work(&mut s.random, Depth { urusan: false, subs: s.layout.pages, most_kegiatan: 3 });
    let first = year - 2;
    let mut columns = vec![
        column("Tujuan", 20.0),
        column("Sasaran", 20.0),
        column("Kode", 16.0).code(6),
        column(s.random.pick(&["Program dan Kegiatan", "Program/Kegiatan"]), 36.0),
        column("Indikator Kinerja Tujuan, Sasaran, Program (outcome) dan Kegiatan (output)", 32.0),
        column("Data Capaian pada Tahun Awal Perencanaan", 12.0),
    ];
    let group = "Target Kinerja Program dan Kerangka Pendanaan";
    let (target, money) = s.random.pick(&[("Target", "Rp"), ("target", "Rp"), ("Target", "Pagu (Rp)")]);
    let numbered = s.random.chance(70);
    for n in 0..5 {
        let year = first + n;
        let heading = if numbered { format!("Tahun-{} ({year})", n + 1) } else { format!("Tahun {year}") };
        columns.push(column(&format!("{group}|{heading}|{target}"), 11.0));
        columns.push(column(&format!("{group}|{heading}|{money}"), 15.0));
    }
    let heading = format!("{group}|Kondisi Kinerja pada akhir periode Renstra Perangkat Daerah");
    columns.push(column(&format!("{heading}|{target}"), 11.0));
    columns.push(column(&format!("{heading}|{money}"), 16.0));
    columns.push(column("Unit Kerja Perangkat Daerah Penanggung-jawab", 14.0));
    columns.push(column("Lokasi", 13.0));
    s.columns(columns);
    s.title("Tabel T-C.27");
    s.title("Rencana Program, Kegiatan, dan Pendanaan Perangkat Daerah");
    s.title(&format!("{} KABUPATEN {}", plan.bidang.opd, region.to_uppercase()));
    s.blank();
    s.header();
    let mut rows = Vec::new();
    for (i, node) in plan.nodes.iter().enumerate() {
        let row = if node.parent.is_none() || !node.leaf { s.bold_row() } else { s.row() };
        if i == 0 {
            s.text(row, 0, "Meningkatkan mutu layanan perangkat daerah");
            s.text(row, 1, "Meningkatnya kualitas layanan perangkat daerah");
        }
        s.code(row, 2, &node.code);
        s.text(row, 3, &node.name);
        s.text(row, 4, &indicator(node));
        let start = if node.unit == "%" { s.random.between(50, 70) } else { s.random.between(3, 40) };
        s.quantity(row, 5, start, node.unit);
        let step = s.random.between(1, 4);
        for n in 0..5 {
            s.quantity(row, 6 + 2 * n, start + step * (n as i64 + 1), node.unit);
            if node.leaf {
                let amount = s.random.money(15_000_000, 900_000_000);
                s.amount(row, 7 + 2 * n, amount);
            }
        }
        s.quantity(row, 16, start + step * 5, node.unit);
        s.text(row, 18, ["Sekretariat", "Bidang I", "Bidang II"][i % 3]);
        s.text(row, 19, &format!("Kab. {region}"));
        rows.push(row);
    }
    levels(s, &plan.nodes, &rows, &[7, 9, 11, 13, 15]);
    for (i, row) in rows.iter().enumerate() {
        s.sum_columns(*row, 17, &[7, 9, 11, 13, 15], Show::Amount);
        crate::form::also_levels(s, &plan.nodes, &rows, i, &[17]);
    }
    if s.layout.total {
        total(s, &plan.nodes, &rows, &[7, 9, 11, 13, 15, 17], (0, 5), "JUMLAH");
    }
    s.signature(HEAD);
}

fn tc29(s: &mut Sheet) {
    let (region, _, year) = office(s);
    let plan = work(&mut s.random, Depth { urusan: true, subs: true, most_kegiatan: 2 });
    let done =
        format!("Target dan Realisasi Kinerja Program dan Keluaran Kegiatan Tahun Lalu ({})", year - 2);
    let about = "Perkiraan Realisasi Capaian Target Renstra Perangkat Daerah s/d tahun berjalan";
    s.columns(vec![
        column("Kode", 18.0).code(6),
        column("Urusan/Bidang Urusan Pemerintahan Daerah dan Program/Kegiatan", 38.0),
        column("Indikator Kinerja Program (outcome)/ Kegiatan (output)", 32.0),
        column(
            &format!("Target Kinerja Capaian Program (Renstra Perangkat Daerah) Tahun {}", year + 2),
            13.0,
        ),
        column(
            &format!("Realisasi Target Kinerja Hasil Program dan Keluaran Kegiatan s/d Tahun {}", year - 3),
            13.0,
        ),
        column(&format!("{done}|Target Renja Perangkat Daerah Tahun {}", year - 2), 12.0),
        column(&format!("{done}|Realisasi Renja Perangkat Daerah Tahun {}", year - 2), 12.0),
        column(&format!("{done}|Tingkat Realisasi (%)"), 10.0).says("7/6"),
        column(&format!("Target program dan kegiatan (Renja Perangkat Daerah Tahun {})", year - 1), 13.0),
        column(
            &format!("{about}|Realisasi Capaian Program dan Kegiatan s/d tahun berjalan ({})", year - 1),
            13.0,
        )
        .says("5+7+9"),
        column(&format!("{about}|Tingkat Capaian Realisasi Target Renstra (%)"), 11.0).says("10/4"),
    ]);
    s.title("Tabel T-C.29");
    s.title(&format!("Rekapitulasi Evaluasi Hasil Pelaksanaan Renja Perangkat Daerah dan Pencapaian Renstra Perangkat Daerah s/d Tahun {}", year - 1));
    s.title(&format!("Kabupaten {region}"));
    s.title(&format!("Nama Perangkat Daerah : {}", plan.bidang.opd));
    s.blank();
    s.header();
    // Counts are bare numbers if formulas compute with them; otherwise offices may write the unit into the
    // cell.
    let units = !s.layout.formulas && s.random.chance(50);
    for node in &plan.nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        if !node.leaf {
            continue;
        }
        s.text(row, 2, &indicator(node));
        let target = s.random.between(6, 40);
        let missed = if s.random.chance(45) { s.random.between(1, (target / 5).max(1)) } else { 0 };
        let (before, next) = (s.random.between(8, 60), s.random.between(5, 30));
        let whole = before + target + next + s.random.between(2, 45);
        for (column, count) in [(3, whole), (4, before), (5, target), (6, target - missed), (8, next)] {
            if units { s.quantity(row, column, count, node.unit) } else { s.number(row, column, count) }
        }
        s.ratio(row, 7, 6, 5);
        let show = if units { Show::Quantity(node.unit.to_owned()) } else { Show::Number };
        s.sum_columns(row, 9, &[4, 6, 8], show);
        s.ratio(row, 10, 9, 3);
    }
    s.signature(HEAD);
}

fn tc30(s: &mut Sheet) {
    let (region, opd, year) = office(s);
    let head = |group: &str, offset: i64| {
        let n = match offset {
            0 => "(n)".to_owned(),
            _ => format!("(n{offset:+})"),
        };
        column(&format!("{group}|Tahun {} {n}", year + offset), 10.0)
    };
    let mut columns = vec![
        column("No", 5.0),
        column("Indikator", 36.0),
        column("SPM/ standar nasional", 10.0),
        column("IKK", 8.0),
    ];
    columns.extend((-2..=1).map(|n| head("Target Renstra Perangkat Daerah", n)));
    columns.extend((-2..=-1).map(|n| head("Realisasi Capaian", n)));
    columns.extend((0..=1).map(|n| head("Proyeksi", n)));
    columns.push(column("Catatan Analisis", 18.0));
    s.columns(columns);
    s.title("Tabel T-C.30");
    s.title("Pencapaian Kinerja Pelayanan Perangkat Daerah");
    s.title(&format!("{opd} Kabupaten {region}"));
    s.blank();
    s.header();
    let chosen = s.random.some(&SERVICE, 5, 10);
    for (i, (name, first, _)) in chosen.into_iter().enumerate() {
        let row = s.row();
        s.number(row, 0, i as i64 + 1);
        s.text(row, 1, name);
        s.text(row, 2, "-");
        s.text(row, 3, if i % 3 == 0 { "√" } else { "-" });
        let step = s.random.between(1, 3);
        let target = |n: i64| first + step * n;
        for n in 0..4 {
            s.number(row, 4 + n as usize, target(n));
        }
        for n in 0..2 {
            let missed = s.random.between(0, 2);
            s.number(row, 8 + n as usize, target(n) - missed);
            s.number(row, 10 + n as usize, target(n + 2));
        }
        s.text(row, 12, ["Tercapai", "Sesuai target", ""][i % 3]);
    }
    s.signature(HEAD);
}

fn tc31(s: &mut Sheet) {
    let (region, _, year) = office(s);
    let plan = work(&mut s.random, Depth { urusan: false, subs: true, most_kegiatan: 2 });
    let mut columns = vec![column("No", 5.0)];
    let (limit, need) = s.random.pick(&[
        ("Pagu indikatif (Rp)", "Kebutuhan dana (Rp)"),
        ("Pagu indikatif", "Kebutuhan dana"),
        ("PAGU INDIKATIF (RP.)", "KEBUTUHAN DANA (RP.)"),
    ]);
    for (side, money) in [("Rancangan Awal RKPD", limit), ("Hasil Analisis Kebutuhan", need)] {
        columns.push(column(&format!("{side}|Program/Kegiatan"), 34.0));
        columns.push(column(&format!("{side}|Lokasi"), 14.0));
        columns.push(column(&format!("{side}|Indikator kinerja"), 30.0));
        columns.push(column(&format!("{side}|Target capaian"), 12.0));
        columns.push(column(&format!("{side}|{money}"), 16.0));
    }
    columns.push(column("Catatan Penting", 14.0));
    s.columns(columns);
    s.title("Tabel T-C.31");
    s.title(&format!("Review terhadap Rancangan Awal RKPD Tahun {year}"));
    s.title(&format!("Kabupaten {region}"));
    s.title(&format!("Nama Perangkat Daerah : {}", plan.bidang.opd));
    s.blank();
    s.header();
    let mut rows = Vec::new();
    let (mut programs, mut kegiatan) = (0u8, 0i64);
    for node in &plan.nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        match node.depth {
            0 => {
                programs += 1;
                s.text(row, 0, &char::from(b'A' + programs - 1).to_string());
            }
            1 => {
                kegiatan += 1;
                s.number(row, 0, kegiatan);
            }
            _ => {}
        }
        let count = if node.unit == "%" { 100 } else { s.random.between(2, 62) };
        let amount = s.random.money(12_000_000, 600_000_000);
        let more = Decimal::from(s.random.between(0, 4) * 2_500_000);
        for (first, amount) in [(1, amount), (6, amount + more)] {
            s.text(row, first, &node.name);
            s.text(row, first + 1, &format!("Kab. {region}"));
            s.text(row, first + 2, &indicator(node));
            s.quantity(row, first + 3, count, node.unit);
            if node.leaf {
                s.amount(row, first + 4, amount);
            }
        }
        rows.push(row);
    }
    levels(s, &plan.nodes, &rows, &[5, 10]);
    if s.layout.total {
        total(s, &plan.nodes, &rows, &[5, 10], (0, 4), "JUMLAH");
    }
    s.signature(HEAD);
}

const PROPOSALS: [(&str, &str, &str, i64); 8] = [
    ("Pengadaan buku bacaan perpustakaan desa", "Jumlah buku yang diadakan", "Eksemplar", 500),
    ("Pelatihan pengelola perpustakaan desa", "Jumlah peserta pelatihan", "Orang", 40),
    ("Bantuan alat bantu penyandang disabilitas", "Jumlah penerima alat bantu", "Orang", 25),
    ("Rehabilitasi ruang kelas", "Jumlah ruang kelas yang direhabilitasi", "Ruang", 6),
    ("Pembangunan jamban sehat", "Jumlah jamban yang dibangun", "Unit", 30),
    ("Sosialisasi administrasi kependudukan", "Jumlah peserta sosialisasi", "Orang", 120),
    ("Pengadaan mebel sekolah", "Jumlah set mebel", "Set", 64),
    ("Pelatihan usaha ekonomi produktif", "Jumlah kelompok yang dilatih", "Kelompok", 12),
];

fn tc32(s: &mut Sheet) {
    let (region, opd, year) = office(s);
    let columns = vec![
        column("No", 5.0),
        column(s.random.pick(&["Program/Kegiatan", "Program/ Kegiatan/ Sub Kegiatan"]), 38.0),
        column("Lokasi", 24.0),
        column("Indikator Kinerja", 32.0),
        column(s.random.pick(&["Besaran/Volume", "Besaran/ Volume"]), 14.0),
        column("Catatan", 22.0),
    ];
    s.columns(columns);
    s.title("Tabel T-C.32");
    s.title(&format!("Usulan Program dan Kegiatan dari Para Pemangku Kepentingan Tahun {year}"));
    s.title(&format!("Kabupaten {region}"));
    s.title(&format!("Nama Perangkat Daerah : {opd}"));
    s.blank();
    s.header();
    let chosen = s.random.some(&PROPOSALS, 5, 8);
    for (i, (name, measure, unit, count)) in chosen.into_iter().enumerate() {
        let row = s.row();
        s.number(row, 0, i as i64 + 1);
        s.text(row, 1, name);
        let village = s.random.pick(&crate::names::VILLAGES);
        s.text(row, 2, &format!("Desa {}", in_words(village)));
        s.text(row, 3, measure);
        let count = count + s.random.between(0, 20);
        s.quantity(row, 4, count, unit);
        s.text(row, 5, ["Usulan Musrenbang Kecamatan", "Pokok pikiran DPRD", "-"][i % 3]);
    }
    s.signature(HEAD);
}

fn tc33(s: &mut Sheet) {
    let (region, _, year) = office(s);
    let plan = work(&mut s.random, Depth { urusan: true, subs: true, most_kegiatan: 2 });
    let money = s.random.pick(&[
        "Kebutuhan Dana/ Pagu Indikatif",
        "Kebutuhan Dana/Pagu Indikatif (Rp)",
        "PAGU INDIKATIF (RP.)",
    ]);
    let (now, next) = (format!("Rencana Tahun {year}"), format!("Prakiraan Maju Rencana Tahun {}", year + 1));
    s.columns(vec![
        column("Kode", 18.0).code(6),
        column("Urusan/Bidang Urusan Pemerintahan Daerah dan Program/Kegiatan/Sub Kegiatan", 40.0),
        column("Indikator Kinerja Program/Kegiatan/Sub Kegiatan", 32.0),
        column(&format!("{now}|Lokasi"), 14.0),
        column(&format!("{now}|Target capaian kinerja"), 12.0),
        column(&format!("{now}|{money}"), 16.0),
        column(&format!("{now}|Sumber Dana"), 10.0),
        column("Catatan Penting", 12.0),
        column(&format!("{next}|Target capaian kinerja"), 12.0),
        column(&format!("{next}|{money}"), 16.0),
    ]);
    s.title("Tabel T-C.33");
    s.title(&format!(
        "Rumusan Rencana Program dan Kegiatan Perangkat Daerah Tahun {year} dan Prakiraan Maju Tahun {}",
        year + 1
    ));
    s.title(&format!("Kabupaten {region}"));
    s.title(&format!("Nama Perangkat Daerah : {}", plan.bidang.opd));
    s.blank();
    s.header();
    let mut rows = Vec::new();
    for node in &plan.nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        s.code(row, 0, &node.code);
        s.text(row, 1, &node.name);
        if !node.unit.is_empty() {
            s.text(row, 2, &indicator(node));
            s.text(row, 3, &format!("Kab. {region}"));
            kinerja(s, row, 4, node, 2, 70);
            kinerja(s, row, 8, node, 2, 70);
        }
        if node.leaf {
            let amount = s.random.money(12_000_000, 600_000_000);
            s.amount(row, 5, amount);
            let source = s.random.pick(&["DAU", "PAD", "DAK"]);
            s.text(row, 6, source);
            let next = (amount * Decimal::new(105, 2) / Decimal::from(500)).floor() * Decimal::from(500);
            s.amount(row, 9, next);
        }
        rows.push(row);
    }
    levels(s, &plan.nodes, &rows, &[5, 9]);
    if s.layout.total {
        total(s, &plan.nodes, &rows, &[5, 9], (0, 4), "JUMLAH");
    }
    s.signature(HEAD);
}
