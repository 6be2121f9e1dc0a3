//! E.81, the SIPD-RI matrix and T-C.32, laid out as in the annex of Permendagri 86/2017 and as the systems of
//! offices export them: with merged headers, K and Rp below one number, and several pages.

use renja::check::{Selection, check};
use renja::model::{Area, Book, Cell, CellContent, Format, Lang, Renja, Severity, Sheet, column_name};
use renja::text::number;
use rust_decimal::Decimal;

/// A sheet under construction.
#[derive(Default)]
struct Page {
    sheet: Sheet,
    row: u32,
}

impl Page {
    fn text(&mut self, column: u32, text: &str) {
        if !text.is_empty() {
            let content = CellContent::Text(text.into());
            self.sheet.cells.insert((self.row, column), Cell { content, ..Cell::default() });
        }
    }

    fn number(&mut self, column: u32, n: Decimal, format: &str) {
        let format = Format(Some(format.into()));
        let cell = Cell { content: CellContent::Number(n), format, ..Cell::default() };
        self.sheet.cells.insert((self.row, column), cell);
    }

    /// Merges this many rows and columns, starting at the current row.
    fn merge(&mut self, column: u32, rows: u32, columns: u32) {
        if rows * columns > 1 {
            self.sheet.merges.push(Area {
                first_row: self.row,
                first_column: column,
                last_row: self.row + rows - 1,
                last_column: column + columns - 1,
            });
        }
    }
}

/// The figures of a row of E.81, planned and done; one instance holds quantities, another one rupiah.
#[derive(Clone, Copy)]
struct Done {
    renstra: i64,
    before: i64,
    target: i64,
    quarters: [i64; 4],
}

impl Done {
    fn year(self) -> i64 {
        self.quarters.iter().sum()
    }

    fn plus(self, other: Self) -> Self {
        let quarters = [0, 1, 2, 3].map(|q| self.quarters[q] + other.quarters[q]);
        Self {
            renstra: self.renstra + other.renstra,
            before: self.before + other.before,
            target: self.target + other.target,
            quarters,
        }
    }
}

/// The layout of E.81.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// The annex: no, sasaran, program, indikator. Column numbers are merged over K and Rp.
    Annex,
    /// The system of an office: the code takes four columns, the rate against the year's plan is added, and
    /// other column numbers stand above K only.
    System,
    /// The annex without its row of column numbers.
    Unnumbered,
}

const YEAR: i32 = 2023;

/// Returns the kegiatan of two programs, each with its quantities and its money.
fn kegiatan() -> Vec<Vec<(&'static str, Done, Done)>> {
    let k = |renstra, before, target, quarters| Done { renstra, before, target, quarters };
    vec![
        vec![
            (
                "Mutasi Jabatan",
                k(400, 120, 90, [20, 20, 25, 15]),
                k(900_000, 300_000, 200_000, [40_000, 50_000, 60_000, 30_000]),
            ),
            (
                "Promosi Jabatan",
                k(60, 12, 12, [3, 3, 3, 3]),
                k(500_000, 100_000, 120_000, [30_000, 30_000, 30_000, 20_000]),
            ),
        ],
        vec![
            (
                "Bimbingan Teknis",
                k(50, 20, 10, [2, 3, 3, 2]),
                k(700_000, 250_000, 150_000, [10_000, 70_000, 20_000, 45_000]),
            ),
            (
                "Diklat Penjenjangan",
                k(30, 8, 6, [0, 2, 2, 1]),
                k(800_000, 200_000, 180_000, [5_000, 60_000, 70_000, 20_000]),
            ),
        ],
    ]
}

/// Returns the headers of the columns that are split into K and Rp, with their column numbers.
fn parted(layout: Layout) -> Vec<(String, &'static str)> {
    let office = if layout == Layout::System { "SKPD" } else { "Perangkat Daerah" };
    let mut all = vec![
        (format!("Target Renstra {office} pada Tahun {} (akhir periode Renstra {office})", YEAR + 3), "5"),
        (
            format!(
                "Realisasi Capaian Kinerja Renstra {office} sampai dengan Renja {office} Tahun Lalu ({})",
                YEAR - 1
            ),
            "6",
        ),
        (format!("Target Kinerja dan Anggaran Renja {office} Tahun Berjalan ({YEAR}) yang dievaluasi"), "7"),
        ("I".to_owned(), "8"),
        ("II".to_owned(), "9"),
        ("III".to_owned(), "10"),
        ("IV".to_owned(), "11"),
        (
            format!("Realisasi Capaian Kinerja dan Anggaran Renja {office} yang dievaluasi ({YEAR})"),
            "12=8+9+10+11",
        ),
    ];
    if layout == Layout::System {
        all.push((
            format!("Tingkat Capaian Kinerja dan Realisasi Anggaran Renja {office} Tahun {YEAR} (%)"),
            "13=12/7*100",
        ));
        all.push((format!("Realisasi Kinerja dan Anggaran Renstra {office} s/d Tahun {YEAR}"), "14=6+12"));
        all.push((
            format!("Tingkat Capaian Kinerja dan Realisasi Anggaran Renstra {office} s/d Tahun {YEAR} (%)"),
            "15 = 14/5 x 100",
        ));
    } else {
        all.push((format!("Realisasi Kinerja dan Anggaran Renstra {office} s/d Tahun {YEAR}"), "13=6+12"));
        all.push((
            format!("Tingkat Capaian Kinerja dan Realisasi Anggaran Renstra {office} s/d Tahun {YEAR} (%)"),
            "14=13/5*100",
        ));
    }
    all
}

/// Returns the first column that is split.
fn first_parted(layout: Layout) -> u32 {
    if layout == Layout::System { 6 } else { 4 }
}

fn header(page: &mut Page, layout: Layout) {
    let first = first_parted(layout);
    let heads: &[(u32, u32, &str)] = if layout == Layout::System {
        &[
            (0, 4, "KODE"),
            (4, 1, "Urusan/Bidang Urusan Pemerintahan Daerah dan Program / Kegiatan"),
            (5, 1, "Indikator Kinerja Program (Outcome) / Kegiatan(Output)"),
        ]
    } else {
        &[
            (0, 1, "No"),
            (1, 1, "Sasaran"),
            (2, 1, "Program/ Kegiatan"),
            (3, 1, "Indikator Kinerja Program (outcome)/ Kegiatan (output)"),
        ]
    };
    for (column, columns, head) in heads {
        page.text(*column, head);
        page.merge(*column, 3, *columns);
    }
    let parted = parted(layout);
    let last = first + 2 * u32::try_from(parted.len()).expect("few");
    for (column, head) in [(last, "Unit Perangkat Daerah Penanggung Jawab"), (last + 1, "Keterangan")] {
        page.text(column, head);
        page.merge(column, 3, 1);
    }
    for (place, (head, _)) in (0u32..).zip(&parted) {
        let column = first + 2 * place;
        match place {
            3 => {
                page.text(column, "Realisasi Kinerja pada Triwulan");
                page.merge(column, 1, 8);
            }
            4..=6 => {}
            _ => {
                page.text(column, head);
                page.merge(column, 2, 2);
            }
        }
    }
    page.row += 1;
    for (place, (head, _)) in (0u32..).zip(&parted).filter(|(place, _)| (3..=6).contains(place)) {
        page.text(first + 2 * place, head);
        page.merge(first + 2 * place, 1, 2);
    }
    page.row += 1;
    for column in (first..last).step_by(2) {
        page.text(column, "K");
        page.text(column + 1, if layout == Layout::System { "Rp. (000)" } else { "Rp" });
    }
    page.row += 1;
    if layout == Layout::Unnumbered {
        return;
    }
    let numbers: &[(u32, &str)] = if layout == Layout::System {
        &[(0, "1"), (4, "2"), (5, "3")]
    } else {
        &[(0, "1"), (1, "2"), (2, "3"), (3, "4")]
    };
    for (column, number) in numbers {
        page.text(*column, number);
    }
    for (place, (_, number)) in (0u32..).zip(&parted) {
        page.text(first + 2 * place, number);
        if layout == Layout::Annex {
            page.merge(first + 2 * place, 1, 2);
        }
    }
    page.row += 1;
}

/// Writes a row: its names, then K and Rp of every column.
fn line(page: &mut Page, layout: Layout, names: &[(u32, &str)], counts: Option<Done>, money: Done) {
    for (column, name) in names {
        page.text(*column, name);
    }
    let first = first_parted(layout);
    let figures = |done: Done| {
        let percent = |a: i64, b: i64| (Decimal::from(a) / Decimal::from(b)).round_dp(4);
        let of_plan = if layout == Layout::System { vec![percent(done.year(), done.target)] } else { vec![] };
        let mut all: Vec<Decimal> = [done.renstra, done.before, done.target].map(Decimal::from).to_vec();
        all.extend(done.quarters.map(Decimal::from));
        all.push(done.year().into());
        let rates = all.len()..all.len() + of_plan.len();
        all.extend(of_plan);
        all.push((done.before + done.year()).into());
        all.push(percent(done.before + done.year(), done.renstra));
        let last = all.len() - 1;
        (0u32..)
            .zip(all)
            .map(move |(place, n)| (place, n, rates.contains(&(place as usize)) || place as usize == last))
    };
    for (place, n, is_percent) in counts.into_iter().flat_map(figures) {
        if is_percent {
            page.number(first + 2 * place, n, "0.00%");
        } else {
            page.text(first + 2 * place, &format!("{n} orang"));
        }
    }
    for (place, n, is_percent) in figures(money) {
        if is_percent {
            page.number(first + 2 * place + 1, n, "0.00%");
        } else if layout == Layout::System {
            page.text(first + 2 * place + 1, &number::format_grouped(n));
        } else {
            page.number(first + 2 * place + 1, n, "#,##0");
        }
    }
    page.row += 1;
}

/// Returns the form of a year, over two pages.
fn e81(layout: Layout) -> Book {
    let mut page = Page { sheet: Sheet { name: "E.81".to_owned(), ..Sheet::default() }, ..Page::default() };
    page.text(0, "Evaluasi terhadap Hasil Renja Perangkat Daerah");
    page.row += 1;
    page.text(0, &format!("Badan Kepegawaian Daerah Tahun {YEAR}"));
    page.row += 2;
    header(&mut page, layout);
    for (p, program) in kegiatan().into_iter().enumerate() {
        if p == 1 {
            // The header is repeated on the second page.
            header(&mut page, layout);
        }
        let title = format!("Program {}", ["Mutasi dan Promosi", "Pengembangan Kompetensi"][p]);
        let money = program.iter().map(|(_, _, money)| *money).reduce(Done::plus).expect("kegiatan");
        let code = format!("{:02}", p + 1);
        let names: Vec<(u32, &str)> = if layout == Layout::System {
            vec![(0, "4"), (1, "05"), (2, &code), (4, &title)]
        } else {
            vec![(1, ["Aparatur tertempatkan", "Aparatur terlatih"][p]), (2, &title)]
        };
        line(&mut page, layout, &names, None, money);
        for (k, (name, counts, money)) in program.into_iter().enumerate() {
            let number = format!("{:02}", k + 1);
            let indikator = format!("Jumlah orang yang mengikuti {name}");
            let names: Vec<(u32, &str)> = if layout == Layout::System {
                vec![(0, "4"), (1, "05"), (2, &code), (3, &number), (4, name), (5, &indikator)]
            } else {
                vec![(2, name), (3, &indikator)]
            };
            line(&mut page, layout, &names, Some(counts), money);
        }
    }
    Book { sheets: vec![page.sheet], ..Book::default() }
}

fn read(book: &Book, form: &str) -> Renja {
    let renja = renja::normalize::normalize(book, &renja::forms::Forms::default());
    let forms: Vec<_> = renja.tables.iter().map(|t| t.form.code.as_str()).collect();
    assert_eq!(forms, [form]);
    renja
}

/// Returns the findings above a note: rule, cell and sentence.
fn said(book: &Book, form: &str) -> Vec<String> {
    let renja = read(book, form);
    let findings = check(&renja, book, &Selection::default()).findings;
    let loud = findings.iter().filter(|f| f.severity > Severity::Note);
    loud.map(|f| {
        format!("{} {}{} {}", f.rule, column_name(f.at.column), f.at.row + 1, f.message.say(Lang::Id))
    })
    .collect()
}

/// Returns the row of a name on the sheet.
fn row_of(book: &Book, name: &str) -> u32 {
    let is_it = |cell: &Cell| matches!(&cell.content, CellContent::Text(text) if &**text == name);
    book.sheets[0].cells.iter().find(|(_, cell)| is_it(cell)).map(|((row, _), _)| *row).expect("it is there")
}

#[test]
fn e81_is_read_with_both_parts_of_every_column() {
    for layout in [Layout::Annex, Layout::System, Layout::Unnumbered] {
        let renja = read(&e81(layout), "E.81");
        let table = &renja.tables[0];
        let unknown: Vec<_> = table.columns.iter().filter(|c| c.key.starts_with("kolom_")).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        let numbers: Vec<_> = ["triwulan_4", "triwulan_4_rp", "realisasi", "realisasi_rp"]
            .iter()
            .map(|key| table.columns[table.column(key).expect("a column")].number.as_ref().map(|n| n.value))
            .collect();
        assert_eq!(numbers, [Some(11), Some(11), Some(12), Some(12)]);
        assert_eq!(table.items.len(), 6);
        assert_eq!(table.headers.len(), 2, "the header comes back once");
        assert_eq!(said(&e81(layout), "E.81"), Vec::<String>::new());
    }
}

#[test]
fn e81_adds_up_in_kind_and_in_rupiah() {
    for layout in [Layout::Annex, Layout::System, Layout::Unnumbered] {
        let before = e81(layout);
        let table = read(&before, "E.81").tables.remove(0);
        let column = |key: &str| table.columns[table.column(key).expect("a column")].first_column;
        let row = row_of(&before, "Bimbingan Teknis");
        let program = row_of(&before, "Program Pengembangan Kompetensi");
        for (row, key, to, rule) in [
            (row, "realisasi", CellContent::Text("12 orang".into()), "RAS201"),
            (row, "realisasi_rp", CellContent::Number(154_000.into()), "ARI104"),
            (row, "realisasi_renstra_rp", CellContent::Number(359_000.into()), "ARI104"),
            (row, "tingkat_rp", CellContent::Number(Decimal::new(6543, 4)), "RAS101"),
            (row, "tingkat", CellContent::Number(Decimal::new(6543, 4)), "RAS101"),
            (program, "target_rp", CellContent::Number(303_000.into()), "ARI102"),
        ] {
            let at = (row, column(key));
            let mut changed = before.clone();
            let cell = changed.sheets[0].cells.get_mut(&at).expect("a figure to change");
            cell.content = to;
            let expected = format!("{rule} {}{} ", column_name(at.1), at.0 + 1);
            let after = said(&changed, "E.81");
            assert!(
                after.iter().any(|found| found.starts_with(&expected)),
                "{key}: {expected}, said {after:#?}"
            );
        }
    }
}

/// Returns the matrix of the national system: 17 columns, a header of two rows, codes of the nomenclature.
fn sipd() -> Book {
    let mut page = Page { sheet: Sheet { name: "Renja".to_owned(), ..Sheet::default() }, ..Page::default() };
    page.text(0, &format!("Rencana Program, Kegiatan dan Sub Kegiatan Perangkat Daerah Tahun {YEAR}"));
    page.row += 2;
    let heads: [(u32, u32, String); 12] = [
        (0, 1, "No".to_owned()),
        (1, 1, "Kode".to_owned()),
        (2, 1, "Urusan/ Bidang Urusan/ Program/ Kegiatan/ Sub Kegiatan".to_owned()),
        (3, 1, "Indikator Kinerja".to_owned()),
        (4, 1, "Target Akhir Periode Renstra".to_owned()),
        (5, 1, format!("Realisasi Capaian Tahun {}", YEAR - 2)),
        (6, 1, format!("Prakiraan Capaian Target Tahun {}", YEAR - 1)),
        (7, 4, format!("Rencana Tahun {YEAR}")),
        (11, 2, "Prioritas".to_owned()),
        (13, 1, "Kelompok Sasaran".to_owned()),
        (14, 2, format!("Prakiraan Maju Tahun {}", YEAR + 1)),
        (16, 1, "PD Penanggung Jawab".to_owned()),
    ];
    for (column, columns, head) in &heads {
        page.text(*column, head);
        page.merge(*column, if *columns == 1 { 2 } else { 1 }, *columns);
    }
    page.row += 1;
    for (column, head) in [
        (7, "Target"),
        (8, "Pagu Indikatif (Rp)"),
        (9, "Lokasi"),
        (10, "Sumber Dana"),
        (11, "Nasional"),
        (12, "Daerah"),
        (14, "Target"),
        (15, "Pagu Indikatif (Rp)"),
    ] {
        page.text(column, head);
    }
    page.row += 1;
    for column in 0..17 {
        page.text(column, &format!("({})", column + 1));
    }
    page.row += 1;
    let rows: [(&str, &str, i64, i64); 9] = [
        ("5", "UNSUR PENUNJANG URUSAN PEMERINTAHAN", 60_000_000, 66_000_000),
        ("5.03", "KEPEGAWAIAN", 60_000_000, 66_000_000),
        ("5.03.02", "PROGRAM KEPEGAWAIAN DAERAH", 60_000_000, 66_000_000),
        ("5.03.02.2.01", "Pengadaan, Pemberhentian dan Informasi Kepegawaian ASN", 25_000_000, 27_500_000),
        ("5.03.02.2.01.0001", "Penyusunan Rencana Kebutuhan", 10_000_000, 11_000_000),
        ("5.03.02.2.01.0004", "Pengelolaan Sistem Informasi", 15_000_000, 16_500_000),
        ("5.03.02.2.02", "Mutasi dan Promosi ASN", 35_000_000, 38_500_000),
        ("5.03.02.2.02.0001", "Pengelolaan Mutasi ASN", 20_000_000, 22_000_000),
        ("5.03.02.2.02.0003", "Pengelolaan Promosi ASN", 15_000_000, 16_500_000),
    ];
    for (n, (code, name, now, next)) in rows.iter().enumerate() {
        page.text(0, &(n + 1).to_string());
        page.text(1, code);
        page.text(2, name);
        if code.len() > 6 {
            for (column, text) in [
                (3, "Jumlah dokumen yang disusun"),
                (4, "60 Dokumen"),
                (5, "10 Dokumen"),
                (6, "12 Dokumen"),
                (7, "12 Dokumen"),
                (9, "Kota Blitar"),
                (10, "Dana Transfer Umum"),
                (13, "Pegawai"),
                (14, "12 Dokumen"),
                (16, "BKPSDM"),
            ] {
                page.text(column, text);
            }
        }
        page.text(8, &format!("Rp {}", number::format_grouped((*now).into())));
        page.text(15, &format!("Rp {}", number::format_grouped((*next).into())));
        page.row += 1;
    }
    Book { sheets: vec![page.sheet], ..Book::default() }
}

#[test]
fn the_matrix_of_17_columns() {
    let book = sipd();
    let renja = read(&book, "SIPD-RI");
    let keys: Vec<_> = renja.tables[0].columns.iter().map(|c| c.key.as_str()).collect();
    assert!(keys.iter().all(|key| !key.starts_with("kolom_")), "{keys:?}");
    assert_eq!(keys.len(), 17);
    assert_eq!(said(&book, "SIPD-RI"), Vec::<String>::new());
    // Rows are numbered consecutively, whatever their level, so a repeated number is reported.
    let mut doubled = sipd();
    let at = (row_of(&book, "Mutasi dan Promosi ASN"), 0);
    doubled.sheets[0].cells.get_mut(&at).expect("a number").content = CellContent::Text("6".into());
    assert!(said(&doubled, "SIPD-RI").iter().any(|found| found.starts_with("STR101")));
    for (name, column, rule) in [
        ("Mutasi dan Promosi ASN", 8, "ARI103"),
        ("PROGRAM KEPEGAWAIAN DAERAH", 15, "ARI102"),
        ("KEPEGAWAIAN", 8, "ARI1"),
    ] {
        let mut changed = sipd();
        let at = (row_of(&book, name), column);
        changed.sheets[0].cells.get_mut(&at).expect("an amount").content =
            CellContent::Text("Rp 1.000".into());
        let after = said(&changed, "SIPD-RI");
        let is_it = |found: &String| {
            found.starts_with(rule) && found.contains(&format!(" {}{} ", column_name(at.1), at.0 + 1))
        };
        assert!(after.iter().any(is_it), "{name}: {after:#?}");
    }
}

#[test]
fn proposals_of_the_public() {
    let mut page =
        Page { sheet: Sheet { name: "Tabel 2.4".to_owned(), ..Sheet::default() }, ..Page::default() };
    page.text(0, &format!("Usulan Program dan Kegiatan dari Para Pemangku Kepentingan Tahun {YEAR}"));
    page.row += 2;
    for (column, head) in
        ["No", "Program/ Kegiatan", "Lokasi", "Indikator Kinerja", "Besaran/ Volume", "Catatan"]
            .iter()
            .enumerate()
    {
        page.text(u32::try_from(column).expect("few"), head);
    }
    page.row += 1;
    for column in 0..6 {
        page.text(column, &format!("({})", column + 1));
    }
    page.row += 1;
    for cells in [
        ["I.", "Program Pengembangan Kompetensi", "Kota Blitar", "", "", ""],
        ["1.", "Bimbingan Teknis", "Kec. Sukorejo", "Jumlah peserta", "40 orang", "Musrenbang"],
        ["2.", "Pelatihan Dasar", "Kec. Sananwetan", "Jumlah peserta", "25 orang", ""],
    ] {
        for (column, text) in cells.iter().enumerate() {
            page.text(u32::try_from(column).expect("few"), text);
        }
        page.row += 1;
    }
    let book = Book { sheets: vec![page.sheet], ..Book::default() };
    let renja = read(&book, "T-C.32");
    assert_eq!(renja.tables[0].items.len(), 3);
    assert_eq!(renja.tables[0].items[1].parent, Some(0));
    assert_eq!(said(&book, "T-C.32"), Vec::<String>::new());
}
