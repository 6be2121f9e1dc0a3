//! A consistent plan gets no warning and no error, however it is laid out; and one changed figure in it is
//! found.

mod common;
#[path = "common/sheets.rs"]
mod sheets;

use proptest::prelude::*;
use renja::check::{Selection, check};
use renja::model::{Book, Cell, CellContent, Finding, Lang, Severity, SheetId};
use renja::read::{self, Limits};
use renja::text::number;
use renja::write::rapi::{self, Document, Paper};
use rust_decimal::Decimal;
use sheets::{Codes, Layout, Percent, Plan, RENCANA, TABLES, book};

fn loud(book: &Book) -> Vec<Finding> {
    let renja = renja::normalize::normalize(book, &renja::forms::Forms::default());
    assert_eq!(renja.tables.len(), TABLES, "every table is recognized");
    let findings = check(&renja, book, &Selection::default()).findings;
    findings.into_iter().filter(|f| f.severity > Severity::Note).collect()
}

fn plans() -> impl Strategy<Value = Plan> {
    let kegiatan = prop::collection::vec((1_000u32..4_000_000_000, 1_000u32..4_000_000_000), 1..4);
    (2015i32..2030, prop::collection::vec(kegiatan, 2..5))
        .prop_map(|(year, programs)| Plan { year, programs })
}

fn layouts() -> impl Strategy<Value = Layout> {
    let flags = any::<[bool; 11]>();
    let codes = prop::sample::select(vec![Codes::None, Codes::Of2006, Codes::Of2019]);
    let percent = prop::sample::select(vec![Percent::Text, Percent::Number, Percent::CutOff]);
    (flags, codes, percent, 0u32..4).prop_map(|(flags, codes, percent, shift)| {
        let [
            text,
            number_row,
            total_below,
            subtotals,
            units,
            repeated,
            sub,
            merged,
            formulas,
            page_break,
            signature,
        ] = flags;
        Layout {
            text,
            number_row,
            total_below,
            subtotals,
            units,
            repeated,
            codes,
            sub,
            merged,
            formulas,
            page_break,
            percent,
            signature,
            shift,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_consistent_plan_is_silent(plan in plans(), layout in layouts()) {
        let said: Vec<String> =
            loud(&book(&plan, layout)).iter().map(|f| format!("{} {}", f.rule, f.message.say(Lang::Id))).collect();
        prop_assert!(said.is_empty(), "{said:#?}");
    }

    #[test]
    fn a_consistent_plan_stays_silent_when_it_is_written_and_read_again(plan in plans(), layout in layouts(), a4 in any::<bool>(), english in any::<bool>()) {
        let book = book(&plan, layout);
        let renja = renja::normalize::normalize(&book, &renja::forms::Forms::default());
        let document = Document {
            lang: if english { Lang::En } else { Lang::Id },
            paper: if a4 { Paper::A4 } else { Paper::F4 },
            ..common::document(&book, &renja)
        };
        let written = rapi::write(&document).expect("it can be written");
        let again = read::read(&written, &Limits::default()).expect("the program reads what it wrote");
        let said: Vec<String> = loud(&again).iter().map(|f| format!("{} {}", f.rule, f.message.say(Lang::Id))).collect();
        prop_assert!(said.is_empty(), "{said:#?}");
    }

    #[test]
    fn a_changed_amount_is_found(plan in plans(), layout in layouts(), by in 1u64..1_000_000, pick in any::<prop::sample::Index>()) {
        let mut book = book(&plan, Layout { repeated: false, ..layout });
        let column = 6 + layout.shift;
        let amounts: Vec<(u32, u32)> = book.sheets[RENCANA]
            .cells
            .iter()
            .filter(|((_, c), cell)| *c == column && (matches!(cell.content, CellContent::Number(n) if n > Decimal::TEN)
                || matches!(&cell.content, CellContent::Text(t) if t.starts_with(|c: char| c.is_ascii_digit()))))
            .map(|(at, _)| *at)
            .collect();
        let at = amounts[pick.index(amounts.len())];
        let cell = book.sheets[RENCANA].cells.get_mut(&at).expect("picked from the cells");
        let n = match &cell.content {
            CellContent::Number(n) => *n,
            CellContent::Text(text) => number::read_rupiah(text).expect("written as an amount").value,
            _ => unreachable!("picked for its content"),
        };
        cell.content = CellContent::Number(n + Decimal::from(by));
        let findings = loud(&book);
        prop_assert!(findings.iter().any(|f| f.rule.starts_with("ARI")), "{at:?}");
        // Each finding of a sum is at the changed cell or cites it.
        for finding in findings.iter().filter(|f| f.rule.starts_with("ARI")) {
            let cites = |row: u32, c: u32| (row, c) == at;
            prop_assert!(
                cites(finding.at.row, finding.at.column)
                    || finding.related.iter().any(|r| cites(r.at.row, r.at.column)),
                "{} {:?}", finding.rule, finding.at
            );
        }
    }

    #[test]
    fn a_changed_ratio_is_found(plan in plans(), layout in layouts(), pick in any::<prop::sample::Index>()) {
        let mut book = book(&plan, layout);
        let column = 7 + layout.shift;
        let is_percent = |cell: &Cell| {
            cell.format.is_percent() || matches!(&cell.content, CellContent::Text(t) if t.ends_with('%'))
        };
        let cells = &book.sheets[0].cells;
        let shares: Vec<(u32, u32)> =
            cells.iter().filter(|((_, c), cell)| *c == column && is_percent(cell)).map(|(at, _)| *at).collect();
        let at = shares[pick.index(shares.len())];
        // No true ratio is this high: at most 90 are done of at least 10. A value within that range could be
        // the true ratio.
        let cell = Cell { content: CellContent::Text("12.345,67%".into()), ..Cell::default() };
        book.sheets[0].cells.insert(at, cell);
        let found = loud(&book);
        prop_assert!(
            found.iter().any(|f| f.rule == "RAS101" && (f.at.row, f.at.column) == at && f.at.sheet == SheetId(0)),
            "{at:?} {:?}", found.iter().map(|f| (f.rule, f.at)).collect::<Vec<_>>()
        );
    }
}
