//! The search for causes: what it must find in the office's own workbooks, and properties that hold for any
//! plan.

mod common;
#[path = "common/plan.rs"]
mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use plan::{Random, Row};
use proptest::prelude::*;
use renja::check::{self, Selection};
use renja::correct::decisions::DecisionContext;
use renja::correct::{self, Accept, Decisions, SearchOptions, Settled, TrustedSource};
use renja::model::{
    Book, Case, Cell, CellContent, CellRef, Change, Class, Decision, Finding, FindingKey, Lang, Level,
    Outcome, Refusal, Relation, Renja, Severity, Sheet, SheetId, Value,
};
use renja::{Checked, Options};
use rust_decimal::Decimal;

const BOTH_2021: [&str; 2] = ["renja-bkd-2021.xlsx", "renja-bkd-2021-tempelan-word.xlsx"];

/// Returns the class and the changes of each proposal of a case, with items and values as a reader sees them.
fn proposals(case: &Case) -> Vec<(Class, Vec<String>)> {
    let change = |c: &renja::model::Change| {
        let item = c.item.rsplit(" > ").next().unwrap_or_default();
        let from = c.from.as_ref().map_or("kosong".to_owned(), Value::to_string);
        format!("{item}: {from} -> {}", c.to)
    };
    case.proposals.iter().map(|p| (p.class, p.changes.iter().map(change).collect())).collect()
}

fn checked(name: &str) -> &'static Checked {
    static ALL: LazyLock<Vec<(&str, Checked)>> = LazyLock::new(|| {
        let check = |name: &&'static str| {
            let bytes = common::bytes(name);
            (*name, renja::check(&bytes, &Options::default()).expect("a workbook of the project"))
        };
        common::WORKBOOKS.iter().map(check).collect()
    });
    ALL.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, checked)| checked)
        .expect("a workbook of the project")
}

/// Returns the case of the finding of a rule on an item, in the sheet and column of its cell.
fn case<'a>(checked: &'a Checked, rule: &str, item: &str, sheet: &str, key: &str) -> &'a Case {
    let is_it = |f: &Finding| {
        let column =
            checked.renja.tables.iter().filter(|t| t.sheet == f.at.sheet).find_map(|t| {
                t.columns.iter().find(|c| (c.first_column..=c.last_column).contains(&f.at.column))
            });
        f.rule == rule
            && f.item.to_lowercase().contains(&item.to_lowercase())
            && checked.renja.sheet_name(f.at.sheet) == sheet
            && column.is_some_and(|c| c.key == key)
    };
    let place = checked.findings.iter().position(is_it).unwrap_or_else(|| panic!("no {rule} on {item}"));
    checked.cases.iter().find(|c| c.findings.contains(&place)).expect("the finding has a case")
}

#[test]
fn every_grave_finding_is_in_one_case() {
    for name in common::WORKBOOKS {
        let checked = checked(name);
        for (i, finding) in checked.findings.iter().enumerate() {
            let cases = checked.cases.iter().filter(|c| c.findings.contains(&i)).count();
            let least = usize::from(finding.severity > Severity::Note);
            assert!((least..=1).contains(&cases), "{name}: {} in {cases} cases", finding.rule);
        }
    }
}

#[test]
fn program_v_has_one_explanation_of_two_cells() {
    for name in BOTH_2021 {
        let checked = checked(name);
        let case = case(checked, "ARI102", "pembinaan dan pengembangan aparatur", "Tabel 4.2", "pagu");
        assert!(case.complete);
        // Prakiraan maju repeats the plan cell for cell, so it is corrected with the plan.
        assert_eq!(
            proposals(case),
            [(
                Class::Suggested,
                vec![
                    "Pengadaan dan Pemberhentian ASN: 1.536.099.000 -> 2.104.104.400".to_owned(),
                    "Pengadaan dan Pemberhentian ASN: 1.536.099.000 -> 2.104.104.400".to_owned(),
                    "Pembinaan Disiplin, Penilaian Kinerja dan Penghargaan ASN: 2.870.509.200 -> 2.870.509.100"
                        .to_owned(),
                    "Pembinaan Disiplin, Penilaian Kinerja dan Penghargaan ASN: 2.870.509.200 -> 2.870.509.100"
                        .to_owned(),
                ]
            )],
            "{name}"
        );
    }
}

#[test]
fn the_total_carries_the_old_version_of_program_i() {
    for name in BOTH_2021 {
        let checked = checked(name);
        let of_total = case(checked, "ARI101", "badan kepegawaian", "Tabel 4.2", "pagu");
        let of_program = case(checked, "ARI102", "pelayanan perkantoran", "Tabel 4.2", "pagu");
        assert_eq!(of_total.findings, of_program.findings, "one cause");
        let said = of_total.explanation.say(Lang::Id);
        for part in [
            "Selisih 361.650.300 tepat sama dengan beda pagu PROGRAM PELAYANAN PERKANTORAN",
            "1.313.159.500 di Tabel 4.2",
            "951.509.200 di Tabel 2.3",
            "951.509.200 = 103.416.100 + 530.021.000 + 282.687.000 + 27.574.900 + 7.810.200",
        ] {
            assert!(said.contains(part), "{name}: {said}");
        }
        // The two tables print two versions of the budget; the office chooses.
        assert_eq!(of_total.proposals.len(), 2);
        assert!(of_total.proposals.iter().all(|p| p.class == Class::Display));
        assert!(proposals(of_total)[1].1.iter().any(|c| c.ends_with("15.334.891.500 -> 15.646.321.900")));
    }
}

#[test]
fn program_iv_has_two_alternatives() {
    for name in BOTH_2021 {
        let checked = checked(name);
        let case = case(checked, "ARI102", "peningkatan kompetensi sumber daya", "Tabel 4.2", "pagu");
        let (classes, changes): (Vec<_>, Vec<_>) = proposals(case).into_iter().unzip();
        assert_eq!(classes, [Class::Display, Class::Display]);
        let training = "Pendidikan dan Pelatihan ASN: 12.754.120.000 -> ";
        assert_eq!(changes[0][0], format!("{training}2.730.326.800"));
        assert!(changes[0].last().is_some_and(|c| c.ends_with("1.082.368.000 -> 835.803.500")));
        assert_eq!(changes[1][0], format!("{training}2.483.762.300"));
    }
}

#[test]
fn the_review_and_the_sasaran_of_2021() {
    for name in BOTH_2021 {
        let checked = checked(name);
        let only = |rule, item, sheet, key| {
            let all = proposals(case(checked, rule, item, sheet, key));
            assert_eq!(all.len(), 1, "{name} {rule} {item}: {all:?}");
            all.into_iter().next().expect("one")
        };
        let left = only("ARI102", "pembinaan dan pengembangan", "Tabel 2.3", "pagu");
        assert_eq!(left.0, Class::Suggested);
        assert!(left.1[0].ends_with("203.973.100 -> 203.973.500"));
        assert!(left.1[1].ends_with("1.708.343.100 -> 2.870.509.100"));
        let said = case(checked, "ARI102", "pembinaan dan pengembangan", "Tabel 2.3", "pagu").proposals[0]
            .reason
            .say(Lang::Id);
        assert!(said.contains("sama dengan baris Pengembangan Kompetensi ASN"), "{said}");
        let blank = only("ARI201", "kapasitas perangkat", "Tabel 2.3", "pagu_kebutuhan");
        assert_eq!(blank.0, Class::Safe);
        assert!(blank.1[0].ends_with("kosong -> 3.911.926.900"));
        let right = only("ARI102", "peningkatan kompetensi", "Tabel 2.3", "pagu_kebutuhan");
        assert_eq!(right.0, Class::Suggested);
        assert!(right.1[0].ends_with("858.803.500 -> 835.803.500"));
        let training = only("ARI202", "pendidikan dan pelatihan", "Tabel 3.2", "pagu");
        assert_eq!(training.0, Class::Display, "two other tables print other amounts");
        assert!(training.1[0].ends_with("kosong -> 2.483.762.300"));
    }
}

#[test]
fn a_planted_error_is_the_first_proposal() {
    for (name, cell, right) in [
        ("renja-bkd-2018.xls", "Tabel 4.2 J39", "1.902.615.900"),
        ("renja-bkd-2018.xls", "Tabel 2.1 K37", "100%"),
        ("renja-bkd-2019.xls", "Tabel 4.2 J10", "5.286.262.000"),
        ("renja-bkd-2019.xls", "Tabel 2.1 M72", "126 buah"),
        ("renja-bkd-2019.xls", "Tabel 4.1 H10", "7.267.598.300"),
        ("renja-bkd-2020.ods", "Tabel 2.3 G28", "247.137.700"),
        ("renja-bkd-2020.ods", "Tabel 2.1 O54", "40,85%"),
        ("renja-bkpsdm-2022.xlsx", "Tabel 4.2 G27", "240.500.500"),
    ] {
        let checked = checked(name);
        let is_it = |case: &&Case| {
            case.proposals.first().is_some_and(|p| {
                p.changes.len() == 1
                    && checked.renja.cell_name(p.changes[0].at) == cell
                    && p.changes[0].to.to_string() == right
            })
        };
        assert!(checked.cases.iter().any(|c| is_it(&c)), "{name} {cell}");
    }
}

#[test]
fn column_10_is_the_slip_where_column_11_betrays_it() {
    let checked = checked("renja-bkd-2021.xlsx");
    let of = |cell: &str| {
        let case = checked.cases.iter().find(|c| {
            c.proposals.iter().any(|p| p.changes.iter().any(|c| checked.renja.cell_name(c.at) == cell))
        });
        proposals(case.unwrap_or_else(|| panic!("{cell}")))[0].clone()
    };
    assert!(of("Tabel 2.1 M37").1[0].ends_with("75 org -> 140 org"));
    // A cell that states something is changed only by decision of a person.
    assert_eq!(of("Tabel 2.1 M37").0, Class::Suggested);
    assert_eq!(of("Tabel 2.1 M19").0, Class::Suggested);
    // The cell states 26 where 33 is expected. No formula gives 26, and column 11 uses it.
    assert_eq!(of("Tabel 2.1 M34").0, Class::Display);
}

fn settle(
    renja: &Renja,
    book: &Book,
    accept: Accept,
    search: &SearchOptions,
    decided: &Decisions,
) -> Settled {
    let checked = |renja: &Renja| {
        let checked = check::check(renja, book, &Selection::default());
        (checked.relations, checked.findings)
    };
    correct::settle((renja, book), checked(renja), accept, search, decided, checked)
}

#[test]
fn what_is_suggested_settles_without_a_new_finding() {
    for name in common::WORKBOOKS {
        let checked = checked(name);
        let settled = settle(
            &checked.renja,
            &checked.book,
            Accept::Suggested,
            &SearchOptions::default(),
            &Decisions::default(),
        );
        assert!(settled.taken_back.is_empty(), "{name}: {:?}", settled.taken_back);
        let grave = |findings: &[Finding]| findings.iter().filter(|f| f.severity > Severity::Note).count();
        let gone = grave(&checked.findings).saturating_sub(grave(&settled.findings));
        let decided = |c: &&Case| c.proposals.first().is_some_and(|p| p.class > Class::Display);
        let of_values = checked
            .cases
            .iter()
            .filter(decided)
            .filter(|c| c.findings.iter().any(|f| checked.findings[*f].severity > Severity::Note));
        assert!(gone >= of_values.count(), "{name}: each case that was applied took a finding away");
        let mut cells = BTreeSet::new();
        for applied in &settled.applied {
            for change in &applied.changes {
                assert!(cells.insert((change.at, change.to.plain())), "{name}: applied twice");
            }
        }
    }
}

#[test]
fn safe_corrections_change_no_stated_amount() {
    for name in common::WORKBOOKS {
        let checked = checked(name);
        let settled = settle(
            &checked.renja,
            &checked.book,
            Accept::Safe,
            &SearchOptions::default(),
            &Decisions::default(),
        );
        for change in settled.applied.iter().flat_map(|a| &a.changes) {
            if let (Some(from), Value::Rupiah(to)) = (&change.from, &change.to) {
                let same = from.number() == Some(*to)
                    || renja::text::number::read_rupiah(&from.to_string()).is_some_and(|n| n.value == *to);
                assert!(same, "{name}: {change:?}");
            }
        }
    }
}

/// Returns a line of the findings sheet with this word as the decision on a finding.
fn decision(checked: &Checked, finding: &Finding, word: &str) -> Decision {
    Decision {
        row: 5,
        key: FindingKey {
            rule: finding.rule.to_owned(),
            item: finding.item.clone(),
            stated: finding.stated.as_ref().map(Value::plain),
            sheet: checked.renja.sheet_name(finding.at.sheet).to_owned(),
            cell: finding.at.a1(),
        },
        word: word.to_owned(),
        own_value: None,
        reason: String::new(),
        day: None,
        proposal: None,
        edit: None,
        refusal: None,
    }
}

fn decide(checked: &Checked, decisions: Vec<Decision>) -> Decisions {
    let Checked { book, renja, findings, cases, .. } = checked;
    correct::decisions::decide(decisions, DecisionContext { book, renja, findings, cases }, &BTreeMap::new())
}

#[test]
fn accepted_alternative_is_applied_and_refused_one_is_locked() {
    let checked = checked("renja-bkd-2021.xlsx");
    let program = |name: &str| {
        let found = checked.findings.iter().find(|f| {
            f.rule == "ARI102" && f.item.contains(name) && checked.renja.sheet_name(f.at.sheet) == "Tabel 4.2"
        });
        found.expect("the finding")
    };
    let decision = |finding: &Finding, word| decision(checked, finding, word);
    let iv = program("PENINGKATAN KOMPETENSI SUMBER DAYA");
    let v = program("PEMBINAAN DAN PENGEMBANGAN");
    let mut gone = decision(iv, "tolak");
    gone.key.item = "Program yang dihapus".to_owned();
    let decided = decide(checked, vec![decision(iv, "B"), decision(v, "tolak"), gone]);
    let outcomes: Vec<&Outcome> = decided.outcomes.iter().map(|line| &line.outcome).collect();
    assert_eq!(outcomes, [&Outcome::Applied, &Outcome::Refused, &Outcome::Unused(Refusal::FindingGone)]);
    let settled =
        settle(&checked.renja, &checked.book, Accept::Suggested, &SearchOptions::default(), &decided);
    assert!(!settled.findings.iter().any(|f| f.rule == iv.rule && f.at == iv.at), "IV closes");
    assert!(settled.findings.iter().any(|f| f.rule == v.rule && f.at == v.at), "V stays as it is");
    assert!(!decided.locked.is_empty());
    for change in settled.applied.iter().flat_map(|a| &a.changes) {
        assert!(!decided.locked.contains(&change.at));
    }
    // A refused proposal means that the cell is right: the search looks for another cause.
    let again = settled.cases.iter().find(|c| {
        c.findings.iter().any(|f| settled.findings[*f].rule == v.rule && settled.findings[*f].at == v.at)
    });
    let again = again.expect("the finding has a case");
    assert!(again.proposals.iter().flat_map(|p| &p.changes).all(|c| !decided.locked.contains(&c.at)));
}

#[test]
fn an_own_value_is_applied() {
    let checked = checked("renja-bkd-2021.xlsx");
    let blank = checked.findings.iter().find(|f| f.rule == "ARI202").expect("the blank");
    let content = CellContent::Number(Decimal::from(2_483_762_300_i64));
    let own = Some(Cell { content, ..Cell::default() });
    let decided = decide(checked, vec![Decision { own_value: own, ..decision(checked, blank, "") }]);
    let settled = settle(&checked.renja, &checked.book, Accept::None, &SearchOptions::default(), &decided);
    assert_eq!(settled.applied.len(), 1);
    assert!(!settled.findings.iter().any(|f| f.rule == "ARI202"));
}

/// Returns a plan of two programs with these amounts; the second table spells the names of its items a little
/// differently.
fn small(amounts: [i64; 8], second: Option<[i64; 7]>) -> Renja {
    let names = [
        "Badan Kepegawaian Daerah",
        "Program Peningkatan Kompetensi Aparatur",
        "Mutasi, Promosi dan Pengembangan Karir ASN",
        "Pendidikan dan Pelatihan ASN",
        "Program Pembinaan Aparatur",
        "Pengadaan dan Pemberhentian ASN",
        "Pengembangan Sisten Informasi Kepegawaian",
        "Pembinaan Disiplin",
    ];
    let others = [
        "PROGRAM PENINGKATAN KOMPETENSI APARATUR",
        "Mutasi, Promosi dan Pengembangan Karier",
        "Pendidikan dan Pelatihan Pegawai",
        "Program Pembinaan Aparatur",
        "Pengadaan dan Pemberhentian Pegawai",
        "Pengembangan Sistem Informasi Kepegawaian",
        "Pembinaan Disiplin",
    ];
    let level = |i: usize| match i {
        0 => (Level::Opd, None),
        1 | 4 => (Level::Program, Some(0)),
        2 | 3 => (Level::Kegiatan, Some(1)),
        _ => (Level::Kegiatan, Some(4)),
    };
    let row = |i: usize, name: &str, amount, shift: usize| -> Row {
        let (level, parent) = level(i);
        (level, parent.and_then(|p: usize| p.checked_sub(shift)), name.to_owned(), amount)
    };
    let rows: Vec<Row> = (0..8).map(|i| row(i, names[i], amounts[i], 0)).collect();
    let mut renja = Renja { year: Some(2021), ..Renja::default() };
    renja.sheets = ["Tabel 4.2", "Tabel 3.2"].map(str::to_owned).to_vec();
    renja.tables.push(plan::table("T-C.33", 0, &["kode", "nama", "pagu"], &rows));
    if let Some(second) = second {
        let rows: Vec<Row> = (1..8).map(|i| row(i, others[i - 1], second[i - 1], 1)).collect();
        renja.tables.push(plan::table("sasaran", 1, &["sasaran", "nama", "pagu"], &rows));
    }
    renja
}

fn search(renja: &Renja, search: &SearchOptions) -> (Vec<Relation>, Vec<Finding>, Vec<Case>) {
    let checked = check::check(renja, &Book::default(), &Selection::default());
    let cases = correct::cases(renja, &Book::default(), &checked.relations, &checked.findings, search);
    (checked.relations, checked.findings, cases)
}

const RIGHT: [i64; 8] = [
    1_000_234_500,
    400_111_200,
    150_050_100,
    250_061_100,
    600_123_300,
    100_017_900,
    200_033_600,
    300_071_800,
];
const SECOND: [i64; 7] =
    [400_111_200, 150_050_100, 250_061_100, 600_123_300, 100_017_900, 200_033_600, 300_071_800];

/// Returns the first proposal of each case that concerns sums.
fn first(amounts: [i64; 8], second: Option<[i64; 7]>, with: &SearchOptions) -> Vec<(Class, Vec<String>)> {
    let (_, findings, cases) = search(&small(amounts, second), with);
    let of_sums = cases.iter().filter(|c| c.findings.iter().any(|f| findings[*f].rule.starts_with("ARI")));
    of_sums.filter_map(|c| proposals(c).into_iter().next()).collect()
}

#[test]
fn a_consistent_plan_has_no_case() {
    assert!(search(&small(RIGHT, Some(SECOND)), &SearchOptions::default()).2.is_empty());
}

#[test]
fn names_are_matched_across_spellings() {
    for (i, wrong) in [(2, 150_050_900), (3, 250_060_000), (5, 177_017_900), (6, 200_000_000)] {
        let mut amounts = RIGHT;
        amounts[i] = wrong;
        let found = first(amounts, Some(SECOND), &SearchOptions::default());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, Class::Suggested);
        assert!(found[0].1[0].ends_with(&format!("-> {}", Value::Rupiah(Decimal::from(RIGHT[i])))));
    }
}

#[test]
fn a_total_that_leaves_an_item_out_is_named() {
    let mut amounts = RIGHT;
    amounts[0] = RIGHT[1];
    let (_, _, cases) = search(&small(amounts, None), &SearchOptions::default());
    assert_eq!(cases.len(), 1);
    let said = cases[0].proposals[0].reason.say(Lang::Id);
    assert!(said.contains("melewatkan Program Pembinaan Aparatur"), "{said}");
}

#[test]
fn the_office_may_say_which_side_it_trusts() {
    // A kegiatan and its program differ by an amount that nothing explains.
    let mut amounts = RIGHT;
    amounts[6] = 217_046_900;
    let free = first(amounts, None, &SearchOptions::default());
    assert_eq!(free[0].0, Class::Display);
    let trust = |reference| SearchOptions { reference: Some(reference), ..SearchOptions::default() };
    let detail = first(amounts, None, &trust(TrustedSource::Detail));
    assert_eq!(detail[0].0, Class::Suggested);
    assert_eq!(
        detail[0].1,
        [
            "Badan Kepegawaian Daerah: 1.000.234.500 -> 1.017.247.800",
            "Program Pembinaan Aparatur: 600.123.300 -> 617.136.600"
        ]
    );
    // The total does not show which of the three kegiatan is wrong.
    assert!(first(amounts, None, &trust(TrustedSource::Total)).iter().all(|p| p.0 == Class::Display));
    let mut second = SECOND;
    second[5] = 200_033_600;
    let form = first(amounts, Some(second), &trust(TrustedSource::Form("sasaran".to_owned())));
    assert_eq!(form[0].0, Class::Suggested);
    assert!(form[0].1[0].ends_with("217.046.900 -> 200.033.600"));
    // A form that is trusted is not corrected.
    let own = first(amounts, Some(second), &trust(TrustedSource::Form("T-C.33".to_owned())));
    assert!(own.iter().all(|p| p.0 == Class::Display), "{own:?}");
}

fn pagu(renja: &Renja, table: usize, item: usize) -> CellRef {
    renja.tables[table].item_cell(item, 2)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// If a second table prints the right amount, any single wrong amount is restored to it, and all sums
    /// hold again.
    #[test]
    fn a_wrong_amount_is_found_where_a_second_table_prints_it(seed in 0u64.., pick in 0usize.., by in 1i64..5_000_000) {
        let mut renja = plan::plan(&mut Random(seed), 20, true);
        let item = 1 + pick % (renja.tables[0].items.len() - 1);
        let cited = renja.tables[0].items[item].values.get_mut(2).expect("an amount");
        let right = cited.value.clone();
        cited.value = right.with_number(right.number().expect("an amount") + Decimal::from(by * 100));
        let settled = settle(&renja, &Book::default(), Accept::Suggested, &SearchOptions::default(), &Decisions::default());
        prop_assert!(settled.taken_back.is_empty());
        prop_assert!(settled.relations.iter().all(Relation::holds));
        let now = settled.renja.tables[0].items[item].values.get(2).map(|c| &c.value);
        prop_assert_eq!(now, Some(&right));
    }

    /// Locked cells never change, whatever is wrong and whatever is accepted.
    #[test]
    fn locked_cells_never_change(seed in 0u64.., picks in prop::collection::vec((0usize.., 1i64..5_000_000), 1..4), locks in prop::collection::vec(0usize.., 1..6)) {
        let mut renja = plan::plan(&mut Random(seed), 20, seed % 2 == 0);
        let items = renja.tables[0].items.len();
        for (pick, by) in picks {
            let cited = renja.tables[0].items[pick % items].values.get_mut(2).expect("an amount");
            cited.value = Value::Rupiah(cited.value.number().expect("an amount") + Decimal::from(by * 100));
        }
        let locked: BTreeSet<CellRef> = locks.iter().map(|i| pagu(&renja, 0, i % items)).collect();
        let with = SearchOptions { locked: locked.clone(), ..SearchOptions::default() };
        for case in search(&renja, &with).2 {
            for change in case.proposals.iter().flat_map(|p| &p.changes) {
                prop_assert!(!locked.contains(&change.at));
            }
        }
        let settled = settle(&renja, &Book::default(), Accept::Suggested, &with, &Decisions::default());
        prop_assert!(settled.taken_back.is_empty());
    }

    /// After a proposal is applied, the findings that it claims to resolve are gone.
    #[test]
    fn a_suggestion_does_what_it_says(seed in 0u64.., picks in prop::collection::vec((0usize.., 1i64..5_000_000), 1..4)) {
        let mut renja = plan::plan(&mut Random(seed), 30, true);
        let items = renja.tables[0].items.len();
        for (pick, by) in picks {
            let cited = renja.tables[0].items[pick % items].values.get_mut(2).expect("an amount");
            cited.value = Value::Rupiah(cited.value.number().expect("an amount") + Decimal::from(by * 100));
        }
        let (_, findings, cases) = search(&renja, &SearchOptions::default());
        for proposal in cases.iter().filter_map(|c| c.proposals.first()).filter(|p| p.class > Class::Display) {
            let mut corrected = renja.clone();
            correct::apply(&mut corrected, &proposal.changes);
            let (_, now, _) = search(&corrected, &SearchOptions::default());
            for gone in &proposal.resolves {
                let f = &findings[*gone];
                prop_assert!(!now.iter().any(|n| n.rule == f.rule && n.at == f.at));
            }
        }
    }
}

/// Words in place of an amount are not a blank: the reason quotes them, and nothing overwrites them without a
/// decision.
#[test]
fn words_in_an_amount_are_named_and_never_overwritten_by_default() {
    use renja::model::{CellContent, Lang};
    let mut book = common::book("renja-bkd-2021.xlsx");
    let sheet = book.sheets.iter_mut().find(|s| s.name == "Tabel 2.3").expect("the sheet");
    let at = CellRef::read_a1("K26").expect("a cell");
    sheet.cells.get_or_default(at).content = CellContent::Text("menunggu SK".into());
    let renja = common::normalize(&book);
    let checked = renja::check::check(&renja, &book, &renja::check::Selection::default());
    let cases =
        correct::cases(&renja, &book, &checked.relations, &checked.findings, &SearchOptions::default());
    let of_cell = |p: &&renja::model::Proposal| p.changes.iter().any(|c| (c.at.row, c.at.column) == at);
    let proposals: Vec<_> = cases.iter().flat_map(|c| &c.proposals).filter(of_cell).collect();
    assert!(!proposals.is_empty(), "the implied value is offered");
    for proposal in proposals {
        assert!(proposal.class < Class::Safe);
        let reason = proposal.reason.say(Lang::Id);
        assert!(reason.contains("menunggu SK") && !reason.contains("kosong"), "{reason}");
    }
}

#[test]
fn formulas_follow_a_changed_cell_and_one_that_was_out_of_date_does_not() {
    let put = |sheet: &mut Sheet, row: u32, n: i64, formula: Option<&str>| {
        let content = CellContent::Number(n.into());
        sheet.cells.insert((row, 0), Cell { content, formula: formula.map(Into::into), ..Cell::default() });
    };
    let mut sheet = Sheet { name: "Tabel".to_owned(), ..Sheet::default() };
    put(&mut sheet, 0, 30, Some("A2"));
    put(&mut sheet, 1, 30, Some("SUM(A3:A4)"));
    put(&mut sheet, 2, 10, None);
    put(&mut sheet, 3, 20, None);
    put(&mut sheet, 4, 99, Some("A3*2"));
    let mut book = Book { sheets: vec![sheet], ..Book::default() };
    let at = CellRef { sheet: SheetId(0), row: 2, column: 0 };
    let to = Value::Rupiah(15.into());
    let change = Change { at, item: String::new(), from: None, to, formula: None };
    let written = correct::cell_writes(&book, &Renja::default(), &[change]);
    correct::apply_to_cells(&mut book, &written);
    let numbers: Vec<String> = book.sheets[0]
        .cells
        .values()
        .map(|cell| match &cell.content {
            CellContent::Number(n) => n.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(numbers, ["35", "35", "15", "20", "99"]);
}

/// In a workbook of several offices, the amounts of one office are no evidence for another.
#[test]
fn offices_do_not_speak_for_each_other() {
    let office = |name: &str, total: i64, parts: [i64; 3]| -> Vec<Row> {
        let mut rows: Vec<Row> = vec![(Level::Opd, None, name.to_owned(), total)];
        rows.extend(
            ["Program Penunjang", "Program Layanan", "Program Data"]
                .into_iter()
                .zip(parts)
                .map(|(program, amount)| (Level::Program, Some(0), program.to_owned(), amount)),
        );
        rows
    };
    let keys = ["kode", "nama", "pagu"];
    let mut renja = Renja { year: Some(2024), ..Renja::default() };
    renja.sheets = vec!["Dinas Sosial".to_owned(), "Dinas Perikanan".to_owned()];
    let social = office("Dinas Sosial", 6_000_000, [1_000_000, 2_500_000, 3_000_000]);
    let fishery = office("Dinas Perikanan", 6_500_000, [1_000_000, 2_000_000, 3_500_000]);
    renja.tables.push(plan::table("T-C.33", 0, &keys, &social));
    renja.tables.push(plan::table("T-C.33", 1, &keys, &fishery));
    let (_, _, cases) = search(&renja, &SearchOptions::default());
    let evidence: Vec<_> = cases.iter().flat_map(|case| &case.proposals).flat_map(|p| &p.evidence).collect();
    assert_eq!(cases.len(), 1);
    assert!(evidence.iter().all(|at| at.sheet.0 == 0), "{evidence:?}");
    let said: Vec<_> = cases[0].proposals.iter().map(|p| p.reason.say(Lang::Id)).collect();
    assert!(said.iter().all(|reason| !reason.contains("Dinas Perikanan")), "{said:#?}");
}

#[test]
fn an_amount_in_words_is_corrected_within_its_sentence() {
    let mut sheet = Sheet { name: "Narasi".to_owned(), ..Sheet::default() };
    let text = "Ada tujuh sasaran. Rencana itu memuat tujuh (8) kegiatan dan Enam (5) program.";
    let content = CellContent::Text(text.into());
    sheet.cells.insert((0, 0), Cell { content, ..Cell::default() });
    let book = Book { sheets: vec![sheet], ..Book::default() };
    let renja = common::normalize(&book);
    let findings = check::check(&renja, &book, &Selection::default()).findings;
    let changed: Vec<String> = correct::cases(&renja, &book, &[], &findings, &SearchOptions::default())
        .iter()
        .map(|case| case.proposals[0].changes[0].to.to_string())
        .collect();
    assert_eq!(changed, [text.replace("tujuh (8)", "delapan (8)"), text.replace("Enam (5)", "Lima (5)"),]);
}
