//! Layouts that other offices use: workings below a table, exports, targets beside money, budgets of ministries.
//! Each consistent table is silent, and a changed figure is found where the layout says what it must be.

#[path = "common/budget.rs"]
mod budget;

use budget::{changed, finds, finds_just, said, sheet};
use renja::check::{Selection, check};
use renja::model::{Book, Cell, CellContent, Lang, Severity, Sheet};

/// Returns the sheet rows of the items in the tables of a sheet, counted from 1.
fn rows(lines: &str) -> Vec<u32> {
    let book = Book { sheets: vec![sheet(lines)], ..Book::default() };
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    renja.tables.iter().flat_map(|table| &table.items).map(|item| item.first_row + 1).collect()
}

/// Calculations that somebody left below the total are no rows, however large their figures.
#[test]
fn workings_below_the_total() {
    let lines = "Rincian Beban Usaha
Kode | Uraian | Januari | Februari | Maret
91.01 | Beban Sumber | 4.000.000 | 5.000.000 | 6.000.000
91.02 | Beban Pompa | 1.000.000 | 2.000.000 | 3.000.000
91.03 | Beban Kantor | 7.000.000 | 8.000.000 | 9.000.000
 | JUMLAH | =SUM(C3:C5) | =SUM(D3:D5) | =SUM(E3:E5)
 |  |  |  |
 | =C3-C3 |  | 9.541.000 | =E3+E4
 | =C4-C4 | =C6+D6 |  | 30.949.200
 |  |  | 26.420.950 | ";
    assert_eq!(rows(lines), [3, 4, 5, 6]);
    finds_just(lines, &[("D6", "16.000.000", &["ARI101 D6"])]);
}

/// A total without a label below a blank row adds up the rows above, and remains one.
#[test]
fn a_total_without_a_label_behind_a_gap() {
    finds_just(
        "Rekap Belanja
No | Uraian | Pagu | Realisasi | Tahun Lalu
1 | Belanja Pegawai | 40.000.000 | 38.000.000 | 37.000.000
2 | Belanja Barang | 25.000.000 | 21.000.000 | 22.000.000
3 | Belanja Modal | 90.000.000 | 64.000.000 | 65.000.000
4 | Belanja Hibah | 15.000.000 | 11.000.000 | 12.000.000
 |  |  |  |
 |  | =SUM(C3:C6) | =SUM(D3:D6) | =SUM(E3:E6)",
        &[("D8", "130.000.000", &["ARI101 D8"])],
    );
}

/// A range that was set a row too high takes the last part of a subtotal again and leaves out the row below it.
#[test]
fn a_range_shifted_by_a_row() {
    let lines = "Perhitungan Hari Pengawasan
No | Uraian | Ketua | Anggota | Jumlah
1 | Reviu laporan keuangan | 10 | 20 | =C3+D3
2 | Audit kinerja | 30 | 60 | =C4+D4
3 | Monitoring temuan | 15 | 33 | =C5+D5
 | JUMLAH HP | =SUM(C3:C5) | =SUM(D3:D5) | =SUM(E3:E5)
 | Pre Memorial (PM) 30% |  |  | =E6*30%
 | TOTAL JUMLAH HP |  |  | =SUM(E6:E7)";
    assert_eq!(said(sheet(lines)), [""; 0]);
    let found = said(changed(lines, "E8", "=SUM(E5:E6)"));
    // 168 + 50,4, and not 48 + 168.
    assert!(
        found.iter().any(|found| found.starts_with("ARI101 E8") && found.contains("218,4")),
        "{found:#?}"
    );
}

/// An export names program and kegiatan on each row: the program's short code has no sum of its own, and a
/// kegiatan of another region has its own code.
#[test]
fn an_export_of_several_regions() {
    let row = |region: u32, program: &str, code: &str, name: &str, amount: &str| {
        format!(
            "{region} | {program} | Program {program} | {code} | {name} | - | {amount} | 1 | Unit | Dinas {region}"
        )
    };
    let mut lines = "kodedaerah | kodeprogram | nama_program | kodekegiatan | kegiatan | indikator | anggaran | target2020 | satuan | skpd".to_owned();
    for (place, region) in [7602, 1223, 3216, 3300, 6103].into_iter().enumerate() {
        let amount = |n: usize| format!("{}.{:03}.000", 14 + place * 7 + n, 100 + n * 37);
        for (n, program) in ["19", "15", "25"].into_iter().enumerate() {
            let code = format!("1.04.{program}.{:02}", n + 1);
            let name = format!("Pembangunan sarana {program} tahap {place}");
            lines.push('\n');
            lines.push_str(&row(region, program, &code, &name, &amount(n)));
        }
    }
    assert_eq!(said(sheet(&lines)), [""; 0]);
}

/// What a kegiatan is to reach is no sum of the targets below it; its money is.
#[test]
fn targets_beside_money() {
    finds_just(
        "Capaian Output Tahun 2024
KODE | URAIAN | CAPAIAN | SATUAN CAPAIAN | PAGU ANGGARAN | REALISASI ANGGARAN
3331.BDB | Fasilitasi Lembaga | 3 | Lembaga | 170.000.000 | 120.000.000
3331.BDB.001 | Faskes yang difasilitasi | 2 | Lembaga | 100.000.000 | 70.000.000
151 | Pertemuan | 7 | Laporan | 60.000.000 | 45.000.000
152 | Pembinaan | 4 | Laporan | 40.000.000 | 25.000.000
3331.BDB.002 | Lembaga yang dibina | 9 | Lembaga | 70.000.000 | 50.000.000
151 | Sosialisasi | 6 | Laporan | 30.000.000 | 28.000.000
153 | Pelatihan | 5 | Laporan | 40.000.000 | 22.000.000
3331.FBA | Pembinaan Daerah | 6 | Daerah | 55.000.000 | 31.000.000
3331.FBA.001 | Daerah yang dibina | 8 | Daerah | 55.000.000 | 31.000.000
151 | Bimbingan | 2 | Laporan | 35.000.000 | 18.000.000
154 | Pendampingan | 3 | Laporan | 20.000.000 | 13.000.000",
        &[("F4", "71.000.000", &["ARI106 F4"]), ("E8", "31.000.000", &["ARI106 E7"]), ("C4", "40", &[])],
    );
}

/// Financing that a list states as a plain sum year after year is its custom; in one column it is a mistake.
#[test]
fn financing_as_a_plain_sum() {
    let lines = "Ringkasan APBD
Kode | Uraian | 2021 | 2022 | 2023 | 2024
6 | PEMBIAYAAN DAERAH | 50.000.000 | 64.000.000 | 39.000.000 | 75.000.000
6.1 | PENERIMAAN PEMBIAYAAN DAERAH | 60.000.000 | 71.000.000 | 51.000.000 | 93.000.000
6.1.01 | SiLPA Tahun Sebelumnya | 60.000.000 | 71.000.000 | 51.000.000 | 93.000.000
6.2 | PENGELUARAN PEMBIAYAAN DAERAH | 10.000.000 | 7.000.000 | 12.000.000 | 18.000.000
6.2.02 | Penyertaan Modal Daerah | 10.000.000 | 7.000.000 | 12.000.000 | 18.000.000";
    finds(lines, &[("D3", "78.000.000", "ARI106 D3")]);
    let gross = lines.replacen(
        "50.000.000 | 64.000.000 | 39.000.000 | 75.000.000",
        "70.000.000 | 78.000.000 | 63.000.000 | 111.000.000",
        1,
    );
    assert_eq!(said(sheet(&gross)), [""; 0]);
}

/// The lower row of a header that comes back with other columns is no row of the table.
#[test]
fn a_lower_header_row_with_other_columns() {
    let lines = "Rekap Persediaan
Bulan | Awal | < | Masuk | <
 | Volume | Jumlah (Rp) | Volume | Jumlah (Rp)
Januari | 5 | 2.500.000 | 3 | 1.500.000
Februari | 7 | 3.500.000 | 4 | 2.000.000
Maret | 8 | 4.000.000 | 6 | 3.000.000
 |  |  |  |
Bulan | Awal | < | Masuk | <
 | Volume | Jumlah (Rp) | Jumlah (Rp) | Volume
April | 5 | 2.500.000 | 3 | 1.500.000
Mei | 7 | 3.500.000 | 4 | 2.000.000
Juni | 9 | 4.500.000 | 2 | 1.000.000";
    assert_eq!(rows(lines), [4, 5, 6, 10, 11, 12]);
}

/// A formula that leaves out an empty column is no slip, although the amounts are shown with two decimals.
#[test]
fn a_formula_without_an_empty_column() {
    finds_just(
        "Anggaran Kegiatan (Rp Miliar)
No | Kegiatan | 2010 | 2011 | 2012 | 2013 | Jumlah
1 | Pengawasan obat | =9001/7 | =8002/3 | =7001/3 | =6001/3 | =SUM(C3:F3)
2 | Pengawasan pangan |  | =8005/3 | =7004/3 | =6005/7 | =SUM(D4:F4)
3 | Pengujian sampel | =9004/7 | =8008/3 | =7007/9 | =6008/3 | =SUM(C5:F5)
4 | Pembinaan usaha | =9008/7 | =8011/3 | =7010/3 | =6011/3 | =SUM(C6:F6)
5 | Layanan pengaduan | =9010/7 | =8014/9 | =7013/3 | =6014/3 | =SUM(C7:F7)
6 | Pelatihan petugas | =9011/7 | =8015/7 | =7016/3 | =6016/3 | =SUM(C8:F8)
7 | Sarana laboratorium | =9012/7 | =8017/3 | =7018/7 | =6017/3 | =SUM(C9:F9)
8 | Penyidikan | =9013/7 | =8018/7 | =7019/3 | =6019/7 | =SUM(C10:F10)",
        &[("G5", "=SUM(D5:F5)", &["RUM206 G5"])],
    );
}

/// Fees that are the same for everybody are no evidence of what is computed from what.
#[test]
fn fees_that_everybody_pays() {
    let payer = |name: &str, months: u32| {
        let fee = |n: u32| format!("{}.{:03}", n * months / 1_000, n * months % 1_000);
        format!("{name} | {} | {} | {} | {} | 10.000", fee(35_000), fee(5_000), fee(2_500), fee(2_500))
    };
    let mut lines = "Iuran Warga\nNama | Sampah | Kematian | Iuran RT | Iuran RW | HUT".to_owned();
    for (name, months) in
        [("Ani", 1), ("Budi", 1), ("Cici", 2), ("Dedi", 1), ("Edi", 3), ("Fani", 1), ("Gani", 2)]
    {
        lines.push('\n');
        lines.push_str(&payer(name, months));
    }
    // One who pays a fee later than the others.
    assert_eq!(said(changed(&lines, "E5", "2.500")), [""; 0]);
}

/// The total of a table at the right makes no total of the row at its left.
#[test]
fn a_total_beside_another_table() {
    let lines = "Peserta Didik
Usia | L | P | Total | Penghasilan | L | P
< 6 tahun | 0 | 0 | 0 | Kurang dari 500 ribu | 20 | 25
6 - 12 tahun | 91 | 97 | 188 | 500 ribu sampai 2 juta | 40 | 33
13 - 15 tahun | 1 | 1 | 2 | Lebih dari 2 juta | 32 | 40
16 - 20 tahun | 0 | 0 | 0 | Total | =SUM(F3:F5) | =SUM(G3:G5)
> 20 tahun | 0 | 0 | 0 |  |  |
Total | 92 | 98 | 190 |  |  |";
    assert_eq!(said(sheet(lines)), [""; 0]);
}

/// Words above figures behind a gap head another table, whatever they say.
#[test]
fn another_table_with_unknown_words() {
    let lines = "Proporsi
Sektor | Nilai (Ribu Rupiah) | Nilai (Juta Rupiah) | Bagian
Padi | 4.741.056.000 | =B3/1000 | 40
Jagung | 1.331.291.000 | =B4/1000 | 30
Karet | 639.375.000 | =B5/1000 | 20
Kopi | 842.744.000 | =B6/1000 | 10
 |  |  |
Konsumsi pupuk |  |  |
 |  |  |
Sektor | Urea | ZA | NPK
Padi | 121.132 | 26.697 | 83.439
Jagung | 71.533 | 21.628 | 74.275
Karet | 178.089 | 62.078 | 15.245
Kopi | 37.521 | 13.079 | 32.119";
    assert_eq!(rows(lines).into_iter().take(4).collect::<Vec<_>>(), [3, 4, 5, 6]);
    finds_just(lines, &[]);
}

/// A broken reference is mentioned wherever it stands, once for each sheet, as a note.
#[test]
fn errors_outside_of_the_columns_of_figures() {
    let mut list = sheet(
        "Rekap Belanja
Catatan: | lihat lampiran | 
No | Uraian | Pagu | Realisasi
1 | Belanja Pegawai | 40.000.000 | 38.000.000
2 | Belanja Barang | 25.000.000 | 21.000.000
 | Jumlah | =SUM(C4:C5) | =SUM(D4:D5)",
    );
    let broken = |text: &str| Cell { content: CellContent::NotANumber(text.into()), ..Cell::default() };
    list.cells.insert((1, 2), broken("#REF!"));
    let mut notes = Sheet { name: "Catatan".to_owned(), ..Sheet::default() };
    notes.cells.insert((3, 0), broken("#NAME?"));
    notes.cells.insert((4, 0), broken("#NAME?"));
    let book = Book { sheets: vec![list, notes], ..Book::default() };
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    let checked = check(&renja, &book, &Selection::default());
    let of_rule = checked.findings.iter().filter(|found| found.rule == "FMT102");
    let said: Vec<(String, Severity)> = of_rule.map(|f| (f.message.say(Lang::Id), f.severity)).collect();
    assert!(said.iter().all(|(_, severity)| *severity == Severity::Note), "{said:?}");
    let [(first, _), (second, _)] = said.as_slice() else { panic!("{said:?}") };
    assert!(
        first.starts_with(
            "1 sel lain di Realisasi berisi galat, atau rumus yang rujukannya hilang, misalnya “#REF!”: C2."
        ),
        "{first}"
    );
    assert!(second.starts_with("2 sel lain di Catatan berisi galat, atau rumus yang rujukannya hilang, misalnya “#NAME?”: A4, A5."), "{second}");
}

/// A blank column between the names and the figures separates no tables, although the rows at its left are numbered and
/// "Rincian" is a word of names. The code's name may stand behind one too.
#[test]
fn a_blank_column_inside_the_table() {
    finds(
        "Rencana Belanja
No | Kode Rekening | Uraian |  | Rincian Volume | Satuan | Tarif | Jumlah
1 | 5.1.02.01.01.0025 | Kertas |  | 4 | rim | 26.000 | 104.000
2 | 5.1.02.01.01.0026 | Tinta |  | 5 | botol | 27.000 | 135.000
3 | 5.1.02.01.01.0027 | Map |  | 6 | buah | 28.000 | 168.000
4 | 5.1.02.01.01.0028 | Amplop |  | 7 | dus | 29.000 | 203.000
 |  | Jumlah |  |  |  |  | 610.000",
        &[("H5", "186.000", "ARI107 H5"), ("H7", "601.000", "ARI101 H7")],
    );
    finds(
        "Rincian Belanja
Nama Sub Kegiatan | Kode Akun |  | Nama Akun | Nilai
Kesehatan Lingkungan | 5.1.02.01.01.0024 |  | Alat Tulis Kantor | 1.840.000
Kesehatan Lingkungan | 5.1.02.01.01.0052 |  | Makanan dan Minuman | 2.460.000
Promosi Kesehatan | 5.1.02.01.01.0024 |  | Alat Tulis Kantor | 1.520.000
Promosi Kesehatan | 5.1.02.01.01.0052 |  | Makanan dan Minuman | 7.350.000
Gizi Masyarakat | 5.1.02.01.01.0024 |  | Alat Tulis Kantor | 1.520.000
Gizi Masyarakat | 5.1.02.01.01.0052 |  | Makanan dan Minuman | 7.350.000
Kesehatan Ibu | 5.1.02.01.01.0024 |  | Alat Tulis Kantor | 1.650.000
Kesehatan Ibu | 5.1.02.01.01.0052 |  | Makanan dan Minuman | 6.350.000",
        &[("D7", "Makanan dan Minuman", "KOD106 B7")],
    );
}

/// An amount that has the percent format of the shares beside it is an amount.
#[test]
fn amounts_with_the_format_of_percentages() {
    let mut list = sheet(
        "Realisasi
Kode | Uraian | Pagu | Realisasi | Persen
5.1.01 | Pegawai | 40.000.000 | 38.000.000 | 95%
5.1.02 | Barang | 25.000.000 | 20.000.000 | 80%
5.1.03 | Hibah | 50.000.000 | 15.000.000 | 30%
5.1.04 | Modal | 80.000.000 | 60.000.000 | 75%
5.1.05 | Sosial | 16.000.000 | 4.000.000 | 25%",
    );
    let of_percent = list.cells.get(&(2, 4)).map(|cell| cell.format.clone()).expect("a percentage");
    for row in [3, 5] {
        list.cells.get_mut(&(row, 2)).expect("an amount").format = of_percent.clone();
    }
    assert_eq!(said(list), [""; 0]);
}
