//! A person decides in the written workbook, and the next run carries the decisions out.

mod common;

use renja::model::{
    Book, CellContent, CellRef, Finding, Outcome, Refusal, ResolvedDecision, Severity, Value,
};
use renja::read::{self, Limits};
use renja::write::koreksi::{self, NewContent, Patch};
use renja::{EarlierResult, Options};

const NAME: &str = "renja-bkd-2021.xlsx";

fn process(earlier: Option<&[u8]>) -> renja::Processed {
    renja::process(
        &common::bytes(NAME),
        NAME,
        &Options::default(),
        earlier.map(|bytes| EarlierResult { bytes, saved: None }),
    )
    .expect("it can be written")
}

/// Returns the earlier result with cells of Temuan filled in: rule and cell of the finding, header of the
/// column, and the value.
fn decided(rapi: &[u8], decisions: &[(&str, &str, &str, Value)]) -> Vec<u8> {
    let book = read::read(rapi, &Limits::default()).expect("the program reads what it wrote");
    let sheet = book.sheets.iter().find(|s| s.name == "Temuan").expect("the findings' sheet");
    // The column holds the name of the sheet, followed by the cell.
    let find = |row: Option<u32>, text: &str| -> Vec<(u32, u32)> {
        let end = format!(" {text}");
        let is = |content: &CellContent| matches!(content, CellContent::Text(t) if &**t == text || t.starts_with("Tabel") && t.ends_with(&end));
        let of_row = |at: &u32| row.is_none_or(|row| row == *at);
        sheet.cells.iter().filter(|((r, _), c)| of_row(r) && is(&c.content)).map(|(at, _)| *at).collect()
    };
    let patches: Vec<Patch> = decisions
        .iter()
        .map(|(rule, cell, head, value)| {
            let lines = find(None, cell).into_iter().map(|(row, _)| row);
            let row =
                lines.into_iter().find(|row| !find(Some(*row), rule).is_empty()).expect("the finding's line");
            let column = find(None, head).first().expect("the head of the column").1;
            Patch {
                sheet: "Temuan".into(),
                row,
                column,
                to: NewContent::Value(value.clone()),
                note: String::new(),
            }
        })
        .collect();
    koreksi::patch(rapi, &patches).expect("a person can fill it in")
}

fn grave_at(findings: &[Finding], cells: &[&str]) -> Vec<String> {
    let grave = findings.iter().filter(|f| f.severity == Severity::Error && f.rule.starts_with("ARI"));
    grave.map(|f| f.at.a1()).filter(|cell| cells.contains(&cell.as_str())).collect()
}

fn amount(book: &Book, sheet: &str, cell: &str) -> String {
    let (row, column) = CellRef::read_a1(cell).expect("a cell");
    let sheet = book.sheets.iter().find(|s| s.name == sheet).expect("the sheet");
    match sheet.cells.get(&(row, column)).map(|c| &c.content) {
        Some(CellContent::Number(n)) => n.to_string(),
        other => format!("{other:?}"),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn what_is_accepted_is_applied_and_the_sums_close() {
    let first = process(None);
    assert_eq!(grave_at(&first.remaining, &["J9", "J10", "J33", "J50"]), ["J9", "J10", "J33", "J50"]);
    let earlier = decided(
        &first.rapi,
        &[
            ("ARI101", "J9", "Keputusan", text("A")),
            ("ARI102", "J33", "Keputusan", text("A")),
            ("ARI102", "J50", "Keputusan", text("terima")),
        ],
    );
    let second = process(Some(&earlier));
    assert_eq!(grave_at(&second.remaining, &["J9", "J10", "J33", "J50"]), [""; 0]);
    assert!(second.decided.iter().all(|one| one.outcome == Outcome::Applied), "{:?}", second.decided);
    let koreksi = second.koreksi.clone().expect("an .xlsx is patched");
    let corrected = read::read(&koreksi, &Limits::default()).expect("it opens");
    assert_eq!(amount(&corrected, "Tabel 4.2", "J40"), "2730326800");
    assert_eq!(amount(&corrected, "Tabel 4.2", "J51"), "2104104400");
    // The new result contains the decisions too, so a third run gives the same bytes.
    let third = process(Some(&second.rapi));
    assert_eq!(grave_at(&third.remaining, &["J9", "J10", "J33", "J50"]), [""; 0]);
    assert!(third.rapi == second.rapi, "the same input and decisions give the same bytes");
}

#[test]
fn what_is_refused_stays_and_an_own_value_is_taken() {
    let first = process(None);
    let earlier = decided(
        &first.rapi,
        &[
            ("ARI102", "J33", "Nilai sendiri", Value::Rupiah(15_544_831_100_i64.into())),
            ("ARI102", "J50", "Keputusan", text("tolak")),
        ],
    );
    let second = process(Some(&earlier));
    let koreksi = second.koreksi.clone().expect("an .xlsx is patched");
    let corrected = read::read(&koreksi, &Limits::default()).expect("it opens");
    assert_eq!(amount(&corrected, "Tabel 4.2", "J33"), "15544831100");
    assert_eq!(amount(&corrected, "Tabel 4.2", "J51"), "1536099000");
    assert!(grave_at(&second.remaining, &["J33"]).is_empty());
}

#[test]
fn a_decision_that_matches_nothing_is_reported() {
    let first = process(None);
    let earlier = decided(&first.rapi, &[("ARI102", "J33", "Keputusan", text("A"))]);
    let other = "renja-bkd-2019.xls";
    let second = renja::process(
        &common::bytes(other),
        other,
        &Options::default(),
        Some(EarlierResult { bytes: &earlier, saved: None }),
    )
    .expect("written");
    assert!(matches!(
        second.decided[..],
        [ResolvedDecision { outcome: Outcome::Unused(Refusal::FindingGone), .. }]
    ));
}
