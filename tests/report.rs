//! The reports on findings, for people and for programs.

use renja::Checked;
use renja::check::ExceptionOutcome;
use renja::forms;
use renja::model::{
    Area, Book, Case, CellRef, Change, Cited, Class, Finding, Lang, Message, Proposal, Related, Renja,
    Severity, Sheet, SheetCoverage, SheetId, SheetStatus, Table, Value,
};
use renja::report::{self, File, Look, Tally};

const PLAIN: Look = Look { lang: Lang::Id, colour: false, width: None };
const ENGLISH: Look = Look { lang: Lang::En, ..PLAIN };

fn at(sheet: u16, a1: (u32, u32)) -> CellRef {
    CellRef { sheet: SheetId(sheet), row: a1.0 - 1, column: a1.1 }
}

fn rupiah(value: i64) -> Value {
    Value::Rupiah(value.into())
}

fn finding(severity: Severity, at: CellRef, item: &str) -> Finding {
    Finding {
        rule: "XXX000",
        severity,
        at,
        item: item.to_owned(),
        message: Message::new("cli.as_said").with("sentence", format!("Kalimat 1/2 {item}")),
        stated: None,
        computed: None,
        difference: None,
        related: Vec::new(),
    }
}

fn part(row: u32, label: &str, value: Option<i64>) -> Related {
    Related { at: at(1, (row, 9)), label: label.to_owned(), value: value.map(rupiah) }
}

fn sheet(id: u16, status: SheetStatus, figures: usize, checked: usize) -> SheetCoverage {
    let reason = (status == SheetStatus::Unread).then(|| Message::new("check.coverage.no_header"));
    SheetCoverage { sheet: SheetId(id), status, reason, figures, checked }
}

fn change(at: CellRef, item: &str, from: Option<i64>, to: i64) -> Change {
    Change { at, item: item.into(), from: from.map(rupiah), to: rupiah(to), formula: None }
}

/// Returns two sheets, one table, and findings of every shape.
fn checked() -> Checked {
    let program = "Program Pelayanan Administrasi Perkantoran";
    let sum = Finding {
        stated: Some(rupiah(1_313_159_500)),
        computed: Some(rupiah(1_262_939_600)),
        difference: Some(rupiah(50_219_900)),
        related: vec![
            part(11, "Pengelolaan Administrasi Perkantoran", Some(1_200_000_000)),
            part(14, "Penyediaan Jasa", Some(62_939_600)),
            part(20, "Belum diisi", None),
        ],
        ..finding(Severity::Error, at(1, (10, 9)), program)
    };
    let blank = Finding {
        computed: Some(rupiah(3_911_926_900)),
        related: vec![Related { at: at(0, (7, 3)), label: "OPD".to_owned(), value: Some(rupiah(1)) }],
        ..finding(Severity::Warning, at(1, (12, 9)), "Kegiatan kosong")
    };
    let many = Finding {
        stated: Some(Value::Percent("92.86".parse().expect("a number"))),
        computed: Some(Value::Percent("77.8".parse().expect("a number"))),
        related: (1..=20).map(|row| part(row, "Bagian", Some(1))).collect(),
        ..finding(Severity::Error, at(1, (30, 9)), "Banyak bagian")
    };
    let note = finding(Severity::Note, at(0, (5, 1)), "Baris\n\u{1b}[31mmerah");
    let change = |at, from: Option<i64>, to| change(at, program, from, to);
    let proposal = |class, changes: Vec<Change>| Proposal {
        class,
        changes,
        reason: Message::new("report.no_sheets"),
        evidence: vec![at(0, (5, 1))],
        resolves: vec![1],
    };
    Checked {
        book: Book {
            sheets: ["Tabel 2.3", "Tabel 4.2"]
                .map(|name| Sheet { name: name.into(), ..Sheet::default() })
                .into(),
            ..Book::default()
        },
        renja: Renja {
            year: Some(2021),
            organisation: Some(Cited {
                value: "Badan Kepegawaian Daerah".into(),
                text: "BADAN KEPEGAWAIAN DAERAH".into(),
                at: at(1, (9, 4)),
            }),
            sheets: vec!["Tabel 2.3".into(), "Tabel 4.2".into()],
            tables: vec![Table {
                form: forms::builtin_forms()
                    .iter()
                    .find(|form| form.code == "T-C.33")
                    .expect("a form")
                    .clone(),
                sheet: SheetId(1),
                area: Area { first_row: 5, first_column: 0, last_row: 80, last_column: 12 },
                pages: Vec::new(),
                title: Vec::new(),
                columns: Vec::new(),
                headers: vec![Area { first_row: 5, first_column: 0, last_row: 7, last_column: 12 }],
                header_texts: Vec::new(),
                items: Vec::new(),
                sheet_sums: None,
            }],
            ..Renja::default()
        },
        consequences: Vec::new(),
        relations: Vec::new(),
        findings: vec![note, sum, blank, many],
        coverage: vec![sheet(0, SheetStatus::Unread, 18, 0), sheet(1, SheetStatus::Read, 5_212, 4_901)],
        tested: Vec::new(),
        cases: vec![
            Case {
                findings: vec![1, 3],
                explanation: Message::new("report.blank"),
                complete: false,
                proposals: vec![
                    proposal(
                        Class::Suggested,
                        vec![change(at(1, (11, 9)), Some(1_200_000_000), 1_250_219_900)],
                    ),
                    proposal(
                        Class::Display,
                        vec![change(at(1, (10, 9)), None, 5), change(at(0, (7, 3)), Some(7), 8)],
                    ),
                ],
            },
            Case {
                findings: vec![2],
                explanation: Message::new("report.blank"),
                complete: true,
                proposals: vec![proposal(Class::Safe, vec![change(at(1, (12, 9)), None, 3_911_926_900)])],
            },
        ],
        forms: forms::Forms::default(),
        exception_outcome: ExceptionOutcome::default(),
    }
}

fn unrecognized() -> Checked {
    let mut checked = checked();
    checked.renja.tables.clear();
    checked.findings.clear();
    checked.cases.clear();
    checked
}

#[test]
fn text_for_people() {
    let checked = checked();
    let file = File { path: "workbooks/renja.xlsx", outcome: Ok(&checked) };
    insta::assert_snapshot!("text_id", report::text(&file, PLAIN));
    insta::assert_snapshot!("text_en", report::text(&file, ENGLISH));
}

/// The first ten of many notes alike are shown; warnings always are.
#[test]
fn many_notes_alike_are_counted() {
    let text = |severity: Severity, count: u32| {
        let mut checked = checked();
        checked.cases.clear();
        checked.findings =
            (1..=count).map(|row| finding(severity, at(1, (row, 9)), &format!("baris {row}"))).collect();
        report::text(&File { path: "renja.xlsx", outcome: Ok(&checked) }, ENGLISH)
    };
    let shown = |text: &str| text.matches("Kalimat 1/2").count();
    assert_eq!(shown(&text(Severity::Note, 20)), 20);
    let many = text(Severity::Note, 30);
    assert_eq!(shown(&many), 10);
    assert!(many.contains("20 more notes of XXX000 on this sheet"), "{many}");
    assert!(many.contains("notes: 30"), "{many}");
    assert_eq!(shown(&text(Severity::Warning, 30)), 30);
    // Warnings of the same rule do not count as notes.
    let mut both = checked();
    both.cases.clear();
    let alike = |severity, row| finding(severity, at(1, (row, 9)), "baris");
    both.findings = (1..=5).map(|row| alike(Severity::Warning, row)).collect();
    both.findings.extend((6..=30).map(|row| alike(Severity::Note, row)));
    let both = report::text(&File { path: "renja.xlsx", outcome: Ok(&both) }, ENGLISH);
    assert_eq!(shown(&both), 5 + 10);
}

/// A workbook without anything to compare is not called checked.
#[test]
fn where_nothing_was_checked_the_text_says_so() {
    let mut checked = checked();
    checked.coverage = vec![sheet(0, SheetStatus::Read, 655, 0)];
    let text = report::text(&File { path: "harga.xlsx", outcome: Ok(&checked) }, PLAIN);
    assert!(text.contains("TIDAK ADA angka yang diperiksa"), "{text}");
}

#[test]
fn text_keeps_to_the_width() {
    let checked = checked();
    let file = File { path: "workbooks/renja.xlsx", outcome: Ok(&checked) };
    let narrow = report::text(&file, Look { width: Some(60), ..PLAIN });
    insta::assert_snapshot!("text_narrow", narrow);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&narrow), words(&report::text(&file, PLAIN)));
}

#[test]
fn json_for_programs() {
    let checked = checked();
    let file = File { path: "workbooks/renja.xlsx", outcome: Ok(&checked) };
    let line = report::json(&file, Lang::Id);
    assert_eq!(line.lines().count(), 1);
    let all = format!("{}\n{line}\n{}", report::json_open(), report::json_close());
    let value: serde_json::Value = serde_json::from_str(&all).expect("it is JSON");
    assert_eq!(value["schema"], 1);
    // The order of the fields is part of the contract; a parsed object would lose it.
    insta::assert_snapshot!("json", line.replace("},{", "},\n{").replace(":[{", ":[\n{"));
}

#[test]
fn what_was_not_recognized_is_not_taken_for_checked() {
    let checked = unrecognized();
    let file = File { path: "daftar hadir.xlsx", outcome: Ok(&checked) };
    assert_eq!(file.tally().exit_code(), 1);
    insta::assert_snapshot!("unrecognized_text", report::text(&file, PLAIN));
    insta::assert_snapshot!("unrecognized_json", report::json(&file, Lang::Id));
}

#[test]
fn what_could_not_be_read_says_why() {
    let why = Message::new("cli.not_a_file");
    let file = File { path: "x", outcome: Err(&why) };
    assert_eq!(file.tally().exit_code(), 2);
    insta::assert_snapshot!("unreadable_json", report::json(&file, Lang::Id));
    insta::assert_snapshot!("unreadable_text", report::failure_line("x", &why, PLAIN));
}

#[test]
fn notes_alone_are_clean() {
    let mut checked = checked();
    checked.findings.truncate(1);
    let file = File { path: "x", outcome: Ok(&checked) };
    assert_eq!((file.status().name(), file.tally().exit_code()), ("clean", 0));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let checked = checked();
    let file = File { path: "x", outcome: Ok(&checked) };
    let coloured = report::text(&file, Look { colour: true, ..PLAIN });
    assert!(coloured.contains("\x1b["), "{coloured}");
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), report::text(&file, PLAIN));
    // Text from a sheet cannot send control sequences to the terminal.
    assert!(!report::text(&file, PLAIN).contains('\x1b'));
}

#[test]
fn the_sum_over_all_files() {
    let (checked, unrecognized) = (checked(), unrecognized());
    let mut tally = File { path: "a", outcome: Ok(&checked) }.tally();
    tally += File { path: "b", outcome: Ok(&unrecognized) }.tally();
    insta::assert_snapshot!(report::total_line(&tally, PLAIN), @"2 berkas. kesalahan: 2, peringatan: 2, catatan: 1, tidak dikenali: 1");
    tally += Tally::FAILED;
    insta::assert_snapshot!(report::total_line(&tally, ENGLISH), @"Files: 3. errors: 2, warnings: 2, notes: 1, unrecognized: 1, failed: 1");
    assert_eq!(tally.exit_code(), 2);
}

#[test]
fn what_was_written() {
    let checked = checked();
    let file = File { path: "in/a.xlsx", outcome: Ok(&checked) };
    let outputs = [("hasil/a.rapi.xlsx".to_owned(), false), ("hasil/a.koreksi.xlsx".to_owned(), true)];
    let summary = file.summary(&checked.findings[..2], &[], Vec::new(), Lang::Id);
    insta::assert_snapshot!(report::processed_lines(&summary, &outputs, PLAIN), @r"
    in/a.xlsx → hasil/a.rapi.xlsx, hasil/a.koreksi.xlsx (tidak berubah)
      kesalahan: 1, peringatan: 0, catatan: 1; sel dibetulkan: 0
    ");
}
