//! Budget tables of no known form whose levels show only in the sheet's own sums: there are no codes and no
//! numbers, and all rows look alike. A number typed over a formula is found if another column still has the
//! formula.

#[path = "common/budget.rs"]
mod budget;

use budget::finds_just;
use renja::model::{Class, Proposal};

/// Sums stand above their parts, and the total at the top.
#[test]
fn sums_above_their_parts() {
    let lines = "Ringkasan Belanja Tahun 2024
Uraian | Pagu | Realisasi | Tahun Lalu
Belanja Daerah | =B4+B8 | =C4+C8 | =D4+D8
Belanja Operasi | =SUM(B5:B7) | =SUM(C5:C7) | =SUM(D5:D7)
Belanja Pegawai | 10.000.000 | 9.000.000 | 8.000.000
Belanja Barang | 20.000.000 | 18.000.000 | 17.000.000
Belanja Hibah | 5.000.000 | 5.000.000 | 4.000.000
Belanja Modal | =SUM(B9:B10) | =SUM(C9:C10) | =SUM(D9:D10)
Modal Tanah | 15.000.000 | 15.000.000 | 14.000.000
Modal Gedung | 30.000.000 | 25.000.000 | 21.000.000";
    finds_just(
        lines,
        &[
            ("C4", "33.000.000", &["ARI106 C4"]),
            ("B8", "54.000.000", &["ARI106 B8"]),
            ("D3", "63.000.000", &["ARI106 D3"]),
            // A changed part is not an error: its formulas follow.
            ("B5", "11.000.000", &[]),
            // A formula that leaves out a row, and one that includes a row of another group.
            ("C4", "=SUM(C5:C6)", &["ARI106 C4", "RUM201 C4"]),
            ("B4", "=SUM(B5:B8)", &["ARI106 B4", "RUM202 B4"]),
        ],
    );
}

/// Totals stand below their parts, and one total is subtracted from another, as in a realisation report by
/// SAP (the government accounting standard).
#[test]
fn totals_below_their_parts() {
    let lines = "Laporan Realisasi Anggaran
Uraian | Anggaran | Realisasi | Tahun Lalu
PENDAPATAN |  |  |
PENDAPATAN ASLI DAERAH |  |  |
Pajak Daerah | 40.000.000 | 41.000.000 | 39.000.000
Retribusi Daerah | 12.000.000 | 11.000.000 | 10.000.000
Jumlah Pendapatan Asli Daerah | =SUM(B5:B6) | =SUM(C5:C6) | =SUM(D5:D6)
PENDAPATAN TRANSFER |  |  |
Dana Alokasi Umum | 90.000.000 | 90.000.000 | 88.000.000
Dana Bagi Hasil | 10.000.000 | 9.000.000 | 9.500.000
Dana Desa | 7.000.000 | 7.000.000 | 6.000.000
Jumlah Pendapatan Transfer | =SUM(B9:B11) | =SUM(C9:C11) | =SUM(D9:D11)
JUMLAH PENDAPATAN | =B7+B12 | =C7+C12 | =D7+D12
BELANJA |  |  |
Belanja Pegawai | 80.000.000 | 78.000.000 | 77.000.000
Belanja Barang | 50.000.000 | 48.000.000 | 47.000.000
JUMLAH BELANJA | =SUM(B15:B16) | =SUM(C15:C16) | =SUM(D15:D16)
SURPLUS/DEFISIT | =B13-B17 | =C13-C17 | =D13-D17";
    finds_just(
        lines,
        &[
            ("D7", "48.000.000", &["ARI101 D7"]),
            ("C12", "107.000.000", &["ARI101 C12"]),
            ("B13", "158.000.000", &["ARI101 B13"]),
            ("C18", "31.000.000", &["ARI101 C18"]),
            ("D16", "40.000.000", &[]),
        ],
    );
}

/// The same three groups, with their sums written in each of the ways that people use.
#[test]
fn whatever_way_the_sums_are_written() {
    type Way = (fn(&str, u32, u32) -> String, fn(&str) -> String);
    let ways: [Way; 4] = [
        (|c, first, last| format!("=SUM({c}{first}:{c}{last})"), |c| format!("=SUM({c}4,{c}8,{c}11)")),
        (
            |c, first, last| {
                format!("=+{}", (first..=last).map(|r| format!("{c}{r}")).collect::<Vec<_>>().join("+"))
            },
            |c| format!("={c}4+{c}8+{c}11"),
        ),
        (
            |c, first, last| format!("={c}{first}+SUM({c}{}:{c}{last})", first + 1),
            |c| format!("=SUM({c}5:{c}7)+SUM({c}9:{c}10)+{c}12+{c}13"),
        ),
        (
            |c, first, last| format!("=SUBTOTAL(9,{c}{first}:{c}{last})"),
            |c| format!("=SUBTOTAL(9,{c}4:{c}13)"),
        ),
    ];
    for (place, (group, all)) in ways.into_iter().enumerate() {
        let line = |name: &str, of: &dyn Fn(&str) -> String| {
            format!("{name} | {} | {} | {}\n", of("B"), of("C"), of("D"))
        };
        let mut lines = "Daftar\nUraian | Pagu | Realisasi | Pagu Lalu\n".to_owned();
        lines.push_str(&line("Seluruhnya", &|c| all(c)));
        let mut row = 4;
        for (name, parts) in [("Sekretariat", 3), ("Bidang Mutasi", 2), ("Bidang Diklat", 2)] {
            lines.push_str(&line(name, &|c| group(c, row + 1, row + parts)));
            for part in row + 1..=row + parts {
                let amount = |times: u32| format!("{}.{:03}.000", part * times, part * 37);
                let amounts = [amount(1), amount(2), amount(3)].join(" | ");
                lines.push_str(&["Rincian ", &part.to_string(), " | ", &amounts, "\n"].concat());
            }
            row += parts + 1;
        }
        // A SUBTOTAL skips the SUBTOTALs within its range, but not a number that was typed over one of them.
        let twice: &[&str] = &["ARI106 C3", "RUM202 C3", "ARI106 C4"];
        let c4 = if place == 3 { twice } else { &["ARI106 C4"] };
        finds_just(
            lines.trim_end(),
            &[("C4", "1.000.000", c4), ("B3", "77.000.000", &["ARI106 B3"]), ("B9", "12.500.000", &[])],
        );
    }
}

/// A row that every formula leaves out still belongs to its group if it is set like the parts and unlike
/// their sum. A number typed over the formulas of all columns is recognised as a sum because its siblings are
/// sums.
#[test]
fn rows_that_no_formula_takes() {
    let numbered = "Daftar
No | Uraian | Pagu | Realisasi
A | Sekretariat | =SUM(C4:C6) | =SUM(D4:D6)
1 | Gaji | 10.000.000 | 9.000.000
2 | Barang | 20.000.000 | 18.000.000
3 | Hibah | 5.000.000 | 4.000.000
B | Bidang Mutasi | =SUM(C8:C9) | =SUM(D8:D9)
1 | Perjalanan | 7.000.000 | 6.000.000
2 | Honor | 8.000.000 | 7.000.000
C | Bidang Diklat | =SUM(C11:C12) | =SUM(D11:D12)
1 | Diklat | 4.000.000 | 3.000.000
2 | Seminar | 2.000.000 | 1.000.000
 | JUMLAH | =C3+C7+C10 | =D3+D7+D10";
    finds_just(
        numbered,
        &[
            ("C3", "=SUM(C4:C5)", &["ARI106 C3", "RUM201 C3"]),
            ("D10", "=D12", &["ARI106 D10"]),
            ("C13", "=C3+C7", &["ARI101 C13", "RUM201 C13"]),
            ("D13", "48.500.000", &["ARI101 D13"]),
        ],
    );
    let typed = "Daftar
Uraian | Pagu | Realisasi
Seluruhnya | =B4+B8+B11 | =C4+C8+C11
Sekretariat | =SUM(B5:B7) | =SUM(C5:C7)
Gaji | 10.000.000 | 9.000.000
Barang | 20.000.000 | 18.000.000
Hibah | 5.000.000 | 4.000.000
Bidang Mutasi | 15.000.000 | 13.000.000
Perjalanan | 7.000.000 | 6.000.000
Honor | 8.000.000 | 7.000.000
Bidang Diklat | =SUM(B12:B13) | =SUM(C12:C13)
Diklat | 4.000.000 | 3.000.000
Seminar | 2.000.000 | 1.000.000";
    finds_just(typed, &[("C8", "14.000.000", &["ARI106 C8"]), ("B10", "9.000.000", &["ARI106 B8"])]);
}

/// Rows that repeat part of another row for information ("di antaranya", "termasuk") are not parts: no
/// formula includes them, and nothing is reported.
#[test]
fn of_which_rows_are_left_out() {
    finds_just(
        "Daftar
Uraian | Pagu | Realisasi
Belanja | =B4+B6+B8 | =C4+C6+C8
Belanja Pegawai | 10.000.000 | 9.000.000
di antaranya tunjangan | 4.000.000 | 3.000.000
Belanja Barang | 20.000.000 | 18.000.000
termasuk perjalanan | 12.000.000 | 11.000.000
Cadangan | =B9+B10 | =C9+C10
Dana Abadi | 1.000.000 | 1.000.000
Dana Lain | 2.000.000 | 2.000.000",
        &[("C3", "32.000.000", &["ARI106 C3"]), ("C8", "3.500.000", &["ARI106 C8"])],
    );
}

/// Codes that form a hierarchy take precedence over formulas, because a formula may leave out a row. Plain
/// numbers in the first column say nothing about levels.
#[test]
fn codes_beside_formulas() {
    let budget = |first: [&str; 7]| {
        format!(
            "Belanja
Kode | Uraian | Anggaran | Realisasi
{} | BELANJA DAERAH | =C4+C7 | =D4+D7
{} | Belanja Operasi | =SUM(C5:C6) | =SUM(D5:D6)
{} | Belanja Pegawai | 41.000.000 | 36.000.000
{} | Belanja Barang | 23.000.000 | 15.000.000
{} | Belanja Modal | =SUM(C8:C9) | =SUM(D8:D9)
{} | Modal Tanah | 31.000.000 | 20.000.000
{} | Modal Gedung | 12.000.000 | 9.000.000
 | JUMLAH | =C3 | =D3",
            first[0], first[1], first[2], first[3], first[4], first[5], first[6]
        )
    };
    finds_just(
        &budget(["5", "5.1", "5.1.01", "5.1.02", "5.2", "5.2.01", "5.2.02"]),
        &[
            ("C7", "=C8", &["ARI106 C7"]),
            ("D4", "52.000.000", &["ARI106 D4"]),
            ("C10", "=SUM(C3:C9)", &["ARI101 C10", "RUM202 C10"]),
        ],
    );
    finds_just(
        &budget(["1", "2", "3", "4", "5", "6", "7"]),
        &[("D4", "52.000.000", &["ARI106 D4"]), ("C10", "150.000.000", &["ARI101 C10"])],
    );
}

/// If a number was typed over a sum, the proposal corrects the sum rather than one of its parts.
#[test]
fn a_number_typed_over_a_sum_is_the_first_suspect() {
    let lines = "Daftar
Uraian | Pagu | Realisasi | Tahun Lalu
Seluruhnya | =B4+B7 | =C4+C7 | =D4+D7
Sekretariat | =B5+B6 | =C5+C6 | 48.000.000
Gaji | 40.000.000 | 41.000.000 | 39.000.000
Barang | 12.000.000 | 11.000.000 | 10.000.000
Bidang Mutasi | =B8+B9 | =C8+C9 | =D8+D9
Perjalanan | 7.000.000 | 6.000.000 | 5.000.000
Honor | 8.000.000 | 7.000.000 | 6.000.000";
    let cases = budget::cases(budget::sheet(lines));
    let [case] = cases.as_slice() else { panic!("one cause: {cases:#?}") };
    let places = |proposal: &Proposal| proposal.changes.iter().map(|c| c.at.a1()).collect::<Vec<_>>();
    // D3 is not changed: it follows by its formula.
    assert_eq!(case.proposals.iter().map(places).collect::<Vec<_>>(), [["D4"]]);
    assert!(case.proposals.iter().all(|p| p.class == Class::Suggested), "{case:#?}");
}

/// A number is typed over both sums of a group whose parts are sums themselves. Then rows are numbered
/// consecutively within each group, past nine.
#[test]
fn groups_within_groups() {
    let lines = "Daftar
Uraian | Pagu | Realisasi
Seluruhnya | =B4+B9+B14 | =C4+C9+C14
Sekretariat | =B5+B7 | =C5+C7
Umum | =SUM(B6:B6) | =SUM(C6:C6)
Gaji | 10.000.000 | 9.000.000
Keuangan | =SUM(B8:B8) | =SUM(C8:C8)
Barang | 20.000.000 | 18.000.000
Bidang Mutasi | 15.000.000 | 13.000.000
Pindah | =SUM(B11:B11) | =SUM(C11:C11)
Perjalanan | 7.000.000 | 6.000.000
Masuk | =SUM(B13:B13) | =SUM(C13:C13)
Honor | 8.000.000 | 7.000.000
Bidang Diklat | =B15+B16 | =C15+C16
Diklat | 4.000.000 | 3.000.000
Seminar | 2.000.000 | 1.000.000";
    finds_just(lines, &[("C9", "14.000.000", &["ARI106 C9"]), ("B13", "9.000.000", &["ARI106 B9"])]);
    // Without a total row, the group after the typed numbers is not taken for a part of them.
    let last_typed = "Daftar
Uraian | Pagu | Realisasi
Bagian A | =B4+B7 | =C4+C7
Sekretariat | =B5+B6 | =C5+C6
Gaji | 10.000.000 | 9.000.000
Barang | 20.000.000 | 18.000.000
Mutasi | 15.000.000 | 13.000.000
Perjalanan | 7.000.000 | 6.000.000
Honor | 8.000.000 | 7.000.000
Bagian B | =B11+B12 | =C11+C12
Diklat | 4.000.000 | 3.000.000
Seminar | 2.000.000 | 1.000.000";
    finds_just(last_typed, &[("C7", "14.000.000", &["ARI106 C7"]), ("B10", "7.000.000", &["ARI106 B10"])]);
    let mut numbered = vec!["Daftar".to_owned(), "No | Uraian | Pagu | Realisasi".to_owned()];
    let mut row = 2;
    for (number, parts) in [(1, 9), (10, 3), (15, 4)] {
        row += 1;
        let (first, last) = (row + 1, row + parts);
        let sums = format!("=SUM(C{first}:C{last}) | =SUM(D{first}:D{last})");
        numbered.push(format!("{number} | Kelompok | {sums}"));
        for part in 1..=parts {
            numbered
                .push(format!("{} | Rincian | {part}.{row:03}.000 | {part}.{part:03}.000", number + part));
        }
        row = last;
    }
    numbered.push(" | JUMLAH | =C3+C13+C17 | =D3+D13+D17".to_owned());
    finds_just(
        &numbered.join("\n"),
        &[("C13", "9.000.000", &["ARI106 C13"]), ("D22", "99.000.000", &["ARI101 D22"])],
    );
}

/// A heading among the details of an account is not a part that the sum leaves out. A balance whose last
/// value stands in the total row is not a sum, although the columns beside it are.
#[test]
fn headings_and_balances_beside_sums() {
    finds_just(
        "Rincian Belanja
Kode | Uraian | Koefisien | Satuan | Harga | Jumlah
5.1.02 | Belanja Barang |  |  |  | =F4+F8
5.1.02.01 | Alat Tulis |  |  |  | =SUM(F6:F7)
 | [-] Rincian |  |  |  |
 | Kertas | 10 | rim | 60.000 | 600.000
 | Tinta | 5 | botol | 150.000 | 750.000
5.1.02.02 | Makan Minum |  |  |  | =SUM(F10:F10)
 | [-] Rincian |  |  |  |
 | Makan rapat | 100 | kotak | 47.000 | 4.700.000",
        &[("F4", "1.250.000", &["ARI106 F4"])],
    );
    finds_just(
        "Buku Kas Umum
Uraian | Penerimaan | Pengeluaran | Saldo
Uang persediaan | 90.000.000 |  | 90.000.000
Belanja alat tulis |  | 4.000.000 | 86.000.000
Belanja makan |  | 6.000.000 | 80.000.000
Ganti uang | 10.000.000 |  | 90.000.000
Jumlah | =SUM(B3:B6) | =SUM(C3:C6) | 90.000.000",
        &[("C7", "11.000.000", &["ARI101 C7"])],
    );
}
