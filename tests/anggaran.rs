//! Budget tables of no known form: realisation reports, summaries, details of expenditure. One that
//! agrees is silent, however it is laid out; one changed figure is found at its cell, and is a
//! warning at most.

use renja::check::{Selection, check};
use renja::model::{Area, Book, Cell, CellContent, Format, Lang, Severity, Sheet, SheetId, column_name};
use rust_decimal::Decimal;

/// A sheet from lines of cells between pipes. A whole number with dots is an amount, `85,5%` a
/// percentage; `*` before a name sets it in bold, blanks indent it; `<` merges with the cell before.
fn sheet(lines: &str) -> Sheet {
    let mut sheet = Sheet { name: "Realisasi".to_owned(), ..Sheet::default() };
    for (row, line) in (0u32..).zip(lines.lines()) {
        for (column, text) in (0u32..).zip(line.split('|')) {
            if text.trim() == "<" {
                match sheet.merges.iter_mut().find(|a| a.contains(row, column - 1)) {
                    Some(area) => area.last_column = column,
                    None => sheet.merges.push(Area {
                        first_row: row,
                        last_row: row,
                        first_column: column - 1,
                        last_column: column,
                    }),
                }
            } else if let Some(cell) = cell(text) {
                sheet.cells.insert((row, column), cell);
            }
        }
    }
    sheet
}

fn cell(text: &str) -> Option<Cell> {
    let text = text.strip_suffix(' ').unwrap_or(text);
    let text = text.strip_prefix(' ').unwrap_or(text);
    if text.trim().is_empty() {
        return None;
    }
    let number = |text: &str| text.replace('.', "").replace(',', ".").parse::<Decimal>().ok();
    if let Some(percent) = text.strip_suffix('%').and_then(number) {
        let decimals = "0".repeat(percent.scale() as usize);
        let format =
            Format(Some(if decimals.is_empty() { "0%".into() } else { format!("0.{decimals}%").into() }));
        return Some(Cell {
            content: CellContent::Number(percent / Decimal::ONE_HUNDRED),
            format,
            ..Cell::default()
        });
    }
    let groups: Vec<&str> = text.split('.').collect();
    let grouped = groups.len() > 1
        && groups.iter().skip(1).all(|g| g.len() == 3 && g.chars().all(|c| c.is_ascii_digit()));
    if grouped || text.parse::<u32>().is_ok() {
        let format = Format(grouped.then(|| "#,##0".into()));
        return Some(Cell { content: CellContent::Number(number(text)?), format, ..Cell::default() });
    }
    let (text, bold) = text.strip_prefix('*').map_or((text, false), |rest| (rest, true));
    let indent = u8::try_from((text.len() - text.trim_start().len()) / 2).expect("few steps");
    Some(Cell { content: CellContent::Text(text.trim().into()), bold: Some(bold), indent, ..Cell::default() })
}

/// What is said of a sheet above a note: rule and cell.
fn said(sheet: Sheet) -> Vec<String> {
    let book = Book { sheets: vec![sheet], ..Book::default() };
    let renja = renja::normalize::normalize(&book, renja::forms::builtin());
    assert!(renja.tables.iter().any(|t| t.form.inferred && t.sheet == SheetId(0)), "a budget table is there");
    let findings = check(&renja, &book, &Selection::default()).findings;
    assert!(findings.iter().all(|f| f.severity <= Severity::Warning), "warnings at most");
    let loud = findings.iter().filter(|f| f.severity > Severity::Note);
    loud.map(|f| {
        format!("{} {}{} {}", f.rule, column_name(f.at.column), f.at.row + 1, f.message.say(Lang::Id))
    })
    .collect()
}

/// The layout is silent, and each change is found by the rule at the cell.
fn finds(lines: &str, changes: &[(&str, &str, &str)]) {
    let before = said(sheet(lines));
    assert!(before.is_empty(), "{before:#?}");
    for (place, to, expected) in changes {
        let mut changed = sheet(lines);
        let split = place.find(|c: char| c.is_ascii_digit()).expect("a row");
        let (letters, row) = place.split_at(split);
        let column = (0u32..26).find(|c| column_name(*c) == letters).expect("a column");
        let row: u32 = row.parse().expect("a row");
        let there = changed.cells.get_mut(&(row - 1, column)).expect("a cell to change");
        *there =
            Cell { bold: there.bold, indent: there.indent, ..cell(&format!(" {to} ")).expect("a value") };
        let after = said(changed);
        let is_there = |found: &String| found.starts_with(&format!("{expected} "));
        assert!(after.iter().any(is_there), "{place} = {to}: expected {expected}, said {after:#?}");
    }
}

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
