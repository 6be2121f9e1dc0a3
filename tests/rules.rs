//! Every rule's page is a test: the grids in it are read as workbooks, normalized and checked. A
//! grid that the page calls `lapor` must give findings of the rule at the cells marked with `»` and
//! nowhere else; one that it calls `diam` must give no finding of severity warning or error at all.

mod grid;

use renja::check::{Selection, check, rules};
use renja::model::{Finding, Lang, Severity};

#[test]
fn pages_show_what_their_rules_find() {
    let mut failures = Vec::new();
    for rule in rules() {
        let examples = grid::examples(rule.page);
        for kind in ["lapor", "diam"] {
            if !rule.is_of_reading() && !examples.iter().any(|example| example.kind == kind) {
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
            let said = |f: &Finding| format!("{} {} {}", f.rule, renja.place(f.at), f.message.say(Lang::Id));
            if example.kind == "lapor" {
                let mut of_rule: Vec<_> =
                    findings.iter().filter(|f| f.rule == rule.code).map(|f| f.at).collect();
                of_rule.sort();
                of_rule.dedup();
                if of_rule != example.marked {
                    failures.push(format!(
                        "{}: marked {:?}, found {:?} in\n{}",
                        rule.code,
                        example.marked.iter().map(|at| renja.place(*at)).collect::<Vec<_>>(),
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
        assert_eq!(rule.page.lines().next(), Some(&*format!("# {} {}", rule.code, rule.name)));
        for heading in ["## Mengapa", "## Contoh", "## Memperbaiki", "## Dasar"] {
            assert!(rule.page.contains(heading), "{}: no {heading}", rule.code);
        }
    }
}

#[test]
fn selection_takes_codes_and_beginnings() {
    let selection = Selection { select: vec!["ARI".into(), "kod101".into()], ignore: vec!["ARI2".into()] };
    assert!(selection.takes("ARI102"));
    assert!(selection.takes("KOD101"));
    assert!(!selection.takes("ARI201"));
    assert!(!selection.takes("THN101"));
    assert!(Selection::default().takes("THN101"));
}
