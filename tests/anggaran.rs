//! Budget tables of no known form: realisation reports, summaries, details of expenditure. A table whose
//! figures agree has no findings, however it is laid out. One changed figure is found at its cell; if only
//! the look of the rows or the figures themselves speak for the relation, the finding is a warning at most.

#[path = "common/budget.rs"]
mod budget;

use budget::{finds, said, sheet};

#[test]
fn a_realisation_report_by_account_code() {
    finds(
        "Laporan Realisasi Anggaran Tahun 2023
 |
Kode Rekening | Uraian | Anggaran | Realisasi | Sisa Anggaran | %
5 | BELANJA DAERAH | 100.000.000 | 80.000.000 | 20.000.000 | 80,00%
5.1 | BELANJA OPERASI | 60.000.000 | 51.000.000 | 9.000.000 | 85,00%
5.1.01 | Belanja Pegawai | 40.000.000 | 36.000.000 | 4.000.000 | 90,00%
5.1.02 | Belanja Barang dan Jasa | 20.000.000 | 15.000.000 | 5.000.000 | 75,00%
5.2 | BELANJA MODAL | 40.000.000 | 29.000.000 | 11.000.000 | 72,50%
5.2.02 | Belanja Modal Peralatan dan Mesin | 30.000.000 | 20.000.000 | 10.000.000 | 66,67%
5.2.03 | Belanja Modal Gedung | 10.000.000 | 9.000.000 | 1.000.000 | 90,00%
 | JUMLAH | 100.000.000 | 80.000.000 | 20.000.000 | 80,00%",
        &[
            ("C5", "61.000.000", "ARI106 C5"),
            ("D8", "28.000.000", "ARI106 D8"),
            ("E7", "6.000.000", "ARI104 E7"),
            ("F9", "76,67%", "RAS101 F9"),
            ("D11", "81.000.000", "ARI101 D11"),
        ],
    );
}

#[test]
fn a_report_with_its_own_number_row() {
    finds(
        "Realisasi Fisik dan Keuangan (RFK) Bulan Desember 2023
No | Program/Kegiatan | Pagu (Rp) | Realisasi | < | Sisa Pagu | Bobot
 |  |  | Rp | % |  |
1 | 2 | 3 | 4 | 5=4/3*100 | 6=3-4 | 7
1 | Penyediaan Jasa Surat Menyurat | 12.000.000 | 9.000.000 | 75,00 | 3.000.000 | 10
2 | Penyediaan Alat Tulis Kantor | 24.000.000 | 24.000.000 | 100 | 0 | 20
3 | Pemeliharaan Gedung | 36.000.000 | 30.000.000 | 83,33 | 6.000.000 | 30
4 | Pemeliharaan Kendaraan | 48.000.000 | 12.000.000 | 25,00 | 36.000.000 | 40
 | JUMLAH | 120.000.000 | 75.000.000 | 62,50 | 45.000.000 | 100",
        &[
            ("E7", "38,33", "RAS101 E7"),
            ("F5", "2.000.000", "ARI104 F5"),
            ("C9", "121.000.000", "ARI101 C9"),
            ("D9", "74.000.000", "ARI101 D9"),
        ],
    );
}

#[test]
fn levels_by_numbering_without_codes() {
    finds(
        "Daftar Pagu dan Realisasi
No | Uraian | Pagu | Realisasi | Sisa
I. | Bidang Kesehatan | 30.000.000 | 20.000.000 | 10.000.000
1. | Pelayanan Dasar | 10.000.000 | 8.000.000 | 2.000.000
2. | Pelayanan Rujukan | 20.000.000 | 12.000.000 | 8.000.000
II. | Bidang Pendidikan | 45.000.000 | 40.000.000 | 5.000.000
1. | Sekolah Dasar | 15.000.000 | 15.000.000 | 0
2. | Sekolah Menengah | 30.000.000 | 25.000.000 | 5.000.000
III. | Bidang Sosial | 7.000.000 | 7.000.000 | 0
1. | Bantuan | 7.000.000 | 7.000.000 | 0
 | JUMLAH | 82.000.000 | 67.000.000 | 15.000.000",
        &[
            ("C3", "31.000.000", "ARI106 C3"),
            ("D6", "41.000.000", "ARI106 D6"),
            ("E8", "6.000.000", "ARI104 E8"),
        ],
    );
}

#[test]
fn levels_by_bold_and_by_indentation() {
    for (program, kegiatan) in [("*", ""), ("", "  ")] {
        finds(
            &format!(
                "Ringkasan Belanja
Uraian | Sebelum Perubahan | Setelah Perubahan | Bertambah/Berkurang
{program}Belanja Operasi | 30.000.000 | 35.000.000 | 5.000.000
{kegiatan} Belanja Pegawai | 10.000.000 | 12.000.000 | 2.000.000
{kegiatan} Belanja Barang | 20.000.000 | 23.000.000 | 3.000.000
{program}Belanja Modal | 45.000.000 | 40.000.000 | -5.000.000
{kegiatan} Modal Tanah | 15.000.000 | 15.000.000 | 0
{kegiatan} Modal Gedung | 30.000.000 | 25.000.000 | -5.000.000
{program}Belanja Tidak Terduga | 7.000.000 | 7.000.000 | 0
{kegiatan} Tidak Terduga | 7.000.000 | 7.000.000 | 0
Total | 82.000.000 | 82.000.000 | 0"
            ),
            &[
                ("B3", "31.000.000", "ARI106 B3"),
                ("C6", "41.000.000", "ARI106 C6"),
                ("D5", "4.000.000", "ARI104 D5"),
            ],
        );
    }
}

#[test]
fn totals_across_the_columns() {
    finds(
        "Belanja menurut Sumber Dana
Nama OPD | Triwulan | < | < | < | Jumlah | Pengadaan | < | Total
 | I | II | III | IV |  | Lelang | Langsung |
Dinas Kesehatan | 10.000.000 | 11.000.000 | 12.000.000 | 13.000.000 | 46.000.000 | 40.000.000 | 6.000.000 | 46.000.000
Dinas Sosial | 20.000.000 | 21.000.000 | 22.000.000 | 23.000.000 | 86.000.000 | 80.000.000 | 6.000.000 | 86.000.000
Dinas Pariwisata | 5.000.000 | 6.000.000 | 7.000.000 | 8.000.000 | 26.000.000 | 20.000.000 | 6.000.000 | 26.000.000
Dinas Perikanan | 1.000.000 | 2.000.000 | 3.000.000 | 4.000.000 | 10.000.000 | 9.000.000 | 1.000.000 | 10.000.000
JUMLAH | 36.000.000 | 40.000.000 | 44.000.000 | 48.000.000 | 168.000.000 | 149.000.000 | 19.000.000 | 168.000.000",
        &[("F5", "85.000.000", "ARI104 F5"), ("I6", "25.000.000", "ARI104 I6"), ("B8", "35.000.000", "ARI101 B8")],
    );
}

#[test]
fn volume_times_price() {
    finds(
        "Rincian Belanja (RKA)
Kode Rekening | Uraian | Rincian Perhitungan | < | < | Jumlah (Rp)
 |  | Koefisien | Satuan | Harga Satuan |
5.1.02.01 | Belanja Barang Pakai Habis |  |  |  | 12.000.000
 | Kertas HVS F4 | 100 | rim | 60.000 | 6.000.000
 | Tinta printer | 20 | botol | 150.000 | 3.000.000
 | Map arsip | 3.000 | lembar | 1.000 | 3.000.000
5.1.02.02 | Belanja Jasa |  |  |  | 4.000.000
 | Honor narasumber | 4 | orang | 1.000.000 | 4.000.000
5.1.02.04 | Belanja Perjalanan Dinas |  |  |  | 9.000.000
 | Uang harian | 2 orang x 3 hari | OH | 500.000 | 3.000.000
 | Tiket | 2 orang | orang | 3.000.000 | 6.000.000",
        &[
            ("F6", "3.600.000", "ARI107 F6"),
            ("F11", "3.500.000", "ARI107 F11"),
            ("C7", "30", "ARI107 F7"),
            ("F4", "13.000.000", "ARI106 F4"),
        ],
    );
}

/// Figures that are not related are not forced to agree.
#[test]
fn what_does_not_add_up_is_left_alone() {
    for lines in [
        // Funds whose codes look like a hierarchy although the list is flat, and ids beside amounts.
        "Kode | Uraian | Pagu | ID Paket
2.2.01 | Dana Alokasi Umum | 5.000.000 | 1.201
2.2.01.01 | Pendidikan | 9.000.000 | 1.202
2.2.01.02 | Kesehatan | 8.000.000 | 1.203
2.2.02 | Dana Alokasi Khusus | 4.000.000 | 1.204
2.2.02.01 | Fisik | 7.000.000 | 1.205
 | JUMLAH | 33.000.000 | 1.206",
        // A remainder of an earlier year, and a percentage of something else.
        "Uraian | Pagu | Realisasi | Sisa Tahun Lalu | % Fisik
Jalan | 50.000.000 | 30.000.000 | 1.500.000 | 45,00%
Jembatan | 60.000.000 | 35.000.000 | 2.500.000 | 60,00%
Irigasi | 70.000.000 | 40.000.000 | 3.500.000 | 55,00%",
        // Financing: the net is receipts minus payments, not their sum.
        "Kode | Uraian | Anggaran
6 | PEMBIAYAAN | 55.000.000
6.1 | PENERIMAAN PEMBIAYAAN | 65.000.000
6.2 | PENGELUARAN PEMBIAYAAN | 10.000.000",
    ] {
        assert_eq!(said(sheet(lines)), Vec::<String>::new(), "{lines}");
    }
}

/// A last row of sums without a word such as "Jumlah" is a total; working figures below a table are not.
#[test]
fn a_last_row_without_a_name() {
    let table = "Nama OPD | Total Pagu | Gaji | Belanja
Dinas Kesehatan | 46.000.000 | 40.000.000 | 6.000.000
Dinas Sosial | 86.000.000 | 80.000.000 | 6.000.000
Dinas Pariwisata | 26.000.000 | 20.000.000 | 6.000.000";
    let total = format!("{table}\n | 158.000.000 | 140.000.000 | 18.000.000");
    finds(&total, &[("B5", "157.000.000", "ARI101 B5"), ("C5", "141.000.000", "ARI101 C5")]);
    assert_eq!(said(sheet(&format!("{table}\n | 1.250.000 | 7.300.000 | "))), Vec::<String>::new());
}

/// Typed totals without codes: of groups, of other totals, and of one total minus another. The table has
/// blank rows within it, a title below the header, and a total over amounts that stand in another column.
#[test]
fn totals_of_totals() {
    finds(
        "Laporan Realisasi Anggaran
No Urut | Uraian | Anggaran 2023 | Realisasi 2023 | Realisasi 2022
PEMERINTAH KABUPATEN CONTOH
1 | PENDAPATAN |  |  |
2 | PENDAPATAN ASLI DAERAH |  |  |
3 | Pajak Daerah | 40.000.000 | 41.000.000 | 39.000.000
4 | Retribusi Daerah | 12.000.000 | 11.000.000 | 10.000.000
5 | Jumlah Pendapatan Asli Daerah (3 s/d 4) | 52.000.000 | 52.000.000 | 49.000.000

6 | PENDAPATAN TRANSFER |  |  |
7 | Dana Alokasi Umum | 90.000.000 | 90.000.000 | 88.000.000
8 | Dana Bagi Hasil | 10.000.000 | 9.000.000 | 9.500.000
9 | Jumlah Pendapatan Transfer | 100.000.000 | 99.000.000 | 97.500.000
10 | JUMLAH PENDAPATAN | 152.000.000 | 151.000.000 | 146.500.000

11 | BELANJA |  |  |
12 | Belanja Pegawai | 80.000.000 | 78.000.000 | 77.000.000
13 | Belanja Barang | 50.000.000 | 48.000.000 | 47.000.000
14 | JUMLAH BELANJA | 130.000.000 | 126.000.000 | 124.000.000

15 | SURPLUS/(DEFISIT) | 22.000.000 | 25.000.000 | 22.500.000

 |  | Contoh, 31 Januari 2024",
        &[
            ("C8", "51.000.000", "ARI101 C8"),
            ("D11", "91.000.000", "ARI101 D13"),
            ("E14", "146.000.000", "ARI101 E14"),
            ("D19", "125.000.000", "ARI101 D19"),
            ("C21", "21.000.000", "ARI101 C21"),
        ],
    );
}

/// Sums carried over from page to page are checked. A running balance is not a sum, and an identity number
/// (NIK) is not an amount.
#[test]
fn sums_carried_on_and_balances() {
    finds(
        "Daftar
No | Uraian | Pagu | HPS
1 | Paket Satu | 10.000.000 | 9.000.000
2 | Paket Dua | 20.000.000 | 19.000.000
 | Jumlah dipindahkan | 30.000.000 | 28.000.000
No | Uraian | Pagu | HPS
 | Jumlah pindahan | 30.000.000 | 28.000.000
3 | Paket Tiga | 5.000.000 | 4.000.000
4 | Paket Empat | 7.000.000 | 6.000.000
 | JUMLAH SELURUHNYA | 42.000.000 | 38.000.000",
        &[("C5", "31.000.000", "ARI101 C5"), ("D10", "39.000.000", "ARI101 D10")],
    );
    finds(
        "Buku Kas Umum
No | Nama | NIK | Penerimaan | Pengeluaran | Saldo
1 | Uang persediaan | 3.273.010.101.900.037 | 90.000.000 |  | 90.000.000
2 | Belanja alat tulis | 3.273.010.101.900.074 |  | 4.000.000 | 86.000.000
3 | Belanja makan | 3.273.010.101.900.111 |  | 6.000.000 | 80.000.000
4 | Ganti uang | 3.273.010.101.900.148 | 10.000.000 |  | 90.000.000
 | Jumlah |  | 100.000.000 | 10.000.000 | 90.000.000",
        &[("E7", "11.000.000", "ARI101 E7"), ("D7", "91.000.000", "ARI101 D7")],
    );
}

/// Relations that the figures show and no word of the header states: sums of neighbouring columns, a
/// difference of two columns, and a year that is the sum of all its quarters.
#[test]
fn columns_that_figures_relate() {
    finds(
        "Anggaran Kas
Uraian | Anggaran | Januari | Februari | Maret | TW I | April | Mei | Juni | TW II
Gaji | 23.000.000 | 3.000.000 | 4.000.000 | 5.000.000 | 12.000.000 | 2.000.000 | 4.000.000 | 5.000.000 | 11.000.000
Barang | 11.000.000 | 1.000.000 | 2.000.000 | 2.500.000 | 5.500.000 | 1.500.000 | 3.000.000 | 1.000.000 | 5.500.000
Jasa | 20.000.000 | 7.000.000 | 1.000.000 | 3.000.000 | 11.000.000 | 2.000.000 | 6.000.000 | 1.000.000 | 9.000.000
Modal | 18.000.000 | 2.000.000 | 2.000.000 | 4.000.000 | 8.000.000 | 5.000.000 | 4.000.000 | 1.000.000 | 10.000.000",
        &[("F4", "5.600.000", "ARI104 F4"), ("J5", "8.000.000", "ARI104 J5"), ("B6", "17.000.000", "ARI104 B6")],
    );
    finds(
        "Daftar Gaji
Nama | Gaji | Tunjangan | Kotor | Iuran | Pajak | Potongan | Diterima
Ani | 4.000.000 | 400.000 | 4.400.000 | 320.000 | 20.000 | 340.000 | 4.060.000
Budi | 3.500.000 | 350.000 | 3.850.000 | 280.000 | 10.000 | 290.000 | 3.560.000
Cici | 5.000.000 | 600.000 | 5.600.000 | 400.000 | 45.000 | 445.000 | 5.155.000
Dedi | 3.000.000 | 300.000 | 3.300.000 | 240.000 | 5.000 | 245.000 | 3.055.000",
        &[("H4", "3.650.000", "ARI104 H4"), ("D5", "5.500.000", "ARI104 D5")],
    );
}

/// A report with the words of a plan but no column of the plan's money; a code spread over several columns
/// with headers of their own; an amount beside the title; years as headers.
#[test]
fn headers_that_look_like_others() {
    finds(
        "Realisasi Fisik dan Keuangan
No | Program / Kegiatan | Pagu Anggaran | Bobot (%) | Target Keu (%) | Realisasi Keu | Sisa | Ket
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
I | PROGRAM KEPEGAWAIAN | 30.000.000 | 37,50 | 100 | 27.000.000 | 3.000.000 |
1 | Mutasi | 10.000.000 | 12,50 | 100 | 9.000.000 | 1.000.000 |
2 | Promosi | 20.000.000 | 25,00 | 100 | 18.000.000 | 2.000.000 |
II | PROGRAM DIKLAT | 50.000.000 | 62,50 | 100 | 49.000.000 | 1.000.000 |
1 | Diklat Dasar | 50.000.000 | 62,50 | 100 | 49.000.000 | 1.000.000 |
 | JUMLAH | 80.000.000 | 100 | 400 | 76.000.000 | 4.000.000 |",
        &[
            ("C4", "31.000.000", "ARI106 C4"),
            ("G6", "2.500.000", "ARI104 G6"),
            ("F9", "75.000.000", "ARI101 F9"),
        ],
    );
    finds(
        "Rekapitulasi | Jumlah: | Rp. 90.000.000
 |
Kode | < | < | Uraian | Lokasi | Jumlah | <
Program | Kegiatan | Sub |  |  | 2023 | 2024
1 |  |  | Program Satu |  | 30.000.000 | 33.000.000
1 | 1 |  | Kegiatan Satu |  | 30.000.000 | 33.000.000
1 | 1 | 1 | Sub Satu | Kota | 10.000.000 | 11.000.000
1 | 1 | 2 | Sub Dua | Kota | 20.000.000 | 22.000.000
2 |  |  | Program Dua |  | 60.000.000 | 66.000.000
2 | 1 |  | Kegiatan Dua |  | 60.000.000 | 66.000.000
2 | 1 | 1 | Sub Tiga | Kota | 25.000.000 | 26.000.000
2 | 1 | 2 | Sub Empat | Kota | 35.000.000 | 40.000.000",
        &[("F6", "31.000.000", "ARI106 F6"), ("G10", "67.000.000", "ARI106 G10")],
    );
}

/// The accounts repeat below each sub kegiatan, either with all levels of their codes or with the innermost
/// only.
#[test]
fn accounts_that_begin_anew() {
    finds(
        "Belanja per Sub Kegiatan
Kode | Uraian | Pagu | Realisasi
5.03.02 | Program Kepegawaian | 55.000.000 | 50.000.000
5.03.02.2.01.0001 | Sub Satu | 30.000.000 | 28.000.000
5 | BELANJA | 30.000.000 | 28.000.000
5.1 | Operasi | 30.000.000 | 28.000.000
5.1.01 | Pegawai | 10.000.000 | 9.000.000
5.1.02 | Barang | 20.000.000 | 19.000.000
5.03.02.2.01.0002 | Sub Dua | 25.000.000 | 22.000.000
5 | BELANJA | 25.000.000 | 22.000.000
5.1 | Operasi | 21.000.000 | 18.500.000
5.1.02 | Barang | 15.000.000 | 13.500.000
5.1.03 | Bunga | 6.000.000 | 5.000.000
5.2 | Modal | 4.000.000 | 3.500.000",
        &[
            ("C9", "25.500.000", "ARI106 C9"),
            ("D11", "18.000.000", "ARI106 D11"),
            ("C6", "31.000.000", "ARI106 C6"),
        ],
    );
    finds(
        "Belanja per Sub Kegiatan
Kode | Uraian | Pagu | Realisasi
5.03.02.2.01.0001 | Sub Satu | 30.000.000 | 28.000.000
5.1.01.01 | Gaji | 10.000.000 | 9.000.000
5.1.02.01 | Barang | 20.000.000 | 19.000.000
5.03.02.2.01.0002 | Sub Dua | 26.000.000 | 23.000.000
5.1.01.01 | Gaji | 21.000.000 | 18.500.000
5.1.02.01 | Barang | 4.000.000 | 3.500.000
5.1.02.04 | Perjalanan | 1.000.000 | 1.000.000
5.03.02.2.02.0001 | Sub Tiga | 9.000.000 | 8.000.000
5.1.01.01 | Gaji | 7.000.000 | 6.500.000
5.1.02.01 | Barang | 2.000.000 | 1.500.000",
        &[("C3", "31.000.000", "ARI106 C3"), ("D6", "22.000.000", "ARI106 D6")],
    );
}

/// Only the figures show the levels: they are typed, without codes, and all rows look alike, as in an export.
#[test]
fn levels_by_figures() {
    finds(
        "Uraian | Pagu | Realisasi
Belanja Daerah | 80.000.000 | 72.000.000
Belanja Operasi | 35.000.000 | 32.000.000
Belanja Pegawai | 10.000.000 | 9.000.000
Belanja Barang | 20.000.000 | 18.000.000
Belanja Hibah | 5.000.000 | 5.000.000
Belanja Modal | 45.000.000 | 40.000.000
Modal Tanah | 15.000.000 | 15.000.000
Modal Gedung | 30.000.000 | 25.000.000
JUMLAH | 80.000.000 | 72.000.000",
        &[("B10", "81.000.000", "ARI101 B10")],
    );
    // "PAD" is an abbreviation and not a heading in capitals.
    finds(
        "Perkembangan APBD
Uraian | 2021 | 2022 | 2023
*Pendapatan Daerah | 60.000.000 | 63.000.000 | 66.000.000
*PAD | 20.000.000 | 21.000.000 | 22.000.000
*Transfer | 40.000.000 | 42.000.000 | 44.000.000
*Belanja Daerah | 45.000.000 | 48.000.000 | 51.000.000
*Operasi | 30.000.000 | 32.000.000 | 34.000.000
*Modal | 15.000.000 | 16.000.000 | 17.000.000
*Surplus/Defisit | 15.000.000 | 15.000.000 | 15.000.000",
        &[("C3", "64.000.000", "ARI106 C3"), ("D9", "16.000.000", "ARI101 D9")],
    );
}

/// A bill of quantities with numbered headings, tax and rounding; and averages beside sums.
#[test]
fn rows_that_tell_of_others() {
    finds(
        "Rencana Anggaran Biaya
No | Uraian Pekerjaan | Jumlah | Satuan | Harga Satuan | Jumlah Harga
I | PERSIAPAN |  |  |  |
1 | Pembersihan | 20 | m2 | 100.000 | 2.000.000
2 | Papan nama | 2 | buah | 500.000 | 1.000.000
 | Sub Jumlah I |  |  |  | 3.000.000
II | TANAH |  |  |  |
1 | Galian | 30 | m3 | 150.000 | 4.500.000
2 | Urugan | 10 | m3 | 250.000 | 2.500.000
 | Sub Jumlah II |  |  |  | 7.000.000
 | JUMLAH |  |  |  | 10.000.000
 | PPN 11% |  |  |  | 1.100.000
 | JUMLAH TOTAL |  |  |  | 11.100.000
 | DIBULATKAN |  |  |  | 11.000.000",
        &[("F5", "1.100.000", "ARI107 F5"), ("F11", "10.500.000", "ARI101 F11")],
    );
    finds(
        "Realisasi Bulanan
Bulan | Pendapatan | Belanja
Januari | 40.000.000 | 30.000.000
Februari | 30.000.000 | 25.000.000
Triwulan I | 70.000.000 | 55.000.000
Maret | 20.000.000 | 15.000.000
April | 50.000.000 | 45.000.000
Paruh kedua | 70.000.000 | 60.000.000
Rata-rata | 35.000.000 | 28.750.000
JUMLAH | 140.000.000 | 115.000.000",
        &[("B5", "71.000.000", "ARI101 B5"), ("C10", "116.000.000", "ARI101 C10")],
    );
    let rounded = "(dalam jutaan rupiah)
Uraian | 2022 | 2023
Pendidikan | 1.235 | 1.301
Kesehatan | 2.346 | 2.402
Sosial | 3.457 | 3.503
Jumlah | 7.039 | 7.206";
    finds(rounded, &[("B6", "7.139", "ARI101 B6")]);
}

/// Tables stand one below the other, each with its own header.
#[test]
fn tables_below_one_another() {
    finds(
        "Tabel A Pendapatan
No | Uraian | Target | Realisasi
1 | Pajak | 40.000.000 | 41.000.000
2 | Retribusi | 12.000.000 | 11.000.000
3 | Lain | 2.000.000 | 1.000.000
 | JUMLAH | 54.000.000 | 53.000.000

Tabel B Belanja per Triwulan
No | SKPD | TW I | TW II | Total
1 | Dinas A | 10.000.000 | 20.000.000 | 30.000.000
2 | Dinas B | 15.000.000 | 25.000.000 | 40.000.000
3 | Dinas C | 5.000.000 | 5.000.000 | 10.000.000
 | JUMLAH | 30.000.000 | 50.000.000 | 80.000.000",
        &[
            ("C6", "55.000.000", "ARI101 C6"),
            ("E11", "41.000.000", "ARI104 E11"),
            ("D13", "51.000.000", "ARI101 D13"),
        ],
    );
}

/// A single word among amounts is reported; many words show that the column does not hold money.
#[test]
fn a_word_among_amounts_and_a_column_of_words() {
    let with = |words: [&str; 3]| {
        let rows: Vec<String> = (1..=9)
            .map(|n| {
                let amount = format!("{n}.250.000");
                format!("{n} | Pekerjaan {n} | {amount} | {}", words.get(n - 1).unwrap_or(&amount.as_str()))
            })
            .collect();
        said(sheet(&format!("Daftar Pagu\nNo | Uraian | Pagu | Realisasi\n{}", rows.join("\n"))))
    };
    let one = with(["null", "2.250.000", "3.250.000"]);
    assert!(matches!(one.as_slice(), [said] if said.starts_with("FMT102 D3 ")), "{one:?}");
    assert!(with(["null", "belum", "lihat lampiran"]).is_empty());
}
