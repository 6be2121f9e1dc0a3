//! Budget tables of no known form: realisation reports, summaries, details of expenditure. One that
//! agrees is silent, however it is laid out; one changed figure is found at its cell, and is a
//! warning at most.

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

/// Figures that have nothing to do with each other are not made to agree.
#[test]
fn what_does_not_add_up_is_left_alone() {
    for lines in [
        // Funds that look like a hierarchy and are flat; ids beside amounts.
        "Kode | Uraian | Pagu | ID Paket
2.2.01 | Dana Alokasi Umum | 5.000.000 | 1.201
2.2.01.01 | Pendidikan | 9.000.000 | 1.202
2.2.01.02 | Kesehatan | 8.000.000 | 1.203
2.2.02 | Dana Alokasi Khusus | 4.000.000 | 1.204
2.2.02.01 | Fisik | 7.000.000 | 1.205
 | JUMLAH | 33.000.000 | 1.206",
        // A remainder of a year before, a percentage of something else.
        "Uraian | Pagu | Realisasi | Sisa Tahun Lalu | % Fisik
Jalan | 50.000.000 | 30.000.000 | 1.500.000 | 45,00%
Jembatan | 60.000.000 | 35.000.000 | 2.500.000 | 60,00%
Irigasi | 70.000.000 | 40.000.000 | 3.500.000 | 55,00%",
        // Financing: what is received less what is paid.
        "Kode | Uraian | Anggaran
6 | PEMBIAYAAN | 55.000.000
6.1 | PENERIMAAN PEMBIAYAAN | 65.000.000
6.2 | PENGELUARAN PEMBIAYAAN | 10.000.000",
    ] {
        assert_eq!(said(sheet(lines)), Vec::<String>::new(), "{lines}");
    }
}

/// A total without a word, and working cells below a table.
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
