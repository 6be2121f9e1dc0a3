//! Causes in sheets with formulas: a formula is never overwritten with a number, a wrong formula is itself
//! the cause, a number typed over a formula is suspected before its parts, and a value that every row
//! computes from its own cells is not suspected.

#[path = "common/budget.rs"]
mod budget;

use std::fmt::Write;

use budget::{add_line, cases, changed, sheet};
use renja::check::{Selection, check};
use renja::correct::{self, Accept, Decisions, SearchOptions};
use renja::model::{Book, Case, CellContent, Class, Renja, Sheet, Value, a1};
use rust_decimal::Decimal;

const LEVELS: &str = "Ringkasan Belanja Tahun 2024
Uraian | Pagu | Realisasi | Tahun Lalu
Belanja Daerah | =B4+B8 | =C4+C8 | =D4+D8
Belanja Operasi | =SUM(B5:B7) | =SUM(C5:C7) | =SUM(D5:D7)
Belanja Pegawai | 10.000.000 | 9.000.000 | 8.000.000
Belanja Barang | 20.000.000 | 18.000.000 | 17.000.000
Belanja Hibah | 5.000.000 | 5.000.000 | 4.000.000
Belanja Modal | =SUM(B9:B10) | =SUM(C9:C10) | =SUM(D9:D10)
Modal Tanah | 15.000.000 | 15.000.000 | 14.000.000
Modal Gedung | 30.000.000 | 25.000.000 | 21.000.000";

struct Found {
    book: Book,
    renja: Renja,
    cases: Vec<Case>,
}

fn found(sheet: Sheet) -> Found {
    let book = Book { sheets: vec![sheet], ..Book::default() };
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    let checked = check(&renja, &book, &Selection::default());
    let cases =
        correct::cases(&renja, &book, &checked.relations, &checked.findings, &SearchOptions::default());
    Found { book, renja, cases }
}

impl Found {
    /// Returns the cells and values of the first proposals, each with its class.
    fn first(&self) -> Vec<(Class, Vec<String>)> {
        let proposals = self.cases.iter().filter_map(|case| case.proposals.first());
        proposals
            .map(|p| {
                let change = |c: &renja::model::Change| format!("{} {}", a1(c.at.row, c.at.column), c.to);
                (p.class, p.changes.iter().map(change).collect())
            })
            .collect()
    }

    /// Applies what is suggested.
    fn settled(&self) -> correct::Settled {
        let checked = |renja: &Renja| {
            let checked = check(renja, &self.book, &Selection::default());
            (checked.relations, checked.findings)
        };
        correct::settle(
            (&self.renja, &self.book),
            checked(&self.renja),
            Accept::Suggested,
            &SearchOptions::default(),
            &Decisions::default(),
            checked,
        )
    }

    /// Asserts that no proposal, first or not, overwrites a formula with a number.
    fn types_over_no_formula(&self) {
        for change in self.cases.iter().flat_map(|c| &c.proposals).flat_map(|p| &p.changes) {
            let live = self.book.cell(change.at).is_some_and(|cell| cell.formula.is_some());
            assert!(!live || change.formula.is_some(), "{change:?}");
        }
    }
}

#[test]
fn a_number_typed_over_a_formula_changes_and_what_is_above_follows() {
    let found = found(changed(LEVELS, "B8", "44.000.000"));
    assert_eq!(found.first(), [(Class::Suggested, vec!["B8 45.000.000".to_owned()])]);
    assert!(found.cases[0].proposals.len() == 1, "no part is suspected");
    found.types_over_no_formula();
    let settled = found.settled();
    assert!(settled.taken_back.is_empty());
    assert!(settled.relations.iter().all(renja::model::Relation::holds));
    let total = settled.renja.tables[0].items[0].values.get(1).map(|cited| cited.value.to_string());
    assert_eq!(total.as_deref(), Some("80.000.000"), "Belanja Daerah follows");
}

/// Amounts that lost their thousands are corrected together; until then, the texts that show it remain texts.
#[test]
fn lost_thousands_come_back_together() {
    let mut sheet = sheet(
        "Daftar Tunjangan
No | Pegawai | Pagu (Rp) | Capaian (Rp)
1 | Marsel | 4.191.000 | 2.880.495
2 | Bruri | 3.369.000 | 822
3 | Anggreini | 2.970.000 | 772
4 | Cliff | 2.970.000 | 546
 | Jumlah | 13.500.000 | 5.021.211",
    );
    for at in (2..7).flat_map(|row| [(row, 2), (row, 3)]) {
        let cell = sheet.cells.get_mut(&at).expect("an amount");
        if let CellContent::Number(n) = cell.content {
            cell.content = CellContent::Text(Value::Rupiah(n).to_string().into());
        }
    }
    for (row, thousandths) in [(3, 822_036), (4, 772_200), (5, 546_480)] {
        let cell = sheet.cells.get_mut(&(row, 3)).expect("an amount");
        cell.content = CellContent::Number(Decimal::new(thousandths, 3));
    }
    let found = found(sheet);
    let proposed = (Class::Suggested, ["D4 822.036", "D5 772.200", "D6 546.480"].map(str::to_owned).to_vec());
    assert_eq!(found.first(), [proposed]);
    let settled = found.settled();
    assert!(settled.taken_back.is_empty());
    assert!(settled.findings.iter().all(|f| f.rule == "FMT101"), "{:#?}", settled.findings);
    assert!(settled.relations.iter().all(renja::model::Relation::holds));
}

#[test]
fn a_formula_that_leaves_out_a_row_is_the_cause() {
    let found = found(changed(LEVELS, "C4", "=SUM(C5:C6)"));
    assert_eq!(found.first(), [(Class::Suggested, vec!["C4 32.000.000".to_owned()])]);
    let change = &found.cases[0].proposals[0].changes[0];
    // The formula of the columns beside it.
    assert_eq!(change.formula.as_deref(), Some("SUM(C5:C7)"));
    assert_eq!(found.cases[0].proposals.len(), 1, "no part is suspected");
}

#[test]
fn a_formula_that_takes_others_besides_is_the_cause() {
    let found = found(changed(LEVELS, "B4", "=SUM(B5:B8)"));
    assert_eq!(found.first(), [(Class::Suggested, vec!["B4 35.000.000".to_owned()])]);
    assert_eq!(found.cases[0].proposals[0].changes[0].formula.as_deref(), Some("SUM(B5:B7)"));
    found.types_over_no_formula();
}

#[test]
fn a_corrected_formula_stands_in_the_cells() {
    let found = found(changed(LEVELS, "C4", "=SUM(C5:C6)"));
    let mut book = found.book.clone();
    let written = correct::cell_writes(&book, &Renja::default(), &found.cases[0].proposals[0].changes);
    correct::apply_to_cells(&mut book, &written);
    let cells = &book.sheets[0].cells;
    assert_eq!(cells.get(&(3, 2)).and_then(|c| c.formula.as_deref()), Some("SUM(C5:C7)"));
    let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
    let loud = check(&renja, &book, &Selection::default()).findings;
    assert!(loud.iter().all(|f| f.severity == renja::model::Severity::Note), "{loud:#?}");
}

#[test]
fn what_volume_times_price_gives_in_every_row_is_not_suspected() {
    let mut lines = "No | Kode Rekening | Uraian | Volume | Satuan | Tarif | Jumlah".to_owned();
    for row in 1..=18u32 {
        let (volume, price) = (row + 3, (row + 25) * 1_000);
        let price = Value::Rupiah(price.into());
        let amount = Value::Rupiah((volume * (row + 25) * 1_000).into());
        let code = format!("5.1.02.01.01.{row:04}");
        write!(lines, "\n{row} | {code} | Belanja {row} | {volume} | buah | {price} | {amount}")
            .expect("a string takes it");
    }
    lines += "\nJumlah |  |  |  |  |  | 9.247.000";
    let found = found(sheet(&lines));
    let all: Vec<_> = found.cases.iter().flat_map(|c| &c.proposals).collect();
    assert_eq!(found.first(), [(Class::Suggested, vec!["G20 8.247.000".to_owned()])]);
    assert_eq!(all.len(), 1, "no item is suspected");
}

#[test]
fn no_explanation_speaks_of_nothing() {
    for (place, to) in
        [("B8", "44.000.000"), ("C4", "=SUM(C5:C6)"), ("B4", "=SUM(B5:B8)"), ("D3", "63.000.000")]
    {
        for case in found(changed(LEVELS, place, to)).cases {
            let said = case.explanation.say(renja::model::Lang::En);
            assert!(!said.contains(" 0 "), "{place}: {said}");
        }
    }
}

/// A row sum and a column sum are off by the same amount: the cause is the cell where they meet, and not the
/// two sums.
#[test]
fn the_cell_where_two_sums_meet_is_the_cause() {
    let lines = "Belanja menurut Triwulan
Nama OPD | Triwulan | < | < | < | Jumlah
- | I | II | III | IV |
Dinas Kesehatan | 10.000.000 | 11.000.000 | 12.000.000 | 13.000.000 | 46.000.000
Dinas Sosial | 20.000.000 | 21.000.000 | 22.000.000 | 23.000.000 | 86.000.000
Dinas Pariwisata | 5.000.000 | 6.000.000 | 7.000.000 | 8.000.000 | 26.000.000
Dinas Perikanan | 1.000.000 | 2.000.000 | 3.000.000 | 4.000.000 | 10.000.000
JUMLAH | 36.000.000 | 40.000.000 | 44.000.000 | 48.000.000 | 168.000.000";
    let found = found(changed(lines, "C5", "22.345.000"));
    let first = found.first();
    assert_eq!(first.len(), 1, "{first:?}");
    assert_eq!(first[0].1, ["C5 21.000.000"]);
}

/// A text becomes a number without confirmation only if it can be read as just one number and stands in a
/// column of numbers.
#[test]
fn what_may_be_read_in_two_ways_is_not_retyped() {
    let with = |text: &str| {
        let mut sheet = sheet(
            "Kode | Uraian | Pagu | Realisasi | Sisa
5.1.01 | Belanja Pegawai | 10.000.000 | 9.000.000 | 1.000.000
5.1.02 | Belanja Barang | 20.000.000 | 18.000.000 | 2.000.000
5.1.03 | Belanja Hibah | 5.000.000 | 5.000.000 | 0
5.1.04 | Belanja Sosial | 8.000.000 | 5.000.000 | 3.000.000
Jumlah |  | 43.000.000 | 37.000.000 | 6.000.000",
        );
        let cell = sheet.cells.get_mut(&(2, 2)).expect("an amount");
        cell.content = renja::model::CellContent::Text(text.into());
        found(sheet).first().into_iter().filter(|(class, _)| *class == Class::Safe).count()
    };
    for plain in ["20.000.000", "20000000", "Rp 20.000.000,-", "Rp. 20.000.000,00"] {
        assert_eq!(with(plain), 1, "{plain}");
    }
    for other in ["20 000 000", "020.000.000", "10.000.000\n10.000.000", "20.00.0000"] {
        assert_eq!(with(other), 0, "{other:?}");
    }
}

/// A total whose formula leaves out rows, above rows that were typed over, gets the formula that adds up all of them as
/// they will be.
#[test]
fn a_formula_among_other_changes() {
    let mut lines = "Mukafaah\nNama | Pokok | Tunjangan | Jumlah".to_owned();
    for row in 3..=14_u32 {
        let sum = match row {
            4 => "800.000".to_owned(),
            7 => "95.000".to_owned(),
            _ => format!("=B{row}+C{row}"),
        };
        add_line(&mut lines, &format!("Ustaz {row} | {}.500 | {}.250 | {sum}", row * 37, row * 11));
    }
    add_line(&mut lines, "Total |  |  | =SUM(D3:D12)");
    let all = cases(sheet(&lines));
    let changes: Vec<_> = all.iter().flat_map(|case| &case.proposals).flat_map(|one| &one.changes).collect();
    let of_total = changes.iter().find(|change| change.at.row == 14).expect("the total is to be changed");
    assert_eq!(of_total.formula.as_deref(), Some("SUM(D3:D14)"), "{changes:#?}");
}
