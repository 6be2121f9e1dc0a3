//! Which tables are found in sheets of other offices: what heads a table, where it ends, and what stands beside it.

#[path = "common/budget.rs"]
mod budget;

use budget::{add_line, changed, finds, finds_just, said, sheet};
use renja::check::{Selection, check};
use renja::model::{Book, CellContent, Format, Sheet};
use rust_decimal::Decimal;

/// Small figures below unknown words are a table, and so are the figures of a pivot table, whose names have no header.
#[test]
fn tables_without_known_words() {
    finds(
        "Penimbangan Balita
Wilayah | Sangat Pendek | Pendek | Normal | Diukur
Sarudu | 24 | 84 | 344 | =SUM(B3:D3)
Kumasari | 6 | 26 | 154 | =SUM(B4:D4)
Doda | 7 | 21 | 114 | =SUM(B5:D5)
Patika | 11 | 45 | 203 | =SUM(B6:D6)
Kab. Pasangkayu | =SUM(B3:B6) | =SUM(C3:C6) | =SUM(D3:D6) | =SUM(E3:E6)",
        &[("C7", "167", "ARI101 C7")],
    );
    let few = "Capaian Layanan
Wilayah | Laki-laki | Perempuan
Sarudu | 124 | 84
Kumasari | 106 | 26
Doda | 97 | 21
Patika | 111 | 45
Pasangkayu | 143 | 57
Jumlah | 581 | 233";
    assert_eq!(said(sheet(few)), [""; 0]);
    finds(
        "Melek Huruf
Wilayah | 15-24 | 25-54 | 55-59
Sarudu | 124 | 84 | 44
Kumasari | 106 | 26 | 15
Doda | 97 | 21 | 14
Jumlah | 327 | 131 | 73",
        &[("C6", "113", "ARI101 C6")],
    );
    finds(
        "Penduduk
Tahun | Laki-laki | Perempuan | Jumlah
2019 | 124.310 | 84.205 | 208.515
2020 | 106.940 | 86.415 | 193.355
2021 | 97.125 | 81.730 | 178.855
2022 | 111.205 | 85.160 | 196.365",
        &[("D5", "187.855", "ARI104 D5")],
    );
    finds(
        " | Sum of Komisi | Sum of Transaksi
01-Jan | 300.000 | 2.500.000
02-Jan | 180.000 | 1.500.000
03-Jan | 900.000 | 7.500.000
Grand Total | 1.380.000 | 11.500.000",
        &[("C5", "11.050.000", "ARI101 C5")],
    );
}

/// Prices that are the amounts, since everything is bought once, make no total of the amounts one of the prices.
#[test]
fn a_price_list_of_single_things() {
    finds_just(
        "Rencana Belanja
No | Nama Barang | Jumlah | Harga satuan | Total harga
1 | Panel Surya | 1 | 620.000 | 620.000
2 | Kabel | 1 | 65.000 | 65.000
3 | Baterai | 1 | 1.984.310 | 1.984.310
4 | Pengontrol | 1 | 160.000 | 160.000
 | Total |  |  | 2.829.310",
        &[("E4", "650.000", &["ARI101 E7"])],
    );
}

/// "Rp" below the header of a price is its unit, and prices do not add up.
#[test]
fn the_unit_of_a_price_below_its_header() {
    let lines = "Rencana Biaya
No | Uraian | Sat. | Vol | Harga Sat. | Jumlah Harga
 |  |  |  | Rp | Rp
1 | Gambar Arsitek | m2 | 200 | 80.000 | 16.000.000
2 | Gambar Struktur | m2 | 200 | 25.000 | 5.000.000
3 | Gambar Elektrikal | m2 | 200 | 15.000 | 3.000.000
4 | Jaminan Kerja | m2 | 200 | 10.000 | 2.000.000
5 | Perizinan | m2 | 180 | 65.000 | 11.700.000
 | Sub Total A |  |  |  | 37.700.000
1 | Pasang Listrik | unit | 2 | 6.000.000 | 12.000.000
2 | Pasang Air | unit | 1 | 2.500.000 | 2.500.000
 | Sub Total B |  |  |  | 14.500.000";
    finds_just(lines, &[("F9", "37.770.000", &["ARI101 F9"])]);
}

/// "Tempat" begins a line for a signature; "Tempat Tidur" beside an amount is a thing.
#[test]
fn a_row_whose_words_begin_as_a_signature() {
    finds_just(
        "Daftar Paket
No | Paket | Pagu (Rp) | Kata Kunci
1 | Tempat Tidur 3 Engkol | 905.490.000 | Tempat Tidur
2 | Tempat Tidur Elektrik | 566.500.000 | Tempat Tidur
3 | Meja Periksa | 35.750.000 | Meja
4 | Kepala Ranjang | 18.250.000 | Kepala Ranjang
 | Jumlah | 1.525.990.000 | ",
        &[("C7", "1.525.900.000", &["ARI101 C7"])],
    );
}

/// Prices before a column that names things, and a figure that a label introduces beside the headers.
#[test]
fn lists_with_prices_before_the_name_and_a_figure_beside_the_headers() {
    let prices = "Daftar Harga
Merk | Harga | Harga Minimal | Nama Produk
Dart Hitam | 3.850.000 | 95.000 | Kaos Hitam
Dart Merah | 3.900.000 | 97.500 | Kaos Merah
Esse Gold | 8.750.000 | 205.000 | Kaos Emas
Smith Hijau | 3.750.000 | 92.500 | Kaos Hijau";
    assert_eq!(said(sheet(prices)), [""; 0]);
    let fees = "Nama | Kelas | Iuran | Bulan | Tunggakan | Nilai Tertunggak : | 450.000
Abdul | 1 | 150.000 | 0 | =C2*D2
Hendy | 1 | 150.000 | 1 | =C3*D3
Haidar | 1 | 200.000 | 1 | =C4*D4
Dadi | 1 | 100.000 | 1 | =C5*D5";
    finds(fees, &[("E4", "220.000", "ARI107 E4")]);
}

/// Without a header, no row of the body is taken for one: a price of 2.000 is no year, and a total heads nothing.
#[test]
fn a_price_that_looks_like_a_year() {
    let lines = "Perhitungan HPP

Biaya Bahan
Nasi 1 kg |  | 15.000
Telur |  | 4.000
Garam |  | 2000
Kecap |  | 6.000
Selada |  | 5.000
TOTAL |  | Rp 32,000.00
Biaya Tetap
Gas |  | 20.000
Sewa |  | 45.000
Listrik |  | 35.000";
    let book = renja::model::Book { sheets: vec![sheet(lines)], ..renja::model::Book::default() };
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    assert!(renja.tables.is_empty(), "{:#?}", renja.tables);
}

/// A calculation behind a wide gap names its own rows: a subtotal of the table says nothing of it.
#[test]
fn a_calculation_behind_a_wide_gap() {
    finds_just(
        "Anggaran Proyek
Uraian | Volume | Harga | Jumlah |  |  |  |  | Banyaknya | Harga Satuan | Jumlah Harga
Infrastruktur |  |  |  |  |  |  | Meja | 9 | 450.000 | 4.050.000
Tanah | 1 | 7.250.000 | 7.250.000 |  |  |  | Kursi | 15 | 80.000 | 1.200.000
Gedung | 2 | 3.125.000 | 6.250.000 |  |  |  | Papan | 4 | 100.000 | 400.000
Pagar | 1 | 1.480.000 | 1.480.000 |  |  |  | Kulkas | 1 | 1.200.000 | 1.200.000
Subtotal Infrastruktur |  |  | 14.980.000 |  |  |  | Kompor | 1 | 400.000 | 400.000
Operasional |  |  |  |  |  |  | Lemari | 1 | 150.000 | 150.000
Listrik | 12 | 1.000.000 | 12.000.000 |  |  |  | Rak | 2 | 350.000 | 700.000
Internet | 12 | 500.000 | 6.000.000 |  |  |  | Telepon | 4 | 50.000 | 200.000
Subtotal Operasional |  |  | 18.000.000 |  |  |  | Kipas | 2 | 300.000 | 600.000",
        &[("D7", "14.890.000", &["ARI101 D7"])],
    );
}

/// A line of the letter head is no header, so that the numbers of the debtors below are no amounts.
#[test]
fn a_letter_head_above_a_list() {
    let lines = "DATA TAGIHAN
Nama Koperasi | | : KSP Nabasa
Bulan Tagihan | | : 02 Desember 2016
No | Debitur | Nopen | Cabang | Tunggak | Lunasnya | Cicilan | Susulan | Semuanya
 |  |  |  |  |  |  |  | 
1 | Saleh | D6100029350 | Tomohon | 3-Des | 3-Jun | 1.689.000 | 0 | 1.689.000
2 | Adeleida | D1302751110 | Tomohon | 4-Des | 4-Jun | 1.584.000 | 0 | 1.584.000
3 | Catootje | D2300071170 | Tomohon | 9-Feb | 9-Agu | 1.689.000 | 0 | 1.689.000
4 | Johanis | D1009224300 | Tomohon | 9-Feb | 9-Agu | 739.000 | 0 | 739.000
 | Jumlah | 0 |  |  |  | 5.701.000 | 0 | 5.701.000";
    assert_eq!(said(sheet(lines)), [""; 0]);
}

/// The header of a statement is one word and the dates of its periods; the headings below it head no table.
#[test]
fn a_statement_with_dates_above_its_figures() {
    let lines = "LAPORAN SURPLUS DEFISIT

Uraian | < | 44.500 | 44.135

A. | Pendapatan
 | A.1 Kontribusi | 598.150.000 | 370.159.000
 | A.2 Bagian Pengelola | 279.166.000 | 166.746.000
Jumlah Pendapatan | | =SUM(C6:C7) | =SUM(D6:D7)

B. | Beban
 | B.1 Klaim | 229.357.000 | 149.340.000
 | B.2 Reasuransi | 37.582.000 | 44.109.000
Jumlah Beban | | =SUM(C11:C12) | =SUM(D11:D12)";
    let with_dates = |mut sheet: Sheet| {
        for column in [2, 3] {
            let head = sheet.cells.get_mut(&(2, column)).expect("a date");
            head.format = Format(Some("dd mmmm yyyy".into()));
        }
        sheet
    };
    let read = Book { sheets: vec![with_dates(sheet(lines))], ..Book::default() };
    let renja = renja::normalize::normalize(&read, &renja::forms::Forms::default());
    let names: Vec<String> =
        renja.tables.iter().flat_map(|table| table.items.iter().map(|item| table.label(item))).collect();
    assert!(names.iter().any(|name| name == "A. Pendapatan"), "a name over two columns: {names:#?}");
    assert_eq!(said(with_dates(sheet(lines))), [""; 0]);
    let found = said(with_dates(changed(lines, "D13", "193.499.000")));
    assert!(matches!(&found[..], [only] if only.starts_with("ARI101 D13 ")), "{found:#?}");
}

/// A series by date has no names: what stands behind its figures are remarks.
#[test]
fn a_series_by_date_with_its_source_behind_the_figures() {
    finds_just(
        "Harga Pangan
Tanggal | Beras | Gula | Jumlah | Sumber
2026-06-28 | 14.500 | 17.100 | =B3+C3 | Pasar Legi
2026-06-29 | 14.600 | 17.200 | =B4+C4 | Pasar Templek
2026-06-30 | 14.900 | 17.300 | =B5+C5 | Pasar Legi
2026-07-01 | 15.100 | 17.400 | =B6+C6 | Pasar Pon",
        &[("D5", "32.300", &["ARI104 D5"])],
    );
}

/// The names are headed further up than the columns of figures, by years and groups above known words.
#[test]
fn a_header_whose_upper_rows_begin_further_left() {
    let mut lines = "Provinsi | Garis Kemiskinan | < | < | <
 | Perkotaan | < | Perdesaan | <
 | 2020 | 2021 | 2020 | 2021
 | Semester 1 | Semester 1 | Semester 1 | Semester 1"
        .to_owned();
    for (province, figures) in [
        ("ACEH", "398026.00 | 399504.00 | 418047.00 | 426126.00"),
        ("RIAU", "376919.50 | 378679.00 | 396615.00 | 397816.10"),
        ("JAMBI", "411369.00 | 413073.25 | 406917.00 | 414738.00"),
    ] {
        add_line(&mut lines, &format!("{province} | {figures}"));
    }
    add_line(&mut lines, "JUMLAH | 1186314.50 | 1191256.25 | 1221579.00 | 1238680.10");
    finds_just(&lines, &[("D8", "1231579.00", &["ARI101 D8"])]);
}

/// What measures land is no money, however large: an estimate among the figures is no missing amount.
#[test]
fn areas_in_square_metres() {
    let lines = "Kartu Inventaris Tanah
No | Nama Barang | Luas (M2) | Nilai (Rp)
1 | Tanah Perumahan | ± 700 | 630.000.000
2 | Tanah Kantor | 2.446 | 4.926.700.000
3 | Tanah Sekolah | 3.120 | 5.100.000.000
 | JUMLAH | | =SUM(D3:D5)";
    finds_just(lines, &[("D6", "10.565.700.000", &["ARI101 D6"])]);
}

/// Marks and phrases among amounts are no amounts that were meant.
#[test]
fn marks_among_amounts() {
    let mut lines = "Rencana Biaya
No | Uraian | Biaya (Rp)"
        .to_owned();
    for number in 1..=60_u32 {
        let cost = match number {
            10 => "T1".to_owned(),
            20 => "100iv".to_owned(),
            30 => "Siaga 1 Gangguan Trafo".to_owned(),
            40 => "15.O00".to_owned(),
            50 => "10rb".to_owned(),
            _ => format!("{}.{}50.000", number, number % 9 + 1),
        };
        add_line(&mut lines, &format!("{number} | Pekerjaan {number} | {cost}"));
    }
    let places: Vec<String> = said(sheet(&lines))
        .iter()
        .map(|said| said.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(places, ["FMT102 C42", "FMT102 C52"]);
}

/// Ranks and classes name the rows of a list that has nothing else.
#[test]
fn a_list_by_class() {
    let mut lines = "KELAS | BASIC TPP".to_owned();
    for class in (1..=15).rev() {
        add_line(&mut lines, &format!("{class} | {}.{}00.000", class + 1, class % 10));
    }
    add_line(&mut lines, "Jumlah | =SUM(B2:B16)");
    finds_just(&lines, &[("B17", "150.500.000", &["ARI101 B17"])]);
}

/// A price that words introduce, below one merged header.
#[test]
fn a_price_behind_words_below_its_header() {
    let mut lines = "Daftar Harga
Nama Barang | Keterangan | Harga (Rp) | < | Satuan"
        .to_owned();
    add_line(&mut lines, "Plakat | Pesanan | Menurut bahan |  | Buah");
    for (name, price) in
        [("Spanduk", "25.000"), ("Banner", "120.000"), ("Stiker", "85.000"), ("Brosur", "9.000")]
    {
        add_line(&mut lines, &format!("{name} | Standar | Mulai dari | {price} | Lembar"));
    }
    let book = Book { sheets: vec![sheet(&lines)], ..Book::default() };
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    let items: Vec<usize> = renja.tables.iter().map(|table| table.items.len()).collect();
    assert_eq!(items, [5]);
}

/// Numbers below "Kode" and "ID" on a sheet without a table are codes, and no figures that were not read.
#[test]
fn codes_on_a_sheet_that_is_not_read() {
    let unread = |head: &str| {
        let mut lines = format!("{head} | Alamat");
        for number in 1..=20_u32 {
            add_line(&mut lines, &format!("{} | Jalan Merdeka {number}", 1_101_015 + number * number));
        }
        let mut codes = sheet(&lines);
        codes.name = "Rumah Sakit".to_owned();
        let plan = "Rencana\nNo | Uraian | Anggaran\n1 | Meja | 4.500.000\n2 | Kursi | 2.250.000\n | JUMLAH | =SUM(C3:C4)";
        let book = Book { sheets: vec![sheet(plan), codes], ..Book::default() };
        let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
        let found = check(&renja, &book, &Selection::default()).findings;
        found.iter().filter(|finding| finding.rule == "CAK101").count()
    };
    assert_eq!((unread("Kode RS"), unread("id_komp_biaya"), unread("Hasil")), (0, 0, 1));
    // A word among them is no other header.
    assert_eq!(
        (unread("Kode RS | Telepon\n1101014 | menunggu"), unread("Hasil | Uji\n 7 | menunggu")),
        (0, 1)
    );
}

/// A sheet that holds nothing but figures and their headers is a table too. Its rows have no names.
#[test]
fn a_table_whose_rows_have_no_names() {
    let mut lines = "Provinsi | Selayar | Bulukumba".to_owned();
    for row in 1..=8_u32 {
        add_line(&mut lines, &format!("=B{0}+C{0} | {1}.155 | {2}.411", row + 1, row * 37, row * 53));
    }
    finds_just(&lines, &[("A5", "361.566", &["ARI104 A5"])]);
}

/// Months by date behind the names of the other columns are headers, in a list without known words too.
#[test]
fn dates_behind_unknown_words() {
    let lines = "AFD | NO BLOCK | BLOK | HA | TAHUN TANAM | 1 | 2 | 3
A | 001 | KD | 6 | 2008 | 16.700 | 16.880 | 17.340
A | 002 | A18 | 19 | 2009 | 19.230 | 17.000 | 16.820
A | 003 | A17 | 18 | 2009 | 16.130 | 15.110 | 15.310
A | 004 | A16 | 20 | 2009 | 16.130 | 17.020 | 16.120
B | 005 | A15 | 19 | 2009 | 17.070 | 18.150 | 16.880
B | 006 | A14 | 21 | 2009 | 16.130 | 17.170 | 16.260";
    let mut of_dates = sheet(lines);
    // The first day of three months as a spreadsheet counts days.
    for (column, day) in [(5, 45_901), (6, 45_931), (7, 45_962)] {
        let cell = of_dates.cells.get_mut(&(0, column)).expect("a header");
        cell.content = CellContent::Number(Decimal::from(day));
        cell.format = Format(Some("d/m/yyyy".into()));
    }
    assert_eq!(said(of_dates), [""; 0]);
}

/// A row of words or dates below figures heads what follows; a date below a header of dates is no amount; and a blank
/// that was typed into a row without a name makes nothing wrong. An error beside a name does.
#[test]
fn rows_that_wait_for_amounts() {
    let lines = "Rekap Saham
Uraian | Kuartal I | Kuartal II | Tahun Berjalan | Tanggal Laporan
Pendapatan | 293.233.000 | 126.143.000 | =B3+C3 | 
Laba | 35.487.000 | 14.802.000 | =B4+C4 | 
Ekuitas | 404.060.000 | 365.990.000 | =B5+C5 | 
Kas | 90.385.000 | 84.335.000 | =B6+C6 | 
Beban | 20.145.000 | 24.515.000 | =B7+C7 | 
Rasio | 6M 2025 | 9M 2025 | 12M 2025 | 
Utang | 55.890.000 | 14.520.000 | =B9+C9 | 2025-12-30
Pajak | 11.184.000 | 75.280.000 | =B10+C10 | 
 |  | ! | ? | ";
    let with = |error: (u32, u32), waits: (u32, u32)| {
        let mut sheet = sheet(&lines.replace("! | ?", "0 | 0"));
        for (at, text) in [(error, "#VALUE!"), (waits, " ")] {
            let cell = sheet.cells.get_mut(&at).expect("a cell");
            cell.content = match text {
                " " => CellContent::Text(text.into()),
                _ => CellContent::NotANumber(text.into()),
            };
        }
        said(sheet)
    };
    assert_eq!(with((10, 3), (10, 2)), [""; 0]);
    // A calculation of somebody's own below the list, whose cells are gone.
    let mut scratch = sheet(&lines.replace("! | ?", " | 0"));
    let lost = scratch.cells.get_mut(&(10, 3)).expect("a cell");
    lost.content = CellContent::NotANumber("#REF!".into());
    assert_eq!(said(scratch), [""; 0]);
    let found = with((9, 2), (10, 2));
    assert!(found.iter().any(|found| found.starts_with("FMT102 C10 ")), "{found:#?}");
}

/// Two numbers of members are no column of amounts, beside which another one would be a slip.
#[test]
fn a_column_of_two_numbers() {
    assert_eq!(
        said(sheet(
            "Data Kunjungan
NO | TGL TRANS | NID | NAMA PASIEN | NAMA DOKTER | NO BUKTI | BIAYA
1 | 2012-02-12 | 7494117H | I Nyoman Ardi | dr. Ismail | 123 | 45.500
2 | 2012-02-12 | 7650075 | Sipit | dr. Ismail | 124 | 61.250"
        )),
        [""; 0]
    );
}
