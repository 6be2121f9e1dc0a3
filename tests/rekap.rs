//! The recap of a batch, as a workbook and as JSON.

mod common;

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use renja::model::{Lang, OfficeYears, Output, ProgramPagu, Status, Summary, compare_years};
use renja::report::{self, File};
use renja::write::rapi::Paper;
use renja::write::rekap::{Recap, write};
use rust_decimal::Decimal;

/// Returns the line of a file with these programs.
fn line(path: &str, year: i32, office: &str, programs: &[(&str, &str, i64)]) -> Summary {
    let program = |(kode, name, amount): &(&str, &str, i64)| ProgramPagu {
        kode: (!kode.is_empty()).then(|| (*kode).to_owned()),
        name: (*name).to_owned(),
        amount: Some(Decimal::from(*amount)),
    };
    let programs: Vec<_> = programs.iter().map(program).collect();
    let total = programs.iter().filter_map(|p| p.amount).sum();
    Summary {
        path: path.to_owned(),
        status: Status::Clean,
        year: Some(year),
        office: Some(office.to_owned()),
        stated: Some(total),
        computed: Some(total),
        programs,
        ..Summary::default()
    }
}

fn workbook(lines: &[Summary]) -> Vec<u8> {
    let lines: Vec<&Summary> = lines.iter().collect();
    write(&Recap { lines: &lines, lang: Lang::Id, paper: Paper::F4 }).expect("it is written")
}

fn of_years(lines: &[Summary]) -> Vec<OfficeYears> {
    compare_years(&lines.iter().collect::<Vec<_>>())
}

fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let range = workbook.worksheet_range(name).expect("the sheet");
    let text = |cell: &Data| cell.to_string();
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// Returns the lines of the six workbooks of the project.
fn project() -> Vec<Summary> {
    common::WORKBOOKS
        .iter()
        .map(|name| {
            let processed = renja::process(&common::bytes(name), name, &renja::Options::default(), None)
                .expect("a workbook of the project is processed");
            let file = File { path: name, outcome: Ok(&processed.checked) };
            let output = Output { kind: "rapi".into(), path: format!("{name}.rapi.xlsx") };
            file.summary(&processed.remaining, &processed.applied, vec![output], Lang::Id)
        })
        .collect()
}

#[test]
fn the_years_of_an_office_run_on_when_it_is_renamed() {
    let lines = project();
    let series = of_years(&lines);
    assert_eq!(series.len(), 1);
    let run: Vec<i32> = series[0].years.iter().map(|year| year.year).collect();
    assert_eq!((run.first(), run.last()), (Some(&2018), Some(&2022)));
    assert_eq!(series[0].offices.len(), 2, "{:?}", series[0].offices);
    let shown: usize = series[0].years.iter().map(|year| year.files.len()).sum();
    assert_eq!(shown, lines.len());
    let rows = sheet(&workbook(&lines), "Antar tahun");
    let filled = rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty()));
    insta::assert_snapshot!(filled.map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n"));
}

#[test]
fn programs_are_matched_through_slips_of_spelling_and_new_codes() {
    let lines = [
        line("a", 2019, "Dinas A", &[("1.01", "Program Pembinaan Karir ASN", 10), ("1.02", "Lama", 1)]),
        line("b", 2020, "Dinas A", &[("", "PROGRAM PEMBINAAN KARIER", 12), ("1.02", "Sama sekali lain", 2)]),
        line("c", 2021, "DINAS A", &[("5.03.02", "Program Pembinaan Karier", 15)]),
    ];
    let series = of_years(&lines);
    let rows: Vec<_> = series[0].programs.iter().map(|p| (p.name.as_str(), p.amounts.clone())).collect();
    let some = |n: i64| Some(Decimal::from(n));
    assert_eq!(
        rows,
        [
            ("Program Pembinaan Karier", vec![some(10), some(12), some(15)]),
            ("Lama", vec![some(1), None, None]),
            ("Sama sekali lain", vec![None, some(2), None]),
        ]
    );
}

#[test]
fn two_offices_in_one_year_are_never_mixed() {
    let programs = [("1.01", "Pelayanan Administrasi Perkantoran", 10)];
    let lines = [
        line("a", 2020, "Dinas Kesehatan", &programs),
        line("b", 2020, "Badan Pendapatan Daerah", &programs),
        line("c", 2021, "Dinas Kesehatan", &programs),
    ];
    let offices: Vec<_> = of_years(&lines).into_iter().map(|s| (s.offices, s.years.len())).collect();
    assert_eq!(
        offices,
        [(vec!["Dinas Kesehatan".to_owned()], 2), (vec!["Badan Pendapatan Daerah".to_owned()], 1)]
    );
}

#[test]
fn a_second_version_of_a_year_has_its_own_column_and_a_copy_has_none() {
    let first = [("1.01", "Pelayanan", 10)];
    let second = [("1.01", "Pelayanan", 11)];
    let lines = [
        line("awal", 2020, "Dinas A", &first),
        line("salinan", 2020, "Dinas A", &first),
        line("perubahan", 2020, "Dinas A", &second),
    ];
    let years: Vec<_> = of_years(&lines)[0].years.iter().map(|year| year.files.clone()).collect();
    assert_eq!(years, [vec![0, 1], vec![2]]);
    let heads = &sheet(&workbook(&lines), "Antar tahun")[4];
    assert_eq!(heads[2..6], ["2020", "2020 (2)", "Perubahan 2020 ke 2020 (2) (Rp)", "%"]);
}

#[test]
fn what_could_not_be_done_has_its_reason() {
    let failed = Summary {
        path: "rusak.xls".into(),
        reason: Some("Berkas ini terpotong.".into()),
        ..Summary::default()
    };
    let lines = [line("a", 2020, "Dinas A", &[("1.01", "Pelayanan", 10)]), failed];
    let bytes = workbook(&lines);
    let rows = sheet(&bytes, "Tidak dapat diproses");
    assert_eq!(rows.last().expect("a line"), &["rusak.xls", "Berkas ini terpotong."]);
    assert_eq!(bytes, workbook(&lines), "the same lines give the same bytes");
    let clean = workbook(&lines[..1]);
    let workbook: Xlsx<_> = Xlsx::new(Cursor::new(clean)).expect("a workbook");
    assert!(!workbook.sheet_names().iter().any(|name| name == "Tidak dapat diproses"));
}

/// Returns the target of the link to a result of this name; `None` if there is no link.
fn link_to(path: &str) -> Option<String> {
    let mut one = line("a", 2020, "Dinas A", &[("1.01", "Pelayanan", 10)]);
    one.outputs.push(Output { kind: "rapi".into(), path: path.into() });
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook(&[one]))).expect("a package");
    let mut relations = String::new();
    zip.by_name("xl/worksheets/_rels/sheet1.xml.rels").ok()?.read_to_string(&mut relations).expect("text");
    let (_, rest) = relations.split_once("hyperlink\" Target=\"").expect("a link");
    assert!(relations.contains("External"));
    Some(rest.split('"').next().unwrap_or_default().to_owned())
}

#[test]
fn links_lead_to_the_written_files_whatever_they_are_called() {
    for (path, link) in [
        ("2020/Renja #1 50%.rapi.xlsx", "2020/Renja%20%231%2050%25.rapi.xlsx"),
        ("Renja+Perubahan (a).rapi.xlsx", "Renja+Perubahan%20(a).rapi.xlsx"),
        ("=1+1@x.rapi.xlsx", "=1+1@x.rapi.xlsx"),
        ("=HYPERLINK(\"x\").rapi.xlsx", "=HYPERLINK(%22x%22).rapi.xlsx"),
        ("A&B's.rapi.xlsx", "A&amp;B's.rapi.xlsx"),
        ("renja#1? a.rapi.xlsx", "renja%231%3F%20a.rapi.xlsx"),
    ] {
        assert_eq!(link_to(path).as_deref(), Some(link), "{path}");
    }
    // A path that cannot be linked reliably gets no link, rather than one that leads elsewhere.
    for path in ["http://contoh.go.id/a.xlsx", "C:\\renja.xlsx", "//server/a.xlsx", "renja#1.rapi.xlsx"] {
        assert_eq!(link_to(path), None, "{path}");
    }
}

#[test]
fn the_recap_as_json() {
    let mut one = line("2020/a.xlsx", 2020, "Dinas A", &[("1.01", "Pelayanan", 10), ("1.02", "Lama", 5)]);
    one.stated = Some(Decimal::from(17));
    one.status = Status::Findings;
    one.errors = 1;
    one.outputs.push(Output { kind: "rapi".into(), path: "2020/a.rapi.xlsx".into() });
    let two = line("2021/a.xlsx", 2021, "Dinas A", &[("1.01", "Pelayanan", 12)]);
    let failed = Summary { path: "b.xls".into(), reason: Some("Terpotong.".into()), ..Summary::default() };
    insta::assert_snapshot!(report::recap_json(&[&one, &two, &failed]));
}

#[test]
fn an_empty_batch_is_a_workbook_too() {
    assert_eq!(sheet(&workbook(&[]), "Rekap")[0][0], "Rekap rencana kerja");
    assert!(compare_years(&[]).is_empty());
}
