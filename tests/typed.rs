//! Tests decisions that are typed outside the sheet Temuan, as on the page: the results are identical, byte
//! for byte, to those of the same decision typed on the sheet. Also tests which of several given files are
//! earlier results of which workbook.

mod common;

use common::resave::{find, resave, temuan};
use renja::correct::decisions::TypedDecision;
use renja::model::{Cell, CellContent};
use renja::together::{GivenFile, Role, assign_roles};
use renja::write::rapi::temuan::TemuanLine;
use renja::{EarlierResult, Options, Processed};

const NAME: &str = "renja-bkd-2021.xlsx";
const DAY: &str = "2021-03-01";

/// Returns the result after decisions are typed into the findings' sheet of the result `before`.
fn in_temuan(before: &Processed, typed: &[(u32, &TypedDecision)]) -> Processed {
    let edited = resave(&before.rapi, |book| {
        let sheet = temuan(book);
        for (row, typed) in typed {
            let texts =
                [("Keputusan", &typed.word), ("Nilai sendiri", &typed.own), ("Alasan", &typed.reason)];
            for (head, text) in texts {
                let at = (row - 1, find(sheet, head).1);
                let content = CellContent::Text(text.as_str().into());
                if !text.is_empty() {
                    sheet.cells.insert(at, Cell { content, ..Cell::default() });
                }
            }
        }
    });
    let earlier = EarlierResult { bytes: &edited, saved: Some(DAY) };
    renja::process(&common::bytes(NAME), NAME, &Options::default(), Some(earlier)).expect("it is written")
}

/// Returns the result after decisions are typed outside the sheet.
fn elsewhere(earlier: Option<&[u8]>, typed: &[TypedDecision]) -> Processed {
    let bytes = common::bytes(NAME);
    let options = Options::default();
    let checked = renja::check(&bytes, &options).expect("it can be read");
    let earlier = earlier.map(|bytes| EarlierResult { bytes, saved: Some(DAY) });
    renja::process_checked(checked, (&bytes, NAME), &options, earlier, typed).expect("it is written")
}

fn typed(line: &TemuanLine, word: &str, own: &str, reason: &str) -> TypedDecision {
    TypedDecision {
        finding: line.finding,
        proposal: line.proposal,
        word: word.to_owned(),
        own: own.to_owned(),
        reason: reason.to_owned(),
        day: Some(DAY.to_owned()),
    }
}

fn same(one: &Processed, other: &Processed, what: &str) {
    assert!(one.rapi == other.rapi, "{what}: another .rapi.xlsx");
    let koreksi = |processed: &Processed| processed.koreksi.clone().map_err(|refused| refused.0);
    assert!(koreksi(one) == koreksi(other), "{what}: another .koreksi.xlsx");
}

#[test]
fn every_kind_of_decision_is_as_in_temuan() {
    let before = elsewhere(None, &[]);
    let kinds = [
        (None, "", ""),
        (Some("tolak"), "", "surat 12/2021"),
        (Some("tunda"), "", ""),
        (Some(""), "1.262.939.601", ""),
        // Decisions that cannot be used; the sheet says why.
        (Some(""), "besok", ""),
        (Some("Z"), "", ""),
        // A remark without a decision.
        (Some(""), "", "masih ditanyakan"),
    ];
    // Type each decision on a case of its own, and process all of them together.
    let cases = before.lines.iter().filter(|line| line.leads && line.group == 0 && !line.choices.is_empty());
    let mut all: Vec<(u32, TypedDecision)> = cases
        .zip(kinds)
        .map(|(line, (word, own, reason))| {
            (line.row, typed(line, word.unwrap_or(&line.choices[0]), own, reason))
        })
        .collect();
    assert!(all.len() > 4, "{all:?}");
    let proposal = before.lines.iter().rev().find(|line| line.proposal.is_some() && line.group == 0);
    let proposal = proposal.expect("there are proposals");
    all.push((proposal.row, typed(proposal, "terima", "", "")));
    let there: Vec<(u32, &TypedDecision)> = all.iter().map(|(row, typed)| (*row, typed)).collect();
    let alone: Vec<TypedDecision> = all.iter().map(|(_, typed)| typed.clone()).collect();
    let (alone, there) = (elsewhere(None, &alone), in_temuan(&before, &there));
    same(&alone, &there, "all of them");
    let outcomes: Vec<&str> = alone.decided.iter().map(|decided| decided.outcome.name()).collect();
    assert!(
        ["applied", "refused", "later", "unused"].iter().all(|name| outcomes.contains(name)),
        "{outcomes:?}"
    );
}

#[test]
fn what_is_typed_goes_before_what_an_earlier_result_says() {
    let before = elsewhere(None, &[]);
    let line = before.lines.iter().find(|line| line.leads && line.choices.len() > 2).expect("an open case");
    let accepted = typed(line, &line.choices[0], "", "");
    let first = elsewhere(None, std::slice::from_ref(&accepted));
    assert_eq!(lead(&first, line).written[0], line.choices[0], "the list says what was decided");
    // Replace the decision with another one, then withdraw it.
    let refused = typed(line, "tolak", "", "");
    same(
        &elsewhere(Some(&first.rapi), std::slice::from_ref(&refused)),
        &elsewhere(None, &[refused]),
        "refused",
    );
    let withdrawn = elsewhere(Some(&first.rapi), &[typed(line, "", "", "")]);
    assert_eq!(lead(&withdrawn, line).written[0], "");
    assert_eq!(withdrawn.remaining.len(), before.remaining.len());
}

fn lead<'a>(processed: &'a Processed, of: &TemuanLine) -> &'a TemuanLine {
    processed
        .lines
        .iter()
        .find(|line| line.leads && line.finding == of.finding)
        .expect("the case stands there")
}

#[test]
fn the_lines_are_those_of_the_sheet() {
    let processed = elsewhere(None, &[]);
    let book = renja::read::read(&processed.rapi, &renja::read::Limits::default()).expect("it opens");
    let sheet = book.sheets.iter().find(|sheet| sheet.name == "Temuan").expect("the sheet");
    let (_, column) = find(sheet, "renja:aturan");
    for line in &processed.lines {
        let rule = sheet.cells.get(&(line.row - 1, column)).map(renja::model::display_cell);
        assert_eq!(rule.as_deref(), Some(processed.checked.findings[line.finding].rule), "{line:?}");
    }
    let before = renja::initial_lines(&processed.checked, (&common::bytes(NAME), NAME), &Options::default());
    assert_eq!(before, processed.lines, "the same without writing");
}

#[test]
fn a_result_that_is_given_with_its_workbook_brings_its_decisions() {
    let bytes = common::bytes(NAME);
    let result = elsewhere(None, &[]).rapi;
    let recap = GivenFile::new("rekap.xlsx", 0.0, &common::bytes("renja-bkd-2018.xls"));
    let given = [
        GivenFile::new("hasil (1).xlsx", 1.0, &result),
        GivenFile::new(NAME, 0.0, &bytes),
        GivenFile::new("renja-bkd-2021.rapi.xlsx", 2.0, &result),
        recap,
    ];
    let roles = assign_roles(&given);
    assert!(matches!(roles[0], Role::Decisions(1)) && matches!(roles[2], Role::Decisions(1)), "{roles:?}");
    // The result saved last is used, and the remark names the other one.
    let Role::Input { name, decisions: Some(2), remarks } = &roles[1] else { panic!("{roles:?}") };
    assert_eq!((name.as_str(), remarks[0].key), ("renja-bkd-2021", "cli.decisions_unused"));
    // A workbook that has only the name of a recap is an input.
    assert!(matches!(&roles[3], Role::Input { name, .. } if name == "rekap"), "{roles:?}");
    // A result without its workbook is processed as an input itself.
    let alone = assign_roles(&given[2..3]);
    assert!(matches!(&alone[0], Role::Input { name, .. } if name == "renja-bkd-2021"), "{alone:?}");
}

#[test]
fn workbooks_of_one_name_are_told_apart() {
    let names = ["renja.xls", "renja.xlsx", "lain.xlsx", "lain.xlsx", "renja-2.koreksi.xlsx"];
    let given: Vec<GivenFile> = names.iter().map(|name| GivenFile::new(name, 0.0, name.as_bytes())).collect();
    let called: Vec<String> = assign_roles(&given)
        .into_iter()
        .map(|role| match role {
            Role::Input { name, .. } => name,
            role => panic!("{role:?}"),
        })
        .collect();
    // The last file has the name of a corrected copy, but the program did not write it.
    assert_eq!(called, ["renja.xls", "renja.xlsx", "lain", "lain (2)", "renja-2.koreksi"]);
}
