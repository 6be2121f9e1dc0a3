//! Decisions that a person makes in the findings sheet, whatever else is done to the sheet: what is applied
//! is exactly what was meant, or a sentence says why it was not used.

mod common;

use std::sync::LazyLock;

use common::resave::{Typed, find, line, move_columns, put, resave, shown, sort, temuan};
use renja::model::{Book, CellContent, CellRef, Outcome, Refusal, Sheet};
use renja::read::{self, Limits};
use renja::{EarlierResult, Options, Processed};

const NAME: &str = "renja-bkd-2021.xlsx";
const DAY: &str = "2021-03-01";

fn process(earlier: Option<&[u8]>) -> Processed {
    let earlier = earlier.map(|bytes| EarlierResult { bytes, saved: Some(DAY) });
    renja::process(&common::bytes(NAME), NAME, &Options::default(), earlier).expect("it can be written")
}

/// Returns the result before any decision.
fn first() -> &'static Processed {
    static FIRST: LazyLock<Processed> = LazyLock::new(|| process(None));
    &FIRST
}

/// A workbook with one table and one wrong total, for tests that go through many words: the office's workbook takes
/// twenty times as long.
const SMALL: &str = "a02-control-no-blank-row.xlsx";
/// The line of its wrong total, 134.000.000 instead of 133.000.000. There is one proposal.
const C10: (&str, &str) = ("ARI101", "C10");

/// The result of the small workbook after this was typed into the line of its wrong total.
fn typed_small(head: &str, word: &'static str) -> Processed {
    let path = format!("{}/tests/cases/{SMALL}", env!("CARGO_MANIFEST_DIR"));
    typed_into(&std::fs::read(path).expect("a workbook of the cases"), SMALL, C10, head, &Typed::Text(word))
}

/// The result of a workbook after something was typed into a line: rule and cell, head of the column.
fn typed_into(bytes: &[u8], name: &str, line: (&str, &str), head: &str, typed: &Typed) -> Processed {
    let process = |earlier: Option<&[u8]>| {
        let earlier = earlier.map(|bytes| EarlierResult { bytes, saved: Some(DAY) });
        renja::process(bytes, name, &Options::default(), earlier).expect("it can be written")
    };
    let edited = resave(&process(None).rapi, |book| put(temuan(book), line, head, typed));
    process(Some(&edited))
}

/// A plan's evaluation with one wrong figure of people: J5 should be 0 + 65 + 75.
const COUNTS: &str = "Rekapitulasi Evaluasi Hasil Pelaksanaan Renja;;;;;;;;;;\n\
    Kode;Program/Kegiatan;Indikator Kinerja;Target Renstra;Realisasi s.d. Tahun 2018;Target Renja Tahun 2019;\
    Realisasi Renja Tahun 2019;Tingkat Realisasi (%);Target Program dan Kegiatan Renja Tahun 2020;\
    Realisasi Capaian s.d. Tahun 2020;Tingkat Capaian (%)\n\
    1;2;3;4;5;6;7;8=(7/6);9;10=5+7+9;11=(10/4)\n\
    1.20.33.01;PROGRAM PELAYANAN PERKANTORAN;;;;;;;;;\n\
    ;Pengelolaan Administrasi;Jumlah ASN;250 org;0;70 org;65 org;92,86%;75 org;75 org;56%\n";

/// Returns the result after typing into the findings sheet: rule and cell of the line, header of the column,
/// and what is typed.
fn typed(lines: &[((&str, &str), &str, Typed)]) -> Processed {
    let first = first();
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        for (line, head, typed) in lines {
            put(sheet, *line, head, typed);
        }
    });
    process(Some(&edited))
}

fn opened(bytes: &[u8]) -> Book {
    read::read(bytes, &Limits::default()).expect("it opens")
}

fn koreksi(processed: &Processed) -> Book {
    opened(processed.koreksi.as_ref().expect("an .xlsx is patched"))
}

fn sheet<'a>(book: &'a Book, name: &str) -> &'a Sheet {
    book.sheets.iter().find(|sheet| sheet.name == name).expect("the sheet")
}

fn cell(book: &Book, name: &str, cell: &str) -> String {
    let at = CellRef::read_a1(cell).expect("a cell");
    sheet(book, name).cells.get(&at).map(renja::model::display_cell).unwrap_or_default()
}

/// Returns the cells that decisions of a person changed.
fn changed(processed: &Processed) -> Vec<String> {
    let by_person =
        |applied: &&renja::model::Applied| matches!(applied.by, renja::model::DecidedBy::Person(_));
    let changes = processed.applied.iter().filter(by_person).flat_map(|applied| &applied.changes);
    let mut cells: Vec<String> = changes.map(|change| change.at.a1()).collect();
    cells.sort();
    cells
}

fn refusal(processed: &Processed) -> Refusal {
    let mut refusals = processed.decided.iter().filter_map(|decided| match &decided.outcome {
        Outcome::Unused(refusal) => Some(refusal.clone()),
        _ => None,
    });
    let first = refusals.next().expect("it is not used");
    assert!(processed.applied.iter().all(|applied| matches!(applied.by, renja::model::DecidedBy::Program)));
    first
}

fn status(processed: &Processed, line: (&str, &str)) -> String {
    let book = opened(&processed.rapi);
    shown(sheet(&book, "Temuan"), line, "Status")
}

const J50: (&str, &str) = ("ARI102", "J50");
const J33: (&str, &str) = ("ARI102", "J33");
/// The cells that the only proposal for J50 changes.
const OF_J50: [&str; 4] = ["J51", "J68", "M51", "M68"];

#[test]
fn a_line_that_is_sorted_with_its_key_keeps_its_decision() {
    let first = first();
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J50, "Keputusan", &Typed::Text("terima"));
        sort(sheet, |_| true, |rows| rows.into_iter().rev().collect());
    });
    let second = process(Some(&edited));
    assert_eq!(changed(&second), OF_J50);
}

#[test]
fn the_filter_takes_in_the_hidden_keys() {
    let first = first();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&first.rapi)).expect("a package");
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet2.xml").expect("Temuan"), &mut xml)
        .expect("XML");
    let (_, filter) = xml.split_once("<autoFilter ref=\"A4:").expect("a filter");
    let last: String = filter.chars().take_while(char::is_ascii_alphabetic).collect();
    let book = opened(&first.rapi);
    let (_, column) = find(sheet(&book, "Temuan"), "renja:usulan");
    assert_eq!(last, renja::model::column_name(column));
    assert!(!xml.contains("<sheetProtection"), "a protected sheet sorts no locked cell");
}

#[test]
fn a_line_that_is_sorted_without_its_key_is_not_used() {
    let first = first();
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J50, "Keputusan", &Typed::Text("terima"));
        let (_, hidden) = find(sheet, "renja:aturan");
        sort(sheet, |column| column < hidden, |rows| rows.into_iter().rev().collect());
    });
    assert!(matches!(refusal(&process(Some(&edited))), Refusal::Moved { .. }));
}

#[test]
fn words_with_one_meaning_are_understood() {
    for word in ["terima", "ya", "OK", "setuju", "terima.", "diterima"] {
        let second = typed_small("Keputusan", word);
        assert_eq!(changed(&second), ["C10"], "{word}");
        let book = opened(&second.rapi);
        assert_eq!(shown(sheet(&book, "Temuan"), C10, "Keputusan"), word);
    }
}

#[test]
fn a_word_that_is_not_understood_stays_and_is_asked_about() {
    let second = typed(&[(J50, "Keputusan", Typed::Text("trima"))]);
    assert_eq!(refusal(&second), Refusal::UnknownWord("trima".into(), Some("terima".into())));
    let book = opened(&second.rapi);
    assert_eq!(shown(sheet(&book, "Temuan"), J50, "Keputusan"), "trima");
    assert!(status(&second, J50).starts_with("tidak dipahami"), "{}", status(&second, J50));
    // The word stays in the next results too, until it is changed.
    let third = process(Some(&second.rapi));
    assert_eq!(refusal(&third), Refusal::UnknownWord("trima".into(), Some("terima".into())));
    assert!(third.rapi == second.rapi);
}

#[test]
fn of_several_proposals_a_letter_chooses_one() {
    let second = typed(&[(J33, "Keputusan", Typed::Text("terima"))]);
    assert_eq!(refusal(&second), Refusal::AmbiguousProposal(vec!["A".into(), "B".into()]));
    let second = typed(&[(J33, "Keputusan", Typed::Text("C"))]);
    assert_eq!(refusal(&second), Refusal::NotOffered("C".into(), vec!["A".into(), "B".into()]));
    assert!(status(&second, J33).contains("C tidak ada; pilihannya A dan B"));
    let second = typed(&[(J33, "Keputusan", Typed::Text("b."))]);
    assert_eq!(changed(&second), ["J40", "M40"]);
}

#[test]
fn what_is_refused_or_put_off_says_so_with_its_day_and_reason() {
    let second = typed(&[
        (J50, "Keputusan", Typed::Text("tolak")),
        (J50, "Alasan", Typed::Text("sesuai DPA")),
        (J33, "Keputusan", Typed::Text("tunda")),
    ]);
    assert!(changed(&second).is_empty());
    assert_eq!(status(&second, J50), "ditolak: angka tetap");
    assert_eq!(status(&second, J33), "ditunda");
    let book = opened(&second.rapi);
    let log = sheet(&book, "Perubahan");
    let (row, _) = find(log, "sesuai DPA");
    let of_row: Vec<String> = log
        .cells
        .range((row, 0)..=(row, u32::MAX))
        .map(|(_, cell)| renja::model::display_cell(cell))
        .collect();
    assert!(of_row.iter().any(|text| text == "ditolak: angka tetap"), "{of_row:?}");
    assert!(of_row.iter().any(|text| text.contains(DAY)), "{of_row:?}");
    // The date of a decision does not change when the result is saved again.
    let later = EarlierResult { bytes: &second.rapi, saved: Some("2022-12-31") };
    let third =
        renja::process(&common::bytes(NAME), NAME, &Options::default(), Some(later)).expect("written");
    assert!(third.rapi == second.rapi);
}

/// Returns rule and cell of a finding on a percentage: the sheet states 173%, but 165% / 100% is 165%.
fn percentage() -> (String, String) {
    let first = first();
    let found = first
        .checked
        .findings
        .iter()
        .find(|finding| finding.stated.as_ref().is_some_and(|stated| stated.to_string() == "173%"));
    let found = found.expect("173% is found");
    (found.rule.to_owned(), found.at.a1())
}

#[test]
fn the_format_of_the_cell_tells_a_percentage() {
    let (rule, cell_of) = percentage();
    let at = (rule.as_str(), cell_of.as_str());
    for percent in [Typed::Number("1.7", "0%"), Typed::Text("170%"), Typed::Number("170", "General")] {
        let second = typed(&[(at, "Nilai sendiri", percent.clone())]);
        assert_eq!(changed(&second), [cell_of.as_str()], "{percent:?}");
        let written = koreksi(&second);
        assert_eq!(cell(&written, "Tabel 2.1", &cell_of), "170%", "{percent:?}");
    }
    let second = typed(&[(at, "Nilai sendiri", Typed::Number("1.7", "General"))]);
    assert_eq!(refusal(&second), Refusal::AmbiguousPercent("1,7".into(), "170%".into(), "1,7%".into()));
}

#[test]
fn amounts_are_read_as_they_are_said_or_refused() {
    for said in ["133.000.000", "Rp 133.000.000,-", "133000000", "133.000,0 ribu", "0,133 M", "1.33E8"] {
        let second = typed_small("Nilai sendiri", said);
        assert_eq!(changed(&second), ["C10"], "{said}: {:?}", second.decided);
        assert_eq!(cell(&koreksi(&second), "RFK", "C10"), "133.000.000", "{said}");
    }
    for (said, name) in [
        ("tanya bendahara dulu", "no_number"),
        ("-", "no_number"),
        ("-5.000.000", "negative"),
        ("1,5", "tiny"),
        ("1,5 MB", "no_number"),
    ] {
        let second = typed_small("Nilai sendiri", said);
        assert_eq!(refusal(&second).name(), name, "{said}");
        let book = opened(&second.rapi);
        assert_eq!(shown(sheet(&book, "Temuan"), C10, "Nilai sendiri"), said);
        assert_eq!(cell(&koreksi(&second), "RFK", "C10"), "134.000.000", "{said}");
    }
}

#[test]
fn a_count_is_read_with_its_unit_or_without() {
    let typed =
        |typed: &Typed| typed_into(COUNTS.as_bytes(), "renja.csv", ("RAS201", "J5"), "Nilai sendiri", typed);
    let quantity = |text: &str| renja::text::quantity::read(text).map(|read| read.number);
    for said in [Typed::Text("140 org"), Typed::Text("140"), Typed::Number("140", "General")] {
        let second = typed(&said);
        assert_eq!(changed(&second), ["J5"], "{said:?}: {:?}", second.decided);
        let to =
            second.applied.iter().flat_map(|applied| &applied.changes).map(|change| change.to.to_string());
        assert_eq!(to.map(|to| quantity(&to)).collect::<Vec<_>>(), [Some(140.into())], "{said:?}");
    }
    for (said, name) in [
        (Typed::Text("besok"), "no_number"),
        (Typed::Number("1.4", "0%"), "no_number"),
        (Typed::Text("-140 org"), "negative"),
    ] {
        let second = typed(&said);
        assert_eq!(refusal(&second).name(), name, "{said:?}");
    }
}

#[test]
fn decisions_that_speak_against_each_other_are_both_left() {
    let second =
        typed(&[(J33, "Keputusan", Typed::Text("A")), (J33, "Nilai sendiri", Typed::Text("15.544.831.100"))]);
    assert_eq!(refusal(&second), Refusal::WordAndValue);
    // Two lines of one case contradict each other.
    let first = first();
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        put(sheet, ("ARI101", "J9"), "Keputusan", &Typed::Text("A"));
        put(sheet, ("ARI102", "J10"), "Keputusan", &Typed::Text("tolak"));
    });
    let second = process(Some(&edited));
    let unused: Vec<&Outcome> = second.decided.iter().map(|decided| &decided.outcome).collect();
    assert!(
        unused.iter().all(|outcome| matches!(outcome, Outcome::Unused(Refusal::Contradicts(_)))),
        "{unused:?}"
    );
    assert_eq!(unused.len(), 2);
    assert!(changed(&second).is_empty());
}

#[test]
fn a_decision_leaves_other_conversions_as_they_are() {
    let name = "renja-bkd-2021-tempelan-word.xlsx";
    let run = |earlier: Option<&[u8]>| {
        let earlier = earlier.map(|bytes| EarlierResult { bytes, saved: None });
        renja::process(&common::bytes(name), name, &Options::default(), earlier).expect("written")
    };
    let converted = |processed: &Processed| -> Vec<CellRef> {
        let own = |applied: &&renja::model::Applied| matches!(applied.by, renja::model::DecidedBy::Program);
        processed
            .applied
            .iter()
            .filter(own)
            .flat_map(|applied| &applied.changes)
            .map(|change| change.at)
            .collect()
    };
    let first = run(None);
    let before = converted(&first);
    assert!(before.len() > 50, "{}", before.len());
    // An amount that is stored as text and is also wrong.
    let wrong = first
        .checked
        .findings
        .iter()
        .find(|finding| finding.rule == "ARI102" && before.contains(&finding.at));
    let wrong = wrong.expect("a sum that is text");
    let sum = wrong.computed.as_ref().map(ToString::to_string).expect("what its parts give");
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        let at = (line(sheet, wrong.rule, &wrong.at.a1()), find(sheet, "Nilai sendiri").1);
        let content = CellContent::Text(sum.as_str().into());
        sheet.cells.insert(at, renja::model::Cell { content, ..renja::model::Cell::default() });
    });
    let second = run(Some(&edited));
    assert_eq!(changed(&second), [wrong.at.a1()], "{:?}", second.decided);
    let after = converted(&second);
    let missing: Vec<&CellRef> = before.iter().filter(|at| !after.contains(at)).collect();
    assert_eq!(missing, [&wrong.at]);
}

#[test]
fn columns_may_be_moved_and_the_sheet_renamed() {
    let first = first();
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J50, "Keputusan", &Typed::Text("terima"));
        move_columns(sheet, |column| Some(if column < 10 { column + 20 } else { column - 10 }));
        sheet.name = "Temuan lama".to_owned();
    });
    let second = process(Some(&edited));
    assert_eq!(changed(&second), OF_J50);
    let keys: Vec<&str> = second.remarks.iter().map(|remark| remark.key).collect();
    assert_eq!(keys, ["decision.sheet_renamed"]);
}

#[test]
fn heads_and_hidden_columns_that_are_gone_are_said() {
    let first = first();
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J50, "Keputusan", &Typed::Text("terima"));
        let head = find(sheet, "Keputusan");
        sheet.cells.insert(head, Typed::Text("Putusan").cell());
    });
    let second = process(Some(&edited));
    assert!(changed(&second).is_empty());
    assert_eq!(second.remarks.iter().map(|remark| remark.key).collect::<Vec<_>>(), ["decision.no_column"]);

    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J50, "Keputusan", &Typed::Text("terima"));
        let (_, hidden) = find(sheet, "renja:aturan");
        move_columns(sheet, |column| (column < hidden).then_some(column));
    });
    assert_eq!(refusal(&process(Some(&edited))), Refusal::MissingKey);
}

#[test]
fn a_code_of_ones_own_goes_into_all_its_cells() {
    let first = first();
    let found =
        first.checked.findings.iter().find(|finding| finding.rule == "KOD101").expect("a doubled code");
    let at = found.at;
    let offered = first
        .checked
        .cases
        .iter()
        .find(|case| case.findings.iter().any(|f| first.checked.findings[*f].at == found.at));
    let offered = offered.and_then(|case| case.proposals.first()).expect("an unused code is offered");
    assert_eq!(offered.changes[0].to.to_string(), "4.05.01.04");
    let row = at.row + 1;
    let second = typed(&[(("KOD101", &at.a1()), "Nilai sendiri", Typed::Text("4.05.01.04"))]);
    let table = first.checked.renja.sheet_name(at.sheet).to_owned();
    let written = koreksi(&second);
    let codes: Vec<String> =
        ["A", "B", "C", "D"].map(|column| cell(&written, &table, &format!("{column}{row}"))).to_vec();
    assert_eq!(codes.join(".").replace("..", "."), "4.05.01.04", "{codes:?}");
    assert!(!second.remaining.iter().any(|finding| finding.rule == "KOD101"), "{:?}", second.decided);
    let refused = typed(&[(("KOD101", &at.a1()), "Nilai sendiri", Typed::Text("4.05.01"))]);
    assert!(matches!(refusal(&refused), Refusal::CodeParts(..)));
}

#[test]
fn what_perubahan_says_stands_in_the_cell() {
    // TRB102 corrects the words of a sentence. The narrative is on a sheet without tables.
    let first = first();
    let case = first.checked.cases.iter().find_map(|case| {
        let finding =
            case.findings.iter().map(|f| &first.checked.findings[*f]).find(|f| f.rule == "TRB102")?;
        Some((finding, case.proposals.first()?.changes.first()?))
    });
    let (finding, change) = case.expect("words that are misspelt");
    let at = finding.at;
    let second = typed(&[(("TRB102", &at.a1()), "Keputusan", Typed::Text("terima"))]);
    let book = opened(&second.rapi);
    let name = first.checked.renja.sheet_name(at.sheet);
    assert_eq!(cell(&book, name, &at.a1()), change.to.to_string());
    assert_eq!(cell(&koreksi(&second), name, &at.a1()), change.to.to_string());
}

#[test]
fn a_result_that_would_be_wrong_elsewhere_is_taken_back() {
    // The amount belongs to an item of a sum that holds, and would break with another amount.
    let first = first();
    let holds = |at: CellRef| {
        let mut relations = first.checked.relations.iter();
        relations.any(|relation| {
            relation.stated().is_some() && relation.holds() && relation.terms.iter().any(|term| term.at == at)
        })
    };
    let part =
        first.checked.findings.iter().find(|finding| {
            holds(finding.at) && matches!(finding.stated, Some(renja::model::Value::Rupiah(_)))
        });
    let part = part.expect("a finding on the part of a sum that holds");
    let second = typed(&[((part.rule, &part.at.a1()), "Nilai sendiri", Typed::Text("9.999.999.999"))]);
    assert!(matches!(refusal(&second), Refusal::BreaksOtherFigure(..)), "{:?}", second.decided);
    assert_eq!(cell(&koreksi(&second), "Tabel 4.2", "J33"), "5.274.473.400");
    // A sum that was already wrong may stay wrong.
    let second = typed(&[(J33, "Nilai sendiri", Typed::Text("9.999.999.999"))]);
    assert_eq!(changed(&second), ["J33"]);
}

#[test]
fn what_check_says_of_the_result_is_what_was_reported() {
    let second = typed(&[(J50, "Keputusan", Typed::Text("terima")), (J33, "Keputusan", Typed::Text("A"))]);
    let bytes = second.koreksi.as_ref().expect("an .xlsx is patched");
    let checked = renja::check(bytes, &Options::default()).expect("it is read");
    let said = |findings: &[renja::model::Finding]| -> Vec<String> {
        findings.iter().map(|f| format!("{} {} {:?}", f.rule, f.at.a1(), f.stated)).collect()
    };
    assert_eq!(said(&checked.findings), said(&second.remaining));
}

#[test]
fn lines_that_match_nothing_stay_below_the_others() {
    let first = first();
    let edited = resave(&first.rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J50, "Keputusan", &Typed::Text("terima"));
        let (_, hidden) = find(sheet, "renja:tertulis");
        let row = line(sheet, "ARI102", "J50");
        sheet.cells.insert((row, hidden), Typed::Text("1").cell());
    });
    let second = process(Some(&edited));
    assert_eq!(refusal(&second), Refusal::FindingGone);
    let book = opened(&second.rapi);
    let temuan = sheet(&book, "Temuan");
    let (_, column) = find(temuan, "Keputusan");
    let mut filled = temuan.cells.iter().filter(|(at, cell)| at.1 == column && !cell.content.is_blank());
    let (last, word) = filled.next_back().expect("lines");
    assert_eq!(word.content, CellContent::Text("terima".into()));
    let (_, hidden) = find(temuan, "renja:aturan");
    let rules = temuan.cells.iter().filter(|(at, _)| at.1 == hidden && at.0 > last.0);
    let notes: Vec<String> = rules
        .map(|((row, _), _)| {
            renja::model::display_cell(temuan.cells.get(&(*row, find(temuan, "Status").1)).expect("a status"))
        })
        .collect();
    assert!(notes.iter().all(|status| status == "untuk diketahui"), "{notes:?}");
}

/// Returns the result after cells of table sheets were overwritten.
fn table_edited(edits: &[(&str, &str, Typed)]) -> Processed {
    let edited = resave(&first().rapi, |book| {
        for (sheet, cell, typed) in edits {
            let sheet = book.sheets.iter_mut().find(|one| one.name == *sheet).expect("the sheet");
            sheet.cells.insert(CellRef::read_a1(cell).expect("a cell"), typed.cell());
        }
    });
    process(Some(&edited))
}

/// Returns the first cell of a sheet of the result that shows an amount and has no formula.
fn place(processed: &Processed, name: &str, amount: &str) -> String {
    let book = opened(&processed.rapi);
    let sheet = sheet(&book, name);
    let is = |cell: &renja::model::Cell| cell.formula.is_none() && renja::model::display_cell(cell) == amount;
    let found = sheet
        .cells
        .iter()
        .find(|(_, cell)| is(cell))
        .map(|((row, column), _)| renja::model::a1(*row, *column));
    found.expect("the amount")
}

#[test]
fn a_figure_that_is_edited_in_a_table_is_a_decision() {
    let at = place(first(), "Tabel 4.2", "1.536.099.000");
    let second = table_edited(&[("Tabel 4.2", &at, Typed::Number("2104104400", "#,##0"))]);
    assert_eq!(changed(&second), ["J51"], "{:?}", second.remarks);
    assert_eq!(cell(&koreksi(&second), "Tabel 4.2", "J51"), "2.104.104.400");
    let log = opened(&second.rapi);
    assert!(
        sheet(&log, "Perubahan").cells.values().any(|cell| renja::model::display_cell(cell).contains(DAY))
    );
    // The edit is kept in the next result and has the same effect again.
    let later = EarlierResult { bytes: &second.rapi, saved: Some("2022-12-31") };
    let third =
        renja::process(&common::bytes(NAME), NAME, &Options::default(), Some(later)).expect("written");
    assert!(third.rapi == second.rapi, "{:?}", third.decided);
}

#[test]
fn an_edit_that_cannot_be_used_is_said() {
    let at = place(first(), "Tabel 4.2", "1.536.099.000");
    let second = table_edited(&[("Tabel 4.2", &at, Typed::Text("tanya bendahara"))]);
    assert_eq!(refusal(&second), Refusal::NotANumber("tanya bendahara".into()));
    assert_eq!(
        second.decided[0].decision.edit.as_ref().map(|(_, place)| place.clone()),
        Some(format!("Tabel 4.2 {at}"))
    );
}

#[test]
fn a_table_that_is_sorted_is_no_edit() {
    let edited = resave(&first().rapi, |book| {
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "Tabel 4.2").expect("the sheet");
        let mut cells: Vec<((u32, u32), renja::model::Cell)> = sheet
            .cells
            .iter()
            .map(|((row, column), cell)| ((if *row > 20 { row + 1 } else { *row }, *column), cell.clone()))
            .collect();
        sheet.cells.retain(|_, _| false);
        cells.sort_by_key(|(at, _)| *at);
        for (at, cell) in cells {
            sheet.cells.insert(at, cell);
        }
    });
    let second = process(Some(&edited));
    assert!(changed(&second).is_empty());
    assert_eq!(second.remarks.iter().map(|remark| remark.key).collect::<Vec<_>>(), ["decision.edit_moved"]);
}

#[test]
fn edits_of_a_workbook_that_has_changed_since_are_not_used() {
    let at = place(first(), "Tabel 4.2", "1.536.099.000");
    let edited = resave(&first().rapi, |book| {
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "Tabel 4.2").expect("the sheet");
        sheet.cells.insert(CellRef::read_a1(&at).expect("a cell"), Typed::Number("5", "0").cell());
    });
    // The corrected workbook is not the file that the result was made from.
    let other = first().koreksi.as_ref().expect("an .xlsx is patched");
    let earlier = EarlierResult { bytes: &edited, saved: None };
    let second = renja::process(other, NAME, &Options::default(), Some(earlier)).expect("written");
    assert!(changed(&second).is_empty());
    assert_eq!(second.remarks.iter().map(|remark| remark.key).collect::<Vec<_>>(), ["decision.edit_other"]);
}

#[test]
fn a_result_that_only_was_saved_by_another_program_decides_nothing() {
    let second = process(Some(&resave(&first().rapi, |_| ())));
    assert!(
        second.decided.is_empty() && second.remarks.is_empty(),
        "{:?} {:?}",
        second.decided,
        second.remarks
    );
    assert!(second.rapi == first().rapi);
}

/// Builds a workbook in which the formula of one total leaves out a row.
fn with_formulas() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Anggaran").expect("a name");
    for (column, head) in (0u16..).zip(["Uraian", "Pagu", "Realisasi", "Tahun lalu"]) {
        sheet.write_string(0, column, head).expect("a cell");
    }
    for row in 1..=6u32 {
        sheet.write_string(row, 0, format!("Belanja {row}")).expect("a cell");
        for column in 1..=3u16 {
            let amount = f64::from(row * 1_237_000 + u32::from(column) * 311_000);
            sheet.write_number(row, column, amount).expect("a cell");
        }
    }
    sheet.write_string(7, 0, "Jumlah").expect("a cell");
    for (column, letter, last) in [(1u16, 'B', 6), (2, 'C', 7), (3, 'D', 7)] {
        let sum: u32 = (1..last).map(|row| row * 1_237_000 + u32::from(column) * 311_000).sum();
        let formula = rust_xlsxwriter::Formula::new(format!("SUM({letter}2:{letter}{last})"))
            .set_result(sum.to_string());
        sheet.write_formula(7, column, formula).expect("a cell");
    }
    sheet.write_string(8, 0, "Dua kali").expect("a cell");
    workbook.save_to_buffer().expect("it can be written")
}

#[test]
fn a_formula_is_corrected_and_never_replaced_by_a_number() {
    let input = with_formulas();
    let run = |earlier: Option<&[u8]>| {
        let earlier = earlier.map(|bytes| EarlierResult { bytes, saved: None });
        renja::process(&input, "anggaran.xlsx", &Options::default(), earlier).expect("written")
    };
    let first = run(None);
    let found = first.checked.findings.iter().find(|finding| finding.at.a1() == "B8");
    let found = found.unwrap_or_else(|| panic!("{:?}", first.checked.findings));
    let edit = |head: &str, typed: &Typed| {
        resave(&first.rapi, |book| put(temuan(book), (found.rule, "B8"), head, typed))
    };
    let second = run(Some(&edit("Keputusan", &Typed::Text("terima"))));
    assert_eq!(changed(&second), ["B8"], "{:?}", second.decided);
    let written = koreksi(&second);
    let total = sheet(&written, "Anggaran").cells.get(&(7, 1)).expect("the total");
    assert_eq!(total.formula.as_deref(), Some("SUM(B2:B7)"));
    assert_eq!(total.content, CellContent::Number(27_843_000.into()));
    assert!(second.remaining.iter().all(|finding| finding.at.a1() != "B8"), "{:?}", second.remaining);
    // Replacing a formula with a number is refused with a reason.
    let second = run(Some(&edit("Nilai sendiri", &Typed::Text("27.843.000"))));
    assert_eq!(refusal(&second), Refusal::CellHasFormula("Anggaran B8".into(), "=SUM(B2:B6)".into()));
    assert_eq!(
        sheet(&koreksi(&second), "Anggaran").cells.get(&(7, 1)).and_then(|c| c.formula.clone()).as_deref(),
        Some("SUM(B2:B6)")
    );
}

#[test]
fn a_formula_that_follows_has_its_new_value_in_the_users_own_workbook() {
    let input = with_formulas();
    let first = renja::process(&input, "anggaran.xlsx", &Options::default(), None).expect("written");
    let edited = resave(&first.rapi, |book| {
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "Anggaran").expect("the sheet");
        let at = find(sheet, "Belanja 2");
        let is = |cell: &renja::model::Cell| cell.content == CellContent::Number(3_096_000.into());
        let column =
            sheet.cells.iter().find(|((row, _), cell)| *row == at.0 && is(cell)).map(|((_, c), _)| *c);
        sheet.cells.insert((at.0, column.expect("realisasi")), Typed::Number("4096000", "#,##0").cell());
    });
    let earlier = Some(EarlierResult { bytes: edited.as_slice(), saved: None });
    let second = renja::process(&input, "anggaran.xlsx", &Options::default(), earlier).expect("written");
    assert_eq!(changed(&second), ["C3"], "{:?} {:?}", second.decided, second.remarks);
    let written = koreksi(&second);
    let total = sheet(&written, "Anggaran").cells.get(&(7, 2)).expect("the total");
    // Six rows, one of them raised by a million.
    assert_eq!(total.content, CellContent::Number((21 * 1_237_000 + 6 * 622_000 + 1_000_000).into()));
    assert_eq!(total.formula.as_deref(), Some("SUM(C2:C7)"));
}

#[test]
fn what_is_withdrawn_is_as_it_was() {
    let second = typed(&[(J50, "Keputusan", Typed::Text("terima"))]);
    assert_eq!(changed(&second), OF_J50);
    let emptied = resave(&second.rapi, |book| put(temuan(book), J50, "Keputusan", &Typed::Text("")));
    let third = process(Some(&emptied));
    assert!(changed(&third).is_empty(), "{:?}", third.decided);
    assert_eq!(third.remarks.iter().map(|remark| remark.key).collect::<Vec<_>>(), ["decision.withdrawn"]);
    assert!(third.rapi == first().rapi);
    // A decision may also be replaced by another one.
    let refused = resave(&second.rapi, |book| put(temuan(book), J50, "Keputusan", &Typed::Text("tolak")));
    let third = process(Some(&refused));
    assert_eq!(third.decided.iter().map(|one| &one.outcome).collect::<Vec<_>>(), [&Outcome::Refused]);
    assert!(third.remarks.is_empty(), "{:?}", third.remarks);
}

#[test]
fn a_copied_line_that_says_otherwise_is_not_used() {
    let edited = resave(&first().rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J50, "Keputusan", &Typed::Text("terima"));
        let row = line(sheet, J50.0, J50.1);
        let last = sheet.cells.keys().map(|(row, _)| *row).max().expect("lines");
        let copy: Vec<_> =
            sheet.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, c), cell)| (*c, cell.clone())).collect();
        let (decision, own) = (find(sheet, "Keputusan").1, find(sheet, "Nilai sendiri").1);
        for (column, cell) in copy.into_iter().filter(|(column, _)| *column != decision) {
            sheet.cells.insert((last + 1, column), cell);
        }
        sheet.cells.insert((last + 1, own), Typed::Number("5178587001", "0").cell());
    });
    let second = process(Some(&edited));
    assert!(changed(&second).is_empty());
    assert!(second.decided.iter().all(|one| matches!(one.outcome, Outcome::Unused(Refusal::Contradicts(_)))));
    assert_eq!(second.decided.len(), 2);
}

#[test]
fn a_formula_of_ones_own_is_not_used() {
    let edited = resave(&first().rapi, |book| {
        let sheet = temuan(book);
        let at = (line(sheet, J50.0, J50.1), find(sheet, "Nilai sendiri").1);
        let mut cell = Typed::Number("0", "General").cell();
        cell.formula = Some("J11+J16".into());
        sheet.cells.insert(at, cell);
    });
    assert_eq!(refusal(&process(Some(&edited))), Refusal::OwnFormula("=J11+J16".into()));
}

#[test]
fn a_percentage_in_place_of_a_count_is_taken_and_a_share_asked_about() {
    let found = first().checked.findings.iter().find(|finding| finding.rule == "RAS102");
    let cell_of = found.expect("a count where a percentage belongs").at.a1();
    let at = ("RAS102", cell_of.as_str());
    let second = typed(&[(at, "Nilai sendiri", Typed::Text("100%"))]);
    assert_eq!(changed(&second), [cell_of.as_str()], "{:?}", second.decided);
    let second = typed(&[(at, "Nilai sendiri", Typed::Number("1", "General"))]);
    assert_eq!(refusal(&second).name(), "which_percent");
}

#[test]
fn a_reason_without_a_decision_is_kept() {
    let second = typed(&[(J50, "Alasan", Typed::Text("tunggu DPA"))]);
    assert!(changed(&second).is_empty());
    let book = opened(&second.rapi);
    assert_eq!(shown(sheet(&book, "Temuan"), J50, "Alasan"), "tunggu DPA");
    assert_eq!(shown(sheet(&book, "Temuan"), J50, "Status"), "menunggu keputusan");
}

#[test]
fn a_formula_that_was_changed_in_a_table_is_said() {
    let edited = resave(&first().rapi, |book| {
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "Tabel 2.3").expect("the sheet");
        let sum = sheet
            .cells
            .iter()
            .find(|(_, cell)| cell.formula.as_deref().is_some_and(|f| f.starts_with("SUM(")));
        let (at, mut cell) = sum.map(|(at, cell)| (*at, cell.clone())).expect("a sum");
        cell.formula = Some("SUM(F9,F14)".into());
        sheet.cells.insert(at, cell);
    });
    let second = process(Some(&edited));
    assert_eq!(second.remarks.iter().map(|remark| remark.key).collect::<Vec<_>>(), ["decision.edit_formula"]);
}

#[test]
fn edits_in_the_result_of_another_version_are_not_used() {
    let at = place(first(), "Tabel 4.2", "1.536.099.000");
    let edited = resave(&first().rapi, |book| {
        let sheet = temuan(book);
        let mark = find(sheet, &renja::model::own::version_mark());
        sheet.cells.insert(mark, Typed::Text("renja:versi 0.0.1").cell());
        put(sheet, J50, "Keputusan", &Typed::Text("tolak"));
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == "Tabel 4.2").expect("the sheet");
        sheet.cells.insert(CellRef::read_a1(&at).expect("a cell"), Typed::Number("5000000000", "0").cell());
    });
    let second = process(Some(&edited));
    assert!(changed(&second).is_empty());
    assert_eq!(second.remarks.iter().map(|remark| remark.key).collect::<Vec<_>>(), ["decision.edit_version"]);
    assert_eq!(second.decided.iter().map(|one| &one.outcome).collect::<Vec<_>>(), [&Outcome::Refused]);
}
