//! Codes and names of the government's lists, and trees built from them.

use crate::programs::{BIDANG, Bidang};
use crate::random::Random;

/// A row of a table with levels.
#[derive(Clone, Debug)]
pub struct Node {
    pub code: String,
    pub name: String,
    /// The unit of the row's indicator; empty if the row has none.
    pub unit: &'static str,
    pub parent: Option<usize>,
    pub depth: usize,
    pub leaf: bool,
}

/// Returns the rows of `list` with these codes and every row above them, in the order of the list.
pub fn tree(list: &[(&str, &str)], codes: &[&str]) -> Vec<Node> {
    let above = |code: &str, of: &str| of == code || of.starts_with(&format!("{code}."));
    let taken: Vec<&(&str, &str)> =
        list.iter().filter(|(code, _)| codes.iter().any(|of| above(code, of))).collect();
    let mut out: Vec<Node> = Vec::new();
    for (code, name) in taken {
        let parent = (0..out.len()).rev().find(|i| above(&out[*i].code, code));
        let depth = parent.map_or(0, |p| out[p].depth + 1);
        if let Some(parent) = parent {
            out[parent].leaf = false;
        }
        let (code, name) = ((*code).to_owned(), (*name).to_owned());
        out.push(Node { code, name, unit: "", parent, depth, leaf: true });
    }
    out
}

/// Returns the children of a row, or the top-level rows for `None`.
pub fn children(nodes: &[Node], of: Option<usize>) -> Vec<usize> {
    (0..nodes.len()).filter(|i| nodes[*i].parent == of).collect()
}

/// Some of the programs, kegiatan and sub kegiatan of one office.
pub struct Work {
    pub bidang: &'static Bidang,
    pub nodes: Vec<Node>,
}

/// How deep the rows of a table go, and what stands above the programs.
#[derive(Clone, Copy)]
pub struct Depth {
    pub urusan: bool,
    pub subs: bool,
    /// Maximum number of kegiatan in a program; the minimum is 2 if the lists have as many.
    pub most_kegiatan: usize,
}

pub fn work(random: &mut Random, depth: Depth) -> Work {
    let bidang = &BIDANG[random.below(BIDANG.len())];
    let mut nodes: Vec<Node> = Vec::new();
    let mut push = |code: String, name: &str, unit, parent: Option<usize>| {
        if let Some(parent) = parent {
            nodes[parent].leaf = false;
        }
        let level = parent.map_or(0, |p| nodes[p].depth + 1);
        nodes.push(Node { code, name: name.to_owned(), unit, parent, depth: level, leaf: true });
        nodes.len() - 1
    };
    let mut top = None;
    if depth.urusan {
        let urusan = push(bidang.urusan.0.to_owned(), bidang.urusan.1, "", None);
        top = Some(push(bidang.code.to_owned(), bidang.name, "", Some(urusan)));
    }
    let indices: Vec<usize> = (0..bidang.programs.len()).collect();
    for p in random.some(&indices, 2, 4) {
        let program = &bidang.programs[p];
        let code = format!("{}.{}", bidang.code, program.code);
        let at = push(code.clone(), program.name, "%", top);
        let indices: Vec<usize> = (0..program.kegiatan.len()).collect();
        for k in random.some(&indices, 2, depth.most_kegiatan) {
            let kegiatan = &program.kegiatan[k];
            let code = format!("{code}.{}", kegiatan.code);
            let unit = kegiatan.subs[0].2;
            let at = push(code.clone(), kegiatan.name, unit, Some(at));
            if depth.subs {
                for sub in random.some(kegiatan.subs, 1, 4) {
                    push(format!("{code}.{}", sub.0), sub.1, sub.2, Some(at));
                }
            }
        }
    }
    Work { bidang, nodes }
}

/// Returns an indicator for a row: "Persentase …" for a program, "Jumlah …" for rows below it.
pub fn indicator(node: &Node) -> String {
    let lower = node.name.to_lowercase();
    let rest = lower.strip_prefix("program ").unwrap_or(&lower);
    if node.unit == "%" {
        format!("Persentase capaian {rest}")
    } else {
        format!("Jumlah {} {rest}", node.unit.to_lowercase())
    }
}

pub const REGIONS: [&str; 4] = ["Wanareja", "Karangsari", "Rawamerta", "Sukadana Baru"];
pub const VILLAGES: [&str; 4] = ["SUMBERAGUNG", "WONOSARI", "KARANGANYAR", "SUKAMAJU"];
pub const SCHOOLS: [&str; 3] = ["SDN 7 KARANGSARI", "SMPN 2 WANAREJA", "SDN 1 RAWAMERTA"];

/// Goods and services, with unit and price.
pub const ITEMS: [(&str, &str, i64); 20] = [
    ("Kertas HVS F4 70 gram", "Rim", 52_500),
    ("Tinta printer", "Botol", 125_000),
    ("Ballpoint", "Buah", 4_500),
    ("Map snelhecter", "Buah", 6_500),
    ("Materai 10.000", "Lembar", 10_000),
    ("Cetak spanduk", "M2", 35_000),
    ("Jilid laporan", "Buku", 27_500),
    ("Fotokopi", "Lembar", 300),
    ("Snack rapat", "Orang/Kali", 17_600),
    ("Makan rapat", "Orang/Kali", 38_500),
    ("Honorarium Narasumber", "Orang/Jam", 900_000),
    ("Honorarium Moderator", "Orang/Kali", 700_000),
    ("Perjalanan dinas dalam kota", "Orang/Kali", 150_000),
    ("Bahan bakar minyak", "Liter", 10_000),
    ("Sewa kursi", "Unit/Hari", 7_500),
    ("Meja kerja", "Unit", 2_350_000),
    ("Kursi kerja", "Unit", 1_275_000),
    ("Laptop", "Unit", 14_750_000),
    ("Flashdisk 32 GB", "Buah", 95_000),
    ("Odner", "Buah", 32_500),
];

/// Accounts of Permendagri 90/2019 and Kepmendagri 050-3708/2020.
pub const ACCOUNTS: &[(&str, &str)] = &[
    ("5", "BELANJA DAERAH"),
    ("5.1", "BELANJA OPERASI"),
    ("5.1.01", "Belanja Pegawai"),
    ("5.1.01.01", "Belanja Gaji dan Tunjangan ASN"),
    ("5.1.01.01.01", "Belanja Gaji Pokok ASN"),
    ("5.1.01.01.01.0001", "Belanja Gaji Pokok PNS"),
    ("5.1.01.01.02", "Belanja Tunjangan Keluarga ASN"),
    ("5.1.01.01.02.0001", "Belanja Tunjangan Keluarga PNS"),
    ("5.1.01.02", "Belanja Tambahan Penghasilan ASN"),
    ("5.1.01.02.01", "Tambahan Penghasilan berdasarkan Beban Kerja ASN"),
    ("5.1.01.02.01.0001", "Tambahan Penghasilan berdasarkan Beban Kerja PNS"),
    ("5.1.02", "Belanja Barang dan Jasa"),
    ("5.1.02.01", "Belanja Barang"),
    ("5.1.02.01.01", "Belanja Barang Pakai Habis"),
    ("5.1.02.01.01.0024", "Belanja Alat/Bahan untuk Kegiatan Kantor-Alat Tulis Kantor"),
    ("5.1.02.01.01.0025", "Belanja Alat/Bahan untuk Kegiatan Kantor-Kertas dan Cover"),
    ("5.1.02.01.01.0026", "Belanja Alat/Bahan untuk Kegiatan Kantor-Bahan Cetak"),
    ("5.1.02.01.01.0052", "Belanja Makanan dan Minuman Rapat"),
    ("5.1.02.02", "Belanja Jasa"),
    ("5.1.02.02.01", "Belanja Jasa Kantor"),
    ("5.1.02.02.01.0003", "Honorarium Narasumber atau Pembahas, Moderator, Pembawa Acara, dan Panitia"),
    ("5.1.02.02.01.0061", "Belanja Tagihan Listrik"),
    ("5.1.02.02.01.0063", "Belanja Kawat/Faksimili/Internet/TV Berlangganan"),
    ("5.1.02.04", "Belanja Perjalanan Dinas"),
    ("5.1.02.04.01", "Belanja Perjalanan Dinas Dalam Negeri"),
    ("5.1.02.04.01.0001", "Belanja Perjalanan Dinas Biasa"),
    ("5.1.02.04.01.0003", "Belanja Perjalanan Dinas Dalam Kota"),
    ("5.2", "BELANJA MODAL"),
    ("5.2.02", "Belanja Modal Peralatan dan Mesin"),
    ("5.2.02.05", "Belanja Modal Alat Kantor dan Rumah Tangga"),
    ("5.2.02.05.02", "Belanja Modal Alat Rumah Tangga"),
    ("5.2.02.05.02.0001", "Belanja Modal Mebel"),
    ("5.2.02.10", "Belanja Modal Komputer"),
    ("5.2.02.10.01", "Belanja Modal Komputer Unit"),
    ("5.2.02.10.01.0002", "Belanja Modal Personal Computer"),
    ("5.2.03", "Belanja Modal Gedung dan Bangunan"),
    ("5.2.03.01", "Belanja Modal Bangunan Gedung"),
    ("5.2.03.01.01", "Belanja Modal Bangunan Gedung Tempat Kerja"),
    ("5.2.03.01.01.0001", "Belanja Modal Bangunan Gedung Kantor"),
];

/// Accounts of Permendagri 13/2006 as amended by 59/2007.
pub const OLD_ACCOUNTS: &[(&str, &str)] = &[
    ("5", "BELANJA"),
    ("5.2", "BELANJA LANGSUNG"),
    ("5.2.1", "Belanja Pegawai"),
    ("5.2.1.01", "Honorarium PNS"),
    ("5.2.1.01.01", "Honorarium Panitia Pelaksana Kegiatan"),
    ("5.2.1.01.02", "Honorarium Tim Pengadaan Barang dan Jasa"),
    ("5.2.2", "Belanja Barang dan Jasa"),
    ("5.2.2.01", "Belanja Bahan Pakai Habis"),
    ("5.2.2.01.01", "Belanja Alat Tulis Kantor"),
    ("5.2.2.01.04", "Belanja Perangko, Materai dan Benda Pos Lainnya"),
    ("5.2.2.06", "Belanja Cetak dan Penggandaan"),
    ("5.2.2.06.01", "Belanja Cetak"),
    ("5.2.2.06.02", "Belanja Penggandaan"),
    ("5.2.2.11", "Belanja Makanan dan Minuman"),
    ("5.2.2.11.02", "Belanja Makanan dan Minuman Rapat"),
    ("5.2.2.15", "Belanja Perjalanan Dinas"),
    ("5.2.2.15.01", "Belanja Perjalanan Dinas Dalam Daerah"),
    ("5.2.2.15.02", "Belanja Perjalanan Dinas Luar Daerah"),
    ("5.2.3", "Belanja Modal"),
    ("5.2.3.29", "Belanja Modal Pengadaan Komputer"),
    ("5.2.3.29.02", "Belanja Modal Pengadaan Komputer/PC"),
];

/// Programs of Permendagri 13/2006 with their kegiatan.
pub const OLD_PROGRAMS: &[(&str, &str)] = &[
    ("01", "Program Pelayanan Administrasi Perkantoran"),
    ("01.01", "Penyediaan Jasa Surat Menyurat"),
    ("01.02", "Penyediaan Jasa Komunikasi, Sumber Daya Air dan Listrik"),
    ("01.08", "Penyediaan Jasa Kebersihan Kantor"),
    ("01.10", "Penyediaan Alat Tulis Kantor"),
    ("01.18", "Rapat-rapat Koordinasi dan Konsultasi ke Luar Daerah"),
    ("02", "Program Peningkatan Sarana dan Prasarana Aparatur"),
    ("02.07", "Pengadaan Perlengkapan Gedung Kantor"),
    ("02.22", "Pemeliharaan Rutin/Berkala Gedung Kantor"),
    ("02.24", "Pemeliharaan Rutin/Berkala Kendaraan Dinas/Operasional"),
    ("05", "Program Peningkatan Kapasitas Sumber Daya Aparatur"),
    ("05.01", "Pendidikan dan Pelatihan Formal"),
    ("05.03", "Bimbingan Teknis Implementasi Peraturan Perundang-undangan"),
    ("15", "Program Pengembangan Budaya Baca dan Pembinaan Perpustakaan"),
    ("15.01", "Pemasyarakatan Minat dan Kebiasaan Membaca"),
    ("15.02", "Pengembangan Minat dan Budaya Baca"),
    ("15.03", "Supervisi, Pembinaan dan Stimulasi pada Perpustakaan Umum"),
];

/// Returns the codes of a list that have none below them.
pub fn leaves<'a>(list: &[(&'a str, &'a str)]) -> Vec<&'a str> {
    let has_below = |code: &str| list.iter().any(|(other, _)| other.starts_with(&format!("{code}.")));
    list.iter().map(|(code, _)| *code).filter(|code| !has_below(code)).collect()
}

/// The months, as headers print them.
pub const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
