//! Runs every rule's page as a test: the grids in it are read as workbooks, normalized and checked. A grid
//! marked `lapor` must give findings of the rule at the cells marked with `»` and nowhere else. A grid marked
//! `diam` must give no finding of the rule, and none of severity warning or error.

mod grid;

use std::path::Path;

use renja::check::{Selection, check, rules};
use renja::model::{Finding, Lang, Severity};

#[test]
fn pages_show_what_their_rules_find() {
    let mut failures = Vec::new();
    for rule in rules() {
        let examples = grid::examples(rule.page);
        for kind in ["lapor", "diam"] {
            if !rule.is_from_reading() && !examples.iter().any(|example| example.kind == kind) {
                failures.push(format!("{}: its page has no example grid `{kind}`", rule.code));
            }
        }
        for example in &examples {
            let renja = renja::normalize::normalize(&example.book, &renja::forms::Forms::default());
            if renja.tables.is_empty() && example.has_table {
                failures.push(format!("{}: no table was recognized in\n{}", rule.code, example.text));
                continue;
            }
            let findings = check(&renja, &example.book, &Selection::default()).findings;
            let said =
                |f: &Finding| format!("{} {} {}", f.rule, renja.cell_name(f.at), f.message.say(Lang::Id));
            if example.kind == "lapor" {
                let mut of_rule: Vec<_> =
                    findings.iter().filter(|f| f.rule == rule.code).map(|f| f.at).collect();
                of_rule.sort();
                of_rule.dedup();
                if of_rule != example.marked {
                    failures.push(format!(
                        "{}: marked {:?}, found {:?} in\n{}",
                        rule.code,
                        example.marked.iter().map(|at| renja.cell_name(*at)).collect::<Vec<_>>(),
                        findings.iter().map(said).collect::<Vec<_>>(),
                        example.text
                    ));
                }
            } else {
                let loud = |f: &&Finding| f.rule == rule.code || f.severity > Severity::Note;
                let loud: Vec<String> = findings.iter().filter(loud).map(said).collect();
                if !loud.is_empty() {
                    failures.push(format!("{}: {loud:?} in\n{}", rule.code, example.text));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn findings_of_the_pages_have_a_sentence_in_both_languages() {
    for rule in rules() {
        for example in grid::examples(rule.page) {
            let renja = renja::normalize::normalize(&example.book, &renja::forms::Forms::default());
            for finding in check(&renja, &example.book, &Selection::default()).findings {
                for lang in [Lang::Id, Lang::En] {
                    let sentence = finding.message.say(lang);
                    assert!(
                        sentence.contains(' ') && !sentence.contains("%{"),
                        "{}: {:?} says {sentence:?}",
                        rule.code,
                        finding.message
                    );
                }
            }
        }
    }
}

#[test]
fn codes_and_names_are_well_formed_and_in_order() {
    for pair in rules().windows(2) {
        assert!(pair[0].code < pair[1].code, "{} stands before {}", pair[0].code, pair[1].code);
    }
    for rule in rules() {
        let (kind, number) = rule.code.split_at(3);
        assert!(kind.chars().all(|c| c.is_ascii_uppercase()), "{}", rule.code);
        assert!(number.len() == 3 && number.chars().all(|c| c.is_ascii_digit()), "{}", rule.code);
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.name);
        let headings = |lang| -> Vec<&str> {
            rule.text(lang).lines().filter_map(|line| line.strip_prefix("## ")).collect()
        };
        let indonesian =
            ["Mengapa penting", "Contoh", "Yang dilakukan program", "Yang Anda lakukan", "Dasar"];
        assert_eq!(headings(Lang::Id), indonesian, "{}", rule.code);
        let english = ["Why it matters", "Example", "What the program does", "What you do", "Source"];
        assert_eq!(headings(Lang::En), english, "{}", rule.code);
        for lang in [Lang::Id, Lang::En] {
            let head = format!("# {} {}", rule.code, rule.title(lang));
            assert_eq!(rule.text(lang).lines().next(), Some(&*head));
            assert!(rule.title(lang).contains(' '), "{}: a title is words", rule.code);
        }
        assert!(rule.example().len() > 1 || rule.code == "STR104", "{}: no example table", rule.code);
    }
}

/// `renja rule` states the highest severity of a rule and the classes of its proposals. Findings in the grids
/// of its page must stay within them; the grids may be less severe, because a grid without an official form
/// gives a warning where the rule has errors.
#[test]
fn the_grids_stay_within_the_severity_and_classes_that_are_named() {
    let mut failures = Vec::new();
    for rule in rules().iter().filter(|rule| !rule.is_from_reading()) {
        let mut most = None;
        for example in grid::examples(rule.page) {
            let renja = renja::normalize::normalize(&example.book, &renja::forms::Forms::default());
            let checked = check(&renja, &example.book, &Selection::default());
            let of_rule = |f: &&Finding| f.rule == rule.code;
            most = most.max(checked.findings.iter().filter(of_rule).map(|f| f.severity).max());
            let search = renja::correct::SearchOptions::default();
            let cases =
                renja::correct::cases(&renja, &example.book, &checked.relations, &checked.findings, &search);
            for case in cases {
                // A case belongs to the rule of its first finding, which corrects the others with it.
                let first = case.findings.iter().find_map(|place| checked.findings.get(*place));
                if first.is_none_or(|first| first.rule != rule.code) {
                    continue;
                }
                for proposal in case.proposals {
                    if !rule.classes.contains(&proposal.class) {
                        failures.push(format!("{}: {:?} is not named", rule.code, proposal.class));
                    }
                }
            }
        }
        if most.is_none_or(|most| most > rule.severity) {
            failures.push(format!("{}: {:?} is named, {most:?} found", rule.code, rule.severity));
        }
    }
    failures.dedup();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// `docs/aturan.md` is generated from the pages.
#[test]
fn the_document_of_all_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/aturan.md");
    let made = renja::report::rule_book(rules(), Lang::Id);
    if std::env::var_os("RENJA_WRITE_DOCS").is_some() {
        std::fs::write(&path, &made).expect("docs/aturan.md can be written");
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == made,
        "docs/aturan.md is not what the pages in src/check/rules/ give. Write it again with: \
         RENJA_WRITE_DOCS=1 cargo test --test rules"
    );
}

#[test]
fn selection_takes_codes_and_beginnings() {
    let selection = Selection { select: vec!["ARI".into(), "kod101".into()], ignore: vec!["ARI2".into()] };
    assert!(selection.selects("ARI102"));
    assert!(selection.selects("KOD101"));
    assert!(!selection.selects("ARI201"));
    assert!(!selection.selects("THN101"));
    assert!(Selection::default().selects("THN101"));
}
