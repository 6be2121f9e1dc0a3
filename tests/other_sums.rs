//! Sums in layouts of other offices: which rows a total, a level or a column is computed from, and where nothing says so.

#[path = "common/budget.rs"]
mod budget;

use budget::{add_line, changed, finds, finds_just, said, sheet};
use renja::model::{Cell, CellContent, Format, Sheet};
use rust_decimal::Decimal;

/// The credits of a trial balance are added up from the first account that has one, the debits over all: each total is
/// checked over the whole list.
#[test]
fn totals_of_a_trial_balance() {
    finds_just(
        "Neraca Saldo
No Akun | Nama Perkiraan | Debet | Kredit
101 | Kas | 6.200.000 | 
102 | Piutang Dagang | 2.240.000 | 
103 | Perlengkapan Kantor | 265.000 | 
104 | Sewa dibayar dimuka | 900.000 | 
105 | Bunga dibayar dimuka | 50.000 | 
111 | Peralatan Kantor | 6.600.000 | 
201 | Hutang Dagang |  | 1.800.000
202 | Hutang Wesel |  | 3.000.000
301 | Modal |  | 10.000.000
401 | Pendapatan Komisi |  | 5.700.000
402 | Pendapatan Sewa |  | 180.000
501 | Biaya Perlengkapan | 3.900.000 | 
502 | Biaya Pemeliharaan | 80.000 | 
503 | Biaya Iklan | 395.000 | 
504 | Biaya Telepon | 50.000 | 
 | Jumlah | =SUM(C3:C17) | =SUM(D9:D17)",
        &[("C18", "21.680.000", &["ARI101 C18"])],
    );
}

/// Rows in capitals and bold ones add up nothing if no such sum holds anywhere in the table: a blank cell of theirs is
/// no missing part.
#[test]
fn levels_by_look_that_no_sum_bears_out() {
    let lines = "Rencana Biaya Proyek
*Tenaga | Per Bulan | Jasa | Bulan
     Konsultan Proses | 3.750.000 | 33% | 3
     Ahli Informatika 1 | 4.000.000 | 33% | 3
     Magang | 900.000 | 33% | 3
(Bagian Tenaga) |  |  | 
*Pembelian Luar |  |  | 
     Modul Proses | 1.125.000 |  | 1
     Ahli Informatika 2 | 9.000.000 | 33% | 2
(Bagian Pembelian) |  |  | 
*Pengeluaran Tetap |  |  | 
*Risiko |  |  | 
   Cadangan Risiko | 25% |  | ";
    assert_eq!(said(sheet(lines)), [""; 0]);
}

/// A spreadsheet writes "… Total" below each group of a list.
#[test]
fn groups_with_the_word_for_total_at_the_end() {
    finds_just(
        "Belanja per Dinas
Dinas | Kelompok | Murni | Perubahan
01 - Dinas Kesehatan | 51 | 2.048.000 | 2.148.000
 | 52 | 26.000 | 36.000
 | 53 | 821.000 | 721.000
01 - Dinas Kesehatan Total |  | 2.895.000 | 2.905.000
02 - Dinas Pendidikan | 51 | 84.073.000 | 85.073.000
 | 52 | 1.451.000 | 1.551.000
 | 53 | 6.912.000 | 6.812.000
02 - Dinas Pendidikan Total |  | 92.436.000 | 93.436.000
Grand Total |  | 95.331.000 | 96.341.000",
        &[("C10", "92.463.000", &["ARI101 C10"]), ("D11", "96.431.000", &["ARI101 D11"])],
    );
}

/// An expense that formulas copy into the column of its kind is not computed from these columns.
#[test]
fn a_column_that_the_others_read() {
    let mut lines = "Arus Kas
Tanggal | Uraian | Terima | Keluar | Material | Upah | Lain-lain
 | Jumlah s/d minggu lalu | 190.000.000 | 121.819.000 | 65.799.000 | 28.323.000 | 17.648.000"
        .to_owned();
    for row in 4..16 {
        let amount = format!("{}.{:03}.000", row * 3, 100 + row * 7);
        let copy = format!("=D{row}");
        let (material, other) = if row % 3 == 0 { (copy, String::new()) } else { (String::new(), copy) };
        add_line(&mut lines, &format!(" | Belanja {row} |  | {amount} | {material} |  | {other}"));
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// Where formulas tell the levels, a row that only its print puts below another one is no part of it for certain.
#[test]
fn a_row_that_print_alone_puts_below_another() {
    let lines = "Perjanjian Kinerja
Program dan Kegiatan | Anggaran
*Program Kapasitas Aparatur | =B4+B5
Peningkatan Kapasitas Aparatur | 200.250.000
Pendidikan dan Pelatihan | 119.650.000
*Program Pelaporan Keuangan | =B7+B8
Penyusunan laporan semesteran | 28.736.700
Penyusunan laporan akhir tahun | 34.006.700
   Program Pengelolaan Keuangan | =B10+B11+B12
     Pengendalian Anggaran | 42.449.000
     Optimasi Aset Daerah | 257.358.040
     Penyusunan standar harga | 185.331.500";
    let found = said(sheet(lines));
    assert!(!found.iter().any(|found| found.starts_with("ARI106 B8")), "{found:#?}");
    // A number typed over the formula of one program is found nevertheless.
    let found = said(changed(lines, "B6", "62.734.400"));
    assert!(found.iter().any(|found| found.starts_with("ARI106 B6")), "{found:#?}");
}

/// A total below several subtotals that states only the last of them was copied. One row and its total are a table.
#[test]
fn totals_of_few_rows() {
    let lines = "Rencana Anggaran Biaya
No | Uraian | Jumlah
A | BAHAN
1 | Papan bekisting | 7.352.500
2 | Besi beton | 9.802.000
 | Sub Total A | 17.154.500
B | ALAT
1 | Sewa molen | 36.400.000
2 | Cangkul | 10.795.000
 | Sub Total B | 47.195.000
C | UPAH
1 | Tukang | 20.055.000
2 | Mandor | 7.040.000
 | Sub Total C | 27.095.000
 | JUMLAH (Rp.) | 91.444.500";
    finds_just(lines, &[("C15", "27.095.000", &["ARI101 C15"])]);
    finds_just(
        "Penerimaan
No Kode | Penerimaan | Jumlah
4.3.1.01 | BOS Reguler | 212.352.500
 | Total Penerimaan | 212.352.500",
        &[("C4", "21.235.250", &["ARI101 C4"])],
    );
}

/// A heading states what the total of the same name adds up, although the codes of its rows do not continue its own.
#[test]
fn a_heading_whose_total_has_its_name() {
    finds_just(
        "APBDes
Bidang | Rekening | Uraian | Anggaran
 | 4 | PENDAPATAN | 801.444.000
 | 4.1 | Pendapatan Asli Desa | 191.481.000
 | 4.2 | Pendapatan Transfer | 609.963.000
 |  | JUMLAH PENDAPATAN | 801.444.000
 | 5 | BELANJA | 530.286.000
1 |  | BIDANG PEMERINTAHAN DESA | 264.475.000
1.1 |  | Penghasilan Tetap | 176.316.500
1.2 |  | Sarana Prasarana | 88.158.500
2 |  | BIDANG PEMBANGUNAN DESA | 265.811.000
2.1 |  | Pendidikan | 95.282.500
2.2 |  | Pekerjaan Umum | 170.528.500
 |  | JUMLAH BELANJA | 530.286.000",
        &[("D7", "535.286.000", &["ARI106 D7"])],
    );
}

/// Figures do not put a row below another whose code is a neighbour's.
#[test]
fn neighbours_by_code() {
    finds_just(
        "Rincian Belanja
Kode | Uraian | Jumlah
5 | BELANJA DAERAH | 38.834.200
5.2 | BELANJA MODAL | 38.834.200
5.2.02 | Peralatan dan Mesin | 25.834.200
5.2.02.10 | Komputer | 25.834.200
5.2.02.10.01 | Komputer Unit | 25.834.200
 | [#] Kelompok 1 | 21.150.000
 | [-] Keterangan Sosialisasi | 21.150.000
 | Perjalanan dinas | 18.600.000
 | Kursi kerja | 2.550.000
 | [#] Kelompok 2 | 4.684.200
 | Cetak spanduk | 466.200
 | Flashdisk | 4.218.000
5.2.03 | Gedung dan Bangunan | 13.000.000
5.2.03.01 | Bangunan Gedung | 13.000.000
5.2.03.01.01 | Bangunan Gedung Kantor | 13.000.000",
        &[("C5", "38.834.200", &["ARI106 C5"])],
    );
}

/// The last column of a stock card is a running balance, whether it is called Sisa or Stok.
#[test]
fn a_stock_card() {
    finds(
        "Kartu Stok Semen
No | Tanggal | Uraian | Masuk | Keluar | Sisa
1 | 2 September | Stok awal | 300 |  | 300
2 | 3 September | Proyek A |  | 25 | 275
3 | 4 September | Proyek B |  | 43 | 232
4 | 5 September | Pembelian | 120 |  | 352
5 | 6 September | Proyek C |  | 61 | 291
6 | 7 September | Proyek A |  | 18 | 273",
        &[("F6", "325", "ARI108 F6")],
    );
}

/// A total above its rows whose formula picks some of them leaves out a row that is set as they are.
#[test]
fn a_total_at_the_top_that_leaves_out_a_row() {
    finds(
        "Perjanjian Kinerja
No | Program | Anggaran
 | JUMLAH | =C4+C7+C10
1 | Program Kesehatan | =SUM(C5:C6)
 | Gizi | 120.000.000
 | Imunisasi | 77.000.000
2 | Program Pendidikan | =SUM(C8:C9)
 | Buku | 12.000.000
 | Beasiswa | 88.000.000
3 | Program Pangan | =SUM(C11:C12)
 | Benih | 18.000.000
 | Pupuk | 28.000.000",
        &[("C3", "=C4+C7", "ARI101 C3")],
    );
}

/// A product may be written inside SUM.
#[test]
fn a_product_inside_a_sum() {
    finds(
        "Denda Angsuran
No | Nama | Pokok | Bulan | Denda
1 | Siti | 1.250.000 | 2 | =SUM(C3*D3*1%)
2 | Budi | 3.400.000 | 4 | =SUM(C4*D4*1%)
3 | Rina | 2.700.000 | 7 | =SUM(C5*D5*1%)
4 | Anto | 1.900.000 | 9 | =SUM(C6*D6*1%)",
        &[("E5", "198.000", "ARI107 E5")],
    );
}

/// Parts that mostly wait for their amounts make no sum wrong.
#[test]
fn levels_that_are_not_filled_in() {
    let lines = "Realisasi
Kode | Uraian | Pagu | Realisasi
5 | BELANJA | 90.000.000 | 45.000.000
5.1 | Operasi | 40.000.000 | 25.000.000
5.1.01 | Pegawai | 25.000.000 | 15.000.000
5.1.02 | Barang | 15.000.000 | 10.000.000
5.2 | Modal | 30.000.000 | 
5.2.01 | Tanah | 30.000.000 | 
5.3 | Tak Terduga | 20.000.000 | ";
    assert_eq!(said(sheet(lines)), [""; 0]);
}

/// Of the many sums of a regional product, one may be wrong: what all others show remains.
#[test]
fn figures_that_show_levels_and_a_total() {
    let parts: [[u64; 6]; 3] = [
        [124_648_430, 126_566_910, 128_897_580, 130_375_270, 131_458_040, 134_489_700],
        [5_966_960, 6_230_180, 5_808_720, 6_273_070, 6_396_570, 6_982_410],
        [33_184_560, 33_154_140, 32_924_950, 33_908_440, 35_864_080, 36_160_200],
    ];
    let number = |n: u64| {
        let digits = n.to_string();
        let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group));
        groups.collect::<Vec<_>>().join(".")
    };
    let line = |name: &str, of: &dyn Fn(usize) -> u64| {
        let figures: Vec<String> = (0..6).map(|year| number(of(year))).collect();
        format!("\n{name} | {}", figures.join(" | "))
    };
    let sum = |year: usize, times: u64| parts.iter().map(|part| part[year] * times).sum::<u64>();
    let head = "Produk Regional\nLapangan Usaha | 2018 | 2019 | 2020 | 2021 | 2022 | 2023";
    let mut levels = head.to_owned();
    for (sector, times) in [("Pertanian", 1), ("Industri", 3), ("Jasa", 7)] {
        levels += &line(sector, &|year| sum(year, times));
        for (name, part) in ["Pangan", "Hutan", "Ikan"].into_iter().zip(parts) {
            levels += &line(&format!("{name} {sector}"), &|year| part[year] * times);
        }
    }
    finds(&levels, &[("B3", "168.799.950", "ARI106 B3"), ("E8", "319.125.810", "ARI106 E7")]);
    let mut total = head.to_owned();
    for (name, part) in ["Pangan", "Hutan", "Ikan"].into_iter().zip(parts) {
        total += &line(name, &|year| part[year]);
    }
    total += &line("Produk Domestik Regional Bruto", &|year| sum(year, 1));
    finds(&total, &[("C6", "165.915.230", "ARI101 C6")]);
}

/// A difference from one tariff or another, whichever applies, is no difference from the first.
#[test]
fn a_column_computed_in_two_ways() {
    let mut lines = "Selisih Anggaran
No | Uraian | Anggaran | Realisasi | Komitmen | Selisih"
        .to_owned();
    for row in 1..=10 {
        let (real, first, second) = (9 + row * 2, 10, 8);
        let millions = |n: i32| format!("{n}.000.000").replace("-0", "0");
        let taken = if row <= 3 { second } else { first };
        let lower = if row <= 3 { millions(second) } else { String::new() };
        add_line(
            &mut lines,
            &format!(
                "{row} | Kegiatan {row} | {} | {} | {lower} | {}",
                millions(real),
                millions(first),
                millions(real - taken)
            ),
        );
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// A numbered item of a list is no total, although it is called one.
#[test]
fn numbered_items_that_are_called_totals() {
    let lines = "Laporan RT
No | Keterangan | Pemasukan | Beban
1 | Setoran Pak Sulton | 330.000 | 600.000
2 | Setoran Khotti | 660.000 | 75.000
3 | Setoran Yunita | 660.000 | 750.000
4 | Total Dama Bu Ifa | 920.000 | 750.000
5 | Total Dama Bu Nur | 770.000 | 600.000
6 | Total Dama Bu Desi | 660.000 | 900.000
7 | Saldo Sebelumnya | 13.936.000 | ";
    assert_eq!(said(sheet(lines)), [""; 0]);
}

/// Letters, Roman numerals and numbers with a dot number the levels of a plan. They are no codes.
#[test]
fn numbers_that_are_no_codes() {
    finds_just(
        "Realisasi Program
No | Program dan Kegiatan | Pagu | Realisasi
A | PROGRAM PENUNJANG | 158.027.000 | 78.478.000
I | Kegiatan Perencanaan | 27.046.000 | 13.478.000
1.1 | Sub Kegiatan Dokumen | 23.046.000 | 11.378.000
1.2 | Sub Kegiatan Evaluasi | 4.000.000 | 2.100.000
II | Kegiatan Keuangan | 130.981.000 | 65.000.000
2.1 | Sub Kegiatan Gaji | 127.281.000 | 63.000.000
2.2 | Sub Kegiatan Laporan | 3.700.000 | 2.000.000
B | PROGRAM INFORMASI | 424.690.000 | 211.068.000
III | Kegiatan Publik | 424.690.000 | 211.068.000
3.1 | Sub Kegiatan Media | 303.800.000 | 151.364.000
3.2 | Sub Kegiatan Konten | 120.890.000 | 59.704.000
 | JUMLAH | 582.717.000 | 289.546.000",
        &[("D7", "66.000.000", &["ARI106 D7"])],
    );
}

/// Rows that are far from their alleged parts in every column are parents of nothing: codes of an economic
/// classification begin anew in each section.
#[test]
fn codes_that_begin_anew_in_each_section() {
    let mut lines = "Dépenses
Numéro | Libellé | 2013 | 2014 | 2015"
        .to_owned();
    let add = |lines: &mut String, code: &str, name: &str, n: u64, times: u64| {
        let amount = |plus: u64| format!("{}.{:03}.000", (n + plus) * times, 431 * times % 1_000);
        add_line(lines, &format!("{code} | {name} | {} | {} | {}", amount(0), amount(7), amount(11)));
    };
    for group in [1, 3, 4, 6, 7, 8, 9, 11, 13, 14] {
        add(&mut lines, &format!("0.{group:02}"), "Section", 20 + group, 2);
        add(&mut lines, &format!("0.{group:02}.01"), "Traitements", 20 + group, 1);
        add(&mut lines, &format!("0.{group:02}.02"), "Indemnités", 20 + group, 1);
    }
    for (group, amounts) in [("0.15", "1.431.000 | 8.431.000 | 0"), ("0.16", "1.431.000 | 0 | ")] {
        add_line(&mut lines, &format!("{group} | Commission consultative | {amounts}"));
        for article in 11..15 {
            add(&mut lines, &format!("{group}.{article}"), "Frais", 300, 1);
        }
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// Claims and other net charges add up to the net charges, although "neto" may name a difference.
#[test]
fn a_net_item_between_totals() {
    finds_just(
        "Laba Rugi
Uraian | Cabang A | Cabang B | Cabang C | Cabang D | Cabang E
Klaim Bruto | 26.774.523 | 12.392.175 | 8.114.622 | 4.101.233 | 7.551.932
Klaim Reasuransi | 6.108.598 | 1.034.476 | 2.551.101 | 1.110.421 | 2.017.554
Jumlah Beban Klaim | 32.883.121 | 13.426.651 | 10.665.723 | 5.211.654 | 9.569.486
Beban Underwriting Lain Neto | 411.637 | 0 | 0 | 0 | 0
Jumlah Beban Klaim Neto | 33.294.758 | 13.426.651 | 10.665.723 | 5.211.654 | 9.569.486",
        &[("C7", "13.246.651", &["ARI101 C7"])],
    );
}

/// What was entered from another book, for formulas that compare it, is computed from none of the columns.
#[test]
fn a_typed_column_that_formulas_compare() {
    let mut lines = "Selisih Buku
Tanggal | Debet | Kredit | Debet - Kredit | Selisih | Pinjaman | Angsuran | Pinjaman - Angsuran"
        .to_owned();
    for row in 3..15 {
        let (loan, paid) = (500_000 + row * 7_300, 100_000 + row * 3_100);
        let other = if row % 6 == 0 { paid + 2_500 } else { paid };
        let thousands = |n: i32| format!("{}.{:03}.000", n / 1000, n % 1000);
        add_line(
            &mut lines,
            &format!(
                "Sampai tahap {row} | {} | {} | =B{row}-C{row} | =D{row}-H{row} | {} | {} | =F{row}-G{row}",
                thousands(loan),
                thousands(paid),
                thousands(loan),
                thousands(other)
            ),
        );
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// A condition that is not met gives its constant, whatever the formula computes otherwise.
#[test]
fn a_conditional_formula() {
    let mut lines = "Pinjaman Masjid
No | Uraian | Jenis | Masuk | Keluar | Pinjaman"
        .to_owned();
    for row in 3..13 {
        let kind = if row % 4 == 0 { 2 } else { 1 };
        let out = if row % 4 == 0 { String::new() } else { format!("{row}.100.000") };
        add_line(
            &mut lines,
            &format!(
                "{} | Titipan {row} | {kind} | {}.{}50.000 | {out} | =IF(C{row}=1,D{row}-E{row},0)",
                row - 2,
                row * 3,
                row % 9
            ),
        );
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// In a journal, the range of the debits ends before the last row, and that of the credits begins behind the first.
#[test]
fn totals_over_ranges_that_overlap() {
    finds_just(
        "Jurnal Umum
Tanggal | Keterangan | Debit | Kredit
1 Agustus | Gedung Kantor | 480.000.000 | 
 | Kas | 1.100.000.000 | 
 | Modal |  | 1.580.000.000
2 Agustus | Perlengkapan | 55.500.000 | 
 | Utang |  | 55.500.000
4 Agustus | Beban Sewa | 4.000.000 | 
 | Kas |  | 4.000.000
 | JUMLAH | =SUM(C3:C8) | =SUM(D4:D9)",
        &[("C10", "1.639.005.000", &["ARI101 C10"])],
    );
}

/// Weights of a total that the table does not state, near enough to the stated one for small weights to fit both.
#[test]
fn weights_of_another_base() {
    let mut lines = "Rencana Biaya
No | Uraian | Jumlah Harga | Bobot"
        .to_owned();
    let amounts = [
        2_100_000u64,
        1_300_000,
        1_900_000,
        900_000,
        700_000,
        1_500_000,
        48_234_845,
        45_671_515,
        58_307_000,
        184_670_000,
    ];
    let sum: u64 = amounts.iter().sum();
    // Rounded to two decimals of a percent, as shares of a total that is a percent larger.
    let weight = |amount: u64| (amount * 20_000 * 1_000 / (sum * 1_007)).div_ceil(2);
    for (row, amount) in amounts.into_iter().enumerate() {
        let basis_points = weight(amount);
        let percent = format!("{},{:02}%", basis_points / 100, basis_points % 100);
        let millions = format!("{}.{:03}.{:03}", amount / 1_000_000, amount / 1_000 % 1_000, amount % 1_000);
        add_line(&mut lines, &format!("{} | Pekerjaan {row} | {millions} | {percent}", row + 1));
    }
    let said = said(sheet(&lines));
    assert!(!said.iter().any(|said| said.starts_with("ARI113")), "{said:#?}");
}

/// Zero below each group of a column says that it is not added up.
#[test]
fn subtotals_of_zero() {
    let mut lines = "Rencana Biaya
No | Uraian | Volume | Bahan | Upah | Bahan dan Upah | Jumlah"
        .to_owned();
    for group in 1..=4 {
        add_line(
            &mut lines,
            &format!("{} | PEKERJAAN {group} |  |  |  |  | ", ["A", "B", "C", "D"][group - 1]),
        );
        let mut sum = 0;
        for item in 1..=3 {
            let (material, wage, volume) = (2_100 * item + 300 * group, 700 * item + 45 * group, item + 1);
            sum += (material + wage) * volume;
            let thousands = |n: usize| format!("{}.{:03}.000", n / 1_000, n % 1_000);
            add_line(
                &mut lines,
                &format!(
                    "{item} | Item {group}{item} | {volume} | {} | {} | {} | {}",
                    thousands(material),
                    thousands(wage),
                    thousands(material + wage),
                    thousands((material + wage) * volume)
                ),
            );
        }
        add_line(
            &mut lines,
            &format!(" | Sub Total {group} |  |  |  | 0 | {}.{:03}.000", sum / 1_000, sum % 1_000),
        );
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// A column names the levels, in words or numbers, and the codes show none: each row below continues no code above it.
#[test]
fn a_column_that_names_the_levels() {
    for words in [["Bagian", "Seksi", "Pos"], ["1", "2", "3"]] {
        let mut lines = "Anggaran Belanja
Jenis | Nomor | Uraian | 2024 | 2025
Bagian | 40 | Pendidikan | 29.812.500 | 34.105.250
Seksi | 40.0 | Kantor | 9.375.000 | 11.250.750
Pos | 74.000 | Kendaraan | 7.125.000 | 8.400.000
Pos | 74.010 | Mesin Kantor | 2.250.000 | 2.850.750
Seksi | 40.1 | Pengawasan | 1.687.500 | 2.115.000
Pos | 74.040 | Peralatan | 1.687.500 | 2.115.000
Seksi | 41.1 | Sekolah Menengah | 18.750.000 | 20.739.500
Pos | 54.080 | Gedung | 13.125.000 | 14.239.500
Pos | 74.000 | Kendaraan | 5.625.000 | 6.500.000
Bagian | 45 | Perumahan | 8.231.250 | 9.870.500
Seksi | 45.0 | Rumah Susun | 8.231.250 | 9.870.500
Pos | 51.003 | Pembangunan | 5.118.750 | 6.130.250
Pos | 53.008 | Tabungan | 1.312.500 | 1.440.250
Pos | 81.030 | Dana Perumahan | 1.800.000 | 2.300.000"
            .to_owned();
        for (word, level) in ["Bagian", "Seksi", "Pos"].into_iter().zip(words) {
            lines = lines.replace(word, level);
        }
        finds_just(&lines, &[("D9", "18.570.000", &["ARI106 D9"]), ("E14", "6.310.250", &["ARI106 E13"])]);
    }
}

/// An index adds up to nothing, though it is that of the only row below wherever there is just one.
#[test]
fn an_index_beside_amounts() {
    let mut lines = "Harga Konsumen\nTingkat | Uraian | Indeks | Nilai".to_owned();
    for group in 1..6 {
        for (level, name, index, amount) in [
            (1, "Kelompok", 104_250 + 310 * group, 46_125 + 52_305 * group),
            (2, "Golongan a", 103_120 + 310 * group, 21_075 + 31_205 * group),
            (3, "Barang a", 103_120 + 310 * group, 21_075 + 31_205 * group),
            (2, "Golongan b", 106_380 + 310 * group, 25_050 + 21_100 * group),
            (3, "Barang b", 106_380 + 310 * group, 25_050 + 21_100 * group),
        ] {
            let of = |n: i32| format!("{}.{:03}", n / 1000, n % 1000);
            add_line(&mut lines, &format!("{level} | {name} {group} | {} | {}", of(index), of(amount)));
        }
    }
    finds_just(&lines, &[("D8", "150.375", &["ARI106 D8"])]);
}

/// The same amount in two columns is one figure: 3.500.000 is the sum of the two amounts below by chance.
#[test]
fn one_amount_in_two_columns() {
    let lines = "Rencana Biaya
No | Uraian | Satuan | Ajuan | Disetujui
1 | Direksi Keet | ls | 4.000.000 | 4.000.000
2 | Bouwplank | m1 | 1.440.000 | 1.440.000
3 | Pembersihan | ls | 3.500.000 | 3.500.000
4 | Air Kerja | ls | 2.000.000 | 2.000.000
5 | Keamanan | ls | 1.500.000 | 1.500.000
 | Sub Total A |  | 12.440.000 | 12.440.000
1 | Galian Tanah | m3 | 2.750.000 | 2.750.000
2 | Urugan Pasir | m3 | 1.185.000 | 1.185.000
 | Sub Total B |  | 3.935.000 | 3.935.000";
    finds_just(lines, &[("D8", "12.400.000", &["ARI101 D8"])]);
}

/// The last amounts of a cash book repeat those of the row above, which is no sum of both.
#[test]
fn a_row_that_repeats_the_one_above() {
    let lines = "Arus Kas
Tanggal | Uraian | Terima | Keluar | Lain-lain | Biaya
1 | Saldo awal | 2.261.500 |  |  | 
2 | Air isi ulang |  | 3.250 | 3.250 | 3.250
3 | Penjualan tunai | 1.360.750 |  |  | 
4 | Ongkos kirim Sumber Rejeki |  | 1.211.500 | 1.211.500 | 1.211.500
5 | Ongkos kirim Maju Jaya |  | 1.211.500 | 1.211.500 | 1.211.500
 | Jumlah | 3.622.250 | 2.426.250 | 2.426.250 | 2.426.250";
    finds_just(lines, &[("C8", "3.622.520", &["ARI101 C8"])]);
}

/// 15% is the rate of a tax, and not the tax divided by the other deduction, which is 15 and would be 1.500%.
#[test]
fn a_rate_beside_two_deductions() {
    let mut lines = "Daftar Tunjangan\nNo | Nama | Tarif | Pajak | Iuran".to_owned();
    for (n, (rate, base)) in
        [(15, 158_009), (15, 71_656), (5, 11_078), (15, 39_437), (5, 43_326), (5, 32_715)]
            .into_iter()
            .enumerate()
    {
        let of = |n: i32| format!("{}.{:03}", n / 1000, n % 1000);
        add_line(&mut lines, &format!("{n} | Pegawai {n} | {rate}% | {} | {}", of(rate * base), of(base)));
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// Most members pay each month what they paid in another one, and one of them owed something then: a month is no sum of
/// another month and its debt.
#[test]
fn a_month_that_repeats_another_one() {
    let lines = "Iuran Anggota
Nama | Oktober | < | November | < | Desember | <
 | Jumlah Bayar | Kurang Bayar | Jumlah Bayar | Kurang Bayar | Jumlah Bayar | Kurang Bayar
Ahmad | 300.000 |  | 300.000 |  | 300.000 | 
Budi | 275.000 |  | 275.000 |  | 275.000 | 
Citra | 225.000 | 50.000 | 275.000 |  | 275.000 | 
Dewi | 400.000 |  | 400.000 |  | 400.000 | 
Eko | 350.000 |  | 350.000 |  | 350.000 | 
Fajar | 325.000 |  | 325.000 |  | 325.000 | 
Gita | 410.000 |  | 410.000 |  | 310.000 | 
Hadi | 260.000 |  | 260.000 |  | 260.000 | 
Indra | 255.000 |  | 255.000 |  | 255.000 | 
Joko | 420.000 |  | 420.000 |  | 420.000 | ";
    assert_eq!(said(sheet(lines)), [""; 0]);
}

/// A dash in a total says zero, so that the total before it, which has an amount there, is no part of it.
#[test]
fn totals_with_a_dash() {
    let lines = "Belanja per Dinas
Uraian | 2018 | 2017 | 2016 | 2015
Kantor Aktuaria |  |  |  | 
Pegawai | - | - | - | 3.919.097
Barang | - | - | - | 212.350
TOTAL DINAS | - | - | - | 4.131.447
Komisi Integritas |  |  |  | 
Pegawai | 4.300.492 | 4.004.843 | 3.769.327 | -
Barang | 2.813.937 | 2.653.619 | 2.924.944 | -
TOTAL DINAS | 7.114.429 | 6.658.462 | 6.694.271 | -
Badan Pensiun |  |  |  | 
Pegawai | 1.779.911 | 1.716.189 | 1.664.481 | 1.629.803
Barang | 532.026 | 492.506 | 450.506 | 748.092
TOTAL DINAS | 2.311.937 | 2.208.695 | 2.114.987 | 2.377.895";
    finds_just(lines, &[("C10", "6.568.462", &["ARI101 C10"])]);
}

/// Sales that came back are subtracted from what was sold where the figures say so.
#[test]
fn a_part_that_is_named_as_a_deduction() {
    finds_just(
        "Laba Rugi
Uraian | Januari | Februari | Maret
Penjualan | 695.140.000 | 597.955.000 | 471.186.000
Pengiriman | 1.250.000 | 1.310.000 | 985.000
Retur penjualan | 0 | 0 | 20.000
Subtotal Pendapatan | 696.390.000 | 599.265.000 | 472.151.000",
        &[("C6", "599.256.000", &["ARI101 C6"]), ("D6", "472.151.500", &["ARI101 D6"])],
    );
}

/// Totals that stand below the first of three columns and count the points of all three are no sums of that column.
#[test]
fn totals_of_several_columns() {
    let mut lines = "Penilaian Penyedia\nKode | Uraian | Kurang | Cukup | Baik".to_owned();
    for factor in 1..5 {
        add_line(&mut lines, &format!("{factor} | Kelompok {factor} |  |  | "));
        for (n, points) in [" |  | 13", "11 |  | ", " | 12 | ", " |  | 13", "11 |  | "].iter().enumerate() {
            add_line(&mut lines, &format!("{factor}.{} | Faktor {factor}{n} | {points}", n + 1));
        }
        add_line(&mut lines, &format!(" | Total Nilai Kelompok {factor} | 60 |  | "));
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
    // What a row does not add up in one column, it does not in another.
    assert_eq!(said(sheet(&format!("{lines}35"))), [""; 0]);
}

/// The entries of a ledger below the amounts that they explain have the opposite sign: they cancel these out, and are no
/// parts of the total.
#[test]
fn entries_that_cancel_out_the_amounts_above_them() {
    let mut lines = "Pemetaan Laporan
Uraian | < | 2021 | 2020
A. | Pendapatan
 | A.1 Kontribusi | 598.000 | 370.000"
        .to_owned();
    for account in 1..=4 {
        add_line(&mut lines, &format!("61310{account} | Kontribusi Cabang {account} | -149.500 | "));
    }
    add_line(&mut lines, " | A.2 Hasil Investasi | 229.000 | 140.000");
    for account in 1..=2 {
        add_line(&mut lines, &format!("63700{account} | Hasil Investasi {account} | -114.500 | "));
    }
    add_line(&mut lines, "Jumlah Pendapatan | | 827.000 | 510.000");
    finds_just(&lines, &[]);
}

/// A row amid others that begins with the word for a total adds up none of those below it.
#[test]
fn a_count_amid_the_amounts_of_a_form() {
    finds_just(
        "Bukti Potong
Uraian | Nilai (Rp)
Status Bukti Potong | 
Jumlah Bulan Bekerja | 5
Gaji | 60.000.000
Tunjangan Istri | 6.000.000
Tunjangan Anak | 2.400.000
Tunjangan Beras | 3.476.160",
        &[],
    );
}

/// Numbered rows below a row of its own measure are no parts of it, also where formulas show other sums of the sheet.
#[test]
fn numbered_measures_below_another_one() {
    finds_just(
        "Indikator Kinerja
Indikator | Januari | Februari | Maret
Sisa Stand | 100 | 100 | 100
a. Saldo Rata-Rata | 303 | 304 | 305
b. Pelunasan | 22 | 23 | 24
Pelanggan Baru | =SUM(B7:B8) | =SUM(C7:C8) | =SUM(D7:D8)
a. Rumah Tangga | 1.204 | 1.310 | 1.422
b. Industri | 3.310 | 3.450 | 3.561
Daya Tersambung | =SUM(B10:B11) | =SUM(C10:C11) | =SUM(D10:D11)
a. Rumah Tangga | 5.101 | 5.212 | 5.331
b. Industri | 7.455 | 7.501 | 7.612",
        &[],
    );
}

/// Rates below amounts are no parts of the sum of these: where the sum holds, they gave nothing.
#[test]
fn rates_that_a_sum_leaves_out() {
    let mut lines = "Gangguan
Unit | | Jan | Feb | Mar | Apr | Mei"
        .to_owned();
    for (unit, figures) in [
        ("*ULP Tolitoli", "3.295 | 3.301 | 3.312 | 3.340 | 3.351"),
        ("*ULP Leok", "3.921 | 3.930 | 3.944 | 3.951 | 3.962"),
        ("*ULP Bangkir", "3.229 | 3.240 | 3.251 | 3.266 | 3.275"),
    ] {
        add_line(&mut lines, &format!("{unit} | Total | {figures}"));
        add_line(&mut lines, " | Berulang | 0 | 0 | 0 | 0 | 1");
        add_line(&mut lines, " | Persen | 0 | 0 | 0 | 0 | 3");
    }
    add_line(&mut lines, "*UP3 | Total | 10.445 | 10.471 | 10.507 | 10.557 | 10.588");
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// Numbers beside signatures are no codes if one formula adds up a row and the one whose number its own seems to
/// continue, and no sum of several rows says otherwise: the same minutes in both rows are none.
#[test]
fn a_total_that_takes_rows_beside_numbered_signatures() {
    let lines = "Tanda Terima
No | Nama | NIP | Jabatan | Kelas | Menit | Beban Kerja | Prestasi Kerja | Tanda Tangan
1 | | NIP. | Pelaksana | 7 | 7.000 | 1.523.508 | 2.132.911 | 1
2 | | NIP. | Pelaksana | 6 | 7.000 | 1.323.911 | 1.853.475 | 2
 | | | | | | =SUM(G3:G4) | =SUM(H3:H4) |";
    let as_typed = |mut sheet: Sheet| {
        for (row, column) in [(2, 0), (2, 8), (3, 0), (3, 8)] {
            let number = sheet.cells.get_mut(&(row, column)).expect("a number");
            number.content = CellContent::Text((row - 1).to_string().into());
        }
        sheet
    };
    assert_eq!(said(as_typed(sheet(lines))), [""; 0]);
    let found = said(as_typed(changed(lines, "G5", "2.847.149")));
    assert!(matches!(&found[..], [only] if only.starts_with("ARI101 G5 ")), "{found:#?}");
}

/// A total of zero right below the heading of a group that has no rows adds up nothing.
#[test]
fn a_total_of_an_empty_group() {
    finds_just(
        "Analisa Harga Satuan
No | Uraian | Koefisien | Harga Satuan | Jumlah Harga
A | TENAGA | | |
1 | Pekerja | 2 | 100.000 | =C4*D4
2 | Mandor | 1 | 145.000 | =C5*D5
JUMLAH TENAGA | | | | =SUM(E4:E5)
B | BAHAN | | |
1 | Bata | 72 | 700 | =C8*D8
2 | Semen | 10 | 1.300 | =C9*D9
JUMLAH BAHAN | | | | =SUM(E8:E9)
C | PERALATAN | | |
JUMLAH ALAT | | | | 0
D | Jumlah (A+B+C) | | | =E6+E10",
        &[],
    );
}

/// A row that numbers the months amid rates of two months is not computed as they are.
#[test]
fn a_row_that_numbers_the_columns_of_rates() {
    let mut lines = "Pencapaian
Indikator | Target | < | < | < | < | Realisasi | < | < | < | < | Capaian | < | < | < | <
 | Jan | Feb | Mar | Apr | Mei | Jan | Feb | Mar | Apr | Mei | Jan | Feb | Mar | Apr | Mei"
        .to_owned();
    let rates = |row: usize| {
        ["G/B", "H/C", "I/D", "J/E", "K/F"].map(|pair| {
            let (a, b) = pair.split_once('/').expect("two columns");
            format!("={a}{row}/{b}{row}*100")
        })
    };
    for row in 4..12 {
        let rates = if row == 8 { ["1", "2", "3", "4", "5"].map(str::to_owned) } else { rates(row) };
        let figures = if row == 8 {
            "1 | 2 | 3 | 4 | 5 | 1 | 2 | 3 | 4 | 5".to_owned()
        } else {
            format!("{}0 | 20 | 30 | 40 | 50 | {row} | 15 | 27 | 37 | 44", row + 1)
        };
        let name = if row == 8 { "TARGET".to_owned() } else { format!("Penjualan {row}") };
        add_line(&mut lines, &format!("{name} | {figures} | {}", rates.join(" | ")));
    }
    finds_just(&lines, &[("M6", "57", &["RAS101 M6"])]);
}

/// What a changed volume costs is stated without a sign, whichever way it went.
#[test]
fn unsigned_products() {
    let mut lines = "Perbandingan Volume
No | Uraian | Selisih Volume | Harga Satuan | Dampak Biaya"
        .to_owned();
    for (row, change) in [204, 377, -57, 180, 265, -188, 37, 57, 6, -26, 91, 161].iter().enumerate() {
        let price = 238_600 + 1_000 * i32::try_from(row).expect("few rows");
        let grouped = |n: i32| format!("{}.{:03}", n / 1_000, n % 1_000);
        let cost = grouped((change * price).abs() / 1_000);
        let line = format!(
            "{} | Balok {row} | {change} | {} | {cost}.{:03}",
            row + 1,
            grouped(price),
            (change * price).abs() % 1_000
        );
        add_line(&mut lines, &line);
    }
    finds_just(&lines, &[("E8", "52.952.000", &["ARI107 E8"])]);
}

/// One total takes a hidden row that the totals of other columns leave out: it is said that the row counts, and not that
/// the total is wrong.
#[test]
fn a_hidden_row_that_one_of_two_totals_takes() {
    let lines = "Pengadaan
No | Paket | Anggaran | Realisasi
1 | Mobil | 120.000.000 | 118.000.000
2 | Meja | 45.500.000 | 44.900.000
3 | Layar | 138.000.000 | 0
4 | Kursi | 22.400.000 | 21.750.000
 | TOTAL | =SUM(C3:C6) | =SUM(D3,D4,D6)";
    let hidden = |mut sheet: Sheet| {
        sheet.hidden_rows.push(4);
        sheet
    };
    assert_eq!(said(hidden(sheet(lines))), [""; 0]);
}

/// In a grid of formulas, the typed cells of one column are reported as one finding.
#[test]
fn a_column_typed_in_a_grid_of_formulas() {
    let mut lines = "Harga Berlaku
Sektor | Selayar | Bulukumba | Bantaeng | Takalar | Gowa | Sinjai | Maros | Deflator"
        .to_owned();
    for row in 3..=12 {
        let rate = format!("=$I{row}*{row}");
        let typed = format!("{row}.441");
        add_line(
            &mut lines,
            &format!(
                "Sektor {row} | {rate} | {rate} | {typed} | {rate} | {rate} | {rate} | {rate} | 1.{row:03}"
            ),
        );
    }
    let found = said(sheet(&lines));
    assert!(matches!(&found[..], [only] if only.starts_with("RUM207 D3 ")), "{found:#?}");
}

/// Figures with four decimals are read in sen: half a sen each is what their sum may be off.
#[test]
fn the_sum_of_many_figures_with_four_decimals() {
    let mut sheet = sheet("Kondisi Kerja\nNo | Nama | Jumlah");
    let part = "2237470.6728".parse::<Decimal>().expect("a number");
    let mut add = |row: u32, name: &str, n: Decimal| {
        let text = |text: &str| Cell { content: CellContent::Text(text.into()), ..Cell::default() };
        sheet.cells.insert((row, 1), text(name));
        let format = Format(Some("#,##0".into()));
        sheet.cells.insert((row, 2), Cell { content: CellContent::Number(n), format, ..Cell::default() });
    };
    for row in 2..802 {
        add(row, &format!("Pegawai {row}"), part);
    }
    add(802, "JUMLAH", part * Decimal::from(800));
    assert_eq!(said(sheet), [""; 0]);
}

/// The last row of a column of shares may state their sum; it is then no share itself.
#[test]
fn a_sum_of_shares_in_the_last_row() {
    let mut lines = "Absensi
No | Nama | Persen Hadir | Pagu Hadir | Pagu Penuh"
        .to_owned();
    for (row, share) in [98, 99, 75, 97, 86, 93, 88, 91].iter().enumerate() {
        let whole = 2_000 + 137 * row;
        let granted = whole * share / 100 * 1_000 + whole * share % 100 * 10;
        let grouped = |n: usize| format!("{}.{:03}.{:03}", n / 1_000_000, n / 1_000 % 1_000, n % 1_000);
        let line = format!(
            "{} | Pegawai {row} | {share}% | {} | {}",
            row + 1,
            grouped(granted),
            grouped(whole * 1_000)
        );
        add_line(&mut lines, &line);
    }
    add_line(&mut lines, " | 0 | 727% | =SUM(D3:D10) | =SUM(E3:E10)");
    finds_just(&lines, &[("C6", "79%", &["RAS101 C6"])]);
}

/// A list of years names no levels.
#[test]
fn the_value_of_an_offer_by_years() {
    finds_just(
        "Penawaran sewa
Tahun | Lease Payment | PV Factor at 10% | PV Expense
1 | 280 | =1000/1100 | =B3*C3
2 | 280 | =1000/1210 | =B4*C4
3 | 280 | =1000/1331 | =B5*C5
4 | 280 | =10000/14641 | =B6*C6
5 | 280 | =100000/161051 | =B7*C7
 |  | Total | =SUM(D3:D7)",
        &[],
    );
}

/// A sale that has none of the instalments of the other rows is no sum of its row.
#[test]
fn a_sale_amid_instalments() {
    finds_just(
        "Penawaran beli
Tahun | Principal Payment | Interest Payment | Maintenance Expense | Total Expense | PV Factor | PV Expense
1 | 260.000 | 130.000 | 12.000 | =SUM(A3:D3) | =1000/1100 | =E3*F3
2 | 260.000 | 104.000 | 12.000 | =SUM(A4:D4) | =1000/1210 | =E4*F4
3 | 260.000 | 78.000 | 12.000 | =SUM(A5:D5) | =1000/1331 | =E5*F5
4 | 260.000 | 52.000 | 12.000 | =SUM(A6:D6) | =10000/14641 | =E6*F6
5 | 260.000 | 26.000 | 12.000 | =SUM(A7:D7) | =100000/161051 | =E7*F7
5 | Trade-in (130) |  |  | -130.000 | =100000/161051 | =E8*F8
 |  |  |  |  | Total | =SUM(G3:G8)",
        &[("E7", "393.000", &["ARI104 E7"])],
    );
}

/// Whoever keeps a list of contracts writes 0 for those that are closed: several equal values are no slips.
#[test]
fn the_same_value_in_several_rows_of_a_ratio() {
    let mut lines = "Kontrak\nKontrak | Hari Rencana | Hari Berjalan | Waktu Berjalan %".to_owned();
    for row in 0..14 {
        let (planned, gone) = (240 + row * 7, 300 + row * 13);
        let share = if row % 4 == 3 { 0 } else { gone * 1000 / planned };
        add_line(
            &mut lines,
            &format!("Pekerjaan {row} | {planned} | {gone} | {},{}%", share / 10, share % 10),
        );
    }
    finds_just(&lines, &[("D7", "99%", &["RAS101 D7"])]);
}

/// Paint for two kinds of ceiling takes its quantity from their rows, but has a price of its own and is no total.
#[test]
fn an_item_whose_quantity_takes_up_others() {
    finds_just(
        "Daftar Kuantitas
Uraian | Satuan | Lantai 1 | Lantai 2 | Volume | Harga | Jumlah
Plafon gipsum | m2 | 120 | 45 | =C3+D3 | 85.000 | =E3*F3
Plafon akustik | m2 | 60 | 25 | =C4+D4 | 125.500 | =E4*F4
Cat plafon | m2 | =C3+C4 | =D3+D4 | =C5+D5 | 21.300 | =E5*F5
List plafon | m | 84 | 37 | =C6+D6 | 12.750 | =E6*F6
Lampu | bh | 24 | 11 | =C7+D7 | 63.400 | =E7*F7
 |  |  |  |  |  | =SUM(G3:G7)",
        &[],
    );
}

/// Where other rows leave a part blank too and their totals hold, a typed total is wrong and the blank is not.
#[test]
fn a_blank_that_is_usual() {
    let lines = "Penyaluran
Kecamatan | Januari | Februari | Maret | Jumlah
Sananwetan | 1.250.000 | 1.310.000 |  | =SUM(B3:D3)
Kepanjenkidul | 2.140.000 | 2.215.000 |  | =SUM(B4:D4)
Sukorejo | 1.875.000 |  | 1.920.000 | =SUM(B5:D5)
Garum | 1.460.000 | 1.505.000 |  | =SUM(B6:D6)
Kademangan | 1.015.000 | 1.080.000 |  | =SUM(B7:D7)";
    finds_just(lines, &[("E6", "3.965.000", &["ARI104 E6"])]);
}

/// Two cells that a formula names one by one were chosen, whatever stands between them.
#[test]
fn an_allowance_for_two_posts() {
    let lines = "Tunjangan Jabatan
Jabatan | Nominal
Mudir | 500.000
Wakil Mudir | 300.000
Masul | 200.000
Wali Kelas | 100.000
Sekretaris | 50.000
Bendahara | 50.000
Sarpras | 25.000
Wali Kelas + Masul | =B6+B5
Wali Kelas + Sarpras | =B9+B6
Wakil Wali Kelas | 75.000
Rumah Tangga | 25.000
Wali Kelas + Rumah Tangga | =B13+B6
Wakil Wali Kelas + Sekretaris | =B7+B6

*Gaji Pokok
Lama Sekali | 200.000
Lama | 150.000
Sedang | 100.000
Baru | 50.000";
    finds_just(lines, &[]);
}

/// A row amid others that is called a total and states nothing but zeros is an attribute without a count.
#[test]
fn an_attribute_that_is_called_a_total() {
    finds_just(
        "5.2.1 | Populasi Ternak Menurut Desa/Kelurahan di Kecamatan |  | Jumlah Sapi |  | 11 | 20
 |  |  | Toko/ Warung Kelontong |  | 13 | 15
 |  |  | Warung/ Kedai Makan |  | 3 | 3
 |  |  | Total Tempat Tidur |  | 0 | 0
 |  |  | Tanah (dalam km) |  | 2 | 0.5 km",
        &[],
    );
}

/// A total that states more than its rows in several columns lacks a row. One wrong figure is one of one column.
#[test]
fn a_total_that_lacks_a_row() {
    let lines = "Penduduk
Provinsi | Jumlah 1971 | Jumlah 1980 | Jumlah 1990 | Jumlah 1995 | Jumlah 2000 | Jumlah 2010
Bali | 2.120.322 | 2.469.930 | 2.777.811 | 2.895.649 | 3.151.162 | 3.890.757
Maluku | 1.089.565 | 1.411.006 | 1.857.790 | 2.086.516 | 1.205.539 | 1.533.506
Papua | 923.440 | 1.173.875 | 1.648.708 | 1.942.627 | 2.220.934 | 2.833.381
Jumlah | 4.133.327 | 5.054.811 | 6.284.309 | 6.924.792 | 6.577.635 | 8.257.644";
    finds_just(lines, &[("C6", "5.610.161", &["ARI101 C6"])]);
    let found =
        said(sheet(&lines.replace("5.054.811 | 6.284.309 | 6.924.792", "5.610.161 | 7.032.059 | 7.764.511")));
    assert!(matches!(&found[..], [only] if only.starts_with("STR108 C6 ")), "{found:#?}");
}

/// An account that somebody noted below the totals of a list is no part of what the list adds up.
#[test]
fn an_account_behind_the_totals() {
    finds_just(
        "Realisasi
Kode Rekening | Uraian | Anggaran | Realisasi
5 | BELANJA DAERAH | 54.786.342 | 12.640.100
5.1 | BELANJA OPERASI | 54.786.342 | 12.640.100
5.1.01 | Belanja Pegawai | 54.454.901 | 12.500.000
5.1.01.01 | Gaji | 50.000.000 | 11.000.000
5.1.01.02 | Tunjangan | 4.454.901 | 1.500.000
5.1.02 | Belanja Barang dan Jasa | 331.441 | 140.100
5.1.02.01 | Belanja Barang | 200.000 | 100.000
5.1.02.02 | Belanja Jasa | 131.441 | 40.100
 | TOTAL BELANJA | 54.786.342 | 12.640.100

5.1.03 | Belanja Sewa Hotel | 91.350 | 12.000",
        &[("C5", "54.544.901", &["ARI106 C5"])],
    );
}

/// An error that a formula takes over from another cell is said once, where it arises.
#[test]
fn an_error_that_other_cells_take_over() {
    let mut lines = "Analisa\nUraian | Volume | Harga | Jumlah".to_owned();
    for row in 3..=32_u32 {
        add_line(&mut lines, &format!("Bahan {row} | {row} | {}.500 | =B{row}*C{row}", row * 7));
    }
    add_line(&mut lines, "Cadangan | 1 | 25.000 | =D5+D7");
    let mut broken = sheet(&lines);
    for at in [(4, 3), (32, 3)] {
        broken.cells.get_mut(&at).expect("a cell").content = CellContent::NotANumber("#VALUE!".into());
    }
    let found = said(broken);
    assert!(matches!(&found[..], [only] if only.starts_with("FMT102 D5 ")), "{found:#?}");
}

/// Where an office leaves most subtotals blank, one more is no slip.
#[test]
fn a_subtotal_that_is_usually_blank() {
    let lines = "Capaian
Kode | Uraian | Pagu
5 | Belanja | 100.000.000
5.1 | Belanja Modal | 60.000.000
5.1.01 | Tanah | 
5.1.02 | Gedung | 
5.1.03 | Jalan | 
5.2 | Belanja Operasi | 40.000.000
5.2.01 | Belanja Barang | 
5.2.02 | Belanja Pegawai | 25.000.000";
    let found = said(sheet(lines));
    assert!(!found.iter().any(|found| found.starts_with("ARI202")), "{found:#?}");
}

/// The factor of a column may stand at its head, among amounts.
#[test]
fn a_factor_at_the_head_of_its_column() {
    let mut lines = "Produk Domestik\nKomponen | 2019 | Proyeksi 2020\nFaktor | 1.000.000 | 3".to_owned();
    for row in 4..=24_u32 {
        add_line(&mut lines, &format!("Komponen {row} | {}.150.000 | =B{row}*3", row * 3));
    }
    finds_just(&lines, &[("C9", "94.350.000", &["ARI107 C9"])]);
}

/// Many rows that mix a code with the name of another one are one finding.
#[test]
fn many_rows_with_the_code_of_another_name() {
    let list = |mixed: u32| {
        let mut lines = "Belanja\nKode Barang | Nama Barang | Jumlah".to_owned();
        for row in 0..200_u32 {
            let (code, price) = (row % 20, 15_000 + row * 250);
            let name = if row < mixed { (code + 1) % 20 } else { code };
            let name = char::from_u32(u32::from('A') + name).expect("a letter").to_string().repeat(8);
            add_line(&mut lines, &format!("1.1.12.01.{code:05} | {name} | {price}"));
        }
        let found = said(sheet(&lines));
        found.iter().filter(|found| found.starts_with("KOD106")).count()
    };
    assert_eq!((list(3), list(18)), (3, 1));
}
