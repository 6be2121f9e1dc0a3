//! The sheets of findings and of changes as their user sees them: the order of lines, what stands side by
//! side, what is printed, and what may be typed where.

mod common;

use std::io::{Cursor, Read as _};

use common::office::{J50, NAME, first, opened, run, sheet};
use common::resave::{Typed, find, line, put, resave, shown, temuan};
use renja::Processed;
use renja::model::{Cell, CellContent, Outcome, Refusal, Sheet, display_cell as say};

const J33: (&str, &str) = ("ARI102", "J33");

/// Returns the texts of a column by its header, with their rows.
fn column(sheet: &Sheet, head: &str) -> Vec<(u32, String)> {
    let (top, column) = find(sheet, head);
    let cells = sheet.cells.iter().filter(|((row, c), _)| *row > top && *c == column);
    cells.map(|((row, _), cell)| (*row, say(cell))).filter(|(_, text)| !text.is_empty()).collect()
}

fn xml(processed: &Processed, part: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(&processed.rapi)).expect("a package");
    let mut text = String::new();
    package.by_name(part).expect("the part").read_to_string(&mut text).expect("XML");
    text
}

/// Returns the result after typing beside proposals: rule and cell of the case, letter of the proposal,
/// header of the column, and what is typed.
fn beside(typed: &[((&str, &str), &str, &str, Typed)]) -> Processed {
    let edited = resave(&first().rapi, |book| {
        let sheet = temuan(book);
        for (case, letter, head, typed) in typed {
            let at = (of_letter(sheet, *case, letter), find(sheet, head).1);
            sheet.cells.insert(at, typed.cell());
        }
    });
    run(NAME, Some(&edited))
}

/// Returns the row of a proposal of a case.
fn of_letter(sheet: &Sheet, (rule, cell): (&str, &str), letter: &str) -> u32 {
    let case = line(sheet, rule, cell);
    let (_, letters) = find(sheet, "renja:usulan");
    let says = |row: &u32| sheet.cells.get(&(*row, letters)).is_some_and(|cell| say(cell) == letter);
    (case + 1..case + 27).find(says).expect("the proposal's line")
}

fn changed(processed: &Processed) -> Vec<String> {
    let by_person =
        |applied: &&renja::model::Applied| matches!(applied.by, renja::model::DecidedBy::Person(_));
    let changes = processed.applied.iter().filter(by_person).flat_map(|applied| &applied.changes);
    let mut cells: Vec<String> = changes.map(|change| change.at.a1()).collect();
    cells.sort();
    cells
}

#[test]
fn open_cases_come_first_and_the_largest_of_them() {
    let book = opened(first());
    let temuan = sheet(&book, "Temuan");
    let status = column(temuan, "Status");
    let group = |text: &str| match text {
        "menunggu keputusan" | "perlu diperiksa" => 0,
        "diterapkan otomatis" => 1,
        "untuk diketahui" => 2,
        other => panic!("{other}"),
    };
    assert!(status.is_sorted_by_key(|(_, text)| group(text)), "{status:?}");
    // The largest difference of amounts comes first: 10.270.357.700.
    assert_eq!(find(temuan, "No.").0 + 1, line(temuan, J33.0, J33.1));
    let severity = column(temuan, "Sifat");
    let open = severity.iter().filter(|(row, _)| status.iter().any(|(r, s)| r == row && group(s) == 0));
    let signs: Vec<char> = open.filter_map(|(_, text)| text.chars().next()).collect();
    assert!(
        signs.contains(&'●') && signs.contains(&'▲') && signs.is_sorted_by_key(|c| *c == '▲'),
        "{signs:?}"
    );
}

#[test]
fn every_finding_has_a_line_and_every_proposal() {
    for name in [NAME, "renja-bkd-2019.xls"] {
        let processed = run(name, None);
        let book = opened(&processed);
        let temuan = sheet(&book, "Temuan");
        let (rule, place, letter) =
            (find(temuan, "renja:aturan").1, find(temuan, "renja:sel").1, find(temuan, "renja:usulan").1);
        let text = |row: u32, column: u32| temuan.cells.get(&(row, column)).map(say).unwrap_or_default();
        let top = find(temuan, "renja:sel").0;
        let rows: Vec<u32> = column(temuan, "renja:sel").into_iter().map(|(row, _)| row).collect();
        let of_findings = rows.iter().filter(|row| text(**row, letter).is_empty());
        let mut keys: Vec<String> =
            of_findings.map(|row| format!("{} {}", text(*row, rule), text(*row, place))).collect();
        let renja = &processed.checked.renja;
        let mut findings: Vec<String> = processed
            .checked
            .findings
            .iter()
            .map(|f| format!("{} {}!{}", f.rule, renja.sheet_name(f.at.sheet), f.at.a1()))
            .collect();
        keys.sort();
        findings.sort();
        assert_eq!(keys, findings, "{name}");
        let proposals: usize = processed.checked.cases.iter().map(|case| case.proposals.len()).sum();
        let lines: Vec<&u32> = rows.iter().filter(|row| !text(**row, letter).is_empty()).collect();
        assert_eq!(lines.len(), proposals, "{name}");
        let description = find(temuan, "Uraian").1;
        assert!(lines.iter().all(|row| !text(**row, description).contains('\n')), "{name}");
        assert!(rows.iter().all(|row| *row > top));
    }
}

#[test]
fn a_proposal_is_one_line_that_says_cells_figures_and_why() {
    let book = opened(first());
    let temuan = sheet(&book, "Temuan");
    let text = |case, letter: &str| {
        let at = (of_letter(temuan, case, letter), find(temuan, "Uraian").1);
        temuan.cells.get(&at).map(say).unwrap_or_default()
    };
    assert_eq!(
        text(J33, "B"),
        "B: Tabel 4.2 J40, M40 12.754.120.000 → 2.483.762.300, hanya dengan angka ini jumlahnya tepat"
    );
    assert_eq!(
        text(("ARI102", "K32"), "A"),
        "Usulan (disarankan): Tabel 2.3 K45 858.803.500 → 835.803.500, seperti di Tabel 2.3 F45"
    );
    // All changes come before the reason.
    assert_eq!(
        text(J50, "A"),
        "Usulan (disarankan): Tabel 4.2 J51, M51 1.536.099.000 → 2.104.104.400; J68, M68 2.870.509.200 → 2.870.509.100"
    );
    assert!(
        text(("ARI101", "J9"), "A").ends_with("dan 6 sel lain, seperti di Tabel 2.3 F8, Tabel 2.3 K8"),
        "{}",
        text(("ARI101", "J9"), "A")
    );
    // A changed sentence is identified by the words that differ.
    let (row, _) = find(temuan, "Usulan (disarankan): Narasi B3 “…sembiln…” → “…sembilan…”");
    assert!(row > 0);
}

#[test]
fn accepting_beside_a_proposal_chooses_it() {
    for word in ["terima", "Setuju", "B"] {
        let second = beside(&[(J33, "B", "Keputusan", Typed::Text(word))]);
        assert_eq!(changed(&second), ["J40", "M40"], "{word}: {:?}", second.decided);
        // The decision stays where it was typed, and has the same effect in the next run.
        let book = opened(&second);
        let temuan = sheet(&book, "Temuan");
        let at = (of_letter(temuan, J33, "B"), find(temuan, "Keputusan").1);
        assert_eq!(temuan.cells.get(&at).map(say).as_deref(), Some(word));
        assert_eq!(shown(temuan, J33, "Status"), "diterapkan sesuai keputusan");
        assert!(run(NAME, Some(&second.rapi)).rapi == second.rapi);
    }
    // The reason stands on the line of the case.
    let edited = resave(&first().rapi, |book| {
        let sheet = temuan(book);
        put(sheet, J33, "Alasan", &Typed::Text("sesuai DPA"));
        let at = (of_letter(sheet, J33, "A"), find(sheet, "Keputusan").1);
        sheet.cells.insert(at, Typed::Text("terima").cell());
    });
    let second = run(NAME, Some(&edited));
    assert_eq!(changed(&second), ["J40", "J46", "M40", "M46"]);
    assert_eq!(shown(sheet(&opened(&second), "Temuan"), J33, "Alasan"), "sesuai DPA");
}

#[test]
fn what_means_nothing_beside_a_proposal_is_not_used_and_stays() {
    for (head, typed) in [
        ("Keputusan", Typed::Text("tolak")),
        ("Keputusan", Typed::Text("B")),
        ("Nilai sendiri", Typed::Text("15.544.831.100")),
    ] {
        let second = beside(&[(J33, "A", head, typed.clone())]);
        assert!(changed(&second).is_empty(), "{typed:?}");
        let [decided] = &second.decided[..] else { panic!("{:?}", second.decided) };
        assert_eq!(decided.outcome, Outcome::Unused(Refusal::BesideProposal), "{typed:?}");
        let book = opened(&second);
        let temuan = sheet(&book, "Temuan");
        let row = of_letter(temuan, J33, "A");
        assert_eq!(temuan.cells.get(&(row, find(temuan, head).1)).map(say), Some(say(&typed.cell())));
        let status = temuan.cells.get(&(row, find(temuan, "Status").1)).map(say).unwrap_or_default();
        assert!(status.starts_with("tidak dipakai"), "{status}");
        assert_eq!(shown(temuan, J33, "Status"), "menunggu keputusan");
    }
    let second = beside(&[
        (J33, "A", "Keputusan", Typed::Text("terima")),
        (J33, "B", "Keputusan", Typed::Text("terima")),
    ]);
    assert!(changed(&second).is_empty());
    let unused = |one: &renja::model::ResolvedDecision| {
        matches!(one.outcome, Outcome::Unused(Refusal::Contradicts(_)))
    };
    assert!(second.decided.len() == 2 && second.decided.iter().all(unused), "{:?}", second.decided);
}

#[test]
fn a_proposal_whose_letter_is_not_that_of_its_key_is_not_used() {
    let edited = resave(&first().rapi, |book| {
        let sheet = temuan(book);
        let at = (of_letter(sheet, J33, "B"), find(sheet, "Keputusan").1);
        sheet.cells.insert(at, Typed::Text("terima").cell());
        let key = (at.0, find(sheet, "renja:usulan").1);
        sheet.cells.insert(key, Typed::Text("A").cell());
    });
    let second = run(NAME, Some(&edited));
    assert!(changed(&second).is_empty());
    assert!(
        matches!(second.decided[..], [ref one] if matches!(one.outcome, Outcome::Unused(Refusal::Moved { .. })))
    );
}

#[test]
fn decisions_in_a_result_of_an_earlier_layout_are_read() {
    let heads = [
        "No.",
        "Kasus",
        "Aturan",
        "Sifat",
        "Lembar",
        "Sel",
        "Lihat",
        "Uraian",
        "Tertulis",
        "Seharusnya",
        "Selisih",
        "Penjelasan",
        "Usulan",
        "Keputusan",
        "Nilai sendiri",
        "Alasan",
        "Status",
        "renja:aturan",
        "renja:item",
        "renja:tertulis",
        "renja:sel",
        "renja:keputusan",
    ];
    let edited = resave(&first().rapi, |book| {
        let sheet = temuan(book);
        let keys = ["renja:aturan", "renja:item", "renja:tertulis", "renja:sel"];
        let key_of = |case: (&str, &str)| {
            let row = line(sheet, case.0, case.1);
            keys.map(|key| sheet.cells.get(&(row, find(sheet, key).1)).map(say).unwrap_or_default())
        };
        let lines = [(key_of(J50), "terima", ""), (key_of(J33), "B", "menurut DPA")];
        sheet.cells.retain(|(row, _), _| *row < 3);
        let text = |text: &str| Cell { content: CellContent::Text(text.into()), ..Cell::default() };
        for (column, head) in (0..).zip(heads) {
            sheet.cells.insert((3, column), text(head));
        }
        for (row, (key, word, reason)) in (4..).zip(&lines) {
            let (of_sheet, cell) = key[3].split_once('!').expect("sheet and cell");
            let shown = [(2, key[0].as_str()), (4, of_sheet), (5, cell), (13, *word), (15, *reason)];
            let hidden = (17..).zip(key.iter().map(String::as_str));
            for (column, said) in shown.into_iter().chain(hidden) {
                sheet.cells.insert((row, column), text(said));
            }
        }
    });
    let second = run(NAME, Some(&edited));
    assert_eq!(changed(&second), ["J40", "J51", "J68", "M40", "M51", "M68"], "{:?}", second.decided);
    let book = opened(&second);
    let temuan = sheet(&book, "Temuan");
    assert_eq!(
        (shown(temuan, J33, "Keputusan"), shown(temuan, J33, "Alasan")),
        ("B".into(), "menurut DPA".into())
    );
}

#[test]
fn decision_and_description_fit_on_a_small_screen_and_all_columns_on_a_page() {
    let xml = xml(first(), "xl/worksheets/sheet2.xml");
    let (_, columns) = xml.split_once("<cols>").expect("widths");
    let (columns, _) = columns.split_once("</cols>").expect("widths");
    let mut pixels = Vec::new();
    for column in columns.split("<col ").skip(1).filter(|column| !column.contains("hidden")) {
        let attribute = |name: &str| {
            let (_, rest) = column.split_once(&format!("{name}=\"")).expect("an attribute");
            rest.split('"').next().expect("its value")
        };
        let place = |name: &str| -> u32 { attribute(name).parse().expect("a place") };
        let width: f64 = attribute("width").parse().expect("a width");
        // The width is in characters of seven pixels, including five pixels of margin.
        pixels.extend((place("min")..=place("max")).map(|_| width * 7.0));
    }
    let [frozen, all] = [&pixels[..6], &pixels[..12]].map(|part| part.iter().sum::<f64>());
    // Row numbers and scroll bar take about 60 pixels; some figures must be visible beside the frozen
    // columns.
    assert!(frozen + 60.0 < 1_366.0 - 400.0, "{frozen}");
    // A page of 330 mm has 870 points between its margins; letters of 10 points are printed with at least 8.
    assert!(870.0 / (all * 0.75) >= 0.8, "{all}");
    assert!(xml.contains("orientation=\"landscape\""));
    let (_, scale) = xml.split_once(" scale=\"").expect("a scale");
    assert!(
        scale.split('"').next().and_then(|scale| scale.parse().ok()).is_some_and(|scale: u32| scale >= 80)
    );
    assert!(xml.contains("numberStoredAsText=\"1\"") && xml.contains("scaleWithDoc=\"0\""));
    assert!(xml.contains("Renja 2021 – Badan Kepegawaian Daerah"), "the head of each page");
    let book = self::xml(first(), "xl/workbook.xml");
    assert!(book.contains("Temuan!$A$1:$L$"), "the hidden keys are not printed");
    assert!(book.contains("Temuan!$4:$4"), "the heads are printed on each page");
}

#[test]
fn notes_stand_in_a_closed_group_and_signatures_at_the_end() {
    let book = opened(first());
    let temuan = sheet(&book, "Temuan");
    let notes: Vec<u32> = column(temuan, "Status")
        .into_iter()
        .filter(|(_, status)| status == "untuk diketahui")
        .map(|(row, _)| row)
        .collect();
    assert!(notes.len() > 20, "{}", notes.len());
    let xml = xml(first(), "xl/worksheets/sheet2.xml");
    for row in &notes {
        let (_, of_row) = xml.split_once(&format!("<row r=\"{}\"", row + 1)).expect("the row");
        let (of_row, _) = of_row.split_once('>').expect("its attributes");
        assert!(of_row.contains("hidden=\"1\"") && of_row.contains("outlineLevel=\"1\""), "{of_row}");
    }
    let last = temuan.cells.keys().map(|(row, _)| *row).max().expect("rows");
    let texts: Vec<String> = temuan.cells.range((last, 0)..=(last, 20)).map(|(_, cell)| say(cell)).collect();
    for part in ["Diperiksa oleh", "Kepala Badan Kepegawaian Daerah", "NIP", "Tanggal"] {
        assert!(texts.iter().any(|text| text.contains(part)), "{part}: {texts:?}");
    }
    // A name typed into the signatures is not a decision.
    let columns = ["Keputusan", "Nilai sendiri", "Alasan"].map(|head| find(temuan, head).1);
    assert!(columns.iter().all(|column| temuan.cells.get(&(last, *column)).is_none()));
}

#[test]
fn changes_have_one_line_a_case() {
    let second = beside(&[(J33, "A", "Keputusan", Typed::Text("terima"))]);
    let book = opened(&second);
    let log = sheet(&book, "Perubahan");
    let numbered = column(log, "No.");
    assert_eq!(numbered.len(), second.applied.len());
    let row = numbered.iter().map(|(row, _)| *row).find(|row| {
        log.cells
            .range((*row, 0)..=(*row, 20))
            .any(|(_, cell)| say(cell).contains("J46, M46 1.082.368.000 → 835.803.500"))
    });
    let texts: Vec<String> = log
        .cells
        .range((row.expect("the case's line"), 0)..=(row.unwrap_or(0), 20))
        .map(|(_, cell)| say(cell))
        .collect();
    assert!(
        texts.iter().any(|text| text == "4 sel") && texts.iter().any(|text| text.ends_with("2021-03-01"))
    );
    let retyped = column(log, "Semula").into_iter().zip(column(log, "Menjadi"));
    assert!(retyped.into_iter().any(|((_, from), (_, to))| from == "teks" && to == "angka"));
}

#[test]
fn each_rule_of_the_summary_leads_to_its_first_line() {
    let summary = xml(first(), "xl/worksheets/sheet1.xml");
    let book = opened(first());
    let (ringkasan, temuan) = (sheet(&book, "Ringkasan"), sheet(&book, "Temuan"));
    let (head, rules) = find(temuan, "Aturan");
    let rule_at = |row: u32| temuan.cells.get(&(row, rules)).map(say).unwrap_or_default();
    let mut led = 0;
    for link in summary.split("<hyperlink ").skip(1) {
        let attribute = |name: &str| {
            let (_, rest) = link.split_once(&format!("{name}=\"")).expect("an attribute");
            rest.split('"').next().expect("its value")
        };
        let Some((_, to)) = attribute("location").split_once("Temuan'!") else { continue };
        let (row, _) = renja::model::CellRef::read_a1(to).expect("a cell");
        let at = renja::model::CellRef::read_a1(attribute("ref")).expect("a cell");
        let rule = ringkasan.cells.get(&at).map(say).unwrap_or_default();
        // Rules that only inform lead to the header, because their lines are in the closed group.
        if row != head {
            assert_eq!(rule_at(row), rule, "{to}");
            assert!((head + 1..row).all(|before| rule_at(before) != rule), "{rule} stands before {to}");
            led += 1;
        }
    }
    assert!(led > 8, "{led}");
}
